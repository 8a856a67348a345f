"""What time brings about by itself: the month's report is drafted on the 25th (P1)."""

from datetime import date

from sqlmodel import col, select

from store.calendar.model import OccurrenceRow
from store.calendar.state import State
from store.people.actor import CLOCK
from store.process.cases import take
from store.process.unit import Unit
from store.reports import sales
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
    """In working hours: nobody hears of it before. Where the calendar asks for none, none is handed in: it has no such
    entry, or its day was over before the bot was at work."""
    today = unit.now.astimezone(unit.company.zone).date()
    kinds = [kind for kind in HANDED_IN if ENTRY[kind] in unit.company.entries]
    if today.day < FROM or not kinds or not unit.worktime.is_open(unit.now):
        return []
    month = today.replace(day=1)
    there = set(await unit.session.exec(select(ReportRow.kind).where(ReportRow.month == month)))
    missing = [kind for kind in kinds if kind not in there]
    if not missing:
        return []
    query = select(OccurrenceRow.entry).where(
        col(OccurrenceRow.entry).in_([ENTRY[kind] for kind in missing]),
        OccurrenceRow.date >= month,
        OccurrenceRow.date < sales.next_month(month),
        OccurrenceRow.state != State.DROPPED,
    )
    asked = set(await unit.session.exec(query))
    return [(kind, month) for kind in missing if ENTRY[kind] in asked]
