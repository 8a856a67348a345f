"""P7: customers whose month falls or rises out of the ordinary, by what they usually buy."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import BigInteger, func, type_coerce
from sqlmodel import col, select

from store.company.tables import Unusual
from store.customers.model import Customer
from store.database.columns import MoneyColumn
from store.money.model import SaleRow
from store.money.state import ZERO, SaleKind
from store.orders.model import OrderRow, Product
from store.people.reading import every_name
from store.process.unit import Unit
from store.reports.model import ReportRow
from store.reports.months import Asked, Span, counted_of, month_before, next_month, workdays
from store.reports.requests import Report
from store.reports.sheets import As, Chart, Fact, Lines, SheetReport, column, share, table

FULL_DAYS = 15
"""A month with fewer working days says nothing of what is usual."""
LATEST, FEWEST = 6, 4
_LOOKED_AT = 12
"""Months before this one in which the latest full ones are looked for."""
SINCE = 20
"""From this day on a month that is under way is judged; one that is over, in the first days of the next."""
UNTIL = 5
UP, DOWN = "up", "down"


class Judged(NamedTuple):
    customer: int
    sales: int | None
    """Whose the customer is now."""
    so_far: Decimal
    expected: Decimal
    """The month whole, if it goes on like this."""
    usual: Decimal
    direction: str

    @property
    def subject(self) -> str:
        return f"{self.customer} {self.direction}"


def direction_of(expected: Decimal, usual: Decimal, rule: Unusual) -> str:
    """Empty within the ordinary: both the share and the amount must be passed."""
    off = abs(expected - usual)
    if off * 100 <= usual * rule.share or off <= rule.amount:
        return ""
    return UP if expected > usual else DOWN


def usual_of(months: Sequence[Decimal]) -> Decimal | None:
    """The median of the latest full months, the newest first; None while there are too few."""
    if len(months) < FEWEST:
        return None
    return Decimal(median(months[:LATEST])).quantize(ZERO, ROUND_HALF_UP)


async def judged(unit: Unit, month: date, customer: int | None = None) -> list[Judged]:
    """Of one customer whatever they come to, or of all those that are out of the ordinary."""
    span, part = counted_of(unit, month), _part(unit, month)
    if not part:
        return []
    now = await _sums(unit, span.first, span.until)
    full = [one for one in _before(month) if workdays(unit, one, next_month(one)) >= FULL_DAYS]
    before = [(one, await _sums(unit, one, next_month(one))) for one in full]
    first = await _first_days(unit)
    query = select(Customer).where(
        col(Customer.id).in_(list(first)) if customer is None else Customer.id == customer
    )
    found = []
    for row in await unit.session.exec(query.order_by(col(Customer.id))):
        key = row.id or 0
        began = first.get(key, month)
        usual = usual_of([sums.get(key, ZERO) for one, sums in before if one > began])
        so_far = now.get(key, ZERO)
        expected = (so_far / part).quantize(ZERO, ROUND_HALF_UP)
        direction = direction_of(expected, usual, unit.company.unusual) if usual is not None else ""
        if direction or (customer is not None and usual is not None):
            found.append(Judged(key, row.sales_id, so_far, expected, usual or ZERO, direction))
    return found


def months_to_judge(unit: Unit) -> list[date]:
    today = unit.now.astimezone(unit.company.zone).date()
    if today.day >= SINCE:
        return [today.replace(day=1)]
    return [month_before(today)] if today.day <= UNTIL else []


def _before(month: date) -> list[date]:
    months = [month_before(month)]
    while len(months) < _LOOKED_AT:
        months.append(month_before(months[-1]))
    return months


def _part(unit: Unit, month: date) -> Decimal:
    """Of the month's working days those that are over."""
    every = workdays(unit, month, next_month(month))
    return Decimal(workdays(unit, month, counted_of(unit, month).until)) / every if every else Decimal(0)


def _sold() -> list[Any]:
    return [col(SaleRow.void_at).is_(None), col(SaleRow.kind) != SaleKind.DEDUCTED]


async def _sums(unit: Unit, first: date, until: date) -> Mapping[int, Decimal]:
    """As P1 counts: shipped, less what came back."""
    query: Any = (
        sa.select(
            col(SaleRow.customer_id),
            type_coerce(func.sum(type_coerce(col(SaleRow.amount), BigInteger)), MoneyColumn),
        )
        .where(*_sold(), col(SaleRow.day) >= first, col(SaleRow.day) < until)
        .group_by(col(SaleRow.customer_id))
    )
    return dict((await unit.session.exec(query)).all())


async def _first_days(unit: Unit) -> Mapping[int, date]:
    """On which day each customer was first sold anything: the month in which that was isn't a full one."""
    query: Any = (
        sa.select(col(SaleRow.customer_id), func.min(col(SaleRow.day)))
        .where(*_sold())
        .group_by(col(SaleRow.customer_id))
    )
    return dict((await unit.session.exec(query)).all())


async def counted(unit: Unit, asked: Asked) -> SheetReport:
    """Of one customer, with the months it is judged by and what they bought; or the month's list of them all."""
    span = counted_of(unit, asked.month)
    if asked.about:
        return await _of_one(unit, span, int(asked.about.split()[0]))
    query = select(ReportRow, Customer.name).join(Customer, col(Customer.id) == col(ReportRow.customer_id))
    query = query.where(ReportRow.kind == Report.UNUSUAL, ReportRow.month == asked.month)
    if asked.reader is not None:
        query = query.where(col(ReportRow.member_id).in_(asked.reader.ids))
    names, rows = await every_name(unit.session), list[list[Any]]()
    for row, customer in await unit.session.exec(query.order_by(col(ReportRow.number))):
        one = (
            SheetReport.model_validate(row.figures)
            if row.figures
            else await _of_one(unit, span, row.customer_id or 0)
        )
        head = {fact.name: fact.value for fact in one.head}
        seller = names.get(row.member_id, "") if row.member_id is not None else None
        figures = [head.get(name) for name in ("so_far", "expected", "usual", "off")]
        rows.append([f"B{row.number}", customer, seller, row.subject.split()[1], *figures, row.said or None])
    return SheetReport(
        month=asked.month,
        through=span.through,
        whole=span.whole,
        head=[
            Fact(name="unusual", shown=As.COUNT, value=len(rows)),
            Fact(name="unsaid", shown=As.COUNT, value=sum(row[-1] is None for row in rows)),
        ],
        tables=[table("unusual", _UNUSUAL, rows)],
        chart=Chart(table="unusual", label="customer", value="expected", beside="usual"),
        lines=Lines(table="unusual", columns=["customer", "direction", "off", "said"]),
        rows="unusual",
        largest="off",
    )


async def _of_one(unit: Unit, span: Span, customer: int) -> SheetReport:
    found = await judged(unit, span.first, customer)
    months = [
        [
            f"{one:%Y-%m}",
            workdays(unit, one, next_month(one)),
            (await _sums(unit, one, next_month(one))).get(customer, ZERO),
        ]
        for one in reversed(_before(span.first))
    ]
    query = (
        select(SaleRow, OrderRow.number, Product.name, Customer.name)
        .join(OrderRow, col(OrderRow.case_id) == col(SaleRow.case_id))
        .join(Product, col(Product.id) == col(SaleRow.product_id))
        .join(Customer, col(Customer.id) == col(SaleRow.customer_id))
        .where(SaleRow.customer_id == customer, *_sold(), SaleRow.day >= span.first, SaleRow.day < span.until)
        .order_by(col(SaleRow.day), col(SaleRow.id))
    )
    rows = [
        [row.day, str(number), row.ref, name, product, row.qty, row.amount]
        for row, number, product, name in await unit.session.exec(query)
    ]
    head = [
        fact
        for one in found
        for fact in (
            Fact(name="so_far", shown=As.MONEY, value=one.so_far),
            Fact(name="expected", shown=As.MONEY, value=one.expected),
            Fact(name="usual", shown=As.MONEY, value=one.usual),
            Fact(name="off", shown=As.SHARE, value=share(one.expected - one.usual, one.usual)),
        )
    ]
    return SheetReport(
        month=span.first,
        through=span.through,
        whole=span.whole,
        head=head,
        tables=[table("months", _MONTHS, months), table("rows", _ROWS, rows)],
        rows="rows",
        largest="amount",
    )


_UNUSUAL = (
    column("case", As.CASE),
    column("customer", As.TEXT),
    column("salesperson", As.TEXT),
    column("direction", As.WORD),
    column("so_far", As.MONEY),
    column("expected", As.MONEY),
    column("usual", As.MONEY),
    column("off", As.SHARE),
    column("said", As.TEXT),
)
_MONTHS = (
    column("month", As.TEXT),
    column("workdays", As.COUNT, adds=False),
    column("amount", As.MONEY, adds=False),
)
_ROWS = (
    column("day", As.DAY),
    column("order", As.CASE),
    column("ref", As.CASE),
    column("customer", As.TEXT),
    column("product", As.TEXT),
    column("qty", As.QTY),
    column("amount", As.MONEY),
)
