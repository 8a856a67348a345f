"""U3, U5: how often customers were spoken with in a month, by whom; each contact is a row."""

from collections.abc import Sequence
from typing import Any

from store.customers import contacted
from store.customers.access import Part, may_read
from store.process.unit import Unit
from store.reports.months import Asked, next_month, through_today
from store.reports.sheets import As, Chart, Fact, Lines, SheetReport, column, table

_VISITS = frozenset({"visit", "meeting"})
_CALLS = frozenset({"call", "inbound"})


async def counted(unit: Unit, asked: Asked) -> SheetReport:
    """Only of customers whose file the reader may open; what was taken back doesn't count."""
    month, reader = asked.month, asked.reader
    rows = [
        [one.day, one.customer, one.grade.upper() or None, one.kind, one.member, one.person or None,
         *_ticks(one.kind, one.reached)]
        for one in await contacted.between(unit, month, next_month(month))
        if reader is None or may_read(reader, one.owner, one.grade, Part.FILE)
    ]  # fmt: skip
    through, whole = through_today(unit, month)
    return SheetReport(
        month=month,
        through=through,
        whole=whole,
        head=[
            Fact(name="reached_times", shown=As.COUNT, value=sum(row[6] for row in rows)),
            Fact(name="visits", shown=As.COUNT, value=sum(row[8] for row in rows)),
            Fact(name="customers_spoken", shown=As.COUNT, value=len({row[1] for row in rows if row[6]})),
        ],
        tables=[
            table("spoken_by", (column("member", As.TEXT), *_FIGURES), _by(rows, 4)),
            table("customers", (column("customer", As.TEXT), *_FIGURES), _by(rows, 1)),
            table("contacts", _ROWS, rows),
        ],
        chart=Chart(table="spoken_by", label="member", value="reached_times", beside="visits"),
        lines=Lines(table="spoken_by", columns=["member", "reached_times", "calls", "visits", "not_reached"]),
        rows="contacts",
        largest="reached_times",
        told=["day", "customer", "kind", "member"],
    )  # fmt: skip


def _ticks(kind: str, reached: bool) -> tuple[int, int, int, int]:
    """Reached at all, by telephone, met, not reached."""
    return int(reached), reached * (kind in _CALLS), reached * (kind in _VISITS), 1 - int(reached)


def _by(rows: Sequence[list[Any]], at: int) -> list[list[Any]]:
    found: dict[Any, list[int]] = {}
    for row in rows:
        own = found.setdefault(row[at], [0] * 4)
        for one in range(4):
            own[one] += row[6 + one]
    sums = [[name, *own] for name, own in found.items()]
    return sorted(sums, key=lambda row: (-row[1], row[0]))


_FIGURES = (
    column("reached_times", As.COUNT),
    column("calls", As.COUNT),
    column("visits", As.COUNT),
    column("not_reached", As.COUNT),
)
_ROWS = (
    column("day", As.DAY),
    column("customer", As.TEXT),
    column("grade", As.TEXT),
    column("kind", As.WORD),
    column("member", As.TEXT),
    column("person", As.TEXT),
    *_FIGURES,
)
