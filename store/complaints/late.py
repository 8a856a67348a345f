"""Which complaints kept their limits (C3, C6): derived from their tasks, so nothing has to remember it."""

from collections.abc import Collection

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.process.tasks import Task


async def late_ones(session: AsyncSession, case_ids: Collection[int]) -> set[int]:
    """Those of these cases of which a stage took longer than its limit, or is taking longer."""
    query = select(Task.case_id).where(
        col(Task.case_id).in_(case_ids),
        col(Task.minutes).is_not(None),
        or_(col(Task.escalated_at).is_not(None), col(Task.closed_at) > col(Task.due_at)),
    )
    return set(await session.exec(query.distinct()))
