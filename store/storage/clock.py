"""What time brings about: on the last working day of a month its storage fees are drafted (W2)."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_
from sqlmodel import col, select

from store.people.actor import CLOCK
from store.process.cases import take
from store.process.unit import Unit
from store.storage import requests as ask
from store.storage.area import STORAGE
from store.storage.fees import last_day
from store.storage.model import StorageArea, StorageFee, StorageRow
from store.storage.state import State

BATCH = 20


def _month(unit: Unit) -> date:
    """The latest month of which the last working day has come."""
    today = unit.now.astimezone(unit.company.zone).date()
    month = today.replace(day=1)
    last = last_day(month)
    while not unit.worktime.is_workday(last):
        last -= timedelta(days=1)
    return month if today >= last else (month - timedelta(days=1)).replace(day=1)


def _due(unit: Unit, month: date) -> ColumnElement[bool]:
    """Who had anything to do with room by then, and has no fee of that month."""
    noted = select(StorageArea.case_id).where(
        StorageArea.day <= last_day(month), col(StorageArea.void_at).is_(None), StorageArea.area > 0
    )
    has = select(StorageFee.case_id).where(StorageFee.month == month)
    row = col(StorageRow.case_id)
    return and_(col(StorageRow.state) == State.OPEN, row.in_(noted), row.not_in(has))


async def is_due(unit: Unit) -> bool:
    if not unit.worktime.is_open(unit.now):
        return False
    query = select(StorageRow.case_id).where(_due(unit, _month(unit)))
    return (await unit.session.exec(query.limit(1))).first() is not None


async def tick(unit: Unit) -> None:
    month = _month(unit)
    for row in (await unit.session.exec(select(StorageRow).where(_due(unit, month)))).all():
        await take(unit, STORAGE, CLOCK, ask.DraftFee(number=row.number, month=month))
