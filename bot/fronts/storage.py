"""Storage in chat: who has how much room, and a customer's (W2)."""

from collections.abc import Mapping
from typing import Any

from bot.fronts.front import AreaFront
from bot.grammar.storage import STORAGE_CHAT
from bot.wording import keyboards
from bot.wording.keyboards import Rows
from bot.wording.render import Renderer
from store.mail.outbox import Outbox
from store.people.roster import Person
from store.process.unit import Unit
from store.storage import views
from store.storage.area import STORAGE
from store.storage.state import Storage

LIST = "storage/list"


async def _facts(unit: Unit, row: Outbox, reader: Person | None) -> dict[str, Any] | None:
    if row.kind != LIST:
        return {}
    if reader is None or row.chat_id < 0:
        return None
    return await views.list_view(unit, unit.roster.actor(reader), row.facts["page"])


def _buttons(renderer: Renderer, language: str, row: Outbox, facts: Mapping[str, Any]) -> Rows | None:
    if row.kind != LIST:
        return None
    pages = keyboards.pages(renderer.vocabulary, language, "list", facts["page"], facts["pages"])
    return (*keyboards.opening(facts["storages"]), *pages)


STORAGE_FRONT = AreaFront[Storage](
    table=STORAGE,
    view=views.storage_view,
    chat=STORAGE_CHAT,
    facts=_facts,
    buttons=_buttons,
)
