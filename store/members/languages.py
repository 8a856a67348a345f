"""The whole company changes its language at once: for the example company, whose visitors read one or the other."""

from sqlmodel import col, select, update

from store.mail import outbox
from store.members import people, rooms
from store.people.model import Member
from store.process.tasks import Task
from store.process.unit import Unit


async def speak(unit: Unit, language: str) -> None:
    """Every member and every room; cards and open tasks are written anew, what was said stays as it was said."""
    await unit.session.exec(update(Member).values(language=language))
    await people.reread(unit)
    for person in unit.roster.people:
        await people.menu_wanted(unit, person)
    for place in unit.roster.places:
        await rooms.set_language(unit, place.chat_id, language)
    waiting = (await unit.session.exec(select(Task.id).where(col(Task.closed_at).is_(None)))).all()
    await outbox.touch_tasks(
        unit.session, now=unit.now, task_ids=[task for task in waiting if task is not None]
    )
