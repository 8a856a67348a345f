"""What Gendan's steps are measured against: the bot that a good engineer would write in an afternoon.

It takes `/paid N SUM` in one transaction and says so three times: to the room, to whoever placed the order, to whoever
paid. What it doesn't do: an update that was acknowledged and not handled is lost with the process, and so is a message
that wasn't sent; the same update twice is two payments; nothing is taken back, asked, escalated or chased.

`python -m tests.bench.textbook URL TOKEN DATABASE ORDERS CREATORS ROOMS`: creators and rooms are ids with commas, which
the orders take in turn.
"""

import asyncio
import logging
import sys
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel import BigInteger, Column, Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Update
from telegram.ext import Application, CommandHandler, ContextTypes

AT_ONCE = 32
TOTAL = 1_000_000


class Order(SQLModel, table=True):
    __tablename__ = "textbook_order"
    id: int | None = Field(default=None, primary_key=True)
    customer: str
    total: int
    """In fen."""
    paid: int = 0
    creator: int = Field(sa_column=Column(BigInteger, nullable=False))
    room: int = Field(sa_column=Column(BigInteger, nullable=False))


class Entry(SQLModel, table=True):
    __tablename__ = "textbook_entry"
    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="textbook_order.id", index=True)
    amount: int
    """In fen."""
    by: int = Field(sa_column=Column(BigInteger, nullable=False))
    at: datetime


class Event(SQLModel, table=True):
    __tablename__ = "textbook_event"
    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="textbook_order.id", index=True)
    what: str
    by: int = Field(sa_column=Column(BigInteger, nullable=False))
    at: datetime


def open_store(path: str) -> AsyncEngine:
    """As durable as ours: WAL, and every commit waits for the disk."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}")

    @event.listens_for(engine.sync_engine, "connect")
    def pragmas(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


async def fill(engine: AsyncEngine, count: int, creators: list[int], rooms: list[int]) -> None:
    """Empty tables, and in them so many orders."""
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.drop_all, tables=TABLES)
        await connection.run_sync(SQLModel.metadata.create_all, tables=TABLES)
    async with AsyncSession(engine) as session:
        for number in range(count):
            creator, room = creators[number % len(creators)], rooms[number % len(rooms)]
            session.add(Order(customer=f"客户{number}", total=TOTAL, creator=creator, room=room))
        await session.commit()


TABLES = [SQLModel.metadata.tables[name] for name in ("textbook_order", "textbook_entry", "textbook_event")]


async def paid(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    message, user = update.effective_message, update.effective_user
    assert message is not None and user is not None, "the filter lets only commands of people through"
    number, amount = int((context.args or [])[0]), int((context.args or [])[1]) * 100
    now = datetime.now(UTC)
    async with context.bot_data["one_writer"], AsyncSession(context.bot_data["engine"]) as session:
        order = await session.get(Order, number)
        if order is None:
            await message.reply_text(f"没有订单 {number}。")
            return
        order.paid += amount
        session.add(Entry(order_id=number, amount=amount, by=user.id, at=now))
        session.add(Event(order_id=number, what="paid", by=user.id, at=now))
        customer, creator, room, left = order.customer, order.creator, order.room, order.total - order.paid
        await session.commit()
    sum_, rest = f"{amount / 100:,.2f}", f"{left / 100:,.2f}"
    text = f"订单 {number} {customer}\n到账 {sum_},还欠 {rest}"
    await context.bot.send_message(room, text)
    await context.bot.send_message(creator, text)
    await message.reply_text(f"已记:订单 {number} 到账 {sum_}。")


def main(url: str, token: str, database: str, orders: int, creators: list[int], rooms: list[int]) -> None:
    logging.getLogger("httpx").setLevel(logging.WARNING)
    engine = open_store(database)

    async def begin(application: Any) -> None:
        await fill(engine, orders, creators, rooms)
        application.bot_data |= {"engine": engine, "one_writer": asyncio.Lock()}

    async def end(_application: Any) -> None:
        await engine.dispose()

    builder = Application.builder().token(token).base_url(f"{url}/bot").concurrent_updates(AT_ONCE)
    application = builder.connection_pool_size(AT_ONCE * 2).post_init(begin).post_shutdown(end).build()
    application.add_handler(CommandHandler("paid", paid))
    application.run_polling(poll_interval=0)


if __name__ == "__main__":
    address, secret, file, count, people, groups = sys.argv[1:]
    ids = [[int(one) for one in listed.split(",")] for listed in (people, groups)]
    main(address, secret, file, int(count), *ids)
