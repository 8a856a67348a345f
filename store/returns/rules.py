"""The way of a return: listed, checked, signed, counted, confirmed (R1). Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from store.orders.departments import OFFICE
from store.orders.requests import CreditReturn, PartAsked
from store.process.steps import Entailed, Moment
from store.process.urging import too_soon
from store.requests import Area, Refused, Reject, Sign
from store.returns import requests as ask
from store.returns.duties import DUTIES
from store.returns.state import LETTER, LIST, NONE, ZERO, Goods, Line, Order, Return, State


def always(_state: Return, _request: object, _moment: Moment) -> None:
    return None


# the list -----------------------------------------------------------------------------------------------
def listed(order: Order, parts: Sequence[PartAsked]) -> tuple[Line, ...]:
    """The dealer's list on the order's lines. More than was shipped is listed all the same: marketing sees it."""
    lines = []
    for product, qty in _totals(parts).items():
        goods = order.of(product)
        room = {one.position: max(NONE, one.left) for one in goods}
        for at, much in spread(qty, room).items():
            lines.append(_line(next(one for one in goods if one.position == at), much))
    return tuple(sorted((line for line in lines if line.listed > 0), key=lambda line: line.position))


def spread(qty: Decimal, room: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """A quantity over lines of one product, the first filled first; what finds no room stands on the last."""
    held: dict[int, Decimal] = dict.fromkeys(room, NONE)
    for at, most in room.items():
        held[at] = min(qty, most)
        qty -= held[at]
    if room:
        held[list(room)[-1]] += qty
    return held


def _totals(parts: Sequence[PartAsked | ask.Found]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for part in parts:
        totals[part.product] = totals.get(part.product, NONE) + part.qty
    return totals


def _line(goods: Goods, qty: Decimal) -> Line:
    return Line(
        position=goods.position, product=goods.product, unit=goods.unit, price=goods.price, listed=qty
    )


def may_ask(state: Return, request: ask.AskReturn, moment: Moment) -> Refused | None:
    if state.order is None:
        if state.candidates:
            facts = {"candidates": list(state.candidates), "customer": request.customer}
            return Refused(reason="return_which", facts=facts)
        return Refused(reason="return_no_order", facts={"order": request.order, "customer": request.customer})
    if not state.order.shipped:
        return Refused(reason="return_not_shipped", facts={"order": state.order.number})
    if state.unknown:
        return _unknown(state, state.unknown[0])
    return None


def ask_return(state: Return, request: ask.AskReturn, moment: Moment) -> Return:
    return replace(
        state,
        state=State.LISTED,
        reason=request.reason,
        bearer=request.bearer,
        creator_id=moment.actor.member_id,
    )


# check and signature ------------------------------------------------------------------------------------
def may_check(state: Return, request: ask.CheckReturn, moment: Moment) -> Refused | None:
    assert state.order is not None, "a return that was asked for has its order"
    for line in request.lines:
        if not state.order.of(line.product):
            return _unknown(state, line.product)
    new = check(state, request, moment)
    if not any(line.qty for line in new.lines):
        return Refused(reason="return_nothing")
    return too_much(new)


def check(state: Return, request: ask.CheckReturn, moment: Moment) -> Return:
    """What isn't corrected is right as it was listed; a product of the order that wasn't listed is added."""
    assert state.order is not None, "a return that was asked for has its order"
    held = {line.position: replace(line, approved=line.listed) for line in state.lines}
    for product, qty in _totals(request.lines).items():
        goods = state.order.of(product)
        room = {one.position: max(NONE, one.left) for one in goods}
        for at, much in spread(qty, room).items():
            line = held.get(at) or _line(next(one for one in goods if one.position == at), NONE)
            held[at] = replace(line, approved=much)
    lines = (line for line in held.values() if line.listed or line.approved)
    checked = tuple(sorted(lines, key=lambda line: line.position))
    return LIST.ask(replace(state, state=State.CHECKED, lines=checked), moment, OFFICE)


def may_sign(state: Return, _request: Sign, _moment: Moment) -> Refused | None:
    return too_much(state)


def sign(state: Return, _request: Sign, _moment: Moment) -> Return:
    return replace(state, state=State.SIGNED)


def reject(state: Return, request: Reject, _moment: Moment) -> Return:
    return replace(state, state=State.REJECTED, refusal=request.reason)


def cancel(state: Return, request: ask.CancelReturn, _moment: Moment) -> Return:
    return replace(state, state=State.CANCELLED, refusal=request.reason)


def withdraw(state: Return) -> Return:
    """Undoing the list itself: the number stays used."""
    return replace(state, state=State.CANCELLED)


def too_much(state: Return) -> Refused | None:
    """Never more than was shipped, over all returns of the order."""
    for product in state.too_much:
        qty = sum((line.qty for line in state.lines if line.product == product), NONE)
        return Refused(reason="return_too_much", facts=_much(state, product, qty, state.left_of(product)))
    return None


def _much(state: Return, product: str, qty: Decimal, left: Decimal) -> dict[str, object]:
    goods = state.order.of(product) if state.order else ()
    shipped = sum((one.shipped for one in goods), NONE)
    unit = goods[0].unit if goods else ""
    facts = {"product": product, "qty": qty, "left": left, "unit": unit}
    return {**facts, "shipped": shipped, "elsewhere": shipped - left}


def _unknown(state: Return, product: str) -> Refused:
    order = state.order
    assert order is not None, "goods are looked for in an order"
    goods = list(dict.fromkeys(one.product for one in order.goods if one.left > 0))
    return Refused(reason="return_unknown", facts={"product": product, "order": order.number, "goods": goods})


# goods --------------------------------------------------------------------------------------------------
def may_count(state: Return, request: ask.CountReturn, moment: Moment) -> Refused | None:
    """Nothing is received that was not signed."""
    for product, qty in _totals(request.lines).items():
        approved = sum((line.approved or NONE for line in state.lines if line.product == product), NONE)
        if qty > approved:
            return Refused(reason="return_not_signed", facts=_much(state, product, qty, approved))
    return too_much(count(state, request, moment))


def count(state: Return, request: ask.CountReturn, moment: Moment) -> Return:
    """What isn't named was counted as signed."""
    found = _totals(request.lines)
    received = {line.position: line.approved or NONE for line in state.lines}
    for product, qty in found.items():
        room = {line.position: line.approved or NONE for line in state.lines if line.product == product}
        received |= spread(qty, room)
    lines = tuple(replace(line, received=received[line.position]) for line in state.lines)
    return replace(state, state=State.COUNTED, lines=lines, counted_at=moment.now)


def not_returned(state: Return, _request: ask.ReportNotReturned, moment: Moment) -> Return:
    return replace(state, wait_round=state.wait_round + 1, wait_until=moment.today + timedelta(days=1))


# confirmation -------------------------------------------------------------------------------------------
def confirm(state: Return, _request: ask.ConfirmReturn, _moment: Moment) -> Return:
    """What the customer was let off before isn't given a second time."""
    assert state.order is not None, "a return that was asked for has its order"
    worth = min(state.amount, state.order.creditable)
    confirmed = replace(state, state=State.CONFIRMED, credited=worth)
    return replace(confirmed, state=State.CLOSED) if state.sent_along else confirmed


def credit(_old: Return, new: Return) -> tuple[Entailed, ...]:
    """The order's money follows; goods without a price, or none at all, change nothing."""
    if new.order is None or new.amount <= ZERO:
        return ()
    request = CreditReturn(number=new.order.number, amount=new.amount, ref=f"{LETTER}{new.number}")
    return (Entailed(area=Area.ORDERS, request=request),)


def may_bring_paper(state: Return, _request: ask.ConfirmReturn, _moment: Moment) -> Refused | None:
    return None if state.sent_along else Refused(reason="return_paper_missing")


def bring_paper(state: Return, _request: ask.ConfirmReturn, _moment: Moment) -> Return:
    return replace(state, state=State.CLOSED)


def attach(state: Return, _request: ask.AttachPicture, _moment: Moment) -> Return:
    return state


# pressing -----------------------------------------------------------------------------------------------
def may_urge(state: Return, request: ask.UrgeReturn, moment: Moment) -> Refused | None:
    if not any(duty.holds(state) for duty in DUTIES):
        return Refused(reason="nobody_waits")
    return too_soon(state, request, moment)
