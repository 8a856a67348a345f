"""Workbooks of orders (O1): a blank one to fill in, and what stands in a filled one, fault by row and column.

openpyxl is loaded when a workbook is in hand, not before. Formulas are never worked out: what the workbook's own
program last made of them counts.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from bot.grammar.reading import Wrong, out_of_bounds, sane
from bot.grammar.values import Values
from bot.vocabulary import Vocabulary
from store.drafts.books import Fault, Sheet
from store.orders.requests import LineAsked, PlaceOrder

MOST_BYTES = 1_000_000
"""As sent."""
MOST_UNPACKED = 16_000_000
MOST_PARTS = 200
MOST_ROWS = 1_000
MOST_SCANNED = 5_000
"""Rows looked at, empty ones too: people format whole columns."""
MOST_COLUMNS = 40
MOST_ORDERS = 100
MOST_FAULTS = 50
HEADINGS_WITHIN = 10
"""Rows in which the headings are looked for."""

COLUMNS = (
    "group",
    "customer",
    "item",
    "qty",
    "unit",
    "price",
    "pay",
    "packing",
    "to",
    "address",
    "phone",
    "wanted",
    "promised",
    "receipt",
    "note",
    "freight",
)
"""The columns of the blank, in their order; a filled workbook may have them in any."""
LINE = ("item", "qty", "unit", "price")
DETAILS = tuple(name for name in COLUMNS if name not in (*LINE, "group"))
DAYS = ("wanted", "promised")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class Unreadable(Exception):
    """The file is no workbook that may be read; `error` is named in the template."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


# reading --------------------------------------------------------------------------------------------------
def read_orders(content: bytes, values: Values) -> Sheet:
    """Everything in the first sheet, or everything that is wrong with it. Raises Unreadable."""
    _check(content)
    try:
        rows = list(_rows(content))
    except Unreadable:
        raise
    except Exception as error:
        # What a broken file makes of openpyxl is past listing; none of it is a fault of ours.
        raise Unreadable("unreadable") from error
    return _Reader(values).read(rows)


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


@dataclass(frozen=True)
class _Cell:
    """What a cell says, as text and as its program kept it; `formula` if that is one without a result."""

    said: str
    value: Any
    formula: bool = False


_Row = tuple[int, Mapping[int, _Cell]]
"""The row's number, and its cells that say something, by column from 0."""


def _rows(content: bytes) -> Iterator[_Row]:
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


def _cell(result: Any, formula: Any) -> _Cell:
    broken = result.data_type == "e" or (formula.data_type == "f" and result.value is None)
    return _Cell(_text(result.value), result.value, broken)


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


class _Reader:
    """Headings first, then rows to orders. Faults are gathered, so that one sending shows them all."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self._faults: list[Fault] = []
        self._columns: dict[str, int] = {}

    def read(self, rows: Sequence[_Row]) -> Sheet:
        at = next((at for at, row in enumerate(rows[:HEADINGS_WITHIN]) if self._is_heading(row)), None)
        if at is None:
            raise Unreadable("no_headings" if rows else "empty")
        self._read_headings(rows[at], rows[at + 1 :])
        orders, begun = [], []
        if not self._faults:
            groups = list(self._grouped(rows[at + 1 :]))
            if len(groups) > MOST_ORDERS:
                raise Unreadable("too_many_orders")
            for group in groups:
                order = self._order(group)
                if order is not None:
                    orders.append(order)
                    begun.append(group[0][0])
        if self._faults:
            in_order = sorted(self._faults, key=lambda fault: fault.row or 0)
            return Sheet(faults=tuple(in_order[:MOST_FAULTS]))
        if not orders:
            raise Unreadable("empty")
        return Sheet(orders=tuple(orders), rows=tuple(begun))

    # headings
    def _is_heading(self, row: _Row) -> bool:
        """Two headings make a row of them: a title above stands alone."""
        return sum(self._named(cell.said) is not None for cell in row[1].values()) >= 2

    def _named(self, said: str) -> str | None:
        field = self._values.vocabulary.field_named(said.rstrip(":： *＊"))
        field = {"number": "group", "product": "item"}.get(field or "", field)
        return field if field in COLUMNS else None

    def _read_headings(self, row: _Row, below: Sequence[_Row]) -> None:
        number, cells = row
        words = self._values.vocabulary
        named = {at: self._named(cell.said) for at, cell in cells.items()}
        for at, cell in cells.items():
            field = named[at]
            if (
                field == "customer"
                and words.value_of("column", cell.said) == "unit"
                and self._names_another(named, at)
            ):
                field = "unit"  # 单位 is both: a customer's company, and what goods are counted in
            if field is None:
                if words.value_of("column", cell.said) != "ignored":
                    self._fault("unknown_label", number, None, cell.said)
            elif field in self._columns:
                self._fault("repeated", number, field, cell.said)
            else:
                self._columns[field] = at
        for below_number, below_cells in below:
            for at in below_cells.keys() - cells.keys():
                self._fault("no_heading", below_number, None, below_cells[at].said)
        for field in ("customer", "item", "pay"):
            if field not in self._columns:
                self._fault("no_column", number, field)

    @staticmethod
    def _names_another(named: Mapping[int, str | None], at: int) -> bool:
        return any(field == "customer" for other, field in named.items() if other != at)

    # rows to orders
    def _grouped(self, rows: Sequence[_Row]) -> list[list[_Row]]:
        """Rows with the same 订单 are one order. Without it, a row with a customer begins one, a row without goes on."""
        named: dict[str, list[_Row]] = {}
        groups: list[list[_Row]] = []
        above: list[_Row] | None = None
        for row in rows:
            group, customer = self._said(row, "group"), self._said(row, "customer")
            if self._values.vocabulary.value_of("column", group) == "example":
                continue
            if group:
                above = named.get(group)
            elif customer:
                above = None
            if above is None:
                above = []
                groups.append(above)
            if group:
                named[group] = above
            above.append(row)
        return groups

    def _order(self, rows: list[_Row]) -> PlaceOrder | None:
        before = len(self._faults)
        details = self._details(rows)
        lines = [line for row in rows if (line := self._line(row)) is not None]
        if len(self._faults) > before:
            return None
        names = {"to": "consignee"}
        try:
            return PlaceOrder(
                lines=tuple(lines), **{names.get(name, name): value for name, value in details.items()}
            )
        except ValidationError as refused:
            wrong = out_of_bounds(refused, {"lines": "item", "consignee": "to"})
            self._fault(wrong.kind, rows[0][0], wrong.field, wrong.said)
            return None

    def _details(self, rows: list[_Row]) -> dict[str, Any]:
        """What stands once in an order: in its first row; further rows may leave it out, or repeat it."""
        first, found = rows[0], dict[str, Any]()
        for field in DETAILS:
            said = self._said(first, field)
            for row in rows[1:]:
                other = self._said(row, field)
                if other and other != said:
                    self._fault("differs", row[0], field, other)
            if said or field in ("customer", "pay") or self._is_broken(first, field):
                value = self._value(first, field)
                if value is not None:
                    found[field] = value
        return found

    def _line(self, row: _Row) -> LineAsked | None:
        before = len(self._faults)
        if (
            not self._said(row, "qty")
            and not self._said(row, "price")
            and "," in self._said(row, "item").replace("，", ",")
        ):
            line: LineAsked | None = self._value(row, "item")
            return line
        name = self._value(row, "item", "product")
        much, price, unit = self._value(row, "qty"), self._value(row, "price"), self._said(row, "unit")
        if unit:
            unit = self._value(row, "unit") or ""
        if len(self._faults) > before:
            return None
        qty, own = much
        if unit and own and unit != own:
            self._fault("differs", row[0], "unit", unit)
            return None
        return LineAsked(product=name, qty=qty, unit=unit or own, price=price)

    # cells
    def _cell(self, row: _Row, field: str) -> _Cell | None:
        at = self._columns.get(field)
        return row[1].get(at) if at is not None else None

    def _said(self, row: _Row, field: str) -> str:
        cell = self._cell(row, field)
        return cell.said if cell is not None else ""

    def _is_broken(self, row: _Row, field: str) -> bool:
        cell = self._cell(row, field)
        return cell is not None and cell.formula

    def _value(self, row: _Row, field: str, read_as: str = "") -> Any:
        """The cell's value; None and a fault if it hasn't one."""
        cell = self._cell(row, field)
        if cell is not None and cell.formula:
            self._fault("formula", row[0], field, cell.said)
            return None
        if cell is not None and isinstance(cell.value, date) and field not in DAYS:
            self._fault(
                "not_text", row[0], field, cell.said
            )  # 3-4 was taken for a day by the workbook's program
            return None
        try:
            return self._values.read(read_as or field, cell.said if cell is not None else "").value
        except Wrong as wrong:
            self._fault(wrong.kind, row[0], field, wrong.said or self._said(row, field))
            return None

    def _fault(self, kind: str, row: int, field: str | None, said: str = "") -> None:
        self._faults.append(Fault(kind, row, field, said[:80]))


# the blank ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class BlankFacts:
    """All that the blank says, already worded: titles of its sheets, headings, choices, an example, how to fill it in."""

    title: str
    guide_title: str
    headings: Mapping[str, str]
    choices: Mapping[str, Sequence[str]]
    example: Mapping[str, str]
    guide: Sequence[str]


def blank_facts(vocabulary: Vocabulary, language: str, *, example: str, guide: str) -> BlankFacts:
    """From the words of the vocabulary, and two templates: labelled lines; titles and then lines of advice."""
    lines = [line.strip() for line in guide.splitlines() if line.strip()]
    values: dict[str, str] = {}
    for line in example.splitlines():
        label, _, value = line.replace("：", ":").partition(":")
        field = vocabulary.field_named(label)
        if field and value.strip():
            values[field] = value.strip()
    choices = {
        "pay": ("prepaid", "cod", "monthly", "credit"),
        "receipt": ("yes", "no"),
        "freight": ("logistics", "sales"),
    }
    return BlankFacts(
        title=lines[0],
        guide_title=lines[1],
        headings={name: vocabulary.label(name, language) for name in COLUMNS},
        choices={
            name: [vocabulary.value(name, value, language) for value in known]
            for name, known in choices.items()
        },
        example=values,
        guide=lines[2:],
    )


_WIDTHS = {"customer": 24, "item": 28, "address": 36, "note": 24, "phone": 18, "packing": 14, "wanted": 14}
_FIGURES = ("qty", "price")


def write_blank(facts: BlankFacts) -> bytes:
    """A workbook with headings, lists of choices, one example row, and a second sheet that says how."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = facts.title
    last = MOST_ROWS + 1
    for at, name in enumerate(COLUMNS, start=1):
        letter = get_column_letter(at)
        heading = sheet.cell(1, at, facts.headings[name])
        heading.font = Font(bold=True)
        heading.fill = PatternFill("solid", fgColor="DDE7F0")
        sheet.column_dimensions[letter].width = _WIDTHS.get(name, 12)
        # As text, so that nothing typed is turned into a day or loses its zeros.
        form = "yyyy-mm-dd" if name in DAYS else "General" if name in _FIGURES else "@"
        sheet.column_dimensions[letter].number_format = form
        for row in range(2, 202):
            sheet.cell(row, at).number_format = form
        if name in facts.example:
            _put(sheet.cell(2, at), facts.example[name], name)
            sheet.cell(2, at).font = Font(italic=True, color="808080")
        if name in facts.choices:
            listed = DataValidation(
                type="list", formula1='"' + ",".join(facts.choices[name]) + '"', allow_blank=True
            )
            sheet.add_data_validation(listed)
            listed.add(f"{letter}2:{letter}{last}")
    sheet.freeze_panes = "A2"
    guide = book.create_sheet(facts.guide_title)
    guide.column_dimensions["A"].width = 90
    for at, line in enumerate(facts.guide, start=1):
        cell = guide.cell(at, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.data_type = "s"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _put(cell: Any, value: str, name: str) -> None:
    if name in DAYS:
        cell.value = date.fromisoformat(value)
    elif name in _FIGURES:
        cell.value = Decimal(value)
    else:
        cell.value = value
        cell.data_type = "s"  # text, whatever it begins with
