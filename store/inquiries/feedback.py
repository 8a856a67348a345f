"""The month's feedback for leadership (U7): what customers asked and said, and what was noted of calls and visits."""

from collections import Counter
from datetime import date, datetime, time
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlmodel import col, select

from store.customers.access import Part, may_read
from store.customers.model import ContactRow, Customer
from store.inquiries.model import InquiryRow
from store.inquiries.requests import Matter
from store.inquiries.state import State
from store.people.actor import Actor
from store.process.unit import Unit

MONTH = relativedelta(months=1)


async def report(unit: Unit, actor: Actor, month: date) -> dict[str, Any]:
    """Of the inquiries taken in the month, and its contacts as far as the reader may open the customers' files."""
    since, until = (unit.company.aware(datetime.combine(day, time.min)) for day in (month, month + MONTH))
    query = (
        select(InquiryRow, Customer.name)
        .outerjoin(Customer, col(Customer.id) == col(InquiryRow.customer_id))
        .where(
            col(InquiryRow.taken_at) >= since,
            col(InquiryRow.taken_at) < until,
            InquiryRow.state != State.DROPPED,
        )
    )
    found = (await unit.session.exec(query.order_by(col(InquiryRow.number)))).all()
    inquiries, named = [one for one, _ in found], {one.number: name for one, name in found}
    asked = [one for one in inquiries if one.matter == Matter.QUESTION]
    return {
        "month": month,
        "asked": len(asked),
        "answered": sum(one.answered_at is not None for one in asked),
        "in_time": sum(one.answered_at is not None and _in_time(unit, one) for one in asked),
        "said": len(inquiries) - len(asked),
        "inquiries": [
            {
                "number": one.number,
                "at": one.taken_at,
                "matter": one.matter,
                "customer": named[one.number] or one.customer or one.contact,
                "text": one.text,
                "department": one.department,
                "answer": one.answer,
                "answered_at": one.answered_at,
                "late": one.matter == Matter.QUESTION and not _in_time(unit, one),
            }
            for one in inquiries
        ],
        **await _contacts(unit, actor, month),
    }


def _in_time(unit: Unit, one: InquiryRow) -> bool:
    """Answered by the end of its day, or not late yet."""
    end = unit.worktime.end_of_day(one.by) if one.by is not None else None
    return end is None or (one.answered_at or unit.now) <= end


async def _contacts(unit: Unit, actor: Actor, month: date) -> dict[str, Any]:
    of, told = ContactRow, Customer
    wanted: Any = (
        told.id,
        told.name,
        told.sales_id,
        told.grade,
        of.happened_on,
        of.kind,
        of.member,
        of.person,
        of.note,
    )
    query = (
        select(*wanted)  # columns alone: every order is a contact too
        .join(Customer, col(Customer.id) == col(ContactRow.customer_id))
        .where(
            col(ContactRow.void_at).is_(None),
            col(ContactRow.reached),
            ContactRow.happened_on >= month,
            ContactRow.happened_on < month + MONTH,
        )
        .order_by(col(ContactRow.happened_on), col(ContactRow.id))
    )
    kinds, seen, customers = Counter[str](), [], set[int]()
    for key, name, owner, grade, day, kind, by, person, note in await unit.session.exec(query):
        kinds[kind] += 1
        if note and may_read(actor, owner, grade, Part.FILE):
            customers.add(key)
            seen.append({"on": day, "customer": name, "kind": kind, "by": by, "person": person, "note": note})
    return {"kinds": dict(kinds), "customer_ids": sorted(customers), "contacts": seen}
