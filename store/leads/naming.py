"""One's own leads as people call them: by the name, as customers are (U6)."""

import re

from sqlmodel import col, select

from store.customers.keys import goes_on
from store.customers.trade import trade_words
from store.leads.area import LEADS
from store.leads.model import LeadRow
from store.leads.state import OPEN
from store.people.actor import Actor
from store.process.unit import Unit

_SHORTEST = 2
_APART = re.compile(r"$|[\s,，。:：;；]")


async def by_reference(unit: Unit, actor: Actor, said: str, *, first: bool = False) -> str:
    """The text with the longest name of an open lead of the speaker's that stands in it as that lead's reference; empty
    where none does. As the `first` words it stands apart from what follows."""
    query = select(LeadRow).where(col(LeadRow.sales_id).in_(actor.ids), col(LeadRow.state).in_(OPEN))
    rows = sorted(await unit.session.exec(query), key=lambda one: -len(one.customer))
    trade = trade_words(unit.company)
    for row in rows:
        at = said.find(row.customer) if len(row.customer) >= _SHORTEST else -1
        end = at + len(row.customer)
        if at < 0 or (first and (at or not _APART.match(said, end))) or goes_on(said, end, trade):
            continue  # 江城风机厂 is another firm than 江城风机
        return f"{said[:at]}{LEADS.reference(row.number)} {said[end:]}".strip()
    return ""
