"""The classes proposed from the figures each quarter (U3): by region, so many of a hundred to each, and only who would move.

Three things count alike: what was sold in twelve months, how much more that is than in the twelve before, and how much of it
is overdue. Each gives everybody of a region a place; the fewest places together come first. Pure.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from store.customers.requests import Grade
from store.money.state import ZERO

SHARES = ((Grade.A, 20), (Grade.B, 40), (Grade.C, 40))
"""Of a hundred customers of a region."""
YEAR = timedelta(days=365)
NEW = timedelta(days=91)
"""Whoever is on file for less keeps their class, and takes nobody's place."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """A customer, and what they are ranked by."""

    number: int
    name: str
    region: str
    grade: str
    sales_id: int | None
    sold: Decimal = ZERO
    """In the twelve months to the day."""
    before: Decimal = ZERO
    """In the twelve months before those."""
    overdue: Decimal = ZERO

    @property
    def growth(self) -> Decimal:
        return self.sold - self.before

    @property
    def late(self) -> Decimal:
        """How much of a year's sales is overdue; all of it where nothing was sold."""
        return self.overdue / self.sold if self.sold else Decimal(self.overdue > 0)


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """Where a customer stands in their region, and the class that goes with it."""

    figures: Figures
    place: int
    of: int
    proposed: Grade

    @property
    def moves(self) -> bool:
        return self.proposed != self.figures.grade


def ranked(customers: Iterable[Figures]) -> list[Ranked]:
    """All of them, region by region, the first of each first."""
    regions: dict[str, list[Figures]] = {}
    for one in customers:
        regions.setdefault(one.region, []).append(one)
    return [row for _, of_region in sorted(regions.items()) for row in _in_region(of_region)]


def _in_region(customers: Sequence[Figures]) -> list[Ranked]:
    measures: tuple[Callable[[Figures], Decimal], ...] = (
        lambda one: -one.sold,
        lambda one: -one.growth,
        lambda one: one.late,
    )
    places = (_places([measure(one) for one in customers]) for measure in measures)
    together = map(sum, zip(*places, strict=True))
    by_place = sorted(
        zip(together, customers, strict=True), key=lambda one: (one[0], -one[1].sold, one[1].name)
    )
    count = len(by_place)
    return [
        Ranked(figures=one, place=at, of=count, proposed=_grade(at, count))
        for at, (_, one) in enumerate(by_place, start=1)
    ]


def _places(values: Sequence[Decimal]) -> list[int]:
    """Of each its place, the least first; those alike share one."""
    places, before, place = [0] * len(values), None, 0
    for rank, at in enumerate(sorted(range(len(values)), key=values.__getitem__), start=1):
        if values[at] != before:
            before, place = values[at], rank
        places[at] = place
    return places


def _grade(place: int, count: int) -> Grade:
    """Ends of shares are rounded, halves up: of three one is A, one B and one C."""
    up_to = 0
    for grade, share in SHARES:
        up_to += share
        if 100 * place <= up_to * count + 50:
            return grade
    return Grade.C


def quarter_of(day: date) -> date:
    """Its first day."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
