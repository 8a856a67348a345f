"""The gate, the sales slip, shipment, arrival, freight and closing (O3 to O6)."""

import io

from pypdf import PdfReader

from tests.acceptance.conversation import Conversation, actions
from tests.acceptance.scenes import (
    ARRIVE,
    HUADONG,
    INFORM,
    PAID,
    READY,
    SHIP,
    SLIP,
    SLIPPED,
    VEHICLE,
    bring_to,
    go,
    order,
    place,
)
from tests.office import DESK, Office

NOTED = "已记下"
REPORTED = ("王芳", "吴桐")


# the gate and the slip ----------------------------------------------------------------------------------
async def test_a_shut_gate_says_what_is_missing_who_has_it_and_since_when(talk: Conversation) -> None:
    await place(talk)
    await talk.later(minutes=10)
    await talk.say("王芳", "/slip 1", heard={"王芳": ("还不能开单", "李强", "¥11,500.00", "陈静", "10 分钟")})
    assert actions(await talk.last("王芳")) == ["urge", "show"]
    await go(talk, 1, READY)
    await talk.say("王芳", "/slip 1", DESK, heard={"王芳": ("还不能开单", "¥11,500.00", "陈静")})
    assert "李强" not in (await talk.last("王芳")).text
    await talk.say("陈静", "/paid 1 5000", heard={"陈静": NOTED, **dict.fromkeys(REPORTED, "到账")})
    await talk.say("王芳", "开单 1", heard={"王芳": ("还不能开单", "¥6,500.00", "财务")})
    await talk.say("陈静", "/paid 1 6500", heard={"陈静": NOTED, "王芳": "可以开单了", "吴桐": "到账"})
    await talk.say("王芳", "/slip 1", heard=SLIPPED)


async def test_a_slip_is_a_printable_document_with_customer_amount_in_capitals_and_payment_method(
    talk: Conversation, office: Office
) -> None:
    await place(talk)
    await go(talk, 1, READY, PAID, SLIP)
    kept = {"王芳": ["存根联"], "陈静": ["财务联"], "周伟": ["仓库联", "客户联"]}
    for who, copies in kept.items():
        pages = await slip_pages(office, who)
        for page, copy in zip(pages, copies, strict=True):
            for piece in (copy, "示例物流", "000001", "宏达钢构", "环氧富锌底漆", "面漆", "11,500.00"):
                assert piece in page, page
            for piece in ("壹万壹仟伍佰元整", "款到发货", "王芳", "2026 年 11 月 23 日"):
                assert piece in page, page
    assert "000001" in (await talk.card(1)).text


async def slip_pages(office: Office, who: str) -> list[str]:
    (message,) = [one for one in await office.seen(who) if one.document]
    assert message.document is not None
    assert message.document.file_name == "销售单-000001.pdf"
    assert message.document.mime_type == "application/pdf"
    content = await office.chat.download(message.document)
    return [page.extract_text().replace("\n", " ") for page in PdfReader(io.BytesIO(content)).pages]


async def test_a_slip_on_account_says_until_when_it_is_to_be_paid(talk: Conversation, office: Office) -> None:
    await place(talk, order(customer=HUADONG, pay="月结"))
    await go(talk, 1, READY, SLIP)
    (page,) = await slip_pages(office, "陈静")
    assert "未收 ¥11,500.00，2026-12-25 前付" in page, page


async def test_slips_are_numbered_without_gaps_whatever_was_refused_between(talk: Conversation) -> None:
    for _ in range(3):
        await place(talk)
    for number, slip in ((2, "000001"), (3, "000002"), (1, "000003")):
        await go(talk, number, READY)
        await talk.say("王芳", f"/slip {number}", heard={"王芳": "还不能开单"})
        await go(talk, number, PAID)
        await talk.say("李强", f"/slip {number}", heard={"李强": "客服"})
        slipped = {"王芳": slip, "陈静": slip, "周伟": [slip, "请发货"]}
        await talk.say("王芳", f"/slip {number}", heard=slipped)
        await talk.say("王芳", f"/slip {number}", heard={"王芳": "王芳"})


# shipment -----------------------------------------------------------------------------------------------
async def test_an_order_stays_released_until_all_of_it_is_shipped(talk: Conversation) -> None:
    await bring_to(talk, "released")
    await talk.say(
        "周伟",
        "/ship 1 SF1000001\nitem: 面漆, 4",
        DESK,
        heard={"周伟": NOTED, **dict.fromkeys(REPORTED, ("面漆 4", "SF1000001", "一部分"))},
        edited=[DESK],
    )
    card = (await talk.card(1)).text
    for piece in ("已开单", "环氧富锌底漆 30", "面漆 6"):
        assert piece in card
    task = (await talk.last("周伟", "请发货")).text
    assert "面漆 6 桶" in task, "the task shows what is left to ship"
    for wrong, named in (
        ("/ship 1\nitem: 面漆, 6.001", ("面漆", "6", "6.001")),
        ("/ship 1\nitem: 面漆, 3\nitem: 面漆, 4", ("面漆", "6")),
        ("/ship 1\nitem: 银粉漆, 1", ("银粉漆",)),
        ("/ship 1\nitem: 面漆, 0", ("面漆",)),
    ):
        await talk.say("周伟", wrong, heard={"周伟": named})
    assert (await talk.card(1)).text == card
    await talk.say(
        "周伟",
        "发货 1\n品名：环氧富锌底漆， ３０ 桶\n品名：面漆， ５",
        heard={"周伟": NOTED, **dict.fromkeys(REPORTED, ("环氧富锌底漆 30", "面漆 5"))},
    )
    await talk.say("王芳", "/inform 1", heard={"王芳": NOTED})
    await talk.say("周伟", "/arrive 1", heard={"周伟": "订单 1"})
    await talk.press(
        "周伟",
        await talk.last("周伟", "请发货"),
        "ship",
        toast=NOTED,
        heard=dict.fromkeys(REPORTED, "面漆 1"),
        edited=[DESK, "周伟"],
    )
    assert "已发货" in (await talk.card(1)).text
    await talk.say("周伟", "/ship 1", heard={"周伟": ("订单 1", "周伟")})


async def test_two_lines_of_one_product_are_shipped_one_after_the_other(talk: Conversation) -> None:
    text = order(items=("面漆, 4 桶, 310", "面漆, 6 桶, 300"))
    await place(talk, text)
    await go(talk, 1, READY, ("陈静", "/paid {n} 3040"), SLIP)
    told = {"周伟": NOTED, **dict.fromkeys(REPORTED, "面漆")}
    await talk.say("周伟", "/ship 1\nitem: 面漆, 5", heard=told)
    await talk.say("周伟", "/ship 1\nitem: 面漆, 5", heard=told)
    assert "已发货" in (await talk.card(1)).text


async def test_the_vehicle_can_be_named_with_its_cost_before_and_after_the_slip(talk: Conversation) -> None:
    await place(talk)
    await talk.say("周伟", "/vehicle 1", heard={"周伟": NOTED}, edited=[DESK])
    await talk.say(
        "周伟", "/vehicle 1 德邦 快运 苏E99999 13800000001 450.50", DESK, heard={"周伟": NOTED}, edited=[DESK]
    )
    assert "苏E99999" in (await talk.card(1)).text
    assert "13800000001" not in (await talk.card(1)).text
    await talk.say("周伟", "/show 1", heard={"周伟": ("德邦 快运", "苏E99999", "13800000001", "¥450.50")})
    await go(talk, 1, READY, PAID, SLIP)
    await talk.say(
        "周伟",
        "派车 1\n承运: 顺丰\n车牌: 沪B00001\n电话: 13800000002",
        DESK,
        heard={"周伟": NOTED},
        edited=[DESK],
    )
    await talk.say("周伟", "/show 1", heard={"周伟": ("顺丰", "沪B00001", "13800000002", "¥450.50")})
    await talk.say("周伟", "/vehicle 1 顺丰", heard={"周伟": "车牌"})


async def test_the_salesperson_who_arranges_the_freight_is_asked_for_the_vehicle(talk: Conversation) -> None:
    """O1: who arranges the freight, logistics or the salesperson; the order's own (U2)."""
    text = order("运输: 业务")
    await talk.say(
        "王芳", text, DESK, heard={DESK: "订单 1", "李强": "请备货", "陈静": "请查款", "吴桐": "请安排车辆"}
    )
    assert "吴桐" in (await talk.card(1)).text
    await talk.say("孙涛", "/vehicle 1", heard={"孙涛": "没有订单 1"})
    await talk.press(
        "吴桐", await talk.last("吴桐"), 0, toast=NOTED, heard={"吴桐": "发“取消”"}, edited=[DESK]
    )


# arrival ------------------------------------------------------------------------------------------------
async def test_arrival_is_asked_after_the_expected_days_and_again_until_it_is_confirmed(
    talk: Conversation,
) -> None:
    await bring_to(talk, "shipped")
    await talk.until("2026-11-26T07:59")
    await talk.until("2026-11-26T08:00", heard={"周伟": ("到货了吗", "张三", "13900001111", "SF1234567")})
    asked = await talk.last("周伟")
    assert actions(asked) == ["arrive", "not_arrived"]
    await talk.press("周伟", asked, "not_arrived", toast="明天", edited=["周伟"])
    await talk.until("2026-11-27T08:00", heard={"周伟": "到货了吗"})
    await talk.reply("周伟", await talk.last("周伟"), "还没到", heard={"周伟": NOTED})
    # The day after is a Saturday: it is asked on the next working day.
    await talk.until("2026-11-30T07:59")
    await talk.until("2026-11-30T08:00", heard={"周伟": "到货了吗"})
    await talk.press(
        "周伟",
        await talk.last("周伟"),
        "arrive",
        toast=NOTED,
        heard={"王芳": ("请告知客户", "环氧富锌底漆 30", "面漆 10", "示例物流")},
        edited=[DESK, "周伟"],
    )
    assert "已到货" in (await talk.card(1)).text


async def test_goods_may_arrive_before_anybody_asked(talk: Conversation) -> None:
    await bring_to(talk, "shipped")
    await talk.say("周伟", "/arrive 1", DESK, heard={"周伟": NOTED, "王芳": "请告知客户"}, edited=[DESK])
    await talk.until("2026-11-26T08:00")
    assert any("告知客户" in text for who, text in talk.daily if who == "赵敏"), "in the director's list"
    await talk.say("王芳", "/inform 1", heard={"王芳": [NOTED, "可以结单了"]})
    await talk.say("王芳", "/inform 1", heard={"王芳": "王芳"})


async def test_the_texts_to_forward_to_the_customer_are_ready_at_shipment_and_at_arrival(
    talk: Conversation, office: Office
) -> None:
    await place(talk)
    await go(talk, 1, READY, PAID, VEHICLE, SLIP)
    await talk.say(
        "周伟",
        "/ship 1 SF1234567",
        heard={
            "周伟": NOTED,
            "王芳": ("您好", "环氧富锌底漆 30", "顺丰", "SF1234567", "13800000000", "示例物流"),
            "吴桐": ("环氧富锌底漆 30", "顺丰", "SF1234567"),
        },
    )
    assert "<pre>" not in (await talk.last("吴桐")).html, "one of them forwards it: service"
    forward = await talk.last("王芳")
    assert "<pre>" in forward.html
    await talk.say("周伟", "/arrive 1", heard={"周伟": NOTED, "王芳": ("您好", "送达", "张三", "示例物流")})
    assert "<pre>" in (await talk.last("王芳")).html


# closing ------------------------------------------------------------------------------------------------
async def test_a_signed_receipt_comes_back_where_it_was_wanted(talk: Conversation) -> None:
    await place(talk, order("签回单: 要"))
    await go(talk, 1, READY, PAID, SLIP, SHIP)
    await talk.say("周伟", "/receipt 1", heard={"周伟": "订单 1"})
    await talk.say("周伟", "/arrive 1", heard={"周伟": [NOTED, "签回单"], "王芳": "请告知客户"})
    await talk.say("王芳", "/inform 1", heard={"王芳": NOTED})
    await talk.say("王芳", "/close 1", heard={"王芳": ("还不能结", "签回单", "周伟")})
    await talk.press(
        "周伟",
        await talk.last("周伟", "请把签回单收回来"),
        0,
        toast=NOTED,
        heard={"王芳": "可以结单了"},
        edited=["周伟"],
    )
    await talk.say("周伟", "回单 1", heard={"周伟": "周伟"})
    await talk.say("王芳", "/close 1", heard={"王芳": NOTED}, edited=[DESK])


async def test_freight_is_claimed_by_logistics_and_confirmed_by_finance(talk: Conversation) -> None:
    await place(talk)
    await go(talk, 1, READY, PAID, ("周伟", "/vehicle {n} 顺丰 沪A12345 13800000000 600"), SLIP)
    await talk.say(
        "周伟",
        "/ship 1 SF1234567",
        heard={"周伟": [NOTED, ("请报运费", "¥600.00")], **dict.fromkeys(REPORTED, "已发货")},
    )
    await go(talk, 1, ARRIVE, INFORM)
    await talk.say("王芳", "/close 1", heard={"王芳": ("还不能结", "运费", "周伟")})
    await talk.reply(
        "周伟",
        await talk.last("周伟", "请报运费"),
        "650",
        heard={"周伟": (NOTED, "¥650.00"), "陈静": "¥650.00"},
    )
    await talk.say("王芳", "/close 1", heard={"王芳": ("还不能结", "运费", "陈静")})
    await talk.say("陈静", "/freight 1 600", heard={"陈静": ("¥650.00", "¥600.00")})
    await talk.press(
        "陈静",
        await talk.task("陈静", "freight_confirm"),
        0,
        toast=NOTED,
        heard={"王芳": "可以结单了"},
        edited=["陈静"],
    )
    await talk.say("周伟", "/freight 1 700", heard={"周伟": ""})
    assert NOTED not in (await talk.last("周伟")).text
    await talk.say("王芳", "/show 1", heard={"王芳": ("¥650.00", "已结")})
    await talk.say("王芳", "/close 1", heard={"王芳": NOTED})


async def test_closing_is_refused_with_every_reason_and_who_has_it(talk: Conversation) -> None:
    await place(talk, order("签回单: 要", pay="代收货款"))
    await talk.say("王芳", "/close 1", heard={"王芳": ("还不能结", "没到", "李强")})
    await go(talk, 1, READY, ("周伟", "/vehicle {n} 顺丰 沪A12345 13800000000 600"), SLIP, SHIP, ARRIVE)
    await talk.say("王芳", "/close 1", heard={"王芳": ("告知", "签回单", "代收货款", "运费", "周伟")})
    await talk.say("周伟", "/close 1", heard={"周伟": "客服"})
    await go(
        talk, 1, INFORM, ("周伟", "/receipt {n}"), ("周伟", "/cod {n} 11500"), ("周伟", "/freight {n} 600")
    )
    await talk.say("林晓", "/close 1", heard={"林晓": ("还不能结", "代收货款", "运费", "陈静")})
    await go(talk, 1, ("陈静", "/cod {n} 11500"), ("陈静", "/freight {n} 600"))
    await talk.say("林晓", "/close 1", heard={"林晓": NOTED}, edited=[DESK, "王芳"])
    await talk.say("王芳", "/close 1", heard={"王芳": "林晓"})


async def test_an_order_closes_without_the_vehicle_ever_named(talk: Conversation) -> None:
    """The vehicle is logistics' own affair: neither the gate nor closing waits for it."""
    await bring_to(talk, "closed", text=order(customer=HUADONG, pay="月结"))
    assert "已结单" in (await talk.card(1)).text


async def test_urging_at_a_shut_gate_reaches_whoever_holds_what_is_missing(talk: Conversation) -> None:
    await place(talk)
    await go(talk, 1, READY, ("周伟", "/vehicle {n} 顺丰 沪A12345 13800000000"), ("陈静", "/paid {n} 5000"))
    await talk.say("王芳", "开单 1", heard={"王芳": ("还不能开单", "¥6,500.00", "财务")})
    await talk.press(
        "王芳", await talk.last("王芳"), "urge", toast="催", heard={"陈静": ("订单 1", "¥6,500.00")}
    )
