"""The table of inquiries."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class InquiryRow(SQLModel, table=True):
    __tablename__ = "inquiry"
    __table_args__ = (Index("ix_inquiry_state", "state"), Index("ix_inquiry_customer", "customer_id"))

    case_id: int = Field(foreign_key="cases.id", primary_key=True)
    number: int = Field(unique=True)
    state: str
    text: str
    customer: str = ""
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    contact: str = ""
    phone: str = ""
    matter: str
    department: str
    taker: str
    creator_id: int | None = Field(default=None, foreign_key="member.id")
    taken_at: datetime
    by: date | None = None
    minutes: int = 0
    round: int = 0
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    dropped_why: str = ""
