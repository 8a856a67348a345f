"""What is said as the bot comes back: which presses were lost, and everyone's menu of commands."""

from bot.access.rights import EVERYONE, offered_to
from store.database import marks
from store.mail import outbox
from store.members import people
from store.process.unit import Unit

PRESS_LIFE = 150
"""Seconds for which Telegram keeps a press."""


async def say_gap(unit: Unit) -> None:
    """After a gap longer than Telegram keeps a press, each desk room hears which presses were lost."""
    last = await marks.mark(unit.session, marks.ALIVE)
    await marks.set_mark(unit.session, marks.ALIVE, unit.now)
    if last is None or (unit.now - last).total_seconds() <= PRESS_LIFE:
        return
    for desk in unit.roster.desks:
        outbox.notice(
            unit.session,
            "members/gap",
            chat_id=desk.chat_id,
            thread_id=desk.thread_id,
            now=unit.now,
            facts={"since": last.isoformat(), "until": unit.now.isoformat()},
        )


async def want_menus(unit: Unit) -> None:
    """Of everyone and each room, where what decides has changed since theirs was set: language and rights."""
    menus = {
        person.id: f"{person.language}:{','.join(offered_to(unit.roster.actor(person).roles))}"
        for person in unit.roster.people
    }
    rooms = {
        place.chat_id: f"{place.language}:{','.join(offered_to(EVERYONE))}" for place in unit.roster.places
    }
    await people.menus_wanted(unit, menus, rooms)
