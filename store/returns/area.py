"""Between a return as a value and its rows. What the order says is read with it and never kept a second time."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import ColumnElement, delete, or_
from sqlmodel import col, select

from store.customers.finding import Unsure, find_customer, resolve_customer
from store.customers.model import Customer
from store.customers.ownership import audience, may_see, sees_all
from store.orders import area as orders
from store.orders import sold
from store.orders.area import ORDERS
from store.orders.credit import covered
from store.orders.model import OrderRow
from store.orders.requests import PartAsked
from store.orders.state import Order as OrderState
from store.people.actor import Actor
from store.process import signatures
from store.process.areas import AreaTable
from store.process.records import Case, case_id, find_case
from store.process.steps import Entailed, Step
from store.process.unit import Unit, once
from store.requests import Area, Refused, Request
from store.returns import requests as ask
from store.returns import rules
from store.returns.duties import DUTIES
from store.returns.model import ReturnLineRow, ReturnRow, agreed
from store.returns.requests import Bearer
from store.returns.state import CAME_BACK, ENDED, LETTER, NONE, Goods, Line, Order, Return, State
from store.returns.steps import STEPS
from store.stock.state import Goods as Stocked
from store.stock.state import Move, MoveKind

LOOKED_THROUGH = 20
"""How many of a customer's latest orders a list without an order's number may be of."""
_SHIPPED = ("released", "shipped", "arrived", "closed")
_SCALARS = tuple(name for name in (field.name for field in fields(Return)) if name in ReturnRow.model_fields)


async def draft(unit: Unit, request: ask.AskReturn, actor: Actor) -> Return | Refused:
    """The return about to be asked for: its order, which is locked, and the list on that order's lines."""
    asked = Return(
        number=0, state=State.NEW, order=None, customer=request.customer, lines=(), bearer=request.bearer
    )
    named = await resolve_customer(unit, actor, request.customer) if request.customer else None
    if isinstance(named, Unsure) and not request.order:
        return named.refused
    numbers = [request.order] if request.order else await _fitting(unit, request, actor)
    if len(numbers) != 1:
        return replace(asked, candidates=tuple(numbers))
    case = await find_case(unit.session, Area.ORDERS, numbers[0], lock=True)
    order = await orders.load(unit, case) if case is not None else None
    if case is None or order is None or not ORDERS.may_see(order, actor):
        return asked
    known = await order_of(unit, case, order)
    listed = _called(known, request.lines)
    parts = [part for part in listed if known.of(part.product)]
    return replace(
        asked,
        order=known,
        customer=order.customer,
        sales_id=order.sales_id,
        lines=rules.listed(known, parts),
        unknown=tuple(part.product for part in listed if part not in parts),
    )


def _called(order: Order, lines: Sequence[PartAsked]) -> tuple[PartAsked, ...]:
    return tuple(part.model_copy(update={"product": order.called(part.product)}) for part in lines)


async def _fitting(unit: Unit, request: ask.AskReturn, actor: Actor) -> list[int]:
    """Of the customer's shipped orders those that the list fits best: all of it, else all its products, else any."""
    customer = await find_customer(unit.session, request.customer)
    if customer is None:
        return []
    query = (
        select(Case)
        .join(OrderRow, col(OrderRow.case_id) == col(Case.id))
        .where(OrderRow.customer_id == customer.id, col(OrderRow.state).in_(_SHIPPED))
        .order_by(col(OrderRow.number).desc())
        .limit(LOOKED_THROUGH)
    )
    known: list[Order] = []
    for case in (await unit.session.exec(query)).all():
        order = await orders.load(unit, case)
        if order.shipments and ORDERS.may_see(order, actor):
            known.append(await order_of(unit, case, order))
    products = {part.product for part in request.lines}
    whole = [one for one in known if not _beyond(one, rules.listed(one, _called(one, request.lines)))]
    fit = [one for one in known if all(one.of(one.called(product)) for product in products)]
    best = next((found for found in ([one for one in whole if one in fit], fit, known) if found), [])
    return [one.number for one in best]


def _beyond(order: Order, lines: tuple[Line, ...]) -> bool:
    left = {goods.position: goods.left for goods in order.goods}
    return any(line.listed > left[line.position] for line in lines)


async def order_of(unit: Unit, case: Case, order: OrderState, *, beside: int | None = None) -> Order:
    """What a return needs to know of an order. `beside` is the return spoken of: what it holds itself is left to it."""
    held = await agreed(unit.session, case_id(case), beside=beside)
    return Order(
        case_id=case_id(case),
        number=order.number,
        shipped=bool(order.shipments),
        creditable=order.total - order.settlement.waived,
        goods=tuple(
            Goods(
                position=at,
                product=line.product,
                unit=line.unit,
                price=line.price,
                shipped=order.shipped(at),
                left=order.shipped(at) - held.get(at, NONE),
            )
            for at, line in enumerate(order.lines)
        ),
    )


async def prepare(unit: Unit, _case: Case, state: Return, _request: Request) -> Return:
    """What judging needs beside the return: whether a paper came along."""
    return replace(state, sent_along=unit.attachment is not None)


@once
async def load(unit: Unit, case: Case) -> Return:
    """As the rows are now, also where this session has read them before."""
    query = select(ReturnRow).where(ReturnRow.case_id == case.id).execution_options(populate_existing=True)
    row = (await unit.session.exec(query)).one()
    order_case = await unit.session.get_one(Case, row.order_id)
    order = await orders.load(unit, order_case)
    known = await order_of(unit, order_case, order, beside=case_id(case))
    lines = select(ReturnLineRow).where(ReturnLineRow.case_id == case.id)
    goods = {one.position: one for one in known.goods}
    values: dict[str, Any] = {name: getattr(row, name) for name in _SCALARS}
    return Return(
        **values
        | {
            "state": State(row.state),
            "bearer": Bearer(row.bearer),
            "order": known,
            "customer": order.customer,
            "sales_id": order.sales_id,
            "signatures": await signatures.standing(unit, case) if row.state != State.LISTED else (),
            "lines": tuple(
                Line(
                    position=line.position,
                    product=goods[line.position].product,
                    unit=goods[line.position].unit,
                    price=goods[line.position].price,
                    listed=line.listed,
                    approved=line.approved,
                    received=line.received,
                )
                for line in await unit.session.exec(lines.order_by(col(ReturnLineRow.position)))
                if line.position in goods  # a shipment was taken back, and its line changed away
            ),
        }
    )


async def save(unit: Unit, case: Case, old: Return, new: Return) -> Return:
    """Keep what differs between the two; returns the return with its number."""
    assert new.order is not None, "a return that was asked for has its order"
    values = {name: getattr(new, name) for name in _SCALARS} | {"amount": new.amount}
    if old.state is State.NEW:
        row = ReturnRow(
            **values | {"number": case.number},
            case_id=case_id(case),
            order_id=new.order.case_id,
            created_at=unit.now,
        )
        unit.session.add(row)
        new = replace(new, number=case.number)
    else:
        row = (await unit.session.exec(select(ReturnRow).where(ReturnRow.case_id == case.id))).one()
        for name, value in values.items():
            setattr(row, name, value)
    if new.lines != old.lines or old.state is State.NEW:
        await unit.session.exec(delete(ReturnLineRow).where(col(ReturnLineRow.case_id) == case.id))
        for line in new.lines:
            unit.session.add(
                ReturnLineRow(
                    case_id=case_id(case),
                    position=line.position,
                    listed=line.listed,
                    approved=line.approved,
                    received=line.received,
                )
            )
    await unit.session.flush()
    if (old.state in CAME_BACK) != (new.state in CAME_BACK) or new.lines != old.lines:
        await _keep_sold(unit, new)
    return replace(new, signatures=await signatures.keep(unit, case, old, new))


async def _keep_sold(unit: Unit, state: Return) -> None:
    """What was counted in is sold less (P1)."""
    assert state.order is not None, "a return that was asked for has its order"
    parts = [
        sold.Counted(position=line.position, qty=line.received or NONE, amount=line.amount)
        for line in (state.lines if state.state in CAME_BACK else ())
    ]
    ref = f"{LETTER}{state.number}"
    await sold.keep_returned(unit, state.order.case_id, ref, state.counted_at, parts)


def facts(old: Return, new: Return, request: Request) -> dict[str, Any]:
    """What the history keeps of a step: what was asked, and what differed."""
    kept = request.model_dump(
        exclude={"number", "area", "lines", "order"}, exclude_none=True, exclude_defaults=True
    )
    if isinstance(request, ask.AskReturn):
        kept |= {"order": new.order.number if new.order else None, "too_much": list(new.too_much)}
        kept["goods"] = [{"product": one.product, "qty": one.qty, "unit": one.unit} for one in new.lines]
    if isinstance(request, ask.CheckReturn) and new.corrected:
        kept["corrected"] = [
            {"product": one.product, "unit": one.unit, "listed": one.listed, "approved": one.approved}
            for one in new.corrected
        ]
    if isinstance(request, ask.CountReturn) and new.differences:
        kept["differences"] = [
            {"product": one.product, "unit": one.unit, "approved": one.approved, "received": one.received}
            for one in new.differences
        ]
    if new.credited is not None and old.credited is None:
        kept |= {"amount": new.credited, "paper": new.state is State.CLOSED}
        kept["order"] = new.order.number if new.order else None
    return kept


def moved(old: Return, new: Return) -> Sequence[Move]:
    """What was counted in, and what a second count found beside it."""
    before = {line.position: line.received or NONE for line in old.lines}
    found = ((line, (line.received or NONE) - before.get(line.position, NONE)) for line in new.lines)
    return [
        Move(kind=MoveKind.RETURNED, goods=Stocked(product=line.product, unit=line.unit, qty=qty))
        for line, qty in found
        if qty
    ]


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    customers = select(Customer.id).where(col(Customer.sales_id).in_(actor.ids))
    orders = select(OrderRow.case_id).where(col(OrderRow.customer_id).in_(customers))
    own = or_(col(ReturnRow.order_id).in_(orders), col(ReturnRow.creator_id).in_(actor.ids))
    return col(Case.id).in_(select(ReturnRow.case_id).where(own))


async def after(unit: Unit, _case: Case, _step: Step[Return], state: Return) -> Sequence[Entailed]:
    """What came back and is credited leaves more of the customer's credit."""
    if state.order is None:
        return ()
    row = await unit.session.get(OrderRow, state.order.case_id)
    return await covered(unit, row.customer_id if row is not None else None)


RETURNS = AreaTable[Return](
    name=Area.RETURNS,
    letter=LETTER,
    noun="return_",
    ended=ENDED,
    title=lambda state: state.customer,
    steps=STEPS,
    duties=DUTIES,
    draft=draft,
    load=load,
    prepare=prepare,
    save=save,
    facts=facts,
    audience=audience,
    may_see=may_see,
    seen_by=_seen_by,
    sees_all=sees_all,
    sound=lambda state: state.sound,
    withdraw=rules.withdraw,
    about=lambda state: state.order.case_id if state.order else None,
    holds=agreed,
    moved=moved,
    after=after,
)
