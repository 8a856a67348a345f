"""P3: the ledger of customers."""

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.customers.model import Customer
from store.export.table import Batches, Export, Period, pages
from store.fields import Field, Kind, texts
from store.people.reading import every_name


async def _rows(session: AsyncSession, period: Period) -> Batches:
    names = await every_name(session)
    query = select(Customer, Customer.name).where(*period.covers(Customer.created_at))
    async for page in pages(session, query, Customer.id):
        yield [
            {
                "name": customer.name,
                "salesperson": names.get(customer.sales_id),
                "terms": "monthly" if customer.monthly else None,
                "credit_limit": customer.credit_limit,
                "created_at": customer.created_at,
            }
            for customer, _ in page
        ]


EXPORT = Export(
    "customers",
    (
        *texts("name salesperson"),
        Field("terms", Kind.CHOICE, words="pay"),
        Field("credit_limit", Kind.MONEY),
        Field("created_at", Kind.TIME),
    ),
    _rows,
    own="name",
    desk=True,
)
