"""P4: a week of the ledger: opening, in, out, what counts differed by, what came late, closing. What a closed week said it
says for good: whatever is entered after it stands in the week of its entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, func, type_coerce
from sqlmodel import col, select

from store.database.columns import QuantityColumn
from store.process.records import Case
from store.process.unit import Unit
from store.stock.model import Product, StockMove
from store.stock.moves import Key
from store.stock.state import NONE, OUT, MoveKind
from store.stock.weeks import is_late, week_of

WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Row:
    """Of one product in one unit; `out` is above zero for what went."""

    opening: Decimal = NONE
    came: Decimal = NONE
    out: Decimal = NONE
    counted: Decimal = NONE
    late: Decimal = NONE
    """补: of earlier weeks, entered in this one."""

    @property
    def closing(self) -> Decimal:
        return self.opening + self.came - self.out + self.counted + self.late

    @property
    def moved(self) -> Decimal:
        """How much went through it, whichever way."""
        return abs(self.came) + abs(self.out) + abs(self.counted) + abs(self.late)


async def report(unit: Unit, day: date) -> dict[str, Any]:
    """The week of that day, by product, with every move entered in it."""
    monday = week_of(day)
    rows, moves = await _rows(unit, monday), await _moves(unit, monday)
    names = await _names(unit)
    return {
        "first": monday,
        "last": monday + WEEK - timedelta(days=1),
        "closed": monday + WEEK <= unit.now.astimezone(unit.company.zone).date(),
        "rows": [
            {
                "product": names[product],
                "unit": measure,
                **vars(row),
                "closing": row.closing,
                "moved": row.moved,
            }
            for (product, measure), row in sorted(rows.items(), key=lambda one: (names[one[0][0]], one[0][1]))
        ],
        "moves": [
            {
                "day": move.day,
                "product": names[move.product_id],
                "unit": move.unit,
                "kind": move.kind,
                "qty": move.qty,
                "counted": move.counted,
                "case": (case.area, case.number) if case is not None else None,
                "by": move.member,
                "late": is_late(move.day, move.entered_on),
                "back": move.of_id is not None,
                "note": move.note,
            }
            for move, case in moves
        ],
    }


async def _rows(unit: Unit, monday: date) -> Mapping[Key, Row]:
    total = type_coerce(func.sum(type_coerce(StockMove.qty, BigInteger)), QuantityColumn)
    before: Any = select(StockMove.product_id, StockMove.unit, total).where(StockMove.entered_on < monday)
    found: dict[Key, Row] = {
        (product, measure): Row(opening=qty)
        for product, measure, qty in await unit.session.exec(
            before.group_by(col(StockMove.product_id), col(StockMove.unit))
        )
    }
    for move, _case in await _moves(unit, monday):
        key = (move.product_id, move.unit)
        found[key] = _with(found.get(key, Row()), move)
    return {key: row for key, row in found.items() if row.moved or row.opening}


def _with(row: Row, move: StockMove) -> Row:
    if is_late(move.day, move.entered_on):
        return replace(row, late=row.late + move.qty)
    if move.kind == MoveKind.COUNTED:
        return replace(row, counted=row.counted + move.qty)
    if move.kind in OUT:
        return replace(row, out=row.out - move.qty)
    return replace(row, came=row.came + move.qty)


async def _moves(unit: Unit, monday: date) -> Sequence[tuple[StockMove, Case | None]]:
    query = (
        select(StockMove, Case)
        .outerjoin(Case, col(Case.id) == col(StockMove.case_id))
        .where(StockMove.entered_on >= monday, StockMove.entered_on < monday + WEEK)
        .order_by(col(StockMove.id))
    )
    return [(move, case) for move, case in await unit.session.exec(query)]


async def _names(unit: Unit) -> Mapping[int, str]:
    return {row.id or 0: row.name for row in await unit.session.exec(select(Product))}
