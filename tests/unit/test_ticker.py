"""The tick goes on whatever happens to the machine's clock, and whatever one of its parts does."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import apscheduler.schedulers.base
import pytest

import bot.running.ticker
from bot.running.ticker import Ticker
from tests.office import no_albums


class MachineClock(datetime):
    """What APScheduler takes for the present."""

    ahead = timedelta(0)

    @classmethod
    def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + cls.ahead


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", MachineClock)
    monkeypatch.setattr(bot.running.ticker, "datetime", MachineClock)
    monkeypatch.setattr(MachineClock, "ahead", timedelta(0))
    monkeypatch.setattr(bot.running.ticker, "TICK", 0.02)
    monkeypatch.setattr(bot.running.ticker, "LATE", 0.1)
    return []


@pytest.fixture
def ticker(ticks: list[float], monkeypatch: pytest.MonkeyPatch) -> Ticker:
    ticker = Ticker(store=None, settle=no_albums)  # type: ignore[arg-type]  # none of its parts is run

    async def part() -> None:
        ticks.append(asyncio.get_running_loop().time())

    async def nothing_due() -> bool:
        return False

    monkeypatch.setattr(ticker, "_entries_read", True)
    monkeypatch.setattr(ticker, "_anything_due", nothing_due)
    monkeypatch.setattr(ticker, "_housekeeping", part)
    return ticker


async def until(ticks: list[float], count: int) -> None:
    async with asyncio.timeout(5):
        while len(ticks) < count:  # noqa: ASYNC110 (the scheduler tells nobody)
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    "jump", [timedelta(hours=-2), timedelta(days=-400), timedelta(hours=2), timedelta(days=4000)]
)
async def test_a_clock_set_back_or_ahead_neither_stops_the_tick_nor_lets_it_run_wild(
    ticker: Ticker, ticks: list[float], jump: timedelta
) -> None:
    ticker.start()
    try:
        await until(ticks, 2)
        MachineClock.ahead = jump
        before, at = len(ticks), asyncio.get_running_loop().time()
        await until(ticks, before + 3)
        took = ticks[before + 2] - at
        assert took < 2
        assert len(ticks) - before <= took / bot.running.ticker.TICK + 3, (
            "one tick for all that was leapt over"
        )
        assert ticker.ticking
    finally:
        await ticker.stop()


async def test_a_tick_long_ago_is_known_by_a_clock_that_nobody_sets(
    ticker: Ticker, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ticker.ticking
    present = bot.running.ticker.time.monotonic()
    monkeypatch.setattr(bot.running.ticker.time, "monotonic", lambda: present + bot.running.ticker.OLD + 1)
    assert not ticker.ticking


async def test_a_part_that_fails_keeps_the_others_from_nothing(
    ticker: Ticker, ticks: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def due() -> bool:
        return True

    async def broken() -> None:
        raise OverflowError("date value out of range")

    async def turns() -> None:
        ticks.append(0.0)

    monkeypatch.setattr(ticker, "_anything_due", due)
    monkeypatch.setattr(ticker, "_calendar", broken)
    monkeypatch.setattr(ticker, "_morning", broken)
    monkeypatch.setattr(ticker, "_turns", turns)
    await ticker.tick()
    assert len(ticks) == 2, "turns and housekeeping"
    assert not ticker.healthy


async def test_a_long_tick_is_not_taken_for_a_clock_set_back(
    ticker: Ticker, ticks: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(bot.running.ticker.log, "warning", said.append)

    async def long() -> None:
        over = asyncio.Event()
        asyncio.get_running_loop().call_later(bot.running.ticker.LATE * 2, over.set)
        await over.wait()
        ticks.append(0.0)

    monkeypatch.setattr(ticker, "_housekeeping", long)
    ticker.start()
    try:
        await until(ticks, 3)
    finally:
        await ticker.stop()
    assert said == []


async def test_a_machine_too_busy_to_tick_is_not_taken_for_a_clock_set_back(
    ticker: Ticker, ticks: list[float]
) -> None:
    ticker.start()
    try:
        await until(ticks, 2)
        assert ticker._job is not None
        ticker._ended_at -= 100
        assert not ticker._waits_for_nothing(ticker._job)
        MachineClock.ahead = timedelta(hours=-2)
        assert ticker._waits_for_nothing(ticker._job)
    finally:
        await ticker.stop()
