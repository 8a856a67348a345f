"""The week's sheet of the stock as a workbook (P4)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.papers.reports import Book
from bot.wording.render import Renderer
from store.registry import reference

_COLUMNS = ("opening", "came", "out", "counted", "late", "closing")
_HEADS = ("product", "unit", *(f"stock_{name}" for name in _COLUMNS))
_MOVES = (
    "day",
    "product",
    "unit",
    "move",
    "qty",
    "stock_seen",
    "reference",
    "by",
    "stock_late",
    "stock_note",
)


def book(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> Book:
    words = renderer.vocabulary

    def heads(names: Sequence[str]) -> list[str]:
        return [words.value("sheet", name, language) for name in names]

    products = [[row["product"], row["unit"], *(row[name] for name in _COLUMNS)] for row in facts["rows"]]
    moves = [
        [
            move["day"],
            move["product"],
            move["unit"],
            words.state("move", move["kind"], language),
            move["qty"],
            move["counted"],
            reference(*move["case"]) if move["case"] else "",
            move["by"],
            words.state("said", "yes", language) if move["late"] else "",
            words.value("sheet", "stock_back", language) if move["back"] else move["note"],
        ]
        for move in facts["moves"]
    ]
    by_product, details = heads(("stock_products", "details"))
    sheets = {by_product: [heads(_HEADS), *products], details: [heads(_MOVES), *moves]}
    return Book(sheets, f"{_filename(renderer, language, facts)}.xlsx")


def _filename(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> str:
    now = datetime.combine(facts["first"], datetime.min.time(), renderer.company.zone)
    return renderer.filename("stock/report_filename", language, facts, now=now)
