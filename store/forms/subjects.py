"""The case that a form is about, and what is known of it to be proposed or shown."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from store.customers import dunning
from store.customers.finding import standing
from store.customers.model import Customer
from store.forms.definition import About
from store.forms.model import FormEffect, FormRow
from store.forms.state import State, Subject
from store.money import book
from store.money.state import ZERO
from store.orders.credit import room_left, today
from store.orders.model import OrderRow
from store.people.actor import Actor
from store.process.records import Case, Event, case_id, find_case
from store.process.unit import Unit
from store.process.views import case_seen_by
from store.requests import Area

AREA_OF: Mapping[About, Area] = {
    About.CUSTOMER: Area.CUSTOMERS,
    About.ORDER: Area.ORDERS,
    About.COMPLAINT: Area.COMPLAINTS,
    About.CONTRACT: Area.FORMS,
    About.FORM: Area.FORMS,
}


async def asked_about(
    unit: Unit, actor: Actor, about: About, number: int | None, *, seen: bool
) -> Subject | None:
    """The case of that number, if there is one; for `actor` only what they see. A customer is named by anybody."""
    area = AREA_OF.get(about)
    if area is None or number is None:
        return None
    blind = not seen or about is About.CUSTOMER
    case = (
        await find_case(unit.session, area, number)
        if blind
        else await case_seen_by(unit, actor, area, number)
    )
    found = await subject_of(unit, case) if case is not None else None
    if found is None or (about is About.CONTRACT and not found.contract):
        return None
    return None if about is About.FORM and seen and found.creator_id not in actor.ids else found


async def subject_of(unit: Unit, case: Case) -> Subject:
    """It stays about the file that it was made about, and calls that by the name of the one which it was joined to: what
    was shown to those who signed is not to be done to another."""
    file = await _customer(unit, case)
    customer = await standing(unit.session, file) if file is not None else None
    named = case
    if customer is not None and case.area == Area.CUSTOMERS:
        named = await unit.session.get_one(Case, customer.case_id)
    contract = await _contract(unit, case) if case.area == Area.FORMS else None
    return Subject(
        case_id=case_id(case),
        area=case.area,
        number=case.number,
        **named.named,
        customer_id=customer.id if customer else None,
        customer=file.number if file else None,
        sales_id=customer.sales_id if customer else None,
        grade=customer.grade if customer else "",
        contract=contract.key if contract else "",
        creator_id=await _creator(unit, case),
        booked=await _booked(unit, case),
        ended=contract is not None and await ended(unit, contract.key),
        consent=await _consent(unit, case) if case.area == Area.ORDERS else None,
    )


async def _consent(unit: Unit, case: Case) -> int | None:
    """The form of an order's credit, while that is asked for, refused or given."""
    query = select(FormRow.number).where(
        FormRow.about_id == case.id,
        FormRow.chain != "",
        col(FormRow.state).in_((State.SIGNING, State.REJECTED, State.DONE)),
    )
    return (await unit.session.exec(query.limit(1))).first()


async def _creator(unit: Unit, case: Case) -> int | None:
    query = select(FormRow.creator_id).where(FormRow.case_id == case.id)
    return (await unit.session.exec(query)).first()


async def _booked(unit: Unit, case: Case) -> tuple[int, ...]:
    """What stands in people's calendars by this form."""
    if case.area != Area.FORMS:
        return ()
    own = select(Event.id).where(Event.case_id == case.id)
    query = (
        select(Case.number)
        .join(Event, col(Event.case_id) == col(Case.id))
        .where(Case.area == Area.CALENDAR, Event.seq == 1, col(Event.undone_at).is_(None))
        .where(col(Event.entailed_by).in_(own))
    )
    return tuple((await unit.session.exec(query.order_by(col(Case.number)))).all())


async def contract_of(unit: Unit, case: Case) -> dict[str, Any] | None:
    """The contract that a form registered or renewed, as it stands now: its number, until when it runs, and the day on which
    it was ended."""
    contract = await _contract(unit, case)
    if contract is None:
        return None
    ends = select(FormEffect).where(
        FormEffect.does == "contract.end", FormEffect.key == contract.key, col(FormEffect.void_at).is_(None)
    )
    end = (await unit.session.exec(ends.limit(1))).first()
    return {"number": contract.key, "until": contract.until, "ended": end.day if end is not None else None}


async def _contract(unit: Unit, case: Case) -> FormEffect | None:
    """As it stands now: its latest renewal, whichever form registered that."""
    registered = col(FormEffect.does) == "contract.register", col(FormEffect.void_at).is_(None)
    own = await unit.session.exec(select(FormEffect).where(FormEffect.case_id == case.id, *registered))
    if (first := own.first()) is None:
        return None
    later = select(FormEffect).where(FormEffect.key == first.key, *registered)
    return (await unit.session.exec(later.order_by(col(FormEffect.id).desc()))).first()


async def placed_by(unit: Unit, case: Case) -> list[dict[str, Any]]:
    """The orders that a form brought about, each with what of where it goes it still lacks (O12)."""
    steps = select(Event.id).where(Event.case_id == case.id)
    query = (
        select(OrderRow)
        .join(Event, col(Event.case_id) == col(OrderRow.case_id))
        .where(col(Event.entailed_by).in_(steps), Event.seq == 1, col(Event.undone_at).is_(None))
        .order_by(col(OrderRow.number))
    )
    return [
        {"number": one.number, "lacks": [key for key in _WHERE if not getattr(one, key)]}
        for one in await unit.session.exec(query)
    ]


_WHERE = ("consignee", "address")


async def contract_numbered(unit: Unit, actor: Actor, said: str) -> int | None:
    """The form that registered the contract of this number, as it is written, of those that the actor sees."""
    query = (
        select(Case.number)
        .join(FormEffect, col(FormEffect.case_id) == col(Case.id))
        .where(FormEffect.does == "contract.register", col(FormEffect.void_at).is_(None))
        .where(func.lower(FormEffect.key) == said.lower())
    )
    for number in await unit.session.exec(query.order_by(col(FormEffect.id))):
        if await case_seen_by(unit, actor, Area.FORMS, number) is not None:
            return number
    return None


async def ended(unit: Unit, contract: str) -> bool:
    query = select(FormEffect.id).where(
        FormEffect.does == "contract.end", FormEffect.key == contract, col(FormEffect.void_at).is_(None)
    )
    return (await unit.session.exec(query.limit(1))).first() is not None


async def _customer(unit: Unit, case: Case) -> Customer | None:
    session = unit.session
    match case.area:
        case Area.CUSTOMERS:
            query = select(Customer).where(Customer.case_id == case.id)
        case Area.ORDERS:
            query = select(Customer).join(OrderRow, col(OrderRow.customer_id) == col(Customer.id))
            query = query.where(OrderRow.case_id == case.id)
        case Area.FORMS:
            query = select(Customer).join(FormRow, col(FormRow.customer_id) == col(Customer.id))
            query = query.where(FormRow.case_id == case.id)
        case _:
            about = await session.get(Case, case.about_id) if case.about_id is not None else None
            return await _customer(unit, about) if about is not None else None
    return (await session.exec(query)).first()


async def facts_of(unit: Unit, subject: Subject | None) -> dict[str, Any]:
    """By the names that a form's file has for them; what isn't kept anywhere yet isn't there."""
    if subject is None:
        return {}
    found: dict[str, Any] = {}
    if subject.customer_id is not None:
        customer = await unit.session.get_one(Customer, subject.customer_id)
        found |= await _of_customer(unit, customer)
    if subject.area == Area.ORDERS:
        query = select(OrderRow).where(OrderRow.case_id == subject.case_id)
        order = (await unit.session.exec(query)).one()
        found |= {
            "order.total": order.total,
            "order.owed": max(ZERO, order.total - order.received - order.waived),
            "order.freight": order.freight_cost,
            "order.wanted": order.wanted,
            "order.promised": order.promised,
            "order.address": order.address,
            "order.phone": order.phone,
        }
    if subject.area == Area.FORMS:
        contract = await _contract(unit, await unit.session.get_one(Case, subject.case_id))
        if contract is not None:
            found |= {
                "contract.until": contract.until,
                "contract.amount": contract.amount,
                "contract.number": contract.key,
            }
    return found


async def _of_customer(unit: Unit, customer: Customer) -> dict[str, Any]:
    assert customer.id is not None, "it is on file"
    stands = await book.account(unit.session, today(unit), customer.id)
    room: Decimal | None = await room_left(unit, customer, stands) if customer.monthly else None
    return {
        "customer.owed": max(ZERO, stands.owed),
        "customer.overdue": stands.overdue(),
        "customer.room": room,
        "customer.limit": customer.credit_limit,
        "customer.broken_promises": await dunning.broken(unit, customer.id),
        "customer.owner": customer.sales_id,
        "customer.terms": "monthly" if customer.monthly else None,
        "customer.class": customer.grade.upper() or None,
        "customer.address": customer.address,
        "customer.phone": customer.phone,
    }
