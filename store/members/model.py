"""Members, what they may be asked for, the rooms, and strangers already answered once."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Index
from sqlmodel import Field, SQLModel, UniqueConstraint

from store.db import JsonColumn


class Member(SQLModel, table=True):
    """A person of the company. `rank` is the order of the company's file: who is told first (O2)."""

    __tablename__ = "member"

    id: int | None = Field(default=None, primary_key=True)
    telegram_id: int = Field(sa_column=Column(BigInteger, unique=True, nullable=False))
    name: str
    language: str | None = None
    rank: int = 0
    active: bool = True
    head_of: list[str] = Field(default_factory=list, sa_column=Column(JsonColumn, nullable=False))
    from_file: dict[str, Any] | None = Field(default=None, sa_column=Column(JsonColumn))
    """The entry of company.toml as last read: only a changed entry overrides what the chat has changed since."""
    unreachable: str | None = None
    """Why private messages don't arrive: `never_started` or `blocked`; None while they do."""
    unreachable_since: datetime | None = None


class MemberRole(SQLModel, table=True):
    __tablename__ = "member_role"
    __table_args__ = (Index("ix_member_role_role", "role"),)

    member_id: int = Field(foreign_key="member.id", primary_key=True)
    role: str = Field(primary_key=True)


class Room(SQLModel, table=True):
    """A group that the bot works in. `purpose` is `desk` or a role's name."""

    __tablename__ = "room"

    id: int | None = Field(default=None, primary_key=True)
    chat_id: int = Field(sa_column=Column(BigInteger, unique=True, nullable=False))
    thread_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    purpose: str
    language: str | None = None
    title: str = ""
    active: bool = True
    from_file: dict[str, Any] | None = Field(default=None, sa_column=Column(JsonColumn))


class Stranger(SQLModel, table=True):
    """An unknown person or room that has had its one polite line."""

    __tablename__ = "stranger"

    chat_id: int = Field(sa_column=Column(BigInteger, primary_key=True))
    told_at: datetime


class Question(SQLModel, table=True):
    """A question that the bot asked a member and that is still open: `command` waits for the rest of its line."""

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("member_id"),)

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id")
    command: str
    asks: str
    lines: str = ""
    case_id: int | None = Field(default=None, foreign_key="cases.id")
    asked_at: datetime
