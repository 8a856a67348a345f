"""C6: how complaints were dealt with, by department and by month: share in time, share resolved, mean score."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlmodel import col, select

from store.complaints.late import late_ones
from store.complaints.model import ComplaintRow
from store.complaints.state import State
from store.orders.model import OrderRow
from store.process.unit import Unit

MONTHS = 6
"""How many months, the one asked for included, are set side by side."""
UNKNOWN, NOT_OURS = "open", "not_ours"
"""What stands in a department's place: whose it was isn't known yet, or it was none of ours."""


@dataclass(frozen=True)
class One:
    """A complaint as the rates count it."""

    row: ComplaintRow
    order: int | None
    late: bool
    month: date

    @property
    def closed(self) -> bool:
        return self.row.state == State.CLOSED


def months_before(month: date, count: int) -> date:
    """The first day of the month that lies so many months before this one's."""
    index = month.year * 12 + month.month - 1 - count
    return date(index // 12, index % 12 + 1, 1)


async def report(unit: Unit, month: date, before: datetime | None = None) -> dict[str, Any]:
    """Of the complaints taken in that month (`before` a moment of it) by department, and of the months up to it; money and
    shares are Decimals."""
    zone = unit.company.zone
    first, after = months_before(month, MONTHS - 1), months_before(month, -1)
    since, until = (unit.company.aware(datetime.combine(day, time.min)) for day in (first, after))
    until = min(until, before or until)
    query = (
        select(ComplaintRow, OrderRow.number)
        .outerjoin(OrderRow, col(OrderRow.case_id) == col(ComplaintRow.order_id))
        .where(
            col(ComplaintRow.taken_at) >= since,
            col(ComplaintRow.taken_at) < until,
            ComplaintRow.state != State.CANCELLED,
        )
        .order_by(col(ComplaintRow.number))
    )
    found = (await unit.session.exec(query)).all()
    late = await late_ones(unit.session, [row.case_id for row, _ in found])
    every = []
    for row, order in found:
        assert row.taken_at is not None, "the query asks for it"
        taken = row.taken_at.astimezone(zone).date().replace(day=1)
        every.append(One(row, order, row.case_id in late, taken))
    now = [one for one in every if one.month == month]
    return {
        "month": month,
        "all": _rates(now),
        "departments": _grouped(now, _department),
        "months": _grouped(every, lambda one: one.month),
        "complaints": [_told(one) for one in now],
    }


def _department(one: One) -> str:
    """Whose it was; what isn't known yet, and what wasn't ours, stand for themselves."""
    if one.row.ours is None:
        return UNKNOWN
    return one.row.department or NOT_OURS


def _grouped(ones: Iterable[One], key: Callable[[One], Any]) -> list[dict[str, Any]]:
    groups: dict[Any, list[One]] = {}
    for one in ones:
        groups.setdefault(key(one), []).append(one)
    return [{"name": name, **_rates(groups[name])} for name in sorted(groups)]


def _rates(ones: list[One]) -> dict[str, Any]:
    """Shares in per cent; None where there is nothing to share."""
    scores = [one.row.score for one in ones if one.row.score is not None]
    mean = Decimal(sum(scores)) / len(scores) if scores else None
    kept, closed = sum(not one.late for one in ones), sum(one.closed for one in ones)
    return {
        "count": len(ones),
        "kept": kept,
        "closed": closed,
        "in_time": _share(kept, len(ones)),
        "resolved": _share(closed, len(ones)),
        "score": mean.quantize(Decimal("0.1"), ROUND_HALF_UP) if mean is not None else None,
        "cost": sum((_cost(one.row) for one in ones), Decimal(0)),
    }


def _share(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def _cost(row: ComplaintRow) -> Decimal:
    return row.spent + row.cost + row.deduction


def _told(one: One) -> dict[str, Any]:
    row = one.row
    names = ("number", "state", "customer", "channel", "severity", "text", "ours", "department", "person")
    said = ("cause", "remedy", "score", "answer", "lesson", "taken_at", "closed_at")
    kept = {name: getattr(row, name) for name in (*names, *said)}
    return {
        **kept,
        "order": one.order,
        "late": one.late,
        "closed": one.closed,
        "whose": _department(one),
        "cost": _cost(row),
    }
