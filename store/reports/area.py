"""Between a report that is handed in and its row, and all that the mechanism asks of it (P1)."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select

from store.calendar.requests import TickShare
from store.customers.model import Customer
from store.people.actor import CLOCK, Actor
from store.people.roster import Person
from store.process.areas import AreaTable
from store.process.records import Case, case_id
from store.process.steps import Entailed, Step
from store.process.unit import Unit, once
from store.reports import requests as ask
from store.reports.duties import DUTIES
from store.reports.entries import asking
from store.reports.kinds import KINDS
from store.reports.model import ReportRow
from store.reports.months import Asked
from store.reports.requests import HANDED_IN, Report
from store.reports.state import ENDED, FROZEN, LETTER, MonthReport, State
from store.reports.steps import STEPS
from store.requests import Area, Refused, Request

_KEPT = tuple(field.name for field in fields(MonthReport) if field.name in ReportRow.model_fields)


async def draft(unit: Unit, request: ask.OpenReport, _actor: Actor) -> MonthReport | Refused:
    query = select(ReportRow.case_id).where(
        ReportRow.kind == request.report,
        ReportRow.month == request.month,
        ReportRow.subject == request.subject,
    )
    drafted = (await unit.session.exec(query)).first() is not None
    return MonthReport(
        number=0,
        state=State.NEW,
        kind=request.report,
        month=request.month,
        subject=request.subject,
        customer_id=request.customer,
        customer=await _customer(unit, request.customer),
        member_id=request.member,
        drafted=drafted,
    )


async def _customer(unit: Unit, customer: int | None) -> str:
    row = await unit.session.get(Customer, customer) if customer is not None else None
    return row.name if row is not None else ""


@once
async def load(unit: Unit, case: Case) -> MonthReport:
    row = await unit.session.get_one(ReportRow, case_id(case), populate_existing=True)
    said: dict[str, Any] = {name: getattr(row, name) for name in _KEPT}
    said |= {"state": State(row.state), "kind": Report(row.kind)}
    return MonthReport(**said, customer=await _customer(unit, row.customer_id))


async def prepare(_unit: Unit, _case: Case, report: MonthReport, _request: Request) -> MonthReport:
    return report


async def save(unit: Unit, case: Case, old: MonthReport, new: MonthReport) -> MonthReport:
    """What is handed in is counted now and kept whole; taken back, it is a draft again."""
    values = {name: getattr(new, name) for name in _KEPT} | {"number": case.number}
    if old.state is State.NEW:
        unit.session.add(ReportRow(case_id=case_id(case), **values))
        await unit.session.flush()
        return replace(new, number=case.number)
    row = await unit.session.get_one(ReportRow, case_id(case))
    for name, value in values.items():
        setattr(row, name, value)
    if new.state not in FROZEN:
        row.figures = None
    elif old.state not in FROZEN:
        row.figures = (await KINDS[new.kind].counted(unit, Asked(new.month, about=new.subject))).model_dump(
            mode="json"
        )
    await unit.session.flush()
    return new


async def after(unit: Unit, _case: Case, step: Step[MonthReport], report: MonthReport) -> Sequence[Entailed]:
    """Handed in, its entries in the calendar are done too, those that are open by now."""
    if step.name != "submit_report":
        return ()
    asked = await asking(unit, report.kind, report.month)
    return [Entailed(area=Area.CALENDAR, request=TickShare(number=one, of=whose)) for one, whose in asked]


def facts(old: MonthReport, new: MonthReport, _request: Request) -> dict[str, Any]:
    about = {"customer": new.customer} if new.customer else {}
    return {
        "report": new.kind,
        "month": new.month,
        **about,
        **({"text": new.said} if new.said != old.said else {}),
    }


def audience(unit: Unit, report: MonthReport, _name: str) -> Person | None:
    return unit.roster.person(report.submitted_id)


def may_see(report: MonthReport, actor: Actor) -> bool:
    if actor == CLOCK or actor.roles & HANDED_IN[report.kind].whole:
        return True
    return report.member_id is not None and report.member_id in actor.ids


def sees_all(actor: Actor) -> bool:
    return actor == CLOCK or all(actor.roles & one.whole for one in HANDED_IN.values())


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    whole = [kind for kind, one in HANDED_IN.items() if actor.roles & one.whole]
    return or_(col(ReportRow.kind).in_(whole), col(ReportRow.member_id).in_(actor.ids))


REPORTS = AreaTable[MonthReport](
    name=Area.REPORTS,
    letter=LETTER,
    noun="report",
    ended=ENDED,
    title=lambda report: report.customer or f"{report.month:%Y-%m}",
    steps=STEPS,
    duties=DUTIES,
    draft=draft,
    load=load,
    prepare=prepare,
    save=save,
    facts=facts,
    audience=audience,
    may_see=may_see,
    sees_all=sees_all,
    seen_by=_seen_by,
    sound=lambda _report: True,
    withdraw=lambda report: report,
    private=True,
    carded=lambda _report: False,
    after=after,
)
