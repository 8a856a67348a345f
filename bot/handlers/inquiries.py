"""Inquiries (U7): the list, and one of them."""

from bot.fronts.inquiries import LIST
from bot.handlers.cases import show
from bot.handlers.routing import Routes
from bot.intake.work import Work
from store.inquiries.requests import ListInquiries, ShowInquiry
from store.requests import Area, ShowCase


async def list_inquiries(work: Work, request: ListInquiries) -> None:
    work.answer(LIST, {"page": request.page}, private=True)


async def show_inquiry(work: Work, request: ShowInquiry) -> None:
    await show(work, ShowCase(area=Area.INQUIRIES, number=request.number))


ROUTES: Routes = {ListInquiries: list_inquiries, ShowInquiry: show_inquiry}
