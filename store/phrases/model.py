"""Rows of what was learnt of this company's words, and of what was lost."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class PhraseRow(SQLModel, table=True):
    """A sentence without its figures and politeness, and the button that a member meant by it."""

    __tablename__ = "phrase"
    __table_args__ = (UniqueConstraint("phrase", "area", "action", "role", "member_id"),)

    id: int | None = Field(default=None, primary_key=True)
    phrase: str = Field(max_length=64, index=True)
    area: str
    action: str
    role: str
    """Of whoever pressed: it is understood of this role alone."""
    member_id: int = Field(foreign_key="member.id")
    pressed_at: datetime
    """First."""
    again_at: datetime | None = None
    """On a later day."""
    dropped_at: datetime | None = None
    """Taken back by an administrator."""


class LostRow(SQLModel, table=True):
    """What was said and not understood."""

    __tablename__ = "lost"

    id: int | None = Field(default=None, primary_key=True)
    text: str = Field(max_length=200)
    member_id: int = Field(foreign_key="member.id")
    at: datetime = Field(index=True)
