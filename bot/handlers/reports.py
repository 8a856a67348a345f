"""Reports and ledgers: pictures and workbooks, read and made as they are sent (C6, P1 to P8)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.fronts.areas import FRONTS
from bot.fronts.calendar import CALENDAR_FRONT
from bot.fronts.collection import RATES
from bot.fronts.reports import REPORTS_FRONT
from bot.fronts.warehouse import WAREHOUSE_FRONT
from bot.handlers.cases import answered, stepped
from bot.handlers.cases import show as show_case
from bot.handlers.collection import hand_in_rates
from bot.handlers.refusing import refuse
from bot.handlers.routing import Routes
from bot.intake.work import Work
from store.collection.requests import HandInRates
from store.company import Role
from store.exports import GetExport, ledgers_for, roles_for
from store.reports import entries
from store.reports.handed import draft_of
from store.reports.requests import (
    CARDED,
    HANDED_IN,
    MAY,
    HandOver,
    Report,
    ShowHandedIn,
    ShowReport,
    SubmitReport,
)
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
        _say(work, f"{request.report}/report", facts, document=drawn)
        work.say(f"{request.report}/report_book", facts, private=True, document="report_book")


def _say(work: Work, kind: str, facts: Mapping[str, Any], document: str | None = None) -> None:
    """A message, whether it was typed for or pressed."""
    work.say(kind, facts, private=True, document=document)
    if work.callback_id is not None:
        work.answer("members/opened")
    work.answered = True


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
            _say(work, f"{kind}_how", facts)
        case _:
            _say(work, kind, facts)


async def hand_over(work: Work, request: HandOver) -> None:
    """In its own way, each kind: submitted, frozen beside what changes, or sent as it stands."""
    kind, month = request.report, request.month
    if kind is Report.RATES:
        await hand_in_rates(work, HandInRates(month=month))
    elif kind in HANDED_IN:
        await stepped(work, REPORTS_FRONT, SubmitReport(number=await draft_of(work.unit, kind, month)))
    else:
        found = await entries.hand_over(work.unit, work.by.actor, kind, month)
        unasked = isinstance(found, Refused) and found.reason == "nothing_asked"
        await answered(work, REPORTS_FRONT if unasked else CALENDAR_FRONT, found)


async def finish(work: Work, kind: Report, month: date) -> None:
    """What is said to be done of the calendar is handed in from under its task, where its figures stand; a tick in a list, which
    says none of them, shows them first."""
    if work.answering == "owe":
        await hand_over(work, HandOver(report=kind, month=month))
    elif kind is Report.RATES:
        _say(work, RATES, {"month": month.isoformat()})
    else:
        await show(work, ShowReport(report=kind, month=month))


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
