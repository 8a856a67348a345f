"""What is about to be opened as a case of the calendar: an entry's occurrence, a called meeting, a point of its minutes."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from sqlmodel import col, select

from store.calendar import requests as ask
from store.calendar.dates import MEETING, Hours, action_hours, meeting_hours, occasions, pass_up_at
from store.calendar.meetings import keeper
from store.calendar.model import EntryRow, OccurrenceRow
from store.calendar.state import OWED, Asked, Kind, Occurrence, Share, State
from store.company import CalendarEntry, Per, Role
from store.customers.model import Customer
from store.mail.outbox import Outbox
from store.people.actor import Actor
from store.people.names import Found, find
from store.people.roster import Person
from store.process.records import Case
from store.process.unit import Unit
from store.requests import Area, BookDays, Request

HELD_UP = timedelta(minutes=15)
"""What opens so long after it was due was missed while the bot was down."""


async def draft(unit: Unit, request: Request, actor: Actor) -> Occurrence:
    if isinstance(request, ask.OpenOccurrence):
        return await _of_entry(unit, request)
    if isinstance(request, ask.CallMeeting):
        return _called(unit, request, actor)
    if isinstance(request, BookDays):
        return _booked(unit, request)
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
        report=entry.report or "",
        shares=shares,
        asked=asked,
        missed=unit.now - occasion.due_at > HELD_UP,
        uncarded=occasion.opens_at < since,
    )
    if occurrence.shown and occurrence.owed:
        occurrence = replace(occurrence, beside=await _card_for(unit, occurrence))
    return _with_keeper(unit, occurrence)


async def _card_for(unit: Unit, occurrence: Occurrence) -> int | None:
    """The case whose card in the room shows what is owed in the same month, or else was opened today; None: its own."""
    today = unit.now.astimezone(unit.company.zone).date()
    midnight = datetime.combine(today, time.min, unit.company.zone)
    query = (
        select(OccurrenceRow.case_id)
        .join(Outbox, col(Outbox.case_id) == col(OccurrenceRow.case_id))
        .join(Case, col(Case.id) == col(OccurrenceRow.case_id))
        .where(Outbox.kind == f"{Area.CALENDAR}/card", Outbox.state == "open")
        .where(OccurrenceRow.kind == occurrence.kind, col(OccurrenceRow.entry).is_not(None))
    )
    if occurrence.kind is Kind.WINDOW:
        first = midnight.replace(year=occurrence.date.year, month=occurrence.date.month, day=1)
        query = query.where(
            col(OccurrenceRow.due_at) >= first, col(OccurrenceRow.due_at) < first + relativedelta(months=1)
        )
    else:
        query = query.where(col(OccurrenceRow.due_at) >= midnight, col(Case.opened_at) >= midnight)
    return (await unit.session.exec(query.order_by(col(OccurrenceRow.case_id)).limit(1))).first()


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


def _booked(unit: Unit, request: BookDays) -> Occurrence:
    """Seen by whose it is: with an hour as a meeting of one is, else from the first day's morning to the last one's evening."""
    person = unit.roster.person(request.member)
    assert person is not None, "the form names a member"
    if request.at is not None:
        starts = datetime.combine(request.first, request.at, unit.company.zone).astimezone(UTC)
        due, ends = starts, starts + MEETING
    else:
        starts = unit.worktime.start_of_day(request.first)
        due = ends = unit.worktime.end_of_day(request.last)
    hours = Hours(date=request.first, starts_at=starts, due_at=due, ends_at=ends, pings=(starts,))
    asked = (Asked(member_id=person.id, name=person.name, role=_role(person)),)
    own = _own(unit, Kind.NOTICE, request.title, request.ref, hours, asked)
    return replace(own, title_en=request.title_en, silent=True)


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
