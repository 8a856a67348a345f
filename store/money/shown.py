"""What of the book stands on statements that went out."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.money.papers import StatementLineRow, StatementRow
from store.money.state import PAPER_LETTER, REPLACED


def stands_on_paper(ledger: str, entry: Any) -> ColumnElement[bool]:
    """Whether a customer has the row of the book with this id, a value or a column, on a statement."""
    query = (
        select(StatementLineRow.id)
        .join(StatementRow, col(StatementRow.id) == col(StatementLineRow.statement_id))
        .where(
            StatementLineRow.ledger == ledger,
            col(StatementLineRow.entry_id) == entry,
            col(StatementRow.state) != REPLACED,
        )
    )
    return query.exists()


async def on_paper(session: AsyncSession, ledger: str, entry: int) -> bool:
    return bool((await session.exec(select(stands_on_paper(ledger, entry)))).one())


async def first_shown(session: AsyncSession, ledger: str, entries: Sequence[int]) -> Mapping[int, str]:
    """By row of the book, the first statement on which a customer has it, as people write it."""
    query = (
        select(StatementLineRow.entry_id, StatementRow.number)
        .join(StatementRow, col(StatementRow.id) == col(StatementLineRow.statement_id))
        .where(
            StatementLineRow.ledger == ledger,
            col(StatementLineRow.entry_id).in_(entries),
            col(StatementRow.state) != REPLACED,
        )
        .order_by(col(StatementRow.id).desc())
    )
    return {entry: f"{PAPER_LETTER}{number}" for entry, number in (await session.exec(query)).all()}
