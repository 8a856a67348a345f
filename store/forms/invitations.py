"""The market activities that customers may be invited to: approved, and still to come (A10, U5)."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from store.customers.access import SELLERS
from store.customers.care import has_customers
from store.database.marks import mark
from store.forms.model import FormRow
from store.forms.state import APPROVED
from store.process import private
from store.process.listeners import SENT
from store.process.signatures import SignatureRow
from store.process.unit import Unit

ACTIVITY = "activity"
GREETINGS = "customers/greetings"
"""Where the words to forward stand."""
AHEAD = timedelta(days=30)


async def tell(unit: Unit) -> None:
    """As a working day begins whoever has customers hears what they may be invited to: what was signed since the last."""
    signed = select(SignatureRow.case_id).where(col(SignatureRow.void_at).is_(None))
    if (since := await mark(unit.session, SENT)) is not None:
        signed = signed.where(col(SignatureRow.at) > since)
    if not await invitations(unit, col(FormRow.case_id).in_(signed)):
        return
    for person in unit.roster.people:
        actor = unit.roster.actor(person)
        if person.roles & SELLERS and await has_customers(unit, actor):
            private.tell(unit, person, GREETINGS, {"words": [], "page": 1})


async def invitations(unit: Unit, *where: ColumnElement[bool]) -> list[dict[str, Any]]:
    """The next first: what it is called, from when, and where, by the keys of the shipped form."""
    today = unit.now.astimezone(unit.company.zone).date()
    query = select(FormRow).where(FormRow.kind == ACTIVITY, col(FormRow.state).in_(APPROVED), *where)
    found = []
    for row in await unit.session.exec(query.order_by(col(FormRow.number))):
        theme, begins = row.said.get("theme"), row.said.get("from")
        if not (isinstance(theme, str) and isinstance(begins, str)):
            continue  # a company's own form has other fields
        day = date.fromisoformat(begins)
        if today <= day <= today + AHEAD:
            found.append({"theme": theme, "on": day, "place": str(row.said.get("place") or "")})
    return sorted(found, key=lambda one: (one["on"], one["theme"]))
