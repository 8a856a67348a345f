"""P3: the ledger of orders, each with its lines, its slip, its problems and who has the ball."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.customers.model import Customer
from store.export.journal import WAITING, waiting
from store.export.table import Batches, Export, Period, pages
from store.fields import Field, Kind, texts
from store.orders.fields import ORDER
from store.orders.model import LineRow, OrderRow, ProblemRow, Product, ShipmentLineRow, ShipmentRow, SlipRow
from store.people.reading import every_name


async def _rows(session: AsyncSession, period: Period) -> Batches:
    names = await every_name(session)
    query = (
        select(OrderRow, Customer.name)
        .join(Customer, col(Customer.id) == col(OrderRow.customer_id))
        .where(*period.covers(OrderRow.created_at))
    )
    async for page in pages(session, query, OrderRow.number):
        ids = [order.case_id for order, _ in page]
        lines = await _lines(session, ids)
        slips = await _slips_of(session, ids)
        waybills = await _waybills(session, ids)
        waiting_for = await waiting(session, ids)
        problems = await _problems(session, ids)
        yield [
            {
                **{field.name: getattr(order, field.name, None) for field in _FIELDS},
                "customer": customer,
                "created_by": names.get(order.creator_id),
                "salesperson": names.get(order.sales_id),
                "slip_number": slips.get(order.case_id),
                "waybill": waybills.get(order.case_id, ""),
                "lines": lines.get(order.case_id, []),
                "waiting_for": waiting_for.get(order.case_id, []),
                "problems": problems.get(order.case_id, []),
            }
            for order, customer in page
        ]


async def _lines(session: AsyncSession, ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    total = func.sum(ShipmentLineRow.qty)
    shipped_query = (
        select(ShipmentRow.case_id, ShipmentLineRow.position, total)
        .join(ShipmentRow, col(ShipmentRow.id) == col(ShipmentLineRow.shipment_id))
        .where(col(ShipmentRow.case_id).in_(ids), col(ShipmentRow.void_at).is_(None))
        .group_by(col(ShipmentRow.case_id), col(ShipmentLineRow.position))
    )
    shipped = {(case, position): qty for case, position, qty in await session.exec(shipped_query)}
    query = (
        select(LineRow, Product.name)
        .join(Product, col(Product.id) == col(LineRow.product_id))
        .where(col(LineRow.case_id).in_(ids))
        .order_by(col(LineRow.case_id), col(LineRow.position))
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for line, product in await session.exec(query):
        found.setdefault(line.case_id, []).append(
            {
                "product": product,
                "qty": line.qty,
                "unit": line.unit,
                "price": line.price,
                "note": line.note,
                "shipped": shipped.get((line.case_id, line.position), Decimal(0)),
            }
        )
    return found


async def _slips_of(session: AsyncSession, ids: Collection[int]) -> dict[int, int]:
    query = select(SlipRow.case_id, SlipRow.number).where(
        col(SlipRow.case_id).in_(ids), col(SlipRow.void_at).is_(None)
    )
    return dict((await session.exec(query.order_by(col(SlipRow.number)))).all())


async def _waybills(session: AsyncSession, ids: Collection[int]) -> dict[int, str]:
    """The latest of each order."""
    query = select(ShipmentRow.case_id, ShipmentRow.waybill).where(
        col(ShipmentRow.case_id).in_(ids), ShipmentRow.waybill != "", col(ShipmentRow.void_at).is_(None)
    )
    return dict((await session.exec(query.order_by(col(ShipmentRow.id)))).all())


async def _problems(session: AsyncSession, ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    query = select(ProblemRow).where(col(ProblemRow.case_id).in_(ids), col(ProblemRow.void_at).is_(None))
    found: dict[int, list[dict[str, Any]]] = {}
    for problem in await session.exec(query.order_by(col(ProblemRow.id))):
        found.setdefault(problem.case_id, []).append(
            {
                "text": problem.text,
                "by": problem.member,
                "at": problem.at,
                "resolved_at": problem.resolved_at,
                "resolution": problem.resolution,
            }
        )
    return found


GOODS = (Field("product"), Field("qty", Kind.QUANTITY), Field("unit"))

_FIELDS = (
    Field("number", Kind.WHOLE),
    *texts("state goods money vehicle customer"),
    ORDER.column("pay"),
    Field("total", Kind.MONEY),
    Field("received", Kind.MONEY),
    *map(ORDER.column, ("packing", "consignee", "address", "phone", "note", "wanted")),
    Field("created_by"),
    Field("created_at", Kind.TIME),
    Field("slip_number", Kind.WHOLE),
    Field("waybill"),
    Field(
        "lines",
        Kind.ROWS,
        (*GOODS, Field("price", Kind.MONEY), Field("note"), Field("shipped", Kind.QUANTITY)),
    ),
    WAITING,
    Field("salesperson"),
    ORDER.column("promised"),
    Field("receipt", Kind.YES),
    Field("freight_by", Kind.CHOICE, words="freight"),
    *texts("carrier plate driver_phone"),
    Field("freight_cost", Kind.MONEY),
    Field("short_until", Kind.DAY),
    Field("short_reason"),
    Field("agreed", Kind.DAY),
    Field("production_number", Kind.WHOLE),
    Field(
        "problems",
        Kind.ROWS,
        (
            *texts("text by"),
            Field("at", Kind.TIME),
            Field("resolved_at", Kind.TIME),
            Field("resolution"),
        ),
    ),
    Field("cancel_reason"),
    Field("arrived_at", Kind.TIME),
    Field("informed_at", Kind.TIME),
    Field("receipt_at", Kind.TIME),
    Field("closed_at", Kind.TIME),
    Field("due_on", Kind.DAY),
    Field("waived", Kind.MONEY),
)

EXPORT = Export("orders", _FIELDS, _rows, own="customer", desk=True)
