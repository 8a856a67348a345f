"""What can be looked up (O10): lists, an order, its history, tasks, urging, help."""

import pytest

from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HUADONG, PAID, READY, bring_to, go, order, place
from tests.office import DESK, Office

NOTED = "已记下"


async def test_orders_are_found_by_customer_product_phone_and_state(talk: Conversation) -> None:
    await bring_to(talk, "released")
    await place(
        talk,
        order(customer=HUADONG, items=("银粉漆, 3 桶, 100",), pay="款到发货").replace(
            "13900001111", "051288889999"
        ),
    )
    await bring_to(talk, "closed", 3, order(customer="老客户", items=("面漆, 1 桶, 11500",)))
    for words, numbers in (
        ("", {1, 2}),
        ("宏达", {1}),
        ("老客户", {3}),
        ("银粉", {2}),
        ("面漆", {1, 3}),
        ("面漆 宏达", {1}),
        ("13900001111", {1, 3}),
        ("0512", {2}),
        ("已开单", {1}),
        ("released", {1}),
        ("备货中", {2}),
        ("closed", {3}),
        ("已结单 老客户", {3}),
        ("未结", {1, 2}),
        ("不存在的", set()),
        ("%", set()),
        ("_", set()),
    ):
        await talk.say("王芳", f"/orders {words}", heard={"王芳": "订单" if numbers else "没有"})
        lines = (await talk.last("王芳")).text.splitlines()[1:]
        found = {int(line.removeprefix("⚠️").split()[0]) for line in lines}
        assert found == numbers, f"/orders {words}: {lines}"
    await talk.say("王芳", "订单 宏达", DESK, heard={"王芳": "订单 1 张"})


async def test_a_list_says_customer_amount_state_and_who_it_waits_for(talk: Conversation) -> None:
    await place(talk)
    await talk.say("赵敏", "/orders", heard={"赵敏": ("1 宏达钢构", "¥11,500.00", "备货中", "11-28", "车间")})


async def test_signs_that_a_database_reads_as_anything_are_looked_for_as_typed(talk: Conversation) -> None:
    await place(talk)
    for sign in ("%", "_", "宏_钢构", "/"):
        await talk.say("王芳", f"/orders {sign}", heard={"王芳": "没有"})


async def test_late_orders_are_those_past_their_wanted_date_or_with_a_late_task(talk: Conversation) -> None:
    await place(talk, order("交期: 2026-11-24"))
    await place(talk, order("交期: 2026-12-24"))
    await talk.say("王芳", "/orders late", heard={"王芳": "没有"})
    await go(talk, 1, READY, PAID, ("周伟", "/vehicle {n} 顺丰 沪A12345 13800000000"))
    await go(
        talk,
        2,
        READY,
        PAID,
        ("周伟", "/vehicle {n} 顺丰 沪A12345 13800000000"),
        ("王芳", "/slip {n}"),
        ("周伟", "/ship {n}"),
    )
    await talk.until("2026-11-25T08:01", heard=ANYTHING)
    await talk.say("王芳", "/orders 超期", heard={"王芳": ("订单 1 张", "⚠️", "11-24")})
    await talk.say("王芳", "/orders 宏达 late", heard={"王芳": "订单 1 张"})
    await talk.say("王芳", "/orders 华东 late", heard={"王芳": "没有"})


async def test_mine_are_the_orders_i_took_or_owe_something_on(talk: Conversation) -> None:
    await place(talk, who="林晓")
    await place(talk)
    await go(talk, 2, READY)
    await talk.say("林晓", "/orders mine", heard={"林晓": ("订单 1 张", "1 宏达")})
    await talk.say("李强", "/orders 我的", heard={"李强": ("订单 1 张", "1 宏达")})
    await talk.say("王芳", "/orders mine", heard={"王芳": ("订单 1 张", "2 宏达")})


async def test_a_long_list_pages_by_button(talk: Conversation) -> None:
    for _ in range(9):
        await place(talk, order(items=("面漆, 1 桶, 5",)))
    await talk.say("王芳", "/orders", heard={"王芳": ("订单 9 张", "1/2")})
    listed = await talk.last("王芳")
    assert "9 宏达" in listed.text and "\n1 宏达" not in listed.text
    await talk.press("王芳", listed, data="page:2", edited=["王芳"])
    assert "\n1 宏达" in (await talk.last("王芳")).text and "2/2" in (await talk.last("王芳")).text
    await talk.press("王芳", await talk.last("王芳"), data="page:1", edited=["王芳"])
    assert (await talk.last("王芳")).text == listed.text
    await talk.say("李强", "/tasks", heard={"李强": ("9 件", "1/2")})
    await talk.press("李强", await talk.last("李强"), data="page:2", edited=["李强"])
    assert "2/2" in (await talk.last("李强")).text


async def test_tasks_are_what_the_speaker_owes(talk: Conversation) -> None:
    await place(talk)
    await talk.say("陈静", "/tasks", heard={"陈静": ("1 件", "订单 1", "宏达钢构", "10:00")})
    await talk.say("钱丽", "待办", heard={"钱丽": "订单 1"})
    await talk.say("王芳", "/tasks", heard={"王芳": "没有"})
    await talk.say("陈静", "/paid 1 none", heard=ANYTHING)
    await talk.say("陈静", "/tasks", heard={"陈静": ("订单 1", "11-24")})
    await go(talk, 1, READY, PAID)
    await talk.say("王芳", "/tasks", DESK, heard={"王芳": ("1 件", "开单")})
    await talk.say("陈静", "/tasks", heard={"陈静": "没有"})


async def test_history_says_who_did_what_and_when_page_by_page(talk: Conversation) -> None:
    await place(talk)
    await talk.later(minutes=5)
    await talk.bring(*(("陈静", f"/paid 1 {amount}") for amount in (100, 200, 300, 400, 500, 600, 700)))
    await talk.say("李强", "/stock 1 ready", heard={"李强": NOTED})
    await talk.say("王芳", "/history 1", heard={"王芳": ("1/2", "10:05 李强", "10:05 陈静", "¥700.00")})
    first = await talk.last("王芳")
    assert "王芳 下单" not in first.text
    await talk.press("王芳", first, 0, edited=["王芳"])
    second = await talk.last("王芳")
    assert "10:00 王芳" in second.text and "2/2" in second.text and "陈静" not in second.text
    assert (await talk.last("王芳")).message_id == first.message_id
    await talk.say("王芳", "/history 9", heard={"王芳": "没有订单 9"})
    await talk.say("王芳", "记录 #1", DESK, heard=ANYTHING)


async def test_show_says_where_an_order_stands_and_who_it_waits_for_since_when(talk: Conversation) -> None:
    await place(talk)
    await talk.later(minutes=25, heard={"钱丽": "请查款"})
    await talk.say(
        "赵敏", "/show 1", heard={"赵敏": ("备货中", "李强", "钱丽", "周伟", "25 分钟", "接单 王芳")}
    )
    await talk.say("赵敏", "查单 #1", heard={"赵敏": "订单 1"})
    await talk.say("赵敏", "/show 7", heard={"赵敏": "没有订单 7"})
    await talk.say("赵敏", "/show", heard={"赵敏": "哪一件"})
    await talk.say("赵敏", "/show abc", heard={"赵敏": "abc"})


async def test_urging_tells_whoever_has_the_ball_at_most_once_in_ten_minutes(talk: Conversation) -> None:
    await place(talk)
    urged = {"李强": ("王芳", "订单 1"), "陈静": ("王芳", "订单 1"), "周伟": ("王芳", "订单 1")}
    await talk.say("王芳", "/urge 1", DESK, heard={**urged, "王芳": "已催李强、陈静、周伟：订单 1"})
    await talk.later(minutes=9)
    await talk.say("周伟", "/urge 1", heard={"周伟": ("10:00", "10 分钟")})
    await talk.later(minutes=1)
    await go(talk, 1, ("周伟", "/vehicle {n} 顺丰 沪A12345 13800000000"))
    await talk.say("周伟", "督促 1", heard={"李强": "周伟", "陈静": "周伟", "周伟": "已催李强、陈静：订单 1"})
    # An urge has the task's own buttons, and an answer to it is an answer.
    await talk.press("陈静", await talk.last("陈静"), "paid", toast=NOTED, heard=ANYTHING)
    await talk.say("李强", "/urge 1", heard={"李强": ("客服", "物流")})
    # In turn the second finance member has the ball after a quarter of an hour.
    await place(talk)
    await talk.later(minutes=15, heard=ANYTHING)
    heard = dict.fromkeys(("李强", "钱丽", "周伟"), "订单 2")
    await talk.say("王芳", "/urge 2", heard={**heard, "王芳": "已催李强、钱丽、周伟：订单 2"})
    await talk.say("王芳", "/urge 9", heard={"王芳": "没有订单 9"})


async def test_urging_names_whoever_really_was_reminded(office: Office) -> None:
    talk = Conversation(office)
    await bring_to(talk, "released")
    await office.chat.block(office.id("周伟"))
    await talk.later(seconds=1, heard=ANYTHING)
    # What nobody in logistics hears of is the director's by now.
    await talk.say(
        "王芳",
        "/urge 1",
        heard={"赵敏": [("王芳催", "车辆"), ("王芳催", "发货")], "王芳": "已催赵敏：订单 1"},
    )
    await office.chat.block(office.id("赵敏"))
    await talk.later(minutes=10, heard=ANYTHING)
    await talk.say("王芳", "/urge 1", heard={"王芳": ("没催到人：订单 1", "直接找他们")})
    await talk.say("王芳", "/language en", heard=ANYTHING)
    await office.chat.block(office.id("赵敏"), False)
    await talk.later(minutes=10, heard=ANYTHING)
    await talk.say("王芳", "/urge 1", heard={"赵敏": ["催", "催"], "王芳": "Reminded 赵敏: order 1"})


async def test_help_lists_only_what_this_person_can_do(talk: Conversation, office: Office) -> None:
    can = {
        "李强": ("stock", {"paid", "slip", "order", "ship", "close", "members", "undelivered"}),
        "陈静": ("paid", {"stock", "slip", "order", "ship", "arrive", "close", "members"}),
        "周伟": ("ship", {"stock", "slip", "order", "paid", "close", "members"}),
        "王芳": ("slip", {"stock", "paid", "ship", "arrive", "vehicle", "members"}),
        "林晓": ("order", {"slip", "stock", "paid", "ship"}),
        "孙涛": ("order", {"slip", "stock", "paid", "ship"}),
        "赵敏": ("sign", {"slip", "stock", "paid", "ship", "order", "members"}),
        "邓凯": ("members", {"slip", "stock", "paid", "ship", "order"}),
    }
    for who, (has, has_not) in can.items():
        await talk.say(who, "/help", heard={who: f"/{has} "})
        few = await talk.last(who)
        assert 2 <= sum(line.startswith("/") for line in few.text.splitlines()) <= 6
        assert "/tasks " in few.text
        await talk.press(who, few, "更多命令", edited=[who])
        words = (await talk.last(who)).text
        for command in has_not:
            assert f"/{command} " not in words, f"{who} is offered /{command}"
        for command in ("show", "orders", "tasks", "help", "language"):
            assert f"/{command} " in words
        menu = {entry["command"] for entry in await office.chat.commands(office.id(who), office.id(who))}
        assert has in menu and not menu & has_not
    await talk.say("王芳", "帮助 下单", heard={"王芳": ("/order", "下单", "客户:")})
    await talk.say("李强", "/help paid", heard={"李强": ("/paid 到账", "可用：财务、收款员")})
    await talk.say("王芳", "/help", DESK, heard={"王芳": "/slip 开单"})


async def test_unknown_commands_offer_the_nearest(talk: Conversation) -> None:
    await talk.say("王芳", "/oder", heard={"王芳": ("/oder", "/order")})
    await talk.say("王芳", "/slipp 1", heard={"王芳": "/slip 1"})
    # In a room it may be meant for another bot.
    await talk.say("王芳", "/slipp 1", DESK)


async def test_a_number_finds_its_order_not_every_mobile_number(talk: Conversation) -> None:
    await place(talk)
    await place(talk, order(customer=HUADONG, pay="款到发货"))
    for text in ("/orders 1", "/orders #1"):
        await talk.say("孙涛", text, heard={"孙涛": "没有"})
        await talk.say("王芳", text, heard={"王芳": "订单 1 张"})


async def test_urging_what_waits_for_nobody_tells_nobody(talk: Conversation) -> None:
    await bring_to(talk, "closed")
    await talk.say("王芳", "/urge 1", heard={"王芳": "订单 1"})
    assert "已催" not in (await talk.last("王芳")).text


async def test_a_department_that_owes_two_things_of_an_order_is_named_once(talk: Conversation) -> None:
    await place(talk)
    await go(talk, 1, READY, PAID, ("周伟", "/vehicle {n} 顺丰 沪A12345 13800000000 600"))
    await talk.bring(("王芳", "/slip 1"), ("周伟", "/ship 1 SF1234567"))
    await talk.say("王芳", "/orders", heard=ANYTHING)
    (line,) = [one for one in (await talk.last("王芳")).text.splitlines() if one.startswith("1 ")]
    assert line.endswith("等物流")


@pytest.mark.parametrize("said", ["查单 SF999", "查单 SF1", "SF1到哪了"])
async def test_figures_behind_a_carriers_letters_are_no_orders(talk: Conversation, said: str) -> None:
    await place(talk)
    await talk.say("王芳", said, heard=ANYTHING)
    heard = (await talk.last("王芳")).text
    assert "订单 1 " not in heard and "没有订单" not in heard
