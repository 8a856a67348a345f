"""The money of an order: what is paid, what is signed instead, what logistics brings home, freight (O2, A2, O6). Pure."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from store.company import Company
from store.money.reckoning import part, reference_key, terms_end
from store.money.state import ZERO, Charge, Credit, CreditKind, Payment, ReceiptKind
from store.orders import requests as ask
from store.orders.items import Entry
from store.orders.requests import Pay
from store.orders.state import Order
from store.orders.tracks import EntryKind, MoneyTrack, State
from store.process.steps import Moment
from store.requests import Refused


def entry(order: Order, kind: EntryKind, amount: Decimal, moment: Moment) -> Order:
    entry = Entry(
        kind=kind, amount=amount, at=moment.now, member_id=moment.actor.member_id, member=moment.actor.name
    )
    return replace(order, entries=(*order.entries, entry))


def book(order: Order, kind: ReceiptKind, amount: Decimal, moment: Moment, ref: str = "") -> Order:
    """A receipt of today's that is all for this order."""
    payment = Payment(
        kind=kind,
        day=moment.today,
        amount=amount,
        at=moment.now,
        member_id=moment.actor.member_id,
        member=moment.actor.name,
        ref=ref,
    )
    return replace(order, settlement=order.settlement.paid(payment))


def let_off(order: Order, kind: CreditKind, amount: Decimal, moment: Moment, ref: str) -> Order:
    credit = Credit(
        kind=kind,
        day=moment.today,
        amount=amount,
        at=moment.now,
        member_id=moment.actor.member_id,
        member=moment.actor.name,
        ref=ref,
    )
    return replace(order, settlement=order.settlement.let_off(credit))


# M1 what the customer owes ------------------------------------------------------------------------------
def charge(order: Order, moment: Moment) -> Order:
    """What left the house just now is owed from today."""
    amount = part(order.worth_shipped, order.settlement.charged)
    if not amount:
        return order
    due_on = None if order.pay is Pay.COD else due_day(order, moment.today, moment.company)
    charged = Charge(day=moment.today, due_on=due_on, amount=amount)
    return replace(order, settlement=order.settlement.charge(charged))


def due_day(order: Order, day: date, company: Company) -> date:
    """When what arises on a day is to be paid: at once, on the day promised, or as the terms say (M4)."""
    if order.pay in (Pay.PREPAID, Pay.COD):
        return day
    return order.promised or terms_end(day, company.terms)


def fall_due(order: Order, today: date) -> Order:
    """COD is due as the goods arrive."""
    return replace(order, settlement=order.settlement.fall_due(today))


# O2 payments --------------------------------------------------------------------------------------------
def may_pay(order: Order, request: ask.RecordPayment, _moment: Moment) -> Refused | None:
    if request.amount is None and order.owed <= 0:
        return Refused(reason="already")
    key = reference_key(request.ref)
    if key and any(reference_key(payment.ref) == key for payment in order.settlement.payments):
        return Refused(reason="ref_used", facts={"ref": request.ref})
    return None


def pay(order: Order, request: ask.RecordPayment, moment: Moment) -> Order:
    amount = order.owed if request.amount is None else request.amount
    return _look_again(book(order, ReceiptKind.TRANSFER, amount, moment, request.ref), moment)


def may_assign(order: Order, request: ask.AssignMoney, _moment: Moment) -> Refused | None:
    if request.amount > order.owed:
        return Refused(reason="allot_too_much", facts={"order": order.number, "left": order.owed})
    return None


def assign(order: Order, request: ask.AssignMoney, moment: Moment) -> Order:
    """Part of a receipt that was entered for the customer: before shipment it is kept for these goods."""
    return _of_receipt(order, request, request.amount, moment)


def unassign(order: Order, request: ask.UnassignMoney, moment: Moment) -> Order:
    """The bank took it back: what was released for it, and is here still, waits for money again."""
    return _shut(_of_receipt(order, request, -request.amount, moment))


def _shut(order: Order) -> Order:
    if order.state is State.RELEASED and not order.gate_open:
        return replace(order, state=State.PREPARING, slip=None)
    return order


def _of_receipt(order: Order, request: ask.AssignMoney, amount: Decimal, moment: Moment) -> Order:
    payment = Payment(
        receipt_id=request.receipt,
        kind=ReceiptKind.TRANSFER,
        day=request.day,
        amount=amount,
        at=moment.now,
        member_id=moment.actor.member_id,
        member=moment.actor.name,
        ref=request.ref,
        own=False,
    )
    return replace(order, settlement=order.settlement.paid(payment))


def may_bounce(order: Order, request: ask.BounceMoney, _moment: Moment) -> Refused | None:
    return None if _bounced(order, request.amount) else Refused(reason="nothing_bounces")


def bounce(order: Order, request: ask.BounceMoney, moment: Moment) -> Order:
    """As when a receipt of the customer's bounces: what was released for it, and is here still, waits for money again."""
    after = book(order, ReceiptKind.BOUNCE, -_bounced(order, request.amount), moment)
    return _shut(after)


def _bounced(order: Order, amount: Decimal | None) -> Decimal:
    """The latest of the sums entered here that stands, or the one asked for; 0 where there is none. All of it is gone, as of a
    receipt by itself: what had been given back of it, or is kept in advance, was ours, and is owed."""
    standing: list[Decimal] = []
    for one in order.settlement.payments:
        if one.own and one.kind is ReceiptKind.TRANSFER:
            standing.append(one.amount)
        elif one.kind is ReceiptKind.BOUNCE:
            _strike(standing, -one.amount)
    found = [one for one in standing if amount in (None, one)]
    return found[-1] if found else ZERO


def _strike(standing: list[Decimal], taken: Decimal) -> None:
    """Off what stands, the latest that a bounce took back. Once a bounce took no more than the order still had: one that is of no
    sum took the latest that is larger."""
    alike = [at for at, amount in enumerate(standing) if amount == taken]
    larger = [at for at, amount in enumerate(standing) if amount > taken]
    if found := alike or larger:
        standing.pop(found[-1])


def keep_surplus(order: Order, _request: ask.KeepSurplus, moment: Moment) -> Order:
    return book(order, ReceiptKind.MOVED, -order.to_refund, moment)


def may_miss_payment(order: Order, _request: ask.ReportNoPayment, _moment: Moment) -> Refused | None:
    if order.money is MoneyTrack.CLEARED and order.state is not State.CLOSED:
        return Refused(reason="already")
    return Refused(reason="already") if order.owed <= 0 else None


def miss_payment(order: Order, _request: ask.ReportNoPayment, moment: Moment) -> Order:
    return _look_again(order, moment)


def _look_again(order: Order, moment: Moment) -> Order:
    return replace(order, settlement=order.settlement.look_again(moment.today))


# O6 COD money -------------------------------------------------------------------------------------------
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
        return (
            Refused(reason="already")
            if order.settlement.cod_confirmed > 0
            else Refused(reason="cod_not_reported")
        )
    if request.amount is not None and request.amount > order.cod_held:
        return Refused(reason="cod_more_than_held", facts={"amount": request.amount, "held": order.cod_held})
    return None


def confirm_cod(order: Order, request: ask.RecordCod, moment: Moment) -> Order:
    amount = order.cod_held if request.amount is None else request.amount
    return book(order, ReceiptKind.COD, amount, moment)


# O6 freight ---------------------------------------------------------------------------------------------
def may_claim_freight(order: Order, request: ask.RecordFreight, _moment: Moment) -> Refused | None:
    if order.sum(EntryKind.FREIGHT_CONFIRMED) > 0:
        return Refused(reason="already")
    if request.amount is None and not order.freight.cost:
        return Refused(reason="amount_needed")
    return None


def claim_freight(order: Order, request: ask.RecordFreight, moment: Moment) -> Order:
    amount = request.amount or order.freight.cost or ZERO
    return entry(order, EntryKind.FREIGHT_CLAIMED, amount, moment)


def may_confirm_freight(order: Order, request: ask.RecordFreight, _moment: Moment) -> Refused | None:
    if order.sum(EntryKind.FREIGHT_CONFIRMED) > 0:
        return Refused(reason="already")
    claimed = order.freight.to_pay(order.entries)
    if not claimed:
        return Refused(reason="freight_not_claimed")
    if request.amount is not None and request.amount != claimed:
        return Refused(reason="freight_differs", facts={"amount": request.amount, "claimed": claimed})
    return None


def confirm_freight(order: Order, _request: ask.RecordFreight, moment: Moment) -> Order:
    claimed = order.freight.to_pay(order.entries)
    return entry(order, EntryKind.FREIGHT_CONFIRMED, claimed, moment)
