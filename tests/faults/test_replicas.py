"""Three replicas on PostgreSQL: whatever becomes of the leader, another works on within 30 s, and nothing is done twice."""

import asyncio
import random
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.sandbox.client import ChatClient
from bot.sandbox.server import ChatServer
from store.company import Company
from store.db import Database
from store.inbox import Inbox
from store.orders.model import EntryRow, OrderRow
from store.outbox import Outbox
from store.records import Event
from tests.databases import PostgresStores
from tests.faults.replicas import TOKEN, Cluster, Replica, cluster
from tests.faults.scale import many

DESK, SERVICE, FINANCE = -1001, 1001, 1003
TROUBLES = ("kill", "freeze", "cut", "drops", "restart")
ROUNDS = many(1, 30)
"""Of each trouble; in each about ten races between replicas for an update."""
TAKE_OVER = 30.0
pytestmark = [
    pytest.mark.timeout(300 + ROUNDS * len(TROUBLES) * 120),
    # Lines are cut in the middle of what they carry; what is left of them is swept up later.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def stores() -> Iterator[PostgresStores]:
    """A PostgreSQL of these tests' own: they restart it."""
    stores = PostgresStores()
    yield stores
    stores.stop()


class Told:
    """What people have said so far, and how often a leader was taken from them."""

    def __init__(self, chat: ChatClient) -> None:
        self.chat, self.placed, self.paid, self.troubles = chat, 0, 0, 0
        self.taken = 0  # orders whose card has come: Telegram keeps order within a chat, not between chats

    async def say_something(self, times: int) -> None:
        for _ in range(times):
            self.placed += 1
            line = f"/order\n客户: 甲{self.placed}\n品名: 面漆, 1 桶, 100\n付款: 款到发货"
            await self.chat.say(SERVICE, DESK, line)
            if self.paid < self.taken:
                self.paid += 1
                await self.chat.say(FINANCE, FINANCE, f"/paid {self.paid} 1 ref{self.paid}")
            await asyncio.sleep(0.1)

    async def hear(self) -> None:
        """Until the last order has its card."""
        await self.chat.wait(DESK, f"订单 {self.placed} · ", within=60)
        self.taken = self.placed


@asynccontextmanager
async def office(company: Company) -> AsyncIterator[tuple[ChatServer, ChatClient]]:
    async with (
        ChatServer(token=TOKEN, limits=False, webhook_retry=0.3).running(port=0) as server,
        ChatClient(server.url) as chat,
    ):
        for member in company.members:
            await chat.add_user(member.id, member.name, started=True)
        people = [member.id for member in company.members]
        await chat.add_group(DESK, "业务群", members=people, bot_is_admin=True)
        yield server, chat


async def test_whatever_becomes_of_the_leader_another_takes_over_and_nothing_is_done_twice(
    tmp_path: Path, company: Company, stores: PostgresStores
) -> None:
    chance = random.Random(28)
    troubles = list(TROUBLES * ROUNDS)
    chance.shuffle(troubles)
    with stores.fresh() as url:
        async with office(company) as (server, chat), cluster(server, url, tmp_path) as replicas:
            told = Told(chat)
            await replicas.up()
            await replicas.leader()
            for trouble in troubles:
                took = await _trouble(trouble, replicas, told, stores)
                assert took < TAKE_OVER, f"{trouble}: {took:.0f} s"
            await _quiet(chat, url)
            await _check(chat, url, told)


async def _trouble(trouble: str, replicas: Cluster, told: Told, stores: PostgresStores) -> float:
    """One trouble while people speak; how many seconds nobody led. Afterwards all three are well again."""
    leader = await replicas.leader()
    told.troubles += 1
    speaking = asyncio.create_task(told.say_something(5))
    await asyncio.sleep(0.2)
    began = time.monotonic()
    match trouble:
        case "kill":
            leader.send(signal.SIGKILL)
            await replicas.leader(but=leader)
        case "freeze":
            leader.send(signal.SIGSTOP)
            await replicas.leader(but=leader)
        case "cut":
            leader.line.cut = True
            await replicas.leader(but=leader)
        case "drops":
            for replica in replicas.replicas:
                replica.line.loss = (
                    0.02  # of the packets: about one connection in ten breaks within a transaction
                )
            await told.say_something(5)
            for replica in replicas.replicas:
                replica.line.loss = 0.0
            began = time.monotonic()
            await replicas.leader()
        case "restart":
            await asyncio.to_thread(stores.restart)
            began = time.monotonic()
            await replicas.leader()
    took = time.monotonic() - began
    await speaking
    await _mend(leader)
    await replicas.up()
    await replicas.one_leader()
    await told.hear()
    return took


async def _mend(leader: Replica) -> None:
    leader.line.cut = False
    assert leader.process is not None
    if leader.process.returncode is None:
        leader.send(signal.SIGCONT)  # wakes up believing that it leads
    else:
        await leader.start()
    await asyncio.sleep(1)
    if leader.process.returncode is not None:
        await leader.start()


async def _quiet(chat: ChatClient, url: str) -> None:
    """Until nothing is pending at the server and nothing is owed in the store."""
    database = Database(url)
    try:
        async with asyncio.timeout(240):
            while True:
                await asyncio.sleep(0.5)
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


async def _check(chat: ChatClient, url: str, told: Told) -> None:
    database = Database(url)
    async with database.snapshot() as session:
        orders = (await session.exec(select(OrderRow).order_by(col(OrderRow.number)))).all()
        entries = (await session.exec(select(EntryRow))).all()
        events = (await session.exec(select(Event))).all()
        bad = (await session.exec(select(Inbox).where(Inbox.state == "quarantined"))).all()
        lost = (
            await session.exec(select(Outbox).where(col(Outbox.state) != "open", Outbox.kind != "menu"))
        ).all()
    await database.close()
    assert [order.number for order in orders] == list(range(1, told.placed + 1)), "lost, doubled or skipped"
    assert Counter(entry.ref for entry in entries) == Counter(f"ref{one}" for one in range(1, told.paid + 1))
    assert sum((order.received for order in orders), Decimal(0)) == told.paid
    done = [event for event in events if event.actor != "clock"]  # the calendar opens entries of its own
    assert len(done) == told.placed + told.paid
    assert not bad and not lost
    cards = Counter(
        message.text.split(" · ")[0]
        for message in await chat.messages(DESK)
        if message.from_bot and "订单" in message.text
    )
    assert set(cards) == {f"订单 {number}" for number in range(1, told.placed + 1)}
    assert sum(cards.values()) - len(cards) <= told.troubles, (
        "more than one message twice per trouble in the room"
    )


async def test_a_leader_that_leaves_hands_over_at_once_and_stand_ins_keep_what_comes(
    tmp_path: Path, company: Company, stores: PostgresStores
) -> None:
    with stores.fresh() as url:
        async with office(company) as (server, chat), cluster(server, url, tmp_path, count=2) as replicas:
            told = Told(chat)
            await replicas.up()
            leader = await replicas.leader()
            (other,) = [one for one in replicas.replicas if one is not leader]
            assert await other.leads(replicas.client) is False
            await told.say_something(3)  # every other update comes by way of the one that stands by
            await told.hear()
            began = time.monotonic()
            await leader.end(signal.SIGTERM)
            assert await replicas.leader(but=leader) is other
            assert time.monotonic() - began < 10
            await told.say_something(2)
            await told.hear()
            await _quiet(chat, url)
            await _check(chat, url, told)
