"""/undo: a compensating event for the speaker's own latest step."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, select

from store.mail.outbox import Lane
from store.people.actor import Actor
from store.process import tasks
from store.process.areas import AreaTable
from store.process.cases import Taken, follow, moved_by, record, reflect, show
from store.process.changes import on_paper, revert
from store.process.choice import departments
from store.process.notices import audience_of, notice
from store.process.records import UNDO, Case, Event, case_id, find_case, lock_about
from store.process.steps import Tell
from store.process.unit import Unit
from store.requests import UNDO_WITHIN, Refused, UndoStep
from store.stock import moves as stock


async def undo(unit: Unit, actor: Actor, request: UndoStep) -> Taken[Any] | Refused:
    """Take back the actor's own latest step, of one case or of all, within five minutes.

    It is judged as the step itself was, by the roles and the sight that the actor has now. The request's `event_id` names the step that a button offered: when another has been taken since, nothing is taken back.
    Refused when something it changed was changed again, or when a later step stands on it. What it wrote stays in the
    history, with a compensating event behind it. What the step entailed in other cases is taken back with it.
    """
    number, event_id = request.number, request.event_id
    event = await _latest_own(unit, actor, request)
    if event is None:
        named = {"number": number, "area": request.area} if number else {}
        return Refused(reason="nothing_to_undo", facts=named)
    case = await unit.session.get_one(Case, event.case_id, with_for_update=True)
    await lock_about(unit.session, case)
    await unit.session.refresh(
        event
    )  # another press may have taken it back while this one waited for the case
    area = unit.areas[case.area]
    if event.undone_at is not None:
        return Refused(reason="nothing_to_undo", facts={"number": case.number, "area": case.area})
    facts = {
        "number": case.number,
        "area": case.area,
        "case_id": case.id,
        "step": event.step,
        "at": event.at.isoformat(),
    }
    if event_id not in (None, event.id):
        return Refused(reason="undo_stale", facts=facts)
    step = area.steps[event.step]
    state = await area.load(unit, case)
    if not area.open_to(unit, state, actor):
        unseen = "unknown" if number is not None else "nothing_to_undo"
        return Refused(reason=unseen, facts={"number": number, "area": request.area} if number else {})
    in_person = step.chain is not None and step.chain.answered_in_person(state, actor)
    if not (step.open_to(actor) or in_person):
        return Refused(reason="role", facts=facts | {"roles": departments(unit, area, [step], state)})
    if not step.undoable:
        return Refused(reason="not_undoable", facts=facts)
    if unit.now - event.at > UNDO_WITHIN:
        return Refused(reason="undo_late", facts=facts)
    plans = [await _judge(unit, area, case, event)]
    before: dict[int | None, Any] = {}
    for entailed in await _entailed(unit, event):
        other = await unit.session.get_one(Case, entailed.case_id, with_for_update=True)
        plan = await _judge(unit, unit.areas[other.area], other, entailed, as_it_was=before.get(other.id))
        plans.append(plan)
        before[other.id] = plan.new
    if any(plan.new is None for plan in plans):
        shown = {name: True for plan in plans for name in plan.stands_on_it if name == "shown"}
        return Refused(reason="undo_needed", facts=facts | (shown or plans[0].stands_on_it))
    taken = await _take_back(unit, plans[0], actor)
    also: list[Taken[Any]] = []
    for plan in plans[1:]:
        if any(one.case is plan.case for one in also):
            plan = await _judge(unit, plan.area, plan.case, plan.event)
        also.append(await _take_back(unit, plan, actor))
    alike = [one.case.number for one in also if one.case.area == case.area and one.step is step]
    return replace(taken, also=tuple(alike))


async def latest_own(unit: Unit, actor: Actor) -> Event | None:
    """The step that would be taken back now, if its time is not over."""
    event = await _latest_own(unit, actor, UndoStep())
    return event if event is not None and unit.now - event.at <= UNDO_WITHIN else None


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """An event to be taken back; `new` is None where something stands on it."""

    area: AreaTable[Any]
    case: Case
    event: Event
    old: Any
    new: Any | None
    stands_on_it: dict[str, Any]


async def _judge(
    unit: Unit, area: AreaTable[Any], case: Case, event: Event, *, as_it_was: Any = None
) -> _Plan:
    """`as_it_was` is how the case stands once a later step of it is taken back."""
    old = as_it_was or await area.load(unit, case)
    new = area.withdraw(old) if event.seq == 1 else revert(old, event.patch)
    later = await _after(unit, event)
    shown = on_paper(old, event.patch)
    if shown or (
        new is not None and ((event.seq == 1 and later) or (area.sound(old) and not area.sound(new)))
    ):
        new = None
    by: dict[str, Any] = {"shown": True} if shown else {}
    if later is not None and not shown:
        by = {"by": unit.roster.named(later.actor_id, later.actor), "later": later.step}
    return _Plan(area=area, case=case, event=event, old=old, new=new, stands_on_it=by)


async def _take_back(unit: Unit, plan: _Plan, actor: Actor) -> Taken[Any]:
    area, case, event, step = plan.area, plan.case, plan.event, plan.area.steps[plan.event.step]
    new = await area.save(unit, case, plan.old, plan.new)
    event.undone_at = unit.now
    case.terms += 1
    await show(unit, area, case, new)
    undone = await record(
        unit, case, UNDO, "StepUndone", actor, {"undone": event.action, "of": event.step}, {}
    )
    await stock.take_back(unit.session, event.id or 0, moved_by(unit, actor, undone))
    await follow(unit, area, case, new, actor, answers=frozenset(), result=UNDO)
    await reflect(unit, case, plan.old, new, undone, actor)
    told = [tell for tell in step.tells if tell.when(new, plan.old)]
    heard = Tell[Any](notice="undone", to=tuple(to for tell in told for to in tell.to if to != "asker"))
    people = {person.id: person for person in await audience_of(unit, area, case, new, heard, actor)}
    people |= {person.id: person for person in await tasks.told_since(unit, case_id(case), event.at)}
    people.pop(actor.member_id or 0, None)
    for person in people.values():
        notice(unit, area, heard.notice, person, case, {"step": event.step}, Lane.MONEY, by=actor.name)
    return Taken(case=case, step=step, event=undone, old=plan.old, new=new)


async def _entailed(unit: Unit, event: Event) -> Sequence[Event]:
    """What the step brought about in other cases, the latest first: of one case each stands on the one before."""
    query = select(Event).where(Event.entailed_by == event.id, col(Event.undone_at).is_(None))
    return (await unit.session.exec(query.order_by(col(Event.id).desc()))).all()


async def _latest_own(unit: Unit, actor: Actor, request: UndoStep) -> Event | None:
    query = (
        select(Event)
        .join(Case, col(Case.id) == col(Event.case_id))
        .where(
            Event.actor_id == actor.member_id,
            col(Event.undone_at).is_(None),
            col(Event.entailed_by).is_(None),
            Event.step != UNDO,
        )
    )
    if request.number is not None:
        query = query.where(await _of_case(unit, request.area, request.number))
    return (await unit.session.exec(query.order_by(col(Event.id).desc()).limit(1))).first()


async def _of_case(unit: Unit, area: str, number: int) -> ColumnElement[bool]:
    """Of a case that is signed elsewhere, what was said on that chain."""
    table, named = unit.areas[area], and_(col(Case.area) == area, col(Case.number) == number)
    case = await find_case(unit.session, area, number) if table.elsewhere else None
    where = await table.elsewhere(unit, case) if table.elsewhere and case is not None else None
    if where is None:
        return named
    own = unit.areas[where.case.area].steps_on(where.chain)
    return and_(col(Case.id) == where.case.id, col(Event.step).in_(own))


async def _after(unit: Unit, event: Event) -> Event | None:
    """The latest later step on the case that still stands."""
    query = select(Event).where(
        Event.case_id == event.case_id,
        Event.seq > event.seq,
        col(Event.undone_at).is_(None),
        Event.step != UNDO,
    )
    return (await unit.session.exec(query.order_by(col(Event.seq).desc()).limit(1))).first()
