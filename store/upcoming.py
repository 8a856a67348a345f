"""When the clock will next have something to say, as far as the rows tell today."""

from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import col, select

from store.tasks import Task
from store.unit import Unit


async def next_moment(unit: Unit) -> datetime | None:
    """The next turn of an open task, or the next morning list while anything is owed; None when all is done."""
    owed = (col(Task.closed_at).is_(None), col(Task.next_tell_at) > unit.now)
    turn = (await unit.session.exec(select(func.min(col(Task.next_tell_at))).where(*owed))).one()
    if (
        await unit.session.exec(select(Task.id).where(col(Task.closed_at).is_(None)).limit(1))
    ).first() is None:
        return None
    morning = _next_morning(unit)
    return min(turn, morning) if turn is not None else morning


def _next_morning(unit: Unit) -> datetime:
    day = unit.now.astimezone(unit.company.zone).date()
    while True:
        begins = unit.worktime.start_of_day(day) if unit.worktime.is_workday(day) else unit.now
        if begins > unit.now:
            return begins
        day += timedelta(days=1)
