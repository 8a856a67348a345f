"""Leads in chat: the list, and what its buttons open (U6)."""

from collections.abc import Mapping
from typing import Any

from bot.fronts.front import AreaFront
from bot.grammar.leads import LEADS_CHAT
from bot.wording import keyboards
from bot.wording.keyboards import Rows
from bot.wording.render import Renderer
from store.leads import views
from store.leads.area import LEADS
from store.leads.state import Lead
from store.mail.outbox import Outbox
from store.people.roster import Person
from store.process.unit import Unit

LIST = "leads/list"


async def _facts(unit: Unit, row: Outbox, reader: Person | None) -> dict[str, Any] | None:
    if row.kind != LIST:
        return {}
    if reader is None or row.chat_id < 0:
        return None  # whom somebody is after is no room's business
    return await views.list_view(unit, unit.roster.actor(reader), row.facts["page"])


def _buttons(renderer: Renderer, language: str, row: Outbox, facts: Mapping[str, Any]) -> Rows | None:
    if row.kind != LIST:
        return None
    pages = keyboards.pages(renderer.vocabulary, language, "leads", facts["page"], facts["pages"])
    return (*keyboards.opening(facts["leads"]), *pages)


LEADS_FRONT = AreaFront[Lead](
    table=LEADS,
    view=views.lead_view,
    chat=LEADS_CHAT,
    facts=_facts,
    buttons=_buttons,
)
