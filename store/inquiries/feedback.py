"""The month's feedback for leadership (U7): what customers asked and said, and what was noted of calls and visits."""

from collections import Counter
from datetime import date, datetime, time
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlmodel import col, select

from store.customers import contacted
from store.customers.access import Part, may_read
from store.customers.model import Customer
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
    """How often customers were reached, in which way; what was noted of it, of files that the reader may open."""
    kinds, seen, customers = Counter[str](), [], set[int]()
    for one in await contacted.between(unit, month, month + MONTH):
        if not one.reached:
            continue
        kinds[one.kind] += 1
        if one.note and may_read(actor, one.owner, one.grade, Part.FILE):
            customers.add(one.customer_id)
            seen.append(
                {"on": one.day, "customer": one.customer, "kind": one.kind, "by": one.member,
                 "person": one.person, "note": one.note}
            )  # fmt: skip
    return {"kinds": dict(kinds), "customer_ids": sorted(customers), "contacts": seen}
