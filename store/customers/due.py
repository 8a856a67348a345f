"""When a customer is to be called and visited again (U3): worked out from what stands, never kept. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from store.company import Contacts
from store.hours.worktime import WorkTime

_DAY = timedelta(days=1)
LONG = 3
"""From so many days off in a row on, what fell due in them is spread over the days behind."""
AFTER_RAISE = 5
"""Working days within which a customer who was put in a higher class is spoken to."""
ATTEMPTS = 3
"""So often not reached in one interval, and the director hears."""
STOP = timedelta(days=60)
"""So long a customer may ask not to be called."""
PUT_OFF = timedelta(days=7)
"""So far ahead a contact may be put off."""
LAST = "z"
"""Behind every class."""


class Track(StrEnum):
    CALL = "call"
    VISIT = "visit"


@dataclass(frozen=True, kw_only=True)
class Followed:
    """What decides when a customer is due. Days are the company's own."""

    customer: int
    grade: str
    begun: date
    """When they came on file, or the present owner took them over."""
    called: date | None = None
    """The last contact that counts on the call track."""
    visited: date | None = None
    stop_until: date | None = None
    put_off_to: date | None = None
    lost: bool = False
    """Nothing is due with whoever is said to be lost (U5)."""
    graded_on: date | None = None
    graded_from: str = ""

    def last(self, track: Track) -> date | None:
        return self.called if track is Track.CALL else self.visited

    def stopped(self, today: date) -> bool:
        return self.stop_until is not None and today <= self.stop_until


@dataclass(frozen=True, kw_only=True)
class Due:
    """The working days by which a customer is to be called and visited; None on a track that they don't have."""

    call: date | None = None
    visit: date | None = None

    @property
    def first(self) -> date | None:
        return min((day for day in (self.call, self.visit) if day is not None), default=None)

    def is_due(self, today: date) -> bool:
        return self.first is not None and self.first <= today

    def overdue(self, today: date) -> bool:
        """From the day after."""
        return self.first is not None and self.first < today

    def late(self, today: date) -> int:
        """How many tracks are overdue."""
        return sum(day is not None and day < today for day in (self.call, self.visit))


def falls(one: Followed, track: Track, contacts: Contacts, worktime: WorkTime) -> date | None:
    """The day on which it falls due, whether that is worked on or not."""
    tracks = contacts.of(one.grade)
    if tracks is None or one.lost:
        return None
    start = max(day for day in (one.begun, one.last(track), one.stop_until) if day is not None)
    day: date = getattr(tracks, track).after(start)
    if one.graded_on is not None and one.graded_on > start:
        soon = _workdays_on(one.graded_on, AFTER_RAISE, worktime)
        before = contacts.of(one.graded_from)
        if before is None:
            day = max(day, soon)  # nothing was due until then, so nothing is late at once
        elif one.grade < one.graded_from:
            day = min(getattr(before, track).after(start), soon)
    return max(day, one.put_off_to or day)


def due_days(followed: Iterable[Followed], contacts: Contacts, worktime: WorkTime) -> Mapping[int, Due]:
    """Of the customers of one salesperson, by customer. What falls on a day off moves to the next working day; behind long
    holidays so many a day come round, those of class A first."""
    fallen = {
        one.customer: (one, {track: falls(one, track, contacts, worktime) for track in Track})
        for one in followed
    }
    moved: dict[int, dict[Track, date | None]] = {}
    waiting: dict[date, list[tuple[str, date, int]]] = {}
    for number, (one, days) in fallen.items():
        moved[number] = {track: _moved(day, worktime) for track, day in days.items()}
        for day in days.values():
            if day is not None and _in_long_holiday(day, worktime):
                waiting.setdefault(worktime.next_workday(day), []).append((one.grade or LAST, day, number))
    for begin, those in waiting.items():
        later = _spread(sorted(those), begin, contacts.a_day, worktime)
        for number, shown in later.items():
            days = fallen[number][1]
            for track, day in days.items():
                if day is not None and moved[number][track] == begin and not worktime.is_workday(day):
                    moved[number][track] = shown
    return {number: Due(call=days[Track.CALL], visit=days[Track.VISIT]) for number, days in moved.items()}


def is_spread(one: Followed, contacts: Contacts, worktime: WorkTime) -> bool:
    days = (falls(one, track, contacts, worktime) for track in Track)
    return any(day is not None and _in_long_holiday(day, worktime) for day in days)


def _moved(day: date | None, worktime: WorkTime) -> date | None:
    return day if day is None or worktime.is_workday(day) else worktime.next_workday(day)


def _in_long_holiday(day: date, worktime: WorkTime) -> bool:
    if worktime.is_workday(day):
        return False
    return (worktime.next_workday(day) - worktime.previous_workday(day)).days > LONG


def _spread(
    those: Sequence[tuple[str, date, int]], begin: date, a_day: int, worktime: WorkTime
) -> Mapping[int, date]:
    """By customer, each once: so many on every working day from `begin` on."""
    days: dict[int, date] = {}
    day = begin
    for _grade, _fell, number in those:
        if number in days:
            continue
        if days and len(days) % a_day == 0:
            day = worktime.next_workday(day)
        days[number] = day
    return days


def _workdays_on(day: date, count: int, worktime: WorkTime) -> date:
    for _ in range(count):
        day = worktime.next_workday(day)
    return day


def in_order(grade: str, first: date | None, name: str) -> tuple[str, date, str]:
    """As lists have them: A before B before C, then the longest due."""
    return (grade or LAST, first or date.max, name)
