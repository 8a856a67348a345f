"""The table of invoices."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from store.database.columns import MoneyColumn


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
