"""Read-only facts of inquiries: one, and the list of those that wait (U7)."""

from typing import Any

from sqlmodel import col, select

from store.inquiries.area import INQUIRIES, load, title
from store.inquiries.model import InquiryRow
from store.inquiries.state import ENDED, Inquiry
from store.people.actor import Actor
from store.process.lists import page_of
from store.process.records import Case
from store.process.unit import Unit
from store.process.views import case_facts

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
    query = (
        select(InquiryRow, Case)
        .join(Case, col(Case.id) == col(InquiryRow.case_id))
        .where(col(InquiryRow.state).not_in(ENDED))
        .order_by(col(InquiryRow.number))
    )
    found, pages = await page_of(unit, INQUIRIES, actor, query, page)
    return pages | {
        "listed": [
            {
                "at": at,
                "area": INQUIRIES.name,
                "number": row.number,
                **case.named,
                "text": row.text,
                "state": row.state,
                "department": row.department,
                "by": row.by,
            }
            for at, (row, case) in found
        ]
    }
