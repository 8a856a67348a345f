"""Between an occurrence as a value and its rows."""

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import col, select

from store.areas import AreaTable
from store.calendar import requests as ask
from store.calendar.dates import MEETING, Hours, action_hours, meeting_hours, occasions, pass_up_at
from store.calendar.duties import DUTIES
from store.calendar.meetings import keeper
from store.calendar.model import AskedRow, EntryRow, OccurrenceRow, ShareRow, plain
from store.calendar.state import OWED, Asked, Kind, Occurrence, Reply, Share, State
from store.calendar.steps import STEPS
from store.calendar.way import withdraw
from store.company import CalendarEntry, Per, Role
from store.customers.model import Customer
from store.members.names import Found, find
from store.members.roster import Person
from store.records import Case, case_id
from store.requests import LETTERS, Area, Request
from store.steps import Actor
from store.unit import Unit

HELD_UP = timedelta(minutes=15)
"""What opens so long after it was due was missed while the bot was down."""

_SCALARS = tuple(
    field.name
    for field in fields(Occurrence)
    if field.name in OccurrenceRow.model_fields and field.name not in ("pings", "roles")
)


# --- what is about to be opened -------------------------------------------------------------------


async def draft(unit: Unit, request: Request, actor: Actor) -> Occurrence:
    if isinstance(request, ask.OpenOccurrence):
        return await _of_entry(unit, request)
    if isinstance(request, ask.CallMeeting):
        return _called(unit, request, actor)
    assert isinstance(request, ask.AssignPoint)
    return await _point(unit, request)


async def _of_entry(unit: Unit, request: ask.OpenOccurrence) -> Occurrence:
    entry = unit.company.entries[request.entry]
    found = occasions(entry, unit.worktime, request.date, request.date)
    occasion = next(one for one in found if one.slot == request.slot)
    kind = Kind(entry.kind)
    asked = asked_of(unit, entry)
    shares = await _shares(unit, entry, asked) if kind in OWED else ()
    row = await unit.session.get(EntryRow, entry.key)
    since = row.since if row is not None else unit.now
    occurrence = Occurrence(
        number=0,
        state=State.NEW,
        kind=kind,
        entry=entry.key,
        series=entry.key,
        title=entry.title.zh,
        title_en=entry.title.en,
        date=occasion.date,
        slot=occasion.slot,
        starts_at=occasion.starts_at,
        due_at=occasion.due_at,
        ends_at=occasion.ends_at,
        pings=tuple(at for at in occasion.pings if at >= since) or occasion.pings[-1:],
        pass_up_at=pass_up_at(unit.worktime, occasion.due_at, unit.company.zone),
        expires_at=occasion.expires_at,
        per=entry.per,
        roles=entry.roles,
        to=entry.to,
        silent=entry.silent,
        shares=shares,
        asked=asked,
        missed=unit.now - occasion.due_at > HELD_UP,
        uncarded=occasion.opens_at < since,
    )
    return _with_keeper(unit, occurrence)


def _with_keeper(unit: Unit, occurrence: Occurrence) -> Occurrence:
    """A meeting of several has somebody who keeps its minutes, due at the end of the next working day."""
    if occurrence.kind is not Kind.MEETING:
        return occurrence
    next_day = unit.worktime.next_workday(occurrence.ends_at.astimezone(unit.company.zone).date())
    due = unit.worktime.end_of_day(next_day)
    return replace(occurrence, keeper_id=keeper(occurrence), minutes_due=due)


def asked_of(unit: Unit, entry: CalendarEntry) -> tuple[Asked, ...]:
    """Each person once, by the first of the entry's roles that they act for."""
    people: dict[int, Asked] = {}
    for role in entry.roles:
        for person in unit.roster.acting(role):
            people.setdefault(person.id, Asked(member_id=person.id, name=person.name, role=role))
    return tuple(people.values())


async def _shares(unit: Unit, entry: CalendarEntry, asked: Sequence[Asked]) -> tuple[Share, ...]:
    if entry.per is Per.PERSON:
        return tuple(Share(member_id=one.member_id, name=one.name) for one in asked) or (Share(),)
    if entry.per is Per.CUSTOMER:
        query = select(Customer.name).where(Customer.monthly).order_by(col(Customer.id))
        return tuple(Share(name=name) for name in await unit.session.exec(query)) or (Share(),)
    return (Share(),)


def _called(unit: Unit, request: ask.CallMeeting, actor: Actor) -> Occurrence:
    zone = unit.company.zone
    starts = datetime.combine(request.day, request.at, zone).astimezone(UTC)
    until = datetime.combine(request.day, request.until or request.at, zone).astimezone(UTC)
    length = until - starts if until > starts else MEETING
    hours = meeting_hours(unit.worktime, unit.now, starts, length, request.day)
    people = invited(unit, request.who)
    own = unit.roster.person(actor.member_id)
    if own is not None and own not in people:
        people = (own, *people)
    asked = tuple(Asked(member_id=one.id, name=one.name, role=_role(one)) for one in people)
    called = _own(unit, Kind.MEETING, request.subject, "", hours, asked)
    return _with_keeper(unit, replace(called, caller_id=actor.member_id))


async def _point(unit: Unit, request: ask.AssignPoint) -> Occurrence:
    query = select(OccurrenceRow.series).where(OccurrenceRow.number == request.meeting)
    series = (await unit.session.exec(query)).one()
    person = unit.roster.person(request.member_id)
    assert person is not None, "the point names a member"
    asked = Asked(member_id=person.id, name=person.name, role=_role(person))
    hours = action_hours(unit.worktime, unit.now, request.by)
    point = _own(unit, Kind.ACTION, request.text, series, hours, (asked,))
    return replace(point, shares=(Share(member_id=person.id, name=person.name),), to=Role.DIRECTOR)


def _own(
    unit: Unit, kind: Kind, title: str, series: str, hours: Hours, asked: tuple[Asked, ...]
) -> Occurrence:
    return Occurrence(
        number=0,
        state=State.NEW,
        kind=kind,
        entry=None,
        series=series,
        title=title,
        title_en=title,
        date=hours.date,
        slot=0,
        starts_at=hours.starts_at,
        due_at=hours.due_at,
        ends_at=hours.ends_at,
        pings=hours.pings,
        pass_up_at=pass_up_at(unit.worktime, hours.due_at, unit.company.zone),
        expires_at=None,
        per=Per.PERSON,
        roles=tuple(dict.fromkeys(one.role for one in asked)),
        to=None,
        silent=False,
        asked=asked,
    )


def _role(person: Person) -> Role:
    """The first of their roles, as the company lists them; an admin alone is no department."""
    return next(role for role in Role if role in person.roles)


def invited(unit: Unit, who: Iterable[str]) -> tuple[Person, ...]:
    """The people that names and departments mean; those that mean nobody are left out (`unknown` names them)."""
    found: dict[int, Person] = {}
    for one in who:
        if one in list(Role):
            found |= {person.id: person for person in unit.roster.acting(Role(one))}
        elif isinstance(named := find(unit.roster.people, one), Found):
            found[named.one.id] = named.one
    return tuple(found.values())


def unknown(unit: Unit, who: Iterable[str]) -> list[str]:
    return [
        one for one in who if one not in list(Role) and not isinstance(find(unit.roster.people, one), Found)
    ]


# --- rows -----------------------------------------------------------------------------------------


async def prepare(_unit: Unit, _case: Case, occurrence: Occurrence, _request: Request) -> Occurrence:
    return occurrence


async def load(unit: Unit, case: Case) -> Occurrence:
    query = select(OccurrenceRow).where(OccurrenceRow.case_id == case.id)
    row = (await unit.session.exec(query.execution_options(populate_existing=True))).one()
    shares = await _rows(unit, ShareRow, case)
    asked = await _rows(unit, AskedRow, case)
    return value_of(row, shares, asked)


def value_of(row: OccurrenceRow, shares: Sequence[ShareRow], asked: Sequence[AskedRow]) -> Occurrence:
    values: dict[str, Any] = {name: getattr(row, name) for name in _SCALARS}
    values |= {
        "state": State(row.state),
        "kind": Kind(row.kind),
        "per": Per(row.per),
        "to": Role(row.to) if row.to else None,
        "roles": tuple(Role(role) for role in row.roles),
        "pings": tuple(datetime.fromisoformat(at) for at in row.pings),
        "shares": tuple(_share(one) for one in shares),
        "asked": tuple(_asked(one) for one in asked),
    }
    return Occurrence(**values)


def _share(row: ShareRow) -> Share:
    return Share(**{field.name: getattr(row, field.name) for field in fields(Share)})


def _asked(row: AskedRow) -> Asked:
    values = {field.name: getattr(row, field.name) for field in fields(Asked)}
    return Asked(**{**values, "role": Role(row.role), "reply": Reply(row.reply)})


async def _rows(unit: Unit, table: Any, case: Case) -> Sequence[Any]:
    query = select(table).where(table.case_id == case.id, table.void_at.is_(None)).order_by(table.id)
    return (await unit.session.exec(query.execution_options(populate_existing=True))).all()


async def save(unit: Unit, case: Case, old: Occurrence, new: Occurrence) -> Occurrence:
    if old.state is State.NEW:
        series = new.series or f"{LETTERS[Area.CALENDAR]}{case.number}"
        new = replace(new, number=case.number, series=series)
        unit.session.add(OccurrenceRow(case_id=case_id(case), **_columns(new)))
        await unit.session.flush()
    else:
        row = await unit.session.get_one(OccurrenceRow, case_id(case))
        for name, value in _columns(new).items():
            setattr(row, name, value)
    moved = {"due_at": new.due_at}
    new = replace(
        new,
        shares=await _keep(unit, case, ShareRow, old.shares, new.shares, {}),
        asked=await _keep(unit, case, AskedRow, old.asked, new.asked, moved, always=old.due_at != new.due_at),
    )
    await unit.session.flush()
    return new


def _columns(occurrence: Occurrence) -> dict[str, Any]:
    return {name: getattr(occurrence, name) for name in _SCALARS} | {
        "pings": plain(occurrence.pings),
        "roles": plain(occurrence.roles),
        "next_at": occurrence.next_at(),
    }


async def _keep(
    unit: Unit,
    case: Case,
    table: Any,
    old: Sequence[Any],
    new: Sequence[Any],
    beside: dict[str, Any],
    *,
    always: bool = False,
) -> tuple[Any, ...]:
    """New ones get a row, changed ones theirs written, those that undoing took away theirs marked."""
    before = {one.id: one for one in old}
    for gone in set(before) - {one.id for one in new}:
        (await unit.session.get_one(table, gone)).void_at = unit.now
    kept = []
    for one in new:
        values = {field.name: getattr(one, field.name) for field in fields(one)} | beside
        if one.id is None:
            row = table(case_id=case_id(case), **values)
            unit.session.add(row)
            await unit.session.flush()
            one = replace(one, id=row.id)
        elif always or before.get(one.id) != one:
            row = await unit.session.get_one(table, one.id)
            row.void_at = None
            for name, value in values.items():
                setattr(row, name, value)
        kept.append(one)
    return tuple(kept)


# --- what else the mechanism asks -----------------------------------------------------------------


def facts(old: Occurrence, new: Occurrence, request: Request) -> dict[str, Any]:
    kept = request.model_dump(exclude={"number", "people"}, exclude_none=True, exclude_defaults=True)
    kept |= {"title": new.title, "title_en": new.title_en}
    before = {share.id: share for share in old.shares}
    done = [
        share.name
        for share in new.shares
        if share.done_at is not None and share.id in before and before[share.id].done_at is None
    ]
    if done:
        kept |= {"shares": [name for name in done if name], "left": len(new.open_shares)}
        kept |= {"late": old.state is State.LATE, "per": new.per, "kind": new.kind}
    if old.starts_at != new.starts_at:
        kept |= {"starts_at": new.starts_at, "was": old.starts_at}
    if isinstance(request, ask.CallMeeting):
        kept |= {"starts_at": new.starts_at, "asked": len(new.asked)}
    if isinstance(request, ask.PassUp):
        kept["owing"] = [one.name for one in new.owing()]
    return kept


def nobody(_unit: Unit, _occurrence: Occurrence, _name: str) -> Person | None:
    return None


def circle(unit: Unit, occurrence: Occurrence, name: str) -> Sequence[Person]:
    """`receivers`: whoever it is due to, by role, or late with nobody named the director; `asked`: all who are asked."""
    if name == "receivers":
        role = occurrence.to or (Role.DIRECTOR if occurrence.passed_up_at else None)
        people = unit.roster.in_turn(role, unit.now)[:1] if role else ()
    else:
        found = (unit.roster.person(one.member_id) for one in occurrence.asked)
        people = tuple(one for one in found if one is not None)
    return [person for person in people if person.reachable]


CALENDAR = AreaTable[Occurrence](
    name=Area.CALENDAR,
    title=lambda occurrence: occurrence.title,
    steps=STEPS,
    duties=DUTIES,
    draft=draft,
    load=load,
    prepare=prepare,
    save=save,
    facts=facts,
    audience=nobody,
    circle=circle,
    carded=lambda occurrence: occurrence.carded,
    may_see=lambda _occurrence, _actor: True,
    sound=lambda _occurrence: True,
    withdraw=withdraw,
)
