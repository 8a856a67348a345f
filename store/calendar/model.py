"""The tables of the calendar: how far each entry has come, its occurrences, what is owed and who is asked."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from store.database.columns import JsonColumn

_WAITING = text("next_at IS NOT NULL")


class EntryRow(SQLModel, table=True):
    """How far an entry has come: `next_at` is when its next time round opens, None where none will."""

    __tablename__ = "calendar_entry"
    __table_args__ = (
        Index("ix_calendar_entry_next", "next_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    key: str = Field(primary_key=True)
    digest: str
    """Of the entry and of the hours and days off that it was read with: another one begins afresh."""
    since: datetime
    """What was due by then is left as it was."""
    last_date: date | None = None
    last_slot: int = 0
    """The last time round that was opened or passed over."""
    next_at: datetime | None = None


class OccurrenceRow(SQLModel, table=True):
    __tablename__ = "occurrence"
    __table_args__ = (
        UniqueConstraint("entry", "date", "slot"),
        Index("ix_occurrence_next", "next_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_occurrence_due", "due_at"),
        Index("ix_occurrence_state", "state", "due_at"),
        Index("ix_occurrence_series", "series", "kind", "due_at"),
    )

    case_id: int = Field(foreign_key="cases.id", primary_key=True)
    number: int = Field(unique=True)
    state: str
    kind: str
    entry: str | None = None
    series: str
    title: str
    title_en: str
    date: date
    slot: int
    starts_at: datetime
    due_at: datetime
    ends_at: datetime
    pings: list[str] = Field(default_factory=list, sa_column=Column(JsonColumn, nullable=False))
    pass_up_at: datetime
    expires_at: datetime | None = None
    per: str
    roles: list[str] = Field(default_factory=list, sa_column=Column(JsonColumn, nullable=False))
    to: str | None = None
    silent: bool = False
    next_at: datetime | None = None
    """When the clock has a step to take; None once it is over."""
    passed_up_at: datetime | None = None
    caller_id: int | None = Field(default=None, foreign_key="member.id")
    keeper_id: int | None = Field(default=None, foreign_key="member.id")
    reason: str = ""
    ended_at: datetime | None = None
    minutes: str = ""
    minutes_at: datetime | None = None
    minutes_by: str = ""
    minutes_due: datetime | None = None
    round: int = 0
    missed: bool = False
    uncarded: bool = False


class ShareRow(SQLModel, table=True):
    """`void_at` where adding it was undone."""

    __tablename__ = "occurrence_share"
    __table_args__ = (Index("ix_occurrence_share_case", "case_id"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id")
    member_id: int | None = Field(default=None, foreign_key="member.id")
    name: str
    done_at: datetime | None = None
    done_by: int | None = Field(default=None, foreign_key="member.id")
    done_name: str = ""
    waived_at: datetime | None = None
    void_at: datetime | None = None


class AskedRow(SQLModel, table=True):
    __tablename__ = "occurrence_asked"
    __table_args__ = (
        Index("ix_occurrence_asked_case", "case_id"),
        Index("ix_occurrence_asked_member", "member_id", "due_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id")
    member_id: int = Field(foreign_key="member.id")
    name: str
    role: str
    reply: str = ""
    quiet_until: datetime | None = None
    due_at: datetime
    """The occurrence's, repeated for a person's own list."""
    void_at: datetime | None = None


def plain(values: Any) -> list[str]:
    """A row of moments or names as JSON keeps them."""
    return [value.isoformat() if isinstance(value, datetime) else str(value) for value in values]
