"""Read-only facts of the calendar: one occurrence, lists by day, week, person and entry, a meeting's agenda."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import col, select

from store.calendar.area import CALENDAR, load, of_now, value_of
from store.calendar.clock import ahead
from store.calendar.dates import Occasion, next_occasion
from store.calendar.model import AskedRow, EntryRow, OccurrenceRow, ShareRow
from store.calendar.state import LIVING, Kind, Occurrence, Reply, State
from store.company import CalendarEntry, Role
from store.people.roster import Person
from store.process.lists import numbered
from store.process.records import AttachmentRow, Case, Event
from store.process.tasks import Task
from store.process.unit import Unit
from store.process.views import case_facts, to_take_back
from store.requests import Area

PAGE = 10
ENTRIES = 16
"""Titles to choose from on one page of buttons."""
COMING = timedelta(days=14)
"""How far one's own list looks ahead."""
NOTED = 5
"""So many times an entry has come, and will come, are listed of it."""


async def occurrence_view(unit: Unit, case: Case) -> tuple[Occurrence, dict[str, Any]]:
    """Everything that a card, a ping or an answer may say."""
    occurrence = await load(unit, case)
    facts = await case_facts(unit, CALENDAR, case, occurrence, {"done": ("done",)})
    if occurrence.report:
        facts["last"] = facts["last"] or await _done_with(unit, case)
    people = {one.member_id: one.name for one in occurrence.asked}
    return occurrence, facts | _named(occurrence) | {
        "starts_at": occurrence.starts_at,
        "ends_at": occurrence.ends_at,
        "due_at": occurrence.due_at,
        "day": _day(unit, occurrence.due_at),
        "begins_on": _day(unit, occurrence.starts_at),
        "per": occurrence.per.value,
        "to": occurrence.to.value if occurrence.to else None,
        "silent": occurrence.silent,
        "report": occurrence.report,
        "round": occurrence.round,
        "reason": occurrence.reason,
        "series": occurrence.series,
        "shares": [_share(share) for share in occurrence.shares],
        "done": sum(share.done_at is not None for share in occurrence.shares),
        "count": sum(share.waived_at is None for share in occurrence.shares),
        "owing": [one.name for one in occurrence.owing()],
        "coming": [one.name for one in occurrence.asked if one.reply is Reply.COMING],
        "absent": [one.name for one in occurrence.asked if one.reply is Reply.ABSENT],
        "unanswered": [one.name for one in occurrence.asked if one.reply is Reply.NONE],
        "asked": list(people.values()),
        "caller": unit.roster.name(occurrence.caller_id),
        "keeper": unit.roster.name(occurrence.keeper_id),
        "minutes": occurrence.minutes,
        "minutes_by": occurrence.minutes_by,
    }


async def _done_with(unit: Unit, case: Case) -> dict[str, Any] | None:
    """The step of another case by which this one's last was done, as something to take back: the report was handed in."""
    query = select(Event).where(Event.case_id == case.id, col(Event.undone_at).is_(None))
    last = (await unit.session.exec(query.order_by(col(Event.seq).desc()).limit(1))).first()
    by = await unit.session.get(Event, last.entailed_by) if last is not None and last.entailed_by else None
    if last is None or by is None:
        return None
    whole = await unit.session.get_one(Case, by.case_id)
    of = {"area": whole.area, "number": whole.number, "terms": whole.terms}
    return to_take_back(last, by) | {"of": of}


def _named(occurrence: Occurrence) -> dict[str, Any]:
    return {
        "kind": occurrence.kind.value,
        "entry": occurrence.entry or "",
        "title": occurrence.title,
        "title_en": occurrence.title_en,
        "days": occurrence.days,
    }


def _share(share: Any) -> dict[str, Any]:
    return {
        "id": share.id,
        "name": share.name,
        "open": share.open,
        "done_at": share.done_at,
        "by": share.done_name,
        "waived": share.waived_at is not None,
    }


def _day(unit: Unit, at: datetime) -> date:
    return at.astimezone(unit.company.zone).date()


async def handed_in(unit: Unit, case: Case, by: str) -> dict[str, str] | None:
    """The file that this person last sent along with a step on the case."""
    query = (
        select(AttachmentRow)
        .join(Event, col(Event.id) == col(AttachmentRow.event_id))
        .where(AttachmentRow.case_id == case.id, Event.actor == by, col(Event.undone_at).is_(None))
    )
    found = (await unit.session.exec(query.order_by(col(AttachmentRow.id).desc()).limit(1))).first()
    return {"kind": found.kind, "file_id": found.file_id, "name": found.name} if found else None


# --- lists ----------------------------------------------------------------------------------------


async def on_card(unit: Unit, case: Case) -> list[dict[str, Any]]:
    """What a card in the room shows: its own occurrence, and those that stand on it as well."""
    query = (
        select(OccurrenceRow)
        .join(Case, col(Case.id) == col(OccurrenceRow.case_id))
        .where((col(Case.id) == case.id) | (col(Case.about_id) == case.id))
        .order_by(col(OccurrenceRow.due_at), col(OccurrenceRow.number))
    )
    rows = (await unit.session.exec(query)).all()
    return numbered([_item(unit, one) for one in await _values(unit, rows)])


async def calendar_view(unit: Unit, reader: Person, view: str, key: str, page: int) -> dict[str, Any]:
    """What is late on top; then by the hour at which it is due. What has not opened yet has no number."""
    today = unit.now.astimezone(unit.company.zone).date()
    entries = _entries(unit) if view == "entries" else []
    if view == "entry":
        items = await _of_entry(unit, key)
    elif view == "entries":
        items = []
    else:
        first, last = _span(view, today, key)
        items = await _between(unit, reader, first, last, mine=view == "mine")
        if first > today:
            items = [one for one in items if one["due_at"] >= _midnight(unit, first)]
    ids = unit.roster.actor(reader).ids
    late = [one for one in items if one["state"] == "late"]
    if view != "entry":
        items = [*late, *(one for one in items if one["state"] != "late")]
    pages = max(1, -(-len(items) // PAGE), -(-len(entries) // ENTRIES))
    page = min(page, pages)
    shown = items[(page - 1) * PAGE : page * PAGE]
    for at, one in enumerate(shown, start=1):
        one["at"] = at
        one["mine"] = bool(set(one.pop("owed_by")) & ids)
    entry = next((one for one in unit.company.calendar if one.key == key), None)
    titles = {
        "entry_title": entry.title.zh if entry else "",
        "entry_title_en": entry.title.en if entry else "",
    }
    return {
        "items": shown,
        "late": len(late),
        "count": len(items),
        "page": page,
        "pages": pages,
        "today": today,
        "view": view,
        "key": key,
        "entries": entries[(page - 1) * ENTRIES : page * ENTRIES],
        **titles,
    }


def _entries(unit: Unit) -> list[dict[str, str]]:
    return [
        {"key": entry.key, "title": entry.title.zh, "title_en": entry.title.en}
        for entry in unit.company.entries.values()
    ]


def _span(view: str, today: date, key: str) -> tuple[date, date]:
    if view == "day":
        return date.fromisoformat(key), date.fromisoformat(key)
    if view in ("week", "next_week"):
        monday = today + timedelta(days=(7 if view == "next_week" else 0) - today.weekday())
        return monday, monday + timedelta(days=6)
    return today, today + COMING if view == "mine" else today


def _midnight(unit: Unit, day: date) -> datetime:
    return datetime.combine(day, time.min, unit.company.zone)


async def _between(
    unit: Unit, reader: Person, first: date, last: date, *, mine: bool
) -> list[dict[str, Any]]:
    """Late ones of any day, those that run or are due in the span, and those that will come in it."""
    since = _midnight(unit, first)
    until = _midnight(unit, last + timedelta(days=1))
    living = select(OccurrenceRow).where(
        col(OccurrenceRow.state).in_(LIVING),
        (col(OccurrenceRow.state) == State.LATE) | (col(OccurrenceRow.starts_at) < until),
    )
    over = select(OccurrenceRow).where(
        col(OccurrenceRow.due_at) >= since,
        col(OccurrenceRow.due_at) < until,
        col(OccurrenceRow.state) == State.DONE,
    )
    rows = [row for query in (living, over) for row in await unit.session.exec(query)]
    ids = unit.roster.actor(reader).ids
    found = await _values(unit, rows)
    items = [
        _item(unit, one)
        for one in found
        if any(asked.member_id in ids for asked in one.asked) or not (mine or one.silent)
    ]
    opened = {(one.entry, one.date, one.slot) for one in found}
    soon = select(EntryRow.key).where(col(EntryRow.next_at) < until)
    entries = [
        unit.company.entries[key] for key in await unit.session.exec(soon) if key in unit.company.entries
    ]
    own = {entry.key for entry in entries if (mine or entry.silent) and _asks(unit, entry, reader)}
    keys = [entry.key for entry in entries if entry.key in own or not (mine or entry.silent)]
    for occasion in ahead(unit.company, unit.worktime, keys, max(since, unit.now), until):
        if (occasion.entry.key, occasion.date, occasion.slot) not in opened:
            items.append(_coming(unit, occasion))
    return sorted(items, key=lambda one: (one["due_at"], one["title"]))


def own_entries(unit: Unit, person: Person) -> list[str]:
    """The entries that ask this person."""
    return [entry.key for entry in unit.company.entries.values() if _asks(unit, entry, person)]


def _asks(unit: Unit, entry: CalendarEntry, person: Person) -> bool:
    return any(person in unit.roster.acting(role) for role in entry.roles)


async def _of_entry(unit: Unit, key: str) -> list[dict[str, Any]]:
    query = select(OccurrenceRow).where(OccurrenceRow.entry == key)
    rows = (await unit.session.exec(query.order_by(col(OccurrenceRow.due_at).desc()).limit(NOTED))).all()
    items = [_item(unit, one) for one in await _values(unit, rows[::-1])]
    entry = unit.company.entries.get(key)
    day = max([unit.now.astimezone(unit.company.zone).date(), *(row.date for row in rows)])
    while entry is not None and len(items) < 2 * NOTED:
        occasion = next_occasion(entry, unit.worktime, day)
        if occasion is None:
            break
        items.append(_coming(unit, occasion))
        day = occasion.date
    return items


async def _values(unit: Unit, rows: Sequence[OccurrenceRow]) -> list[Occurrence]:
    """Read together: a list is four queries, however long."""
    ids = [row.case_id for row in rows]
    shares = await _by_case(unit, ShareRow, ids)
    asked = await _by_case(unit, AskedRow, ids)
    called = await of_now(unit.session, [one for some in shares.values() for one in some])
    return [
        value_of(row, [called[one.id] for one in shares.get(row.case_id, [])], asked.get(row.case_id, []))
        for row in rows
    ]


async def _by_case(unit: Unit, table: Any, ids: Collection[int]) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    query = select(table).where(table.case_id.in_(ids), table.void_at.is_(None)).order_by(table.id)
    for row in await unit.session.exec(query):
        found.setdefault(row.case_id, []).append(row)
    return found


def _item(unit: Unit, one: Occurrence) -> dict[str, Any]:
    owed_by = {asked.member_id for asked in one.owing()} if one.owed and one.living else set()
    return {
        **_named(one),
        "area": Area.CALENDAR.value,
        "number": one.number,
        "state": one.state.value,
        "silent": one.silent,
        "starts_at": one.starts_at,
        "due_at": one.due_at,
        "per": one.per.value,
        "day": _day(unit, one.due_at),
        "begins_on": _day(unit, one.starts_at),
        "owing": [asked.name for asked in one.owing()] if one.owed and not one.silent else [],
        "done": sum(share.done_at is not None for share in one.shares),
        "count": sum(share.waived_at is None for share in one.shares),
        "owed_by": owed_by,
    }


def _coming(unit: Unit, occasion: Occasion) -> dict[str, Any]:
    entry = occasion.entry
    return {
        "kind": entry.kind.value,
        "entry": entry.key,
        "title": entry.title.zh,
        "title_en": entry.title.en,
        "days": False,
        "number": None,
        "state": State.AHEAD.value,
        "silent": entry.silent,
        "starts_at": occasion.starts_at,
        "due_at": occasion.due_at,
        "day": occasion.date,
        "begins_on": _day(unit, occasion.starts_at),
        "owing": [],
        "done": 0,
        "count": 0,
        "owed_by": set(),
    }


async def asked_of(unit: Unit, reader: Person, task_ids: Collection[int]) -> list[dict[str, Any]]:
    """What several pings at once were about, as it stands now."""
    query = (
        select(OccurrenceRow)
        .join(Task, col(Task.case_id) == col(OccurrenceRow.case_id))
        .where(col(Task.id).in_(task_ids))
        .order_by(col(OccurrenceRow.due_at))
    )
    rows = (await unit.session.exec(query)).all()
    items = [_item(unit, one) for one in await _values(unit, rows)]
    ids = unit.roster.actor(reader).ids
    for at, one in enumerate(items, start=1):
        one["at"], one["mine"] = at, bool(set(one.pop("owed_by")) & ids)
    return items


async def today_of(unit: Unit, person: Person) -> list[dict[str, Any]]:
    """The morning list: a person's meetings of today, and what is silent: nobody is pinged for that."""
    today = unit.now.astimezone(unit.company.zone).date()
    found = await _between(unit, person, today, today, mine=True)
    meeting = (Kind.MEETING.value, Kind.NOTICE.value)
    return [
        one
        for one in found
        if (one["day"] == today or (one["days"] and one["begins_on"] <= today <= one["day"]))
        and one["state"] != State.LATE
        and (one["silent"] or one["kind"] in meeting)
    ]


async def uncollected_by(unit: Unit, person: Person) -> list[dict[str, Any]]:
    """What has long been due to this person and is still owed by others, the oldest first."""
    roles, own = unit.roster.actor(person).roles, unit.roster.actor(person).ids
    query = select(OccurrenceRow).where(
        OccurrenceRow.state == State.LATE, col(OccurrenceRow.passed_up_at).is_not(None)
    )
    rows = [
        row
        for row in await unit.session.exec(
            query.order_by(col(OccurrenceRow.due_at), col(OccurrenceRow.number))
        )
        if (row.to or Role.DIRECTOR) in roles
    ]
    found = []
    for one in await _values(unit, rows):
        others = [asked.name for asked in one.owing() if asked.member_id not in own]
        if others:
            found.append({**_item(unit, one), "owing": others})
    return found
