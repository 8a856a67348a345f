"""The customers' file, as far as orders need it (U1, A1)."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from store.database.columns import MoneyColumn


class Customer(SQLModel, table=True):
    __tablename__ = "customer"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    sales_id: int | None = Field(default=None, foreign_key="member.id")
    """The responsible salesperson: whoever registered the first contact (U2)."""
    monthly: bool = False
    """Whether terms for a monthly account were signed (A1)."""
    credit_limit: Decimal = Field(default=Decimal(0), sa_column=Column(MoneyColumn, nullable=False))
    created_at: datetime
