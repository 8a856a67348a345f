"""When the clock will next have something to say, as far as the rows tell today."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import col, select

from store.calendar.model import EntryRow, OccurrenceRow
from store.mail.outbox import Lane, Outbox
from store.process.overdue import OVERDUE
from store.process.records import Case
from store.process.tasks import Task
from store.process.unit import Unit
from store.requests import Area


async def next_moment(unit: Unit, *, calendar: bool = True) -> datetime | None:
    """The next turn of an open task, what the calendar opens or ends next, or the next morning list while anything is
    owed; None when nothing will come. Without `calendar`, only the turns of what the calendar did not open."""
    owed = [col(Task.closed_at).is_(None), col(Task.next_tell_at) > unit.now]
    if not calendar:
        owed.append(col(Task.area) != Area.CALENDAR)
    turn: datetime | None = (
        await unit.session.exec(select(func.min(col(Task.next_tell_at))).where(*owed))
    ).one()
    gathering = select(func.min(col(Outbox.not_before))).where(
        Outbox.kind == OVERDUE, Outbox.state == "open", Outbox.shown == 0, col(Outbox.not_before) > unit.now
    )
    told = [turn, (await unit.session.exec(gathering)).one()]
    if not calendar:
        return min((moment for moment in told if moment is not None), default=None)
    moments = told + [await _earliest(unit, row.next_at) for row in (EntryRow, OccurrenceRow)]
    query = select(Task.id).where(col(Task.closed_at).is_(None))
    if (await unit.session.exec(query.limit(1))).first() is not None:
        moments.append(_next_morning(unit))
    return min((moment for moment in moments if moment is not None), default=None)


async def is_told(unit: Unit, *, calendar: bool = False) -> bool:
    """Whether every turn that has come is taken, and what it says has reached its chat: of anything but the calendar, or
    with `calendar` of that too, with what the calendar opened and the cards of it."""
    turns = [col(Task.closed_at).is_(None), col(Task.next_tell_at) <= unit.now]
    held = col(Outbox.not_before)  # an undo button that goes by itself in five minutes is not owed yet
    owed = [
        col(Outbox.state) == "open",
        col(Outbox.wanted) > col(Outbox.shown),
        or_(held.is_(None), held <= unit.now),
    ]
    late: list[Any] = [select(Task.id).where(*turns), select(Outbox.id).where(*owed)]
    if calendar:
        late += [
            select(col(row.next_at)).where(col(row.next_at) <= unit.now) for row in (EntryRow, OccurrenceRow)
        ]
    else:
        late[0] = late[0].where(col(Task.area) != Area.CALENDAR)
        late[1] = (
            late[1]
            .join(Case, col(Case.id) == Outbox.case_id)
            .where(col(Case.area) != Area.CALENDAR, col(Outbox.lane) < Lane.CARD)
        )
    return not any([(await unit.session.exec(query.limit(1))).first() for query in late])


async def _earliest(unit: Unit, at: Any) -> datetime | None:
    found: datetime | None = (
        await unit.session.exec(select(func.min(col(at))).where(col(at) > unit.now))
    ).one()
    return found


def _next_morning(unit: Unit) -> datetime:
    day = unit.now.astimezone(unit.company.zone).date()
    while True:
        begins = unit.worktime.start_of_day(day) if unit.worktime.is_workday(day) else unit.now
        if begins > unit.now:
            return begins
        day += timedelta(days=1)
