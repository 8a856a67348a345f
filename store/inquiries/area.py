"""Between an inquiry as a value and its row, and all that the mechanism asks of inquiries."""

from dataclasses import fields, replace
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select

from store.company import Role
from store.customers.finding import Unsure, resolve_customer
from store.customers.model import Customer
from store.customers.ownership import audience, may_see, sees_all
from store.customers.spoken import spoken
from store.inquiries import requests as ask
from store.inquiries import rules
from store.inquiries.duties import DUTIES
from store.inquiries.model import InquiryRow
from store.inquiries.requests import Matter
from store.inquiries.state import ENDED, LETTER, Inquiry, State
from store.inquiries.steps import STEPS
from store.people.actor import Actor
from store.process.areas import AreaTable
from store.process.records import Case, case_id
from store.process.unit import Unit, once
from store.requests import Area, Refused, Request

_KEPT = tuple(field.name for field in fields(Inquiry) if field.name in InquiryRow.model_fields)


async def draft(unit: Unit, request: ask.TakeInquiry, actor: Actor) -> Inquiry | Refused:
    """The inquiry about to be taken, and its customer's file where there is one; nobody is put on file by asking."""
    customer = await resolve_customer(unit, actor, request.customer) if request.customer else None
    if isinstance(customer, Unsure):
        return customer.refused
    return Inquiry(
        number=0,
        state=State.NEW,
        text=request.text,
        customer=customer.name if customer else request.customer,
        customer_id=customer.id if customer else None,
        sales_id=customer.sales_id if customer else None,
    )


@once
async def load(unit: Unit, case: Case) -> Inquiry:
    row = await unit.session.get_one(InquiryRow, case_id(case), populate_existing=True)
    customer = await unit.session.get(Customer, row.customer_id) if row.customer_id is not None else None
    said: dict[str, Any] = {name: getattr(row, name) for name in _KEPT}
    said |= {
        "state": State(row.state),
        "matter": Matter(row.matter),
        "department": Role(row.department),
        "taker": Role(row.taker),
        "sales_id": customer.sales_id if customer else None,
    }
    said |= {"customer": customer.name} if customer else {}
    return Inquiry(**said)


async def prepare(_unit: Unit, _case: Case, inquiry: Inquiry, _request: Request) -> Inquiry:
    return inquiry


async def save(unit: Unit, case: Case, old: Inquiry, new: Inquiry) -> Inquiry:
    new = replace(new, number=case.number)
    values = {name: getattr(new, name) for name in _KEPT}
    values |= {name: str(values[name]) for name in ("state", "matter", "department", "taker")}
    if old.state is State.NEW:
        unit.session.add(InquiryRow(case_id=case_id(case), **values))
    else:
        row = await unit.session.get_one(InquiryRow, case_id(case))
        for name, value in values.items():
            setattr(row, name, value)
    await unit.session.flush()
    return new


def facts(_old: Inquiry, new: Inquiry, request: Request) -> dict[str, Any]:
    kept: dict[str, Any] = {"title": title(new), "matter": new.matter}
    if isinstance(request, ask.TakeInquiry | ask.PassInquiry) and new.state is State.ASKED:
        kept |= {"department": new.department, "by": new.by}
    if isinstance(request, ask.AnswerInquiry | ask.PassInquiry) and request.text:
        kept["text"] = request.text
    if isinstance(request, ask.DropInquiry):
        kept["reason"] = request.reason
    return kept


def title(inquiry: Inquiry) -> str:
    """Whoever asked; a call may come from anybody."""
    return inquiry.customer or inquiry.contact or inquiry.text[:20]


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    customers = select(Customer.id).where(col(Customer.sales_id).in_(actor.ids))
    own = or_(col(InquiryRow.customer_id).in_(customers), col(InquiryRow.creator_id).in_(actor.ids))
    return col(Case.id).in_(select(InquiryRow.case_id).where(own))


INQUIRIES = AreaTable[Inquiry](
    name=Area.INQUIRIES,
    letter=LETTER,
    noun="inquiry",
    ended=ENDED,
    title=title,
    steps=STEPS,
    duties=DUTIES,
    draft=draft,
    load=load,
    prepare=prepare,
    save=save,
    facts=facts,
    audience=audience,
    may_see=may_see,
    sees_all=sees_all,
    seen_by=_seen_by,
    sound=lambda _inquiry: True,
    withdraw=rules.withdraw,
    after=spoken,
    private=True,
    carded=lambda _inquiry: False,
)
