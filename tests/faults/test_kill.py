"""Real kills: `gendan run` as a process of its own, killed at random moments on one store that keeps growing."""

import asyncio
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.sandbox.server import ChatServer
from store.company import Company
from tests.faults.scale import many
from tests.faults.told import DESK, FINANCE, RUN, Told, environment, office

KILLS = many(20, 500)
pytestmark = [pytest.mark.timeout(KILLS * 60), pytest.mark.tried(KILLS, "kills")]


@asynccontextmanager
async def process(server: ChatServer, url: str, folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    bot = await asyncio.create_subprocess_exec(
        *RUN,
        env=environment(server, url, listen="127.0.0.1:0", clock_start="2026-11-23T10:00"),
        cwd=folder,
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
    chance, url = random.Random(37), f"sqlite+aiosqlite:///{tmp_path / 'gendan.db'}"
    async with office(company) as (server, chat):
        told = Told(chat)
        for _ in range(KILLS):
            async with process(server, url, tmp_path) as bot:
                for _ in range(chance.randint(1, 3)):
                    await told.place()
                    if chance.random() < 0.7 and told.placed > 3:
                        await told.pay(told.placed - 3)
                if chance.random() < 0.7:
                    # Not before it listens, so that the kill meets it at work; else while it is starting.
                    await chat.do("wait", chat_id=DESK, text="订单", after=0, within=30)
                await asyncio.sleep(chance.uniform(0, 0.5))
                bot.send_signal(signal.SIGKILL)
                await bot.wait()
        async with process(server, url, tmp_path):
            await told.quiet(url)
        await told.check(url, troubles=KILLS)
        said = await chat.messages(FINANCE)
    thanks = Counter(message.reply_to for message in said if message.from_bot and message.reply_to)
    assert len(thanks) == told.paid, "an answer lost"
    assert sum(thanks.values()) - told.paid <= KILLS
