"""Read-only facts of leads: one, and the list of how far each is followed up (U6)."""

from datetime import datetime
from typing import Any

from sqlalchemy import case
from sqlmodel import col, select

from store.leads.area import LEADS, load
from store.leads.model import LeadRow
from store.leads.state import OPEN, Lead
from store.people.actor import Actor
from store.process.lists import page_of
from store.process.records import Case
from store.process.unit import Unit
from store.process.views import case_facts

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
    how_far = case({state.value: place for place, state in enumerate(OPEN)}, value=col(LeadRow.state))
    query = (
        select(LeadRow, Case)
        .join(Case, col(Case.id) == col(LeadRow.case_id))
        .where(col(LeadRow.state).in_(OPEN))
        .order_by(how_far.desc(), col(LeadRow.number))
    )
    found, pages = await page_of(unit, LEADS, actor, query, page)
    return pages | {
        "listed": [
            {
                "at": at,
                "area": LEADS.name,
                "number": row.number,
                "title": row.customer,
                "state": row.state,
                "days": _days(unit, row.stage_at),
                "sales": unit.roster.name(row.sales_id),
                "own": row.sales_id in actor.ids,
            }
            for at, (row, _) in found
        ]
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
