"""P3: what moved for orders, in turn: the slips issued, the money entered, the goods sent."""

from collections.abc import Collection
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.customers.model import Customer
from store.export.table import Batches, Export, Period, pages
from store.fields import Field, Kind, texts
from store.orders.export import GOODS
from store.orders.fields import ORDER
from store.orders.model import EntryRow, LineRow, OrderRow, Product, ShipmentLineRow, ShipmentRow, SlipRow
from store.orders.state import EntryKind
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


_COUNTS = {EntryKind.TRANSFER: 1, EntryKind.COD_CONFIRMED: 1, EntryKind.REFUND: -1}
"""What an entry adds to the money received: of the others the money is on its way, or is freight."""


async def _payments(session: AsyncSession, period: Period) -> Batches:
    query = (
        select(EntryRow, OrderRow.number, Customer.name)
        .join(OrderRow, col(OrderRow.case_id) == col(EntryRow.case_id))
        .join(Customer, col(Customer.id) == col(OrderRow.customer_id))
        .where(col(EntryRow.void_at).is_(None), *period.covers(EntryRow.at))
    )
    async for page in pages(session, query, EntryRow.id):
        yield [
            {
                "case": (Area.ORDERS, number),
                "customer": customer,
                "kind": entry.kind,
                "amount": entry.amount,
                "received": _COUNTS.get(EntryKind(entry.kind), 0) * entry.amount,
                "ref": entry.ref,
                "by": entry.member,
                "at": entry.at,
            }
            for entry, number, customer in page
        ]


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
        .join(
            LineRow,
            (col(LineRow.case_id) == col(ShipmentRow.case_id))
            & (col(LineRow.position) == col(ShipmentLineRow.position)),
        )
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
