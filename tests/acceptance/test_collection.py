"""Money that is due is asked for by one list each morning, promises are judged by the book, nobody who paid is dunned (M4, M6)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from store.company import Company
from tests.acceptance.conftest import Calendar
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HONGDA, HUADONG, READY, SHIP, SLIP, go, order, place
from tests.office import Office

MONTHLY = order(customer=HUADONG, pay="月结")
SMALL = order(customer=HUADONG, pay="月结", items=("面漆, 10 桶, 310",))
MORNING = "T08:31"


@pytest.fixture
async def talk(database_url: str, company: Company) -> AsyncIterator[Conversation]:
    """Order 1 over 11,500 was shipped in November, so it is due on the 25th of December."""
    at = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
    async with Office.open(database_url, company, at=at) as office:
        conversation = Conversation(office)
        await conversation.skip()
        await place(conversation, MONTHLY)
        await go(conversation, 1, READY, SLIP, SHIP)
        yield conversation
        await conversation.check_manners()


async def on(talk: Conversation, day: str) -> dict[str, str]:
    """The morning of a day, and who heard which list."""
    talk.daily.clear()
    await talk.until(f"{day}{MORNING}", heard=ANYTHING)
    return dict(talk.daily)


async def checked(talk: Conversation) -> None:
    """Finance says that all which came is entered."""
    await talk.say("孙涛", f"催款 {HUADONG}", heard=ANYTHING)
    asked = await talk.task("孙涛", "ask_finance", area="collection")
    await talk.press("孙涛", asked, "ask_finance", toast="已请财务查", heard=ANYTHING)
    looking = await talk.task("陈静", "all_entered", area="collection")
    await talk.press("陈静", looking, "all_entered", toast="查过到账", heard=ANYTHING)


async def test_a_promise_that_is_told_in_passing_is_one_by_a_press_and_its_sum(talk: Conversation) -> None:
    await on(talk, "2026-12-24")
    await talk.say("孙涛", "华东机械老板说月底打款", heard={"孙涛": "承诺 华东机械 2026-12-31"})
    await talk.press("孙涛", await talk.last("孙涛", "承诺"), 0, heard={"孙涛": "答应付多少"})
    await talk.say("孙涛", "5000", heard={"孙涛": ("答应", "12-31", "5,000.00")})
    await talk.say("孙涛", "承诺 华东机械 12-30", heard={"孙涛": "答应付多少"})
    await talk.say("孙涛", "取消", heard={"孙涛": "不填"})


async def test_downtime_over_the_22nd_brings_one_list_not_seven_and_it_opens_what_can_be_copied(
    talk: Conversation,
) -> None:
    assert "要催" not in (await on(talk, "2026-12-21")).get("孙涛", "")
    heard = await on(talk, "2026-12-24")
    assert "今天要催 1 家，共 ¥11,500.00" in heard["孙涛"]
    assert "要催" not in heard.get("吴桐", "") + heard.get("王芳", "")
    lists = [text for who, text in talk.daily if who == "孙涛"]
    assert len(lists) == 1
    pressed = await talk.last("孙涛", "今天要催")
    await talk.press("孙涛", pressed, "催款名单", heard={"孙涛": ("1 华东机械 ¥11,500.00", "本月到期")})
    await checked(talk)
    listed = await talk.last("孙涛", "1 华东机械")
    await talk.press(
        "孙涛", listed, "1", heard={"孙涛": ("催款 D1", "您好，贵司本月 ¥11,500.00 货款快到付款日了")}
    )
    shown = await talk.last("孙涛", "可以复制")
    assert shown.button_texts[:4] == ["答应了", "没接", "已付", "有争议"]
    await talk.say("吴桐", f"催款 {HUADONG}", heard={"吴桐": "没有"})
    await talk.say("王芳", "催款 1", heard=ANYTHING)
    assert "已催" in (await talk.last("王芳")).text


async def test_a_text_is_refused_in_the_second_after_the_payment(talk: Conversation) -> None:
    await on(talk, "2026-12-22")
    await checked(talk)
    await talk.say("孙涛", f"催款 {HUADONG}", heard={"孙涛": "可以复制"})
    await talk.say("陈静", f"/paid {HUADONG} 11500", heard=ANYTHING)
    await talk.say("孙涛", f"催款 {HUADONG}", heard={"孙涛": ("还没分配的款", "不要催")})
    assert "要催" not in (await on(talk, "2026-12-23")).get("孙涛", "")
    asked = await talk.last("陈静", "请分配")
    await talk.press("陈静", asked, "按此分配", toast="订单 1", heard=ANYTHING)
    await talk.say("孙涛", f"催款 {HUADONG}", heard={"孙涛": "没有到期未付的款"})
    await talk.say("孙涛", "/show D1", heard={"孙涛": ("已收清", "不用催")})
    await talk.say("陈静", "/bounce P1 账号有误", heard=ANYTHING)
    await talk.say("孙涛", "/show D1", heard={"孙涛": ("催收中", "本月到期 ¥11,500.00")})


async def test_a_promise_is_kept_by_two_receipts_and_a_second_broken_one_goes_to_the_director(
    talk: Conversation,
) -> None:
    await on(talk, "2026-12-22")
    await checked(talk)
    await talk.say("孙涛", f"催款 {HUADONG}", heard=ANYTHING)
    shown = await talk.last("孙涛", "可以复制")
    await talk.reply("孙涛", shown, "28号 5000", heard={"孙涛": ("答应 12-28", "¥5,000.00")})
    await talk.say("孙涛", f"催款 {HUADONG}", heard={"孙涛": "到日子以前不催"})
    assert "要催" not in (await on(talk, "2026-12-23")).get("孙涛", "")
    for amount in ("2000", "3000"):
        await talk.bring(("陈静", f"/paid 1 {amount}"))
    await on(talk, "2026-12-29")
    assert "：兑现了" in (await talk.last("孙涛", "答应 12-28")).text
    await talk.say("孙涛", f"承诺 {HUADONG} 12-30 6500", heard={"孙涛": "答应 12-30"})
    await talk.bring(("陈静", "/paid 1 500"))
    heard = await on(talk, "2026-12-31")
    assert "只付了一部分，到了 ¥500.00" in (await talk.last("孙涛", "答应 12-30")).text
    assert "今天要催 1 家，共 ¥6,000.00" in heard["孙涛"]
    for day, morning in (("2027-01-04", "2027-01-05"), ("2027-01-06", "2027-01-07")):
        await talk.say("孙涛", f"/pledge {HUADONG} {day} 100", heard={"孙涛": "答应"})
        await on(talk, morning)
    assert "第 2 次没兑现" in (await talk.last("赵敏", "没兑现")).text
    (row,) = await talk.office.exported("collections")
    assert (row["customer"], row["promises"], row["came"], row["broken"]) == (HUADONG, 4, "5500.00", 2)


async def test_who_says_that_they_have_paid_is_left_alone_until_finance_has_looked(
    talk: Conversation,
) -> None:
    await on(talk, "2026-12-22")
    await checked(talk)
    await talk.say("孙涛", f"催款 {HUADONG}", heard=ANYTHING)
    shown = await talk.task("孙涛", "has_paid", area="collection")
    await talk.press(
        "孙涛", shown, "has_paid", toast="已请财务查", heard={"陈静": ("请查到账", HUADONG, "¥11,500.00")}
    )
    await talk.say("孙涛", f"催款 {HUADONG}", heard={"孙涛": "财务在查"})
    await talk.say("孙涛", "催款", heard={"孙涛": "今天没有要催"})
    asked = await talk.task("陈静", "not_in", area="collection")
    await talk.press("陈静", asked, "not_in", toast="查过到账", heard={"孙涛": ("没查到到账", "¥11,500.00")})
    await talk.say("孙涛", "催款", heard={"孙涛": (HUADONG, "说已付")})


async def test_no_level_is_skipped_and_three_working_days_lie_between_two_reminders(
    talk: Conversation,
) -> None:
    await on(talk, "2026-12-22")
    await checked(talk)
    await talk.say("孙涛", "/dun D1 审批中 等财务总监", heard={"孙涛": ("审批中", "12-25")})
    assert "要催" not in (await on(talk, "2026-12-24")).get("孙涛", "")
    await on(talk, "2027-01-07")
    await checked(talk)
    await talk.say("孙涛", f"催款 {HUADONG}", heard={"孙涛": ("最久 13 天", "已到付款日，还没有收到")})
    await talk.say("孙涛", "/dun D1 审批中", heard={"孙涛": "01-12"})
    await on(talk, "2027-01-12")
    await checked(talk)
    await talk.say("孙涛", f"催款 {HUADONG}", heard={"孙涛": "货款已逾期 18 天"})
    await talk.say("王芳", f"/customer {HUADONG}", heard=ANYTHING)
    rows = await talk.office.exported("contacts")
    assert [row["kind"] for row in rows].count("collection") == 2


async def test_somebody_is_left_out_until_a_day_and_a_measure_comes_back_on_its_own(
    talk: Conversation,
) -> None:
    await on(talk, "2026-12-22")
    await talk.say("孙涛", "/dun D1 off 2026-12-29 老板出国", heard={"孙涛": "这一步由"})
    await talk.say(
        "赵敏", "D1 先不催 2026-12-29 老板出国", heard={"赵敏": "12-29", "孙涛": ("先不催", "老板出国")}
    )
    await talk.say("孙涛", f"催款 {HUADONG}", heard={"孙涛": ("12-29 周二 以前先不催", "老板出国")})
    assert "要催" in (await on(talk, "2026-12-30"))["孙涛"]
    await talk.say(
        "赵敏",
        "D1 措施 2026-12-31 发律师函",
        heard={"赵敏": "转问题账款", "孙涛": ("问题账款", "发律师函")},
    )
    heard = await on(talk, "2026-12-31")
    assert "办措施" in heard["孙涛"], "on the day itself, while it can still be done"
    assert "⚠️ 催款 D1 华东机械：办措施" in (await on(talk, "2027-01-04"))["孙涛"]
    await talk.say("孙涛", "D1 办好了 已寄出", heard={"孙涛": "发律师函"})
    await talk.say("孙涛", "/show D1", heard={"孙涛": ("问题账款", "发律师函 ✅")})
    await talk.say("孙涛", "/history D1", heard={"孙涛": ("定措施", "措施办好")})


async def overdue(talk: Conversation) -> None:
    """Orders 2 and 3 were taken while order 1 is overdue; 3 has its slip."""
    await on(talk, "2027-01-05")
    for number in (2, 3):
        await place(talk, SMALL)
        await go(talk, number, READY)
    await go(talk, 3, SLIP)


async def test_deliveries_that_are_stopped_shut_the_gate_for_all_that_is_not_paid(talk: Conversation) -> None:
    await overdue(talk)
    await talk.say("孙涛", "催款 D1 停货 2027-01-15", heard={"孙涛": "这一步由"})
    await talk.say("赵敏", "催款 D1 停货 2027-01-15 承诺没兑现", heard=ANYTHING)
    assert "停货（赵敏定的）" in (await talk.last("孙涛", "停货")).text
    await talk.say("王芳", "/slip 2", heard={"王芳": ("停货中（催款 D1）", "还差 ¥3,100.00")})
    await talk.say("周伟", "/ship 3 SF1234568", heard={"周伟": "停货中（催款 D1）"})
    assert "停货中（催款 D1）" in (await talk.card(2)).text
    await place(talk, SMALL)
    await go(talk, 4, READY)
    await talk.say("王芳", "/slip 4", heard={"王芳": "停货中"})
    # What is paid for is theirs.
    await talk.bring(("陈静", "/paid 2 3100"))
    await go(talk, 2, SLIP, SHIP)
    # Again, with another day; taken back; and ended.
    await talk.say("赵敏", "/dun D1 措施 2027-01-20 停止发货", heard=ANYTHING)
    await talk.say(
        "孙涛",
        "/show D1",
        heard={"孙涛": ("停货到 01-15 周五 再看：承诺没兑现，01-05", "停货到 01-20 周三 再看")},
    )
    await talk.say("王芳", "/slip 4", heard={"王芳": "停货中"})
    await talk.bring(("赵敏", "/show D1"))
    ending = await talk.task("赵敏", "resume_deliveries", area="collection")
    await talk.press("赵敏", ending, "resume_deliveries", toast="恢复发货", heard=ANYTHING)
    assert "恢复发货（赵敏定的）" in (await talk.last("王芳", "恢复发货")).text
    await go(talk, 4, SLIP)
    await talk.bring(("赵敏", "/undo D1"))
    await talk.say("周伟", "/ship 4 SF1234569", heard={"周伟": "停货中"})
    await talk.say("孙涛", "/history D1", heard={"孙涛": ("停货", "恢复发货", "撤回")})


async def test_deliveries_go_on_by_themselves_once_nothing_is_due(talk: Conversation) -> None:
    await overdue(talk)
    await talk.bring(("赵敏", "催款 D1 停货 2027-01-15"), ("陈静", "/paid 1 11500"))
    await go(talk, 3, SHIP)
    await talk.say("孙涛", "/show D1", heard={"孙涛": ("已收清", "已恢复")})


async def test_orders_that_come_to_a_stopped_customer_from_their_other_file_are_held_too(
    talk: Conversation,
) -> None:
    await overdue(talk)
    await place(talk, order(customer="南通海螺", items=("面漆, 10 桶, 310",)))
    await go(talk, 4, READY)
    await talk.bring(("赵敏", "催款 D1 停货 2027-01-15"), ("赵敏", f"/same {HUADONG}, 南通海螺"))
    await on(talk, "2027-01-06")
    assert "停货中（催款 D1）" in (await talk.card(4)).text


async def test_in_english_too(talk: Conversation) -> None:
    await on(talk, "2026-12-22")
    await talk.bring(("孙涛", "/language en"), ("陈静", "/language en"))
    await talk.say("孙涛", "/dun", heard={"孙涛": ("1 to ask today", "due this month")})
    await talk.say("孙涛", f"/dun {HUADONG}", heard={"孙涛": "Please ask finance first"})
    await talk.press(
        "孙涛",
        await talk.task("孙涛", "ask_finance", area="collection"),
        "ask_finance",
        toast="Finance was asked",
        heard={"陈静": ("Please look for the money", "¥11,500.00")},
    )
    await talk.press(
        "陈静",
        await talk.task("陈静", "all_entered", area="collection"),
        "all_entered",
        toast="looked",
        heard={"孙涛": "all that came is entered"},
    )
    await talk.say("孙涛", f"/dun {HUADONG}", heard={"孙涛": "will be due this month"})
    await talk.say(
        "孙涛", f"/pledge {HUADONG} 2026-12-28 5000", heard={"孙涛": "promises ¥5,000.00 by 12-28"}
    )
    await talk.say("孙涛", f"/dun {HONGDA}", heard=ANYTHING)


async def test_a_plan_in_instalments_is_a_promise_for_each(talk: Conversation) -> None:
    await on(talk, "2026-12-22")
    await talk.say(
        "孙涛",
        f"承诺 {HUADONG} 12-28 2,000, 1月10日 3000，1月25日 6500",
        heard={
            "孙涛": ("12-28 周一 前付 ¥2,000.00", "01-10 周日 前付 ¥3,000.00", "01-25 周一 前付 ¥6,500.00")
        },
    )
    await talk.say("孙涛", "/show D1", heard={"孙涛": ("承诺 12-28", "承诺 01-10", "承诺 01-25")})
    await talk.say("孙涛", "/history D1", heard={"孙涛": ("12-28", "01-10", "01-25")})
    (row,) = await talk.office.exported("collections")
    assert (row["promises"], row["promised_sum"]) == (3, "11500.00")
    await talk.say("孙涛", "/undo D1", heard=ANYTHING)
    (row,) = await talk.office.exported("collections")
    assert row["promises"] == 0


@pytest.mark.parametrize("who", ["许丹", "陈静"])
async def test_the_months_totals_tick_their_entry_off_as_they_are_handed_in(
    calendar: Calendar, who: str
) -> None:
    """The collector's own, and where finance does it for them."""
    async with calendar("2026-12-31T10:00", "month-receivables") as talk:
        await talk.office.until("2027-01-04T09:00")
        await talk.say(who, "/report rates", heard=ANYTHING)
        asked = await talk.last(who, "回款率")
        await talk.press(who, asked, "交给主任", toast="交给主任", heard=ANYTHING)
        rows = [row for row in await talk.office.exported("calendar") if row["date"] == "2027-01-04"]
        assert [(row["entry"], row["state"]) for row in rows] == [("month-receivables", "done")]


async def test_receivables_are_exported_by_due_day_and_by_the_day_of_the_goods(talk: Conversation) -> None:
    """As of any day, the columns of a line adding up to what is owed."""
    columns = ("not_due", "to_30", "to_60", "to_90", "beyond", "unallocated")
    await on(talk, "2027-01-05")
    await talk.bring(("陈静", f"/paid {HUADONG} 500"), ("陈静", "先不分"))
    (due,) = await talk.office.exported("receivables")
    (day,) = await talk.office.exported("receivables_by_day")
    for row in (due, day):
        assert (row["customer"], row["owed"], row["overdue"]) == (HUADONG, "11000.00", "11500.00")
        assert sum(Decimal(row[name]) for name in columns) == Decimal(row["owed"])
        assert row["unallocated"] == "-500.00"
    assert (due["to_30"], day["to_60"]) == ("11500.00", "11500.00")


# money that nobody knows --------------------------------------------------------------------------------
async def test_money_of_an_unknown_payer_is_told_each_morning_claimed_confirmed_and_its_payer_learnt(
    talk: Conversation,
) -> None:
    await talk.say(
        "陈静",
        "/paid 苏州远达 5000 R777",
        heard={"陈静": [("P1", "待认领", "苏州远达"), ("是谁的款", "苏州远达")]},
    )
    await talk.say("陈静", "/paid 苏州远达 5000 r777", heard={"陈静": ("P1", "没有再记")})
    heard = await on(talk, "2026-11-26")
    for who in ("王芳", "孙涛", "吴桐"):
        assert "P1 苏州远达 ¥5,000.00" in heard[who].replace("款项 ", "")
    await talk.say(
        "吴桐", f"认领 P1 {HONGDA}", heard={"吴桐": "等财务确认", "陈静": ("请确认", "吴桐说是 宏达钢构")}
    )
    task = await talk.task("陈静", "claim_no", area="receipts")
    await talk.press(
        "陈静", task, "claim_no", toast="认领不成立", heard={"吴桐": "不是您说的那家", "陈静": "是谁的款"}
    )
    await talk.bring(("吴桐", f"认领 P1 {HONGDA}"))
    task = await talk.task("陈静", "claim_yes", area="receipts")
    await talk.press("陈静", task, "claim_yes", toast=f"归 {HONGDA}", heard={"吴桐": ("¥5,000.00", "P1")})
    await talk.say("陈静", "/paid 苏州远达 300", heard={"陈静": HONGDA, "吴桐": "¥300.00"})
    # Unteaching: it wasn't theirs after all.
    await talk.say("陈静", "认领 P1 不是", heard=ANYTHING)
    await talk.say("陈静", "/paid 苏州远达 200", heard={"陈静": ["待认领", "是谁的款"]})


async def test_money_for_a_shortened_name_is_asked_with_the_full_one(talk: Conversation) -> None:
    for said in ("/paid 宏达 50000", "宏达转了5万", "宏达到账5万", "收到宏达5万"):
        await talk.say("陈静", said, heard={"陈静": f"您是说：到账 {HONGDA} 50000？"})
    asked = await talk.last("陈静", "您是说")
    await talk.press(
        "陈静", asked, asked.button_texts[0], heard={"陈静": ("P1", "¥50,000.00"), "吴桐": "¥50,000.00"}
    )


async def test_money_goes_back_up_to_what_is_for_no_order_and_then_off_the_order_allotted_last(
    talk: Conversation,
) -> None:
    await place(talk, SMALL)
    await go(talk, 2, READY, SLIP, SHIP)
    await talk.bring(("陈静", f"/paid {HUADONG} 16000"))
    await talk.press("陈静", await talk.last("陈静", "请分配"), "另外分", heard=ANYTHING)
    await talk.bring(("陈静", "1 11500"), ("陈静", "/allot P1 2 3100"))
    await talk.say("陈静", "/refund P1", heard={"陈静": "退还 ¥1,400.00", "孙涛": "¥1,400.00"})
    await talk.say("陈静", "/refund P1", heard={"陈静": "没有"})
    await talk.say("陈静", "/refund P1 3200", heard=ANYTHING)
    assert "订单 1、2 又没付清" in (await talk.last("孙涛", "退还 ¥3,200.00")).text
    await talk.say(
        "孙涛",
        f"应收 {HUADONG}",
        heard={"孙涛": ("应收 ¥3,200.00", "订单 1", "未付 ¥100.00", "未付 ¥3,100.00")},
    )
    await talk.say("陈静", "/undo P1", heard=ANYTHING)
    await talk.say("孙涛", f"应收 {HUADONG}", heard={"孙涛": "没有未付"})
    await talk.say("陈静", "/bounce P1 账号有误", heard=ANYTHING)
    await talk.say("孙涛", f"应收 {HUADONG}", heard={"孙涛": ("应收 ¥16,000.00", "多退给客户的 ¥1,400.00")})
    (first, *_) = await talk.office.exported("receipts")
    assert first["number"] == "P1"


async def test_an_orders_surplus_is_kept_in_advance_and_what_was_entered_on_it_may_bounce(
    talk: Conversation,
) -> None:
    await talk.bring(("陈静", "/paid 1 12000"))
    task = await talk.task("陈静", "keep_surplus")
    await talk.press("陈静", task, "keep_surplus", toast="转预收", heard=ANYTHING)
    await talk.say("孙涛", f"应收 {HUADONG}", heard={"孙涛": ("预收 ¥500.00", "没有未付")})
    await talk.say("陈静", "/show P3", heard={"陈静": ("未分配 ¥500.00", HUADONG)})
    await talk.say("陈静", "/bounce 1 11 账号有误", heard={"陈静": "没有这样一笔"})
    await talk.say("陈静", "/bounce 1 账号有误", heard=ANYTHING)
    await talk.say("孙涛", f"应收 {HUADONG}", heard={"孙涛": ("应收 ¥11,500.00", "订单 1")})
    assert "已收 -¥500.00，还差 ¥12,000.00" in (await talk.card(1)).text
    await talk.say("陈静", "/bounce P3 账号有误", heard={"陈静": "银行退的是订单上那一笔"})
    await talk.say("陈静", "/undo 1", heard=ANYTHING)
    await talk.say("孙涛", f"应收 {HUADONG}", heard={"孙涛": "没有未付"})


async def test_a_months_rates_are_frozen_when_handed_in_and_corrected_beside(talk: Conversation) -> None:
    await on(talk, "2026-12-22")
    await talk.bring(("陈静", "/paid 1 4600"))
    await on(talk, "2027-01-04")
    await talk.say(
        "陈静",
        "/report 回款率",
        heard={
            "陈静": (
                "2026 年 12 月",
                "孙涛：回款率 40.0%",
                "逾期率 100.0%",
                "合计：回款率 40.0%",
                "当月到账 ¥4,600.00",
            )
        },
    )
    asked = await talk.last("陈静", "回款率")
    await talk.press(
        "陈静",
        asked,
        "交给主任",
        toast="交给主任",
        heard={"赵敏": ("陈静", "2026-12", "当月到期 ¥11,500.00，到账 ¥4,600.00")},
    )
    await talk.press("陈静", asked, "交给主任", toast="", heard=ANYTHING)
    await talk.bring(("陈静", f"/paid {HUADONG} 6900 2026-12-30"))
    await talk.press("陈静", await talk.last("陈静", "请分配"), "按此分配", toast="订单 1", heard=ANYTHING)
    await talk.say(
        "赵敏",
        "/report rates 2026-12",
        heard={"赵敏": ("孙涛：回款率 40.0%", "陈静 08:31 交给主任", "更正 孙涛：回款率 100.0%")},
    )
    await talk.say("孙涛", "/report rates", heard={"孙涛": "这一步由"})
