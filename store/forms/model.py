"""The tables of forms: each version of a kind as it was first used, each form with its values, and what came of some."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Index, text
from sqlmodel import Field, SQLModel

from store.database.columns import JsonColumn, MoneyColumn

_BOOKED = text("does = 'trial.book' AND void_at IS NULL")


class FormVersion(SQLModel, table=True):
    """A definition whole, by the hash of what it says: a form is read and run by its own for good."""

    __tablename__ = "form_version"

    hash: str = Field(primary_key=True)
    kind: str = Field(index=True)
    definition: dict[str, Any] = Field(sa_column=Column(JsonColumn, nullable=False))
    first_used_at: datetime


class FormRow(SQLModel, table=True):
    """One form. `said` are its values by field; `skipped` are the blocks, by place, that its values leave out."""

    __tablename__ = "form"
    __table_args__ = (
        Index("ix_form_kind", "kind", "state"),
        Index("ix_form_creator", "creator_id", "kind"),
        Index("ix_form_lapses", "lapses_at"),
    )

    case_id: int = Field(foreign_key="cases.id", primary_key=True)
    number: int = Field(unique=True)
    state: str
    kind: str
    version: str = Field(foreign_key="form_version.hash")
    said: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JsonColumn, nullable=False))
    before: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JsonColumn, nullable=False))
    """As it was when it was last signed or refused: what an amended form's signers are shown first."""
    skipped: list[int] = Field(default_factory=list, sa_column=Column(JsonColumn, nullable=False))
    totals: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JsonColumn, nullable=False))
    """By place of the block: how many forms its sum covers, and what they come to."""
    amount: Decimal | None = Field(default=None, sa_column=Column(MoneyColumn))
    """For lists, as the values say it."""
    started_at: datetime
    creator_id: int | None = Field(default=None, foreign_key="member.id")
    department: str = ""
    """The role whose head is the starter's."""
    about_id: int | None = Field(default=None, foreign_key="cases.id", index=True)
    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    sees: str = ""
    """The roles that may read it, for lists: `,finance,service,`."""
    refusal: str = ""
    chain: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """On which chain of the case that it is about it is signed; empty: on its own."""
    lapses_at: datetime
    pinged_at: datetime | None = None
    """When whoever has it was told that it lapses soon."""
    urged_at: datetime | None = None


class FormEffect(SQLModel, table=True):
    """What a signed form brought about that no other case keeps: a file opened, a day booked, a budget, a contract.

    `key` is the budget's kind or the contract's own number; `until` a contract's present end; `months` those by which
    it goes on if nobody ends it.
    """

    __tablename__ = "form_effect"
    __table_args__ = (
        Index("ix_form_effect_case", "case_id"),
        Index("ix_form_effect_does", "does", "customer_id"),
        Index(
            "ix_form_effect_booked",
            "member_id",
            "day",
            unique=True,
            sqlite_where=_BOOKED,
            postgresql_where=_BOOKED,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id")
    does: str
    member_id: int | None = Field(default=None, foreign_key="member.id")
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    day: date | None = None
    until: date | None = None
    key: str = ""
    note: str = ""
    amount: Decimal | None = Field(default=None, sa_column=Column(MoneyColumn))
    notice: int | None = None
    months: int | None = None
    remind_on: date | None = Field(default=None, index=True)
    """Of a contract: the day on which the clock looks at it next, counted back from its present end."""
    at: datetime
    void_at: datetime | None = None
    """When the step that brought it about was undone, or a contract was ended."""
