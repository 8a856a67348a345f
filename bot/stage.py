"""The example company at work in the embedded chat: for the demo and for the example day it plays."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from bot.app import Gendan, template_folders
from bot.sandbox.client import ChatClient
from bot.sandbox.server import ChatServer
from bot.settings import Listen, Settings
from bot.vocabulary import Vocabulary, load_vocabulary
from store.company import Company
from store.timepiece import Clock

TOKEN = "123456:EXAMPLE"
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
    store: Path,
    *,
    room: str,
    port: int = 0,
    limits: bool = True,
    absent: Collection[int] = (),
) -> AsyncIterator[Stage]:
    """Everything started. `room` is the desk's title; the `absent` have not yet opened their private chat.

    Raises OSError when the port is taken.
    """
    server = ChatServer(clock=clock, token=TOKEN, limits=limits, timezone=company.timezone)
    async with server.running(port=port), ChatClient(server.url) as chat:
        settings = _settings(server.url, store, limits=limits)
        await _fill(chat, company, load_vocabulary(template_folders(settings)), room, absent)
        app = Gendan(settings, company, clock)
        async with app.running():
            yield Stage(server, chat, app, company, clock)


def _settings(api_url: str, store: Path, *, limits: bool) -> Settings:
    values: dict[str, Any] = {
        "bot_token": TOKEN,
        "api_url": api_url,
        "database_url": f"sqlite+aiosqlite:///{store}",
        "listen": Listen("127.0.0.1", 0),
    }
    if not limits:
        values |= {"limit_group": _UNLIMITED, "limit_chat": _UNLIMITED, "limit_all": _UNLIMITED}
    return ExampleSettings(**values)


async def _fill(
    chat: ChatClient, company: Company, words: Vocabulary, room: str, absent: Collection[int]
) -> None:
    language = company.language
    for member in company.members:
        note = " · ".join(words.role(role, language) for role in member.roles)
        code = "zh-hans" if language == "zh" else "en"
        started = member.id not in absent
        await chat.add_user(member.id, member.name, started=started, language_code=code, note=note)
    people = [member.id for member in company.members]
    for desk in company.desk_rooms:
        await chat.add_group(desk.chat_id, room, members=people, bot_is_admin=True)
