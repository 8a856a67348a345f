"""The week's sheet of the stock as a workbook and a picture (P4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.papers.documents import render_document
from bot.papers.reports import Book
from bot.wording.render import Renderer
from store.registry import reference

SHOWN = 8
"""So many products fit on a telephone; the others are one line."""
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


@dataclass(frozen=True)
class StockPicture:
    """A table of the products that moved most, still to be drawn."""

    facts: Mapping[str, Any]
    filename: str

    def compile(self, language: str, templates: Sequence[Path]) -> bytes:
        return render_document("stock/report", language, self.facts, templates=templates, picture=True)


def picture(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> StockPicture:
    rows = sorted(facts["rows"], key=lambda row: -row["moved"])
    drawn = {
        "company": renderer.company.name,
        "week": _week(facts),
        "rows": [
            {"product": row["product"], "unit": row["unit"], "low": row["closing"] < 0}
            | {name: _figure(row[name]) for name in _COLUMNS}
            | {"share": _shares(row, rows)}
            for row in rows[:SHOWN]
        ],
        "others": max(0, len(rows) - SHOWN),
    }
    return StockPicture(drawn, f"{_filename(renderer, language, facts)}.png")


def _shares(row: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """How long the bars are: of what came and went, against the most that did."""
    most = max((max(abs(one["came"]), abs(one["out"])) for one in rows), default=Decimal(0)) or Decimal(1)
    return {name: float(max(Decimal(0), row[name]) / most) for name in ("came", "out")}


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


def _week(facts: Mapping[str, Any]) -> str:
    return f"{facts['first']:%m-%d} – {facts['last']:%m-%d}"


def _figure(value: Decimal) -> str:
    return f"{value.normalize():,f}" if value else "0"


def _filename(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> str:
    now = datetime.combine(facts["first"], datetime.min.time(), renderer.company.zone)
    return renderer.text("stock/report_filename", language, facts, now=now)
