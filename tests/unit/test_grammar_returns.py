"""How people say what they have to say of a return (R1): lists, corrections, counts and replies."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.grammar import About, Grammar, Mistake
from bot.grammar.returns import RETURNS_CHAT, ReturnBlank
from bot.wording.vocabulary import load_vocabulary
from store.orders.requests import PartAsked
from store.process.chain.passing import ADVISE
from store.requests import Area, Reject, Request, Sign
from store.returns import requests as ask
from store.returns.duties import DUTIES

VOCABULARY = load_vocabulary([Path(__file__).parents[2] / "templates"])
GRAMMAR = Grammar(VOCABULARY, bot_username="gendan_bot")
TODAY = date(2026, 11, 25)


def read(text: str, about: About | None = None) -> Request | Mistake | None:
    return GRAMMAR.read(text, today=TODAY, about=about, private=about is None)


def reply(text: str, *kinds: str) -> Request | Mistake | None:
    return read(text, About(Area.RETURNS, 5, kinds))


def found(product: str, qty: str) -> ask.Found:
    return ask.Found(product=product, qty=Decimal(qty))


@pytest.mark.parametrize(
    ("said", "kind", "field", "word", "corrected"),
    [
        ("/return 37\n品名: 面漆, 2", "missing", "reason", "", "/return 37\n品名: 面漆, 2\n原因:"),
        ("/return 37 坏了", "missing", "item", "", ""),
        (
            "/return\n原因: 坏\n品名: 面漆, 2",
            "missing",
            "number",
            "",
            "/return\n原因: 坏\n品名: 面漆, 2\n订单号:",
        ),
        (
            "/return 37\n订单: 38\n原因: 坏\n品名: 面漆, 2",
            "repeated",
            "number",
            "38",
            "",
        ),
        (
            "/return 37 坏\n品名: 面漆, 2\n运费: 物流",
            "bearer",
            "bearer",
            "物流",
            "/return 37 坏\n品名: 面漆, 2\n运费: ___物流",
        ),
        ("/return 37 坏\n品名: 面漆, 0", "above_zero", "qty", "0", "/return 37 坏\n品名: 面漆, ___0"),
        ("/return 37 坏\n订单: R5\n品名: 面漆, 2", "number", "number", "R5", None),
        ("/count R5\n面漆 9", "unknown_label", None, "面漆 9", "/count R5\n品名: 面漆, 9"),
        ("/checked R5\n品名: 面漆, 很多", "qty", "qty", "很多", "/checked R5\n品名: 面漆, ___很多"),
    ],
)
def test_a_wrong_list_says_what_is_wrong_and_loses_nothing(
    said: str, kind: str, field: str | None, word: str, corrected: str | None
) -> None:
    mistake = read(said)
    assert isinstance(mistake, Mistake)
    assert (mistake.kind, mistake.field, mistake.said) == (kind, field, word)
    if corrected is not None:
        assert mistake.corrected == corrected


def test_a_reply_to_an_order_has_the_order_filled_in() -> None:
    card = About(Area.ORDERS, 37, ())
    asked = read("退货\n原因: 坏\n品名: 面漆, 2", card)
    parts = (PartAsked(product="面漆", qty=Decimal(2)),)
    assert asked == ask.AskReturn(order=37, reason="坏", lines=parts)
    assert read("/return", card) == ReturnBlank(order=37)


def test_every_duty_that_is_pressed_has_a_good_answer_in_words() -> None:
    assert set(RETURNS_CHAT.replies.good) == {duty.kind for duty in DUTIES if duty.actions} - {ADVISE}
    for duty in DUTIES:
        VOCABULARY.state("task", duty.kind, "zh")


@pytest.mark.parametrize(
    ("said", "kind", "request_"),
    [
        ("好了", "return_check", ask.CheckReturn(number=5)),
        ("核对无误", "return_check", ask.CheckReturn(number=5)),
        ("面漆, 8", "return_check", ask.CheckReturn(number=5, lines=(found("面漆", "8"),))),
        ("同意", "sign", Sign(area=Area.RETURNS, number=5)),
        ("不同意 没过期", "sign", Reject(area=Area.RETURNS, number=5, reason="没过期")),
        ("ok", "return_count", ask.CountReturn(number=5)),
        ("数量相符", "return_count", ask.CountReturn(number=5)),
        ("还没到", "return_count", ask.ReportNotReturned(number=5)),
        ("not yet", "return_count", ask.ReportNotReturned(number=5)),
        (
            "面漆, 8 桶\n稀释剂, 0",
            "return_count",
            ask.CountReturn(number=5, lines=(found("面漆", "8"), found("稀释剂", "0"))),
        ),
        ("客户签了", "return_confirm", ask.ConfirmReturn(number=5)),
        ("customer agreed", "return_confirm", ask.ConfirmReturn(number=5)),
        ("取消 客户自留", "return_count", ask.CancelReturn(number=5, reason="客户自留")),
    ],
)
def test_a_reply_counts_as_a_press(said: str, kind: str, request_: Request) -> None:
    assert reply(said, kind) == request_


@pytest.mark.parametrize(
    ("said", "kind", "command"),
    [
        ("面漆少了", "return_count", "count"),
        ("面漆 8 桶 少", "return_count", "count"),
        ("面漆, 8", "sign", "sign"),
        ("8400", "return_confirm", "confirm"),
    ],
)
def test_a_reply_that_says_something_else_is_asked_about(said: str, kind: str, command: str) -> None:
    mistake = reply(said, kind)
    assert isinstance(mistake, Mistake)
    assert mistake.command == command
    assert mistake.corrected == ""
