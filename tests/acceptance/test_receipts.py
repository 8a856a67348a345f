"""Money that comes for a customer and names no order: entered by name, divided by a press or a reply, taken back (M1)."""

import pytest

from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HONGDA, HUADONG, READY, SHIP, SLIP, go, order, place

NOTED = "已记下"
MONTHLY = order(customer=HUADONG, pay="月结")
SMALL = order(customer=HUADONG, pay="月结", items=("面漆, 10 桶, 310",))
PREPAID = order(customer=HUADONG, items=("样品, 10 桶, 100",))


async def owing(talk: Conversation) -> None:
    """Order 1 over 11,500 and order 2 over 3,100 are on their way; order 3 over 1,000 waits for its money."""
    for number, text in ((1, MONTHLY), (2, SMALL)):
        await place(talk, text)
        await go(talk, number, READY, SLIP, SHIP)
    await place(talk, PREPAID)


async def test_a_customers_money_is_proposed_for_the_order_that_comes_to_exactly_this_sum(
    talk: Conversation,
) -> None:
    await owing(talk)
    await talk.say(
        "陈静",
        "/paid 华东机械 3100 11-20 R2026",
        heard={
            "陈静": [("已登记", "P1", HUADONG, "¥3,100.00"), ("请分配", "订单 2 ¥3,100.00", "11-20")],
            "孙涛": (HUADONG, "¥3,100.00"),
        },
    )
    asked = await talk.last("陈静", "请分配")
    assert asked.button_texts[:3] == ["按此分配", "另外分", "先不分"]
    await talk.press(
        "陈静",
        asked,
        "按此分配",
        toast="订单 2 ¥3,100.00",
        heard=dict.fromkeys(["王芳", "孙涛"], ("订单 2", "¥3,100.00")),
        edited=["陈静"],
    )
    await talk.say("陈静", "/show P1", heard={"陈静": ("已分配", "订单 2 ¥3,100.00", "R2026")})
    await talk.say("王芳", "/show 2", heard={"王芳": "已收 ¥3,100.00"})
    await talk.say("陈静", "到账 华东机械 3100 r2026", heard={"陈静": ("r2026", "P1", "没有再记")})
    # As of the day on which it came nothing had been shipped.
    await talk.say(
        "陈静", "/owed 华东机械 2026-11-20", heard={"陈静": ("预收 ¥3,100.00", "截至", "没有未付")}
    )
    await talk.say(
        "孙涛", "应收 华东机械", heard={"孙涛": ("应收 ¥11,500.00", "未到期 ¥11,500.00", "订单 1", "12-25")}
    )
    await talk.say("吴桐", "应收 华东机械", heard={"吴桐": "没有"})


async def test_a_reply_divides_it_otherwise_and_an_unshipped_orders_gate_opens(talk: Conversation) -> None:
    await owing(talk)
    await talk.say(
        "陈静",
        "/paid 华东机械 13000",
        heard={"陈静": ["P1", ("订单 2 ¥1,500.00", "订单 1 ¥11,500.00")], "孙涛": HUADONG},
    )
    asked = await talk.last("陈静", "请分配")
    await talk.reply("陈静", asked, "3 2000, 1 余下", heard={"陈静": "订单 3 只差 ¥1,000.00"})
    await talk.reply("陈静", asked, "37 100", heard={"陈静": ("订单 37", HUADONG)})
    await talk.reply("陈静", asked, "3 1000, 1 12500", heard={"陈静": "订单 1 只差 ¥11,500.00"})
    await talk.reply(
        "陈静",
        asked,
        "3 1000, 1 余下",
        heard={
            "陈静": (NOTED, "订单 1 ¥11,500.00", "订单 3 ¥1,000.00", "余 ¥500.00"),
            **{who: [("订单 1", "¥11,500.00"), ("订单 3", "¥1,000.00")] for who in ("王芳", "孙涛")},
        },
    )
    assert "货款 ✅" in (await talk.card(3)).text
    await talk.say("陈静", "/allot P1 2 600", heard={"陈静": "只剩 ¥500.00"})
    await talk.say(
        "陈静", "/allot P1 2", heard={"陈静": "订单 2 ¥500.00", "王芳": "订单 2", "孙涛": "订单 2"}
    )
    await talk.say(
        "赵敏", "/owed 华东机械", heard={"赵敏": ("应收 ¥1,600.00", "未到期 ¥2,600.00", "未分配 -¥1,000.00")}
    )
    await talk.say("陈静", "/undo P1", heard=ANYTHING)
    await talk.say("陈静", "/undo P1", heard=ANYTHING)
    assert "货款 ⏳" in (await talk.card(3)).text
    rows = await talk.office.exported("receipts")
    assert [(row["number"], row["amount"], row["allocated"], row["unallocated"]) for row in rows] == [
        ("P1", "13000.00", "0.00", "13000.00")
    ]


async def test_what_the_bank_takes_back_is_owed_again_and_due_as_before(talk: Conversation) -> None:
    await owing(talk)
    await talk.bring(("陈静", "/paid 华东机械 14600"))
    await talk.press("陈静", await talk.last("陈静", "请分配"), "按此分配", toast="订单 1", heard=ANYTHING)
    await talk.say("王芳", "/owed", heard={"王芳": "没有客户欠款"})
    await talk.say("陈静", "/bounce P1 账号有误", heard=ANYTHING)
    assert "订单 1、2 又没付清" in (await talk.last("孙涛", "账号有误")).text
    assert "还差 ¥11,500.00" in (await talk.last("孙涛", "订单 1 · 华东机械 的")).text
    await talk.say("王芳", "/owed", heard={"王芳": (f"{HUADONG} ¥14,600.00", "未到期 ¥14,600.00")})
    charges = await talk.office.exported("charges")
    assert [(row["order"], row["due"], row["open"]) for row in charges] == [
        (1, "2026-12-25", "11500.00"),
        (2, "2026-12-25", "3100.00"),
    ]
    await talk.say("陈静", "/undo P1", heard=ANYTHING)
    assert {row["open"] for row in await talk.office.exported("charges")} == {"0.00"}
    (row,) = [row for row in await talk.office.exported("receivables") if row["owed"] != "0.00"] or [None]
    assert row is None


async def test_money_before_any_order_stays_the_customers(talk: Conversation) -> None:
    await talk.say(
        "陈静",
        "/paid 宏达钢构 5000",
        heard={"陈静": ("P1", "先记预收"), "吴桐": "¥5,000.00"},
    )
    await talk.say("陈静", "/paid 宏达钢构 1 2026-12-01", heard={"陈静": "还没到"})
    await talk.say("王芳", "/paid 宏达钢构 5000", heard={"王芳": "这一步由"})
    await talk.say("陈静", "/paid 没听说过 5000", heard={"陈静": [("没听说过", "待认领"), "是谁的款"]})
    await talk.say("陈静", "/undo", heard=ANYTHING)
    await talk.say("陈静", "/owed", heard={"陈静": (f"{HONGDA} 预收 ¥5,000.00", "未分配 -¥5,000.00")})
    await talk.say("赵敏", "/owed 2026-12-01", heard={"赵敏": ("截至", "11 月到期 ¥0.00，到账 ¥5,000.00")})
    rows = await talk.office.exported("customers")
    assert {row["name"]: row["owed"] for row in rows} == {HUADONG: "0.00", HONGDA: "-5000.00"}


async def test_in_english_too(talk: Conversation) -> None:
    await owing(talk)
    await talk.bring(("陈静", "/language en"))
    await talk.say(
        "陈静",
        "/paid 华东机械 3100",
        heard={
            "陈静": [("Entered", "P1"), ("Please allot", "Order 2 ¥3,100.00")],
            "孙涛": ("P1", "¥3,100.00"),
        },
    )
    await talk.press(
        "陈静", await talk.last("陈静", "Please allot"), "Not now", toast="advance", heard=ANYTHING
    )
    await talk.say(
        "陈静", "/owed 华东机械", heard={"陈静": ("owed ¥11,500.00", "Not due ¥14,600.00", "-¥3,100.00")}
    )
    await talk.say("陈静", "/allot P1 2 rest", heard=ANYTHING)
    await talk.say("陈静", "/bounce P1 wrong account", heard=ANYTHING)
    await talk.say("陈静", "/show P1", heard={"陈静": ("Bounced", "wrong account")})
    await talk.say("陈静", "/history P1", heard={"陈静": ("allotted", "bounced", "wrong account")})


@pytest.mark.parametrize("said", ["/bounce P1 账号有误", "/allot P1 2 100"])
async def test_nobody_but_finance_moves_a_customers_money(talk: Conversation, said: str) -> None:
    await owing(talk)
    await talk.bring(("陈静", "/paid 华东机械 3100"))
    await talk.say("赵敏", said, heard={"赵敏": "这一步由"})


async def test_what_stands_for_a_name_that_nobody_knows_is_learnt_as_nobodys(talk: Conversation) -> None:
    """M1: claimed once, 不明来款 would else be one customer's for good, and the next such money theirs."""
    await talk.say("陈静", "到账 不明来款 8000", heard={"陈静": ["不知道是谁付的", "是谁的款"]})
    await talk.say("吴桐", "认领 P1 宏达钢构", heard=ANYTHING)
    asked = await talk.last("陈静", "请确认")
    assert "以后这个付款人" not in asked.text
    await talk.press("陈静", asked, "claim_yes", heard=ANYTHING)
    await talk.say("陈静", "到账 不明来款 500", heard={"陈静": ["不知道是谁付的", "是谁的款"]})
    first, second = await talk.office.exported("receipts")
    assert (first["customer"], second["customer"]) == ("宏达钢构", None)
