"""Whose sales slip a number is: the one place where a slip's number becomes an order's."""

from store.orders.model import SlipRow
from store.people.actor import Actor
from store.process.records import Case
from store.process.unit import Unit
from store.process.views import case_seen_by
from store.requests import Area, Refused


async def order_of(unit: Unit, actor: Actor, slip: int) -> int | Refused:
    """The order's number. A void slip is refused with its order: whoever holds it reads terms that no longer stand.

    A slip of an order that this person may not see is one that there isn't.
    """
    row = await unit.session.get(SlipRow, slip)
    named = await unit.session.get(Case, row.case_id) if row is not None else None
    case = await case_seen_by(unit, actor, Area.ORDERS, named.number) if named is not None else None
    if row is None or case is None:
        return Refused(reason="no_such_order", facts={"order": None, "slip": slip})
    if row.void_at is not None:
        return Refused(
            reason="slip_void",
            facts={"slip": slip, "number": case.number, "state": case.state, "case_id": case.id},
        )
    return case.number
