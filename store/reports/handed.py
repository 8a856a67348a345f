"""A report as somebody reads it: as it was handed in, or as it stands now."""

from typing import Any

from sqlmodel import select

from store.process.unit import Unit
from store.reports.kinds import KINDS
from store.reports.model import ReportRow
from store.reports.months import Asked
from store.reports.requests import HANDED_IN, Report


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
