"""The table of an order's steps and the table of its duties (O1 to O6, A2). Pure: rules only."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from store.company import Role
from store.orders import requests as ask
from store.orders.requests import FreightBy, Pay
from store.orders.state import (
    CONSENT_CHAIN,
    PRODUCTION_CHAIN,
    ZERO,
    Entry,
    EntryKind,
    Goods,
    Line,
    MoneyTrack,
    Order,
    Problem,
    Shipment,
    Slip,
    State,
    Vehicle,
)
from store.steps import Duty, Moment, Refused, Step, Tell

SERVICE = frozenset({Role.SERVICE})
OFFICE = frozenset({Role.SERVICE, Role.ASSISTANT})
INTAKE = OFFICE | {Role.SALES}
WORKSHOP = frozenset({Role.PRODUCTION, Role.WORKSHOP_LEAD, Role.FACTORY})
FINANCE = frozenset({Role.FINANCE, Role.COLLECTOR})
LOGISTICS = frozenset({Role.LOGISTICS, Role.DISPATCHER})
SIGNERS = frozenset(CONSENT_CHAIN)
PRODUCERS = frozenset(role for role, _ in PRODUCTION_CHAIN)
CONCERNED = (
    INTAKE
    | WORKSHOP
    | FINANCE
    | LOGISTICS
    | {
        Role.WAREHOUSE,
        Role.TECHNICAL,
        Role.QUALITY,
        Role.PURCHASING,
        Role.SUPERVISOR,
        Role.DIRECTOR,
    }
)
"""O8: any department concerned."""

URGE_EVERY = timedelta(minutes=10)
REPORTS_BACK = ("creator", "owner", "salesperson")
EVERYONE_TOLD = ("told", *REPORTS_BACK)

NEW = frozenset({State.NEW})
PREPARING = frozenset({State.PREPARING})
RELEASED = frozenset({State.RELEASED})
SHIPPED = frozenset({State.SHIPPED})
ARRIVED = frozenset({State.ARRIVED})
UNDER_WAY = frozenset({State.RELEASED, State.SHIPPED, State.ARRIVED})
LIVING = PREPARING | UNDER_WAY
NOT_CANCELLED = LIVING | {State.CLOSED}
ANY = NOT_CANCELLED | {State.CANCELLED}
NOT_SHIPPED = PREPARING | RELEASED


def _always(_order: Order, _request: object, _moment: Moment) -> None:
    return None


def _entry(order: Order, kind: EntryKind, amount: Decimal, moment: Moment, ref: str = "") -> Order:
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
    if moment.actor.roles & OFFICE or order.sales_id in (None, moment.actor.member_id):
        return None
    return Refused(reason="not_your_customer", facts={"customer": request.customer, "owner": order.sales})


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
    return _look_again(_entry(order, EntryKind.TRANSFER, amount, moment, request.ref), moment)


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
    own = order.freight_by is FreightBy.SALES and order.sales_id == moment.actor.member_id
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


def sign(order: Order, _request: ask.SignOrder, _moment: Moment) -> Order:
    return replace(order, signatures=order.signatures + 1, rejected=False, reject_reason="")


def reject(order: Order, request: ask.RejectOrder, _moment: Moment) -> Order:
    return replace(order, rejected=True, reject_reason=request.reason)


# O3 the gate --------------------------------------------------------------------------------------------
def may_issue(order: Order, _request: ask.IssueSlip, _moment: Moment) -> Refused | None:
    return None if order.gate_open else Refused(reason="gate")


def issue(order: Order, _request: ask.IssueSlip, moment: Moment) -> Order:
    actor = moment.actor
    slip = Slip(
        number=0, at=moment.now, member_id=actor.member_id, member=actor.name
    )  # numbered as it is kept
    return replace(order, slip=slip, state=State.RELEASED)


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
    return after if after.to_ship else _on_the_way(after, moment)


def _on_the_way(order: Order, moment: Moment) -> Order:
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
    return _entry(order, EntryKind.COD_REPORTED, amount, moment)


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
    return _entry(order, EntryKind.COD_CONFIRMED, amount, moment)


def may_claim_freight(order: Order, request: ask.RecordFreight, _moment: Moment) -> Refused | None:
    if order.sum(EntryKind.FREIGHT_CONFIRMED) > 0:
        return Refused(reason="already")
    if request.amount is None and not order.freight_cost:
        return Refused(reason="amount_needed")
    return None


def claim_freight(order: Order, request: ask.RecordFreight, moment: Moment) -> Order:
    amount = request.amount or order.freight_cost or ZERO
    return _entry(order, EntryKind.FREIGHT_CLAIMED, amount, moment)


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
    return _entry(order, EntryKind.FREIGHT_CONFIRMED, claimed, moment)


def may_close(order: Order, _request: ask.CloseOrder, _moment: Moment) -> Refused | None:
    return Refused(reason="not_closable", facts={"missing": list(order.to_close)}) if order.to_close else None


def close(order: Order, _request: ask.CloseOrder, moment: Moment) -> Order:
    due_on = (order.promised or end_of_terms(moment.today)) if order.owed > 0 else None
    return replace(order, state=State.CLOSED, closed_at=moment.now, due_on=due_on)


def end_of_terms(today: date) -> date:
    """M4: last month's money is in by the 25th, so this month's is due on the next month's."""
    return (today.replace(day=1) + timedelta(days=32)).replace(day=25)


# O7 shortage --------------------------------------------------------------------------------------------
def may_produce(order: Order, _request: ask.OrderProduction, _moment: Moment) -> Refused | None:
    if order.production is not None:
        return Refused(reason="already")
    return None if order.goods is Goods.SHORT else Refused(reason="not_short")


def produce(order: Order, _request: ask.OrderProduction, _moment: Moment) -> Order:
    return replace(order, production=0, production_number=0)  # numbered as it is kept


def may_carry(order: Order, _request: object, moment: Moment) -> Refused | None:
    """Signatures and acts of a production order come in turn: only whose turn it is may take the next."""
    if order.production is None or order.goods is not Goods.SHORT:
        return Refused(reason="nothing_to_sign")
    if not order.in_production:
        return Refused(reason="already")
    role, _kind = PRODUCTION_CHAIN[order.production]
    return None if role in moment.actor.roles else Refused(reason="role", facts={"roles": [role]})


def carry(order: Order, _request: ask.SignOrder, _moment: Moment) -> Order:
    return replace(order, production=(order.production or 0) + 1)


def stop_production(order: Order, _request: ask.RejectOrder, _moment: Moment) -> Order:
    return replace(order, production=None)


def may_move_promise(order: Order, request: ask.ReportMaterial, moment: Moment) -> Refused | None:
    if order.goods is not Goods.SHORT:
        return Refused(reason="not_short")
    if request.until < moment.today:
        return Refused(reason="date_past", facts={"date": request.until})
    return None


def move_promise(order: Order, request: ask.ReportMaterial, _moment: Moment) -> Order:
    """Goods can't be there before their material."""
    until = max(request.until, order.short_until or request.until)
    reason = request.reason or order.short_reason
    return replace(order, short_until=until, short_reason=reason, stock_round=order.stock_round + 1)


def may_agree(order: Order, request: ask.PromiseDate, moment: Moment) -> Refused | None:
    until = request.until or order.short_until
    if until is None:
        return Refused(reason="not_short")
    return Refused(reason="date_past", facts={"date": until}) if until < moment.today else None


def agree(order: Order, request: ask.PromiseDate, _moment: Moment) -> Order:
    until = request.until or order.short_until
    return replace(order, agreed=until, agreed_round=order.stock_round, wanted=until)


# O8 problems --------------------------------------------------------------------------------------------
def report_problem(order: Order, request: ask.ReportProblem, moment: Moment) -> Order:
    problem = Problem(text=request.text, at=moment.now, member=moment.actor.name)
    return replace(order, problems=(*order.problems, problem), problem_round=order.problem_round + 1)


def may_resolve(order: Order, _request: ask.ResolveProblem, _moment: Moment) -> Refused | None:
    return None if order.open_problems else Refused(reason="no_problem")


def resolve_problem(order: Order, request: ask.ResolveProblem, moment: Moment) -> Order:
    first = order.open_problems[0]
    resolved = replace(first, resolved_at=moment.now, resolution=request.text)
    problems = tuple(resolved if problem is first else problem for problem in order.problems)
    return replace(order, problems=problems, problem_round=order.problem_round + 1)


# O9 change and cancel -----------------------------------------------------------------------------------
def may_change(order: Order, request: ask.ChangeOrder, moment: Moment) -> Refused | None:
    changed = change(order, request, moment)
    if request.lines is not None and not _keeps_shipped(order, changed):
        return Refused(reason="shipped_lines")
    if replace(changed, state=order.state, slip=order.slip) == order:
        return Refused(reason="nothing_changed")
    return None


def change(order: Order, request: ask.ChangeOrder, _moment: Moment) -> Order:
    """A change after the slip voids it; goods and signatures that no longer fit are asked for again."""
    given = request.model_dump(exclude={"number", "lines", "freight", "reason"}, exclude_none=True)
    if request.freight is not None:
        given["freight_by"] = request.freight
    if request.lines is not None:
        given["lines"] = tuple(Line(**line.model_dump()) for line in request.lines)
    new = replace(order, **given, slip=None, state=State.PREPARING)
    if not new.to_ship:
        new = replace(new, goods=Goods.READY, short_until=None, short_reason="", production=None)
    elif _goods(new) != _goods(order):
        new = replace(new, goods=Goods.PENDING, short_until=None, short_reason="", production=None)
    if new.pay is order.pay and new.total <= order.total:
        return replace(new, terms_ok=order.terms_ok or _fits(new))
    # Another sum, or another way to pay: what finance and the director answered was about the old one.
    new = replace(new, signatures=0, rejected=False, reject_reason="", money_again=None)
    return replace(new, money_round=order.money_round + 1, terms_ok=_fits(new))


def _fits(order: Order) -> bool:
    """Whether the customer's signed terms cover the order as it is now (A1)."""
    room = order.credit_room
    return order.pay is Pay.MONTHLY and room is not None and order.total <= room


def _goods(order: Order) -> tuple[tuple[str, Decimal, str], ...]:
    return tuple((line.product, line.qty, line.unit) for line in order.lines)


def _keeps_shipped(order: Order, changed: Order) -> bool:
    """What is on its way can't be changed: such a line keeps its place and at least the quantity shipped."""
    shipped = [(at, order.shipped(at)) for at in range(len(order.lines)) if order.shipped(at) > 0]
    return all(
        at < len(changed.lines)
        and changed.lines[at].product == order.lines[at].product
        and changed.lines[at].unit == order.lines[at].unit
        and changed.lines[at].qty >= qty
        for at, qty in shipped
    )


def may_cancel(order: Order, _request: ask.CancelOrder, _moment: Moment) -> Refused | None:
    return Refused(reason="part_shipped") if order.shipments else None


def cancel(order: Order, request: ask.CancelOrder, _moment: Moment) -> Order:
    return replace(order, state=State.CANCELLED, slip=None, cancel_reason=request.reason)


def withdraw(order: Order) -> Order:
    """Undoing the intake itself: the number stays used."""
    return replace(order, state=State.CANCELLED)


def may_refund(order: Order, request: ask.RefundMoney, _moment: Moment) -> Refused | None:
    if order.to_refund <= 0:
        return Refused(reason="nothing_to_refund")
    if request.amount is not None and request.amount > order.to_refund:
        return Refused(reason="refund_too_much", facts={"amount": request.amount, "left": order.to_refund})
    return None


def refund(order: Order, request: ask.RefundMoney, moment: Moment) -> Order:
    amount = order.to_refund if request.amount is None else request.amount
    return _entry(order, EntryKind.REFUND, amount, moment)


# O2 pressing --------------------------------------------------------------------------------------------
def may_urge(order: Order, _request: ask.UrgeOrder, moment: Moment) -> Refused | None:
    if order.urged_at and moment.now - order.urged_at < URGE_EVERY:
        return Refused(reason="urged", facts={"at": order.urged_at})
    return None


def urge(order: Order, _request: ask.UrgeOrder, moment: Moment) -> Order:
    return replace(order, urged_at=moment.now)


def attach(order: Order, _request: ask.AttachProof, _moment: Moment) -> Order:
    return order


_TABLE = (
    Step[Order](name="place", code="O1", asks=ask.PlaceOrder, event="OrderPlaced", roles=INTAKE,
                states=NEW, judge=may_place, act=place),
    Step[Order](name="ready", code="O2", asks=ask.ReportReady, event="GoodsReadied", roles=WORKSHOP,
                states=PREPARING, judge=may_ready, act=ready, answers=frozenset({"prepare", "restock"})),
    Step[Order](name="short", code="O2", asks=ask.ReportShort, event="GoodsFoundShort", roles=WORKSHOP,
                states=PREPARING, judge=may_short, act=short, answers=frozenset({"prepare", "restock"}),
                tells=(Tell(notice="short", to=(*REPORTS_BACK, "logistics", "technical"), money=True),)),
    Step[Order](name="produce", code="O7", asks=ask.OrderProduction, event="ProductionOrdered", roles=INTAKE,
                states=PREPARING, judge=may_produce, act=produce, answers=frozenset({"production"})),
    Step[Order](name="material", code="O7", asks=ask.ReportMaterial, event="MaterialFoundShort",
                roles=frozenset({Role.PURCHASING}), states=PREPARING, judge=may_move_promise, act=move_promise,
                tells=(Tell(notice="short", to=(*REPORTS_BACK, "production", "logistics"), money=True),)),
    Step[Order](name="promise", code="O7", asks=ask.PromiseDate, event="DateAgreed", roles=INTAKE,
                states=PREPARING | RELEASED, judge=may_agree, act=agree, answers=frozenset({"promise"}),
                tells=(Tell(notice="promised", to=("production", "logistics", "salesperson")),)),
    Step[Order](name="pay", code="O2", asks=ask.RecordPayment, event="PaymentReceived", roles=FINANCE,
                states=NOT_CANCELLED, judge=may_pay, act=pay, answers=frozenset({"payment", "collect"}),
                tells=(Tell(notice="paid", to=REPORTS_BACK, money=True),)),
    Step[Order](name="pay_none", code="O2", asks=ask.ReportNoPayment, event="PaymentNotFound", roles=FINANCE,
                states=NOT_CANCELLED, judge=may_miss_payment, act=miss_payment,
                answers=frozenset({"payment", "collect"}),
                tells=(Tell(notice="paid_none", to=REPORTS_BACK, money=True),)),
    Step[Order](name="arrange", code="O4", asks=ask.ArrangeVehicle, event="VehicleArranged",
                roles=LOGISTICS | {Role.SALES}, states=PREPARING | RELEASED, judge=may_arrange, act=arrange,
                answers=frozenset({"vehicle"})),
    Step[Order](name="sign", code="A2", asks=ask.SignOrder, event="CreditSigned", roles=SIGNERS,
                states=PREPARING, judge=may_sign, act=sign, answers=frozenset({"sign"}),
                tells=(Tell(notice="signed", to=REPORTS_BACK, money=True),)),
    Step[Order](name="reject", code="A2", asks=ask.RejectOrder, event="CreditRejected", roles=SIGNERS,
                states=PREPARING, judge=may_sign, act=reject, answers=frozenset({"sign"}),
                tells=(Tell(notice="rejected", to=REPORTS_BACK, money=True),)),
    Step[Order](name="carry", code="O7", asks=ask.SignOrder, event="ProductionCarried", roles=PRODUCERS,
                states=PREPARING, judge=may_carry, act=carry,
                answers=frozenset(kind for _, kind in PRODUCTION_CHAIN)),
    Step[Order](name="stop_production", code="O7", asks=ask.RejectOrder, event="ProductionRejected",
                roles=PRODUCERS, states=PREPARING, judge=may_carry, act=stop_production,
                answers=frozenset(kind for _, kind in PRODUCTION_CHAIN),
                tells=(Tell(notice="production_rejected", to=(*REPORTS_BACK, "production"), money=True),)),
    Step[Order](name="issue", code="O3", asks=ask.IssueSlip, event="SlipIssued", roles=SERVICE,
                states=PREPARING, judge=may_issue, act=issue, answers=frozenset({"slip"}),
                tells=(Tell(notice="slip", to=("asker", "creator", "logistics", "finance"), document="slip"),)),
    Step[Order](name="ship", code="O4", asks=ask.ShipGoods, event="GoodsShipped", roles=LOGISTICS,
                states=RELEASED, judge=may_ship, act=ship, answers=frozenset({"ship"}),
                tells=(Tell(notice="shipped", to=REPORTS_BACK),)),
    Step[Order](name="arrive", code="O5", asks=ask.ConfirmArrival, event="GoodsArrived", roles=LOGISTICS,
                states=SHIPPED, judge=_always, act=arrive, answers=frozenset({"arrival"})),
    Step[Order](name="not_arrived", code="O5", asks=ask.ReportNotArrived, event="ArrivalAwaited",
                roles=LOGISTICS, states=SHIPPED, judge=_always, act=not_arrived,
                answers=frozenset({"arrival"})),
    Step[Order](name="inform", code="O5", asks=ask.InformCustomer, event="CustomerInformed", roles=OFFICE,
                states=UNDER_WAY, judge=may_inform, act=inform, answers=frozenset({"inform"})),
    Step[Order](name="receipt", code="O5", asks=ask.RecordReceipt, event="ReceiptReturned", roles=LOGISTICS,
                states=ARRIVED, judge=may_receive_receipt, act=receive_receipt, answers=frozenset({"receipt"})),
    Step[Order](name="cod_confirm", code="O6", asks=ask.RecordCod, event="CodConfirmed", roles=FINANCE,
                states=UNDER_WAY, judge=may_confirm_cod, act=confirm_cod, answers=frozenset({"cod_confirm"}),
                tells=(Tell(notice="cod_confirmed", to=("creator", "salesperson", "logistics"), money=True),)),
    Step[Order](name="cod_report", code="O6", asks=ask.RecordCod, event="CodReported", roles=LOGISTICS,
                states=UNDER_WAY, judge=may_report_cod, act=report_cod, answers=frozenset({"cod"})),
    Step[Order](name="freight_confirm", code="O6", asks=ask.RecordFreight, event="FreightConfirmed",
                roles=FINANCE, states=UNDER_WAY, judge=may_confirm_freight, act=confirm_freight,
                answers=frozenset({"freight_confirm"})),
    Step[Order](name="freight_claim", code="O6", asks=ask.RecordFreight, event="FreightClaimed",
                roles=LOGISTICS, states=UNDER_WAY, judge=may_claim_freight, act=claim_freight,
                answers=frozenset({"freight"})),
    Step[Order](name="close", code="O6", asks=ask.CloseOrder, event="OrderClosed", roles=OFFICE,
                states=LIVING, judge=may_close, act=close, answers=frozenset({"close"})),
    Step[Order](name="change", code="O9", asks=ask.ChangeOrder, event="OrderChanged", roles=OFFICE,
                states=NOT_SHIPPED, judge=may_change, act=change, terms=True,
                tells=(Tell(notice="changed", to=EVERYONE_TOLD, money=True),)),
    Step[Order](name="cancel", code="O9", asks=ask.CancelOrder, event="OrderCancelled", roles=OFFICE,
                states=NOT_SHIPPED, judge=may_cancel, act=cancel, terms=True,
                tells=(Tell(notice="cancelled", to=EVERYONE_TOLD, money=True),)),
    Step[Order](name="refund", code="O9", asks=ask.RefundMoney, event="MoneyRefunded", roles=FINANCE,
                states=ANY, judge=may_refund, act=refund, answers=frozenset({"refund"}),
                tells=(Tell(notice="refunded", to=REPORTS_BACK, money=True),)),
    Step[Order](name="problem", code="O8", asks=ask.ReportProblem, event="ProblemReported", roles=CONCERNED,
                states=NOT_CANCELLED, judge=_always, act=report_problem,
                tells=(Tell(notice="problem", to=(*REPORTS_BACK, "logistics", "production"), money=True),)),
    Step[Order](name="resolve", code="O8", asks=ask.ResolveProblem, event="ProblemResolved", roles=CONCERNED,
                states=NOT_CANCELLED, judge=may_resolve, act=resolve_problem, answers=frozenset({"problem"}),
                tells=(Tell(notice="resolved", to=(*REPORTS_BACK, "logistics", "production"), money=True),)),
    Step[Order](name="urge", code="O2", asks=ask.UrgeOrder, event="OrderUrged", roles=OFFICE | LOGISTICS,
                states=NOT_CANCELLED, judge=may_urge, act=urge, undoable=False,
                tells=(Tell(notice="urged", to=("holders",)),)),
    Step[Order](name="attach", code="O2", asks=ask.AttachProof, event="ProofAttached",
                roles=INTAKE | FINANCE | LOGISTICS, states=NOT_CANCELLED, judge=_always, act=attach, undoable=False,
                tells=(Tell(notice="proof", to=("finance",), money=True),)),
)  # fmt: skip

STEPS: Mapping[str, Step[Order]] = {step.name: step for step in _TABLE}


def _asks_for_money(order: Order) -> bool:
    """Finance looks for money that must come before shipment: prepaid, or credit refused (O2, A2)."""
    if order.money is MoneyTrack.CLEARED or order.state is not State.PREPARING:
        return False
    return order.pay is Pay.PREPAID or order.rejected


def _freight_is_own(order: Order) -> bool:
    """O1: the order's salesperson arranges the freight; where there is none, logistics does."""
    return order.freight_by is FreightBy.SALES and order.sales_id is not None


def _freight_open(order: Order) -> bool:
    return order.state in (State.SHIPPED, State.ARRIVED) and not order.freight_settled


def _producer(order: Order) -> Role:
    role, _kind = PRODUCTION_CHAIN[min(order.production or 0, len(PRODUCTION_CHAIN) - 1)]
    return role


def _carried_by(kind: str) -> Callable[[Order], bool]:
    """Whether the production order's next signature or act is of this kind."""
    return lambda o: (
        o.state is State.PREPARING
        and o.goods is Goods.SHORT
        and o.in_production
        and PRODUCTION_CHAIN[o.production or 0][1] == kind
    )


DUTIES = (
    Duty[Order](kind="prepare", code="O2", role=lambda _o: Role.PRODUCTION, actions=("ready", "short"),
                holds=lambda o: o.state is State.PREPARING and o.goods is Goods.PENDING),
    Duty[Order](kind="restock", code="O7", role=lambda _o: Role.PRODUCTION, actions=("ready", "short"),
                holds=lambda o: o.state is State.PREPARING and o.goods is Goods.SHORT,
                round=lambda o: o.stock_round, starts=lambda o: o.short_until),
    Duty[Order](kind="promise", code="O7", role=lambda _o: Role.SERVICE, actions=("promise", "promise_other"),
                holds=lambda o: o.state is State.PREPARING and o.goods is Goods.SHORT
                and o.agreed_round != o.stock_round, round=lambda o: o.stock_round),
    Duty[Order](kind="production", code="O7", role=lambda _o: Role.SERVICE, actions=("produce",),
                holds=lambda o: o.state is State.PREPARING and o.goods is Goods.SHORT and o.production is None,
                round=lambda o: o.stock_round),
    *(
        Duty[Order](kind=kind, code="O7", role=_producer, round=lambda o: o.production or 0,
                    actions=("sign", "reject", "material") if kind == "production_material"
                    else ("sign", "reject") if kind == "production_sign" else (kind,),
                    holds=_carried_by(kind))
        for kind in dict.fromkeys(kind for _, kind in PRODUCTION_CHAIN)
    ),
    Duty[Order](kind="problem", code="O8", role=lambda _o: Role.SERVICE, actions=("resolve", "resolve_how"),
                holds=lambda o: bool(o.open_problems) and o.state is not State.CANCELLED,
                round=lambda o: o.problem_round),
    Duty[Order](kind="refund", code="O9", role=lambda _o: Role.FINANCE, actions=("refund",), money=True,
                holds=lambda o: o.to_refund > 0
                and o.state in (State.CANCELLED, State.SHIPPED, State.ARRIVED, State.CLOSED)),
    Duty[Order](kind="payment", code="O2", role=lambda _o: Role.FINANCE, actions=("paid", "part", "none"),
                holds=_asks_for_money, round=lambda o: o.money_round, starts=lambda o: o.money_again, money=True),
    Duty[Order](kind="sign", code="A2", role=lambda o: CONSENT_CHAIN[min(o.signatures, len(CONSENT_CHAIN) - 1)], actions=("sign", "reject"),
                holds=lambda o: o.state is State.PREPARING and o.needs_consent and not o.rejected
                and o.money is not MoneyTrack.CLEARED, round=lambda o: o.signatures, money=True),
    Duty[Order](kind="vehicle", code="O2", actions=("vehicle",),
                role=lambda o: Role.SALES if _freight_is_own(o) else Role.LOGISTICS,
                member=lambda o: o.sales_id if _freight_is_own(o) else None,
                holds=lambda o: o.state in (State.PREPARING, State.RELEASED) and o.vehicle is Vehicle.PENDING),
    Duty[Order](kind="slip", code="O3", role=lambda _o: Role.SERVICE, actions=("slip",),
                holds=lambda o: o.state is State.PREPARING and o.gate_open),
    Duty[Order](kind="ship", code="O4", role=lambda _o: Role.LOGISTICS, actions=("ship", "ship_part"),
                holds=lambda o: o.state is State.RELEASED),
    Duty[Order](kind="arrival", code="O5", role=lambda _o: Role.LOGISTICS, actions=("arrive", "not_arrived"),
                holds=lambda o: o.state is State.SHIPPED, round=lambda o: o.arrival_round,
                starts=lambda o: o.arrival_ask),
    Duty[Order](kind="inform", code="O5", role=lambda _o: Role.SERVICE, actions=("inform",),
                holds=lambda o: o.state is State.ARRIVED and o.informed_at is None),
    Duty[Order](kind="receipt", code="O5", role=lambda _o: Role.LOGISTICS, actions=("receipt",),
                holds=lambda o: o.state is State.ARRIVED and o.receipt and o.receipt_at is None),
    Duty[Order](kind="cod", code="O6", role=lambda _o: Role.LOGISTICS, actions=("cod", "cod_part"),
                holds=lambda o: o.state is State.ARRIVED and o.cod_to_bring > 0, money=True),
    Duty[Order](kind="cod_confirm", code="O6", role=lambda _o: Role.FINANCE,
                actions=("cod_confirm", "cod_confirm_part"),
                holds=lambda o: o.state in UNDER_WAY and o.cod_held > 0,
                round=lambda o: o.count(EntryKind.COD_REPORTED, EntryKind.COD_CONFIRMED), money=True),
    Duty[Order](kind="freight", code="O6", role=lambda _o: Role.LOGISTICS, actions=("freight", "freight_other"),
                holds=lambda o: _freight_open(o) and not o.freight_claimed, money=True),
    Duty[Order](kind="freight_confirm", code="O6", role=lambda _o: Role.FINANCE, actions=("freight_confirm",),
                holds=lambda o: _freight_open(o) and o.freight_claimed > 0, money=True),
    Duty[Order](kind="close", code="O6", role=lambda _o: Role.SERVICE, actions=("close",),
                holds=lambda o: o.state is State.ARRIVED and not o.to_close),
    Duty[Order](kind="collect", code="O6", role=lambda _o: Role.FINANCE, actions=("paid", "part", "none"),
                holds=lambda o: o.state is State.CLOSED and o.owed > 0,
                round=lambda o: o.money_round, starts=lambda o: _collect_from(o), money=True),
)  # fmt: skip


def _collect_from(order: Order) -> date | None:
    """Not before it is due; after an answer, not before the next look."""
    return max((day for day in (order.due_on, order.money_again) if day), default=None)
