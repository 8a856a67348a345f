"""Which step a request takes, or why none: by role, by state, by the step's own guard."""

from collections.abc import Collection, Sequence
from typing import Any

from pydantic_core import to_jsonable_python
from sqlmodel import col, select

from store.company import Role
from store.people.actor import Actor
from store.people.roster import Person
from store.process import tasks, turns
from store.process.areas import AreaTable
from store.process.records import UNDO, Case, Event, case_id
from store.process.steps import Moment, S, Step
from store.process.unit import Unit
from store.requests import Refused, Request, Withdraw

_OVER = ("state", "nothing_to_sign")
"""Refusals that may have come because something was over before."""
BESIDE = ("role", "nothing_to_sign")
"""Reasons that only say that another step was meant."""


async def choose(
    unit: Unit,
    area: AreaTable[S],
    actor: Actor,
    request: Request,
    case: Case | None,
    state: S,
    answering: str | None = None,
    *,
    entailed: bool = False,
) -> Step[S] | Refused:
    """`answering` is the kind of the task that was pressed or replied to: its own step is the one meant.

    Without one, a step that an open task asks for comes before one that nothing asks for. One that another area's step
    entails is not judged by roles: whoever may take that may bring this about.
    """
    steps, moment = area.asking(type(request)), unit.moment(actor)
    permitted = [step for step in steps if entailed or open_to(step, state, moment)]
    if not permitted:
        refused = Refused(reason="role", facts={"roles": departments(unit, area, steps, state)})
        return await _explain(unit, case, state, steps[0], refused)
    asked = {answering} if answering else set[str]()
    if not answering and len(steps) > 1:  # of one alone there is nothing to choose
        theirs = {kind for step in steps for kind in step.answers}
        asked = {duty.kind for duty in area.duties if duty.kind in theirs and duty.holds(state)}
    permitted.sort(key=lambda step: not step.answers & asked)
    if answering:
        permitted = [step for step in permitted if step.answers & asked] or permitted
    refusals, fits = [], []
    for step in permitted:
        judged = _judge(step, state, request, moment)
        if judged is None:
            fits.append(step)
        else:
            refusals.append((step, judged))
    waiting = [step for step in fits if step.answers & asked and step.chain is not None]
    if not answering and not entailed and len(waiting) > 1:
        kinds = [kind for step in waiting for kind in sorted(step.answers & asked)]
        return await _explain(unit, case, state, waiting[0], Refused(reason="which", facts={"kinds": kinds}))
    if fits:
        return fits[0]
    # Of several steps for one request, the one that speaks of this case's own matter says why.
    step, judged = next((pair for pair in refusals if pair[1].reason not in BESIDE), refusals[0])
    others = [one for one in steps if one not in permitted and one.answers & asked]
    if judged.reason == "nothing_to_sign" and others:
        judged = Refused(reason="role", facts={"roles": departments(unit, area, others, state)})
    return await _explain(unit, case, state, step, judged)


def open_to(step: Step[S], state: S, moment: Moment) -> bool:
    """By role, or because a seat of its chain is this person's."""
    return step.open_to(moment.actor) or (step.chain is not None and step.chain.seats(state, moment))


async def foresee(
    unit: Unit, area: AreaTable[S], actor: Actor, request: type[Request], case: Case
) -> Refused | None:
    """Whether a request would be refused whatever it says: by the actor's roles, or by the state the case is in. What is
    signed elsewhere is judged there."""
    where = await area.elsewhere(unit, case) if area.elsewhere is not None else None
    if where is not None:
        facts = {"number": case.number, "of": {"area": where.case.area, "number": where.case.number}}
        return None if where.takes_any(request) else Refused(reason="signed_elsewhere", facts=facts)
    state = await area.load(unit, case)
    steps, moment = area.asking(request), unit.moment(actor)
    permitted = [step for step in steps if open_to(step, state, moment)]
    if not permitted:
        refused = Refused(reason="role", facts={"roles": departments(unit, area, steps, state)})
        return await _explain(unit, case, state, steps[0], refused)
    if any(state.state in step.states for step in permitted):
        return None
    return await _explain(unit, case, state, permitted[0], Refused(reason="state"))


def departments(unit: Unit, area: AreaTable[S], steps: Sequence[Step[S]], state: S) -> list[str]:
    """Whose step it is, as a refusal names them: of those who may take it who is asked for it, else all, in order."""
    kinds = {kind for step in steps for kind in step.answers}
    duties = [duty for duty in area.duties if duty.kind in kinds]
    holding = [duty for duty in duties if duty.holds(state)]
    asked = [owner.role for duty in holding for owner in duty.owned_by(state, unit.roster)] or [
        duty.role(state) for duty in duties
    ]
    allowed = frozenset[Role]().union(*(step.roles for step in steps))
    seated = any(step.chain is not None for step in steps)
    able = [role for role in asked if seated or role in allowed]
    return list(dict.fromkeys(able)) or [role for role in Role if role in allowed]


def _judge(step: Step[S], state: S, request: Request, moment: Moment) -> Refused | None:
    if state.state not in step.states:
        return Refused(reason="state")
    return step.judge(state, request, moment)


async def _explain(unit: Unit, case: Case | None, state: S, step: Step[S], refused: Refused) -> Refused:
    """Add the present state and, where the step was taken before, who took it and when."""
    facts: dict[str, Any] = {"step": step.name, "state": state.state, **refused.facts}
    if case is not None:
        facts |= {"number": case.number, "area": case.area, "case_id": case.id}
        query = select(Event).where(Event.case_id == case.id, Event.step == step.name)
        before = (await unit.session.exec(query.order_by(col(Event.seq).desc()).limit(1))).first()
        if before is not None:
            facts |= {"done_by": unit.roster.named(before.actor_id, before.actor), "done_at": before.at}
        if (last := await _ended(unit, case, step, refused)) is not None:
            facts["ended"] = {
                "by": unit.roster.named(last.actor_id, last.actor),
                "at": last.at,
                "step": last.step,
            }
        stuck = unit.areas[case.area].stuck(state, unit.roster)
        facts["waiting"] = await waiting_for(unit, case_id(case), stuck)
    return Refused(reason=refused.reason, facts=to_jsonable_python(facts))


async def _ended(unit: Unit, case: Case, step: Step[Any], refused: Refused) -> Event | None:
    """What ended the signing since, where that is why nobody signs any more: the latest step that stands, if it is another."""
    table = unit.areas[case.area]
    if refused.reason not in _OVER or step.chain is None:
        return None
    query = select(Event).where(Event.case_id == case.id, col(Event.undone_at).is_(None), Event.step != UNDO)
    last = (await unit.session.exec(query.order_by(col(Event.seq).desc()).limit(1))).first()
    if last is None or last.step == step.name:
        return None
    taken = table.steps.get(last.step)
    return last if case.state in table.ended or (taken is not None and taken.asks is Withdraw) else None


def _is_theirs(unit: Unit, task: tasks.Task, person: Person) -> bool:
    """Whoever was told of it and has another post since has no say in it any more."""
    by_name = task.member_id is not None or task.rota
    return by_name or unit.roster.actor(person).acts_for(Role(task.role)) is not None


async def waiting_for(unit: Unit, case: int, stuck: Collection[tuple[str, str]] = ()) -> list[dict[str, Any]]:
    """Who has the ball: each open task with its role, everyone told of it and since when, and whose it is alone. `stuck` are
    those that nobody may do."""
    found = []
    waiting = await tasks.open_tasks(unit.session, case)
    told = await tasks.told_by_task(unit, waiting)
    for task in waiting:
        people = told[task.id or 0]
        above = [role for role in (Role.DIRECTOR, Role.EXECUTIVE) if task.escalated_at and task.role != role]
        nobody, able = (task.kind, task.role) in stuck, turns.able(unit, task)
        directors = [person for role in above for person in unit.roster.acting(role)]
        found.append(
            {
                "role": task.role,
                "kind": task.kind,
                "since": task.starts_at,
                "ahead": task.starts_at > unit.now,
                "due_at": task.due_at,
                "told": [one.name for one in people if one not in directors and _is_theirs(unit, task, one)],
                "whose": unit.roster.name(task.member_id),
                "late": any(person in directors for person in people),
                "nobody": nobody or not able,
                "own": nobody and able,
            }
        )
    return found
