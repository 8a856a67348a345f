"""The list of who may become a customer, with how far each is followed up, each week (U6)."""

from sqlmodel import col, select

from store.company import Role
from store.customers.agenda import ends_week
from store.leads.area import LEADS
from store.leads.model import LeadRow
from store.leads.state import OPEN
from store.process import private
from store.process.unit import Unit

LIST = f"{LEADS.name}/list"
READERS = (Role.DIRECTOR, Role.ASSISTANT)
"""It is the director's to read and the assistant's to see to."""


async def tell(unit: Unit) -> None:
    """As the week's last working day begins, where anybody is followed."""
    if not ends_week(unit):
        return
    followed = select(LeadRow.case_id).where(col(LeadRow.state).in_(OPEN)).limit(1)
    if (await unit.session.exec(followed)).first() is None:
        return
    first = {
        person.id: person for role in READERS for person in tuple(unit.roster.in_turn(role, unit.now))[:1]
    }
    for person in first.values():
        private.tell(unit, person, LIST, {"page": 1})
