"""The tables of what customers have on paper: statements with their lines, and invoices. Once issued a statement's content
never changes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from store.database.columns import JsonColumn, MoneyColumn


class StatementRow(SQLModel, table=True):
    """One revision of the statement of a customer's month (M2)."""

    __tablename__ = "statement"
    __table_args__ = (
        UniqueConstraint("party_id", "month", "revision", name="uq_statement_month"),
        Index("ix_statement_customer", "customer_id", "month"),
        Index("ix_statement_case", "case_id"),
        Index("ix_statement_state", "state", "number"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id")
    number: int
    revision: int
    state: str
    customer_id: int = Field(foreign_key="customer.id")
    """Whose book it is of: the survivor's, once two customers are one."""
    party_id: int
    """Whom it was drawn up for, which no merging changes."""
    customer: str
    """Their name then."""
    month: date
    """Its first day."""
    cut: date
    """The last day that it covers."""
    opening: Decimal = Field(sa_column=Column(MoneyColumn, nullable=False))
    charges: Decimal = Field(sa_column=Column(MoneyColumn, nullable=False))
    credits: Decimal = Field(sa_column=Column(MoneyColumn, nullable=False))
    receipts: Decimal = Field(sa_column=Column(MoneyColumn, nullable=False))
    closing: Decimal = Field(sa_column=Column(MoneyColumn, nullable=False))
    age: dict[str, str] = Field(sa_column=Column(JsonColumn, nullable=False))
    """What is owed by how long it has been due, as of the cut."""
    texts: dict[str, Any] = Field(sa_column=Column(JsonColumn, nullable=False))
    """What the sheet says beside figures: whose paper it is, to whom, the consignment list."""
    digest: str = ""
    """Of all of the content, as it was issued; empty while it is a draft."""
    drafted_at: datetime
    issued_at: datetime | None = None
    issued_by: str = ""
    agreed: Decimal | None = Field(default=None, sa_column=Column(MoneyColumn, nullable=True))
    agreed_at: datetime | None = None
    agreed_with: str = ""
    agreed_how: str = ""
    followed_id: int | None = Field(default=None, foreign_key="statement.id", index=True)
    """The issued one that begins with what this one ends with."""


class StatementLineRow(SQLModel, table=True):
    """What an issued statement says of one row of the book. What stands on none, or has changed since, goes on the next."""

    __tablename__ = "statement_line"
    __table_args__ = (
        Index("ix_statement_line_entry", "ledger", "entry_id"),
        Index("ix_statement_line_statement", "statement_id", "position"),
    )

    id: int | None = Field(default=None, primary_key=True)
    statement_id: int = Field(foreign_key="statement.id")
    position: int
    ledger: str
    entry_id: int
    day: date
    kind: str
    ref: str
    text: str
    amount: Decimal = Field(sa_column=Column(MoneyColumn, nullable=False))
    """Charges above zero, credits and receipts below."""
    late: bool = False
    """It is of a day that an earlier one covers."""


class DisputeRow(SQLModel, table=True):
    """A line of an issued statement that the customer doesn't accept. It stays owed; what of it is open isn't chased."""

    __tablename__ = "dispute"
    __table_args__ = (
        Index("ix_dispute_statement", "statement_id"),
        Index("ix_dispute_entry", "ledger", "entry_id"),
        Index("ix_dispute_claim", "claim"),
        CheckConstraint("amount > 0", name="ck_dispute_amount"),
    )

    id: int | None = Field(default=None, primary_key=True)
    statement_id: int = Field(foreign_key="statement.id")
    customer_id: int = Field(foreign_key="customer.id", index=True)
    position: int
    ledger: str
    entry_id: int
    amount: Decimal = Field(sa_column=Column(MoneyColumn, nullable=False))
    reason: str
    at: datetime
    void_at: datetime | None = None
    claim: str = ""
    """The complaint that was opened for it, as typed, `C12`: what is let off on it is a credit of this reference."""
    decided_at: datetime | None = None
    """When that complaint was decided last, by its signatures or its end; empty while it is open, or open again."""


class InvoiceRow(SQLModel, table=True):
    """An invoice, or a red one that takes another back. Its amount is above zero in both."""

    __tablename__ = "invoice"

    case_id: int = Field(foreign_key="cases.id", primary_key=True)
    number: int = Field(unique=True)
    state: str
    statement_case_id: int = Field(foreign_key="cases.id", index=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    customer: str
    title: str
    tax_no: str = ""
    amount: Decimal = Field(sa_column=Column(MoneyColumn, nullable=False))
    invoice_no: str = ""
    """As the tax office numbers it."""
    red_of: int | None = Field(default=None, foreign_key="cases.id", index=True)
    """The case of the blue one that a red one takes back."""
    reason: str = ""
    creator_id: int | None = Field(default=None, foreign_key="member.id")
    confirmed_with: str = ""
    issued_on: date | None = None
    handed_on: date | None = None
    handed_how: str = ""
