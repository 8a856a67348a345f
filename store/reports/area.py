"""Between a report that is handed in and its row, and all that the mechanism asks of it (P1)."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, false
from sqlmodel import col, select

from store.calendar.model import OccurrenceRow
from store.calendar.requests import FinishShare
from store.calendar.state import ENDED as OVER
from store.people.actor import CLOCK, Actor
from store.people.roster import Person
from store.process.areas import AreaTable
from store.process.records import Case, case_id
from store.process.steps import Entailed, Step
from store.process.unit import Unit, once
from store.reports import requests as ask
from store.reports import sales
from store.reports.duties import DUTIES
from store.reports.model import ReportRow
from store.reports.requests import WHOLE, Report
from store.reports.state import ENDED, FROZEN, LETTER, MonthReport, State
from store.reports.steps import STEPS
from store.requests import Area, Refused, Request

ENTRY = {Report.SALES: "sales-report"}
"""Which entry of the calendar asks for it, and is done by handing it in."""
_KEPT = tuple(field.name for field in fields(MonthReport) if field.name in ReportRow.model_fields)


async def draft(unit: Unit, request: ask.OpenReport, _actor: Actor) -> MonthReport | Refused:
    query = select(ReportRow.case_id).where(
        ReportRow.kind == request.report, ReportRow.month == request.month
    )
    drafted = (await unit.session.exec(query)).first() is not None
    return MonthReport(number=0, state=State.NEW, kind=request.report, month=request.month, drafted=drafted)


@once
async def load(unit: Unit, case: Case) -> MonthReport:
    row = await unit.session.get_one(ReportRow, case_id(case), populate_existing=True)
    said: dict[str, Any] = {name: getattr(row, name) for name in _KEPT}
    return MonthReport(**{**said, "state": State(row.state), "kind": Report(row.kind)})


async def prepare(_unit: Unit, _case: Case, report: MonthReport, _request: Request) -> MonthReport:
    return report


async def save(unit: Unit, case: Case, old: MonthReport, new: MonthReport) -> MonthReport:
    """What is handed in is counted now and kept whole; taken back, it is a draft again."""
    values = {name: getattr(new, name) for name in _KEPT} | {"number": case.number}
    if old.state is State.NEW:
        unit.session.add(ReportRow(case_id=case_id(case), **values))
        await unit.session.flush()
        return MonthReport(**{name: getattr(new, name) for name in _KEPT} | {"number": case.number})
    row = await unit.session.get_one(ReportRow, case_id(case))
    for name, value in values.items():
        setattr(row, name, value)
    if new.state not in FROZEN:
        row.figures = None
    elif old.state not in FROZEN:
        row.figures = (await sales.counted(unit, new.month)).model_dump(mode="json")
    await unit.session.flush()
    return new


async def after(unit: Unit, _case: Case, step: Step[MonthReport], report: MonthReport) -> Sequence[Entailed]:
    """Handed in, its entry in the calendar is done too, if it is open by now."""
    if step.name != "submit_report":
        return ()
    after_it = sales.next_month(report.month)
    query = select(OccurrenceRow.number).where(
        OccurrenceRow.entry == ENTRY[report.kind],
        OccurrenceRow.date >= report.month,
        OccurrenceRow.date < after_it,
        col(OccurrenceRow.state).not_in(OVER),
    )
    found = (await unit.session.exec(query.order_by(col(OccurrenceRow.date)).limit(1))).first()
    return () if found is None else (Entailed(area=Area.CALENDAR, request=FinishShare(number=found)),)


def facts(_old: MonthReport, new: MonthReport, _request: Request) -> dict[str, Any]:
    return {"report": new.kind, "month": new.month}


def audience(unit: Unit, report: MonthReport, _name: str) -> Person | None:
    return unit.roster.person(report.submitted_id)


def sees_all(actor: Actor) -> bool:
    return actor == CLOCK or bool(actor.roles & WHOLE)


def _seen_by(_actor: Actor) -> ColumnElement[bool]:
    return false()


REPORTS = AreaTable[MonthReport](
    name=Area.REPORTS,
    letter=LETTER,
    noun="report",
    ended=ENDED,
    title=lambda report: f"{report.month:%Y-%m}",
    steps=STEPS,
    duties=DUTIES,
    draft=draft,
    load=load,
    prepare=prepare,
    save=save,
    facts=facts,
    audience=audience,
    may_see=lambda _report, actor: sees_all(actor),
    sees_all=sees_all,
    seen_by=_seen_by,
    sound=lambda _report: True,
    withdraw=lambda report: report,
    private=True,
    carded=lambda _report: False,
    after=after,
)
