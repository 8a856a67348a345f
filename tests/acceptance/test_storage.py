"""Storage (W2): how much room a customer has, the month's fee, what they say of it."""

from decimal import Decimal

from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import bring_to, order

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


async def corrected(talk: Conversation) -> None:
    """November is charged by 120 m², December by 150 m² and what November lacked; both were less from the 11th of December."""
    await talk.photo("胡斌", caption=f"面积 {CUSTOMER} 120 二号库 11-1", heard=ANYTHING)
    await talk.office.until("2026-11-30T08:05")
    await talk.press("谢云", await talk.last("谢云", "请核对"), "金额对", toast="¥3,600.00", heard=ANYTHING)
    await talk.press("王芳", await talk.last("王芳", "请告诉客户"), "客户同意", toast="客户同意")
    await talk.office.until("2026-12-03T10:00")
    await talk.photo("胡斌", 100, caption=f"面积 {CUSTOMER} 150 二号库 11-16", heard=ANYTHING)
    await talk.last("胡斌", "那个月的费用已经计过，差额并进下一次仓储费")
    await talk.office.until("2026-12-31T08:05")


async def test_what_was_noted_after_a_month_was_charged_corrects_it_with_the_next_ones_fee(
    talk: Conversation,
) -> None:
    await corrected(talk)
    draft = await talk.last("谢云", "请核对")
    assert "¥4,950.00，含前面少收的\n后来改过面积：11 月少收 ¥450.00" in draft.text
    await talk.press("谢云", draft, "金额对", toast="¥4,950.00，已入应收", heard=ANYTHING)
    assert "其中 ¥450.00 是前面月份面积更正" in (await talk.last("王芳", "12 月仓储费")).text
    amounts = [(one["day"], one["amount"]) for one in await talk.office.exported("charges")]
    assert amounts == [("2026-11-30", "3600.00"), ("2026-12-31", "4950.00")], "the old fee stays as it was"
    await talk.say("王芳", f"面积 {CUSTOMER}", heard={"王芳": ("¥4,950.00，含更正 ¥450.00", "照片 2 张")})


async def too_much(talk: Conversation) -> None:
    await corrected(talk)
    await talk.press("谢云", await talk.last("谢云", "请核对"), "金额对", toast="¥4,950.00", heard=ANYTHING)
    await talk.bring(("胡斌", f"面积 {CUSTOMER} 100 二号库 12-11"))
    await talk.office.until("2027-01-29T08:05")
    draft = await talk.last("谢云", "请核对")
    assert "12 月多收 ¥1,016.13。多收的另请主任签字冲减" in draft.text
    await talk.press(
        "谢云", draft, "金额对", toast="¥3,000.00，已入应收；多收的 ¥1,016.13 请主任签字", heard=ANYTHING
    )


async def test_what_was_charged_too_much_is_given_back_by_the_directors_signature_alone(
    talk: Conversation,
) -> None:
    await too_much(talk)
    asked = await talk.last("赵敏", "请签字")
    assert await talk.office.exported("credits") == []
    await talk.say("谢云", "/area W1 refused 不退", heard={"谢云": "这一步由"})
    await talk.press("赵敏", asked, "同意冲减", toast="已冲减", heard=ANYTHING)
    (credit,) = await talk.office.exported("credits")
    assert (credit["kind"], credit["day"], credit["amount"], credit["case"]) == (
        "correction",
        "2027-01-29",
        "1016.13",
        "W1",
    )
    await talk.office.until("2027-02-01T10:00")
    await talk.say("林晓", "报表 营业额 1月", heard=ANYTHING)
    assert "仓储 ¥1,983.87" in (await talk.last("林晓", "1 月营业额")).text, (
        "storage turns over less by what is given back"
    )


async def test_the_directors_signature_is_taken_back_and_refused_with_a_reason(talk: Conversation) -> None:
    await too_much(talk)
    await talk.press("赵敏", await talk.last("赵敏", "请签字"), "同意冲减", toast="已冲减", heard=ANYTHING)
    await talk.bring(("赵敏", "撤回"))
    assert await talk.office.exported("credits") == []
    await talk.press(
        "赵敏", await talk.last("赵敏", "请签字"), "不冲减", toast="请到私聊里回答", heard=ANYTHING
    )
    await talk.say("赵敏", "合同按月初面积", heard=ANYTHING)
    await talk.say("王芳", f"面积 {CUSTOMER}", heard={"王芳": "多收 ¥1,016.13，不冲减：合同按月初面积"})
    assert await talk.office.exported("credits") == []


async def test_goods_and_storage_of_a_customer_stand_on_one_statement(talk: Conversation) -> None:
    await bring_to(talk, "shipped", 1, order(customer=CUSTOMER, pay="月结", items=("稀料, 10 桶, 50",)))
    await month_end(talk)
    await talk.press("谢云", await talk.last("谢云", "请核对"), "金额对", toast="¥4,880.00", heard=ANYTHING)
    await talk.office.until("2026-12-05T09:00")
    await talk.say("王芳", f"/statement {CUSTOMER} 2026-11", heard=ANYTHING)
    await talk.say("王芳", "/issue S1", heard=ANYTHING)
    (statement,) = [one for one in await talk.office.exported("statements") if one["customer"] == CUSTOMER]
    lines = [(line["day"], line["kind"], line["amount"]) for line in statement["lines"]]
    assert lines == [("2026-11-23", "goods", "500.00"), ("2026-11-30", "storage", "4880.00")]
    assert statement["charges"] == statement["closing"] == "5380.00"
