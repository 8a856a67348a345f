"""Crash at every effect: before and after each commit and each call, restart, finish the day, compare."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram.request import HTTPXRequest

from bot.app import Gendan
from bot.sandbox.client import ChatClient
from bot.sandbox.server import ChatServer
from bot.settings import Listen, Settings
from store.company import Company
from store.hours.clock import FrozenClock
from store.orders.model import OrderRow
from store.process.records import Event
from store.process.tasks import Task
from tests.databases import SqliteStores
from tests.faults.scale import FULL

TOKEN, DESK = "123456:TEST", -1001
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DAY = (
    (1001, DESK, "/order\n客户: 宏达钢构\n品名: 面漆, 10 桶, 310\n付款: 款到发货"),
    (1002, 1002, "/stock 1 ready"),
    (1003, 1003, "/paid 1 3100 A1"),
    (1001, DESK, "/slip 1"),
    (1005, 1005, "/ship 1 SF1"),
    (1005, 1005, "/arrive 1"),
)
SAMPLE = 10
pytestmark = pytest.mark.timeout(7200 if FULL else 900)


@dataclass
class Effects:
    """Counts commits and calls, and stops everything for good at one of them, as a dead process does."""

    crash_at: int | None = None
    count: int = 0
    crashed: asyncio.Event = field(default_factory=asyncio.Event)

    async def reached(self) -> None:
        self.count += 1
        if self.crash_at is not None and self.count >= self.crash_at:
            self.crashed.set()
            await asyncio.Event().wait()

    def watch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        commit, request = AsyncSession.commit, HTTPXRequest.do_request

        async def committing(session: AsyncSession) -> None:
            await self.reached()
            await commit(session)
            await self.reached()

        async def calling(http: HTTPXRequest, url: str, *args: Any, **kwargs: Any) -> Any:
            if url.endswith("/getUpdates"):
                return await request(http, url, *args, **kwargs)
            await self.reached()
            answer = await request(http, url, *args, **kwargs)
            await self.reached()
            return answer

        monkeypatch.setattr(AsyncSession, "commit", committing)
        monkeypatch.setattr(HTTPXRequest, "do_request", calling)


class Day:
    """The same short day, in a chat and a store of its own."""

    def __init__(self, company: Company, url: str, effects: Effects) -> None:
        self.company, self.url, self.effects = company, url, effects
        self.clock = FrozenClock(AT)

    async def played(self) -> dict[str, Any]:
        async with (
            ChatServer(clock=self.clock, token=TOKEN, limits=False).running(port=0) as server,
            ChatClient(server.url) as chat,
        ):
            people = [member.id for member in self.company.members]
            for member in self.company.members:
                await chat.add_user(member.id, member.name, started=True)
            await chat.add_group(DESK, "业务群", members=people, bot_is_admin=True)
            settings = Settings(
                bot_token=TOKEN,
                api_url=server.url,
                database_url=self.url,
                listen=Listen("127.0.0.1", 0),
                limit_group=10_000,
                limit_chat=10_000,
                limit_all=10_000,
            )
            app, life = await self._born(settings)
            for user, room, text in DAY:
                await chat.say(user, room, text)
                app, life = await self._settled(chat, settings, app, life)
            books = await self._books(app, chat, people)
            await _die(life)
            return books

    async def _born(self, settings: Settings) -> tuple[Gendan, asyncio.Task[None]]:
        app = Gendan(settings, self.company, self.clock)
        return app, asyncio.create_task(_live(app), name="life")

    async def _settled(
        self, chat: ChatClient, settings: Settings, app: Gendan, life: asyncio.Task[None]
    ) -> tuple[Gendan, asyncio.Task[None]]:
        async with asyncio.timeout(120):
            while True:
                if self.effects.crashed.is_set() and self.effects.crash_at is not None:
                    await _die(life)
                    self.effects.crash_at = None
                    app, life = await self._born(settings)
                elif hasattr(app, "handling") and not await chat.pending_updates() and await app.settled():
                    return app, life
                await asyncio.sleep(0.01)

    async def _books(self, app: Gendan, chat: ChatClient, people: list[int]) -> dict[str, Any]:
        async with app.store.reading() as unit:
            order = (await unit.session.exec(select(OrderRow))).one()
            events = (await unit.session.exec(select(Event).order_by(col(Event.seq)))).all()
            tasks = (await unit.session.exec(select(Task).order_by(col(Task.id)))).all()
        said: dict[int, Counter[str]] = {}
        for place in (DESK, *people):
            said[place] = Counter(
                message.text
                for message in await chat.messages(place)
                if message.from_bot and not message.service
            )
        return {
            "order": order.model_dump(exclude={"case_id", "customer_id"}),
            "events": [(event.seq, event.step, event.actor, event.facts) for event in events],
            "tasks": sorted((task.kind, task.result or "") for task in tasks),
            "said": {place: texts for place, texts in said.items() if texts},
        }


async def _live(app: Gendan) -> None:
    async with app.running():
        await asyncio.Event().wait()


async def _die(life: asyncio.Task[None]) -> None:
    """Everything the application had under way ends where it stands; what was not committed never was."""
    mine = [task for task in asyncio.all_tasks() if task is not asyncio.current_task() and _of_the_bot(task)]
    for task in {life, *mine}:
        task.cancel()
    _, alive = await asyncio.wait({life, *mine}, timeout=20)
    assert not alive, f"still alive: {alive}"


def _of_the_bot(task: asyncio.Task[Any]) -> bool:
    """What the application runs, its scheduled tick included; the embedded chat lives on."""
    file = getattr(getattr(task.get_coro(), "cr_code", None), "co_filename", "")
    return "apscheduler" in file or ("/bot/" in file and "/sandbox/" not in file)


async def test_a_day_ends_the_same_wherever_it_was_cut_off(
    sqlite_stores: SqliteStores,
    company: Company,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    whole = await _play(sqlite_stores, company, monkeypatch, None)
    effects, expected = whole
    assert effects > 40
    places = range(1, effects + 1) if FULL else range(3, effects, max(1, effects // SAMPLE))
    record_property("tried", f"{len(places)} of {effects} effects")
    for place in places:
        _, found = await _play(sqlite_stores, company, monkeypatch, place)
        assert {name: found[name] for name in ("order", "events", "tasks")} == {
            name: expected[name] for name in ("order", "events", "tasks")
        }, f"cut off at effect {place}"
        for room, texts in expected["said"].items():
            missing = texts - found["said"].get(room, Counter())
            assert not missing, f"cut off at effect {place}: {room} never saw {missing}"
            extra = found["said"][room] - texts
            assert sum(extra.values()) <= 1, f"cut off at effect {place}: {room} saw {extra}"


async def _play(
    stores: SqliteStores, company: Company, monkeypatch: pytest.MonkeyPatch, place: int | None
) -> tuple[int, dict[str, Any]]:
    effects = Effects(crash_at=place)
    with stores.fresh() as url, monkeypatch.context() as patch:
        effects.watch(patch)
        found = await Day(company, url, effects).played()
    return effects.count, found
