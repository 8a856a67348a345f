"""P2, P8: reports that the bot counts from orders, tasks and the book; somebody hands them in, and they stay as they were."""

from collections import Counter
from collections.abc import AsyncIterator, Collection
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from store.company import Company
from store.company.tables import Target
from store.money.rates import due_of_each
from store.reports import appraisal, measures
from store.reports.months import Asked
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HUADONG, bring_to, order
from tests.conftest import MONDAY
from tests.office import DESK, Office

ENTRIES = ("followup-report", "turnover-report", "month-summary")
Sheets = dict[str, list[list[Any]]]


@pytest.fixture
async def november(database_url: str, calendar_company: Company) -> AsyncIterator[Conversation]:
    """Two orders: one that came on its day, one that was promised later and is late; fees beside them."""
    entries = tuple(one for one in calendar_company.calendar if one.key in ENTRIES)
    targets = (
        Target(month="2026-11", amount=Decimal(20000)),
        Target(month="2026-11", amount=Decimal(10000), kind="collected", salesperson=1015),
    )
    company = calendar_company.model_copy(update={"calendar": entries, "targets": targets})
    async with Office.open(database_url, company, at=MONDAY) as office:
        talk = Conversation(office)
        await bring_to(talk, "arrived", 1, order("交期: 2026-11-24"))
        await talk.bring(
            ("王芳", order("交期: 2026-11-25", customer=HUADONG, pay="月结", items=("稀料, 10 桶, 50",))),
            ("李强", "/stock 2 short 2026-11-26 原料不足"),
            ("王芳", "/promise 2 2026-11-27"),
            ("王芳", "/charge 华东机械 运费 600"),
            ("王芳", "费用 华东机械 装卸 12 吨"),
        )
        await talk.until("2026-11-30 09:00", heard=ANYTHING)
        await talk.skip()
        yield talk
        await talk.check_manners()


async def sheets(talk: Conversation, who: str, title: str) -> Sheets:
    message = await talk.last(who, title)
    assert message.document is not None
    book = load_workbook(BytesIO(await talk.office.chat.download(message.document)))
    return {name: [[cell.value for cell in row] for row in book[name]] for name in book.sheetnames}


async def _book(talk: Conversation, who: str, kind: str, named: str) -> Sheets:
    card = await talk.last(who, named)
    await talk.press(who, card, data=f"report:{kind}:2026-11:book", heard={who: named}, toast="")
    return await sheets(talk, who, named)


async def _bytes(talk: Conversation, who: str, named: str, part: str) -> bytes:
    """What a press on the last card gives, an hour after the one before."""
    await talk.office.later(minutes=60)
    card = [message for message in await talk.office.seen(who) if named in message.text and message.buttons][
        -1
    ]
    await talk.press(who, card, data=f"report:turnover:2026-11:{part}", heard=ANYTHING, toast="")
    message = await talk.last(who, named)
    file = message.document or message.photo
    assert file is not None
    return await talk.office.chat.download(file)


async def test_orders_are_on_time_by_the_first_day_and_the_last_and_late_already_while_they_are_open(
    november: Conversation,
) -> None:
    talk = november
    await talk.say(
        "王芳",
        "报表 跟单",
        heard={
            "王芳": ("11 月跟单（至 29 日）", "按最初约定准时 50.0%（1/2）", "按最后约定准时 50.0%（1/2）")
        },
    )
    found = await _book(talk, "王芳", "followup", "11 月跟单")
    assert list(found) == ["准时", "各部门用时", "各步用时", "卡住的", "订单明细"]
    first, second = found["订单明细"][1:3]
    assert [str(day)[5:10] for day in second[2:5]] == ["11-25", "11-27", "11-25"]
    assert (first[6], second[6]) == (0, 3)
    steps = found["各步用时"]
    assert sum(row[2] for row in steps[1:-1]) == steps[-1][2] == found["各部门用时"][-1][1]
    assert {row[0] for row in found["卡住的"][1:]} == {"2", "1"}
    await talk.press(
        "王芳",
        await talk.last("王芳", "按最初约定准时"),
        data="report:followup:2026-11:how",
        heard={"王芳": ("怎么算的", "共 2 行", "2 华东机械 11-25 周三 11-27 周五 3 天")},
    )
    await talk.press(
        "王芳",
        await talk.last("王芳", "按最初约定准时"),
        data="report:followup:2026-11:picture",
        heard={"王芳": "11 月跟单"},
        toast="",
    )
    assert (await talk.last("王芳", "11 月跟单")).photo
    await talk.say("孙涛", "报表 跟单", heard={"孙涛": "这一步由"})


async def test_a_month_turned_over_its_goods_and_its_fees_and_targets_stand_beside_what_was_reached(
    november: Conversation,
) -> None:
    talk = november
    await talk.say(
        "林晓", "报表 营业额", heard={"林晓": ("11 月营业额（至 29 日）", "¥12,460.00", "运费 ¥600.00")}
    )
    found = await _book(talk, "林晓", "turnover", "11 月营业额")
    kinds = {row[0]: row[1] for row in found["按类别"][1:]}
    assert (kinds["货款"], kinds["装卸"], kinds["运费"]) == (11500, 360, 600)
    lines = found["明细"]
    assert sum(row[-1] for row in lines[1:-1]) == lines[-1][-1] == kinds["合计"] == 12460
    assert found["按客户"][-1][-1] == 12460
    assert [row[1:4] for row in found["目标"][1:]] == [
        ["示例物流", 20000, 11500],
        ["许丹", 10000, 11500],
    ]


async def test_service_has_a_summary_of_the_months_complaints_and_hands_it_in(
    database_url: str, calendar_company: Company
) -> None:
    entries = tuple(one for one in calendar_company.calendar if one.key == "service-summary")
    company = calendar_company.model_copy(update={"calendar": entries})
    async with Office.open(database_url, company, at=MONDAY) as office:
        talk = Conversation(office)
        await bring_to(talk, "shipped")
        await talk.bring(
            ("王芳", "/complain 1 掉皮"),
            ("王芳", "/cause C1 我方 车间 李强 搅拌不匀"),
            ("李强", "/remedy C1 补发 2 桶\n费用: 620"),
            ("王芳", "/complain 1 送错货"),
            ("王芳", "/cause C2 非我方 客户自己存放不当"),
        )
        await talk.until("2026-11-24 09:00", heard=ANYTHING)
        await talk.skip()
        said = ("11 月客服小结（至 23 日）", "投诉 2", "按时处理率 100.0%（2/2）", "满意度 —", "¥620.00")
        await talk.say("王芳", "上个月客服小结", heard={"王芳": "10 月客服小结"})
        await talk.say("王芳", "报表 客服小结", heard={"王芳": said})
        found = await _book(talk, "王芳", "service", "11 月客服小结")
        assert list(found) == ["各部门投诉", "近六个月", "投诉明细"]
        assert [row[:3] + row[-1:] for row in found["各部门投诉"][1:]] == [
            ["非我方", "—", 1, 0],
            ["我方", "车间", 1, 620],
            ["合计", None, 2, 620],
        ]
        await talk.say("王芳", "/language en", heard=ANYTHING)
        await talk.say("王芳", "/report service", heard={"王芳": ("Complaints 2", "In time 100.0%")})
        await talk.say("王芳", "/language zh", heard=ANYTHING)
        await talk.say("陈静", "报表 客服小结", heard={"陈静": "这一步由"})
        await talk.until("2026-12-09 09:00", heard=ANYTHING)
        await talk.until("2026-12-10 17:31", heard=ANYTHING)
        asked = await talk.last("王芳", "请交：上月客服小结")
        assert "11 月客服小结（全月）" in asked.text
        await talk.press("王芳", asked, "提交", toast="已提交", heard=ANYTHING)
        await talk.press(
            "赵敏",
            await talk.last("赵敏", "请收报表：11 月客服小结"),
            "receive_report",
            toast="已收到",
            heard=ANYTHING,
        )
        rows = await office.exported("calendar")
        assert [row["done_by"] for row in rows if row["state"] == "done"] == ["王芳"]


async def test_whose_report_it_is_hands_it_in_the_director_receives_it_and_it_stays_as_it_was(
    november: Conversation,
) -> None:
    talk = november
    await talk.until("2026-12-09 09:00", heard=ANYTHING)
    assert "上月跟单报表" in (await talk.last("王芳", "事要您办")).text
    await talk.say("王芳", "报表 营业额 11月", heard={"王芳": "草稿"})
    handed = await talk.last("林晓", "请交：上月营业额报表")
    await talk.press("林晓", handed, "提交", toast="已提交", heard=ANYTHING)
    await talk.say("王芳", "报表 B2 提交", heard=ANYTHING)
    await talk.say("王芳", "报表 B1 提交", heard=ANYTHING)
    await talk.press(
        "赵敏",
        await talk.last("赵敏", "请收报表：11 月营业额"),
        "receive_report",
        toast="已收到",
        heard=ANYTHING,
    )
    await talk.say("王芳", "报表 营业额 11月", heard=ANYTHING)
    handed_in = await _book(talk, "王芳", "turnover", "11 月营业额")
    await talk.bring(("王芳", "/charge 华东机械 运费 900 2026-11-30"), ("周伟", "/arrive 2"))
    await talk.say("王芳", "报表 营业额 11月", heard=ANYTHING)
    assert await _book(talk, "王芳", "turnover", "11 月营业额") == handed_in, (
        "the workbook is the one handed in"
    )
    assert handed_in["明细"][-1][-1] == 12460
    files = [
        await _bytes(talk, "王芳", "11 月营业额", part) for part in ("book", "picture", "book", "picture")
    ]
    assert files[:2] == files[2:], "the same file, byte by byte"
    await talk.say("林晓", "报表 营业额 11月", heard={"林晓": ("¥12,460.00", "已收到")})
    rows = await talk.office.exported("calendar")
    done = {row["entry"]: row["done_by"] for row in rows if row["state"] == "done"}
    assert done["turnover-report"] == "林晓"
    assert done["followup-report"] == "王芳"
    reports = {one["kind"]: one for one in await talk.office.exported("reports")}
    assert reports["followup"]["state"] == "submitted"
    kept = reports["turnover"]
    assert (kept["number"], kept["month"], kept["submitted_by"]) == ("B2", "2026-11-01", "林晓")
    assert {one["name"] for one in kept["figures"]["tables"]} == {"kinds", "customers", "targets", "rows"}
    assert kept["figures"]["tables"][-1]["total"][-1] == "12460.00"
    reads = [one for one in await talk.office.exported("reads") if one["member"] == "林晓"]
    assert not reads
    await talk.press(
        "林晓",
        await talk.last("林晓", "已收到"),
        data="report:turnover:2026-11:book",
        heard={"林晓": "11 月营业额"},
        toast="",
    )
    reads = [one for one in await talk.office.exported("reads") if one["member"] == "林晓"]
    assert {one["customer"] for one in reads} == {"宏达钢构", "华东机械"}


async def test_people_are_appraised_against_goals_and_each_sees_what_the_director_signed_of_them(
    database_url: str, calendar_company: Company
) -> None:
    entries = tuple(one for one in calendar_company.calendar if one.key == "month-appraisal")
    target = Target(month="2026-11", amount=Decimal(10000), salesperson=1010)
    company = calendar_company.model_copy(update={"calendar": entries, "targets": (target,)})
    async with Office.open(database_url, company, at=MONDAY) as office:
        talk = Conversation(office)
        await bring_to(talk, "shipped")
        await talk.until("2026-11-27 09:00", heard=ANYTHING)
        await talk.say("赵敏", "报表 考核 11月", heard={"赵敏": ("11 月考核（至 26 日）", "草稿")})
        found = await _book(talk, "赵敏", "appraisal", "11 月考核")
        assert list(found)[:3] == ["本月", "本季到现在", "本年到现在"]
        own = {row[1]: row for row in found["本月"][1:] if row[0] == "吴桐"}
        assert own["计划完成"][2:6] == [
            pytest.approx(127.1),
            "百分比",
            100,
            "✓",
        ]  # 19 of 21 working days gone
        assert own["新客户"][2:6] == [1, "个", 1, "✓"]
        assert own["满意度"][2] == "—"
        await talk.say("赵敏", "报表 B1 提交", heard=ANYTHING)
        await talk.bring(("王芳", order("交期: 2026-12-01")))
        await talk.say("吴桐", "报表 考核 11月", heard={"吴桐": ("达标", "（3/")})
        await talk.say("李强", "报表 考核", heard={"李强": "这一步由"})
        rows = await office.exported("calendar")
        assert [row["done_by"] for row in rows if row["state"] == "done"] == ["赵敏"]


async def test_the_appraisal_reckons_each_months_rates_once_also_as_it_is_handed_in(
    database_url: str, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    reckoned: Counter[date] = Counter()

    async def counting(session: Any, months: Collection[date]) -> Any:
        reckoned.update(months)
        return await due_of_each(session, months)

    async def never(*_of: Any) -> Any:
        raise AssertionError("a month was reckoned by itself")

    monkeypatch.setattr(measures, "due_of_each", counting)
    monkeypatch.setattr(measures, "rates", never)
    async with Office.open(database_url, company, at=MONDAY) as office:
        await bring_to(Conversation(office), "shipped")
        assert office.app is not None
        for opened in (office.app.store.reading, office.app.store.unit):
            reckoned.clear()
            async with opened() as unit:
                report = await appraisal.counted(unit, Asked(date(2026, 11, 1)))
            assert {len(report.table(name).rows) for name in appraisal.PERIODS} != {0}
            assert len(reckoned) == 23, "from January of the year before to November"
            assert set(reckoned.values()) == {1}


async def test_the_months_production_is_planned_from_forecasts_orders_and_stock_and_the_factory_receives_it(
    database_url: str, calendar_company: Company
) -> None:
    entries = tuple(one for one in calendar_company.calendar if one.key == "production-plan")
    company = calendar_company.model_copy(update={"calendar": entries})
    async with Office.open(database_url, company, at=MONDAY) as office:
        talk = Conversation(office)
        await talk.bring(
            ("胡斌", "/form 入库\n来源: 自产\n货物: 面漆, 40 桶\n货物: 底漆, 10 桶"),
            # 宏达 foresees 30 and has ordered 12 of them for that month, and 5 for this one
            ("吴桐", "申请 要货预测 宏达钢构\n从哪天起的一个月: 12-01\n货物: 面漆, 99 桶"),
            ("吴桐", "申请 要货预测 宏达钢构\n从哪天起的一个月: 12-01\n货物: 面漆, 30\n货物: 稀料, 8 公斤"),
            ("王芳", order("交期: 2026-12-08", items=("面漆, 12 桶, 310",))),
            ("王芳", order("交期: 2026-11-28", items=("面漆, 5 桶, 310", "底漆, 4 桶, 280"))),
            ("孙涛", "申请 要货预测 华东机械\n从哪天起的一个月: 12-01\n货物: 面漆, 20 桶"),
            ("孙涛", "申请 要货预测 华东机械\n从哪天起的一个月: 2027-01-04\n货物: 面漆, 500 桶"),
        )
        await talk.say("李强", "报表 生产计划", heard={"李强": ("11 月生产计划", "要货预测 0")})
        await talk.until("2026-11-25 09:00", heard=ANYTHING)
        said = ("12 月生产计划", "要生产的品种 2", "要货预测 2", "待发订单 2")
        for asked in ("报表 生产计划", "下个月要生产什么", "报表 生产计划 12月"):
            await talk.say("李强", asked, heard={"李强": said})
        card = await talk.last("李强", "12 月生产计划")
        await talk.press(
            "李强", card, data="report:plan:2026-12:book", heard={"李强": "12 月生产计划"}, toast=""
        )
        found = await sheets(talk, "李强", "12 月生产计划")
        assert found["各品种"][1:] == [
            # foreseen, of it ordered, open, needed, on hand, being made, to make
            ["面漆", "桶", 50, 12, 17, 55, 40, 0, 15],
            ["稀料", "公斤", 8, 0, 0, 8, "—", 0, 8],
            ["底漆", "桶", 0, 0, 4, 4, 10, 0, 0],
        ]
        needed = {row[0]: row[5] for row in found["各品种"][1:]}
        drawn = found["预测和订单"][1:]
        assert {name: sum(row[7] for row in drawn if row[5] == name) for name in needed} == needed
        await talk.press(
            "李强",
            card,
            data="report:plan:2026-12:how",
            heard={
                "李强": (
                    "怎么算的",
                    "按现在的数，共 6 行",
                    "F4 华东机械 面漆 20 桶",
                    "F3 宏达钢构 面漆 18 桶",
                )
            },
        )
        await talk.say("孙涛", "报表 生产计划", heard={"孙涛": "这一步由"})
        asked = [one for one in await office.seen("林晓") if "生产计划" in one.text and one.buttons]
        assert ["请交：下月生产计划" in one.text for one in asked] == [True], "the calendar alone asks for it"
        done = [one.callback_data for row in (await talk.card(1, area="calendar")).buttons for one in row]
        await talk.press("林晓", await talk.last(DESK, "下月生产计划"), data=done[0], heard={"林晓": said})
        for again in (True, False):
            told = {"李强": "林晓已提交", "曹雪": "林晓已提交", "赵敏": "林晓已提交", "郭建国": "请收报表"}
            task = await talk.last("林晓", "请交：下月生产计划")
            await talk.press("林晓", task, "提交", toast="已提交", edited=[DESK], heard=told)
            if again:
                done_ = await talk.last("林晓", "✅ 下月生产计划")
                await talk.press("林晓", done_, "undo", toast="已撤回", heard=ANYTHING)
        await talk.bring(("王芳", order("交期: 2026-12-09", items=("面漆, 90 桶, 310",))))
        received = await talk.last("郭建国", "请收报表：12 月生产计划")
        await talk.press("郭建国", received, "receive_report", toast="已收到", heard=ANYTHING)
        await talk.say("李强", "报表 生产计划", heard={"李强": (*said, "已收到")})
        rows = await office.exported("calendar")
        assert [row["done_by"] for row in rows if row["state"] == "done"] == ["林晓"]
