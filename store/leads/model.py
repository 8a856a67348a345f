"""The table of leads."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class LeadRow(SQLModel, table=True):
    """One lead. `key` is the name's, as customers' names have them: the name space is one."""

    __tablename__ = "lead"
    __table_args__ = (Index("ix_lead_key", "key", "state"), Index("ix_lead_sales", "sales_id", "state"))

    case_id: int = Field(foreign_key="cases.id", primary_key=True)
    number: int = Field(unique=True)
    state: str
    customer: str
    key: str
    contact: str = ""
    mobile: str = ""
    region: str = ""
    needs: str = ""
    source: str = ""
    note: str = ""
    sales_id: int | None = Field(default=None, foreign_key="member.id")
    found_at: datetime
    stage_at: datetime
    spoken_on: date
    said: str = ""
    ping_on: date | None = None
    round: int = 0
    lost_why: str = ""
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    """Whose file it became."""
