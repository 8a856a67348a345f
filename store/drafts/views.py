"""Read-only facts of half-filled orders and of workbooks, for the messages that show them."""

from datetime import timedelta
from typing import Any

from store.customers.finding import find_customer
from store.drafts import drafts, listed, workbooks
from store.drafts.filling import OPTIONAL, Filled
from store.drafts.model import DraftRow, WorkbookRow
from store.drafts.sheets import BookKind
from store.money.state import ZERO
from store.orders import prices
from store.orders.items import Line
from store.orders.requests import PlaceOrder
from store.process.unit import Unit
from store.requests import UNDO_WITHIN

SHOWN = 8
"""Orders, or faults, of a workbook that its message names."""


async def draft_view(unit: Unit, draft_id: int, member_id: int | None) -> dict[str, Any] | None:
    """None when it isn't there any more, or isn't this reader's."""
    draft = await unit.session.get(DraftRow, draft_id)
    if draft is None or draft.member_id != member_id:
        return None
    known = drafts.filled(draft)
    listed = None
    if draft.asks == "price" and known.half is not None:
        listed = await prices.proposed(unit, known.customer, known.half.product, known.half.unit)
    return {
        "id": draft.id,
        "listed": listed,
        "new": bool(known.customer) and await find_customer(unit.session, known.customer) is None,
        "version": draft.version,
        "asks": draft.asks,
        "options": draft.options,
        "actions": _actions(draft.asks, known),
        "tomorrow": (unit.now.astimezone(unit.company.zone).date() + timedelta(days=1)).isoformat(),
        "at": known.at,
        "half": known.half.model_dump() if known.half else None,
        **summary(known),
    }


def summary(known: Filled) -> dict[str, Any]:
    details = known.model_dump(exclude={"lines", "half", "at", "done"})
    return details | {"lines": [_line(line.model_dump()) for line in known.lines], "total": known.total}


def _line(line: dict[str, Any]) -> dict[str, Any]:
    known = Line(**line)
    return line | {"amount": known.amount, "note": known.note}


def _actions(asks: str, known: Filled) -> list[str]:
    """The buttons beside the choices."""
    if asks == "review":
        return ["place", "change", "leave"]
    if asks == "promised" and "promised" not in known.done:
        return ["skip", "leave"]
    if not known.reviewed:
        return ["skip", "leave"] if asks in OPTIONAL else ["leave"]
    return ["clear", "back"] if asks in OPTIONAL else ["back"]


async def half_filled(unit: Unit, member_id: int) -> dict[str, Any] | None:
    """What an offer to go on says of the draft; None without one, or with nothing in it."""
    draft = await drafts.of(unit, member_id)
    if draft is None:
        return None
    known = drafts.filled(draft)
    if known == Filled():
        return None
    return {
        "id": draft.id,
        "customer": known.customer,
        "lines": len(known.lines),
        "touched_at": draft.touched_at,
    }


async def workbook_view(unit: Unit, workbook_id: int, member_id: int | None) -> dict[str, Any] | None:
    book = await unit.session.get(WorkbookRow, workbook_id)
    if book is None or book.member_id != member_id:
        return None
    person = unit.roster.person(member_id)
    shared: dict[str, Any] = {
        "id": book.id,
        "kind": book.kind,
        "name": book.name,
        "state": book.state,
        "error": book.error,
        "faults": book.faults[:SHOWN],
        "fault_count": len(book.faults),
        "numbers": book.numbers,
        "taken_at": book.taken_at,
        "undo_until": book.taken_at + UNDO_WITHIN if book.taken_at else None,
    }
    before = await workbooks.taken_before(unit, book) if book.state == "shown" else None
    shared["before"] = await workbooks.effect(unit, before) if before is not None else None
    if book.kind == BookKind.CUSTOMERS:
        known = await listed.view(unit, person, book, SHOWN) if person is not None else {}
        open_ = book.state == "shown" and known.get("new")
        return {**shared, **known, "actions": ["register", "leave"] if open_ else []}
    orders = [PlaceOrder.model_validate(order) for order in book.orders]
    rows = [_order(order) for order in orders]
    today = unit.now.astimezone(unit.company.zone).date()
    return {
        **shared,
        "count": len(rows),
        "total": sum((row["total"] for row in rows), ZERO),
        "orders": rows[:SHOWN],
        "past": sum(order.wanted is not None and order.wanted < today for order in orders),
        "new": await _new_customers(unit, orders),
        "actions": ["take", "leave"] if book.state == "shown" and before is None else [],
    }


def _order(order: PlaceOrder) -> dict[str, Any]:
    lines = [_line(line.model_dump()) for line in order.lines]
    return {
        "customer": order.customer,
        "lines": lines,
        "total": sum((line["amount"] for line in lines), ZERO),
        "pay": order.pay,
        "wanted": order.wanted,
    }


async def _new_customers(unit: Unit, orders: list[PlaceOrder]) -> list[str]:
    """Names that are not on file: new customers, or slips of the pen."""
    names = list(dict.fromkeys(order.customer for order in orders))
    return [name for name in names if await find_customer(unit.session, name) is None]
