"""Whose turn a task is, who can do it at all, and at which working minute somebody is next to hear of it (O2, C3)."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from store.company import Role
from store.people.roster import Person
from store.process.records import Case
from store.process.tasks import Task, Telling
from store.process.unit import Unit


def able(unit: Unit, task: Task) -> bool:
    """Whether there is anybody in the company who may do it, here today or not."""
    owner = unit.roster.person(task.member_id)
    return bool(unit.roster.acting(Role(task.role))) or owner is not None


async def stranded(unit: Unit) -> list[dict[str, Any]]:
    """What waits for a role that nobody in the company holds, or acts for; who comes next is told at once."""
    empty = [role for role in Role if not unit.roster.acting(role)]
    query = select(Task, Case).join(Case, col(Case.id) == col(Task.case_id))
    query = query.where(col(Task.closed_at).is_(None), col(Task.role).in_(empty)).order_by(col(Task.id))
    return [
        {"area": case.area, "number": case.number, "kind": task.kind, "role": task.role}
        for task, case in await unit.session.exec(query)
        if not able(unit, task)
    ]


def turn_of(unit: Unit, task: Task) -> tuple[Person, ...]:
    """Those who are asked, in order: the department's members, or the one person whose task it is."""
    owner = unit.roster.person(task.member_id)
    if owner is None:
        turn = unit.roster.in_turn(Role(task.role), unit.now)
        if task.rota and not unit.worktime.is_open(unit.now):
            ahead = {person.telegram_id for person in turn} & set(
                unit.company.on_duty(Role(task.role), unit.now)
            )
            return turn if ahead else tuple(dict.fromkeys((*unit.roster.on_duty(unit.now), *turn)))
        return turn
    present = unit.roster.in_place_of(owner)
    return (present,) if present is not None else ()


async def holder(unit: Unit, task: Task) -> Person | None:
    """Who was told last of a task, could be reached and is there; else the first whose turn it is."""
    query = select(Telling.member_id).where(Telling.task_id == task.id, col(Telling.missed).is_(False))
    for member_id in await unit.session.exec(query.order_by(col(Telling.at).desc())):
        person = unit.roster.person(member_id)
        if person is not None and unit.roster.away(person) is None:
            return person
    return next(iter(turn_of(unit, task)), None)


def due_at(unit: Unit, task: Task, start: datetime) -> datetime:
    """When the director hears of a task that somebody was first asked for at `start`."""
    return unit.worktime.add(start, task.minutes or unit.company.turn_for(Role(task.role)).to_director)


def next_turn(unit: Unit, task: Task) -> datetime:
    """A fresh clock at every hand-over, but never past the moment at which the director hears of it."""
    every = unit.company.turn_for(Role(task.role)).every
    if task.minutes is not None:
        every = max(1, task.minutes // 4)
    return min(unit.worktime.add(unit.now, every), task.due_at)


def half_way(unit: Unit, task: Task) -> int:
    return unit.company.turn_for(Role(task.role)).to_director // 2


def whole_minute(at: datetime) -> datetime:
    """The end of a minute: what comes due in one minute is told together."""
    return (
        at
        if not (at.second or at.microsecond)
        else at.replace(second=0, microsecond=0) + timedelta(minutes=1)
    )


def next_morning(unit: Unit, task: Task) -> datetime:
    """Of the first working day after the day on which it is due, and after today."""
    latest = max(unit.now, task.due_at).astimezone(unit.company.zone)
    return unit.worktime.start_of_day(unit.worktime.next_workday(latest.date()))
