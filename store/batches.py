"""Rows of a ledger, read by the batch between two moments."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

BATCH = 500
"""Rows read at once: what is kept in memory doesn't grow with the store."""

Row = Mapping[str, Any]
Batches = AsyncIterator[Sequence[Row]]


@dataclass(frozen=True)
class Period:
    """From the first instant until before the second; None is open."""

    since: datetime | None = None
    until: datetime | None = None

    def covers(self, at: Any) -> list[ColumnElement[bool]]:
        where = []
        if self.since is not None:
            where.append(col(at) >= self.since)
        if self.until is not None:
            where.append(col(at) < self.until)
        return where


async def pages(session: AsyncSession, query: Any, key: Any) -> AsyncIterator[Sequence[Any]]:
    """The query's rows, ordered by a unique column of its first entity, by the batch."""
    page = query.order_by(col(key)).limit(BATCH)
    found: Sequence[Any] = (await session.exec(page)).all()
    while found:
        yield found
        if len(found) < BATCH:
            return
        last = getattr(found[-1][0], key.key)
        found = (await session.exec(page.where(col(key) > last))).all()
