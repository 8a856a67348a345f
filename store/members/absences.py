"""Away, and who does the work meanwhile: tasks, signatures and pings go to the substitute, both names kept."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import col, select

from store.company import Role
from store.database.marks import mark, set_mark
from store.members import people
from store.people.model import Absence
from store.people.roster import UNDELEGATED, Person
from store.process import escalation, private
from store.process.unit import Unit
from store.requests import Refused

BEGUN = "absences"
"""Until when absences that lay ahead have begun."""
LONGEST = timedelta(days=366)
"""Beyond it a wrong year is likelier than such a leave."""


async def go_away(
    unit: Unit,
    person: Person,
    *,
    until: datetime,
    substitute: Person | None,
    by: Person,
    since: datetime | None = None,
) -> Refused | Absence:
    """From a moment, else from now, until before another. An absence that it meets gives way, as far as they meet;
    one that has begun, as this one does, or begins when it does, is said anew and replaced whole. What only the absent have heard of goes on as it begins."""
    local = until.astimezone(unit.company.zone)
    starts = max(since or unit.now, unit.now)
    if until <= starts:
        return Refused(reason="away_past", facts={"until": until.isoformat()})
    if until - unit.now > LONGEST:
        return Refused(reason="away_far", facts={"day": local.date().isoformat()})
    if substitute is not None and substitute.id == person.id:
        return Refused(reason="away_self", facts={"who": person.name})
    roles, before, held = (
        _roles(unit, person),
        unit.roster.substitute_of(person),
        people.roles_by_person(unit),
    )
    await _make_room(unit, person, starts, until)
    absence = Absence(
        member_id=person.id,
        substitute_id=substitute.id if substitute else None,
        starts_at=starts,
        ends_at=until,
        set_by=by.id,
    )
    unit.session.add(absence)
    await people.reread(unit)
    await _settle(unit, roles | _roles(unit, person), held)
    facts = {"who": person.name, "away": span_facts(unit, starts, until)}
    if substitute is not None:
        private.tell(
            unit, substitute, "members/away_substitute", facts | {"roles": sorted(person.roles - UNDELEGATED)}
        )
    if before is not None and before != substitute and starts <= unit.now:
        private.tell(unit, before, "members/away_relieved", facts)
    if by.id != person.id:
        private.tell(
            unit, person, "members/away_set", facts | {"by": by.name, "substitute": _name(substitute)}
        )
    return absence


async def come_back(unit: Unit, person: Person, *, by: Person) -> bool:
    """Before the time, or before it began: the absence that is, else the next that lies ahead. False for somebody who
    is not away and won't be."""
    # One that is over may still wait for working time to be spoken of.
    absences = sorted(
        unit.roster.absences_of(person), key=lambda one: (one.ends_at <= unit.now, one.starts_at)
    )
    if not absences:
        return False
    roles, substitute = _roles(unit, person), unit.roster.substitute_of(person)
    held = people.roles_by_person(unit)
    absence = await unit.session.get_one(Absence, absences[0].id)
    absence.ended_at = min(unit.now, absence.ends_at)
    await unit.session.flush()
    await people.reread(unit)
    await _settle(unit, roles, held)
    if substitute is not None:
        private.tell(unit, substitute, "members/away_relieved", {"who": person.name})
    if by.id != person.id:
        private.tell(unit, person, "members/away_over", {})
    return True


async def begin_due(unit: Unit) -> None:
    """Absences that lay ahead begin by the clock; tasks that only the absent have heard of go on, and menus are set."""
    before = await mark(unit.session, BEGUN)
    await set_mark(unit.session, BEGUN, unit.now)
    if before is None or before >= unit.now:
        return
    begun = [
        one for one in unit.roster.absences if before < one.starts_at <= unit.now and one.ends_at > unit.now
    ]
    for one in begun:
        person = unit.roster.person(one.member_id)
        if person is not None:
            await escalation.pass_on(unit, _roles(unit, person))
        if (substitute := unit.roster.person(one.substitute_id)) is not None:
            await people.menu_wanted(unit, substitute)


async def end_due(unit: Unit) -> None:
    """Absences that are over: rights end by the clock; people hear of it, and tasks go back, in working time."""
    if not unit.worktime.is_open(unit.now):
        return
    query = select(Absence).where(col(Absence.ended_at).is_(None), col(Absence.ends_at) <= unit.now)
    over = (await unit.session.exec(query.order_by(col(Absence.id)))).all()
    for absence in over:
        absence.ended_at = absence.ends_at
    if not over:
        return
    await people.reread(unit)
    for absence in over:
        person, substitute = (unit.roster.person(one) for one in (absence.member_id, absence.substitute_id))
        if person is not None:
            await escalation.pass_on(unit, _roles(unit, person))
            private.tell(unit, person, "members/away_over", {})
            if substitute is not None:
                await people.menu_wanted(unit, substitute)
                private.tell(unit, substitute, "members/away_relieved", {"who": person.name})


def span_facts(unit: Unit, starts: datetime, until: datetime) -> dict[str, Any]:
    """Both ends; one that begins now has none to speak of. Of a part of one day that lies ahead `hours` are its two."""
    local = starts.astimezone(unit.company.zone)
    ahead = starts > unit.now
    ends = until_facts(unit, until)
    since = {
        "since": starts.isoformat() if ahead else None,
        "since_day": local.date().isoformat(),
        "since_whole": (local.hour, local.minute) == (0, 0),
    }
    in_part = ahead and ends["day"] == since["since_day"] and not (ends["whole"] and since["since_whole"])
    return ends | since | {"hours": _hours(unit, starts, until, local.date(), ends) if in_part else None}


def _hours(
    unit: Unit, starts: datetime, until: datetime, day: date, ends: Mapping[str, Any]
) -> tuple[str, str]:
    """From when to when of the day: where an end is the day's own, when office hours begin or end."""
    zone, times = unit.company.zone, unit.worktime
    opens = min(times.start_of_day(day), until) if starts.astimezone(zone).time() == time.min else starts
    closes = max(times.end_of_day(day), starts) if ends["whole"] else until
    return f"{opens.astimezone(zone):%H:%M}", f"{closes.astimezone(zone):%H:%M}"


def until_facts(unit: Unit, until: datetime) -> dict[str, Any]:
    """An absence until midnight lasts for the whole day before it."""
    local = until.astimezone(unit.company.zone)
    whole = (local.hour, local.minute) == (0, 0)
    day = (local - timedelta(days=1)).date() if whole else local.date()
    return {"until": until.isoformat(), "day": day.isoformat(), "whole": whole}


async def _make_room(unit: Unit, person: Person, starts: datetime, until: datetime) -> None:
    """What of other absences lies before the new one stays, and what lies behind it."""
    query = select(Absence).where(
        Absence.member_id == person.id,
        col(Absence.ended_at).is_(None),
        Absence.starts_at < until,
        Absence.ends_at > starts,
    )
    for absence in (await unit.session.exec(query)).all():
        earlier, longer = absence.starts_at < starts, absence.ends_at > until
        if absence.starts_at == starts or (earlier and starts <= unit.now):
            absence.ended_at = unit.now
        elif earlier:
            if longer:
                rest = absence.model_dump(exclude={"id"}) | {"starts_at": until}
                unit.session.add(Absence(**rest))
            absence.ends_at = starts
        elif longer:
            absence.starts_at = until
        else:
            absence.ended_at = unit.now
    await unit.session.flush()


async def _settle(unit: Unit, roles: frozenset[Role], held: Mapping[int, frozenset[Role]]) -> None:
    """Tasks go on to who acts now; the menus of who gained or lost roles are set again."""
    await escalation.pass_on(unit, roles)
    await people.menus_after(unit, held)


def _roles(unit: Unit, person: Person) -> frozenset[Role]:
    return unit.roster.actor(person).roles


def _name(person: Person | None) -> str:
    return person.name if person is not None else ""
