"""P3: the ledger of invoices; a red one's amount is below zero."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.customers.access import Part
from store.customers.model import Customer
from store.export.table import Batches, Export, Period, pages
from store.fields import Field, Kind, texts
from store.invoices.area import asked_of
from store.invoices.state import LETTER, State
from store.money.papers import InvoiceRow
from store.money.state import PAPER_LETTER
from store.people.reading import every_name
from store.process.records import Case


async def _rows(session: AsyncSession, period: Period) -> Batches:
    names = await every_name(session)
    query = (
        select(InvoiceRow, Customer)
        .join(Customer, col(Customer.id) == col(InvoiceRow.customer_id))
        .join(Case, col(Case.id) == col(InvoiceRow.case_id))
        .where(*period.covers(Case.opened_at))
    )
    async for page in pages(session, query, InvoiceRow.number):
        others = {row.red_of for row, _ in page} | {row.statement_case_id for row, _ in page}
        cases = {one.id: one for one in await session.exec(select(Case).where(col(Case.id).in_(others)))}
        yield [
            {
                **{field.name: getattr(row, field.name, None) for field in _FIELDS},
                **(asked_of(customer) if row.state == State.ASKED else {}),
                "number": f"{LETTER}{row.number}",
                "statement": f"{PAPER_LETTER}{cases[row.statement_case_id].number}",
                "amount": row.amount if row.red_of is None else -row.amount,
                "blue": f"{LETTER}{cases[row.red_of].number}" if row.red_of is not None else "",
                "by": names.get(row.creator_id),
            }
            for row, customer in page
        ]


_FIELDS = (
    *texts("number statement customer state title tax_no"),
    Field("amount", Kind.MONEY),
    *texts("invoice_no blue reason"),
    Field("issued_on", Kind.DAY),
    Field("handed_on", Kind.DAY),
    *texts("confirmed_with by"),
)

EXPORT = Export("invoices", _FIELDS, _rows, own="customer", files={"customer": Part.MONEY}, desk=True)
