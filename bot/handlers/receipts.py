"""Money by customer: what is owed, and how old it is (M1)."""

from bot.fronts.receipts import OWED, RECEIPTS_FRONT
from bot.handlers.cases import stepped
from bot.handlers.proposing import propose
from bot.handlers.refusing import out_of_sight
from bot.handlers.routing import Routes
from bot.intake.work import Work
from bot.speech.outcomes import Meant
from store.receipts.requests import BookReceipt, ShowOwed
from store.receipts.views import owed_view, shortened
from store.requests import Area


async def show_owed(work: Work, request: ShowOwed) -> None:
    if await owed_view(work.unit, work.by.actor, request) is None:
        await out_of_sight(work, Area.CUSTOMERS, request.customer or 0)
        return
    work.answer(OWED, request.model_dump(mode="json"), private=True)


async def book(work: Work, request: BookReceipt) -> None:
    """For money a shortened name isn't enough: it is asked with the full one."""
    full = await shortened(work.unit, request)
    if full is None:
        await stepped(work, RECEIPTS_FRONT, request)
        return
    day = f" {request.day.isoformat()}" if request.day else ""
    said = f"/paid {full} {request.amount.normalize():f}{day} {request.ref}".rstrip()
    propose(work, (Meant(says=said),))


ROUTES: Routes = {ShowOwed: show_owed, BookReceipt: book}
