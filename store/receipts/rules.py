"""The way of a customer's receipt: entered, divided among orders or kept, taken back by the bank (M1). Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from store.money.state import ZERO, ReceiptKind
from store.orders.requests import AssignMoney, TakeSurplus, UnassignMoney
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


def book_unclaimed(receipt: Receipt, request: ask.BookUnclaimed, moment: Moment) -> Receipt:
    return replace(
        receipt,
        state=State.UNCLAIMED,
        creator_id=moment.actor.member_id,
        day=request.day or moment.today,
        amount=request.amount,
        ref=request.ref,
        payer=request.payer,
        unnamed=request.unnamed,
    )


def take_surplus(receipt: Receipt, request: TakeSurplus, moment: Moment) -> Receipt:
    return replace(receipt, state=State.KEPT, kind=ReceiptKind.MOVED, creator_id=moment.actor.member_id)


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


# whose it is --------------------------------------------------------------------------------------------
def claim(receipt: Receipt, _request: ask.ClaimReceipt, moment: Moment) -> Receipt:
    return replace(receipt, state=State.CLAIMED, claimed=moment.actor.name)


def settle_claim(receipt: Receipt, _request: ask.ClaimReceipt | ask.ConfirmClaim, _moment: Moment) -> Receipt:
    """It is theirs, and the payer's name with it: the next time nobody has to ask."""
    proposed = propose(receipt.amount, receipt.dues)
    return replace(
        receipt,
        state=State.BOOKED if proposed else State.KEPT,
        customer_id=receipt.claim_id,
        customer=receipt.claim,
        claim_id=None,
        proposed=proposed,
    )


def may_refuse_claim(receipt: Receipt, _request: ask.RefuseClaim, _moment: Moment) -> Refused | None:
    """Also what was settled, as long as nothing of it went anywhere."""
    return None if receipt.payer and receipt.left == receipt.amount else Refused(reason="state")


def refuse_claim(receipt: Receipt, _request: ask.RefuseClaim, _moment: Moment) -> Receipt:
    """The payer's name is nobody's again."""
    return replace(
        receipt,
        state=State.UNCLAIMED,
        customer_id=None,
        customer="",
        claim_id=None,
        claim="",
        claimed="",
        proposed=(),
    )


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
def may_bounce(receipt: Receipt, _request: ask.BounceReceipt, _moment: Moment) -> Refused | None:
    """Once: it takes all of it. What an order had too much came with that order's money, and goes back with it."""
    if receipt.kind is ReceiptKind.MOVED:
        return Refused(reason="moved_bounces", facts={"receipt": receipt.number})
    gone = any(one.kind is ReceiptKind.BOUNCE for one in receipt.back)
    return Refused(reason="state") if gone else None


def bounce(receipt: Receipt, request: ask.BounceReceipt, moment: Moment) -> Receipt:
    """What it had settled is open again, due as before. All of it is gone: what had been given back of it meanwhile was ours,
    and is owed."""
    back = Back(day=moment.today, amount=receipt.amount, reason=request.reason)
    return replace(receipt, state=State.BOUNCED, proposed=(), allotted=(), back=(*receipt.back, back))


# given back ---------------------------------------------------------------------------------------------
def may_refund(receipt: Receipt, request: ask.RefundReceipt, _moment: Moment) -> Refused | None:
    stays = receipt.amount - sum((one.amount for one in receipt.back), ZERO)
    if not stays or (request.amount is None and not receipt.left):
        return Refused(reason="nothing_to_refund")
    if request.amount is not None and request.amount > stays:
        return Refused(reason="refund_too_much", facts={"amount": request.amount, "left": stays})
    return None


def refund(receipt: Receipt, request: ask.RefundReceipt, moment: Moment) -> Receipt:
    """Up to what is for no order; beyond that it is taken off orders again, the newest first."""
    amount = receipt.left if request.amount is None else request.amount
    lacking, sums = amount - receipt.left, {one.order: one.amount for one in receipt.allotted}
    for order in receipt.latest:
        taken = max(ZERO, min(sums[order], lacking))
        sums[order], lacking = sums[order] - taken, lacking - taken
    kept = (Part(order=order, amount=left) for order, left in sums.items() if left)
    back = Back(kind=ReceiptKind.REFUND, day=moment.today, amount=amount, reason="")
    after = replace(receipt, allotted=tuple(kept), back=(*receipt.back, back), proposed=())
    return replace(after, state=State.KEPT if after.left else State.ALLOTTED)


def unassigned(old: Receipt, new: Receipt) -> tuple[Entailed, ...]:
    """What orders have of it no longer."""
    kept = {one.order: one.amount for one in new.allotted}
    return tuple(
        Entailed(
            area=Area.ORDERS,
            request=UnassignMoney(
                number=one.order,
                receipt=new.id or 0,
                day=old.day,
                amount=one.amount - kept.get(one.order, ZERO),
                ref=old.ref,
                refund=new.state is not State.BOUNCED,
            ),
        )
        for one in old.allotted
        if one.amount != kept.get(one.order, ZERO)
    )
