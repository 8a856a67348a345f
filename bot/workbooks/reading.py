"""A filled workbook, read: rows to orders, or everything that is wrong with them."""

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from pydantic import ValidationError

from bot.grammar.items import is_total
from bot.grammar.reading import Wrong, out_of_bounds
from bot.grammar.values import Values
from bot.workbooks.columns import COLUMNS, DAYS, DETAILS
from bot.workbooks.rows import Cell, Page, Row
from bot.workbooks.tables import FIGURES, TableReader
from store.drafts.sheets import BookKind, Sheet
from store.money.state import ZERO
from store.orders.items import Line
from store.orders.requests import LineAsked, PlaceOrder

MOST_ORDERS = 100
_IN_BRACKETS = re.compile(r"(.+?)\s*[(（\[【]([^()（）\[\]【】]*)[)）\]】]")
_FEN = Decimal("0.01")


def read_orders(pages: Sequence[Page], values: Values) -> Sheet:
    """Everything in the one sheet with orders, or everything that is wrong with it. Raises Unreadable."""
    return OrderReader(values).read(pages)


class OrderReader(TableReader):
    """A list of goods or prices has no customers."""

    kind = BookKind.ORDERS
    marks = frozenset({"customer", "item"})
    needed = ("customer", "item", "pay")
    days = DAYS
    most = MOST_ORDERS
    too_many = "too_many_orders"

    def __init__(self, values: Values) -> None:
        super().__init__(values)
        self._totals: list[int] = []
        self._unit = ""
        """What goods are counted in where their row doesn't say: 数量（桶）."""

    # headings
    def _named(self, said: str) -> str | None:
        words = self._values.vocabulary
        said = said.rstrip(":： *＊")
        field = words.field_named(said)
        if field is None and (parts := _IN_BRACKETS.fullmatch(said)):
            field = words.field_named(parts[1].rstrip("*＊ "))
            if field in (*FIGURES, "unit") and self._unit_in(field, parts[2]) is None:
                field = None  # 单价（万元） is another figure
        field = {"number": "group", "product": "item"}.get(field or "", field)
        return field if field in COLUMNS else None

    def _unit_in(self, field: str, said: str) -> str | None:
        """The unit that a heading gives in brackets, empty for one of money; None where it isn't understood."""
        money, _, unit = said.strip().rpartition("/") if field == "price" else ("", "", said.strip())
        if field == "price" and not money:
            money, unit = unit, ""
        try:
            if money:
                self._values.read("price", f"1{money}")
            return self._values.read("qty", f"1 {unit}").value[1] if unit else ""
        except Wrong:
            return None

    def _columns_of(self, cells: Mapping[int, Cell]) -> dict[int, str | None]:
        words, named = self._values.vocabulary, super()._columns_of(cells)
        return {
            # 单位 is both: a customer's company, and what goods are counted in
            at: "unit"
            if field == "customer"
            and words.value_of("column", cells[at].said) == "unit"
            and self._names_another(named, at)
            else field
            for at, field in named.items()
        }

    def _read_other_heading(self, number: int, at: int, cell: Cell) -> None:
        """A column that says nothing, or the total of what stands beside it."""
        words, said = self._values.vocabulary, cell.said.rstrip(":： *＊")
        parts = _IN_BRACKETS.fullmatch(said)
        meant = words.value_of("column", said)
        if meant is None and parts and self._unit_in("price", parts[2]) == "":
            meant = words.value_of("column", parts[1])
        if meant == "total":
            self._totals.append(at)
        elif meant != "ignored":
            self._fault("unknown_column", number, None, cell.said)

    def _read_heading(self, number: int, field: str, cell: Cell) -> None:
        parts = _IN_BRACKETS.fullmatch(cell.said.rstrip(":： *＊"))
        unit = self._unit_in(field, parts[2]) if parts and field in FIGURES else ""
        if unit and self._unit and unit != self._unit:
            self._fault("differs", number, "unit", unit)
        self._unit = unit or self._unit

    @staticmethod
    def _names_another(named: Mapping[int, str | None], at: int) -> bool:
        return any(field == "customer" for other, field in named.items() if other != at)

    # rows to orders
    def _grouped(self, rows: Sequence[Row]) -> list[list[Row]]:
        """Rows with the same 订单 are one order. Without it, a row with a customer begins one, a row without goes on."""
        named: dict[str, list[Row]] = {}
        groups: list[list[Row]] = []
        above: list[Row] | None = None
        for row in rows:
            group, customer = self._said(row, "group"), self._said(row, "customer")
            if self._values.vocabulary.value_of("column", group) == "example" or self._is_total(row):
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

    def _is_total(self, row: Row) -> bool:
        """The sum under the rows is neither goods nor a customer: 合计 in whichever column, no names beside it."""
        figures = self._values.vocabulary.figures
        named = [self._said(row, field) for field in ("group", "customer", "item")]
        named = [word for word in named if any(map(str.isalpha, word))]
        return any(is_total(cell.said, figures) for cell in row[1].values()) and all(
            is_total(word, figures) for word in named
        )

    def _one(self, rows: list[Row]) -> PlaceOrder | None:
        before = len(self._faults)
        details = self._details(rows)
        lines = [line for row in rows if (line := self._line(row)) is not None]
        if len(lines) == len(rows) and self._notes_lines(rows):
            noted = [self._noted(row, line) for row, line in zip(rows, lines, strict=True)]
            lines = [line for line in noted if line is not None]
        if len(lines) == len(rows):
            self._check_totals(rows, lines)
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

    def _check_totals(self, rows: Sequence[Row], lines: Sequence[LineAsked]) -> None:
        """A total beside a line is the line's or, where it is given once for an order, the whole order's."""
        amounts = [Line(**line.model_dump()).amount for line in lines]
        for row, amount in zip(rows, amounts, strict=True):
            for at in self._totals:
                cell = row[1].get(at)
                if cell is None or not cell.said:
                    continue
                try:
                    said = Decimal(self._values.read("price", cell.said.replace(" ", "")).value)
                except Wrong as wrong:
                    if wrong.kind != "decimals":
                        continue  # words, or a dash: nothing that could contradict
                    said = Decimal(re.sub(r"[^0-9.]", "", cell.said)).quantize(_FEN, ROUND_HALF_UP)
                if said not in (amount, sum(amounts, ZERO)):
                    self._fault("total", row[0], None, f"{cell.said} ≠ {amount:.2f}")

    def _details(self, rows: list[Row]) -> dict[str, Any]:
        """What stands once in an order: in its first row; further rows may leave it out, or repeat it."""
        first, found = rows[0], dict[str, Any]()
        for field in DETAILS:
            if field == "note" and self._notes_lines(rows):
                continue
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

    def _notes_lines(self, rows: Sequence[Row]) -> bool:
        """Whether what is noted is of each row and not of their order: it differs."""
        return len({said for row in rows if (said := self._said(row, "note"))}) > 1

    def _noted(self, row: Row, line: LineAsked) -> LineAsked | None:
        note = self._value(row, "note", "line_note") if self._said(row, "note") else ""
        return None if note is None else line.model_copy(update={"note": note})

    def _line(self, row: Row) -> LineAsked | None:
        before = len(self._faults)
        if (
            not self._said(row, "qty")
            and not self._said(row, "price")
            and "," in self._said(row, "item").replace("，", ",")
        ):
            line: LineAsked | None = self._value(row, "item")
            return line
        name = self._value(row, "item", "product")
        if name is not None and self._said(row, "model"):
            name = self._named_with(row, name)
        if name is not None and is_total(name, self._values.vocabulary.figures):
            self._fault("item", row[0], "item", name)
        much, price, unit = self._value(row, "qty"), self._value(row, "price"), self._said(row, "unit")
        if unit:
            unit = self._value(row, "unit") or ""
        if len(self._faults) > before:
            return None
        qty, own = much
        if unit and own and unit != own:
            self._fault("differs", row[0], "unit", unit)
            return None
        if self._unit and (unit or own) not in ("", self._unit):
            self._fault("differs", row[0], "unit", unit or own)
            return None
        return LineAsked(product=name, qty=qty, unit=unit or own or self._unit, price=price)

    def _named_with(self, row: Row, name: str) -> Any:
        """Goods are called by their name and their model together."""
        model = self._value(row, "model", "product")
        if model is None:
            return None
        try:
            return self._values.read("product", f"{name} {model}").value
        except Wrong as wrong:
            self._fault(wrong.kind, row[0], "model", model)
            return None
