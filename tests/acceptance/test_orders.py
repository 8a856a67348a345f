"""Orders from intake to closed (O1 to O6, O10), spoken over HTTP to the real application."""

import pytest

from store.company import Company, Role
from tests.acceptance.conversation import ANYTHING, Conversation, actions
from tests.acceptance.scenes import HUADONG, ORDER, SLIPPED, bring_to, order, place
from tests.conftest import MONDAY
from tests.office import DESK, Office

TOLD = {DESK: "订单 1 · 宏达钢构", "李强": "请备货", "陈静": "请查款", "周伟": "请安排车辆"}
NOTED = "已记下"


# the whole way ------------------------------------------------------------------------------------------
async def test_an_order_goes_from_order_to_closed_by_commands_in_the_room(
    talk: Conversation, office: Office
) -> None:
    await talk.say("王芳", ORDER, DESK, heard=TOLD)
    await talk.say("李强", "/stock 1 ready", DESK, heard={"李强": NOTED}, edited=[DESK, "李强"])
    await talk.say(
        "周伟", "/vehicle 1 顺丰 沪A12345 13800000000 600", DESK, heard={"周伟": NOTED}, edited=[DESK, "周伟"]
    )
    await talk.say(
        "陈静",
        "/paid 1 1500",
        DESK,
        heard={
            "陈静": (NOTED, "¥1,500.00", "¥10,000.00"),
            "王芳": ("¥1,500.00", "陈静"),
            "吴桐": "¥1,500.00",
        },
        edited=[DESK, "陈静"],
    )
    await talk.say("王芳", "/slip 1", DESK, heard={"王芳": ("还不能开单", "¥10,000.00", "财务")})
    await talk.say(
        "陈静",
        "/paid 1 10000",
        DESK,
        heard={
            "陈静": (NOTED, "¥10,000.00"),
            "王芳": ("可以开单了", "¥11,500.00", "陈静"),
            "吴桐": "¥10,000.00",
        },
    )
    await talk.say(
        "王芳",
        "/slip 1",
        DESK,
        heard={
            "王芳": ("销售单", "000001"),
            "周伟": [("销售单", "000001"), ("请发货", "张三", "13900001111", "沪A12345")],
            "陈静": ("销售单", "000001"),
        },
        edited=[DESK, "王芳"],
    )
    await talk.say(
        "周伟",
        "/ship 1 SF1234567",
        DESK,
        heard={
            "周伟": [NOTED, ("请报运费", "¥600.00")],
            "王芳": ("已发货", "SF1234567", "顺丰", "13800000000"),
            "吴桐": ("已发货", "SF1234567"),
        },
        edited=[DESK, "周伟"],
    )
    await talk.say("周伟", "/freight 1 600", DESK, heard={"周伟": NOTED, "陈静": ("运费", "¥600.00")})
    await talk.say("陈静", "/freight 1 600", DESK, heard={"陈静": NOTED}, edited=["陈静"])
    await talk.until("2026-11-26T08:00", heard={"周伟": ("到货了吗", "张三", "13900001111")})
    await talk.say("周伟", "/arrive 1", DESK, heard={"周伟": NOTED, "王芳": ("请告知客户", "送达")})
    await talk.say("王芳", "/inform 1", DESK, heard={"王芳": [NOTED, "可以结单了"]})
    await talk.say("王芳", "/close 1", DESK, heard={"王芳": NOTED}, edited=[DESK, "王芳"])
    card = await talk.card(1)
    assert "已结单" in card.text and "¥11,500.00" in card.text
    assert actions(card) == ["show"]
    await talk.say("李强", "/tasks", heard={"李强": "没有"})


async def test_an_order_goes_from_order_to_closed_by_buttons_alone(talk: Conversation) -> None:
    await talk.say("王芳", ORDER, DESK, heard=TOLD)
    await talk.press("李强", await talk.last("李强"), 0, toast=NOTED, edited=[DESK, "李强"])
    await talk.press(
        "周伟", await talk.last("周伟"), 0, toast=NOTED, heard={"周伟": "发“取消”"}, edited=[DESK]
    )
    await talk.press(
        "陈静",
        await talk.last("陈静"),
        0,
        toast="¥11,500.00",
        heard={"王芳": ("可以开单了", "陈静"), "吴桐": "到账"},
        edited=[DESK, "陈静"],
    )
    await talk.press(
        "王芳",
        await talk.last("王芳", "可以开单了"),
        0,
        toast=NOTED,
        heard=SLIPPED,
        edited=[DESK, "王芳"],
    )
    await talk.press(
        "周伟",
        await talk.last("周伟", "请发货"),
        0,
        toast=NOTED,
        heard={"王芳": "已发货", "吴桐": "已发货"},
        edited=[DESK, "周伟"],
    )
    await talk.until("2026-11-26T08:00", heard={"周伟": "到货了吗"})
    await talk.press(
        "周伟",
        await talk.last("周伟", "到货了吗"),
        0,
        toast=NOTED,
        heard={"王芳": "请告知客户"},
        edited=[DESK],
    )
    await talk.press(
        "王芳",
        await talk.last("王芳", "请告知客户"),
        0,
        toast=NOTED,
        heard={"王芳": "可以结单了"},
        edited=["王芳"],
    )
    await talk.press("王芳", await talk.last("王芳", "可以结单了"), 0, toast=NOTED, edited=[DESK, "王芳"])
    assert "已结单" in (await talk.card(1)).text


async def test_an_order_goes_from_order_to_closed_by_the_buttons_of_its_card(talk: Conversation) -> None:
    await talk.say("王芳", ORDER, DESK, heard=TOLD)
    for who, button, heard in (
        ("李强", "ready", {}),
        ("陈静", "paid", {"王芳": ("可以开单了", "陈静"), "吴桐": "到账"}),
        ("周伟", "vehicle", {"周伟": "发“取消”"}),
        ("王芳", "slip", SLIPPED),
        ("周伟", "ship", {"王芳": "已发货", "吴桐": "已发货"}),
        ("周伟", "arrive", {"王芳": "请告知客户"}),
        ("王芳", "inform", {"王芳": "可以结单了"}),
        ("王芳", "close", {}),
    ):
        await talk.press(who, await talk.card(1), button, toast=NOTED, heard=heard, edited=[DESK])
    assert "已结单" in (await talk.card(1)).text


async def test_an_order_goes_from_order_to_closed_by_replies_alone(talk: Conversation) -> None:
    await talk.say("王芳", ORDER, DESK, heard=TOLD)
    await talk.reply("李强", await talk.last("李强"), "好了", heard={"李强": NOTED}, edited=[DESK, "李强"])
    await talk.reply(
        "陈静",
        await talk.last("陈静"),
        "到账 1500",
        heard={"陈静": (NOTED, "¥1,500.00"), "王芳": "¥1,500.00", "吴桐": "¥1,500.00"},
        edited=[DESK, "陈静"],
    )
    # Her task was edited to say who answered it; a bare figure as a reply to it still counts.
    task = await talk.last("陈静", "¥1,500.00")
    task = next(one for one in await talk.office.seen("陈静") if one.edited)
    await talk.reply(
        "陈静",
        task,
        "2,000",
        heard={"陈静": (NOTED, "¥2,000.00"), "王芳": "¥2,000.00", "吴桐": "¥2,000.00"},
    )
    await talk.photo(
        "陈静",
        reply_to=await talk.card(1),
        caption="到账 8000",
        heard={"陈静": (NOTED, "¥8,000.00"), "王芳": "可以开单了", "吴桐": "¥8,000.00"},
        edited=[DESK],
    )
    await talk.reply(
        "周伟",
        await talk.last("周伟"),
        "派车 顺丰 沪A12345 13800000000",
        heard={"周伟": NOTED},
        edited=[DESK, "周伟"],
    )
    await talk.reply(
        "王芳",
        await talk.last("王芳", "可以开单了"),
        "ok",
        heard=SLIPPED,
        edited=[DESK, "王芳"],
    )
    # The task says that the waybill's number is enough.
    await talk.reply(
        "周伟",
        await talk.last("周伟", "请发货"),
        "SF1234567",
        heard={"周伟": NOTED, "王芳": ("已发货", "SF1234567"), "吴桐": ("已发货", "SF1234567")},
        edited=[DESK, "周伟"],
    )
    await talk.reply(
        "周伟", await talk.card(1), "到货了", heard={"周伟": NOTED, "王芳": "请告知客户"}, edited=[DESK]
    )
    await talk.reply(
        "王芳", await talk.last("王芳", "请告知客户"), "好了", heard={"王芳": [NOTED, "可以结单了"]}
    )
    await talk.reply("王芳", await talk.card(1), "结单", heard={"王芳": NOTED}, edited=[DESK])
    assert "已结单" in (await talk.card(1)).text


async def test_an_order_goes_from_order_to_closed_in_chinese_words_alone(talk: Conversation) -> None:
    await talk.say("王芳", order(command="下单"), DESK, heard=TOLD)
    reports = {"王芳": "到账", "吴桐": "到账"}
    await talk.say("李强", "备货 1 好了", DESK, heard={"李强": NOTED}, edited=[DESK])
    await talk.say(
        "陈静", "到账 1 8400", DESK, heard={"陈静": (NOTED, "¥8,400.00"), **reports}, edited=[DESK]
    )
    await talk.say(
        "陈静", "到账1 3,100元", heard={"陈静": NOTED, "王芳": ("可以开单了", "陈静"), "吴桐": "到账"}
    )
    await talk.say("周伟", "派车 1 顺丰 沪A12345 13800000000", heard={"周伟": NOTED}, edited=[DESK])
    await talk.say("王芳", "开单 1", DESK, heard=SLIPPED)
    await talk.say(
        "周伟", "发货 #1 SF1234567", DESK, heard={"周伟": NOTED, "王芳": "已发货", "吴桐": "已发货"}
    )
    await talk.say("周伟", "到货 1", heard={"周伟": NOTED, "王芳": "请告知客户"}, edited=[DESK])
    await talk.say("王芳", "告知 1", heard={"王芳": [NOTED, "可以结单了"]})
    await talk.say("王芳", "结单 1", DESK, heard={"王芳": NOTED}, edited=[DESK])
    assert "已结单" in (await talk.card(1)).text


async def test_an_order_taken_in_private_gets_its_card_in_the_desk_room(talk: Conversation) -> None:
    await talk.say("王芳", ORDER, heard={**TOLD, "王芳": ("已下单", "订单 1")})
    await talk.press("李强", await talk.card(1), "ready", toast=NOTED, edited=[DESK, "李强"])
    await talk.say("林晓", ORDER, heard={**TOLD, DESK: "订单 2", "林晓": ("已下单", "订单 2")})
    await talk.card(2)


async def test_commands_name_the_bot_or_mention_it_and_mean_the_same(
    talk: Conversation, office: Office
) -> None:
    assert office.app is not None
    bot = office.app.username
    await talk.say("王芳", ORDER.replace("/order", f"/order@{bot}"), DESK, heard=TOLD)
    await talk.say("李强", f"@{bot} 备货 1 好了", DESK, heard={"李强": NOTED}, edited=[DESK])
    await talk.say("陈静", f"/paid@{bot} 1 500", DESK, heard={"陈静": NOTED, "王芳": "到账", "吴桐": "到账"})
    await talk.say("王芳", "/slip@some_other_bot 1", DESK)


# the card and the three departments ---------------------------------------------------------------------
async def test_an_order_has_one_card_in_the_room_edited_in_place_and_nothing_else_with_buttons(
    talk: Conversation, office: Office
) -> None:
    await bring_to(talk, "closed")
    calls = [call for call in await office.chat.calls(chat_id=DESK) if call.status == 200]
    assert [call.method for call in calls if call.method.startswith("send")] == ["sendMessage"]
    assert all(call.method == "editMessageText" for call in calls[1:])
    (message,) = await office.seen(DESK)
    assert message == await talk.card(1)


async def test_the_card_shows_goods_money_and_vehicle_with_who_and_since_when(talk: Conversation) -> None:
    await place(talk)
    card = (await talk.card(1)).text
    for piece in (
        "订单 1 · 宏达钢构",
        "环氧富锌底漆 30 桶 × 280.00",
        "面漆 10 桶 × 310.00",
        "¥11,500.00",
        "款到发货",
        "托盘",
        "11-28 周六",
    ):
        assert piece in card
    for who in ("李强", "陈静", "周伟"):
        (line,) = [line for line in card.splitlines() if who in line]
        assert "10:00" in line and "⏳" in line
    assert len([line for line in card.splitlines() if line.strip()]) <= 12
    await talk.later(minutes=10)
    await talk.bring(
        ("李强", "/stock 1 ready"),
        ("陈静", "/paid 1 11500"),
        ("周伟", "/vehicle 1 顺丰 沪A12345 13800000000"),
    )
    card = (await talk.card(1)).text
    for who in ("李强", "陈静", "周伟"):
        (line,) = [line for line in card.splitlines() if who in line]
        assert "✅" in line and "10:10" in line


async def test_each_department_gets_the_fields_it_needs_and_no_others(talk: Conversation) -> None:
    await place(talk, order("包装: 托盘", "交期: 2026-11-28", "备注: 下午三点以后卸货", "签回单: 要"))
    workshop = (await talk.last("李强")).text
    finance = (await talk.last("陈静")).text
    logistics = (await talk.last("周伟")).text
    for piece in ("宏达钢构", "环氧富锌底漆 30 桶", "面漆 10 桶", "托盘", "11-28", "下午三点以后卸货"):
        assert piece in workshop
    for piece in ("280", "310", "11,500", "13900001111", "星湖街", "张三"):
        assert piece not in workshop
    for piece in ("宏达钢构", "¥11,500.00", "款到发货"):
        assert piece in finance
    for piece in ("13900001111", "星湖街"):
        assert piece not in finance
    for piece in (
        "宏达钢构",
        "环氧富锌底漆 30 桶",
        "面漆 10 桶",
        "托盘",
        "张三",
        "13900001111",
        "苏州市工业园区星湖街 1 号",
        "11-28",
        "下午三点以后卸货",
        "签回单",
        "备货中",
    ):
        assert piece in logistics
    for piece in ("280", "310", "11,500"):
        assert piece not in logistics


async def test_the_first_button_of_every_private_task_is_the_good_answer(talk: Conversation) -> None:
    await place(talk)
    assert actions(await talk.last("李强")) == ["ready", "short"]
    assert actions(await talk.last("陈静")) == ["paid", "part", "none"]
    assert actions(await talk.last("周伟")) == ["vehicle"]


async def test_a_closed_task_tells_the_others_who_did_it_and_when(talk: Conversation) -> None:
    await place(talk)
    await talk.later(minutes=15, heard={"钱丽": "请查款"})
    await talk.later(minutes=5)
    await talk.press(
        "钱丽",
        await talk.last("钱丽"),
        "paid",
        toast="¥11,500.00",
        heard={"王芳": "到账", "吴桐": "到账"},
        edited=["陈静", "钱丽", DESK],
    )
    copy = await talk.last("陈静")
    for piece in ("订单 1", "钱丽", "10:20", "¥11,500.00"):
        assert piece in copy.text
    assert copy.buttons == []
    assert "10:20" in (await talk.last("钱丽")).text


async def test_any_member_of_the_role_may_act_told_or_not(talk: Conversation) -> None:
    await place(talk)
    await talk.say(
        "钱丽", "/paid 1 11500", heard={"钱丽": NOTED, "王芳": "到账", "吴桐": "到账"}, edited=[DESK, "陈静"]
    )
    await talk.say(
        "马军", "/stock 1 ready", heard={"马军": NOTED, "王芳": "可以开单了"}, edited=[DESK, "李强"]
    )
    await talk.say(
        "罗勇", "/vehicle 1 顺丰 沪A12345 13800000000", heard={"罗勇": NOTED}, edited=[DESK, "周伟"]
    )


@pytest.mark.parametrize("taker", ["孙涛", "林晓"])
async def test_shipment_and_money_are_reported_to_service_and_the_salesperson_whoever_took_the_order(
    talk: Conversation, taker: str
) -> None:
    """O4: logistics reports to service and the order's salesperson."""
    await place(talk, order(customer=HUADONG, pay="款到发货"), taker)
    await talk.bring(("李强", "/stock 1 ready"), ("陈静", "/paid 1 11500"), ("王芳", "/slip 1"))
    await talk.say(
        "周伟",
        "/ship 1 SF1234567",
        heard={"周伟": NOTED, **dict.fromkeys(["王芳", "孙涛", taker], "SF1234567")},
    )


# people, rooms and how commands are typed ---------------------------------------------------------------
async def test_commands_are_read_in_any_case_width_and_spacing(talk: Conversation) -> None:
    await talk.say("王芳", ORDER.replace("/order", "  ／ＯＲＤＥＲ "), DESK, heard=TOLD)
    await talk.say("李强", "/STOCK  #1   READY", DESK, heard={"李强": NOTED}, edited=[DESK])
    await talk.say(
        "陈静", "／ＰＡＩＤ　１　５００", heard={"陈静": (NOTED, "¥500.00"), "王芳": "到账", "吴桐": "到账"}
    )
    await talk.say("周伟", "/Vehicle 1", heard={"周伟": NOTED}, edited=[DESK])
    for typed in (
        "/show 0",
        "/show -1",
        "/show 1.5",
        "/show 99999999999999999999",
        "/show 1 2",
        "/stock 1",
        "/stock 1 maybe",
    ):
        await talk.say("李强", typed, heard={"李强": ""})
        assert NOTED not in (await talk.last("李强")).text


async def test_one_person_may_hold_every_role_and_the_tasks_come_last(
    database_url: str, company: Company
) -> None:
    roles = tuple(role for role in Role if role is not Role.SALES)
    alone = company.members[0].model_copy(update={"roles": roles})
    company = company.model_copy(update={"members": (alone,), "duty": (), "customers": ()})
    async with Office.open(database_url, company, at=MONDAY) as office:
        talk = Conversation(office)
        await talk.skip()
        await talk.say(
            "王芳", ORDER, heard={DESK: "订单 1", "王芳": ["已下单", "请备货", "请查款", "请安排车辆"]}
        )
        said = [message.text for message in await office.seen("王芳")]
        assert "已下单" in said[0]
        for action in ("ready", "vehicle", "paid", "slip", "ship", "arrive", "inform", "close"):
            if action == "arrive":
                await talk.until("2026-11-26T08:00", heard={"王芳": "到货了吗"})
            await talk.press("王芳", await talk.task("王芳", action), action, toast=NOTED, heard=ANYTHING)
        assert "已结单" in (await talk.card(1)).text
        await talk.check_manners()


async def test_each_desk_room_has_the_cards_of_its_own_orders(database_url: str, company: Company) -> None:
    second = -1077
    rooms = (*company.rooms, company.rooms[0].model_copy(update={"chat_id": second}))
    async with Office.open(database_url, company.model_copy(update={"rooms": rooms}), at=MONDAY) as office:
        talk = Conversation(office)
        await talk.skip()
        tasks = {"李强": "请备货", "陈静": "请查款", "周伟": "请安排车辆"}
        await talk.say("王芳", ORDER, second, heard={second: "订单 1", **tasks})
        twin = {"王芳": ("已下单", "和订单")}  # in each room the same order
        await talk.say("王芳", ORDER, DESK, heard={DESK: "订单 2", **twin, **tasks})
        await talk.say("王芳", ORDER, heard={DESK: "订单 3", **twin, **tasks})
        # From one room an order of the other can be moved on; its card is where it was.
        await talk.say("李强", "/stock 1 ready", DESK, heard={"李强": NOTED}, edited=[second])
        await talk.press(
            "陈静", await talk.card(1, second), "paid", toast=NOTED, heard=ANYTHING, edited=[second]
        )
        await talk.check_manners()


async def test_a_departments_own_room_hears_its_tasks_without_address_or_telephone(
    database_url: str, company: Company
) -> None:
    finance, logistics = -1088, -1089
    rooms = (
        *company.rooms,
        company.rooms[0].model_copy(update={"chat_id": finance, "purpose": "finance"}),
        company.rooms[0].model_copy(update={"chat_id": logistics, "purpose": "logistics"}),
    )
    async with Office.open(database_url, company.model_copy(update={"rooms": rooms}), at=MONDAY) as office:
        talk = Conversation(office)
        await talk.skip()
        await talk.say("王芳", ORDER, DESK, heard={**TOLD, finance: "请查款", logistics: "请安排车辆"})
        await talk.press(
            "钱丽",
            await talk.task(finance, "paid"),
            "paid",
            toast=NOTED,
            heard=ANYTHING,
            edited=[finance, "陈静", DESK],
        )
        await talk.reply(
            "罗勇",
            await talk.task(logistics, "vehicle"),
            "派车 顺丰 沪A12345 13800000000",
            heard={"罗勇": NOTED},
            edited=[logistics, "周伟", DESK],
        )
        await talk.check_manners()


# the printed slip -------------------------------------------------------------------------------------------
async def test_whoever_gets_a_slip_is_told_which_letters_it_cannot_show(talk: Conversation) -> None:
    await bring_to(talk, "preparing", text=order(customer="王𠮷堂"))
    await talk.bring(("李强", "/stock 1 ready"), ("陈静", "/paid 1 11500"))
    await talk.say("王芳", "/slip 1", heard=ANYTHING)
    assert "打印不出来的字：𠮷。" in (await talk.last("王芳", "销售单 000001")).text
    await bring_to(talk, "preparing", 2)
    await talk.bring(("李强", "/stock 2 ready"), ("陈静", "/paid 2 11500"))
    await talk.say("王芳", "/slip 2", heard=ANYTHING)
    assert "打印不出" not in (await talk.last("王芳", "销售单 000002")).text


async def test_a_note_of_a_line_goes_where_the_line_goes_and_freight_that_the_customer_pays_is_nobodys_here(
    talk: Conversation,
) -> None:
    items = ("环氧富锌底漆, 30 桶, 280, 备注 红色", "面漆, 10 桶, 310")
    await place(talk, order("运输: 到付", items=items))
    assert "环氧富锌底漆 30 桶 × 280.00（红色）" in (await talk.card(1)).text
    assert "环氧富锌底漆 30 桶（红色）" in (await talk.last("李强", "请备货")).text
    await talk.bring(
        ("李强", "/stock 1 ready"),
        ("陈静", "/paid 1 11500"),
        ("周伟", "/vehicle 1 顺丰 沪A12345 13800000000 600"),
        ("王芳", "/slip 1"),
    )
    assert "环氧富锌底漆 30 桶（红色）" in (await talk.last("周伟", "请发货")).text
    await talk.bring(("周伟", "/ship 1 SF1234567"))
    await talk.say("周伟", "/tasks", heard={"周伟": ("待办 1 件", "到货")})
    rows = await talk.office.exported("orders")
    assert [line["note"] for line in rows[0]["lines"]] == ["红色", ""] and rows[0]["freight_by"] == "collect"
