"""P1: what a month sold, beside the month before and the plan. The one place where these figures are counted."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from sqlmodel import col, select

from store.customers.model import Customer
from store.money.state import ZERO, SaleKind
from store.orders.model import Product
from store.people.reading import every_name
from store.process.unit import Unit
from store.reports.months import Asked, counted_of, month_before, next_month
from store.reports.sale_facts import Group, Own, anything_before, changed_since, groups, rows
from store.reports.sold import Figures, SalesReport

VIEWS = ("product", "customer", "region", "salesperson")


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
    now = await groups(unit, month, until, own)
    had_before = await anything_before(unit, month)
    same_until = before if until == month else same_day(through, before) + timedelta(days=1)
    of_same = await groups(unit, before, same_until, own) if had_before else None
    of_before = await groups(unit, before, month, own) if had_before else None
    share = _share(unit, month, until)
    names = await _names(unit, (now, of_same or [], of_before or []))
    counted = _Counted(now, of_same, of_before, share, _plans(unit, month, own is None), names)
    views = {view: counted.view(view) for view in VIEWS}
    corrections, rest = await changed_since(unit, month, own)
    return SalesReport(
        month=month,
        through=span.through,
        whole=span.whole,
        total=counted.total(own is None),
        views=views,
        rows=await rows(unit, month, until, own),
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


class _Names(NamedTuple):
    products: Mapping[int, str]
    customers: Mapping[int, str]
    members: Mapping[int | None, str]


async def _names(unit: Unit, added: Iterable[Iterable[Group]]) -> _Names:
    """As they are called now: what was renamed is one thing still."""
    every = [group for some in added for group in some]
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
    now: Sequence[Group]
    same: Sequence[Group] | None
    before: Sequence[Group] | None
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
        self, among: Callable[[Group], bool], *, name: str = "", unit: str = "", plan: Decimal | None
    ) -> Figures:
        def of(added: Iterable[Group], *, goods: bool = True) -> list[Group]:
            return [one for one in added if among(one) and (one.kind != SaleKind.DEDUCTED) is goods]

        def worth(added: Sequence[Group] | None) -> Decimal | None:
            return None if added is None else sum((one.amount for one in of(added)), ZERO)

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


_KEYS: Mapping[str, Callable[[Group], tuple[Any, str]]] = {
    "product": lambda group: (group.product, group.unit),
    "customer": lambda group: (group.customer, ""),
    "region": lambda group: (group.region, ""),
    "salesperson": lambda group: (group.sales, ""),
}
