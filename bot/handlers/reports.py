"""Reports and ledgers: pictures and workbooks, read and made as they are sent (C6, P1 to P8)."""

from bot.fronts.areas import FRONTS
from bot.fronts.calendar import CALENDAR_FRONT
from bot.fronts.warehouse import WAREHOUSE_FRONT
from bot.handlers.cases import show as show_case
from bot.handlers.cases import stepped
from bot.handlers.refusing import refuse
from bot.handlers.routing import Routes
from bot.intake.work import Work
from store.calendar.area import circle
from store.calendar.requests import FinishShare
from store.company import Role
from store.exports import GetExport, ledgers_for, roles_for
from store.mail import outbox
from store.reports import entries
from store.reports.requests import CARDED, MAY, HandOver, ShowHandedIn, ShowReport
from store.requests import Area, Refused, ShowCase

_PAPERS = {name: front.papers for name, front in FRONTS.items()} | dict.fromkeys(
    WAREHOUSE_FRONT.kinds, WAREHOUSE_FRONT.papers
)
"""What may go with a report, by whose figures it has: the ledger of goods is no area of cases."""


async def show(work: Work, request: ShowReport) -> None:
    """To the speaker alone: who answers for what is nobody else's."""
    if not MAY[request.report] & work.by.actor.roles:
        allowed = [role for role in Role if role in MAY[request.report]]
        refuse(work, Refused(reason="role", facts={"roles": allowed}))
    elif request.report in CARDED or request.part:
        _show_part(work, request)
    else:
        facts = {"month": request.month}
        drawn = next((one for one in _PAPERS[request.report] if one.endswith("_picture")), None)
        work.answer(f"{request.report}/report", facts, private=True, document=drawn)
        work.say(f"{request.report}/report_book", facts, private=True, document="report_book")


def _show_part(work: Work, request: ShowReport) -> None:
    """Its card; a press gives the workbook, the picture, or how its figures come about."""
    kind, facts = "reports/paper", {"report": request.report, "month": request.month}
    match request.part:
        case "book" | "picture":
            paper = f"paper_{request.part}"
            work.say(f"{kind}_{request.part}", facts, private=True, document=paper)
            if work.callback_id is not None:
                work.answer("members/export_coming")
            work.answered = True
        case "how":
            work.say(f"{kind}_how", facts, private=True)
            if work.callback_id is not None:
                work.answer("members/opened")
            work.answered = True
        case _:
            work.answer(kind, facts, private=True)


async def hand_over(work: Work, request: HandOver) -> None:
    """It goes whole to whoever the calendar says, and its entry is done by that."""
    asked = await entries.asking(work.unit, request.report, request.month)
    if not asked:
        refuse(work, Refused(reason="nothing_asked"), Area.REPORTS)
        return
    if (taken := await stepped(work, CALENDAR_FRONT, FinishShare(number=asked[0]))) is None:
        return
    kind, month = request.report, request.month.isoformat()
    drawn = next((one for one in _PAPERS[kind] if one.endswith("_picture")), None)
    for person in circle(work.unit, taken.new, "receivers"):
        for said, document in ((f"{kind}/report", drawn), (f"{kind}/report_book", "report_book")):
            outbox.notice(
                work.unit.session,
                said,
                chat_id=person.telegram_id,
                now=work.unit.now,
                facts={"month": month},
                document=document,
                member_id=person.id,
            )


async def show_handed_in(work: Work, request: ShowHandedIn) -> None:
    await show_case(work, ShowCase(area=Area.REPORTS, number=request.number))


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


ROUTES: Routes = {ShowReport: show, HandOver: hand_over, ShowHandedIn: show_handed_in, GetExport: export}
