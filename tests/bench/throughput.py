"""Whole-path throughput: from a queue of waiting updates to the last call settled, everything durable on our side."""

import statistics
from dataclasses import dataclass
from pathlib import Path

from tests.bench.companies import write_company
from tests.bench.orders import place
from tests.bench.processes import (
    ECHO_AS_SHIPPED,
    ECHO_AT_ITS_BEST,
    LATENCY_MS,
    NO_LIMITS,
    Running,
    Stage,
    echo_bot,
    gendan,
    stage,
    textbook_bot,
)
from tests.bench.tables import Table

ORDERS = 200
CHATS = 400
"""Enough that few answers to one person pile up: those would go out as one message."""
STEPS = 1200
FEW = 150
"""Updates for the echo bot as shipped, which takes a second for nineteen."""
TEXTBOOK, STEPS_OF_OURS = "textbook bot, steps", "Gendan, steps"
SAME_WORK = (TEXTBOOK, STEPS_OF_OURS)


@dataclass(frozen=True)
class Pace:
    calls: float
    updates: float
    """Both a second."""
    cpu_ms: float
    """An update."""


async def measure(folder: Path, rounds: int) -> Table:
    """Part payments by members of finance: each is an inbox row, a guarded step, an event, an entry, tasks
    closed and opened, and three calls: the card, the creator's notice, the answer. `/tasks` is one call and no step.
    """
    people = write_company(folder / "company.toml", each={"service": ORDERS, "finance": CHATS}, desks=30)
    found: dict[str, list[Pace]] = {}
    async with stage(folder, people) as on:
        async with gendan(on, **NO_LIMITS):
            await place(on, ORDERS)
            await _pay(on, ORDERS, amount=1)
            await on.quiet(1.5)
        await on.chat.latency(LATENCY_MS)
        for number in range(rounds):
            for at_once, count in ((ECHO_AS_SHIPPED, FEW), (ECHO_AT_ITS_BEST, STEPS)):
                await _pay(on, count, amount=number + 2)
                async with echo_bot(on, at_once) as bot:
                    found.setdefault(f"echo bot, {at_once} at once", []).append(await _pace(on, bot, count))
            await _pay(on, STEPS, amount=number + 2)
            async with textbook_bot(on, ORDERS) as bot:
                found.setdefault(TEXTBOOK, []).append(await _pace(on, bot, STEPS))
            await _pay(on, STEPS, amount=number + 2)
            async with gendan(on, **NO_LIMITS) as bot:
                found.setdefault(STEPS_OF_OURS, []).append(await _pace(on, bot, STEPS))
            await _list_tasks(on, STEPS)
            async with gendan(on, **NO_LIMITS) as bot:
                found.setdefault("Gendan, lists", []).append(await _pace(on, bot, STEPS))
    return _table(found)


async def _pay(on: Stage, count: int, *, amount: int) -> None:
    for number in range(count):
        member = on.people.of("finance", number)
        await on.chat.say(member, member, f"/paid {number % ORDERS + 1} {amount}")


async def _list_tasks(on: Stage, count: int) -> None:
    everyone = list(on.people.everyone)
    for number in range(count):
        member = everyone[number % len(everyone)]
        await on.chat.say(member, member, "/tasks")


async def _pace(on: Stage, bot: Running, updates: int) -> Pace:
    """Until the bot has been silent for a while; the silence isn't counted."""
    before, cpu = await on.last_call(), bot.cpu_seconds()
    await on.quiet(2.0)
    cpu = bot.cpu_seconds() - cpu
    calls = await on.answers(since=before)
    seconds = calls[-1].at - calls[0].at
    return Pace(calls=(len(calls) - 1) / seconds, updates=updates / seconds, cpu_ms=cpu / updates * 1000)


def _table(found: dict[str, list[Pace]]) -> Table:
    calls = {name: statistics.median(pace.calls for pace in paces) for name, paces in found.items()}
    updates = {name: statistics.median(pace.updates for pace in paces) for name, paces in found.items()}
    cpu = {name: statistics.median(pace.cpu_ms for pace in paces) for name, paces in found.items()}
    shipped = calls[f"echo bot, {ECHO_AS_SHIPPED} at once"]
    rows = [
        [
            name,
            f"{calls[name]:.0f}",
            f"{min(p.calls for p in paces):.0f} to {max(p.calls for p in paces):.0f}",
            f"{updates[name]:.0f}",
            f"{cpu[name]:.1f}",
            f"{calls[name] / shipped:.1f}",
            f"{updates[name] / updates[TEXTBOOK]:.2f}" if name in SAME_WORK else "",
            f"{cpu[name] / cpu[TEXTBOOK]:.2f}" if name in SAME_WORK else "",
        ]
        for name, paces in found.items()
    ]
    return Table(
        title=f"Throughput at {LATENCY_MS} ms a call",
        head=[
            "",
            "calls settled/s",
            "range",
            "updates/s",
            "CPU ms an update",
            "of the echo bot as shipped",
            "updates of the textbook bot",
            "CPU of the textbook bot",
        ],
        rows=rows,
        note="Steps: part payments, durable (ours: inbox, step, event, tasks, outbox; synchronous=FULL). Lists: `/tasks`. "
        "The echo bot answers the same payment texts, one call each. The textbook bot takes them in one transaction and "
        "sends three messages; a kill loses updates and messages of it. Wanted: 5 times the echo bot as shipped, 0.75 of "
        "the textbook bot's updates, at most 1.4 times its processor time.",
    )
