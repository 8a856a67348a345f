"""The table of complaints. What was said at each step stands in its event too."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Column, Index
from sqlmodel import Field, SQLModel

from store.database.columns import MoneyColumn


class ComplaintRow(SQLModel, table=True):
    __tablename__ = "complaint"
    __table_args__ = (
        Index("ix_complaint_state", "state", "number"),
        Index("ix_complaint_customer", "customer_id", "number"),
        Index("ix_complaint_order", "order_id"),
        Index("ix_complaint_closed", "closed_at"),
        CheckConstraint("score is null or score between 1 and 5", name="ck_complaint_score"),
        CheckConstraint("cost >= 0 and deduction >= 0 and spent >= 0", name="ck_complaint_money"),
    )

    case_id: int = Field(foreign_key="cases.id", primary_key=True)
    number: int = Field(unique=True)
    state: str
    customer: str
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    order_id: int | None = Field(default=None, foreign_key="cases.id")
    creator_id: int | None = Field(default=None, foreign_key="member.id")
    channel: str
    text: str
    severity: str
    since: date | None
    contact: str
    phone: str
    taken_at: datetime | None
    taken_up_by: str = ""

    ours: bool | None = None
    department: str | None = None
    person: str = ""
    cause: str = ""
    remedy: str = ""
    cost: Decimal = Field(sa_column=Column(MoneyColumn, nullable=False))
    deduction: Decimal = Field(sa_column=Column(MoneyColumn, nullable=False))
    spent: Decimal = Field(sa_column=Column(MoneyColumn, nullable=False))
    overrun: Decimal | None = Field(default=None, sa_column=Column(MoneyColumn))
    vouched: bool = False
    above_limit: bool = False
    opinion: str = ""
    reject_reason: str = ""
    result: str = ""
    stage_at: datetime | None = None
    left: int | None = None
    asked_at: datetime | None = None
    asked_until: date | None = None
    round: int = 0
    heard: str = ""
    score: int | None = None
    answer: str = ""
    lesson: str = ""
    reopen_reason: str = ""
    reopened: int = 0
    closed_at: datetime | None = None
    urged_at: datetime | None = None
