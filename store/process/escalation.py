"""Who is told of a task, when, and who is next: on duty first, then the others, the director, leadership (O2, C3)."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from store.company import Role
from store.database.marks import mark, set_mark
from store.mail import outbox
from store.mail.outbox import Lane, Outbox
from store.people.roster import Person
from store.process.listeners import about_to_hear
from store.process.records import Case, Event, changed
from store.process.steps import Pings
from store.process.tasks import Task, Telling, task_id, told_by_task
from store.process.unit import Unit

MANY = 2
"""From so many own tasks at once on, one message lists them; invitations are answered one by one."""
INVITED_AHEAD = timedelta(hours=2)
"""A meeting so near is told by an invitation of its own, later ones by the morning list too."""
OVERDUE = "cases/overdue"
REMINDED = "cases/reminded"
DIGEST_EVERY = outbox.LONGEST_WAIT
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
        _call_to_mind(unit, member_id, late)


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
    task.next_tell_at = datetime.fromisoformat(ahead[0]) if ahead else _next_morning(unit, task)
    person = next((one for one in _turn(unit, task) if one.reachable), None)
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
        _call_to_mind(unit, reader.id, [task])


async def _move_on(unit: Unit, task: Task) -> Person | None:
    """As `tell_next`; whoever is only to be reminded is left to the caller, who may have more to remind them of."""
    reader = None
    if task.escalated_at is not None:
        await _report(unit, task)
    else:
        query = select(Telling).where(Telling.task_id == task_id(task))
        reader = await tell_in_turn(unit, task, (await unit.session.exec(query)).all())
    await changed(unit.session, task.case_id)
    await outbox.touch(unit.session, now=unit.now, case_id=task.case_id, area=task.area)
    return reader


async def tell_in_turn(unit: Unit, task: Task, tellings: Sequence[Telling]) -> Person | None:
    """Of those told before, whoever is to be reminded."""
    asked = {telling.member_id for telling in tellings}
    turn = [person for person in _turn(unit, task) if person.reachable]
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
        task.next_tell_at = _whole_minute(_next_turn(unit, task))
    elif unit.now < task.due_at and heard:
        return await _to_remind(unit, task)  # everyone has heard; the director's hour is next
    else:
        await _escalate(unit, task, asked)
    return None


def due_at(unit: Unit, task: Task, start: datetime) -> datetime:
    """When the director hears of a task that somebody was first asked for at `start`."""
    return unit.worktime.add(start, task.minutes or unit.company.turn_for(Role(task.role)).to_director)


async def _to_remind(unit: Unit, task: Task) -> Person | None:
    """Whoever has it is reminded once while there is time; the director's hour is next.

    With a limit of its own when a quarter of it is left, else half-way to the director. What is the director's own goes
    to nobody else.
    """
    if task.reminded_at is not None or (task.minutes is None and task.role == Role.DIRECTOR):
        task.next_tell_at = _whole_minute(task.due_at)
        return None
    mind = _whole_minute(_reminding_at(unit, task))
    if unit.now < mind < task.due_at:
        task.next_tell_at = mind
        return None
    if task.minutes is None and 2 * unit.worktime.between(unit.now, task.due_at) < _half(unit, task):
        task.next_tell_at = _whole_minute(task.due_at)  # after downtime: too late to be of use
        return None
    task.reminded_at, task.next_tell_at = unit.now, _whole_minute(task.due_at)
    return await holder(unit, task)


def _call_to_mind(unit: Unit, member_id: int, late: Sequence[Task]) -> None:
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


def _whole_minute(at: datetime) -> datetime:
    """The end of a minute: what comes due in one minute is told together."""
    return (
        at
        if not (at.second or at.microsecond)
        else at.replace(second=0, microsecond=0) + timedelta(minutes=1)
    )


def _reminding_at(unit: Unit, task: Task) -> datetime:
    if task.minutes is None:
        return unit.worktime.add(task.due_at, -_half(unit, task))
    begun = max(task.starts_at, unit.worktime.next_open(task.opened_at))
    return unit.worktime.add(begun, task.minutes * 3 // 4)


def _half(unit: Unit, task: Task) -> int:
    return unit.company.turn_for(Role(task.role)).to_director // 2


async def _report(unit: Unit, task: Task) -> None:
    """The director has had it as long as the department: leadership hears."""
    leaders = unit.roster.in_turn(Role.EXECUTIVE, unit.now)
    heard = {person.id for person in (await told_by_task(unit, [task]))[task_id(task)]}
    leader = next((person for person in leaders if person.reachable and person.id not in heard), None)
    if leader is not None:
        await _tell_of_overdue(unit, task, leader)
    task.next_tell_at = None


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


def _turn(unit: Unit, task: Task) -> tuple[Person, ...]:
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


async def _escalate(unit: Unit, task: Task, asked: Collection[int]) -> None:
    directors = unit.roster.in_turn(Role.DIRECTOR, unit.now)
    director = next((person for person in directors if person.reachable and person.id not in asked), None)
    if director is not None:
        await _tell_of_overdue(unit, task, director)
    if not directors:
        task.next_tell_at = None  # nobody can hear of it: who comes next is told at once (pass_on)
        return
    if task.escalated_at is None:
        task.escalated_at = unit.now
        await outbox.touch_tasks(unit.session, now=unit.now, task_ids=[task_id(task)])
        if director is not None and unit.now >= task.due_at:
            await _tell_owner(unit, task, director)
    task.next_tell_at = None if task.minutes is None else unit.worktime.add(unit.now, task.minutes)


async def _tell_of_overdue(unit: Unit, task: Task, leader: Person) -> None:
    """It is theirs too from now on; of a morning a director's list may say so."""
    unit.session.add(Telling(task_id=task_id(task), member_id=leader.id, at=unit.now))
    directs = Role.DIRECTOR in unit.roster.actor(leader).roles
    if not (directs and _is_stuck(unit, task) and leader.id in await about_to_hear(unit)):
        await _report_to(unit, task, leader)


def _is_stuck(unit: Unit, task: Task) -> bool:
    """Whether the director's morning list counts it."""
    return task.due_at <= unit.now and task.kind != "owe"


async def _tell_owner(unit: Unit, task: Task, director: Person) -> None:
    """Whoever follows the case hears that nobody did it in time, unless they were asked themselves (O2)."""
    query = select(Event.actor_id).where(Event.case_id == task.case_id, Event.seq == 1)
    opener = unit.roster.person((await unit.session.exec(query)).first())
    owner = unit.roster.owner(opener, unit.now)
    told = (await told_by_task(unit, [task]))[task_id(task)]
    if owner is not None and owner.reachable and owner not in (director, *told):
        await _report_to(unit, task, owner)


async def _report_to(unit: Unit, task: Task, reader: Person) -> None:
    """What is overdue goes to those who answer for it in one message an hour."""
    waiting = await outbox.waiting(unit.session, OVERDUE, reader.id, now=unit.now)
    if waiting is not None:
        waiting.facts = {"tasks": [*waiting.facts["tasks"], task_id(task)]}
        waiting.wanted += 1
        return
    last = await mark(unit.session, f"overdue:{reader.id}")
    ready = unit.now if last is None else max(unit.now, last + DIGEST_EVERY)
    await set_mark(unit.session, f"overdue:{reader.id}", ready)
    outbox.notice(
        unit.session,
        OVERDUE,
        chat_id=reader.telegram_id,
        now=unit.now,
        facts={"tasks": [task_id(task)]},
        lane=Lane.TASK,
        member_id=reader.id,
        not_before=ready if ready > unit.now else None,
    )


def _next_turn(unit: Unit, task: Task) -> datetime:
    """A fresh clock at every hand-over, but never past the moment at which the director hears of it."""
    every = unit.company.turn_for(Role(task.role)).every
    if task.minutes is not None:
        every = max(1, task.minutes // 4)
    return min(unit.worktime.add(unit.now, every), task.due_at)


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


async def holder(unit: Unit, task: Task) -> Person | None:
    """Who was told last of a task, could be reached and is there; else the first whose turn it is."""
    query = select(Telling.member_id).where(Telling.task_id == task.id, col(Telling.missed).is_(False))
    for member_id in await unit.session.exec(query.order_by(col(Telling.at).desc())):
        person = unit.roster.person(member_id)
        if person is not None and unit.roster.away(person) is None:
            return person
    return next(iter(_turn(unit, task)), None)


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
    task.told_at, task.next_tell_at = unit.now, max(task.next_tell_at, _next_turn(unit, task))


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
        await _escalate(unit, task, set(await unit.session.exec(query)))


async def pass_on(unit: Unit, roles: Collection[str]) -> None:
    """Who acts for these roles has changed: a task that nobody who acts now has heard of goes to the next at once."""
    query = select(Task).where(
        col(Task.closed_at).is_(None), col(Task.role).in_(sorted(roles)), col(Task.starts_at) <= unit.now
    )
    for task in (await unit.session.exec(query.order_by(col(Task.id)))).all():
        if task.pings is not None:
            await _hand_over(unit, task)
            continue
        turn = [person for person in _turn(unit, task) if person.reachable]
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
    person = next((one for one in _turn(unit, task) if one.reachable), None)
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
        task.next_tell_at = _next_morning(unit, task)


def _next_morning(unit: Unit, task: Task) -> datetime:
    """Of the first working day after the day on which it is due, and after today."""
    latest = max(unit.now, task.due_at).astimezone(unit.company.zone)
    return unit.worktime.start_of_day(unit.worktime.next_workday(latest.date()))
