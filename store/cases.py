"""take(): the one way anything moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic

from pydantic_core import to_jsonable_python

from store import outbox, tasks
from store.areas import AreaTable
from store.judging import choose
from store.numbers import next_number
from store.outbox import Lane
from store.patches import patch
from store.records import Case, Event, case_id, find_case
from store.requests import CaseRequest, Request
from store.steps import Actor, Refused, S, Step
from store.telling import keep_attachment, tell
from store.unit import Unit


@dataclass(frozen=True, kw_only=True)
class Taken(Generic[S]):
    """A step that was taken, with the case as it is now."""

    case: Case
    step: Step[S]
    event: Event
    old: S
    new: S


async def take(
    unit: Unit,
    area: AreaTable[S],
    actor: Actor,
    request: Request,
    *,
    chat_id: int | None = None,
    thread_id: int | None = None,
    answering: str | None = None,
) -> Taken[S] | Refused:
    """Judge a request and, if it stands, do all of it in the unit's transaction: event, tasks, card, notices.

    Several steps may answer to one request (`/cod` reports or confirms): of those that the actor's roles allow, the
    first whose guard passes is taken, that of the task it answers before others.
    """
    case: Case | None = None
    if isinstance(request, CaseRequest):
        case = await find_case(unit.session, area.name, request.number, lock=True)
        old = await area.load(unit, case) if case else None
        if case is None or old is None or not area.may_see(old, actor):
            return Refused(reason="unknown", facts={"number": request.number})
        old = await area.prepare(unit, case, old, request)
    else:
        old = await area.draft(unit, request, actor)
    step = await choose(unit, area, actor, request, case, old, answering)
    if isinstance(step, Refused):
        return step
    new = step.act(old, request, unit.moment(actor))
    if case is None:
        case = await _open_case(unit, area, new, chat_id, thread_id)
    new = await area.save(unit, case, old, new)
    facts = area.facts(old, new, request)
    event = await record(unit, case, step.name, step.event, actor, facts, patch(old, new))
    case.terms += step.terms
    opened = await settle_state(unit, area, case, new, actor, answers=step.answers, result=step.name)
    await keep_attachment(unit, area, case, event, actor)
    asked = {person.id for person in await tasks.told_of(unit, opened)}
    await tell(unit, area, case, step, actor, old, new, event, asked=asked)
    return Taken(case=case, step=step, event=event, old=old, new=new)


async def _open_case(
    unit: Unit, area: AreaTable[S], state: S, chat_id: int | None, thread_id: int | None
) -> Case:
    """The case with its number, and its card: in the desk room and topic where it was asked for, else in the first desk."""
    number = await next_number(unit.session, area.name)
    case = Case(area=area.name, number=number, state=state.state, opened_at=unit.now, chat_id=chat_id)
    unit.session.add(case)
    await unit.session.flush()
    desks = unit.roster.desks
    for desk in [desk for desk in desks if desk.chat_id == chat_id] or desks[:1]:
        outbox.notice(
            unit.session,
            f"{area.name}/card",
            chat_id=desk.chat_id,
            thread_id=(thread_id if desk.chat_id == chat_id else None) or desk.thread_id,
            now=unit.now,
            lane=Lane.CARD,
            case_id=case_id(case),
        )
    return case


async def settle_state(
    unit: Unit,
    area: AreaTable[S],
    case: Case,
    state: S,
    actor: Actor,
    *,
    answers: frozenset[str],
    result: str,
) -> Sequence[tasks.Task]:
    """The case has a new state: tasks follow from it, and what people see of it is asked for again.

    Returns the tasks that were opened.
    """
    case.state, case.title = state.state, area.title(state)
    case.version += 1
    opened = await tasks.follow(
        unit,
        area=area.name,
        case_id=case_id(case),
        duties=area.duties,
        state=state,
        answers=answers,
        result=result,
        actor=actor,
    )
    await outbox.touch(unit.session, now=unit.now, case_id=case_id(case), kinds=[f"{area.name}/card"])
    # Closed ones have said who did it and when; the open ones stay true.
    waiting = await tasks.open_tasks(unit.session, case_id(case))
    ids = [task.id for task in waiting if task.id is not None]
    await outbox.touch_tasks(unit.session, now=unit.now, task_ids=ids)
    return opened


async def record(
    unit: Unit,
    case: Case,
    step: str,
    action: str,
    actor: Actor,
    facts: dict[str, Any],
    changes: dict[str, Any],
) -> Event:
    """Write one event at the end of the case's history."""
    case.events += 1
    event = Event(
        case_id=case_id(case),
        seq=case.events,
        step=step,
        action=action,
        actor_id=actor.member_id,
        actor=actor.name,
        at=unit.now,
        facts=to_jsonable_python(facts),
        patch=changes,
        inbox_id=unit.inbox_id,
        chat_id=unit.source[0] if unit.source else None,
        message_id=unit.source[1] if unit.source else None,
    )
    unit.session.add(event)
    await unit.session.flush()
    return event
