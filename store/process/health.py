"""How much waits, and since when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, or_, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.mail.inbox import Inbox
from store.mail.outbox import FARTHEST, MAY_GO, Outbox
from store.process.tasks import Task


@dataclass(frozen=True)
class Backlog:
    updates: int
    messages: int
    """Owed now; what waits for a later moment is left out."""
    oldest_seconds: float
    quarantined: int
    oldest_update_seconds: float


async def backlog(session: AsyncSession, *, now: datetime) -> Backlog:
    waiting = select(func.count(), func.min(col(Inbox.received_at))).where(Inbox.state == "new")
    updates, received = (await session.exec(waiting)).one()
    bad = (
        await session.exec(select(func.count()).select_from(Inbox).where(Inbox.state == "quarantined"))
    ).one()
    query = select(func.count(), func.min(col(Outbox.changed_at))).where(
        text("state = 'open' AND wanted > shown")
    )
    waiting_now = {"now": now, "farthest": now + FARTHEST}
    count, oldest = (await session.exec(query.where(MAY_GO), params=waiting_now)).one()
    return Backlog(
        updates=updates,
        messages=count,
        oldest_seconds=_age(oldest, now),
        quarantined=bad,
        oldest_update_seconds=_age(received, now),
    )


_OWING = select(
    or_(
        select(Inbox.id).where(Inbox.state == "new").exists(),
        select(Outbox.id).where(text("state = 'open' AND wanted > shown"), MAY_GO).exists(),
    )
)


async def owing(session: AsyncSession, *, now: datetime) -> bool:
    """Whether an update waits, or a message that may go now."""
    found = await session.exec(_OWING, params={"now": now, "farthest": now + FARTHEST})
    return bool(found.one())


def _age(oldest: datetime | None, now: datetime) -> float:
    return max(0.0, (now - oldest).total_seconds()) if oldest is not None else 0.0


@dataclass(frozen=True)
class Owed:
    """What one role owes."""

    tasks: int
    oldest_seconds: float
    late: int
    """Past the hour at which the director hears of them."""


async def owed_by_role(session: AsyncSession, *, now: datetime) -> dict[str, Owed]:
    late = func.sum(case((col(Task.due_at) <= now, 1), else_=0))
    query = select(Task.role, func.count(), func.min(col(Task.opened_at)), late).where(
        col(Task.closed_at).is_(None)
    )
    found = await session.exec(query.group_by(Task.role))
    return {role: Owed(count, _age(oldest, now), int(overdue)) for role, count, oldest, overdue in found}
