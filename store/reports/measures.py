"""P5: what is counted of each person between two days, by member id. Whose a sale is, is as of its day."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, func, type_coerce
from sqlmodel import col, select

from store.calendar.model import OccurrenceRow, ShareRow
from store.calendar.state import State as Entry
from store.company.appraisal import Measure
from store.complaints.model import ComplaintRow
from store.customers.model import Customer
from store.database.columns import MoneyColumn
from store.money.model import SaleRow
from store.money.rates import By, Rate, due_of_each, rates
from store.money.state import ZERO, SaleKind
from store.process.unit import Unit
from store.reports.months import month_before, next_month, workdays

Counts = Mapping[int | None, Decimal]


async def sales(unit: Unit, first: date, until: date) -> Counts:
    query: Any = (
        sa.select(
            col(SaleRow.sales_id),
            type_coerce(func.sum(type_coerce(col(SaleRow.amount), BigInteger)), MoneyColumn),
        )
        .where(*_goods(first, until))
        .group_by(col(SaleRow.sales_id))
    )
    return dict((await unit.session.exec(query)).all())


def _goods(first: date, until: date) -> list[Any]:
    return [
        col(SaleRow.void_at).is_(None),
        col(SaleRow.kind) != SaleKind.DEDUCTED,
        col(SaleRow.day) >= first,
        col(SaleRow.day) < until,
    ]


async def sales_plan(unit: Unit, first: date, until: date) -> Counts:
    """Each month's target, a month's part by its working days."""
    found: dict[int | None, Decimal] = {}
    for one in unit.company.targets:
        if one.kind != "sales" or one.salesperson is None:
            continue
        person, month = unit.roster.by_telegram(one.salesperson), date.fromisoformat(f"{one.month}-01")
        begin, end = max(first, month), min(until, next_month(month))
        if person is None or begin >= end or not (whole := workdays(unit, month, next_month(month))):
            continue
        part = one.amount * workdays(unit, begin, end) / whole
        found[person.id] = found.get(person.id, ZERO) + part.quantize(ZERO, ROUND_HALF_UP)
    return found


def _earlier(first: date, until: date) -> tuple[date, date]:
    """The same stretch just before: of a month the month before to the same day, else as many days."""
    if next_month(first) >= until:
        before = month_before(first)
        if until == next_month(first):
            return before, first
        return before, min(first, before + (until - first))
    return first - (until - first), first


async def sales_before(unit: Unit, first: date, until: date) -> Counts:
    return await sales(unit, *_earlier(first, until))


async def growth(unit: Unit, first: date, until: date) -> Counts:
    now, before = await sales(unit, first, until), await sales_before(unit, first, until)
    return {who: now.get(who, ZERO) - before.get(who, ZERO) for who in {*now, *before}}


async def new_customers(unit: Unit, first: date, until: date) -> Counts:
    """Of those whom they were first sold to in that time: whose the customer was on that day."""
    begin = (
        sa.select(col(SaleRow.customer_id), func.min(col(SaleRow.day)).label("day"))
        .where(col(SaleRow.void_at).is_(None), col(SaleRow.kind) == SaleKind.SHIPPED)
        .group_by(col(SaleRow.customer_id))
        .subquery()
    )
    query: Any = (
        sa.select(col(SaleRow.customer_id), func.min(col(SaleRow.sales_id)))
        .join(begin, (begin.c.customer_id == col(SaleRow.customer_id)) & (begin.c.day == col(SaleRow.day)))
        .where(begin.c.day >= first, begin.c.day < until)
        .group_by(col(SaleRow.customer_id))
    )
    return _tally(who for _, who in await unit.session.exec(query))


async def _buyers(unit: Unit, first: date, until: date) -> dict[int, int | None]:
    query: Any = (
        sa.select(col(SaleRow.customer_id), func.max(col(SaleRow.sales_id)))
        .where(*_goods(first, until), col(SaleRow.kind) == SaleKind.SHIPPED)
        .group_by(col(SaleRow.customer_id))
    )
    return dict((await unit.session.exec(query)).all())


async def customers_before(unit: Unit, first: date, until: date) -> Counts:
    return _tally((await _buyers(unit, *_earlier(first, until))).values())


async def customers_kept(unit: Unit, first: date, until: date) -> Counts:
    before, now = await _buyers(unit, *_earlier(first, until)), await _buyers(unit, first, until)
    return _tally(who for customer, who in before.items() if customer in now)


def _tally(whose: Any) -> dict[int | None, Decimal]:
    found: dict[int | None, Decimal] = {}
    for who in whose:
        found[who] = found.get(who, Decimal(0)) + 1
    return found


async def _rates(unit: Unit, first: date, until: date) -> dict[int | None, Rate]:
    """Of the months that begin in that time, as M5 counts them."""
    found: dict[int | None, Rate] = {}
    month = first.replace(day=1)
    while month < until:
        for who, rate in (await _of_month(unit, month)).items():
            found[who] = found.get(who, Rate()) + rate
        month = next_month(month)
    return found


async def _of_month(unit: Unit, month: date) -> By:
    """Reckoned once where it is only read: month, quarter, year and what is beside them ask for the same months."""
    key = _of_month, month
    found: By | None = None if unit.writes else unit.known.get(key)
    if found is None:
        found, _collected = await rates(unit.session, month, {}, unit.company.zone)
        unit.known[key] = found
    return found


async def reckon(unit: Unit, months: Collection[date]) -> None:
    """What fell due in many months and was settled, at once, for whoever asks for each of them in a unit that only reads."""
    for month, found in (await due_of_each(unit.session, months)).items():
        unit.known[_of_month, month] = found


async def due(unit: Unit, first: date, until: date) -> Counts:
    return {who: rate.due for who, rate in (await _rates(unit, first, until)).items()}


async def settled(unit: Unit, first: date, until: date) -> Counts:
    return {who: rate.settled for who, rate in (await _rates(unit, first, until)).items()}


async def _scores(unit: Unit, first: date, until: date) -> list[tuple[int | None, int]]:
    """Of complaints taken in that time, by whose the customer is."""
    query = (
        select(col(Customer.sales_id), col(ComplaintRow.score))
        .join(Customer, col(Customer.id) == col(ComplaintRow.customer_id))
        .where(
            col(ComplaintRow.score).is_not(None),
            col(ComplaintRow.taken_at) >= _midnight(unit, first),
            col(ComplaintRow.taken_at) < _midnight(unit, until),
        )
    )
    return [(who, score or 0) for who, score in await unit.session.exec(query)]


def _midnight(unit: Unit, day: date) -> datetime:
    return unit.company.aware(datetime.combine(day, time.min))


async def scores(unit: Unit, first: date, until: date) -> Counts:
    found: dict[int | None, Decimal] = {}
    for who, score in await _scores(unit, first, until):
        found[who] = found.get(who, Decimal(0)) + score
    return found


async def scored(unit: Unit, first: date, until: date) -> Counts:
    return _tally(who for who, _ in await _scores(unit, first, until))


async def _entries(unit: Unit, first: date, until: date) -> list[tuple[int | None, bool]]:
    """Everyone's own shares of what the calendar asked for and that fell due by now, and whether each was in by then."""
    query = (
        select(col(ShareRow.member_id), col(ShareRow.done_at), col(OccurrenceRow.due_at))
        .join(OccurrenceRow, col(OccurrenceRow.case_id) == col(ShareRow.case_id))
        .where(
            OccurrenceRow.kind == "deadline",
            OccurrenceRow.state != Entry.DROPPED,
            col(ShareRow.member_id).is_not(None),
            col(ShareRow.void_at).is_(None),
            col(ShareRow.waived_at).is_(None),
            OccurrenceRow.date >= first,
            OccurrenceRow.date < until,
            OccurrenceRow.due_at <= unit.now,
        )
    )
    return [(who, done is not None and done <= by) for who, done, by in await unit.session.exec(query)]


async def entries_due(unit: Unit, first: date, until: date) -> Counts:
    return _tally(who for who, _ in await _entries(unit, first, until))


async def entries_in_time(unit: Unit, first: date, until: date) -> Counts:
    return _tally(who for who, in_time in await _entries(unit, first, until) if in_time)


MEASURES: Mapping[Measure, Callable[[Unit, date, date], Awaitable[Counts]]] = {
    "sales": sales,
    "sales_plan": sales_plan,
    "sales_before": sales_before,
    "growth": growth,
    "new_customers": new_customers,
    "customers_before": customers_before,
    "customers_kept": customers_kept,
    "due": due,
    "settled": settled,
    "scores": scores,
    "scored": scored,
    "entries_due": entries_due,
    "entries_in_time": entries_in_time,
}
