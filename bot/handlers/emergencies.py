"""Emergencies: those that are open, and one of them (O11)."""

from bot.fronts.emergencies import LIST
from bot.handlers.cases import show
from bot.handlers.routing import Routes
from bot.intake.work import Work
from store.emergencies.requests import ListEmergencies, ShowEmergency
from store.requests import Area, ShowCase


async def show_list(work: Work, _request: ListEmergencies) -> None:
    work.answer(LIST, {})


async def show_one(work: Work, request: ShowEmergency) -> None:
    await show(work, ShowCase(area=Area.EMERGENCIES, number=request.number))


ROUTES: Routes = {ListEmergencies: show_list, ShowEmergency: show_one}
