"""On which days and at which hours a calendar entry comes round, days off considered (K1 to K4). Pure."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from store.company import CalendarEntry, EntryKind, OnDayOff
from store.hours.words import Ahead, Every, Span, When, rule_of
from store.hours.worktime import WorkTime

_DAY = timedelta(days=1)
_SHIFT = timedelta(days=31)
"""No row of days off is longer; as far around are days looked at that may be moved into what is asked for."""
MEETING = timedelta(hours=1)
"""How long a meeting lasts that names no end."""
FARTHEST = timedelta(days=5 * 366)
"""Beyond it nothing is looked for: a rule may have come to its end."""


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """One time that an entry comes round: unique by entry, the local `date` on which it is due, and `slot`.

    `slot` counts the times of one day from 0. Meetings and notices are due when they start, the others when they end.
    """

    entry: CalendarEntry
    named: date
    """The day that `when` names: a day off moves `date`, not this."""
    date: date
    slot: int
    opens_at: datetime
    """From here on people see it: the first ping; a deadline at the latest on its day's morning."""
    starts_at: datetime
    due_at: datetime
    ends_at: datetime
    pings: tuple[datetime, ...]
    """When people are told, in order: as `remind` says, at a window's opening and on its last morning, when due."""

    @property
    def expires_at(self) -> datetime | None:
        return self.due_at + self.entry.expires.length if self.entry.expires else None


def occasions(entry: CalendarEntry, worktime: WorkTime, first: date, last: date) -> list[Occasion]:
    """Every one that is due from `first` to `last`, both included, in order. A day off moves or drops it."""
    days: dict[date, tuple[date, date]] = {}
    for begin, end in _days(entry.when, first - _SHIFT, last + _SHIFT):
        moved = _moved(entry, worktime, end)
        if moved is not None and first <= moved <= last:
            days.setdefault(moved, (begin if begin < end else moved, end))
    times: Sequence[Span | None] = entry.when.times or (None,)
    return [
        _occasion(entry, worktime, *days[day], day, slot, span)
        for day in sorted(days)
        for slot, span in enumerate(times)
    ]


def next_occasion(entry: CalendarEntry, worktime: WorkTime, after: date) -> Occasion | None:
    """The first that is due after this day; None where none comes within FARTHEST."""
    begin, length = after + _DAY, timedelta(days=40)
    while begin < after + FARTHEST:
        found = occasions(entry, worktime, begin, begin + length)
        if found:
            return found[0]
        begin, length = begin + length + _DAY, length * 4
    return None


def _moved(entry: CalendarEntry, worktime: WorkTime, day: date) -> date | None:
    """Where this day's goes; None where it is dropped, as what is weekly is that would leave its week: there it would
    stand beside its own last or next one."""
    moved = _off_day(entry, worktime, day)
    if (
        moved is not None
        and entry.when.every is Every.WEEK
        and moved.isocalendar()[:2] != day.isocalendar()[:2]
    ):
        return None
    return moved


def _off_day(entry: CalendarEntry, worktime: WorkTime, day: date) -> date | None:
    if entry.when.place == "first-workday":
        return day if worktime.is_workday(day) else worktime.next_workday(day)
    if entry.when.place == "last-workday":
        return day if worktime.is_workday(day) else worktime.previous_workday(day)
    if entry.on_day_off is OnDayOff.KEEP or worktime.is_workday(day):
        return day
    if entry.on_day_off is OnDayOff.BEFORE:
        return worktime.previous_workday(day)
    if entry.on_day_off is OnDayOff.AFTER:
        return worktime.next_workday(day)
    return None


@dataclass(frozen=True, kw_only=True)
class Hours:
    """When a meeting that was called in the chat is, and when its people are told."""

    date: date
    starts_at: datetime
    due_at: datetime
    ends_at: datetime
    pings: tuple[datetime, ...]


SHORTLY = timedelta(minutes=30)


def meeting_hours(worktime: WorkTime, now: datetime, starts: datetime, length: timedelta, day: date) -> Hours:
    """Told at once, on the morning of the working day before, and half an hour ahead."""
    ahead = {_morning(worktime, day - _DAY), starts - SHORTLY}
    pings = (now, *sorted(at for at in ahead if at > now))
    return Hours(date=day, starts_at=starts, due_at=starts, ends_at=starts + length, pings=pings)


def action_hours(worktime: WorkTime, now: datetime, day: date) -> Hours:
    """An action point is told at once, on its day's morning, and when that day's office hours end."""
    due = max(worktime.end_of_day(day), now)
    ahead = {_morning(worktime, day), due}
    pings = (now, *sorted(at for at in ahead if at > now))
    return Hours(date=day, starts_at=now, due_at=due, ends_at=due, pings=pings)


def pass_up_at(worktime: WorkTime, due: datetime, zone: tzinfo) -> datetime:
    """The second working morning after it was due: the day before, who owes it was pinged once more."""
    day = worktime.next_workday(worktime.next_workday(due.astimezone(zone).date()))
    return worktime.start_of_day(day)


# --- the days that the words of `when` mean -------------------------------------------------------


def _days(when: When, first: date, last: date) -> Iterator[tuple[date, date]]:
    """First and last day of each time round, the same but for windows, of every period that meets the span."""
    match when.every:
        case Every.DAY:
            yield from ((day, day) for day in _each(first, last))
        case Every.WEEK:
            yield from ((day, day) for day in _each(first, last) if day.weekday() in when.weekdays)
        case Every.RULE:
            since, until = datetime.combine(first, time.min), datetime.combine(last, time.min)
            for at in rule_of(when.rule).between(since, until, inc=True):
                yield at.date(), at.date()
        case _:
            for begin, end in _periods(when.every, first, last):
                found = _day_in_period(when, begin, end)
                if found is not None:
                    yield found


def _periods(every: Every, first: date, last: date) -> Iterator[tuple[date, date]]:
    months = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}[every]
    month = first.replace(day=1, month=(first.month - 1) // months * months + 1)
    while month <= last:
        end = _month_end(_months_on(month, months - 1))
        yield month, end
        month = end + _DAY


def _day_in_period(when: When, begin: date, end: date) -> tuple[date, date] | None:
    if when.first is not None and when.last is not None:
        return _numbered(begin, *when.first), _numbered(begin, *when.last)
    if when.place in ("first-workday", "last-workday"):
        return (begin, begin) if when.place == "first-workday" else (end, end)
    if when.weekdays:
        days = [day for day in _each(begin, end) if day.weekday() in when.weekdays]
        day = days[0] if when.place == "first" else days[-1]
        return day, day
    return end, end


def _numbered(begin: date, month: int, day: int) -> date:
    """A day beyond the month's length is its last; without a month, the period's first month is meant."""
    first = begin.replace(month=month) if month else begin
    return first.replace(day=min(day, _month_end(first).day))


def _month_end(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def _months_on(month: date, count: int) -> date:
    year, index = divmod(month.month - 1 + count, 12)
    return date(month.year + year, index + 1, 1)


def _each(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))


# --- the hours ------------------------------------------------------------------------------------


def _occasion(
    entry: CalendarEntry,
    worktime: WorkTime,
    begin: date,
    named: date,
    day: date,
    slot: int,
    span: Span | None,
) -> Occasion:
    starts = worktime.at(begin, span.start) if span and _opens_by_hour(span) else worktime.start_of_day(begin)
    ends = worktime.at(day, span.end) if span else worktime.end_of_day(day)
    if entry.kind in (EntryKind.MEETING, EntryKind.NOTICE):
        starts = worktime.at(day, span.start) if span else worktime.start_of_day(day)
        ends = ends if ends > starts else starts + MEETING
        due = starts
    else:
        due = ends
    starts = min(starts, due)
    pings = _pings(entry, worktime, day, starts, due)
    seen = min(worktime.start_of_day(day), starts) if entry.kind is EntryKind.DEADLINE else starts
    return Occasion(
        entry=entry,
        date=day,
        slot=slot,
        named=named,
        opens_at=min(seen, *pings),
        starts_at=starts,
        due_at=due,
        ends_at=ends,
        pings=pings,
    )


def _opens_by_hour(span: Span) -> bool:
    return span.start < span.end


def _pings(
    entry: CalendarEntry, worktime: WorkTime, day: date, starts: datetime, due: datetime
) -> tuple[datetime, ...]:
    moments = {_ahead(worktime, day, due, lead) for lead in entry.remind}
    if entry.kind is EntryKind.WINDOW:
        # It keeps its dates, but nobody is pinged on a day off: the opening is told after it, the closing day before.
        moments |= {worktime.next_open(starts), _morning(worktime, day)}
        moments |= {due} if worktime.is_workday(day) else set()
        return tuple(sorted(moment for moment in moments if starts <= moment <= due)) or (due,)
    if entry.kind is EntryKind.DEADLINE:
        moments.add(_in_hours(worktime, day, due))
    elif entry.kind is not EntryKind.MEETING or not moments:
        moments.add(due)
    return tuple(sorted(moments))


def _in_hours(worktime: WorkTime, day: date, due: datetime) -> datetime:
    """What is due after office hours is called for as they end: by then people have gone home."""
    return min(due, worktime.end_of_day(day)) if worktime.is_workday(day) else due


def _morning(worktime: WorkTime, day: date) -> datetime:
    """Of this day, or of the working day before it."""
    return worktime.start_of_day(day if worktime.is_workday(day) else worktime.previous_workday(day))


def _ahead(worktime: WorkTime, day: date, due: datetime, lead: Ahead) -> datetime:
    """Hours and minutes are counted off; days and weeks ahead is the morning of that day, or of the working day before."""
    if lead.unit in ("m", "h"):
        return due - lead.length
    return _morning(worktime, day - lead.length)
