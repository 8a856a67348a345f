"""Months as reports count them: half-open, by the company's own days."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from store.people.actor import Actor
from store.process.unit import Unit
from store.reports.requests import shifted


def next_month(month: date) -> date:
    return shifted(month, 1)


def month_before(month: date) -> date:
    return shifted(month, -1)


def workdays(unit: Unit, first: date, until: date) -> int:
    return sum(unit.worktime.is_workday(first + timedelta(days=at)) for at in range((until - first).days))


class Asked(NamedTuple):
    """What of a kind of report is asked for."""

    month: date
    """Its first day."""
    reader: Actor | None = None
    """Whose part of it; None for all of it."""
    about: str = ""
    """The one thing that it is about, where there are several of a kind in a month."""


class Span(NamedTuple):
    """What of a month is counted: to yesterday, or the whole of one that is over."""

    first: date
    until: date
    """The first day that isn't counted."""
    since_at: datetime
    until_at: datetime
    whole: bool

    @property
    def through(self) -> date | None:
        return self.until - timedelta(days=1) if self.until > self.first else None


def through_today(unit: Unit, month: date) -> tuple[date | None, bool]:
    """The last day that is counted of what counts today too, None where the month lies ahead; and whether that is its last."""
    today, last = unit.now.astimezone(unit.company.zone).date(), next_month(month) - timedelta(days=1)
    return (min(today, last) if today >= month else None), today > last


def counted_of(unit: Unit, month: date) -> Span:
    today = unit.now.astimezone(unit.company.zone).date()
    after = next_month(month)
    until = max(month, min(after, today))
    since_at, until_at = (unit.company.aware(datetime.combine(day, time.min)) for day in (month, until))
    return Span(month, until, since_at, until_at, until == after)
