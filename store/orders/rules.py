"""The straight way of an order: intake, goods and vehicle, gate, shipment, arrival, the end (O1 to O6). Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from store.company import Role
from store.money.reckoning import Open, Owing, open_of
from store.money.state import ZERO
from store.orders import requests as ask
from store.orders.chains import CREDIT, INSPECTION, PRICE
from store.orders.departments import INTAKE, LOGISTICS, OFFICE
from store.orders.duties import DUTIES
from store.orders.items import Line, OffList, Shipment, Slip
from store.orders.money import charge, due_day, fall_due
from store.orders.requests import FreightBy
from store.orders.state import Order
from store.orders.tracks import Goods, State, Vehicle
from store.process.steps import Moment
from store.process.urging import too_soon
from store.requests import MONEY_MAX, Refused


def always(_order: Order, _request: object, _moment: Moment) -> None:
    return None


# O1 intake ----------------------------------------------------------------------------------------------
def place(order: Order, request: ask.PlaceOrder, moment: Moment) -> Order:
    details = request.model_dump(exclude={"customer", "lines", "freight"})
    lines = tuple(Line(**line.model_dump()) for line in request.lines)
    placed = replace(
        order,
        **details,
        lines=lines,
        freight=replace(order.freight, by=request.freight),
        creator_id=moment.actor.member_id,
        state=State.PREPARING,
    )
    if below_list(order.off_list):
        placed = PRICE.ask(placed, moment, INTAKE)
    if not placed.needs_consent:
        return placed
    placed = replace(placed, concerned=moment.company.credit.departments)
    return CREDIT.ask(placed, moment, INTAKE)


def below_list(differing: Iterable[OffList]) -> frozenset[tuple[str, Decimal]]:
    """Which goods go for less than the list says, with their prices."""
    return frozenset((one.product, one.price) for one in differing if one.price < one.listed)


def may_place(order: Order, request: ask.PlaceOrder, moment: Moment) -> Refused | None:
    """A salesperson takes orders for their own customers only; nobody takes another's (O1, U2)."""
    if too_big := beyond_bounds(request.lines):
        return too_big
    if not (moment.actor.roles & OFFICE or order.sales_id in {None, *moment.actor.ids}):
        return Refused(reason="not_your_customer", facts={"customer": request.customer, "owner": order.sales})
    return beyond_form(place(order, request, moment), moment)


def beyond_form(order: Order, moment: Moment) -> Refused | None:
    """What is said of a credit keeps to the bounds of its form (A2)."""
    return order.signers.fault(order, moment) if order.needs_consent and order.signers is not None else None


def beyond_bounds(lines: Iterable[ask.LineAsked]) -> Refused | None:
    total = sum((line.qty * line.price for line in lines), ZERO)
    return Refused(reason="total_too_big", facts={"most": MONEY_MAX}) if total > MONEY_MAX else None


# O2 goods and vehicle -----------------------------------------------------------------------------------
def may_ready(order: Order, _request: ask.ReportReady, _moment: Moment) -> Refused | None:
    return Refused(reason="already") if order.goods is Goods.READY else None


def ready(order: Order, _request: ask.ReportReady, _moment: Moment) -> Order:
    return replace(order, goods=Goods.READY, shortage=order.shortage.over())


def may_short(_order: Order, request: ask.ReportShort, moment: Moment) -> Refused | None:
    if request.until < moment.today:
        return Refused(reason="date_past", facts={"date": request.until})
    return None


def short(order: Order, request: ask.ReportShort, _moment: Moment) -> Order:
    return replace(order, goods=Goods.SHORT, shortage=order.shortage.found(request.until, request.reason))


def may_arrange(order: Order, request: ask.ArrangeVehicle, moment: Moment) -> Refused | None:
    own = order.freight.by is FreightBy.SALES and order.sales_id in moment.actor.ids
    if not moment.actor.roles & LOGISTICS and not own:
        return Refused(reason="role", facts={"roles": [Role.LOGISTICS]})
    if order.freight.vehicle is Vehicle.ARRANGED and not (request.carrier or request.plate or request.phone):
        return Refused(reason="already")
    return None


def arrange(order: Order, request: ask.ArrangeVehicle, moment: Moment) -> Order:
    return replace(order, freight=order.freight.arranged(request, moment.now))


# O3 the gate --------------------------------------------------------------------------------------------
def may_issue(order: Order, _request: ask.IssueSlip, _moment: Moment) -> Refused | None:
    return may_leave(order) if order.gate_open else Refused(reason="gate")


def may_leave(order: Order) -> Refused | None:
    """M6: not to whom deliveries are stopped."""
    if not order.on_hold:
        return None
    facts = {"customer": order.customer, "collection": order.stopped, "left": order.owed}
    return Refused(reason="deliveries_stopped", facts=facts)


def may_hold(order: Order, _request: ask.HoldDelivery, _moment: Moment) -> Refused | None:
    return None if order.stopped is None else Refused(reason="already")


def hold(order: Order, request: ask.HoldDelivery, _moment: Moment) -> Order:
    return replace(order, stopped=request.collection)


def may_let(order: Order, request: ask.LetDeliver, _moment: Moment) -> Refused | None:
    return None if order.stopped == request.collection else Refused(reason="already")


def let_go(order: Order, _request: ask.LetDeliver, _moment: Moment) -> Order:
    return replace(order, stopped=None)


def issue(order: Order, _request: ask.IssueSlip, moment: Moment) -> Order:
    """The slip is numbered as it is kept. After a change there may be nothing left to ship."""
    actor = moment.actor
    slip = Slip(number=0, at=moment.now, member_id=actor.member_id, member=actor.name)
    inspected = moment.company.shipment.inspection
    released = replace(order, slip=slip, state=State.RELEASED, inspected=inspected)
    if inspected:
        released = INSPECTION.ask(released, moment)
    return released if released.to_ship else on_the_way(released, moment)


# O4 shipment --------------------------------------------------------------------------------------------
def may_ship(order: Order, request: ask.ShipGoods, _moment: Moment) -> Refused | None:
    if not order.passed:
        return Refused(reason="not_passed")
    if stopped := may_leave(order):
        return stopped
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
    after = charge(replace(order, shipments=(*order.shipments, shipment)), moment)
    return after if after.to_ship else on_the_way(after, moment)


def on_the_way(order: Order, moment: Moment) -> Order:
    """Everything is shipped; whether it has arrived is asked after the expected days (O5)."""
    expected = timedelta(days=moment.company.arrival.expected_days)
    arrival = replace(order.arrival, ask=moment.today + expected)
    return replace(order, state=State.SHIPPED, arrival=arrival, proposed=None)


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
    return fall_due(
        replace(order, state=State.ARRIVED, arrival=replace(order.arrival, at=moment.now)), moment.today
    )


def not_arrived(order: Order, _request: ask.ReportNotArrived, moment: Moment) -> Order:
    return replace(order, arrival=order.arrival.awaited(moment.today))


def may_inform(order: Order, _request: ask.InformCustomer, _moment: Moment) -> Refused | None:
    if order.state is State.ARRIVED:
        return Refused(reason="already") if order.arrival.told_at else None
    if not order.shipments:
        return Refused(reason="state")
    return Refused(reason="already") if order.arrival.shipment_told_at else None


def inform(order: Order, _request: ask.InformCustomer, moment: Moment) -> Order:
    if order.state is State.ARRIVED:
        return replace(order, arrival=replace(order.arrival, told_at=moment.now))
    return replace(order, arrival=replace(order.arrival, shipment_told_at=moment.now))


def may_receive_receipt(order: Order, _request: ask.RecordReceipt, _moment: Moment) -> Refused | None:
    return Refused(reason="already") if order.arrival.receipt_at else None


def receive_receipt(order: Order, _request: ask.RecordReceipt, moment: Moment) -> Order:
    return replace(order, arrival=replace(order.arrival, receipt_at=moment.now))


# O6 the end ---------------------------------------------------------------------------------------------
def may_close(order: Order, _request: ask.CloseOrder, _moment: Moment) -> Refused | None:
    return Refused(reason="not_closable", facts={"missing": list(order.to_close)}) if order.to_close else None


def close(order: Order, _request: ask.CloseOrder, moment: Moment) -> Order:
    due_on = first_due(order, moment) if order.owed > 0 else None
    return replace(
        order,
        state=State.CLOSED,
        closed_at=moment.now,
        settlement=replace(order.settlement, due_on=due_on),
    )


def opened(order: Order) -> list[Open]:
    """What of its charges isn't settled."""
    charges = [
        Owing(id=one.id or 0, day=one.day, due_on=one.due_on, amount=one.amount)
        for one in order.settlement.charges
    ]
    return open_of(charges, order.settlement.received + order.settlement.waived)[0]


def first_due(order: Order, moment: Moment) -> date:
    """Of what is still open of it."""
    days = [one.charge.due_on for one in opened(order) if one.charge.due_on is not None]
    return min(days, default=due_day(order, moment.today, moment.company))


# O2 pressing --------------------------------------------------------------------------------------------
def may_urge(order: Order, request: ask.UrgeOrder, moment: Moment) -> Refused | None:
    duties = [duty for duty in DUTIES if not request.kinds or duty.kind in request.kinds]
    if not any(duty.holds(order) for duty in duties):
        return Refused(reason="nobody_waits")
    return too_soon(order, request, moment)


def attach(order: Order, _request: ask.AttachProof, _moment: Moment) -> Order:
    return order


def keep(order: Order, _request: ask.AttachPicture, _moment: Moment) -> Order:
    return order
