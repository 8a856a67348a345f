"""Receipts in chat, and what is owed by customer (M1)."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.fronts import handing
from bot.fronts.front import AreaFront
from bot.grammar.receipts import RECEIPTS_CHAT
from bot.wording import keyboards
from bot.wording.keyboards import Rows
from bot.wording.render import Renderer
from store.customers.access import Part
from store.customers.reading import Path, Read
from store.mail.outbox import Outbox
from store.people.roster import Person
from store.process.unit import Unit
from store.receipts import views
from store.receipts.area import RECEIPTS
from store.receipts.requests import ShowOwed
from store.receipts.state import Receipt
from store.reports.requests import Report

OWED = "receipts/owed"


async def _facts(unit: Unit, row: Outbox, reader: Person | None) -> dict[str, Any] | None:
    """What is owed is opened in private, whatever way its message would have gone (U4)."""
    if row.kind != OWED:
        return {}
    if reader is None or row.chat_id < 0:
        return None
    return await views.owed_view(unit, unit.roster.actor(reader), ShowOwed.model_validate(row.facts))


def _buttons(renderer: Renderer, language: str, row: Outbox, facts: Mapping[str, Any]) -> Rows | None:
    if row.kind != OWED or facts["customer"]:
        return None
    pages = keyboards.pages(renderer.vocabulary, language, "owed", facts["page"], facts["pages"])
    if facts["as_of"] != facts["today"] or not facts["count"]:
        return pages
    return (
        *pages,
        *handing.buttons(renderer, language, Report.RECEIVABLES, facts["today"].replace(day=1), facts),
    )


def _reads(row: Outbox, facts: Mapping[str, Any]) -> Sequence[Read]:
    if row.kind != OWED:
        return ()
    ids = [facts["customer_id"]] if facts["customer"] else [one["id"] for one in facts["customers"]]
    path = Path.COMMAND if facts["customer"] else Path.SEARCH
    return [Read(customer_id=one, part=Part.MONEY, path=path) for one in ids]


RECEIPTS_FRONT = AreaFront[Receipt](
    table=RECEIPTS,
    view=views.receipt_view,
    chat=RECEIPTS_CHAT,
    facts=_facts,
    buttons=_buttons,
    reads=_reads,
)
