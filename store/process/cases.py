"""take(): the one way anything moves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from pydantic_core import to_jsonable_python

from store.company import Role
from store.database.numbers import next_number
from store.mail import outbox
from store.mail.outbox import Lane
from store.people.actor import Actor
from store.process import task_sync, tasks, unsigned
from store.process.areas import AreaTable
from store.process.changes import patch
from store.process.choice import choose
from store.process.notices import keep_attachments, tell
from store.process.records import Case, Event, case_id, find_case, lock_about
from store.process.steps import S, Step
from store.process.unit import Unit
from store.requests import CaseRequest, Refused, Request
from store.stock import moves as stock


@dataclass(frozen=True, kw_only=True)
class Taken(Generic[S]):
    """A step that was taken, with the case as it is now."""

    case: Case
    step: Step[S]
    event: Event
    old: S
    new: S
    also: tuple[int, ...] = ()
    """Numbers of further cases of the area with which the same was done at once."""


@dataclass(frozen=True, kw_only=True)
class _Plan(Generic[S]):
    """A step that stands, judged and not yet taken, with what it entails."""

    area: AreaTable[S]
    case: Case | None
    step: Step[S]
    request: Request
    old: S
    new: S
    entailed: "tuple[_Plan[Any], ...]" = ()


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
    first whose guard passes is taken, that of the task it answers before others. What the step entails in other areas'
    cases is judged before anything is written, and taken with it; several steps of one case each by what the one before
    made of it. What is said of a case that is signed elsewhere is a step of the case whose chain that is.
    """
    plan = await _judge(unit, area, actor, request, answering=answering)
    if isinstance(plan, Refused) and plan.instead is not None:
        other = await _judge(unit, area, actor, plan.instead)
        plan = plan if isinstance(other, Refused) else other
    if isinstance(plan, Refused):
        return plan
    area = plan.area
    case = plan.case or await open_case(unit, area, plan.new, chat_id, thread_id)
    taken = await _carry_out(unit, plan, case, actor)
    await keep_attachments(unit, area, case, taken.event, actor)
    moved: set[int | None] = set()
    for other in plan.entailed:
        if other.case is not None and other.case.id in moved:
            again = await _judge(unit, other.area, actor, other.request, entailed=True)
            assert isinstance(again, _Plan), "judged before, as it stands after the first"
            other = again
        opened = other.case or await open_case(unit, other.area, other.new, None, None)
        await _carry_out(unit, other, opened, actor, entailed_by=taken.event.id)
        moved.add(opened.id)
    for one in await area.after(unit, case, plan.step, taken.new):
        left = await _judge(unit, unit.areas[one.area], actor, one.request, entailed=True)
        if isinstance(left, _Plan) and left.case is not None:
            await _carry_out(unit, left, left.case, actor, entailed_by=taken.event.id)
    return taken


async def _judge(
    unit: Unit,
    area: AreaTable[S],
    actor: Actor,
    request: Request,
    *,
    answering: str | None = None,
    entailed: bool = False,
    ahead: Mapping[int | None, Any] | None = None,
) -> _Plan[S] | Refused:
    """`ahead` is how cases will stand, by id, where something is judged that comes first."""
    case: Case | None = None
    if isinstance(request, CaseRequest):
        there = await _elsewhere(unit, area, actor, request, entailed=entailed)
        if isinstance(there, Refused):
            return there
        if there is not None:
            return await _judge(unit, unit.areas[there[0]], actor, there[1], entailed=entailed)
        case = await find_case(unit.session, area.name, request.number, lock=True)
        if case is not None:
            await lock_about(unit.session, case)
        known = (ahead or {}).get(case.id) if case else None
        old = known or (await area.load(unit, case) if case else None)
        if case is None or old is None or not (entailed or area.open_to(unit, old, actor)):
            return Refused(reason="unknown", facts={"number": request.number})
        old = await area.prepare(unit, case, old, request)
    else:
        drafted = await area.draft(unit, request, actor)
        if isinstance(drafted, Refused):
            steps = area.asking(type(request))
            if any(step.open_to(actor) for step in steps):
                return drafted
            allowed = frozenset[Role]().union(*(step.roles for step in steps))
            return Refused(reason="role", facts={"roles": [role for role in Role if role in allowed]})
        old = drafted
    step = await choose(unit, area, actor, request, case, old, answering, entailed=entailed)
    if isinstance(step, Refused):
        return step
    new = step.act(old, request, unit.moment(actor))
    plans: list[_Plan[Any]] = []
    after: dict[int | None, Any] = {}
    for one in step.entails(old, new):
        plan = await _judge(unit, unit.areas[one.area], actor, one.request, entailed=True, ahead=after)
        if isinstance(plan, Refused):
            return plan
        plans.append(plan)
        after |= {plan.case.id: plan.new} if plan.case is not None else {}
    return _Plan(area=area, case=case, step=step, request=request, old=old, new=new, entailed=tuple(plans))


async def _elsewhere(
    unit: Unit, area: AreaTable[Any], actor: Actor, request: CaseRequest, *, entailed: bool
) -> tuple[str, CaseRequest] | Refused | None:
    """What is asked of which area instead, where the case is signed on another's chain. Only that one is locked."""
    case = await find_case(unit.session, area.name, request.number) if area.elsewhere else None
    where = await area.elsewhere(unit, case) if area.elsewhere and case is not None else None
    if case is None or where is None:
        return None
    if not (entailed or area.open_to(unit, await area.load(unit, case), actor)):
        return Refused(reason="unknown", facts={"number": request.number})
    asked = where.request(request)
    if asked is None:
        facts = {"number": case.number, "of": {"area": where.case.area, "number": where.case.number}}
        return Refused(reason="signed_elsewhere", facts=facts)
    return where.case.area, asked


async def reflect(unit: Unit, case: Case, old: Any, new: Any, event: Event, actor: Actor) -> None:
    """What other areas' cases show of this one."""
    for area in unit.areas.values():
        if area.reflects is not None:
            await area.reflects(unit, case, old, new, event, actor)


async def _carry_out(
    unit: Unit, plan: _Plan[S], case: Case, actor: Actor, *, entailed_by: int | None = None
) -> Taken[S]:
    area, step, old = plan.area, plan.step, plan.old
    new = await area.save(unit, case, old, plan.new)
    case.terms += step.terms
    await show(unit, area, case, new)
    facts = area.facts(old, new, plan.request)
    instead = actor.instead_of(step.roles)
    if step.chain is not None:
        instead = step.chain.standing(new).lines[-1].instead_of or None
        if step.signs and step.chain.own(old, actor):
            facts["own"] = True
    if instead is not None:
        facts["instead_of"] = instead
    event = await record(
        unit, case, step.name, step.event, actor, facts, patch(old, new), entailed_by=entailed_by
    )
    if moves := area.moved(old, new):
        await stock.record(unit.session, moves, moved_by(unit, actor, event))
    if area.unmoved(old, new):
        await stock.take_back_case(unit.session, moved_by(unit, actor, event))
    opened = await follow(unit, area, case, new, actor, answers=step.answers, result=step.name)
    await reflect(unit, case, old, new, event, actor)
    asked = {person.id for person in await tasks.told_of(unit, opened)}
    await tell(unit, area, case, step, actor, old, new, event, asked=asked)
    return Taken(case=case, step=step, event=event, old=old, new=new)


async def open_case(
    unit: Unit, area: AreaTable[S], state: S, chat_id: int | None, thread_id: int | None
) -> Case:
    """The case with its number, and its card: in the desk room and topic where it was asked for, else in the first desk."""
    number = await next_number(unit.session, area.name)
    case = Case(
        area=area.name,
        number=number,
        state=state.state,
        opened_at=unit.now,
        chat_id=chat_id,
        about_id=area.about(state),
    )
    unit.session.add(case)
    await unit.session.flush()
    desks = unit.roster.desks if area.carded(state) else ()
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


async def show(unit: Unit, area: AreaTable[S], case: Case, state: S) -> None:
    """The case has a new state, and so has whatever it is about for whoever sees that."""
    case.state, case.title, case.title_en = state.state, area.title(state), area.title_en(state)
    case.version += 1
    if case.about_id is not None:
        about = await unit.session.get_one(Case, case.about_id)
        about.version += 1


async def follow(
    unit: Unit,
    area: AreaTable[S],
    case: Case,
    state: S,
    actor: Actor,
    *,
    answers: frozenset[str],
    result: str,
) -> Sequence[tasks.Task]:
    """Tasks follow from the new state, and what people see of the case is asked for again.

    Returns the tasks that were opened.
    """
    before = await tasks.open_tasks(unit.session, case_id(case))
    opened = await task_sync.follow(
        unit,
        area=area.name,
        case_id=case_id(case),
        duties=area.duties,
        state=state,
        before=before,
        answers=answers,
        result=result,
        actor=actor,
    )
    new = {(task.kind, task.role) for task in opened}
    unsigned.tell_of(unit, area, case, state, area.stuck(state, unit.roster) & new)
    # Closed ones say from now on who did it and when; the open ones stay true.
    ids = [task.id for task in before if task.id is not None]
    await outbox.touch(unit.session, now=unit.now, case_id=case_id(case), area=area.name, task_ids=ids)
    if case.about_id is not None:
        about = await unit.session.get_one(Case, case.about_id)
        await outbox.touch(unit.session, now=unit.now, case_id=case.about_id, area=about.area)
    return opened


def moved_by(unit: Unit, actor: Actor, event: Event) -> stock.By:
    """Who moves goods by this event."""
    return stock.By(
        now=unit.now,
        zone=unit.company.zone,
        member_id=actor.member_id,
        member=actor.name,
        case_id=event.case_id,
        event_id=event.id,
    )


async def record(
    unit: Unit,
    case: Case,
    step: str,
    action: str,
    actor: Actor,
    facts: dict[str, Any],
    changes: dict[str, Any],
    *,
    entailed_by: int | None = None,
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
        entailed_by=entailed_by,
        inbox_id=unit.inbox_id,
        chat_id=unit.source[0] if unit.source else None,
        message_id=unit.source[1] if unit.source else None,
    )
    unit.session.add(event)
    await unit.session.flush()
    return event
