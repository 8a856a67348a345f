"""Between a complaint as a value and its row."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select

from store.company import Role
from store.complaints import requests as ask
from store.complaints.duties import DUTIES
from store.complaints.model import ComplaintRow
from store.complaints.requests import Channel, Severity
from store.complaints.rules import withdraw
from store.complaints.state import ENDED, LETTER, Complaint, State
from store.complaints.steps import STEPS
from store.customers.finding import Unsure, resolve_customer
from store.customers.model import Customer
from store.customers.ownership import audience, may_see, sees_all
from store.customers.spoken import spoken
from store.money.disputes import statement_of
from store.money.requests import FollowClaim
from store.orders.area import ORDERS
from store.orders.credit import covered
from store.orders.model import OrderRow, SlipRow
from store.orders.state import Order
from store.people.actor import Actor
from store.process import signatures
from store.process.areas import AreaTable
from store.process.records import Case, case_id, find_case
from store.process.steps import Entailed, Step
from store.process.unit import Unit, once
from store.requests import Area, Refused, Reject, Request, Sign

_COLUMNS = tuple(
    name for name in (field.name for field in fields(Complaint)) if name in ComplaintRow.model_fields
)


async def draft(unit: Unit, request: ask.TakeComplaint, actor: Actor) -> Complaint | Refused:
    """The complaint about to be taken: its order and its customer's file, as far as the speaker may see them."""
    case = await _order(unit, request)
    order = await ORDERS.load(unit, case) if case else None
    if order is not None and not ORDERS.may_see(order, actor):
        case = order = None
    name = request.customer or (order.customer if order else "")
    customer = await resolve_customer(unit, actor, name) if name else None
    if isinstance(customer, Unsure):
        return customer.refused
    name = customer.name if customer else name
    return Complaint(
        number=0,
        state=State.NEW,
        customer=name,
        customer_id=customer.id if customer else None,
        sales_id=customer.sales_id if customer else None,
        order_id=case.id if case else None,
        order_number=order.number if order else None,
        order_customer=order.customer if order else "",
        order_found=order is not None or (request.order is None and request.slip is None),
        **request.model_dump(exclude={"customer", "order", "slip"}),
    )


async def _order(unit: Unit, request: ask.TakeComplaint) -> Case | None:
    if request.order is not None:
        return await find_case(unit.session, Area.ORDERS, request.order)
    slip = await unit.session.get(SlipRow, request.slip) if request.slip is not None else None
    return await unit.session.get(Case, slip.case_id) if slip else None


@once
async def load(unit: Unit, case: Case) -> Complaint:
    """As the row is now, also where this session has read it before."""
    query = (
        select(ComplaintRow, OrderRow, Customer)
        .outerjoin(OrderRow, OrderRow.case_id == ComplaintRow.order_id)  # type: ignore[arg-type]
        .outerjoin(Customer, Customer.id == ComplaintRow.customer_id)  # type: ignore[arg-type]
        .where(ComplaintRow.case_id == case.id)
        .execution_options(populate_existing=True)
    )
    row, order, customer = (await unit.session.exec(query)).one()
    values: dict[str, Any] = {name: getattr(row, name) for name in _COLUMNS}
    values |= {
        "state": State(row.state),
        "channel": Channel(row.channel),
        "severity": Severity(row.severity),
        "department": Role(row.department) if row.department else None,
        "order_number": order.number if order else None,
        "sales_id": customer.sales_id if customer else None,
        "signatures": await signatures.standing(unit, case) if row.ours else (),
    }
    values |= {"customer": customer.name} if customer else {}
    return Complaint(**values)


async def prepare(unit: Unit, _case: Case, complaint: Complaint, request: Request) -> Complaint:
    """Whether the person named is one of ours, and how much an order can be reduced by."""
    if isinstance(request, ask.FindCause) and request.person:
        known = any(request.person in (person.given, person.name) for person in unit.roster.people)
        return replace(complaint, person_known=known)
    if isinstance(request, ask.ProposeRemedy) and request.deduction and complaint.order_id is not None:
        order = await _order_of(unit, complaint)
        return replace(complaint, order_left=order.total - order.settlement.waived)
    return complaint


async def _order_of(unit: Unit, complaint: Complaint) -> Order:
    return await ORDERS.load(unit, await unit.session.get_one(Case, complaint.order_id))


async def save(unit: Unit, case: Case, old: Complaint, new: Complaint) -> Complaint:
    new = replace(new, number=case.number, person_known=True, order_left=None)
    values = {name: getattr(new, name) for name in _COLUMNS}
    if old.state is State.NEW:
        unit.session.add(ComplaintRow(case_id=case_id(case), **values))
    else:
        row = await unit.session.get_one(ComplaintRow, case.id)
        for name, value in values.items():
            setattr(row, name, value)
    await unit.session.flush()
    return replace(new, signatures=await signatures.keep(unit, case, old, new))


def facts(old: Complaint, new: Complaint, request: Request) -> dict[str, Any]:
    """What the history keeps of a step: what was asked, and what was filled in."""
    kept = request.model_dump(exclude={"number", "area"}, exclude_none=True, exclude_defaults=True)
    if isinstance(request, ask.TakeComplaint):
        kept |= {"customer": new.customer, "severity": new.severity, "channel": new.channel}
        kept |= {"order": new.order_number} if new.order_number else {}
        kept.pop("phone", None)
    if isinstance(request, ask.FindCause):
        kept["ours"] = request.ours
    if isinstance(request, ask.AskCustomer):
        kept["until"] = new.asked_until
    if isinstance(request, ask.ProposeRemedy) and new.state is State.SIGNING:
        kept["signing"] = True
    if isinstance(request, Sign | ask.GiveOpinion) and new.state is not State.SIGNING:
        kept["signed"] = True
    if isinstance(request, Sign | Reject) and old.overrun is not None:
        kept["overrun"] = old.overrun
    if isinstance(request, ask.CarryOut) and new.overrun is not None:
        kept["signed_cost"] = old.cost
    return kept


async def _after(unit: Unit, case: Case, step: Step[Complaint], complaint: Complaint) -> Sequence[Entailed]:
    """A contact; what a deduction leaves of the customer's credit; and the line of a statement for which it was opened follows it (M2)."""
    claim = COMPLAINTS.reference(complaint.number)
    statement = await statement_of(unit.session, claim, decided=complaint.decided)
    said = (*await spoken(unit, case, step, complaint), *await covered(unit, complaint.customer_id))
    if statement is None:
        return said
    follow = FollowClaim(number=statement, claim=claim, decided=complaint.decided)
    return (*said, Entailed(area=Area.STATEMENTS, request=follow))


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    customers = select(Customer.id).where(col(Customer.sales_id).in_(actor.ids))
    own = or_(col(ComplaintRow.customer_id).in_(customers), col(ComplaintRow.creator_id).in_(actor.ids))
    return col(Case.id).in_(select(ComplaintRow.case_id).where(own))


COMPLAINTS = AreaTable[Complaint](
    name=Area.COMPLAINTS,
    letter=LETTER,
    noun="complaint",
    ended=ENDED,
    title=lambda complaint: complaint.customer,
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
    sound=lambda complaint: complaint.sound,
    withdraw=withdraw,
    after=_after,
    about=lambda complaint: complaint.order_id,
)
