"""What a customer is let off by a signed case that is no order's, booked and taken back."""

from datetime import date, datetime
from decimal import Decimal

from sqlmodel.ext.asyncio.session import AsyncSession

from store.money.model import CreditRow
from store.money.state import CreditKind


async def credit(
    session: AsyncSession,
    now: datetime,
    *,
    customer: int,
    kind: CreditKind,
    amount: Decimal,
    day: date,
    source: int,
    ref: str,
    member: str,
) -> int:
    """The id of a new row of the book: off the charges of the case that is its source."""
    row = CreditRow(
        customer_id=customer,
        kind=kind,
        case_id=source,
        day=day,
        amount=amount,
        ref=ref,
        at=now,
        member=member,
    )
    session.add(row)
    await session.flush()
    assert row.id is not None, "it was just kept"
    return row.id


async def take_back(session: AsyncSession, now: datetime, credit_id: int) -> None:
    """It counts for nothing from now on; the row stays."""
    (await session.get_one(CreditRow, credit_id)).void_at = now
    await session.flush()
