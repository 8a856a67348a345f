"""Acts that come in several messages: judged once, whatever comes first, late, or after a restart."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import bindparam
from sqlmodel import col, delete, select

from store.mail import outbox
from store.people.actor import Actor
from store.process.notices import keep
from store.process.records import ActRow, Case, Event, changed
from store.process.unit import Attachment, Unit

PATIENCE = timedelta(seconds=3)
"""So long an album waits for words that may stand under one of its later pictures."""
FARTHEST = timedelta(minutes=1)
"""No album waits so long: one that seems to began before the clock was set back."""
TOGETHER = timedelta(seconds=3)
"""Parts of one long text are sent at once."""
REMEMBERED = timedelta(days=7)

_OF = (
    select(ActRow)
    .where(ActRow.chat_id == bindparam("chat"), ActRow.key == bindparam("key"))
    .with_for_update()
)
_HAS_WAITED = (col(ActRow.due_at) <= bindparam("now")) | (col(ActRow.due_at) > bindparam("farthest"))
_IS_DUE = select(ActRow.id).where(_HAS_WAITED).limit(1)
_DUE = (
    select(ActRow).where(_HAS_WAITED).order_by(col(ActRow.due_at), col(ActRow.id)).limit(1).with_for_update()
)


async def album(
    unit: Unit, *, chat_id: int, key: str, member_id: int, message_id: int, thread_id: int | None = None
) -> ActRow:
    """The album that a picture is of; new with its first. What others of the same name sent is another's."""
    act = await _of(unit, chat_id, f"album:{member_id}:{key}")
    if act is None:
        act = ActRow(
            chat_id=chat_id,
            key=f"album:{member_id}:{key}",
            member_id=member_id,
            message_id=message_id,
            thread_id=thread_id,
            at=unit.now,
        )
        unit.session.add(act)
    return act


async def join(unit: Unit, act: ActRow, given: Attachment, actor: Actor) -> None:
    """One more picture: kept with the step that was taken on its album, or waiting for one."""
    if act.event_id is None:
        act.parts = [*act.parts, asdict(given)]
        return
    event = await unit.session.get_one(Event, act.event_id)
    case = await unit.session.get_one(Case, event.case_id, with_for_update=True)
    await keep(unit, unit.areas[case.area], case, event, actor, given)
    await changed(unit.session, event.case_id)
    await outbox.touch(unit.session, now=unit.now, case_id=event.case_id, area=case.area)


async def is_due(unit: Unit) -> bool:
    return (await unit.session.exec(_IS_DUE, params=_asked(unit))).first() is not None


async def due(unit: Unit) -> ActRow | None:
    """An album that has waited long enough."""
    return (await unit.session.exec(_DUE, params=_asked(unit))).first()


def _asked(unit: Unit) -> dict[str, datetime]:
    return {"now": unit.now, "farthest": unit.now + FARTHEST}


async def cut(unit: Unit, *, chat_id: int, member_id: int, message_id: int, sent_at: datetime) -> None:
    """A text as long as Telegram takes: what is sent with it at once is the rest of it."""
    key = f"text:{member_id}"
    act = await _of(unit, chat_id, key)
    if act is None:
        act = ActRow(chat_id=chat_id, key=key, member_id=member_id, message_id=message_id, at=sent_at)
        unit.session.add(act)
    act.message_id, act.at = message_id, sent_at


async def is_rest(unit: Unit, *, chat_id: int, member_id: int, message_id: int, sent_at: datetime) -> bool:
    """Whether a text is the rest of one that was cut."""
    act = await _of(unit, chat_id, f"text:{member_id}")
    return act is not None and message_id > act.message_id and sent_at - act.at <= TOGETHER


async def by_id(unit: Unit, act_id: int) -> ActRow | None:
    return await unit.session.get(ActRow, act_id, with_for_update=True)


async def forget(unit: Unit) -> None:
    await unit.session.exec(delete(ActRow).where(col(ActRow.at) < unit.now - REMEMBERED))


async def _of(unit: Unit, chat_id: int, key: str) -> ActRow | None:
    found: Sequence[ActRow] = (await unit.session.exec(_OF, params={"chat": chat_id, "key": key})).all()
    return found[0] if found else None
