"""What the clock does with the calendar: opens what comes round, and takes the steps that are due.

How far an entry has come stands in its row, when an occurrence has its next step in its own: a tick asks for what is
due by now and nothing else. Two ticks at once, a restart or a week without any lead to one occurrence each.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import col, select

from store.calendar import requests as ask
from store.calendar.area import CALENDAR
from store.calendar.dates import FARTHEST, Occasion, next_occasion, occasions
from store.calendar.model import EntryRow, OccurrenceRow
from store.calendar.opening import HELD_UP, asked_of
from store.calendar.rules import present
from store.calendar.state import OWED, Kind, Occurrence, State
from store.company import CalendarEntry, Company
from store.hours.worktime import WorkTime
from store.mail import outbox
from store.mail.outbox import Lane, Outbox
from store.people.actor import CLOCK
from store.process.cases import Taken, take
from store.process.records import Case
from store.process.unit import Unit
from store.requests import CaseRequest, Refused

AT_ONCE = 50
"""What one transaction takes."""
MOST_MISSED = 8
MISSED = "calendar/missed"


# --- the company's file was read ------------------------------------------------------------------


async def read_entries(unit: Unit) -> None:
    """New and changed entries begin from now; what they had opened and is still ahead follows them."""
    rows = {row.key: row for row in await unit.session.exec(select(EntryRow))}
    hours = _digest(
        repr((unit.company.timezone, unit.company.country, unit.company.hours, unit.company.days))
    )
    changed = []
    for key, entry in unit.company.entries.items():
        row, digest = rows.get(key), _digest(hours + repr(entry))
        if row is not None and row.digest == digest:
            continue
        if row is None:
            row = EntryRow(key=key, digest=digest, since=unit.now)
            unit.session.add(row)
        else:
            changed.append(key)
        row.digest, row.since, row.next_at = digest, unit.now, unit.now
        row.last_date, row.last_slot = None, 0
    for key, row in rows.items():
        if key not in unit.company.entries and row.digest:
            row.digest, row.next_at = "", None
            changed.append(key)
    await unit.session.flush()
    if changed:
        await _follow(unit, changed)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


async def _follow(unit: Unit, keys: Sequence[str]) -> None:
    """Occurrences that are open and not yet due; what was due stays as it was."""
    query = (
        select(OccurrenceRow)
        .where(col(OccurrenceRow.next_at).is_not(None), col(OccurrenceRow.due_at) > unit.now)
        .where(col(OccurrenceRow.entry).in_(keys))
    )
    for row in (await unit.session.exec(query.order_by(col(OccurrenceRow.case_id)))).all():
        case = await unit.session.get_one(Case, row.case_id)
        occurrence = await CALENDAR.load(unit, case)
        request: CaseRequest
        if present(occurrence, unit.company, unit.worktime) is None:
            request = ask.DropOccurrence(number=row.number, reason="entry_changed")
        else:
            asked = asked_of(unit, unit.company.entries[row.entry or ""])
            people = tuple((one.member_id, one.name, one.role) for one in asked)
            request = ask.FollowEntry(number=row.number, people=people)
        await take(unit, CALENDAR, CLOCK, request)


# --- entries that come round ----------------------------------------------------------------------


_ENTRY_DUE = select(EntryRow.key).where(col(EntryRow.next_at) <= bindparam("now")).limit(1)
_OCCURRENCE_DUE = select(OccurrenceRow.case_id).where(col(OccurrenceRow.next_at) <= bindparam("now")).limit(1)


async def is_due(unit: Unit) -> bool:
    for query in (_ENTRY_DUE, _OCCURRENCE_DUE):
        if (await unit.session.exec(query, params={"now": unit.now})).first() is not None:
            return True
    return False


async def tick(unit: Unit) -> int:
    """One transaction's worth of what is due; zero when nothing is left."""
    query = select(EntryRow).where(col(EntryRow.next_at) <= unit.now).order_by(col(EntryRow.next_at))
    rows = (await unit.session.exec(query.limit(AT_ONCE).with_for_update())).all()
    missed: list[Occurrence] = []
    for row in rows:
        opened = 0
        while row.next_at is not None and row.next_at <= unit.now and opened < AT_ONCE:
            missed += await _advance(unit, row)
            opened += 1
    await _say_missed(unit, missed)
    await unit.session.flush()
    return len(rows) + await _take_due(unit)


async def _advance(unit: Unit, row: EntryRow) -> list[Occurrence]:
    """Open the entry's next time round, and note when the one after opens. Returns what was missed."""
    entry = unit.company.entries.get(row.key)
    occasion = _next(unit, entry, row) if entry else None
    if occasion is None:
        row.next_at = None
        return []
    if occasion.opens_at > unit.now:
        row.next_at = occasion.opens_at
        return []
    row.last_date, row.last_slot = occasion.date, occasion.slot
    following = _next(unit, occasion.entry, row)
    row.next_at = following.opens_at if following else None
    opened = await open_occasion(unit, occasion)
    return [opened] if opened is not None and opened.missed and not opened.silent else []


def _next(unit: Unit, entry: CalendarEntry, row: EntryRow) -> Occasion | None:
    """The first time round behind the last one opened that is due after the entry was last read anew."""
    since = row.since.astimezone(unit.company.zone).date()
    day = row.last_date or since
    for occasion in occasions(entry, unit.worktime, day, day):
        behind = row.last_date is None or occasion.slot > row.last_slot
        if behind and _still_to_come(occasion, row.since):
            return occasion
    while (found := next_occasion(entry, unit.worktime, day)) is not None:
        for occasion in occasions(entry, unit.worktime, found.date, found.date):
            if _still_to_come(occasion, row.since):
                return occasion
        day = found.date
        if day - since > FARTHEST:
            return None
    return None


def _still_to_come(occasion: Occasion, since: datetime) -> bool:
    return occasion.due_at > since


async def open_occasion(unit: Unit, occasion: Occasion) -> Occurrence | None:
    """The occurrence of this time round, unless it is there already."""
    query = select(OccurrenceRow.case_id).where(
        OccurrenceRow.entry == occasion.entry.key,
        OccurrenceRow.date == occasion.date,
        OccurrenceRow.slot == occasion.slot,
    )
    if (await unit.session.exec(query)).first() is not None:
        return None
    request = ask.OpenOccurrence(entry=occasion.entry.key, date=occasion.date, slot=occasion.slot)
    opened = await take(unit, CALENDAR, CLOCK, request)
    assert isinstance(opened, Taken), "the clock's own step"
    return opened.new


async def _say_missed(unit: Unit, missed: Sequence[Occurrence]) -> None:
    """After downtime, one message in the room instead of a card each."""
    if not missed:
        return
    named = [{"title": one.title, "title_en": one.title_en, "date": one.date.isoformat()} for one in missed]
    query = select(Outbox).where(Outbox.kind == MISSED, Outbox.state == "open", Outbox.shown == 0)
    waiting = (await unit.session.exec(query.limit(1))).first()
    if waiting is not None:
        named = [*waiting.facts["missed"], *named]
        waiting.facts = {"missed": named[:MOST_MISSED], "count": waiting.facts["count"] + len(missed)}
        return
    for desk in unit.roster.desks[:1]:
        outbox.notice(
            unit.session,
            MISSED,
            chat_id=desk.chat_id,
            thread_id=desk.thread_id,
            now=unit.now,
            lane=Lane.NOTICE,
            facts={"missed": named[:MOST_MISSED], "count": len(missed)},
        )


# --- occurrences whose moment has come ------------------------------------------------------------


async def _take_due(unit: Unit) -> int:
    query = select(OccurrenceRow).where(col(OccurrenceRow.next_at) <= unit.now)
    rows = (await unit.session.exec(query.order_by(col(OccurrenceRow.next_at)).limit(AT_ONCE))).all()
    for row in rows:
        request = _step_of(row, unit.now)
        refused = await take(unit, CALENDAR, CLOCK, request)
        if isinstance(refused, Refused):
            row.next_at = None  # no step is left to take: it must not be asked for every second
    return len(rows)


def _step_of(row: OccurrenceRow, now: datetime) -> CaseRequest:
    """A meeting that nobody was there to open before it was over was missed, not held."""
    kind, state = Kind(row.kind), State(row.state)
    if kind in OWED:
        if row.expires_at is not None and row.expires_at <= now:
            return ask.DropOccurrence(number=row.number, reason="expired")
        if now >= row.due_at:
            return ask.PassUp(number=row.number) if state is State.LATE else ask.MarkLate(number=row.number)
    elif now >= row.ends_at:
        if row.missed or (state is State.AHEAD and now - row.ends_at > HELD_UP):
            return ask.DropOccurrence(number=row.number, reason="missed")
        return ask.EndOccurrence(number=row.number)
    return ask.StartOccurrence(number=row.number)


# --- ahead ----------------------------------------------------------------------------------------


def ahead(
    company: Company, worktime: WorkTime, keys: Iterable[str], since: datetime, until: datetime
) -> list[Occasion]:
    """What comes round between two moments, whether or not it is opened yet, by due time."""
    first, last = (at.astimezone(company.zone).date() for at in (since, until))
    found = [
        occasion
        for key in keys
        if (entry := company.entries.get(key)) is not None
        for occasion in occasions(entry, worktime, first, last)
        if since <= occasion.due_at < until
    ]
    return sorted(found, key=lambda one: (one.due_at, one.entry.key))
