"""The tables of the book: three ledgers by customer, and what of a receipt is for which case. Rows are only added; what was
undone is marked."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index
from sqlmodel import Field, SQLModel

from store.database.columns import JsonColumn, MoneyColumn


class ChargeRow(SQLModel, table=True):
    """What a customer owes since a day (应收)."""

    __tablename__ = "charge"
    __table_args__ = (
        Index("ix_charge_customer", "customer_id", "day"),
        CheckConstraint("amount > 0", name="ck_charge_amount"),
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    kind: str
    case_id: int = Field(foreign_key="cases.id", index=True)
    """The case that it came of: an order."""
    shipment_id: int | None = Field(default=None, foreign_key="shipment.id")
    day: date
    """The company's own day on which the debt arose."""
    due_on: date | None = None
    amount: Decimal = Field(sa_column=Column(MoneyColumn, nullable=False))
    sales_id: int | None = Field(default=None, foreign_key="member.id")
    """The customer's salesperson as of that day (M5)."""
    note: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """What it was for, of a fee."""
    at: datetime
    void_at: datetime | None = None


class ReceiptRow(SQLModel, table=True):
    """Money that came (到账), or went back: then below zero."""

    __tablename__ = "receipt"
    __table_args__ = (
        Index("ix_receipt_customer", "customer_id", "day"),
        Index("ix_receipt_ref", "ref_key"),
        CheckConstraint("amount <> 0", name="ck_receipt_amount"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: int = Field(unique=True)
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    """None while nobody knows whose money it is."""
    kind: str
    case_id: int = Field(foreign_key="cases.id", index=True)
    """The case on which it was entered: an order, or its own."""
    day: date
    """Its value date, the company's own."""
    amount: Decimal = Field(sa_column=Column(MoneyColumn, nullable=False))
    ref: str = ""
    ref_key: str = ""
    """What of the reference tells it apart; empty where nothing does. Not unique: one transfer may pay for two orders."""
    at: datetime
    member_id: int | None = Field(default=None, foreign_key="member.id")
    member: str
    payer: str = ""
    """Who paid, as the bank names them."""
    proposed: list[dict[str, Any]] | None = Field(default=None, sa_column=Column(JsonColumn))
    """How it is to be divided, while that waits for an answer."""
    of_id: int | None = Field(default=None, foreign_key="receipt.id", index=True)
    """The receipt that this one takes back."""
    void_at: datetime | None = None


class AllocationRow(SQLModel, table=True):
    """What of a receipt is for a case. It settles the case's charges, those due first before others; what goes beyond them
    is kept for those to come."""

    __tablename__ = "allocation"
    __table_args__ = (CheckConstraint("amount <> 0", name="ck_allocation_amount"),)

    id: int | None = Field(default=None, primary_key=True)
    receipt_id: int = Field(foreign_key="receipt.id", index=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    amount: Decimal = Field(sa_column=Column(MoneyColumn, nullable=False))
    at: datetime
    member_id: int | None = Field(default=None, foreign_key="member.id")
    member: str
    void_at: datetime | None = None


class CreditRow(SQLModel, table=True):
    """What a customer was let off by a signed case (减项)."""

    __tablename__ = "credit"
    __table_args__ = (
        Index("ix_credit_customer", "customer_id", "day"),
        CheckConstraint("amount > 0", name="ck_credit_amount"),
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    kind: str
    case_id: int = Field(foreign_key="cases.id", index=True)
    """The case whose charges it takes from."""
    day: date
    """The company's own day on which it was signed or counted."""
    amount: Decimal = Field(sa_column=Column(MoneyColumn, nullable=False))
    ref: str
    """The signed case, as typed: `C12`, `R5`."""
    at: datetime
    member_id: int | None = Field(default=None, foreign_key="member.id")
    member: str
    void_at: datetime | None = None
