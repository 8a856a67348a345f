"""Rooms in which Telegram lets the bot say nothing for now, or not everything: a right was taken away, a topic closed.

What is owed there stays due and is tried again with growing pauses; the admins hear of it once, and when it is over.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select, update

from store.mail import outbox
from store.mail.outbox import Outbox
from store.members import people
from store.people.model import Room
from store.process import private
from store.process.unit import Unit

NOTICE = "members/room_barred"
OVER = "members/room_again"
MEDIA = "no_media"
TOPIC_GONE = "topic_gone"
OF_TOPIC = ("topic_closed", TOPIC_GONE)
HELD = "barred: "
"""Before the reason, in the `error` of a row that waits for the room."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=5)
"""Between two attempts."""
_DOUBLINGS = 5
"""After so many the pause is the longest; attempts are counted no further, they are not failures of Telegram's."""


async def hold(unit: Unit, row: Outbox, reason: str) -> bool:
    """The row was refused, but may be taken later: it waits, and so does what would be refused as well.

    False for a chat that is no room of ours: nothing is owed there.
    """
    place = unit.roster.place(row.chat_id)
    room = await _room(unit, row.chat_id) if place is not None else None
    if room is None:
        return False
    if reason == TOPIC_GONE and row.thread_id != room.thread_id:
        # Its own topic is no more: the room's takes it.
        row.thread_id, row.message_id = room.thread_id, None
        return True
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(row.attempts, _DOUBLINGS))
    row.attempts = min(row.attempts + 1, _DOUBLINGS)
    row.error, row.not_before = f"{HELD}{reason}"[:300], unit.now + pause
    await unit.session.flush()
    if reason != MEDIA:
        alike = [_waiting(row.chat_id), col(Outbox.id) != row.id]
        if row.message_id is None:  # an edit may still be taken where a new message is not
            alike.append(col(Outbox.message_id).is_(None))
        if reason in OF_TOPIC:
            alike.append(_in_topic(row.thread_id))
        held = {"not_before": row.not_before, "attempts": row.attempts, "error": row.error}
        await _write(unit, *alike, **held)
    if not room.barred:
        room.barred, room.barred_at = reason[:300], unit.now
        facts = {"room": room.id, "reason": room.barred, "since": unit.now.isoformat()}
        rows = private.tell_admins(unit, NOTICE, facts)
        await unit.session.flush()
        room.told = [one.id for one in rows if one.id is not None]
        await people.reread(unit)
    return True


async def taken(unit: Unit, row: Outbox) -> None:
    """A row was taken in a room that was barred: what waited for the same is tried at once."""
    like = [_held(row.chat_id), col(Outbox.id) != row.id]
    if row.message_id is not None:  # that an edit is taken says nothing of new messages
        like.append(col(Outbox.message_id).is_not(None))
    if not _is_media(row):
        like.append(col(Outbox.error) != f"{HELD}{MEDIA}")
    like.append(col(Outbox.error).not_in([f"{HELD}{one}" for one in OF_TOPIC]) | _in_topic(row.thread_id))
    await _write(unit, *like, not_before=None, attempts=0, error=None)
    still = select(Outbox.id).where(_held(row.chat_id), col(Outbox.id) != row.id).limit(1)
    room = await _room(unit, row.chat_id)
    if room is not None and (await unit.session.exec(still)).first() is None:
        await _over(unit, room)


async def look_again(unit: Unit, chat_id: int) -> None:
    """The bot's rights in a room have changed, or a topic was opened again: whatever waits is tried at once."""
    place = unit.roster.place(chat_id)
    if place is not None and place.barred:
        await _write(unit, _waiting(chat_id), not_before=None)


async def moved(unit: Unit, room: Room) -> None:
    """The room has another topic: what waits goes there."""
    anew = {"not_before": None, "attempts": 0, "error": None, "thread_id": room.thread_id}
    await _write(unit, _held(room.chat_id), **anew)
    await _over(unit, room)


async def waiting(unit: Unit, room: Room) -> int:
    """How many messages wait for the room to take them."""
    query = select(func.count()).select_from(Outbox)
    return (await unit.session.exec(query.where(_held(room.chat_id)))).one()


async def _over(unit: Unit, room: Room) -> None:
    """The admins hear of it in a message of its own: nobody is told of an edit."""
    if room.barred:
        private.tell_admins(unit, OVER, {"room": room.id})
    await lifted(unit, room)


async def lifted(unit: Unit, room: Room) -> None:
    """What was said of it is true no more: it can be said again, or nothing is to be said there any more."""
    if not room.barred:
        return
    room.barred, room.barred_at = "", None
    for row_id in room.told:
        await outbox.refresh(unit.session, row_id, now=unit.now)
    room.told = []
    await people.reread(unit)


async def _room(unit: Unit, chat_id: int) -> Room | None:
    return (await unit.session.exec(select(Room).where(Room.chat_id == chat_id))).first()


def _waiting(chat_id: int) -> ColumnElement[bool]:
    return (
        (col(Outbox.chat_id) == chat_id)
        & (col(Outbox.state) == "open")
        & (col(Outbox.wanted) > col(Outbox.shown))
    )


def _held(chat_id: int) -> ColumnElement[bool]:
    return _waiting(chat_id) & col(Outbox.error).startswith(HELD)


def _in_topic(thread_id: int | None) -> ColumnElement[bool]:
    return col(Outbox.thread_id) == thread_id if thread_id is not None else col(Outbox.thread_id).is_(None)


def _is_media(row: Outbox) -> bool:
    return row.document is not None or "file" in row.facts


async def _write(unit: Unit, *where: Any, **values: Any) -> None:
    query = update(Outbox).where(*where).values(**values)
    await unit.session.exec(query.execution_options(synchronize_session=False))
