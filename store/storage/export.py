"""P3: who had how much room since when (W2)."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.customers.access import Part
from store.customers.model import Customer
from store.export.table import Batches, Export, Period, pages
from store.fields import Field, Kind, texts
from store.storage.model import StorageArea, StorageRow


async def _rows(session: AsyncSession, period: Period) -> Batches:
    query = (
        select(StorageArea, Customer.name)
        .join(StorageRow, col(StorageRow.case_id) == col(StorageArea.case_id))
        .join(Customer, col(Customer.id) == col(StorageRow.customer_id))
        .where(col(StorageArea.void_at).is_(None), *period.covers(StorageArea.at))
    )
    async for page in pages(session, query, StorageArea.id):
        yield [
            {
                "customer": customer,
                "place": note.place,
                "area": note.area,
                "day": note.day,
                "by": note.member,
                "at": note.at,
            }
            for note, customer in page
        ]


EXPORT = Export(
    "areas",
    (
        *texts("customer place"),
        Field("area", Kind.QUANTITY),
        Field("day", Kind.DAY),
        Field("by"),
        Field("at", Kind.TIME),
    ),
    _rows,
    own="customer",
    files={"customer": Part.NAME},
    desk=True,
)
