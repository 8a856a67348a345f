"""The forms that a ledger is written in.

JSON is a list of objects. CSV and workbooks have one row for each object: a list of things (an order's lines, who was
told) is one cell, its items parted by `; ` and the values of an item, in the order of the JSON's keys, by `, `; what a
step recorded (`facts`) is one cell of JSON. A workbook is for people: headings and values are in their language, numbers,
days and times are cells of those types, and the lines of orders stand on a sheet of their own as well.
"""

import codecs
import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Protocol
from zoneinfo import ZoneInfo

from bot.exports.values import flat, plain
from bot.exports.wording import CODES, Worded
from store.export.table import Export, Row
from store.fields import Field, Kind

SHEET_ROWS = 1_048_576
"""An Excel sheet takes no more; what is over goes on the next one."""

_FORMULA = re.compile(r"[=+\-@＝＋－＠\t\r\n]")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_CELL = 32_767
LINES = "lines"
_BESIDE_LINES = ("number", "case", "customer")
"""What says in the sheet of lines whose a line is."""
_SPOOL = 8 * 1024 * 1024


class Writer(Protocol):
    def write(self, batch: Sequence[Row]) -> None: ...

    def close(self) -> None: ...


def writer(form: str, out: IO[bytes], ledger: Export, zone: ZoneInfo, words: Callable[[], Worded]) -> Writer:
    """`words` are asked for where people read what is written: codes stay in JSON and CSV."""
    match form:
        case "json":
            return _Json(out, ledger, zone)
        case "csv":
            return _Csv(out, ledger, zone)
        case _:
            return _Workbook(out, ledger, zone, words())


class _Json:
    def __init__(self, out: IO[bytes], ledger: Export, zone: ZoneInfo) -> None:
        self._out, self._fields, self._zone = out, ledger.fields, zone
        self._before = "[\n"

    def write(self, batch: Sequence[Row]) -> None:
        for row in batch:
            line = json.dumps(plain(self._fields, row, self._zone), ensure_ascii=False)
            self._out.write((self._before + line).encode())
            self._before = ",\n"

    def close(self) -> None:
        self._out.write(b"[]\n" if self._before.startswith("[") else b"\n]\n")


class _Csv:
    """UTF-8, with the mark at its begin by which Excel on a Chinese Windows knows it. A text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers."""

    def __init__(self, out: IO[bytes], ledger: Export, zone: ZoneInfo) -> None:
        self._out, self._fields, self._zone = out, ledger.fields, zone
        if self._fields:
            self._out.write(codecs.BOM_UTF8)
            self._lines([[field.name for field in self._fields]])

    def write(self, batch: Sequence[Row]) -> None:
        self._lines([[self._cell(field, row.get(field.name)) for field in self._fields] for row in batch])

    def _lines(self, rows: Sequence[Sequence[str]]) -> None:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        self._out.write(text.getvalue().encode())

    def _cell(self, field: Field, value: Any) -> str:
        said = flat(field, value, self._zone)
        typed = field.kind in (*CODES, Kind.ROWS, Kind.FACTS)
        return "'" + said if typed and _FORMULA.match(said) else said

    def close(self) -> None:
        """Nothing is owed."""


class _Workbook:
    """For people: headings and values in the company's language. openpyxl's streaming workbook keeps memory small."""

    def __init__(self, out: IO[bytes], ledger: Export, zone: ZoneInfo, words: Worded) -> None:
        from openpyxl import Workbook

        self._out, self._ledger = out, ledger
        self._book = Workbook(write_only=True)
        self._main = _Sheets(self._book, words.title, ledger.fields, zone, words)
        self._lines: _Sheets | None = None
        parts = next((field.parts for field in ledger.fields if field.name == LINES), ())
        if parts:
            head = [field for field in ledger.fields if field.name in _BESIDE_LINES]
            self._lines = _Sheets(self._book, words.heading(LINES), (*head, *parts), zone, words)

    def write(self, batch: Sequence[Row]) -> None:
        for row in batch:
            self._main.append(row)
            for line in (row.get(LINES) or ()) if self._lines is not None else ():
                assert self._lines is not None, "only a ledger with lines has them"
                self._lines.append({name: row.get(name) for name in _BESIDE_LINES} | line)

    def close(self) -> None:
        for sheets in (self._main, self._lines):
            if sheets is not None:
                sheets.close()
        with SpooledTemporaryFile(max_size=_SPOOL) as kept:
            self._book.save(kept)
            kept.seek(0)
            while part := kept.read(1 << 20):
                self._out.write(part)


class _Sheets:
    """Rows under one set of headings: a sheet, and another wherever one is full."""

    def __init__(self, book: Any, title: str, fields: Sequence[Field], zone: ZoneInfo, words: Worded) -> None:
        self._book, self._title, self._fields, self._zone, self._words = book, title, fields, zone, words
        self._count = 0
        self._begin()

    def _begin(self) -> None:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter

        self._count += 1
        self._sheet: Any = self._book.create_sheet(
            self._title if self._count == 1 else f"{self._title} {self._count}"
        )
        self._rows = 0
        if not self._fields:
            return
        self._sheet.freeze_panes = "A2"
        headings = []
        for at, field in enumerate(self._fields, 1):
            said = self._words.heading(field.head or field.name)
            self._sheet.column_dimensions[get_column_letter(at)].width = max(
                _WIDTHS[field.kind], len(said) + 5
            )
            heading = WriteOnlyCell(self._sheet, said)
            heading.font = Font(bold=True)
            headings.append(heading)
        self._sheet.append(headings)
        self._rows = 1

    def append(self, row: Row) -> None:
        if self._rows == SHEET_ROWS:
            self.close()
            self._begin()
        self._sheet.append([self._cell(field, row) for field in self._fields])
        self._rows += 1

    def close(self) -> None:
        """A filter over what is there."""
        from openpyxl.utils import get_column_letter

        if self._fields:
            self._sheet.auto_filter.ref = f"A1:{get_column_letter(len(self._fields))}{self._rows}"

    def _cell(self, field: Field, row: Row) -> Any:
        from openpyxl.cell import WriteOnlyCell

        value = row.get(field.name)
        if value is None:
            return None
        said = self._words.said(field, value, row)
        form = None if said is not None else _NUMBER_FORMATS.get(field.kind)
        if said is None and field.kind is Kind.TIME:
            value = value.astimezone(self._zone).replace(tzinfo=None, microsecond=0)  # Excel knows no zones
        elif said is not None or field.kind not in _NUMBERS:
            if said is None and field.kind is Kind.ROWS:
                said = self._words.rows_said(field, value, self._zone)
            said = flat(field, value, self._zone) if said is None else said
            value = _NOT_XML.sub("", said)[:_LONGEST_CELL]
        cell = WriteOnlyCell(self._sheet, value)
        if form:
            cell.number_format = form
        if isinstance(value, str):
            cell.data_type = "s"  # openpyxl takes `=…` for a formula
            if _FORMULA.match(value):
                cell.quotePrefix = True  # and it stays text when somebody edits the cell
        return cell


_NUMBERS = frozenset({Kind.WHOLE, Kind.MONEY, Kind.QUANTITY, Kind.DAY})
_NUMBER_FORMATS = {Kind.MONEY: "#,##0.00", Kind.DAY: "yyyy-mm-dd", Kind.TIME: "yyyy-mm-dd hh:mm:ss"}
_WIDTHS = {
    **dict.fromkeys(CODES, 16),
    Kind.WHOLE: 10,
    Kind.MONEY: 14,
    Kind.QUANTITY: 12,
    Kind.DAY: 12,
    Kind.TIME: 20,
    Kind.YES: 8,
    Kind.CASE: 8,
    Kind.ROWS: 48,
    Kind.FACTS: 48,
}
