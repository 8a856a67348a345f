"""What a report counted, as tables of rows: its workbook, its picture, its card and its exports are made of the same value."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, Field, model_validator


class As(StrEnum):
    """What a column's cells are, and with it how they are shown and whether they add up."""

    TEXT = "text"
    TITLED = "titled"  # what company.toml calls it, in both languages
    WORD = "word"  # of the reports' own vocabulary
    ROLE = "role"
    TASK = "task"
    CASE = "case"  # a reference as typed: 37, C12
    DAY = "day"
    COUNT = "count"
    DAYS = "days"
    MONEY = "money"
    QTY = "qty"
    UNIT = "unit"  # of the quantities beside it
    MINUTES = "minutes"  # of working time
    SHARE = "share"  # per cent, to a tenth
    MARK = "mark"  # yes, no or neither


_FIGURES = frozenset({As.MONEY, As.QTY, As.SHARE})
_Cell = Any


class Column(BaseModel):
    name: str
    shown: As
    adds: bool = False
    """Whether its total is the sum of its rows."""


def column(name: str, shown: As, *, adds: bool | None = None) -> Column:
    """Counts and money add up unless it is said that they don't."""
    return Column(name=name, shown=shown, adds=shown in (As.COUNT, As.MONEY) if adds is None else adds)


class Table(BaseModel):
    """None in a cell is what can't be had, and never nothing."""

    name: str
    columns: list[Column]
    rows: list[list[_Cell]]
    total: list[_Cell] | None = None

    @model_validator(mode="after")
    def _read(self) -> "Table":
        """As it was before it was kept as JSON."""
        for row in (*self.rows, *((self.total,) if self.total else ())):
            for at, one in enumerate(self.columns):
                row[at] = read(one.shown, row[at])
        return self

    def at(self, name: str) -> int:
        return next(at for at, one in enumerate(self.columns) if one.name == name)

    def has(self, name: str) -> bool:
        return any(one.name == name for one in self.columns)

    def cells(self, name: str) -> list[_Cell]:
        at = self.at(name)
        return [row[at] for row in self.rows]

    def sum_of(self, rows: Sequence[list[_Cell]]) -> list[_Cell]:
        """Of some of its rows; None where a column doesn't add up."""
        return [
            _sum([row[at] for row in rows], one) if one.adds else None for at, one in enumerate(self.columns)
        ]


def read(shown: As, cell: _Cell) -> _Cell:
    if cell is None:
        return None
    if shown in _FIGURES:
        return Decimal(str(cell))
    return date.fromisoformat(cell) if shown is As.DAY and isinstance(cell, str) else cell


def table(
    name: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[_Cell]],
    *,
    total: Mapping[str, _Cell] | None = None,
) -> Table:
    """With a total where any column adds up: the sum of its rows; `total` says what of the others there is in all."""
    adding = any(one.adds for one in columns)
    last = [
        _sum([row[at] for row in rows], one) if one.adds else (total or {}).get(one.name)
        for at, one in enumerate(columns)
    ]
    return Table(
        name=name, columns=list(columns), rows=[list(row) for row in rows], total=last if adding else None
    )


def _sum(cells: Sequence[_Cell], of: Column) -> _Cell:
    there = [cell for cell in cells if cell is not None]
    return sum(there, Decimal("0.00") if of.shown in _FIGURES else 0)


def share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """Per cent, to a tenth; None of nothing."""
    if not whole:
        return None
    return (100 * Decimal(part) / abs(Decimal(whole))).quantize(Decimal("0.1"), ROUND_HALF_UP)


class Fact(BaseModel):
    """A figure that the card begins with; `part` of `whole` where it is a share."""

    name: str
    shown: As
    value: _Cell
    part: _Cell = None
    whole: _Cell = None
    of: str = ""
    """Whose it is, or of which figure, where one name has several."""

    @model_validator(mode="after")
    def _read(self) -> "Fact":
        self.value = read(self.shown, self.value)
        return self


class Chart(BaseModel):
    """The one chart of the picture: bars of a column, thin ones of another beside them."""

    table: str
    label: str
    value: str
    beside: str = ""


class Lines(BaseModel):
    """The one table of the picture: so many of a table's columns."""

    table: str
    columns: list[str]


class SheetReport(BaseModel):
    month: date
    through: date | None
    """The last day that is counted; None while none is."""
    whole: bool
    """Whether that is the month's last."""
    head: list[Fact] = Field(default_factory=list)
    tables: list[Table] = Field(default_factory=list)
    """The last ones are the rows that everything was counted from."""
    chart: Chart | None = None
    lines: Lines | None = None
    rows: str = ""
    """The table of rows that the figures were counted from."""
    largest: str = ""
    """The column of the rows by which the three largest are found."""
    told: list[str] = Field(default_factory=list)
    """What of them is said; all of it unless named."""

    def table(self, name: str) -> Table:
        return next(one for one in self.tables if one.name == name)

    @property
    def counted(self) -> int:
        return len(self.table(self.rows).rows) if self.rows else 0
