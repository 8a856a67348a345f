"""Who is told of a task, when, and who is next: on duty first, then the others, the director, leadership (O2, C3)."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from store.company import Role
from store.mail import outbox
from store.mail.outbox import Lane, Outbox
from store.people.roster import Person
from store.process.listeners import about_to_hear
from store.process.overdue import escalate, report
from store.process.records import changed
from store.process.reminding import call_to_mind, to_remind
from store.process.steps import Pings
from store.process.tasks import Task, Telling, task_id
from store.process.turns import due_at, next_morning, next_turn, turn_of, whole_minute
from store.process.unit import Unit

MANY = 2
"""From so many own tasks at once on, one message lists them; invitations are answered one by one."""
INVITED_AHEAD = timedelta(hours=2)
"""A meeting so near is told by an invitation of its own, later ones by the morning list too."""
PUNCTUAL = timedelta(minutes=15)
"""A ping that comes later than this has been held up."""


async def tell_due(unit: Unit, due: Sequence[Task]) -> None:
    """Tell whoever is to be told now; to one person who would have many of their own at once, or be reminded of many,
    one message lists them."""
    own: dict[tuple[int, str, str], list[Task]] = {}
    reminded: dict[int, list[Task]] = {}
    listening = await about_to_hear(unit)
    for task in due:
        if task.pings is None:
            if (reader := await _move_on(unit, task)) is not None:
                reminded.setdefault(reader.id, []).append(task)
            continue
        person = await _ping_now(unit, task)
        if person is not None and not (person.id in listening and _is_listed(unit, task)):
            own.setdefault((person.id, task.area, task.kind), []).append(task)
    for (member_id, area, kind), asked in own.items():
        person = unit.roster.person(member_id)
        assert person is not None, "pinged just now"
        if len(asked) < MANY or kind == "attend":
            for task in asked:
                _queue(unit, task, chat_id=person.telegram_id, member_id=person.id)
        else:
            outbox.notice(
                unit.session,
                f"{area}/asked_of",
                chat_id=person.telegram_id,
                now=unit.now,
                facts={"tasks": [task_id(task) for task in asked]},
                lane=Lane.TASK,
                member_id=person.id,
            )
    for member_id, late in reminded.items():
        call_to_mind(unit, member_id, late)


def _is_listed(unit: Unit, task: Task) -> bool:
    """Whether the morning list says it: what is owed, and what happens later today or on another day."""
    if task.kind == "attend":
        return task.due_at - unit.now > INVITED_AHEAD
    tomorrow = unit.now.astimezone(unit.company.zone).date() + timedelta(days=1)
    return task.kind != "notice" or task.due_at.astimezone(unit.company.zone).date() < tomorrow


async def _ping_now(unit: Unit, task: Task) -> Person | None:
    """Who is pinged, if they are there; when next is worked out either way.

    A ping that comes late, after downtime, waits for office hours.
    """
    late = task.next_tell_at is None or unit.now - task.next_tell_at > PUNCTUAL
    if late and not unit.worktime.is_open(unit.now):
        task.next_tell_at = unit.worktime.next_open(unit.now)
        return None
    ahead = [at for at in task.pings or () if datetime.fromisoformat(at) > unit.now]
    task.pings, task.told_at = ahead, unit.now
    task.next_tell_at = datetime.fromisoformat(ahead[0]) if ahead else next_morning(unit, task)
    person = next((one for one in turn_of(unit, task) if one.reachable), None)
    await changed(unit.session, task.case_id)
    if person is not None:
        await unit.session.merge(Telling(task_id=task_id(task), member_id=person.id, at=unit.now))
        await unit.session.flush()
    return person


async def tell_next(unit: Unit, task: Task) -> None:
    """Tell the next member whose turn it is: on duty first, then the others, then the director (O2).

    A task with a limit of its own is called to mind when a quarter of it is left, and as long after the director heard
    of it as it took until then, leadership hears too (C3).
    """
    if (reader := await _move_on(unit, task)) is not None:
        call_to_mind(unit, reader.id, [task])


async def _move_on(unit: Unit, task: Task) -> Person | None:
    """As `tell_next`; whoever is only to be reminded is left to the caller, who may have more to remind them of."""
    reader = None
    if task.escalated_at is not None:
        await report(unit, task)
    else:
        query = select(Telling).where(Telling.task_id == task_id(task))
        reader = await tell_in_turn(unit, task, (await unit.session.exec(query)).all())
    await changed(unit.session, task.case_id)
    await outbox.touch(unit.session, now=unit.now, case_id=task.case_id, area=task.area)
    return reader


async def tell_in_turn(unit: Unit, task: Task, tellings: Sequence[Telling]) -> Person | None:
    """Of those told before, whoever is to be reminded."""
    asked = {telling.member_id for telling in tellings}
    turn = [person for person in turn_of(unit, task) if person.reachable]
    person = next((person for person in turn if person.id not in asked), None)
    heard = {telling.member_id for telling in tellings if not telling.missed} & {one.id for one in turn}
    if not heard and person is not None and (not asked or unit.now >= task.due_at):
        # After downtime, or while nobody was there to do it, it may be late already; whoever's task it is hears of it
        # before the director does.
        task.due_at = max(task.due_at, due_at(unit, task, unit.now))
        if not asked:
            _tell_room(unit, task)
    if unit.now < task.due_at and person is not None:
        _tell(unit, task, person)
        task.next_tell_at = whole_minute(next_turn(unit, task))
    elif unit.now < task.due_at and heard:
        return await to_remind(unit, task)  # everyone has heard; the director's hour is next
    else:
        await escalate(unit, task, asked)
    return None


def _tell(unit: Unit, task: Task, person: Person) -> None:
    unit.session.add(Telling(task_id=task_id(task), member_id=person.id, at=unit.now))
    _queue(unit, task, chat_id=person.telegram_id, member_id=person.id)


def _tell_room(unit: Unit, task: Task) -> None:
    if room := unit.roster.room_of(Role(task.role)):
        _queue(unit, task, chat_id=room.chat_id, thread_id=room.thread_id)


def _queue(unit: Unit, task: Task, **columns: Any) -> Outbox:
    return outbox.notice(
        unit.session,
        f"{task.area}/task",
        now=unit.now,
        lane=Lane.TASK,
        case_id=task.case_id,
        task_id=task_id(task),
        **columns,
    )


async def wake(unit: Unit, task: Task) -> None:
    """Bring a task forward that was to be told later."""
    if task.pings is not None:
        task.next_tell_at = unit.now
        return
    task.starts_at = unit.now
    task.due_at = due_at(unit, task, unit.now)
    await tell_next(unit, task)


async def at_work(unit: Unit, task_id: int, member_id: int) -> None:
    """Whoever was asked says that they are at it: the next one's turn waits its time, once. The director's hour stays."""
    task = await unit.session.get(Task, task_id)
    telling = await unit.session.get(Telling, (task_id, member_id))
    if task is None or task.closed_at is not None or task.pings is not None or task.told_at is not None:
        return
    if telling is None or task.next_tell_at is None or task.escalated_at is not None:
        return
    task.told_at, task.next_tell_at = unit.now, max(task.next_tell_at, next_turn(unit, task))


async def pass_over(unit: Unit, task_id: int, member_id: int) -> None:
    """A member can't be reached: the next one is told at once (O2)."""
    telling = await unit.session.get(Telling, (task_id, member_id))
    task = await unit.session.get(Task, task_id)
    if telling is not None:
        telling.missed = True
    if task is None or task.closed_at is not None or task.pings is not None:
        return
    if task.escalated_at is None:
        await tell_next(unit, task)
    elif member_id in {person.id for person in unit.roster.in_turn(Role.DIRECTOR, unit.now)}:
        query = select(Telling.member_id).where(Telling.task_id == task_id)
        await escalate(unit, task, set(await unit.session.exec(query)))


async def pass_on(unit: Unit, roles: Collection[str]) -> None:
    """Who acts for these roles has changed: a task that nobody who acts now has heard of goes to the next at once."""
    query = select(Task).where(
        col(Task.closed_at).is_(None), col(Task.role).in_(sorted(roles)), col(Task.starts_at) <= unit.now
    )
    for task in (await unit.session.exec(query.order_by(col(Task.id)))).all():
        if task.pings is not None:
            await _hand_over(unit, task)
            continue
        turn = [person for person in turn_of(unit, task) if person.reachable]
        tellings = (await unit.session.exec(select(Telling).where(Telling.task_id == task_id(task)))).all()
        heard = {telling.member_id for telling in tellings if not telling.missed}
        asked = {telling.member_id for telling in tellings}
        if any(person.id in heard for person in turn):
            if len(unit.roster.acting(Role(task.role))) == 1:  # it may have been nobody's until now
                await changed(unit.session, task.case_id)
                await outbox.touch(unit.session, now=unit.now, case_id=task.case_id, area=task.area)
            continue
        if task.escalated_at is None:
            await tell_next(unit, task)
        elif person := next((person for person in turn if person.id not in asked), None):
            _tell(unit, task, person)
        await outbox.touch(unit.session, now=unit.now, case_id=task.case_id, area=task.area)
    if Role.DIRECTOR in roles:
        await _report_unheard(unit)


async def _report_unheard(unit: Unit) -> None:
    """What was due while there was no director to hear of it."""
    query = select(Task).where(
        col(Task.closed_at).is_(None),
        col(Task.next_tell_at).is_(None),
        col(Task.escalated_at).is_(None),
        col(Task.starts_at) <= unit.now,
    )
    for task in (await unit.session.exec(query.order_by(col(Task.id)))).all():
        if task.pings is None:
            await tell_next(unit, task)


async def _hand_over(unit: Unit, task: Task) -> None:
    """A task of somebody's own that was told already goes to whoever is there now, if they haven't heard of it."""
    person = next((one for one in turn_of(unit, task) if one.reachable), None)
    if person is None or task.told_at is None:
        return
    if await unit.session.get(Telling, (task_id(task), person.id)) is None:
        _tell(unit, task, person)


def plan(unit: Unit, task: Task, pings: Pings) -> None:
    """Keep what is still to come of a task's own days; of what has passed unsaid, the latest is said now."""
    moments = [at for at in pings.at if task.told_at is None or at > task.told_at]
    passed = [at for at in moments if at <= unit.now]
    ahead = [at for at in moments if at > unit.now]
    task.pings = [at.isoformat() for at in ahead]
    task.due_at = pings.due_at
    if passed or ahead:
        task.next_tell_at = passed[-1] if passed else ahead[0]
    elif task.told_at is None or task.next_tell_at is None:
        task.next_tell_at = next_morning(unit, task)
