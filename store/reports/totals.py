"""M1: the month's totals, handed to the head, are done in the calendar too."""

from datetime import date, timedelta

from sqlmodel import col, select

from store.calendar.area import CALENDAR
from store.calendar.model import OccurrenceRow
from store.calendar.requests import FinishShare, TickShare
from store.calendar.state import LIVING
from store.people.actor import CLOCK, Actor
from store.process.cases import take
from store.process.unit import Unit
from store.requests import Refused

ENTRY = "month-receivables"
"""The calendar's entry that is done by handing them in."""


async def tick(unit: Unit, actor: Actor, month: date) -> None:
    """By whoever hands them in, also where it is another's to do."""
    begins = (month + timedelta(days=31)).replace(day=1)
    ends = (begins + timedelta(days=31)).replace(day=1)
    query = select(OccurrenceRow.number).where(
        OccurrenceRow.entry == ENTRY,
        OccurrenceRow.date >= begins,
        OccurrenceRow.date < ends,
        col(OccurrenceRow.state).in_(LIVING),
    )
    for number in (await unit.session.exec(query)).all():
        if isinstance(await take(unit, CALENDAR, actor, FinishShare(number=number)), Refused):
            await take(unit, CALENDAR, CLOCK, TickShare(number=number))
