"""P8: service's own summary of a month, drawn from the rates of complaints (C6)."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from store.complaints import rates
from store.complaints.area import COMPLAINTS
from store.process.unit import Unit
from store.reports.months import Asked, counted_of, through_today
from store.reports.sheets import As, Chart, Fact, Lines, SheetReport, column, share, table


async def counted(unit: Unit, asked: Asked) -> SheetReport:
    """Of the complaints taken in what is counted of the month; how they stand is as of now."""
    span = counted_of(unit, asked.month)
    found = await rates.report(unit, span.first, span.until_at)
    return _shown(unit, found, span.through, span.whole)


async def counted_today(unit: Unit, asked: Asked) -> SheetReport:
    """With those of today, as whoever asks is told them (C6)."""
    return _shown(unit, await rates.report(unit, asked.month), *through_today(unit, asked.month))


def _shown(unit: Unit, found: Mapping[str, Any], through: date | None, over: bool) -> SheetReport:
    whole = found["all"]
    departments = [
        [*_whose(one["name"]), *_figures(one)]
        for one in sorted(found["departments"], key=lambda one: (-one["count"], one["name"]))
    ]
    months = [[f"{one['name']:%Y-%m}", *_figures(one)] for one in found["months"]]
    return SheetReport(
        month=found["month"],
        through=through,
        whole=over,
        head=[
            Fact(name="complaints", shown=As.COUNT, value=whole["count"]),
            *(
                Fact(name=name, shown=As.SHARE, value=share(whole[part], whole["count"]), part=whole[part], whole=whole["count"])
                for name, part in _SHARES
            ),
            Fact(name="score", shown=As.QTY, value=whole["score"]),
            Fact(name="cost", shown=As.MONEY, value=whole["cost"]),
        ],
        tables=[
            table("by_department", (_WHOSE, _DEPARTMENT, *_FIGURES), departments, total=_all(whole)),
            table("by_month", (column("month", As.TEXT), *_FIGURES), months, total=_of_months(months)),
            table("complaints", _COMPLAINTS, [_told(unit, one) for one in found["complaints"]]),
        ],
        chart=Chart(table="by_month", label="month", value="complaints", beside="resolved"),
        lines=Lines(table="by_department", columns=["whose", "department", "complaints", "in_time_share", "cost"]),
        rows="complaints",
        largest="cost",
        told=["case", "customer", "department", "cost"],
    )  # fmt: skip


_SHARES = (("in_time_share", "kept"), ("resolved_share", "closed"))
_WHOSE, _DEPARTMENT = column("whose", As.WORD), column("department", As.ROLE)
_FIGURES = (
    column("complaints", As.COUNT),
    column("in_time", As.COUNT),
    column("in_time_share", As.SHARE),
    column("resolved", As.COUNT),
    column("resolved_share", As.SHARE),
    column("score", As.QTY),
    column("cost", As.MONEY),
)
_COMPLAINTS = (
    column("case", As.CASE),
    column("day", As.DAY),
    column("customer", As.TEXT),
    _WHOSE,
    _DEPARTMENT,
    column("in_time", As.COUNT),
    column("resolved", As.COUNT),
    column("score", As.COUNT, adds=False),
    column("cost", As.MONEY),
    column("lesson", As.TEXT),
)


def _figures(one: Mapping[str, Any]) -> list[Any]:
    return [
        one["count"],
        one["kept"],
        share(one["kept"], one["count"]),
        one["closed"],
        share(one["closed"], one["count"]),
        one["score"],
        one["cost"],
    ]


def _of_months(rows: Sequence[Sequence[Any]]) -> Mapping[str, Decimal | None]:
    """What of the months is no sum; scores have no mean of means."""
    count, kept, closed = (sum(row[at] for row in rows) for at in (1, 2, 4))
    return {"in_time_share": share(kept, count), "resolved_share": share(closed, count)}


def _all(whole: Mapping[str, Any]) -> Mapping[str, Decimal | None]:
    """What of all of them is no sum of the departments'."""
    shares = {name: share(whole[part], whole["count"]) for name, part in _SHARES}
    return {**shares, "score": whole["score"]}


def _whose(name: str) -> tuple[str, str | None]:
    """Ours, with the department; not ours; or not known yet."""
    return (name, None) if name in (rates.UNKNOWN, rates.NOT_OURS) else ("ours", name)


def _told(unit: Unit, one: Mapping[str, Any]) -> list[Any]:
    return [
        COMPLAINTS.reference(one["number"]),
        one["taken_at"].astimezone(unit.company.zone).date(),
        one["customer"],
        *_whose(one["whose"]),
        int(not one["late"]),
        int(one["closed"]),
        one["score"],
        one["cost"],
        one["lesson"] or None,
    ]
