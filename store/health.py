"""How much waits, and since when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.inbox import Inbox
from store.outbox import Outbox
from store.tasks import Task


@dataclass(frozen=True)
class Backlog:
    updates: int
    messages: int
    """Owed now; what waits for a later moment is left out."""
    oldest_seconds: float
    quarantined: int


async def backlog(session: AsyncSession, *, now: datetime) -> Backlog:
    updates = (await session.exec(select(func.count()).select_from(Inbox).where(Inbox.state == "new"))).one()
    bad = (
        await session.exec(select(func.count()).select_from(Inbox).where(Inbox.state == "quarantined"))
    ).one()
    due = (col(Outbox.not_before).is_(None)) | (col(Outbox.not_before) <= now)
    query = select(func.count(), func.min(col(Outbox.changed_at))).where(
        text("state = 'open' AND wanted > shown")
    )
    count, oldest = (await session.exec(query.where(due))).one()
    age = max(0.0, (now - oldest).total_seconds()) if oldest is not None else 0.0
    return Backlog(updates=updates, messages=count, oldest_seconds=age, quarantined=bad)


async def task_ages(session: AsyncSession, *, now: datetime) -> dict[str, tuple[int, float]]:
    """Per role, how many tasks are open and the age of the oldest in seconds."""
    query = select(Task.role, func.count(), func.min(col(Task.opened_at))).where(
        col(Task.closed_at).is_(None)
    )
    found = await session.exec(query.group_by(Task.role))
    return {role: (count, max(0.0, (now - oldest).total_seconds())) for role, count, oldest in found}
