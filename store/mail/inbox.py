"""Every update as it came, kept before Telegram hears that it arrived."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Column, Index, Text, insert, text
from sqlmodel import Field, SQLModel, col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

ATTEMPTS = 3
"""The third failure puts an update in quarantine; it never holds up its neighbours."""

KEEP_RAW = timedelta(days=7)
REPEATS = timedelta(days=2)
"""Telegram brings an update again for a day at most."""
EMPTIED = "{}"
_WAITING = text("state = 'new'")


class Inbox(SQLModel, table=True):
    """`state`: `new`, `done`, `quarantined`. `raw` is ASCII-escaped JSON, emptied when no longer needed."""

    __tablename__ = "inbox"
    __table_args__ = (
        Index("ix_inbox_waiting", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_inbox_state", "state", "received_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    update_id: int = Field(sa_column=Column(BigInteger, unique=True, nullable=False))
    raw: str = Field(sa_column=Column(Text, nullable=False))
    received_at: datetime
    state: str = "new"
    attempts: int = 0
    error: str | None = None
    handled_at: datetime | None = None


async def keep(session: AsyncSession, raws: Iterable[Mapping[str, Any]], *, now: datetime) -> int:
    """Keep what isn't kept yet; returns how many were new.

    Without a usable id an update is kept under a made one. So is another one under an id that was there before: after
    a quiet week Telegram begins anywhere.
    """
    raws = list(raws)
    ids = {key for raw in raws for key in (_update_id(raw), _made_id(raw))}
    known = {
        row.update_id: row for row in await session.exec(select(Inbox).where(col(Inbox.update_id).in_(ids)))
    }
    rows: dict[int, Mapping[str, Any]] = {}
    for raw in raws:
        key = _update_id(raw)
        if (key in rows and rows[key] != raw) or (key in known and not _is_again(known[key], raw, now)):
            key = _made_id(raw)
        if key not in known:
            rows[key] = raw
    fresh = [
        {"update_id": key, "raw": json.dumps(raw), "received_at": now, "state": "new", "attempts": 0}
        for key, raw in rows.items()
    ]
    if fresh:
        await session.exec(insert(Inbox), params=fresh)
    return len(fresh)


def _update_id(raw: Mapping[str, Any]) -> int:
    given = raw.get("update_id")
    if isinstance(given, int) and not isinstance(given, bool) and 0 <= given < 2**63:
        return given
    return _made_id(raw)


def _is_again(row: Inbox, raw: Mapping[str, Any], now: datetime) -> bool:
    """Whether it is the update that is kept already; of one emptied since only its age tells."""
    if row.raw == EMPTIED:
        return abs(now - row.received_at) <= REPEATS
    return bool(json.loads(row.raw) == raw)


def _made_id(raw: Mapping[str, Any]) -> int:
    """Negative, so that it can't meet one of Telegram's; the same update gives the same id."""
    digest = hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).digest()
    return -int.from_bytes(digest[:7], "big") - 1


_NEXT = select(Inbox).where(Inbox.state == "new").order_by(col(Inbox.id)).limit(2)


async def next_waiting(session: AsyncSession) -> tuple[Inbox | None, bool]:
    """The oldest update not handled yet, and whether another waits behind it."""
    waiting = (await session.exec(_NEXT)).all()
    return (waiting[0] if waiting else None), len(waiting) > 1


def done(row: Inbox, *, now: datetime, keep_raw: bool) -> None:
    """Chatter that was not meant for the bot is emptied at once; the rest after a week."""
    row.state, row.handled_at = "done", now
    if not keep_raw:
        row.raw = EMPTIED


def failed(row: Inbox, error: str, *, now: datetime) -> bool:
    """Count a failure; true when it was the last and the update is now in quarantine."""
    row.attempts += 1
    row.error = error[:500]
    if row.attempts >= ATTEMPTS:
        row.state, row.handled_at = "quarantined", now
    return row.state == "quarantined"


async def forget(session: AsyncSession, *, now: datetime) -> None:
    """Empty the raw text of updates handled more than a week ago; what is in quarantine stays."""
    old = (col(Inbox.state) == "done", col(Inbox.received_at) < now - KEEP_RAW, col(Inbox.raw) != EMPTIED)
    await session.exec(update(Inbox).where(*old).values(raw=EMPTIED))


async def quarantined(session: AsyncSession, *, limit: int) -> list[Inbox]:
    """Updates that could not be handled, the newest first."""
    query = select(Inbox).where(Inbox.state == "quarantined").order_by(col(Inbox.received_at).desc())
    return list(await session.exec(query.limit(limit)))


async def latest(session: AsyncSession, *, limit: int) -> list[str]:
    """What came last and is still kept, as it came, the newest first."""
    query = select(Inbox.raw).where(col(Inbox.raw) != EMPTIED).order_by(col(Inbox.id).desc())
    return list(await session.exec(query.limit(limit)))
