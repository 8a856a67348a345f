"""Lists of orders: what is asked for, found among a million of them, page by page (O10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, union
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from store.customers.clues import digits, named
from store.customers.model import Customer
from store.customers.ownership import sees_all
from store.orders.model import LineRow, OrderRow, Product, ShipmentRow
from store.orders.tracks import State
from store.people.actor import Actor
from store.process import tasks
from store.process.choice import waiting_for
from store.process.lists import PAGE
from store.process.unit import Unit
from store.requests import NUMBER_MAX

WAYBILL = 5
"""From so many signs on a word with a figure in it may be a waybill's number."""
PHONE = 4
"""With fewer digits nobody means a telephone number."""
NAMES = 500
"""So many names with a word in them are looked up one by one; more are left to the database."""
OPEN_STATES = (State.PREPARING, State.RELEASED, State.SHIPPED, State.ARRIVED)
ON_THE_WAY = (State.PREPARING, State.RELEASED, State.SHIPPED)


@dataclass(frozen=True)
class Search:
    """What a list of orders is narrowed by: the words that name a state, `late`, `mine`, and the rest as typed."""

    words: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    late: bool = False
    mine: bool = False


async def list_view(unit: Unit, actor: Actor, search: Search, page: int) -> dict[str, Any]:
    """O10: a page of orders, the newest first; open ones only, unless a state, a number or a name is asked for."""
    where = [*await _narrowed(unit, actor, search), *seen_by(actor)]
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
    """Those that the speaker took, or whose customer is theirs today (U2)."""
    customers = select(Customer.id).where(col(Customer.sales_id).in_(actor.ids))
    return or_(col(OrderRow.customer_id).in_(customers), col(OrderRow.creator_id).in_(actor.ids))


def customers_of(actor: Actor) -> SelectOfScalar[int]:
    """Whose names the speaker knows by such orders, whoever's the customers are."""
    return select(OrderRow.customer_id).where(own(actor))


async def _narrowed(unit: Unit, actor: Actor, search: Search) -> list[ColumnElement[bool]]:
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
    where += [await _matches(unit, word) for word in search.words]
    return where


async def _matches(unit: Unit, word: str) -> ColumnElement[bool]:
    """A word is looked for among customers, goods, telephone numbers and order numbers."""
    if word.startswith("#") and digits(word) == word[1:]:
        return _numbered(word[1:])
    # Each way by its own index: with OR between them, a database reads every order.
    ways: list[Any] = []
    if customers := await _called(unit, Customer, word):
        ways.append(select(OrderRow.case_id).where(col(OrderRow.customer_id).in_(customers)))
    if products := await _called(unit, Product, word):
        ways.append(select(LineRow.case_id).where(col(LineRow.product_id).in_(products)))
    if len(word) >= WAYBILL and any(map(str.isdigit, word)):
        shipped = (col(ShipmentRow.waybill).in_({word, word.upper()}), col(ShipmentRow.void_at).is_(None))
        ways.append(select(ShipmentRow.case_id).where(*shipped))
    number = digits(word)
    if number and len(number) == len(word.removeprefix("#")):
        ways.append(select(OrderRow.case_id).where(_numbered(number)))
        if len(number) >= PHONE and not word.startswith("#"):
            dialled = and_(col(OrderRow.phone_digits) >= number, col(OrderRow.phone_digits) < number + ":")
            ways.append(select(OrderRow.case_id).where(dialled))
    return col(OrderRow.case_id).in_(union(*ways)) if ways else false()


async def _called(
    unit: Unit, table: type[Customer] | type[Product], word: str
) -> Sequence[int | None] | SelectOfScalar[int | None]:
    """The ids of those whose name has the word in it; of very many, the question itself.

    The ids let a database see how few they are. By the question alone it would rather read every line of every order.
    """
    query: SelectOfScalar[Any] = select(table.id).where(col(table.name).icontains(word, autoescape=True))
    if table is Customer:
        query = named(word).distinct()
    found = (await unit.session.exec(query.limit(NAMES + 1))).all()
    return found if len(found) <= NAMES else query


def _numbered(figures: str) -> ColumnElement[bool]:
    return col(OrderRow.number) == int(figures) if int(figures) <= NUMBER_MAX else false()
