"""Weeks of the ledger, from Monday; each is closed by the next (P4). Pure."""

from datetime import date, timedelta


def week_of(day: date) -> date:
    """Its Monday."""
    return day - timedelta(days=day.weekday())


def is_late(day: date, entered_on: date) -> bool:
    """Entered when the week in which the goods moved was closed: a 补 of the week of its entry."""
    return week_of(day) < week_of(entered_on)
