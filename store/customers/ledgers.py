"""P3: whom to ring at customers', and who has read their files (U1, U4)."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.customers.access import Part
from store.customers.model import Customer, CustomerPerson, ReadRow
from store.customers.state import State
from store.export.table import Batches, Export, Period, pages
from store.fields import Field, Kind, texts
from store.people.reading import every_name


async def _people(session: AsyncSession, period: Period) -> Batches:
    """客户联络一览表: a row for each person; the days narrow by when their customer was registered."""
    query = (
        select(CustomerPerson, Customer)
        .join(Customer, col(Customer.id) == col(CustomerPerson.customer_id))
        .where(Customer.state == State.ACTIVE, *period.covers(Customer.created_at))
    )
    async for page in pages(session, query, CustomerPerson.id):
        yield [
            {
                "customer": customer.name,
                "name": one.name,
                "position": one.title or None,
                "level": one.level or None,
                "mobile": one.mobile or None,
                "direct": one.direct or None,
                "email": one.email or None,
                "phone": customer.phone or None,
                "address": customer.address or None,
            }
            for one, customer in page
        ]


async def _reads(session: AsyncSession, period: Period) -> Batches:
    names = await every_name(session)
    query = (
        select(ReadRow, Customer.name)
        .join(Customer, col(Customer.id) == col(ReadRow.customer_id))
        .where(*period.covers(ReadRow.at))
    )
    async for page in pages(session, query, ReadRow.id):
        yield [
            {
                "member": names.get(row.member_id),
                "customer": customer,
                "part": row.part,
                "path": row.path,
                "at": row.at,
                "count": row.count,
                "refused": row.refused,
            }
            for row, customer in page
        ]


_OF_FILE = ("customer", "name", "position", "level", "mobile", "direct", "email", "phone", "address")

PEOPLE = Export(
    "people",
    (
        *(Field("name", head="full_name"), *texts("position"), Field("level", Kind.CHOICE, words="level")),
        *texts("mobile direct email customer phone address"),
    ),
    _people,
    own="customer",
    files=dict.fromkeys(_OF_FILE, Part.FILE),
    desk=True,
)

READS = Export(
    "reads",
    (
        *texts("member customer"),
        Field("part", Kind.CHOICE, words="file_part"),
        Field("path", Kind.CHOICE, words="read_path"),
        Field("at", Kind.TIME),
        Field("count", Kind.WHOLE),
        Field("refused", Kind.YES),
    ),
    _reads,
    own="customer",
    files={"customer": Part.NAME},
)
"""The owner's own reads too, and what was refused."""
