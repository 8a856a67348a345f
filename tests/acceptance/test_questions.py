"""Buttons that need more than a press: asked in private, answered by a plain line, kept in a row."""

import pytest

from store.company import Company
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import bring_to, order, place
from tests.conftest import MONDAY
from tests.office import DESK, Office

NOTED = "已记下"
CREDIT = order("承诺付款日: 2026-12-20", pay="欠款")


async def asked(talk: Conversation, who: str, action: str, says: str = "发“取消”") -> None:
    """A press in private: the toast points to the question, which says how to leave it."""
    await talk.press(who, await talk.task(who, action), action, heard={who: says})


async def test_a_shortage_is_asked_for_day_and_reason(talk: Conversation) -> None:
    await place(talk)
    await asked(talk, "李强", "short")
    await talk.say("李强", "不知道", heard={"李强": "不知道"})
    await talk.say("李强", "2026-11-20 来不及", heard={"李强": "11-20"})
    await talk.say("李强", "11-25 原料不足", heard=ANYTHING)
    assert any(NOTED in text for text in talk.heard[talk.office.id("李强")])
    card = (await talk.card(1)).text
    assert "11-25" in card and "原料不足" in card
    # Answered once: the same line again is not taken for an answer.
    await talk.say("李强", "11-26 原料不足", heard={"李强": "您是说：申请 领料单"})


@pytest.mark.parametrize("instead", ["备货 1 好了", "press"])
async def test_a_question_is_over_once_its_command_has_said_something_else(
    talk: Conversation, instead: str
) -> None:
    await place(talk)
    await asked(talk, "李强", "short")
    if instead == "press":
        await talk.press("李强", await talk.task("李强", "ready"), "ready", heard=ANYTHING)
    else:
        await talk.say("李强", instead, heard=ANYTHING)
    await talk.say("李强", "12-02", heard={"李强": "没看懂"})
    (told,) = await talk.office.exported("orders")
    assert told["goods"] == "ready"


async def test_a_part_payment_is_asked_for_its_amount(talk: Conversation) -> None:
    await place(talk)
    await asked(talk, "陈静", "part", "订单 1")
    for wrong in ("很多", "0", "12.345", "1.2万3"):
        await talk.say("陈静", wrong, heard={"陈静": wrong})
    await talk.say(
        "陈静",
        "8,400",
        heard={"陈静": (NOTED, "¥8,400.00"), "王芳": "¥8,400.00", "吴桐": "¥8,400.00"},
        edited=[DESK],
    )
    await talk.say("陈静", "8,400", heard={"陈静": "没看懂"})


async def test_a_rejection_is_asked_for_its_reason(talk: Conversation) -> None:
    await place(talk, CREDIT)
    await asked(talk, "赵敏", "reject")
    await talk.say(
        "赵敏",
        "上月还欠 3 万",
        heard={"赵敏": NOTED, "王芳": "上月还欠 3 万", "吴桐": "上月还欠 3 万", "陈静": "请查款"},
        edited=[DESK],
    )


async def test_a_part_shipment_is_asked_for_its_lines(talk: Conversation) -> None:
    await bring_to(talk, "released")
    await asked(talk, "周伟", "ship_part", "面漆, 10")
    await talk.say("周伟", "面漆, 11", heard={"周伟": ("面漆", "10")})
    await talk.say("周伟", "银粉漆, 1", heard={"周伟": "银粉漆"})
    await talk.say("周伟", "一点点", heard={"周伟": "一点点"})
    await talk.say(
        "周伟",
        "面漆, 4\n环氧富锌底漆，３０ 桶",
        heard={"周伟": NOTED, "王芳": ("面漆 4", "环氧富锌底漆 30"), "吴桐": "面漆 4"},
        edited=[DESK],
    )
    assert "面漆 6" in (await talk.card(1)).text


async def test_the_vehicle_may_be_named_after_the_press_or_not_at_all(talk: Conversation) -> None:
    await place(talk)
    await talk.press(
        "周伟", await talk.task("周伟", "vehicle"), "vehicle", toast=NOTED, heard={"周伟": "发“取消”"}
    )
    await talk.say("周伟", "/tasks", heard={"周伟": ""})
    await talk.say("周伟", "顺丰", heard={"周伟": "车牌"})
    await talk.say("周伟", "顺丰 沪A12345 13800000000 600", heard={"周伟": NOTED}, edited=[DESK])
    assert "沪A12345" in (await talk.card(1)).text
    await place(talk)
    await talk.press("周伟", await talk.card(2), "vehicle", toast=NOTED, heard={"周伟": "发“取消”"})
    await talk.say("周伟", "/cancel", heard={"周伟": ""})


async def test_a_question_from_the_card_in_the_room_is_asked_in_private(talk: Conversation) -> None:
    await place(talk)
    await talk.press("陈静", await talk.card(1), "part", toast="私聊", heard={"陈静": "订单 1"})
    # A figure in the room is chatter, also from her; in private it is the answer.
    await talk.say("陈静", "500", DESK)
    await talk.say("陈静", "500", heard={"陈静": NOTED, "王芳": "¥500.00", "吴桐": "¥500.00"})


async def test_the_answer_may_be_a_reply_to_the_question(talk: Conversation) -> None:
    await place(talk)
    await asked(talk, "陈静", "part", "订单 1")
    await talk.reply(
        "陈静", await talk.last("陈静"), "500", heard={"陈静": NOTED, "王芳": "¥500.00", "吴桐": "¥500.00"}
    )


async def test_cancel_leaves_the_question(talk: Conversation) -> None:
    await place(talk)
    await asked(talk, "陈静", "part", "订单 1")
    await talk.say("陈静", "/cancel", heard={"陈静": ""})
    await talk.say("陈静", "500", heard={"陈静": "部分到账"})
    await talk.say("陈静", "/cancel", heard={"陈静": "没有"})
    await talk.press("陈静", await talk.last("陈静", "请查款"), "paid", toast=NOTED, heard=ANYTHING)


async def test_a_command_in_between_keeps_the_question_and_a_newer_question_replaces_it(
    talk: Conversation,
) -> None:
    await place(talk)
    await place(talk)
    await talk.press("陈静", await talk.task("陈静", "part", 1), "part", heard={"陈静": "订单 1"})
    await talk.say("陈静", "/show 2", heard={"陈静": "订单 2"})
    await talk.say("陈静", "/paid 2 100", heard={"陈静": NOTED, "王芳": "¥100.00", "吴桐": "¥100.00"})
    await talk.reply(
        "陈静",
        await talk.last("陈静", "订单 2"),
        "到账 200",
        heard={"陈静": NOTED, "王芳": "¥200.00", "吴桐": "¥200.00"},
    )
    await talk.say("陈静", "500", heard={"陈静": ("订单 1", "¥500.00"), "王芳": "¥500.00", "吴桐": "¥500.00"})
    await talk.press("陈静", await talk.card(1), "part", heard={"陈静": "订单 1"})
    await talk.press("陈静", await talk.card(2), "part", heard={"陈静": "订单 2"})
    await talk.say("陈静", "700", heard={"陈静": ("订单 2", "¥700.00"), "王芳": "¥700.00", "吴桐": "¥700.00"})
    await talk.say("陈静", "700", heard={"陈静": "没看懂"})


async def test_two_people_are_asked_and_answer_side_by_side(talk: Conversation) -> None:
    await place(talk)
    await talk.press("陈静", await talk.card(1), "part", heard={"陈静": "订单 1"})
    await talk.press("李强", await talk.card(1), "short", heard={"李强": "订单 1"})
    await talk.say("陈静", "500", heard={"陈静": NOTED, "王芳": "¥500.00", "吴桐": "¥500.00"})
    await talk.say("李强", "11-25", heard=ANYTHING)
    assert "11-25" in (await talk.card(1)).text


async def test_a_question_outlives_a_restart_of_the_bot(database_url: str, company: Company) -> None:
    async with Office.open(database_url, company, at=MONDAY, running=False) as office:
        talk = Conversation(office)
        async with office.bot_running():
            await talk.skip()
            await place(talk)
            await talk.press("陈静", await talk.card(1), "part", heard={"陈静": "订单 1"})
        await office.chat.say(office.id("陈静"), office.id("陈静"), "很多")
        async with office.bot_running():
            await talk.skip()
            assert "很多" in (await talk.last("陈静")).text
            await talk.say("陈静", "500", heard={"陈静": NOTED, "王芳": "¥500.00", "吴桐": "¥500.00"})
        await talk.check_manners()


@pytest.mark.parametrize("action", ["part", "none"])
async def test_a_press_that_would_be_refused_asks_nothing(talk: Conversation, action: str) -> None:
    await place(talk)
    card = await talk.card(1)
    await talk.bring(("陈静", "/paid 1 11500"))
    data = next(
        button.callback_data
        for row in card.buttons
        for button in row
        if f":{action}:" in (button.callback_data or "")
    )
    if action == "none":
        await talk.press("陈静", card, data=data, toast="订单 1")
    await talk.press("李强", card, data=data, toast="财务")


# what goes before a question ----------------------------------------------------------------------------
@pytest.mark.parametrize("action", ["part", "short", "vehicle"])
async def test_a_whole_command_goes_before_an_open_question(talk: Conversation, action: str) -> None:
    await place(talk)
    await place(talk)
    who = {"part": "陈静", "short": "李强", "vehicle": "周伟"}[action]
    await talk.press(who, await talk.task(who, action, 2), action, heard={who: "订单 2"})
    said = {
        "陈静": "到账 1 6000",
        "李强": "备货 1 缺 11-25 原料不足",
        "周伟": "派车 1 德邦 沪B99999 13800000000",
    }
    await talk.say(who, said[who], heard=ANYTHING)
    card = (await talk.card(1)).text
    assert any(piece in card for piece in ("¥5,500.00", "11-25", "沪B99999")), card
    # What is asked stays asked, and takes its own answer.
    answer = {"陈静": "500", "李强": "11-26 缺桶", "周伟": "顺丰 沪A12345 13800000000"}[who]
    await talk.say(who, answer, heard=ANYTHING)
    card = (await talk.card(2)).text
    assert any(piece in card for piece in ("¥11,000.00", "11-26", "沪A12345")), card


async def test_a_command_with_a_mistake_in_it_is_no_answer_where_a_value_is_asked_for(
    talk: Conversation,
) -> None:
    await place(talk)
    await place(talk)
    await talk.press("周伟", await talk.task("周伟", "vehicle", 2), "vehicle", heard={"周伟": "有空请补"})
    await talk.say("周伟", "派车 1 德邦 沪B99999 1380", heard={"周伟": "1380"})
    assert "沪B99999" not in (await talk.card(1)).text + (await talk.card(2)).text


@pytest.mark.parametrize(
    "words", ["订单重复了", "取消订单的客户又要货", "订单 重复", "货 不要了", "备货来不及", "完成 不了"]
)
async def test_a_reason_may_begin_like_a_command(talk: Conversation, words: str) -> None:
    await place(talk, CREDIT)
    await asked(talk, "赵敏", "reject")
    await talk.say("赵敏", words, heard=ANYTHING)
    assert any(words in text for text in talk.heard[talk.office.id("王芳")])


@pytest.mark.parametrize("leaving", ["取消", "cancel", "/cancel", "／取消", "Cancel"])
async def test_leaving_by_a_word_leaves_the_question_for_good(talk: Conversation, leaving: str) -> None:
    await place(talk)
    await asked(talk, "陈静", "part", "订单 1")
    await talk.say("陈静", leaving, heard={"陈静": "不填了"}, edited=["陈静"])
    assert "订单 1：没有填" in [one.text for one in await talk.office.seen("陈静")]
    await talk.say("陈静", "7", heard={"陈静": "部分到账"})
    assert "货款 ⏳" in (await talk.card(1)).text


async def test_leaving_leaves_a_question_and_a_half_filled_order_at_once(talk: Conversation) -> None:
    await place(talk)
    await talk.say("王芳", "/order ask", heard=ANYTHING)
    await talk.press("王芳", await talk.card(1), data="orders:1:cancel:1:", heard={"王芳": "为什么取消"})
    await talk.say("王芳", "取消", heard={"王芳": "先放下了"}, edited=["王芳"])
    await talk.say("王芳", "客户不要了", heard={"王芳": "您是说"})
    assert "已取消" not in (await talk.card(1)).text


async def test_of_two_questions_the_one_still_open_is_named_again(talk: Conversation) -> None:
    await place(talk)
    await talk.say("王芳", "/order ask", heard=ANYTHING)
    await talk.press("王芳", await talk.card(1), data="orders:1:cancel:1:", heard={"王芳": "为什么取消"})
    await talk.say("王芳", "客户不要了", heard=ANYTHING)
    assert any("哪个客户" in text for text in talk.heard[talk.office.id("王芳")])
    assert "已取消" in (await talk.card(1)).text


async def test_an_answered_question_says_what_was_filled_in(talk: Conversation) -> None:
    await place(talk)
    await asked(talk, "陈静", "part", "订单 1")
    await talk.say("陈静", "很多", heard={"陈静": "很多"})
    await talk.say("陈静", "500", heard=ANYTHING, edited=["陈静"])
    assert "订单 1：已填 500" in [one.text for one in await talk.office.seen("陈静")]


async def test_a_question_that_nobody_need_answer_ends_by_itself(talk: Conversation) -> None:
    await place(talk)
    await talk.press("周伟", await talk.task("周伟", "vehicle"), "vehicle", heard={"周伟": "有空请补"})
    await talk.later(hours=3, heard=ANYTHING, edited=["周伟"])
    assert "订单 1：没有填" in [one.text for one in await talk.office.seen("周伟")]
    await talk.say("周伟", "顺丰 沪A12345 13800000000", heard={"周伟": "没看懂"})


async def test_what_need_not_be_answered_does_not_push_out_what_must(talk: Conversation) -> None:
    await place(talk)
    await place(talk)
    await talk.press("周伟", await talk.card(1), data="orders:1:problem:1:", heard={"周伟": "什么问题"})
    await talk.press("周伟", await talk.card(2), "vehicle", toast=NOTED)
    await talk.say("周伟", "少一桶", heard=ANYTHING)
    assert "少一桶" in (await talk.card(1)).text


async def test_a_question_line_by_line_gives_way_to_a_command_and_is_left_by_a_word(
    talk: Conversation,
) -> None:
    await bring_to(talk, "closed")
    await talk.say("王芳", "/complain 1", heard=ANYTHING)
    await talk.press("王芳", await talk.last("王芳"), "逐行填写", toast="", heard=ANYTHING)
    await talk.say("王芳", "查单 1", heard={"王芳": "订单 1"})
    await talk.say("王芳", "取消", heard={"王芳": "不填了"})
    await talk.say("王芳", "电话", heard={"王芳": "还缺客户"})


@pytest.mark.parametrize("words", ["37到哪了", "37 到哪了？", "谁在办37", "37号单到哪了", "37货好了吗"])
async def test_whoever_asks_about_an_order_that_is_not_there_is_not_told_of_another(
    talk: Conversation, words: str
) -> None:
    await place(talk)
    await talk.say("周伟", words, heard={"周伟": "没有订单 37"})
    await talk.say("周伟", words.replace("37", "1"), heard={"周伟": "订单 1 · 备货中"})


async def test_help_with_a_commands_word_is_no_answer_to_a_draft(talk: Conversation) -> None:
    await talk.bring(("王芳", "下单"))
    draft = await talk.last("王芳")
    await talk.press("王芳", draft, "逐行填写", heard=ANYTHING)
    await talk.say("王芳", "帮助 投诉", heard={"王芳": "登记客户投诉"})
