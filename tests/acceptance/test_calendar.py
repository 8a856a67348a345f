"""K1 to K4 in conversation: what comes round is seen, pinged, handed in, put off, late and passed up."""

from datetime import datetime

from sqlmodel import col, select

from bot.sandbox.client import ChatMessage
from store.calendar.model import OccurrenceRow, ShareRow
from store.company import Company
from tests.acceptance.conftest import Calendar
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.test_form_walks import WALKS
from tests.office import DESK, Office


async def opened(talk: Conversation, who: str, wanted: str | tuple[str, ...]) -> ChatMessage:
    """What the person's morning list names first, opened from it."""
    listed = await talk.office.last(who, "晨报 关")
    await talk.press(who, listed, "show", heard={who: wanted})
    return await talk.office.last(who)


async def test_a_report_is_pinged_ahead_and_handed_in_as_a_file_that_goes_to_whom_it_is_due(
    calendar: Calendar,
) -> None:
    async with calendar("2026-11-20T16:00", "sales-report") as talk:
        await talk.until(
            "2026-11-24T08:00",
            heard={DESK: ("月销量报表", "等王芳")},
        )
        ping = await opened(talk, "王芳", ("月销量报表", "11-27", "交给公司领导"))
        await talk.photo(
            "王芳", file="销量.xlsx", reply_to=ping, heard={"王芳": "已交", "郑总": "王芳交来：月销量报表"},
            edited=[DESK],
        )  # fmt: skip
        handed = await talk.office.last("郑总", "交来")
        assert handed.document is not None and handed.document.file_name == "销量.xlsx"
        assert "✅ 王芳" in (await talk.office.last(DESK, "月销量报表")).text
        await talk.until("2026-11-27T17:30")  # nobody is pinged for what is done


async def test_a_plan_is_owed_by_each_and_the_card_says_who_still_owes_it(calendar: Calendar) -> None:
    async with calendar("2026-11-26T16:00", "next-month-plan") as talk:
        people = ("孙涛", "吴桐", "何梅", "王芳")
        await talk.until("2026-11-27T08:00", heard={DESK: "等孙涛、吴桐、何梅、王芳"})
        assert {who for who, text in talk.daily if "下月计划" in text} == set(people)
        ping = await opened(talk, "孙涛", "下月计划")
        await talk.press("孙涛", ping, "已完成", toast="还差 3 份", edited=["孙涛", DESK])
        card = await talk.office.last(DESK, "下月计划")
        assert "✅ 孙涛" in card.text and "等吴桐、何梅、王芳" in card.text
        await talk.press("陈静", card, "已完成", toast="不是您的事")
        await talk.press("吴桐", card, "已完成", toast="还差 2 份", edited=[DESK])
        await talk.say("何梅", "/done 下月计划", heard={"何梅": "已交"}, edited=[DESK])
        await talk.until("2026-11-30T17:30", heard={"王芳": "下月计划"}, edited=[DESK])
        assert "⚠️ 已到期" in (await talk.office.last(DESK, "下月计划")).text


async def test_while_late_it_is_pinged_once_each_working_day_and_then_whom_it_is_due_to_hears(
    calendar: Calendar,
) -> None:
    async with calendar("2026-11-20T08:00", "week-summary") as talk:
        await talk.skip()
        people = ("孙涛", "吴桐", "何梅", "王芳")
        await talk.until("2026-11-20T14:50", heard=dict.fromkeys(people, "请交：本周总结"))
        for who in people[1:]:
            await talk.say(who, "/done week-summary", heard=ANYTHING)
        await talk.until("2026-11-20T17:30", heard={"孙涛": "本周总结"})
        await talk.until("2026-11-20T17:50", edited=[DESK])
        talk.daily.clear()
        await talk.until("2026-11-23T08:00")
        assert [who for who, text in talk.daily if "⚠️ 日程 K1" in text] == ["孙涛"]
        await talk.until("2026-11-24T08:00")
        (told,) = (text for who, text in talk.daily if who == "赵敏" and "还没收齐" in text)
        assert "欠 孙涛" in told
        await talk.say(
            "孙涛", "完成 本周总结", heard={"孙涛": "已交", "赵敏": ("孙涛交来", "晚于")}, edited=[DESK]
        )
        await talk.until("2026-11-25T08:00")


async def test_later_moves_the_ping_and_not_the_due_time_and_not_mine_tells_the_director(
    calendar: Calendar,
) -> None:
    async with calendar("2026-11-20T08:00", "stock-ledger") as talk:
        await talk.skip()
        await talk.until("2026-11-20T14:30", heard={"林晓": "仓库台帐"})
        ping = await talk.office.last("林晓", "仓库台帐")
        await talk.press("林晓", ping, "30 分钟后", toast="30 分钟后再提醒")
        await talk.until("2026-11-20T15:00", heard={"林晓": "仓库台帐"})
        ping = await talk.office.last("林晓", "仓库台帐")
        await talk.press(
            "林晓",
            ping,
            "不归我",
            toast="已告诉主任",
            heard={"赵敏": ("不归自己", "没有人办")},
            edited=["林晓", DESK],
        )
        await talk.until("2026-11-20T17:30")


async def test_a_window_has_a_button_for_each_customer_and_lists_what_is_left_on_its_closing_day(
    database_url: str, calendar_company: Company
) -> None:
    entries = tuple(entry for entry in calendar_company.calendar if entry.key == "statements")
    both = tuple(
        customer.model_copy(update={"terms": "monthly", "credit_limit": 1000})
        for customer in calendar_company.customers
    )
    company = calendar_company.model_copy(update={"calendar": entries, "customers": both})
    start = datetime(2026, 11, 4, 16, tzinfo=company.zone)
    async with Office.open(database_url, company, at=start) as office:
        talk = Conversation(office)
        await talk.skip()
        await talk.until("2026-11-05T08:00", heard={DESK: "已办 0/2 家"})
        ping = await opened(talk, "王芳", "还差：华东机械、宏达钢构")
        await talk.press("王芳", ping, "✓ 华东机械", toast="已办，还差 1 家", edited=[DESK])
        for day in (10, 12):
            talk.daily.clear()
            await talk.until(f"2026-11-{day}T08:00")
            assert [who for who, text in talk.daily if "发对账单" in text] == ["王芳"]
        await talk.say("王芳", "/done 发对账单 宏达", heard={"王芳": "已办"}, edited=[DESK])
        assert "✅ 已齐" in (await office.last(DESK, "发对账单")).text
        await talk.check_manners()


async def test_silent_entries_stand_in_the_morning_list_and_in_the_calendar_and_nobody_is_pinged(
    calendar: Calendar,
) -> None:
    async with calendar("2026-11-25T18:00", "day-plan", "day-log") as talk:
        await talk.until("2026-11-26T08:00")
        assert any("17:30 前 工作日志" in text for _who, text in talk.daily)
        await talk.until("2026-11-26T17:00")
        await talk.say("孙涛", "/calendar", heard={"孙涛": ("今日计划", "工作日志")})
        page = await talk.office.last("孙涛", "日程 · 今天")
        await talk.press("孙涛", page, "✓ 2", toast="工作日志 已交", edited=["孙涛"])
        await talk.until("2026-11-26T17:30")


async def test_the_calendar_shows_today_the_week_mine_and_each_entry_with_what_is_late_on_top(
    calendar: Calendar,
) -> None:
    async with calendar("2026-11-20T08:00", "week-summary", "dispatch-meeting", "sales-report") as talk:
        await talk.skip()
        await talk.until("2026-11-20T17:50", heard=ANYTHING)
        await talk.until("2026-11-23T10:00", heard=ANYTHING)
        await talk.say("王芳", "日程", heard={"王芳": ("今天 11-23", "逾期 1 件", "1 ⚠️ 本周总结")})
        page = await talk.office.last("王芳", "日程 ·")
        await talk.press("王芳", page, "本周", edited=["王芳"])
        assert "调度会议" in (await talk.office.last("王芳", "日程 · 本周")).text
        await talk.press("王芳", page, "我的", edited=["王芳"])
        assert "调度会议" not in (await talk.office.last("王芳", "日程 · 我的")).text
        await talk.press("王芳", page, "按事项", edited=["王芳"])
        await talk.press("王芳", page, "月销量报表", edited=["王芳"])
        assert "11-27" in (await talk.office.last("王芳", "日程 · 月销量报表")).text
        await talk.say("王芳", "/done 没有这个", heard={"王芳": "日程里没有“没有这个”"})
        await talk.say("王芳", "完成 没有这个", to=DESK)  # said to each other


async def test_whoever_is_away_is_left_alone_and_the_substitute_is_asked(calendar: Calendar) -> None:
    async with calendar("2026-11-20T08:00", "stock-ledger", "week-summary") as talk:
        await talk.skip()
        await talk.say("林晓", "/away until 11-23 王芳", heard=ANYTHING)
        await talk.say("何梅", "/away until 11-23", heard=ANYTHING)
        await talk.until("2026-11-20T14:30", heard={"王芳": "仓库台帐"})
        ping = await talk.office.last("王芳", "仓库台帐")
        heard = {"赵敏": ["王芳交来：仓库台帐", "没有货物进出", "库存台账"]}
        await talk.press("王芳", ping, "提交", toast="已交", heard=heard, edited=["王芳", DESK])
        await talk.until("2026-11-20T14:50", heard=dict.fromkeys(("孙涛", "吴桐", "王芳"), "本周总结"))


async def test_a_calendar_file_of_ones_own_entries_comes_in_private(calendar: Calendar) -> None:
    async with calendar("2026-11-20T08:00", "sales-report", "stock-ledger") as talk:
        await talk.skip()
        await talk.say("王芳", "/calendar ics", heard={"王芳": "今后一年"})
        sent = await talk.office.last("王芳", "今后一年")
        assert sent.document is not None and sent.document.file_name == "日程-王芳.ics"
        content = (await talk.office.chat.download(sent.document)).decode()
        assert content.count("SUMMARY:月销量报表") == 12 and "仓库台帐" not in content


async def test_in_english_the_same_is_said(database_url: str, calendar_company: Company) -> None:
    entries = tuple(entry for entry in calendar_company.calendar if entry.key == "sales-report")
    company = calendar_company.model_copy(update={"calendar": entries, "language": "en"})
    async with Office.open(
        database_url, company, at=datetime(2026, 11, 20, 16, tzinfo=company.zone)
    ) as office:
        talk = Conversation(office)
        await talk.skip()
        await talk.until(
            "2026-11-24T08:00",
            heard={DESK: "Waiting for 王芳"},
        )
        assert any("1 to do today" in text for who, text in talk.daily if who == "王芳")
        await talk.say("王芳", "/done sales-report", heard={"王芳": ("Sales 2026-11", "draft")})
        told = {"郑总": "Please receive", "赵敏": "submitted"}
        await talk.press(
            "王芳", await talk.last("王芳"), "Submit", toast="Submitted", heard=told, edited=[DESK]
        )
        await talk.check_manners()


async def _done(talk: Conversation) -> list[tuple[str | None, str]]:
    """The shares that are done, by entry and name, as the store has them."""
    assert talk.office.app is not None
    async with talk.office.app.store.reading() as unit:
        shares = select(OccurrenceRow.entry, ShareRow.name).join(
            ShareRow, col(ShareRow.case_id) == col(OccurrenceRow.case_id)
        )
        return sorted((await unit.session.exec(shares.where(col(ShareRow.done_at).is_not(None)))).all())


async def test_a_dealers_forecast_and_a_meeting_that_was_held_are_done_in_the_calendar(
    calendar: Calendar,
) -> None:
    async with calendar("2026-11-23T08:10", "dealer-forecasts", "receivables-meeting") as talk:
        await talk.bring(
            ("吴桐", "申请 要货预测 宏达钢构\n从哪天起的一个月: 12-01\n货物: 底漆, 30 桶"),
            ("赵敏", "会议\n主题: 货款回收会议\n时间: 11-23 09:00\n人员: 财务、车间、物流"),
        )
        await talk.until("2026-11-23T09:30", heard=ANYTHING)
        assert await _done(talk) == [("dealer-forecasts", "吴桐")], "the meeting isn't over"
        await talk.until("2026-11-23T10:01", heard=ANYTHING)
        assert await _done(talk) == [("dealer-forecasts", "吴桐"), ("receivables-meeting", "")]


async def test_a_report_that_is_handed_over_goes_whole_to_whom_it_is_due_and_is_done(
    calendar: Calendar,
) -> None:
    async with calendar("2026-11-20T08:00", "stock-ledger") as talk:
        await talk.bring(("胡斌", "申请 入库\n来源: 自产\n货物: 面漆, 100 桶"))
        await talk.say("赵敏", "报表 库存", heard={"赵敏": ["1 种货", "库存台账"]})
        shown = [message for message in await talk.office.seen("赵敏") if "1 种货" in message.text][-1]
        assert [one.text for row in shown.buttons for one in row] == ["怎么算的"], "not theirs to hand in"
        await talk.say("林晓", "报表 库存", heard={"林晓": ["1 种货", "库存台账"]})
        shown = [message for message in await talk.office.seen("林晓") if "1 种货" in message.text][-1]
        await talk.press(
            "林晓", shown, "提交", toast="已交", edited=[DESK],
            heard={"赵敏": ["林晓交来：仓库台帐", "1 种货", "库存台账 11-16"]},
        )  # fmt: skip
        assert await _done(talk) == [("stock-ledger", "")]
        await talk.press("林晓", shown, "提交", toast="已经交了")


async def test_the_months_feedback_is_handed_over_to_leadership(calendar: Calendar) -> None:
    async with calendar("2026-12-09T10:00", "customer-feedback") as talk:
        await talk.skip()
        await talk.say("王芳", "报表 反馈 11月", heard={"王芳": ["咨询 0 个", "客户反馈 2026-11"]})
        shown = [message for message in await talk.office.seen("王芳") if "咨询 0 个" in message.text][-1]
        await talk.press("王芳", shown, "提交", toast="已交", heard=ANYTHING)
        told, said, book = (await talk.office.seen("郑总"))[-3:]
        assert (
            "王芳交来：上月客户反馈汇总" in told.text
            and "咨询 0 个" in said.text
            and book.document is not None
        )
        assert await _done(talk) == [("customer-feedback", "")]


async def test_a_survey_that_is_handed_in_is_done_in_the_calendar_and_the_second_wants_a_second_one(
    calendar: Calendar,
) -> None:
    survey = WALKS["survey"].says
    async with calendar("2026-11-20T10:00", "market-survey-first", "market-survey-second") as talk:
        for done in (["market-survey-first"], ["market-survey-first", "market-survey-second"]):
            await talk.bring(("孙涛", f"申请 {survey}"))
            await talk.office.later(minutes=10)
            assert await _done(talk) == [(key, "孙涛") for key in done], "and nobody else's"
