"""A report as somebody reads it: as it was handed in, or as it stands now; and the draft that is handed in."""

from datetime import date
from typing import Any

from sqlmodel import select

from store.people.actor import CLOCK
from store.process.cases import Taken, take
from store.process.unit import Unit
from store.reports.area import REPORTS
from store.reports.kinds import KINDS
from store.reports.model import ReportRow
from store.reports.months import Asked
from store.reports.requests import HANDED_IN, OpenReport, Report


async def shown(unit: Unit, kind: Report, asked: Asked) -> tuple[ReportRow | None, Any]:
    """The month's report, if it is drafted, and its figures: as they were handed in, for whoever reads all (None is that
    too); else as they stand now."""
    if kind not in HANDED_IN:
        return None, await KINDS[kind].counted(unit, asked)
    query = select(ReportRow).where(
        ReportRow.kind == kind, ReportRow.month == asked.month, ReportRow.subject == asked.about
    )
    row = (await unit.session.exec(query)).first()
    whole = asked.reader is None or bool(asked.reader.roles & HANDED_IN[kind].whole)
    if row is not None and row.figures and whole:
        return row, KINDS[kind].figures.model_validate(row.figures)
    if row is not None and row.figures and asked.reader is not None and (part := KINDS[kind].part):
        return None, part(KINDS[kind].figures.model_validate(row.figures), asked.reader.name)
    return row if whole else None, await KINDS[kind].counted(
        unit, asked._replace(reader=None) if whole else asked
    )


async def draft_of(unit: Unit, kind: Report, month: date) -> int:
    """The number of a month's report that is handed in, drafted now where the clock hasn't come to it."""
    query = select(ReportRow.number).where(
        ReportRow.kind == kind, ReportRow.month == month, ReportRow.subject == ""
    )
    number = (await unit.session.exec(query)).first()
    if number is None:
        opened = await take(unit, REPORTS, CLOCK, OpenReport(report=kind, month=month))
        assert isinstance(opened, Taken), "there was none"
        return opened.case.number
    return number
