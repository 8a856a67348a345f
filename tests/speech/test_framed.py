"""A sentence taken by its notions: in whatever order, with padding and names between, and never with an effect of its own."""

import pytest

from bot.speech.frames import Frames, unknown_notions
from bot.speech.outcomes import Do, Opened, Propose, Says
from tests.speech.judging import is_effect
from tests.speech.office import WORDS, describe, understood

FRAMES = Frames(WORDS)


def test_every_notion_of_a_row_has_words() -> None:
    assert unknown_notions(WORDS) == []


@pytest.mark.parametrize(
    "text",
    ["宏达还欠着多少钱没付", "多少钱宏达还欠着", "帮我看下宏达那边现在还欠着多少", "宏达 还欠 多少 来着"],
)
def test_the_order_of_words_and_what_stands_between_make_no_difference(text: str) -> None:
    assert describe(understood(text, "王芳", "nothing")) == "says /owed 宏达钢构"


@pytest.mark.parametrize(
    ("who", "text", "wanted"),
    [
        ("郑总", "单子都堵在哪个部门了", "says /report followup"),
        ("郑总", "上个月做了多少营业额啊", "says /report turnover 2026-10"),
        ("刘总", "外头总共还欠多少没收回", "says /owed"),
        ("王芳", "明晚轮到谁啦", "says /duty"),
        ("褚伟", "收进来底漆40桶", "says 申请 入库单"),
        ("褚伟", "下午盘了下面漆少3桶", "says 申请 盘点单"),
        ("吴刚", "停车费过路费一共86报一下", "says 申请 费用报销单\n金额: 86"),
    ],
)
def test_what_only_shows_or_begins_a_form_comes_at_once(who: str, text: str, wanted: str) -> None:
    assert describe(understood(text, who, "nothing")) == wanted


@pytest.mark.parametrize(
    ("who", "text", "asked"),
    [
        ("吴刚", "华东机械下月15付2万", "/pledge 华东机械 2026-12-15 20000"),
        ("陈静", "华东那张支票空头退回来了", "/bounce"),
        ("褚伟", "行车坏了砸到人了", "/urgent 行车坏了砸到人了"),
        ("褚伟", "我后天上午有事请半天", "/away"),
    ],
)
def test_what_does_something_is_asked(who: str, text: str, asked: str) -> None:
    outcome = understood(text, who, "nothing")
    assert isinstance(outcome, Propose)
    assert outcome.several[0].says.startswith(asked)


def test_a_complaint_is_asked_in_the_sentences_own_words() -> None:
    outcome = understood("宏达桶漏了要我们赔600", "王芳", "nothing")
    assert isinstance(outcome, Opened)
    assert (outcome.area, outcome.customer, outcome.sure) == ("complaints", "宏达钢构", False)


@pytest.mark.parametrize("text", ["仓库没着火", "宏达不用催了", "别给宏达开票", "宏达没说要退2000"])
def test_what_is_denied_is_neither_done_nor_begun(text: str) -> None:
    outcome = understood(text, "王芳", "nothing")
    assert not is_effect(outcome)
    assert not (isinstance(outcome, Says) and outcome.command.startswith(("/urgent", "申请", "/refund")))


def test_no_words_of_the_table_have_an_effect_without_a_press() -> None:
    for row in WORDS.frames.rows:
        words = [
            WORDS.frames.notions.get(part.split("|")[0], ("",))[0] for part in row[1:] if part[0] not in "+-"
        ]
        for text in ("宏达".join(["", "".join(words)]), "".join(words), " ".join(["明天", *words, "3000"])):
            for who in ("王芳", "陈静", "主任"):
                outcome = understood(text, who, "nothing")
                # Noted, or drawn up: nothing that counts.
                notes = isinstance(outcome, Says) and outcome.command.startswith(
                    ("/call", "/visit", "/inquiry", "/statement")
                )
                assert notes or not is_effect(outcome), (row, text, who, describe(outcome))


@pytest.mark.parametrize("text", ["宏达欠咱多少", "三季度销量", "外面还有多少没收"])
def test_in_a_room_nothing_is_said(text: str) -> None:
    assert describe(understood(text, "吴刚", "nothing", "room")) == "silent"


@pytest.mark.parametrize(
    ("who", "case", "text", "action"),
    [
        ("周伟", "shipped", "货已经送到了 对方签收了", "arrive"),
        ("李强", "new", "底漆面漆都弄好了 可以来拉", "ready"),
        ("褚伟", "signed", "都点过了 没错", "counted"),
    ],
)
def test_several_words_that_are_all_one_buttons_are_a_hit(
    who: str, case: str, text: str, action: str
) -> None:
    outcome = understood(text, who, case, "task")
    assert isinstance(outcome, Do)
    assert outcome.request is not None
    assert outcome.meant.offer is not None
    assert outcome.meant.offer.action == action


@pytest.mark.parametrize(
    ("who", "case", "text"),
    [
        ("李强", "new", "底漆弄好了 可以来拉"),
        ("李强", "new", "都弄好了 没货"),
        ("周伟", "shipped", "货送到了 没签收"),
        ("周伟", "shipped", "货快送到了吗"),
        ("陈静", "new", "钱到了一部分 还没付清"),
        ("刘总", "credit", "可以 不同意"),
        ("李强", "new", "备好就好了"),
        ("周伟", "released", "该发货了"),
    ],
)
def test_some_of_the_goods_a_denial_or_another_buttons_word_is_none(who: str, case: str, text: str) -> None:
    assert not is_effect(understood(text, who, case, "task"))
