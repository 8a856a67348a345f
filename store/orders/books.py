"""Between an order as a value and its rows: read whole, kept by what differs."""

from collections.abc import Sequence
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, delete, func, type_coerce
from sqlmodel import col, select

from store.areas import AreaTable
from store.company import Role
from store.customers.model import Customer
from store.db import MoneyColumn
from store.numbers import lock, next_number
from store.orders import requests as ask
from store.orders.departments import OFFICE
from store.orders.detours import withdraw
from store.orders.duties import DUTIES
from store.orders.model import (
    EntryRow,
    LineRow,
    OrderRow,
    ProblemRow,
    Product,
    ShipmentLineRow,
    ShipmentRow,
    SlipRow,
)
from store.orders.requests import FreightBy, Pay
from store.orders.state import ZERO, Entry, EntryKind, Goods, Line, Order, Problem, Shipment, Slip, State
from store.orders.steps import STEPS
from store.records import Case, case_id
from store.requests import Area, Request
from store.returns.model import agreed
from store.steps import Actor
from store.unit import Unit
from store.whose import audience, may_see

_SCALARS = tuple(name for name in (field.name for field in fields(Order)) if name in OrderRow.model_fields)


async def draft(unit: Unit, request: ask.PlaceOrder, actor: Actor) -> Order:
    """The order about to be placed: its customer, their terms, and who is responsible for them (O1, U2, A1)."""
    by_name = select(Customer).where(Customer.name == request.customer)
    customer = (await unit.session.exec(by_name)).first()
    if customer is None:
        # Two orders for one new customer may come at once: the second waits here and finds the first one's.
        await lock(unit.session, "customers")
        customer = (await unit.session.exec(by_name)).first()
    seller = actor.member_id if Role.SALES in actor.roles and not actor.roles & OFFICE else None
    owner = (customer.sales_id if customer else None) or seller
    order = Order(
        number=0,
        state=State.NEW,
        customer=request.customer,
        customer_id=customer.id if customer else None,
        sales_id=owner,
        sales=_name(unit, owner),
        lines=tuple(Line(**line.model_dump()) for line in request.lines),
        pay=request.pay,
        terms_ok=False,
    )
    room = await _credit_room(unit, customer, None)
    return replace(order, credit_room=room, terms_ok=room is not None and order.total <= room)


async def _credit_room(unit: Unit, customer: Customer | None, case: Case | None) -> Decimal | None:
    """What is left of the credit limit beside this order: less what is owed on every other order not cancelled that is
    monthly or on credit (A1). None without signed terms. The customer's row is locked, so two orders can't share it."""
    if customer is None or not customer.monthly:
        return None
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
    """What judging a change needs beside the order: how much of the customer's credit is left."""
    if not isinstance(request, ask.ChangeOrder) or order.customer_id is None:
        return order
    customer = await unit.session.get(Customer, order.customer_id)
    return replace(order, credit_room=await _credit_room(unit, customer, case))


async def load(unit: Unit, case: Case) -> Order:
    """As the rows are now, also where this session has read them before."""
    session = unit.session
    query = select(OrderRow).where(OrderRow.case_id == case.id).execution_options(populate_existing=True)
    row = (await session.exec(query)).one()
    customer = await session.get(Customer, row.customer_id)
    lines = await session.exec(
        select(LineRow, Product.name)
        .join(Product, col(Product.id) == col(LineRow.product_id))
        .where(LineRow.case_id == case.id)
        .order_by(col(LineRow.position))
    )
    entries = await _rows(unit, EntryRow, case)
    shipments = await _shipments(unit, case)
    slip = None if row.state == State.PREPARING else await _slip(unit, case)
    problems = await _rows(unit, ProblemRow, case) if row.problem_round else ()
    returned = await agreed(unit.session, row.case_id) if shipments else {}
    values: dict[str, Any] = {name: getattr(row, name) for name in _SCALARS}
    values |= {
        "customer": customer.name if customer else "",
        "sales": _name(unit, row.sales_id),
        "state": State(row.state),
        "goods": Goods(row.goods),
        "pay": Pay(row.pay),
        "freight_by": FreightBy(row.freight_by),
        "lines": tuple(
            Line(product=name, qty=line.qty, unit=line.unit, price=line.price) for line, name in lines
        ),
        "entries": tuple(
            Entry(
                id=entry.id,
                kind=EntryKind(entry.kind),
                amount=entry.amount,
                at=entry.at,
                member_id=entry.member_id,
                member=entry.member,
                ref=entry.ref,
            )
            for entry in entries
        ),
        "shipments": shipments,
        "in_returns": tuple(sorted(returned.items())),
        "problems": tuple(
            Problem(
                id=problem.id,
                text=problem.text,
                at=problem.at,
                member=problem.member,
                resolved_at=problem.resolved_at,
                resolution=problem.resolution,
            )
            for problem in problems
        ),
        "slip": Slip(number=slip.number, at=slip.at, member_id=slip.member_id, member=slip.member)
        if slip
        else None,
    }
    return Order(**values)


def _name(unit: Unit, member_id: int | None) -> str:
    person = unit.roster.person(member_id)
    return person.name if person else ""


async def _slip(unit: Unit, case: Case) -> SlipRow | None:
    """The one that counts; an order that is being prepared has none, whatever was void before."""
    query = select(SlipRow).where(SlipRow.case_id == case.id, col(SlipRow.void_at).is_(None))
    return (await unit.session.exec(query.order_by(col(SlipRow.number).desc()).limit(1))).first()


async def _rows(unit: Unit, table: Any, case: Case) -> Sequence[Any]:
    """A ledger's rows in order, without those whose step was undone."""
    query = select(table).where(table.case_id == case.id, table.void_at.is_(None)).order_by(table.id)
    return (await unit.session.exec(query)).all()


async def _shipments(unit: Unit, case: Case) -> tuple[Shipment, ...]:
    shipments: Sequence[ShipmentRow] = await _rows(unit, ShipmentRow, case)
    if not shipments:
        return ()
    query = select(ShipmentLineRow).where(col(ShipmentLineRow.shipment_id).in_([row.id for row in shipments]))
    parts = (await unit.session.exec(query.order_by(col(ShipmentLineRow.position)))).all()
    return tuple(
        Shipment(
            id=row.id,
            at=row.at,
            member_id=row.member_id,
            waybill=row.waybill,
            parts=tuple((part.position, part.qty) for part in parts if part.shipment_id == row.id),
        )
        for row in shipments
    )


async def save(unit: Unit, case: Case, old: Order, new: Order) -> Order:
    """Keep what differs between the two; returns the order with what was given on the way: numbers, ids."""
    if old.state is State.NEW:
        new = await _insert(unit, case, new)
    else:
        new = await _number(unit, case, old, new)
        row = (await unit.session.exec(select(OrderRow).where(OrderRow.case_id == case.id))).one()
        for name, value in _columns(new).items():
            setattr(row, name, value)
        if new.lines != old.lines:
            await _put_lines(unit, case, new)
    await _void(unit, EntryRow, old.entries, new.entries)
    await _void(unit, ShipmentRow, old.shipments, new.shipments)
    await _void(unit, ProblemRow, old.problems, new.problems)
    new = replace(
        new,
        entries=await _keep_entries(unit, case, new),
        shipments=await _keep_shipments(unit, case, new),
        problems=await _keep_problems(unit, case, old, new),
    )
    await unit.session.flush()
    return new


async def _number(unit: Unit, case: Case, old: Order, new: Order) -> Order:
    """Slips and production orders are numbered as they are kept; a slip taken back is void, its number used up."""
    if old.slip is not None and new.slip != old.slip:
        (await unit.session.get_one(SlipRow, old.slip.number)).void_at = unit.now
    if new.slip is not None and new.slip.number == 0:
        number = await next_number(unit.session, "slips")
        new = replace(new, slip=replace(new.slip, number=number))
        at, member_id, member = (
            unit.now,
            new.slip.member_id if new.slip else None,
            new.slip.member if new.slip else "",
        )
        row = SlipRow(
            number=number, case_id=case_id(case), at=at, member_id=member_id, member=member, total=new.total
        )
        unit.session.add(row)
    elif new.slip is not None and old.slip is None:
        (await unit.session.get_one(SlipRow, new.slip.number)).void_at = None
    if new.production_number == 0:
        new = replace(new, production_number=await next_number(unit.session, "production"))
    return new


async def _void(unit: Unit, table: Any, old: Sequence[Any], new: Sequence[Any]) -> None:
    """What a ledger has lost was undone: its row stays, marked."""
    for gone in {one.id for one in old} - {one.id for one in new}:
        (await unit.session.get_one(table, gone)).void_at = unit.now


def _columns(order: Order) -> dict[str, Any]:
    return {name: getattr(order, name) for name in _SCALARS} | {
        "money": order.money,
        "vehicle": order.vehicle,
        "total": order.total,
        "received": order.received,
        "waived": order.waived,
        "phone_digits": digits(order.phone),
    }


def digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isascii() and sign.isdigit())


async def _insert(unit: Unit, case: Case, new: Order) -> Order:
    new = replace(new, number=case.number, customer_id=await _customer(unit, new))
    unit.session.add(OrderRow(case_id=case_id(case), created_at=unit.now, **_columns(new)))
    await _put_lines(unit, case, new)
    return new


async def _put_lines(unit: Unit, case: Case, order: Order) -> None:
    """The lines as they are now; what they were before a change stands in the change's event."""
    await unit.session.exec(delete(LineRow).where(col(LineRow.case_id) == case.id))
    for position, line in enumerate(order.lines):
        row = LineRow(
            case_id=case_id(case),
            position=position,
            product_id=await _product(unit, line.product),
            qty=line.qty,
            unit=line.unit,
            price=line.price,
        )
        unit.session.add(row)


async def _customer(unit: Unit, order: Order) -> int:
    """A customer not on file is taken on; one without a salesperson goes to the first who brings an order (U2)."""
    if order.customer_id is None:
        customer = Customer(name=order.customer, created_at=unit.now, sales_id=order.sales_id)
        unit.session.add(customer)
        await unit.session.flush()
    else:
        found = await unit.session.get(Customer, order.customer_id)
        assert found is not None, "the draft named a customer on file"
        customer = found
        customer.sales_id = customer.sales_id or order.sales_id
    assert customer.id is not None
    return customer.id


async def _product(unit: Unit, name: str) -> int:
    product = (await unit.session.exec(select(Product).where(Product.name == name))).first()
    if product is None:
        product = Product(name=name)
        unit.session.add(product)
        await unit.session.flush()
    assert product.id is not None
    return product.id


async def _keep_entries(unit: Unit, case: Case, order: Order) -> tuple[Entry, ...]:
    kept = []
    for entry in order.entries:
        if entry.id is None:
            row = EntryRow(
                case_id=case_id(case),
                kind=entry.kind,
                amount=entry.amount,
                at=entry.at,
                member_id=entry.member_id,
                member=entry.member,
                ref=entry.ref,
            )
            entry = replace(entry, id=await _row_id(unit, row))
        kept.append(entry)
    return tuple(kept)


async def _keep_shipments(unit: Unit, case: Case, order: Order) -> tuple[Shipment, ...]:
    kept = []
    for shipment in order.shipments:
        if shipment.id is None:
            row = ShipmentRow(
                case_id=case_id(case),
                at=shipment.at,
                member_id=shipment.member_id,
                waybill=shipment.waybill,
                carrier=order.carrier,
                plate=order.plate,
                driver_phone=order.driver_phone,
            )
            shipment_id = await _row_id(unit, row)
            shipment = replace(shipment, id=shipment_id)
            for position, qty in shipment.parts:
                unit.session.add(ShipmentLineRow(shipment_id=shipment_id, position=position, qty=qty))
        kept.append(shipment)
    return tuple(kept)


async def _keep_problems(unit: Unit, case: Case, old: Order, new: Order) -> tuple[Problem, ...]:
    before = {problem.id: problem for problem in old.problems}
    kept = []
    for problem in new.problems:
        if problem.id is None:
            row = ProblemRow(case_id=case_id(case), text=problem.text, at=problem.at, member=problem.member)
            problem = replace(problem, id=await _row_id(unit, row))
        elif problem != before.get(problem.id):
            kept_row = await unit.session.get_one(ProblemRow, problem.id)
            kept_row.resolved_at, kept_row.resolution = problem.resolved_at, problem.resolution
        kept.append(problem)
    return tuple(kept)


async def _row_id(unit: Unit, row: Any) -> int:
    unit.session.add(row)
    await unit.session.flush()
    return int(row.id)


def facts(old: Order, new: Order, request: Request) -> dict[str, Any]:
    """What the history keeps of a step: what was asked, and what was filled in."""
    kept = request.model_dump(exclude={"number"}, exclude_none=True, exclude_defaults=True)
    if len(new.entries) > len(old.entries):
        over = max(ZERO, -new.owed)
        kept |= {"amount": new.entries[-1].amount, "received": new.received, "owed": new.owed, "over": over}
    if len(new.shipments) > len(old.shipments):
        shipment = new.shipments[-1]
        kept["parts"] = [
            {"product": new.lines[at].product, "qty": qty, "unit": new.lines[at].unit}
            for at, qty in shipment.parts
        ]
        kept["whole"] = not old.shipments and not new.to_ship
    if old.slip is not None and new.slip is None:
        kept["void_slip"] = old.slip.number
    if new.production_number != old.production_number:
        kept["production_number"] = new.production_number
    if old.state is not State.NEW and new.total != old.total:
        kept |= {"total": new.total, "total_before": old.total}
    if isinstance(request, ask.ChangeOrder):
        kept["changed"] = sorted(request.model_dump(exclude={"number", "reason"}, exclude_none=True))
    if new.slip is not None and old.slip is None:
        kept["slip_number"] = new.slip.number
    return kept


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


ORDERS = AreaTable[Order](
    name=Area.ORDERS,
    proofs=True,
    title=lambda order: order.customer,
    steps=STEPS,
    duties=DUTIES,
    draft=draft,
    load=load,
    prepare=prepare,
    save=save,
    facts=facts,
    audience=audience,
    may_see=may_see,
    sound=lambda order: order.sound,
    withdraw=withdraw,
    task_facts=task_facts,
)
