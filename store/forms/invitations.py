"""The market activities that customers may be invited to: approved, and still to come (A10, U5)."""

from datetime import date, timedelta
from typing import Any

from sqlmodel import col, select

from store.forms.model import FormRow
from store.forms.state import APPROVED
from store.process.unit import Unit

ACTIVITY = "activity"
AHEAD = timedelta(days=30)


async def invitations(unit: Unit) -> list[dict[str, Any]]:
    """The next first: what it is called, from when, and where, by the keys of the shipped form."""
    today = unit.now.astimezone(unit.company.zone).date()
    query = select(FormRow).where(FormRow.kind == ACTIVITY, col(FormRow.state).in_(APPROVED))
    found = []
    for row in await unit.session.exec(query.order_by(col(FormRow.number))):
        theme, begins = row.said.get("theme"), row.said.get("from")
        if not (isinstance(theme, str) and isinstance(begins, str)):
            continue  # a company's own form has other fields
        day = date.fromisoformat(begins)
        if today <= day <= today + AHEAD:
            found.append({"theme": theme, "on": day, "place": str(row.said.get("place") or "")})
    return sorted(found, key=lambda one: (one["on"], one["theme"]))
