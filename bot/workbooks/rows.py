"""The rows of a workbook that somebody sent: refused where it may not be read, cell by cell where it may.

Formulas are never worked out: what the workbook's own program last made of them counts.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bot.grammar.reading import sane

MOST_BYTES = 1_000_000
"""As sent."""
MOST_UNPACKED = 16_000_000
MOST_PARTS = 200
MOST_ROWS = 1_000
MOST_SCANNED = 5_000
"""Rows looked at, empty ones too: people format whole columns."""
MOST_COLUMNS = 40
HEADINGS_WITHIN = 10
"""Rows in which the headings are looked for."""

_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class Unreadable(Exception):
    """The file is no workbook that may be read; `error` is named in the template."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


@dataclass(frozen=True)
class Cell:
    """What a cell says, as text and as its program kept it; `formula` if that is one without a result."""

    said: str
    value: Any
    formula: bool = False


Row = tuple[int, Mapping[int, Cell]]
"""The row's number, and its cells that say something, by column from 0."""


def rows_of(content: bytes) -> list[Row]:
    """The rows of the first sheet that say something. Raises Unreadable."""
    _check(content)
    try:
        return list(_rows(content))
    except Unreadable:
        raise
    except Exception as error:
        # What a broken file makes of openpyxl is past listing; none of it is a fault of ours.
        raise Unreadable("unreadable") from error


def _check(content: bytes) -> None:
    """Refuse what would unpack to more than it may, or define entities: the declared sizes bound what zipfile unpacks."""
    if len(content) > MOST_BYTES:
        raise Unreadable("too_big")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Unreadable("too_big")
            if any(_declares(part.filename, packed.read(part)) for part in parts):
                raise Unreadable("unreadable")
    except Unreadable:
        raise
    except Exception as error:  # broken, encrypted, packed in a way that nobody uses
        raise Unreadable("unreadable") from error


def _declares(name: str, part: bytes) -> bool:
    """No workbook declares entities; in UTF-16 one could do so unseen, and none is written in that."""
    if _DECLARATION.search(part):
        return True
    return name.lower().endswith((".xml", ".rels")) and b"\x00" in part


def _rows(content: bytes) -> Iterator[Row]:
    """The rows of the first sheet that say something. A formula counts by the result kept with it."""
    import openpyxl

    # Kept by other programs: a data validation or a header that openpyxl doesn't know is none of our business.
    warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")
    shown = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    typed = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        if not shown.worksheets:
            raise Unreadable("empty")
        sheets = [book.worksheets[0] for book in (shown, typed)]
        for sheet in sheets:
            sheet.reset_dimensions()  # some programs write a wrong one
        found = 0
        pairs = zip(
            *(sheet.iter_rows(max_col=MOST_COLUMNS) for sheet in sheets),
            strict=True,
        )
        for number, (results, formulas) in enumerate(pairs, start=1):
            if number > MOST_SCANNED:
                raise Unreadable("too_many_rows")
            cells = {
                at: _cell(result, formula)
                for at, (result, formula) in enumerate(zip(results, formulas, strict=True))
                if result.value is not None or formula.value is not None
            }
            cells = {at: cell for at, cell in cells.items() if cell.said or cell.formula}
            if cells:
                found += 1
                if found > MOST_ROWS + HEADINGS_WITHIN:
                    raise Unreadable("too_many_rows")
                yield number, cells
    finally:
        shown.close()
        typed.close()


def _cell(result: Any, formula: Any) -> Cell:
    broken = result.data_type == "e" or (formula.data_type == "f" and result.value is None)
    return Cell(_text(result.value), result.value, broken)


def _text(value: Any) -> str:
    """A cell as somebody would have typed it: 280.1, not 280.10000000000002; 13900001111, not 13900001111.0."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float():
            return format(Decimal(f"{value:.15g}").normalize(), "f")
        case datetime() | date():
            return f"{value:%Y-%m-%d}"
        case _:
            return " ".join(sane(str(value)).split())
