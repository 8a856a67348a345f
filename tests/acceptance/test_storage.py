"""Storage (W2): how much room a customer has, the month's fee, what they say of it."""

from decimal import Decimal

from tests.acceptance.conversation import Conversation

CUSTOMER = "华东机械"


async def month_end(talk: Conversation) -> None:
    await talk.bring(
        ("胡斌", f"面积 {CUSTOMER} 120 二号库 11-1"), ("胡斌", f"面积 {CUSTOMER} 200平米 二号库 11-15")
    )
    await talk.office.until("2026-11-30T08:05")


async def test_the_fee_is_drafted_on_the_last_working_day_confirmed_charged_told_and_answered(
    talk: Conversation,
) -> None:
    await month_end(talk)
    draft = await talk.last("谢云", "请核对")
    assert "华东机械 11 月仓储费" in draft.text and "¥4,880.00" in draft.text
    assert "1–14 日 120 ㎡，15–30 日 200 ㎡" in draft.text
    await talk.bring(("胡斌", f"面积 {CUSTOMER} 210 二号库 11-20"))
    assert "¥4,990.00" in (await talk.last("谢云", "请核对")).text
    await talk.press(
        "谢云",
        await talk.last("谢云", "请核对"),
        "金额对",
        toast="¥4,990.00，已入应收",
        heard={"王芳": "请告诉客户"},
    )
    told = await talk.last("王芳", "请告诉客户")
    assert "华东机械您好，11 月仓储费 ¥4,990.00" in told.text
    (charge,) = await talk.office.exported("charges")
    assert (charge["kind"], charge["day"], charge["amount"]) == ("storage", "2026-11-30", "4990.00")
    await talk.press("王芳", told, "客户同意", toast="客户同意")
    await talk.say(
        "王芳", f"面积 {CUSTOMER}", heard={"王芳": ("W1", "210 ㎡", "11 月仓储费 ¥4,990.00，客户同意")}
    )
    assert [Decimal(row["area"]) for row in await talk.office.exported("areas")] == [120, 200, 210]


async def test_a_confirmed_fee_taken_back_is_charged_no_more_and_what_is_disputed_is_told(
    talk: Conversation,
) -> None:
    await month_end(talk)
    await talk.bring(("谢云", "撤回"))
    draft = await talk.last("谢云", "请核对")
    await talk.press("谢云", draft, "金额对", toast="已入应收", heard={"王芳": "请告诉客户"})
    await talk.bring(("谢云", "撤回"))
    assert await talk.office.exported("charges") == []
    await talk.press(
        "谢云", await talk.last("谢云", "请核对"), "金额对", toast="已入应收", heard={"王芳": "请告诉客户"}
    )
    told = await talk.last("王芳", "请告诉客户")
    await talk.office.reply("王芳", told, "客户说月中才加的")
    assert (
        "11 月仓储费 ¥4,880.00 有异议（王芳记的）：客户说月中才加的" in (await talk.last("赵敏", "W1")).text
    )


async def test_areas_are_noted_by_those_who_keep_them_and_not_ahead(talk: Conversation) -> None:
    await talk.say("陈静", f"面积 {CUSTOMER} 3", heard={"陈静": "这一步由"})
    await talk.say("胡斌", f"面积 {CUSTOMER} 3 12-30", heard={"胡斌": "还没到"})
    await talk.say("胡斌", f"面积 {CUSTOMER}", heard={"胡斌": "还没有登记过面积"})
    await talk.say("谢云", f"/area {CUSTOMER} 0.3 m2", heard={"谢云": "0.3 ㎡"})
    await talk.say("谢云", "撤回", heard={"谢云": "已撤回"})
    await talk.say("谢云", "面积", heard={"谢云": "没有仓储客户"})
