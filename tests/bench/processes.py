"""The embedded chat, Gendan and the echo bot, each in a process of its own, as they would run."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.client import ChatClient, ChatError
from bot.sandbox.seen import ApiCall
from tests.bench.companies import People

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "123456:BENCH"
LATENCY_MS = 50
"""As on the real network."""
ECHO_AS_SHIPPED, ECHO_AT_ITS_BEST = 1, 32
NO_LIMITS = {"GENDAN_LIMIT_GROUP": "1000000", "GENDAN_LIMIT_CHAT": "1000000", "GENDAN_LIMIT_ALL": "1000000"}
ASKING = ("getMe", "getUpdates", "setMyCommands", "deleteWebhook")
"""Calls that answer nobody."""
PATIENCE = 600.0
_TICKS = os.sysconf("SC_CLK_TCK")


class ItEnded(Exception):
    """A process that should have stayed didn't; its last words."""


@dataclass
class Stage:
    """One embedded chat with its people, for one bot after the other."""

    url: str
    chat: ChatClient
    people: People
    folder: Path
    _last: int = 0

    async def answers(self, *, since: int = 0) -> list[ApiCall]:
        """Calls carried out for people, in order."""
        calls = await self.chat.calls(since=since)
        return [call for call in calls if call.method not in ASKING and call.status == 200]

    async def quiet(self, seconds: float) -> None:
        """Until the bot has taken every update and has made no call for so long. Raises ChatError after a while."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                await self.chat.quiet(seconds, within=30)
                return
            except ChatError:
                if time.monotonic() > deadline:
                    raise

    async def last_call(self) -> int:
        """The number of the bot's latest call."""
        calls = await self.chat.calls(since=self._last, polls=True)
        self._last = calls[-1].number if calls else self._last
        return self._last


@dataclass(frozen=True)
class Running:
    process: asyncio.subprocess.Process
    began: float
    """On the machine's monotonic clock, which the chat's log of calls uses too."""
    words: Path

    def check(self) -> None:
        """Raise ItEnded if it is no longer there."""
        if self.process.returncode is not None:
            raise ItEnded(self.words.read_text("utf-8", "replace")[-2000:])

    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def memory_mib(self) -> float:
        """Resident memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024


@asynccontextmanager
async def stage(
    folder: Path, people: People, *, latency_ms: int = 0, limits: bool = False
) -> AsyncIterator[Stage]:
    """Everyone has pressed Start; everyone is in every room."""
    options = ["--latency", str(latency_ms), "--limits" if limits else "--no-limits", "--token", TOKEN]
    async with _process(["-m", "bot.sandbox", *options], folder, {}, output=True) as server:
        assert server.process.stdout is not None
        url = (await server.process.stdout.readline()).decode().strip()
        async with ChatClient(url) as chat:
            for member, name in people.everyone.items():
                await chat.add_user(member, name, started=True)
            for number, desk in enumerate(people.desks, start=1):
                members = list(people.everyone)
                await chat.add_group(desk, f"业务群 {number}", members=members, bot_is_admin=True)
            yield Stage(url, chat, people, folder)


@asynccontextmanager
async def gendan(on: Stage, **settings: str) -> AsyncIterator[Running]:
    """`gendan run` on a SQLite file in the stage's folder, durable as shipped."""
    values = {
        "GENDAN_BOT_TOKEN": TOKEN,
        "GENDAN_API_URL": on.url,
        "GENDAN_DATABASE_URL": f"sqlite+aiosqlite:///{on.folder}/gendan.db",
        "GENDAN_COMPANY": str(on.folder / "company.toml"),
        "GENDAN_LISTEN": "127.0.0.1:0",
    }
    program = ["-c", "from bot.cli import main; main()", "run"]
    before = await on.last_call()
    async with _process(program, on.folder, values | settings) as it:
        await _polling(on, it, before)
        yield it


@asynccontextmanager
async def echo_bot(on: Stage, at_once: int) -> AsyncIterator[Running]:
    program = ["-m", "tests.bench.echo", on.url, TOKEN, str(at_once)]
    before = await on.last_call()
    async with _process(program, on.folder, {}) as it:
        await _polling(on, it, before)
        yield it


@asynccontextmanager
async def textbook_bot(on: Stage, orders: int) -> AsyncIterator[Running]:
    """On a store of its own, filled anew: orders of the people of service in the desk rooms."""
    ids = [",".join(str(one) for one in some) for some in (on.people.by_role["service"], on.people.desks)]
    program = ["-m", "tests.bench.textbook", on.url, TOKEN, str(on.folder / "textbook.db"), str(orders), *ids]
    before = await on.last_call()
    async with _process(program, on.folder, {}) as it:
        await _polling(on, it, before)
        yield it


async def _polling(on: Stage, it: Running, before: int) -> None:
    """Until its first getUpdates has come back; a bot that can't start says why."""
    while not await on.chat.calls(since=before, method="getUpdates", polls=True):
        it.check()
        await asyncio.sleep(0.02)


@asynccontextmanager
async def _process(
    arguments: list[str], folder: Path, settings: Mapping[str, str], *, output: bool = False
) -> AsyncIterator[Running]:
    """Its words go to a file. It is asked to leave and waited for; that it leaves by itself is an error."""
    # Installed programs have their bytecode; where it isn't kept, one of the two would compile itself at each start.
    dropped = ("GENDAN_", "PYTHONDONTWRITEBYTECODE")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    words = folder / "words.log"
    with words.open("ab") as log:
        began = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            cwd=folder,
            env=inherited | {"PYTHONPATH": str(ROOT)} | dict(settings),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE if output else log,
            stderr=log,
        )
    it = Running(process, began, words)
    try:
        yield it
        it.check()
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), 20)
            except TimeoutError:
                process.kill()
                await process.wait()
