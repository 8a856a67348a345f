"""P3: the ledger of leads, with how far each is followed up."""

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.export.table import Batches, Export, Period, pages
from store.fields import Field, Kind, texts
from store.leads.fields import LEAD
from store.leads.model import LeadRow
from store.people.reading import every_name


async def _rows(session: AsyncSession, period: Period) -> Batches:
    query = select(LeadRow).where(*period.covers(LeadRow.found_at))
    names = await every_name(session)
    async for page in pages(session, query, LeadRow.number):
        yield [
            {field.name: getattr(row, field.name, None) for field in _FIELDS}
            | {"salesperson": names.get(row.sales_id)}
            for row in page
        ]


_FIELDS = (
    Field("number", Kind.WHOLE),
    *texts("customer state salesperson"),
    *map(LEAD.column, ("contact", "mobile", "region", "needs", "source", "note")),
    Field("found_at", Kind.TIME),
    Field("stage_at", Kind.TIME),
    Field("spoken_on", Kind.DAY),
    *texts("said lost_why"),
)

EXPORT = Export("leads", _FIELDS, _rows)
"""Leadership's: a salesperson has the list of their own."""
