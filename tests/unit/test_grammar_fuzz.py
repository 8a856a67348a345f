"""Whatever is typed, something sensible comes back, and soon."""

from datetime import date
from itertools import product
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.grammar import COMMANDS, KINDS, About, Grammar, Mistake
from bot.grammar.corrections import has_blanks
from bot.grammar.labels import BLANK
from bot.grammar.order_replies import ORDERS_CHAT
from bot.wording.vocabulary import LANGUAGES, load_vocabulary
from store.requests import Area, Request
from tests.faults.scale import FULL, many

VOCABULARY = load_vocabulary([Path(__file__).parents[2] / "templates"])
GRAMMAR = Grammar(VOCABULARY, bot_username="gendan_bot")

FIELDS = ["customer", "item", "pay", "wanted", "phone", "note", "cost", "waybill"]
PIECES = st.one_of(
    st.sampled_from([f"/{name}" for name in COMMANDS]),
    st.sampled_from([VOCABULARY.command(name, "zh") for name in COMMANDS]),
    st.sampled_from([VOCABULARY.label(field, language) for field in FIELDS for language in LANGUAGES]),
    st.sampled_from(
        ["好了", "缺货", "未到", "ok", "@gendan_bot", "11-28", "周五", "next friday", "吗", "SF1234"]
    ),
    st.sampled_from(list(" \n\t:：,，#＃/／.-¥元@_0123456789１２３\u3000\u200b\u2028\x00\ud800")),
    st.integers(0, 10**20).map(str),
    st.text(max_size=8),
)
TEXTS = st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=200)
ABOUT = st.none() | st.builds(
    About,
    area=st.sampled_from(Area),
    number=st.integers(1, 10**6),
    kinds=st.lists(st.sampled_from([*ORDERS_CHAT.replies.good, "unheard_of"]), max_size=3).map(tuple),
)
TODAY = st.dates()
TRIED = many(8_000, 80_000)


@pytest.mark.timeout(0 if FULL else 300)
@pytest.mark.tried(TRIED, "texts")
@given(TEXTS, TODAY, ABOUT, st.booleans(), st.sampled_from(LANGUAGES))
@settings(max_examples=TRIED)
def test_any_text_is_a_request_a_mistake_or_silence(
    text: str, today: date, about: About | None, private: bool, language: str
) -> None:
    answer = GRAMMAR.read(text, today=today, about=about, private=private, language=language)
    if isinstance(answer, Mistake):
        assert answer.kind in KINDS
        assert answer.command in {"", *COMMANDS}
        assert answer.line is None or 1 <= answer.line <= len(text.splitlines())
        if answer.field is not None:
            VOCABULARY.label(answer.field, language)
        answer.corrected.encode()
    else:
        assert answer is None or isinstance(answer, Request)


@pytest.mark.timeout(0 if FULL else 300)
@given(TEXTS, st.sampled_from(LANGUAGES))
@settings(max_examples=many(1_000, 10_000))
def test_nothing_that_was_typed_behind_a_label_is_lost(text: str, language: str) -> None:
    # What marks an empty place says nothing.
    for nothing in ("\x00", "\ud800", "\u200b", BLANK):
        text = text.replace(nothing, "")
    typed = " ".join(text.split())
    mistake = GRAMMAR.read(f"/order\nnote: {typed}", today=date(2026, 11, 25), language=language)
    assert isinstance(mistake, Mistake)
    blank = not typed.strip("_ ")  # what a block to copy shows where something is to be filled in
    assert (
        blank or "".join(typed.split())[:50] in "".join(mistake.corrected.split()) or not typed.isprintable()
    )


@pytest.mark.parametrize(
    "text",
    [
        "/order\n" + "a:\n" * 1300,
        "/order\n" + "客户" * 2000,
        "/order\nitem: " + "1," * 2000,
        "/order\nitem: " + "100," * 1000 + "1",
        "/order\n" + "item: a, 1, 1\n" * 99,
        "/order\n" + "itme: a, 1, 1\n" * 99,
        "/order" + " " * 4000 + ":",
        "/paid 37 " + "1" * 4000,
        "/paid 37 " + "1," * 2000,
        "/paid " + "1" * 4000,
        "/stock 37 short " + "1" * 4000,
        "/stock 37 short " + "年" * 4000,
        "/vehicle 37 " + "13800000000 " * 330,
        "/reject 37 " + "没" * 4000,
        "/orders " + "x " * 2000,
        "/" * 4096,
        "@" * 4096,
        "@gendan_bot" * 370,
        "吗" * 4096,
        "9" * 4096,
        "\u200b" * 4095 + "x",
        " " * 4095 + "x",
    ],
    ids=lambda text: text[:20],
)
def test_no_text_holds_the_bot_up(text: str) -> None:
    about = About(Area.ORDERS, 37, ("payment", "prepare"))
    GRAMMAR.read(text, today=date(2026, 11, 25), about=about)
    started = process_time()
    GRAMMAR.read(text, today=date(2026, 11, 25), about=about)
    GRAMMAR.read(text, today=date(2026, 11, 25), private=True)
    assert process_time() - started < 0.25, "twice, each with what is given back read again"


WRONGLY = [
    "",
    "吧",
    "款到啦",
    "没货",
    "x",
    "37 ?",
    "很多 桶",
    "12 000",
    "明天再说",
    "\n品名: 面漆, 很多",
    "\n付款: 以后",
    "\nabc",
]
WRONGLY += [
    " 吗",
    " 500 600",
    " 11-31 李强",
    " 0",
    " 1.2万",
    "\n电话: 无",
    "\n客户: A\n品名: 面漆, 2桶半, 310\n付款: 月结",
]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_text_is_only_given_back_if_it_would_be_taken_or_shows_its_blanks(name: str) -> None:
    """Whatever is wrong, with whichever command, alone or as a reply: never a block that is refused again."""
    heads = [f"/{name}", *(VOCABULARY.usage(name, language) for language in LANGUAGES)]
    heads += [" ".join(head.split()[:2]) for head in heads]
    heads += [VOCABULARY.command(name, "zh"), VOCABULARY.command(name, "zh") + " 37"]
    today = date(2026, 11, 25)
    for head, wrong in product(heads, WRONGLY):
        for about in (None, About(Area.ORDERS, 37, ("payment",)), About(Area.COMPLAINTS, 12, ("remedy",))):
            mistake = GRAMMAR.read(f"{head}{wrong}", today=today, about=about, private=True)
            if isinstance(mistake, Mistake) and mistake.corrected:
                again = GRAMMAR.read(mistake.corrected, today=today, private=True)
                marked = "___" in mistake.corrected or any(
                    line.endswith(":") for line in mistake.corrected.splitlines()
                )
                # The nearest known command says in its turn what it lacks.
                nearer = mistake.kind == "unknown_command" != getattr(again, "kind", "")
                assert isinstance(again, Request) or marked or nearer, (head, wrong, mistake)


@given(TEXTS, TODAY, ABOUT, st.sampled_from(LANGUAGES))
@settings(max_examples=many(1_000, 20_000))
def test_no_text_is_given_back_to_be_refused_as_it_was(
    text: str, today: date, about: About | None, language: str
) -> None:
    mistake = GRAMMAR.read(text, today=today, about=about, private=True, language=language)
    if isinstance(mistake, Mistake) and mistake.corrected:
        again = GRAMMAR.read(mistake.corrected, today=today, private=True, language=language)
        if isinstance(again, Mistake) and not has_blanks(mistake.corrected):
            assert (again.command, again.kind, again.said) != (mistake.command, mistake.kind, mistake.said)
