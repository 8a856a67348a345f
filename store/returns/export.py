"""P3: the ledger of returns."""

from collections.abc import Collection
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.customers.model import Customer
from store.export.journal import WAITING, waiting
from store.export.table import Batches, Export, Period, pages
from store.fields import Field, Kind, texts
from store.orders.model import LineRow, OrderRow, Product, line_at
from store.people.reading import every_name
from store.returns.fields import RETURN
from store.returns.model import ReturnLineRow, ReturnRow


async def _rows(session: AsyncSession, period: Period) -> Batches:
    names = await every_name(session)
    query = (
        select(ReturnRow, OrderRow.number, Customer.name)
        .join(OrderRow, col(OrderRow.case_id) == col(ReturnRow.order_id))
        .join(Customer, col(Customer.id) == col(OrderRow.customer_id))
        .where(*period.covers(ReturnRow.created_at))
    )
    async for page in pages(session, query, ReturnRow.number):
        ids = [row.case_id for row, _, _ in page]
        lines = await _lines(session, ids)
        waiting_for = await waiting(session, ids)
        yield [
            {
                "number": row.number,
                "state": row.state,
                "customer": customer,
                "order": str(order),
                "lines": lines.get(row.case_id, []),
                "amount": row.amount if row.credited is None else row.credited,
                "reason": row.reason,
                "bearer": row.bearer,
                "created_by": names.get(row.creator_id),
                "created_at": row.created_at,
                "waiting_for": waiting_for.get(row.case_id, []),
            }
            for row, order, customer in page
        ]


async def _lines(session: AsyncSession, ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    query = (
        select(ReturnLineRow, Product.name)
        .join(ReturnRow, col(ReturnRow.case_id) == col(ReturnLineRow.case_id))
        .join(LineRow, line_at(ReturnRow.order_id, ReturnLineRow.position))
        .join(Product, col(Product.id) == col(LineRow.product_id))
        .where(col(ReturnLineRow.case_id).in_(ids))
        .order_by(col(ReturnLineRow.case_id), col(ReturnLineRow.position))
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for line, product in await session.exec(query):
        found.setdefault(line.case_id, []).append(
            {
                "product": product,
                "listed": line.listed,
                "approved": line.approved,
                "received": line.received,
            }
        )
    return found


EXPORT = Export(
    "returns",
    (
        Field("number", Kind.WHOLE),
        *texts("state customer order"),
        Field(
            "lines",
            Kind.ROWS,
            (
                Field("product"),
                *(Field(name, Kind.QUANTITY) for name in ("listed", "approved", "received")),
            ),
        ),
        Field("amount", Kind.MONEY),
        RETURN.column("reason"),
        RETURN.column("bearer"),
        Field("created_by"),
        Field("created_at", Kind.TIME),
        WAITING,
    ),
    _rows,
    own="customer",
    desk=True,
)
