"""Change and cancel (O9): everyone told before is told again, slips are void in sight of all, money comes right."""

import pytest

from bot.sandbox.client import ChatMessage
from tests.acceptance.conversation import ANYTHING, Conversation, Expected
from tests.acceptance.scenes import HUADONG, READY, SHIP, VEHICLE, bring_to, go, order, place
from tests.office import DESK, Office

NOTED = "已记下"
FEWER = "品名: 环氧富锌底漆, 30 桶, 280\n品名: 面漆, 5 桶, 310"
CHEAPER = "品名: 环氧富锌底漆, 30 桶, 250\n品名: 面漆, 10 桶, 310"
DEARER = "品名: 环氧富锌底漆, 30 桶, 300\n品名: 面漆, 10 桶, 310"
SAME = "品名: 环氧富锌底漆, 30 桶, 280\n品名: 面漆, 10 桶, 310"


async def test_a_change_while_preparing_is_told_to_everyone_and_goods_are_asked_of_the_workshop_again(
    talk: Conversation,
) -> None:
    await place(talk)
    await go(talk, 1, READY, VEHICLE)
    await talk.later(minutes=15, heard={"钱丽": "请查款"})
    await talk.say(
        "王芳",
        f"/change 1 客户少要\n{FEWER}\n交期: 12-05",
        DESK,
        heard={
            "王芳": NOTED,
            "李强": ("请备货", "面漆 5 桶", "12-05"),
            **dict.fromkeys(
                ["陈静", "钱丽", "周伟", "吴桐"], ("订单 1", "已改", "客户少要", "¥11,500.00 → ¥9,950.00")
            ),
        },
        edited=[DESK, "陈静"],
    )
    card = (await talk.card(1)).text
    for piece in ("面漆 5 桶", "¥9,950.00", "12-05", "备货 ⏳ 李强", "车辆 ✅"):
        assert piece in card
    assert "¥9,950.00" in (await talk.last("陈静", "请查款")).text, "the open task shows the new sum"
    # Who does the same again changes nothing; a change that leaves the goods alone leaves the workshop alone.
    await talk.say("王芳", f"/change 1\n{FEWER}", heard={"王芳": "没有改动"})
    await talk.say("王芳", "/change 1", heard={"王芳": "要改的内容"})
    await talk.say("李强", "/change 1\n交期: 12-06", heard={"李强": "客服"})
    await go(talk, 1, READY)
    told = ["李强", "陈静", "钱丽", "周伟", "吴桐"]
    await talk.say(
        "林晓",
        "改单 1\n电话: 13900001111\n备注: 卸货先打电话",
        heard={
            "林晓": NOTED,
            **dict.fromkeys([*told, "王芳"], "已改"),
        },
    )
    assert "备货 ✅" in (await talk.card(1)).text
    await talk.say("王芳", "/history 1", heard={"王芳": ("改单", "客户少要")})


async def test_a_change_after_the_slip_voids_it_in_sight_of_all_and_a_new_one_is_needed(
    talk: Conversation, office: Office
) -> None:
    await bring_to(talk, "released")
    old = await talk.card(1)
    task = await talk.last("周伟", "请发货")
    assert "销售单 000001" in old.text
    await talk.say(
        "王芳",
        "/change 1\n地址: 苏州市工业园区星湖街 2 号",
        DESK,
        heard={
            "王芳": [NOTED, "可以开单了"],
            **dict.fromkeys(["李强", "陈静", "周伟", "吴桐"], ("已改", "销售单 000001 作废")),
        },
        edited=[DESK, "周伟"],
    )
    card = (await talk.card(1)).text
    assert "已开单" not in card and "销售单" not in card.replace("⏳ 开单", "")
    # What was shown before can no longer be pressed; typed, it is refused for the state.
    await talk.press("周伟", task, data=_data(task, 0), toast="已失效")
    await talk.press("周伟", old, data=_data(old, 0), toast="已失效")
    await talk.say("周伟", "/ship 1", heard={"周伟": "订单 1"})
    await talk.say(
        "王芳",
        "/slip 1",
        heard={"王芳": "000002", "陈静": "000002", "周伟": ["000002", ("请发货", "星湖街 2 号")]},
    )
    await bring_to(talk, "preparing", 2)
    await go(talk, 2, READY, ("陈静", "/paid {n} 11500"))
    await talk.say("王芳", "/slip 2", heard=ANYTHING)
    assert "000003" in (await talk.card(2)).text
    await talk.say("王芳", "/history 1", heard={"王芳": ("000001 作废", "000002")})


async def test_a_price_that_rises_asks_for_the_money_that_is_short(talk: Conversation) -> None:
    await bring_to(talk, "released")
    await talk.say(
        "王芳",
        f"/change 1\n{DEARER}",
        heard={
            "王芳": NOTED,
            "陈静": ("请查款", "¥12,100.00", "¥600.00"),
            **dict.fromkeys(["李强", "周伟", "吴桐"], ("已改", "¥11,500.00 → ¥12,100.00", "000001 作废")),
        },
        edited=[DESK],
    )
    assert "还差 ¥600.00" in (await talk.card(1)).text
    await talk.say("王芳", "/slip 1", heard={"王芳": ("还不能开单", "¥600.00", "陈静")})
    await talk.say("陈静", "/paid 1 600", heard={"陈静": NOTED, "王芳": "可以开单了", "吴桐": "到账"})


async def test_a_price_that_falls_shows_the_over_payment_and_it_goes_back_after_shipment(
    talk: Conversation,
) -> None:
    await bring_to(talk, "released")
    await talk.bring(("王芳", f"/change 1\n{CHEAPER}"))
    told = ("已改", "¥11,500.00 → ¥10,600.00")
    await talk.say(
        "赵敏",
        "/sign 1",
        heard={
            "赵敏": NOTED,
            "王芳": "可以开单了",
            **dict.fromkeys(["李强", "陈静", "周伟", "吴桐"], told),
        },
    )
    await talk.say("王芳", "/show 1", heard={"王芳": "多付 ¥900.00"})
    await talk.say("陈静", "/refund 1 1000", heard={"陈静": ("¥900.00", "¥1,000.00")})
    await talk.bring(("王芳", "/slip 1"))
    await talk.say(
        "周伟",
        "/ship 1 SF1000001",
        heard={
            "周伟": NOTED,
            "王芳": "已发货",
            "吴桐": "已发货",
            "陈静": ("请退款", "多付", "¥900.00"),
        },
    )
    refund = await talk.last("陈静", "请退款")
    assert refund.button_texts == ["已退款", "转预收"]
    await talk.press("陈静", refund, 0, toast=NOTED, heard=dict.fromkeys(["王芳", "吴桐"], "已退 ¥900.00"))
    await talk.say("陈静", "/refund 1", heard={"陈静": "没有要退的钱"})


async def test_a_credit_consent_is_asked_again_when_the_total_grows_and_not_when_it_falls(
    talk: Conversation,
) -> None:
    await place(talk, order(pay="欠款"))
    await go(talk, 1, READY, *((who, "/sign {n}") for who in ("赵敏", "陈静", "周伟")))
    await talk.bring(("王芳", f"/change 1\n{CHEAPER}"), ("赵敏", "/sign 1"))
    assert "同意欠款" in (await talk.card(1)).text
    await talk.say(
        "王芳",
        f"/change 1\n{DEARER}",
        heard={
            "王芳": NOTED,
            "赵敏": ("请签字", "¥12,100.00"),
            **dict.fromkeys(["李强", "陈静", "周伟", "吴桐"], "¥10,600.00 → ¥12,100.00"),
        },
    )
    await talk.say("王芳", "/slip 1", heard={"王芳": ("还不能开单", "签字", "赵敏")})
    heads: Expected = dict.fromkeys(["陈静", "周伟"], ("请签字", "¥12,100.00"))
    agreed = dict.fromkeys(["王芳", "吴桐"], "还等财务、物流")
    await talk.say("赵敏", "/sign 1", heard={"赵敏": NOTED, **agreed, **heads})
    await go(talk, 1, ("陈静", "/sign {n}"), ("周伟", "/sign {n}"))
    assert "可以开单了" in (await talk.task("王芳", "slip", 1)).text


async def test_a_monthly_account_that_outgrows_its_limit_waits_like_credit(talk: Conversation) -> None:
    await place(talk, order(customer=HUADONG, pay="月结"))
    assert "货款 ✅" in (await talk.card(1)).text
    await talk.say(
        "王芳",
        "/change 1\n品名: 环氧富锌底漆, 400 桶, 280",
        heard={
            "王芳": NOTED,
            "李强": "已改",
            "赵敏": ("请签字", "¥112,000.00"),
            "周伟": "已改",
            "孙涛": "已改",
        },
    )
    await talk.say("王芳", "/change 1\n品名: 环氧富锌底漆, 30 桶, 280", heard=ANYTHING)
    assert "货款 ✅" in (await talk.card(1)).text


async def test_a_change_that_says_nothing_new_is_refused_though_the_credit_was_used_up_elsewhere(
    talk: Conversation,
) -> None:
    """O9: what was agreed of the money stands until something about it changes."""
    await place(talk, order(customer=HUADONG, pay="月结"))
    await place(talk, order(customer=HUADONG, pay="欠款", items=("大货, 1 批, 99000",)))
    await talk.say("王芳", f"/change 1\n{SAME}", heard={"王芳": "没有改动"})
    await talk.bring(("王芳", "/change 1\n包装: 木箱"))
    card = (await talk.card(1)).text
    assert "木箱" in card and "货款 ✅" in card and "签字" not in card


async def test_what_is_on_its_way_is_protected_and_part_shipments_stay_right(talk: Conversation) -> None:
    await bring_to(talk, "released")
    await talk.bring(("周伟", "/ship 1 SF1000001\nitem: 面漆, 4"))
    for wrong in (
        "品名: 环氧富锌底漆, 30 桶, 280",
        "品名: 面漆, 10 桶, 310\n品名: 环氧富锌底漆, 30 桶, 280",
        "品名: 环氧富锌底漆, 30 桶, 280\n品名: 面漆, 3 桶, 310",
        "品名: 环氧富锌底漆, 30 桶, 280\n品名: 银粉漆, 10 桶, 310",
        "品名: 环氧富锌底漆, 30 桶, 280\n品名: 面漆, 10 箱, 310",
    ):
        await talk.say("王芳", f"/change 1\n{wrong}", heard={"王芳": "已经发了一部分"})
    await talk.say("王芳", "/cancel 1 不要了", heard={"王芳": ("已经发了一部分", "改单 1")})
    await talk.say("王芳", "/change 1\n品名: 环氧富锌底漆, 20 桶, 280\n品名: 面漆, 4 桶, 310", heard=ANYTHING)
    await talk.say("赵敏", "/sign 1", heard=ANYTHING)
    asked = await talk.last("李强", "请备货")
    assert "环氧富锌底漆 20 桶" in asked.text and "面漆" not in asked.text, (
        "what has left is not prepared again"
    )
    card = (await talk.card(1)).text
    assert "已发一部分，还差：环氧富锌底漆 20 桶" in card and "¥6,840.00" in card
    await talk.bring(("李强", "/stock 1 ready"), ("王芳", "/slip 1"))
    assert "面漆" not in (await talk.last("周伟", "请发货")).text
    await talk.say("周伟", "/ship 1 SF1000002", heard=ANYTHING)
    assert "已发货" in (await talk.card(1)).text
    assert any("¥4,660.00" in text for text in talk.heard[talk.office.id("陈静")]), (
        "over-paid: 11,500 less 6,840"
    )


async def test_an_order_cut_down_to_what_is_shipped_is_shipped(talk: Conversation) -> None:
    """Nothing is left to prepare or to count out; only the slip has to say the new sum."""
    await bring_to(talk, "released")
    await talk.bring(
        ("周伟", "/ship 1 SF1000001\nitem: 环氧富锌底漆, 30"), ("周伟", "/ship 1 SF1000002\nitem: 面漆, 4")
    )
    await talk.bring(
        ("王芳", "/change 1 剩下的不要了\n品名: 环氧富锌底漆, 30 桶, 280\n品名: 面漆, 4 桶, 310")
    )
    told = ("已改", "剩下的不要了", "¥11,500.00 → ¥9,640.00")
    await talk.say(
        "赵敏",
        "/sign 1",
        heard={
            "赵敏": NOTED,
            "王芳": "可以开单了",
            **dict.fromkeys(["李强", "陈静", "周伟", "吴桐"], told),
        },
    )
    await talk.say("王芳", "/slip 1", heard=ANYTHING)
    assert "已发货" in (await talk.card(1)).text
    assert not any("请发货" in text for text in talk.heard[talk.office.id("周伟")])


async def test_an_order_is_cancelled_with_a_reason_and_its_money_goes_back(
    talk: Conversation, office: Office
) -> None:
    await bring_to(talk, "released")
    old = await talk.card(1)
    await talk.say("王芳", "/cancel 1", heard={"王芳": "原因"})
    await talk.say("周伟", "/cancel 1 没车", heard={"周伟": "客服"})
    await talk.say(
        "王芳",
        "/cancel 1 客户不要了",
        DESK,
        heard={
            "王芳": NOTED,
            "陈静": ("请退款", "已取消", "¥11,500.00"),
            **dict.fromkeys(
                ["李强", "周伟", "吴桐"], ("已取消", "客户不要了", "销售单 000001 作废", "¥11,500.00")
            ),
        },
        edited=[DESK, "周伟"],
    )
    card = await talk.card(1)
    assert "已取消" in card.text and "客户不要了" in card.text and "作废" not in card.button_texts
    await talk.press("周伟", old, data=_data(old, 0), toast="已失效")
    for who, said in (
        ("李强", "/stock 1 ready"),
        ("王芳", "/slip 1"),
        ("周伟", "/ship 1"),
        ("王芳", "/change 1\n交期: 12-05"),
        ("王芳", "/cancel 1 再一次"),
    ):
        await talk.say(who, said, heard={who: "已取消"})
    await talk.say(
        "陈静", "/refund 1 1500", heard={"陈静": NOTED, **dict.fromkeys(["王芳", "吴桐"], "¥1,500.00")}
    )
    await talk.reply(
        "陈静",
        await talk.last("陈静", "请退款"),
        "已退款",
        heard={"陈静": (NOTED, "¥10,000.00"), **dict.fromkeys(["王芳", "吴桐"], "¥10,000.00")},
    )
    await talk.say(
        "王芳",
        "/history 1",
        heard={"王芳": ("下单", "备货完成", "到账", "000001", "取消订单", "客户不要了", "退款")},
    )
    assert "没有" in (
        await talk.say("陈静", "/tasks", heard={"陈静": "没有"}) and (await talk.last("陈静")).text
    )


async def test_nothing_is_cancelled_or_changed_once_it_is_shipped(talk: Conversation) -> None:
    await bring_to(talk, "shipped")
    await talk.say("王芳", "/cancel 1 不要了", heard={"王芳": "已发货"})
    await talk.say("王芳", "/change 1\n交期: 12-05", heard={"王芳": "已发货"})
    await place(talk)
    await talk.say(
        "王芳",
        "/cancel 2 重复下单",
        DESK,
        heard={"王芳": NOTED, **dict.fromkeys(["李强", "陈静", "周伟", "吴桐"], ("已取消", "重复下单"))},
    )
    assert "退" not in (await talk.last("陈静")).text, "no money had come"
    await go(talk, 1, SHIP)


async def test_change_and_cancel_in_english(talk: Conversation) -> None:
    await talk.bring(*((who, "/language en") for who in ("王芳", "李强", "陈静", "周伟", "吴桐")))
    await bring_to(talk, "released")
    told = ["李强", "周伟", "吴桐"]
    await talk.say(
        "王芳",
        "/change 1 agreed by telephone\nitem: 环氧富锌底漆, 30 桶, 300\nitem: 面漆, 10 桶, 310",
        heard={
            "王芳": "Noted",
            "陈静": ("Please look for the money", "¥12,100.00", "¥600.00"),
            **dict.fromkeys(
                told,
                (
                    "was changed",
                    "agreed by telephone",
                    "¥11,500.00 → ¥12,100.00",
                    "Sales slip 000001 is void",
                ),
            ),
        },
    )
    await talk.say(
        "王芳",
        "/cancel 1 the customer gave up",
        heard={
            "王芳": "Noted",
            "陈静": ("Please refund", "¥11,500.00"),
            **dict.fromkeys(told, ("is cancelled", "the customer gave up", "¥11,500.00")),
        },
    )


def _data(message: object, at: int) -> str:
    """What a button of a message carried when it was read."""
    return [button.callback_data for row in message.buttons for button in row][at]  # type: ignore[attr-defined]


# lower than agreed (C5, M4) -----------------------------------------------------------------------------------
GIFT = "品名: 环氧富锌底漆, 30 桶, 0.01\n品名: 面漆, 10 桶, 0.01"


async def test_service_alone_does_not_lower_what_is_owed(talk: Conversation) -> None:
    await place(talk)
    await go(talk, 1, READY, ("陈静", "/paid 1 11500"))
    await talk.say(
        "王芳",
        f"/change 1 客户要便宜\n{GIFT}",
        heard={
            "王芳": "等主任签字，签字前按原来的办",
            "吴桐": "申请改单，合计 ¥11,500.00 → ¥0.40",
            "赵敏": ("请签字：订单 1", "¥11,500.00 → ¥0.40", "已收 ¥11,500.00", "客户要便宜"),
        },
    )
    card = (await talk.card(1)).text
    assert "合计 ¥11,500.00" in card and "改单等主任签字" in card
    await talk.say("王芳", "/sign 1", heard={"王芳": "这一步由"})
    await talk.say("赵敏", "/reject 1 谈好的价", heard=ANYTHING)
    assert "按原来的办" in (await talk.last("吴桐", "不同意改单")).text
    card = (await talk.card(1)).text
    assert "合计 ¥11,500.00" in card and "等主任" not in card


async def test_a_lower_price_holds_and_is_told_to_everyone_once_the_director_signs(
    talk: Conversation,
) -> None:
    await bring_to(talk, "released")
    await talk.say("王芳", f"/change 1\n{CHEAPER}", heard=ANYTHING)
    # A second one takes its place; what isn't about money goes through meanwhile.
    await talk.say("王芳", f"/change 1\n{FEWER}", heard=ANYTHING)
    await talk.say("王芳", "/change 1\n地址: 苏州 2 号", heard=ANYTHING)
    task = await talk.last("赵敏", "请签字：订单 1")
    assert "¥9,950.00" in task.text
    await talk.press("赵敏", task, "签字", toast="同意改单", heard=ANYTHING)
    for who in ("陈静", "周伟", "吴桐", "王芳"):
        assert "¥11,500.00 → ¥9,950.00" in (await talk.last(who, "已改")).text
    assert "合计 ¥9,950.00" in (await talk.card(1)).text
    await talk.say("赵敏", "/undo", heard=ANYTHING)
    assert "改单等主任签字" in (await talk.card(1)).text


async def test_a_change_that_waits_ends_with_the_order_or_is_taken_back(talk: Conversation) -> None:
    await place(talk)
    await talk.say("王芳", f"/change 1\n{CHEAPER}", heard=ANYTHING)
    await talk.say("王芳", "/undo", heard=ANYTHING)
    await talk.say("赵敏", "/sign 1", heard={"赵敏": "不用签字"})
    await talk.say("王芳", f"/change 1\n{CHEAPER}", heard=ANYTHING)
    await talk.say("王芳", "/cancel 1 不要了", heard=ANYTHING)
    assert "等主任" not in (await talk.card(1)).text
    await talk.say("赵敏", "/sign 1", heard=ANYTHING)
    assert "已取消" in (await talk.card(1)).text


@pytest.mark.parametrize(
    ("who", "what", "because"),
    [
        ("周伟", "/ship 1 SF1234567", "周伟已发货"),
        ("林晓", "/cancel 1 不要了", "林晓取消了订单"),
        ("林晓", "/change 1\n品名: 环氧富锌底漆, 30 桶, 280\n品名: 面漆, 11 桶, 310", "林晓又改了单"),
    ],
)
async def test_whoever_proposed_a_change_hears_that_it_is_dropped_unsigned(
    talk: Conversation, who: str, what: str, because: str
) -> None:
    await bring_to(talk, "released")
    await talk.say("王芳", f"/change 1\n{CHEAPER}", heard=ANYTHING)
    await talk.say(who, what, heard=ANYTHING)
    for told in ("王芳", "吴桐"):
        assert because in (await talk.last(told, "等主任签字的改单")).text
    assert "不办了" in (await talk.last("王芳", "等主任签字的改单")).text
    await talk.say("赵敏", "/sign 1", heard=ANYTHING)
    assert "¥11,500.00 →" not in (await talk.last("吴桐")).text


async def test_a_price_lowered_by_several_changes_that_keep_the_sum_waits_for_the_director_too(
    talk: Conversation,
) -> None:
    await place(talk)
    other = "品名: 底漆二级, 30 桶, 280\n品名: 面漆, 10 桶, 310"
    await talk.say("王芳", f"/change 1\n{other}", heard=ANYTHING)
    assert "底漆二级" in (await talk.card(1)).text
    cheaper = "品名: 环氧富锌底漆, 60 桶, 140\n品名: 面漆, 10 桶, 310"
    await talk.say("王芳", f"/change 1\n{cheaper}", heard=ANYTHING)
    assert "改单等主任签字" in (await talk.card(1)).text and "底漆二级" in (await talk.card(1)).text
    await talk.say("赵敏", "/sign 1", heard=ANYTHING)
    assert "环氧富锌底漆 60 桶 × 140.00" in (await talk.card(1)).text
    # What was signed is what the next one is compared with.
    await talk.say(
        "王芳", "/change 1\n品名: 环氧富锌底漆, 60 桶, 140\n品名: 面漆, 11 桶, 310", heard=ANYTHING
    )
    assert "等主任" not in (await talk.card(1)).text


async def test_a_slip_made_void_by_one_change_does_not_let_the_next_lower_what_is_owed(
    talk: Conversation,
) -> None:
    await place(talk, order(pay="代收"))
    await go(talk, 1, READY, ("王芳", "/slip 1"))
    await talk.say("王芳", "/change 1\n备注: 早点送", heard=ANYTHING)
    await talk.say("王芳", f"/change 1\n{FEWER}", heard=ANYTHING)
    assert "合计 ¥11,500.00" in (await talk.card(1)).text


async def _credit_and_change(talk: Conversation) -> ChatMessage:
    await place(talk, order(pay="欠款"))
    await talk.say("王芳", f"/change 1\n{CHEAPER}", heard=ANYTHING)
    return await talk.last("赵敏", "同意欠费通知单")


async def test_a_reason_typed_for_a_pressed_task_refuses_what_that_task_is_about(talk: Conversation) -> None:
    credit = await _credit_and_change(talk)
    await talk.press("赵敏", credit, "不同意", heard=ANYTHING)
    await talk.say("赵敏", "客户信用不好", heard=ANYTHING)
    assert "改单等主任签字" in (await talk.card(1)).text


async def test_a_second_signature_on_a_signed_task_signs_nothing_else(talk: Conversation) -> None:
    credit = await _credit_and_change(talk)
    await talk.press("赵敏", credit, "同意", heard=ANYTHING)
    await talk.reply("赵敏", credit, "/sign", heard=ANYTHING)
    assert "合计 ¥11,500.00" in (await talk.card(1)).text
    assert "改单等主任签字" in (await talk.card(1)).text


async def test_a_bare_signature_or_refusal_with_two_things_waiting_asks_which(talk: Conversation) -> None:
    await _credit_and_change(talk)
    await talk.say("赵敏", "签字 1", heard={"赵敏": "改单、欠款"})
    await talk.say("赵敏", "/reject 1 太低", heard={"赵敏": "改单、欠款"})
    assert "改单等主任签字" in (await talk.card(1)).text
