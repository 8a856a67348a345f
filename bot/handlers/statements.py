"""Statements (M2): the list, one that is there already, the sheet."""

from bot.fronts.areas import FRONTS
from bot.fronts.statements import LIST
from bot.handlers.cases import show, stepped
from bot.handlers.refusing import refuse
from bot.handlers.routing import Routes
from bot.intake.work import Work
from store.invoices.requests import AskInvoice
from store.process.views import case_seen_by
from store.requests import Area, Refused, ShowCase
from store.statements import requests as ask
from store.statements.views import sheet_view, standing


async def list_statements(work: Work, request: ask.ListStatements) -> None:
    work.answer(LIST, {"page": request.page}, private=True)


async def draft(work: Work, request: ask.DraftStatement) -> None:
    """One that is there is shown; there is one of a customer's month."""
    number = await standing(work.unit, request)
    if number is None:
        await stepped(work, FRONTS[Area.STATEMENTS], request)
    else:
        await show(work, ShowCase(area=Area.STATEMENTS, number=number))


async def show_sheet(work: Work, request: ask.ShowSheet) -> None:
    case = await case_seen_by(work.unit, work.by.actor, Area.STATEMENTS, request.number)
    if case is None or await sheet_view(work.unit, case) is None:
        refuse(work, Refused(reason="unknown", facts={"number": request.number}), Area.STATEMENTS)
        return
    work.answer("cases/opened", {"area": case.area, "number": case.number})
    kind = "picture" if request.picture else "sheet"
    work.say(f"statements/{kind}", private=True, case_id=case.id, document=kind)


async def bill(work: Work, request: ask.BillStatement) -> None:
    await stepped(work, FRONTS[Area.INVOICES], AskInvoice(statement=request.number))


ROUTES: Routes = {
    ask.BillStatement: bill,
    ask.ListStatements: list_statements,
    ask.DraftStatement: draft,
    ask.ShowSheet: show_sheet,
}
