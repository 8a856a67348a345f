"""One's own leads as people call them: by the name, as customers are (U6)."""

import re

from sqlmodel import col, select

from store.leads.area import LEADS
from store.leads.model import LeadRow
from store.leads.state import OPEN
from store.people.actor import Actor
from store.process.unit import Unit

_SHORTEST = 2
_LONGER = r"(?![厂店号集股有分公(（])"
"""What follows is no more of a name: 江城风机厂 is another firm."""
_APART = r"(?=$|[\s,，。:：;；])"


async def by_reference(unit: Unit, actor: Actor, said: str, *, first: bool = False) -> str:
    """The text with the longest name of an open lead of the speaker's that stands in it as that lead's reference; empty
    where none does. As the `first` words it stands apart from what follows."""
    query = select(LeadRow).where(col(LeadRow.sales_id).in_(actor.ids), col(LeadRow.state).in_(OPEN))
    rows = sorted(await unit.session.exec(query), key=lambda one: -len(one.customer))
    for row in rows:
        name = re.escape(row.customer)
        pattern = rf"^{name}{_APART}" if first else f"{name}{_LONGER}"
        if len(row.customer) >= _SHORTEST and re.search(pattern, said):
            return re.sub(pattern, f"{LEADS.reference(row.number)} ", said, count=1).strip()
    return ""
