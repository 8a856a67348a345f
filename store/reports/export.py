"""P3: reports that are handed in, whole, for machines too: what was counted stands as it was handed in, and a draft has none."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.customers.model import Customer
from store.export.table import Batches, Export, Period, pages
from store.fields import Field, Kind, texts
from store.people.reading import every_name
from store.process.records import Case
from store.reports.model import ReportRow
from store.requests import Area


async def _rows(session: AsyncSession, period: Period) -> Batches:
    """By the day on which they were drafted."""
    query = (
        select(ReportRow)
        .join(Case, col(Case.id) == col(ReportRow.case_id))
        .where(*period.covers(Case.opened_at))
    )
    names = await every_name(session)
    customers = {one.id: one.name for one in await session.exec(select(Customer))}
    async for page in pages(session, query, ReportRow.number):
        yield [
            {
                "number": (Area.REPORTS, row.number),
                "kind": row.kind,
                "month": row.month,
                "state": row.state,
                "customer": customers.get(row.customer_id) if row.customer_id is not None else None,
                "said": row.said or None,
                "submitted_by": names.get(row.submitted_id),
                "submitted_at": row.submitted_at,
                "received_at": row.received_at,
                "figures": row.figures,
            }
            for row in page
        ]


EXPORT = Export(
    "reports",
    (
        Field("number", Kind.CASE),
        Field("kind"),
        Field("month", Kind.DAY),
        *texts("state customer said submitted_by"),
        Field("submitted_at", Kind.TIME),
        Field("received_at", Kind.TIME),
        Field("figures", Kind.FACTS),
    ),
    _rows,
    machines=True,
)
