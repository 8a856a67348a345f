"""Money by customer: what is owed, and how old it is (M1)."""

from bot.fronts.receipts import OWED
from bot.handlers.refusing import out_of_sight
from bot.handlers.routing import Routes
from bot.intake.work import Work
from store.receipts.requests import ShowOwed
from store.receipts.views import owed_view
from store.requests import Area


async def show_owed(work: Work, request: ShowOwed) -> None:
    if await owed_view(work.unit, work.by.actor, request) is None:
        await out_of_sight(work, Area.CUSTOMERS, request.customer or 0)
        return
    work.answer(OWED, request.model_dump(mode="json"), private=True)


ROUTES: Routes = {ShowOwed: show_owed}
