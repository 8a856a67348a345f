"""P1: what a month sold, drafted on the 25th, handed in by service, received by the executive, and not changed after."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.sandbox.client import ChatMessage
from store.company import Company
from store.company.tables import Target
from store.reports import sales
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HONGDA, HUADONG, bring_to, order
from tests.conftest import MONDAY
from tests.office import DESK, Office


async def _sheets(talk: Conversation, who: str) -> dict[str, list[list[Any]]]:
    message = await talk.last(who, "销量")
    assert message.document is not None
    book = load_workbook(BytesIO(await talk.office.chat.download(message.document)))
    return {name: [[cell.value for cell in row] for row in book[name]] for name in book.sheetnames}


@pytest.fixture
async def november(database_url: str, calendar_company: Company) -> AsyncIterator[Conversation]:
    """A company with the report's entry in its calendar, and a plan."""
    entries = tuple(one for one in calendar_company.calendar if one.key == "sales-report")
    targets = (Target(month="2026-11", amount=Decimal(20000)),)
    company = calendar_company.model_copy(update={"calendar": entries, "targets": targets})
    async with Office.open(database_url, company, at=MONDAY) as office:
        talk = Conversation(office)
        await talk.skip()
        yield talk
        await talk.check_manners()


async def _drafted(talk: Conversation) -> ChatMessage:
    """The 25th has come; service's card of the report."""
    await bring_to(talk, "shipped")
    await talk.until("2026-11-25 09:00", heard=ANYTHING)
    await talk.say("王芳", "11月销量", heard={"王芳": ("11 月销量（至 24 日）", "¥11,500.00", "草稿")})
    return await talk.last("王芳", "草稿")


async def test_the_months_report_is_drafted_handed_in_and_received_and_stays_as_it_was(
    november: Conversation,
) -> None:
    talk = november
    await talk.say("王芳", "报表 销量", heard={"王芳": ("11 月销量（至 22 日）", "¥0.00", "计划 0%")})
    card = await _drafted(talk)
    assert "¥11,500.00" in (await talk.last("王芳", "请提交：11 月销量（至 24 日）")).text
    await talk.say(
        "王芳",
        "这个月卖了多少",
        heard={"王芳": ("¥11,500.00 · 上月没有数据，计划 58%（按进度 71%）", "数量 40")},
    )
    await talk.press("王芳", card, "submit_report", toast="已提交", heard=ANYTHING)
    assert "✅ 已齐" in (await talk.office.last(DESK, "月销量报表")).text
    await talk.say("郑总", "报表 销量 11月", heard={"郑总": ("已提交", "¥11,500.00")})
    received = await talk.last("郑总", "请收报表")
    await talk.press("郑总", received, "receive_report", toast="已收到", heard=ANYTHING)
    await bring_to(talk, "shipped", 2, order(customer=HUADONG, pay="月结", items=("稀料, 10 桶, 50",)))
    await talk.until("2026-11-27 09:00", heard=ANYTHING)
    await talk.say("郑总", "报表 销量", heard={"郑总": ("至 24 日", "¥11,500.00", "已收到")})
    await talk.say("孙涛", "上个月销量", heard={"孙涛": ("10 月销量", "¥0.00", "您的客户")})
    await talk.say("孙涛", "11月销量", heard={"孙涛": ("11 月销量（至 26 日） · 您的客户", "¥500.00")})
    await talk.say("李强", "报表 销量", heard={"李强": "这一步由"})
    await talk.say("吴桐", "报表 投诉", heard={"吴桐": "这一步由"})
    await talk.until("2026-12-02 09:00", heard=ANYTHING)
    await talk.say(
        "王芳", "报表 销量", heard={"王芳": ("12 月销量（至 1 日）", "¥0.00", "上次报表之后到上月底 ¥500.00")}
    )


@pytest.mark.parametrize(
    ("begins", "later", "asked"), [(26, "2026-11-27 09:00", 1), (29, "2026-11-30 09:00", 0)]
)
async def test_the_first_report_is_asked_for_unless_its_day_was_over_before_the_bot_was_at_work(
    database_url: str, calendar_company: Company, begins: int, later: str, asked: int
) -> None:
    entries = tuple(one for one in calendar_company.calendar if one.key == "sales-report")
    company = calendar_company.model_copy(update={"calendar": entries})
    at = datetime(2026, 11, begins, 12, tzinfo=company.zone)
    async with Office.open(database_url, company, at=at) as office:
        talk = Conversation(office)
        await talk.until(later, heard=ANYTHING)
        drafts = [one for one in await office.seen("王芳") if "请提交：11 月销量" in one.text]
        assert len(drafts) == asked


async def test_every_sheet_of_the_workbook_adds_up_and_a_press_says_how_a_figure_comes_about(
    november: Conversation,
) -> None:
    talk = november
    card = await _drafted(talk)
    await talk.press(
        "王芳",
        card,
        data="report:sales:2026-11:how",
        heard={"王芳": ("怎么算的", "共 2 行", "最大的 2 行", "环氧富锌底漆 30桶 ¥8,400.00")},
    )
    await talk.press("王芳", card, data="report:sales:2026-11:book", heard={"王芳": "11 月销量"}, toast="")
    sheets = await _sheets(talk, "王芳")
    assert list(sheets) == ["按产品", "按客户", "按地区", "按业务员", "明细"]
    for name, rows in sheets.items():
        at = rows[0].index("金额")
        assert sum(row[at] for row in rows[1:-1]) == rows[-1][at] == 11500, name
    assert [row[0] for row in sheets["按业务员"][1:]] == ["吴桐", "合计"]
    await talk.press("王芳", card, data="report:sales:2026-11:picture", heard={"王芳": "11 月销量"}, toast="")
    assert (await talk.last("王芳", "11 月销量")).photo


async def test_a_report_handed_in_by_mistake_is_a_draft_again_and_what_came_back_is_taken_off(
    november: Conversation,
) -> None:
    talk = november
    await bring_to(talk, "shipped")
    await talk.until("2026-11-24 09:00", heard=ANYTHING)
    await talk.bring(
        ("王芳", "/return 1\n原因: 结块\n品名: 面漆, 2"), ("王芳", "/checked R1"), ("彭辉", "/sign R1")
    )
    await talk.until("2026-11-25 08:58", heard=ANYTHING)
    await talk.bring(("胡斌", "/count R1"))
    await talk.until("2026-11-26 08:00", heard=ANYTHING)
    await talk.say("王芳", "报表 销量", heard={"王芳": ("至 25 日", "¥10,880.00", "草稿")})
    await talk.press("王芳", await talk.last("王芳", "草稿"), "submit_report", toast="已提交", heard=ANYTHING)
    await talk.say("王芳", "撤回", heard=ANYTHING)
    await talk.say("王芳", "报表 销量", heard={"王芳": ("草稿", "¥10,880.00")})


async def test_what_changes_after_it_was_handed_in_is_a_correction_of_the_next_month(
    november: Conversation,
) -> None:
    talk = november
    await bring_to(talk, "shipped")
    await talk.bring(
        ("王芳", "/return 1\n原因: 结块\n品名: 面漆, 2"), ("王芳", "/checked R1"), ("彭辉", "/sign R1")
    )
    await talk.until("2026-11-25 09:00", heard=ANYTHING)
    await talk.until("2026-11-25 23:58", heard=ANYTHING)
    await talk.bring(("胡斌", "/count R1"))
    await talk.until("2026-11-26 00:01", heard=ANYTHING)
    await talk.say("王芳", "报表 B1 提交", heard=ANYTHING)
    await talk.say("王芳", "报表 B1 提交", heard={"王芳": "王芳 00:01 已做过"})
    await talk.until("2026-11-26 00:02", heard=ANYTHING)
    await talk.say("胡斌", "/undo", heard=ANYTHING)
    await talk.say("王芳", "报表 销量 11月", heard={"王芳": ("至 25 日", "¥10,880.00", "已提交")})
    await talk.until("2026-12-02 09:00", heard=ANYTHING)
    await talk.say(
        "王芳",
        "报表 销量",
        heard={"王芳": ("12 月销量（至 1 日）", "更正 11 月：订单 1 R1 退货撤回 ¥620.00")},
    )


async def test_a_day_is_the_companys_own(november: Conversation) -> None:
    talk = november
    await bring_to(talk, "released")
    await talk.until("2026-11-30 23:59", heard=ANYTHING)
    await talk.bring(("周伟", "/ship 1\n品名: 面漆, 4"))
    await talk.until("2026-12-01 00:01", heard=ANYTHING)
    await talk.bring(("周伟", "/ship 1"))
    await talk.until("2026-12-02 09:00", heard=ANYTHING)
    await talk.say("王芳", "11月销量", heard={"王芳": ("全月", "¥1,240.00")})
    await talk.say(
        "王芳", "报表 销量", heard={"王芳": ("12 月销量（至 1 日）", "¥10,260.00", "新（上月同期没有）")}
    )


async def test_sales_stay_with_whoever_had_the_customer_that_day_and_merged_customers_are_one(
    november: Conversation,
) -> None:
    talk = november
    await bring_to(talk, "shipped", 1)
    await talk.until("2026-11-24 09:00", heard=ANYTHING)
    await talk.bring(("赵敏", f"/customer {HONGDA}\n业务员: 孙涛\n原因: 调整"))
    await bring_to(talk, "shipped", 2)
    await bring_to(talk, "shipped", 3, order("交期: 2026-11-27", customer="大源防腐"))
    await talk.bring(("赵敏", f"/same {HONGDA}, 大源防腐"))
    await talk.until("2026-11-25 09:00", heard=ANYTHING)
    assert talk.office.app is not None
    async with talk.office.app.store.reading() as unit:
        report = await sales.counted(unit, date(2026, 11, 1))
    people = {row.name: row.amount for row in report.views["salesperson"]}
    assert people["吴桐"] == people["孙涛"] == Decimal(11500)
    assert [(row.name, row.amount) for row in report.views["customer"]] == [(HONGDA, Decimal(34500))]
    for view in sales.VIEWS:
        assert sum(row.amount for row in report.views[view]) == report.total.amount == Decimal(34500), view
