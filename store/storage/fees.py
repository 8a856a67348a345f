"""What storage comes to (W2): over the days of a month area by rate, exact, and rounded once. Pure."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from store.company.tables import Rate
from store.money.state import ZERO
from store.storage.state import Area, Fee

KIND = "storage"
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Span:
    """Days on which the area was the same, both of them included."""

    first: date
    last: date
    area: Decimal


@dataclass(frozen=True, kw_only=True)
class Worth:
    amount: Decimal
    spans: tuple[Span, ...]
    least: bool = False
    """It is the least that a month costs."""


def last_day(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def area_on(areas: Sequence[Area], day: date) -> Decimal:
    """Of all places together: in each the latest note counts, of one day's the last one made. The day on which the goods
    left counts too."""
    by_place: dict[str, Area] = {}
    for note in sorted(areas, key=lambda one: one.day):  # of one day's, as they were made
        left_today = not note.area and note.day == day and note.place in by_place
        if note.day <= day and not left_today:
            by_place[note.place] = note
    return sum((note.area for note in by_place.values()), Decimal("0.000"))


def had_room(areas: Sequence[Area], month: date) -> bool:
    days = (month.replace(day=at) for at in range(1, last_day(month).day + 1))
    return any(area_on(areas, day) for day in days)


def rate_on(rates: Sequence[Rate], customer: str, day: date) -> Rate | None:
    """The customer's own before the house's, of each the latest that holds by then."""
    holding = [rate for rate in rates if rate.kind == KIND and (rate.since is None or rate.since <= day)]
    own = [rate for rate in holding if rate.customer == customer]
    house = [rate for rate in holding if rate.customer is None]
    return max(own or house, key=lambda rate: rate.since or date.min, default=None)


def fee_of(areas: Sequence[Area], rates: Sequence[Rate], customer: str, month: date) -> Worth | None:
    """None where they had no room in it, or nothing says what that costs."""
    begun = min((note.day for note in areas if note.area > 0), default=None)
    total, least, spans = Fraction(0), ZERO, list[Span]()
    day, last = month.replace(day=1), last_day(month)
    while day <= last:
        area, rate = area_on(areas, day), rate_on(rates, customer, day)
        if area > 0 and rate is not None and begun is not None:
            spans = _longer(spans, day, area)
            least = max(least, rate.minimum)
            if day >= begun + timedelta(days=rate.free):
                total += Fraction(area) * Fraction(rate.price) / _days(rate, month)
        day += DAY
    if not spans:
        return None
    amount = _rounded(total)
    if total > 0 and amount < least:
        return Worth(amount=least, spans=tuple(spans), least=True)
    return Worth(amount=amount, spans=tuple(spans))


def corrections(
    areas: Sequence[Area], fees: Sequence[Fee], rates: Sequence[Rate], customer: str, month: date
) -> tuple[tuple[date, Decimal], ...]:
    """What each earlier month that is charged comes to now less what it came to by what was noted when a fee was last confirmed:
    above zero too little was charged. A rate that has changed since is no reason to correct anything."""
    over = [fee for fee in fees if fee.month < month and fee.amount is not None]
    last = max((fee.noted for fee in over if fee.noted is not None), default=None)
    if last is None:
        return ()
    known = [note for note in areas if note.id is not None and note.id <= last]
    if len(known) == len(areas):
        return ()

    def worth(noted: Sequence[Area], of: date) -> Decimal:
        found = fee_of(noted, rates, customer, of)
        return found.amount if found is not None else ZERO

    found = ((fee.month, worth(areas, fee.month) - worth(known, fee.month)) for fee in over)
    return tuple((of, differs) for of, differs in found if differs)


def _days(rate: Rate, month: date) -> int:
    if rate.per == "day":
        return 1
    return monthrange(month.year, month.month)[1] if rate.basis == "calendar" else int(rate.basis)


def _rounded(total: Fraction) -> Decimal:
    """Half a fen goes up."""
    fen = (total * 100 + Fraction(1, 2)).__floor__()
    return (Decimal(fen) / 100).quantize(ZERO, ROUND_HALF_UP)


def _longer(spans: list[Span], day: date, area: Decimal) -> list[Span]:
    if spans and spans[-1].area == area and spans[-1].last + DAY == day:
        return [*spans[:-1], Span(first=spans[-1].first, last=day, area=area)]
    return [*spans, Span(first=day, last=day, area=area)]
