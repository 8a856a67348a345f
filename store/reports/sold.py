"""P1: what a sales report says, as values: the figures of its views, its rows, what changed of the month before. Pure."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from pydantic import BaseModel, Field

from store.money.state import ZERO, SaleKind

LARGEST = 3


class Figures(BaseModel):
    """A row of a view, or its total. None is what can't be had, and never nothing."""

    name: str = ""
    unit: str = ""
    qty: Decimal | None = None
    """None where units differ: pails and rolls have no sum."""
    amount: Decimal = ZERO
    """Shipped, less what was counted in; deductions stand for themselves, below zero."""
    deducted: Decimal = ZERO
    before_same: Decimal | None = None
    """The month before, to the same day."""
    before: Decimal | None = None
    plan_so_far: Decimal | None = None
    """The plan's part for the working days gone."""
    plan: Decimal | None = None

    @property
    def growth(self) -> int | None:
        """Per cent against the month before to the same day; None from nothing, which is new, and where there is none."""
        return _percent(self.amount - self.before_same, self.before_same) if self.before_same else None

    @property
    def new(self) -> bool:
        return self.before_same == 0 and self.amount > 0

    @property
    def reached(self) -> int | None:
        """Per cent of the whole plan."""
        return _percent(self.amount, self.plan) if self.plan else None

    @property
    def on_the_way(self) -> int | None:
        """Per cent of the plan's part so far."""
        return _percent(self.amount, self.plan_so_far) if self.plan_so_far else None


class Sale(BaseModel):
    """One fact, as a sheet of rows says it."""

    day: date
    kind: SaleKind
    order: int
    shipment: int | None
    ref: str
    customer: str
    product: str
    unit: str
    region: str
    salesperson: str
    qty: Decimal
    amount: Decimal


class Correction(Sale):
    """What changed of a month that was handed in: `amount` is by how much."""

    undone: bool
    at: datetime


class SalesReport(BaseModel):
    month: date
    through: date | None
    """The last day that is counted; None while none is."""
    whole: bool
    """Whether that is the month's last."""
    total: Figures
    views: dict[str, list[Figures]]
    rows: list[Sale] = Field(default_factory=list)
    rest: Decimal = ZERO
    """Of the month before, what came after its report was handed in, for days that it didn't count."""
    corrections: list[Correction] = Field(default_factory=list)


def _percent(part: Decimal, whole: Decimal) -> int:
    return int((100 * part / abs(whole)).quantize(Decimal(1), ROUND_HALF_UP))


def largest_moves(report: SalesReport, most: int) -> list[tuple[str, Decimal]]:
    """Of customers, by how much each differs from the month before to the same day; nothing where there is no such month."""
    moves = [
        (row.name, row.amount - row.before_same)
        for row in report.views["customer"]
        if row.before_same is not None and row.amount != row.before_same
    ]
    return sorted(moves, key=lambda move: (-abs(move[1]), move[0]))[:most]


def largest_rows(report: SalesReport, most: int = LARGEST) -> list[Sale]:
    """By order, the most first."""
    goods = (row for row in report.rows if row.kind is not SaleKind.DEDUCTED)
    return sorted(goods, key=lambda row: (-abs(row.amount), row.order))[:most]
