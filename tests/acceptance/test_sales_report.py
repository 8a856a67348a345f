"""P1: what a month sold, drafted on the 25th, handed in by service, received by the executive, and not changed after."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from bot.sandbox.client import ChatMessage
from store.company import Company
from store.company.tables import Day, Target
from store.reports import sales
from store.reports.sold import SalesReport
from store.stock.model import Product
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
    assert "¥11,500.00" in (await talk.last("王芳", "请交：月销量报表")).text
    await talk.say(
        "王芳",
        "这个月卖了多少",
        heard={"王芳": ("¥11,500.00 · 上月没有数据，计划 58%（按进度 71%）", "数量 40")},
    )
    await talk.say("王芳", "报表 B1", heard={"王芳": "报表 B1 · 11 月销量（至 24 日） · 草稿"})
    assert (await talk.last("王芳", "报表 B1")).button_texts == ["提交", "表格", "图", "怎么算的", "记录"]
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
        assert len(await office.exported("reports")) == asked


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


async def _counted(talk: Conversation, month: date) -> SalesReport:
    assert talk.office.app is not None
    async with talk.office.app.store.reading() as unit:
        return await sales.counted(unit, month)


async def test_what_came_back_of_last_months_goods_is_taken_off_this_month(november: Conversation) -> None:
    talk = november
    await bring_to(talk, "shipped")
    await talk.bring(
        ("王芳", "/return 1\n原因: 结块\n品名: 面漆, 2"), ("王芳", "/checked R1"), ("彭辉", "/sign R1")
    )
    await talk.until("2026-12-01 09:00", heard=ANYTHING)
    await talk.bring(("胡斌", "/count R1"))
    await talk.until("2026-12-02 09:00", heard=ANYTHING)
    assert (await _counted(talk, date(2026, 11, 1))).total.amount == Decimal(11500)
    december = await _counted(talk, date(2026, 12, 1))
    assert (december.total.amount, december.total.qty) == (Decimal(-620), Decimal(-2))


async def test_of_an_order_given_up_after_a_part_went_the_part_counts(november: Conversation) -> None:
    talk = november
    await bring_to(talk, "released")
    await talk.bring(("周伟", "/ship 1\n品名: 面漆, 4"), ("王芳", "/cancel 1 客户不要了"))
    await talk.until("2026-11-24 09:00", heard=ANYTHING)
    report = await _counted(talk, date(2026, 11, 1))
    assert (report.total.amount, report.total.qty) == (Decimal(1240), Decimal(4))
    assert [(row.product, row.qty) for row in report.rows] == [("面漆", Decimal(4))]


async def test_a_product_that_is_called_otherwise_since_stays_one(november: Conversation) -> None:
    talk = november
    await bring_to(talk, "shipped", 1)
    await bring_to(talk, "shipped", 2)
    assert talk.office.app is not None
    async with talk.office.app.store.unit() as unit:
        product = (await unit.session.exec(select(Product).where(Product.name == "面漆"))).one()
        product.name = "聚氨酯面漆"
    await bring_to(talk, "shipped", 3, order(items=("聚氨酯面漆, 10 桶, 310",)))
    await talk.until("2026-11-24 09:00", heard=ANYTHING)
    views = (await _counted(talk, date(2026, 11, 1))).views["product"]
    assert {row.name: row.qty for row in views} == {"环氧富锌底漆": Decimal(60), "聚氨酯面漆": Decimal(30)}


async def test_of_two_who_hand_it_in_at_once_one_does(november: Conversation) -> None:
    talk = november
    card = await _drafted(talk)
    office, service = talk.office, talk.office.id("王芳")
    await asyncio.gather(
        office.chat.press(service, card, "提交"),
        office.chat.say(service, service, "报表 B1 提交"),
        office.chat.press(service, await talk.last("王芳", "请交：月销量报表"), "提交"),
    )
    await office.settled()
    events = [one for one in await office.exported("events") if one["case"] == "B1"]
    assert [one["action"] for one in events] == ["ReportDrafted", "ReportSubmitted"]
    assert len([one for one in await office.seen("郑总") if "请收报表" in one.text]) == 1


async def test_of_a_month_of_twelve_working_days_the_plan_goes_by_those(
    database_url: str, calendar_company: Company
) -> None:
    off = tuple(Day(date=date(2026, 11, day), work=False) for day in (2, 3, 4, 5, 6, 9, 10, 11, 12))
    targets = (Target(month="2026-11", amount=Decimal(20000)),)
    company = calendar_company.model_copy(update={"calendar": (), "targets": targets, "days": off})
    async with Office.open(database_url, company, at=MONDAY) as office:
        talk = Conversation(office)
        await bring_to(talk, "shipped")
        await talk.until("2026-11-25 09:00", heard=ANYTHING)
        # the 13th, the 16th to the 20th, the 23rd and the 24th: eight of twelve
        await talk.say("王芳", "报表 销量", heard={"王芳": "计划 58%（按进度 86%）"})


async def test_a_companys_day_is_that_of_its_own_zone_wherever_its_people_are(
    database_url: str, calendar_company: Company
) -> None:
    """In Los Angeles it is still the 30th when the salesperson's telephone in Shanghai says the 1st."""
    company = calendar_company.model_copy(update={"calendar": (), "timezone": "America/Los_Angeles"})
    async with Office.open(database_url, company, at=datetime(2026, 11, 30, 18, tzinfo=UTC)) as office:
        talk = Conversation(office)
        await bring_to(talk, "released")
        await talk.until("2026-11-30 23:59", heard=ANYTHING)
        await talk.bring(("周伟", "/ship 1\n品名: 面漆, 4"))
        await talk.until("2026-12-01 00:01", heard=ANYTHING)
        await talk.bring(("周伟", "/ship 1"))
        await talk.until("2026-12-02 09:00", heard=ANYTHING)
        assert (await _counted(talk, date(2026, 11, 1))).total.amount == Decimal(1240)
        assert (await _counted(talk, date(2026, 12, 1))).total.amount == Decimal(10260)
