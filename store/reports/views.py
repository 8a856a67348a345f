"""Read-only facts of what a month sold, for its card, its papers and its tasks (P1)."""

from datetime import date
from typing import Any

from store.people.actor import CLOCK, Actor
from store.process.records import Case
from store.process.unit import Unit
from store.process.views import case_facts
from store.reports import sales
from store.reports.area import REPORTS, load
from store.reports.state import MonthReport
from store.reports.whose import own_customers

MOVES = 5


async def report_view(unit: Unit, of: Case) -> tuple[MonthReport, dict[str, Any]]:
    report = await load(unit, of)
    return report, {
        **await case_facts(unit, REPORTS, of, report, {}),
        "month": report.month,
        "submitted_at": report.submitted_at,
        "submitted_by": unit.roster.name(report.submitted_id) if report.submitted_id else "",
        "sales": await sales_facts(unit, report.month, CLOCK),
    }


async def sales_facts(unit: Unit, month: date, actor: Actor) -> dict[str, Any]:
    """As this person may read it: their own customers' or the company's."""
    own = own_customers(actor) if actor != CLOCK else None
    row, report = await sales.shown(unit, month, own)
    case = await unit.session.get(Case, row.case_id) if row is not None and own is None else None
    return {
        "report": report,
        "own": own is not None,
        "state": row.state if row is not None and own is None else "",
        "number": row.number if row is not None and own is None else None,
        "terms": case.terms if case is not None else 0,
        "moves": sales.largest_moves(report, MOVES),
        "largest": sales.largest_rows(report),
        "counted": len(report.rows),
    }
