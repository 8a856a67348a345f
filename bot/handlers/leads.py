"""Leads (U6): the list, and one of them."""

from bot.fronts.leads import LIST
from bot.handlers.cases import show
from bot.handlers.routing import Routes
from bot.intake.work import Work
from store.leads.requests import ListLeads, ShowLead
from store.requests import Area, ShowCase


async def list_leads(work: Work, request: ListLeads) -> None:
    work.answer(LIST, {"page": request.page}, private=True)


async def show_lead(work: Work, request: ShowLead) -> None:
    await show(work, ShowCase(area=Area.LEADS, number=request.number))


ROUTES: Routes = {ListLeads: list_leads, ShowLead: show_lead}
