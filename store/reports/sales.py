"""P1: what a month sold, beside the month before and the plan. The one place where these figures are counted."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa
from pydantic import BaseModel, Field
from sqlalchemy import BigInteger, func, type_coerce
from sqlmodel import col, select

from store.customers.model import Customer
from store.database.columns import MoneyColumn, QuantityColumn
from store.money.model import SaleRow
from store.money.state import ZERO, SaleKind
from store.orders.model import OrderRow, Product
from store.people.reading import every_name
from store.process.unit import Unit
from store.reports.model import ReportRow
from store.reports.months import Asked, counted_of, month_before, next_month
from store.reports.requests import Report

Own = Any
"""The customers that somebody may read of, as a question for their ids; None is all."""

VIEWS = ("product", "customer", "region", "salesperson")
LARGEST = 3


class Figures(BaseModel):
    """A row of a view, or its total. None is what can't be had, and never nothing."""

    name: str = ""
    unit: str = ""
    qty: Decimal | None = None
    """None where units differ: pails and rolls have no sum."""
    amount: Decimal = ZERO
    """Shipped, less what was counted in; deductions stand for themselves, below zero."""
    deducted: Decimal = ZERO
    before_same: Decimal | None = None
    """The month before, to the same day."""
    before: Decimal | None = None
    plan_so_far: Decimal | None = None
    """The plan's part for the working days gone."""
    plan: Decimal | None = None

    @property
    def growth(self) -> int | None:
        """Per cent against the month before to the same day; None from nothing, which is new, and where there is none."""
        return _percent(self.amount - self.before_same, self.before_same) if self.before_same else None

    @property
    def new(self) -> bool:
        return self.before_same == 0 and self.amount > 0

    @property
    def reached(self) -> int | None:
        """Per cent of the whole plan."""
        return _percent(self.amount, self.plan) if self.plan else None

    @property
    def on_the_way(self) -> int | None:
        """Per cent of the plan's part so far."""
        return _percent(self.amount, self.plan_so_far) if self.plan_so_far else None


class Sale(BaseModel):
    """One fact, as a sheet of rows says it."""

    day: date
    kind: SaleKind
    order: int
    shipment: int | None
    ref: str
    customer: str
    product: str
    unit: str
    region: str
    salesperson: str
    qty: Decimal
    amount: Decimal


class Correction(Sale):
    """What changed of a month that was handed in: `amount` is by how much."""

    undone: bool
    at: datetime


class SalesReport(BaseModel):
    month: date
    through: date | None
    """The last day that is counted; None while none is."""
    whole: bool
    """Whether that is the month's last."""
    total: Figures
    views: dict[str, list[Figures]]
    rows: list[Sale] = Field(default_factory=list)
    rest: Decimal = ZERO
    """Of the month before, what came after its report was handed in, for days that it didn't count."""
    corrections: list[Correction] = Field(default_factory=list)


def _percent(part: Decimal, whole: Decimal) -> int:
    return int((100 * part / abs(whole)).quantize(Decimal(1), ROUND_HALF_UP))


def same_day(through: date, month: date) -> date:
    """In another month, the day of that number; a day that it lacks is its last one. A month's last day is the last."""
    last = next_month(month) - timedelta(days=1)
    if through == next_month(through) - timedelta(days=1):
        return last
    return min(last, month.replace(day=min(through.day, last.day)))


async def counted_for(unit: Unit, asked: Asked) -> SalesReport:
    """Of a reader's own customers, or of the company's."""
    if asked.reader is None:
        return await counted(unit, asked.month)
    own = select(col(Customer.id)).where(col(Customer.sales_id).in_(asked.reader.ids))
    return await counted(unit, asked.month, own)


async def counted(unit: Unit, month: date, own: Own = None) -> SalesReport:
    """As it stands now: to yesterday, or the whole of a month that is over."""
    span, before = counted_of(unit, month), month_before(month)
    until = span.until
    through = until - timedelta(days=1)
    now = await _groups(unit, month, until, own)
    had_before = await _anything_before(unit, month)
    same_until = before if until == month else same_day(through, before) + timedelta(days=1)
    of_same = await _groups(unit, before, same_until, own) if had_before else None
    of_before = await _groups(unit, before, month, own) if had_before else None
    share = _share(unit, month, until)
    names = await _names(unit, (now, of_same or [], of_before or []))
    counted = _Counted(now, of_same, of_before, share, _plans(unit, month, own is None), names)
    views = {view: counted.view(view) for view in VIEWS}
    corrections, rest = await _changed_since(unit, month, own)
    return SalesReport(
        month=month,
        through=span.through,
        whole=span.whole,
        total=counted.total(own is None),
        views=views,
        rows=await _rows(unit, month, until, own),
        corrections=corrections,
        rest=rest,
    )


def _share(unit: Unit, month: date, until: date) -> Decimal | None:
    """Of the month's working days those that are over; None in a month without any."""
    days = [month + timedelta(days=at) for at in range((next_month(month) - month).days)]
    working = [day for day in days if unit.worktime.is_workday(day)]
    if not working:
        return None
    return Decimal(sum(day < until for day in working)) / len(working)


class _Group(NamedTuple):
    product: int | None
    unit: str
    customer: int
    region: str
    sales: int | None
    kind: str
    qty: Decimal
    amount: Decimal


async def _groups(unit: Unit, first: date, until: date, own: Own) -> list[_Group]:
    """What stands of days from `first` until before `until`, added up in the database."""
    keys: Any = (
        SaleRow.product_id,
        SaleRow.unit,
        SaleRow.customer_id,
        SaleRow.region,
        SaleRow.sales_id,
        SaleRow.kind,
    )
    query: Any = (
        sa.select(
            *keys,
            type_coerce(func.sum(type_coerce(SaleRow.qty, BigInteger)), QuantityColumn),
            type_coerce(func.sum(type_coerce(SaleRow.amount, BigInteger)), MoneyColumn),
        )
        .where(col(SaleRow.void_at).is_(None), col(SaleRow.day) >= first, col(SaleRow.day) < until)
        .group_by(*keys)
    )
    if own is not None:
        query = query.where(col(SaleRow.customer_id).in_(own))
    return [_Group(*row) for row in await unit.session.exec(query)]


async def _anything_before(unit: Unit, month: date) -> bool:
    query = select(SaleRow.id).where(SaleRow.day < month).limit(1)
    return (await unit.session.exec(query)).first() is not None


class _Names(NamedTuple):
    products: Mapping[int, str]
    customers: Mapping[int, str]
    members: Mapping[int | None, str]


async def _names(unit: Unit, groups: Iterable[Iterable[_Group]]) -> _Names:
    """As they are called now: what was renamed is one thing still."""
    every = [group for some in groups for group in some]
    products = {group.product for group in every if group.product is not None}
    customers = {group.customer for group in every}
    goods = await unit.session.exec(select(Product).where(col(Product.id).in_(products)))
    theirs = await unit.session.exec(
        select(col(Customer.id), col(Customer.name)).where(col(Customer.id).in_(customers))
    )
    return _Names(
        {one.id or 0: one.name for one in goods},
        {key or 0: name for key, name in theirs},
        await every_name(unit.session),
    )


class _Plans(NamedTuple):
    whole: Decimal | None
    """The company's; where it isn't set, those of all salespeople together."""
    by_member: Mapping[int, Decimal]


def _plans(unit: Unit, month: date, whole: bool) -> _Plans:
    """Of `[[target]]`; without one for the month there is no plan, which isn't one of nothing."""
    mine = [one for one in unit.company.targets if one.kind == "sales" and one.month == f"{month:%Y-%m}"]
    by_member = {}
    for one in mine:
        person = unit.roster.by_telegram(one.salesperson) if one.salesperson is not None else None
        if person is not None:
            by_member[person.id] = one.amount
    company = [one.amount for one in mine if one.salesperson is None]
    if not whole:
        return _Plans(None, by_member)
    if company:
        return _Plans(company[0], by_member)
    return _Plans(sum(by_member.values(), ZERO) if by_member else None, by_member)


class _Counted(NamedTuple):
    now: Sequence[_Group]
    same: Sequence[_Group] | None
    before: Sequence[_Group] | None
    share: Decimal | None
    plans: _Plans
    names: _Names

    def view(self, view: str) -> list[Figures]:
        """The largest first. What was sold only before has a row too, so that every column adds up."""
        key = _KEYS[view]
        keys = dict.fromkeys(map(key, (*self.now, *(self.same or ()), *(self.before or ()))))
        if view == "salesperson":
            keys |= dict.fromkeys((one, "") for one in self.plans.by_member if self.plans.whole is not None)
        found = [
            self._figures(
                lambda group, one=one: key(group) == one,  # type: ignore[misc]
                name=self._name(view, one[0]),
                unit=one[1],
                plan=self.plans.by_member.get(one[0]) if view == "salesperson" else None,
            )
            for one in keys
        ]
        return sorted(found, key=lambda row: (-row.amount, row.name, row.unit))

    def total(self, whole: bool) -> Figures:
        mine = self.plans.whole if whole else None
        return self._figures(lambda _group: True, plan=mine)

    def _name(self, view: str, one: Any) -> str:
        match view:
            case "product":
                return self.names.products.get(one, "")
            case "customer":
                return self.names.customers.get(one, "")
            case "salesperson":
                return self.names.members.get(one, "") if one is not None else ""
            case _:
                return str(one)

    def _figures(
        self, among: Callable[[_Group], bool], *, name: str = "", unit: str = "", plan: Decimal | None
    ) -> Figures:
        def of(groups: Iterable[_Group], *, goods: bool = True) -> list[_Group]:
            return [one for one in groups if among(one) and (one.kind != SaleKind.DEDUCTED) is goods]

        def worth(groups: Sequence[_Group] | None) -> Decimal | None:
            return None if groups is None else sum((one.amount for one in of(groups)), ZERO)

        goods = of(self.now)
        so_far = None
        if plan is not None and self.share is not None:
            so_far = (plan * self.share).quantize(ZERO, ROUND_HALF_UP)
        return Figures(
            name=name,
            unit=unit,
            qty=sum((one.qty for one in goods), Decimal(0))
            if len({one.unit for one in goods}) <= 1
            else None,
            amount=worth(self.now) or ZERO,
            deducted=sum((one.amount for one in of(self.now, goods=False)), ZERO),
            before_same=worth(self.same),
            before=worth(self.before),
            plan_so_far=so_far,
            plan=plan,
        )


_KEYS: Mapping[str, Callable[[_Group], tuple[Any, str]]] = {
    "product": lambda group: (group.product, group.unit),
    "customer": lambda group: (group.customer, ""),
    "region": lambda group: (group.region, ""),
    "salesperson": lambda group: (group.sales, ""),
}


def _facts(own: Own) -> Any:
    query = (
        select(SaleRow, OrderRow.number, Customer.name, Product.name)
        .join(OrderRow, col(OrderRow.case_id) == col(SaleRow.case_id))
        .join(Customer, col(Customer.id) == col(SaleRow.customer_id))
        .outerjoin(Product, col(Product.id) == col(SaleRow.product_id))
    )
    return query if own is None else query.where(col(SaleRow.customer_id).in_(own))


async def _rows(unit: Unit, first: date, until: date, own: Own) -> list[Sale]:
    names = await every_name(unit.session)
    query = _facts(own).where(col(SaleRow.void_at).is_(None), SaleRow.day >= first, SaleRow.day < until)
    found = await unit.session.exec(query.order_by(col(SaleRow.day), col(SaleRow.id)))
    return [Sale(**_said(row, names)) for row in found]


def _said(found: Any, names: Mapping[int | None, str]) -> dict[str, Any]:
    row, order, customer, product = found
    return {
        "day": row.day,
        "kind": row.kind,
        "order": order,
        "shipment": row.shipment_id,
        "ref": row.ref,
        "customer": customer,
        "product": product or "",
        "unit": row.unit,
        "region": row.region,
        "salesperson": names.get(row.sales_id, "") if row.sales_id is not None else "",
        "qty": row.qty,
        "amount": row.amount,
    }


async def _changed_since(unit: Unit, month: date, own: Own) -> tuple[list[Correction], Decimal]:
    """Since the last report before this month was handed in: what was added to the days that it counted, or taken from
    them, and what its month's other days came to."""
    query = select(ReportRow).where(
        ReportRow.kind == Report.SALES, ReportRow.month < month, col(ReportRow.submitted_at).is_not(None)
    )
    last = (await unit.session.exec(query.order_by(col(ReportRow.month).desc()).limit(1))).first()
    if last is None or last.submitted_at is None or last.figures is None:
        return [], ZERO
    since, through = last.submitted_at, SalesReport.model_validate(last.figures).through
    rest_from = through + timedelta(days=1) if through is not None else last.month
    names, corrections = await every_name(unit.session), list[Correction]()
    later = _facts(own).where(SaleRow.day < rest_from)
    for undone in (False, True):
        moment = col(SaleRow.void_at if undone else SaleRow.at)
        query = later.where(moment > since)
        query = query.where(SaleRow.at <= since) if undone else query.where(col(SaleRow.void_at).is_(None))
        for found in await unit.session.exec(query.order_by(moment, col(SaleRow.id))):
            row, said = found[0], _said(found, names)
            if undone:
                said |= {"qty": -row.qty, "amount": -row.amount}
            corrections.append(Correction(**said, undone=undone, at=row.void_at if undone else row.at))
    rest = await _groups(unit, rest_from, month, own)
    return corrections, sum((one.amount for one in rest if one.kind != SaleKind.DEDUCTED), ZERO)


def largest_moves(report: SalesReport, most: int) -> list[tuple[str, Decimal]]:
    """Of customers, by how much each differs from the month before to the same day; nothing where there is no such month."""
    moves = [
        (row.name, row.amount - row.before_same)
        for row in report.views["customer"]
        if row.before_same is not None and row.amount != row.before_same
    ]
    return sorted(moves, key=lambda move: (-abs(move[1]), move[0]))[:most]


def largest_rows(report: SalesReport, most: int = LARGEST) -> list[Sale]:
    """By order, the most first."""
    goods = (row for row in report.rows if row.kind is not SaleKind.DEDUCTED)
    return sorted(goods, key=lambda row: (-abs(row.amount), row.order))[:most]
