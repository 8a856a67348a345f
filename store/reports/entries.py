"""K3, K4: which entries of the calendar a report is asked for by, and is done by handing it in or over."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlmodel import col, select

from store.calendar import ticking
from store.calendar.area import CALENDAR
from store.calendar.model import OccurrenceRow
from store.people.actor import Actor
from store.process.records import Case
from store.process.unit import Unit
from store.reports.months import next_month
from store.reports.requests import HANDED_IN, HANDED_OVER, WEEKLY, Report, shifted

_WEEK = timedelta(days=7)


async def asking(unit: Unit, kind: Report, month: date) -> list[int]:
    """The occurrences that are open and ask for a kind's report of a month, or of the week that begins on that day."""
    entries, of = _entries(kind)
    begins = month if kind in WEEKLY else shifted(month, -of)
    ends = begins + _WEEK if kind in WEEKLY else next_month(begins)
    return await ticking.occurrences(unit, entries, (begins, ends))


def _entries(kind: Report) -> tuple[Collection[str], int]:
    if kind in HANDED_OVER:
        return (HANDED_OVER[kind].entry,), HANDED_OVER[kind].of
    handed = HANDED_IN[kind]
    return tuple(one for one in (handed.entry, *handed.also) if one), handed.of


async def owed_by(unit: Unit, actor: Actor, kind: Report, month: date) -> bool:
    """Whether it is theirs to hand over, and still to be."""
    for number in await asking(unit, kind, month) if kind in HANDED_OVER else ():
        query = select(Case).join(OccurrenceRow, col(OccurrenceRow.case_id) == col(Case.id))
        case = (await unit.session.exec(query.where(OccurrenceRow.number == number))).one()
        if (await CALENDAR.load(unit, case)).shares_of(actor.ids):
            return True
    return False


async def done(unit: Unit, actor: Actor, kind: Report, month: date) -> None:
    """By whoever hands it over, also where it is another's to do."""
    await ticking.finish(unit, actor, await asking(unit, kind, month))
