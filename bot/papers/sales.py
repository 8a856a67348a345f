"""What a month sold as a workbook and a picture (P1): only drawn here, counted in `store.reports.sales`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.papers.documents import render_document
from bot.papers.figures import filename
from bot.papers.reports import Book, Share, Total
from bot.wording.render import Renderer
from store.registry import reference
from store.reports.sales import VIEWS
from store.reports.sold import Figures, Sale, SalesReport
from store.requests import Area

LINES = 8
"""Of the table in the picture; the last one collects what isn't shown."""
_COLUMNS = (
    "qty",
    "amount",
    "deducted",
    "before_same",
    "growth",
    "before",
    "plan_so_far",
    "on_the_way",
    "plan",
    "reached",
)
_ROWS = ("day", "kind", "order", "shipment", "ref", "customer", "product", "unit", "region", "salesperson", "qty", "amount")  # fmt: skip
_NONE = "—"


@dataclass(frozen=True)
class SalesPicture:
    """One chart and one table, still to be drawn."""

    facts: Mapping[str, Any]
    filename: str

    def compile(self, language: str, templates: Sequence[Path]) -> bytes:
        return render_document("reports/sales", language, self.facts, templates=templates, picture=True)


def book(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> Book:
    """A sheet for each view, one of rows, and one of what changed of earlier months where anything did."""
    report: SalesReport = facts["report"]

    def words(name: str) -> str:
        return renderer.vocabulary.value("sales_sheet", name, language)

    sheets: dict[str, list[list[Any]]] = {}
    for view in VIEWS:
        units = ("unit",) if view == "product" else ()
        head = [words(view), *map(words, (*units, *_COLUMNS))]
        body = [
            [row.name or words("unnamed"), *([row.unit] if units else []), *_figures(row, words)]
            for row in report.views[view]
        ]
        last = Total([words("total"), *([""] if units else []), *_figures(report.total, words)])
        sheets[words(f"by_{view}")] = [head, *body, last]
    sheets[words("rows")] = [
        [*map(words, _ROWS)],
        *(_row(row, words) for row in report.rows),
        _sum(report.rows, words),
    ]
    if report.corrections:
        sheets[words("corrections")] = [
            [*map(words, (*_ROWS, "cause"))],
            *([*_row(row, words), words("undone" if row.undone else "added")] for row in report.corrections),
            Total([*_sum(report.corrections, words), None]),
        ]
    return Book(sheets, f"{filename(renderer, language, facts)}.xlsx")


def _figures(row: Figures, words: Any) -> list[Any]:
    def share(percent: int | None) -> Share | None:
        return None if percent is None else Share(Decimal(percent) / 100)

    said = [
        row.qty,
        row.amount,
        row.deducted,
        row.before_same,
        words("new") if row.new else share(row.growth),
        row.before,
        row.plan_so_far,
        share(row.on_the_way),
        row.plan,
        share(row.reached),
    ]
    return [_NONE if value is None else value for value in said]


def _row(row: Sale, words: Any) -> list[Any]:
    return [
        row.day,
        words(row.kind),
        reference(Area.ORDERS, row.order),
        row.shipment,
        row.ref,
        row.customer,
        row.product,
        row.unit,
        row.region or words("unnamed"),
        row.salesperson or words("unnamed"),
        row.qty,
        row.amount,
    ]


def _sum(rows: Sequence[Sale], words: Any) -> list[Any]:
    total = sum((row.amount for row in rows), Decimal("0.00"))
    return Total([words("total"), *[None] * (len(_ROWS) - 2), total])


def picture(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> SalesPicture:
    """Figures as JSON, already worded: the largest customers, and the rest in one line, so that they add up."""
    report: SalesReport = facts["report"]

    def words(name: str) -> str:
        return renderer.vocabulary.value("sales_sheet", name, language)

    customers = report.views["customer"]
    shown = customers if len(customers) <= LINES else customers[: LINES - 1]
    lines = [_line(row.name or words("unnamed"), row, words) for row in shown]
    if rest := customers[len(shown) :]:
        lines.append(_line(words("rest"), _together(rest), words))
    sellers = [
        {"name": row.name or words("unnamed"), "amount": str(row.amount), "before": _said(row.before_same)}
        for row in report.views["salesperson"][:LINES]
    ]
    drawn = {
        "company": renderer.company.name,
        "month": f"{report.month:%Y-%m}",
        "through": "" if report.whole or report.through is None else str(report.through.day),
        "total": _line(words("total"), report.total, words),
        "plan": _said(report.total.reached),
        "lines": lines,
        "sellers": sellers,
    }
    return SalesPicture(drawn, f"{filename(renderer, language, facts)}.png")


def _together(rows: Sequence[Figures]) -> Figures:
    same = [row.before_same for row in rows if row.before_same is not None]
    return Figures(
        amount=sum((row.amount for row in rows), Decimal(0)),
        before_same=sum(same, Decimal(0)) if same else None,
    )


def _line(name: str, row: Figures, words: Any) -> dict[str, str]:
    growth = words("new") if row.new else _NONE if row.growth is None else f"{row.growth:+d}%"
    return {"name": name, "amount": str(row.amount), "before": _said(row.before_same), "growth": growth}


def _said(value: Decimal | int | None) -> str:
    return "" if value is None else str(value)
