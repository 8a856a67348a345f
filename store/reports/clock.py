"""What time brings about by itself: each month's reports are drafted, and what was filed is done."""

from datetime import date

from sqlmodel import col, select

from store.calendar.model import OccurrenceRow
from store.calendar.state import State
from store.database.marks import mark, set_mark
from store.people.actor import CLOCK
from store.process.cases import take
from store.process.unit import Unit
from store.reports import entries, filed, unusual
from store.reports.area import REPORTS
from store.reports.model import ReportRow
from store.reports.months import next_month
from store.reports.requests import HANDED_IN, OpenReport, Report, shifted

JUDGED = "unusual"
"""The mark of the day on which customers were last judged (P7)."""


async def is_due(unit: Unit) -> bool:
    return bool(await _missing(unit)) or await _is_to_judge(unit) or bool(await filed.done(unit))


async def tick(unit: Unit) -> None:
    for kind, month in await _missing(unit):
        await take(unit, REPORTS, CLOCK, OpenReport(report=kind, month=month))
    await filed.tick(unit)
    if await _is_to_judge(unit):
        await _judge(unit)
        await set_mark(unit.session, JUDGED, unit.now)


async def _is_to_judge(unit: Unit) -> bool:
    """Once on each working day."""
    if not unusual.months_to_judge(unit) or not unit.worktime.is_open(unit.now):
        return False
    zone, last = unit.company.zone, await mark(unit.session, JUDGED)
    return last is None or last.astimezone(zone).date() < unit.now.astimezone(zone).date()


async def _judge(unit: Unit) -> None:
    """Each customer once in a month and direction."""
    for month in unusual.months_to_judge(unit):
        query = select(ReportRow.subject).where(ReportRow.kind == Report.UNUSUAL, ReportRow.month == month)
        there = set(await unit.session.exec(query))
        for one in await unusual.judged(unit, month):
            if one.subject not in there:
                seller = unit.roster.person(one.sales)
                request = OpenReport(
                    report=Report.UNUSUAL,
                    month=month,
                    subject=one.subject,
                    customer=one.customer,
                    member=seller.id if seller is not None else None,
                )
                await take(unit, REPORTS, CLOCK, request)


async def _missing(unit: Unit) -> list[tuple[Report, date]]:
    """As soon as the calendar asks for it: where it asks for none, none is handed in. It has no such entry, or its day was over
    before the bot was at work."""
    today = unit.now.astimezone(unit.company.zone).date()
    running = today.replace(day=1)
    kinds = {key: kind for kind in HANDED_IN for key in entries.naming(unit.company, kind)}
    if not kinds:
        return []
    asking = select(OccurrenceRow.entry).where(
        col(OccurrenceRow.entry).in_(kinds),
        OccurrenceRow.date >= running,
        OccurrenceRow.date < next_month(running),
        OccurrenceRow.state != State.DROPPED,
    )
    asked = {kinds[key or ""] for key in await unit.session.exec(asking)}
    wanted = {kind: shifted(running, HANDED_IN[kind].of) for kind in HANDED_IN if kind in asked}
    if not wanted:
        return []
    query = select(col(ReportRow.kind), col(ReportRow.month)).where(
        ReportRow.subject == "", col(ReportRow.month).in_(set(wanted.values()))
    )
    there = set(await unit.session.exec(query))
    return [(kind, month) for kind, month in wanted.items() if (kind.value, month) not in there]
