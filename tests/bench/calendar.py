"""The calendar's tick beside 10,000 entries and a million past occurrences: a small calendar and a full one, in turn."""

import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.settings import SHIPPED_TEMPLATES
from store.calendar import clock
from store.calendar.views import calendar_view
from store.company import CalendarEntry, Company
from store.company.file import load_company
from store.database.db import Database
from store.hours.clock import FrozenClock
from store.members import people
from store.migrations import upgrade
from store.process.unit import Store
from store.registry import AREAS
from tests.bench.tables import Table, beside

NIGHT = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
"""Midnight before a Monday."""
SMALL = 20
IDLE, BUSY = 200, 40


async def measure(folder: Path, entries: int, occurrences: int) -> Table:
    small = await _store(folder / "small.db", SMALL)
    full = await _store(folder / "full.db", entries)
    began = time.monotonic()
    await _fill(full, entries, occurrences)
    filled = time.monotonic() - began
    took: tuple[dict[str, list[float]], ...] = (defaultdict(list), defaultdict(list))
    for _ in range(BUSY):
        for of, store in zip(took, (small, full), strict=True):
            for _ in range(IDLE // BUSY):
                of["a tick with nothing due"].append(await _idle(store))
            of["a tick that opens what is due"].append(await _busy(store))
            of["/calendar, mine"].append(await _look(store))
    await small.database.close()
    await full.database.close()
    return Table(
        title="The calendar's tick",
        head=[
            "p95 of",
            f"{SMALL} entries",
            f"{entries:,} entries, {occurrences:,} past occurrences",
            "ratio",
        ],
        rows=beside(*took),
        note=f"{SMALL} entries come round each day in both, one each half hour; filled in {filled:.0f} s.",
    )


def _company(entries: int) -> Company:
    """The first come round daily, each at its own half hour; the others once a year, none of them on these days."""
    shipped = load_company(SHIPPED_TEMPLATES / "company.toml")
    daily = [_entry(number, f"daily {number // 2:02}:{number % 2 * 30:02}") for number in range(SMALL)]
    yearly = [
        _entry(number, f"yearly {1 + number % 9:02}-{1 + number % 28:02}") for number in range(SMALL, entries)
    ]
    return shipped.model_copy(update={"calendar": (*daily, *yearly)})


def _entry(number: int, when: str) -> CalendarEntry:
    return CalendarEntry.model_validate(
        {
            "key": f"entry-{number}",
            "title": f"事项 {number}",
            "when": when,
            "kind": "deadline",
            "roles": ["service", "sales"],
            "on_day_off": "keep",
            "expires": "1d",
        }
    )


async def _store(path: Path, entries: int) -> Store:
    database = Database(f"sqlite+aiosqlite:///{path}")
    await upgrade.upgrade(database)
    company = _company(entries)
    store = Store(database, company, FrozenClock(NIGHT), AREAS)
    async with store.unit() as unit:
        await people.read_company(unit.session, company, admin_ids=(), now=unit.now)
    store.forget_roster()
    async with store.unit() as unit:
        await clock.read_entries(unit)
    await _ticks(store)
    return store


async def _ticks(store: Store) -> None:
    while True:
        async with store.reading() as unit:
            if not await clock.is_due(unit):
                return
        async with store.unit() as unit:
            await clock.tick(unit)


async def _idle(store: Store) -> float:
    began = time.monotonic()
    await _ticks(store)
    return time.monotonic() - began


async def _busy(store: Store) -> float:
    """The next half hour: something opens, and something is late or dropped."""
    store.clock.advance(timedelta(minutes=30))
    return await _idle(store)


async def _look(store: Store) -> float:
    began = time.monotonic()
    async with store.reading() as unit:
        reader = unit.roster.people[0]
        await calendar_view(unit, reader, "mine", "", 1)
    return time.monotonic() - began


async def _fill(store: Store, entries: int, occurrences: int) -> None:
    """Done long ago, spread over the entries, two shares and two people each."""
    async with store.database.transaction() as session:
        await _sql(session, _CASES, occurrences)
        await _sql(session, _OCCURRENCES, occurrences, entries)
        for member in (1, 2):
            await _sql(session, _SHARES.format(member=member), occurrences)
            await _sql(session, _ASKED.format(member=member), occurrences)
        await session.exec(
            text(f"UPDATE counter SET value = {10_000_000 + occurrences} WHERE name = 'calendar'")
        )  # type: ignore[call-overload]
    async with store.database.transaction() as session:
        await session.exec(text("ANALYZE"))  # type: ignore[call-overload]


async def _sql(session: AsyncSession, statement: str, occurrences: int, entries: int = 1) -> None:
    counting = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {occurrences}) "
    filled = statement.replace("ENTRIES", str(entries)).replace("FIRST", "10000000")
    await session.exec(text(filled.replace("SELECT", f"{counting}SELECT", 1)))  # type: ignore[call-overload]


_CASES = """INSERT INTO cases (id, area, number, state, title, terms, events, version, opened_at)
SELECT FIRST + i, 'calendar', FIRST + i, 'done', '事项', 1, 0, 1, '2020-01-01 00:00:00.000000' FROM n"""
_OCCURRENCES = """INSERT INTO occurrence (case_id, number, state, kind, entry, series, title, title_en, date, slot,
 starts_at, due_at, ends_at, pings, pass_up_at, per, roles, silent, reason, minutes, minutes_by, round, missed, uncarded)
SELECT FIRST + i, FIRST + i, 'done', 'deadline', 'entry-' || (i % ENTRIES), 'entry-' || (i % ENTRIES), '事项', '事项',
 date('2000-01-01', '+' || (i / ENTRIES) || ' days'), 0,
 datetime('2000-01-01', '+' || (i / ENTRIES) || ' days') || '.000000',
 datetime('2000-01-01', '+' || (i / ENTRIES) || ' days') || '.000000',
 datetime('2000-01-01', '+' || (i / ENTRIES) || ' days') || '.000000',
 '[]', '2000-01-01 00:00:00.000000', 'person', '[]', 0, '', '', '', 0, 0, 0 FROM n"""
_SHARES = """INSERT INTO occurrence_share (case_id, member_id, name, done_name, done_at)
SELECT FIRST + i, {member}, 'x', 'x', '2000-01-01 00:00:00.000000' FROM n"""
_ASKED = """INSERT INTO occurrence_asked (case_id, member_id, name, role, reply, due_at)
SELECT FIRST + i, {member}, 'x', 'service', '', '2000-01-01 00:00:00.000000' FROM n"""
