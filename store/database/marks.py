"""Moments worth remembering across restarts, by name."""

from datetime import UTC, date, datetime, tzinfo

from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, SQLModel, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

ALIVE = "alive"
"""When the bot was last seen at work, by its own clock."""


class Mark(SQLModel, table=True):
    __tablename__ = "mark"

    name: str = Field(primary_key=True)
    at: datetime


async def mark(session: AsyncSession, name: str) -> datetime | None:
    row = await session.get(Mark, name)
    return row.at if row else None


async def worked_at(session: AsyncSession) -> datetime:
    """When the bot was last seen at work: now, to within half a minute and by its own clock, to whoever only reads the store."""
    return await mark(session, ALIVE) or datetime.now(UTC)


async def worked_on(session: AsyncSession, zone: tzinfo) -> date:
    """The day of it: today."""
    return (await worked_at(session)).astimezone(zone).date()


async def set_mark(session: AsyncSession, name: str, at: datetime) -> None:
    """Two that set one for the first time at once both succeed: the clock and the start do."""
    row = await session.get(Mark, name)
    if row is None:
        try:
            async with session.begin_nested():
                session.add(Mark(name=name, at=at))
            return
        except IntegrityError:
            row = await session.get_one(Mark, name)
    row.at = at


async def marked(session: AsyncSession, beginning: str) -> list[str]:
    """The names that begin so, without their beginning."""
    rows = await session.exec(select(Mark.name).where(col(Mark.name).startswith(beginning, autoescape=True)))
    return [name.removeprefix(beginning) for name in rows]


async def unmark(session: AsyncSession, name: str) -> None:
    await session.exec(delete(Mark).where(col(Mark.name) == name))
