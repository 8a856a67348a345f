"""The example company at work in the embedded chat: for the demo and for the example day."""

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from bot.app import CannotStart, Gendan, template_folders
from bot.operating import logs
from bot.sandbox.client import ChatClient
from bot.sandbox.keeping import load_chat, save_chat
from bot.sandbox.server import ChatServer
from bot.settings import Listen, Settings
from bot.wording.vocabulary import Vocabulary, load_vocabulary
from store.company import Company
from store.hours.clock import Clock

TOKEN = "123456:EXAMPLE"
STORE, CHAT = "gendan.db", "chat.kept"
SAVE_EVERY = 2.0
_UNLIMITED = 100_000


class ExampleSettings(Settings):
    """Only what is passed: neither the environment nor a `.env` in the working folder reaches the example."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


@dataclass(frozen=True)
class Stage:
    """A chat with the company's people in it, and the bot at work there."""

    server: ChatServer
    chat: ChatClient
    app: Gendan
    company: Company
    clock: Clock


@asynccontextmanager
async def stage(
    company: Company,
    clock: Clock,
    folder: Path,
    *,
    room: str,
    port: int = 0,
    limits: bool = True,
    absent: Collection[str] = (),
    database_url: str = "",
) -> AsyncIterator[Stage]:
    """Store and chat live in the folder and go on from what is there; the chat is saved as it changes.

    With `database_url` the store is that one. `room` is the desk's title; the `absent` have not yet opened their private chat. Raises CannotStart when the port
    is taken, NotThisChat when the folder's chat is of another version.
    """
    server = ChatServer(clock=clock, token=TOKEN, limits=limits, timezone=company.timezone)
    if (folder / CHAT).exists():
        load_chat(server, folder / CHAT)
    async with _served(server, port), ChatClient(server.url) as chat:
        own = f"sqlite+aiosqlite:///{folder / STORE}"
        settings = _settings(server.url, database_url or own, limits=limits)
        await _fill(server, chat, company, load_vocabulary(template_folders(settings)), room, absent)
        with _no_proxy():
            app = Gendan(settings, company, clock)
        async with app.running(), _kept(server, app, folder / CHAT):
            yield Stage(server, chat, app, company, clock)


@asynccontextmanager
async def _served(server: ChatServer, port: int) -> AsyncIterator[None]:
    try:
        await server.start(port)
    except OSError as error:
        raise CannotStart(f"port {port}: {error.strerror}") from None
    try:
        yield
    finally:
        await server.stop()


def _settings(api_url: str, database_url: str, *, limits: bool) -> Settings:
    values: dict[str, Any] = {
        "bot_token": TOKEN,
        "api_url": api_url,
        "database_url": database_url,
        "listen": Listen("127.0.0.1", 0),
    }
    if not limits:
        values |= {"limit_group": _UNLIMITED, "limit_chat": _UNLIMITED, "limit_all": _UNLIMITED}
    return ExampleSettings(**values)


async def _fill(
    server: ChatServer,
    chat: ChatClient,
    company: Company,
    words: Vocabulary,
    room: str,
    absent: Collection[str],
) -> None:
    """Everybody who isn't there yet."""
    language = company.language
    code = "zh-hans" if language == "zh" else language
    for member in company.members:
        if member.id not in server.world.users:
            note = " · ".join(words.role(role, language) for role in member.roles)
            started = member.name not in absent
            await chat.add_user(member.id, member.name, started=started, language_code=code, note=note)
    people = [member.id for member in company.members]
    for desk in company.desk_rooms:
        if desk.chat_id not in server.world.chats:
            await chat.add_group(desk.chat_id, room, members=people, bot_is_admin=True)


@asynccontextmanager
async def _kept(server: ChatServer, app: Gendan, path: Path) -> AsyncIterator[None]:
    """Save the chat while it changes, and at the end; let the bot's clock tick as soon as somebody pushes it."""
    changed, pushed = asyncio.Event(), asyncio.Event()

    def note(kind: str, _facts: object) -> None:
        changed.set()
        if kind == "clock":
            pushed.set()

    async def save() -> None:
        while True:
            await changed.wait()
            changed.clear()
            save_chat(server, path)
            await asyncio.sleep(SAVE_EVERY)

    async def tick() -> None:
        while True:
            await pushed.wait()
            pushed.clear()
            await app.ticker.tick()

    server.world.listeners.append(note)
    work = [asyncio.create_task(save()), asyncio.create_task(tick())]
    try:
        yield
    finally:
        server.world.listeners.remove(note)
        for task in work:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*work)
        save_chat(server, path)


@contextmanager
def _no_proxy() -> Iterator[None]:
    """The bot's client reads the machine's proxy as it is made; no proxy leads back to this machine."""
    before = os.environ.get("no_proxy")
    os.environ["no_proxy"] = "127.0.0.1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["no_proxy"]
        else:
            os.environ["no_proxy"] = before


def hush() -> None:
    """The terminal belongs to the hints and the played day; only what is wrong is logged, to standard error."""
    if not structlog.is_configured():
        logs.configure("console")
    if logging.getLogger().level != logging.DEBUG:
        logging.getLogger().setLevel(logging.WARNING)
