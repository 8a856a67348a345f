"""How money by customer is said: by name, divided by orders, taken back (M1)."""

from datetime import date
from decimal import Decimal

import pytest

from bot.grammar import Mistake
from bot.grammar.reading import About
from store.collection.requests import PledgeOf, RecordPledge, ShowCollection
from store.orders.requests import RecordPayment
from store.receipts.requests import (
    AllotReceipt,
    BookReceipt,
    BookUnclaimed,
    BounceReceipt,
    ClaimReceipt,
    PartOfReceipt,
    ShowOwed,
)
from store.requests import Area, Request
from tests.unit.test_grammar import GRAMMAR, TODAY
from tests.unit.test_grammar_customers import read

FIVE = Decimal(50000)


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("/paid 宏达钢构 50000", BookReceipt(customer=3, amount=FIVE, named="宏达钢构")),
        ("到账 宏达钢构 50,000 元", BookReceipt(customer=3, amount=FIVE, named="宏达钢构")),
        ("/paid Hongda Steel 50000 R2", BookReceipt(customer=3, amount=FIVE, ref="R2", named="Hongda Steel")),
        ("/paid 宏达钢构 50000 11-02 流水号 R2", BookReceipt(customer=3, amount=FIVE, day=date(2026, 11, 2), ref="R2", named="宏达钢构")),
        ("/paid 苏州远达 50000 R2", BookUnclaimed(payer="苏州远达", amount=FIVE, ref="R2")),
        ("到账 苏州 远达 50,000 元", BookUnclaimed(payer="苏州 远达", amount=FIVE)),
        ("认领 P7 宏达钢构", ClaimReceipt(number=7, customer=3)),
        ("催款 宏达钢构", ShowCollection(customer=3)),
        ("/pledge 宏达钢构 11-28 20000", PledgeOf(customer=3, day=date(2026, 11, 28), amount=Decimal(20000))),
        ("承诺 宏达钢构 11-28 2万", PledgeOf(customer=3, day=date(2026, 11, 28), amount=Decimal(20000))),
        ("到账 37 50000", RecordPayment(number=37, amount=FIVE)),
        ("/owed", ShowOwed()),
        ("应收 宏达钢构", ShowOwed(customer=3)),
        ("/owed 2026-10-31", ShowOwed(as_of=date(2026, 10, 31))),
        ("应收 10月", ShowOwed(as_of=date(2026, 10, 31))),
        ("/owed 宏达钢构 2026-10", ShowOwed(customer=3, as_of=date(2026, 10, 31))),
        ("/report receivables 2026-10", ShowOwed(as_of=date(2026, 10, 31))),
        ("报表 应收 上月", ShowOwed(as_of=date(2026, 10, 31))),
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
    "text",
    [
        "/paid 没人",
        "/paid 宏达钢构",
        "/allot P7",
        "/allot P7 乱写",
        "/bounce P7",
        "/owed 没人",
        "/claim P7",
        "/claim P7 没人",
        "/dun 没人",
        "/dun D3 乱写",
        "/pledge 宏达钢构",
        "/pledge 宏达钢构 11-28 乱写",
    ],
)
def test_what_is_missing_is_a_mistake(text: str) -> None:
    assert isinstance(read(text, private=True), Mistake)


@pytest.mark.parametrize("said", ["11-28", "月底", "11-28。"])
def test_a_promise_of_a_day_alone_is_one_whose_sum_is_asked(said: str) -> None:
    promised = read(f"/pledge 宏达钢构 {said}", private=True)
    assert isinstance(promised, PledgeOf) and promised.amount is None and promised.day.month == 11


@pytest.mark.parametrize("said", ["28号 20000", "11-28 2万", "11月28日 20,000元"])
def test_a_day_and_a_sum_in_reply_are_a_promise(said: str) -> None:
    about = About(area=Area.COLLECTION, number=3, kinds=("dun",))
    promised = RecordPledge(number=3, day=date(2026, 11, 28), amount=Decimal(20000))
    assert GRAMMAR.read(said, today=TODAY, about=about) == promised
