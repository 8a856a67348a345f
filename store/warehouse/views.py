"""Read-only facts of the stock: of a product, and of many by the page."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import col, select

from store.orders.stocked import Stock, standing
from store.process.lists import PAGE
from store.process.unit import Unit
from store.stock.model import Product, StockMove
from store.stock.moves import Key
from store.stock.state import MoveKind
from store.warehouse.requests import ShowStock

LATEST = 4
"""So many moves stand under a product."""
MOST = 500
"""So many products a word may be in before it says nothing."""


async def stock_view(unit: Unit, request: ShowStock) -> dict[str, Any] | None:
    """None where no product is called so."""
    named = await _named(unit, request.product)
    if request.product and not named:
        return None
    stocks = await standing(unit, list(named) if request.product else None)
    if not request.product:
        named = await _names(unit, {product for product, _unit in stocks})
    lines = [_line(named[key[0]], key, stock) for key, stock in stocks.items()]
    if len(named) == 1 and request.product:
        (product,) = named
        return {
            "product": named[product],
            "lines": lines,
            "latest": await _latest(unit, product),
            "counted_on": await _counted_on(unit, product),
            "page": 1,
            "pages": 1,
        }
    lines.sort(key=lambda line: (line["free"], line["product"], line["unit"]))
    pages = max(1, -(-len(lines) // PAGE))
    page = min(request.page, pages)
    return {
        "product": None,
        "said": request.product,
        "count": len(lines),
        "lines": lines[(page - 1) * PAGE : page * PAGE],
        "page": page,
        "pages": pages,
    }


async def _named(unit: Unit, said: str) -> Mapping[int, str]:
    """The product of that very name, else those that have it in theirs."""
    if not said:
        return {}
    products = select(Product.id, Product.name)
    exact = (await unit.session.exec(products.where(func.lower(Product.name) == said.lower()))).all()
    within = products.where(func.lower(Product.name).contains(said.lower(), autoescape=True))
    found = exact or (await unit.session.exec(within.order_by(col(Product.name)).limit(MOST))).all()
    return {product: name for product, name in found if product is not None}


async def _names(unit: Unit, products: set[int]) -> Mapping[int, str]:
    rows = await unit.session.exec(select(Product))
    return {row.id: row.name for row in rows if row.id in products}


def _line(name: str, key: Key, stock: Stock) -> dict[str, Any]:
    return {
        "product": name,
        "unit": key[1],
        "on_hand": stock.on_hand,
        "promised": stock.promised,
        "on_the_way": stock.on_the_way,
        "free": stock.free,
    }


async def _latest(unit: Unit, product: int) -> Sequence[Mapping[str, Any]]:
    query = select(StockMove).where(StockMove.product_id == product).order_by(col(StockMove.id).desc())
    return [
        {
            "day": row.day,
            "kind": row.kind,
            "qty": row.qty,
            "unit": row.unit,
            "by": row.member,
            "back": row.of_id is not None,
        }
        for row in await unit.session.exec(query.limit(LATEST))
    ]


async def _counted_on(unit: Unit, product: int) -> date | None:
    query = select(StockMove).where(
        StockMove.product_id == product, StockMove.kind == MoveKind.COUNTED, col(StockMove.of_id).is_(None)
    )
    last = (await unit.session.exec(query.order_by(col(StockMove.at).desc()).limit(1))).first()
    return last.day if last is not None else None


async def products_in(unit: Unit, text: str) -> Sequence[str]:
    """Products of whose names the text has an end: 面漆 of 聚氨酯面漆."""
    said = "".join(text.lower().split())[:40]
    ends = {said[at : at + 2] for at in range(len(said) - 1)}
    if not ends:
        return ()
    named = or_(*(func.lower(Product.name).endswith(end, autoescape=True) for end in sorted(ends)))
    return (await unit.session.exec(select(Product.name).where(named).limit(MOST))).all()
