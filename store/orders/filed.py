"""Where an order's goods go and whom to ring there, beside what is on the customer's file (U1): what differs may be taken
over by one press."""

import re
from typing import Any

from sqlmodel import select

from store.customers.access import Part, may_read
from store.customers.area import CUSTOMERS
from store.customers.model import Customer, CustomerPerson
from store.customers.requests import ChangeCustomer
from store.mail import outbox
from store.orders.model import OrderRow
from store.orders.state import Order
from store.people.actor import Actor
from store.people.roster import Person
from store.process.records import Case, case_id, find_case
from store.process.unit import Unit
from store.requests import Area, Refused

OFFER = "orders/unlike_file"
_NO_DIGITS = re.compile(r"[^0-9]")
_BETWEEN = re.compile(r"[\W_]+")


async def unlike(unit: Unit, order: Order | OrderRow, customer: Customer) -> list[str]:
    """`phone` and `address`, where the order says another than is on file. What the file doesn't have is no difference."""
    people = select(CustomerPerson.mobile, CustomerPerson.direct)
    rows = await unit.session.exec(people.where(CustomerPerson.customer_id == customer.id))
    numbers = [customer.phone, *(number for row in rows for number in row)]
    known = {digits for number in numbers if (digits := _digits(number))}
    found = []
    if known and (dialled := _digits(order.phone)) and dialled not in known:
        found.append("phone")
    here, there = _plain(order.address), _plain(customer.address)
    if here and there and here not in there and there not in here:
        found.append("address")
    return found


def _digits(number: str) -> str:
    """Without the country's own, however it is written."""
    return _NO_DIGITS.sub("", number).removeprefix("0086").removeprefix("86")


def _plain(address: str) -> str:
    return _BETWEEN.sub("", address).lower()


async def offer(unit: Unit, case: Case, order: Order) -> None:
    """Of an order just taken: to whoever took it if they keep the file, else to service."""
    customer = await unit.session.get(Customer, order.customer_id)
    if customer is None or not await unlike(unit, order, customer):
        return
    person = _keeper(unit, order, customer)
    if person is not None:
        outbox.notice(
            unit.session,
            OFFER,
            chat_id=person.telegram_id,
            now=unit.now,
            member_id=person.id,
            case_id=case_id(case),
            facts={"number": order.number},
        )


def _keeper(unit: Unit, order: Order, customer: Customer) -> Person | None:
    creator = unit.roster.person(order.creator_id)
    for person in (creator, unit.roster.owner(creator, unit.now)):
        if person is not None and _keeps(customer, unit.roster.actor(person)):
            return person
    return None


def _keeps(customer: Customer, actor: Actor) -> bool:
    step = CUSTOMERS.steps["change_file"]
    readable = may_read(actor, customer.sales_id, customer.grade, Part.FILE)
    return bool(actor.roles & step.roles) and readable


async def offer_view(unit: Unit, reader: Person, case: Case | None) -> dict[str, Any] | None:
    """What differs now; None for who may not read the file any more."""
    found = await _of(unit, unit.roster.actor(reader), case)
    if found is None:
        return None
    row, customer = found
    fields = await unlike(unit, row, customer)
    return {"fields": {name: getattr(row, name) for name in fields}, "on_file": customer.name}


async def change(unit: Unit, actor: Actor, number: int) -> ChangeCustomer | Refused:
    """The change of the file that takes over what the order says. A telephone is the consignee's, if the order names one."""
    found = await _of(unit, actor, await find_case(unit.session, Area.ORDERS, number))
    if found is None:
        return Refused(reason="unknown", facts={"number": number})
    row, customer = found
    fields = await unlike(unit, row, customer)
    said: dict[str, str] = {"address": row.address} if "address" in fields else {}
    if "phone" in fields:
        said |= {"contact": row.consignee, "mobile": row.phone} if row.consignee else {"phone": row.phone}
    return ChangeCustomer.model_validate({"number": customer.number, **said})


async def _of(unit: Unit, actor: Actor, case: Case | None) -> tuple[OrderRow, Customer] | None:
    """An order's row with its customer's, for who keeps that file."""
    row = await unit.session.get(OrderRow, case.id) if case is not None else None
    customer = await unit.session.get(Customer, row.customer_id) if row is not None else None
    return (row, customer) if row is not None and customer is not None and _keeps(customer, actor) else None
