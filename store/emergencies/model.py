"""The table of emergencies."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class EmergencyRow(SQLModel, table=True):
    __tablename__ = "emergency"

    case_id: int = Field(foreign_key="cases.id", primary_key=True)
    number: int = Field(unique=True)
    state: str = Field(index=True)
    text: str
    creator_id: int | None = Field(default=None, foreign_key="member.id")
    raised_at: datetime
    settled: str = ""
    settled_by: str = ""
    settled_at: datetime | None = None
