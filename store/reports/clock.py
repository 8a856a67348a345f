"""What time brings about by itself: the month's report is drafted on the 25th (P1)."""

from datetime import date

from sqlmodel import select

from store.people.actor import CLOCK
from store.process.cases import take
from store.process.unit import Unit
from store.reports.area import ENTRY, REPORTS
from store.reports.model import ReportRow
from store.reports.requests import HANDED_IN, OpenReport, Report

FROM = 25


async def is_due(unit: Unit) -> bool:
    return bool(await _missing(unit))


async def tick(unit: Unit) -> None:
    for kind, month in await _missing(unit):
        await take(unit, REPORTS, CLOCK, OpenReport(report=kind, month=month))


async def _missing(unit: Unit) -> list[tuple[Report, date]]:
    """In working hours: nobody hears of it before. A company that has its entry not in the calendar hands none in."""
    today = unit.now.astimezone(unit.company.zone).date()
    kinds = [kind for kind in HANDED_IN if ENTRY[kind] in unit.company.entries]
    if today.day < FROM or not kinds or not unit.worktime.is_open(unit.now):
        return []
    month = today.replace(day=1)
    there = set(await unit.session.exec(select(ReportRow.kind).where(ReportRow.month == month)))
    return [(kind, month) for kind in kinds if kind not in there]
