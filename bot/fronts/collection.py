"""Collections in chat: whom to speak to today, and one of them with its text to copy (M4)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.fronts import handing
from bot.fronts.front import AreaFront, Codec
from bot.grammar.collection import COLLECTION_CHAT
from bot.wording import keyboards
from bot.wording.keyboards import Button, Rows
from bot.wording.render import Renderer
from bot.wording.vocabulary import Vocabulary
from store.collection import views
from store.collection.area import COLLECTION
from store.collection.requests import HandInRates, ListCollections
from store.collection.sheets import rates_view
from store.collection.state import Collection
from store.collection.steps import HANDERS
from store.customers.access import Part
from store.customers.reading import Path, Read
from store.mail.outbox import Outbox
from store.people.roster import Person
from store.process.unit import Unit
from store.reports.requests import Report
from store.requests import Request

LIST, RATES = "collection/list", "collection/rates"


async def _facts(unit: Unit, row: Outbox, reader: Person | None) -> dict[str, Any] | None:
    if row.kind == RATES:
        month = date.fromisoformat(row.facts["month"])
        return await rates_view(unit, month) if reader is not None and row.chat_id > 0 else None
    if row.kind != LIST:
        return {}
    if reader is None or row.chat_id < 0:
        return None  # what somebody owes is no room's business
    return await views.list_view(unit, unit.roster.actor(reader), row.facts["page"])


def _buttons(renderer: Renderer, language: str, row: Outbox, facts: Mapping[str, Any]) -> Rows | None:
    if row.kind == RATES:
        papers = handing.buttons(renderer, language, Report.RATES, facts["month"], {})
        if facts["handed_in"] or not facts["over"] or not HANDERS & facts["reader_roles"]:
            return papers
        button = Button(
            renderer.vocabulary.button("rates_in", language), data=f"rates:{facts['month'].isoformat()}"
        )
        return ((button,), *papers)
    if row.kind != LIST:
        return None
    pages = keyboards.pages(renderer.vocabulary, language, "dun", facts["page"], facts["pages"])
    return (*keyboards.opening(facts["collections"]), *pages)


def _beside(words: Vocabulary, language: str, facts: Mapping[str, Any]) -> Rows:
    """Who has paid is to be known before anybody is dunned."""
    if facts["collection"]["why"] != "unchecked" or not facts["case"]["actions"]:
        return ()
    return keyboards.for_case(words, language, facts["case"], [["ask_finance"]])


def _reads(row: Outbox, facts: Mapping[str, Any]) -> Sequence[Read]:
    if row.kind != LIST:
        return ()
    return [Read(customer_id=one["id"], part=Part.MONEY, path=Path.SEARCH) for one in facts["collections"]]


def _read(data: str) -> Request | None:
    match data.split(":"):
        case ["dun", "list"]:
            return ListCollections()
        case ["rates", month] if len(month) == 10:
            return HandInRates(month=date.fromisoformat(month))
    return None


COLLECTION_FRONT = AreaFront[Collection](
    table=COLLECTION,
    view=views.collection_view,
    live=True,
    chat=COLLECTION_CHAT,
    facts=_facts,
    buttons=_buttons,
    presses=Codec(prefixes=frozenset({"dun", "rates"}), read=_read),
    beside=_beside,
    reads=_reads,
)
