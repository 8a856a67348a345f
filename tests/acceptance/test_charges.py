"""Fees (M2): handling, storage and the like are charged by whoever does the work, owed like goods, and taken back at once."""

import pytest

from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HONGDA, HUADONG, READY, SHIP, SLIP, go, order, place


async def test_a_fee_is_owed_due_by_the_terms_and_taken_back_within_five_minutes(talk: Conversation) -> None:
    await talk.say(
        "王芳",
        f"/charge {HONGDA} handling 600 两车底漆",
        heard={"王芳": ("已记：Y1", HONGDA, "装卸费 ¥600.00", "两车底漆"), "吴桐": ("装卸费 ¥600.00", "Y1")},
    )
    await talk.say("王芳", f"应收 {HONGDA}", heard={"王芳": ("应收 ¥600.00", "装卸费", "12-25", "¥600.00")})
    (row,) = await talk.office.exported("charges")
    assert (row["kind"], row["amount"], row["open"], row["due"]) == (
        "handling",
        "600.00",
        "600.00",
        "2026-12-25",
    )
    assert (row["order"], row["salesperson"]) == (None, "吴桐")
    await talk.say("王芳", "撤回", heard={"王芳": "已撤回：费用 Y1", "吴桐": "撤回了"})
    await talk.say("王芳", f"应收 {HONGDA}", heard={"王芳": "没有未付"})
    assert await talk.office.exported("charges") == []


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("装卸 12 吨 卸环氧底漆", "12 吨"),
        ("装卸费 12吨 卸环氧底漆", "12 吨"),
        ("装卸 12 吨，卸环氧底漆", "12 吨"),
        ("handling 12 tons 卸环氧底漆", "12 tons"),
        ("handling 12t 卸环氧底漆", "12 t"),
    ],
)
async def test_a_figure_with_a_unit_is_priced(talk: Conversation, typed: str, unit: str) -> None:
    await talk.say(
        "王芳",
        f"费用 {HONGDA} {typed}",
        heard={"王芳": ("装卸费 ¥360.00", unit, "卸环氧底漆"), "吴桐": ANYTHING},
    )


async def test_a_fee_for_an_order_says_so_and_is_its_customers(talk: Conversation) -> None:
    await place(talk, order(customer=HUADONG, pay="月结"))
    await talk.say(
        "王芳",
        f"费用 {HUADONG} 装卸费 12 吨 1",
        heard={"王芳": ("装卸费 ¥360.00（12 吨），订单 1",), "孙涛": "订单 1"},
    )
    await talk.say("王芳", f"/charge {HUADONG} 装卸 300 订单1 夜里卸", heard=ANYTHING)
    await talk.say(
        "王芳", f"费用 {HONGDA} 装卸费 300 1", heard={"王芳": (f"订单 1 不是 {HONGDA} 的", "没有记")}
    )
    await talk.bring(("王芳", f"/statement {HUADONG} 2026-11"), ("王芳", "/issue S1"))
    (row,) = [one for one in await talk.office.exported("statements") if one["lines"]]
    assert [one["ref"] for one in row["lines"]] == ["Y1", "Y2"]
    await talk.say("王芳", "/show Y1", heard={"王芳": ("（12 吨）", "订单 1")})


async def test_what_has_no_price_and_no_kind_is_said(talk: Conversation) -> None:
    await talk.say("王芳", f"费用 {HONGDA} 仓储 12 托", heard={"王芳": ("没有每“托”的单价", "没有记")})
    await talk.say("王芳", f"/charge {HONGDA} 搬家 600", heard={"王芳": ("费用种类没看懂", "装卸")})
    await talk.say("王芳", f"/charge {HONGDA} 装卸", heard={"王芳": "金额"})
    await talk.say("吴桐", f"/charge {HONGDA} 装卸 600", heard={"吴桐": "这一步由"})


async def test_what_came_in_advance_settles_a_fee_and_a_fee_takes_of_the_credit(talk: Conversation) -> None:
    await talk.bring(("王芳", f"费用 {HUADONG} 仓储 90000"))
    await place(talk, order(customer=HUADONG, pay="月结"))
    assert "等签字" in (await talk.card(1)).text
    await talk.bring(("陈静", f"/paid {HUADONG} 90500"))
    await talk.say("陈静", f"应收 {HUADONG}", heard={"陈静": ("预收 ¥500.00", "没有未付")})
    (row,) = await talk.office.exported("charges")
    assert (row["amount"], row["open"]) == ("90000.00", "0.00")
    await place(talk, order(customer=HUADONG, pay="月结"))
    await go(talk, 2, READY, SLIP, SHIP)
