"""What nothing was made of is compared with the whole book: asked, and never done."""

import pytest

from bot.letters.speech import spelled
from bot.speech.likeness import Likeness
from bot.speech.outcomes import Propose
from tests.speech.judging import judged, lines_of
from tests.speech.office import WORDS, describe, understood
from tests.speech.shares import UNLISTED, shares

MEANT = {
    "stock": ["库存还有多少", "面漆还剩多少", "库里有什么"],
    "owed": ["谁还欠钱", "还欠多少", "哪些客户没付款"],
    "duty": ["今天谁值班", "值班表"],
    "export": ["客户名单导出来"],
}
"""What is said for four things."""


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("值班今天是谁", "duty"),
        ("客户里哪些没付款呀", "owed"),
        ("帮我把那个客户名单给导一下", "export"),
        ("库里现在有啥", "stock"),
    ],
)
def test_order_fillers_and_synonyms_leave_the_likest_what_it_is(said: str, meant: str) -> None:
    assert Likeness(MEANT, [("什么", "啥")]).likest(said)[0][1] == meant


def test_what_shares_nothing_with_the_book_is_like_nothing() -> None:
    assert Likeness(MEANT).likest("吃饭吗 12") == []


@pytest.mark.parametrize(("table", "lost"), [("yard.toml", 0.06), ("foreman.toml", 0.4)])
def test_of_sentences_that_were_never_listed_so_many_are_lost_at_most_and_none_done(
    table: str, lost: float
) -> None:
    assert table in UNLISTED.values()
    counted = shares(table)
    assert counted["wrong"] == 0, [line for line in lines_of(table) if judged(line) == "wrong"]
    assert counted["lost"] <= lost * sum(counted.values())


@pytest.mark.parametrize("text", ["我周总结交了", "三季度销量"])
def test_what_is_likest_is_asked(text: str) -> None:
    assert isinstance(understood(text, "吴刚", "nothing"), Propose)


@pytest.mark.parametrize(("text", "shown"), [("我那个欠款申请批了没", "/forms")])
def test_a_list_that_nothing_else_is_like_is_shown_at_once(text: str, shown: str) -> None:
    assert describe(understood(text, "吴刚", "nothing")) == f"says {shown}"


@pytest.mark.parametrize("text", ["外面下雨了谁有伞借一把", "周末去钓鱼伐"])
def test_behind_chatter_nothing_is_offered(text: str) -> None:
    assert describe(understood(text, "王芳", "nothing")) in ("lost", "silent")


@pytest.mark.parametrize(("text", "to"), [("宏达欠咱多少", "room"), ("三季度销量", "room")])
def test_in_a_room_nothing_is_offered(text: str, to: str) -> None:
    assert describe(understood(text, "吴刚", "nothing", to)) == "silent"


def test_nothing_is_offered_that_the_speaker_may_not_do() -> None:
    assert describe(understood("宏达还欠多少", "周伟", "nothing")) == "says /orders 宏达钢构"
    assert "urgent" not in describe(understood("仓库没漏水", "王芳", "nothing"))


def test_words_that_say_the_same_stand_in_one_list() -> None:
    words = [word for several in WORDS.alike for word in several]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("command", "language", "button"),
    [
        ("/menu money", "zh", "菜单 款项"),
        ("/menu money", "en", "Money"),
        ("/export contacts", "zh", "导出 联系"),
    ],
)
def test_what_is_offered_is_called_as_its_reader_calls_it(command: str, language: str, button: str) -> None:
    assert button in spelled(WORDS, command, language)
