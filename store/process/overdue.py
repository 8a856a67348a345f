"""What is late is told to those who answer for it: the director, whoever follows the case, leadership (O2, C3)."""

from collections.abc import Collection

from sqlmodel import select

from store.company import Role
from store.database.marks import mark, set_mark
from store.mail import outbox
from store.mail.outbox import Lane
from store.people.roster import Person
from store.process.listeners import about_to_hear
from store.process.records import Event
from store.process.tasks import Task, Telling, task_id, told_by_task
from store.process.unit import Unit

OVERDUE = "cases/overdue"
DIGEST_EVERY = outbox.LONGEST_WAIT


async def report(unit: Unit, task: Task) -> None:
    """The director has had it as long as the department: leadership hears."""
    leaders = unit.roster.in_turn(Role.EXECUTIVE, unit.now)
    heard = {person.id for person in (await told_by_task(unit, [task]))[task_id(task)]}
    leader = next((person for person in leaders if person.reachable and person.id not in heard), None)
    if leader is not None:
        await _tell_of_overdue(unit, task, leader)
    task.next_tell_at = None


async def escalate(unit: Unit, task: Task, asked: Collection[int]) -> None:
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
