"""Read-only facts of orders for cards, tasks and slips. Decimals and dates stay what they are."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from store.company import Company
from store.customers.model import Customer
from store.money.capitals import in_capitals
from store.orders import booked, prices
from store.orders.area import ORDERS, load
from store.orders.chains import CREDIT, PRODUCTION
from store.orders.exceptions import credit_reason
from store.orders.lowering import proposed_total
from store.orders.model import EntryRow, OrderRow
from store.orders.money import due_day
from store.orders.requests import Pay
from store.orders.state import Order
from store.orders.tracks import EntryKind, State
from store.process.chain import Verdict
from store.process.changes import flat
from store.process.records import Case
from store.process.unit import Unit
from store.process.views import case_facts, rounds, signed

_TRACKS = {
    "goods": ("ready", "short"),
    "money": ("pay", "assign", "sign"),
    "vehicle": ("arrange",),
    "cod": ("cod_report",),
    "freight": ("freight_claim",),
}
"""What the latest step of each is shown for."""
_SIGN = "sign"
_AS_ON_FORMS = ("agree", "disagree")
"""What the buttons of a credit's signature are called, as on every form (A2)."""


async def order_view(unit: Unit, case: Case) -> tuple[Order, dict[str, Any]]:
    """An order, and everything that a card, a task or a notice may say of it; the templates choose."""
    order = await load(unit, case)
    return order, {
        **_plain(order),
        **await case_facts(unit, ORDERS, case, order, _TRACKS),
        "lines": _lines(order),
        "creator": unit.roster.name(order.creator_id),
        "sales": unit.roster.name(order.sales_id),
        "to_ship": [{**_line(order, at), "qty": qty} for at, qty in order.to_ship],
        "credit_reason": credit_reason(order),
        "more": [
            *(["stub"] if order.consented else []),
            *(["signatures"] if _produced(order) else []),
            *(["return"] if order.shipments else []),
        ],
        "proposed": _proposed(order),
        "signed": signed(CREDIT, order),
        "asked": _asked(order),
        "named": named(order),
        "price_waits": order.price_waits,
        "below_list": await _below_list(unit, order) if order.price_waits else [],
        "problems": [problem.text for problem in order.open_problems],
    }


def named(order: Order) -> dict[str, str]:
    """What the buttons of its credit's signature are called."""
    return dict(zip(CREDIT.kinds[_SIGN], _AS_ON_FORMS, strict=True)) if CREDIT.waits(order) else {}


def _asked(order: Order) -> dict[str, Any] | None:
    """Who asked for the credit that is signed now, and when."""
    standing = CREDIT.standing(order)
    if not CREDIT.waits(order) or standing.asked is None:
        return None
    return {"by": standing.asked.member, "at": standing.asked.at, "round": standing.round}


async def _below_list(unit: Unit, order: Order) -> list[dict[str, Any]]:
    """By the list as it is now."""
    customer = await unit.session.get(Customer, order.customer_id) if order.customer_id is not None else None
    differing = await prices.off_list(unit, customer, order.lines)
    return [vars(one) for one in differing if one.price < one.listed]


_KEPT = (
    *("number", "state", "customer", "pay", "packing", "consignee", "address", "phone", "wanted", "promised"),
    *("note", "receipt", "goods", "agreed", "short_until", "short_reason", "production_number"),
    *("freight_by", "freight_cost", "carrier", "plate", "driver_phone", "stopped", "due_on", "cancel_reason"),
    *("arrived_at", "informed_at", "shipment_informed_at", "receipt_at", "closed_at"),
)
_FOLLOWS = (
    *("money", "total", "owed", "to_refund", "freight_settled", "cod_held", "cod_to_bring", "needs_consent"),
    *("rejected", "reject_reason", "waybill", "to_close", "on_hold"),
)
"""What templates may say of an order: as it is kept, and what follows from that."""


def _plain(order: Order) -> dict[str, Any]:
    return {
        **flat(order, _KEPT),
        **{name: getattr(order, name) for name in _FOLLOWS},
        "received": order.settlement.received,
        "waived": order.settlement.waived,
        "returned": order.settlement.returned,
        "vehicle": order.freight.vehicle,
        "freight_claimed": order.freight.claimed(order.entries),
        "slip": order.slip.number if order.slip else None,
        "part_shipped": bool(order.shipments) and bool(order.to_ship),
    }


def _line(order: Order, position: int) -> dict[str, Any]:
    line = order.lines[position]
    return {
        "product": line.product,
        "qty": line.qty,
        "unit": line.unit,
        "price": line.price,
        "amount": line.amount,
        "note": line.note,
        "shipped": order.shipped(position),
    }


def _lines(order: Order) -> list[dict[str, Any]]:
    return [_line(order, position) for position in range(len(order.lines))]


def _proposed(order: Order) -> dict[str, Any] | None:
    """What waits for the director's signature."""
    if order.proposed is None:
        return None
    change = order.proposed
    return {
        "total": proposed_total(order),
        "lines": [line.model_dump() for line in change.lines or ()],
        "changed": sorted(change.model_dump(exclude={"number", "reason"}, exclude_none=True)),
        "reason": change.reason,
    }


async def slip_view(unit: Unit, case: Case) -> dict[str, Any] | None:
    """O3: what the sales slip says; None while there is none."""
    order = await load(unit, case)
    if order.slip is None:
        return None
    return {
        **_plain(order),
        "company": unit.company.name,
        "salesperson": order.sales,
        "slip": order.slip.number,
        "issued_at": order.slip.at,
        "issued_by": order.slip.member,
        "lines": _lines(order),
        "capitals": in_capitals(order.total),
        "pay_by": _pay_by(order, order.slip.at.astimezone(unit.company.zone).date(), unit.company),
    }


async def stub_view(unit: Unit, case: Case) -> dict[str, Any] | None:
    """A2: what the stub of a credit says; None until all have signed."""
    order = await load(unit, case)
    if not order.consented:
        return None
    lines = rounds(CREDIT, order)
    return {
        **_plain(order),
        "company": unit.company.name,
        "opened_at": case.opened_at,
        "asked_by": unit.roster.name(order.creator_id),
        "salesperson": order.sales,
        "lines": _lines(order),
        "capitals": in_capitals(order.total),
        "rounds": lines,
        "signed_at": lines[-1]["at"],
    }


def _produced(order: Order) -> bool:
    """Everybody has signed the production order and said that theirs is done."""
    return order.production_ordered and PRODUCTION.standing(order).complete


async def production_view(unit: Unit, case: Case) -> dict[str, Any] | None:
    """O7: what the stub of a production order says; None until it is through."""
    order = await load(unit, case)
    if not _produced(order):
        return None
    blocks = PRODUCTION.blocks(order)
    acts = [PRODUCTION.kinds[block.seats[0].kind][0] for block in blocks]
    signed = (one["verdict"] == Verdict.SIGNED for one in rounds(PRODUCTION, order))
    lines = [
        {**one, "act": acts[one["block"]] if done and acts[one["block"]] != "sign" else None}
        for one, done in zip(rounds(PRODUCTION, order), signed, strict=True)
    ]
    return {**_plain(order), "goods": _lines(order), "lines": lines}


def _pay_by(order: Order, issued: date, company: Company) -> date | None:
    """Until when whoever pays after the goods has to: as was agreed, or by the terms of a monthly account."""
    if order.owed <= 0:
        return None
    on_account = due_day(order, issued, company) if order.pay == Pay.MONTHLY else None
    return order.settlement.due_on or order.promised or on_account


async def cod_held_view(unit: Unit) -> dict[str, Any]:
    """O6: cash on delivery not yet handed to finance: who holds how much, of which orders, since when."""
    query = (
        select(EntryRow, OrderRow.number)
        .join(OrderRow, col(OrderRow.case_id) == col(EntryRow.case_id))
        .where(
            EntryRow.kind == EntryKind.COD_REPORTED,
            col(EntryRow.void_at).is_(None),
            OrderRow.pay == Pay.COD,
            col(OrderRow.state) != State.CLOSED,
        )
        .order_by(col(EntryRow.id))
    )
    orders: dict[int, list[tuple[str, datetime, Decimal]]] = {}
    cases: dict[int, int] = {}
    for entry, number in await unit.session.exec(query):
        cases[entry.case_id] = number
        orders.setdefault(number, []).append((entry.member, entry.at, entry.amount))
    for case_id, amount in (await booked.cod_confirmed(unit, cases)).items():
        _hand_in(orders[cases[case_id]], amount)
    people: dict[str, list[dict[str, Any]]] = {}
    for number, held in orders.items():
        for member, at, amount in held:
            people.setdefault(member, []).append({"number": number, "amount": amount, "since": at})
    holders = [
        {
            "who": who,
            "amount": sum((part["amount"] for part in parts), Decimal(0)),
            "since": min(part["since"] for part in parts),
            "parts": parts,
        }
        for who, parts in people.items()
    ]
    return {"holders": sorted(holders, key=lambda holder: holder["since"])}


def _hand_in(held: list[tuple[str, datetime, Decimal]], amount: Decimal) -> None:
    """Money handed in settles the oldest first."""
    while amount > 0 and held:
        member, at, first = held[0]
        taken = min(first, amount)
        amount -= taken
        held[:1] = [(member, at, first - taken)] if first > taken else []
