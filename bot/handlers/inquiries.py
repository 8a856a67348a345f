"""The list of inquiries (U7)."""

from bot.fronts.inquiries import LIST
from bot.handlers.routing import Routes
from bot.intake.work import Work
from store.inquiries.requests import ListInquiries


async def list_inquiries(work: Work, request: ListInquiries) -> None:
    work.answer(LIST, {"page": request.page}, private=True)


ROUTES: Routes = {ListInquiries: list_inquiries}
