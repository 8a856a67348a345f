"""The morning list: on working days each hears once, in one message, of their day, of what they owe and of what they
are to be told by now; the director also of what is stuck."""

from datetime import datetime, time, timedelta
from typing import Any

from sqlmodel import col, or_, select

from store.calendar.model import OccurrenceRow
from store.calendar.state import State
from store.calendar.views import today_of, uncollected_by
from store.company import Role
from store.customers import agenda, care, dunning
from store.database.marks import set_mark
from store.mail import outbox
from store.people.roster import Person
from store.process.escalation import INVITED_AHEAD
from store.process.listeners import SENT, MorningOff, listeners, morning_of
from store.process.lists import described, numbered
from store.process.tasks import Task, Telling
from store.process.unit import Unit
from store.requests import Area

KIND = "cases/morning"
MOST = 10
JUST_TOLD = timedelta(minutes=1)
"""So long ago that it is of the tick in which the list was made, or of somebody's step just then."""


_TOLD = (
    select(Telling.member_id)
    .join(Task, col(Task.id) == col(Telling.task_id))
    .where(col(Task.closed_at).is_(None), col(Telling.missed).is_(False))
    .distinct()
)
_COMES_ROUND = (
    select(OccurrenceRow.case_id)
    .where(col(OccurrenceRow.state).in_((State.AHEAD, State.OPEN, State.LATE)))
    .limit(1)
)


async def send(unit: Unit) -> None:
    """Queue the list of everyone who may have one; what it says is read as it is sent, and whoever owes nothing hears
    nothing."""
    await set_mark(unit.session, SENT, unit.now)
    told = set(await unit.session.exec(_TOLD))
    contacts = await agenda.owners(unit.session) | await care.owners(unit)
    money = await dunning.any_followed(unit)
    calendar = unit.company.entries or (await unit.session.exec(_COMES_ROUND)).first() is not None
    for person in await listeners(unit):
        if not (
            calendar
            or money
            or person.id in told
            or person.id in contacts
            or (told and Role.DIRECTOR in unit.roster.actor(person).roles)
        ):
            continue
        outbox.notice(unit.session, KIND, chat_id=person.telegram_id, now=unit.now, member_id=person.id)


async def list_view(unit: Unit, person: Person, said_at: datetime) -> dict[str, Any] | None:
    """What the list of that moment says now, one count through all of it; None where that is nothing."""
    roles = unit.roster.actor(person).roles
    tasks = await owed(unit, person, said_at)
    today = await _today(unit, person, said_at)
    coming = await _coming(unit, person, said_at)
    uncollected = await uncollected_by(unit, person)
    departments = await stuck(unit, person) if Role.DIRECTOR in roles else []
    contacts = await agenda.morning(unit, unit.roster.actor(person))
    dunning_ = await dunning.morning(unit, unit.roster.actor(person))
    unclaimed = await dunning.unclaimed(unit, unit.roster.actor(person))
    greetings = await care.morning(unit, unit.roster.actor(person))
    money = dunning_ or unclaimed
    if not (tasks or today or coming or uncollected or departments or contacts or greetings or money):
        return None
    shown = [tasks[:MOST], uncollected[:MOST], [one["oldest"] for one in departments], today[:MOST], coming]
    return {
        "tasks": tasks,
        "today": today,
        "coming": coming,
        "uncollected": uncollected,
        "departments": departments,
        "contacts": contacts,
        "dunning": dunning_,
        "unclaimed": unclaimed,
        "greetings": greetings,
        "items": numbered([one for part in shown for one in part if one["number"] is not None]),
        "most": MOST,
    }


async def owed(unit: Unit, person: Person, said_at: datetime) -> list[dict[str, Any]]:
    """The open tasks of one's own that one was told of, oldest first; what has a day of its own when that day has come,
    or when it was told this morning. What comes with the list, by a message with its buttons, isn't said again."""
    actor = unit.roster.actor(person)
    own = or_(
        col(Task.member_id).in_(actor.ids),
        col(Task.member_id).is_(None) & (col(Task.role).in_(sorted(actor.roles)) | col(Task.rota)),
    )
    query = (
        select(Task)
        .join(Telling, col(Telling.task_id) == col(Task.id))
        .where(col(Task.closed_at).is_(None), Telling.member_id == person.id, col(Telling.missed).is_(False))
        .where(own, col(Task.kind).not_in(("attend", "notice", "dun")))
        .where(col(Task.pings).is_not(None) | (col(Telling.at) < said_at - JUST_TOLD))
        .where(
            col(Task.pings).is_(None)
            | (col(Task.due_at) < _midnight(unit, unit.now, days=1))
            | (col(Task.told_at) >= morning_of(unit, unit.now))
        )
        .order_by(col(Task.id))
    )
    return await described(unit, (await unit.session.exec(query)).all())


async def _today(unit: Unit, person: Person, said_at: datetime) -> list[dict[str, Any]]:
    """Without the meetings that one is invited to by a message of their own today, within two hours."""
    shortly = [
        one
        for one in await _invitations(unit, person)
        if one.due_at - said_at <= INVITED_AHEAD
        and (one.pings or (one.told_at is not None and one.told_at >= _midnight(unit, said_at)))
    ]
    numbers = {one["number"] for one in await described(unit, shortly)}
    return [one for one in await today_of(unit, person) if one["number"] not in numbers]


async def _coming(unit: Unit, person: Person, said_at: datetime) -> list[dict[str, Any]]:
    """Meetings of another day to which one was invited this morning."""
    invited = [
        one
        for one in await _invitations(unit, person)
        if one.due_at >= _midnight(unit, said_at, days=1)
        and one.told_at is not None
        and morning_of(unit, said_at) <= one.told_at <= said_at
    ]
    return await described(unit, invited)


async def _invitations(unit: Unit, person: Person) -> list[Task]:
    query = select(Task).where(
        col(Task.closed_at).is_(None),
        Task.area == Area.CALENDAR,
        Task.kind == "attend",
        col(Task.member_id).in_(unit.roster.actor(person).ids),
    )
    return list(await unit.session.exec(query.order_by(col(Task.due_at), col(Task.id))))


def _midnight(unit: Unit, at: datetime, *, days: int = 0) -> datetime:
    day = at.astimezone(unit.company.zone).date() + timedelta(days=days)
    return datetime.combine(day, time.min, unit.company.zone)


async def stuck(unit: Unit, reader: Person) -> list[dict[str, Any]]:
    """Per department: how many open tasks are past the hour at which the director hears, and the oldest of them.

    The reader's own stand among what they owe, what the calendar collects by its entries.
    """
    roles, ids = unit.roster.actor(reader).roles, unit.roster.actor(reader).ids
    query = (
        select(Task)
        .where(col(Task.closed_at).is_(None), col(Task.due_at) <= unit.now, Task.kind != "owe")
        .order_by(col(Task.id))
    )
    departments: dict[str, list[Task]] = {}
    for task in await unit.session.exec(query):
        if task.member_id not in ids and (task.member_id is not None or task.role not in roles):
            departments.setdefault(task.role, []).append(task)
    oldest = await described(unit, [late[0] for late in departments.values()])
    return [
        {"role": role, "count": len(late), "oldest": first}
        for (role, late), first in zip(departments.items(), oldest, strict=True)
    ]


async def set_morning(unit: Unit, member_id: int, *, on: bool) -> None:
    row = await unit.session.get(MorningOff, member_id)
    if on and row is not None:
        await unit.session.delete(row)
    elif not on and row is None:
        unit.session.add(MorningOff(member_id=member_id))
