"""What a signed form brings about elsewhere: in the calendar, in the book of money, among the orders (A1 to A12)."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from store.company import Company
from tests.acceptance.conversation import ANYTHING, Conversation, actions
from tests.acceptance.test_forms import ORDER, form
from tests.conftest import MONDAY
from tests.office import Office

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
    await talk.say("李强", "/calendar mine", heard={"李强": ("来访接待单 · 宏达钢构", "14:30")})
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


async def test_what_the_customer_has_on_a_statement_is_not_undone(talk: Conversation) -> None:
    await shipped(talk)
    await talk.bring(
        ("王芳", "/form 核销 宏达钢构\n类别: 尾差\n订单: 1\n金额: 400\n原因: 抹零"),
        ("许丹", "/sign F2\n收款员意见: 同意"),
        ("赵敏", "/sign F2"),
        ("王芳", "/statement 宏达钢构 2026-11"),
        ("王芳", "/issue S1"),
    )
    await talk.say("赵敏", "/undo F2", heard={"赵敏": ("不能撤回", "客户手里的对账单上已经有这一笔")})
    assert [one["amount"] for one in await talk.office.exported("credits")] == ["400.00"]
    assert (await form(talk, 2))["state"] == "done"


FINE = """
title = { zh = "加收单", en = "Surcharge" }
words = ["加收"]
start = "all"
about = "customer"

[[field]]
key = "amount"
label = { zh = "金额", en = "amount" }
type = "money"

[[sign]]
who = ["director"]

[[then]]
do = "charge"
kind = "other"
amount = "$amount"
"""


@pytest.mark.parametrize("issued", [False, True])
async def test_a_charge_of_a_form_is_undone_until_a_statement_with_it_goes_out(
    database_url: str, company: Company, tmp_path: Path, issued: bool
) -> None:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "surcharge.toml").write_text(FINE, encoding="utf-8")
    async with Office.open(database_url, company, at=MONDAY, templates=tmp_path) as office:
        talk = Conversation(office)
        await talk.bring(("王芳", ORDER), ("王芳", "/form 加收 宏达钢构\n金额: 300"), ("赵敏", "/sign F1"))
        await talk.bring(("王芳", "/statement 宏达钢构 2026-11"))
        if issued:
            await talk.bring(("王芳", "/issue S1"))
        await talk.say("赵敏", "/undo F1", heard=ANYTHING)
        left = [one["amount"] for one in await talk.office.exported("charges")]
        assert left == (["300.00"] if issued else [])


# a quotation --------------------------------------------------------------------------------------------
QUOTE = "/form 报价 宏达钢构\n品名: 底漆, 30 桶, 280\n稀释剂, 5 桶, 95.50\n付款方式: 款到发货\n有效期至: 12-01\n要货日期: 12-05"


async def test_a_quotation_becomes_the_customers_order_by_one_press(talk: Conversation) -> None:
    await talk.bring(("王芳", ORDER), ("王芳", QUOTE))
    await talk.reply("王芳", await talk.last("王芳", "请办理：F1"), "客户接受了", heard=ANYTHING)
    told = await talk.last("王芳", "F1 报价单 · 宏达钢构：已办结")
    assert "订单 2 已下" in told.text and "还没写收货人、地址，请补上：改单 2" in told.text
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
    asked = await talk.last("王芳", "请办理：F1")
    assert [one.text for row in asked.buttons for one in row][:2] == ["客户接受", "客户不接受"]
    await talk.press("王芳", asked, "disagree", heard={"王芳": "为什么客户不接受"})
    await talk.say("王芳", "嫌贵", heard={"王芳": ["F1 报价单 客户不接受", "❌ 王芳 客户不接受：嫌贵"]})
    await talk.press("王芳", await talk.last("王芳", "❌"), "whole", heard={"王芳": "1 步不用签（合计超过"})


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
    await talk.say("王芳", "续签 F1", heard={"王芳": "续签或终止？"})
    await talk.bring(("王芳", "取消"), ("王芳", RENEWED), ("赵敏", "/sign F2"))
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
    await talk.bring(("王芳", end), ("王芳", RENEWED), ("赵敏", "/sign F2"))
    assert (await form(talk, 2))["state"] == "done"
    assert [one["ended"] for one in await talk.office.exported("contracts")] == ["2026-11-30"]
    await talk.until("2026-12-04T10:00", heard=ANYTHING)
    assert not [one for one in await talk.office.seen("王芳") if "⏰" in one.text and "到期" in one.text]
    await talk.say("赵敏", "/sign F3", heard={"赵敏": "合同 2026-001 已经终止"})
    await talk.say("王芳", RENEWED, heard={"王芳": "合同 2026-001 已经终止"})
    await talk.say("王芳", "F1", heard={"王芳": "合同号 2026-001，11-30 周一 终止"})
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
    await talk.say(
        "赵敏",
        "/sign F1",
        heard={
            "赵敏": ["已记下", "F1 违纪处理单：已办结"],
            **dict.fromkeys(("王芳", "孙涛"), "F1 违纪处理单：已办结"),
        },
    )
    assert (await form(talk, 1))["state"] == "done"
    await talk.bring(("王芳", said.format("赵敏")))
    await talk.bring(("赵敏", "/sign F2\n本人答复: 没有这事"))
    await talk.say("赵敏", "/sign F2", heard=ANYTHING)
    assert (await form(talk, 2))["state"] == "signing"
    await talk.say("郑总", "/sign F2", heard=ANYTHING)
    assert (await form(talk, 2))["state"] == "done"
    kept = ("number", "member", "rule", "fine", "answer", "confirmed_by")
    assert [tuple(row[name] for name in kept) for row in await talk.office.exported("breaches")] == [
        ("F1", "孙涛", "单独让价", "50.00", "客户急，下次先问", "赵敏"),
        ("F2", "赵敏", "单独让价", "50.00", "没有这事", "郑总"),
    ]


async def test_the_stub_comes_on_paper_and_as_a_picture(talk: Conversation) -> None:
    await talk.bring(("孙涛", LEAVE), ("高翔", "/sign F1"))
    await talk.say("孙涛", "/show F1", heard=ANYTHING)
    await talk.press(
        "孙涛", await talk.last("孙涛"), "form_stub", heard={"孙涛": ["已办结", "存根图片：F1 考勤单"]}
    )
    paper, picture = (await talk.last("孙涛", "已办结")).document, (await talk.last("孙涛", "存根图片")).photo
    assert paper is not None and picture is not None
    printed = PdfReader(io.BytesIO(await talk.office.chat.download(paper))).pages[0].extract_text()
    assert "2026-11-24 到 2026-11-26" in printed, "read years later"
    drawn = await talk.office.chat.download(picture)
    assert int.from_bytes(drawn[16:20]) < 1000, "as wide as a phone can show"


async def test_a_stub_says_of_a_thing_done_what_it_was_and_all_that_was_written(talk: Conversation) -> None:
    written = "去苏州" * 66
    claim = f"/form expense\n费用类别: 差旅\n事由: {written}\n金额: 1500\n付款方式: 现金"
    await talk.photo("孙涛", 90, caption=claim, heard=ANYTHING)
    await talk.bring(("高翔", "/sign F1\n核准金额: 1500"), ("陈静", "/sign F1"))
    await talk.photo("陈静", 81, caption="/sign F1\n付款凭证号: 1234", heard=ANYTHING)
    stub = (await talk.last("孙涛", "已办结")).document
    assert stub is not None
    printed = PdfReader(io.BytesIO(await talk.office.chat.download(stub))).pages[0].extract_text()
    lines = [one for one in printed.replace(" ", "").splitlines() if "陈静" in one]
    assert ["同意" in lines[0], "付款" in lines[1]] == [True, True], lines
    assert printed.replace("\n", "").count("去苏州") == 66


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
    await talk.say("谢云", "单据 底漆", heard={"谢云": "F1 仓储订单整理表"})
    await talk.say(
        "谢云", "订单 SH-20261123", heard={"谢云": ("没有符合的订单，单据里有", "F1 仓储订单整理表")}
    )
    # the same note again, whoever writes it and however; of another customer it is another note
    again = sheet.replace("SH-20261123", "sh-20261123")
    await talk.photo("王芳", 91, caption=again, heard={"王芳": "“sh-20261123”已经在仓储订单整理表 F1 上了"})
    await talk.photo("王芳", 92, caption=again.replace("宏达钢构", "华东机械"), heard=ANYTHING)
    assert (await form(talk, 2))["customer"] == "华东机械"


# what is left to do ------------------------------------------------------------------------------------
TRIAL = (
    "/form 试样 宏达钢构\n应用工程师: 韩磊\n日期: 12-10\n地点: 苏州\n产品: 面漆\n特殊颜色: 是\n颜色要求: 灰"
)


async def heard(talk: Conversation, who: str, what: str) -> int:
    return len([one for one in await talk.office.seen(who) if what in one.text])


async def test_what_is_to_be_done_by_a_day_is_said_at_once_the_day_before_on_the_day_and_while_it_is_late(
    talk: Conversation,
) -> None:
    await talk.bring(("王芳", ORDER), ("王芳", TRIAL), ("赵敏", "/sign F1"))
    assert await heard(talk, "唐明", "先做颜色样板（最晚 12-10 周四）") == 1
    expected = {"2026-12-08T17:00": 1, "2026-12-09T09:00": 2, "2026-12-10T09:00": 3, "2026-12-11T09:00": 4}
    for at, times in expected.items():
        await talk.until(at, heard=ANYTHING)
        assert await heard(talk, "唐明", "先做颜色样板") == times, at
    assert "⚠️ 先做颜色样板" in (await talk.last("唐明", "请办：F1")).text
    await talk.press("唐明", await talk.last("唐明", "请办：F1"), "did", heard=ANYTHING)
    await talk.until("2026-12-15T09:00", heard=ANYTHING)
    assert await heard(talk, "唐明", "请办：F1") == 0, "they say now who did it"


async def test_a_day_by_which_that_is_off_is_the_working_day_before(talk: Conversation) -> None:
    await talk.bring(("王芳", ORDER), ("王芳", TRIAL.replace("12-10", "12-06")), ("赵敏", "/sign F1"))
    await talk.until("2026-12-03T09:00", heard=ANYTHING)
    await talk.until("2026-12-04T09:00", heard=ANYTHING)
    assert await heard(talk, "唐明", "先做颜色样板") == 3


async def test_before_its_day_nobody_is_asked_for_a_report_nor_late_with_it(talk: Conversation) -> None:
    await talk.bring(("王芳", ORDER), ("王芳", TRIAL), ("赵敏", "/sign F1"))
    await talk.until("2026-12-09T17:00", heard=ANYTHING)
    assert await heard(talk, "韩磊", "F2 试样反馈单") == 0
    assert await heard(talk, "赵敏", "F2 试样反馈单") == 0
    await talk.until("2026-12-10T09:00", heard=ANYTHING)
    assert "请办理：F2 试样反馈单" in (await talk.last("韩磊", "F2")).text


# several effects on one case ---------------------------------------------------------------------------
TWICE = """
title = { zh = "特批单", en = "Special terms" }
words = ["特批"]
start = "all"
about = "order"

[[field]]
key = "freight"
label = { zh = "运费", en = "freight" }
type = "money"

[[field]]
key = "let_off"
label = { zh = "让利", en = "allowance" }
type = "money"

[[field]]
key = "to"
label = { zh = "延到", en = "until" }
type = "date"

[[field]]
key = "one"
label = { zh = "查阅人", en = "reader" }
type = "member"

[[field]]
key = "other"
label = { zh = "另一人", en = "other" }
type = "member"

[[sign]]
who = ["director"]

[[then]]
do = "order.freight"
amount = "$freight"

[[then]]
do = "credit"
kind = "write-off"
amount = "$let_off"
against = "$about"

[[then]]
do = "due.move"
to = "$to"

[[then]]
do = "access.grant"
member = "$one"
until = "$to"

[[then]]
do = "access.grant"
member = "$other"
until = "$to"
"""


async def test_every_effect_on_one_case_happens_and_is_taken_back_and_one_refused_refuses_all(
    database_url: str, company: Company, tmp_path: Path
) -> None:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "special.toml").write_text(TWICE, encoding="utf-8")
    async with Office.open(database_url, company, at=MONDAY, templates=tmp_path) as office:
        talk = Conversation(office)
        await shipped(talk)
        asked = "/form 特批 1\n运费: 300\n让利: {}\n延到: 2027-01-15\n查阅人: 李强\n另一人: 胡斌"
        await talk.bring(("王芳", asked.format("9000")))
        await talk.say("赵敏", "/sign F2", heard=ANYTHING)
        assert (await form(talk, 2))["state"] == "signing"
        before = await _left_by_it(talk)
        await talk.bring(("王芳", asked.format("400")), ("赵敏", "/sign F3"))
        assert (await form(talk, 3))["state"] == "done"
        assert await _left_by_it(talk) == ("300.00", "2027-01-15", "8000.00", ["400.00"])
        for who in ("李强", "胡斌"):
            await talk.say(who, "/customer 宏达钢构", heard={who: "宏达钢构"})
        await talk.say("赵敏", "/undo F3", heard=ANYTHING)
        assert await _left_by_it(talk) == before
        for who in ("李强", "胡斌"):
            await talk.say(who, "/customer 宏达钢构", heard=ANYTHING)
            assert "业务员" not in (await talk.last(who)).text


async def _left_by_it(talk: Conversation) -> tuple[object, ...]:
    """Freight, the day on which the money is due, what of it is open, and what was let off."""
    charge, credits = (
        (await talk.office.exported("charges"))[0],
        await talk.office.exported("credits"),
    )
    freight = [
        one["facts"]["amount"]
        for one in await talk.office.exported("events")
        if one["action"] == "FreightAgreed"
    ]
    undone = [one for one in await talk.office.exported("events") if one["action"] == "StepUndone"]
    return (
        freight[-1] if freight and not undone else None,
        charge["due"],
        charge["open"],
        [one["amount"] for one in credits],
    )


async def test_what_is_let_off_reaches_the_fees_too_what_is_due_first_before_others(
    talk: Conversation,
) -> None:
    await shipped(talk)
    await talk.bring(("胡斌", "/charge 宏达钢构 装卸 300"), ("胡斌", "/charge 宏达钢构 仓储 200"))
    asked = "/form 核销 宏达钢构\n类别: 坏账\n金额: {}\n原因: 倒闭"
    await talk.bring(("王芳", asked.format("8901")), ("许丹", "/sign F2\n收款员意见: 同意"))
    await talk.bring(("赵敏", "/sign F2"))
    await talk.say("郑总", "/sign F2", heard={"郑总": "最多能减 ¥8,900.00"})
    await talk.bring(("王芳", asked.format("8850")), ("许丹", "/sign F3\n收款员意见: 同意"))
    await talk.bring(("赵敏", "/sign F3"), ("郑总", "/sign F3"))
    assert (await form(talk, 3))["state"] == "done"
    assert [one["open"] for one in await talk.office.exported("charges")] == ["0.00", "0.00", "50.00"]
    credits = await talk.office.exported("credits")
    assert {(one["case"], one["amount"]) for one in credits} == {
        ("F3", "8400.00"), ("F3", "300.00"), ("F3", "150.00"),
    }  # fmt: skip
    await talk.say("郑总", "/undo F3", heard=ANYTHING)
    assert not await talk.office.exported("credits")
    assert [one["open"] for one in await talk.office.exported("charges")] == ["8400.00", "300.00", "200.00"]


# what a person counted -----------------------------------------------------------------------------------
async def test_a_photo_proves_that_goods_came_and_how_many_is_asked(talk: Conversation) -> None:
    asked = "/form 到货预报 宏达钢构\n货物: 底漆, 30 桶\n稀释剂, 5 桶\n到货日期: 11-23"
    await talk.bring(("王芳", ORDER), ("王芳", asked))
    task = await talk.last("胡斌", "请办理：F1")
    await talk.photo("胡斌", 140, reply_to=task, heard=ANYTHING)
    assert "实收？" in (question := (await talk.last("胡斌")).text)
    assert "原来写的：底漆 30 桶；稀释剂 5 桶" in question
    assert not await talk.office.exported("stock")
    await talk.say("胡斌", "底漆, 28 桶\n稀释剂, 5 桶", heard=ANYTHING)
    await talk.say("胡斌", "少两桶", heard=ANYTHING)
    assert (await form(talk, 1))["state"] == "done", "the photo that came first is the proof"
    assert [one["qty"] for one in await talk.office.exported("stock")] == ["28", "5"]


async def test_what_is_said_beside_the_count_does_not_stand_for_it(talk: Conversation) -> None:
    await talk.bring(("王芳", ORDER), ("王芳", "/form 到货预报 宏达钢构\n货物: 底漆, 30 桶\n到货日期: 11-25"))
    await talk.say("胡斌", "/sign F1\n差异说明: 少两桶", heard={"胡斌": "实收？"})
    await talk.say("胡斌", "底漆, 28 桶", heard={"胡斌": "照片？"})
    await talk.photo("胡斌", 140, heard=ANYTHING)
    assert (await form(talk, 1))["state"] == "done"
    assert [one["qty"] for one in await talk.office.exported("stock")] == ["28"]


# who doesn't answer --------------------------------------------------------------------------------------
BREACH = "/form 违纪\n当事人: {}\n违反的规定: 单独让价\n发生日期: 11-20\n事实: 运费少收\n罚款: 50"


async def test_who_does_not_answer_holds_nothing_up_and_it_is_a_person_who_goes_on(
    talk: Conversation,
) -> None:
    await talk.bring(("王芳", BREACH.format("孙涛")))
    await talk.say("赵敏", "没答复 F1", heard={"赵敏": "还在答复期限内，到 11-26 10:00"})
    await talk.until("2026-11-26T11:00", heard=ANYTHING)
    assert "F1 违纪处理单" in (await talk.last("赵敏", "超时没办")).text
    assert (await form(talk, 1))["state"] == "signing", "nothing passes by time"
    await talk.say("王芳", "/unanswered F1", heard=ANYTHING)
    assert [one["role"] for one in (await form(talk, 1))["waiting_for"]] == ["sales"]  # type: ignore[attr-defined]
    await talk.say("赵敏", "/show F1", heard=ANYTHING)
    await talk.press("赵敏", await talk.last("赵敏", "F1"), "no_reply", heard=ANYTHING)
    assert "到期没有答复，赵敏 11:00 往下办了" in (await talk.last("孙涛", "F1")).text
    await talk.bring(("赵敏", "/sign F1"))
    assert (await form(talk, 1))["state"] == "done"
    given = [one["name"] for one in await talk.office.exported("signatures")]
    assert given == ["赵敏"], "no answer is no signature"
    await talk.say("王芳", "/show F1", heard=ANYTHING)
    await talk.press("王芳", await talk.last("王芳", "F1"), "whole", heard=ANYTHING)
    assert "孙涛 没有答复，赵敏往下办" in (await talk.last("王芳")).text


async def test_where_the_director_does_not_answer_leadership_hears_and_goes_on(talk: Conversation) -> None:
    await talk.bring(("王芳", BREACH.format("赵敏")))
    await talk.until("2026-11-26T11:00", heard=ANYTHING)
    await talk.until("2026-12-01T12:00", heard=ANYTHING)
    assert "F1 违纪处理单" in (await talk.last("郑总", "超时没办")).text
    await talk.say("赵敏", "/unanswered F1", heard=ANYTHING)
    await talk.bring(("郑总", "/unanswered F1"), ("郑总", "/sign F1"))
    assert (await form(talk, 1))["state"] == "done"


async def test_an_answer_that_was_gone_on_without_comes_back_with_an_undo(talk: Conversation) -> None:
    await talk.bring(("王芳", BREACH.format("孙涛")))
    await talk.until("2026-11-26T11:00", heard=ANYTHING)
    await talk.bring(("赵敏", "/unanswered F1"), ("赵敏", "/undo F1"))
    await talk.bring(("孙涛", "/sign F1\n本人答复: 下次先问"), ("赵敏", "/sign F1"))
    assert (await form(talk, 1))["values"]["answer"] == "下次先问"  # type: ignore[index]


async def test_the_last_fen_is_written_off_and_nothing_is_open(talk: Conversation) -> None:
    await shipped(talk)
    await talk.bring(
        ("陈静", "/paid 1 8399.99"),
        ("王芳", "/form 核销 宏达钢构\n类别: 尾差\n订单: 1\n金额: 0.01\n原因: 抹零"),
        ("许丹", "/sign F2\n收款员意见: 同意"),
    )
    assert (await talk.office.exported("charges"))[0]["open"] == "0.01"
    await talk.say("赵敏", "/sign F2", heard=ANYTHING)
    credit = (await talk.office.exported("credits"))[0]
    assert (credit["kind"], credit["amount"], credit["case"]) == ("write-off", "0.01", "F2")
    assert (await talk.office.exported("charges"))[0]["open"] == "0.00"
    await talk.say("赵敏", "应收 宏达钢构", heard={"赵敏": ("应收 ¥0.00", "没有未付")})
