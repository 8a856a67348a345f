"""P3: the ledger of collections, with what was promised and what came of it (M4)."""

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.collection.state import Kept
from store.customers.access import Part
from store.customers.model import Customer
from store.export.table import Batches, Export, Period, pages
from store.fields import Field, Kind, texts
from store.money.model import CollectionRow, DunRow, PledgeRow
from store.money.state import ZERO
from store.people.reading import every_name
from store.process.records import Case


async def _rows(session: AsyncSession, period: Period) -> Batches:
    names = await every_name(session)
    query = (
        select(CollectionRow, Customer, Case.opened_at)
        .join(Customer, col(Customer.id) == col(CollectionRow.customer_id))
        .join(Case, col(Case.id) == col(CollectionRow.case_id))
        .where(*period.covers(Case.opened_at))
    )
    async for page in pages(session, query, CollectionRow.number):
        ids = [row.case_id for row, *_ in page]
        counted = select(DunRow.case_id, func.count()).where(
            col(DunRow.case_id).in_(ids), col(DunRow.void_at).is_(None)
        )
        contacts = dict((await session.exec(counted.group_by(col(DunRow.case_id)))).all())
        promises = select(PledgeRow).where(col(PledgeRow.case_id).in_(ids), col(PledgeRow.void_at).is_(None))
        made: dict[int, list[PledgeRow]] = {}
        for one in await session.exec(promises.order_by(col(PledgeRow.id))):
            made.setdefault(one.case_id, []).append(one)
        yield [
            {
                "number": row.number,
                "customer": customer.name,
                "salesperson": names.get(customer.sales_id),
                "state": row.state,
                "opened_at": opened_at,
                "contacts": contacts.get(row.case_id, 0),
                "promises": len(made.get(row.case_id, ())),
                "promised_sum": sum((one.amount for one in made.get(row.case_id, ())), ZERO),
                "came": sum((one.came for one in made.get(row.case_id, ())), ZERO),
                "broken": sum(one.state == Kept.BROKEN for one in made.get(row.case_id, ())),
                "ask_on": row.ask_on if row.closed_at is None else None,
                "excluded_until": row.excluded_until,
                "excluded_why": row.excluded_why,
                "closed_at": row.closed_at,
            }
            for row, customer, opened_at in page
        ]


EXPORT = Export(
    "collections",
    (
        Field("number", Kind.WHOLE),
        *texts("customer salesperson state"),
        Field("opened_at", Kind.TIME),
        Field("contacts", Kind.WHOLE),
        Field("promises", Kind.WHOLE),
        Field("promised_sum", Kind.MONEY),
        Field("came", Kind.MONEY),
        Field("broken", Kind.WHOLE),
        Field("ask_on", Kind.DAY),
        Field("excluded_until", Kind.DAY),
        Field("excluded_why"),
        Field("closed_at", Kind.TIME),
    ),
    _rows,
    own="customer",
    files={"customer": Part.MONEY},
    desk=True,
)
"""A salesperson has those of their own customers."""
