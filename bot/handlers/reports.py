"""Reports and ledgers: pictures and workbooks, read and made as they are sent (C6, P3)."""

from bot.fronts.areas import FRONTS
from bot.handlers.refusing import refuse
from bot.handlers.routing import Routes
from bot.intake.work import Work
from store.company import Role
from store.exports import GetExport, ledgers_for, roles_for
from store.reports.requests import MAY, ShowReport
from store.requests import Refused


async def show(work: Work, request: ShowReport) -> None:
    """To the speaker alone: who answers for what is nobody else's."""
    if not MAY[request.report] & work.by.actor.roles:
        allowed = [role for role in Role if role in MAY[request.report]]
        refuse(work, Refused(reason="role", facts={"roles": allowed}))
        return
    facts = {"month": request.month}
    drawn = "report_picture" if "report_picture" in FRONTS[request.report].papers else None
    work.answer(f"{request.report}/report", facts, private=True, document=drawn)
    work.say(f"{request.report}/report_book", facts, private=True, document="report_book")


async def export(work: Work, request: GetExport) -> None:
    """Never into a room, whoever asks there."""
    if not work.by.private:
        work.answer("members/export_private")
    elif not request.ledger:
        work.answer("members/export")
    elif request.ledger not in ledgers_for(work.by.actor.roles):
        refuse(work, Refused(reason="role", facts={"roles": roles_for(request.ledger)}))
    else:
        work.say("members/export_book", request.model_dump(), private=True, document="ledger")
        if work.callback_id is not None:
            work.answer("members/export_coming")
        work.answered = True


ROUTES: Routes = {ShowReport: show, GetExport: export}
