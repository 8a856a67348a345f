"""The list of leads (U6)."""

from bot.fronts.leads import LIST
from bot.handlers.routing import Routes
from bot.intake.work import Work
from store.leads.requests import ListLeads


async def list_leads(work: Work, request: ListLeads) -> None:
    work.answer(LIST, {"page": request.page}, private=True)


ROUTES: Routes = {ListLeads: list_leads}
