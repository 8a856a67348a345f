"""On which cases a person may do something now: what a command by itself offers."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlmodel import col, select

from store.people.actor import Actor
from store.process import tasks
from store.process.areas import AreaTable
from store.process.choice import choose, foresee
from store.process.records import Case
from store.process.tasks import Task
from store.process.unit import Unit
from store.requests import CaseRequest, Refused, Request, Sign

MOST = 8
LOOKED_AT = 60
"""So many cases of an area are judged, those whose task is the speaker's first, then the newest."""

Asking = tuple[type[Request], Callable[[int], Request] | None]
"""A request, and how it is made where it needs nothing but the number."""


async def on_steps(
    unit: Unit, actor: Actor, table: AreaTable[Any], asking: Sequence[Asking]
) -> list[dict[str, Any]]:
    """The cases of an area on which one of these requests would be taken; one more than MOST tells that there are more.

    With the speaker's own open `task` that it would answer, where there is one.
    """
    steps = [
        step for request, _ in asking for step in table.asking(request) if step.open_to(actor) or step.chain
    ]
    states = {state for step in steps for state in step.states}
    kinds = {kind for step in steps for kind in step.answers}
    found = []
    owed = await _owed(unit, actor, table, kinds) if steps else {}
    for case in await _cases(unit, actor, table, states, kinds) if steps else ():
        if table.elsewhere is not None and await table.elsewhere(unit, case) is not None:
            continue  # it is the other case's, which is offered itself
        state = await table.load(unit, case)
        if table.may_see(state, actor) and await _takes(unit, actor, table, asking, case, state):
            found.append(_named(case) | {"task": owed.get(case.id)})
        if len(found) > MOST:
            break
    return found


async def owes(unit: Unit, actor: Actor, table: AreaTable[Any], request: type[Request]) -> bool:
    """Whether a task of theirs in this area is answered by the request."""
    kinds = {kind for step in table.asking(request) for kind in step.answers}
    return bool(kinds) and bool(await _owed(unit, actor, table, kinds))


async def asked_for(unit: Unit, actor: Actor, table: AreaTable[Any], request: CaseRequest) -> bool:
    """Whether a signature is waited for that this person may take back the request for."""
    kinds = {kind for asks in (Sign, type(request)) for step in table.asking(asks) for kind in step.answers}
    waiting = select(Case).join(Task, col(Task.case_id) == col(Case.id)).where(Task.area == table.name)
    waiting = waiting.where(col(Task.closed_at).is_(None), col(Task.kind).in_(kinds))
    if not table.sees_all(actor):
        waiting = waiting.where(table.seen_by(actor))
    newest = await unit.session.exec(waiting.order_by(col(Task.id).desc()).limit(LOOKED_AT))
    for case in {case.id: case for case in newest}.values():
        meant = request.model_copy(update={"number": case.number})
        state = await table.load(unit, case)
        if not isinstance(await choose(unit, table, actor, meant, case, state), Refused):
            return True
    return False


async def _owed(
    unit: Unit, actor: Actor, table: AreaTable[Any], kinds: set[str]
) -> dict[int | None, int | None]:
    """By case, the speaker's first task of these kinds."""
    owed = tasks.owed(sorted(actor.roles), actor.member_id)
    asked = select(Task.case_id, Task.id).where(Task.area == table.name, col(Task.kind).in_(kinds), *owed)
    rows = (await unit.session.exec(asked.order_by(col(Task.id).desc()))).all()
    return dict(rows)


async def seen(unit: Unit, actor: Actor, table: AreaTable[Any]) -> list[dict[str, Any]]:
    """The cases of an area that this person may look at and that are not over, up to one more than MOST."""
    cases = await _cases(unit, actor, table, None, None, most=MOST + 1)
    return [_named(case) for case in cases[: MOST + 1]]


def _named(case: Case) -> dict[str, Any]:
    return {"area": case.area, "number": case.number, **case.named}


async def _takes(
    unit: Unit, actor: Actor, table: AreaTable[Any], asking: Sequence[Asking], case: Case, state: Any
) -> bool:
    for request, make in asking:
        if make is None:
            refused = await foresee(unit, table, actor, request, case)
        else:
            chosen = await choose(unit, table, actor, make(case.number), case, state)
            refused = chosen if isinstance(chosen, Refused) else None
        if refused is None:
            return True
    return False


async def _cases(
    unit: Unit,
    actor: Actor,
    table: AreaTable[Any],
    states: set[str] | None,
    kinds: set[str] | None,
    *,
    most: int = LOOKED_AT,
) -> list[Case]:
    """Those whose task is the speaker's first, then the newest; none that they may not see."""
    owed = tasks.owed(sorted(actor.roles), actor.member_id)
    asked = select(Case).join(Task, col(Task.case_id) == col(Case.id)).where(Task.area == table.name, *owed)
    asked = asked.order_by(col(Task.id))
    if kinds is not None:
        asked = asked.where(col(Task.kind).in_(kinds))
    living = col(Case.state).in_(states) if states is not None else col(Case.state).not_in(table.ended)
    newest = select(Case).where(Case.area == table.name, living).order_by(col(Case.id).desc())
    if not table.sees_all(actor):
        asked, newest = (query.where(table.seen_by(actor)) for query in (asked, newest))
    cases = [case for query in (asked, newest) for case in await unit.session.exec(query.limit(most))]
    return list({case.id: case for case in cases}.values())
