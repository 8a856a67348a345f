"""Complaints: the blank to copy; their steps go the way of all cases (C1)."""

from bot.grammar import ComplaintBlank
from bot.handlers.refusing import refuse
from bot.handlers.routing import Routes
from bot.intake.work import Work
from store.process.views import case_seen_by
from store.requests import Area, Refused


async def blank(work: Work, request: ComplaintBlank) -> None:
    """About an order: its number stands in it already."""
    if request.order is not None:
        case = await case_seen_by(work.unit, work.by.actor, Area.ORDERS, request.order)
        if case is None:
            refuse(work, Refused(reason="unknown", facts={"number": request.order}))
            return
    text = work.front.grammar.blank("complain", work.by.person.language, number=request.order)
    work.answer("complaints/blank", {"corrected": text, "order": request.order}, private=True)


ROUTES: Routes = {ComplaintBlank: blank}
