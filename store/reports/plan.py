"""P4: what the workshop has to make in a month: what dealers foresee and what is ordered, less what is there and coming."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlmodel import col, select

from store.customers.model import Customer
from store.forms import values
from store.forms.fieldtypes import LinesField
from store.forms.model import FormRow
from store.forms.state import APPROVED
from store.forms.state import LETTER as FORM
from store.forms.versions import definition_of
from store.money.model import SaleRow
from store.money.state import SaleKind
from store.orders.stocked import open_lines, standing
from store.people.reading import every_name
from store.process.unit import Unit
from store.reports.months import Asked, next_month
from store.reports.sheets import As, Chart, Fact, Lines, SheetReport, column, table
from store.stock.model import Product
from store.stock.moves import known, usual_unit
from store.stock.state import NONE

FORECAST = "forecast"
"""The kind of form that says what a dealer will want, by its fields `month` and `lines`."""

Goods = tuple[str, str]
"""A product's name and the unit."""
_Wanted = tuple[int, Goods]
"""By customer."""


class _Line(NamedTuple):
    """One line that the plan is drawn from; `counts` is what of its quantity has to be there."""

    kind: str
    case: str
    customer: str
    salesperson: str | None
    day: date | None
    product: str
    qty: Decimal
    counts: Decimal
    unit: str


async def counted(unit: Unit, asked: Asked) -> SheetReport:
    """As forecasts, orders and stock stand now, whatever the month: what is planned lies ahead."""
    until = next_month(asked.month)
    names = {row.id or 0: row.name for row in await unit.session.exec(select(Product))}
    customers = {row.id: row for row in await unit.session.exec(select(Customer))}
    people = await every_name(unit.session)
    ordered = await _ordered(unit, asked.month, until, names)
    lines = list[_Line]()
    for wanted in await _forecasts(unit, asked.month, until, names):
        already = min(wanted.qty, ordered.get((wanted.customer, wanted.goods), NONE))
        dealer = customers[wanted.customer]
        lines.append(
            _Line(FORECAST, f"{FORM}{wanted.form}", dealer.name, people.get(dealer.sales_id), wanted.day,
                  wanted.goods[0], wanted.qty, wanted.qty - already, wanted.goods[1])
        )  # fmt: skip
    for one in await open_lines(unit):
        buyer = customers[one.customer_id]
        lines.append(
            _Line("order", str(one.order), buyer.name, people.get(buyer.sales_id), one.wanted, names[one.key[0]],
                  one.left, one.left, one.key[1])
        )  # fmt: skip
    goods = await _planned(unit, lines, {name: key for key, name in names.items()})
    return SheetReport(
        month=asked.month,
        through=None,
        whole=False,
        head=[
            Fact(name="to_make_of", shown=As.COUNT, value=sum(bool(row[-1]) for row in goods)),
            Fact(name="forecasts", shown=As.COUNT, value=len({one.case for one in lines if one.kind == FORECAST})),
            Fact(name="open_orders", shown=As.COUNT, value=len({one.case for one in lines if one.kind == "order"})),
        ],
        tables=[table("plan", _PLAN, goods), table("plan_rows", _ROWS, [list(one) for one in lines])],
        chart=Chart(table="plan", label="product", value="to_make", beside="on_hand"),
        lines=Lines(table="plan", columns=["product", "needed", "on_hand", "to_make", "unit"]),
        rows="plan_rows",
        largest="counts",
        told=["kind", "case", "customer", "product", "counts", "unit"],
    )  # fmt: skip


_PLAN = (
    column("product", As.TEXT),
    column("unit", As.UNIT),
    *(
        column(name, As.QTY)
        for name in ("foreseen", "ordered", "open_qty", "needed", "on_hand", "coming", "to_make")
    ),
)
_ROWS = (
    column("kind", As.WORD),
    column("case", As.CASE),
    column("customer", As.TEXT),
    column("salesperson", As.TEXT),
    column("day", As.DAY),
    column("product", As.TEXT),
    column("qty", As.QTY),
    column("counts", As.QTY),
    column("unit", As.UNIT),
)


async def _planned(unit: Unit, lines: Sequence[_Line], products: Mapping[str, int]) -> list[list[object]]:
    """By product and unit, what is to be made most of first. What the ledger knows nothing of is None, and counts as none."""
    stocks = await standing(unit, sorted({products[one.product] for one in lines if one.product in products}))
    counts = await known(unit.session, {product for product, _ in stocks})
    rows = list[list[object]]()
    for product, measure in sorted({(one.product, one.unit) for one in lines}):
        own = [one for one in lines if (one.product, one.unit) == (product, measure)]
        foreseen = sum((one.qty for one in own if one.kind == FORECAST), NONE)
        left = sum((one.counts for one in own if one.kind == FORECAST), NONE)
        ordered = sum((one.counts for one in own if one.kind != FORECAST), NONE)
        key = (products.get(product, 0), measure)
        stock = stocks.get(key)
        hand = stock.on_hand if stock is not None and key[0] in counts else None
        coming = stock.on_the_way if stock is not None else NONE
        make = max(NONE, left + ordered - (hand or NONE) - coming)
        rows.append(
            [product, measure, foreseen, foreseen - left, ordered, left + ordered, hand, coming, make]
        )
    return sorted(rows, key=lambda row: -row[-1])  # type: ignore[operator]


class _Foreseen(NamedTuple):
    form: int
    customer: int
    goods: Goods
    day: date
    qty: Decimal


async def _forecasts(unit: Unit, first: date, until: date, names: Mapping[int, str]) -> list[_Foreseen]:
    """What each dealer's last forecast of a month that begins in these days says, each product once."""
    query = select(FormRow).where(
        FormRow.kind == FORECAST, col(FormRow.state).in_(APPROVED), col(FormRow.customer_id).is_not(None)
    )
    last: dict[int, tuple[int, date, dict[Goods, Decimal]]] = {}
    for row in await unit.session.exec(query.order_by(col(FormRow.number))):
        fields = (await definition_of(unit, row.version)).fields
        said = {one.key: values.from_json(one, row.said.get(one.key)) for one in fields}
        day = said.get("month")
        if not isinstance(day, date) or not first <= day < until or row.customer_id is None:
            continue
        goods: dict[Goods, Decimal] = {}
        for line in (line for one in fields if isinstance(one, LinesField) for line in said[one.key] or ()):
            key = await _goods(unit, line.product, line.unit, names)
            goods[key] = goods.get(key, NONE) + (line.qty or NONE)
        last[row.customer_id] = (row.number, day, goods)
    return [
        _Foreseen(form, customer, key, day, qty)
        for customer, (form, day, goods) in sorted(last.items(), key=lambda one: one[1][0])
        for key, qty in goods.items()
    ]


async def _goods(unit: Unit, product: str, measure: str, names: Mapping[int, str]) -> Goods:
    """In the unit in which it last moved, where none was said."""
    known_as = next((key for key, name in names.items() if name == product), None)
    return product, measure or (await usual_unit(unit.session, known_as) if known_as is not None else "")


async def _ordered(
    unit: Unit, first: date, until: date, names: Mapping[int, str]
) -> Mapping[_Wanted, Decimal]:
    """What of the month each customer has ordered already: open for one of its days, or shipped on one of them."""
    found: dict[_Wanted, Decimal] = {}

    def add(customer: int, product: int, measure: str, qty: Decimal) -> None:
        key = customer, (names[product], measure)
        found[key] = found.get(key, NONE) + qty

    for one in await open_lines(unit):
        if one.wanted is not None and first <= one.wanted < until:
            add(one.customer_id, *one.key, one.left)
    shipped = select(SaleRow).where(
        col(SaleRow.void_at).is_(None),
        SaleRow.kind == SaleKind.SHIPPED,
        SaleRow.day >= first,
        SaleRow.day < until,
    )
    for row in await unit.session.exec(shipped):
        if row.product_id is not None:
            add(row.customer_id, row.product_id, row.unit, row.qty)
    return found
