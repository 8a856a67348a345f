"""What orders hold of the stock beside what is on hand: promised and not gone, and on its way from the workshop (P4)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import col, select

from store.orders import area as orders
from store.orders.model import LineRow, OrderRow, ShipmentLineRow, ShipmentRow
from store.orders.tracks import Goods, State
from store.process.records import Case
from store.process.unit import Unit
from store.stock import moves
from store.stock.moves import Key
from store.stock.state import NONE


@dataclass(frozen=True, kw_only=True)
class Stock:
    """How a product stands, in one of its units."""

    on_hand: Decimal = NONE
    promised: Decimal = NONE
    on_the_way: Decimal = NONE

    @property
    def free(self) -> Decimal:
        """What may still be promised; below zero is short."""
        return self.on_hand - self.promised


async def standing(unit: Unit, products: Collection[int] | None = None) -> Mapping[Key, Stock]:
    """By product and unit, of those named or of all."""
    hand = await moves.on_hand(unit.session, products)
    promised = await _promised(unit, products)
    coming = await _on_the_way(unit, products)
    return {
        key: Stock(
            on_hand=hand.get(key, NONE), promised=promised.get(key, NONE), on_the_way=coming.get(key, NONE)
        )
        for key in sorted({*hand, *promised, *coming})
    }


async def _promised(unit: Unit, products: Collection[int] | None) -> dict[Key, Decimal]:
    found: dict[Key, Decimal] = {}
    for line in await open_lines(unit, products):
        found[line.key] = found.get(line.key, NONE) + line.left
    return found


@dataclass(frozen=True, kw_only=True)
class OpenLine:
    """What of an open order's line is yet to be shipped."""

    order: int
    customer_id: int
    key: Key
    wanted: date | None
    left: Decimal


async def open_lines(unit: Unit, products: Collection[int] | None = None) -> Sequence[OpenLine]:
    """By order and line."""
    gone = (
        select(ShipmentLineRow, ShipmentRow.case_id)
        .join(ShipmentRow, col(ShipmentRow.id) == col(ShipmentLineRow.shipment_id))
        .join(OrderRow, col(OrderRow.case_id) == col(ShipmentRow.case_id))
        .where(col(ShipmentRow.void_at).is_(None), col(OrderRow.state).in_(_OPEN))
    )
    lines = (
        select(LineRow, OrderRow.number, OrderRow.customer_id, col(OrderRow.wanted))
        .join(OrderRow, col(OrderRow.case_id) == col(LineRow.case_id))
        .where(col(OrderRow.state).in_(_OPEN))
        .order_by(col(OrderRow.number), col(LineRow.position))
    )
    if products is not None:
        lines = lines.where(col(LineRow.product_id).in_(products))
    shipped: dict[tuple[int, int], Decimal] = {}
    for part, case in await unit.session.exec(gone):
        shipped[case, part.position] = shipped.get((case, part.position), NONE) + part.qty
    return [
        OpenLine(
            order=number, customer_id=customer, key=(line.product_id, line.unit), wanted=wanted, left=left
        )
        for line, number, customer, wanted in await unit.session.exec(lines)
        if (left := line.qty - shipped.get((line.case_id, line.position), NONE)) > 0
    ]


_OPEN = (State.PREPARING, State.RELEASED)


async def _on_the_way(unit: Unit, products: Collection[int] | None) -> dict[Key, Decimal]:
    """What open production orders are for. Whether one stands is said by its signatures, so each is looked at."""
    query = (
        select(Case)
        .join(OrderRow, col(OrderRow.case_id) == col(Case.id))
        .where(
            OrderRow.state == State.PREPARING,
            OrderRow.goods == Goods.SHORT,
            col(OrderRow.production_number).is_not(None),
        )
    )
    if products is not None:
        of = select(LineRow.case_id).where(col(LineRow.product_id).in_(products))
        query = query.where(col(Case.id).in_(of))
    found: dict[Key, Decimal] = {}
    for case in (await unit.session.exec(query)).all():
        order = await orders.load(unit, case)
        for at, qty in order.to_ship if order.being_made else ():
            line = order.lines[at]
            key = (await moves.product_id(unit.session, line.product), line.unit)
            if products is None or key[0] in products:
                found[key] = found.get(key, NONE) + qty
    return found
