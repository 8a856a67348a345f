"""Cases, their history, and take(): the one way anything moves."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic

from pydantic_core import to_jsonable_python
from sqlalchemy import Column
from sqlmodel import Field, SQLModel, UniqueConstraint, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store import outbox, tasks
from store.company import Role
from store.db import JsonColumn
from store.members.roster import Person
from store.numbers import next_number
from store.outbox import Lane
from store.patches import patch, revert
from store.requests import CaseRequest, Request
from store.steps import Actor, Duty, Refused, S, Step, Tell
from store.unit import Unit


class Case(SQLModel, table=True):
    """Anything that is followed until it is done. `terms` counts changes of what was agreed: it makes presses stale."""

    __tablename__ = "cases"
    __table_args__ = (UniqueConstraint("area", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    area: str
    number: int
    state: str
    terms: int = 1
    events: int = 0
    opened_at: datetime
    chat_id: int | None = None
    """Where it was asked for."""


class Event(SQLModel, table=True):
    """One step taken. Append-only; `actor_id` is None for the clock."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("case_id", "seq"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id")
    seq: int
    step: str
    action: str
    actor_id: int | None = Field(default=None, foreign_key="member.id")
    actor: str
    at: datetime
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JsonColumn, nullable=False))
    patch: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JsonColumn, nullable=False))
    """What it changed, so that it can be undone."""
    undone_at: datetime | None = None
    inbox_id: int | None = Field(default=None, foreign_key="inbox.id")


class AttachmentRow(SQLModel, table=True):
    """A photo or file kept with a case: what Telegram needs to fetch it again, and what tells it from others."""

    __tablename__ = "attachment"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    event_id: int = Field(foreign_key="event.id")
    kind: str
    file_id: str
    unique_id: str = Field(index=True)
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class AreaTable(Generic[S]):
    """What an area brings: its steps and duties, and how its state is read and kept."""

    name: str
    steps: Mapping[str, Step[S]]
    duties: Sequence[Duty[S]]
    draft: Callable[[Unit, Any, Actor], Awaitable[S]]
    load: Callable[[Unit, Case], Awaitable[S]]
    save: Callable[[Unit, Case, S, S], Awaitable[S]]
    facts: Callable[[S, S, Request], dict[str, Any]]
    """What the event records."""
    audience: Callable[[Unit, S, str], Person | None]
    """Who stands behind an audience that is no role, such as `creator`."""
    may_see: Callable[[S, Actor], bool]
    sound: Callable[[S], bool]
    """Whether later steps still have under them what they stand on."""
    withdraw: Callable[[S], S]
    """What undoing the very first step leads to: a number once given stays used."""

    def asking(self, request: type[Request]) -> tuple[Step[S], ...]:
        return tuple(step for step in self.steps.values() if step.asks is request)

    def duty(self, kind: str) -> Duty[S] | None:
        return next((duty for duty in self.duties if duty.kind == kind), None)


@dataclass(frozen=True, kw_only=True)
class Taken(Generic[S]):
    """A step that was taken, with the case as it is now."""

    case: Case
    step: Step[S]
    event: Event
    old: S
    new: S
    warnings: tuple[str, ...] = ()


async def take(
    unit: Unit, area: AreaTable[S], actor: Actor, request: Request, *, chat_id: int | None = None
) -> Taken[S] | Refused:
    """Judge a request and, if it stands, do all of it in the unit's transaction: event, tasks, card, notices.

    Several steps may answer to one request (`/cod` reports or confirms): of those that the actor's roles allow, the
    first whose guard passes is taken.
    """
    case: Case | None = None
    if isinstance(request, CaseRequest):
        case = await find_case(unit.session, area.name, request.number, lock=True)
        old = await area.load(unit, case) if case else None
        if case is None or old is None or not area.may_see(old, actor):
            return Refused(reason="unknown", facts={"number": request.number})
    else:
        old = await area.draft(unit, request, actor)
    step = await _choose(unit, area, actor, request, case, old)
    if isinstance(step, Refused):
        return step
    new = step.act(old, request, unit.moment(actor))
    if case is None:
        case = await _open_case(unit, area, new, chat_id)
    new = await area.save(unit, case, old, new)
    event = await _record(unit, case, step, actor, area.facts(old, new, request), patch(old, new))
    case.terms += step.terms
    await _settle_state(
        unit, area, case, new, actor, answers=step.answers, result=step.name, terms=step.terms
    )
    warnings = await _keep_attachment(unit, area, case, event, actor)
    await _tell(unit, area, case, step, actor, old, new, event)
    return Taken(case=case, step=step, event=event, old=old, new=new, warnings=warnings)


async def _choose(
    unit: Unit, area: AreaTable[S], actor: Actor, request: Request, case: Case | None, state: S
) -> Step[S] | Refused:
    steps = area.asking(type(request))
    permitted = [step for step in steps if step.roles & actor.roles]
    if not permitted:
        roles = frozenset[Role]().union(*(step.roles for step in steps))
        return await _explain(
            unit, case, state, steps[0], Refused(reason="role", facts={"roles": sorted(roles)})
        )
    first: Refused | None = None
    for step in permitted:
        refused = _judge(step, state, request, unit, actor)
        if refused is None:
            return step
        first = first or await _explain(unit, case, state, step, refused)
    assert first is not None, "there was at least one step to judge"
    return first


async def foresee(
    unit: Unit, area: AreaTable[S], actor: Actor, request: type[Request], case: Case
) -> Refused | None:
    """Whether a request would be refused whatever it says: by the actor's roles, or by the state the case is in."""
    state = await area.load(unit, case)
    steps = area.asking(request)
    permitted = [step for step in steps if step.roles & actor.roles]
    if not permitted:
        roles = frozenset[Role]().union(*(step.roles for step in steps))
        return await _explain(
            unit, case, state, steps[0], Refused(reason="role", facts={"roles": sorted(roles)})
        )
    if any(state.state in step.states for step in permitted):
        return None
    return await _explain(unit, case, state, permitted[0], Refused(reason="state"))


def _judge(step: Step[S], state: S, request: Request, unit: Unit, actor: Actor) -> Refused | None:
    if state.state not in step.states:
        return Refused(reason="state")
    return step.judge(state, request, unit.moment(actor))


async def _explain(unit: Unit, case: Case | None, state: S, step: Step[S], refused: Refused) -> Refused:
    """Add the present state and, where the step was taken before, who took it and when."""
    facts: dict[str, Any] = {"step": step.name, "state": state.state, **refused.facts}
    if case is not None:
        facts |= {"number": case.number, "area": case.area, "case_id": case.id}
        query = select(Event).where(Event.case_id == case.id, Event.step == step.name)
        before = (await unit.session.exec(query.order_by(col(Event.seq).desc()).limit(1))).first()
        if before is not None:
            facts |= {"done_by": before.actor, "done_at": before.at}
        facts["waiting"] = await waiting_for(unit, case_id(case))
    return Refused(reason=refused.reason, facts=to_jsonable_python(facts))


async def waiting_for(unit: Unit, case: int) -> list[dict[str, Any]]:
    """Who has the ball: each open task with its role, the person told last and since when."""
    found = []
    for task in await tasks.open_tasks(unit.session, case):
        query = select(tasks.Telling).where(
            tasks.Telling.task_id == task.id, col(tasks.Telling.missed).is_(False)
        )
        told = (await unit.session.exec(query.order_by(col(tasks.Telling.at).desc()).limit(1))).first()
        person = unit.roster.person(told.member_id) if told else None
        found.append(
            {
                "role": task.role,
                "kind": task.kind,
                "since": task.starts_at,
                "ahead": task.starts_at > unit.now,
                "due_at": task.due_at,
                "who": person.name if person else "",
                "late": task.escalated_at is not None,
            }
        )
    return found


async def find_case(session: AsyncSession, area: str, number: int, *, lock: bool = False) -> Case | None:
    query = select(Case).where(Case.area == area, Case.number == number)
    return (await session.exec(query.with_for_update() if lock else query)).first()


async def history(session: AsyncSession, case: int, *, limit: int, offset: int = 0) -> Sequence[Event]:
    """Newest first."""
    query = select(Event).where(Event.case_id == case).order_by(col(Event.seq).desc())
    return (await session.exec(query.limit(limit).offset(offset))).all()


def case_id(case: Case) -> int:
    assert case.id is not None, "a case is flushed before it is spoken of"
    return case.id


async def _open_case(unit: Unit, area: AreaTable[S], state: S, chat_id: int | None) -> Case:
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
            thread_id=desk.thread_id,
            now=unit.now,
            lane=Lane.CARD,
            case_id=case_id(case),
        )
    return case


async def _settle_state(
    unit: Unit,
    area: AreaTable[S],
    case: Case,
    state: S,
    actor: Actor,
    *,
    answers: frozenset[str],
    result: str,
    terms: bool = False,
) -> None:
    """The case has a new state: tasks follow from it, and what people see of it is asked for again."""
    case.state = state.state
    await tasks.follow(
        unit,
        area=area.name,
        case_id=case_id(case),
        duties=area.duties,
        state=state,
        answers=answers,
        result=result,
        actor=actor,
    )
    kinds = [f"{area.name}/card", *([f"{area.name}/task"] if terms else [])]
    await outbox.touch(unit.session, now=unit.now, case_id=case_id(case), kinds=kinds)


UNDO = "undo"
UNDO_WITHIN = timedelta(minutes=5)


async def undo(unit: Unit, area: AreaTable[S], actor: Actor, number: int | None) -> Taken[S] | Refused:
    """Take back the actor's own latest step, of one case or of all, within five minutes.

    Refused when something it changed was changed again, or when a later step stands on it. What it wrote stays in the
    history, with a compensating event behind it.
    """
    event = await _latest_own(unit, area, actor, number)
    if event is None:
        return Refused(reason="nothing_to_undo", facts={"number": number} if number else {})
    case = await unit.session.get_one(Case, event.case_id, with_for_update=True)
    facts = {"number": case.number, "case_id": case.id, "step": event.step, "at": event.at.isoformat()}
    step = area.steps[event.step]
    if not step.undoable:
        return Refused(reason="not_undoable", facts=facts)
    if unit.now - event.at > UNDO_WITHIN:
        return Refused(reason="undo_late", facts=facts)
    old = await area.load(unit, case)
    new = area.withdraw(old) if event.seq == 1 else revert(old, event.patch)
    later = await _after(unit, event)
    if new is None or (event.seq == 1 and later is not None) or (area.sound(old) and not area.sound(new)):
        by = {"by": later.actor, "later": later.step} if later else {}
        return Refused(reason="undo_needed", facts=facts | by)
    new = await area.save(unit, case, old, new)
    event.undone_at = unit.now
    undone = await _record(unit, case, step, actor, {"undone": event.action, "seq": event.seq}, {}, name=UNDO)
    case.terms += 1
    await _settle_state(unit, area, case, new, actor, answers=frozenset(), result=UNDO, terms=True)
    heard = Tell[S](
        notice="undone", to=("told", *(to for tell in step.tells for to in tell.to if to != "asker"))
    )
    for person in await _audience(unit, area, case, new, heard, actor):
        _notice(unit, area, heard.notice, person, case, {"step": event.step}, Lane.MONEY, by=actor.name)
    return Taken(case=case, step=step, event=undone, old=old, new=new)


async def _latest_own(unit: Unit, area: AreaTable[S], actor: Actor, number: int | None) -> Event | None:
    query = (
        select(Event)
        .join(Case, col(Case.id) == col(Event.case_id))
        .where(
            Event.actor_id == actor.member_id,
            Case.area == area.name,
            col(Event.undone_at).is_(None),
            Event.step != UNDO,
        )
    )
    if number is not None:
        query = query.where(Case.number == number)
    return (await unit.session.exec(query.order_by(col(Event.id).desc()).limit(1))).first()


async def _after(unit: Unit, event: Event) -> Event | None:
    """The latest later step on the case that still stands."""
    query = select(Event).where(
        Event.case_id == event.case_id,
        Event.seq > event.seq,
        col(Event.undone_at).is_(None),
        Event.step != UNDO,
    )
    return (await unit.session.exec(query.order_by(col(Event.seq).desc()).limit(1))).first()


async def _record(
    unit: Unit,
    case: Case,
    step: Step[Any],
    actor: Actor,
    facts: dict[str, Any],
    changes: dict[str, Any],
    *,
    name: str = "",
) -> Event:
    """`name` for a compensating event, which is no step of the table."""
    case.events += 1
    event = Event(
        case_id=case_id(case),
        seq=case.events,
        step=name or step.name,
        action="StepUndone" if name == UNDO else step.event,
        actor_id=actor.member_id,
        actor=actor.name,
        at=unit.now,
        facts=to_jsonable_python(facts),
        patch=changes,
        inbox_id=unit.inbox_id,
    )
    unit.session.add(event)
    await unit.session.flush()
    return event


async def _keep_attachment(
    unit: Unit, area: AreaTable[S], case: Case, event: Event, actor: Actor
) -> tuple[str, ...]:
    """Keep the photo or file with the case; the same one on another case is flagged to whoever must know."""
    if unit.attachment is None:
        return ()
    given = unit.attachment
    query = (
        select(Case)
        .join(AttachmentRow, col(AttachmentRow.case_id) == col(Case.id))
        .where(AttachmentRow.unique_id == given.unique_id, col(Case.id) != case.id)
        .order_by(col(Case.id))
    )
    other = (await unit.session.exec(query.limit(1))).first()
    row = AttachmentRow(
        case_id=case_id(case),
        event_id=event.id or 0,
        kind=given.kind,
        file_id=given.file_id,
        unique_id=given.unique_id,
        name=given.name,
    )
    unit.session.add(row)
    if other is None:
        return ()
    facts = {"number": case.number, "other": other.number, "by": actor.name}
    for audience in ("asker", "finance", "director"):
        for person in _people(unit, area, None, audience, actor):
            _notice(unit, area, "proof_reused", person, case, facts, Lane.MONEY)
    return ("proof_reused",)


async def _tell(
    unit: Unit, area: AreaTable[S], case: Case, step: Step[S], actor: Actor, old: S, new: S, event: Event
) -> None:
    for tell in step.tells:
        if tell.when(old, new):
            for person in await _audience(unit, area, case, new, tell, actor):
                lane = Lane.MONEY if tell.money else Lane.NOTICE
                _notice(
                    unit, area, tell.notice, person, case, event.facts, lane, tell.document, by=actor.name
                )


async def _audience(
    unit: Unit, area: AreaTable[S], case: Case, state: S, tell: Tell[S], actor: Actor
) -> Iterable[Person]:
    """Each person once; whoever did it is told only where the table says so."""
    found: dict[int, Person] = {}
    for audience in tell.to:
        people = (
            await tasks.told(unit, case_id(case))
            if audience == "told"
            else _people(unit, area, state, audience, actor)
        )
        for person in people:
            if audience == "asker" or person.id != actor.member_id:
                found.setdefault(person.id, person)
    return found.values()


def _people(unit: Unit, area: AreaTable[S], state: S | None, audience: str, actor: Actor) -> Iterable[Person]:
    if audience == "asker":
        person = unit.roster.person(actor.member_id)
    elif audience == "holders":
        person = None
    elif audience in list(Role):
        reachable = (person for person in unit.roster.in_turn(Role(audience), unit.now) if person.reachable)
        person = next(reachable, None)
    else:
        person = area.audience(unit, state, audience) if state is not None else None
    return [person] if person is not None else []


def _notice(
    unit: Unit,
    area: AreaTable[S],
    kind: str,
    person: Person,
    case: Case,
    facts: Mapping[str, Any],
    lane: Lane,
    document: str | None = None,
    by: str = "",
    task_id: int | None = None,
) -> None:
    outbox.notice(
        unit.session,
        f"{area.name}/{kind}",
        chat_id=person.telegram_id,
        now=unit.now,
        lane=lane,
        member_id=person.id,
        case_id=case_id(case),
        task_id=task_id,
        document=document,
        facts={**facts, "number": case.number, "by": by},
    )
