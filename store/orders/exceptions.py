"""When things don't go straight: shortage, problems, change, cancel, refund, deduction, return (O7 to O9, C5, R1). Pure."""

from dataclasses import replace
from decimal import Decimal

from store.money.state import ZERO, CreditKind, ReceiptKind
from store.orders import requests as ask
from store.orders.chains import CREDIT, INSPECTION, PRICE, PRODUCTION
from store.orders.departments import INTAKE, OFFICE
from store.orders.items import Line, Problem
from store.orders.money import book, let_off
from store.orders.requests import Pay
from store.orders.rules import below_list, beyond_bounds, beyond_form, opened
from store.orders.state import Order
from store.orders.tracks import Goods, State
from store.process.chain import Signature, Verdict
from store.process.steps import Entailed, Moment
from store.requests import Area, Refused, Reject


# O7 shortage --------------------------------------------------------------------------------------------
def may_produce(order: Order, _request: ask.OrderProduction, _moment: Moment) -> Refused | None:
    if order.production_ordered:
        return Refused(reason="already")
    return None if order.goods is Goods.SHORT else Refused(reason="not_short")


def produce(order: Order, _request: ask.OrderProduction, moment: Moment) -> Order:
    return PRODUCTION.ask(
        replace(order, shortage=replace(order.shortage, production_number=0)), moment, INTAKE
    )  # numbered as it is kept


def may_move_promise(order: Order, request: ask.ReportMaterial, moment: Moment) -> Refused | None:
    if order.goods is not Goods.SHORT:
        return Refused(reason="not_short")
    if request.until < moment.today:
        return Refused(reason="date_past", facts={"date": request.until})
    return None


def move_promise(order: Order, request: ask.ReportMaterial, _moment: Moment) -> Order:
    return replace(order, shortage=order.shortage.put_off(request.until, request.reason))


def may_agree(order: Order, request: ask.PromiseDate, moment: Moment) -> Refused | None:
    until = request.until or order.shortage.until
    if until is None:
        return Refused(reason="not_short")
    return Refused(reason="date_past", facts={"date": until}) if until < moment.today else None


def agree(order: Order, request: ask.PromiseDate, _moment: Moment) -> Order:
    until = request.until or order.shortage.until
    return replace(order, shortage=order.shortage.agree(until), wanted=until)


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
    settled = replace(order, problems=problems, problem_round=order.problem_round + 1)
    if INSPECTION.holds(settled) and INSPECTION.standing(settled).refused and not settled.open_problems:
        return INSPECTION.ask(settled, moment)  # what quality found is put right, so it looks again
    if PRICE.holds(settled) and PRICE.standing(settled).refused and not settled.open_problems:
        return PRICE.ask_for(settled, PRICE.standing(settled).asked, moment)
    return settled


# O4 inspection ------------------------------------------------------------------------------------------
def not_passed(order: Order, request: Reject, moment: Moment) -> Order:
    """What quality finds is a problem: service sees that it is put right (O8)."""
    return report_problem(order, ask.ReportProblem(number=order.number, text=request.reason), moment)


# O1 prices below the list -------------------------------------------------------------------------------
def price_refused(order: Order, request: Reject, moment: Moment) -> Order:
    """Service sees with the customer what is to become of it: another price, or none at all (O8)."""
    return report_problem(order, ask.ReportProblem(number=order.number, text=request.reason), moment)


def _repriced(order: Order, new: Order, moment: Moment) -> Order:
    """A price below the list that wasn't there before is asked for; what was asked for and is gone waits no more."""
    low = below_list(order.off_list)
    if not low:
        return PRICE.withdraw(new, moment) if new.price_waits else new
    if low <= {(line.product, line.price) for line in order.lines}:
        return new
    return PRICE.ask(new, moment, OFFICE)


# O9 change and cancel -----------------------------------------------------------------------------------
def may_change(order: Order, request: ask.ChangeOrder, moment: Moment) -> Refused | None:
    if too_big := beyond_bounds(request.lines or ()):
        return too_big
    if request.credit_reason is not None and (not order.needs_consent or CREDIT.complete(order)):
        return Refused(reason="through_already" if order.needs_consent else "nothing_to_sign")
    changed = change(order, request, moment)
    if request.lines is not None and not _keeps_shipped(order, changed):
        return Refused(reason="shipped_lines")
    if changed.total < order.settlement.waived:
        return Refused(reason="less_than_waived", facts={"waived": order.settlement.waived})
    if replace(changed, state=order.state, slip=order.slip) == order:
        return Refused(reason="nothing_changed")
    said = changed.promised != order.promised or request.credit_reason is not None
    return beyond_form(changed, moment) if said or not order.needs_consent else None


def change(order: Order, request: ask.ChangeOrder, moment: Moment, asked: Signature | None = None) -> Order:
    """A change after the slip voids it; goods and signatures that no longer fit are asked for again, by whoever
    `asked` for the change where another one signed it."""
    given = request.model_dump(
        exclude={"number", "lines", "freight", "credit_reason", "reason"}, exclude_none=True
    )
    if request.freight is not None:
        given["freight"] = replace(order.freight, by=request.freight)
    if request.lines is not None:
        given["lines"] = tuple(Line(**line.model_dump()) for line in request.lines)
    new = replace(order, **given, slip=None, state=State.PREPARING)
    if request.lines is not None:
        new = _repriced(order, new, moment)
    if not new.to_ship:
        new = replace(PRODUCTION.withdraw(new, moment), goods=Goods.READY, shortage=new.shortage.over())
    elif _goods(new) != _goods(order):
        new = replace(PRODUCTION.withdraw(new, moment), goods=Goods.PENDING, shortage=new.shortage.over())
    if new.pay is order.pay and new.total <= order.total and not _asks_anew(order, new, request):
        return replace(new, terms_ok=order.terms_ok or _fits(new))
    # Another sum, or another way to pay: what finance and the director answered was about the old one.
    new = replace(new, settlement=order.settlement.ask_anew(), terms_ok=_fits(new), consent_ref="")
    if not new.needs_consent:
        return CREDIT.withdraw(new, moment)
    new = replace(new, concerned=moment.company.credit.departments)
    why = credit_reason(order) if request.credit_reason is None else request.credit_reason
    return CREDIT.ask_for(new, asked, moment) if asked else CREDIT.ask(new, moment, OFFICE, words=why)


def credit_reason(order: Order) -> str:
    """Why the customer may owe, as whoever asked for it last said (A2)."""
    asked = (one for one in reversed(order.signatures) if one.chain == CREDIT.name)
    return next((one.words for one in asked if one.verdict is Verdict.ASKED), "")


def _asks_anew(order: Order, new: Order, request: ask.ChangeOrder) -> bool:
    """Whether another reason is given, or the day that the customer promised is no longer the one that was signed, or
    refused (A2). Whoever signed one day takes an earlier one."""
    if request.credit_reason is not None and request.credit_reason != credit_reason(order):
        return True
    if not new.needs_consent or new.promised == order.promised:
        return False
    standing = CREDIT.standing(order)
    sooner = order.promised is not None and new.promised is not None and new.promised < order.promised
    return standing.refused is not None or (bool(standing.signed) and not sooner)


def _fits(order: Order) -> bool:
    """Whether the customer's signed terms cover the order as it is now (A1)."""
    return order.pay is Pay.MONTHLY and order.on_account is not None and order.on_account.covers(order.total)


def _goods(order: Order) -> tuple[tuple[str, Decimal, str], ...]:
    return tuple((line.product, line.qty, line.unit) for line in order.lines)


def _keeps_shipped(order: Order, changed: Order) -> bool:
    """What is on its way can't be changed: such a line keeps its place, its price and at least the quantity shipped.
    What is to be less for it is a deduction (C5)."""
    shipped = [(at, order.shipped(at)) for at in range(len(order.lines)) if order.shipped(at) > 0]
    return all(
        at < len(changed.lines)
        and changed.lines[at].product == order.lines[at].product
        and changed.lines[at].unit == order.lines[at].unit
        and changed.lines[at].price == order.lines[at].price
        and changed.lines[at].qty >= qty
        for at, qty in shipped
    )


def may_cancel(order: Order, _request: ask.CancelOrder, _moment: Moment) -> Refused | None:
    return Refused(reason="part_shipped") if order.shipments else None


def cancel(order: Order, request: ask.CancelOrder, _moment: Moment) -> Order:
    return replace(order, state=State.CANCELLED, slip=None, cancel_reason=request.reason, proposed=None)


def withdraw(order: Order) -> Order:
    """Undoing the intake itself: the number stays used."""
    return replace(order, state=State.CANCELLED)


def may_consent(order: Order, request: ask.ConsentOrder, _moment: Moment) -> Refused | None:
    return Refused(reason="owes_nothing", facts={"number": request.number}) if order.owed <= 0 else None


def consent(order: Order, request: ask.ConsentOrder, _moment: Moment) -> Order:
    return replace(order, consent_ref=request.ref, promised=request.until or order.promised)


def may_cover(order: Order, _request: ask.CoverOrder, _moment: Moment) -> Refused | None:
    """Only what is still asked for: a refusal stands, and what was signed needs nothing more."""
    return (
        None if order.pay is Pay.MONTHLY and CREDIT.waits(order) and _fits(order) else Refused(reason="state")
    )


def cover(order: Order, _request: ask.CoverOrder, moment: Moment) -> Order:
    return replace(CREDIT.withdraw(order, moment), terms_ok=True)


def may_agree_freight(order: Order, _request: ask.AgreeFreight, _moment: Moment) -> Refused | None:
    settled = order.freight.claimed(order.entries) and order.freight_settled
    return Refused(reason="freight_settled_already") if settled else None


def agree_freight(order: Order, request: ask.AgreeFreight, _moment: Moment) -> Order:
    return replace(order, freight=replace(order.freight, cost=request.amount))


def may_refund(order: Order, request: ask.RefundMoney, _moment: Moment) -> Refused | None:
    if order.to_refund <= 0:
        return Refused(reason="nothing_to_refund")
    if request.amount is not None and request.amount > order.to_refund:
        return Refused(reason="refund_too_much", facts={"amount": request.amount, "left": order.to_refund})
    return None


def refund(order: Order, request: ask.RefundMoney, moment: Moment) -> Order:
    amount = order.to_refund if request.amount is None else request.amount
    return book(order, ReceiptKind.REFUND, -amount, moment)


def may_keep_surplus(order: Order, _request: ask.KeepSurplus, _moment: Moment) -> Refused | None:
    return None if order.to_refund > 0 else Refused(reason="nothing_to_refund")


def surplus(old: Order, new: Order) -> tuple[Entailed, ...]:
    """A receipt of the customer's own, of the same day."""
    assert new.customer_id is not None, "whoever paid is on file"
    request = ask.TakeSurplus(
        order=new.number,
        customer_id=new.customer_id,
        amount=old.to_refund,
        day=new.settlement.payments[-1].day,
    )
    return (Entailed(area=Area.RECEIPTS, request=request),)


# C5 deductions ------------------------------------------------------------------------------------------
def may_deduct(order: Order, request: ask.DeductMoney, _moment: Moment) -> Refused | None:
    """Nobody is let off more than the goods cost; what was paid before goes back as a refund."""
    left = order.total - order.settlement.waived
    if request.amount > left:
        return Refused(reason="deduct_too_much", facts={"amount": request.amount, "left": left})
    return None


def deduct(order: Order, request: ask.DeductMoney, moment: Moment) -> Order:
    return let_off(order, CreditKind.DEDUCTION, request.amount, moment, request.ref)


# R1 returns ---------------------------------------------------------------------------------------------
def may_credit(order: Order, request: ask.CreditReturn, _moment: Moment) -> Refused | None:
    left = order.total - order.settlement.waived
    if request.amount > left:
        return Refused(reason="deduct_too_much", facts={"amount": request.amount, "left": left})
    return None


def credit(order: Order, request: ask.CreditReturn, moment: Moment) -> Order:
    return let_off(order, CreditKind.RETURN, request.amount, moment, request.ref)


# M4 what only a signed form may do ----------------------------------------------------------------------
def may_let_off(order: Order, request: ask.LetOff, _moment: Moment) -> Refused | None:
    """Nobody is let off more than is owed."""
    left = max(ZERO, order.owed)
    if request.amount > left:
        return Refused(reason="deduct_too_much", facts={"amount": request.amount, "left": left})
    return None


def let_off_signed(order: Order, request: ask.LetOff, moment: Moment) -> Order:
    return let_off(order, request.kind, request.amount, moment, request.ref)


def may_move_due(order: Order, request: ask.MoveDue, _moment: Moment) -> Refused | None:
    return Refused(reason="owes_nothing", facts={"number": request.number}) if order.owed <= 0 else None


def move_due(order: Order, request: ask.MoveDue, _moment: Moment) -> Order:
    """What isn't settled of it, and what is still to be charged, falls due on that day."""
    unsettled = {one.charge.id for one in opened(order)}
    return replace(order, settlement=order.settlement.move_due(unsettled, request.to), promised=request.to)
