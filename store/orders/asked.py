"""What an order's open tasks show beside the order."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import col, select

from store.orders import credit
from store.orders.model import LineRow, Product
from store.process.unit import Unit
from store.stock import moves


async def task_facts(unit: Unit, kind: str, case_id: int) -> dict[str, Any]:
    if kind in ("prepare", "restock"):
        return {"in_stock": await _in_stock(unit, case_id)}
    return await credit.task_facts(unit, kind, case_id)


_KNOWN = (
    select(LineRow, Product.name)
    .join(Product, col(Product.id) == col(LineRow.product_id))
    .where(LineRow.case_id == bindparam("case"), moves.told_of(LineRow.product_id))
    .order_by(col(LineRow.position))
)


async def _in_stock(unit: Unit, case_id: int) -> Sequence[dict[str, Any]]:
    """What is on hand of its goods, as far as the ledger knows: not of what has only ever been shipped."""
    lines = (await unit.session.exec(_KNOWN, params={"case": case_id})).all()
    if not lines:
        return ()
    on_hand = await moves.on_hand(unit.session, {line.product_id for line, _ in lines})
    named = {(line.product_id, line.unit): name for line, name in lines}
    return [
        {"product": name, "unit": key[1], "qty": on_hand[key]}
        for key, name in named.items()
        if key in on_hand
    ]
