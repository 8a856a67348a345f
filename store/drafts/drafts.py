"""Half-filled orders in rows: opened, asked, left and taken up again. A member has one at most (O1)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlmodel import select

from store.drafts import suggestions
from store.drafts.filling import Filled
from store.drafts.model import DraftRow
from store.mail import outbox
from store.mail.outbox import Outbox
from store.people.actor import Actor
from store.people.roster import Person
from store.process.unit import Unit

QUESTION = "drafts/question"
"""The kind of the message that asks; once it is answered it is another."""

OVER_MIDNIGHT = timedelta(hours=1)


async def of(unit: Unit, member_id: int) -> DraftRow | None:
    query = select(DraftRow).where(DraftRow.member_id == member_id).with_for_update()
    return (await unit.session.exec(query)).first()


def filled(draft: DraftRow) -> Filled:
    return Filled.model_validate(draft.filled)


def is_fresh(unit: Unit, draft: DraftRow) -> bool:
    """Whether what is typed now answers it. On a new day it has to be taken up again first."""
    if draft.state != "open":
        return False
    zone = unit.company.zone
    same_day = draft.touched_at.astimezone(zone).date() == unit.now.astimezone(zone).date()
    return same_day or unit.now - draft.touched_at < OVER_MIDNIGHT


async def begin(
    unit: Unit, actor: Actor, known: Filled, asks: str, offered: Sequence[Any] | None = None
) -> DraftRow:
    assert actor.member_id is not None, "the clock takes no orders"
    draft = DraftRow(member_id=actor.member_id, asks=asks, opened_at=unit.now, touched_at=unit.now)
    unit.session.add(draft)
    await ask(unit, actor, draft, known, asks, offered)
    await unit.session.flush()
    return draft


async def ask(
    unit: Unit, actor: Actor, draft: DraftRow, known: Filled, asks: str, offered: Sequence[Any] | None = None
) -> None:
    """Keep what is known and ask the next question; `offered` where the choices come with it."""
    draft.filled = known.model_dump(mode="json", exclude_defaults=True)
    draft.asks, draft.state = asks, "open"
    draft.options = (
        list(offered) if offered is not None else await suggestions.options(unit, actor, asks, known)
    )
    draft.version += 1
    draft.touched_at = unit.now


async def show(
    unit: Unit,
    draft: DraftRow,
    person: Person,
    *,
    below: bool,
    wrong: Mapping[str, Any] | None = None,
    past: Mapping[str, Any] | None = None,
) -> None:
    """Put the question before its member: in the message that was pressed, or `below` what was typed.

    The message above then says only what was asked and (`past`) answered.
    """
    facts: dict[str, Any] = {"draft": draft.id} | ({"wrong": dict(wrong)} if wrong else {})
    row = await _message(unit, draft)
    if row is not None and not below:
        await turn(unit, draft, QUESTION, facts)
        return
    await turn(unit, draft, "drafts/past", past or {"asks": draft.asks, "said": ""})
    row = outbox.notice(
        unit.session,
        QUESTION,
        chat_id=person.telegram_id,
        now=unit.now,
        member_id=person.id,
        facts=facts,
    )
    await unit.session.flush()
    draft.outbox_id = row.id


async def turn(
    unit: Unit, draft: DraftRow, kind: str, facts: Mapping[str, Any], *, case_id: int | None = None
) -> None:
    """Make another message of the one that asks."""
    row = await _message(unit, draft)
    if row is not None:
        row.kind, row.facts, row.case_id = kind, dict(facts), case_id
        row.wanted, row.changed_at = row.wanted + 1, unit.now


async def _message(unit: Unit, draft: DraftRow) -> Outbox | None:
    row = await unit.session.get(Outbox, draft.outbox_id) if draft.outbox_id else None
    return row if row is not None and row.state == "open" else None


async def leave(unit: Unit, draft: DraftRow) -> None:
    """Nothing typed is an answer any more; what is filled in stays."""
    draft.state = "left"
    await turn(unit, draft, "drafts/left", {"kept": True})


async def finish(
    unit: Unit, draft: DraftRow, kind: str, facts: Mapping[str, Any], *, case_id: int | None = None
) -> None:
    """It has become an order (`case_id`), or makes way for another draft."""
    await turn(unit, draft, kind, facts, case_id=case_id)
    await unit.session.delete(draft)
    await unit.session.flush()
