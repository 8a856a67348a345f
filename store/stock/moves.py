"""The moves written and summed. Everything that says what is on hand asks here."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, exists, func, type_coerce
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.database.columns import QuantityColumn
from store.database.numbers import lock
from store.stock.model import Product, StockMove
from store.stock.state import NONE, OUT, Move, MoveKind

Key = tuple[int, str]
"""A product's id and the unit: twenty drums and twenty kilograms aren't one sum."""


@dataclass(frozen=True, kw_only=True)
class By:
    """Who moved goods, when, and by which step of which case."""

    now: datetime
    zone: tzinfo
    """The company's own."""
    member_id: int | None
    member: str
    case_id: int | None = None
    event_id: int | None = None

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()


async def record(session: AsyncSession, moves: Iterable[Move], by: By) -> None:
    """Written down as part of the step that moved the goods. A step says them by its area's `moved`, and no more."""
    for move in sorted(moves, key=lambda one: one.goods.product):  # locked in one order, whoever comes
        product = await product_id(session, move.goods.product)
        await session.get_one(Product, product, with_for_update=True)
        unit = move.goods.unit or await usual_unit(session, product)
        qty = -move.goods.qty if move.kind in OUT else move.goods.qty
        at = move.counted_at or by.now
        counted = None
        if move.kind is MoveKind.COUNTED:
            counted, qty = move.goods.qty, await _difference(session, (product, unit), move.goods.qty, at)
        row = StockMove(
            **_who(by),
            product_id=product,
            unit=unit,
            qty=qty,
            kind=move.kind,
            counted=counted,
            at=at,
            day=at.astimezone(by.zone).date(),
            note=move.note,
        )
        session.add(row)
        await session.flush()


async def take_back(session: AsyncSession, event_id: int, by: By) -> None:
    """What the event moved, or moved back, is moved back, now and in sight: a closed week stays as it was."""
    await _back(session, select(StockMove).where(StockMove.event_id == event_id), by)


async def take_back_case(session: AsyncSession, by: By) -> None:
    """All that the case moved and that stands."""
    back = aliased(StockMove)
    undone = select(back.id).where(back.of_id == StockMove.id).exists()
    query = select(StockMove).where(StockMove.case_id == by.case_id, col(StockMove.of_id).is_(None), ~undone)
    await _back(session, query, by)


async def _back(session: AsyncSession, query: Any, by: By) -> None:
    for row in (await session.exec(query.order_by(col(StockMove.id)))).all():
        back = StockMove(
            **_who(replace(by, case_id=row.case_id)),
            product_id=row.product_id,
            unit=row.unit,
            qty=-row.qty,
            kind=row.kind,
            at=row.at,
            day=row.day,
            note=row.note,
            of_id=row.id,
        )
        session.add(back)
    await session.flush()


def _who(by: By) -> dict[str, Any]:
    return {
        "entered_on": by.today,
        "case_id": by.case_id,
        "event_id": by.event_id,
        "member_id": by.member_id,
        "member": by.member,
    }


async def _difference(session: AsyncSession, key: Key, counted: Decimal, at: datetime) -> Decimal:
    """What was there less what should have been at that moment; nothing where a later count has been signed already."""
    product, unit = key
    back = aliased(StockMove)
    later = select(StockMove.id).where(
        StockMove.product_id == product,
        StockMove.unit == unit,
        StockMove.kind == MoveKind.COUNTED,
        StockMove.at > at,
        col(StockMove.of_id).is_(None),
        ~select(back.id).where(back.of_id == StockMove.id).exists(),
    )
    if (await session.exec(later.limit(1))).first() is not None:
        return NONE
    return counted - (await on_hand(session, [product], until=at)).get(key, NONE)


async def on_hand(
    session: AsyncSession,
    products: Collection[int] | None = None,
    *,
    as_of: date | None = None,
    until: datetime | None = None,
) -> Mapping[Key, Decimal]:
    """By product and unit, where anything ever moved; below zero where more went than came. To the end of a day, or to a
    moment."""
    query = select(
        StockMove.product_id,
        StockMove.unit,
        type_coerce(func.sum(type_coerce(StockMove.qty, BigInteger)), QuantityColumn),
    ).group_by(col(StockMove.product_id), col(StockMove.unit))
    if products is not None:
        query = query.where(col(StockMove.product_id).in_(products))
    if as_of is not None:
        query = query.where(StockMove.day <= as_of)
    if until is not None:
        query = query.where(StockMove.at <= until)
    return {(product, unit): qty for product, unit, qty in await session.exec(query)}


def told_of(product: Any) -> ColumnElement[bool]:
    """Whether the ledger knows more of a product than that it went: what never came in has no sum that says anything."""
    return exists().where(col(StockMove.product_id) == product, col(StockMove.kind) != MoveKind.SHIPPED)


async def known(session: AsyncSession, products: Collection[int]) -> Collection[int]:
    """Those that `told_of` holds of."""
    named = select(Product.id).where(col(Product.id).in_(products), told_of(Product.id))
    return {one for one in await session.exec(named) if one is not None}


async def usual_unit(session: AsyncSession, product: int) -> str:
    """The one in which it last moved, for whoever leaves it out."""
    query = select(StockMove.unit).where(StockMove.product_id == product, StockMove.unit != "")
    return (await session.exec(query.order_by(col(StockMove.id).desc()).limit(1))).first() or ""


async def product_id(session: AsyncSession, name: str) -> int:
    """A product not named before is taken on."""
    known = select(Product.id).where(Product.name == name)
    found = (await session.exec(known)).first()
    if found is None:
        # Two that name it for the first time at once: the second waits here and finds the first one's.
        await lock(session, "products")
        found = (await session.exec(known)).first()
    if found is None:
        product = Product(name=name)
        session.add(product)
        await session.flush()
        found = product.id
    assert found is not None
    return found
