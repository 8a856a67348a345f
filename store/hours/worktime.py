"""Working time: the company's office hours on the days that its country works."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from store.hours.words import DAY_MINUTES, Span

if TYPE_CHECKING:
    from holidays import HolidayBase

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_MOST_DAYS = 10_000
"""So many days are known by heart: lists of everybody's ask for the same few very often."""
_SATURDAY = 5

# These announce a plan for each year: make-up working days, and holidays that take in the weekends beside them.
_YEARLY_PLAN = frozenset({"CN"})
# No plan since 2001 has had fewer; a Saturday of the company's own making doesn't look like a plan.
_FEWEST_MAKE_UP_DAYS = 5


@dataclass(frozen=True)
class _Year:
    """One local year's office hours as instants, ready for binary search."""

    starts: list[datetime]
    ends: list[datetime]
    before: list[timedelta]
    """The year's working time before each start."""
    total: timedelta


class DayOff(Protocol):
    """A day that the company says works, or doesn't, whatever the official calendar has."""

    @property
    def date(self) -> date: ...
    @property
    def work(self) -> bool: ...
    @property
    def hours(self) -> Sequence[Span]: ...


class OfficeHours(Protocol):
    """What of a company makes its working time."""

    @property
    def zone(self) -> ZoneInfo: ...
    @property
    def country(self) -> str: ...
    @property
    def days(self) -> Sequence[DayOff]: ...
    @property
    def week(self) -> Sequence[Sequence[Span]]:
        """Monday to Sunday."""
        ...


class WorkTime:
    """Answers for one company; each year, and each day, is worked out when it is first asked for, and kept.

    Instants are aware and come back in UTC; a naive one raises ValueError. Dates are the company's local dates.
    """

    def __init__(self, company: OfficeHours) -> None:
        self._company = company
        self._zone = company.zone
        self._overrides = {day.date: day for day in company.days}
        self._years: dict[int, _Year] = {}
        self._workdays: dict[date, bool] = {}

    def is_workday(self, day: date) -> bool:
        """What [[day]] says of it, else the official calendar, else whether its weekday has office hours."""
        known = self._workdays.get(day)
        if known is None:
            if len(self._workdays) >= _MOST_DAYS:
                self._workdays.clear()
            known = self._workdays[day] = self._works_on(day)
        return known

    def _works_on(self, day: date) -> bool:
        if override := self._overrides.get(day):
            return override.work
        if self._is_holiday(day):
            return False
        return bool(self._company.week[day.weekday()]) or self._is_make_up_day(day)

    def next_workday(self, day: date) -> date:
        """The first working day after this one."""
        return self._seek_workday(day, _DAY)

    def previous_workday(self, day: date) -> date:
        """The last working day before this one."""
        return self._seek_workday(day, -_DAY)

    def start_of_day(self, day: date) -> datetime:
        """When office hours begin on this date; on a day off, when they would."""
        return self._instant(day, self._spans(day)[0].start)

    def end_of_day(self, day: date) -> datetime:
        """When office hours end on this date; on a day off, when they would."""
        return self._instant(day, self._spans(day)[-1].end)

    def middle_of_day(self, day: date) -> datetime:
        """When the first of the day's office hours end: what lies behind it is the afternoon."""
        spans = self._spans(day)
        first = spans[0]
        return self._instant(day, first.end if len(spans) > 1 else (first.start + first.end) // 2)

    def at(self, day: date, minute: int) -> datetime:
        """The instant so many minutes after this local date's midnight by the clock on the wall, to 24:00.

        An hour that a clock change leaves out is taken an hour later, one that it repeats the first time.
        """
        return self._instant(day, minute)

    def year_is_known(self, year: int) -> bool:
        """False while the year's make-up days are neither published nor entered as [[day]].

        Until then only the statutory holidays count. Also False for a country without any known calendar.
        """
        if self._official is None:
            return False
        if self._company.country not in _YEARLY_PLAN:
            return True
        entered = {day.date for day in self._company.days if day.work and day.date.weekday() >= _SATURDAY}
        make_up_days = [day for day in _year_of_days(year) if day in entered or self._is_make_up_day(day)]
        return len(make_up_days) >= _FEWEST_MAKE_UP_DAYS

    def is_open(self, at: datetime) -> bool:
        """Whether the instant lies in office hours; the minute they end doesn't."""
        at = _utc(at)
        year = self._year(self._local_year(at))
        index = bisect_right(year.starts, at) - 1
        return index >= 0 and at < year.ends[index]

    def next_open(self, at: datetime) -> datetime:
        """The instant itself in office hours, else the next time they begin."""
        at = _utc(at)
        if self.is_open(at):
            return at
        number = self._local_year(at)
        while (index := bisect_right(self._year(number).starts, at)) == len(self._year(number).starts):
            number += 1
        return self._year(number).starts[index]

    def between(self, start: datetime, end: datetime) -> int:
        """Whole working minutes from start to end, below zero where the end comes first."""
        start, end = _utc(start), _utc(end)
        if end < start:
            return -self.between(end, start)
        first, last = self._local_year(start), self._local_year(end)
        worked = self._worked(end) - self._worked(start)
        for number in range(first, last):
            worked += self._year(number).total
        return worked // _MINUTE

    def add(self, at: datetime, minutes: int) -> datetime:
        """The earliest instant by which so many working minutes have passed.

        Below zero: the latest from which so many remain until `at`. Zero: `at`, open or not.
        """
        at = _utc(at)
        if not minutes:
            return at
        number = self._local_year(at)
        wanted = self._worked(at) + minutes * _MINUTE
        if minutes > 0:
            while wanted > self._year(number).total:
                wanted -= self._year(number).total
                number += 1
            year = self._year(number)
            index = bisect_left(year.before, wanted) - 1
        else:
            while wanted < timedelta(0):
                number -= 1
                wanted += self._year(number).total
            year = self._year(number)
            index = bisect_right(year.before, wanted) - 1
        return year.starts[index] + (wanted - year.before[index])

    @cached_property
    def _official(self) -> HolidayBase | None:
        # Imported late: a tenth of a second that commands which need no calendar don't pay.
        from holidays import country_holidays

        try:
            return country_holidays(self._company.country)
        except NotImplementedError:
            return None

    def _is_make_up_day(self, day: date) -> bool:
        official = self._official
        # Asking for the holiday first has `holidays` work out the year and with it the make-up days.
        return official is not None and day not in official and day in official.weekend_workdays

    def _is_holiday(self, day: date) -> bool:
        official = self._official
        if official is None:
            return False
        if day in official:
            return True
        if (
            self._company.country not in _YEARLY_PLAN
            or day.weekday() < _SATURDAY
            or self._is_make_up_day(day)
        ):
            return False
        # `holidays` leaves out the weekends of a holiday period: whoever works on Saturdays is off on these too.
        outward = -_DAY if day.weekday() == _SATURDAY else _DAY
        other_weekend_day = day - outward
        if day + outward in official or other_weekend_day in official:
            return True
        return not self._is_make_up_day(other_weekend_day) and other_weekend_day - outward in official

    def _seek_workday(self, day: date, step: timedelta) -> date:
        day += step
        while not self.is_workday(day):
            day += step
        return day

    def _spans(self, day: date) -> Sequence[Span]:
        """A day without hours of its own, such as a make-up Sunday, keeps those of the week's first working day."""
        override = self._overrides.get(day)
        if override and override.hours:
            return tuple(sorted(override.hours))
        week = self._company.week
        return week[day.weekday()] or next(spans for spans in week if spans)

    def _instant(self, day: date, minute: int) -> datetime:
        days, minute = divmod(minute, DAY_MINUTES)
        return datetime.combine(day + days * _DAY, time(*divmod(minute, 60)), self._zone).astimezone(UTC)

    def _local_year(self, at: datetime) -> int:
        return at.astimezone(self._zone).year

    def _worked(self, at: datetime) -> timedelta:
        """Working time from the beginning of the instant's local year."""
        year = self._year(self._local_year(at))
        index = bisect_right(year.starts, at) - 1
        if index < 0:
            return timedelta(0)
        return year.before[index] + min(at, year.ends[index]) - year.starts[index]

    def _year(self, number: int) -> _Year:
        if number not in self._years:
            self._years[number] = self._work_out(number)
        return self._years[number]

    def _work_out(self, number: int) -> _Year:
        starts: list[datetime] = []
        ends: list[datetime] = []
        before: list[timedelta] = []
        total = timedelta(0)
        for day in _year_of_days(number):
            if not self.is_workday(day):
                continue
            for span in self._spans(day):
                start, end = self._instant(day, span.start), self._instant(day, span.end)
                # Hours that a clock change swallows must not count twice.
                start = max(start, ends[-1]) if ends else start
                if start < end:
                    starts.append(start)
                    ends.append(end)
                    before.append(total)
                    total += end - start
        return _Year(starts, ends, before, total)


def _year_of_days(number: int) -> Iterator[date]:
    for ordinal in range(date(number, 1, 1).toordinal(), date(number, 12, 31).toordinal() + 1):
        yield date.fromordinal(ordinal)


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("working time needs an aware datetime")
    return at.astimezone(UTC)
