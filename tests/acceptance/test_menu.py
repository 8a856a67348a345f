"""The menu: one private message, edited in place, by which all that a person may do is two presses away."""

import pytest

from tests.acceptance.conversation import ANYTHING, Conversation, pressed_by
from tests.acceptance.scenes import place
from tests.office import DESK


async def test_the_menu_counts_what_there_is_and_opens_it_in_place(talk: Conversation) -> None:
    await place(talk)
    await talk.say("陈静", "菜单", heard={"陈静": ("最早的：订单 1 宏达钢构", "1 全款到账")})
    menu = await talk.last("陈静")
    assert "我的任务 1" in menu.button_texts and "订单 1" in menu.button_texts
    await talk.press("陈静", menu, "订单 1", edited=["陈静"])
    orders = await talk.last("陈静")
    assert orders.message_id == menu.message_id and "1 宏达钢构 · " in orders.text
    await talk.press("陈静", orders, "1", heard={"陈静": "订单 1"})
    await talk.press("陈静", orders, "‹ 菜单", edited=["陈静"])
    again = next(one for one in await talk.office.seen("陈静") if one.message_id == menu.message_id)
    assert again.button_texts == menu.button_texts
    await talk.press("陈静", again, "款项", edited=["陈静"])
    money = next(one for one in await talk.office.seen("陈静") if one.message_id == menu.message_id)
    await talk.press("陈静", money, "到账", heard={"陈静": "请查款：订单 1"})
    await place(talk)
    await talk.press("陈静", money, "到账", heard={"陈静": "哪一件"})


@pytest.mark.parametrize("said", ["/menu", "菜单", "你好", "/help", "/start", "哈哈哈哈今天天气"])
async def test_the_menu_answers_who_says_hello_starts_asks_for_help_or_is_lost(
    talk: Conversation, said: str
) -> None:
    await talk.say("陈静", said, heard=ANYTHING)
    last = await talk.last("陈静")
    assert {"menu:orders", "menu:tasks", "menu:people"} <= set(pressed_by(last)), last.text


async def test_a_list_of_the_menu_is_searched_by_a_reply(talk: Conversation) -> None:
    await place(talk)
    await place(talk)
    await talk.say("王芳", "菜单", heard=ANYTHING)
    await talk.press("王芳", await talk.last("王芳"), "订单 2", edited=["王芳"])
    listed = await talk.last("王芳", "订单")
    await talk.reply("王芳", listed, "宏达", heard={"王芳": ("找“宏达”", "2 宏达钢构", "1 宏达钢构")})
    await talk.reply("王芳", await talk.last("王芳"), "没有这家", heard={"王芳": "没有找到"})


async def test_every_button_of_the_menu_leads_somewhere(talk: Conversation) -> None:
    """Whatever is pressed in any part: one toast, and an answer that is no refusal and no mistake."""
    await place(talk)
    for who in ("王芳", "陈静", "李强", "周伟", "赵敏", "邓凯"):
        await talk.say(who, "/menu", heard=ANYTHING)
        menu = await talk.last(who)
        for part in [data for data in pressed_by(menu) if data.startswith("menu:")]:
            await talk.press(who, menu, data=part, edited=[who])
            shown = next(one for one in await talk.office.seen(who) if one.message_id == menu.message_id)
            for run in [data for data in pressed_by(shown) if data.startswith("run:") and data != "run:back"]:
                await talk.press(who, menu, data=run, heard=ANYTHING)
                heard = talk.heard[talk.office.id(who)]
                assert len(heard) == 1, f"{who} {run}: {heard}"
                assert not heard[0].startswith(("没看懂", "不能", "这一步")), f"{who} {run}: {heard}"
            await talk.press(who, menu, data="menu:", edited=[who])


async def test_in_a_room_the_menu_is_pointed_to(talk: Conversation) -> None:
    await talk.say("陈静", "/menu", DESK, heard={DESK: "菜单在私聊里", "陈静": "现在没有要您办的事"})
    pointer = await talk.last(DESK)
    assert [button.url for row in pointer.buttons for button in row] != [None]


async def test_a_part_of_the_menu_that_is_not_ones_own_stays_closed(talk: Conversation) -> None:
    await talk.say("李强", "/menu", heard=ANYTHING)
    menu = await talk.last("李强")
    await talk.press("李强", menu, data="menu:money")
    await talk.press("李强", menu, data="menu:nonsense")
    await talk.press("李强", menu, data="run:paid", heard=ANYTHING)
    assert "现在没有" in talk.heard[talk.office.id("李强")][0]
