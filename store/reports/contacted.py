"""U3, U5: how often customers were spoken with in a month, by whom; each contact is a row."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select

from store.customers.access import Part, may_read
from store.customers.model import ContactRow, Customer
from store.process.unit import Unit
from store.reports.months import Asked, next_month, through_today
from store.reports.sheets import As, Chart, Fact, Lines, SheetReport, column, table

_VISITS = frozenset({"visit", "meeting"})
_CALLS = frozenset({"call", "inbound"})


async def counted(unit: Unit, asked: Asked) -> SheetReport:
    """Only of customers whose file the reader may open; what was taken back doesn't count."""
    month, reader = asked.month, asked.reader
    of, told = ContactRow, Customer
    wanted: Any = (
        of.happened_on,
        told.name,
        told.grade,
        told.sales_id,
        of.kind,
        of.member,
        of.person,
        of.reached,
    )
    query = (
        select(*wanted)  # columns alone: every order is a contact too
        .join(Customer, col(Customer.id) == col(ContactRow.customer_id))
        .where(
            col(ContactRow.void_at).is_(None),
            ContactRow.happened_on >= month,
            ContactRow.happened_on < next_month(month),
        )
        .order_by(col(ContactRow.happened_on), col(ContactRow.id))
    )
    rows = [
        [day, name, grade.upper() or None, kind, member, person or None, *_ticks(kind, reached)]
        for day, name, grade, owner, kind, member, person, reached in await unit.session.exec(query)
        if reader is None or may_read(reader, owner, grade, Part.FILE)
    ]
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
