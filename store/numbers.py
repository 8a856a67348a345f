"""Numbers of orders and slips: counter rows in the caller's transaction, because sequences leave gaps."""

from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Counter(SQLModel, table=True):
    __tablename__ = "counter"

    name: str = Field(primary_key=True)
    value: int = 0


async def next_number(session: AsyncSession, name: str) -> int:
    """The next of a row of numbers without gaps, from 1; a rolled-back transaction gives it back."""
    counter = (await session.exec(select(Counter).where(Counter.name == name).with_for_update())).first()
    if counter is None:
        counter = Counter(name=name)
        session.add(counter)
    counter.value += 1
    await session.flush()
    return counter.value
