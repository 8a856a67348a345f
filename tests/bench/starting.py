"""Start to first answer, and what it costs to stand idle."""

import asyncio
import statistics
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from tests.bench.companies import write_company
from tests.bench.orders import place
from tests.bench.processes import ECHO_AS_SHIPPED, LATENCY_MS, Running, Stage, echo_bot, gendan, stage
from tests.bench.tables import Table

IDLE_SECONDS = 20
ORDERS = 5


async def measure(folder: Path, rounds: int) -> Table:
    """A message waits; the bot's process is started; the clock stops when its answer has reached the chat."""
    people = write_company(folder / "company.toml", each={"service": 3}, desks=1)
    first: dict[str, list[float]] = {"echo bot": [], "Gendan": []}
    idle: dict[str, tuple[float, float]] = {}
    async with stage(folder, people) as on:
        async with gendan(on):
            await place(on, ORDERS)
        await on.chat.latency(LATENCY_MS)
        for _ in range(rounds):
            for name in first:
                before = await on.last_call()
                member = people.of("service")
                await on.chat.say(member, member, "/tasks")
                async with _started(name, on) as bot:
                    first[name].append(await _first_answer(on, member, before) - bot.began)
        for name in first:
            async with _started(name, on) as bot:
                idle[name] = await _idle(bot)
    return _table(first, idle)


def _started(name: str, on: Stage) -> AbstractAsyncContextManager[Running]:
    return gendan(on) if name == "Gendan" else echo_bot(on, ECHO_AS_SHIPPED)


async def _first_answer(on: Stage, member: int, before: int) -> float:
    while True:
        calls = await on.chat.calls(since=before, method="sendMessage", chat_id=member)
        if calls:
            return calls[0].at
        await asyncio.sleep(0.02)


async def _idle(bot: Running) -> tuple[float, float]:
    await asyncio.sleep(5)
    before = bot.cpu_seconds()
    await asyncio.sleep(IDLE_SECONDS)
    return (bot.cpu_seconds() - before) / IDLE_SECONDS, bot.memory_mib()


def _table(first: dict[str, list[float]], idle: dict[str, tuple[float, float]]) -> Table:
    medians = {name: statistics.median(seconds) for name, seconds in first.items()}
    rows = [
        [
            name,
            f"{medians[name]:.2f} s",
            f"{medians[name] / medians['echo bot']:.1f}",
            f"{idle[name][0]:.1%}",
            f"{idle[name][1]:.0f} MiB",
        ]
        for name in first
    ]
    return Table(
        title="Start and idling",
        head=["", "start to first answer", "of the echo bot's", "idle, of one core", "resident memory"],
        rows=rows,
        note=f"From the start of the process to the answer to a message that waited; {LATENCY_MS} ms a call. "
        "Wanted: at most 2 times the echo bot's; under 1 % of a core and 150 MiB.",
    )
