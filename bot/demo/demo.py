"""`gendan demo`: the example company in a chat of its own, in the browser or as a played day."""

import asyncio
import os
import signal
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from itertools import product
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from bot.demo.guide import Guide
from bot.demo.play import DAYS, LANGUAGES, play_day
from bot.demo.stage import STORE, hush, stage
from bot.settings import SHIPPED_TEMPLATES
from bot.wording.vocabulary import load_vocabulary
from store.company import Company
from store.company.file import load_company
from store.database import marks
from store.database.db import Database
from store.hours.clock import Clock
from store.hours.worktime import WorkTime
from store.migrations import upgrade

AFTER_OPENING = timedelta(hours=1)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Hints(_Part):
    open: str
    clock: str
    lines: tuple[str, ...] = Field(alias="try")


class Example(_Part):
    """What the demo shows around the company: templates/play/demo.toml."""

    room: str
    absent: tuple[str, ...]
    zh: Hints
    en: Hints


async def demo(*, port: int, at: datetime | None, keep: Path | None, play: bool) -> int:
    """Run until Ctrl-C, or play the day in each language. Returns the exit code.

    `at` without an offset is the company's own time. In `keep` everything stays, and time never goes back.
    """
    hush()
    if play:
        return await _play()
    example = Example.model_validate(
        tomllib.loads((SHIPPED_TEMPLATES / "play" / "demo.toml").read_text("utf-8"))
    )
    company = load_company(SHIPPED_TEMPLATES / "company.toml")
    with _folder(keep) as folder:
        start = company.aware(at) if at else opening_hour(company, datetime.now(UTC))
        clock = Clock(max(start, await _last_seen(folder / STORE) or start))
        async with stage(company, clock, folder, room=example.room, port=port, absent=example.absent) as on:
            await Guide(on).offer()
            _introduce(example, on.server.url, clock.now().astimezone(company.zone))
            await _interrupted()
    return 0


async def _play() -> int:
    faults = []
    for number, (language, name) in enumerate(product(LANGUAGES, DAYS)):
        if number:
            print("\n" + "=" * 72 + "\n")
        done = await play_day(language, name, tell=lambda line: print(line, flush=True))
        faults += [f"{language}: {fault}" for fault in done.faults]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def opening_hour(company: Company, now: datetime) -> datetime:
    """An hour after the office opens, today or on the next working day."""
    midnight = datetime.combine(now.astimezone(company.zone).date(), time.min, company.zone)
    return WorkTime(company).next_open(midnight) + AFTER_OPENING


async def _last_seen(store: Path) -> datetime | None:
    """When the bot last worked on this store; None for a new one."""
    database = Database(f"sqlite+aiosqlite:///{store}")
    try:
        await upgrade.upgrade(database)
        async with database.snapshot() as session:
            return await marks.mark(session, marks.ALIVE)
    finally:
        await database.close()


def _introduce(example: Example, address: str, clock: datetime) -> None:
    # Chinese where the terminal's locale is.
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    language = "zh" if locale.startswith("zh") else "en"
    hints = example.zh if language == "zh" else example.en
    words = load_vocabulary([SHIPPED_TEMPLATES])
    buttons = {action: words.button(action, language) for action in ("ready", "paid")}
    print(hints.open.format(address=address))
    print(hints.clock.format(clock=f"{clock:%Y-%m-%d %H:%M}"))
    for line in hints.lines:
        print(line.format(**buttons))
    sys.stdout.flush()


async def _interrupted() -> None:
    ending, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ending.set)
    try:
        await ending.wait()
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="gendan-demo-") as folder:
            yield Path(folder)
    else:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
