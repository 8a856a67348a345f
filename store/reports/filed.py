"""K3, K4: what the calendar asks for in the shape of a form is done there once the form is handed in."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlmodel import col, select

from store.calendar.area import CALENDAR
from store.calendar.model import OccurrenceRow, ShareRow
from store.calendar.requests import TickShare
from store.calendar.state import LIVING
from store.company.calendar import CalendarEntry
from store.forms.model import FormRow
from store.forms.state import State
from store.hours.words import Every
from store.people.actor import CLOCK
from store.process.cases import take
from store.process.unit import Unit
from store.reports.requests import shifted

_DROPPED = (State.FILLING, State.REJECTED, State.WITHDRAWN, State.LAPSED, State.CANCELLED)
_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}
_WEEK = timedelta(days=7)

Ticked = tuple[int, str]
"""An occurrence by its number, and whose share of it."""


async def done(unit: Unit) -> Sequence[Ticked]:
    """Shares that are open, and whose form is there: of several entries that ask for one form, the second wants a second one."""
    entries = [one for one in unit.company.entries.values() if one.form is not None]
    if not entries:
        return ()
    query = (
        select(OccurrenceRow, ShareRow)
        .join(ShareRow, col(ShareRow.case_id) == col(OccurrenceRow.case_id))
        .where(
            col(OccurrenceRow.entry).in_([one.key for one in entries]),
            col(OccurrenceRow.state).in_(LIVING),
            col(ShareRow.member_id).is_not(None),
            col(ShareRow.done_at).is_(None),
            col(ShareRow.waived_at).is_(None),
            col(ShareRow.void_at).is_(None),
        )
        .order_by(col(OccurrenceRow.number))
    )
    found: list[Ticked] = []
    for asked, share in (await unit.session.exec(query)).all():
        entry = unit.company.entries[asked.entry or ""]
        alike = [one.key for one in entries if one.form == entry.form]
        if await _handed_in(unit, entry, asked.date, share.member_id) > alike.index(entry.key):
            found.append((asked.number, share.name))
    return found


async def tick(unit: Unit) -> None:
    for number, name in await done(unit):
        await take(unit, CALENDAR, CLOCK, TickShare(number=number, of=name))


async def _handed_in(unit: Unit, entry: CalendarEntry, day: date, member: int | None) -> int:
    """In its own time, month, quarter or year: what is filed later is of the next."""
    first, after = _time_of(entry, day)
    since, until = (unit.company.aware(datetime.combine(one, time.min)) for one in (first, after))
    query = select(FormRow.number).where(
        FormRow.kind == entry.form,
        FormRow.creator_id == member,
        FormRow.started_at >= since,
        FormRow.started_at < until,
        col(FormRow.state).not_in(_DROPPED),
    )
    return len((await unit.session.exec(query)).all())


def _time_of(entry: CalendarEntry, day: date) -> tuple[date, date]:
    """The first day of the month, the quarter or the year in which it comes round, and the first one after it; else the seven
    days up to it."""
    months = _MONTHS.get(entry.when.every)
    if months is None:
        return day - _WEEK + timedelta(days=1), day + timedelta(days=1)
    first = date(day.year, day.month - (day.month - 1) % months, 1)
    return first, shifted(first, months)
