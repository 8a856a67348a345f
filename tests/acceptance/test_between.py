"""While something is asked in free words: whole sentences go before it, what only names a thing answers it, and what may
be either is asked with two buttons."""

from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HONGDA, order, place

COMPLAINT = f"投诉\n客户: {HONGDA}\n内容: 面漆色差"
LAST = "刚才问的"


async def _why(talk: Conversation) -> None:
    """Somebody is asked why it isn't ours."""
    await place(talk)
    await talk.bring(("王芳", COMPLAINT), ("王芳", "受理 C1"))
    await talk.press(
        "王芳",
        await talk.task("王芳", "not_ours", 1, area="complaints"),
        "not_ours",
        heard={"王芳": "为什么"},
    )


async def _cause(talk: Conversation) -> str:
    (one,) = await talk.office.exported("complaints")
    return str(one["cause"] or "")


async def test_a_whole_sentence_is_no_reason_and_leaves_the_question_open(talk: Conversation) -> None:
    await _why(talk)
    for said, shown in (
        ("今晚谁值班", "值班"),
        ("这周有什么会", "日程"),
        ("宏达的单", "订单 1 张"),
        ("待办", "待办 1 件"),
    ):
        await talk.say("王芳", said, heard={"王芳": shown})
    assert await _cause(talk) == ""
    await talk.say("王芳", "客户1号加了宏达的稀料", heard=ANYTHING)
    assert await _cause(talk) == "客户1号加了宏达的稀料"


async def test_what_may_be_the_reason_or_a_thing_of_its_own_is_asked(talk: Conversation) -> None:
    await _why(talk)
    for said, other in (
        ("37备好了", "查单 37"),
        ("我请假明天", "请假 明天"),
        ("撤销", "撤回"),
        ("1到哪了", "查单 1"),
    ):
        await talk.say("王芳", said, heard={"王芳": LAST})
        asked = await talk.last("王芳", LAST)
        assert [button.text for row in asked.buttons for button in row] == ["记为原因", other]
    assert await _cause(talk) == ""
    await talk.press("王芳", await talk.last("王芳", LAST), 1, heard={"王芳": "订单 1"})
    await talk.say("王芳", "按错了", heard={"王芳": LAST})
    await talk.press("王芳", await talk.last("王芳", LAST), 0, heard=ANYTHING)
    assert await _cause(talk) == "按错了"
    assert len(await talk.office.exported("orders")) == 1, "nothing was taken back"


async def test_a_choice_left_over_answers_nothing_once_the_question_is_answered(talk: Conversation) -> None:
    await _why(talk)
    await talk.say("王芳", "超期", heard={"王芳": LAST})
    await talk.say("王芳", "客户没按说明用", heard=ANYTHING)
    await talk.press("王芳", await talk.last("王芳", LAST), 0, toast="填过", heard={})
    assert await _cause(talk) == "客户没按说明用"


async def test_in_reply_to_what_asks_it_is_the_answer(talk: Conversation) -> None:
    await _why(talk)
    await talk.reply("王芳", await talk.last("王芳", "为什么"), "超期", heard=ANYTHING)
    assert await _cause(talk) == "超期"


async def test_a_rejection_may_be_answered_by_what_stands_for_a_command(talk: Conversation) -> None:
    await place(talk, order("承诺付款日: 2026-12-20", pay="欠款"))
    await talk.press("赵敏", await talk.task("赵敏", "reject"), "reject", heard={"赵敏": "为什么"})
    await talk.say("赵敏", "这周有什么会", heard={"赵敏": "日程"})
    await talk.say("赵敏", "1到哪了", heard={"赵敏": LAST})
    await talk.say("赵敏", "宏达上月还欠 3 万", heard=ANYTHING)
    told = [one for one in talk.heard[talk.office.id("王芳")] if "宏达上月还欠 3 万" in one]
    assert told and "这周有什么会" not in told[0]


async def test_a_draft_and_a_complaint_line_by_line_stay_open_too(talk: Conversation) -> None:
    await place(talk)
    await talk.say("吴桐", "/order ask", heard={"吴桐": "哪个客户"})
    await talk.say("吴桐", "这周有什么会", heard={"吴桐": "日程"})
    await talk.say("吴桐", "报销", heard={"吴桐": LAST})
    await talk.say("吴桐", "宏达钢构", heard={"吴桐": "要什么货"})
    await talk.say("王芳", "/complain ask", heard={"王芳": "哪个客户"})
    await talk.say("王芳", "值班表", heard={"王芳": "值班"})
    await talk.say("王芳", "1到哪了", heard={"王芳": LAST})
    await talk.press("王芳", await talk.last("王芳", LAST), 1, heard={"王芳": "订单 1"})
    await talk.say("王芳", "宏达", heard={"王芳": "哪个订单"})
