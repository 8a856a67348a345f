"""Messages owed to Telegram: a kind and facts, never finished text.

One row is one message in one chat. A card and a private task are rows whose content changes: `wanted` counts the
versions asked for, `shown` is the one people see, and the row is dirty while they differ. A notice or a toast is a
row that is asked for once.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from sqlalchemy import BigInteger, Column, Index, bindparam, func, text
from sqlmodel import Field, SQLModel, col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from store.db import JsonColumn

MOST_NEWS = 12
"""How many pieces of news go in one message at the most."""

_DIRTY = text("state = 'open' AND wanted > shown")


class Lane(IntEnum):
    """What goes first when a chat can't take everything at once."""

    TOAST = 0  # answers a press: free of Telegram's limits, worthless after seconds
    MONEY = 1  # money and problems
    NOTICE = 2
    TASK = 3
    CARD = 4


class Outbox(SQLModel, table=True):
    """`state`: `open`, `failed` (reached nobody; listed by /undelivered), `dropped` (no longer worth sending)."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_dirty", "lane", "id", sqlite_where=_DIRTY, postgresql_where=_DIRTY),
        Index("ix_outbox_message", "chat_id", "message_id"),
        Index("ix_outbox_case", "case_id", "kind"),
        Index("ix_outbox_task", "task_id"),
        Index(
            "ix_outbox_failed",
            "id",
            sqlite_where=text("state = 'failed'"),
            postgresql_where=text("state = 'failed'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    """The template's path below the language, such as `orders/card`."""
    lane: int
    chat_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    thread_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    member_id: int | None = Field(default=None, foreign_key="member.id")
    """Who reads it; None for a room."""
    case_id: int | None = Field(default=None, foreign_key="cases.id")
    task_id: int | None = Field(default=None, foreign_key="task.id")
    callback_id: str | None = Field(default=None, unique=True)
    """The press that a toast answers: exactly one answer each."""
    fallback_chat_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    """The room to say it in when its reader can't be reached in private."""
    reply_to: int | None = Field(default=None, sa_column=Column(BigInteger))
    document: str | None = None
    news: bool = False
    """Says what happened and asks for nothing: several that wait for one person may go in one message."""
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JsonColumn, nullable=False))
    wanted: int = 1
    shown: int = 0
    digest: str = ""
    """Of what people see now: a version that looks the same needs no call."""
    message_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    calls: int = 0
    state: str = "open"
    attempts: int = 0
    not_before: datetime | None = None
    error: str | None = None
    created_at: datetime
    changed_at: datetime
    settled_at: datetime | None = None


async def touch(
    session: AsyncSession, *, now: datetime, case_id: int, area: str, task_ids: Collection[int] = ()
) -> None:
    """Ask for a new version of a case's cards, and of every copy of these tasks of it."""
    living = col(Outbox.kind) == f"{area}/card"
    if task_ids:
        living |= col(Outbox.task_id).in_(task_ids)
    await _ask_again(session, now, col(Outbox.case_id) == case_id, living)


async def touch_tasks(session: AsyncSession, *, now: datetime, task_ids: Collection[int]) -> None:
    """Ask for a new version of every copy of these tasks, whatever cases they are of."""
    if task_ids:
        await _ask_again(session, now, col(Outbox.task_id).in_(task_ids))


async def _ask_again(session: AsyncSession, now: datetime, *where: Any) -> None:
    query = update(Outbox).where(*where, col(Outbox.state) == "open")
    await session.exec(query.values(wanted=Outbox.wanted + 1, changed_at=now))


async def rows(session: AsyncSession, ids: Collection[int]) -> dict[int, Outbox]:
    """By id."""
    found = await session.exec(select(Outbox).where(col(Outbox.id).in_(ids)))
    return {row.id: row for row in found if row.id is not None}


async def give_up(session: AsyncSession, row_id: int, error: str) -> None:
    """List a row as undelivered."""
    await session.exec(
        update(Outbox).where(col(Outbox.id) == row_id).values(state="failed", error=error[:300])
    )


async def refresh(session: AsyncSession, row_id: int, *, now: datetime) -> None:
    """Ask for the present version of one message."""
    await _ask_again(session, now, col(Outbox.id) == row_id)


async def answered(session: AsyncSession, callback_id: str) -> bool:
    """Whether a press has had its one answer: Telegram may send it twice under different update ids."""
    query = select(Outbox.id).where(Outbox.callback_id == callback_id)
    return (await session.exec(query)).first() is not None


_DUE = (
    select(Outbox)
    .where(_DIRTY, (col(Outbox.not_before).is_(None)) | (col(Outbox.not_before) <= bindparam("now")))
    .where((col(Outbox.lane) == Lane.TOAST) | col(Outbox.chat_id).not_in(bindparam("chats", expanding=True)))
    .where(col(Outbox.id).not_in(bindparam("rows", expanding=True)))
    .order_by(col(Outbox.lane), col(Outbox.calls), col(Outbox.id))
    .limit(bindparam("limit"))
)


async def due(
    session: AsyncSession,
    *,
    now: datetime,
    busy_rows: Collection[int],
    busy_chats: Collection[int],
    limit: int,
) -> list[Outbox]:
    """What may be sent now, most pressing first; toasts ignore busy chats."""
    asked = {"now": now, "rows": list(busy_rows), "chats": list(busy_chats), "limit": limit}
    return list(await session.exec(_DUE, params=asked))


async def about(session: AsyncSession, *, chat_id: int, message_id: int) -> Outbox | None:
    """The row behind one of the bot's messages, however often it was edited since; None for one about several cases."""
    query = select(Outbox).where(Outbox.chat_id == chat_id, Outbox.message_id == message_id)
    rows = (await session.exec(query.order_by(col(Outbox.id).desc()).limit(MOST_NEWS))).all()
    return rows[0] if len({row.case_id for row in rows}) == 1 else None


async def undelivered(session: AsyncSession, *, limit: int, offset: int = 0) -> list[Outbox]:
    query = select(Outbox).where(Outbox.state == "failed").order_by(col(Outbox.id).desc())
    return list(await session.exec(query.limit(limit).offset(offset)))


async def move_chat(session: AsyncSession, *, old: int, new: int) -> None:
    """A group became a supergroup: its rows follow. Message ids don't carry over, and the new chat counts its own."""
    await session.exec(update(Outbox).where(col(Outbox.chat_id) == old).values(chat_id=new, message_id=None))
    fallback = update(Outbox).where(col(Outbox.fallback_chat_id) == old)
    await session.exec(fallback.values(fallback_chat_id=new))


def notice(
    session: AsyncSession,
    kind: str,
    *,
    chat_id: int,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
    lane: Lane = Lane.NOTICE,
    **columns: Any,
) -> Outbox:
    """Queue a message that is said once."""
    row = Outbox(
        kind=kind,
        lane=lane,
        chat_id=chat_id,
        facts=dict(facts or {}),
        created_at=now,
        changed_at=now,
        **columns,
    )
    session.add(row)
    return row


async def count_undelivered(session: AsyncSession) -> int:
    query = select(func.count()).select_from(Outbox).where(Outbox.state == "failed")
    return (await session.exec(query)).one()


async def recent_calls(session: AsyncSession, *, now: datetime) -> dict[int, list[float]]:
    """Per group, how many seconds ago its latest calls of the last minute were settled."""
    since = now - timedelta(seconds=60)
    query = select(Outbox.chat_id, Outbox.settled_at).where(
        col(Outbox.settled_at) > since, col(Outbox.chat_id) < 0
    )
    found: dict[int, list[float]] = {}
    for chat_id, at in await session.exec(query):
        if at is not None:
            found.setdefault(chat_id, []).append(max(0.0, (now - at).total_seconds()))
    return found
