"""What customers don't accept of what they have on paper (M2): how much of it is open, asked here by whatever says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.money.book import Customers
from store.money.model import CreditRow
from store.money.papers import DisputeRow, StatementRow
from store.money.reckoning import in_dispute, is_settled
from store.money.state import CHARGE, ZERO
from store.requests import UNDO_WITHIN


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """A disputed line as it stands at a moment."""

    row: DisputeRow
    credits: Mapping[int, Decimal]
    """What was let off on its complaint, by the credit's id."""
    settled: bool
    """That complaint is decided, and its decision can't be taken back any more."""

    @property
    def allowed(self) -> Decimal:
        return sum(self.credits.values(), ZERO)

    @property
    def open(self) -> Decimal:
        return in_dispute(self.row.amount, self.allowed, settled=self.settled)


async def doubts(session: AsyncSession, at: datetime, *where: Any) -> Sequence[Doubt]:
    """Those that stand, as they are at a moment, in the order in which they were made."""
    query = select(DisputeRow).where(col(DisputeRow.void_at).is_(None), *where)
    ordered = query.order_by(col(DisputeRow.id)).execution_options(populate_existing=True)
    rows = (await session.exec(ordered)).all()
    claims = {row.claim for row in rows if row.claim}
    credits: dict[str, dict[int, Decimal]] = {}
    if claims:
        let_off = select(CreditRow).where(
            col(CreditRow.ref).in_(claims), col(CreditRow.void_at).is_(None), CreditRow.at <= at
        )
        for one in await session.exec(let_off):
            credits.setdefault(one.ref, {})[one.id or 0] = one.amount
    return [
        Doubt(row=row, credits=credits.get(row.claim, {}), settled=is_settled(row.decided_at, at))
        for row in rows
    ]


async def disputed(
    session: AsyncSession, at: datetime, customers: Customers | None = None
) -> Mapping[int, Decimal]:
    """By charge, what of it is disputed, paid or not: as far as it is owed (`doubted`), it is left out of reminders, of the
    credit gate and of the overdue rate."""
    where: list[Any] = [
        DisputeRow.ledger == CHARGE,
        DisputeRow.at <= at,
        or_(col(DisputeRow.decided_at).is_(None), col(DisputeRow.decided_at) >= at - UNDO_WITHIN),
    ]
    if customers is not None:
        where.append(col(DisputeRow.customer_id).in_(customers))
    found: dict[int, Decimal] = {}
    for one in await doubts(session, at, *where):
        found[one.row.entry_id] = found.get(one.row.entry_id, ZERO) + one.open
    return {charge: amount for charge, amount in found.items() if amount}


async def disputed_line(session: AsyncSession, claim: str) -> dict[str, Any] | None:
    """What a complaint was opened for: which line of which statement, and how much of it isn't accepted."""
    query = (
        select(DisputeRow, StatementRow.number)
        .join(StatementRow, col(StatementRow.id) == col(DisputeRow.statement_id))
        .where(DisputeRow.claim == claim, col(DisputeRow.void_at).is_(None))
    )
    found = (await session.exec(query.limit(1))).first()
    if found is None:
        return None
    dispute, statement = found
    return {"statement": statement, "line": dispute.position, "amount": dispute.amount}


async def statement_of(session: AsyncSession, claim: str, *, decided: bool) -> int | None:
    """The number of the statement whose line a complaint was opened for and that hasn't heard yet how it stands."""
    unheard = col(DisputeRow.decided_at).is_(None) if decided else col(DisputeRow.decided_at).is_not(None)
    query = (
        select(StatementRow.number)
        .join(DisputeRow, col(DisputeRow.statement_id) == col(StatementRow.id))
        .where(DisputeRow.claim == claim, col(DisputeRow.void_at).is_(None), unheard)
    )
    return (await session.exec(query.limit(1))).first()


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The last moment of a day."""
    return datetime.combine(day + timedelta(days=1), time(), zone) - timedelta(microseconds=1)
