"""The tables of the book: three ledgers by customer, and what of a receipt is for which case. Rows are only added; what was
undone is marked."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, false
from sqlmodel import Field, SQLModel

from store.database.columns import JsonColumn, MoneyColumn, QuantityColumn


class ChargeRow(SQLModel, table=True):
    """What a customer owes since a day (应收)."""

    __tablename__ = "charge"
    __table_args__ = (
        Index("ix_charge_customer", "customer_id", "day"),
        Index("ix_charge_day", "day"),
        Index("ix_charge_due", "due_on"),
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
        Index("ix_receipt_day", "day"),
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
    unnamed: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Nobody knows who paid, and `payer` is no name."""
    claim_id: int | None = Field(default=None, foreign_key="customer.id")
    """Whose it is said to be, until finance confirms it."""
    claimed: str = ""
    """Who says so."""
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
        Index("ix_credit_day", "day"),
        Index("ix_credit_ref", "ref"),
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


class CollectionRow(SQLModel, table=True):
    """What is due from one customer, followed until it is in (M4)."""

    __tablename__ = "collection"
    __table_args__ = (
        Index("ix_collection_customer", "customer_id", "number"),
        Index("ix_collection_state", "state", "ask_on"),
    )

    case_id: int = Field(foreign_key="cases.id", primary_key=True)
    number: int = Field(unique=True)
    customer_id: int = Field(foreign_key="customer.id")
    state: str
    opened_on: date
    ask_on: date
    """The company's own day on which they are spoken to next."""
    ask_by: datetime
    asked_at: datetime | None = None
    """Since when finance is asked to look for money that is said to be on its way."""
    asked_id: int | None = Field(default=None, foreign_key="member.id")
    asked_round: int = 0
    looked_at: datetime | None = None
    """When finance last said that all that came is entered."""
    excluded_until: date | None = None
    excluded_why: str = ""
    closed_at: datetime | None = None


class DunRow(SQLModel, table=True):
    """One contact about what is due, with its result."""

    __tablename__ = "dun"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    day: date
    at: datetime
    member_id: int | None = Field(default=None, foreign_key="member.id")
    member: str
    result: str
    person: str = ""
    level: int
    note: str = ""
    void_at: datetime | None = None


class PledgeRow(SQLModel, table=True):
    """What a customer promised to pay by a day; judged by the book on the day after."""

    __tablename__ = "pledge"
    __table_args__ = (CheckConstraint("amount > 0", name="ck_pledge_amount"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    due_on: date
    amount: Decimal = Field(sa_column=Column(MoneyColumn, nullable=False))
    at: datetime
    member_id: int | None = Field(default=None, foreign_key="member.id")
    member: str
    person: str = ""
    state: str
    came: Decimal = Field(sa_column=Column(MoneyColumn, nullable=False))
    """What came for it by its day."""
    judged_on: date | None = None
    void_at: datetime | None = None


class MeasureRow(SQLModel, table=True):
    """What is done about a customer who doesn't perform, by a day (M6)."""

    __tablename__ = "measure"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    text: str
    due_on: date
    due_at: datetime
    at: datetime
    member: str
    done_on: date | None = None
    done: str = ""
    stops: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """While it isn't done, nothing unpaid leaves the house for them."""
    void_at: datetime | None = None


class RateSheetRow(SQLModel, table=True):
    """A month's rates as they were handed in: what changed later stands beside them, never in them (M5)."""

    __tablename__ = "rate_sheet"

    month: date = Field(primary_key=True)
    """Its first day."""
    at: datetime
    member: str
    lines: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JsonColumn, nullable=False))


class SaleRow(SQLModel, table=True):
    """What was sold (P1): goods shipped, goods that came back and were counted, below zero, and what was let off, below zero too.

    Kept by the steps; every report reads it. What was undone is marked, so that a report once handed in can say what
    changed since.
    """

    __tablename__ = "sales_fact"
    __table_args__ = (
        Index("ix_sales_fact_day", "day"),
        Index("ix_sales_fact_customer", "customer_id", "day"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    day: date
    """The company's own."""
    case_id: int = Field(foreign_key="cases.id", index=True)
    """The order."""
    source: str
    """What of the order's: one shipment's line, one return's line, one credit. At most one standing fact has it."""
    ref: str = ""
    """The case that it came of, where that isn't the order: `R5`, `C12`."""
    shipment_id: int | None = Field(default=None, foreign_key="shipment.id")
    customer_id: int = Field(foreign_key="customer.id")
    product_id: int | None = Field(default=None, foreign_key="product.id")
    unit: str = ""
    region: str = ""
    """The customer's region and salesperson as of that day."""
    sales_id: int | None = Field(default=None, foreign_key="member.id")
    qty: Decimal = Field(sa_column=Column(QuantityColumn, nullable=False))
    amount: Decimal = Field(sa_column=Column(MoneyColumn, nullable=False))
    at: datetime
    void_at: datetime | None = None
