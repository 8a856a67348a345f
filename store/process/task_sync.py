"""Tasks follow from a case's state: closed when it no longer asks for them, opened when it does."""

from collections.abc import Collection, Sequence
from datetime import datetime, time
from typing import Any

from store.company import Role
from store.people.actor import Actor
from store.process.escalation import plan, tell_due, tell_in_turn
from store.process.steps import Duty, Owner, Pings, Stateful
from store.process.tasks import Task
from store.process.turns import due_at
from store.process.unit import Unit


async def follow(
    unit: Unit,
    *,
    area: str,
    case_id: int,
    duties: Sequence[Duty[Any]],
    state: Stateful,
    before: Sequence[Task],
    answers: Collection[str],
    result: str,
    actor: Actor,
) -> list[Task]:
    """Close the tasks that the new state no longer asks for, open those that it does; returns what was opened.

    Of the closed ones those of a kind in `answers` were done by the actor, with this result; others have lapsed.
    """
    wanted = {
        (duty.kind, duty.round(state), owner.role.value, owner.member): (duty, owner)
        for duty in duties
        if duty.holds(state)
        for owner in duty.owned_by(state, unit.roster)
    }
    kept = set()
    for task in before:
        key = (task.kind, task.round, task.role, task.member_id)
        if key in wanted:
            kept.add(key)
            duty, owner = wanted[key]
            if (pings := _pings(unit, task, duty, owner, state)) is not None:
                plan(unit, task, pings)
            continue
        task.closed_at, task.next_tell_at = unit.now, None
        answered = task.kind in answers
        task.result = result if answered else "lapsed"
        task.done_by = actor.member_id if answered else None
    opened = [
        _open(unit, area=area, case_id=case_id, duty=duty, owner=owner, state=state)
        for key, (duty, owner) in wanted.items()
        if key not in kept
    ]
    unit.session.add_all(opened)
    await unit.session.flush()
    stuck = {(duty.kind, owner) for duty in duties for owner in _stuck(duty, state, unit)}
    for task in opened:
        if (task.kind, Owner(Role(task.role), task.member_id)) in stuck:
            task.next_tell_at = None  # whoever comes next is told at once
        elif task.starts_at <= unit.now and task.pings is None:
            await tell_in_turn(unit, task, ())
    if actor.member_id is not None:  # what the clock opens is told by its own tick, several in one
        await tell_due(unit, [task for task in opened if task.pings is not None and _is_due(unit, task)])
    return opened


def _stuck(duty: Duty[Any], state: Stateful, unit: Unit) -> list[Owner]:
    """Whose own request it is: they aren't asked to sign it. Of an empty role's task the director hears."""
    if not duty.holds(state):
        return []
    return [owner for owner in duty.stuck(state, unit.roster) if unit.roster.acting(owner.role)]


def _is_due(unit: Unit, task: Task) -> bool:
    return task.next_tell_at is not None and task.next_tell_at <= unit.now


def _open(unit: Unit, *, area: str, case_id: int, duty: Duty[Any], owner: Owner, state: Stateful) -> Task:
    role, minutes = owner.role, duty.limit(state, unit.company)
    starts = unit.now
    if day := duty.starts(state) or duty.after(state, owner, unit.roster):
        morning = datetime.combine(day, time.min, unit.company.zone)
        starts = max(unit.now, unit.worktime.next_open(morning))
    task = Task(
        case_id=case_id,
        area=area,
        kind=duty.kind,
        round=duty.round(state),
        role=role,
        member_id=owner.member,
        minutes=minutes,
        rota=duty.rota,
        opened_at=unit.now,
        starts_at=starts,
        due_at=starts,
        next_tell_at=starts,
    )
    task.due_at = due_at(unit, task, starts)
    if (pings := _pings(unit, task, duty, owner, state)) is not None:
        plan(unit, task, pings)
        if duty.pings is None:  # on the working day before a day off
            task.starts_at = min(task.starts_at, max(unit.now, pings.at[0]))
    return task


def _pings(unit: Unit, task: Task, duty: Duty[Any], owner: Owner, state: Stateful) -> Pings | None:
    """The moments that the area names, or those of the day by which it is to be done: what is due on a day off, on the
    working day before."""
    if duty.pings is not None:
        return duty.pings(state, owner)
    if (day := duty.by(state, owner, unit.roster)) is None:
        return None
    hours = unit.worktime
    last = day if hours.is_workday(day) else hours.previous_workday(day)
    if duty.starts(state) is not None:
        return Pings(at=(hours.start_of_day(last),), due_at=hours.end_of_day(last))
    mornings = (hours.start_of_day(hours.previous_workday(last)), hours.start_of_day(last))
    return Pings(at=(task.starts_at, *mornings), due_at=hours.end_of_day(last))
