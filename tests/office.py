"""A company at work, for acceptance tests: the real application, spoken to through the embedded chat."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from typing import Any

import httpx

from bot.app import Gendan
from bot.exports import Reading, export
from bot.sandbox.client import ChatClient, ChatMessage, Toast
from bot.sandbox.server import ChatServer
from bot.sandbox.world import User
from bot.settings import Listen, Settings
from store.company import Company
from store.hours.clock import Clock, FrozenClock
from store.process.records import ActRow
from store.process.unit import Unit
from tests.databases import PostgresStores, SqliteStores

TOKEN = "123456:TEST"
DESK = -1001
PATIENCE = 60.0


class Office:
    """People speak by name or Telegram id; every call returns once the bot has done everything it had to do."""

    def __init__(
        self,
        server: ChatServer,
        chat: ChatClient,
        company: Company,
        clock: Clock,
        settings: Settings,
        transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        self.server, self.chat, self.company, self.clock, self.settings, self.transport = (
            server,
            chat,
            company,
            clock,
            settings,
            transport,
        )
        self.app: Gendan | None = None

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        database_url: str,
        company: Company,
        *,
        at: datetime,
        limits: bool = False,
        started: bool = True,
        unstarted: Collection[str] = (),
        running: bool = True,
        menus: Mapping[tuple[str, str], Any] | None = None,
        network: bool = False,
        **settings: Any,
    ) -> AsyncIterator["Office"]:
        """With `network` the bot calls the chat through a socket, as it calls Telegram. `unstarted` names who has never pressed Start; without `running` the test starts the bot by itself.

        `menus` are those that Telegram has from the bot's first start, where the store is one that has been started.
        """
        clock = FrozenClock(at)
        async with (
            ChatServer(clock=clock, token=TOKEN, limits=limits, webhook_retry=0.05).running(port=0) as server,
            ChatClient(server.url, inside := httpx.ASGITransport(server.app())) as chat,
        ):
            for member in company.members:
                has_started = started and member.name not in unstarted
                server.world.add_user(
                    User(member.id, member.name, language_code="zh-hans", started=has_started)
                )
            server.world.commands.update(menus or {})
            people = [member.id for member in company.members]
            for room in company.rooms:
                await chat.add_group(room.chat_id, "业务群", members=people, bot_is_admin=True)
            fast = {} if limits else {"limit_group": 10_000, "limit_chat": 10_000, "limit_all": 10_000}
            values = {
                "bot_token": TOKEN,
                "api_url": server.url,
                "database_url": database_url,
                "listen": Listen("127.0.0.1", 0),
            }
            values |= fast | settings
            office = cls(server, chat, company, clock, Settings(**values), None if network else inside)
            if not running:
                yield office
                return
            async with office.bot_running():
                yield office

    @asynccontextmanager
    async def bot_running(self) -> AsyncIterator[Gendan]:
        """The bot alone, for tests that stop it and start it again on the same store and chat."""
        self.app = Gendan(self.settings, self.company, self.clock, self.transport)
        async with self.app.running():
            await self.settled()
            await self.app.ticker.tick()  # what is due at this hour; from here on the test moves the clock
            await self.settled()
            yield self.app
        self.app = None

    def id(self, name: str | int) -> int:
        """A member's Telegram id; numbers pass through (strangers, groups)."""
        if isinstance(name, int):
            return name
        return next(member.id for member in self.company.members if member.name == name)

    async def settled(self) -> None:
        """Until every update is handled and every message that is due has been sent and settled."""
        async with asyncio.timeout(PATIENCE):
            while True:
                assert self.app is not None
                if not self.server.queue.waiting() and await self.app.settled():
                    return
                await asyncio.sleep(0.01)

    async def say(
        self, who: str | int, text: str, *, to: str | int | None = None, **options: Any
    ) -> ChatMessage:
        """In the private chat, or `to=DESK` in the room."""
        user = self.id(who)
        message = await self.chat.say(user, user if to is None else self.id(to), text, **options)
        await self.settled()
        return message

    async def reply(self, who: str | int, message: ChatMessage, text: str) -> ChatMessage:
        return await self.say(who, text, to=message.chat_id, reply_to=message)

    async def press(
        self, who: str | int, message: ChatMessage, button: str | int | None = None, **options: Any
    ) -> Toast:
        """All the answers to one press; `.text` fails unless there was exactly one."""
        toast = await self.chat.press(self.id(who), message, button, **options)
        await self.settled()
        return await self.chat.answers(toast) if toast.query_id else toast

    async def seen(self, who: str | int = DESK) -> list[ChatMessage]:
        """The bot's messages in a room or a private chat as they stand now, oldest first."""
        return [message for message in await self.chat.messages(self.id(who)) if message.from_bot]

    async def last(self, who: str | int = DESK, containing: str = "") -> ChatMessage:
        found = [message for message in await self.seen(who) if containing in message.text]
        assert found, f"nothing with {containing!r} in {[message.text for message in await self.seen(who)]}"
        return found[-1]

    async def until(self, moment: str) -> None:
        """Push the clock on to a time in the company's zone, such as `2026-11-26T08:00`, and let the tick run."""
        aim = datetime.fromisoformat(moment).replace(tzinfo=self.company.zone)
        ahead = (aim - self.clock.now()).total_seconds()
        assert ahead > 0, f"{moment} has passed"
        await self.later(seconds=ahead)

    async def later(self, **ahead: float) -> None:
        """Push the clock (`hours=1`) and let the tick run."""
        assert self.app is not None
        self.clock.advance(timedelta(**ahead))
        await self.app.ticker.tick()
        self.app.courier.wake()
        await self.settled()

    async def exported(self, ledger: str) -> list[dict[str, Any]]:
        """What `gendan export` says of a ledger now."""
        out = io.BytesIO()
        reading = Reading(url=self.settings.database_url.get_secret_value(), company=self.company)
        await asyncio.to_thread(export, ledger, "json", out, reading)
        rows: list[dict[str, Any]] = json.loads(out.getvalue())
        return rows


async def no_albums(_unit: Unit, _act: ActRow) -> None:
    """For a ticker without an application: nobody sends any."""


Opened = tuple[str, Mapping[tuple[str, str], Any]]
"""The URL of a store in which the company has been at work since a moment ago, and the menus that were set then."""


@contextmanager
def opened(stores: SqliteStores | PostgresStores, company: Company, at: datetime) -> Iterator[Opened]:
    """The first start of a company, its people, rooms and menus, is done once and copied: it is most of a short test."""

    async def first_start(url: str) -> Mapping[tuple[str, str], Any]:
        async with Office.open(url, company, at=at) as office:
            return dict(office.server.world.commands)

    with stores.ready(f"{at} {company!r}", first_start) as found:
        yield found
