"""What the lines of a statement say of what was shipped, what a fee was counted by and what came back (M2)."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from store.charges.state import counted
from store.money.model import ChargeRow, CreditRow
from store.money.state import ChargeKind, CreditKind
from store.orders.model import LineRow, OrderRow, Product, ShipmentLineRow, ShipmentRow, SlipRow, line_at
from store.process.records import Case, Event
from store.process.unit import Unit
from store.requests import Area
from store.returns.model import ReturnLineRow, ReturnRow


async def goods_of(unit: Unit, charges: Sequence[ChargeRow]) -> Mapping[int, list[dict[str, str]]]:
    """By charge, what was shipped: the consignment list."""
    shipped = {row.shipment_id: row for row in charges if row.shipment_id is not None}
    everything: Any = (ShipmentRow, ShipmentLineRow, LineRow, Product, OrderRow)
    query = (
        select(*everything)
        .join(ShipmentLineRow, col(ShipmentLineRow.shipment_id) == col(ShipmentRow.id))
        .join(LineRow, line_at(ShipmentRow.case_id, ShipmentLineRow.position))
        .join(Product, col(Product.id) == col(LineRow.product_id))
        .join(OrderRow, col(OrderRow.case_id) == col(ShipmentRow.case_id))
        .where(col(ShipmentRow.id).in_(shipped))
        .order_by(col(ShipmentRow.id), col(ShipmentLineRow.position))
    )
    rows = (await unit.session.exec(query)).all()
    slips = await _slips(unit, {shipment.case_id for shipment, *_rest in rows})
    found: dict[int, list[dict[str, str]]] = {}
    for shipment, part, line, product, order in rows:
        charge = shipped[shipment.id]
        found.setdefault(charge.id or 0, []).append(
            {
                "day": charge.day.isoformat(),
                "order": str(order.number),
                "slip": slips.get(shipment.case_id, ""),
                "product": product.name,
                "qty": f"{part.qty.normalize():f}",
                "unit": line.unit,
                "price": f"{line.price:.2f}",
                "amount": f"{part.qty * line.price:.2f}",
                "waybill": shipment.waybill,
            }
        )
    return found


async def fees_of(unit: Unit, charges: Sequence[ChargeRow]) -> Mapping[int, str]:
    """By the case of a fee, what it was counted by and the order that it is for, as it was entered: `12 吨 × 30.00, #37`."""
    of = {row.case_id: row.amount for row in charges if row.kind != ChargeKind.GOODS}
    query = (
        select(Event.case_id, Event.facts)
        .join(Case, col(Case.id) == col(Event.case_id))
        .where(col(Event.case_id).in_(of), Event.seq == 1, Case.area == Area.CHARGES)
    )
    found = {}
    for case, said in (await unit.session.exec(query)).all() if of else ():
        by = counted(of[case], Decimal(said["qty"]), said["unit"]) if "qty" in said else ""
        order = f"#{said['order']}" if "order" in said else ""
        found[case] = ", ".join(filter(None, (by, order)))
    return found


async def returned_of(unit: Unit, credits: Sequence[CreditRow]) -> Mapping[str, str]:
    """By the return's reference, what came back."""
    letter = unit.areas[Area.RETURNS].reference
    numbers = {
        int(row.ref[1:]) for row in credits if row.kind == CreditKind.RETURN and row.ref[1:].isdecimal()
    }
    columns: Any = (ReturnRow.number, Product.name, ReturnLineRow.received, LineRow.unit)
    query = (
        select(*columns)
        .join(ReturnLineRow, col(ReturnLineRow.case_id) == col(ReturnRow.case_id))
        .join(LineRow, line_at(ReturnRow.order_id, ReturnLineRow.position))
        .join(Product, col(Product.id) == col(LineRow.product_id))
        .where(col(ReturnRow.number).in_(numbers), col(ReturnLineRow.received) > 0)
        .order_by(col(ReturnRow.number), col(ReturnLineRow.position))
    )
    found: dict[str, list[str]] = {}
    for number, product, qty, of in (await unit.session.exec(query)).all() if numbers else ():
        found.setdefault(letter(number), []).append(f"{product} {qty.normalize():f} {of}".rstrip())
    return {ref: ", ".join(parts) for ref, parts in found.items()}


async def _slips(unit: Unit, cases: Collection[int]) -> Mapping[int, str]:
    query = select(SlipRow).where(col(SlipRow.case_id).in_(cases), col(SlipRow.void_at).is_(None))
    rows = await unit.session.exec(query.order_by(col(SlipRow.number)))
    return {row.case_id: f"{row.number:06}" for row in rows}
