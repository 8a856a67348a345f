"""The forms that a ledger is written in.

JSON is a list of objects. CSV and workbooks have one row for each object: a list of things (an order's lines, who was
told) is one cell, its items parted by `; ` and the values of an item, in the order of the JSON's keys, by `, `; what a
step recorded (`facts`) is one cell of JSON. A workbook's numbers, days and times are cells of those types.
"""

import codecs
import csv
import io
import json
import re
from collections.abc import Sequence
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Protocol
from zoneinfo import ZoneInfo

from bot.ledgers.values import flat, plain
from store.ledger import Field, Kind, Ledger, Row

SHEET_ROWS = 1_048_576
"""An Excel sheet takes no more; what is over goes on the next one."""

_FORMULA = re.compile(r"[=+\-@＝＋－＠\t\r\n]")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_CELL = 32_767
_SPOOL = 8 * 1024 * 1024


class Writer(Protocol):
    def write(self, batch: Sequence[Row]) -> None: ...

    def close(self) -> None: ...


def writer(form: str, out: IO[bytes], ledger: Ledger, zone: ZoneInfo) -> Writer:
    match form:
        case "json":
            return _Json(out, ledger, zone)
        case "csv":
            return _Csv(out, ledger, zone)
        case _:
            return _Workbook(out, ledger, zone)


class _Json:
    def __init__(self, out: IO[bytes], ledger: Ledger, zone: ZoneInfo) -> None:
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

    def __init__(self, out: IO[bytes], ledger: Ledger, zone: ZoneInfo) -> None:
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
        typed = field.kind in (Kind.TEXT, Kind.ROWS, Kind.FACTS)
        return "'" + said if typed and _FORMULA.match(said) else said

    def close(self) -> None:
        """Nothing is owed."""


class _Workbook:
    """openpyxl's streaming workbook: rows go to a temporary file, memory stays small."""

    def __init__(self, out: IO[bytes], ledger: Ledger, zone: ZoneInfo) -> None:
        from openpyxl import Workbook

        self._out, self._ledger, self._zone = out, ledger, zone
        self._book = Workbook(write_only=True)
        self._sheets = 0
        self._begin_sheet()

    def _begin_sheet(self) -> None:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter

        self._sheets += 1
        title = self._ledger.name if self._sheets == 1 else f"{self._ledger.name} {self._sheets}"
        self._sheet: Any = self._book.create_sheet(title)
        self._rows = 0
        if not self._ledger.fields:
            return
        self._sheet.freeze_panes = "A2"
        headings = []
        for at, field in enumerate(self._ledger.fields, 1):
            width = max(_WIDTHS[field.kind], len(field.name) + 3)
            self._sheet.column_dimensions[get_column_letter(at)].width = width
            heading = WriteOnlyCell(self._sheet, field.name)
            heading.font = Font(bold=True)
            headings.append(heading)
        self._sheet.append(headings)
        self._rows = 1

    def write(self, batch: Sequence[Row]) -> None:
        for row in batch:
            if self._rows == SHEET_ROWS:
                self._begin_sheet()
            self._sheet.append([self._cell(field, row.get(field.name)) for field in self._ledger.fields])
            self._rows += 1

    def _cell(self, field: Field, value: Any) -> Any:
        from openpyxl.cell import WriteOnlyCell

        if value is None:
            return None
        form = _NUMBER_FORMATS.get(field.kind)
        if field.kind is Kind.TIME:
            value = value.astimezone(self._zone).replace(tzinfo=None, microsecond=0)  # Excel knows no zones
        elif field.kind not in _NUMBERS:
            value = _NOT_XML.sub("", flat(field, value, self._zone))[:_LONGEST_CELL]
        cell = WriteOnlyCell(self._sheet, value)
        if form:
            cell.number_format = form
        if isinstance(value, str):
            cell.data_type = "s"  # openpyxl takes `=…` for a formula
            if _FORMULA.match(value):
                cell.quotePrefix = True  # and it stays text when somebody edits the cell
        return cell

    def close(self) -> None:
        with SpooledTemporaryFile(max_size=_SPOOL) as kept:
            self._book.save(kept)
            kept.seek(0)
            while part := kept.read(1 << 20):
                self._out.write(part)


_NUMBERS = frozenset({Kind.WHOLE, Kind.MONEY, Kind.QUANTITY, Kind.DAY, Kind.YES})
_NUMBER_FORMATS = {Kind.MONEY: "#,##0.00", Kind.DAY: "yyyy-mm-dd", Kind.TIME: "yyyy-mm-dd hh:mm:ss"}
_WIDTHS = {
    Kind.TEXT: 16,
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
