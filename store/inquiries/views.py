"""Read-only facts of inquiries: one, and the list of those that wait (U7)."""

from typing import Any

from sqlmodel import col, func, select

from store.inquiries.area import INQUIRIES, load, title
from store.inquiries.model import InquiryRow
from store.inquiries.state import ENDED, Inquiry
from store.people.actor import Actor
from store.process.records import Case
from store.process.unit import Unit
from store.process.views import PAGE, case_facts

_SHOWN = (
    "text",
    "customer",
    "contact",
    "phone",
    "matter",
    "department",
    "by",
    "answer",
    "answered_by",
    "answered_at",
    "taken_at",
    "dropped_why",
)


async def inquiry_view(unit: Unit, case: Case) -> tuple[Inquiry, dict[str, Any]]:
    inquiry = await load(unit, case)
    return inquiry, {
        **await case_facts(unit, INQUIRIES, case, inquiry, {}),
        **{name: getattr(inquiry, name) for name in _SHOWN},
        "title": title(inquiry),
        "creator": unit.roster.name(inquiry.creator_id),
        "sales": unit.roster.name(inquiry.sales_id),
    }


async def list_view(unit: Unit, actor: Actor, page: int) -> dict[str, Any]:
    """Those that wait, the oldest first."""
    query = select(InquiryRow, Case).join(Case, col(Case.id) == col(InquiryRow.case_id))
    query = query.where(col(InquiryRow.state).not_in(ENDED))
    if not INQUIRIES.sees_all(actor):
        query = query.where(INQUIRIES.seen_by(actor))
    count = (await unit.session.exec(select(func.count()).select_from(query.subquery()))).one()
    pages = max(1, -(-count // PAGE))
    page = min(page, pages)
    first = (page - 1) * PAGE
    found = await unit.session.exec(query.order_by(col(InquiryRow.number)).limit(PAGE).offset(first))
    return {
        "count": count,
        "page": page,
        "pages": pages,
        "inquiries": [
            {
                "at": at,
                "area": INQUIRIES.name,
                "number": row.number,
                "terms": case.terms,
                "title": case.title,
                "text": row.text,
                "state": row.state,
                "department": row.department,
                "by": row.by,
            }
            for at, (row, case) in enumerate(found, start=first + 1)
        ],
    }
