"""Buttons that need more than a press: asked in private, answered by a plain line, kept in a row."""

import pytest

from store.company import Company
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import bring_to, order, place
from tests.conftest import MONDAY
from tests.office import DESK, Office

NOTED = "已记下"
CREDIT = order("承诺付款日: 2026-12-20", pay="欠款")


async def asked(talk: Conversation, who: str, action: str, says: str = "/cancel") -> None:
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
    await talk.say("李强", "11-26 原料不足", heard={"李强": "/help"})


async def test_a_part_payment_is_asked_for_its_amount(talk: Conversation) -> None:
    await place(talk)
    await asked(talk, "陈静", "part", "订单 1")
    for wrong in ("很多", "0", "12.345", "1.2万"):
        await talk.say("陈静", wrong, heard={"陈静": wrong})
    await talk.say(
        "陈静",
        "8,400",
        heard={"陈静": (NOTED, "¥8,400.00"), "王芳": "¥8,400.00", "吴桐": "¥8,400.00"},
        edited=[DESK],
    )
    await talk.say("陈静", "8,400", heard={"陈静": "/help"})


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
        "周伟", await talk.task("周伟", "vehicle"), "vehicle", toast=NOTED, heard={"周伟": "/cancel"}
    )
    await talk.say("周伟", "/tasks", heard={"周伟": ""})
    await talk.say("周伟", "顺丰", heard={"周伟": "车牌"})
    await talk.say("周伟", "顺丰 沪A12345 13800000000 600", heard={"周伟": NOTED}, edited=[DESK])
    assert "沪A12345" in (await talk.card(1)).text
    await place(talk)
    await talk.press("周伟", await talk.card(2), "vehicle", toast=NOTED, heard={"周伟": "/cancel"})
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
    await talk.say("陈静", "500", heard={"陈静": "/help"})
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
    await talk.say("陈静", "700", heard={"陈静": "/help"})


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
