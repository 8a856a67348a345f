"""Read-only facts that cases of every area have: who waits, what may be pressed, who did what."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import col, select

from store.people.actor import Actor
from store.process import tasks
from store.process.areas import AreaTable, Elsewhere
from store.process.chain import Chain, Passing, Signature, Verdict
from store.process.chain.passing import ADVISE, asked_first
from store.process.choice import waiting_for
from store.process.lists import PAGE
from store.process.records import (
    UNDO,
    Case,
    Event,
    case_id,
    cases_about,
    find_case,
    history,
    proofs,
)
from store.process.steps import S
from store.process.unit import Unit
from store.requests import UNDO_WITHIN

RECENT = 100
"""How far back a card looks for who did what last."""


async def case_seen_by(unit: Unit, actor: Actor, area: str, number: int) -> Case | None:
    """None too for a case that this person may not see: they learn nothing, not even that it exists."""
    table = unit.areas.get(area)
    case = await find_case(unit.session, area, number) if table else None
    if table is None or case is None:
        return None
    return case if await table.shows(unit, case, actor) else None


async def case_facts(
    unit: Unit, table: AreaTable[S], case: Case, state: S, tracks: Mapping[str, tuple[str, ...]]
) -> dict[str, Any]:
    """What a card, a task or a notice may say of any case. `tracks` names the steps of which the latest is shown."""
    events = await history(unit.session, case_id(case), limit=RECENT)
    where = await signed_at(unit, case)
    waiting = (
        await waiting_for(unit, case_id(case), table.stuck(state, unit.roster))
        if where is None
        else await _waiting_at(unit, where)
    )
    return {
        "area": case.area,
        "number": case.number,
        "state": case.state,
        "terms": case.terms,
        "opened_at": case.opened_at,
        "signed_at": {"area": where.case.area, "number": where.case.number} if where else None,
        "tracks": {track: _latest(unit, events, steps) for track, steps in tracks.items()},
        "waiting": waiting,
        "actions": _actions(table, waiting),
        "seated": _seated(unit, table, state, waiting),
        "more": [],
        "proofs": await proofs(unit.session, case_id(case)),
        "related": [
            {"area": one.area, "number": one.number}
            for one in await cases_about(unit.session, case_id(case))
            if one.state not in unit.areas[one.area].ended and await signed_at(unit, one) is None
        ],
        "asked_first": _said(_asked_first(table, state)),
        "opinions": _said(_opinions(table, state)),
        "undone": _undone(unit, events),
        "last": _undoable(table, events),
    }


async def signed_at(unit: Unit, case: Case) -> Elsewhere | None:
    """Where a case is signed that has no signatures of its own."""
    elsewhere = unit.areas[case.area].elsewhere
    return await elsewhere(unit, case) if elsewhere is not None else None


async def _said_at(unit: Unit, where: Elsewhere) -> Sequence[Event]:
    """What was said on that chain, and what changed the case that it is said of there; taken back or not."""
    steps = unit.areas[where.case.area].steps_on(where.chain)
    query = select(Event).where(
        Event.case_id == where.case.id, col(Event.step).in_([*steps, *where.shows]), Event.seq > 1
    )
    return [
        one
        for one in await unit.session.exec(query)
        if one.step in steps or where.shows[one.step] & one.patch.keys()
    ]


async def _waiting_at(unit: Unit, where: Elsewhere) -> list[dict[str, Any]]:
    """Whose signature it is that it waits for."""
    table = unit.areas[where.case.area]
    stuck = table.stuck(await table.load(unit, where.case), unit.roster)
    found = await waiting_for(unit, case_id(where.case), stuck)
    return [{**one, "kind": where.kinds[one["kind"]]} for one in found if one["kind"] in where.kinds]


def _passings(table: AreaTable[Any]) -> list[Passing[Any]]:
    chains = {id(step.chain): step.chain for step in table.steps.values()}
    return [one for one in chains.values() if isinstance(one, Passing)]


def _asked_first(table: AreaTable[Any], state: Any) -> list[Signature]:
    return [line for one in _passings(table) for line in asked_first(state, one.chains)]


def _opinions(table: AreaTable[Any], state: Any) -> list[Signature]:
    """What those who were asked first said, in the rounds under way."""
    chains = [chain for one in _passings(table) for chain in one.chains if chain.waits(state)]
    lines = (line for chain in chains for line in chain.standing(state).lines)
    return [line for line in lines if line.verdict is Verdict.OPINION]


def _said(lines: Sequence[Signature]) -> list[dict[str, Any]]:
    return [{"by": one.member, "to": one.to, "words": one.words} for one in lines]


def signed(chain: Chain[Any], state: Any) -> list[dict[str, Any]]:
    """Who has signed in the round that counts."""
    lines = chain.standing(state).signed if chain.holds(state) else ()
    return [{"by": one.member, "instead_of": one.instead_of, "at": one.at} for one in lines]


def rounds(chain: Chain[Any], state: Any) -> list[dict[str, Any]]:
    """Everything that was asked, signed and refused on a chain, round after round, as its stub prints it."""
    return [
        {
            "round": one.round,
            "block": one.block,
            "verdict": one.verdict.value,
            "role": one.role,
            "head": one.headed,
            "by": one.member,
            "instead_of": one.instead_of,
            "to": one.to,
            "at": one.at,
            "words": one.words,
        }
        for one in state.signatures
        if one.chain == chain.name
    ]


def _latest(unit: Unit, events: Sequence[Event], steps: tuple[str, ...]) -> dict[str, Any] | None:
    event = next((event for event in events if event.step in steps and event.undone_at is None), None)
    if event is None:
        return None
    facts = event.facts
    return {
        "by": unit.roster.named(event.actor_id, event.actor),
        "instead_of": facts.get("instead_of", ""),
        "at": event.at,
        "step": event.step,
        "own": facts.get("own", False),
    }


def _actions(table: AreaTable[Any], waiting: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """The buttons of the steps open now, a row for each open task."""
    rows: list[list[str]] = []
    for task in waiting:
        duty = table.duty(task["kind"])
        known = {action for row in rows for action in row}
        rows.append([action for action in (duty.actions if duty else ()) if action not in known])
    return [row for row in rows if row]


def _seated(
    unit: Unit, table: AreaTable[S], state: S, waiting: Sequence[Mapping[str, Any]]
) -> dict[str, list[int]]:
    """The buttons of a signature, and of an opinion, each with the members who may press it now: a role is not enough."""
    found: dict[str, set[int]] = {}
    kinds = {task["kind"] for task in waiting}
    for chain in (chain for one in _passings(table) for chain in one.chains if isinstance(chain, Chain)):
        for kind in kinds & chain.kinds.keys():
            whose = chain.whose(state, unit.roster, kind) if chain.holds(state) else frozenset()
            for action in chain.kinds[kind]:
                found.setdefault(action, set()).update(whose)
    if ADVISE in kinds:
        found[ADVISE] = {line.to_id or 0 for line in _asked_first(table, state)}
    return {action: sorted(members) for action, members in found.items()}


def _undone(unit: Unit, events: Sequence[Event]) -> dict[str, Any] | None:
    """The step taken back last, while nothing has happened since."""
    if not events or events[0].step != UNDO:
        return None
    by = unit.roster.named(events[0].actor_id, events[0].actor)
    return {"by": by, "at": events[0].at, "step": events[0].facts["of"]}


def _undoable(table: AreaTable[Any], events: Sequence[Event]) -> dict[str, Any] | None:
    """Who took the latest step that still stands."""
    last = next((event for event in events if event.undone_at is None and event.step != UNDO), None)
    if last is None or last.entailed_by is not None or not table.steps[last.step].undoable:
        return None
    return to_take_back(last, last)


def to_take_back(shown: Event, by: Event) -> dict[str, Any]:
    """A step as something to take back, and the event `by` which that is done: its own, or the one that brought it about."""
    return {
        "actor_id": by.actor_id,
        "event_id": by.id,
        "step": shown.step,
        "at": shown.at,
        "until": by.at + UNDO_WITHIN,
    }


async def history_view(unit: Unit, case: Case, page: int) -> dict[str, Any]:
    """O10: who did what and when, the newest first; what was said where it is signed among it."""
    where = await signed_at(unit, case)
    said = await _said_at(unit, where) if where is not None else []
    count = case.events + len(said)
    pages = max(1, -(-count // PAGE))
    page = min(page, pages)
    first = (page - 1) * PAGE
    if where is None:
        events = await history(unit.session, case_id(case), limit=PAGE, offset=first)
    else:
        own = await history(unit.session, case_id(case), limit=case.events)
        events = sorted((*own, *said), key=lambda one: one.id or 0, reverse=True)[first : first + PAGE]
    rows = [
        {
            "step": event.step,
            "by": unit.roster.named(event.actor_id, event.actor),
            "at": event.at,
            "facts": event.facts,
            "undone": event.undone_at,
        }
        for event in events
    ]
    return {"number": case.number, "events": rows, "page": page, "pages": pages}


async def task_view(unit: Unit, task_id: int) -> dict[str, Any]:
    """A task for whoever is told of it: open with its buttons, or closed with who did it and when."""
    task = await unit.session.get(tasks.Task, task_id)
    assert task is not None, "a task is never deleted"
    table = unit.areas[task.area]
    duty = table.duty(task.kind)
    people = await tasks.told_of(unit, [task])
    done_by = unit.roster.person(task.done_by)
    return {
        "id": task.id,
        "kind": task.kind,
        "role": task.role,
        "member_id": task.member_id,
        "since": task.starts_at,
        "due_at": task.due_at,
        "closed_at": task.closed_at,
        "result": task.result,
        "done_by": done_by.name if done_by else "",
        "late": task.escalated_at is not None,
        "overdue": task.escalated_at is not None and task.escalated_at >= task.due_at,
        "left": max(0, unit.worktime.between(unit.now, task.due_at)),
        "told": [person.name for person in people],
        "answer": await _answer(unit, task),
        "actions": list(duty.actions) if duty and task.closed_at is None else [],
        **(await table.task_facts(unit, task.kind, task.case_id) if task.closed_at is None else {}),
    }


async def _answer(unit: Unit, task: tasks.Task) -> dict[str, Any]:
    """What the step that closed a task recorded."""
    if task.closed_at is None:
        return {}
    query = select(Event).where(
        Event.case_id == task.case_id, Event.step == task.result, Event.at == task.closed_at
    )
    event = (await unit.session.exec(query.limit(1))).first()
    return event.facts if event else {}
