"""Between a fee as a value and its row in the book, and all that the mechanism asks of fees."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from store.charges import requests as ask
from store.charges.rules import sound, withdraw
from store.charges.state import ENDED, LETTER, Fee, State
from store.charges.steps import CHARGERS, STEPS
from store.customers.access import Part, may_read
from store.customers.model import Customer
from store.customers.ownership import audience
from store.money import charges
from store.money.model import ChargeRow
from store.money.shown import on_paper
from store.money.state import CHARGE, ChargeKind
from store.orders.model import OrderRow
from store.people.actor import Actor
from store.process.areas import AreaTable
from store.process.records import Case, Event, case_id
from store.process.unit import Unit
from store.requests import Area, Refused, Request


async def draft(unit: Unit, request: ask.ChargeFee, actor: Actor) -> Fee | Refused:
    query = select(Customer).where(Customer.number == request.customer).with_for_update()
    customer = (await unit.session.exec(query)).one()
    if request.order is not None:
        theirs = select(OrderRow.case_id).where(
            OrderRow.number == request.order, OrderRow.customer_id == customer.id
        )
        if (await unit.session.exec(theirs)).first() is None:
            facts = {"order": request.order, "customer": customer.name}
            return Refused(reason="fee_not_theirs", facts=facts)
    return Fee(
        number=0,
        state=State.NEW,
        customer_id=customer.id or 0,
        customer=customer.name,
        sales_id=customer.sales_id,
        day=unit.moment(actor).today,
    )


async def load(unit: Unit, case: Case) -> Fee:
    query = (
        select(ChargeRow, Customer)
        .join(Customer, col(Customer.id) == col(ChargeRow.customer_id))
        .where(ChargeRow.case_id == case.id)
    )
    row, customer = (await unit.session.exec(query.execution_options(populate_existing=True))).one()
    first = select(Event).where(Event.case_id == case.id, Event.seq == 1)
    entered = (await unit.session.exec(first)).one()
    said = entered.facts
    return Fee(
        number=case.number,
        state=State(case.state),
        id=row.id,
        customer_id=row.customer_id,
        customer=customer.name,
        sales_id=customer.sales_id,
        creator_id=entered.actor_id,
        kind=ChargeKind(row.kind),
        day=row.day,
        amount=row.amount,
        qty=Decimal(said["qty"]) if "qty" in said else None,
        unit=said.get("unit", ""),
        order=said.get("order"),
        note=row.note,
        shown=await on_paper(unit.session, CHARGE, row.id or 0),
    )


async def prepare(_unit: Unit, _case: Case, fee: Fee, _request: Request) -> Fee:
    return fee


async def save(unit: Unit, case: Case, old: Fee, new: Fee) -> Fee:
    if old.state is State.NEW:
        booked = await charges.charge(
            unit.session,
            unit.now,
            unit.company.terms,
            customer=new.customer_id,
            kind=new.kind,
            amount=new.amount,
            day=new.day,
            source=case_id(case),
            note=new.note,
            sales_id=new.sales_id,
        )
        return replace(new, number=case.number, id=booked)
    if new.state is State.VOID:
        await charges.take_back(unit.session, unit.now, new.id or 0)
    return new


def facts(_old: Fee, new: Fee, _request: Request) -> dict[str, Any]:
    kept: dict[str, Any] = {
        "customer": new.customer,
        "kind": new.kind,
        "amount": new.amount,
        "note": new.note,
    }
    kept |= {"qty": new.qty, "unit": new.unit} if new.qty is not None else {}
    return kept | ({"order": new.order} if new.order is not None else {})


def may_see(fee: Fee, actor: Actor) -> bool:
    entered = bool(actor.roles & CHARGERS) and fee.creator_id in actor.ids
    return entered or may_read(actor, fee.sales_id, "", Part.MONEY)


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    theirs = select(Customer.id).where(col(Customer.sales_id).in_(actor.ids))
    return col(Case.id).in_(select(ChargeRow.case_id).where(col(ChargeRow.customer_id).in_(theirs)))


CHARGES = AreaTable[Fee](
    name=Area.CHARGES,
    letter=LETTER,
    noun="fee",
    ended=ENDED,
    title=lambda fee: fee.customer,
    steps=STEPS,
    duties=(),
    draft=draft,
    load=load,
    prepare=prepare,
    save=save,
    facts=facts,
    audience=audience,
    may_see=may_see,
    seen_by=_seen_by,
    sees_all=lambda actor: may_read(actor, None, "", Part.MONEY),
    sound=sound,
    withdraw=withdraw,
    private=True,
    carded=lambda _fee: False,
)
