"""P3: a ledger as JSON, CSV or a workbook. Headings are the names of the JSON's keys; times are the company's.

JSON is a list of objects. CSV and workbooks have one row for each object: a list of things (an order's lines, who was
told) is one cell, its items parted by `; ` and the values of an item, in the order of the JSON's keys, by `, `; what a
step recorded (`facts`) is one cell of JSON. A workbook's numbers, days and times are cells of those types.
"""

import asyncio
import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.exc import DBAPIError

from store.company import Company
from store.db import Database
from store.ledger import Field, Kind, Ledger, Period, Row, read
from store.ledgers import LEDGERS
from store.reader import NoStore, reader
from store.requests import LETTERS, Area

SHEET_ROWS = 1_048_576
"""An Excel sheet takes no more; what is over goes on the next one."""

_FORMULA = re.compile(r"[=+\-@＝＋－＠\t\r\n]")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_CELL = 32_767
_SPOOL = 8 * 1024 * 1024

# Amounts that steps record, by name: facts are kept as JSON, where an amount is any text.
_MONEY_FACTS = frozenset(
    {"amount", "claimed", "cost", "held", "over", "owed", "price", "received", "total", "waived"}
)
_QUANTITY_FACTS = frozenset({"qty", "left"})


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Where from, in whose time, and from which day to which; both are included, None is open.

    The days narrow by the moment when a row came to be.
    """

    url: str
    company: Company
    first: date | None = None
    last: date | None = None

    @property
    def period(self) -> Period:
        after = self.last + timedelta(days=1) if self.last else None
        return Period(since=self._midnight(self.first), until=self._midnight(after))

    def _midnight(self, day: date | None) -> datetime | None:
        return self.company.aware(datetime.combine(day, time.min)) if day else None


def export(name: str, form: str, out: IO[bytes], reading: Reading) -> int:
    """Write a ledger and return the number of its rows. Raises NoStore before anything is written."""
    return asyncio.run(_export(LEDGERS[name], form, out, reading))


def export_to_file(name: str, form: str, path: Path, reading: Reading) -> int:
    """As `export`, into a file that is there whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        with _blaming(path):
            out = part.open("wb")
        with out:
            count = export(name, form, out, reading)
        with _blaming(path):
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count


@contextmanager
def _blaming(path: Path) -> Iterator[None]:
    """An error names the file that was asked for."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None


async def _export(ledger: Ledger, form: str, out: IO[bytes], reading: Reading) -> int:
    database = reader(reading.url)
    try:
        return await _write(ledger, form, out, reading, database)
    except DBAPIError:
        await _of_this_revision(database)
        raise
    finally:
        await database.close()


async def _write(ledger: Ledger, form: str, out: IO[bytes], reading: Reading, database: Database) -> int:
    async with database.snapshot() as session:
        writer = _writer(form, out, ledger, reading.company.zone)
        count = 0
        async for batch in read(session, ledger, reading.period, reading.company):
            writer.write(batch)
            count += len(batch)
        writer.close()
        return count


async def _of_this_revision(database: Database) -> None:
    """A column may be missing because the store is of another version: that is the thing to say."""
    from store import migrate

    current, newest = await migrate.current(database), migrate.head()
    if current != newest:
        at = f"at revision {current}" if current else "without any revision"
        raise NoStore(f"the store is {at}, this version reads {newest}: gendan db upgrade")


class _Writer(Protocol):
    def write(self, batch: Sequence[Row]) -> None: ...

    def close(self) -> None: ...


def _writer(form: str, out: IO[bytes], ledger: Ledger, zone: ZoneInfo) -> _Writer:
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
    """UTF-8. A text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers."""

    def __init__(self, out: IO[bytes], ledger: Ledger, zone: ZoneInfo) -> None:
        self._out, self._fields, self._zone = out, ledger.fields, zone
        if self._fields:
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


def plain(fields: Sequence[Field], row: Row, zone: ZoneInfo) -> dict[str, Any]:
    """A row as JSON: decimals as text (money with two places), times with offset, the case as typed."""
    return {field.name: _plain(field, row.get(field.name), zone) for field in fields}


def _plain(field: Field, value: Any, zone: ZoneInfo) -> Any:
    if value is None:
        return None
    match field.kind:
        case Kind.MONEY:
            return _money(value)
        case Kind.QUANTITY:
            return _quantity(value)
        case Kind.DAY:
            return value.isoformat()
        case Kind.TIME:
            return value.astimezone(zone).isoformat()
        case Kind.CASE:
            area, number = value
            return f"{LETTERS[Area(area)]}{number}"
        case Kind.ROWS:
            return [plain(field.parts, item, zone) for item in value]
        case Kind.FACTS:
            return _facts(value)
        case _:
            return value


def flat(field: Field, value: Any, zone: ZoneInfo) -> str:
    """A value as the text of one cell; what is unknown is empty."""
    if value is None:
        return ""
    match field.kind:
        case Kind.YES:
            return "true" if value else "false"
        case Kind.FACTS:
            return json.dumps(_facts(value), ensure_ascii=False)
        case Kind.ROWS:
            return "; ".join(
                ", ".join(flat(part, item.get(part.name), zone) for part in field.parts) for item in value
            )
        case _:
            return str(_plain(field, value, zone))


def _money(value: Decimal) -> str:
    return f"{value:.2f}"


def _quantity(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _facts(value: Any, name: str = "") -> Any:
    """Money with two places and quantities plain, at any depth."""
    if isinstance(value, Mapping):
        return {key: _facts(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_facts(inner, name) for inner in value]
    if isinstance(value, str) and name in _MONEY_FACTS | _QUANTITY_FACTS:
        try:
            number = Decimal(value)
        except InvalidOperation:
            return value
        return _money(number) if name in _MONEY_FACTS else _quantity(number)
    return value
