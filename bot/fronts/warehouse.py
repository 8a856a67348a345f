"""What the warehouse shows in chat (P4)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.fronts import handing
from bot.fronts.front import Front, PaperSpec
from bot.papers import figures, stock
from bot.wording import keyboards
from bot.wording.keyboards import Rows
from bot.wording.render import Renderer
from store.mail.outbox import Outbox
from store.people.actor import CLOCK
from store.people.roster import Person
from store.process.unit import Unit
from store.reports.requests import Report
from store.reports.views import paper_facts
from store.stock.weeks import week_of
from store.warehouse import sheet
from store.warehouse.requests import ShowStock
from store.warehouse.views import stock_view

STOCK, SHEET = "warehouse/stock", "stock/report"


async def _facts(unit: Unit, row: Outbox, reader: Person | None) -> dict[str, Any] | None:
    if row.document in ("report_picture", "report_book"):
        day = date.fromisoformat(row.facts["month"])
        owed = await handing.owed(unit, reader, Report.STOCK, week_of(day))
        if row.document == "report_picture":
            owed["paper"] = await paper_facts(unit, Report.STOCK, week_of(day), CLOCK)
        return {**await sheet.report(unit, day), row.document: day, **owed}
    if row.kind != STOCK:
        return {}
    asked = {name: row.facts[name] for name in ShowStock.model_fields}
    return await stock_view(unit, ShowStock.model_validate(asked))


def _buttons(renderer: Renderer, language: str, row: Outbox, facts: Mapping[str, Any]) -> Rows | None:
    if row.kind == SHEET:
        return handing.buttons(renderer, language, Report.STOCK, facts["first"], facts, ("how",))
    if row.kind != STOCK:
        return None
    return keyboards.pages(renderer.vocabulary, language, "list", facts["page"], facts["pages"])


WAREHOUSE_FRONT = Front(
    kinds=("warehouse", "stock"),
    facts=_facts,
    buttons=_buttons,
    papers={
        "report_picture": PaperSpec(make=figures.drawn),
        "report_book": PaperSpec(make=stock.book),
    },
)
