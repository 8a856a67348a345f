"""Read-only facts of a report, for its card, its papers and its tasks."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlmodel import col, select

from store.customers.access import Part
from store.customers.model import Customer
from store.customers.reading import Path, Read
from store.people.actor import CLOCK, Actor
from store.process.records import Case
from store.process.unit import Unit
from store.process.views import case_facts
from store.reports import sold
from store.reports.area import REPORTS, load
from store.reports.handed import shown
from store.reports.months import Asked
from store.reports.requests import HANDED_IN, STANDING, WEEKLY, WHOLE, Report
from store.reports.sheets import SheetReport, Table
from store.reports.state import MonthReport

MOVES = 5
LARGEST = 3


async def report_view(unit: Unit, of: Case) -> tuple[MonthReport, dict[str, Any]]:
    report = await load(unit, of)
    return report, {
        **await case_facts(unit, REPORTS, of, report, {}),
        "month": report.month,
        "submitted_at": report.submitted_at,
        "submitted_by": unit.roster.name(report.submitted_id) if report.submitted_id else "",
        "said": report.said,
        "paper": await paper_facts(unit, report.kind, report.month, CLOCK, report.subject),
    }


async def paper_facts(unit: Unit, kind: Report, month: date, actor: Actor, about: str = "") -> dict[str, Any]:
    """As this person may read it: what is theirs, or all of it."""
    row, report = await shown(unit, kind, Asked(month, None if actor == CLOCK else actor, about))
    case = await unit.session.get(Case, row.case_id) if row is not None else None
    return {
        "kind": kind,
        "customer": await _name(unit, row.customer_id if row is not None else None),
        "report": report,
        "ahead": kind in HANDED_IN and HANDED_IN[kind].of > 0,
        "weekly": kind in WEEKLY,
        "standing": kind in STANDING,
        "own": actor != CLOCK and not actor.roles & WHOLE[kind],
        "state": row.state if row is not None else "",
        "number": row.number if row is not None else None,
        "terms": case.terms if case is not None else 0,
        **(_of_sheets(report) if isinstance(report, SheetReport) else _of_sales(report)),
    }


async def _name(unit: Unit, customer: int | None) -> str:
    found = await unit.session.get(Customer, customer) if customer is not None else None
    return found.name if found is not None else ""


def _of_sales(report: sold.SalesReport) -> dict[str, Any]:
    return {
        "moves": sold.largest_moves(report, MOVES),
        "largest": sold.largest_rows(report),
        "counted": len(report.rows),
        "customers": sorted({row.customer for row in report.rows}),
    }


def _of_sheets(report: SheetReport) -> dict[str, Any]:
    rows = report.table(report.rows)
    by = rows.at(report.largest)
    most = sorted((row for row in rows.rows if row[by]), key=lambda row: -abs(row[by]))[:LARGEST]
    names = [name for one in report.tables for name in _customers(one)]
    return {
        "largest": [
            [(one, cell) for one, cell in zip(rows.columns, row, strict=True) if _is_told(report, one.name)]
            for row in most
        ],
        "counted": len(rows.rows),
        "customers": sorted(set(names)),
    }


def _is_told(report: SheetReport, name: str) -> bool:
    return not report.told or name in report.told


def _customers(one: Table) -> list[str]:
    return [name for name in one.cells("customer") if name] if one.has("customer") else []


async def reads_of(unit: Unit, kind: Report, customers: Iterable[str]) -> list[Read]:
    """What a report tells of customers' files: what they bought, and what they owe for it; of contacts, what stands in them."""
    part = Part.FILE if kind is Report.CONTACTS else Part.MONEY
    query = select(Customer.id).where(col(Customer.name).in_(list(customers)))
    found = await unit.session.exec(query.order_by(col(Customer.id)))
    return [Read(customer_id=key or 0, part=part, path=Path.EXPORT) for key in found]
