"""Invoices (M3): what `开票 37` is said of."""

from bot.fronts.areas import FRONTS
from bot.handlers.cases import stepped
from bot.handlers.refusing import out_of_sight, refuse
from bot.handlers.routing import Routes
from bot.intake.work import Work
from store.invoices.requests import BillOrder
from store.invoices.views import meant_by
from store.orders.requests import IssueSlip
from store.process.views import case_seen_by
from store.requests import Area, Refused


async def bill(work: Work, request: BillOrder) -> None:
    case = await case_seen_by(work.unit, work.by.actor, Area.ORDERS, request.order)
    if case is None:
        await out_of_sight(work, Area.ORDERS, request.order)
        return
    meant = await meant_by(work.unit, case, request)
    if isinstance(meant, Refused):
        refuse(work, meant, Area.INVOICES)
    else:
        area = Area.ORDERS if isinstance(meant, IssueSlip) else Area.INVOICES
        await stepped(work, FRONTS[area], meant)


ROUTES: Routes = {BillOrder: bill}
