"""The way of a customer's receipt: entered, divided among orders or kept, taken back by the bank (M1). Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from store.money.state import ZERO
from store.orders.requests import AssignMoney, UnassignMoney
from store.process.steps import Entailed, Moment
from store.receipts import requests as ask
from store.receipts.state import Back, Due, Part, Receipt, State
from store.requests import Area, Refused


def always(_receipt: Receipt, _request: object, _moment: Moment) -> None:
    return None


# entering -----------------------------------------------------------------------------------------------
def may_book(receipt: Receipt, request: ask.BookReceipt, moment: Moment) -> Refused | None:
    if request.day is not None and request.day > moment.today:
        return Refused(reason="date_ahead", facts={"date": request.day})
    if receipt.entered is not None:
        return Refused(reason="receipt_twice", facts={"ref": request.ref, "receipt": receipt.entered})
    return None


def book(receipt: Receipt, request: ask.BookReceipt, moment: Moment) -> Receipt:
    proposed = propose(request.amount, receipt.dues)
    return replace(
        receipt,
        state=State.BOOKED if proposed else State.KEPT,
        creator_id=moment.actor.member_id,
        day=request.day or moment.today,
        amount=request.amount,
        ref=request.ref,
        proposed=proposed,
    )


def propose(amount: Decimal, dues: Sequence[Due]) -> tuple[Part, ...]:
    """The order that comes to exactly this sum; else what is due first."""
    for due in dues:
        if amount in (due.open, due.rest):
            return (Part(order=due.order, amount=amount),)
    parts = []
    for due in sorted(dues, key=lambda one: (one.due_on or date.max, one.order)):
        taken = min(amount, due.open)
        if taken > 0:
            parts.append(Part(order=due.order, amount=taken))
            amount -= taken
    return tuple(parts)


def withdraw(receipt: Receipt) -> Receipt:
    """The number stays used."""
    return replace(receipt, state=State.VOID, proposed=())


# dividing -----------------------------------------------------------------------------------------------
def may_allot(receipt: Receipt, request: ask.AllotReceipt, _moment: Moment) -> Refused | None:
    parts = _parts(receipt, request)
    for part in parts:
        due = next((one for one in receipt.dues if one.order == part.order), None)
        if due is None:
            facts = {"order": part.order, "customer": receipt.customer}
            return Refused(reason="allot_not_theirs", facts=facts)
        if part.amount > due.rest:
            return Refused(reason="allot_too_much", facts={"order": part.order, "left": due.rest})
    if sum((part.amount for part in parts), ZERO) > receipt.left or not all(part.amount for part in parts):
        return Refused(reason="allot_beyond", facts={"left": receipt.left})
    return None


def allot(receipt: Receipt, request: ask.AllotReceipt, _moment: Moment) -> Receipt:
    return _allotted(receipt, _parts(receipt, request))


def _parts(receipt: Receipt, request: ask.AllotReceipt) -> tuple[Part, ...]:
    """One for each order; whatever has no amount gets what the others leave, as far as it has something to pay."""
    given: dict[int, Decimal] = {}
    for part in request.parts:
        given[part.order] = given.get(part.order, ZERO) + (part.amount or ZERO)
    left = receipt.left - sum(given.values(), ZERO)
    for part in request.parts:
        if part.amount is None:
            rest = next((one.rest for one in receipt.dues if one.order == part.order), left)
            taken = max(ZERO, min(left, rest - given[part.order]))
            given[part.order] += taken
            left -= taken
    return tuple(Part(order=order, amount=amount) for order, amount in given.items())


def may_allot_proposed(receipt: Receipt, _request: ask.AllotAsProposed, _moment: Moment) -> Refused | None:
    """What was proposed may have been paid otherwise since."""
    rest = {due.order: due.rest for due in receipt.dues}
    stale = any(part.amount > rest.get(part.order, ZERO) for part in receipt.proposed)
    return Refused(reason="allot_stale") if stale else None


def allot_proposed(receipt: Receipt, _request: ask.AllotAsProposed, _moment: Moment) -> Receipt:
    return _allotted(receipt, receipt.proposed)


def _allotted(receipt: Receipt, parts: Sequence[Part]) -> Receipt:
    sums = {one.order: one.amount for one in receipt.allotted}
    for part in parts:
        sums[part.order] = sums.get(part.order, ZERO) + part.amount
    allotted = tuple(Part(order=order, amount=sums[order]) for order in sorted(sums))
    receipt = replace(receipt, allotted=allotted, proposed=())
    return replace(receipt, state=State.KEPT if receipt.left else State.ALLOTTED)


def leave(receipt: Receipt, _request: ask.LeaveReceipt, _moment: Moment) -> Receipt:
    return replace(receipt, state=State.KEPT, proposed=())


def assigned(old: Receipt, new: Receipt) -> tuple[Entailed, ...]:
    """Each order's money follows."""
    before = {one.order: one.amount for one in old.allotted}
    return tuple(
        Entailed(
            area=Area.ORDERS,
            request=AssignMoney(
                number=one.order,
                receipt=new.id or 0,
                day=new.day,
                amount=one.amount - before.get(one.order, ZERO),
                ref=new.ref,
            ),
        )
        for one in new.allotted
        if one.amount != before.get(one.order, ZERO)
    )


# taken back by the bank ---------------------------------------------------------------------------------
def bounce(receipt: Receipt, request: ask.BounceReceipt, moment: Moment) -> Receipt:
    """What it had settled is open again, due as before."""
    back = Back(day=moment.today, amount=receipt.amount, reason=request.reason)
    return replace(receipt, state=State.BOUNCED, proposed=(), allotted=(), back=(*receipt.back, back))


def unassigned(old: Receipt, new: Receipt) -> tuple[Entailed, ...]:
    return tuple(
        Entailed(
            area=Area.ORDERS,
            request=UnassignMoney(
                number=one.order, receipt=new.id or 0, day=old.day, amount=one.amount, ref=old.ref
            ),
        )
        for one in old.allotted
    )
