"""A sign under what somebody said that it was read: a 👍, where words would only be noise."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from store.mail import outbox

NOD = "nod"
"""The kind of such a row: it says nothing. Where it can't be set, nothing is owed."""


def nod(session: AsyncSession, *, chat_id: int, message_id: int, now: datetime) -> None:
    outbox.notice(session, NOD, chat_id=chat_id, now=now, message_id=message_id)
