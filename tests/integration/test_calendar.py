"""The clock of the calendar on a real store: a whole year, downtime, changed entries, two ticks at once."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from store.calendar import clock
from store.calendar import requests as ask
from store.calendar.area import CALENDAR
from store.calendar.dates import occasions
from store.calendar.model import AskedRow, EntryRow, OccurrenceRow, ShareRow
from store.calendar.state import Occurrence, State
from store.calendar.views import uncollected_by
from store.company import Company, Role
from store.company.file import parse_company
from store.database.db import Database
from store.hours.clock import FrozenClock
from store.mail.outbox import Outbox
from store.members import people
from store.process import escalation, tasks
from store.process.cases import Taken, take
from store.process.records import Case, Event
from store.process.unit import Store
from store.registry import AREAS
from store.requests import Refused
from tests.faults.scale import FULL

MIDNIGHT = datetime(2025, 12, 31, 16, 0, tzinfo=UTC)
"""The first of January 2026 in Shanghai."""


Opening = Callable[[Company, datetime], Awaitable[Store]]


@pytest.fixture
async def opened(database_url: str) -> AsyncIterator[Opening]:
    """Opens the test's store for a company at a moment."""
    database = Database(database_url)

    async def opening(company: Company, at: datetime) -> Store:
        return await begun(database, company, at)

    yield opening
    await database.close()


async def begun(database: Database, company: Company, at: datetime) -> Store:
    store = Store(database, company, FrozenClock(at), AREAS)
    async with database.transaction() as session:
        await people.read_company(session, company, admin_ids=(), now=at)
    await again(store)
    return store


async def again(store: Store) -> None:
    """As a start of the bot, and its first tick."""
    async with store.unit() as unit:
        await clock.read_entries(unit)
    await ticked(store)


async def ticked(store: Store, *, telling: bool = True) -> None:
    while True:
        async with store.reading() as unit:
            if not await clock.is_due(unit):
                break
        async with store.unit() as unit:
            await clock.tick(unit)
    while telling:
        async with store.unit() as unit:
            due = await tasks.due_turns(unit.session, now=unit.now, limit=50)
            await escalation.tell_due(unit, due)
        if len(due) < 50:
            return


async def until(store: Store, moment: str) -> None:
    """Straight to this local time, as after downtime."""
    aim = datetime.fromisoformat(moment).replace(tzinfo=store.company.zone)
    store.clock.advance(aim - store.clock.now())
    await ticked(store)


async def rows(store: Store, entry: str) -> Sequence[OccurrenceRow]:
    async with store.reading() as unit:
        query = select(OccurrenceRow).where(OccurrenceRow.entry == entry)
        return (
            await unit.session.exec(query.order_by(col(OccurrenceRow.date), col(OccurrenceRow.slot)))
        ).all()


async def states(store: Store, entry: str) -> list[str]:
    return [f"{row.date:%m-%d} {row.state}" for row in await rows(store, entry)]


async def occurrence(store: Store, entry: str, at: int = -1) -> Occurrence:
    row = (await rows(store, entry))[at]
    async with store.reading() as unit:
        return await CALENDAR.load(unit, await unit.session.get_one(Case, row.case_id))


async def asks(store: Store, who: str, request: object) -> Taken[Occurrence] | Refused:
    async with store.unit() as unit:
        person = next(one for one in unit.roster.people if one.name == who)
        return await take(unit, CALENDAR, unit.roster.actor(person), request)


async def said(store: Store, kind: str = "calendar/task") -> list[Outbox]:
    async with store.reading() as unit:
        return list(
            await unit.session.exec(select(Outbox).where(Outbox.kind == kind).order_by(col(Outbox.id)))
        )


async def told_at(store: Store, case: Case) -> datetime | None:
    async with store.reading() as unit:
        return (await tasks.open_tasks(unit.session, case.id or 0))[0].told_at


@pytest.fixture
async def year(opened: Opening, calendar_company: Company) -> Store:
    return await opened(calendar_company, MIDNIGHT)


ROOT = Path(__file__).parents[2]

ENTRY = """
name = "x"
timezone = "{zone}"
country = "{country}"
[hours]
mon-fri = ["08:00-12:00", "13:30-17:30"]
[[room]]
chat_id = -1001
purpose = "desk"
[[member]]
id = 1
name = "王芳"
roles = ["service"]
[[member]]
id = 2
name = "孙涛"
roles = ["sales"]
[[member]]
id = 3
name = "赵敏"
roles = ["director"]
{entries}
"""


def little(entries: str, zone: str = "Asia/Shanghai") -> Company:
    country = "CN" if zone.startswith("Asia") else "US"
    return parse_company(ENTRY.format(zone=zone, country=country, entries=entries))


WEEKLY = """
[[calendar]]
key = "weekly"
title = "周报"
when = "fri 17:00"
kind = "deadline"
roles = ["service", "sales"]
remind = ["3h"]
to = "director"
{more}
"""


async def test_every_entry_of_a_year_comes_round_once_on_its_days_for_its_people(
    sqlite_stores, calendar_company: Company
) -> None:
    """Simulated time through 2026, a tick every day: the occurrences are those of the reviewed table.

    Of the silent daily entries, which are most of them, in full counts only.
    """
    if not FULL:
        loud = tuple(entry for entry in calendar_company.calendar if not entry.silent)
        calendar_company = calendar_company.model_copy(update={"calendar": loud})
    with sqlite_stores.fresh() as url:
        database = Database(url)
        store = await begun(database, calendar_company, MIDNIGHT)
        for _ in range(366):
            store.clock.advance(timedelta(hours=24))
            await ticked(store, telling=False)
        async with store.reading() as unit:
            found = (await unit.session.exec(select(OccurrenceRow))).all()
            names = {row.case_id: set[str]() for row in found}
            for asked in await unit.session.exec(select(AskedRow)):
                names[asked.case_id].add(asked.name)
        for entry in calendar_company.entries.values():
            expected = occasions(entry, store.worktime, date(2026, 1, 1), date(2026, 12, 31))
            dates = [row.date for row in found if row.entry == entry.key and row.date.year == 2026]
            assert sorted(dates) == [one.date for one in expected], entry.key
            who = {one.name for role in entry.roles for one in calendar_company.acting(role)}
            assert all(names[row.case_id] == who for row in found if row.entry == entry.key), entry.key
        assert {row.state for row in found if row.due_at < store.clock.now()} <= {
            "late",
            "done",
            "dropped",
            "open",
        }


async def test_a_deadline_is_seen_ahead_pinged_when_due_and_daily_while_late_then_whom_it_is_due_to_hears(
    opened: Opening,
) -> None:
    store = await opened(little(WEEKLY.format(more="")), datetime(2026, 11, 23, 2, tzinfo=UTC))
    assert await rows(store, "weekly") == []
    await until(store, "2026-11-27T08:00")
    assert await states(store, "weekly") == ["11-27 open"]
    assert await said(store) == [], "seen in the room and the list; nobody is pinged yet"
    await until(store, "2026-11-27T14:00")
    assert len(await said(store)) == 2
    await until(store, "2026-11-27T17:00")
    assert (await states(store, "weekly"), len(await said(store))) == (["11-27 late"], 4)
    await until(store, "2026-11-29T12:00")
    assert len(await said(store)) == 4, "a weekend is quiet"
    await until(store, "2026-11-30T08:00")
    assert len(await said(store)) == 4, "of a morning the list says it"
    assert await said(store, "calendar/overdue") == []
    await asks(store, "孙涛", ask.FinishShare(number=1))
    await until(store, "2026-12-01T08:00")
    assert len(await said(store)) == 4
    assert await said(store, "calendar/overdue") == [], "that too stands in the list, of whom it is due to"
    async with store.reading() as unit:
        director = next(person for person in unit.roster.people if Role.DIRECTOR in person.roles)
        (late,) = await uncollected_by(unit, director)
    assert late["owing"] == ["王芳"], "only who still owes it"
    taken = await asks(store, "王芳", ask.FinishShare(number=1))
    assert isinstance(taken, Taken) and taken.new.state is State.DONE


async def test_a_week_without_the_bot_leaves_one_row_each_and_no_flood(opened: Opening) -> None:
    daily = """
    [[calendar]]
    key = "daily"
    title = "日报"
    when = "daily 09:00,16:00"
    kind = "deadline"
    roles = ["service"]
    expires = "1d"
    """
    store = await opened(little(daily + WEEKLY.format(more="")), datetime(2026, 11, 19, 12, tzinfo=UTC))
    await until(store, "2026-11-30T10:00")
    assert await states(store, "daily") == [
        *[f"11-{day} dropped" for day in (20, 20, 23, 23, 24, 24, 25, 25, 26, 26, 27, 27)],
        "11-30 late", "11-30 open",
    ]  # fmt: skip
    assert await states(store, "weekly") == ["11-20 late", "11-27 late"]
    told = [row for row in await said(store) if row.member_id is not None]
    assert len({(row.member_id, row.task_id) for row in told}) == len(told), "each once"
    assert len(await said(store, "calendar/missed")) == 1, "one line in the room"


async def test_two_ticks_at_once_open_one_occurrence(opened: Opening) -> None:
    store = await opened(little(WEEKLY.format(more="")), datetime(2026, 11, 23, 2, tzinfo=UTC))
    store.clock.advance(timedelta(days=4))

    async def tick() -> None:
        async with store.unit() as unit:
            await clock.tick(unit)

    await asyncio.gather(*(tick() for _ in range(4)))
    assert await states(store, "weekly") == ["11-27 open"]


async def test_two_processes_at_once_open_one_occurrence(
    opened: Opening, database_url: str, tmp_path: Path
) -> None:
    store = await opened(little(WEEKLY.format(more="")), datetime(2026, 11, 23, 2, tzinfo=UTC))
    company = tmp_path / "company.toml"
    entries = WEEKLY.format(more="")
    company.write_text(ENTRY.format(zone="Asia/Shanghai", country="CN", entries=entries), encoding="utf-8")
    command = [sys.executable, "-m", "tests.integration.ticking", database_url, str(company)]
    processes = [
        await asyncio.create_subprocess_exec(
            *command, "2026-11-27T09:30:00+00:00", stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
    said_by_both = await asyncio.gather(*(process.communicate(b"go\n") for process in processes))
    assert [process.returncode for process in processes] == [0, 0], said_by_both
    assert await states(store, "weekly") == ["11-27 late"]


async def test_a_clock_set_back_opens_nothing_twice(opened: Opening) -> None:
    store = await opened(little(WEEKLY.format(more="")), datetime(2026, 11, 23, 2, tzinfo=UTC))
    await until(store, "2026-11-27T14:00")
    before = len(await said(store))
    store.clock.advance(timedelta(hours=-2))
    await again(store)
    await until(store, "2026-11-27T14:00")
    assert await states(store, "weekly") == ["11-27 open"]
    assert len(await said(store)) == before, "nor is anybody pinged twice for one moment"


@pytest.mark.parametrize(("begin", "day"), [("2026-03-07T12:00", "03-08"), ("2026-10-31T12:00", "11-01")])
async def test_in_a_night_of_a_clock_change_an_hour_comes_once(opened: Opening, begin: str, day: str) -> None:
    nightly = """
    [[calendar]]
    key = "nightly"
    title = "x"
    when = "daily 01:30,02:30"
    kind = "deadline"
    on_day_off = "keep"
    roles = ["service"]
    """
    company = little(nightly, zone="America/New_York")
    store = await opened(company, datetime.fromisoformat(begin).replace(tzinfo=company.zone))
    for _ in range(24 * 4):
        store.clock.advance(timedelta(minutes=15))
        await ticked(store)
    found = [row for row in await rows(store, "nightly") if f"{row.date:%m-%d}" == day]
    assert [row.slot for row in found] == [0, 1]
    async with store.reading() as unit:
        query = select(Event).where(
            Event.step == "late", col(Event.case_id).in_([row.case_id for row in found])
        )
        assert len((await unit.session.exec(query)).all()) == 2


async def test_a_changed_entry_moves_what_is_ahead_and_leaves_what_was(opened: Opening) -> None:
    meeting = """
    [[calendar]]
    key = "weekly"
    title = "例会"
    when = "{when}"
    kind = "meeting"
    roles = ["service", "sales"]
    remind = ["1d"]
    """
    store = await opened(little(meeting.format(when="fri 14:00")), datetime(2026, 11, 18, 2, tzinfo=UTC))
    for moment in ("2026-11-19T09:00", "2026-11-20T15:00", "2026-11-26T10:00"):
        await until(store, moment)
    assert await states(store, "weekly") == ["11-20 done", "11-27 ahead"]
    later = Store(store.database, little(meeting.format(when="fri 15:00")), store.clock, AREAS)
    await again(later)
    moved = await occurrence(later, "weekly")
    assert f"{moved.starts_at.astimezone(later.company.zone):%d %H:%M}" == "27 15:00"
    assert moved.round == 1, "everybody is told anew"
    on_monday = Store(store.database, little(meeting.format(when="mon 14:00")), store.clock, AREAS)
    await again(on_monday)
    assert await states(on_monday, "weekly") == ["11-20 done", "11-27 dropped"]
    await until(on_monday, "2026-11-30T14:05")
    assert (await states(on_monday, "weekly"))[-1] == "11-30 open"
    gone = Store(store.database, little(""), store.clock, AREAS)
    await again(gone)
    await until(gone, "2026-12-20T10:00")
    assert await states(gone, "weekly") == ["11-20 done", "11-27 dropped", "11-30 done"]


async def test_an_entry_that_has_not_changed_is_not_read_anew(year: Store) -> None:
    async with year.reading() as unit:
        before = {row.key: row.since for row in await unit.session.exec(select(EntryRow))}
    year.clock.advance(timedelta(hours=1))
    await again(year)
    async with year.reading() as unit:
        assert {row.key: row.since for row in await unit.session.exec(select(EntryRow))} == before


async def test_a_window_counts_its_customers_and_later_moves_no_due_time(year: Store) -> None:
    await until(year, "2026-01-05T08:00")
    window = await occurrence(year, "statements")
    assert [share.name for share in window.shares] == ["华东机械"]
    due = window.due_at
    taken = await asks(year, "王芳", ask.PutOff(number=window.number, until="tomorrow"))
    assert isinstance(taken, Taken) and taken.new.due_at == due
    told = await told_at(year, taken.case)
    await until(year, "2026-01-06T07:59")
    assert await told_at(year, taken.case) == told
    await until(year, "2026-01-06T08:00")
    assert await told_at(year, taken.case) == year.clock.now()
    done = await asks(year, "王芳", ask.FinishShare(number=window.number, of="华东机械"))
    assert isinstance(done, Taken) and done.new.state is State.DONE


async def test_a_share_done_twice_is_refused_with_who_did_it(year: Store) -> None:
    await until(year, "2026-01-30T09:00")
    plan = await occurrence(year, "next-month-plan")
    assert isinstance(await asks(year, "孙涛", ask.FinishShare(number=plan.number)), Taken)
    again = await asks(year, "孙涛", ask.FinishShare(number=plan.number))
    assert isinstance(again, Refused) and (again.reason, again.facts["by"]) == ("share_done", "孙涛")
    other = await asks(year, "陈静", ask.FinishShare(number=plan.number))
    assert isinstance(other, Refused) and other.reason == "not_yours"
    async with year.reading() as unit:
        query = select(ShareRow.name).where(col(ShareRow.done_at).is_not(None))
        assert list(await unit.session.exec(query)) == ["孙涛"]
