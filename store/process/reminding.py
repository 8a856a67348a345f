"""Whoever has a task is reminded of it once, while there is time (O2, C3)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from store.company import Role
from store.mail import outbox
from store.mail.outbox import Lane
from store.people.roster import Person
from store.process.tasks import Task, task_id
from store.process.turns import half_way, holder, whole_minute
from store.process.unit import Unit

REMINDED = "cases/reminded"


async def to_remind(unit: Unit, task: Task) -> Person | None:
    """Whoever has it is reminded once while there is time; the director's hour is next.

    With a limit of its own when a quarter of it is left, else half-way to the director. What is the director's own goes
    to nobody else.
    """
    if task.reminded_at is not None or (task.minutes is None and task.role == Role.DIRECTOR):
        task.next_tell_at = whole_minute(task.due_at)
        return None
    mind = whole_minute(_reminding_at(unit, task))
    if unit.now < mind < task.due_at:
        task.next_tell_at = mind
        return None
    if task.minutes is None and 2 * unit.worktime.between(unit.now, task.due_at) < half_way(unit, task):
        task.next_tell_at = whole_minute(task.due_at)  # after downtime: too late to be of use
        return None
    task.reminded_at, task.next_tell_at = unit.now, whole_minute(task.due_at)
    return await holder(unit, task)


def call_to_mind(unit: Unit, member_id: int, late: Sequence[Task]) -> None:
    """One task with its buttons, many as a list that opens each."""
    person = unit.roster.person(member_id)
    assert person is not None, "found among them just now"
    (first, *more) = late
    of_one: dict[str, Any] = {"case_id": first.case_id, "task_id": task_id(first)}
    outbox.notice(
        unit.session,
        REMINDED if more else f"{first.area}/reminder",
        chat_id=person.telegram_id,
        now=unit.now,
        lane=Lane.MONEY,
        member_id=person.id,
        **({"facts": {"tasks": [task_id(task) for task in late]}} if more else of_one),
    )


def _reminding_at(unit: Unit, task: Task) -> datetime:
    if task.minutes is None:
        return unit.worktime.add(task.due_at, -half_way(unit, task))
    begun = max(task.starts_at, unit.worktime.next_open(task.opened_at))
    return unit.worktime.add(begun, task.minutes * 3 // 4)
