"""What every case leaves behind: the case itself, its history, and what was attached to it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Index, bindparam, func, text
from sqlmodel import Field, SQLModel, UniqueConstraint, col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from store.database.columns import JsonColumn

UNDO = "undo"
"""The step name of a compensating event."""


class Case(SQLModel, table=True):
    """Anything that is followed until it is done. `terms` counts changes of what was agreed: it makes presses stale."""

    __tablename__ = "cases"
    __table_args__ = (UniqueConstraint("area", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    area: str
    number: int
    state: str
    title: str = ""
    """What names it in lists beside its number: the customer, as a rule."""
    title_en: str = ""
    """The same in English, where what names it is a word of the house and not a name: a form, an entry of the calendar."""
    terms: int = 1
    events: int = 0
    version: int = 0
    """Counts whatever changes what people see of it: steps, and tasks told on. A view of one version stays true."""
    opened_at: datetime
    chat_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    """Where it was asked for."""
    about_id: int | None = Field(default=None, foreign_key="cases.id", index=True)
    """The case that it is about: a complaint's order."""

    @property
    def named(self) -> dict[str, str]:
        """What names it, for readers of either language."""
        return {"title": self.title, "title_en": self.title_en or self.title}


class Event(SQLModel, table=True):
    """One step taken. Append-only; `actor_id` is None for the clock."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("case_id", "seq"),
        Index("ix_event_actor", "actor_id", "id"),
        Index("ix_event_message", "chat_id", "message_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id")
    seq: int
    step: str
    action: str
    actor_id: int | None = Field(default=None, foreign_key="member.id")
    actor: str
    at: datetime
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JsonColumn, nullable=False))
    patch: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JsonColumn, nullable=False))
    """What it changed, so that it can be undone."""
    undone_at: datetime | None = None
    entailed_by: int | None = Field(default=None, foreign_key="event.id", index=True)
    """The event of another case that brought this one about, or came first of several at once; they are undone together."""
    inbox_id: int | None = Field(default=None, foreign_key="inbox.id")
    chat_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    message_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    """The message that asked for it, if it was typed."""


class AttachmentRow(SQLModel, table=True):
    """A photo or file kept with a case: what Telegram needs to fetch it again, and what tells it from others."""

    __tablename__ = "attachment"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    event_id: int = Field(foreign_key="event.id")
    kind: str
    file_id: str
    unique_id: str = Field(index=True)
    name: str = ""


_ACT_DUE = text("due_at IS NOT NULL")


class ActRow(SQLModel, table=True):
    """What one person did at once and Telegram brings in several messages: an album, or a text longer than it takes.

    `key` is the album's id, or says whose text it is. `words` are those by which an album was judged; empty until then.
    """

    __tablename__ = "act"
    __table_args__ = (
        UniqueConstraint("chat_id", "key"),
        Index("ix_act_due", "due_at", sqlite_where=_ACT_DUE, postgresql_where=_ACT_DUE),
        Index("ix_act_at", "at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    chat_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    key: str
    member_id: int = Field(foreign_key="member.id")
    message_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    """The first of its messages that came."""
    thread_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    about_id: int | None = Field(default=None, foreign_key="outbox.id")
    """The message of the bot's that it answers."""
    words: str = ""
    parts: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JsonColumn, nullable=False))
    """Pictures that came before the step to keep them with."""
    event_id: int | None = Field(default=None, foreign_key="event.id")
    """The one step that was taken on it; whatever comes of it later is kept with that."""
    at: datetime
    due_at: datetime | None = None
    """When an album that nobody said a word to is taken for what it is."""


_NAMED = select(Case).where(Case.area == bindparam("area"), Case.number == bindparam("number"))
_CASES = select(Case).where(col(Case.id).in_(bindparam("ids", expanding=True)))
# Whatever a session has seen of the case before, it is judged afresh.
_LOCKED = _NAMED.with_for_update().execution_options(populate_existing=True)
_ABOUT = select(Case).where(Case.about_id == bindparam("about")).order_by(col(Case.id))
_HISTORY = (
    select(Event)
    .where(Event.case_id == bindparam("case"))
    .order_by(col(Event.seq).desc())
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_PROOFS = select(func.count()).select_from(AttachmentRow).where(AttachmentRow.case_id == bindparam("case"))


async def changed(session: AsyncSession, case: int) -> None:
    """What people see of a case is no longer what it was."""
    await session.exec(update(Case).where(col(Case.id) == case).values(version=Case.version + 1))


async def find_case(session: AsyncSession, area: str, number: int, *, lock: bool = False) -> Case | None:
    """What is locked is this transaction's until its end, and isn't read again."""
    locked: dict[tuple[str, int], Case] = session.info.setdefault("locked", {})
    if (area, number) in locked:
        return locked[area, number]
    query = _LOCKED if lock else _NAMED
    case = (await session.exec(query, params={"area": area, "number": number})).first()
    if lock and case is not None:
        locked[area, number] = case
    return case


async def cases(session: AsyncSession, ids: Collection[int]) -> Sequence[Case]:
    """Several at once; whoever gets one of them from this session later has it already."""
    return (await session.exec(_CASES, params={"ids": list(ids)})).all() if ids else ()


async def lock_about(session: AsyncSession, case: Case) -> None:
    """Also the case that this one is about: always after it, so that no two wait for each other."""
    if case.about_id is not None:
        await session.get_one(Case, case.about_id, with_for_update=True)


async def cases_about(session: AsyncSession, case: int) -> Sequence[Case]:
    """The cases of other areas that are about this one: an order's complaints."""
    return (await session.exec(_ABOUT, params={"about": case})).all()


async def made_by(session: AsyncSession, *, chat_id: int, message_id: int) -> Case | None:
    """The case on which a message took a step."""
    query = select(Case).join(Event, col(Event.case_id) == col(Case.id))
    found = await session.exec(query.where(Event.chat_id == chat_id, Event.message_id == message_id).limit(1))
    return found.first()


async def history(session: AsyncSession, case: int, *, limit: int, offset: int = 0) -> Sequence[Event]:
    """Newest first."""
    return (await session.exec(_HISTORY, params={"case": case, "limit": limit, "offset": offset})).all()


async def proofs(session: AsyncSession, case: int) -> int:
    """How many photos and files are kept with the case."""
    return (await session.exec(_PROOFS, params={"case": case})).one()


async def kept_with(session: AsyncSession, case: int) -> Sequence[tuple[AttachmentRow, Event]]:
    """The photos and files of a case, in the order in which they came, each with the step that brought it."""
    query = (
        select(AttachmentRow, Event)
        .join(Event, col(Event.id) == col(AttachmentRow.event_id))
        .where(AttachmentRow.case_id == case)
    )
    return (await session.exec(query.order_by(col(AttachmentRow.id)))).all()


def case_id(case: Case) -> int:
    assert case.id is not None, "a case is flushed before it is spoken of"
    return case.id
