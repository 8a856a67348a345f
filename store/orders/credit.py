"""What customers owe beside an order, and what is left of their credit (A1, A2)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import func
from sqlmodel import col, select

from store.customers.model import Customer
from store.money import book
from store.money.disputes import disputed
from store.money.model import ReceiptRow
from store.money.reckoning import Account, reference_key
from store.money.state import LETTER, ZERO
from store.orders import prices
from store.orders import requests as ask
from store.orders.items import Line, OnAccount
from store.orders.model import OrderRow, SlipRow
from store.orders.requests import Pay
from store.orders.state import Order
from store.orders.tracks import MoneyTrack, State
from store.process.chain import Signers
from store.process.records import Case, Event
from store.process.steps import Entailed
from store.process.unit import Unit
from store.requests import Area, Request, Sign

_LINES = TypeAdapter(tuple[Line, ...])


async def on_account(unit: Unit, customer: Customer | None, case: Case | None) -> OnAccount | None:
    """None without signed terms (A1). The customer's row is locked, so two orders can't share what is left."""
    if customer is None or not customer.monthly or customer.id is None:
        return None
    await unit.session.exec(select(Customer).where(Customer.id == customer.id).with_for_update())
    stands = await book.account(unit.session, today(unit), customer.id)
    room = await room_left(unit, customer, stands, beside=case.id if case else None)
    return OnAccount(room=room, overdue=await _stopped(unit, customer.id, stands))


async def covered(unit: Unit, customer: int | None) -> Sequence[Entailed]:
    """What a step that may have made room leaves in the customer's orders on account that wait for a signature on their
    credit, the oldest first: where signed terms cover one now, nobody is asked any more (A1, O3)."""
    if customer is None:
        return ()
    query = select(OrderRow.number).where(
        OrderRow.customer_id == customer,
        OrderRow.pay == Pay.MONTHLY,
        OrderRow.state == State.PREPARING,
        col(OrderRow.terms_ok).is_(False),
    )
    waiting = await unit.session.exec(query.order_by(col(OrderRow.number)))
    return [Entailed(area=Area.ORDERS, request=ask.CoverOrder(number=number)) for number in waiting]


async def room_left(unit: Unit, customer: Customer, stands: Account, *, beside: int | None = None) -> Decimal:
    """What of the limit of a customer on file is left, fees taken off, but for what the order `beside` takes of it."""
    assert customer.id is not None, "it is on file"
    return customer.credit_limit - await _exposure(unit, customer.id, stands, beside)


async def _stopped(unit: Unit, customer: int, stands: Account) -> Decimal:
    """What has been due for too long and nobody disputes, where it is more than a trifle."""
    claimable = stands.without(await disputed(unit.session, unit.now, [customer]))
    overdue = claimable.overdue(longer_than=unit.company.credit.overdue_days)
    return overdue if overdue > unit.company.credit.trifle else ZERO


def today(unit: Unit) -> date:
    """The company's own."""
    return unit.now.astimezone(unit.company.zone).date()


async def _exposure(unit: Unit, customer: int, stands: Account, beside: int | None) -> Decimal:
    """What is open on account less what came and is for no order, not below 0, and what other monthly and credit orders
    haven't shipped less what is reserved for them: money for no order pays for what was shipped, and vouches for nothing
    that wasn't. What still waits for a signature, or was refused it, ships nothing and takes no room: two that wait would
    keep each other waiting (O3)."""
    query = select(OrderRow).where(
        OrderRow.customer_id == customer,
        col(OrderRow.state) != State.CANCELLED,
        OrderRow.total > OrderRow.received + OrderRow.waived,
    )
    rest = {
        row.case_id: (row.pay, row.total - row.received - row.waived, row.money == MoneyTrack.CLEARED)
        for row in await unit.session.exec(query.execution_options(populate_existing=True))
        if row.case_id != beside
    }
    opened, unshipped = ZERO, ZERO
    charged: dict[int | None, Decimal] = {}
    for one in stands.opened:
        charged[one.charge.case] = charged.get(one.charge.case, ZERO) + one.amount
    for case, amount in charged.items():
        pay = rest[case][0] if case in rest else None
        opened += amount if case != beside and pay not in (Pay.PREPAID, Pay.COD) else ZERO
    for case, (pay, left, cleared) in rest.items():
        if pay in (Pay.MONTHLY, Pay.CREDIT) and cleared:
            unshipped += max(ZERO, left - charged.get(case, ZERO))
    return max(ZERO, opened - stands.unassigned) + unshipped


async def prepare(unit: Unit, case: Case, order: Order, request: Request) -> Order:
    """What judging a change needs beside the order: how much of the customer's credit is left, whether a slip was ever
    out, and the terms as they were agreed."""
    if isinstance(request, ask.RecordPayment) and request.ref:
        return replace(order, ref_on=await _same_ref(unit, case, request.ref))
    signs = isinstance(request, Sign) and order.proposed is not None
    judged = isinstance(request, ask.ChangeOrder | ask.CoverOrder) or signs
    if not judged or order.customer_id is None:
        return order
    slips = select(func.count()).select_from(SlipRow).where(SlipRow.case_id == case.id)
    order = replace(order, signers=order.signers or await signers(unit, case))
    order = replace(order, slipped=(await unit.session.exec(slips)).one() > 0)
    order = replace(order, signed_lines=await _signed_lines(unit, case))
    customer = await unit.session.get(Customer, order.customer_id)
    # A change that the director signs is signed with its prices.
    asked = request.lines if isinstance(request, ask.ChangeOrder) else None
    lines = tuple(Line(**line.model_dump()) for line in asked or ())
    differing = await prices.off_list(unit, customer, lines)
    return replace(order, off_list=differing, on_account=await on_account(unit, customer, case))


async def signers(unit: Unit, case: Case | None) -> Signers | None:
    """Who signs a credit, where an area has a case of its own for that: of this order, or of one that is placed now."""
    asked = (area.signers for area in unit.areas.values() if area.signers is not None)
    found = [one for area in asked if (one := await area(unit, case)) is not None]
    return found[0] if found else None


async def _asked_as(unit: Unit, case: Case) -> Mapping[str, Any] | None:
    """What the case that says who signs has to say to them."""
    asked = (area.asked_as for area in unit.areas.values() if area.asked_as is not None)
    found = [one for area in asked if (one := await area(unit, case)) is not None]
    return found[0] if found else None


async def _signed_lines(unit: Unit, case: Case) -> tuple[Line, ...]:
    """What the first change since the last signature, else since intake, found there; nothing while there is none."""
    query = select(Event).where(
        Event.case_id == case.id,
        col(Event.step).in_(("change", "sign_change")),
        col(Event.undone_at).is_(None),
    )
    found: tuple[Line, ...] = ()
    for event in await unit.session.exec(query.order_by(col(Event.seq))):
        if event.step == "sign_change":
            found = ()
        elif not found and "lines" in event.patch:
            found = _LINES.validate_python(event.patch["lines"]["was"])
    return found


async def _same_ref(unit: Unit, case: Case, ref: str) -> str | None:
    """Where else a receipt of this reference stands first, as typed: an order, or a receipt by itself; a note without a
    figure stands nowhere."""
    if not (key := reference_key(ref)):
        return None
    query = (
        select(OrderRow.number, ReceiptRow.number)
        .select_from(ReceiptRow)
        .outerjoin(OrderRow, col(OrderRow.case_id) == col(ReceiptRow.case_id))
        .where(ReceiptRow.ref_key == key, col(ReceiptRow.void_at).is_(None), ReceiptRow.case_id != case.id)
        .order_by(col(ReceiptRow.id))
    )
    found = (await unit.session.exec(query.limit(1))).first()
    if found is None:
        return None
    order, receipt = found
    return f"{LETTER}{receipt}" if order is None else str(order)


async def task_facts(unit: Unit, kind: str, case_id: int) -> dict[str, Any]:
    """What the customer owes besides, on account and for goods shipped: whoever signs a credit must see it (A2)."""
    if kind != "sign":
        return {}
    order = (await unit.session.exec(select(OrderRow).where(OrderRow.case_id == case_id))).one()
    stands = await book.account(unit.session, today(unit), order.customer_id, beside=case_id)
    asked = await _asked_as(unit, await unit.session.get_one(Case, case_id))
    return {
        "owes": max(ZERO, stands.owed),
        "overdue": stands.overdue(),
        "stopped": await _stopped(unit, order.customer_id, stands) if order.customer_id else ZERO,
        "asked_as": asked,
        "opens": [{"area": asked["area"], "number": asked["number"], "action": "whole"}] if asked else [],
    }
