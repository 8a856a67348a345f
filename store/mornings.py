"""The morning list: on working days each hears once what they owe, the director what is stuck, by department."""

from datetime import datetime, time, timedelta
from typing import Any

from sqlmodel import Field, SQLModel, col, select

from store import outbox
from store.calendar.views import today_of
from store.company import Role
from store.marks import mark, set_mark
from store.members.roster import Person
from store.tasks import Task, Telling
from store.unit import Unit
from store.views import described

SENT = "morning"
MOST = 10
FRESH = timedelta(hours=1)


class MorningOff(SQLModel, table=True):
    """A member who doesn't want the list."""

    __tablename__ = "morning_off"

    member_id: int = Field(foreign_key="member.id", primary_key=True)


async def is_due(unit: Unit) -> bool:
    """Once per working day, in its first hour; a list that would come late is left out."""
    local = unit.now.astimezone(unit.company.zone)
    if not unit.worktime.is_workday(local.date()):
        return False
    begins = unit.worktime.start_of_day(local.date())
    if not begins <= unit.now < begins + FRESH:
        return False
    last = await mark(unit.session, SENT)
    return last is None or last.astimezone(unit.company.zone).date() < local.date()


async def send(unit: Unit) -> None:
    """Queue everyone's list; whoever owes nothing hears nothing."""
    await set_mark(unit.session, SENT, unit.now)
    off = set(await unit.session.exec(select(MorningOff.member_id)))
    directors = unit.roster.in_turn(Role.DIRECTOR, unit.now)
    anything_stuck = bool(await stuck(unit))
    for person in unit.roster.people:
        if person.id in off or not person.reachable or unit.roster.away(person):
            continue
        if await owed(unit, person) or await today_of(unit, person):
            _notice(unit, person, "cases/morning")
        if person in directors and anything_stuck:
            _notice(unit, person, "cases/stuck")


def _notice(unit: Unit, person: Person, kind: str) -> None:
    outbox.notice(unit.session, kind, chat_id=person.telegram_id, now=unit.now, member_id=person.id)


async def owed(unit: Unit, person: Person) -> list[dict[str, Any]]:
    """The open tasks that a person was told of, oldest first; what has a day of its own when that day has come."""
    local = unit.now.astimezone(unit.company.zone)
    tonight = datetime.combine(local.date() + timedelta(days=1), time.min, unit.company.zone)
    query = (
        select(Task)
        .join(Telling, col(Telling.task_id) == col(Task.id))
        .where(col(Task.closed_at).is_(None), Telling.member_id == person.id, col(Telling.missed).is_(False))
        .where(col(Task.pings).is_(None) | (col(Task.due_at) < tonight), Task.kind != "attend")
        .order_by(col(Task.id))
    )
    return await described(unit, (await unit.session.exec(query)).all())


async def stuck(unit: Unit) -> list[dict[str, Any]]:
    """Per department: how many open tasks are past the hour at which the director hears, and the oldest of them."""
    query = (
        select(Task).where(col(Task.closed_at).is_(None), col(Task.due_at) <= unit.now).order_by(col(Task.id))
    )
    departments: dict[str, list[Task]] = {}
    for task in await unit.session.exec(query):
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
