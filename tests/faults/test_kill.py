"""Real kills: `gendan run` as a process of its own, killed at random moments on one store that keeps growing."""

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.sandbox.client import ChatClient
from bot.sandbox.server import ChatServer
from bot.settings import SHIPPED_TEMPLATES
from store.company import Company
from store.db import Database
from store.inbox import Inbox
from store.orders.model import EntryRow, OrderRow
from store.outbox import Outbox
from store.records import Event
from tests.faults.scale import many

TOKEN, DESK, SERVICE, FINANCE = "123456:TEST", -1001, 1001, 1003
KILLS = many(20, 500)
pytestmark = pytest.mark.timeout(KILLS * 60)


@asynccontextmanager
async def process(server: ChatServer, store: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GENDAN_")}
    environment |= {
        "GENDAN_BOT_TOKEN": TOKEN,
        "GENDAN_API_URL": server.url,
        "GENDAN_DATABASE_URL": f"sqlite+aiosqlite:///{store}",
        "GENDAN_COMPANY": str(SHIPPED_TEMPLATES / "company.toml"),
        "GENDAN_LISTEN": "127.0.0.1:0",
        "GENDAN_CLOCK_START": "2026-11-23T10:00",
        "GENDAN_LIMIT_GROUP": "10000",
        "GENDAN_LIMIT_CHAT": "10000",
        "GENDAN_LIMIT_ALL": "10000",
    }
    program = [sys.executable, "-c", "from bot.cli import main; main()", "run"]
    bot = await asyncio.create_subprocess_exec(
        *program,
        env=environment,
        cwd=store.parent,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield bot
    finally:
        if bot.returncode is None:
            bot.send_signal(signal.SIGKILL)
        await bot.wait()


async def test_no_update_is_lost_and_no_step_taken_twice_however_often_the_bot_is_killed(
    tmp_path: Path, company: Company
) -> None:
    chance, store = random.Random(37), tmp_path / "gendan.db"
    async with (
        ChatServer(token=TOKEN, limits=False).running(port=0) as server,
        ChatClient(server.url) as chat,
    ):
        for member in company.members:
            await chat.add_user(member.id, member.name, started=True)
        await chat.add_group(
            DESK, "业务群", members=[member.id for member in company.members], bot_is_admin=True
        )
        placed = paid = 0
        for _ in range(KILLS):
            async with process(server, store) as bot:
                for _ in range(chance.randint(1, 3)):
                    placed += 1
                    await chat.say(
                        SERVICE, DESK, f"/order\n客户: 甲{placed}\n品名: 面漆, 1 桶, 100\n付款: 款到发货"
                    )
                    if chance.random() < 0.7 and placed > 3:
                        paid += 1
                        await chat.say(FINANCE, FINANCE, f"/paid {placed - 3} 1 ref{paid}")
                if chance.random() < 0.7:
                    # Not before it listens, so that the kill meets it at work; else while it is starting.
                    await chat.do("wait", chat_id=DESK, text="订单", after=0, within=30)
                await asyncio.sleep(chance.uniform(0, 0.5))
                bot.send_signal(signal.SIGKILL)
                await bot.wait()
        async with process(server, store):
            await _quiet(chat, store)
        await _check(chat, store, placed, paid)


async def _quiet(chat: ChatClient, store: Path) -> None:
    """Until nothing is pending at the server and nothing is owed in the store."""
    database = Database(f"sqlite+aiosqlite:///{store}")
    try:
        async with asyncio.timeout(240):
            while True:
                await asyncio.sleep(0.3)
                if await chat.pending_updates():
                    continue
                async with database.snapshot() as session:
                    new = (await session.exec(select(Inbox.id).where(Inbox.state == "new"))).all()
                    owed = col(Outbox.wanted) > col(Outbox.shown)
                    dirty = (await session.exec(select(Outbox.id).where(Outbox.state == "open", owed))).all()
                if not new and not dirty:
                    return
    finally:
        await database.close()


async def _check(chat: ChatClient, store: Path, placed: int, paid: int) -> None:
    database = Database(f"sqlite+aiosqlite:///{store}")
    async with database.snapshot() as session:
        orders = (await session.exec(select(OrderRow).order_by(col(OrderRow.number)))).all()
        entries = (await session.exec(select(EntryRow))).all()
        # The calendar opens by itself what falls due on these days; that is nobody's step.
        taken = (await session.exec(select(Event).where(col(Event.actor_id).is_not(None)))).all()
        lost = (
            await session.exec(select(Outbox).where(col(Outbox.state) != "open", Outbox.kind != "menu"))
        ).all()
        bad = (await session.exec(select(Inbox).where(Inbox.state == "quarantined"))).all()
    await database.close()
    assert [order.number for order in orders] == list(range(1, placed + 1)), (
        "an order lost, doubled or skipped"
    )
    assert Counter(entry.ref for entry in entries) == Counter(f"ref{one}" for one in range(1, paid + 1))
    assert sum((order.received for order in orders), Decimal(0)) == paid
    assert len(taken) == placed + paid
    assert not lost and not bad
    cards = Counter(
        message.text.split(" · ")[0]
        for message in await chat.messages(DESK)
        if message.from_bot and message.text.startswith("订单 ")
    )
    assert set(cards) == {f"订单 {number}" for number in range(1, placed + 1)}
    assert sum(cards.values()) - len(cards) <= KILLS, "more than one message twice per kill in the room"
    thanks = Counter(
        message.reply_to for message in await chat.messages(FINANCE) if message.from_bot and message.reply_to
    )
    assert len(thanks) == paid, "an answer lost"
    assert sum(thanks.values()) - paid <= KILLS
