"""P3: the ledger of complaints."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.complaints.fields import CAUSE, COMPLAIN, REMEDY
from store.complaints.late import late_ones
from store.complaints.model import ComplaintRow
from store.customers.model import Customer
from store.export.journal import WAITING, waiting
from store.export.table import Batches, Export, Period, pages
from store.fields import Field, Kind, texts
from store.orders.model import OrderRow
from store.people.reading import every_name


async def _rows(session: AsyncSession, period: Period) -> Batches:
    query = (
        select(ComplaintRow, OrderRow.number, Customer.name)
        .outerjoin(Customer, col(Customer.id) == col(ComplaintRow.customer_id))
        .outerjoin(OrderRow, col(OrderRow.case_id) == col(ComplaintRow.order_id))
        .where(*period.covers(ComplaintRow.taken_at))
    )
    names = await every_name(session)
    async for page in pages(session, query, ComplaintRow.number):
        ids = [row.case_id for row, _, _ in page]
        waiting_for, late = await waiting(session, ids), await late_ones(session, ids)
        yield [
            {
                **{field.name: getattr(row, field.name, None) for field in _FIELDS},
                "customer": named or row.customer,
                "order": str(order) if order is not None else None,
                "cost": row.spent + row.cost + row.deduction,
                "late": row.case_id in late,
                "taken_by": names.get(row.creator_id),
                "waiting_for": waiting_for.get(row.case_id, []),
            }
            for row, order, named in page
        ]


_FIELDS = (
    Field("number", Kind.WHOLE),
    *texts("state customer order"),
    COMPLAIN.column("channel"),
    COMPLAIN.column("severity"),
    Field("ours", Kind.YES),
    CAUSE.column("department"),
    *texts("person remedy"),
    Field("cost", Kind.MONEY),
    Field("score", Kind.WHOLE),
    Field("taken_at", Kind.TIME),
    Field("closed_at", Kind.TIME),
    Field("late", Kind.YES),
    WAITING,
    *map(COMPLAIN.column, ("text", "contact", "phone")),
    *texts("taken_by taken_up_by cause result"),
    REMEDY.column("deduction"),
    COMPLAIN.column("since"),
    *texts("answer lesson"),
    Field("reopened", Kind.WHOLE),
)

EXPORT = Export("complaints", _FIELDS, _rows, own="customer", desk=True)
