"""When things happen, as company.toml writes it: days, spans of hours, lengths of time, occurrences, duty times."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Literal, NamedTuple

from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrule, rrulestr

from store.requests import FIRST_DAY, LAST_DAY

MONDAY_TO_SUNDAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 24 * 60
RULE_START = date(2024, 1, 1)
"""The Monday from which the intervals of recurrence rules are counted."""


def read_days(text: str) -> tuple[int, ...]:
    """`mon`, `mon-fri`, `sat,sun` as weekdays, Monday 0; `fri-mon` runs over the week's end."""
    days: list[int] = []
    for part in text.split(","):
        first, dash, last = (word.strip() for word in part.partition("-"))
        if first not in MONDAY_TO_SUNDAY or (dash and last not in MONDAY_TO_SUNDAY):
            raise ValueError(f'"{text}" is no day or span of days; write mon, mon-fri or sat,sun')
        start = MONDAY_TO_SUNDAY.index(first)
        length = (MONDAY_TO_SUNDAY.index(last) - start) % 7 if dash else 0
        days += [(start + step) % 7 for step in range(length + 1)]
    return tuple(dict.fromkeys(days))


def read_day_names(text: str) -> str:
    read_days(text)
    return text


def read_minute(text: str) -> int:
    match = re.fullmatch(r"([0-2]?[0-9]):([0-5][0-9])", text.strip())
    minute = int(match[1]) * 60 + int(match[2]) if match else DAY_MINUTES + 1
    if minute > DAY_MINUTES:
        raise ValueError(f'"{text}" is no time of day; write 08:30, up to 24:00')
    return minute


class Span(NamedTuple):
    """Part of a day in minutes after midnight; an end before the start is on the next morning."""

    start: int
    end: int

    @property
    def past_midnight(self) -> bool:
        return self.end < self.start


def read_span(text: str) -> Span:
    start, dash, end = text.partition("-")
    if not dash:
        raise ValueError(f'"{text}" is no span of hours; write 08:00-12:00')
    span = Span(read_minute(start), read_minute(end))
    if span.start == span.end:
        raise ValueError(f'"{text}" begins and ends at the same time')
    return span


def read_office_span(text: str) -> Span:
    span = read_span(text)
    if span.past_midnight:
        raise ValueError("runs past midnight; write two spans, the first up to 24:00")
    return span


class Ahead(NamedTuple):
    """A length of time as typed: `30m`, `2h`, `1d`, `1w`. Days are kept apart from 24 hours."""

    amount: int
    unit: Literal["m", "h", "d", "w"]

    @property
    def length(self) -> timedelta:
        names = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
        return timedelta(**{names[self.unit]: self.amount})

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"


def read_ahead(text: str) -> Ahead:
    match = re.fullmatch(r"([1-9][0-9]{0,3})([mhdw])", text)
    if not match:
        raise ValueError(f'"{text}" is no length of time; write 30m, 2h, 1d or 1w')
    return Ahead(int(match[1]), match[2])  # type: ignore[arg-type]


class Interval(NamedTuple):
    """How often something comes round that is counted from the last time, as typed: `7d`, `1w`, `2mo`."""

    amount: int
    unit: Literal["d", "w", "mo"]

    def after(self, day: date) -> date:
        """Months end with a shorter month's last day: 31 December and two months is the end of February."""
        if self.unit == "mo":
            return day + relativedelta(months=self.amount)
        return day + timedelta(days=self.amount if self.unit == "d" else 7 * self.amount)

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"


def read_interval(text: str) -> Interval:
    match = re.fullmatch(r"([1-9][0-9]{0,2})(d|w|mo)", text)
    if not match:
        raise ValueError(f'"{text}" is no interval; write 7d, 1w or 2mo')
    return Interval(int(match[1]), match[2])  # type: ignore[arg-type]


class Every(StrEnum):
    """How often a calendar entry comes round."""

    WEEK = "weekly"
    DAY = "daily"
    MONTH = "monthly"
    QUARTER = "quarterly"
    YEAR = "yearly"
    RULE = "rrule"


@dataclass(frozen=True)
class When:
    """When a calendar entry occurs, read from its `when`.

    `weekdays`, `place` and `first`..`last` say on which day of the period; all are empty for daily and for a rule.
    A day's number counts in the month, or in the quarter's first month; beyond the month's length it means the
    last day.
    """

    text: str
    every: Every
    weekdays: tuple[int, ...] = ()
    """Monday 0. With `place` the first or last of these in the period; alone, each of them."""
    place: Literal["first", "last", "first-workday", "last-workday"] | None = None
    first: tuple[int, int] | None = None
    """(month, day); the month is 0 unless yearly."""
    last: tuple[int, int] | None = None
    """The end of a window `5..12`, included; else the same as `first`."""
    times: tuple[Span, ...] = ()
    """Local times of each day, in order, from when to when, equal where one time was given; none: until the end of
    office hours."""
    rule: str = ""
    """RFC 5545 recurrence rule of days without its `RRULE:`; its hours stand in `times`."""

    @property
    def hours(self) -> Span | None:
        """The first of the day's times."""
        return self.times[0] if self.times else None


_FORMS = "mon 08:30, daily 17:00, daily 09:00,16:00, monthly 28 17:00, monthly last, monthly 5..12, quarterly last fri 14:00, yearly 12-20, rrule:FREQ=…"


def _hours_of_entry(word: str) -> Span:
    start, dash, end = word.partition("-")
    span = Span(read_minute(start), read_minute(end) if dash else read_minute(start))
    if span.past_midnight or span.start == DAY_MINUTES:
        raise ValueError(f'"{word}" must lie within one day')
    return span


def _day_of_period(every: Every, word: str) -> tuple[int, int]:
    form = r"(1[0-2]|0?[1-9])-([0-3]?[0-9])" if every is Every.YEAR else r"(0?)([0-3]?[0-9])"
    match = re.fullmatch(form, word)
    if not match or not 1 <= int(match[2]) <= 31:
        raise ValueError(
            f'"{word}" is no day of the {"year; write 12-20" if every is Every.YEAR else "month"}'
        )
    month, day = int(match[1] or 0), int(match[2])
    if every is Every.YEAR:
        try:
            date(2024, month, day)
        except ValueError:
            raise ValueError(f'"{word}" is no day of the year') from None
    return month, day


def _times(word: str) -> tuple[Span, ...]:
    spans = [_hours_of_entry(part) for part in word.split(",")]
    if len({span.start for span in spans}) < len(spans):
        raise ValueError(f'"{word}" names one time twice')
    return tuple(sorted(spans))


def _rule(text: str) -> When:
    rule = text[len("rrule:") :].strip().upper()
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    if not all(re.fullmatch(r"[A-Z]+=[A-Z0-9,+-]+", part) for part in rule.split(";")):
        raise ValueError(f'"{text}" is no recurrence rule; write rrule:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO')
    if parts.get("FREQ") not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise ValueError("a recurrence rule needs FREQ=DAILY, WEEKLY, MONTHLY or YEARLY")
    hours, minutes = parts.pop("BYHOUR", ""), parts.pop("BYMINUTE", "0")
    parts.pop("BYSECOND", None)
    days = ";".join(f"{name}={value}" for name, value in parts.items())
    if next(iter(rule_of(days)), None) is None:
        raise ValueError("the recurrence rule never comes round")
    clock = [f"{hour}:{minute:0>2}" for hour in hours.split(",") if hour for minute in minutes.split(",")]
    return When(text, Every.RULE, rule=days, times=_times(",".join(clock)) if clock else ())


@cache
def rule_of(rule: str) -> rrule:
    """The days of a recurrence rule, as naive midnights, counted from RULE_START. Raises ValueError."""
    try:
        found = rrulestr(rule, dtstart=datetime.combine(RULE_START, time.min), cache=True)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ValueError(f'"{rule}" is no recurrence rule of RFC 5545') from None
    assert isinstance(found, rrule), "one rule without a set around it"
    return found


def parse_when(text: str) -> When:
    """Read a calendar entry's `when`. Raises ValueError naming the word that wasn't understood."""
    if text.lower().startswith("rrule:"):
        return _rule(text)
    words = re.sub(r"\s*,\s*", ",", text.lower()).split()
    times = [word for word in words if ":" in word]
    if len(times) > 1 or (times and words[-1] != times[0]):
        raise ValueError(f'"{text}": one time, at the end; for example {_FORMS}')
    hours = _times(times[0]) if times else ()
    match words[: len(words) - len(times)]:
        case ["daily"]:
            return When(text, Every.DAY, times=hours)
        case [
            "monthly" | "quarterly" | "yearly" as every,
            "first-workday" | "last-workday" | "last" as place,
        ]:
            return When(text, Every(every), place=place, times=hours)
        case ["monthly" | "quarterly" | "yearly" as every, "first" | "last" as place, days]:
            return When(text, Every(every), read_days(days), place=place, times=hours)
        case ["monthly" | "quarterly" | "yearly" as every, days]:
            begin, dots, end = days.partition("..")
            first = _day_of_period(Every(every), begin)
            last = _day_of_period(Every(every), end) if dots else first
            if last < first:
                raise ValueError(f'"{days}" ends before it begins')
            return When(text, Every(every), first=first, last=last, times=hours)
        case [days]:
            return When(text, Every.WEEK, read_days(days), times=hours)
        case _:
            raise ValueError(f'"{text}" is not understood; for example {_FORMS}')


@dataclass(frozen=True)
class DutyTime:
    """When somebody is on duty, in the company's local time: on weekdays, or from one date to another."""

    text: str
    weekdays: tuple[int, ...]
    dates: tuple[date, date] | None
    hours: Span | None

    def covers(self, local: datetime) -> bool:
        today = local.date()
        if self.hours is None:
            return self._begins_on(today)
        minute = local.hour * 60 + local.minute
        if not self.hours.past_midnight:
            return self._begins_on(today) and self.hours.start <= minute < self.hours.end
        evening = minute >= self.hours.start and self._begins_on(today)
        return evening or (minute < self.hours.end and self._begins_on(today - timedelta(days=1)))

    def began(self, local: datetime) -> date:
        """The day on which the duty that covers this moment began."""
        early = self.hours is not None and self.hours.past_midnight
        minute = local.hour * 60 + local.minute
        return local.date() - timedelta(days=1) if early and minute < self.hours.end else local.date()  # type: ignore[union-attr]

    def begins_on(self, day: date) -> bool:
        return self._begins_on(day)

    def _begins_on(self, day: date) -> bool:
        if self.dates:
            return self.dates[0] <= day <= self.dates[1]
        return day.weekday() in self.weekdays


def parse_duty_time(text: str) -> DutyTime:
    """Read a duty's `when`: `mon-fri 18:00-08:00`, `sat,sun`, `2026-12-01`, `2026-12-01..2026-12-07 18:00-22:00`."""
    match = re.fullmatch(r"(.*?)\s*([0-9]+:[0-9]+\s*-\s*[0-9]+:[0-9]+)?", text.lower())
    days, hours = match.groups() if match else (text, None)
    span = read_span(hours) if hours else None
    if not days[:1].isdigit():
        return DutyTime(text, read_days(days), None, span)
    first, dots, last = days.partition("..")
    try:
        dates = date.fromisoformat(first), date.fromisoformat(last if dots else first)
    except ValueError:
        raise ValueError(f'"{days}" is no date; write 2026-12-01 or 2026-12-01..2026-12-07') from None
    if dates[1] < dates[0]:
        raise ValueError(f'"{days}" ends before it begins')
    if dates[0] < FIRST_DAY or dates[1] > LAST_DAY:
        raise ValueError(f'"{days}" lies outside {FIRST_DAY} to {LAST_DAY}')
    return DutyTime(text, (), dates, span)
