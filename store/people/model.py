"""Members, what they may be asked for, their absences, who asks to join, the rooms, and strangers answered once."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Index, text
from sqlmodel import Field, SQLModel, UniqueConstraint

from store.database.columns import JsonColumn


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

    @property
    def given(self) -> str:
        return self.name


class MemberRole(SQLModel, table=True):
    __tablename__ = "member_role"
    __table_args__ = (Index("ix_member_role_role", "role"),)

    member_id: int = Field(foreign_key="member.id", primary_key=True)
    role: str = Field(primary_key=True)


_NOT_ENDED = text("ended_at IS NULL")


class Absence(SQLModel, table=True):
    """A member is away, or will be: several may lie ahead, no two of them meet. `ended_at` is set when they are back, or
    when another absence replaced it."""

    __tablename__ = "absence"
    __table_args__ = (
        Index("ix_absence_open", "member_id", sqlite_where=_NOT_ENDED, postgresql_where=_NOT_ENDED),
    )

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id")
    substitute_id: int | None = Field(default=None, foreign_key="member.id")
    starts_at: datetime
    ends_at: datetime
    """The first moment at which they are there again."""
    set_by: int = Field(foreign_key="member.id")
    ended_at: datetime | None = None


_UNDECIDED = text("state IN ('asking', 'open')")


class JoinRequest(SQLModel, table=True):
    """Somebody wants to join, or a member wants one more role; one at a time.

    `state`: `asking` (which role?), `open` (with the admins), `accepted`, `refused`.
    """

    __tablename__ = "join_request"
    __table_args__ = (
        Index(
            "ix_join_request_open",
            "telegram_id",
            unique=True,
            sqlite_where=_UNDECIDED,
            postgresql_where=_UNDECIDED,
        ),
        Index("ix_join_request_person", "telegram_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    telegram_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    name: str
    language: str
    role: str = ""
    state: str = "asking"
    day: date
    """The company's date on which it was last spoken of; `answers` counts what was said to the asker on it."""
    answers: int = 0
    sent_at: datetime | None = None
    """When the admins were last told."""
    notices: list[int] = Field(default_factory=list, sa_column=Column(JsonColumn, nullable=False))
    """The outbox rows that show it: the asker's and the admins'."""
    decided_by: str = ""
    decided_at: datetime | None = None


class Room(SQLModel, table=True):
    """A group that the bot works in. `purpose` is `desk` or a role's name; empty while nobody has said."""

    __tablename__ = "room"

    id: int | None = Field(default=None, primary_key=True)
    chat_id: int = Field(sa_column=Column(BigInteger, unique=True, nullable=False))
    thread_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    purpose: str
    language: str | None = None
    title: str = ""
    active: bool = True
    """False while the bot is out of the group, and where it is none of ours."""
    version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Counts the decisions on its purpose: a press on an older question is stale."""
    set_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    set_at: datetime | None = None
    notices: list[int] = Field(
        default_factory=list, sa_column=Column(JsonColumn, nullable=False, server_default="[]")
    )
    """The outbox rows that ask what it is for."""
    barred: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Why Telegram lets the bot say nothing in it for now; empty while it does."""
    barred_at: datetime | None = None
    """Since when that is so, or since when the bot is out of it."""
    told: list[int] = Field(
        default_factory=list, sa_column=Column(JsonColumn, nullable=False, server_default="[]")
    )
    """The outbox rows that tell the admins of it."""
    from_file: dict[str, Any] | None = Field(default=None, sa_column=Column(JsonColumn))


class Presence(SQLModel, table=True):
    """Somebody was seen in a room, or seen to leave it. `told_at` is when that was last spoken of."""

    __tablename__ = "presence"
    __table_args__ = (Index("ix_presence_person", "telegram_id"),)

    room_id: int = Field(foreign_key="room.id", primary_key=True)
    telegram_id: int = Field(sa_column=Column(BigInteger, primary_key=True))
    left: bool = False
    told_at: datetime | None = None


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
    outbox_id: int | None = Field(default=None, foreign_key="outbox.id")
    """The message that asks."""


class DutyRow(SQLModel, table=True):
    """A duty set in the chat, beside those of company.toml; `when` as that writes it."""

    __tablename__ = "duty"

    id: int | None = Field(default=None, primary_key=True)
    role: str
    member_id: int = Field(foreign_key="member.id")
    when: str
    set_by: str
    set_at: datetime
    ended_at: datetime | None = None


class SwapRow(SQLModel, table=True):
    """One asks another to take the duty that begins on a day, and perhaps to give one back on another."""

    __tablename__ = "duty_swap"

    id: int | None = Field(default=None, primary_key=True)
    giver_id: int = Field(foreign_key="member.id")
    taker_id: int = Field(foreign_key="member.id")
    day: date
    back: date | None = None
    asked_at: datetime
    answered_at: datetime | None = None
    agreed: bool = False
