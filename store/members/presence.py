"""Who is in the company's groups, as far as anybody can know: seen to speak or to join there, or to leave.

Leaving the group changes nothing by itself: tasks go on to whoever's they are, and an admin decides.
"""

from typing import Any

from sqlmodel import col, select

from store.company import DESK
from store.people.model import Member, Presence, Room
from store.process import private
from store.process.unit import Unit

LEFT = "members/room_left"


async def seen(unit: Unit, chat_id: int, telegram_id: int) -> None:
    """Somebody speaks in a room, or has come in."""
    room = await _room(unit, chat_id)
    if room is not None and room.id is not None:
        presence = await _presence(unit, room.id, telegram_id)
        presence.left = False


async def left(unit: Unit, chat_id: int, telegram_id: int, *, by: int, by_name: str) -> None:
    """Somebody went, or was taken out. Of a member who is no longer at the desk the admins hear, once a day at most."""
    room = await _room(unit, chat_id)
    if room is None or room.id is None:
        return
    presence = await _presence(unit, room.id, telegram_id)
    was_left, presence.left = presence.left, True
    person = unit.roster.by_telegram(telegram_id)
    if was_left or person is None or room.purpose != DESK or await _spoken_of_today(unit, presence):
        return
    admins = private.admins(unit)
    facts = {"room": room.id, "who": telegram_id, "by": by_name if by != telegram_id else ""}
    for admin in [one for one in admins if one.id != person.id] or admins:
        private.tell(unit, admin, LEFT, facts)


async def is_in(unit: Unit, telegram_id: int) -> bool:
    """Whether somebody was seen in one of the rooms and hasn't left it since."""
    query = select(Presence.room_id).join(Room, col(Room.id) == Presence.room_id)
    where = (Presence.telegram_id == telegram_id, col(Presence.left).is_(False), Room.active)
    return (await unit.session.exec(query.where(*where).limit(1))).first() is not None


async def first_word_today(unit: Unit, chat_id: int, telegram_id: int) -> bool:
    """Whether somebody who is no member has not been answered in the room today."""
    room = await _room(unit, chat_id)
    if room is None or room.id is None:
        return False
    return not await _spoken_of_today(unit, await _presence(unit, room.id, telegram_id))


async def left_view(unit: Unit, telegram_id: int) -> dict[str, Any]:
    """Who left, as they are now."""
    query = select(Member).where(Member.telegram_id == telegram_id)
    member = (await unit.session.exec(query)).first()
    person = unit.roster.by_telegram(telegram_id)
    return {
        "who": {
            "telegram_id": telegram_id,
            "name": member.name if member else "",
            "active": person is not None,
            "roles": sorted(person.roles) if person else [],
        }
    }


async def _room(unit: Unit, chat_id: int) -> Room | None:
    if unit.roster.place(chat_id) is None:
        return None
    return (await unit.session.exec(select(Room).where(Room.chat_id == chat_id))).first()


async def _presence(unit: Unit, room_id: int, telegram_id: int) -> Presence:
    presence = await unit.session.get(Presence, (room_id, telegram_id))
    if presence is None:
        presence = Presence(room_id=room_id, telegram_id=telegram_id)
        unit.session.add(presence)
        await unit.session.flush()
    return presence


async def _spoken_of_today(unit: Unit, presence: Presence) -> bool:
    """Whether it was before; from now on it is."""
    zone, before = unit.company.zone, presence.told_at
    today = unit.now.astimezone(zone).date()
    if before is not None and before.astimezone(zone).date() == today:
        return True
    presence.told_at = unit.now
    return False
