"""Numbers of orders and slips: counter rows in the caller's transaction, because sequences leave gaps."""

from sqlalchemy import text
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Counter(SQLModel, table=True):
    __tablename__ = "counter"

    name: str = Field(primary_key=True)
    value: int = 0


async def next_number(session: AsyncSession, name: str) -> int:
    """The next of a row of numbers without gaps, from 1; a rolled-back transaction gives it back."""
    counter = await lock(session, name)
    counter.value += 1
    await session.flush()
    return counter.value


async def lock(session: AsyncSession, name: str) -> Counter:
    """Whoever else asks for this row waits until the caller's transaction ends; a row not there yet is made."""
    query = select(Counter).where(Counter.name == name).with_for_update()
    counter = (await session.exec(query)).first()
    if counter is None:
        # Two may come first at once: one inserts, the other waits here and finds it.
        make = text("INSERT INTO counter (name, value) VALUES (:name, 0) ON CONFLICT DO NOTHING")
        await session.exec(make, params={"name": name})  # type: ignore[call-overload]
        counter = (await session.exec(query)).one()
    return counter
