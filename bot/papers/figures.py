"""A report's tables as a workbook and a picture, whatever its kind: only drawn here, counted in `store.reports`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from babel.numbers import format_decimal

from bot.papers.documents import render_document
from bot.papers.reports import Book, Share, Total
from bot.wording.render import Renderer
from store.reports.sheets import As, Fact, SheetReport, Table

LINES = 8
"""Of the table in the picture, and bars of its chart; what isn't shown is in the workbook, and is said to be."""
_NONE = "—"
_HOUR = 60


@dataclass(frozen=True)
class FiguresPicture:
    """One chart and one table, still to be drawn."""

    facts: Mapping[str, Any]
    filename: str

    def compile(self, language: str, templates: Sequence[Path]) -> bytes:
        return render_document("reports/figures", language, self.facts, templates=templates, picture=True)


@dataclass(frozen=True)
class _Words:
    renderer: Renderer
    language: str

    def __call__(self, name: str) -> str:
        return self.renderer.vocabulary.state("figure", name, self.language)

    def head(self, name: str, shown: As) -> str:
        unit = (
            f" ({self('minutes')})" if shown is As.MINUTES else f" ({self('percent')})" * (shown is As.SHARE)
        )
        return self(name) + unit

    def named(self, shown: As, value: Any) -> str:
        """What is no figure, in the reader's words."""
        words = self.renderer.vocabulary
        match shown:
            case As.WORD:
                return self(str(value))
            case As.ROLE:
                return words.role(str(value), self.language)
            case As.TASK:
                return words.state("task", str(value), self.language)
            case As.TITLED:
                return str(value[self.language])
            case As.MARK:
                return "✓" if value else "✗"
            case _:
                return str(value)

    def short(self, shown: As, value: Any) -> str:
        """As a picture shows it."""
        match shown:
            case _ if value is None:
                return _NONE
            case As.MONEY:
                return self.renderer.money(value)
            case As.QTY | As.COUNT | As.DAYS:
                return str(format_decimal(value, locale="en"))
            case As.SHARE:
                return f"{value}%"
            case As.MINUTES:
                return f"{(Decimal(value) / _HOUR).quantize(Decimal('0.1'), ROUND_HALF_UP)} {self('hours')}"
            case As.DAY:
                return f"{value:%m-%d}"
            case _:
                return self.named(shown, value)


def book(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> Book:
    """A sheet for each table; below those that add up, their total."""
    report: SheetReport = facts["report"]
    words = _Words(renderer, language)
    sheets = {words(f"{one.name}_sheet"): _sheet(one, words) for one in report.tables}
    return Book(sheets, f"{filename(renderer, language, facts)}.xlsx")


def _sheet(one: Table, words: _Words) -> list[list[Any]]:
    head = [words.head(of.name, of.shown) for of in one.columns]
    body = [
        [_cell(of.shown, value, words) for of, value in zip(one.columns, row, strict=True)]
        for row in one.rows
    ]
    if one.total is None:
        return [head, *body]
    figures = [
        None if value is None else _cell(of.shown, value, words)
        for of, value in zip(one.columns[1:], one.total[1:], strict=True)
    ]
    return [head, *body, Total([words("total"), *figures])]


def _cell(shown: As, value: Any, words: _Words) -> Any:
    match shown:
        case _ if value is None:
            return _NONE
        case As.SHARE:
            return Share(value / 100)
        case As.MONEY | As.QTY | As.COUNT | As.DAYS | As.MINUTES | As.DAY:
            return value
        case _:
            return words.named(shown, value)


def picture(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> FiguresPicture:
    """Figures as JSON, already worded."""
    report: SheetReport = facts["report"]
    words = _Words(renderer, language)
    drawn = {
        "company": renderer.company.name,
        "title": _capital(renderer.vocabulary.state("report_title", facts["kind"], language)),
        "month": _time(report, facts),
        "through": ""
        if report.whole or report.through is None or facts["standing"] or facts["weekly"]
        else str(report.through.day),
        "head": [_fact(one, words) for one in report.head],
        "chart": _chart(report, words),
        "lines": _lines(report, words),
    }
    return FiguresPicture(drawn, f"{filename(renderer, language, facts)}.png")


def drawn(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> FiguresPicture:
    """Of a letter that says the figures in words of its own, with the report as its `paper`."""
    return picture(renderer, language, facts["paper"])


def _time(report: SheetReport, facts: Mapping[str, Any]) -> str:
    """The day, the week or the month that it is of."""
    if facts["weekly"]:
        return f"{report.month:%m-%d} – {report.month + timedelta(days=6):%m-%d}"
    return report.month.isoformat() if facts["standing"] else f"{report.month:%Y-%m}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _fact(one: Fact, words: _Words) -> dict[str, str]:
    beside = f" ({one.part}/{one.whole})" if one.whole else ""
    name = f"{words(one.name)} {one.of}".strip()
    return {"name": _capital(name), "value": words.short(one.shown, one.value) + beside}


def _chart(report: SheetReport, words: _Words) -> dict[str, Any] | None:
    """The bars that there are something of; None where there are none."""
    if (chart := report.chart) is None:
        return None
    of = report.table(chart.table)
    label, value, beside = (
        of.at(chart.label),
        of.at(chart.value),
        of.at(chart.beside) if chart.beside else None,
    )
    shares = of.columns[value].shown is As.SHARE
    rows = [
        row
        for row in of.rows
        if row[value] or (beside is not None and row[beside]) or (shares and row[value] is not None)
    ]
    bars = [
        {
            "name": words.short(of.columns[label].shown, row[label]),
            "value": str(row[value] or 0),
            "said": words.short(of.columns[value].shown, row[value]),
            "beside": "" if beside is None or row[beside] is None else str(row[beside]),
        }
        for row in rows[:LINES]
    ]
    if not bars:
        return None
    thin = words(chart.beside) if any(one["beside"] for one in bars) else ""
    return {
        "title": _capital(words(f"{of.name}_sheet")),
        "value": words(chart.value),
        "beside": thin,
        "bars": bars,
    }


def _lines(report: SheetReport, words: _Words) -> dict[str, Any] | None:
    if (lines := report.lines) is None or not (of := report.table(lines.table)).rows:
        return None
    at = [of.at(name) for name in lines.columns]
    shown = [of.columns[one] for one in at]
    adds_up = of.total is not None and any(one.adds for one in shown)
    rows = of.rows if len(of.rows) <= LINES else of.rows[: LINES - adds_up]
    rest = of.rows[len(rows) :]

    def worded(row: Sequence[Any], name: str = "") -> list[str]:
        cells = [words.short(of.columns[one].shown, row[one]) for one in at]
        return (
            [name, *("" if row[one] is None else cell for one, cell in zip(at[1:], cells[1:], strict=True))]
            if name
            else cells
        )

    return {
        "title": _capital(words(f"{of.name}_sheet")),
        "heads": [_capital(words(one.name)) for one in shown],
        "widths": [_width(at, one.shown) for at, one in enumerate(shown)],
        "rows": [*map(worded, rows), *([worded(of.sum_of(rest), _capital(words("rest")))] if rest and adds_up else [])],
        "total": worded(of.total, _capital(words("total"))) if of.total is not None and adds_up else [],
        "others": str(len(rest)) if rest and not adds_up else "",
    }  # fmt: skip


def _width(at: int, shown: As) -> str:
    """Figures are as wide as they are; what is named first has room, and what somebody wrote the most."""
    if shown not in _NAMES:
        return "figure"
    return "first" if at == 0 else "text" if shown is As.TEXT else "name"


_NAMES = frozenset({As.TEXT, As.TITLED, As.WORD, As.ROLE, As.TASK, As.CASE, As.MARK})


def filename(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> str:
    now = datetime.combine(facts["report"].month, datetime.min.time(), renderer.company.zone)
    return renderer.filename("reports/paper_filename", language, {"paper": facts}, now=now)
