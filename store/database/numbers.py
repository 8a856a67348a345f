"""Numbers of orders and slips: counter rows in the caller's transaction, because sequences leave gaps."""

from sqlalchemy import bindparam, text
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Counter(SQLModel, table=True):
    __tablename__ = "counter"

    name: str = Field(primary_key=True)
    value: int = 0


_COUNTER = select(Counter).where(col(Counter.name) == bindparam("of")).with_for_update()


async def next_number(session: AsyncSession, name: str) -> int:
    """The next of a row of numbers without gaps, from 1; a rolled-back transaction gives it back."""
    counter = await lock(session, name)
    counter.value += 1
    await session.flush()
    return counter.value


async def lock(session: AsyncSession, name: str) -> Counter:
    """Whoever else asks for this row waits until the caller's transaction ends; a row not there yet is made."""
    asked = {"of": name}
    counter = (await session.exec(_COUNTER, params=asked)).first()
    if counter is None:
        # Two may come first at once: one inserts, the other waits here and finds it.
        make = text("INSERT INTO counter (name, value) VALUES (:name, 0) ON CONFLICT DO NOTHING")
        await session.exec(make, params={"name": name})  # type: ignore[call-overload]
        counter = (await session.exec(_COUNTER, params=asked)).one()
    return counter
