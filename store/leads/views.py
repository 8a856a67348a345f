"""Read-only facts of leads: one, and the list of how far each is followed up (U6)."""

from datetime import datetime
from typing import Any

from sqlalchemy import case
from sqlmodel import col, func, select

from store.leads.area import LEADS, load
from store.leads.model import LeadRow
from store.leads.state import OPEN, Lead
from store.people.actor import Actor
from store.process.records import Case
from store.process.unit import Unit
from store.process.views import PAGE, case_facts

_SHOWN = (
    "customer",
    "contact",
    "mobile",
    "region",
    "needs",
    "source",
    "note",
    "said",
    "spoken_on",
    "lost_why",
)


async def lead_view(unit: Unit, of: Case) -> tuple[Lead, dict[str, Any]]:
    lead = await load(unit, of)
    return lead, {
        **await case_facts(unit, LEADS, of, lead, {}),
        **{name: getattr(lead, name) for name in _SHOWN},
        "found_at": lead.found_at,
        "days": _days(unit, lead.stage_at),
        "silent": _days(unit, datetime.combine(lead.spoken_on, datetime.min.time(), unit.company.zone))
        if lead.spoken_on
        else 0,
        "sales": unit.roster.name(lead.sales_id),
        "creator": unit.roster.name(lead.sales_id),
    }


async def list_view(unit: Unit, actor: Actor, page: int) -> dict[str, Any]:
    """Those that are followed, the furthest first; somebody's own, or everybody's for whom the list is."""
    query = select(LeadRow, Case).join(Case, col(Case.id) == col(LeadRow.case_id))
    query = query.where(col(LeadRow.state).in_(OPEN))
    if not LEADS.sees_all(actor):
        query = query.where(LEADS.seen_by(actor))
    count = (await unit.session.exec(select(func.count()).select_from(query.subquery()))).one()
    pages = max(1, -(-count // PAGE))
    page = min(page, pages)
    first = (page - 1) * PAGE
    how_far = case({state.value: place for place, state in enumerate(OPEN)}, value=col(LeadRow.state))
    query = query.order_by(how_far.desc(), col(LeadRow.number)).limit(PAGE).offset(first)
    found = (await unit.session.exec(query)).all()
    return {
        "count": count,
        "page": page,
        "pages": pages,
        "leads": [
            {
                "at": at,
                "area": LEADS.name,
                "number": row.number,
                "terms": of.terms,
                "noun": LEADS.noun,
                "title": row.customer,
                "state": row.state,
                "days": _days(unit, row.stage_at),
                "sales": unit.roster.name(row.sales_id),
                "own": row.sales_id in actor.ids,
            }
            for at, (row, of) in enumerate(found, start=first + 1)
        ],
    }


def _days(unit: Unit, since: datetime | None) -> int:
    """Working days that have begun since that day."""
    if since is None:
        return 0
    zone = unit.company.zone
    day, today, count = since.astimezone(zone).date(), unit.now.astimezone(zone).date(), 0
    while (day := unit.worktime.next_workday(day)) <= today:
        count += 1
    return count
