"""Of two messages in one chat that offer the same thing the older loses its buttons: the newer alone is pressed."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from store.mail import outbox

STRIP = "strip"
"""The kind of such a row: it says nothing, and the message keeps its words."""


def strip(
    session: AsyncSession, *, chat_id: int, message_id: int, now: datetime, case_id: int | None = None
) -> None:
    """Queue the removal of a message's buttons. Where it can't be edited any more, a press on it is answered as stale."""
    outbox.notice(session, STRIP, chat_id=chat_id, now=now, message_id=message_id, case_id=case_id)
