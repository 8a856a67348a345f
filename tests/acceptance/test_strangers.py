"""Who is not of the company, what is not meant for the bot, and who sees whose orders."""

from typing import Any

import pytest

from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HUADONG, ORDER, bring_to, order, place
from tests.office import DESK, Office

NOTED = "已记下"
POLITE = "请联系管理员"
STRANGER, FOREIGNER = 2001, 2002
ELSEWHERE = -2003


async def test_a_stranger_gets_one_polite_line_and_learns_nothing(talk: Conversation, office: Office) -> None:
    await place(talk)
    await office.chat.add_user(STRANGER, "路人", started=True)
    await talk.say(STRANGER, "你好", heard={STRANGER: POLITE})
    for text in (
        "/start",
        "/show 1",
        "/orders",
        "/help",
        "/stock 1 ready",
        ORDER,
        "到账 1 11500",
        "查单 1",
        "?",
    ):
        await talk.say(STRANGER, text)
    await talk.photo(STRANGER, caption="到账 1 500")
    (line,) = await office.seen(STRANGER)
    for secret in ("宏达", "李强", "示例", "1 "):
        assert secret not in line.text
    await talk.say("王芳", "/orders", heard={"王芳": "订单 1 张"})


async def test_whoever_speaks_as_a_channel_is_answered_once_a_day(office: Office) -> None:
    """Anybody may, as often as they like; an admin of the room who hides behind it is told each time."""

    def as_channel(update_id: int, channel: int) -> dict[str, Any]:
        room = {"id": DESK, "type": "supergroup", "title": "业务群"}
        return {
            "update_id": update_id,
            "message": {
                "message_id": 900_000 + update_id,
                "date": 1_795_000_000,
                "chat": room,
                "from": {"id": 136_817_688, "is_bot": True, "first_name": "Channel"},
                "sender_chat": {"id": channel, "type": "channel", "title": "频道"},
                "text": "/orders",
            },
        }

    async def answers(first: int, *channels: int) -> int:
        assert office.app is not None
        before = len(await office.seen())
        await office.app.keeper.keep([as_channel(first + at, channel) for at, channel in enumerate(channels)])
        await office.settled()
        return len(await office.seen()) - before

    assert await answers(80_000, *[-1007] * 30) == 1
    assert await answers(80_100, -1008, -1008) == 1
    await office.later(days=1)
    assert await answers(80_200, -1007, -1007) == 1
    assert await answers(80_300, DESK, DESK) == 2


async def test_a_foreign_stranger_is_answered_in_english(talk: Conversation, office: Office) -> None:
    await office.chat.add_user(FOREIGNER, "Tom", started=True, language_code="en-GB")
    await talk.say(FOREIGNER, "hello", heard={FOREIGNER: "administrator"})
    await talk.say(FOREIGNER, "hello?")


async def test_a_stranger_in_the_room_gets_one_line_for_a_command_and_none_for_chatter(
    talk: Conversation, office: Office
) -> None:
    await place(talk)
    await office.chat.add_user(STRANGER, "路人", started=True)
    await office.chat.join(DESK, [STRANGER], by=1001)
    before = (await talk.card(1)).text
    for text in ("大家好", "到账了吗?", "备货", "好了"):
        await talk.say(STRANGER, text, DESK)
    await talk.say(STRANGER, "/stock 1 ready", DESK, heard={DESK: POLITE})
    for text in ("/stock 1 ready", "备货 1 好了", "/show 1", ORDER):
        await talk.say(STRANGER, text, DESK)
    await talk.reply(STRANGER, await talk.card(1), "好了")
    assert (await talk.card(1)).text == before


async def test_an_unknown_room_gets_one_line_at_most_also_from_members(
    talk: Conversation, office: Office
) -> None:
    await place(talk)
    await office.chat.add_group(ELSEWHERE, "别的群", members=[1001, 1002], bot_is_admin=True)
    await talk.say("王芳", "大家好", ELSEWHERE)
    await talk.say("王芳", "/show 1", ELSEWHERE, heard={ELSEWHERE: POLITE})
    for text in ("/show 1", ORDER, "/stock 1 ready", "订单", "/help"):
        await talk.say("王芳", text, ELSEWHERE)
    await talk.say("王芳", "/orders", heard={"王芳": "订单 1 张"})


async def test_an_anonymous_admin_is_asked_to_speak_as_themselves(talk: Conversation) -> None:
    await place(talk)
    before = (await talk.card(1)).text
    await talk.say("王芳", "/slip 1", DESK, anonymous=True, heard={DESK: "自己的名义"})
    await talk.say("王芳", "辛苦大家了", DESK, anonymous=True)
    assert (await talk.card(1)).text == before


async def test_another_bots_words_are_not_heard(talk: Conversation, office: Office) -> None:
    await place(talk)
    before = (await talk.card(1)).text
    body = {
        "message_id": 9001,
        "date": 1,
        "chat": {"id": DESK, "type": "group", "title": "业务群"},
        "from": {"id": 3001, "is_bot": True, "first_name": "别的机器人"},
        "text": "/stock 1 ready",
    }
    await office.chat.raw_update("message", body)
    await talk.later(seconds=1)
    assert (await talk.card(1)).text == before


# chatter ------------------------------------------------------------------------------------------------
CHATTER = [
    "到账了吗?",
    "到账了吗？",
    "货款到账没有",
    "明天发货吗",
    "备货",
    "备货 1 好了吗",
    "开单",
    "发货 1 明天",
    "到账 8400",
    "到账 1 8400吗？",
    "好的",
    "收到",
    "谢谢",
    "ok",
    "1",
    "#1",
    "👍",
    "催",
    "结单吧",
    "大家注意 备货 1 好了",
    "请问 /stock 1 ready 怎么用",
    "@somebody 备货 1 好了",
    "单位: 吨",
    "客户: 宏达钢构\n品名: 面漆, 1 桶, 1",
    "https://example.com/?a=/stock",
    "...",
]


async def test_chatter_in_the_group_is_silence(talk: Conversation) -> None:
    await place(talk)
    before = (await talk.card(1)).text
    for text in CHATTER:
        await talk.say("陈静", text, DESK)
    message = await talk.say("李强", "货好了吗", DESK)
    for text in ("好了", "到账 8400", "备货完成", "ok"):
        await talk.reply("陈静", message, text)
    await talk.photo("陈静", to=DESK, caption="大家看看")
    await talk.photo("陈静", to=DESK)
    assert (await talk.card(1)).text == before


async def test_courtesies_in_private_and_as_replies_need_no_answer(talk: Conversation) -> None:
    await place(talk)
    for text in ("谢谢", "辛苦了"):
        await talk.say("李强", text)
        await talk.reply("李强", await talk.last("李强"), text)
    await talk.say("李强", "今天天气不错", heard={"李强": "没看懂"})


# edits --------------------------------------------------------------------------------------------------
async def test_an_edited_command_is_not_run_again(talk: Conversation) -> None:
    await place(talk)
    said = await talk.say("陈静", "/paid 1 500", DESK, heard=ANYTHING)
    before = (await talk.card(1)).text
    await talk.edit("陈静", said, "/paid 1 5000", heard={"陈静": "不算数"})
    said = await talk.say("陈静", "/paid 1 5o0", heard={"陈静": "5o0"})
    await talk.edit("陈静", said, "/paid 1 500", heard={"陈静": "不算数"})
    assert (await talk.card(1)).text == before


async def test_chatter_that_was_edited_is_silence_too(talk: Conversation) -> None:
    await place(talk)
    said = await talk.say("李强", "大家早", DESK)
    await talk.edit("李强", said, "大家早上好")
    said = await talk.say("李强", "/tasks", heard={"李强": "订单 1"})


# who sees what ------------------------------------------------------------------------------------------
async def test_salespeople_see_only_their_own_customers_orders(talk: Conversation) -> None:
    await place(talk)
    await place(talk, order(customer=HUADONG, pay="款到发货"))
    await talk.say("孙涛", "/orders", heard={"孙涛": ("订单 1 张", "2", HUADONG)})
    assert "宏达" not in (await talk.last("孙涛")).text
    await talk.say("吴桐", "/orders", heard={"吴桐": ("订单 1 张", "宏达")})
    for text in ("/show 1", "查单 1", "/history 1", "/show 99"):
        await talk.say("孙涛", text, heard={"孙涛": "没有订单"})
    for text in ("/orders 宏达", "/orders 宏 达"):
        await talk.say("孙涛", text, heard={"孙涛": "没有"})
    await talk.say("孙涛", "/show 2", heard={"孙涛": "星湖街"})
    await talk.say("王芳", "/orders", heard={"王芳": "订单 2 张"})


async def test_an_order_of_anothers_customer_is_refused_with_the_owners_name(talk: Conversation) -> None:
    await talk.say("孙涛", ORDER, DESK, heard={"孙涛": ("宏达钢构", "吴桐")})
    await talk.say("吴桐", order(customer=HUADONG), heard={"吴桐": (HUADONG, "孙涛")})
    await talk.say("王芳", "/orders", heard={"王芳": "没有"})


@pytest.mark.parametrize("state", ["shipped"])
async def test_no_address_or_telephone_is_shown_in_the_room_whoever_asks(
    talk: Conversation, state: str
) -> None:
    await bring_to(talk, state)
    await talk.say("王芳", "/show 1", DESK, heard=ANYTHING)
    await talk.say("周伟", "查单 1", DESK, heard=ANYTHING)
    await talk.say("王芳", "/orders 1390000", DESK, heard=ANYTHING)
    await talk.say("周伟", "/tasks", DESK, heard=ANYTHING)
    await talk.say("周伟", "/history 1", DESK, heard=ANYTHING)
    await talk.card(1)


async def test_an_edited_order_makes_no_second_one(talk: Conversation) -> None:
    said = await talk.say("王芳", ORDER, DESK, heard=ANYTHING)
    await talk.edit("王芳", said, ORDER.replace("310", "320"), heard={"王芳": "改单 1"})
    await talk.say("王芳", "/orders", heard={"王芳": "订单 1 张"})


async def test_a_word_said_by_an_anonymous_admin_is_not_dropped(talk: Conversation) -> None:
    await place(talk)
    await talk.say("王芳", "备货 1 好了", DESK, anonymous=True, heard={DESK: "自己的名义"})
