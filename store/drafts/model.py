"""The tables of half-filled orders and of workbooks of orders."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, text
from sqlmodel import Field, SQLModel, UniqueConstraint

from store.database.columns import JsonColumn

_NEVER_AGAIN = {"sqlite_autoincrement": True}
"""A button names its draft: the number of one that is gone must not come to another."""

_WANTED = text("state = 'wanted'")


class DraftRow(SQLModel, table=True):
    """An order half filled in, one a member. `state`: `open`, or `left` until its member goes on with it."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("member_id"), _NEVER_AGAIN)

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id")
    state: str = "open"
    asks: str
    version: int = 0
    """Counts the questions asked: what a button carries, so that a press on an older one is known."""
    filled: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JsonColumn, nullable=False))
    options: list[Any] = Field(default_factory=list, sa_column=Column(JsonColumn, nullable=False))
    """What the question's buttons offer, in their order."""
    outbox_id: int | None = Field(default=None, foreign_key="outbox.id")
    """The message that asks."""
    opened_at: datetime
    touched_at: datetime


class WorkbookRow(SQLModel, table=True):
    """A workbook of orders, or of customers, that somebody sent.

    `state`: `wanted` (still to be fetched and read), `failed` (never will be), `wrong` (nothing in it may be taken),
    `shown` (waits for its sender's word), `taken`, `undone`, `left`.
    """

    __tablename__ = "workbook"
    __table_args__ = (Index("ix_workbook_wanted", "id", sqlite_where=_WANTED, postgresql_where=_WANTED),)

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id")
    file_id: str
    name: str
    kind: str = "orders"
    """What its rows are: `orders` or `customers`; known once it is read."""
    state: str = "wanted"
    outbox_id: int | None = Field(default=None, foreign_key="outbox.id")
    received_at: datetime
    attempts: int = 0
    not_before: datetime | None = None
    error: str | None = None
    digest: str | None = None
    orders: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JsonColumn, nullable=False))
    faults: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JsonColumn, nullable=False))
    read_at: datetime | None = None
    taken_at: datetime | None = None
    taken_digest: str | None = Field(default=None, unique=True)
    """The same file has its effect once, whoever sends it how often."""
    numbers: list[int] = Field(default_factory=list, sa_column=Column(JsonColumn, nullable=False))
    """The orders, or the customers, taken from it."""
