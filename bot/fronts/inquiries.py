"""Inquiries in chat: the list, and what its buttons open (U7)."""

from collections.abc import Mapping
from typing import Any

from bot.fronts.front import AreaFront
from bot.grammar.inquiries import INQUIRIES_CHAT
from bot.wording import keyboards
from bot.wording.keyboards import Rows
from bot.wording.render import Renderer
from store.inquiries import views
from store.inquiries.area import INQUIRIES
from store.inquiries.state import Inquiry
from store.mail.outbox import Outbox
from store.people.roster import Person
from store.process.unit import Unit

LIST = "inquiries/list"


async def _facts(unit: Unit, row: Outbox, reader: Person | None) -> dict[str, Any] | None:
    if row.kind != LIST:
        return {}
    if reader is None or row.chat_id < 0:
        return None  # what customers ask is no room's business
    return await views.list_view(unit, unit.roster.actor(reader), row.facts["page"])


def _buttons(renderer: Renderer, language: str, row: Outbox, facts: Mapping[str, Any]) -> Rows | None:
    if row.kind != LIST:
        return None
    pages = keyboards.pages(renderer.vocabulary, language, "inquiries", facts["page"], facts["pages"])
    return (*keyboards.opening(facts["inquiries"]), *pages)


INQUIRIES_FRONT = AreaFront[Inquiry](
    table=INQUIRIES,
    view=views.inquiry_view,
    chat=INQUIRIES_CHAT,
    facts=_facts,
    buttons=_buttons,
)
