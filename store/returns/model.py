"""The tables of returns. The order, its customer and its prices are read from the order itself."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Column, Index
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.database.columns import MoneyColumn, QuantityColumn
from store.returns.state import AGREED, NONE


class ReturnRow(SQLModel, table=True):
    """One return. `amount` repeats what lines and prices say, for lists; `credited` is what the order was given."""

    __tablename__ = "returns"
    __table_args__ = (
        Index("ix_returns_order", "order_id", "state"),
        CheckConstraint("amount >= 0", name="ck_returns_amount"),
    )

    case_id: int = Field(foreign_key="cases.id", primary_key=True)
    number: int = Field(unique=True)
    order_id: int = Field(foreign_key="cases.id")
    state: str
    created_at: datetime
    creator_id: int | None = Field(default=None, foreign_key="member.id")
    reason: str
    bearer: str
    refusal: str = ""
    wait_round: int = 0
    wait_until: date | None = None
    counted_at: datetime | None = None
    urged_at: datetime | None = None
    amount: Decimal = Field(sa_column=Column(MoneyColumn, nullable=False))
    credited: Decimal | None = Field(default=None, sa_column=Column(MoneyColumn))


class ReturnLineRow(SQLModel, table=True):
    """Goods of one line of the order, by its position there."""

    __tablename__ = "return_line"
    __table_args__ = (
        CheckConstraint("listed >= 0", name="ck_return_line_listed"),
        CheckConstraint("approved >= 0", name="ck_return_line_approved"),
        CheckConstraint("received >= 0 AND received <= approved", name="ck_return_line_received"),
    )

    case_id: int = Field(foreign_key="cases.id", primary_key=True)
    position: int = Field(primary_key=True)
    listed: Decimal = Field(sa_column=Column(QuantityColumn, nullable=False))
    approved: Decimal | None = Field(default=None, sa_column=Column(QuantityColumn))
    received: Decimal | None = Field(default=None, sa_column=Column(QuantityColumn))


async def agreed(session: AsyncSession, order_id: int, *, beside: int | None = None) -> dict[int, Decimal]:
    """By line of the order: what its returns hold, but for the one `beside`. The order's row guards it."""
    query = (
        select(ReturnLineRow)
        .join(ReturnRow, col(ReturnRow.case_id) == col(ReturnLineRow.case_id))
        .where(ReturnRow.order_id == order_id, col(ReturnRow.state).in_(AGREED))
        .execution_options(populate_existing=True)
    )
    held: dict[int, Decimal] = {}
    for line in await session.exec(query):
        if line.case_id != beside:
            qty = line.approved if line.received is None else line.received
            held[line.position] = held.get(line.position, NONE) + (qty or NONE)
    return held
