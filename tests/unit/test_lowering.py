"""Which change of an order lowers what the customer owes, and so waits for the director (C5, M4)."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from store.money.state import Payment, ReceiptKind
from store.orders.items import Line, Slip
from store.orders.lowering import lowers
from store.orders.requests import Pay
from store.orders.settlement import Settlement
from store.orders.state import Order
from store.orders.tracks import State

Lines = list[tuple[str, int, str]]
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
WAS: Lines = [("底漆", 30, "280"), ("面漆", 10, "310")]


def order(lines: Lines = WAS) -> Order:
    return Order(
        number=1,
        state=State.PREPARING,
        customer="宏达钢构",
        customer_id=1,
        lines=tuple(
            Line(product=product, qty=Decimal(qty), unit="桶", price=Decimal(price))
            for product, qty, price in lines
        ),
        pay=Pay.PREPAID,
        terms_ok=False,
    )


PAID = Payment(
    kind=ReceiptKind.TRANSFER, day=NOW.date(), amount=Decimal(1), at=NOW, member_id=1, member="陈静"
)

BY_PRICE: list[tuple[Lines, Lines]] = [
    (WAS, [("底漆", 30, "1"), ("面漆", 10, "310")]),
    (WAS, [("底漆", 300, "279.99"), ("面漆", 10, "310")]),  # more of it doesn't make up for it
    (WAS, [("底漆", 1, "280"), ("底漆", 29, "1"), ("面漆", 10, "310")]),  # split up
    ([("底漆", 10, "280"), ("底漆", 10, "200")], [("底漆", 20, "200")]),  # put together
    ([("底漆", 10, "280"), ("底漆", 10, "200")], [("底漆", 1, "280"), ("底漆", 11, "200")]),
    (WAS, [("底漆二级", 30, "1"), ("面漆", 10, "310")]),  # under another name
    (WAS, [("样品", 1, "0")]),
]
BY_QUANTITY: list[tuple[Lines, Lines]] = [
    (WAS, [("底漆", 30, "280"), ("面漆", 5, "310")]),
    (WAS, [("底漆", 30, "280")]),
    ([("底漆", 10, "280"), ("底漆", 10, "200")], [("底漆", 10, "280"), ("底漆", 5, "200")]),
]
UP: list[tuple[Lines, Lines]] = [
    (WAS, [*WAS, ("稀释剂", 2, "60")]),
    (WAS, [("底漆", 30, "300"), ("面漆", 10, "310")]),
    (WAS, [("面漆", 10, "310"), ("底漆", 30, "280")]),
    (WAS, [("底漆", 15, "280"), ("底漆", 15, "280"), ("面漆", 10, "310")]),
]


BY_AND_BY: list[tuple[Lines, Lines, Lines]] = [
    (WAS, [("面漆", 10, "310"), ("底漆二级", 30, "280")], [("面漆", 10, "310"), ("底漆", 60, "140")]),
    (WAS, [("面漆", 10, "310")], [("面漆", 10, "310"), ("底漆", 30, "1")]),  # left out, and put in again
    (WAS, [("面漆", 10, "310")], [("面漆", 10, "310"), ("底漆二级", 30, "1")]),
    (
        [("底漆", 30, "280")],
        [("底漆", 30, "280"), ("赠品", 1, "500")],
        [("底漆", 60, "200"), ("赠品", 1, "500")],
    ),
]


@pytest.mark.parametrize(("signed", "was", "now"), BY_AND_BY)
def test_a_price_given_away_by_several_changes_is_compared_with_the_one_agreed(
    signed: Lines, was: Lines, now: Lines
) -> None:
    assert lowers(replace(order(was), signed_lines=order(signed).lines), order(now))


def test_what_was_taken_off_before_may_be_put_back_at_the_agreed_price() -> None:
    fewer: Lines = [("底漆", 10, "280")]
    now = replace(order(fewer), signed_lines=order(WAS).lines, settlement=Settlement(payments=(PAID,)))
    assert not lowers(now, order([("底漆", 20, "280")]))
    assert not lowers(now, order(WAS))
    assert lowers(now, order([("底漆", 9, "280")]))


@pytest.mark.parametrize(("was", "now"), BY_PRICE)
def test_a_lower_price_in_whatever_shape_is_never_one_persons_to_give(was: Lines, now: Lines) -> None:
    assert lowers(order(was), order(now))


@pytest.mark.parametrize(("was", "now"), BY_QUANTITY)
def test_quantities_are_services_until_money_has_come_or_a_slip_was_out(was: Lines, now: Lines) -> None:
    assert not lowers(order(was), order(now))
    slip = Slip(number=1, at=NOW, member_id=1, member="王芳")
    for known in (
        replace(order(was), settlement=Settlement(payments=(PAID,))),
        replace(order(was), slip=slip),
        replace(order(was), slipped=True),
    ):
        assert lowers(known, order(now))


@pytest.mark.parametrize(("was", "now"), UP)
def test_what_costs_as_much_or_more_needs_nobody(was: Lines, now: Lines) -> None:
    assert not lowers(replace(order(was), settlement=Settlement(payments=(PAID,)), slipped=True), order(now))
