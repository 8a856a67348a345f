"""P2: how orders were followed: whether they came on the day agreed, how long each step took, what is stuck."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from math import ceil
from typing import Any, NamedTuple

from sqlmodel import col, or_, select

from store.customers.model import Customer
from store.orders.model import OrderRow
from store.orders.tracks import State
from store.process.records import Event
from store.process.tasks import Task
from store.process.unit import Unit
from store.reports.months import Asked, Span, counted_of
from store.reports.sheets import As, Chart, Fact, Lines, SheetReport, column, share, table
from store.requests import Area

MEASURES = ("first", "last", "wanted")
"""The first day that was agreed, the last one, and the one that the customer asked for."""
_AGREES = ("promise", "change", "sign_change")
_AT_ONCE = 500


class Days(NamedTuple):
    first: date | None
    last: date | None
    wanted: date | None


class _Order(NamedTuple):
    number: int
    customer: str
    days: Days
    arrived: date | None


async def counted(unit: Unit, asked: Asked) -> SheetReport:
    span = counted_of(unit, asked.month)
    orders = await _orders(unit, span)
    rows = [_row(one, span) for one in orders]
    of_orders = table("orders", _ORDERS, rows)
    kept = {name: _kept(of_orders.cells(f"{name}_due"), of_orders.cells(f"{name}_kept")) for name in MEASURES}
    tasks = await _done(unit, span)
    steps, departments = _by(tasks, lambda one: (one.role, one.kind)), _by(tasks, lambda one: (one.role,))
    stuck = await _stuck(unit)
    head = [
        Fact(name=f"on_{name}", shown=As.SHARE, value=share(part, whole), part=part, whole=whole)
        for name, (part, whole) in kept.items()
    ]
    return SheetReport(
        month=span.first,
        through=span.through,
        whole=span.whole,
        head=[*head, Fact(name="stuck", shown=As.COUNT, value=len(stuck))],
        tables=[
            table("on_time", _ON_TIME, [[f"on_{name}", *kept[name][::-1], share(*kept[name])] for name in MEASURES]),
            table("departments", (_ROLE, *_TIMES), departments),
            table("steps", (_ROLE, _TASK, *_TIMES, column("longest_case", As.CASE)), steps),
            table("stuck", _STUCK, stuck),
            of_orders,
        ],
        chart=Chart(table="departments", label="department", value="median", beside="ninth"),
        lines=Lines(table="steps", columns=["department", "step", "done", "median", "longest"]),
        rows="orders",
        largest="late_by",
        told=["order", "customer", "first_day", "last_day", "arrived", "late_by"],
    )  # fmt: skip


_ROLE, _TASK = column("department", As.ROLE), column("step", As.TASK)
_TIMES = (
    column("done", As.COUNT),
    column("time_in_all", As.MINUTES, adds=True),
    column("median", As.MINUTES),
    column("ninth", As.MINUTES),
    column("longest", As.MINUTES),
)
_ON_TIME = (
    column("measure", As.WORD),
    column("due", As.COUNT, adds=False),
    column("kept", As.COUNT, adds=False),
    column("share", As.SHARE),
)
_ORDERS = (
    column("order", As.CASE),
    column("customer", As.TEXT),
    *(column(f"{name}_day", As.DAY) for name in MEASURES),
    column("arrived", As.DAY),
    column("late_by", As.DAYS),
    *(column(f"{name}_{what}", As.COUNT) for name in MEASURES for what in ("due", "kept")),
)
_STUCK = (
    column("order", As.CASE),
    column("customer", As.TEXT),
    _ROLE,
    _TASK,
    column("since", As.DAY),
    column("waiting", As.MINUTES),
)


def _kept(due: Sequence[int | None], kept: Sequence[int | None]) -> tuple[int, int]:
    return sum(one or 0 for one in kept), sum(one or 0 for one in due)


def _row(one: _Order, span: Span) -> list[Any]:
    """An order counts for each of its days that lies in the month; open and past its day, it is late already."""
    marks: list[int | None] = []
    for day in one.days:
        due = day is not None and span.first <= day < span.until
        marks += [
            int(due) or None,
            int(one.arrived is not None and one.arrived <= day) if due and day else None,
        ]
    last = one.days.last
    late = ((one.arrived or span.until) - last).days if last is not None and last < span.until else 0
    return [str(one.number), one.customer, *one.days, one.arrived, max(0, late), *marks]


async def _orders(unit: Unit, span: Span) -> list[_Order]:
    """Those with any of their three days in what is counted."""
    agreed = select(Event.case_id).where(col(Event.step).in_(_AGREES), col(Event.undone_at).is_(None))
    wanted: Any = (OrderRow.number, OrderRow.case_id, OrderRow.wanted, OrderRow.arrived_at, Customer.name)
    query = (
        select(*wanted)  # columns alone: of a large company's month these are very many
        .join(Customer, col(Customer.id) == col(OrderRow.customer_id))
        .where(
            OrderRow.state != State.CANCELLED,
            or_(
                col(OrderRow.wanted).between(span.first, span.until),
                col(OrderRow.case_id).in_(agreed),
            ),
        )
        .order_by(col(OrderRow.number))
    )
    found = (await unit.session.exec(query)).all()
    changes = await _changes(unit, [case for _, case, *_ in found])
    orders = []
    for number, case, day, at, customer in found:
        arrived = at.astimezone(unit.company.zone).date() if at else None
        orders.append(_Order(number, customer, days_of(changes.get(case, ()), day), arrived))
    return [one for one in orders if any(day and span.first <= day < span.until for day in one.days)]


def days_of(changes: Sequence[tuple[str, date | None]], now: date | None) -> Days:
    """By the steps that set its day, in turn. To take an order with a day is to agree to it; what the customer asked for is
    what they said then, or had changed since."""
    every = [day for _, day in changes if day is not None] or ([now] if now is not None else [])
    asked = [day for step, day in changes if step != "promise" and day is not None]
    if not changes and now is not None:
        asked = [now]
    return Days(every[0] if every else None, now, asked[-1] if asked else None)


async def _changes(unit: Unit, cases: Sequence[int]) -> Mapping[int, list[tuple[str, date | None]]]:
    """What each order's day became, step by step, taking it included."""
    found: dict[int, list[tuple[str, date | None]]] = {}
    for at in range(0, len(cases), _AT_ONCE):
        query = select(col(Event.case_id), col(Event.step), col(Event.patch)).where(
            col(Event.case_id).in_(cases[at : at + _AT_ONCE]),
            col(Event.step).in_(("place", *_AGREES)),
            col(Event.undone_at).is_(None),
        )
        for case, step, patch in await unit.session.exec(query.order_by(col(Event.case_id), col(Event.seq))):
            if "wanted" in patch:
                said = patch["wanted"]["is"]
                day = date.fromisoformat(said) if said else None
                found.setdefault(case, []).append((step, day))
    return found


class _Done(NamedTuple):
    role: str
    kind: str
    minutes: int
    case: int


async def _done(unit: Unit, span: Span) -> list[_Done]:
    """Tasks of orders that somebody did in that time, by how long they had them in working time."""
    done: Any = (Task.role, Task.kind, Task.starts_at, Task.closed_at, OrderRow.number)
    query = (
        select(*done)
        .join(OrderRow, col(OrderRow.case_id) == col(Task.case_id))
        .where(
            Task.area == Area.ORDERS,
            col(Task.done_by).is_not(None),
            col(Task.closed_at) >= span.since_at,
            col(Task.closed_at) < span.until_at,
        )
    )
    return [
        _Done(role, kind, _worked(unit, starts, closed), number)
        for role, kind, starts, closed, number in await unit.session.exec(query.order_by(col(Task.id)))
    ]


def _worked(unit: Unit, starts: datetime, until: datetime) -> int:
    return max(0, unit.worktime.between(starts, until))


def _by(tasks: Iterable[_Done], key: Any) -> list[list[Any]]:
    """The longest in all first. The longest one is named by its case, never by a person."""
    groups: dict[tuple[str, ...], list[_Done]] = {}
    for one in tasks:
        groups.setdefault(key(one), []).append(one)
    rows = []
    for names, members in groups.items():
        minutes = sorted(one.minutes for one in members)
        longest = max(members, key=lambda one: one.minutes)
        figures = [len(minutes), sum(minutes), middle(minutes), ninth(minutes), longest.minutes]
        rows.append((sum(minutes), [*names, *figures, *([str(longest.case)] if len(names) > 1 else [])]))
    return [row for _, row in sorted(rows, key=lambda pair: (-pair[0], pair[1][0]))]


def middle(ordered: Sequence[int]) -> int:
    """The median; between two, the mean of them."""
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) // 2


def ninth(ordered: Sequence[int]) -> int:
    """The 90th percentile: nine of ten took no longer."""
    return ordered[ceil(len(ordered) * 0.9) - 1]


async def _stuck(unit: Unit) -> list[list[Any]]:
    """Open tasks of orders that should have been done by now, the longest first."""
    query = (
        select(Task, OrderRow.number, Customer.name)
        .join(OrderRow, col(OrderRow.case_id) == col(Task.case_id))
        .join(Customer, col(Customer.id) == col(OrderRow.customer_id))
        .where(Task.area == Area.ORDERS, col(Task.closed_at).is_(None), col(Task.due_at) <= unit.now)
    )
    found = [
        [
            str(number),
            customer,
            task.role,
            task.kind,
            task.starts_at.astimezone(unit.company.zone).date(),
            _worked(unit, task.starts_at, unit.now),
        ]
        for task, number, customer in await unit.session.exec(query.order_by(col(Task.id)))
    ]
    return sorted(found, key=lambda row: -row[-1])
