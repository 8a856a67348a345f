"""P3: the ledger of inquiries and feedback, of which the month's is compiled (U7)."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.customers.model import Customer
from store.export.table import Batches, Export, Period, pages
from store.fields import Field, Kind, texts
from store.inquiries.fields import INQUIRY
from store.inquiries.model import InquiryRow
from store.people.reading import every_name


async def _rows(session: AsyncSession, period: Period) -> Batches:
    query = (
        select(InquiryRow, Customer.name)
        .outerjoin(Customer, col(Customer.id) == col(InquiryRow.customer_id))
        .where(*period.covers(InquiryRow.taken_at))
    )
    names = await every_name(session)
    async for page in pages(session, query, InquiryRow.number):
        yield [
            {field.name: getattr(row, field.name, None) for field in _FIELDS}
            | {"customer": named or row.customer, "taken_by": names.get(row.creator_id)}
            for row, named in page
        ]


_FIELDS = (
    Field("number", Kind.WHOLE),
    *texts("state customer"),
    *map(INQUIRY.column, ("matter", "contact", "phone", "text", "department", "by")),
    *texts("answer answered_by taken_by"),
    Field("taken_at", Kind.TIME),
    Field("answered_at", Kind.TIME),
    Field("closed_at", Kind.TIME),
    *texts("dropped_why"),
)

EXPORT = Export("inquiries", _FIELDS, _rows, own="customer", desk=True)
"""A salesperson has those of their own customers."""
