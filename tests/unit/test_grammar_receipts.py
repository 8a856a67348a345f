"""How money by customer is said: by name, divided by orders, taken back (M1)."""

from datetime import date
from decimal import Decimal

import pytest

from bot.grammar import Mistake
from bot.grammar.reading import About
from store.orders.requests import RecordPayment
from store.receipts.requests import AllotReceipt, BookReceipt, BounceReceipt, PartOfReceipt, ShowOwed
from store.requests import Area, Request
from tests.unit.test_grammar import GRAMMAR, TODAY
from tests.unit.test_grammar_customers import read

FIVE = Decimal(50000)


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("/paid 宏达钢构 50000", BookReceipt(customer=3, amount=FIVE)),
        ("到账 宏达钢构 50,000 元", BookReceipt(customer=3, amount=FIVE)),
        ("/paid Hongda Steel 50000 R2", BookReceipt(customer=3, amount=FIVE, ref="R2")),
        ("/paid 宏达钢构 50000 11-02 流水号 R2", BookReceipt(customer=3, amount=FIVE, day=date(2026, 11, 2), ref="R2")),
        ("到账 37 50000", RecordPayment(number=37, amount=FIVE)),
        ("/owed", ShowOwed()),
        ("应收 宏达钢构", ShowOwed(customer=3)),
        ("/owed 2026-10-31", ShowOwed(as_of=date(2026, 10, 31))),
        ("/owed 宏达钢构 2026-10-31", ShowOwed(customer=3, as_of=date(2026, 10, 31))),
        ("/bounce P7 账号有误", BounceReceipt(number=7, reason="账号有误")),
        ("/allot P7 37", AllotReceipt(number=7, parts=(PartOfReceipt(order=37),))),
    ],
)  # fmt: skip
def test_money_by_customer_is_said_by_name(text: str, request_: Request) -> None:
    assert read(text, private=True) == request_


PARTS = (PartOfReceipt(order=37, amount=Decimal(8400)), PartOfReceipt(order=41))


@pytest.mark.parametrize(
    "said", ["37 8400, 41 余下", "37 8,400，41 rest", "#37 8400；41号单 其余", "37 8400\n41"]
)
def test_a_receipt_is_divided_in_a_line(said: str) -> None:
    assert read(f"/allot P7 {said}", private=True) == AllotReceipt(number=7, parts=PARTS)
    about = About(area=Area.RECEIPTS, number=7, kinds=("allot",))
    assert GRAMMAR.read(said, today=TODAY, about=about) == AllotReceipt(number=7, parts=PARTS)


@pytest.mark.parametrize(
    "text", ["/paid 没人 50000", "/paid 宏达钢构", "/allot P7", "/allot P7 乱写", "/bounce P7", "/owed 没人"]
)
def test_what_is_missing_is_a_mistake(text: str) -> None:
    assert isinstance(read(text, private=True), Mistake)
