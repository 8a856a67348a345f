"""P3: ledgers of a company at work, in every format, beside the running bot."""

import asyncio
import csv
import io
import json
import re
import sqlite3
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.exports import Reading, export, export_to_file
from bot.settings import SHIPPED_TEMPLATES
from bot.wording.vocabulary import load_vocabulary
from store.company import Company
from store.database.reader import NoStore
from store.tables import EXPORTS
from tests.office import DESK, Office

SHANGHAI = timedelta(hours=8)
WORDS = load_vocabulary([SHIPPED_TEMPLATES])


def order(customer: str = "宏达钢构", *, pay: str = "款到发货", items: str = "", more: str = "") -> str:
    items = items or "品名: 环氧富锌底漆, 30 桶, 280\n品名: 面漆, 10.5 桶, 310.10"
    return f"/order\n客户: {customer}\n{items}\n付款: {pay}\n收货人: 张三\n地址: 星湖街 1 号\n电话: 13900001111\n{more}"


async def raw(office: Office, name: str, form: str = "json", **days: date) -> bytes:
    out = io.BytesIO()
    url = office.settings.database_url.get_secret_value()
    reading = Reading(url=url, company=office.company, **days)
    await asyncio.to_thread(export, name, form, out, reading)
    return out.getvalue()


async def rows(office: Office, name: str, **days: date) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(await raw(office, name, "json", **days))
    return found


async def shipped_in_part(office: Office) -> None:
    """Order 1, paid in two parts, released, and a part of it on the road."""
    await office.say("王芳", order(more="包装: 托盘\n交期: 2026-11-28"), to=DESK)
    await office.say("李强", "/stock 1 ready")
    await office.say("陈静", "/paid 1 5000 招行尾号12")
    await office.say("陈静", "/paid 1 6656.05")
    await office.say("周伟", "/vehicle 1 顺丰 沪A12345 13800000000 600")
    await office.say("王芳", "/slip 1")
    await office.say("周伟", "/ship 1 SF1234567\nitem: 面漆, 4.25")


async def test_an_order_is_one_object_with_its_lines_and_whom_it_waits_for(office: Office) -> None:
    await shipped_in_part(office)
    (found,) = await rows(office, "orders")
    assert {name: found[name] for name in list(found)[:21]} == {
        "number": 1,
        "state": "released",
        "goods": "ready",
        "money": "cleared",
        "vehicle": "arranged",
        "customer": "宏达钢构",
        "pay": "prepaid",
        "total": "11656.05",
        "received": "11656.05",
        "packing": "托盘",
        "consignee": "张三",
        "address": "星湖街 1 号",
        "phone": "13900001111",
        "note": "",
        "wanted": "2026-11-28",
        "created_by": "王芳",
        "created_at": "2026-11-23T10:00:00+08:00",
        "slip_number": 1,
        "waybill": "SF1234567",
        "lines": [
            {
                "product": "环氧富锌底漆",
                "qty": "30",
                "unit": "桶",
                "price": "280.00",
                "note": "",
                "shipped": "0",
            },
            {
                "product": "面漆",
                "qty": "10.5",
                "unit": "桶",
                "price": "310.10",
                "note": "",
                "shipped": "4.25",
            },
        ],
        "waiting_for": [
            {
                "role": "logistics",
                "kind": "ship",
                "since": "2026-11-23T10:00:00+08:00",
                "due_at": found["waiting_for"][0]["due_at"],
            }
        ],
    }


async def test_what_an_order_waits_for_counts_from_the_opening_of_the_task(office: Office) -> None:
    await office.say("王芳", order(), to=DESK)
    await office.later(minutes=30)
    await office.say("李强", "/stock 1 short 2026-11-25 原料不足")
    (found,) = await rows(office, "orders")
    since = {task["kind"]: task["since"] for task in found["waiting_for"]}
    assert since["vehicle"] == "2026-11-23T10:00:00+08:00"
    assert since["restock"] == "2026-11-23T10:30:00+08:00"


async def test_one_step_is_one_event_and_its_amounts_have_two_places(office: Office) -> None:
    await shipped_in_part(office)
    await office.say("李强", "/stock 1 ready")  # refused: no event
    events = [one for one in await rows(office, "events") if one["case"] == "1"]
    assert [(one["case"], one["actor"], one["action"]) for one in events] == [
        ("1", "王芳", "OrderPlaced"),
        ("1", "李强", "GoodsReadied"),
        ("1", "陈静", "PaymentReceived"),
        ("1", "陈静", "PaymentReceived"),
        ("1", "周伟", "VehicleArranged"),
        ("1", "王芳", "SlipIssued"),
        ("1", "周伟", "GoodsShipped"),
    ]
    assert {one["at"] for one in events} == {"2026-11-23T10:00:00+08:00"}
    assert events[0]["facts"]["lines"][1] == {
        "product": "面漆",
        "qty": "10.5",
        "unit": "桶",
        "price": "310.10",
    }
    paid = events[2]["facts"]
    assert (paid["amount"], paid["received"], paid["owed"]) == ("5000.00", "5000.00", "6656.05")
    assert events[4]["facts"]["cost"] == "600.00"


async def test_a_task_names_whom_it_reached_and_who_did_it(office: Office) -> None:
    await office.chat.block(office.id("陈静"))
    await office.say("王芳", order(), to=DESK)
    await office.later(minutes=10)
    await office.say("李强", "/stock 1 ready")
    tasks = {task["kind"]: task for task in await rows(office, "tasks")}
    # 陈静 comes first in finance, but the message didn't reach her.
    assert [told["member"] for told in tasks["payment"]["told"]] == ["钱丽"]
    done = {name: tasks["prepare"][name] for name in ("case", "role", "told", "done_at", "done_by", "result")}
    assert done == {
        "case": "1",
        "role": "production",
        "told": [{"member": "李强", "at": "2026-11-23T10:00:00+08:00"}],
        "done_at": "2026-11-23T10:10:00+08:00",
        "done_by": "李强",
        "result": "ready",
    }
    assert tasks["vehicle"]["done_at"] is None


async def test_payments_add_up_to_what_the_orders_received(office: Office) -> None:
    await shipped_in_part(office)
    await office.say("王芳", order("散客", pay="代收货款"), to=DESK)
    payments = await rows(office, "payments")
    assert [(one["case"], one["kind"], one["amount"], one["by"]) for one in payments] == [
        ("1", "transfer", "5000.00", "陈静"),
        ("1", "transfer", "6656.05", "陈静"),
    ]
    assert payments[0]["ref"] == "招行尾号12"
    received = sum(Decimal(one["received"]) for one in await rows(office, "orders"))
    assert sum(Decimal(one["received"]) for one in payments) == received


async def test_shipments_and_slips_stand_with_their_order_and_customer(office: Office) -> None:
    await shipped_in_part(office)
    (shipment,) = await rows(office, "shipments")
    assert (shipment["case"], shipment["carrier"], shipment["waybill"]) == ("1", "顺丰", "SF1234567")
    assert (shipment["customer"], shipment["by"]) == ("宏达钢构", "周伟")
    assert shipment["lines"] == [{"product": "面漆", "qty": "4.25", "unit": "桶"}]
    (slip,) = await rows(office, "slips")
    assert (slip["number"], slip["case"], slip["total"], slip["issued_by"]) == (1, "1", "11656.05", "王芳")
    assert slip["void_at"] is None


async def test_customers_stand_with_their_terms_and_salesperson(office: Office) -> None:
    customers = {one["name"]: one for one in await rows(office, "customers")}
    huadong = customers["华东机械"]
    assert (huadong["terms"], huadong["credit_limit"], huadong["salesperson"]) == (
        "monthly",
        "100000.00",
        "孙涛",
    )
    assert customers["宏达钢构"]["terms"] is None


async def test_the_outbox_tells_what_was_sent_to_whom(office: Office) -> None:
    await office.say("王芳", order(), to=DESK)
    sent = [(one["kind"], one["to"], one["case"], one["delivered"]) for one in await rows(office, "outbox")]
    assert ("orders/card", "desk", "1", True) in sent
    assert ("orders/task", "李强", "1", True) in sent


async def test_days_are_the_companys_and_both_are_included(office: Office) -> None:
    await office.say("王芳", order(), to=DESK)
    await office.later(hours=15)  # Tuesday 01:00 in Shanghai, Monday evening in Greenwich
    await office.say("王芳", order(), to=DESK)
    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)

    async def numbers(**days: date) -> list[int]:
        return [one["number"] for one in await rows(office, "orders", **days)]

    assert await numbers(first=monday, last=monday) == [1]
    assert await numbers(first=tuesday) == [2]
    assert await numbers(last=tuesday) == [1, 2]
    assert await numbers(last=monday - timedelta(days=1)) == []


NASTY = {
    "customer": "=1+1",
    "items": '品名: =HYPERLINK("http://x";"y"), 1 桶, 5',
    "more": "备注: @SUM(1)\n包装: -2+3",
}


async def test_a_workbook_is_in_the_companys_words_with_typed_cells_a_filter_and_no_formula(
    office: Office,
) -> None:
    await shipped_in_part(office)
    await office.say("王芳", order(**NASTY), to=DESK)
    written = await raw(office, "orders", "xlsx")
    sheet, lines = openpyxl.load_workbook(io.BytesIO(written)).worksheets
    names = [cell.value for cell in sheet[1]]
    first, second = (dict(zip(names, row, strict=True)) for row in sheet.iter_rows(min_row=2))
    assert (sheet.title, lines.title) == ("订单", "明细")
    assert names == [WORDS.state("heading", field.name, "zh") for field in EXPORTS["orders"].fields]
    assert sheet.freeze_panes == "A2" and str(sheet.auto_filter.ref).startswith("A1:")
    assert sheet.auto_filter.ref.endswith("3")
    assert first["编号"].value == 1
    assert (first["合计"].value, first["合计"].number_format) == (11656.05, "#,##0.00")
    assert first["登记时间"].value == datetime.fromisoformat("2026-11-23T10:00")
    assert first["交期"].value == datetime.fromisoformat("2026-11-28")
    assert (first["签回单"].value, first["付款方式"].value, first["状态"].value) == (
        "否",
        "款到发货",
        "已开单",
    )
    assert first["销售单号"].value == "000001"
    assert first["明细"].value == (
        "环氧富锌底漆 · 30 桶 · 单价 280.00 · 已发 0\n面漆 · 10.5 桶 · 单价 310.10 · 已发 4.25"
    )
    assert [[cell.value for cell in row] for row in lines.iter_rows(max_row=3)] == [
        ["编号", "客户", "品名", "数量", "单位", "单价", "备注", "已发"],
        [1, "宏达钢构", "环氧富锌底漆", 30, "桶", 280, None, 0],
        [1, "宏达钢构", "面漆", 10.5, "桶", 310.1, None, 4.25],
    ]
    assert lines.freeze_panes == "A2" and lines.auto_filter.ref is not None
    assert second["客户"].value == "=1+1"
    assert {cell.data_type for cell in second.values()} <= {"inlineStr", "s", "n", "d", "b"}
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


async def test_a_csv_keeps_numbers_and_disarms_texts(office: Office) -> None:
    await office.say("王芳", order(**NASTY), to=DESK)
    (found,) = csv.DictReader(io.StringIO((await raw(office, "orders", "csv")).decode("utf-8-sig")))
    assert (found["customer"], found["note"], found["packing"]) == ("'=1+1", "'@SUM(1)", "'-2+3")
    assert found["lines"].startswith("'=HYPERLINK")
    assert (found["number"], found["total"], found["slip_number"]) == ("1", "5.00", "")
    (sent, *_) = csv.DictReader(io.StringIO((await raw(office, "outbox", "csv")).decode("utf-8-sig")))
    assert {
        one["chat_id"]
        for one in csv.DictReader(io.StringIO((await raw(office, "outbox", "csv")).decode("utf-8-sig")))
    } >= {"-1001"}
    assert sent["delivered"] == "true"


async def test_every_ledger_can_be_written_in_every_format(office: Office) -> None:
    await shipped_in_part(office)
    for name, ledger in EXPORTS.items():
        found = await rows(office, name)
        headings = [field.name for field in ledger.fields]
        assert all(list(one) == headings for one in found), name
        lines = (await raw(office, name, "csv")).decode("utf-8-sig").splitlines()
        assert lines[:1] == ([",".join(headings)] if headings else []), name
        sheet = openpyxl.load_workbook(io.BytesIO(await raw(office, name, "xlsx"))).worksheets[0]
        assert sheet.title == WORDS.state("ledger", name, "zh")
        assert [cell.value for cell in next(sheet.rows, ())] == [
            WORDS.state("heading", field.head or field.name, "zh") for field in ledger.fields
        ]
        assert sheet.max_row == len(found) + 1, name


async def test_long_ledgers_are_read_in_batches(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        await office.say("王芳", order(), to=DESK)
    whole = {name: await rows(office, name) for name in ("orders", "events", "tasks", "outbox")}
    monkeypatch.setattr("store.export.table.BATCH", 2)
    assert [one["number"] for one in whole["orders"]] == [1, 2, 3, 4, 5]
    assert {name: await rows(office, name) for name in whole} == whole


@pytest.fixture
def statements() -> Iterator[list[str]]:
    said: list[str] = []

    def listen(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if threading.current_thread() is not threading.main_thread():  # the office's own are not counted
            said.append(statement)

    event.listen(Engine, "before_cursor_execute", listen)
    yield said
    event.remove(Engine, "before_cursor_execute", listen)


async def test_more_rows_ask_for_no_more_queries(office: Office, statements: list[str]) -> None:
    async def asked(name: str) -> int:
        before = len(statements)
        await rows(office, name)
        return len(statements) - before

    names = ("orders", "tasks", "shipments", "outbox")
    await shipped_in_part(office)
    few = {name: await asked(name) for name in names}
    for _ in range(3):
        await office.say("王芳", order(), to=DESK)
    assert {name: await asked(name) for name in names} == few


def sqlite_only(office: Office) -> Path:
    url = office.settings.database_url.get_secret_value()
    if not url.startswith("sqlite"):
        pytest.skip("about a SQLite file")
    return Path(url.partition(":///")[2])


async def test_it_waits_for_no_writer(office: Office) -> None:
    path = sqlite_only(office)
    await office.say("王芳", order(), to=DESK)
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE orders SET note = 'half done'")
        async with asyncio.timeout(10):
            (found,) = await rows(office, "orders")
        writer.execute("ROLLBACK")
    assert found["note"] == ""


def test_a_store_that_is_not_there_is_not_made(tmp_path: Path, company: Company) -> None:
    reading = Reading(url=f"sqlite+aiosqlite:///{tmp_path}/none.db", company=company)
    with pytest.raises(NoStore, match=r"there is no store at .*none\.db yet"):
        export_to_file("orders", "xlsx", tmp_path / "orders.xlsx", reading)
    assert list(tmp_path.iterdir()) == []


async def test_what_was_done_and_what_came_of_it_stands_in_a_workbook_in_words(office: Office) -> None:
    """Steps are called as in the histories, in both languages, whichever area's; codes stay in JSON and CSV."""
    await shipped_in_part(office)
    await office.say("王芳", "/cancel 1 不要了")
    await office.say("王芳", "会议\n主题: 碰头会\n时间: 明天 10:00\n人员: 物流")
    await office.press("周伟", await office.last("周伟", "碰头会"), WORDS.button("coming", "zh"))
    await office.later(hours=30)
    for language, step, result, clock, latin in (
        ("zh", "货款到账", "备货完成", "系统", r"[A-Za-z]{3}"),
        ("en", "money in", "goods ready", "the clock", r"[A-Z][a-z]+[A-Z]"),
    ):
        office.company = office.company.model_copy(update={"language": language})
        events = await columns(office, "events")
        actions = events[WORDS.state("heading", "action", language)]
        assert step in actions and clock in events[WORDS.state("heading", "actor", language)]
        results = (await columns(office, "tasks"))[WORDS.state("heading", "result", language)] - {None}
        assert {result, WORDS.state("clock", "lapsed", language)} <= results
        answers = (await columns(office, "calendar"))[WORDS.state("heading", "answer", language)]
        assert answers - {None} == {WORDS.button("coming", language)}
        assert not [said for said in actions | results if re.search(latin, said) or "_" in said]
    assert "PaymentReceived" in {row["action"] for row in await rows(office, "events")}


async def columns(office: Office, name: str) -> dict[str, set[Any]]:
    """What stands in each column of a ledger's workbook."""
    sheet = openpyxl.load_workbook(io.BytesIO(await raw(office, name, "xlsx"))).worksheets[0]
    head, *below = sheet.iter_rows(values_only=True)
    return {str(said): {row[at] for row in below} for at, said in enumerate(head)}
