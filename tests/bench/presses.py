"""From press to toast while thirty updates a second come in, with Telegram's limits on."""

import asyncio
import random
import time
from collections.abc import Sequence
from pathlib import Path

from bot.sandbox.seen import ChatMessage
from tests.bench.companies import ROLES, write_company
from tests.bench.orders import place
from tests.bench.processes import LATENCY_MS, NO_LIMITS, Stage, gendan, stage
from tests.bench.tables import Table, within

ORDERS = 240
PER_SECOND = 30
ACTIONS = (("production", "备好了"), ("finance", "全款到账"), ("logistics", "车已安排"))


async def measure(folder: Path) -> Table:
    """Each press is a step of its own, by another member than the last, on another order's card."""
    people = write_company(folder / "company.toml", each=dict.fromkeys(ROLES, 30), desks=30)
    async with stage(folder, people) as on:
        async with gendan(on, **NO_LIMITS):
            await place(on, ORDERS)
        cards = [card for desk in people.desks for card in await _cards(on, desk)]
        random.Random(7).shuffle(cards)
        await on.chat.latency(LATENCY_MS)
        await on.chat.limits(True)
        async with gendan(on):
            await on.quiet(1.0)
            waits = await _press_all(on, cards)
    return _table(waits)


async def _cards(on: Stage, desk: int) -> list[ChatMessage]:
    return [message for message in await on.chat.messages(desk) if message.from_bot and message.buttons]


async def _press_all(on: Stage, cards: Sequence[ChatMessage]) -> list[float]:
    """At random moments, thirty a second on average, whether or not earlier ones were answered."""
    gaps = random.Random(7)
    pressing: list[asyncio.Task[float]] = []
    for role, button in ACTIONS:
        for number, card in enumerate(cards):
            pressing.append(asyncio.create_task(_press(on, on.people.of(role, number), card, button)))
            await asyncio.sleep(gaps.expovariate(PER_SECOND))
    return await asyncio.gather(*pressing)


async def _press(on: Stage, member: int, card: ChatMessage, button: str) -> float:
    began = time.monotonic()
    # A card in a busy group may not have been edited yet: people press the buttons they see.
    toast = await on.chat.press(member, card, button, earlier=True, within=30)
    assert len(toast.answers) == 1, f"a press got {len(toast.answers)} answers"
    return time.monotonic() - began


def _table(waits: Sequence[float]) -> Table:
    row = [str(len(waits)), *(f"{within(waits, share) * 1000:.0f} ms" for share in (0.5, 0.95, 0.99, 1))]
    return Table(
        title=f"Press to toast at {PER_SECOND} updates a second",
        head=["presses", "median", "p95", "p99", "longest"],
        rows=[row],
        note=f"Of this, {2 * LATENCY_MS} ms are the latency of the two calls, getUpdates and answerCallbackQuery. "
        "Telegram's limits on. Wanted: p95 at most 300 ms.",
    )
