"""P3: what a ledger is: its fields, and a way to read its rows by the batch between two moments."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from store.company import Company
from store.fields import Field
from store.requests import FIRST_DAY, LAST_DAY

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


def between(company: Company, first: date | None, last: date | None) -> Period:
    """From the first day's begin to the last one's end, on the company's clock; None is open."""

    def midnight(day: date | None) -> datetime | None:
        return company.aware(datetime.combine(day, time.min)) if day else None

    first = first if first and first >= FIRST_DAY else None
    after = last + timedelta(days=1) if last and last <= LAST_DAY else None
    return Period(since=midnight(first), until=midnight(after))


@dataclass(frozen=True)
class Export:
    """Neither `rows` nor `reckoned` is there while nothing of the kind is kept."""

    name: str
    fields: tuple[Field, ...]
    rows: Callable[[AsyncSession, Period], Batches] | None = None
    to_come: Callable[[AsyncSession, Period, Company], Batches] | None = None
    """What no row says yet, because it lies ahead."""
    reckoned: Callable[[AsyncSession, Period, Company], Batches] | None = None
    """Its rows, where the company's own rules have a say in them, instead of `rows`."""
    own: str = ""
    """The column that says whose customer a row is about: a salesperson has their own ones; empty: none."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Where its rows tell of customers' files: the part of the file that each column is of, the column that names the
    customer first; that one's part decides whether somebody has the row at all (U4)."""
    desk: bool = False
    """Whether service and its assistants have all of it."""

    machines: bool = False
    """Whether it is only for machines, on the command line: people have it in another shape."""

    @property
    def kept(self) -> bool:
        return self.rows is not None or self.reckoned is not None


async def read(session: AsyncSession, ledger: Export, period: Period, company: Company) -> Batches:
    """The rows of a ledger in the order in which they were made; behind them what is to come."""
    if ledger.rows is not None:
        async for batch in ledger.rows(session, period):
            yield batch
    if ledger.reckoned is not None:
        async for batch in ledger.reckoned(session, period, company):
            yield batch
    if ledger.to_come is not None:
        async for batch in ledger.to_come(session, period, company):
            yield batch


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
