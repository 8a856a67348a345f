"""Whether the money of a played day adds up."""

from collections.abc import AsyncIterator

from store.orders import area
from store.orders.model import OrderRow
from store.orders.tracks import EntryKind, State
from store.process import records
from store.process.unit import Unit
from store.requests import Area


async def unbalanced(unit: Unit) -> AsyncIterator[str]:
    """Orders whose money doesn't add up: as listed, or at closing."""
    number = 1
    while case := await records.find_case(unit.session, Area.ORDERS, number):
        order = await area.load(unit, case)
        listed = await unit.session.get(OrderRow, case.id)
        assert listed is not None, "a case of this area has its order"
        kept = (listed.total, listed.received, listed.waived)
        if kept != (order.total, order.settlement.received, order.settlement.waived):
            yield f"order {number}: {kept} listed, {(order.total, order.settlement.received, order.settlement.waived)} on its lines and in the book"
        claimed = order.sum(EntryKind.FREIGHT_CONFIRMED) == order.freight.claimed(order.entries)
        in_or_due = order.owed <= 0 or order.settlement.due_on is not None
        if order.state is State.CLOSED and not (claimed and in_or_due and order.cod_held == 0):
            yield f"order {number}: closed with {order.owed} owed, {order.cod_held} held, freight open"
        number += 1
