"""Who hears the morning list, and whether it is about to be said: what it holds is said nowhere else that morning."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Field, SQLModel, select

from store.database.marks import mark
from store.people.roster import Person
from store.process.unit import Unit

SENT = "morning"
FRESH = timedelta(hours=1)


class MorningOff(SQLModel, table=True):
    """A member who doesn't want the list."""

    __tablename__ = "morning_off"

    member_id: int = Field(foreign_key="member.id", primary_key=True)


async def is_due(unit: Unit) -> bool:
    """Once per working day, in its first hour; a list that would come late is left out."""
    local = unit.now.astimezone(unit.company.zone)
    if not unit.worktime.is_workday(local.date()):
        return False
    begins = morning_of(unit, unit.now)
    if not begins <= unit.now < begins + FRESH:
        return False
    last = await mark(unit.session, SENT)
    return last is None or last.astimezone(unit.company.zone).date() < local.date()


def morning_of(unit: Unit, at: datetime) -> datetime:
    return unit.worktime.start_of_day(at.astimezone(unit.company.zone).date())


async def listeners(unit: Unit) -> list[Person]:
    off = set(await unit.session.exec(select(MorningOff.member_id)))
    return [
        person
        for person in unit.roster.people
        if person.id not in off and person.reachable and not unit.roster.away(person)
    ]


async def about_to_hear(unit: Unit) -> Collection[int]:
    """The members whose list of this morning is still to come, in this very tick."""
    return {person.id for person in await listeners(unit)} if await is_due(unit) else ()
