"""Read-only facts of orders for cards, tasks, lists and slips. Decimals and dates stay what they are."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, union
from sqlmodel import col, select

from store import tasks
from store.capitals import in_capitals
from store.customers.model import Customer
from store.judging import waiting_for
from store.orders.books import ORDERS, load
from store.orders.keeping import digits
from store.orders.model import EntryRow, LineRow, OrderRow, Product
from store.orders.requests import Pay
from store.orders.state import EntryKind, Order, State
from store.records import Case
from store.requests import NUMBER_MAX
from store.steps import Actor
from store.unit import Unit
from store.views import PAGE, case_facts
from store.whose import sees_all

PHONE = 4
"""With fewer digits nobody means a telephone number."""
OPEN_STATES = (State.PREPARING, State.RELEASED, State.SHIPPED, State.ARRIVED)
ON_THE_WAY = (State.PREPARING, State.RELEASED, State.SHIPPED)
_TRACKS = {
    "goods": ("ready", "short"),
    "money": ("pay", "sign"),
    "vehicle": ("arrange",),
    "cod": ("cod_report",),
    "freight": ("freight_claim",),
}
"""What the latest step of each is shown for."""


async def order_view(unit: Unit, case: Case) -> tuple[Order, dict[str, Any]]:
    """An order, and everything that a card, a task or a notice may say of it; the templates choose."""
    order = await load(unit, case)
    return order, {
        **_plain(order),
        **await case_facts(unit, ORDERS, case, _TRACKS),
        "lines": _lines(order),
        "creator": unit.roster.name(order.creator_id),
        "sales": unit.roster.name(order.sales_id),
        "to_ship": [{**_line(order, at), "qty": qty} for at, qty in order.to_ship],
        "more": ["return"] if order.shipments else [],
        "problems": [problem.text for problem in order.open_problems],
    }


_SHOWN = (
    *(
        "number",
        "state",
        "customer",
        "pay",
        "packing",
        "consignee",
        "address",
        "phone",
        "wanted",
        "promised",
        "note",
    ),
    *(
        "receipt",
        "freight_by",
        "goods",
        "money",
        "vehicle",
        "total",
        "received",
        "owed",
        "waived",
        "returned",
        "to_refund",
        "agreed",
    ),
    *("short_until", "short_reason", "production_number", "carrier", "plate", "driver_phone", "freight_cost"),
    *("freight_claimed", "freight_settled", "cod_held", "cod_to_bring", "needs_consent", "rejected"),
    *(
        "reject_reason",
        "waybill",
        "arrived_at",
        "informed_at",
        "shipment_informed_at",
        "receipt_at",
        "closed_at",
    ),
    *("due_on", "cancel_reason", "to_close"),
)
"""What templates may say of an order as it stands in the order itself."""


def _plain(order: Order) -> dict[str, Any]:
    return {name: getattr(order, name) for name in _SHOWN} | {
        "slip": order.slip.number if order.slip else None,
        "part_shipped": bool(order.shipments) and bool(order.to_ship),
    }


def _line(order: Order, position: int) -> dict[str, Any]:
    line = order.lines[position]
    return {
        "product": line.product,
        "qty": line.qty,
        "unit": line.unit,
        "price": line.price,
        "amount": line.amount,
        "shipped": order.shipped(position),
    }


def _lines(order: Order) -> list[dict[str, Any]]:
    return [_line(order, position) for position in range(len(order.lines))]


async def slip_view(unit: Unit, case: Case) -> dict[str, Any] | None:
    """O3: what the sales slip says; None while there is none."""
    order = await load(unit, case)
    if order.slip is None:
        return None
    return {
        **_plain(order),
        "company": unit.company.name,
        "slip": order.slip.number,
        "issued_at": order.slip.at,
        "issued_by": order.slip.member,
        "lines": _lines(order),
        "capitals": in_capitals(order.total),
    }


@dataclass(frozen=True)
class Search:
    """What a list of orders is narrowed by: the words that name a state, `late`, `mine`, and the rest as typed."""

    words: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    late: bool = False
    mine: bool = False


async def list_view(unit: Unit, actor: Actor, search: Search, page: int) -> dict[str, Any]:
    """O10: a page of orders, the newest first; open ones only, unless a state, a number or a name is asked for."""
    where = [*_narrowed(unit, actor, search), *seen_by(actor)]
    count, found = await _page(unit, where, page)
    if not found and page > 1:  # fewer than when the button was made
        count = (await unit.session.exec(select(func.count()).select_from(OrderRow).where(*where))).one()
        page = max(1, -(-count // PAGE))
        count, found = await _page(unit, where, page)
    query = (
        select(OrderRow, Customer.name)
        .join(Customer, col(Customer.id) == col(OrderRow.customer_id))
        .where(col(OrderRow.case_id).in_(found))
        .order_by(col(OrderRow.number).desc())
    )
    rows = []
    for order, customer in await unit.session.exec(query):
        rows.append(
            {
                "number": order.number,
                "customer": customer,
                "state": order.state,
                "total": order.total,
                "wanted": order.wanted,
                "late": _is_late(order, unit.moment(actor).today),
                "waiting": await waiting_for(unit, order.case_id),
            }
        )
    pages = max(1, -(-count // PAGE))
    return {"orders": rows, "count": count, "page": page, "pages": pages}


async def _page(unit: Unit, where: list[ColumnElement[bool]], page: int) -> tuple[int, list[int]]:
    """How many there are, and those of this page: their cases only, since a database sorts all that it found."""
    query = (
        select(OrderRow.case_id, func.count().over())
        .where(*where)
        .order_by(col(OrderRow.number).desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    found = (await unit.session.exec(query)).all()
    return (found[0][1] if found else 0), [case_id for case_id, _ in found]


def _is_late(order: OrderRow, today: date) -> bool:
    return order.wanted is not None and order.wanted < today and order.state in ON_THE_WAY


def seen_by(actor: Actor) -> list[ColumnElement[bool]]:
    """`may_see`, for lists."""
    return [] if sees_all(actor) else [own(actor)]


def own(actor: Actor) -> ColumnElement[bool]:
    """Those that the speaker took, or is responsible for."""
    return or_(col(OrderRow.sales_id).in_(actor.ids), col(OrderRow.creator_id).in_(actor.ids))


def _narrowed(unit: Unit, actor: Actor, search: Search) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if search.late:
        overdue = exists().where(
            col(tasks.Task.case_id) == col(OrderRow.case_id),
            col(tasks.Task.closed_at).is_(None),
            col(tasks.Task.due_at) <= unit.now,
        )
        passed = and_(col(OrderRow.wanted) < unit.moment(actor).today, col(OrderRow.state).in_(ON_THE_WAY))
        where += [or_(passed, overdue), col(OrderRow.state).in_(OPEN_STATES)]
    if search.mine:
        owed = exists().where(
            col(tasks.Task.case_id) == col(OrderRow.case_id),
            col(tasks.Task.closed_at).is_(None),
            col(tasks.Task.role).in_(actor.roles),
        )
        where.append(or_(own(actor), owed))
    if search.states:
        where.append(col(OrderRow.state).in_(search.states))
    elif not search.words:
        where.append(col(OrderRow.state).in_(OPEN_STATES))
    where += [_matches(word) for word in search.words]
    return where


def _matches(word: str) -> ColumnElement[bool]:
    """A word is looked for among customers, goods, telephone numbers and order numbers."""
    if word.startswith("#") and digits(word) == word[1:]:
        return _numbered(word[1:])
    like = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    customers = select(Customer.id).where(col(Customer.name).ilike(like, escape="\\"))
    products = select(Product.id).where(col(Product.name).ilike(like, escape="\\"))
    # No join: without statistics SQLite would begin with every line.
    goods = select(LineRow.case_id).where(col(LineRow.product_id).in_(products))
    # Each way by its own index: with OR between them, a database reads every order.
    ways: list[Any] = [select(OrderRow.case_id).where(col(OrderRow.customer_id).in_(customers)), goods]
    number = digits(word)
    if number and len(number) == len(word.removeprefix("#")):
        ways.append(select(OrderRow.case_id).where(_numbered(number)))
        if len(number) >= PHONE and not word.startswith("#"):
            dialled = and_(col(OrderRow.phone_digits) >= number, col(OrderRow.phone_digits) < number + ":")
            ways.append(select(OrderRow.case_id).where(dialled))
    return col(OrderRow.case_id).in_(union(*ways))


def _numbered(figures: str) -> ColumnElement[bool]:
    return col(OrderRow.number) == int(figures) if int(figures) <= NUMBER_MAX else false()


async def cod_held_view(unit: Unit) -> dict[str, Any]:
    """O6: cash on delivery not yet handed to finance: who holds how much, of which orders, since when."""
    kinds = (EntryKind.COD_REPORTED, EntryKind.COD_CONFIRMED)
    query = (
        select(EntryRow, OrderRow.number)
        .join(OrderRow, col(OrderRow.case_id) == col(EntryRow.case_id))
        .where(col(EntryRow.kind).in_(kinds), OrderRow.pay == Pay.COD, col(OrderRow.state) != State.CLOSED)
        .order_by(col(EntryRow.id))
    )
    orders: dict[int, list[tuple[str, datetime, Decimal]]] = {}
    for entry, number in await unit.session.exec(query):
        held = orders.setdefault(number, [])
        if entry.kind == EntryKind.COD_REPORTED:
            held.append((entry.member, entry.at, entry.amount))
        else:
            _hand_in(held, entry.amount)
    people: dict[str, list[dict[str, Any]]] = {}
    for number, held in orders.items():
        for member, at, amount in held:
            people.setdefault(member, []).append({"number": number, "amount": amount, "since": at})
    holders = [
        {
            "who": who,
            "amount": sum((part["amount"] for part in parts), Decimal(0)),
            "since": min(part["since"] for part in parts),
            "parts": parts,
        }
        for who, parts in people.items()
    ]
    return {"holders": sorted(holders, key=lambda holder: holder["since"])}


def _hand_in(held: list[tuple[str, datetime, Decimal]], amount: Decimal) -> None:
    """Money handed in settles the oldest first."""
    while amount > 0 and held:
        member, at, first = held[0]
        taken = min(first, amount)
        amount -= taken
        held[:1] = [(member, at, first - taken)] if first > taken else []
