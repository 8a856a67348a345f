"""The straight way of an order: intake, three tracks, gate, shipment, arrival, money home (O1 to O6, A2). Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from store.company import Role
from store.orders import requests as ask
from store.orders.departments import LOGISTICS, OFFICE
from store.orders.duties import DUTIES
from store.orders.requests import FreightBy, Pay
from store.orders.state import (
    ZERO,
    Entry,
    EntryKind,
    Goods,
    Line,
    MoneyTrack,
    Order,
    Shipment,
    Slip,
    State,
    Vehicle,
)
from store.requests import MONEY_MAX
from store.steps import Moment, Refused

URGE_EVERY = timedelta(minutes=10)


def always(_order: Order, _request: object, _moment: Moment) -> None:
    return None


def entry(order: Order, kind: EntryKind, amount: Decimal, moment: Moment, ref: str = "") -> Order:
    entry = Entry(
        kind=kind,
        amount=amount,
        at=moment.now,
        member_id=moment.actor.member_id,
        member=moment.actor.name,
        ref=ref,
    )
    return replace(order, entries=(*order.entries, entry))


# O1 intake ----------------------------------------------------------------------------------------------
def place(order: Order, request: ask.PlaceOrder, moment: Moment) -> Order:
    details = request.model_dump(exclude={"customer", "lines", "freight"})
    lines = tuple(Line(**line.model_dump()) for line in request.lines)
    return replace(
        order,
        **details,
        lines=lines,
        freight_by=request.freight,
        creator_id=moment.actor.member_id,
        state=State.PREPARING,
    )


def may_place(order: Order, request: ask.PlaceOrder, moment: Moment) -> Refused | None:
    """A salesperson takes orders for their own customers only; nobody takes another's (O1, U2)."""
    if too_big := beyond_bounds(request.lines):
        return too_big
    if moment.actor.roles & OFFICE or order.sales_id in {None, *moment.actor.ids}:
        return None
    return Refused(reason="not_your_customer", facts={"customer": request.customer, "owner": order.sales})


def beyond_bounds(lines: Iterable[ask.LineAsked]) -> Refused | None:
    total = sum((line.qty * line.price for line in lines), ZERO)
    return Refused(reason="total_too_big", facts={"most": MONEY_MAX}) if total > MONEY_MAX else None


# O2 the three tracks ------------------------------------------------------------------------------------
def may_ready(order: Order, _request: ask.ReportReady, _moment: Moment) -> Refused | None:
    return Refused(reason="already") if order.goods is Goods.READY else None


def ready(order: Order, _request: ask.ReportReady, _moment: Moment) -> Order:
    return replace(order, goods=Goods.READY, short_until=None, short_reason="")


def may_short(_order: Order, request: ask.ReportShort, moment: Moment) -> Refused | None:
    if request.until < moment.today:
        return Refused(reason="date_past", facts={"date": request.until})
    return None


def short(order: Order, request: ask.ReportShort, _moment: Moment) -> Order:
    return replace(
        order,
        goods=Goods.SHORT,
        short_until=request.until,
        short_reason=request.reason,
        stock_round=order.stock_round + 1,
    )


def may_pay(order: Order, request: ask.RecordPayment, _moment: Moment) -> Refused | None:
    if request.amount is None and order.owed <= 0:
        return Refused(reason="already")
    if request.ref and any(entry.ref == request.ref for entry in order.entries):
        return Refused(reason="ref_used", facts={"ref": request.ref})
    return None


def pay(order: Order, request: ask.RecordPayment, moment: Moment) -> Order:
    amount = order.owed if request.amount is None else request.amount
    return _look_again(entry(order, EntryKind.TRANSFER, amount, moment, request.ref), moment)


def may_miss_payment(order: Order, _request: ask.ReportNoPayment, _moment: Moment) -> Refused | None:
    if order.money is MoneyTrack.CLEARED and order.state is not State.CLOSED:
        return Refused(reason="already")
    return Refused(reason="already") if order.owed <= 0 else None


def miss_payment(order: Order, _request: ask.ReportNoPayment, moment: Moment) -> Order:
    return _look_again(order, moment)


def _look_again(order: Order, moment: Moment) -> Order:
    """Finance has answered for today; what is still missing comes back to it tomorrow."""
    return replace(order, money_round=order.money_round + 1, money_again=moment.today + timedelta(days=1))


def may_arrange(order: Order, request: ask.ArrangeVehicle, moment: Moment) -> Refused | None:
    own = order.freight_by is FreightBy.SALES and order.sales_id in moment.actor.ids
    if not moment.actor.roles & LOGISTICS and not own:
        return Refused(reason="role", facts={"roles": [Role.LOGISTICS]})
    if order.vehicle is Vehicle.ARRANGED and not (request.carrier or request.plate or request.phone):
        return Refused(reason="already")
    return None


def arrange(order: Order, request: ask.ArrangeVehicle, moment: Moment) -> Order:
    return replace(
        order,
        vehicle_at=moment.now,
        carrier=request.carrier or order.carrier,
        plate=request.plate or order.plate,
        driver_phone=request.phone or order.driver_phone,
        freight_cost=order.freight_cost if request.cost is None else request.cost,
    )


# A2 credit consent --------------------------------------------------------------------------------------
def may_sign(order: Order, _request: object, _moment: Moment) -> Refused | None:
    if not order.needs_consent:
        return Refused(reason="nothing_to_sign")
    return Refused(reason="already") if order.consented else None


def may_reject(order: Order, request: object, moment: Moment) -> Refused | None:
    """Once: who thinks again signs."""
    if order.rejected and not order.consented:
        return Refused(reason="already_rejected", facts={"reason": order.reject_reason})
    return may_sign(order, request, moment)


def sign(order: Order, _request: ask.SignOrder, _moment: Moment) -> Order:
    return replace(order, signatures=order.signatures + 1, rejected=False, reject_reason="")


def reject(order: Order, request: ask.RejectOrder, _moment: Moment) -> Order:
    return replace(order, rejected=True, reject_reason=request.reason)


# O3 the gate --------------------------------------------------------------------------------------------
def may_issue(order: Order, _request: ask.IssueSlip, _moment: Moment) -> Refused | None:
    return None if order.gate_open else Refused(reason="gate")


def issue(order: Order, _request: ask.IssueSlip, moment: Moment) -> Order:
    """The slip is numbered as it is kept. After a change there may be nothing left to ship."""
    actor = moment.actor
    slip = Slip(number=0, at=moment.now, member_id=actor.member_id, member=actor.name)
    released = replace(order, slip=slip, state=State.RELEASED)
    return released if released.to_ship else on_the_way(released, moment)


# O4 shipment --------------------------------------------------------------------------------------------
def may_ship(order: Order, request: ask.ShipGoods, _moment: Moment) -> Refused | None:
    for product in {part.product: None for part in request.parts}:
        lines = [(at, line) for at, line in enumerate(order.lines) if line.product == product]
        if not lines:
            return Refused(reason="part_unknown", facts={"product": product})
        rest = dict(order.to_ship)
        left = sum((rest.get(at, Decimal(0)) for at, _ in lines), Decimal(0))
        qty = sum((part.qty for part in request.parts if part.product == product), Decimal(0))
        if qty > left:
            facts = {"product": product, "qty": qty, "left": left, "unit": lines[0][1].unit}
            return Refused(reason="part_too_much", facts=facts)
    return None


def ship(order: Order, request: ask.ShipGoods, moment: Moment) -> Order:
    shipment = Shipment(
        at=moment.now, member_id=moment.actor.member_id, waybill=request.waybill, parts=_asked(order, request)
    )
    after = replace(order, shipments=(*order.shipments, shipment))
    return after if after.to_ship else on_the_way(after, moment)


def on_the_way(order: Order, moment: Moment) -> Order:
    """Everything is shipped; whether it has arrived is asked after the expected days (O5)."""
    expected = timedelta(days=moment.company.arrival.expected_days)
    return replace(order, state=State.SHIPPED, arrival_ask=moment.today + expected)


def _asked(order: Order, request: ask.ShipGoods) -> tuple[tuple[int, Decimal], ...]:
    """What goes, by line; of several lines of one product the first is filled first."""
    if not request.parts:
        return order.to_ship
    going: dict[int, Decimal] = {}
    rest = dict(order.to_ship)
    for part in request.parts:
        wanted = part.qty
        for at, line in enumerate(order.lines):
            taken = min(wanted, rest.get(at, Decimal(0)))
            if line.product == part.product and taken > 0:
                going[at] = going.get(at, Decimal(0)) + taken
                rest[at] -= taken
                wanted -= taken
    return tuple(sorted(going.items()))


# O5 to arrival ------------------------------------------------------------------------------------------
def arrive(order: Order, _request: ask.ConfirmArrival, moment: Moment) -> Order:
    return replace(order, state=State.ARRIVED, arrived_at=moment.now)


def not_arrived(order: Order, _request: ask.ReportNotArrived, moment: Moment) -> Order:
    return replace(order, arrival_round=order.arrival_round + 1, arrival_ask=moment.today + timedelta(days=1))


def may_inform(order: Order, _request: ask.InformCustomer, _moment: Moment) -> Refused | None:
    if order.state is State.ARRIVED:
        return Refused(reason="already") if order.informed_at else None
    if not order.shipments:
        return Refused(reason="state")
    return Refused(reason="already") if order.shipment_informed_at else None


def inform(order: Order, _request: ask.InformCustomer, moment: Moment) -> Order:
    if order.state is State.ARRIVED:
        return replace(order, informed_at=moment.now)
    return replace(order, shipment_informed_at=moment.now)


def may_receive_receipt(order: Order, _request: ask.RecordReceipt, _moment: Moment) -> Refused | None:
    return Refused(reason="already") if order.receipt_at else None


def receive_receipt(order: Order, _request: ask.RecordReceipt, moment: Moment) -> Order:
    return replace(order, receipt_at=moment.now)


# O6 money home ------------------------------------------------------------------------------------------
def may_report_cod(order: Order, request: ask.RecordCod, _moment: Moment) -> Refused | None:
    if order.pay is not Pay.COD:
        return Refused(reason="not_cod", facts={"pay": order.pay})
    if not order.shipments:
        return Refused(reason="state")
    return Refused(reason="already") if request.amount is None and order.cod_to_bring <= 0 else None


def report_cod(order: Order, request: ask.RecordCod, moment: Moment) -> Order:
    amount = order.cod_to_bring if request.amount is None else request.amount
    return entry(order, EntryKind.COD_REPORTED, amount, moment)


def may_confirm_cod(order: Order, request: ask.RecordCod, _moment: Moment) -> Refused | None:
    if order.pay is not Pay.COD:
        return Refused(reason="not_cod", facts={"pay": order.pay})
    if order.cod_held <= 0:
        confirmed = order.sum(EntryKind.COD_CONFIRMED) > 0
        return Refused(reason="already") if confirmed else Refused(reason="cod_not_reported")
    if request.amount is not None and request.amount > order.cod_held:
        return Refused(reason="cod_more_than_held", facts={"amount": request.amount, "held": order.cod_held})
    return None


def confirm_cod(order: Order, request: ask.RecordCod, moment: Moment) -> Order:
    amount = order.cod_held if request.amount is None else request.amount
    return entry(order, EntryKind.COD_CONFIRMED, amount, moment)


def may_claim_freight(order: Order, request: ask.RecordFreight, _moment: Moment) -> Refused | None:
    if order.sum(EntryKind.FREIGHT_CONFIRMED) > 0:
        return Refused(reason="already")
    if request.amount is None and not order.freight_cost:
        return Refused(reason="amount_needed")
    return None


def claim_freight(order: Order, request: ask.RecordFreight, moment: Moment) -> Order:
    amount = request.amount or order.freight_cost or ZERO
    return entry(order, EntryKind.FREIGHT_CLAIMED, amount, moment)


def may_confirm_freight(order: Order, request: ask.RecordFreight, _moment: Moment) -> Refused | None:
    if order.sum(EntryKind.FREIGHT_CONFIRMED) > 0:
        return Refused(reason="already")
    claimed = order.freight_claimed or order.freight_cost or ZERO
    if not claimed:
        return Refused(reason="freight_not_claimed")
    if request.amount is not None and request.amount != claimed:
        return Refused(reason="freight_differs", facts={"amount": request.amount, "claimed": claimed})
    return None


def confirm_freight(order: Order, _request: ask.RecordFreight, moment: Moment) -> Order:
    claimed = order.freight_claimed or order.freight_cost or ZERO
    return entry(order, EntryKind.FREIGHT_CONFIRMED, claimed, moment)


def may_close(order: Order, _request: ask.CloseOrder, _moment: Moment) -> Refused | None:
    return Refused(reason="not_closable", facts={"missing": list(order.to_close)}) if order.to_close else None


def close(order: Order, _request: ask.CloseOrder, moment: Moment) -> Order:
    due_on = (order.promised or end_of_terms(moment.today)) if order.owed > 0 else None
    return replace(order, state=State.CLOSED, closed_at=moment.now, due_on=due_on)


def end_of_terms(today: date) -> date:
    """M4: last month's money is in by the 25th, so this month's is due on the next month's."""
    return (today.replace(day=1) + timedelta(days=32)).replace(day=25)


# O2 pressing --------------------------------------------------------------------------------------------
def may_urge(order: Order, _request: ask.UrgeOrder, moment: Moment) -> Refused | None:
    if order.urged_at and moment.now - order.urged_at < URGE_EVERY:
        return Refused(reason="urged", facts={"at": order.urged_at})
    return None if any(duty.holds(order) for duty in DUTIES) else Refused(reason="nobody_waits")


def urge(order: Order, _request: ask.UrgeOrder, moment: Moment) -> Order:
    return replace(order, urged_at=moment.now)


def attach(order: Order, _request: ask.AttachProof, _moment: Moment) -> Order:
    return order
