"""What was sold of an order, kept by what its steps and its returns' steps differ in (P1).

A line's facts add up to what its goods are worth so far, rounded once: so all of a shipment's are its charge, to the fen.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from sqlmodel import col, select

from store.customers.model import Customer
from store.money.model import SaleRow
from store.money.state import ZERO, CreditKind, SaleKind
from store.orders.model import LineRow, OrderRow
from store.orders.state import Order
from store.process.records import Case, case_id
from store.process.unit import Unit

_NONE = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class _Sale:
    kind: SaleKind
    source: str
    day: date
    position: int | None = None
    ref: str = ""
    shipment_id: int | None = None
    qty: Decimal = _NONE
    amount: Decimal = ZERO
    """Of goods shipped all that their line came to by then."""


async def keep(unit: Unit, case: Case, old: Order, new: Order) -> None:
    """After shipments and credits, which have their ids then."""
    if new.shipments == old.shipments and new.settlement.credits == old.settlement.credits:
        return
    sales = [*_shipped(unit, new), *_deducted(new)]
    await _keep(unit, case_id(case), sales, (SaleKind.SHIPPED, SaleKind.DEDUCTED))


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What of a line of the order came back, and what it was worth."""

    position: int
    qty: Decimal
    amount: Decimal


async def keep_returned(
    unit: Unit, order: int, ref: str, counted_at: datetime | None, parts: Iterable[Counted]
) -> None:
    """Of one return, by the order's case; without parts nothing came back, or it was taken back."""
    day = (counted_at or unit.now).astimezone(unit.company.zone).date()
    sales = [
        _Sale(
            kind=SaleKind.RETURNED,
            source=f"{ref}.{part.position}",
            day=day,
            position=part.position,
            ref=ref,
            qty=-part.qty,
            amount=-part.amount,
        )
        for part in parts
        if part.qty
    ]
    await _keep(unit, order, sales, (SaleKind.RETURNED,), ref=ref)


def _shipped(unit: Unit, order: Order) -> Iterable[_Sale]:
    sent: dict[int, Decimal] = {}
    for shipment in order.shipments:
        for position, qty in shipment.parts:
            sent[position] = sent.get(position, _NONE) + qty
            worth = (sent[position] * order.lines[position].price).quantize(ZERO, ROUND_HALF_UP)
            yield _Sale(
                kind=SaleKind.SHIPPED,
                source=f"{shipment.id}.{position}",
                day=shipment.at.astimezone(unit.company.zone).date(),
                position=position,
                shipment_id=shipment.id,
                qty=qty,
                amount=worth,
            )


def _deducted(order: Order) -> Iterable[_Sale]:
    for credit in order.settlement.credits:
        if credit.kind is CreditKind.DEDUCTION:
            yield _Sale(
                kind=SaleKind.DEDUCTED,
                source=f"credit {credit.id}",
                day=credit.day,
                ref=credit.ref,
                amount=-credit.amount,
            )


async def _keep(
    unit: Unit, order: int, sales: Collection[_Sale], kinds: Collection[SaleKind], *, ref: str | None = None
) -> None:
    query = select(SaleRow).where(
        SaleRow.case_id == order, col(SaleRow.void_at).is_(None), col(SaleRow.kind).in_(kinds)
    )
    if ref is not None:
        query = query.where(SaleRow.ref == ref)
    standing = {row.source: row for row in await unit.session.exec(query)}
    wanted = {sale.source for sale in sales}
    for source, row in standing.items():
        if source not in wanted:
            row.void_at = unit.now
    if not (fresh := [sale for sale in sales if sale.source not in standing]):
        return
    lines = {
        row.position: row for row in await unit.session.exec(select(LineRow).where(LineRow.case_id == order))
    }
    customer = (
        await unit.session.exec(
            select(Customer)
            .join(OrderRow, col(OrderRow.customer_id) == col(Customer.id))
            .where(OrderRow.case_id == order)
        )
    ).one()
    so_far: dict[int | None, Decimal] = {}
    for row in standing.values():
        if row.void_at is None and row.kind == SaleKind.SHIPPED:
            position = int(row.source.rpartition(".")[2])
            so_far[position] = so_far.get(position, ZERO) + row.amount
    for sale in fresh:
        amount = sale.amount
        if sale.kind is SaleKind.SHIPPED:
            amount -= so_far.get(sale.position, ZERO)
            so_far[sale.position] = sale.amount
        line = lines[sale.position] if sale.position is not None else None
        unit.session.add(
            SaleRow(
                kind=sale.kind,
                day=sale.day,
                case_id=order,
                source=sale.source,
                ref=sale.ref,
                shipment_id=sale.shipment_id,
                customer_id=customer.id or 0,
                product_id=line.product_id if line else None,
                unit=line.unit if line else "",
                region=customer.region,
                sales_id=customer.sales_id,
                qty=sale.qty,
                amount=amount,
                at=unit.now,
            )
        )
