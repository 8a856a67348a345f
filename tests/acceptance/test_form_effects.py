"""What a signed form brings about elsewhere: in the calendar, in the book of money, among the orders (A1 to A12)."""

from tests.acceptance.conversation import ANYTHING, Conversation, actions
from tests.acceptance.test_forms import ORDER, form

LEAVE = "/form 请假单\n类别: 事假\n起止日期: 11-24 到 11-26\n事由: 家里有事"


async def order(talk: Conversation, at: int = 0) -> dict[str, object]:
    return (await talk.office.exported("orders"))[at]


async def shipped(talk: Conversation) -> None:
    """Order 1, on account, is with the customer and not paid."""
    await talk.bring(
        ("王芳", ORDER.replace("款到发货", "欠款")),
        ("王芳", "/申请 欠费 1\n承诺付款日: 12-20"),
        ("赵敏", "/sign F1"), ("陈静", "/sign F1"), ("周伟", "/sign F1"),
        ("李强", "/stock 1 ready"), ("王芳", "/slip 1"), ("周伟", "/ship 1"),
    )  # fmt: skip


# the calendar -------------------------------------------------------------------------------------------
async def test_leave_stands_in_ones_own_calendar_on_each_of_its_days_and_in_nobody_elses(
    talk: Conversation,
) -> None:
    await talk.bring(("孙涛", LEAVE))
    await talk.say("高翔", "/sign F1", heard=ANYTHING)
    assert (await form(talk, 1))["state"] == "done"
    for day in ("24", "25", "26"):
        await talk.until(f"2026-11-{day}T09:00", heard=ANYTHING)
        await talk.say("孙涛", "/calendar mine", heard={"孙涛": "事假 · 11-24 周二 至 11-26 周四"})
    await talk.say("吴桐", "/calendar today", heard={"吴桐": "没有安排"})
    await talk.say("吴桐", "/show K1", heard=ANYTHING)
    assert "事假" not in (await talk.last("吴桐")).text
    await talk.until("2026-11-27T09:00", heard=ANYTHING)
    await talk.say("孙涛", "/calendar mine", heard=ANYTHING)
    assert "事假" not in (await talk.last("孙涛")).text


async def test_a_visit_stands_at_its_hour_and_an_undone_form_takes_it_out(talk: Conversation) -> None:
    visit = "/form 来访\n来访单位: 宏达钢构\n人数: 3\n日期: 11-24\n时间: 14:30\n接待人: 李强\n来意: 看样板\n安排用餐: 是"
    await talk.say("孙涛", visit, heard=ANYTHING)
    await talk.say("李强", "/calendar mine", heard={"李强": ("宏达钢构", "14:30")})
    await talk.say("孙涛", "/undo F1", heard=ANYTHING)
    await talk.say("李强", "/calendar mine", heard=ANYTHING)
    assert "宏达钢构" not in (await talk.last("李强")).text


# money --------------------------------------------------------------------------------------------------
async def test_a_signed_postponement_moves_the_day_and_the_old_one_is_kept(talk: Conversation) -> None:
    await shipped(talk)
    await talk.say("王芳", "/form 延期 1\n延到: 2027-01-15\n原因: 客户资金紧", heard=ANYTHING)
    await talk.bring(("赵敏", "/sign F2"))
    assert (await talk.office.exported("charges"))[0]["due"] == "2026-12-20"
    await talk.say("陈静", "/sign F2", heard=ANYTHING)
    assert (await talk.office.exported("charges"))[0]["due"] == "2027-01-15"
    assert "付款日从 12-20 周日 改到 01-15 周五（F2，陈静签）" in (await talk.last("吴桐", "付款日")).text
    moved = next(one for one in await talk.office.exported("events") if one["action"] == "DueDayMoved")
    assert (moved["facts"]["was"], moved["facts"]["to"]) == ("2026-12-20", "2027-01-15")
    await talk.say("陈静", "/undo F2", heard=ANYTHING)
    assert (await talk.office.exported("charges"))[0]["due"] == "2026-12-20"


async def test_a_write_off_is_a_credit_with_its_form_and_nobody_is_let_off_more_than_they_owe(
    talk: Conversation,
) -> None:
    await shipped(talk)
    asked = "/form 核销 宏达钢构\n类别: 尾差\n订单: 1\n金额: {}\n原因: 抹零"
    await talk.bring(("王芳", asked.format("9000")), ("许丹", "/sign F2\n收款员意见: 同意"))
    await talk.bring(("赵敏", "/sign F2"))
    await talk.say("郑总", "/sign F2", heard={"郑总": "最多还能扣 ¥8,400.00"})
    await talk.bring(
        ("王芳", asked.format("400").replace("\n订单: 1", "")), ("许丹", "/sign F3\n收款员意见: 同意")
    )
    await talk.say("赵敏", "/sign F3", heard=ANYTHING)
    if (await form(talk, 3))["state"] == "signing":
        await talk.say("郑总", "/sign F3", heard=ANYTHING)
    credit = (await talk.office.exported("credits"))[0]
    assert (credit["kind"], credit["amount"], credit["case"]) == ("write-off", "400.00", "F3")
    assert (await talk.office.exported("charges"))[0]["open"] == "8000.00"


# a quotation --------------------------------------------------------------------------------------------
QUOTE = "/form 报价 宏达钢构\n品名: 底漆, 30 桶, 280\n稀释剂, 5 桶, 95.50\n付款方式: 款到发货\n有效期至: 12-01\n要货日期: 12-05"


async def test_a_quotation_becomes_the_customers_order_by_one_press(talk: Conversation) -> None:
    await talk.bring(("王芳", ORDER), ("王芳", QUOTE))
    await talk.press("王芳", await talk.last("王芳", "请办理：F1"), "acted", heard=ANYTHING)
    placed = await order(talk, 1)
    assert (placed["customer"], placed["total"], placed["pay"], placed["wanted"]) == (
        "宏达钢构", "8877.50", "prepaid", "2026-12-05",
    )  # fmt: skip
    assert "请查款" in (await talk.last("陈静", "订单 2")).text
    assert (await form(talk, 1))["state"] == "done"


async def test_a_quotation_that_holds_no_more_makes_no_order(talk: Conversation) -> None:
    await talk.bring(("王芳", ORDER), ("王芳", QUOTE))
    await talk.until("2026-12-02T10:00", heard=ANYTHING)
    await talk.say("王芳", "/sign F1", heard={"王芳": ("有效期到 12-01", "重新报价")})
    assert len(await talk.office.exported("orders")) == 1


# contracts ----------------------------------------------------------------------------------------------
CONTRACT = (
    "/form 合同 宏达钢构\n合同类别: 租赁\n标的: 叉车\n合同金额: 100000\n生效日: 2026-11-23\n到期日: 2026-12-23\n"
    "提前提醒: 20\n到期续签: 到期终止\n非常规合同: 否"
)
RENEWED = "/form 续签 F1\n续签或终止: 续签\n续签到: 2027-03-23\n提前提醒: 20\n原因: 继续用"


async def test_a_renewed_contract_keeps_its_number_and_reminds_of_its_new_end_alone(
    talk: Conversation,
) -> None:
    await talk.bring(("王芳", ORDER))
    await talk.photo("王芳", 95, caption=CONTRACT, heard=ANYTHING)
    await talk.bring(("王芳", RENEWED), ("赵敏", "/sign F2"))
    contracts = await talk.office.exported("contracts")
    assert [(one["number"], one["until"]) for one in contracts] == [
        ("2026-001", "2026-12-23"), ("2026-001", "2027-03-23"),
    ]  # fmt: skip
    await talk.until("2026-12-04T10:00", heard=ANYTHING)
    assert not [one for one in await talk.office.seen("王芳") if "⏰" in one.text and "到期" in one.text]
    await talk.until("2027-03-03T10:00", heard=ANYTHING)
    assert "合同 03-23 周二 到期" in (await talk.last("王芳", "⏰ F2")).text


async def test_a_contract_that_was_ended_reminds_of_nothing_and_is_not_renewed(talk: Conversation) -> None:
    await talk.bring(("王芳", ORDER))
    await talk.photo("王芳", 95, caption=CONTRACT, heard=ANYTHING)
    end = "/form 合同终止 F1\n续签或终止: 终止\n终止日: 11-30\n归还情况: 叉车已还，押金退了\n原因: 不用了"
    await talk.bring(("王芳", end), ("赵敏", "/sign F2"))
    assert (await form(talk, 2))["state"] == "done"
    await talk.until("2026-12-04T10:00", heard=ANYTHING)
    assert not [one for one in await talk.office.seen("王芳") if "⏰" in one.text and "到期" in one.text]
    await talk.bring(("王芳", RENEWED))
    await talk.say("赵敏", "/sign F3", heard={"赵敏": "合同 2026-001 已经终止"})
    await talk.say(
        "王芳", "/form 续签 F2\n续签或终止: 终止\n终止日: 11-30\n原因: 不用了", heard={"王芳": "F2"}
    )
    assert len(await talk.office.exported("forms")) == 3


# rooms, rounds, later forms -----------------------------------------------------------------------------
async def test_who_refused_is_asked_first_and_the_others_once_they_agree(talk: Conversation) -> None:
    await talk.bring(("王芳", ORDER), ("王芳", "/form liaison 1\n事项: 走专车\n新运费: 800"))
    await talk.bring(("周伟", "/sign F1"), ("陈静", "/reject F1 太贵"))
    await talk.say(
        "王芳", "/form F1\n新运费: 600", heard={"王芳": "改了再报", "陈静": ("请签字：F1", "第 2 轮")}
    )
    await talk.say("周伟", "/sign F1", heard=ANYTHING)
    assert [one["role"] for one in (await form(talk, 1))["waiting_for"]] == ["finance"]  # type: ignore[attr-defined]
    await talk.say("陈静", "/sign F1", heard={"陈静": "已记下", "周伟": "请签字：F1"})


async def test_a_later_signed_form_cancels_an_earlier_one_and_what_stood_in_it(talk: Conversation) -> None:
    await talk.bring(("孙涛", LEAVE), ("高翔", "/sign F1"))
    await talk.say("吴桐", "/form 作废 F1\n原因: 不请了", heard={"吴桐": "没有申请 F1"})
    await talk.bring(("孙涛", "/form 销假 F1\n原因: 不请了"), ("高翔", "/sign F2"))
    assert (await form(talk, 1))["state"] == "done"
    await talk.say("赵敏", "/sign F2", heard=ANYTHING)
    assert ((await form(talk, 1))["state"], (await form(talk, 2))["state"]) == ("cancelled", "done")
    assert "已由 F2 作废" in (await talk.last("孙涛", "作废")).text
    await talk.say("孙涛", "/calendar mine", heard=ANYTHING)
    assert "事假" not in (await talk.last("孙涛")).text
    await talk.say("孙涛", "/form 作废 F1\n原因: 再来", heard=ANYTHING)
    await talk.bring(("高翔", "/sign F3"))
    await talk.say("赵敏", "/sign F3", heard=ANYTHING)
    assert (await form(talk, 3))["state"] == "signing"


async def test_a_breach_is_answered_first_then_confirmed_and_one_about_the_director_goes_up(
    talk: Conversation,
) -> None:
    said = "/form 违纪\n当事人: {}\n违反的规定: 单独让价\n发生日期: 11-20\n事实: 运费少收\n罚款: 50"
    await talk.bring(("王芳", said.format("孙涛")))
    await talk.say("赵敏", "/sign F1", heard=ANYTHING)
    assert [one["role"] for one in (await form(talk, 1))["waiting_for"]] == ["sales"]  # type: ignore[attr-defined]
    task = await talk.last("孙涛", "请答复：F1")
    assert "disagree" not in actions(task)
    await talk.say("孙涛", "/reject F1 不服", heard=ANYTHING)
    assert (await form(talk, 1))["state"] == "signing"
    await talk.press("孙涛", task, "acted_fill", heard={"孙涛": "本人答复？"})
    await talk.say(
        "孙涛", "客户急，下次先问", heard={"孙涛": "已记下", "赵敏": ("请签字：F1", "客户急，下次先问")}
    )
    await talk.say("赵敏", "/sign F1", heard=ANYTHING)
    assert (await form(talk, 1))["state"] == "done"
    await talk.bring(("王芳", said.format("赵敏")))
    await talk.bring(("赵敏", "/sign F2\n本人答复: 没有这事"))
    await talk.say("赵敏", "/sign F2", heard=ANYTHING)
    assert (await form(talk, 2))["state"] == "signing"
    await talk.say("郑总", "/sign F2", heard=ANYTHING)
    assert (await form(talk, 2))["state"] == "done"


async def test_the_stub_comes_on_paper_and_as_a_picture(talk: Conversation) -> None:
    await talk.bring(("孙涛", LEAVE), ("高翔", "/sign F1"))
    await talk.say("孙涛", "/show F1", heard=ANYTHING)
    await talk.press(
        "孙涛", await talk.last("孙涛"), "form_stub", heard={"孙涛": ["已办结", "存根图片：F1 考勤单"]}
    )
    assert (await talk.last("孙涛", "存根图片")).photo is not None


# goods --------------------------------------------------------------------------------------------------
async def test_goods_issued_for_own_use_leave_the_stock_and_come_back_with_an_undo(
    talk: Conversation,
) -> None:
    await talk.bring(("王芳", "/form 领料\n用途: 自用\n物料: 底漆, 2 桶\n说明: 样板"))
    await talk.bring(("彭辉", "/sign F1"), ("陈静", "/sign F1"))
    await talk.say("胡斌", "/sign F1\n实发: 底漆, 1.5 桶", heard=ANYTHING)
    assert (await form(talk, 1))["state"] == "done"
    moves = [(one["product"], one["qty"]) for one in await talk.office.exported("stock")]
    assert moves == [("底漆", "-1.5")]
    await talk.say("胡斌", "/undo F1", heard=ANYTHING)
    moves = [one["qty"] for one in await talk.office.exported("stock")]
    assert moves == ["-1.5", "1.5"]


async def test_an_order_is_set_against_its_delivery_note_and_found_by_that(talk: Conversation) -> None:
    sheet = (
        "/form 订单整理 宏达钢构\n送货单号: SH-20261123\n订单货物: 底漆, 30 桶\n稀释剂, 5 桶\n"
        "送货单货物: 底漆, 28 桶\n稀释剂, 5 桶\n固化剂, 1 桶"
    )
    await talk.bring(("王芳", ORDER))
    await talk.photo("谢云", 90, caption=sheet, heard=ANYTHING)
    assert "差异：底漆 -2 桶；固化剂 +1 桶" in (await talk.last("胡斌", "请办理：F1")).text
    await talk.press("胡斌", await talk.last("胡斌", "请办理：F1"), "acted", heard=ANYTHING)
    await talk.say("谢云", "/forms SH-2026", heard={"谢云": "F1 仓储订单整理表"})
    await talk.say("谢云", "/forms product", heard={"谢云": "没有符合的单子"})
