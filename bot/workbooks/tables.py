"""What every workbook read in rows has in common: the sheet meant, its headings, its cells, and all that is wrong."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.grammar.reading import Wrong, sane
from bot.grammar.values import Values
from bot.workbooks.rows import HEADINGS_WITHIN, Cell, Page, Row
from bot.workbooks.unpacking import Unreadable
from store.drafts.sheets import BookKind, Fault, Sheet

MOST_FAULTS = 50
FIGURES = ("qty", "price")


def _tidied(rows: Sequence[Row]) -> list[Row]:
    return [
        (number, {at: replace(cell, said=" ".join(sane(cell.said).split())) for at, cell in cells.items()})
        for number, cells in rows
    ]


class TableReader(ABC):
    """Headings first, then rows to requests. Faults are gathered, so that one sending shows them all."""

    kind: BookKind
    marks: frozenset[str]
    """Columns by which a sheet is known to hold what is read."""
    needed: tuple[str, ...]
    """Columns without which none of it can be read."""
    days: tuple[str, ...] = ()
    """Columns that hold days."""
    most: int
    too_many: str
    """How many are read at once, and what more are."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self._faults: list[Fault] = []
        self._columns: dict[str, int] = {}

    def read(self, pages: Sequence[Page]) -> Sheet:
        """Everything in the one sheet that holds such rows, or everything that is wrong with it. Raises Unreadable."""
        pages = [replace(page, rows=_tidied(page.rows)) for page in pages]
        meant = [page for page in pages if self.holds(page)]
        if len(meant) > 1:
            titles = ", ".join(page.title for page in meant)
            return Sheet(kind=self.kind, faults=(Fault("several_sheets", None, None, titles[:80]),))
        page = (meant or pages)[0]
        if page.too_many:
            raise Unreadable("too_many_rows")
        return self._read(page)

    def holds(self, page: Page) -> bool:
        """A sheet that says how has no headings, and another list has others."""
        at = self._heading_of(page.rows)
        if at is None:
            return False
        named = {self._named(cell.said) for cell in page.rows[at][1].values()}
        return self.marks <= named and len(page.rows) > at + 1

    def _heading_of(self, rows: Sequence[Row]) -> int | None:
        return next((at for at, row in enumerate(rows[:HEADINGS_WITHIN]) if self._is_heading(row)), None)

    def _read(self, page: Page) -> Sheet:
        rows, at = page.rows, self._heading_of(page.rows)
        if at is None:
            raise Unreadable("no_headings" if rows else "empty")
        self._read_headings(rows[at], rows[at + 1 :])
        found, begun = list[Any](), []
        if not self._faults:
            groups = self._grouped(rows[at + 1 :])
            self._check_hidden(groups, page.hidden)
            if len(groups) > self.most:
                raise Unreadable(self.too_many)
            for group in groups:
                one = self._one(group)
                if one is not None:
                    found.append(one)
                    begun.append(group[0][0])
        if self._faults:
            in_order = sorted(self._faults, key=lambda fault: fault.row or 0)
            return Sheet(kind=self.kind, faults=tuple(in_order[:MOST_FAULTS]))
        if not found:
            raise Unreadable("empty")
        return Sheet(kind=self.kind, orders=tuple(found), rows=tuple(begun))

    # what each kind says for itself
    @abstractmethod
    def _named(self, said: str) -> str | None:
        """The column that a heading means."""

    @abstractmethod
    def _grouped(self, rows: Sequence[Row]) -> list[list[Row]]:
        """The rows of each that is read."""

    @abstractmethod
    def _one(self, rows: list[Row]) -> Any:
        """What some rows say; None, and faults, for what can't be read."""

    # headings
    def _is_heading(self, row: Row) -> bool:
        """Two headings make a row of them: a title above stands alone."""
        return sum(self._named(cell.said) is not None for cell in row[1].values()) >= 2

    def _read_headings(self, row: Row, below: Sequence[Row]) -> None:
        number, cells = row
        named = self._columns_of(cells)
        for at, cell in cells.items():
            field = named[at]
            if field is None:
                self._read_other_heading(number, at, cell)
            elif field in self._columns:
                self._fault("repeated", number, field, cell.said)
            else:
                self._columns[field] = at
                self._read_heading(number, field, cell)
        for below_number, below_cells in below:
            for at in below_cells.keys() - cells.keys():
                self._fault("no_heading", below_number, None, below_cells[at].said)
        for field in self.needed:
            if field not in self._columns:
                self._fault("no_column", number, field)

    def _columns_of(self, cells: Mapping[int, Cell]) -> dict[int, str | None]:
        return {at: self._named(cell.said) for at, cell in cells.items()}

    def _read_heading(self, number: int, field: str, cell: Cell) -> None:  # noqa: B027  # most headings say nothing more
        """What a heading says beside its name."""

    def _read_other_heading(self, number: int, _at: int, cell: Cell) -> None:
        """A column that says nothing."""
        if self._values.vocabulary.value_of("column", cell.said.rstrip(":： *＊")) != "ignored":
            self._fault("unknown_column", number, None, cell.said)

    def _check_hidden(self, groups: Sequence[Sequence[Row]], hidden: frozenset[int]) -> None:
        """Whether rows that a filter hides are meant is nothing to guess."""
        unseen = [row[0] for group in groups for row in group if row[0] in hidden]
        if unseen:
            listed = ", ".join(map(str, sorted(unseen)[:12])) + (" …" if len(unseen) > 12 else "")
            self._fault("hidden", min(unseen), None, listed)

    # cells
    def _cell(self, row: Row, field: str) -> Cell | None:
        at = self._columns.get(field)
        return row[1].get(at) if at is not None else None

    def _said(self, row: Row, field: str) -> str:
        cell = self._cell(row, field)
        return cell.said if cell is not None else ""

    def _is_broken(self, row: Row, field: str) -> bool:
        cell = self._cell(row, field)
        return cell is not None and cell.formula

    def _value(self, row: Row, field: str, read_as: str = "") -> Any:
        """The cell's value; None and a fault if it hasn't one."""
        cell = self._cell(row, field)
        if cell is not None and cell.formula:
            self._fault("formula", row[0], field, cell.said)
            return None
        if cell is not None and cell.shows == "day" and field not in self.days:
            self._fault(
                "not_text", row[0], field, cell.said
            )  # 3-4 was taken for a day by the workbook's program
            return None
        if cell is not None and cell.shows in ("percent", "currency", "multiple") and field in FIGURES:
            self._fault(cell.shows, row[0], field, cell.said)
            return None
        try:
            return self._values.read(read_as or field, cell.said if cell is not None else "").value
        except Wrong as wrong:
            self._fault(wrong.kind, row[0], field, wrong.said or self._said(row, field))
            return None

    def _fault(self, kind: str, row: int, field: str | None, said: str = "") -> None:
        self._faults.append(Fault(kind, row, field, said[:80]))
