"""An order's rows, kept by what differs between two values of it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import delete
from sqlmodel import col

from store.customers.clues import digits
from store.customers.rows import open_file
from store.database.numbers import next_number
from store.orders import booked, filed, sold
from store.orders.items import Entry, Problem, Shipment
from store.orders.model import (
    EntryRow,
    LineRow,
    OrderRow,
    ProblemRow,
    ShipmentLineRow,
    ShipmentRow,
    SlipRow,
)
from store.orders.state import Order
from store.orders.tracks import State
from store.people.actor import CLOCK
from store.process import signatures
from store.process.changes import flat, kept_names
from store.process.records import Case, case_id
from store.process.unit import Unit
from store.stock.moves import product_id

SCALARS = tuple(
    name
    for name in kept_names(Order)
    if name in OrderRow.model_fields and name not in ("proposed", "concerned", "sales_id")
)
"""What a row holds as the value does. Its salesperson is the one of its day, for figures; the value's is today's (U2)."""


async def save(unit: Unit, case: Case, old: Order, new: Order) -> Order:
    """Keep what differs between the two; returns the order with what was given on the way: numbers, ids."""
    if old.state is State.NEW:
        new = await _insert(unit, case, new)
        await filed.offer(unit, case, new)
    else:
        new = await _number(unit, case, old, new)
        row = await unit.session.get_one(OrderRow, case.id)
        for name, value in _columns(new).items():
            if getattr(row, name) != value:  # of sixty a step changes a few
                setattr(row, name, value)
        if new.lines != old.lines:
            await _put_lines(unit, case, new)
    await _void(unit, EntryRow, old.entries, new.entries)
    await _void(unit, ShipmentRow, old.shipments, new.shipments)
    await _void(unit, ProblemRow, old.problems, new.problems)
    new = replace(
        new,
        entries=await _keep_entries(unit, case, new),
        shipments=await _keep_shipments(unit, case, new),
        problems=await _keep_problems(unit, case, old, new),
        signatures=await signatures.keep(unit, case, old, new),
    )
    new = await booked.keep(unit, case, old, new)
    await sold.keep(unit, case, old, new)
    await unit.session.flush()
    return new


async def _number(unit: Unit, case: Case, old: Order, new: Order) -> Order:
    """Slips and production orders are numbered as they are kept; a slip taken back is void, its number used up."""
    if old.slip is not None and new.slip != old.slip:
        (await unit.session.get_one(SlipRow, old.slip.number)).void_at = unit.now
    if new.slip is not None and new.slip.number == 0:
        number = await next_number(unit.session, "slips")
        new = replace(new, slip=replace(new.slip, number=number))
        at, member_id, member = (
            unit.now,
            new.slip.member_id if new.slip else None,
            new.slip.member if new.slip else "",
        )
        row = SlipRow(
            number=number, case_id=case_id(case), at=at, member_id=member_id, member=member, total=new.total
        )
        unit.session.add(row)
    elif new.slip is not None and old.slip is None:
        (await unit.session.get_one(SlipRow, new.slip.number)).void_at = None
    if new.shortage.production_number == 0:
        number = await next_number(unit.session, "production")
        new = replace(new, shortage=replace(new.shortage, production_number=number))
    return new


async def _void(unit: Unit, table: Any, old: Sequence[Any], new: Sequence[Any]) -> None:
    """What a ledger has lost was undone: its row stays, marked."""
    for gone in {one.id for one in old} - {one.id for one in new}:
        (await unit.session.get_one(table, gone)).void_at = unit.now


def _columns(order: Order) -> dict[str, Any]:
    return flat(order, SCALARS) | {
        "money": order.money,
        "vehicle": order.freight.vehicle,
        "total": order.total,
        "received": order.settlement.received,
        "waived": order.settlement.waived,
        "phone_digits": digits(order.phone),
        "concerned": list(order.concerned),
        "proposed": order.proposed.model_dump(mode="json", exclude_none=True) if order.proposed else None,
    }


async def _insert(unit: Unit, case: Case, new: Order) -> Order:
    new = replace(new, number=case.number, customer_id=await _customer(unit, new))
    row = OrderRow(case_id=case_id(case), created_at=unit.now, sales_id=new.sales_id, **_columns(new))
    unit.session.add(row)
    await _put_lines(unit, case, new)
    return new


async def _put_lines(unit: Unit, case: Case, order: Order) -> None:
    """The lines as they are now; what they were before a change stands in the change's event."""
    await unit.session.exec(delete(LineRow).where(col(LineRow.case_id) == case.id))
    for position, line in enumerate(order.lines):
        row = LineRow(
            case_id=case_id(case),
            position=position,
            product_id=await product_id(unit.session, line.product),
            qty=line.qty,
            unit=line.unit,
            price=line.price,
            note=line.note,
        )
        unit.session.add(row)


async def _customer(unit: Unit, order: Order) -> int:
    """A customer not on file is taken on, and is whose salesperson brings the order; whose one on file is, no order
    changes (U2)."""
    if order.customer_id is not None:
        return order.customer_id
    # By nobody's own step: what is taken back alone is the order, and the file stays.
    customer = await open_file(
        unit.session, unit.company, unit.now, CLOCK, order.customer, sales_id=order.sales_id
    )
    assert customer.id is not None
    return customer.id


async def _keep_entries(unit: Unit, case: Case, order: Order) -> tuple[Entry, ...]:
    kept = []
    for entry in order.entries:
        if entry.id is None:
            row = EntryRow(
                case_id=case_id(case),
                kind=entry.kind,
                amount=entry.amount,
                at=entry.at,
                member_id=entry.member_id,
                member=entry.member,
            )
            entry = replace(entry, id=await _row_id(unit, row))
        kept.append(entry)
    return tuple(kept)


async def _keep_shipments(unit: Unit, case: Case, order: Order) -> tuple[Shipment, ...]:
    kept = []
    for shipment in order.shipments:
        if shipment.id is None:
            row = ShipmentRow(
                case_id=case_id(case),
                at=shipment.at,
                member_id=shipment.member_id,
                waybill=shipment.waybill,
                carrier=order.freight.carrier,
                plate=order.freight.plate,
                driver_phone=order.freight.driver_phone,
            )
            shipment_id = await _row_id(unit, row)
            shipment = replace(shipment, id=shipment_id)
            for position, qty in shipment.parts:
                unit.session.add(ShipmentLineRow(shipment_id=shipment_id, position=position, qty=qty))
        kept.append(shipment)
    return tuple(kept)


async def _keep_problems(unit: Unit, case: Case, old: Order, new: Order) -> tuple[Problem, ...]:
    before = {problem.id: problem for problem in old.problems}
    kept = []
    for problem in new.problems:
        if problem.id is None:
            row = ProblemRow(case_id=case_id(case), text=problem.text, at=problem.at, member=problem.member)
            problem = replace(problem, id=await _row_id(unit, row))
        elif problem != before.get(problem.id):
            kept_row = await unit.session.get_one(ProblemRow, problem.id)
            kept_row.resolved_at, kept_row.resolution = problem.resolved_at, problem.resolution
        kept.append(problem)
    return tuple(kept)


async def _row_id(unit: Unit, row: Any) -> int:
    unit.session.add(row)
    await unit.session.flush()
    return int(row.id)
