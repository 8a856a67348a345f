"""Thirty orders at once in one group that takes twenty calls a minute, everyone answering as soon as they hear."""

import asyncio
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bot.sandbox.seen import ChatMessage
from tests.bench.companies import write_company
from tests.bench.orders import TEXT
from tests.bench.processes import LATENCY_MS, Stage, gendan, stage
from tests.bench.tables import Table

ORDERS = 30
LONGEST = 900.0
FIRST_TASKS = ("请备货", "请查款", "请安排车辆")
SHIP, FREIGHT, CLOSE, CLOSED = "请发货", "请报运费", "可以结单了", "已结单"
CONFIRMED = "已记下"
"""What confirms a step has a button too: to take it back."""


@dataclass
class Story:
    """What the people of the room lived through, in seconds since the first `/order`."""

    began: float
    pressed: Counter[str] = field(default_factory=Counter)
    """Private tasks answered, by the words that they begin with."""
    seen: set[tuple[int, int]] = field(default_factory=set)
    first_tasks: float = 0.0
    closed: float = 0.0
    quiet: float = 0.0
    refused: list[str] = field(default_factory=list)

    def now(self) -> float:
        return time.monotonic() - self.began


async def measure(folder: Path) -> Table:
    """From `/order` to closed: every task is answered by its first button; arrivals and freight by a command."""
    people = write_company(folder / "company.toml", each={}, desks=1)
    desk = people.desk(0)
    async with stage(folder, people, latency_ms=LATENCY_MS, limits=True) as on:
        async with gendan(on):
            story = Story(time.monotonic())
            for number in range(1, ORDERS + 1):
                await on.chat.say(people.of("service"), desk, TEXT.format(customer=number))
            await _work(on, story)
            await on.quiet(20)
            story.quiet = story.now() - 20
        calls = {
            count["method"]: count["count"]
            for count in (await on.chat.counters())["calls"]
            if count["chat_id"] == desk
        }
        refused = sum(count["count"] for count in (await on.chat.counters())["refused"])
        cards = [message for message in await on.chat.messages(desk) if message.from_bot]
    return _table(story, calls, refused, cards)


async def _work(on: Stage, story: Story) -> None:
    """Until every order is closed, or too long."""
    while story.pressed[CLOSE] < ORDERS and story.now() < LONGEST:
        for member in on.people.everyone:
            for message in await on.chat.messages(member):
                here = (member, message.message_id)
                if message.buttons and here not in story.seen and not message.text.startswith(CONFIRMED):
                    story.seen.add(here)
                    await _press(on, story, member, message)
        if not story.first_tasks and all(story.pressed[kind] == ORDERS for kind in FIRST_TASKS):
            story.first_tasks = story.now()
        await asyncio.sleep(0.2)
    story.closed = story.now()


async def _press(on: Stage, story: Story, member: int, message: ChatMessage) -> None:
    kind, number = re.split("[：:]", message.text)[0], re.findall(r"订单 (\d+)", message.text)[0]
    if kind == FREIGHT:  # no button knows what it cost
        await on.chat.say(member, member, f"/freight {number} 600")
        return
    toast = await on.chat.press(member, message, 0, within=30)
    story.pressed[kind] += 1
    if not toast.answers or not toast.text.startswith(CONFIRMED):
        story.refused.append(f"{message.text.splitlines()[0]}: {[answer.text for answer in toast.answers]}")
    if kind == SHIP:
        await on.chat.say(member, member, f"/arrive {number}")


def _table(story: Story, calls: dict[str, int], refused: int, cards: list[ChatMessage]) -> Table:
    numbers = Counter(number for card in cards for number in re.findall(r"订单 (\d+)", card.text)[:1])
    true = sum(CLOSED in card.text and not card.buttons[1:] for card in cards)
    in_group = sum(calls.values())
    rows = [
        ["calls in the group, an order", f"{in_group / ORDERS:.2f}", "at most 3"],
        ["of these posts and edits", ", ".join(f"{count} {name}" for name, count in calls.items()), ""],
        ["calls refused with 429", str(refused), "0"],
        ["cards that are true at the end", f"{true} of {ORDERS}", str(ORDERS)],
        ["orders with more or fewer than one card", str(ORDERS - sum(n == 1 for n in numbers.values())), "0"],
        [
            "all first private tasks there after",
            f"{story.first_tasks:.0f} s",
            "25 s is the least for 30 to one",
        ],
        ["all orders closed after", f"{story.closed:.0f} s", ""],
        ["last call after", f"{story.quiet:.0f} s", ""],
        ["presses not taken", "; ".join([str(len(story.refused)), *story.refused[:3]]), "0"],
    ]
    return Table(
        title=f"{ORDERS} orders at once in one group",
        head=["", "measured", "wanted"],
        rows=rows,
        note="Telegram's limits counted by the embedded chat: 20 calls in any 60 seconds in the group, one a second "
        "in a private chat after 5, 30 a second in all.",
    )
