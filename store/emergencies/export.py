"""P3: the ledger of emergencies."""

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.emergencies.model import EmergencyRow
from store.export.table import Batches, Export, Period, pages
from store.fields import Field, Kind, texts
from store.people.reading import every_name


async def _rows(session: AsyncSession, period: Period) -> Batches:
    query = select(EmergencyRow).where(*period.covers(EmergencyRow.raised_at))
    names = await every_name(session)
    async for page in pages(session, query, EmergencyRow.number):
        yield [
            {field.name: getattr(row, field.name, None) for field in _FIELDS}
            | {"by": names.get(row.creator_id)}
            for row in page
        ]


_FIELDS = (
    Field("number", Kind.WHOLE),
    *texts("state text by"),
    Field("raised_at", Kind.TIME),
    *texts("settled settled_by"),
    Field("settled_at", Kind.TIME),
)

EXPORT = Export("emergencies", _FIELDS, _rows, desk=True)
