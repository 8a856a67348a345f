"""The groups that the bot works in: what each is for, the bot's coming and going, a group's new id."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, exists, or_, select, update

from store.company import DESK
from store.mail import outbox, superseded
from store.mail.outbox import Lane, Outbox
from store.mail.superseded import STRIP
from store.members import barred, people
from store.people.model import Room
from store.people.roster import Person, Place
from store.process import private, tasks
from store.process.areas import living
from store.process.records import Case
from store.process.unit import Unit
from store.requests import Refused

QUESTION = "members/room_question"
OFF = "off"
LOST = "kicked"
_OPEN = select(tasks.Task.id).where(col(tasks.Task.closed_at).is_(None))


async def find(unit: Unit, chat_id: int) -> Room | None:
    return (await unit.session.exec(select(Room).where(Room.chat_id == chat_id))).first()


async def get(unit: Unit, room_id: int) -> Room | None:
    return await unit.session.get(Room, room_id)


async def known(unit: Unit, chat_id: int, title: str) -> Room:
    """The group's row, made where there is none; it is nobody's room until its purpose is set."""
    room = await find(unit, chat_id)
    if room is None:
        room = Room(chat_id=chat_id, purpose="", active=False)
        unit.session.add(room)
    room.title = title or room.title
    await unit.session.flush()
    return room


async def titled(unit: Unit, place: Place | None, title: str) -> None:
    """A room's title is known from what is said in it."""
    if place is not None and title and place.title != title:
        await unit.session.exec(update(Room).where(col(Room.chat_id) == place.chat_id).values(title=title))
        await people.reread(unit)


async def bot_added(
    unit: Unit, chat_id: int, title: str, *, by: Person | None, by_name: str, by_id: int = 0
) -> None:
    """A room that lost the bot is a room again; of another group the admin who added the bot is asked what it is.

    Others who add it have the admins asked once a day for a group, however often they do so.
    """
    room = await known(unit, chat_id, title)
    if room.active:
        return
    if room.purpose:
        room.active, room.barred_at = True, None
        await people.reread(unit)
        await people.room_menu_wanted(unit, chat_id)
        await post_cards(unit, room)
        return
    admins = private.admins(unit)
    facts = {"room": room.id, "by": by_name, "version": room.version, "outsider": by is None, "by_id": by_id}
    if by is not None and by in admins and by.reachable:
        await _ask(unit, room, [by], facts)
    elif not await _asked_today(unit, room, facts):
        await _ask(unit, room, admins, facts)


async def spoken_in(unit: Unit, chat_id: int, at: datetime) -> None:
    """The bot hears of what is said in a room that it had lost: it is back, though nobody said so."""
    if unit.roster.place(chat_id) is None:
        room = await find(unit, chat_id)
        if room is not None and room.purpose and room.barred_at is not None and at > room.barred_at:
            await bot_added(unit, chat_id, "", by=None, by_name="")


async def bot_removed(unit: Unit, chat_id: int, title: str = "", *, by_name: str = "") -> None:
    """Nothing can be said there any more: the admins are told, once."""
    room = await find(unit, chat_id)
    if room is None:
        return
    room.title = title or room.title
    if room.active:
        private.tell_admins(unit, "members/room_lost", {"room": room.id, "by": by_name})
        await barred.lifted(unit, room)
        room.barred_at = unit.now
    # What was said of cases there is not tried again before the bot is back.
    there = (col(Outbox.chat_id) == chat_id, col(Outbox.case_id).is_not(None), col(Outbox.state) == "open")
    await unit.session.exec(update(Outbox).where(*there).values(state="dropped", error=LOST))
    room.active = False
    room.version += 1
    await people.reread(unit)
    await _refresh_questions(unit, room)


async def set_purpose(
    unit: Unit, room: Room, purpose: str, *, by: Person, version: int | None, thread_id: int | None
) -> Refused | None:
    """`version` is that of the question answered: of several answers to one question the first counts. `thread_id` is
    the topic of a forum that it is about."""
    if version is not None and version != room.version:
        at = room.set_at.isoformat() if room.set_at else None
        return Refused(reason="room_decided", facts={"what": room.purpose, "by": room.set_by, "at": at})
    fresh = not room.active or (room.purpose, room.thread_id) != (purpose, thread_id)
    if room.purpose != purpose:
        await _close(unit, room)
    if purpose != OFF:
        room.purpose, room.active, room.thread_id = purpose, True, thread_id
    room.version, room.set_by, room.set_at = room.version + 1, by.name, unit.now
    if purpose not in (OFF, DESK):
        others = select(Room).where(Room.purpose == purpose, col(Room.id) != room.id)
        for other in (await unit.session.exec(others)).all():
            await _close(unit, other)  # a role has one room of its own: the latest
            await people.room_menu_wanted(unit, other.chat_id)
    await people.reread(unit)
    await people.room_menu_wanted(unit, room.chat_id)
    await _refresh_questions(unit, room)
    if purpose != OFF and fresh:
        await barred.moved(unit, room)
        await post_cards(unit, room)
    await barred.look_again(unit, room.chat_id)
    return None


async def _close(unit: Unit, room: Room) -> None:
    """What the room was until now is over: its cards and tasks are changed there no more, and lose their buttons."""
    pressed = await _pressed(unit, room) if room.active else ()
    await barred.lifted(unit, room)
    room.purpose, room.active = "", False
    about_cases = (col(Outbox.chat_id) == room.chat_id, col(Outbox.case_id).is_not(None))
    await unit.session.exec(update(Outbox).where(*about_cases).values(state="dropped", error=None))
    _strip(unit, room, pressed)


async def _pressed(unit: Unit, room: Room) -> Sequence[tuple[int | None, int | None]]:
    """The messages there that have buttons of living cases: their ids, and their cases'."""
    query = select(Outbox.message_id, Outbox.case_id).where(
        col(Outbox.chat_id) == room.chat_id,
        _followed(),
        col(Outbox.message_id).is_not(None),
        col(Outbox.case_id).in_(select(Case.id).where(living(unit.areas))),
        or_(col(Outbox.kind).like("%/card"), col(Outbox.task_id).in_(_OPEN), _lost_task()),
    )
    return (await unit.session.exec(query.order_by(col(Outbox.id)))).all()


def _strip(unit: Unit, room: Room, messages: Sequence[tuple[int | None, int | None]]) -> None:
    for message_id, case_id in messages:
        if message_id is not None:
            superseded.strip(
                unit.session, chat_id=room.chat_id, message_id=message_id, now=unit.now, case_id=case_id
            )


async def set_language(unit: Unit, chat_id: int, language: str) -> None:
    """Of a room; its living cards are written anew."""
    await unit.session.exec(update(Room).where(col(Room.chat_id) == chat_id).values(language=language))
    await people.reread(unit)
    await people.room_menu_wanted(unit, chat_id)
    await _ask_again(unit, *_living_cards(unit, chat_id))


async def move_room(unit: Unit, *, old: int, new: int) -> None:
    """A group became a supergroup; the same move may be heard of twice, and its new id before the move."""
    room, met = await find(unit, old), await find(unit, new)
    if room is None:
        return
    if met is not None:
        for row_id in met.notices:
            await unit.session.exec(
                update(Outbox)
                .where(col(Outbox.id) == row_id)
                .values(facts={"room": room.id, "by": "", "version": -1})
            )
        room.notices = [*room.notices, *met.notices]
        await unit.session.delete(met)
        await unit.session.flush()
    room.chat_id, room.active = new, bool(room.purpose)
    await people.reread(unit)
    # Its older messages can't be changed any more: those waiting to lose their buttons keep them.
    unstripped = (col(Outbox.chat_id) == old, col(Outbox.kind) == STRIP)
    await unit.session.exec(update(Outbox).where(*unstripped).values(state="dropped"))
    await outbox.move_chat(unit.session, old=old, new=new)
    await people.room_menu_wanted(unit, new)
    await _refresh_questions(unit, room)
    await post_cards(unit, room)


async def _refresh_questions(unit: Unit, room: Room) -> None:
    for row_id in room.notices:
        await outbox.refresh(unit.session, row_id, now=unit.now)


async def post_cards(unit: Unit, room: Room) -> None:
    """The cards of living cases, and the open tasks of a role's own room, as new messages at the end of the room.

    What they take the place of loses its buttons. Where the bot was removed and is back it may still edit its own
    messages; where it can't, the older one is pressed like any that a crash left behind.
    """
    here = col(Outbox.chat_id) == room.chat_id
    _strip(unit, room, await _pressed(unit, room))
    lost = (here, col(Outbox.kind) == STRIP, col(Outbox.error) == LOST, Outbox.wanted > Outbox.shown)
    await _ask_again(unit, *lost)
    anew = {"message_id": None, "thread_id": room.thread_id}
    await _ask_again(unit, *_living_cards(unit, room.chat_id), **anew)
    await _ask_again(unit, here, _followed(), col(Outbox.task_id).in_(_OPEN), **anew)
    closed = (here, _followed(), col(Outbox.task_id).is_not(None), col(Outbox.task_id).not_in(_OPEN))
    await unit.session.exec(update(Outbox).where(*closed).values(state="dropped"))
    if room.purpose == DESK and room.active:
        await _post_missing(unit, room)


async def _post_missing(unit: Unit, room: Room) -> None:
    """Cards of cases that no desk has."""
    desks = [desk.chat_id for desk in unit.roster.desks]
    carded = exists().where(
        col(Outbox.case_id) == col(Case.id),
        col(Outbox.kind) == col(Case.area) + "/card",
        col(Outbox.chat_id).in_(desks),
        col(Outbox.state) == "open",
    )
    bare = select(Case).where(living(unit.areas), ~carded).order_by(col(Case.id))
    for case in (await unit.session.exec(bare)).all():
        table = unit.areas[case.area]
        if table.carded(await table.load(unit, case)):
            outbox.notice(
                unit.session,
                f"{case.area}/card",
                chat_id=room.chat_id,
                thread_id=room.thread_id,
                now=unit.now,
                lane=Lane.CARD,
                case_id=case.id,
            )


def _living_cards(unit: Unit, chat_id: int) -> tuple[Any, ...]:
    return (
        col(Outbox.chat_id) == chat_id,
        col(Outbox.kind).like("%/card"),
        _followed(),
        col(Outbox.case_id).in_(select(Case.id).where(living(unit.areas))),
    )


def _lost_task() -> ColumnElement[bool]:
    """Closed or not: what closed while the bot was out was never shown to be."""
    return and_(col(Outbox.task_id).is_not(None), col(Outbox.error) == LOST)


def _followed() -> ColumnElement[bool]:
    return or_(col(Outbox.state) != "dropped", col(Outbox.error) == LOST)


async def _ask_again(unit: Unit, *where: Any, **values: Any) -> None:
    query = update(Outbox).where(*where)
    anew = {"state": "open", "error": None, "not_before": None, "attempts": 0, "changed_at": unit.now}
    await unit.session.exec(query.values(wanted=Outbox.wanted + 1, **anew, **values))


async def _ask(unit: Unit, room: Room, admins: Sequence[Person], facts: Mapping[str, Any]) -> None:
    rows = [private.tell(unit, admin, QUESTION, facts, Lane.MONEY) for admin in admins]
    await unit.session.flush()
    room.notices = [row.id for row in rows if row.id is not None]


async def _asked_today(unit: Unit, room: Room, facts: Mapping[str, Any]) -> bool:
    """Whether the admins have a question about this group of today's; then it is asked again, in place."""
    zone = unit.company.zone
    today = unit.now.astimezone(zone).date()
    asked = (await outbox.rows(unit.session, room.notices)).values()
    rows = [row for row in asked if row.created_at.astimezone(zone).date() == today]
    for row in rows:
        row.facts = dict(facts)
        row.wanted, row.changed_at = row.wanted + 1, unit.now
    return bool(rows)


async def added_by_outsider(unit: Unit, room: Room) -> bool:
    """Whether who added the bot last is no member: what is said in the group, strangers may read."""
    rows = (await outbox.rows(unit.session, room.notices)).values()
    return any(row.facts.get("outsider", False) for row in rows)
