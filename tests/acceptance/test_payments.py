"""Money (O2, O3, O6, A1, A2): transfers, cash on delivery, credit, monthly accounts, receivables."""

import pytest

from tests.acceptance.conversation import ANYTHING, Conversation, Expected, actions
from tests.acceptance.scenes import (
    ARRIVE,
    CLOSE,
    HUADONG,
    INFORM,
    READY,
    SHIP,
    SLIP,
    SLIPPED,
    VEHICLE,
    go,
    order,
    place,
)
from tests.office import DESK

NOTED = "已记下"
COD = order(pay="代收货款")
CREDIT = order("承诺付款日: 2026-12-20", pay="欠款")
MONTHLY = order(customer=HUADONG, pay="月结")


# transfers ----------------------------------------------------------------------------------------------
async def test_part_payments_add_up_and_an_over_payment_is_taken_and_shown(talk: Conversation) -> None:
    await place(talk)
    await talk.say(
        "陈静",
        "/paid 1 5000",
        DESK,
        heard={
            "陈静": (NOTED, "¥5,000.00", "¥6,500.00"),
            **dict.fromkeys(["王芳", "吴桐"], ("¥5,000.00", "¥6,500.00")),
        },
        edited=[DESK],
    )
    card = (await talk.card(1)).text
    assert "¥5,000.00" in card and "货款 ⏳" in card
    await talk.say(
        "陈静",
        "/paid 1 7000.50",
        DESK,
        heard={
            "陈静": (NOTED, "¥7,000.50", "多付 ¥500.50"),
            **dict.fromkeys(["王芳", "吴桐"], "多付 ¥500.50"),
        },
        edited=[DESK],
    )
    assert "货款 ✅" in (await talk.card(1)).text
    await talk.say("王芳", "/show 1", heard={"王芳": ("¥12,000.50", "多付 ¥500.50")})


async def test_amounts_are_taken_as_people_write_them_or_refused_never_rounded(talk: Conversation) -> None:
    await place(talk, order(items=("大货, 1 批, 1000000",)))
    for at, (typed, shown) in enumerate(
        [
            ("8400", "¥8,400.00"),
            ("8,400", "¥8,400.00"),
            ("８４００", "¥8,400.00"),
            ("８，４００．５０", "¥8,400.50"),
            ("¥8400", "¥8,400.00"),
            ("8400元", "¥8,400.00"),
            ("0.01", "¥0.01"),
            ("1.2万", "¥12,000.00"),
            ("一千", "¥1,000.00"),
        ]
    ):
        heard = {"陈静": (NOTED, shown), "王芳": shown, "吴桐": shown}
        await talk.say("陈静", f"/paid 1 {typed}", DESK if at % 2 else None, heard=heard)
    before = (await talk.card(1)).text
    for typed in (
        "0",
        "-5",
        "12.345",
        "8,40",
        "1e5",
        "0x10",
        "12 000",
        "NaN",
        "²",
        "99999999999",
    ):
        await talk.say("陈静", f"/paid 1 {typed}", heard={"陈静": typed.split()[0]})
        assert NOTED not in talk.heard[talk.office.id("陈静")][0]
        await talk.reply("陈静", await talk.card(1), f"到账 {typed}", heard={"陈静": typed.split()[0]})
    await talk.say("陈静", "/paid 1", heard={"陈静": "金额"})
    assert (await talk.card(1)).text == before


async def test_a_transfer_is_not_counted_twice_by_its_reference(talk: Conversation) -> None:
    await place(talk)
    await talk.say(
        "陈静", "/paid 1 5000 TX20261123001", heard={"陈静": NOTED, "王芳": "¥5,000.00", "吴桐": "¥5,000.00"}
    )
    await talk.say("钱丽", "/paid 1 5000 TX20261123001", heard={"钱丽": ("TX20261123001", "订单 1")})
    await talk.say("王芳", "/show 1", heard={"王芳": "已收 ¥5,000.00"})
    await talk.say(
        "陈静", "/paid 1 6500 TX20261123002", heard={"陈静": NOTED, "王芳": "¥6,500.00", "吴桐": "¥6,500.00"}
    )


async def test_a_photo_is_money_only_from_finance_under_the_question_for_it(talk: Conversation) -> None:
    await place(talk)
    await talk.photo("王芳", 1, reply_to=await talk.card(1), heard={"王芳": ("照片已存", "如果是付款凭证")})
    assert "货款 ⏳" in (await talk.card(1)).text
    kept = await talk.last("王芳", "照片已存")
    told: Expected = {"陈静": ("凭证", "订单 1", "¥11,500.00")}
    await talk.press("王芳", kept, "proof", toast=NOTED, heard=told)
    await talk.photo(
        "陈静",
        2,
        reply_to=await talk.last("陈静", "请查款"),
        heard={"陈静": (NOTED, "¥11,500.00"), "王芳": "¥11,500.00", "吴桐": "¥11,500.00"},
        edited=[DESK],
    )
    await talk.say("王芳", "/show 1", heard={"王芳": "凭证 2 张"})


async def test_a_photo_that_its_words_call_proof_is_proof(talk: Conversation) -> None:
    await place(talk)
    for at, words in enumerate(("凭证", "转账截图", "proof of payment")):
        heard: Expected = {"王芳": NOTED, "陈静": ("凭证", "订单 1")}
        await talk.photo("王芳", at, reply_to=await talk.card(1), caption=words, heard=heard)
    assert "货款 ⏳" in (await talk.card(1)).text


async def test_the_photo_of_a_transfer_is_flagged_on_a_second_order(talk: Conversation) -> None:
    await place(talk)
    await place(talk)
    heard: Expected = {"王芳": NOTED, "陈静": ("凭证", "订单 1")}
    await talk.photo("王芳", 7, reply_to=await talk.card(1), caption="凭证", heard=heard)
    flagged = ("订单 2", "订单 1", "王芳")
    await talk.photo(
        "王芳",
        7,
        reply_to=await talk.card(2),
        caption="凭证",
        heard={"王芳": [NOTED, flagged], "陈静": [("凭证", "订单 2"), flagged], "赵敏": flagged},
    )
    # As a file, and by finance itself, it is the same picture only if it is the same file; another one isn't flagged.
    await talk.photo(
        "陈静",
        8,
        reply_to=await talk.card(2),
        caption="到账 11500",
        heard={"陈静": NOTED, "王芳": "¥11,500.00", "吴桐": "¥11,500.00"},
    )


@pytest.mark.parametrize("doubt", ["a part came before", "the card", "a file", "seen before", "words"])
async def test_a_picture_that_leaves_a_doubt_books_nothing_and_is_settled_by_one_press(
    talk: Conversation, doubt: str
) -> None:
    await place(talk)
    task, options = await talk.task("陈静", "paid"), {}
    if doubt == "a part came before":
        await talk.say("陈静", "/paid 1 5000", heard=ANYTHING)
    elif doubt == "the card":
        task = await talk.card(1)
    elif doubt == "a file":
        options = {"file": "对账单.pdf"}
    elif doubt == "words":
        options = {"caption": "还没到账，这是对账截图"}
    else:
        await place(talk)
        await talk.photo("陈静", 30, reply_to=await talk.task("陈静", "paid", 2), heard=ANYTHING)
    heard: Expected = {"陈静": ("照片已存", "还没有记到账")}
    if doubt == "seen before":
        twice: list[str | tuple[str, ...]] = ["订单 2", "订单 2"]  # who sent it, and who is told of it
        heard = {"陈静": [("照片已存", "还没有记到账"), *twice], "赵敏": "订单 2"}
    await talk.photo("陈静", 30, reply_to=task, **options, heard=heard)
    assert "货款 ✅" not in (await talk.card(1)).text
    asked = await talk.last("陈静", "照片已存")
    await talk.press("陈静", asked, "paid", toast=NOTED, heard=ANYTHING)
    assert "货款 ✅ 陈静" in (await talk.card(1)).text
    assert (await talk.last("陈静", "照片已存")).buttons == []


async def test_a_picture_goes_with_the_task_that_it_answers_and_is_nothing_to_finance(
    talk: Conversation,
) -> None:
    await place(talk)
    task = await talk.task("周伟", "vehicle")
    await talk.photo("周伟", 40, reply_to=task, heard={"周伟": ("照片已存", "办好了请按")})
    await talk.photo("周伟", 41, reply_to=task, caption="这辆车", heard={"周伟": "照片已存"})
    goods = await talk.task("李强", "ready")
    await talk.photo("李强", 42, reply_to=goods, heard={"李强": ("照片已存", "办好了请按")})
    await talk.press("周伟", await talk.last("周伟", "照片已存"), "vehicle", toast=NOTED, heard=ANYTHING)
    await talk.say("王芳", "/history 1", heard={"王芳": ("附照片", "车辆已安排")})


async def test_money_that_has_not_come_is_asked_for_again_the_next_day(talk: Conversation) -> None:
    await place(talk)
    await go(talk, 1, READY, VEHICLE)
    await talk.press(
        "陈静",
        await talk.last("陈静"),
        "none",
        toast="明天",
        heard=dict.fromkeys(["王芳", "吴桐"], ("订单 1", "还没到", "陈静")),
        edited=["陈静", DESK],
    )
    await talk.later(hours=3)
    await talk.until("2026-11-24T07:59")
    await talk.until("2026-11-24T08:00", heard={"陈静": ("请查款", "订单 1")})
    await talk.say("陈静", "/paid 1 none", DESK, heard={"陈静": NOTED, "王芳": "还没到", "吴桐": "还没到"})
    await talk.until("2026-11-25T08:00", heard={"陈静": ("请查款", "订单 1")})
    await talk.reply(
        "陈静", await talk.last("陈静"), "没到", heard={"陈静": NOTED, "王芳": "还没到", "吴桐": "还没到"}
    )
    await talk.say("陈静", "到账 1 没到", DESK, heard={"陈静": NOTED, "王芳": "还没到", "吴桐": "还没到"})


async def test_after_a_part_payment_the_rest_is_asked_for_the_next_day(talk: Conversation) -> None:
    await place(talk)
    await go(talk, 1, VEHICLE, ("李强", "/stock 1 ready"))
    await talk.say("陈静", "/paid 1 5000", heard={"陈静": NOTED, "王芳": "¥5,000.00", "吴桐": "¥5,000.00"})
    await talk.until("2026-11-24T08:00", heard={"陈静": ("请查款", "已到 ¥5,000.00", "还差 ¥6,500.00")})
    await talk.press(
        "陈静",
        await talk.last("陈静"),
        "paid",
        toast="¥6,500.00",
        heard={"王芳": ("可以开单了", "¥11,500.00"), "吴桐": "¥6,500.00"},
    )


# cash on delivery ---------------------------------------------------------------------------------------
async def test_cash_on_delivery_is_reported_by_logistics_and_confirmed_by_finance(talk: Conversation) -> None:
    await talk.say(
        "王芳", COD, DESK, heard={DESK: ("订单 1", "货款 ✅"), "李强": "请备货", "周伟": "¥11,500.00"}
    )
    await talk.say("周伟", "/cod 1 5000", heard={"周伟": "订单 1"})
    await go(talk, 1, READY, SLIP, SHIP)
    await talk.say("陈静", "/cod 1 5000", heard={"陈静": "还没报"})
    await talk.say(
        "周伟", "/arrive 1", heard={"周伟": [NOTED, ("代收货款", "¥11,500.00")], "王芳": "请告知客户"}
    )
    await talk.say("王芳", "/inform 1", heard={"王芳": NOTED})
    await talk.say("王芳", "/close 1", heard={"王芳": ("还不能结", "代收货款")})
    await talk.say(
        "周伟", "/cod 1 5000", DESK, heard={"周伟": (NOTED, "¥5,000.00"), "陈静": ("代收货款", "¥5,000.00")}
    )
    await talk.say("王芳", "/cod", heard={"王芳": ("周伟", "¥5,000.00", "订单 1")})
    await talk.say("陈静", "/cod 1 5000.01", heard={"陈静": ("¥5,000.00", "¥5,000.01")})
    await talk.say(
        "陈静",
        "/cod 1 3000",
        heard={
            "陈静": [(NOTED, "¥3,000.00"), ("代收货款", "¥2,000.00")],
            **dict.fromkeys(["周伟", "王芳", "吴桐"], ("¥3,000.00", "陈静")),
        },
    )
    await talk.say("周伟", "代收", heard={"周伟": ("周伟", "¥2,000.00")})
    await talk.say("王芳", "/close 1", heard={"王芳": "还不能结"})
    # The rest by buttons and replies.
    await talk.press(
        "陈静",
        await talk.last("陈静", "¥2,000.00"),
        0,
        toast="¥2,000.00",
        heard=dict.fromkeys(["周伟", "王芳", "吴桐"], "¥2,000.00"),
    )
    await talk.reply(
        "周伟", await talk.card(1), "代收 6,500", heard={"周伟": NOTED, "陈静": ("代收货款", "¥6,500.00")}
    )
    await talk.reply(
        "陈静",
        await talk.last("陈静", "¥6,500.00"),
        "6500",
        heard={
            "陈静": NOTED,
            "周伟": "¥6,500.00",
            "吴桐": "¥6,500.00",
            "王芳": "可以结单了",
        },
    )
    await talk.say("周伟", "/cod", heard={"周伟": "没有"})
    await talk.say("陈静", "/cod 1 1", heard={"陈静": ""})
    await talk.say("王芳", "/close 1", heard={"王芳": NOTED}, edited=[DESK])


async def test_cash_on_delivery_alone_belongs_to_orders_that_are_paid_so(talk: Conversation) -> None:
    await place(talk)
    await go(talk, 1, READY, ("陈静", "/paid {n} 11500"), SLIP, SHIP)
    await talk.say("周伟", "/cod 1 500", heard={"周伟": "款到发货"})
    await talk.say("陈静", "/cod 1 500", heard={"陈静": "款到发货"})
    await talk.say("李强", "/cod", heard={"李强": "由"})


# credit -------------------------------------------------------------------------------------------------
SIGNED = tuple((who, "/sign {n}") for who in ("赵敏", "陈静", "周伟"))
"""A2: the director, then the heads of finance and logistics."""
HEADS_ASKED = dict.fromkeys(["陈静", "周伟"], "请签字")


async def test_a_credit_order_waits_for_the_director_and_is_cleared_by_signing(talk: Conversation) -> None:
    await talk.say(
        "王芳",
        CREDIT,
        DESK,
        heard={
            DESK: ("订单 1", "货款 ⏳", "签字"),
            "李强": "请备货",
            "周伟": "请安排车辆",
            "赵敏": ("请签字", "宏达钢构", "¥11,500.00", "12-20", "王芳"),
        },
    )
    assert actions(await talk.last("赵敏")) == ["sign", "reject", "whole"]
    await go(talk, 1, READY)
    await talk.say("王芳", "/slip 1", heard={"王芳": ("还不能开单", "签字", "赵敏")})
    await talk.press(
        "赵敏",
        await talk.last("赵敏"),
        "sign",
        toast=NOTED,
        heard={
            "王芳": ("赵敏", "还等财务、物流"),
            "吴桐": ("订单 1", "赵敏"),
            **dict.fromkeys(["陈静", "周伟"], ("请签字", "签过：赵敏")),
        },
        edited=[DESK, "赵敏"],
    )
    assert "货款 ⏳" in (await talk.card(1)).text
    await talk.say("周伟", "/sign 1", heard=ANYTHING)
    await talk.say(
        "陈静",
        "/sign 1",
        heard={"陈静": NOTED, "王芳": ["陈静同意欠款", ("可以开单了", "欠款")], "吴桐": "陈静"},
    )
    assert "货款 ✅ 赵敏、周伟、陈静" in (await talk.card(1)).text
    await talk.say("王芳", "/slip 1", heard=SLIPPED)
    await talk.say("赵敏", "/sign 1", heard={"赵敏": ""})


async def test_a_rejected_credit_order_needs_its_money_first(talk: Conversation) -> None:
    await place(talk, CREDIT)
    await go(talk, 1, READY)
    await talk.say("赵敏", "/reject 1", heard={"赵敏": "原因"})
    await talk.say(
        "赵敏",
        "/reject 1 上月还欠着",
        heard={
            "赵敏": NOTED,
            **dict.fromkeys(["王芳", "吴桐"], ("订单 1", "上月还欠着", "赵敏")),
            "陈静": ("请查款", "¥11,500.00"),
        },
        edited=[DESK],
    )
    await talk.say("赵敏", "/reject 1 再想了想", heard={"赵敏": ("已经驳回过了", "10:00", "上月还欠着")})
    await talk.say("王芳", "/slip 1", heard={"王芳": ("还不能开单", "¥11,500.00", "陈静")})
    await talk.say(
        "陈静",
        "/paid 1 11500",
        heard={"陈静": NOTED, "王芳": ("可以开单了", "¥11,500.00"), "吴桐": "¥11,500.00"},
    )


async def test_a_credit_order_is_signed_in_words_too(talk: Conversation) -> None:
    await place(talk, CREDIT)
    await talk.reply(
        "赵敏",
        await talk.last("赵敏"),
        "同意",
        heard={"赵敏": NOTED, **dict.fromkeys(["王芳", "吴桐"], "赵敏"), **HEADS_ASKED},
        edited=[DESK],
    )
    await place(talk, CREDIT)
    await talk.say(
        "赵敏",
        "签字 2",
        DESK,
        heard={"赵敏": NOTED, **dict.fromkeys(["王芳", "吴桐"], "赵敏"), **HEADS_ASKED},
        edited=[DESK],
    )
    await place(talk, CREDIT)
    await talk.reply(
        "赵敏",
        await talk.last("赵敏"),
        "驳回 账期太长",
        heard={"赵敏": NOTED, "王芳": "账期太长", "吴桐": "账期太长", "陈静": "请查款"},
    )


# monthly accounts ---------------------------------------------------------------------------------------
async def test_a_monthly_order_inside_the_limit_is_cleared_at_once_and_beyond_it_waits(
    talk: Conversation,
) -> None:
    told = {"李强": "请备货", "周伟": "请安排车辆"}
    await talk.say("王芳", MONTHLY, DESK, heard={DESK: ("订单 1", "货款 ✅", "月结"), **told})
    # 88,500 is exactly what is left of 100,000; one more yuan is beyond it.
    rest = order(customer=HUADONG, pay="月结", items=("大货, 1 批, 88500",))
    await talk.say("王芳", rest, DESK, heard={DESK: ("订单 2", "货款 ✅"), **told})
    more = order(customer=HUADONG, pay="月结", items=("样品, 1 桶, 1",))
    await talk.say(
        "王芳", more, DESK, heard={DESK: ("订单 3", "货款 ⏳"), **told, "赵敏": ("请签字", "¥1.00")}
    )
    # What was paid since makes room again.
    both = ["¥11,500.00", ("订单 3", "信用额度够了")]
    await talk.say("陈静", "/paid 1 11500", heard={"陈静": NOTED, "王芳": both, "孙涛": both})
    await talk.say("王芳", more, DESK, heard={DESK: ("订单 4", "货款 ✅"), "王芳": "和订单 3 一样", **told})
    beyond = order(customer=HUADONG, pay="月结", items=("大货, 1 批, 99999",))
    await talk.bring(("王芳", beyond))
    await talk.say(
        "赵敏",
        "/sign 5",
        heard={
            "赵敏": NOTED,
            **dict.fromkeys(["王芳", "孙涛"], "赵敏"),
            **dict.fromkeys(["陈静", "周伟"], "请签字"),
        },
        edited=[DESK],
    )


@pytest.mark.parametrize("customer", ["没听说过的公司", "宏达钢构"])
async def test_a_monthly_order_without_signed_terms_waits_like_credit(
    talk: Conversation, customer: str
) -> None:
    await talk.say(
        "王芳",
        order(customer=customer, pay="月结"),
        DESK,
        heard={
            DESK: ("订单 1", "货款 ⏳"),
            "李强": "请备货",
            "周伟": "请安排车辆",
            "赵敏": ("请签字", customer),
        },
    )
    await go(talk, 1, READY)
    await talk.say("王芳", "/slip 1", heard={"王芳": ("还不能开单", "签字", "赵敏")})


async def test_the_rest_of_a_monthly_order_stands_in_receivables_and_is_paid_after_closing(
    talk: Conversation,
) -> None:
    await place(talk, MONTHLY)
    await go(talk, 1, READY, SLIP, SHIP, ARRIVE)
    await talk.say("陈静", "/paid 1 1500", heard={"陈静": NOTED, "王芳": "¥1,500.00", "孙涛": "¥1,500.00"})
    await talk.say("王芳", "/inform 1", heard={"王芳": [NOTED, ("可以结单了", "¥10,000.00")]})
    await talk.say("王芳", "/close 1", heard={"王芳": NOTED}, edited=[DESK])
    card = (await talk.card(1)).text
    for piece in ("已结单", "¥10,000.00", "应收", "12-25"):
        assert piece in card, "what is owed has a due date (O6)"
    await talk.say(
        "陈静",
        "/paid 1 4000",
        DESK,
        heard={"陈静": NOTED, "王芳": "¥4,000.00", "孙涛": "¥4,000.00"},
        edited=[DESK],
    )
    assert "¥6,000.00" in (await talk.card(1)).text
    await talk.until("2026-12-25T08:00", heard=ANYTHING)
    await talk.say("王芳", "/show 1", heard={"王芳": ("已结单", "还差 ¥6,000.00")})
    await talk.say(
        "陈静", "/paid 1 6000", heard={"陈静": NOTED, "王芳": "¥6,000.00", "孙涛": "¥6,000.00"}, edited=[DESK]
    )
    await talk.say("王芳", "/show 1", heard={"王芳": "已收 ¥11,500.00"})
    assert "还差" not in (await talk.last("王芳")).text


async def test_a_cash_order_of_a_customer_in_credit_is_closed_when_all_of_it_is_home(
    talk: Conversation,
) -> None:
    await place(talk, CREDIT)
    await go(talk, 1, *SIGNED, READY, SLIP, SHIP, ARRIVE, INFORM)
    await go(talk, 1, CLOSE)
    card = (await talk.card(1)).text
    for piece in ("已结单", "¥11,500.00", "12-20"):
        assert piece in card, "due on the day that was promised (A2)"


async def test_two_departments_paid_and_ready_at_once_open_the_gate_once(talk: Conversation) -> None:
    await place(talk)
    office = talk.office
    await office.chat.say(office.id("李强"), DESK, "/stock 1 ready")
    await office.chat.say(office.id("陈静"), DESK, "/paid 1 11500")
    await office.settled()
    await talk.later(seconds=1, heard={"李强": NOTED, "陈静": NOTED, "王芳": "可以开单了", "吴桐": "到账"})


# corners ------------------------------------------------------------------------------------------------
async def test_a_caption_is_a_command_and_its_picture_is_kept_with_the_order(talk: Conversation) -> None:
    await place(talk)
    await talk.photo(
        "陈静",
        11,
        to=DESK,
        caption="到账 1 5000",
        heard={"陈静": (NOTED, "¥5,000.00"), "王芳": "¥5,000.00", "吴桐": "¥5,000.00"},
        edited=[DESK],
    )
    await talk.photo(
        "王芳",
        12,
        reply_to=await talk.card(1),
        file="回单.png",
        heard={"王芳": ("照片已存", "如果是付款凭证")},
    )
    await talk.say("王芳", "/show 1", heard={"王芳": "凭证 2 张"})
    # A picture about no order is asked after in private and ignored in the room.
    await talk.photo("陈静", 13, heard={"陈静": "哪个订单"})
    await talk.photo("陈静", 13, to=DESK)


async def test_what_was_paid_ahead_is_not_collected_again_on_delivery(talk: Conversation) -> None:
    await place(talk, COD)
    await talk.say("陈静", "/paid 1 5000", heard={"陈静": NOTED, "王芳": "¥5,000.00", "吴桐": "¥5,000.00"})
    await go(talk, 1, READY)
    shipping = {"王芳": "销售单", "陈静": "销售单", "周伟": ["销售单", ("请发货", "代收货款 ¥6,500.00")]}
    await talk.say("王芳", "/slip 1", heard=shipping)
    await go(talk, 1, SHIP)
    await talk.say("周伟", "/arrive 1", heard={"周伟": [NOTED, "¥6,500.00"], "王芳": "请告知客户"})
    await talk.say(
        "陈静", "/paid 1 6500", heard={"陈静": NOTED, "王芳": "已收齐", "吴桐": "已收齐"}, edited=["周伟"]
    )
    await talk.say("王芳", "/inform 1", heard={"王芳": [NOTED, "可以结单了"]})


async def test_a_credit_order_that_is_paid_needs_no_signature_any_more(talk: Conversation) -> None:
    await place(talk, CREDIT)
    await talk.say(
        "陈静",
        "/paid 1 11500",
        heard={"陈静": NOTED, "王芳": "¥11,500.00", "吴桐": "¥11,500.00"},
        edited=[DESK, "赵敏"],
    )
    assert (await talk.last("赵敏")).buttons == []
    await talk.say("赵敏", "/tasks", heard={"赵敏": "没有"})
    await go(talk, 1, READY)
    await talk.say("王芳", "/slip 1", heard=SLIPPED)


async def test_a_director_who_rejected_may_still_sign(talk: Conversation) -> None:
    await place(talk, CREDIT)
    await go(talk, 1, ("赵敏", "/reject {n} 上月还欠着"), READY)
    await talk.say(
        "赵敏",
        "/sign 1",
        heard={"赵敏": NOTED, **dict.fromkeys(["王芳", "吴桐"], "赵敏"), **HEADS_ASKED},
        edited=[DESK, "陈静"],
    )
    await go(talk, 1, *SIGNED[1:])
    await talk.say("王芳", "/slip 1", heard=SLIPPED)


async def test_a_free_sample_asks_nobody_for_money(talk: Conversation) -> None:
    text = order(items=("样品, 1 桶, 0",))
    await talk.say(
        "王芳", text, DESK, heard={DESK: ("订单 1", "货款 ✅"), "李强": "请备货", "周伟": "请安排车辆"}
    )
    await talk.say("李强", "/stock 1 ready", heard={"李强": NOTED, "王芳": ("可以开单了", "¥0.00")})
    await talk.say("王芳", "/slip 1", heard=SLIPPED)


async def test_totals_beyond_all_bounds_are_refused_and_break_nothing(talk: Conversation) -> None:
    huge = "金, 999999999.999 吨, 9999999999.99"
    await talk.say("王芳", order(items=(huge,)), heard={"王芳": huge})
    await talk.say("王芳", order(items=("金, 1 吨, 9999999999.99",) * 3), heard={"王芳": "合计太大"})
    await talk.say("王芳", "/orders", heard={"王芳": "没有"})
    await place(talk, order(items=("金, 1 吨, 9999999999.99",)))
    assert "¥9,999,999,999.99" in (await talk.card(1)).text
    paid = {"陈静": NOTED, "王芳": "¥9,999,999,999.99", "吴桐": "¥9,999,999,999.99"}
    await talk.say("陈静", "/paid 1 9999999999.99", heard=paid)
    await talk.say("陈静", "/paid 1 9999999999.99", heard=ANYTHING)
    await talk.say("王芳", "/show 1", heard={"王芳": "多付"})
