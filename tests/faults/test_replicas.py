"""Three replicas on PostgreSQL: whatever becomes of the leader, another works on within 30 s, and nothing is done twice."""

import asyncio
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox.client import ChatClient
from store.company import Company
from tests.databases import PostgresStores
from tests.faults.replicas import Cluster, Replica, cluster
from tests.faults.scale import many
from tests.faults.told import DESK, Told, office

TROUBLES = ("kill", "freeze", "cut", "drops", "restart")
ROUNDS = many(1, 30)
"""Of each trouble; in each about ten races between replicas for an update."""
TAKE_OVER = 30.0
RETRY = 0.3
"""Seconds until a webhook that failed is tried again."""
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


class Rounds(Told):
    """People who go on speaking while leaders are taken from them, and how often that was."""

    def __init__(self, chat: ChatClient) -> None:
        super().__init__(chat)
        self.troubles = 0
        self.taken = 0  # orders whose card has come: Telegram keeps order within a chat, not between chats

    async def say_something(self, times: int) -> None:
        for _ in range(times):
            await self.place()
            if self.paid < self.taken:
                await self.pay(self.paid + 1)
            await asyncio.sleep(0.1)

    async def hear(self) -> None:
        """Until the last order has its card."""
        await self.chat.wait(DESK, f"订单 {self.placed} · ", within=60)
        self.taken = self.placed


@pytest.mark.tried(ROUNDS * len(TROUBLES), "troubles of the leader")
async def test_whatever_becomes_of_the_leader_another_takes_over_and_nothing_is_done_twice(
    tmp_path: Path, company: Company, stores: PostgresStores
) -> None:
    chance = random.Random(28)
    troubles = list(TROUBLES * ROUNDS)
    chance.shuffle(troubles)
    with stores.fresh() as url:
        async with (
            office(company, webhook_retry=RETRY) as (server, chat),
            cluster(server, url, tmp_path) as replicas,
        ):
            told = Rounds(chat)
            await replicas.up()
            await replicas.leader()
            for trouble in troubles:
                took = await _trouble(trouble, replicas, told, stores)
                assert took < TAKE_OVER, f"{trouble}: {took:.0f} s"
            await told.quiet(url)
            await told.check(url, told.troubles)


async def _trouble(trouble: str, replicas: Cluster, told: Rounds, stores: PostgresStores) -> float:
    """One trouble while people speak; how many seconds nobody led. Afterwards all three are well again."""
    leader = await replicas.leader()
    told.troubles += 1
    placed = told.placed
    speaking = asyncio.create_task(told.say_something(5))
    while told.placed == placed:
        await told.chat.now()  # it comes in the midst of what is said
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


async def test_a_leader_that_leaves_hands_over_at_once_and_stand_ins_keep_what_comes(
    tmp_path: Path, company: Company, stores: PostgresStores
) -> None:
    with stores.fresh() as url:
        async with (
            office(company, webhook_retry=RETRY) as (server, chat),
            cluster(server, url, tmp_path, count=2) as replicas,
        ):
            told = Rounds(chat)
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
            await told.quiet(url)
            await told.check(url, told.troubles)
