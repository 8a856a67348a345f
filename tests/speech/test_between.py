"""What is said while something is asked in free words: whole sentences go before, what only names a thing is told."""

import pytest

from bot.fronts.areas import FRONTS
from bot.grammar.areas import CHATS
from bot.handlers.meaning import FREE
from bot.speech.between import Taken, between
from bot.speech.outcomes import Meant, Sight
from bot.speech.slots import numbers_in
from store.members import questions
from store.orders.requests import CancelOrder
from store.people.model import Question
from store.registry import reference
from store.requests import Area, Request
from tests.speech.office import BOOK, CUSTOMERS, GRAMMAR, MEMBERS, NOW, TODAY, WORDS, actor_of, subject

SENTENCES = {
    Taken.OTHER: (
        "今晚谁值班", "值班表", "这周有什么会", "本周有会吗", "有什么安排", "我的任务", "还有什么要办的", "怎么用",
        "有哪些单", "宏达的单", "宏达有几单", "宏达钢构还欠多少", "客户名单", "查37",
    ),
    Taken.EITHER: (
        "报销", "申请报销", "申请 来访", "我请假明天", "明天我休息", "按错了", "撤销", "没发货", "超期", "开会", "37备好了", "#37 备好了", "备好了37",
        "37到哪了", "开单", "退货", "投诉 宏达 面漆色差", "取消 37", "280备好了", "400备好了",
    ),
    Taken.ANSWER: (
        "抹零", "对手降价", "路费", "做样板", "客户加了宏达的稀料", "宏达自己的问题", "宏达", "宏达说不要了", "37桶都漏了", "客户37号单就这样", "37", "5号到的货",
        "客户没按说明用", "车间说37备好了再谈", "桶盖没压紧，宏达自己开的", "要等王芳回来", "值班的人没登记", "上周开会定的",
        "说好了今天发，没发", "请假的人没交接", "账期太长，上月还欠3万", "价格高了2000", "查过单子，不是我们的",
    ),
}  # fmt: skip
ANSWERED = "一直没有定下来"
ASKED = [(area, action) for area, chat in CHATS.items() for action in chat.questions]


def _answer(area: Area, question: questions.Ask, text: str) -> Request | None:
    command = question.command.format(number=7, case=reference(area, 7))
    row = Question(member_id=1, command=command, asks=question.asks, lines=question.lines, asked_at=NOW)
    read = GRAMMAR.read(questions.complete(row, text), today=TODAY, private=True)
    return read if isinstance(read, Request) else None


class _Told(Request):
    """An answer in free words, whatever it answers."""


def _taken(
    text: str, who: str = "王芳", *, answer: Request | None = None, free: bool = True
) -> tuple[Taken, tuple[Meant, ...]]:
    actor = actor_of(who)
    named = {
        (area, number): subject("new", number, actor)
        for area, number in numbers_in(text, WORDS)
        if area is Area.ORDERS and number <= 300
    }
    sight = Sight(
        actor=actor,
        today=TODAY,
        named=named,
        own=[subject("cause", 1, actor)],
        customers=[name for name in CUSTOMERS if name[:2] in text],
        members=[name for name in MEMBERS if name in text],
    )
    found = between(text, BOOK, GRAMMAR, sight, answer=answer or _Told(), free=free)
    return found.taken, found.other


@pytest.mark.parametrize(("taken", "text"), [(taken, text) for taken, of in SENTENCES.items() for text in of])
def test_whole_sentences_go_before_a_question_and_what_may_be_either_is_asked(
    taken: Taken, text: str
) -> None:
    found, other = _taken(text)
    assert found is taken
    assert other or taken is not Taken.EITHER


def test_a_step_on_a_case_that_is_named_goes_before_whatever_is_asked() -> None:
    assert _taken("37备好了", "李强")[0] is Taken.OTHER
    assert _taken("37备好了，客户没来拉", "李强")[0] is Taken.ANSWER
    assert _taken("5号到货", "周伟")[0] is Taken.EITHER, "a day, or an order"


def test_figures_alone_answer_whatever_they_name() -> None:
    for text in ("37", "5000", "12-02", "5000元", "面漆 8桶"):
        assert _taken(text, "陈静")[0] is Taken.ANSWER


@pytest.mark.parametrize(("area", "action"), ASKED)
def test_a_question_that_takes_any_words_counts_as_answered_in_free_words(area: Area, action: str) -> None:
    question, request = FRONTS[area].questions[action]
    if isinstance(_answer(area, question, ANSWERED), request):
        assert question.asks in FREE


def test_a_question_is_no_reason_for_which_an_order_is_cancelled() -> None:
    cancels = CancelOrder(number=7, reason="宏达的车到了没")
    assert _taken("宏达的车到了没", answer=cancels)[0] is Taken.EITHER
    assert _taken("宏达说不要了", answer=cancels)[0] is Taken.ANSWER


@pytest.mark.parametrize("free", [True, False])
def test_an_emergency_waits_for_no_question(free: bool) -> None:
    taken, other = _taken("叉车坏了压到人了", free=free)
    assert taken is Taken.EITHER
    assert other[0].says == "/urgent 叉车坏了压到人了"
