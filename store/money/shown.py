"""What of the book stands on statements that went out."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.money.papers import StatementLineRow, StatementRow

REPLACED = "replaced"
"""The state of a revision in whose place another went out: what it said is said by that one."""


async def on_paper(session: AsyncSession, ledger: str, entry: int) -> bool:
    """Whether a customer has this row of the book on a statement."""
    query = (
        select(StatementLineRow.id)
        .join(StatementRow, col(StatementRow.id) == col(StatementLineRow.statement_id))
        .where(
            StatementLineRow.ledger == ledger,
            StatementLineRow.entry_id == entry,
            col(StatementRow.state) != REPLACED,
        )
    )
    return (await session.exec(query.limit(1))).first() is not None
