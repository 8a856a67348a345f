"""K3, K4: what the calendar asks for in the shape of a form, a meeting or a report that was handed in already is done there."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta

from sqlmodel import col, select

from store.calendar import ticking
from store.calendar.model import AskedRow, OccurrenceRow
from store.calendar.state import Kind
from store.calendar.state import State as Entry
from store.calendar.ticking import Days, Ticked
from store.company.calendar import CalendarEntry
from store.forms.model import FormRow
from store.forms.state import State
from store.hours.words import Every
from store.process.unit import Unit
from store.reports import entries as entries_of
from store.reports.model import ReportRow
from store.reports.requests import HANDED_IN, shifted
from store.reports.state import FROZEN

_DROPPED = (State.FILLING, State.REJECTED, State.WITHDRAWN, State.LAPSED, State.CANCELLED)
_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}
_WEEK = timedelta(days=7)


async def done(unit: Unit) -> Sequence[Ticked]:
    """Shares that are open, and whose report, form or meeting is there: of several entries that ask for one form, the second
    wants a second one."""
    every = unit.company.entries.values()
    often = Counter(one.report for one in every if one.report)
    entries = [one for one in every if often[one.report or ""] > 1 or one.form is not None or one.meeting]
    if not entries:
        return ()
    found: list[Ticked] = []
    for asked, share in await ticking.open_shares(unit, [one.key for one in entries]):
        entry = unit.company.entries[asked.entry or ""]
        days = _time_of(entry, asked.date)
        if entry.report:
            there = await _reported(unit, entry.report, asked.date)
        elif entry.meeting:
            there = await _held(unit, entry.meeting, days)
        else:
            alike = [one.key for one in entries if one.form == entry.form]
            whose = [share.member_id] if share.member_id is not None else await _asked(unit, asked.case_id)
            there = await _handed_in(unit, entry, days, whose, alike.index(entry.key))
        if there:
            found.append((asked.number, share.name))
    return found


async def _reported(unit: Unit, report: str, day: date) -> bool:
    """Handed in before it was asked for: another entry that names it came round earlier."""
    if (meant := entries_of.meant(report, day)) is None or meant[0] not in HANDED_IN:
        return False
    query = select(ReportRow.number).where(
        ReportRow.kind == meant[0],
        ReportRow.month == meant[1],
        ReportRow.subject == "",
        col(ReportRow.state).in_(FROZEN),
    )
    return (await unit.session.exec(query)).first() is not None


async def tick(unit: Unit) -> None:
    await ticking.tick(unit, await done(unit))


async def _asked(unit: Unit, case_id: int) -> Sequence[int]:
    query = select(AskedRow.member_id).where(AskedRow.case_id == case_id)
    return (await unit.session.exec(query)).all()


async def _handed_in(
    unit: Unit, entry: CalendarEntry, days: Days, whose: Collection[int | None], beside: int
) -> bool:
    """In its own month, quarter or year: what is filed later is of the next. Of a form about customers there is one for
    each of those whom there was one about the time before."""
    filed = await _filed(unit, entry, days, whose)
    before = {one for one in await _filed(unit, entry, (_before(entry, days[0]), days[0]), whose) if one}
    return len(filed) > beside and before <= set(filed)


async def _filed(
    unit: Unit, entry: CalendarEntry, days: Days, whose: Collection[int | None]
) -> Sequence[int | None]:
    """For each form whom it is about."""
    since, until = _moments(unit, days)
    query = select(FormRow.customer_id).where(
        FormRow.kind == entry.form,
        col(FormRow.creator_id).in_(whose),
        FormRow.started_at >= since,
        FormRow.started_at < until,
        col(FormRow.state).not_in(_DROPPED),
    )
    return (await unit.session.exec(query)).all()


async def _held(unit: Unit, words: Collection[str], days: Days) -> bool:
    """Called in the chat, with one of these words in its subject, and over."""
    query = select(OccurrenceRow.title).where(
        OccurrenceRow.kind == Kind.MEETING,
        col(OccurrenceRow.entry).is_(None),
        OccurrenceRow.state == Entry.DONE,
        OccurrenceRow.date >= days[0],
        OccurrenceRow.date < days[1],
    )
    titles = [title.casefold() for title in await unit.session.exec(query)]
    return any(word.casefold() in title for word in words for title in titles)


def _moments(unit: Unit, days: Days) -> tuple[datetime, datetime]:
    since, until = (unit.company.aware(datetime.combine(one, time.min)) for one in days)
    return since, until


def _time_of(entry: CalendarEntry, day: date) -> Days:
    """The month, the quarter or the year in which it comes round; else the seven days up to it."""
    months = _MONTHS.get(entry.when.every)
    if months is None:
        return day - _WEEK + timedelta(days=1), day + timedelta(days=1)
    first = date(day.year, day.month - (day.month - 1) % months, 1)
    return first, shifted(first, months)


def _before(entry: CalendarEntry, first: date) -> date:
    """The first day of the time before."""
    months = _MONTHS.get(entry.when.every)
    return first - _WEEK if months is None else shifted(first, -months)
