"""P3: the ledger of statements, each revision with its lines."""

from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.customers.access import Part
from store.customers.model import Customer
from store.database.marks import worked_at
from store.export.table import Batches, Export, Period, pages
from store.fields import Field, Kind, texts
from store.money.disputes import doubts
from store.money.papers import DisputeRow, StatementLineRow, StatementRow
from store.statements.state import LETTER


async def _rows(session: AsyncSession, period: Period) -> Batches:
    query = (
        select(StatementRow, Customer.name)
        .join(Customer, col(Customer.id) == col(StatementRow.customer_id))
        .where(*period.covers(StatementRow.drafted_at))
    )
    async for page in pages(session, query, StatementRow.id):
        ids = [row.id or 0 for row, _ in page]
        lines = await _lines(session, ids)
        yield [
            {
                "number": f"{LETTER}{row.number}",
                "customer": row.customer if row.issued_at is not None else named,
                "month": f"{row.month:%Y-%m}",
                "revision": row.revision,
                "state": row.state,
                "opening": row.opening,
                "charges": row.charges,
                "credits": row.credits,
                "receipts": row.receipts,
                "closing": row.closing,
                "agreed": row.agreed,
                "issued_at": row.issued_at,
                "agreed_at": row.agreed_at,
                "agreed_with": row.agreed_with,
                "digest": row.digest,
                "lines": lines.get(row.id or 0, []),
            }
            for row, named in page
        ]


async def _lines(session: AsyncSession, ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    standing = await doubts(session, await worked_at(session), col(DisputeRow.statement_id).in_(ids))
    disputed = {(one.row.statement_id, one.row.position) for one in standing if one.open}
    found: dict[int, list[dict[str, Any]]] = {}
    rows = select(StatementLineRow).where(col(StatementLineRow.statement_id).in_(ids))
    for row in await session.exec(rows.order_by(col(StatementLineRow.position))):
        found.setdefault(row.statement_id, []).append(
            {
                "day": row.day,
                "kind": row.kind,
                "ref": row.ref,
                "amount": row.amount,
                "disputed": (row.statement_id, row.position) in disputed,
            }
        )
    return found


_SUMS = ("opening", "charges", "credits", "receipts", "closing", "agreed")

EXPORT = Export(
    "statements",
    (
        *texts("number customer month"),
        Field("revision", Kind.WHOLE),
        Field("state"),
        *(Field(name, Kind.MONEY) for name in _SUMS),
        Field("issued_at", Kind.TIME),
        Field("agreed_at", Kind.TIME),
        *texts("agreed_with digest"),
        Field(
            "lines",
            Kind.ROWS,
            (
                Field("day", Kind.DAY),
                *texts("kind ref"),
                Field("amount", Kind.MONEY),
                Field("disputed", Kind.YES),
            ),
        ),
    ),
    _rows,
    own="customer",
    files={"customer": Part.MONEY},
    desk=True,
)
