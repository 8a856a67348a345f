"""The table of reports that are handed in (P1)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from store.database.columns import JsonColumn


class ReportRow(SQLModel, table=True):
    """One kind's month, or what of it is about one customer. `figures` is what was handed in, whole; None while it is drafted."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("kind", "month", "subject", name="uq_report_subject"),)

    case_id: int = Field(foreign_key="cases.id", primary_key=True)
    number: int = Field(unique=True)
    state: str
    kind: str
    month: date
    """Its first day."""
    subject: str = Field(default="", sa_column_kwargs={"server_default": ""})
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    member_id: int | None = Field(default=None, foreign_key="member.id")
    said: str = Field(default="", sa_column_kwargs={"server_default": ""})
    submitted_at: datetime | None = None
    submitted_id: int | None = Field(default=None, foreign_key="member.id")
    received_at: datetime | None = None
    figures: dict[str, Any] | None = Field(default=None, sa_column=Column(JsonColumn))
