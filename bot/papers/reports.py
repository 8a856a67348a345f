"""A report's workbook: from the figures that the store counted to what people open (C6)."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.wording.render import Renderer
from store.complaints.rates import NOT_OURS, UNKNOWN
from store.registry import reference
from store.requests import Area

_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WRITTEN_AT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</)")
_WIDEST = 60
_FEN = -2
"""What is kept to the fen is money."""
_DEPARTMENTS = ("department", "count", "in_time", "resolved", "mean", "cost")
_DETAILS = (
    *("number", "order", "customer", "channel", "severity", "text", "taken", "state", "department", "person"),
    *("cause", "remedy", "cost", "score", "answer", "late", "lesson", "closed"),
)


class Total(list[Any]):
    """A sheet's last row: bold, and no part of what is filtered or sorted."""


@dataclass(frozen=True)
class Book:
    """Sheets of rows, still to be written; the first row of each is its head."""

    sheets: Mapping[str, Sequence[Sequence[Any]]]
    filename: str

    def compile(self, _language: str, _templates: Sequence[Path]) -> bytes:
        from openpyxl import Workbook
        from openpyxl.styles import Alignment, Font, PatternFill
        from openpyxl.utils import get_column_letter

        head = PatternFill("solid", start_color="E8EEF4")
        book = Workbook()
        book.remove(book.worksheets[0])
        for title, rows in self.sheets.items():
            sheet = book.create_sheet(title)
            sheet.freeze_panes = "A2"
            for row in rows:
                sheet.append([_NOT_XML.sub("", value) if isinstance(value, str) else value for value in row])
            for line in sheet.iter_rows():
                for cell in line:
                    if isinstance(cell.value, str):
                        cell.data_type = "s"  # openpyxl takes `=…` for a formula
                        cell.quotePrefix = cell.value[:1] in "=+-@＝＋－＠"
                    elif isinstance(cell.value, Share):
                        cell.number_format = "0%" if cell.value * 100 % 1 == 0 else "0.0%"
                    elif isinstance(cell.value, Decimal):
                        money = cell.value.as_tuple().exponent == _FEN
                        cell.number_format = (
                            "#,##0.00" if money else "#,##0.###" if cell.value % 1 else "#,##0"
                        )
            for cell in sheet[1]:
                cell.font, cell.fill, cell.alignment = Font(bold=True), head, Alignment(wrap_text=True)
            end = len(rows) - isinstance(rows[-1], Total)
            sheet.auto_filter.ref = f"A1:{get_column_letter(len(rows[0]))}{end}"
            for cell in sheet[len(rows)] if end < len(rows) else ():
                cell.font = Font(bold=True)
            for at, column in enumerate(zip(*rows, strict=True), start=1):
                widest = max(_width(value) for value in column)
                sheet.column_dimensions[get_column_letter(at)].width = min(_WIDEST, widest + 2)
        written = io.BytesIO()
        book.save(written)
        return steady(written.getvalue())


def steady(workbook: bytes) -> bytes:
    """The same rows are the same bytes, whenever they are written: a workbook and each of its parts say when that was."""
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as parts,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as same,
    ):
        for name in parts.namelist():
            content = parts.read(name)
            if name == "docProps/core.xml":
                content = _WRITTEN_AT.sub(rb"\g<1>1980-01-01T00:00:00Z\g<2>", content)
            same.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def _width(value: object) -> int:
    """A Chinese character takes the room of two Latin ones."""
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in str("" if value is None else value))


def book(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> Book:
    def words(name: str) -> str:
        return renderer.vocabulary.value("sheet", name, language)

    def rates(rows: Sequence[Mapping[str, Any]], first: str) -> list[list[Any]]:
        head = [words(first), *(words(name) for name in _DEPARTMENTS[1:])]
        return [
            head,
            *(
                [
                    _name(renderer, language, row["name"]),
                    row["count"],
                    _percent(row["in_time"]),
                    _percent(row["resolved"]),
                    row["score"],
                    row["cost"],
                ]
                for row in rows
            ),
        ]

    details = [
        [words(name) for name in _DETAILS],
        *(_detail(renderer, language, one) for one in facts["complaints"]),
    ]
    sheets = {
        words("by_department"): rates(facts["departments"], "department"),
        words("by_month"): rates(facts["months"], "month"),
        words("details"): details,
    }
    return Book(sheets, f"{_filename(renderer, language, facts)}.xlsx")


_SAID = ("number", "taken", "matter", "customer", "text", "department", "reply", "late")
_NOTED = ("day", "customer", "contact_kind", "by", "contact", "note")


def feedback_book(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> Book:
    """What customers asked and said, what was noted of speaking with them, and the scores they gave."""
    words, zone = renderer.vocabulary, renderer.company.zone

    def head(names: Sequence[str]) -> list[Any]:
        return [words.value("sheet", name, language) for name in names]

    said = [
        [
            reference(Area.INQUIRIES, one["number"]),
            one["at"].astimezone(zone).replace(tzinfo=None),
            words.value("matter", one["matter"], language),
            one["customer"],
            one["text"],
            words.role(one["department"], language) if one["matter"] == "question" else None,
            one["answer"],
            words.value("sheet", "was_late" if one["late"] else "was_in_time", language),
        ]
        for one in facts["inquiries"]
    ]
    noted = [
        [
            one["on"],
            one["customer"],
            words.value("contact_kind", one["kind"], language),
            one["by"],
            one["person"],
            one["note"],
        ]
        for one in facts["contacts"]
    ]
    means = [[one["label"][language], one["mean"]] for one in facts["survey"]["means"]]
    sheets = {
        words.value("sheet", "said", language): [head(_SAID), *said],
        words.value("sheet", "noted", language): [head(_NOTED), *noted],
        words.value("sheet", "scores", language): [head(("asked_of", "mean")), *means],
    }
    now = datetime.combine(facts["month"], datetime.min.time(), zone)
    return Book(sheets, f"{renderer.text('inquiries/report_filename', language, facts, now=now)}.xlsx")


class Share(Decimal):
    """Shown as a percentage."""


def _percent(share: int | None) -> Share | None:
    return None if share is None else Share(Decimal(share) / 100)


def _name(renderer: Renderer, language: str, name: object) -> str:
    words = renderer.vocabulary
    if isinstance(name, date):
        return f"{name:%Y-%m}"
    if name in (UNKNOWN, NOT_OURS):
        return words.value("sheet", str(name), language)
    return words.role(str(name), language)


def _filename(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> str:
    now = datetime.combine(facts["month"], datetime.min.time(), renderer.company.zone)
    return renderer.filename("complaints/report_filename", language, facts, now=now)


def _detail(renderer: Renderer, language: str, one: Mapping[str, Any]) -> list[Any]:
    words, zone = renderer.vocabulary, renderer.company.zone

    def at(moment: datetime | None) -> datetime | None:
        return moment.astimezone(zone).replace(tzinfo=None) if moment else None

    return [
        reference(Area.COMPLAINTS, one["number"]),
        one["order"],
        one["customer"],
        words.value("channel", one["channel"], language),
        words.value("severity", one["severity"], language),
        one["text"],
        at(one["taken_at"]),
        words.state("complaint", one["state"], language),
        _name(renderer, language, one["whose"]),
        one["person"],
        one["cause"],
        one["remedy"],
        one["cost"],
        one["score"],
        one["answer"],
        words.value("sheet", "was_late" if one["late"] else "was_in_time", language),
        one["lesson"],
        at(one["closed_at"]),
    ]
