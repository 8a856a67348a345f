"""Who is no longer in the company's groups."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.company import DESK
from store.people.model import Presence, Room


async def gone(session: AsyncSession) -> frozenset[int]:
    """Telegram ids of those who left a desk and are in no other."""
    desks = (
        select(Presence.telegram_id)
        .join(Room, col(Room.id) == Presence.room_id)
        .where(Room.active, Room.purpose == DESK)
    )
    still = desks.where(col(Presence.left).is_(False))
    query = desks.where(col(Presence.left), col(Presence.telegram_id).not_in(still))
    return frozenset(await session.exec(query))
