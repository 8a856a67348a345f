"""What customers owe beside an order, and what is left of their credit (A1, A2)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, func, type_coerce
from sqlmodel import col, select

from store.customers.model import Customer
from store.database.columns import MoneyColumn
from store.orders import requests as ask
from store.orders.model import EntryRow, OrderRow, SlipRow
from store.orders.requests import Pay
from store.orders.state import ZERO, Line, Order, State
from store.process.records import Case, Event
from store.process.unit import Unit
from store.requests import Request, Sign

_LINES = TypeAdapter(tuple[Line, ...])


async def credit_room(
    unit: Unit, customer: Customer | None, case: Case | None, *, lock: bool = True
) -> Decimal | None:
    """What is left of the credit limit beside this order: less what is owed on every other order not cancelled that is
    monthly or on credit (A1). None without signed terms. The customer's row is locked, so two orders can't share it, but where it is only shown."""
    if customer is None or not customer.monthly:
        return None
    if lock:
        await unit.session.exec(select(Customer).where(Customer.id == customer.id).with_for_update())
    query = select(outstanding()).where(
        OrderRow.customer_id == customer.id,
        col(OrderRow.state) != State.CANCELLED,
        col(OrderRow.pay).in_([Pay.MONTHLY, Pay.CREDIT]),
        OrderRow.total > OrderRow.received + OrderRow.waived,
    )
    if case is not None:
        query = query.where(col(OrderRow.case_id) != case.id)
    return customer.credit_limit - ((await unit.session.exec(query)).one() or ZERO)


def outstanding() -> ColumnElement[Decimal | None]:
    """The sum of what is owed, in yuan: the database sums fen, so the sum is told what it is. None over no rows."""
    return type_coerce(func.sum(OrderRow.total - OrderRow.received - OrderRow.waived), MoneyColumn)


async def prepare(unit: Unit, case: Case, order: Order, request: Request) -> Order:
    """What judging a change needs beside the order: how much of the customer's credit is left, whether a slip was ever
    out, and the terms as they were agreed."""
    if isinstance(request, ask.RecordPayment) and request.ref:
        return replace(order, ref_on=await _same_ref(unit, case, request.ref))
    signs = isinstance(request, Sign) and order.proposed is not None
    if not (isinstance(request, ask.ChangeOrder) or signs) or order.customer_id is None:
        return order
    slips = select(func.count()).select_from(SlipRow).where(SlipRow.case_id == case.id)
    order = replace(order, slipped=(await unit.session.exec(slips)).one() > 0)
    order = replace(order, signed_lines=await _signed_lines(unit, case))
    customer = await unit.session.get(Customer, order.customer_id)
    return replace(order, credit_room=await credit_room(unit, customer, case))


async def _signed_lines(unit: Unit, case: Case) -> tuple[Line, ...]:
    """What the first change since the last signature, else since intake, found there; nothing while there is none."""
    query = select(Event).where(
        Event.case_id == case.id,
        col(Event.step).in_(("change", "sign_change")),
        col(Event.undone_at).is_(None),
    )
    found: tuple[Line, ...] = ()
    for event in await unit.session.exec(query.order_by(col(Event.seq))):
        if event.step == "sign_change":
            found = ()
        elif not found and "lines" in event.patch:
            found = _LINES.validate_python(event.patch["lines"]["was"])
    return found


async def _same_ref(unit: Unit, case: Case, ref: str) -> int | None:
    """The first other order that a payment of this reference was recorded on; a note without a figure is none."""
    if not any(map(str.isdigit, ref)):
        return None
    query = (
        select(OrderRow.number)
        .join(EntryRow, col(EntryRow.case_id) == col(OrderRow.case_id))
        .where(EntryRow.ref == ref, col(EntryRow.void_at).is_(None), EntryRow.case_id != case.id)
        .order_by(col(EntryRow.id))
    )
    return (await unit.session.exec(query.limit(1))).first()


async def task_facts(unit: Unit, kind: str, case_id: int) -> dict[str, Any]:
    """What the customer owes on other orders: whoever signs a credit must see it (A2)."""
    if kind != "sign":
        return {}
    order = (await unit.session.exec(select(OrderRow).where(OrderRow.case_id == case_id))).one()
    query = select(outstanding()).where(
        OrderRow.customer_id == order.customer_id,
        OrderRow.case_id != case_id,
        col(OrderRow.state) != State.CANCELLED,
        OrderRow.total > OrderRow.received + OrderRow.waived,
    )
    return {"owes": (await unit.session.exec(query)).one() or ZERO}
