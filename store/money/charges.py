"""Fees (M2): what a customer is charged beside goods, booked and taken back by whatever case they come of."""

from datetime import date, datetime
from decimal import Decimal

from sqlmodel.ext.asyncio.session import AsyncSession

from store.company import Terms
from store.money.model import ChargeRow
from store.money.reckoning import terms_end
from store.money.state import ChargeKind


async def charge(
    session: AsyncSession,
    now: datetime,
    terms: Terms,
    *,
    customer: int,
    kind: ChargeKind,
    amount: Decimal,
    day: date,
    source: int,
    note: str = "",
    sales_id: int | None = None,
) -> int:
    """The id of a new row of the book: a fee of a customer's, by the ids of them and of the case that it comes of, with their
    salesperson as of that day. It falls due by the terms, as goods on account do."""
    row = ChargeRow(
        customer_id=customer,
        kind=kind,
        case_id=source,
        day=day,
        due_on=terms_end(day, terms),
        amount=amount,
        sales_id=sales_id,
        note=note,
        at=now,
    )
    session.add(row)
    await session.flush()
    assert row.id is not None, "it was just kept"
    return row.id


async def take_back(session: AsyncSession, now: datetime, charge_id: int) -> None:
    """It counts for nothing from now on; the row stays."""
    (await session.get_one(ChargeRow, charge_id)).void_at = now
    await session.flush()
