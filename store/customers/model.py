"""The tables of customers' files: the customer, every name they go by, their people, what changed, whose they were (U1, U2)."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Column, Index, text
from sqlmodel import Field, SQLModel

from store.database.columns import JsonColumn, MoneyColumn, by_code


class Customer(SQLModel, table=True):
    """The file itself. Texts may be empty; `since` is the first contact's time."""

    __tablename__ = "customer"
    __table_args__ = (
        Index("ix_customer_owner", "sales_id", "state"),
        Index("ix_customer_created", "created_at"),
        Index("ix_customer_gatherer", "gatherer_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int | None = Field(default=None, foreign_key="cases.id", unique=True)
    number: int | None = Field(default=None, unique=True)
    state: str = "active"
    name: str = Field(unique=True)
    sales_id: int | None = Field(default=None, foreign_key="member.id")
    """The responsible salesperson: whoever registered the first contact (U2)."""
    monthly: bool = False
    """Whether terms for a monthly account were signed (A1)."""
    credit_limit: Decimal = Field(default=Decimal(0), sa_column=Column(MoneyColumn, nullable=False))
    created_at: datetime

    grade: str = ""
    """The class, A, B or C; empty while none is set (U3)."""
    graded_on: date | None = None
    """The company's own day on which the class was last changed, from `graded_from`."""
    graded_from: str = ""
    stop_until: date | None = None
    """Through this day they asked not to be called (U3)."""
    stop_why: str = ""
    put_off_to: date | None = None
    quiet_on: date | None = None
    """The day on which it was last noticed that they order no more (U5)."""
    quiet_last: date | None = None
    """Their last order's day then."""
    quiet_round: int = 0
    quiet_why: str = ""
    lost_on: date | None = None
    """Since when they are said to be lost (U5); None while they aren't."""
    lost_why: str = ""
    wished_on: date | None = None
    """Since when they wish to be visited (U6); None while they don't, or once they were."""
    wish: str = ""
    wish_round: int = 0
    """Counts the wishes."""
    tax_no: str | None = Field(default=None, unique=True)
    region: str = ""
    address: str = ""
    phone: str = ""
    """The office's."""
    fax: str = ""
    website: str = ""
    business: str = ""
    products: str = ""
    strength: str = ""
    likelihood: str = ""
    standing: str = ""
    developments: str = ""
    note: str = ""
    gatherer_id: int | None = Field(default=None, foreign_key="member.id")
    """Who of ours gathers news of a customer of class A (U3)."""
    checked_at: datetime | None = None
    """When somebody last changed the facts or said that they are right."""
    twin_of: int | None = Field(default=None, foreign_key="customer.id")
    """Of two that an older store had under names which are one: the director says which is kept."""
    merged_into: int | None = Field(default=None, foreign_key="customer.id")


class CustomerAccess(SQLModel, table=True):
    """A file opened to a member through a day, by a signed form (A9)."""

    __tablename__ = "customer_access"

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    member_id: int = Field(foreign_key="member.id", index=True)
    until: date
    ref: str
    at: datetime
    void_at: datetime | None = None
    """When the step that opened it was undone."""


class NameKind(StrEnum):
    FULL = "full"
    SHORT = "short"
    OLD = "old"
    PAYER = "payer"


class CustomerName(SQLModel, table=True):
    """Every name that a customer goes by; `key` decides that it is one: no two customers have the same."""

    __tablename__ = "customer_name"

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    name: str
    key: str = Field(unique=True, sa_type=by_code())
    kind: str = NameKind.FULL
    at: datetime
    member_id: int | None = Field(default=None, foreign_key="member.id")


class Clue(StrEnum):
    """Of what kind it is."""

    NAME = "name"  # an end of a name, as it is written and by its key
    REGION = "region"  # an end of the region
    PIECE = "piece"  # a piece of a name's core, by which look-alikes are found
    PHONE = "phone"  # the figures of a telephone number


class CustomerClue(SQLModel, table=True):
    """What a customer is found by without reading every file; made of the file as it is kept."""

    __tablename__ = "customer_clue"

    kind: str = Field(primary_key=True)
    text: str = Field(primary_key=True, sa_type=by_code())
    customer_id: int = Field(primary_key=True, foreign_key="customer.id", index=True)


class CustomerPerson(SQLModel, table=True):
    """Somebody at a customer's; one of a name per customer."""

    __tablename__ = "customer_person"
    __table_args__ = (
        Index("ix_customer_person_of", "customer_id"),
        Index("ix_customer_person_name", "name"),
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    name: str
    title: str = ""
    level: str = ""
    """How high they stand, as visits count it (U3)."""
    mobile: str = ""
    direct: str = ""
    email: str = ""
    birthday: date | None = None
    """The day of birth by our calendar, as `store.hours.yearly` keeps it."""
    lunar: bool = False
    """It is kept by the Chinese calendar."""


class CustomerFact(SQLModel, table=True):
    """One fact that changed, or was said to be right (`field` is `checked`). Append-only."""

    __tablename__ = "customer_fact"
    __table_args__ = (Index("ix_customer_fact_of", "customer_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    event_id: int | None = Field(default=None, foreign_key="event.id")
    field: str
    old: str
    new: str
    at: datetime
    member_id: int | None = Field(default=None, foreign_key="member.id")


class Ownership(SQLModel, table=True):
    """Whose a customer was from when until when, and why (U2)."""

    __tablename__ = "ownership"
    __table_args__ = (Index("ix_ownership_of", "customer_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    member_id: int | None = Field(default=None, foreign_key="member.id")
    """None: nobody's, to be given to somebody."""
    since: datetime
    until: datetime | None = None
    why: str
    by_id: int | None = Field(default=None, foreign_key="member.id")


class Likeness(SQLModel, table=True):
    """A name that looks like a customer's on file: what was asked of whom, the text that waits for it, and the answer."""

    __tablename__ = "likeness"
    __table_args__ = (Index("ix_likeness_key", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str
    key: str
    like: list[int] = Field(default_factory=list, sa_column=Column(JsonColumn, nullable=False))
    """The customers it looks like, by id."""
    member_id: int = Field(foreign_key="member.id")
    text: str
    """What was typed, to be taken once it is answered."""
    by_director: bool
    """The asker may not see what it looks like: the director says (U2)."""
    asked_at: datetime
    same_id: int | None = Field(default=None, foreign_key="customer.id")
    """None while it isn't answered, or is another customer."""
    answered_by: int | None = Field(default=None, foreign_key="member.id")
    answered_at: datetime | None = None


def _standing_on(track: str) -> Index:
    """The last contact of a track is found without reading the others."""
    return Index(
        f"ix_contact_{track}",
        "customer_id",
        "happened_on",
        sqlite_where=text(f"{track} = 1 AND void_at IS NULL"),
        postgresql_where=text(f"{track} AND void_at IS NULL"),
    )


class ContactRow(SQLModel, table=True):
    """One contact with a customer, or an attempt (U3). Undone ones stay, void, and never count."""

    __tablename__ = "contact"
    __table_args__ = (
        Index("ix_contact_of", "customer_id", "happened_on"),
        Index("ix_contact_noted", "noted_at"),
        Index("ix_contact_day", "happened_on"),
        _standing_on("calls"),
        _standing_on("visits"),
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    kind: str
    happened_on: date
    """The company's own day."""
    noted_at: datetime
    member_id: int | None = Field(default=None, foreign_key="member.id")
    member: str
    person: str = ""
    level: str = ""
    reached: bool = True
    place: str = ""
    proof: str = ""
    """What shows that a visit was one: `photo`, `place`."""
    note: str = ""
    case_id: int | None = Field(default=None, foreign_key="cases.id")
    """The case that it came of: an order, a complaint."""
    calls: bool = False
    """Whether it counts on the call track."""
    visits: bool = False
    void_at: datetime | None = None


class ReadRow(SQLModel, table=True):
    """Who read, or was refused, what of a customer's file (U4). Of class A each read is a row; of others those of one
    member, part, way and day are one, with their count."""

    __tablename__ = "read_log"
    __table_args__ = (
        Index("ix_read_log_of", "customer_id", "id"),
        Index("ix_read_log_at", "at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id")
    customer_id: int = Field(foreign_key="customer.id")
    part: str
    path: str
    """How it was read: by command, export, search, attachment."""
    day: date
    """The company's own."""
    at: datetime
    """The latest of them."""
    count: int = 1
    refused: bool = False


class MergeRow(SQLModel, table=True):
    """Two files that are one from then on; `void_at` when that was taken back."""

    __tablename__ = "customer_merge"

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    """The one that stays."""
    other_id: int = Field(foreign_key="customer.id")
    at: datetime
    void_at: datetime | None = None


class MovedRow(SQLModel, table=True):
    """A row that went from one customer to the other, by its table and key: so that it can go back."""

    __tablename__ = "customer_moved"

    merge_id: int = Field(primary_key=True, foreign_key="customer_merge.id")
    table_name: str = Field(primary_key=True)
    key: int = Field(primary_key=True)
