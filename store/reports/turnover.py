"""P8: what a month turned over, goods and fees together, and what was reached of the targets."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import BigInteger, func, type_coerce
from sqlmodel import col, select

from store.company import Role
from store.customers.model import Customer
from store.database.columns import MoneyColumn
from store.money.model import ChargeRow, CreditRow, ReceiptRow, SaleRow
from store.money.state import FEES, ZERO, ChargeKind, CreditKind, SaleKind
from store.people.reading import every_name
from store.people.roster import Person
from store.process.records import Case
from store.process.unit import Unit
from store.reports.months import Asked, counted_of, month_before
from store.reports.sheets import As, Chart, Fact, Lines, SheetReport, column, share, table

DEDUCTED = "deducted"
_KINDS = (*(kind.value for kind in ChargeKind), DEDUCTED)
"""Goods are what was shipped less what came back (P1); what was let off stands for itself, below zero."""


class _Line(NamedTuple):
    day: date
    kind: str
    case: str
    ref: str
    customer: str
    amount: Decimal


async def counted(unit: Unit, asked: Asked) -> SheetReport:
    month = asked.month
    span, before_month = counted_of(unit, month), month_before(month)
    lines = await _lines(unit, span.first, span.until)
    before = await _by_kind(unit, before_month, month) if await _anything_before(unit, month) else None
    kinds = [_kind(kind, lines, before) for kind in _KINDS]
    total = sum((one.amount for one in lines), ZERO)
    was = sum(before.values(), ZERO) if before is not None else None
    reached = await _targets(unit, month, span.until)
    whole = {"growth": _growth(total, was), "before": was}
    head = [
        Fact(name="turnover", shown=As.MONEY, value=total),
        Fact(name="growth", shown=As.SHARE, value=whole["growth"]),
        *(
            Fact(name=kind, shown=As.MONEY, value=amount)
            for kind, amount, *_ in kinds
            if amount and kind != ChargeKind.GOODS
        ),
    ]
    return SheetReport(
        month=month,
        through=span.through,
        whole=span.whole,
        head=head,
        tables=[
            table("kinds", _BY_KIND, kinds, total=whole),
            table("customers", _BY_CUSTOMER, _customers(lines)),
            *([table("targets", _TARGETS, reached)] if reached else []),
            table("rows", _ROWS, [list(one) for one in lines]),
        ],
        chart=Chart(table="kinds", label="kind", value="amount", beside="before"),
        lines=Lines(table="customers", columns=["customer", "goods", "fees", "in_all"]),
        rows="rows",
        largest="amount",
    )


_BY_KIND = (
    column("kind", As.WORD),
    column("amount", As.MONEY),
    column("before", As.MONEY, adds=False),
    column("growth", As.SHARE),
)
_BY_CUSTOMER = (
    column("customer", As.TEXT),
    *(column(kind, As.MONEY) for kind in _KINDS),
    column("fees", As.MONEY),
    column("in_all", As.MONEY),
)
_TARGETS = (
    column("target", As.WORD),
    column("member", As.TEXT),
    column("plan", As.MONEY, adds=False),
    column("reached", As.MONEY, adds=False),
    column("share", As.SHARE),
)
_ROWS = (
    column("day", As.DAY),
    column("kind", As.WORD),
    column("case", As.CASE),
    column("ref", As.CASE),
    column("customer", As.TEXT),
    column("amount", As.MONEY),
)


def _growth(now: Decimal, before: Decimal | None) -> Decimal | None:
    return share(now - before, before) if before else None


def _kind(kind: str, lines: Sequence[_Line], before: Mapping[str, Decimal] | None) -> list[Any]:
    amount = sum((one.amount for one in lines if one.kind == kind), ZERO)
    was = before.get(kind, ZERO) if before is not None else None
    return [kind, amount, was, _growth(amount, was)]


def _customers(lines: Sequence[_Line]) -> list[list[Any]]:
    """The largest first."""
    found: dict[str, dict[str, Decimal]] = {}
    for one in lines:
        own = found.setdefault(one.customer, dict.fromkeys(_KINDS, ZERO))
        own[one.kind] += one.amount
    rows = [
        [name, *own.values(), sum((own[kind] for kind in FEES), ZERO), sum(own.values(), ZERO)]
        for name, own in found.items()
    ]
    return sorted(rows, key=lambda row: (-row[-1], row[0]))


async def _lines(unit: Unit, first: date, until: date) -> list[_Line]:
    """Every fact of sales and every fee of those days, by day."""
    sold = (
        select(SaleRow, Customer.name, Case.area, Case.number)
        .join(Customer, col(Customer.id) == col(SaleRow.customer_id))
        .join(Case, col(Case.id) == col(SaleRow.case_id))
        .where(col(SaleRow.void_at).is_(None), SaleRow.day >= first, SaleRow.day < until)
        .order_by(col(SaleRow.day), col(SaleRow.id))
    )
    charged = (
        select(ChargeRow, Customer.name, Case.area, Case.number)
        .join(Customer, col(Customer.id) == col(ChargeRow.customer_id))
        .join(Case, col(Case.id) == col(ChargeRow.case_id))
        .where(
            col(ChargeRow.void_at).is_(None),
            col(ChargeRow.kind).in_(FEES),
            ChargeRow.day >= first,
            ChargeRow.day < until,
        )
        .order_by(col(ChargeRow.day), col(ChargeRow.id))
    )

    given_back = (
        select(CreditRow, Customer.name, Case.area, Case.number)
        .join(Customer, col(Customer.id) == col(CreditRow.customer_id))
        .join(Case, col(Case.id) == col(CreditRow.case_id))
        .where(*_given_back(first, until))
        .order_by(col(CreditRow.day), col(CreditRow.id))
    )

    def case(area: str, number: int) -> str:
        return unit.areas[area].reference(number)

    lines = [
        _Line(row.day, _sold(row.kind), case(area, number), row.ref, customer, row.amount)
        for row, customer, area, number in await unit.session.exec(sold)
    ]
    lines += [
        _Line(row.day, row.kind, case(area, number), "", customer, row.amount)
        for row, customer, area, number in await unit.session.exec(charged)
    ]
    lines += [
        _Line(row.day, ChargeKind.STORAGE, case(area, number), "", customer, -row.amount)
        for row, customer, area, number in await unit.session.exec(given_back)
    ]
    return sorted(lines, key=lambda one: one.day)


def _given_back(first: date, until: date) -> list[Any]:
    """Of storage fees that were too high (W2): they turn over less."""
    return [
        col(CreditRow.void_at).is_(None),
        col(CreditRow.kind) == CreditKind.CORRECTION,
        col(CreditRow.day) >= first,
        col(CreditRow.day) < until,
    ]


def _sold(kind: str) -> str:
    return DEDUCTED if kind == SaleKind.DEDUCTED else ChargeKind.GOODS.value


async def _by_kind(unit: Unit, first: date, until: date) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for kind, amount in [
        *[(_sold(kind), amount) for kind, amount in await _sums(unit, SaleRow, first, until)],
        *[(kind, amount) for kind, amount in await _sums(unit, ChargeRow, first, until) if kind in FEES],
        *[
            (ChargeKind.STORAGE.value, -row.amount)
            for row in (await unit.session.exec(select(CreditRow).where(*_given_back(first, until)))).all()
        ],
    ]:
        found[kind] = found.get(kind, ZERO) + amount
    return found


async def _sums(
    unit: Unit, ledger: type[SaleRow] | type[ChargeRow], first: date, until: date
) -> list[tuple[str, Decimal]]:
    query: Any = (
        sa.select(
            col(ledger.kind), type_coerce(func.sum(type_coerce(col(ledger.amount), BigInteger)), MoneyColumn)
        )
        .where(col(ledger.void_at).is_(None), col(ledger.day) >= first, col(ledger.day) < until)
        .group_by(col(ledger.kind))
    )
    return [(kind, amount) for kind, amount in await unit.session.exec(query)]


async def _anything_before(unit: Unit, month: date) -> bool:
    for ledger in (SaleRow, ChargeRow):
        if (await unit.session.exec(select(ledger.id).where(ledger.day < month).limit(1))).first():
            return True
    return False


async def _targets(unit: Unit, month: date, until: date) -> list[list[Any]]:
    """Of `[[target]]`, the company's first, then each person's: what was planned, and what came of it so far."""
    planned = [one for one in unit.company.targets if one.month == f"{month:%Y-%m}"]
    names = await every_name(unit.session)
    rows = []
    for one in sorted(planned, key=lambda one: (one.kind != "sales", one.salesperson is not None)):
        person = unit.roster.by_telegram(one.salesperson) if one.salesperson is not None else None
        if one.salesperson is not None and person is None:
            continue
        reached = await (_sold_by if one.kind == "sales" else _collected_by)(unit, person, month, until)
        name = names.get(person.id, person.name) if person is not None else unit.company.name
        rows.append([f"target_{one.kind}", name, one.amount, reached, share(reached, one.amount)])
    return rows


async def _sold_by(unit: Unit, person: Person | None, first: date, until: date) -> Decimal:
    """As P1 counts it: by whose the customer was on the day; deductions stand for themselves."""
    where = [col(SaleRow.sales_id) == person.id] if person is not None else []
    query = sa.select(func.sum(type_coerce(col(SaleRow.amount), BigInteger))).where(
        col(SaleRow.void_at).is_(None),
        col(SaleRow.kind) != SaleKind.DEDUCTED,
        col(SaleRow.day) >= first,
        col(SaleRow.day) < until,
        *where,
    )
    return await _fen(unit, query)


async def _collected_by(unit: Unit, person: Person | None, first: date, until: date) -> Decimal:
    """What came of their own customers; of whoever presses for all of them, everything."""
    where = []
    if person is not None and Role.COLLECTOR not in person.roles:
        own = select(col(Customer.id)).where(Customer.sales_id == person.id)
        where = [col(ReceiptRow.customer_id).in_(own)]
    query = sa.select(func.sum(type_coerce(col(ReceiptRow.amount), BigInteger))).where(
        col(ReceiptRow.void_at).is_(None), col(ReceiptRow.day) >= first, col(ReceiptRow.day) < until, *where
    )
    return await _fen(unit, query)


async def _fen(unit: Unit, query: Any) -> Decimal:
    (found,) = (await unit.session.exec(query)).one()
    return Decimal(found or 0).scaleb(-2).quantize(ZERO)
