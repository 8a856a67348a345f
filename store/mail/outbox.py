"""Messages owed to Telegram: a kind and facts, never finished text.

One row is one message in one chat. A card and a private task are rows whose content changes: `wanted` counts the
versions asked for, `shown` is the one people see, and the row is dirty while they differ. A notice or a toast is a
row that is asked for once.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from sqlalchemy import BigInteger, Column, Index, bindparam, func, text
from sqlmodel import Field, SQLModel, col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from store.database.columns import JsonColumn
from store.database.db import bring

MOST_NEWS = 12
"""How many pieces of news go in one message at the most."""

TOAST = "toast"
"""What a commit brings that has an answer to a press in it."""

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


# In the session such rows keep the old count; whoever counts on from it asks for one version less, of the same moment.
_AGAIN = (
    update(Outbox)
    .where(col(Outbox.state) == "open")
    .values(wanted=Outbox.wanted + 1, changed_at=bindparam("moment"), not_before=None)
    .execution_options(synchronize_session=False)
)
_COPIES = col(Outbox.task_id).in_(bindparam("tasks", expanding=True))
_OF_CASE = _AGAIN.where(
    col(Outbox.case_id) == bindparam("of_case"), (col(Outbox.kind) == bindparam("card")) | _COPIES
)
_OF_TASKS = _AGAIN.where(_COPIES)
_OF_ROW = _AGAIN.where(col(Outbox.id) == bindparam("row"))


async def touch(
    session: AsyncSession, *, now: datetime, case_id: int, area: str, task_ids: Collection[int] = ()
) -> None:
    """Ask for a new version of a case's cards, and of every copy of these tasks of it."""
    asked = {"moment": now, "of_case": case_id, "card": f"{area}/card", "tasks": list(task_ids)}
    await session.exec(_OF_CASE, params=asked)


async def touch_tasks(session: AsyncSession, *, now: datetime, task_ids: Collection[int]) -> None:
    """Ask for a new version of every copy of these tasks, whatever cases they are of."""
    if task_ids:
        await session.exec(_OF_TASKS, params={"moment": now, "tasks": list(task_ids)})


_ROWS = select(Outbox).where(col(Outbox.id).in_(bindparam("ids", expanding=True)))


async def rows(session: AsyncSession, ids: Collection[int]) -> dict[int, Outbox]:
    """By id."""
    if not ids:
        return {}
    found = await session.exec(_ROWS, params={"ids": list(ids)})
    return {row.id: row for row in found if row.id is not None}


async def give_up(session: AsyncSession, row_id: int, error: str) -> None:
    """List a row as undelivered."""
    await session.exec(
        update(Outbox).where(col(Outbox.id) == row_id).values(state="failed", error=error[:300])
    )


async def refresh(session: AsyncSession, row_id: int, *, now: datetime) -> None:
    """Ask for the present version of one message."""
    await session.exec(_OF_ROW, params={"moment": now, "row": row_id})


_ANSWERED = select(Outbox.id).where(Outbox.callback_id == bindparam("callback"))


async def answered(session: AsyncSession, callback_id: str) -> bool:
    """Whether a press has had its one answer: Telegram may send it twice under different update ids."""
    return (await session.exec(_ANSWERED, params={"callback": callback_id})).first() is not None


@dataclass(frozen=True, slots=True)
class Due:
    """As much of a row as choosing among many takes."""

    id: int
    lane: int
    chat_id: int
    message_id: int | None
    calls: int
    news: bool
    changed_at: datetime


LONGEST_WAIT = timedelta(hours=1)
"""The farthest ahead that a row is put off: what is overdue gathers for so long."""
FARTHEST = LONGEST_WAIT + timedelta(minutes=15)
"""No row waits so long: one that seems to was put off before the clock was set back."""
MAY_GO = (
    col(Outbox.not_before).is_(None)
    | (col(Outbox.not_before) <= bindparam("now"))
    | (col(Outbox.not_before) > bindparam("farthest"))
)

_DUE = (
    select(  # type: ignore[call-overload]  # the typed ones end at four columns
        Outbox.id,
        Outbox.lane,
        Outbox.chat_id,
        Outbox.message_id,
        Outbox.calls,
        Outbox.news,
        Outbox.changed_at,
    )
    .where(_DIRTY, MAY_GO)
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
) -> list[Due]:
    """What may be sent now, most pressing first; toasts ignore busy chats."""
    asked = {
        "now": now,
        "farthest": now + FARTHEST,
        "rows": list(busy_rows),
        "chats": list(busy_chats),
        "limit": limit,
    }
    return [Due(*row) for row in await session.exec(_DUE, params=asked)]


_ABOUT = (
    select(Outbox)
    .where(Outbox.chat_id == bindparam("chat"), Outbox.message_id == bindparam("message"))
    .order_by(col(Outbox.id).desc())
    .limit(MOST_NEWS)
)


async def about(session: AsyncSession, *, chat_id: int, message_id: int) -> Outbox | None:
    """The row behind one of the bot's messages, however often it was edited since; None for one about several cases."""
    rows = (await session.exec(_ABOUT, params={"chat": chat_id, "message": message_id})).all()
    return rows[0] if len({row.case_id for row in rows}) == 1 else None


async def waiting(session: AsyncSession, kind: str, member_id: int, *, now: datetime) -> Outbox | None:
    """A message of this kind to a member that may not be sent yet, or was queued at this moment: what comes may join it.

    Another could be on its way, and what joined it would come as an edit that nobody is told of.
    """
    query = select(Outbox).where(
        _DIRTY,
        Outbox.kind == kind,
        Outbox.member_id == member_id,
        Outbox.shown == 0,
        (col(Outbox.not_before) > now) | (Outbox.created_at == now),
    )
    return (await session.exec(query.limit(1))).first()


def tasks_in(row: Outbox) -> list[int]:
    """The tasks that a message tells its reader of."""
    listed: list[int] = row.facts.get("tasks", [])
    return [row.task_id] if row.task_id is not None else listed


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
    if lane == Lane.TOAST:
        bring(session, TOAST)
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
