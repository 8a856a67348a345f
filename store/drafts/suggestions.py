"""What the questions of a draft offer to choose from: what the speaker and the customer had last.

Nobody reads of another's customers (U2): a salesperson is offered only what their own orders say.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from sqlmodel import col, select

from store.customers.access import Part, may_read
from store.customers.finding import Unsure, find_customer, resolve_customer
from store.customers.model import Customer, CustomerPerson
from store.customers.state import State
from store.drafts.filling import Delivery, Filled, targets
from store.orders import prices
from store.orders.departments import OFFICE
from store.orders.lists import own
from store.orders.model import LineRow, OrderRow, Product
from store.orders.requests import Pay
from store.people.actor import Actor
from store.process.unit import Unit

LOOK_BACK = 60
"""So many of the latest orders are looked through."""

T = TypeVar("T")


@dataclass(frozen=True)
class Known:
    """A customer on file, as far as the speaker may know of it. `owner` is whose it is, if another salesperson's."""

    name: str
    owner: str


async def customer(unit: Unit, actor: Actor, name: str) -> Known | None:
    """The customer of this name, however it is written."""
    row = await find_customer(unit.session, name)
    return Known(row.name, await owner(unit, actor, row)) if row is not None else None


async def owner(unit: Unit, actor: Actor, row: Customer) -> str:
    """The salesperson who keeps this customer from the speaker; empty if nobody does."""
    if actor.roles & OFFICE or row.sales_id in {None, *actor.ids}:
        return ""
    person = unit.roster.person(row.sales_id)
    return person.name if person else "?"


async def customers_like(unit: Unit, actor: Actor, typed: str) -> list[str]:
    """Customers on file whose name has these words in it: 宏达 is more likely 宏达钢构 than somebody new."""
    named = col(Customer.name).icontains(typed, autoescape=True)
    query = select(Customer).where(named, Customer.state == State.ACTIVE)
    if not actor.roles & OFFICE:
        query = query.where(col(Customer.sales_id).in_(actor.ids))
    rows = await unit.session.exec(query.order_by(col(Customer.id).desc()).limit(5))
    found = [row.name for row in rows]
    known = await resolve_customer(unit, actor, typed)
    if isinstance(known, Unsure) and not known.hidden:
        found += [one.name for one in known.like]
    return list(dict.fromkeys(found))[:5]


async def options(unit: Unit, actor: Actor, asks: str, filled: Filled) -> list[Any]:
    """The choices of a question, as JSON."""
    match asks:
        case "customer":
            return await _customers(unit, actor)
        case "product":
            return await _products(unit, actor, filled)
        case "qty" | "price":
            return await _last_line(unit, actor, filled, asks)
        case "pay":
            return [pay.value for pay in Pay]
        case "more" | "receipt":
            return ["yes", "no"]
        case "packing":
            return _first(3, (row.packing for row in await _orders_of(unit, actor, filled.customer)))
        case "to" | "address" | "phone":
            return await _deliveries(unit, actor, filled, asks)
        case "wanted" | "promised":
            return _days(unit, actor)
        case "change":
            return targets(filled)
        case "line":
            return ["drop"]
        case _:
            return []


def _first(most: int, found: Iterable[T | None]) -> list[T]:
    """Each once, the latest first."""
    return list(dict.fromkeys(one for one in found if one))[:most]


async def _customers(unit: Unit, actor: Actor) -> list[str]:
    """Those of the orders that the speaker took, or is responsible for."""
    found: dict[int, str] = {}
    for mine in (col(OrderRow.creator_id).in_(actor.ids), col(OrderRow.sales_id).in_(actor.ids)):
        query = select(OrderRow.number, Customer.name).join(
            Customer, col(Customer.id) == col(OrderRow.customer_id)
        )
        rows = await unit.session.exec(
            query.where(mine).order_by(col(OrderRow.number).desc()).limit(LOOK_BACK)
        )
        found |= dict(rows.all())
    return _first(6, (found[number] for number in sorted(found, reverse=True)))


async def _orders_of(unit: Unit, actor: Actor, customer: str) -> Sequence[OrderRow]:
    found = await find_customer(unit.session, customer)
    query = select(OrderRow).where(OrderRow.customer_id == (found.id if found else None))
    if not actor.roles & OFFICE:
        query = query.where(own(actor))
    rows = await unit.session.exec(query.order_by(col(OrderRow.number).desc()).limit(LOOK_BACK))
    return rows.all()


async def _lines(unit: Unit, actor: Actor, customer: str) -> list[tuple[LineRow, str]]:
    """The customer's latest lines with their products."""
    orders = [row.case_id for row in await _orders_of(unit, actor, customer)]
    query = (
        select(LineRow, Product.name)
        .join(Product, col(Product.id) == col(LineRow.product_id))
        .where(col(LineRow.case_id).in_(orders))
        .order_by(col(LineRow.case_id).desc(), col(LineRow.position))
    )
    return list(await unit.session.exec(query)) if orders else []


async def _products(unit: Unit, actor: Actor, filled: Filled) -> list[str]:
    """What the customer had before and doesn't have in this order yet."""
    taken = {line.product for line in filled.lines}
    lines = await _lines(unit, actor, filled.customer)
    return _first(6, (name for _, name in lines if name not in taken))


async def last_line(unit: Unit, actor: Actor, customer: str, product: str) -> LineRow | None:
    """What this customer had of this product last."""
    lines = await _lines(unit, actor, customer)
    return next((line for line, name in lines if name == product), None)


async def _last_line(unit: Unit, actor: Actor, filled: Filled, asks: str) -> list[Any]:
    assert filled.half is not None, "a quantity or a price is asked of a line that has its product"
    line = await last_line(unit, actor, filled.customer, filled.half.product)
    if asks == "price":
        listed = await prices.proposed(unit, filled.customer, filled.half.product, filled.half.unit)
        last = line.price if line is not None else None
        return [str(price) for price in dict.fromkeys((listed, last)) if price is not None]
    return [{"qty": str(line.qty), "unit": line.unit}] if line is not None else []


async def _deliveries(unit: Unit, actor: Actor, filled: Filled, asks: str) -> list[Any]:
    """`to` offers consignee, address and telephone as one; the others only themselves."""
    rows = await _orders_of(unit, actor, filled.customer)
    if asks == "to":
        known = (
            Delivery(row.consignee, row.address, row.phone)
            for row in rows
            if row.consignee or row.address or row.phone
        )
        return [delivery._asdict() for delivery in _first(3, [*known, *await _on_file(unit, actor, filled)])]
    known_file = [getattr(one, asks) for one in await _on_file(unit, actor, filled)]
    return _first(3, [*(getattr(row, asks) for row in rows), *known_file])


async def _on_file(unit: Unit, actor: Actor, filled: Filled) -> list[Delivery]:
    """Where the file says the customer is, and whom to ring there, for whoever may read it."""
    row = await find_customer(unit.session, filled.customer)
    if row is None or not row.address or not may_read(actor, row.sales_id, row.grade, Part.FILE):
        return []
    query = (
        select(CustomerPerson).where(CustomerPerson.customer_id == row.id).order_by(col(CustomerPerson.id))
    )
    person = (await unit.session.exec(query.limit(1))).first()
    return [Delivery(person.name if person else "", row.address, (person and person.mobile) or row.phone)]


def _days(unit: Unit, actor: Actor) -> list[str]:
    """Tomorrow, the day after, the coming Friday and the coming Monday, each once."""
    today = unit.moment(actor).today
    ahead = {1, 2, (4 - today.weekday()) % 7 or 7, (0 - today.weekday()) % 7 or 7}
    return [(today + timedelta(days=days)).isoformat() for days in sorted(ahead)]
