"""A change that lowers what the customer owes: nobody decides that alone, so it waits for the director (O9, C5, M4). Pure."""

from dataclasses import replace
from decimal import Decimal

from store.orders import requests as ask
from store.orders.chains import LOWERING
from store.orders.departments import OFFICE
from store.orders.exceptions import change, may_change
from store.orders.items import Line
from store.orders.state import Order
from store.orders.tracks import EntryKind
from store.process.steps import Moment
from store.requests import Refused, Reject, Sign


def lowers(order: Order, changed: Order) -> bool:
    """By price at any time; in any way once money has come or a slip was out.

    Before that, quantities are service's, a line left out included. Goods put in the place of others are another
    price, and so are lines of the same goods split up or put together at a lower one. Prices are compared with those
    agreed too: what several changes give away one after the other is a lower price all the same.
    """
    if _cheaper(order, changed) or (
        order.signed_lines and _cheaper(replace(order, lines=order.signed_lines), changed)
    ):
        return True
    if changed.total >= order.total:
        return False
    money = bool(order.settlement.payments) or order.count(EntryKind.COD_REPORTED) > 0
    return money or order.slipped or order.slip is not None or bool(order.shipments)


def _cheaper(order: Order, changed: Order) -> bool:
    if _undercut(order, changed):
        return True
    others = {(line.product, line.unit) for line in order.lines}
    swapped = any((line.product, line.unit) not in others for line in changed.lines)
    return swapped and changed.total < order.total


def _undercut(order: Order, changed: Order) -> bool:
    """Whether more of some goods than before goes at a price, or below it, that isn't their highest."""
    for line in changed.lines:
        goods = (line.product, line.unit)
        before = [one.price for one in order.lines if (one.product, one.unit) == goods]
        if (
            before
            and line.price < max(before)
            and _at(changed, goods, line.price) > _at(order, goods, line.price)
        ):
            return True
    return False


def _at(order: Order, goods: tuple[str, str], price: Decimal) -> Decimal:
    """How much of the goods goes at that price or below it."""
    lines = (line for line in order.lines if (line.product, line.unit) == goods and line.price <= price)
    return sum((line.qty for line in lines), Decimal(0))


def may_change_alone(order: Order, request: ask.ChangeOrder, moment: Moment) -> Refused | None:
    if lowers(order, change(order, request, moment)):
        return Refused(reason="nothing_to_sign")  # the step that proposes it is the one
    return may_change(order, request, moment)


def change_alone(order: Order, request: ask.ChangeOrder, moment: Moment) -> Order:
    """What waits was about other lines, or another way to pay, where these change now."""
    waiting = order.proposed
    overtaken = waiting is not None and (request.lines is not None or request.pay is not None)
    return replace(change(order, request, moment), proposed=None if overtaken else waiting)


def may_propose(order: Order, request: ask.ChangeOrder, moment: Moment) -> Refused | None:
    if not lowers(order, change(order, request, moment)):
        return Refused(reason="nothing_to_sign")
    if order.proposed == request:
        return Refused(reason="already")
    return may_change(order, request, moment)


def propose(order: Order, request: ask.ChangeOrder, moment: Moment) -> Order:
    """The terms stay as they are; a second proposal takes the place of the first, and is signed anew."""
    proposed = replace(order, proposed=request, proposals=order.proposals + 1)
    return LOWERING.ask(proposed, moment, OFFICE)


def may_sign_change(order: Order, _request: Sign, moment: Moment) -> Refused | None:
    assert order.proposed is not None, "a chain that holds nothing isn't signed"
    return may_change(order, order.proposed, moment)


def sign_change(order: Order, _request: Sign, moment: Moment) -> Order:
    assert order.proposed is not None, "judged before"
    asked = LOWERING.standing(order).asked
    return replace(change(order, order.proposed, moment, asked), proposed=None)


def reject_change(order: Order, _request: Reject, _moment: Moment) -> Order:
    return replace(order, proposed=None)


def proposed_total(order: Order) -> Decimal:
    """What the order would come to."""
    lines = order.proposed.lines if order.proposed else None
    return (
        order.total
        if lines is None
        else replace(order, lines=tuple(Line(**one.model_dump()) for one in lines)).total
    )
