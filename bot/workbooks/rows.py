"""The sheets of a workbook that somebody sent: refused where it may not be read, cell by cell where it may.

Formulas are never worked out: what the workbook's own program last made of them counts. This runs in a process of its
own (`apart.py`), which is why nothing of the bot is loaded here.
"""

import io
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from xml.etree import ElementTree

from bot.workbooks.unpacking import Unreadable, unpack

MOST_SHEETS = 20
"""Looked through for the one with orders."""
MOST_ROWS = 1_000
MOST_SCANNED = 5_000
"""Rows looked at, empty ones too: people format whole columns."""
MOST_COLUMNS = 40
MOST_SAID = 2_000_000
"""Characters in all cells together."""
HEADINGS_WITHIN = 10
"""Rows in which the headings are looked for."""

Shows = Literal["", "day", "percent", "currency", "multiple"]


@dataclass(frozen=True)
class Cell:
    """What a cell says, as text; `formula` if it is one without a result.

    `shows` is what the cell's format makes of a number, where that changes what it says.
    """

    said: str
    shows: Shows = ""
    formula: bool = False


Row = tuple[int, Mapping[int, Cell]]
"""The row's number, and its cells that say something, by column from 0."""


@dataclass(frozen=True)
class Page:
    """A sheet that is shown; of one that has more than may be read, as many rows as may."""

    title: str
    rows: Sequence[Row]
    hidden: frozenset[int] = frozenset()
    """The numbers of rows that a filter, or somebody, has hidden."""
    too_many: bool = False


def pages_of(content: bytes) -> list[Page]:
    """The sheets that are shown. Raises Unreadable."""
    unpacked = unpack(content)
    try:
        return list(_pages(unpacked))
    except (Unreadable, MemoryError):
        raise
    except Exception as error:
        # What a broken file makes of openpyxl is past listing; none of it is a fault of ours.
        raise Unreadable("unreadable") from error


def _pages(content: bytes) -> Iterator[Page]:
    import openpyxl

    # Kept by other programs: a data validation or a header that openpyxl doesn't know is none of our business.
    warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")
    shown = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    typed = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    left = MOST_SAID
    try:
        both = zip(shown.worksheets, typed.worksheets, strict=True)
        seen = [pair for pair in both if pair[0].sheet_state == "visible"]
        if not seen:
            raise Unreadable("empty")
        for results, formulas in seen[:MOST_SHEETS]:
            rows = list(_rows(results, formulas))
            left -= sum(len(cell.said) for _, cells in rows for cell in cells.values())
            if left < 0:
                raise Unreadable("too_heavy")
            too_many = len(rows) > MOST_ROWS + HEADINGS_WITHIN or (rows and rows[-1][0] > MOST_SCANNED)
            yield Page(str(results.title), rows, _hidden(results), bool(too_many))
    finally:
        shown.close()
        typed.close()


def _rows(results: Any, formulas: Any) -> Iterator[Row]:
    """Up to one more than may be read."""
    for sheet in (results, formulas):
        sheet.reset_dimensions()  # some programs write a wrong one
    found = 0
    pairs = zip(*(sheet.iter_rows(max_col=MOST_COLUMNS) for sheet in (results, formulas)), strict=True)
    for number, (known, typed) in enumerate(pairs, start=1):
        cells = {
            at: _cell(result, formula)
            for at, (result, formula) in enumerate(zip(known, typed, strict=True))
            if result.value is not None or formula.value is not None
        }
        cells = {at: cell for at, cell in cells.items() if cell.said or cell.formula}
        if cells or number > MOST_SCANNED:
            yield number, cells
            found += 1
        if number > MOST_SCANNED or found > MOST_ROWS + HEADINGS_WITHIN:
            return


def _hidden(sheet: Any) -> frozenset[int]:
    found, number = set(), 0
    with sheet._get_source() as source:
        for event, element in ElementTree.iterparse(source, ("start", "end")):
            if not element.tag.endswith("}row"):
                continue
            if event == "end":
                element.clear()
                continue
            number = int(float(element.get("r", number + 1)))
            if element.get("hidden") in ("1", "true") or element.get("ht") in ("0", "0.0"):
                found.add(number)
    return frozenset(found)


def _cell(result: Any, formula: Any) -> Cell:
    broken = result.data_type == "e" or (formula.data_type == "f" and result.value is None)
    value = result.value
    shows: Shows = "day" if isinstance(value, date) else ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        shows = _shown_as(result.number_format)
        if shows == "percent":
            return Cell(f"{_text(Decimal(repr(value)) * 100)}%", shows, broken)
    return Cell(_text(value), shows, broken)


_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.')
_CURRENCY = re.compile(r"\[\$([^\]-]*)")
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
"""Each comma behind the figure leaves three of its places out: 3000 is shown as 3."""
_TIMES = re.compile(r"[0#?\s\"\\!.,]+[百千万亿](?![克米瓦升])")
_FOREIGN = re.compile(r"[$€£₩₽₹]|USD|EUR|GBP|JPY|HKD|TWD|SGD|美元|欧元|港币|日元", re.IGNORECASE)


def _shown_as(number_format: str) -> Shows:
    from openpyxl.styles.numbers import BUILTIN_FORMATS_REVERSE

    if number_format in BUILTIN_FORMATS_REVERSE and "%" not in number_format:
        return ""  # a built-in sign of currency is that of the reader's country
    if "%" in _QUOTED.sub("", number_format):
        return "percent"
    if _SCALED.search(_QUOTED.sub("", number_format)) or _TIMES.search(number_format):
        return "multiple"
    signs = " ".join(_CURRENCY.findall(number_format))
    rest = re.sub(r"\[[^\]]*\]", "", number_format)
    return "currency" if _FOREIGN.search(f"{signs} {rest}") else ""


_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _text(value: Any) -> str:
    """A cell as somebody would have typed it: 280.1, not 280.10000000000002; 13900001111, not 13900001111.0."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float() | Decimal():
            return format(Decimal(f"{value:.15g}").normalize(), "f")
        case datetime() | date():
            return f"{value:%Y-%m-%d}"
        case str() if "_x" in value:
            # How the format writes what XML can't hold, a line's end among them; pairs may stand for one character.
            plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
            return " ".join(plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace").split())
        case _:
            return " ".join(str(value).split())
