"""Between an order as a value and its rows, and all that the mechanism asks of orders."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, bindparam
from sqlmodel import col, select

from store.company import Role
from store.customers import dunning
from store.customers.finding import Unsure, find_customer, resolve_customer
from store.customers.model import Customer
from store.customers.ownership import audience, may_see, sees_all
from store.customers.spoken import spoken
from store.database.numbers import lock
from store.money.state import ZERO
from store.orders import booked, prices
from store.orders import requests as ask
from store.orders.asked import task_facts
from store.orders.credit import covered, on_account, prepare, signers
from store.orders.departments import OFFICE
from store.orders.duties import DUTIES
from store.orders.exceptions import withdraw
from store.orders.items import Entry, Line, Problem, Shipment, Slip
from store.orders.lists import own
from store.orders.lowering import proposed_total
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
from store.orders.rows import SCALARS, save
from store.orders.rules import opened
from store.orders.state import Order
from store.orders.steps import STEPS
from store.orders.tracks import ENDED, EntryKind, Goods, State
from store.people.actor import Actor
from store.process import signatures
from store.process.areas import AreaTable
from store.process.changes import whole
from store.process.records import Case
from store.process.steps import Entailed, Step
from store.process.unit import Unit, once
from store.requests import Area, Refused, Reject, Request, Sign
from store.stock.state import Goods as Stocked
from store.stock.state import Move, MoveKind


async def draft(unit: Unit, request: ask.PlaceOrder, actor: Actor) -> Order | Refused:
    """The order about to be placed: its customer, their terms, and who is responsible for them (O1, U2, A1)."""
    customer = await find_customer(unit.session, request.customer)
    if customer is None:
        # Two orders for one new customer may come at once: the second waits here and finds the first one's.
        await lock(unit.session, Area.CUSTOMERS)
        known = await resolve_customer(unit, actor, request.customer)
        if isinstance(known, Unsure):
            return known.refused
        customer = known
    seller = actor.acts_for(Role.SALES) if not actor.roles & OFFICE else None
    owner = customer.sales_id if customer else seller
    order = Order(
        number=0,
        state=State.NEW,
        customer=customer.name if customer else request.customer,
        customer_id=customer.id if customer else None,
        sales_id=owner,
        sales=unit.roster.name(owner),
        lines=tuple(Line(**line.model_dump()) for line in request.lines),
        pay=request.pay,
        terms_ok=False,
        signers=await signers(unit, None),
        wanted_by=(seller, unit.roster.name(seller), customer.number)
        if customer is not None and customer.number is not None and seller is not None and owner is None
        else None,
    )
    if customer is not None and customer.id is not None:
        order = replace(order, stopped=await dunning.stopped(unit, customer.id))
    account = await on_account(unit, customer, None)
    differing = await prices.off_list(unit, customer, order.lines)
    order = replace(order, twin=await _twin(unit, order), off_list=differing, on_account=account)
    return replace(order, terms_ok=account is not None and account.covers(order.total))


async def _twin(unit: Unit, order: Order) -> int | None:
    """The number of an order just taken that says the same: somebody may have typed it twice."""
    query = (
        select(OrderRow)
        .where(
            OrderRow.customer_id == order.customer_id,
            OrderRow.created_at >= unit.now - TWINS,
            col(OrderRow.state) != State.CANCELLED,
            OrderRow.total == order.total,
        )
        .order_by(col(OrderRow.number).desc())
    )
    if order.customer_id is None:
        return None
    for row in (await unit.session.exec(query.limit(5))).all():
        lines = (await unit.session.exec(_LINES, params={"case": row.case_id})).all()
        said = tuple(
            Line(product=name, qty=line.qty, unit=line.unit, price=line.price, note=line.note)
            for line, name in lines
        )
        if said == order.lines:
            return row.number
    return None


TWINS = timedelta(minutes=10)
"""Within so long the same order is likelier typed twice than meant twice."""

_ORDER = (
    select(OrderRow, Customer.name, Customer.sales_id)
    .join(Customer, col(Customer.id) == col(OrderRow.customer_id))
    .where(OrderRow.case_id == bindparam("case"))
    .execution_options(populate_existing=True)
)
_LINES = (
    select(LineRow, Product.name)
    .join(Product, col(Product.id) == col(LineRow.product_id))
    .where(LineRow.case_id == bindparam("case"))
    .order_by(col(LineRow.position))
)


def _standing(table: Any) -> Any:
    """A ledger's rows in order, without those whose step was undone."""
    return select(table).where(table.case_id == bindparam("case"), table.void_at.is_(None)).order_by(table.id)


_STANDING = {table: _standing(table) for table in (EntryRow, ShipmentRow, ProblemRow)}


async def _held(unit: Unit, order_id: int) -> Mapping[int, Decimal]:
    """By line: what cases of other areas hold of it."""
    held: dict[int, Decimal] = {}
    for area in unit.areas.values():
        for position, qty in (await area.holds(unit.session, order_id)).items() if area.holds else ():
            held[position] = held.get(position, ZERO) + qty
    return held


@once
async def load(unit: Unit, case: Case) -> Order:
    """As the rows are now, also where this session has read them before."""
    session = unit.session
    of_case = {"case": case.id}
    row, customer, owner = (await session.exec(_ORDER, params=of_case)).one()
    lines = await session.exec(_LINES, params=of_case)
    entries = await _rows(unit, EntryRow, case)
    shipments = await _shipments(unit, case)
    slip = None if row.state == State.PREPARING else await _slip(unit, case)
    problems = await _rows(unit, ProblemRow, case) if row.problem_round else ()
    returned = await _held(unit, row.case_id) if shipments else {}
    values: dict[str, Any] = {name: getattr(row, name) for name in SCALARS}
    values |= {
        "customer": customer,
        "sales_id": owner,
        "sales": unit.roster.name(owner),
        "state": State(row.state),
        "goods": Goods(row.goods),
        "pay": Pay(row.pay),
        "freight_by": FreightBy(row.freight_by),
        "signatures": await signatures.standing(unit, case) if _has_chains(unit, row) else (),
        "signers": await signers(unit, case) if row.pay in (Pay.CREDIT, Pay.MONTHLY) else None,
        "concerned": tuple(Role(role) for role in row.concerned),
        "proposed": ask.ChangeOrder.model_validate(row.proposed) if row.proposed else None,
        "lines": tuple(
            Line(product=name, qty=line.qty, unit=line.unit, price=line.price, note=line.note)
            for line, name in lines
        ),
        "entries": tuple(
            Entry(
                id=entry.id,
                kind=EntryKind(entry.kind),
                amount=entry.amount,
                at=entry.at,
                member_id=entry.member_id,
                member=entry.member,
            )
            for entry in entries
        ),
        "payments": await booked.payments(unit, case),
        "credits": await booked.credits(unit, case) if row.waived else (),
        "charges": await booked.charges(unit, case) if shipments else (),
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
    return whole(Order, values)


def _has_chains(unit: Unit, row: OrderRow) -> bool:
    """Whether anything was ever to be signed on it; most orders are paid for and go. One that was to be paid otherwise once was
    asked about anew since."""
    credit = row.pay in (Pay.CREDIT, Pay.MONTHLY) or bool(row.concerned) or row.money_round > 0
    priced = bool(unit.company.prices)
    return credit or priced or row.inspected or row.production_number is not None or row.proposals > 0


async def _slip(unit: Unit, case: Case) -> SlipRow | None:
    """The one that counts; an order that is being prepared has none, whatever was void before."""
    query = select(SlipRow).where(SlipRow.case_id == case.id, col(SlipRow.void_at).is_(None))
    return (await unit.session.exec(query.order_by(col(SlipRow.number).desc()).limit(1))).first()


async def _rows(unit: Unit, table: Any, case: Case) -> Sequence[Any]:
    rows: Sequence[Any] = (await unit.session.exec(_STANDING[table], params={"case": case.id})).all()
    return rows


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


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    return col(Case.id).in_(select(OrderRow.case_id).where(own(actor)))


_ANSWERS = (Sign, Reject)


def _entered(old: Order, new: Order) -> Decimal | None:
    """The sum that a step entered, whichever way the money went."""
    ledgers = (
        (old.entries, new.entries),
        (old.settlement.payments, new.settlement.payments),
        (old.settlement.credits, new.settlement.credits),
    )
    return next((abs(now[-1].amount) for was, now in ledgers if len(now) > len(was)), None)


def facts(old: Order, new: Order, request: Request) -> dict[str, Any]:
    """What the history keeps of a step: what was asked, and what was filled in."""
    kept = request.model_dump(exclude={"number", "area"}, exclude_none=True, exclude_defaults=True)
    if isinstance(request, ask.PlaceOrder):
        kept["customer"] = new.customer
    if old.twin is not None:
        kept["twin"] = old.twin
    if old.off_list:
        kept["off_list"] = [vars(one) for one in old.off_list]
    if new.ref_on is not None and isinstance(request, ask.RecordPayment):
        kept["other"] = new.ref_on
    if isinstance(request, ask.MoveDue):
        was = min((one.charge.due_on for one in opened(old) if one.charge.due_on), default=old.promised)
        kept |= {"was": was} if was is not None else {}
    if old.wanted_by is not None:
        member, who, file = old.wanted_by
        kept["unowned"] = {"customer": file, "member": member, "who": who}
    if (amount := _entered(old, new)) is not None:
        over = max(ZERO, -new.owed)
        kept |= {"amount": amount, "received": new.settlement.received, "owed": new.owed, "over": over}
    if len(new.shipments) > len(old.shipments):
        shipment = new.shipments[-1]
        kept["parts"] = [
            {"product": new.lines[at].product, "qty": qty, "unit": new.lines[at].unit}
            for at, qty in shipment.parts
        ]
        kept["whole"] = not old.shipments and not new.to_ship
    if old.slip is not None and new.slip is None:
        kept["void_slip"] = old.slip.number
    if new.shortage.production_number != old.shortage.production_number:
        kept["production_number"] = new.shortage.production_number
    if old.state is not State.NEW and new.total != old.total:
        kept |= {"total": new.total, "total_before": old.total}
    change: ask.ChangeOrder | None = request if isinstance(request, ask.ChangeOrder) else None
    if isinstance(request, Sign) and old.proposed is not None and new.proposed is None:
        change = old.proposed
        kept |= change.model_dump(exclude={"number"}, exclude_none=True, exclude_defaults=True)
    if change is not None:
        kept["changed"] = sorted(change.model_dump(exclude={"number", "reason"}, exclude_none=True))
    if change is not None and new.proposals != old.proposals:
        kept |= {"total": proposed_total(new), "total_before": old.total}
    if old.proposed is not None and new.proposed is None and not isinstance(request, _ANSWERS):
        kept["dropped"] = proposed_total(old)
    if new.slip is not None and old.slip is None:
        kept["slip_number"] = new.slip.number
    return kept


async def _after(unit: Unit, case: Case, step: Step[Order], order: Order) -> Sequence[Entailed]:
    """A contact, what its money does to what is collected of the customer, and what it leaves of their credit to others."""
    money = await dunning.moved(unit, case, step, order.customer_id)
    return (*await spoken(unit, case, step, order), *money, *await covered(unit, order.customer_id))


def moved(old: Order, new: Order) -> Sequence[Move]:
    """What a shipment took out of stock, and what came in that a production order was for (O4, O7)."""
    kind, parts = MoveKind.SHIPPED, new.shipments[-1].parts if len(new.shipments) > len(old.shipments) else ()
    if old.being_made and new.goods is Goods.READY:
        kind, parts = MoveKind.MADE, new.to_ship
    return [
        Move(kind=kind, goods=Stocked(product=line.product, unit=line.unit, qty=qty))
        for line, qty in ((new.lines[at], qty) for at, qty in parts)
    ]


ORDERS = AreaTable[Order](
    name=Area.ORDERS,
    letter="",
    noun="order",
    ended=ENDED,
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
    seen_by=_seen_by,
    sees_all=sees_all,
    sound=lambda order: order.sound,
    withdraw=withdraw,
    after=_after,
    moved=moved,
    task_facts=task_facts,
)
