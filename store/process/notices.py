"""Who hears of a step beside those who must act on it, and what is flagged about what they sent."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlmodel import col, select

from store.company import Role
from store.mail import outbox
from store.mail.outbox import Lane
from store.people.actor import Actor
from store.people.roster import Person
from store.process import escalation, tasks, turns
from store.process.areas import AreaTable
from store.process.listeners import about_to_hear
from store.process.records import AttachmentRow, Case, Event, case_id
from store.process.steps import BY, S, Step, Tell
from store.process.unit import Attachment, Unit


async def keep_attachments(unit: Unit, area: AreaTable[S], case: Case, event: Event, actor: Actor) -> None:
    """Keep what was sent along with the case; of an album all that has come by now."""
    if unit.attachment is not None:
        await keep(unit, area, case, event, actor, unit.attachment)
    act = unit.act
    if act is None or act.event_id is not None:
        return
    parts, act.parts, act.event_id = act.parts, [], event.id
    for part in (Attachment(**part) for part in parts):
        if part != unit.attachment:  # the one that speaks for them may be among them
            await keep(unit, area, case, event, actor, part)


async def keep(
    unit: Unit, area: AreaTable[S], case: Case, event: Event, actor: Actor, given: Attachment
) -> None:
    """Keep the photo or file with the case; the same one on another case is flagged to whoever must know."""
    other = await kept_elsewhere(unit, case, given)
    row = AttachmentRow(
        case_id=case_id(case),
        event_id=event.id or 0,
        kind=given.kind,
        file_id=given.file_id,
        unique_id=given.unique_id,
        name=given.name,
    )
    unit.session.add(row)
    if other is None or not area.proofs:
        return
    facts = {"other": other.number}
    for audience in ("asker", "finance", "director"):
        for person in _people(unit, area, None, audience, actor):
            notice(unit, area, "proof_reused", person, case, facts, Lane.MONEY, by=actor.name)


async def kept_elsewhere(unit: Unit, case: Case, given: Attachment) -> Case | None:
    """The first other case with which the very same photo or file is kept."""
    query = (
        select(Case)
        .join(AttachmentRow, col(AttachmentRow.case_id) == col(Case.id))
        .where(AttachmentRow.unique_id == given.unique_id, col(Case.id) != case.id)
        .order_by(col(Case.id))
    )
    return (await unit.session.exec(query.limit(1))).first()


async def tell(
    unit: Unit,
    area: AreaTable[S],
    case: Case,
    step: Step[S],
    actor: Actor,
    old: S,
    new: S,
    event: Event,
    *,
    asked: Collection[int],
) -> None:
    """The notices of a step. Whoever was just `asked` to act sees the news in the task; a document comes all the same."""
    for row in step.tells:
        if row.when(old, new):
            lane = Lane.MONEY if row.money else Lane.NOTICE
            listening = await about_to_hear(unit) if row.listed else ()
            for person in await audience_of(unit, area, case, new, row, actor):
                if row.document or (person.id not in asked and person.id not in listening):
                    notice(
                        unit, area, row.notice, person, case, event.facts, lane, row.document, by=actor.name
                    )
            if "holders" in row.to:
                kinds = event.facts.get("kinds", ())
                reminded = await _tell_holders(unit, area, row.notice, case, actor, kinds)
                event.facts = {**event.facts, "reminded": reminded}


async def _tell_holders(
    unit: Unit, area: AreaTable[S], kind: str, case: Case, actor: Actor, kinds: Collection[str] = ()
) -> list[str]:
    """Whoever has the ball: of each task, or each of these kinds, the one told last, else whose turn it would be. Returns
    their names.

    A task that was answered for today and sleeps is woken: it is told anew, now.
    """
    reminded = []
    for task in await tasks.open_tasks(unit.session, case_id(case)):
        asleep = task.starts_at > unit.now
        if kinds and task.kind not in kinds:
            continue
        if asleep:
            await escalation.wake(unit, task)
        person = await turns.holder(unit, task)
        if person is None or not person.reachable:
            continue
        reminded.append(person.name)
        if not asleep:
            notice(unit, area, kind, person, case, {}, Lane.MONEY, by=actor.name, task_id=task.id)
    return list(dict.fromkeys(reminded))


async def audience_of(
    unit: Unit, area: AreaTable[S], case: Case, state: S, tell: Tell[S], actor: Actor
) -> Iterable[Person]:
    """Each person once; whoever did it is told only where the table says so, but a document comes all the same."""
    found: dict[int, Person] = {}
    for audience in tell.to:
        people = (
            await tasks.told(unit, case_id(case))
            if audience == "told"
            else await _who_took(unit, case, audience.removeprefix(BY))
            if audience.startswith(BY)
            else _people(unit, area, state, audience, actor)
        )
        for person in people:
            if audience == "asker" or tell.document or person.id != actor.member_id:
                found.setdefault(person.id, person)
    return found.values()


async def _who_took(unit: Unit, case: Case, step: str) -> Iterable[Person]:
    query = select(Event.actor_id).where(
        Event.case_id == case.id, Event.step == step, col(Event.undone_at).is_(None)
    )
    person = unit.roster.person((await unit.session.exec(query.order_by(col(Event.seq).desc()))).first())
    return [person] if person is not None else []


def _people(unit: Unit, area: AreaTable[S], state: S | None, audience: str, actor: Actor) -> Iterable[Person]:
    if audience == "asker":
        person = unit.roster.person(actor.member_id)
    elif audience == "holders":
        person = None
    elif audience in list(Role):
        reachable = (person for person in unit.roster.in_turn(Role(audience), unit.now) if person.reachable)
        person = next(reachable, None)
    elif state is None:
        person = None
    elif several := area.circle(unit, state, audience):
        return several
    else:
        person = area.audience(unit, state, audience)
    return [person] if person is not None else []


def notice(
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
        news=document is None and task_id is None,
        facts={**facts, "number": case.number, "by": by},
    )
