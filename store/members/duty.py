"""K5: the rota as the chat changes it: patterns and days set, swaps agreed by both, who hands over told."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import col, select

from store.company import Role
from store.database.marks import mark, set_mark
from store.hours.words import parse_duty_time
from store.mail.outbox import Outbox
from store.members.people import reread
from store.people.actor import Actor
from store.people.model import DutyRow, SwapRow
from store.people.names import find
from store.people.roster import Person
from store.process.private import tell
from store.process.unit import Unit
from store.requests import Refused

SWAP = "members/duty_swap"
HANDED_OVER = "duty"
HALF_AN_HOUR = timedelta(minutes=30)
SETTERS = frozenset({Role.ADMIN, Role.DIRECTOR, Role.SERVICE})
"""Who sets anybody's duty: service makes the rota (K5); a department's head sets that department's."""


async def set_duty(
    unit: Unit, actor: Actor, role: Role, who: str, when: str
) -> tuple[Person, DutyRow] | Refused:
    """From now on; a single day or a span of days goes before the weekly pattern while it lasts."""
    person = _of_role(unit, role, who)
    if isinstance(person, Refused):
        return person
    if refused := _may_set(unit, actor, role):
        return refused
    time = parse_duty_time(when)
    if time.dates is not None and time.dates[1] < unit.moment(actor).today:
        return Refused(reason="date_past", facts={"date": time.dates[1]})
    row = DutyRow(role=role, member_id=person.id, when=when, set_by=actor.name, set_at=unit.now)
    unit.session.add(row)
    await reread(unit)
    if person.id != actor.member_id:
        tell(unit, person, "members/duty_yours", {"role": role, "when": when, "by": actor.name})
    return person, row


async def end_duty(unit: Unit, actor: Actor, role: Role, who: str) -> Person | Refused:
    """Takes back what the chat has set for a person; what stands in company.toml is changed there."""
    person = _of_role(unit, role, who)
    if isinstance(person, Refused):
        return person
    if refused := _may_set(unit, actor, role):
        return refused
    query = select(DutyRow).where(
        DutyRow.role == role, DutyRow.member_id == person.id, col(DutyRow.ended_at).is_(None)
    )
    rows = (await unit.session.exec(query)).all()
    if not rows:
        return Refused(reason="no_duty_set", facts={"who": person.name, "role": role})
    for row in rows:
        row.ended_at = unit.now
    await reread(unit)
    return person


def _of_role(unit: Unit, role: Role, who: str) -> Person | Refused:
    found = find(unit.roster.people, who)
    if isinstance(found, Refused):
        return found
    if found.one not in unit.roster.acting(role):
        return Refused(reason="not_of_role", facts={"who": found.one.name, "role": role})
    return found.one


def _may_set(unit: Unit, actor: Actor, role: Role) -> Refused | None:
    person = unit.roster.person(actor.member_id)
    if actor.roles & SETTERS or (person is not None and role in person.head_of):
        return None
    return Refused(reason="role", facts={"roles": [Role.SERVICE, Role.DIRECTOR, Role.ADMIN]})


# --- swaps ----------------------------------------------------------------------------------------


async def ask_swap(unit: Unit, asker: Person, who: str, day: date, back: date | None) -> SwapRow | Refused:
    """The asker's first press: somebody else is asked to take the duty that begins on a day, and to give one back."""
    found = find(unit.roster.people, who)
    if isinstance(found, Refused):
        return found
    other = found.one
    today = unit.now.astimezone(unit.company.zone).date()
    if other.id == asker.id:
        return Refused(reason="swap_self")
    for one, on in ((asker, day), *([(other, back)] if back else [])):
        if on < today:
            return Refused(reason="date_past", facts={"date": on})
        if not unit.roster.duties_on(one, on):
            return Refused(reason="no_duty_then", facts={"who": one.name, "date": on})
    roles = unit.roster.duties_on(asker, day)
    if not any(other in unit.roster.acting(role) for role in roles):
        return Refused(reason="not_of_role", facts={"who": other.name, "role": roles[0]})
    row = SwapRow(giver_id=asker.id, taker_id=other.id, day=day, back=back, asked_at=unit.now)
    unit.session.add(row)
    await unit.session.flush()
    tell(unit, other, SWAP, {"swap": row.id})
    return row


async def answer_swap(unit: Unit, person: Person, swap_id: int, *, agree: bool) -> SwapRow | Refused:
    """The other's press; agreed, each stands in the other's place on that day."""
    row = await unit.session.get(SwapRow, swap_id, with_for_update=True)
    if row is None or row.taker_id != person.id:
        return Refused(reason="unreadable")
    if row.answered_at is not None:
        return Refused(reason="swap_answered", facts={"agreed": row.agreed})
    if row.day < unit.now.astimezone(unit.company.zone).date():
        return Refused(reason="date_past", facts={"date": row.day})
    row.answered_at, row.agreed = unit.now, agree
    query = select(Outbox).where(Outbox.kind == SWAP, Outbox.member_id == person.id)
    for shown in await unit.session.exec(query):
        if shown.facts.get("swap") == row.id:
            shown.wanted, shown.changed_at = shown.wanted + 1, unit.now
    giver = unit.roster.person(row.giver_id)
    await reread(unit)
    if giver is not None:
        facts = {"agreed": agree, "who": person.name, "day": row.day.isoformat(), "back": _iso(row.back)}
        tell(unit, giver, "members/duty_swapped", facts)
    return row


async def swap_view(unit: Unit, swap_id: int) -> dict[str, Any] | None:
    row = await unit.session.get(SwapRow, swap_id)
    giver = unit.roster.person(row.giver_id) if row else None
    if row is None or giver is None:
        return None
    return {
        "id": row.id,
        "who": giver.name,
        "day": row.day,
        "back": row.back,
        "agreed": row.agreed,
        "answered_at": row.answered_at,
    }


# --- hand-over ------------------------------------------------------------------------------------


async def hand_over(unit: Unit) -> None:
    """At the moment when duty passes from one person to another, nights apart or not, whoever begins hears it, and of whom they
    take over: whose duty is over knew that.

    Whoever has the next duty after their own hears nothing: nothing is handed over.
    """
    before = await mark(unit.session, HANDED_OVER)
    await set_mark(unit.session, HANDED_OVER, unit.now)
    if before is None or before > unit.now:
        return
    for role in unit.roster.rota_roles():
        was, now = unit.roster.duty_of(role, before), unit.roster.duty_of(role, unit.now)
        if was == now:
            continue
        began = _people(unit, now, was or _nearest(unit, role, before, -HALF_AN_HOUR))
        over = _people(unit, was, now or _nearest(unit, role, unit.now, HALF_AN_HOUR))
        for person in began:
            until = next_change(unit, role)
            facts = {"role": role, "from": [one.name for one in over], "until": _iso(until)}
            tell(unit, unit.roster.in_place_of(person) or person, "members/duty_begins", facts)


def _nearest(unit: Unit, role: Role, at: datetime, step: timedelta) -> list[int]:
    """Who has the role's last duty before a moment, or its next one, within two weeks."""
    for _ in range(14 * 48):
        at += step
        if found := unit.roster.duty_of(role, at):
            return found
    return []


def next_change(unit: Unit, role: Role) -> datetime | None:
    """When those on duty for the role change next, within two days."""
    present = unit.roster.duty_of(role, unit.now)
    for half_hours in range(1, 97):
        at = unit.now + half_hours * HALF_AN_HOUR
        if unit.roster.duty_of(role, at) != present:
            return _exactly(unit, role, at - HALF_AN_HOUR, at, present)
    return None


def _exactly(unit: Unit, role: Role, since: datetime, until: datetime, present: list[int]) -> datetime:
    at = since.replace(second=0, microsecond=0)
    while at < until and (at <= since or unit.roster.duty_of(role, at) == present):
        at += timedelta(minutes=1)
    return at


def _people(unit: Unit, these: Sequence[int], without: Sequence[int]) -> list[Person]:
    found = (unit.roster.by_telegram(one) for one in these if one not in without)
    return [person for person in found if person is not None]


def _iso(at: date | datetime | None) -> str | None:
    return at.isoformat() if at else None
