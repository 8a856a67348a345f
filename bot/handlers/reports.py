"""Reports: a picture and a workbook, read and made as they are sent (C6)."""

from bot.handlers.routing import Routes
from bot.work import Work
from store.reports import ShowReport


async def show(work: Work, request: ShowReport) -> None:
    """To the speaker alone: who answers for what is nobody else's."""
    facts = {"month": request.month}
    work.answer(f"{request.report}/report", facts, private=True, document="report_picture")
    work.say(f"{request.report}/report_book", facts, private=True, document="report_book")


ROUTES: Routes = {ShowReport: show}
