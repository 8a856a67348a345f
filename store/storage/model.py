"""The tables of storage: rows are only added; what was undone is marked."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Column, Index
from sqlmodel import Field, SQLModel

from store.database.columns import MoneyColumn, QuantityColumn


class StorageRow(SQLModel, table=True):
    __tablename__ = "storage"

    case_id: int = Field(foreign_key="cases.id", primary_key=True)
    number: int = Field(unique=True)
    state: str
    customer_id: int = Field(foreign_key="customer.id", index=True)
    creator_id: int | None = Field(default=None, foreign_key="member.id")


class StorageArea(SQLModel, table=True):
    """From its day on, until the next of that place."""

    __tablename__ = "storage_area"
    __table_args__ = (
        Index("ix_storage_area_case", "case_id", "day"),
        CheckConstraint("area >= 0", name="ck_storage_area"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id")
    place: str
    area: Decimal = Field(sa_column=Column(QuantityColumn, nullable=False))
    """Square metres."""
    day: date
    at: datetime
    member_id: int | None = Field(default=None, foreign_key="member.id")
    member: str
    void_at: datetime | None = None


class StorageFee(SQLModel, table=True):
    """Of a month, drafted; with its amount once it is confirmed."""

    __tablename__ = "storage_fee"
    __table_args__ = (Index("ix_storage_fee_case", "case_id", "month", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id")
    month: date
    amount: Decimal | None = Field(default=None, sa_column=Column(MoneyColumn))
    charge_id: int | None = Field(default=None, foreign_key="charge.id")
    confirmed_by: str = ""
    answer: str = ""
    said: str = ""
    noted: int | None = None
    correction: Decimal = Field(
        default=Decimal(0), sa_column=Column(MoneyColumn, nullable=False, server_default="0")
    )
    signed_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    credit_id: int | None = Field(default=None, foreign_key="credit.id")
    refusal: str = Field(default="", sa_column_kwargs={"server_default": ""})
