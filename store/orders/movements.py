"""P3: what moved for orders, in turn: the slips issued, the money entered, the goods sent."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, literal, tuple_, type_coerce, union_all
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.customers.model import Customer
from store.database.columns import MoneyColumn
from store.export.table import BATCH, Batches, Export, Period, pages
from store.fields import Field, Kind, texts
from store.money.model import AllocationRow, CreditRow, ReceiptRow
from store.orders.export import GOODS
from store.orders.fields import ORDER
from store.orders.model import (
    EntryRow,
    LineRow,
    OrderRow,
    Product,
    ShipmentLineRow,
    ShipmentRow,
    SlipRow,
    line_at,
)
from store.people.reading import every_name
from store.requests import Area


async def _slips(session: AsyncSession, period: Period) -> Batches:
    query = (
        select(SlipRow, OrderRow.number, OrderRow.pay, Customer.name)
        .join(OrderRow, col(OrderRow.case_id) == col(SlipRow.case_id))
        .join(Customer, col(Customer.id) == col(OrderRow.customer_id))
        .where(*period.covers(SlipRow.at))
    )
    async for page in pages(session, query, SlipRow.number):
        yield [
            {
                "number": slip.number,
                "case": (Area.ORDERS, number),
                "customer": customer,
                "pay": pay,
                "total": slip.total,
                "issued_by": slip.member,
                "issued_at": slip.at,
                "void_at": slip.void_at,
            }
            for slip, number, pay, customer in page
        ]


def _moved(rank: int, row: Any, *columns: Any) -> Any:
    """One ledger's part of the movements of money: what stands, in columns that all of them share."""
    said: dict[str, Any] = dict(zip(("kind", "amount", "received", "ref"), columns, strict=True))
    return sa.select(
        col(row.case_id).label("case_id"),
        (col(row.id) * _RANKS + rank).label("key"),
        *(column.label(name) for name, column in said.items()),
        col(row.member).label("member"),
        col(row.at).label("at"),
    ).where(col(row.void_at).is_(None))


_RANKS = 3
_NOTHING = type_coerce(literal(0), MoneyColumn)
_MOVED = union_all(
    _moved(0, EntryRow, col(EntryRow.kind), col(EntryRow.amount), _NOTHING, literal("")),
    _moved(
        1,
        AllocationRow,
        col(ReceiptRow.kind),
        func.abs(AllocationRow.amount),
        col(AllocationRow.amount),
        col(ReceiptRow.ref),
    ).join(ReceiptRow, col(ReceiptRow.id) == col(AllocationRow.receipt_id)),
    _moved(2, CreditRow, col(CreditRow.kind), col(CreditRow.amount), _NOTHING, col(CreditRow.ref)),
).subquery("moved")


async def _payments(session: AsyncSession, period: Period) -> Batches:
    """In the order in which they were entered; of one moment's as they stand in their ledgers."""
    moved = _MOVED.c
    query: Any = (
        sa.select(_MOVED, col(OrderRow.number), col(Customer.name))
        .join(OrderRow, col(OrderRow.case_id) == moved.case_id)
        .join(Customer, col(Customer.id) == col(OrderRow.customer_id))
        .where(*period.covers(moved.at))
        .order_by(moved.at, moved.key)
        .limit(BATCH)
    )
    page: Sequence[Any] = (await session.exec(query)).all()
    while page:
        yield [
            {
                "case": (Area.ORDERS, row.number),
                "customer": row.name,
                "kind": row.kind,
                "amount": row.amount,
                "received": row.received,
                "ref": row.ref,
                "by": row.member,
                "at": row.at,
            }
            for row in page
        ]
        last = page[-1]
        page = (await session.exec(query.where(tuple_(moved.at, moved.key) > (last.at, last.key)))).all()


async def _shipments(session: AsyncSession, period: Period) -> Batches:
    names = await every_name(session)
    query = (
        select(ShipmentRow, OrderRow.number, Customer.name)
        .join(OrderRow, col(OrderRow.case_id) == col(ShipmentRow.case_id))
        .join(Customer, col(Customer.id) == col(OrderRow.customer_id))
        .where(col(ShipmentRow.void_at).is_(None), *period.covers(ShipmentRow.at))
    )
    async for page in pages(session, query, ShipmentRow.id):
        parts = await _parts(session, [shipment.id for shipment, _, _ in page])
        yield [
            {
                "case": (Area.ORDERS, number),
                "customer": customer,
                "carrier": shipment.carrier,
                "plate": shipment.plate,
                "driver_phone": shipment.driver_phone,
                "waybill": shipment.waybill,
                "by": names.get(shipment.member_id),
                "at": shipment.at,
                "lines": parts.get(shipment.id, []),
            }
            for shipment, number, customer in page
        ]


async def _parts(session: AsyncSession, ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    query = (
        select(ShipmentLineRow, Product.name, LineRow.unit)
        .join(ShipmentRow, col(ShipmentRow.id) == col(ShipmentLineRow.shipment_id))
        .join(LineRow, line_at(ShipmentRow.case_id, ShipmentLineRow.position))
        .join(Product, col(Product.id) == col(LineRow.product_id))
        .where(col(ShipmentLineRow.shipment_id).in_(ids))
        .order_by(col(ShipmentLineRow.shipment_id), col(ShipmentLineRow.position))
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for part, product, unit in await session.exec(query):
        found.setdefault(part.shipment_id, []).append({"product": product, "qty": part.qty, "unit": unit})
    return found


SLIPS = Export(
    "slips",
    (
        Field("number", Kind.WHOLE),
        Field("case", Kind.CASE),
        Field("customer"),
        ORDER.column("pay"),
        Field("total", Kind.MONEY),
        Field("issued_by"),
        Field("issued_at", Kind.TIME),
        Field("void_at", Kind.TIME),
    ),
    _slips,
    desk=True,
)

PAYMENTS = Export(
    "payments",
    (
        Field("case", Kind.CASE),
        *texts("customer kind"),
        Field("amount", Kind.MONEY),
        Field("received", Kind.MONEY),
        *texts("ref by"),
        Field("at", Kind.TIME),
    ),
    _payments,
)

SHIPMENTS = Export(
    "shipments",
    (
        Field("case", Kind.CASE),
        *texts("customer carrier plate driver_phone waybill by"),
        Field("at", Kind.TIME),
        Field("lines", Kind.ROWS, GOODS),
    ),
    _shipments,
    desk=True,
)
