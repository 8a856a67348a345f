"""A workbook of orders sent in private (O1): fetched, read, shown, and taken whole by one press, or not at all."""

import asyncio
import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from bot.sandbox.client import ChatMessage
from bot.workbooks import fetcher
from store.company import Company
from store.drafts import workbooks
from tests.conftest import MONDAY
from tests.office import DESK, Office

SERVICE, SELLER, OTHER_SELLER, FINANCE, STRANGER = "王芳", "吴桐", "孙涛", "陈静", 4711
HEADINGS = ("客户", "品名", "数量", "计量单位", "单价", "付款", "交期")
ROWS = (
    ("宏达钢构", "环氧富锌底漆", 30, "桶", 280, "款到发货", "11-28"),
    (None, "面漆", 10, "桶", 310, None, None),
    ("昆山机械", "稀释剂", 5.5, "kg", 12.5, "代收货款", None),
)
LINES = """/order
客户: 宏达钢构
品名: 环氧富锌底漆, 30 桶, 280
品名: 面漆, 10 桶, 310
付款: 款到发货
交期: 11-28"""


def book(*rows: Sequence[Any]) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.worksheets[0].append(list(row))
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


async def send(
    office: Office, content: bytes, *, who: str | int = SERVICE, name: str = "十一月.xlsx", **options: Any
) -> None:
    user = office.id(who)
    await office.chat.document(user, user, content, name, **options)
    await office.settled()


async def shown(office: Office, who: str = SERVICE) -> ChatMessage:
    return await office.last(who, "表格“")


async def cards(office: Office) -> list[str]:
    return [message.text for message in await office.seen(DESK) if message.text.startswith("订单")]


async def test_a_workbook_is_shown_and_taken_by_one_press(office: Office) -> None:
    await send(office, book(HEADINGS, *ROWS))
    summary = await shown(office)
    assert summary.text == (
        "表格“十一月.xlsx”：2 张订单，合计 ¥11,568.75\n"
        "1. 宏达钢构 · 环氧富锌底漆 等 2 项 · ¥11,500.00 · 款到发货 · 11-28 周六\n"
        "2. 昆山机械 · 稀释剂 5.5 kg · ¥68.75 · 代收货款\n"
        "⚠️ 新客户：昆山机械\n"
        "对的话按“全部下单”，一起下。"
    )
    assert summary.button_texts == ["全部下单", "不下了"]
    assert await cards(office) == []
    toast = await office.press(SERVICE, summary, "全部下单")
    assert toast.text == "已下单：订单 1–2，各部门已通知"
    done = await shown(office)
    assert "✅ 10:00 已下单：订单 1–2" in done.text and not done.buttons
    await office.say(SERVICE, LINES)
    first, second, typed = await cards(office)
    assert first == typed.replace("订单 3", "订单 1")
    assert "订单 2 · 昆山机械\n稀释剂 5.5 kg × 12.50\n合计 ¥68.75 · 代收货款" in second


async def test_in_english_throughout(office: Office) -> None:
    await office.say(SERVICE, "/language en")
    headings = ("customer", "item", "quantity", "unit", "price", "pay", "wanted")
    await send(office, book(headings, ("Hongda", "topcoat", "10 pails", None, 310, "prepaid", "friday")))
    summary = await office.last(SERVICE, "Workbook")
    assert (
        "1 order(s), total ¥3,100.00\n1. Hongda · topcoat 10 pails · ¥3,100.00 · prepaid · 11-27 Fri"
        in summary.text
    )
    assert "⚠️ New customers: Hongda" in summary.text
    toast = await office.press(SERVICE, summary, "Take all")
    assert toast.text == "Taken: order 1; all departments told"
    assert "✅ Taken at 10:00: order 1" in (await office.last(SERVICE, "Workbook")).text
    await send(
        office, book(headings, ("Hongda", "topcoat", "many", None, 310, "cheque", "soon")), name="x.xlsx"
    )
    assert (await office.last(SERVICE, "Workbook")).text == (
        "Workbook “x.xlsx” has 3 fault(s); no order was taken:\n"
        "Row 2, pay: not understood: “cheque”. One of: prepaid, cod, monthly, credit\n"
        "Row 2, wanted: not understood: “soon”. For example 11-28, friday, tomorrow\n"
        "Row 2, quantity: not understood: “many”. A figure and a unit, for example 30 pails\n"
        "Mend it and send it again."
    )


async def test_faults_are_named_by_row_and_column_and_nothing_is_taken(office: Office) -> None:
    rows = (*ROWS, ("远大机械", "面漆", "很多", "桶", 310.555, "支票", None))
    await send(office, book(HEADINGS, *rows))
    wrong = await shown(office)
    assert wrong.text == (
        "表格“十一月.xlsx”有 3 处要改，一张也没下：\n"
        "第 5 行 付款：没看懂：“支票”。可写：款到发货、代收货款、月结、欠款\n"
        "第 5 行 数量：没看懂：“很多”。写成数字加单位，例如 30 桶\n"
        "第 5 行 单价：小数位太多：“310.555”\n"
        "改好再发一次。"
    )
    assert not wrong.buttons
    assert (await office.press(SERVICE, wrong, data="book:1:take")).text == "这份表格现在不能下单"
    assert await cards(office) == []


async def test_the_same_file_has_its_effect_once(office: Office) -> None:
    content = book(HEADINGS, *ROWS)
    await send(office, content)
    await send(office, content, name="又一次.xlsx")
    first, second = [message for message in await office.seen(SERVICE) if "表格“" in message.text]
    assert (await office.press(SERVICE, second, "全部下单", repeat="update")).text.startswith("已下单")
    again = "这份表格王芳 10:00 已经下过单：订单 1–2"
    assert (await office.press(SERVICE, second, "全部下单", earlier=True)).text == again
    assert (await office.press(SERVICE, first, "全部下单")).text == again
    await send(office, content, who="林晓")
    summary = await shown(office, "林晓")
    assert "这份表格王芳 10:00 已经下过单：订单 1–2。要再下一次，请改一改再发。" in summary.text
    assert not summary.buttons
    assert len(await cards(office)) == 2


async def test_all_or_nothing_also_when_one_order_is_refused_at_the_last_moment(office: Office) -> None:
    """Another salesperson got the second customer while the workbook waited."""
    rows = [("甲公司", *ROWS[0][1:]), ("乙公司", *ROWS[0][1:]), ("丙公司", *ROWS[0][1:])]
    await send(office, book(HEADINGS, *rows), who=OTHER_SELLER)
    summary = await shown(office, OTHER_SELLER)
    await office.say(SELLER, LINES.replace("宏达钢构", "乙公司"))
    toast = await office.press(OTHER_SELLER, summary, "全部下单")
    assert toast.text == "一张也没下。乙公司 是吴桐的客户，请找吴桐下单。"
    assert len(await cards(office)) == 1
    await office.say(SERVICE, LINES)
    assert (await cards(office))[-1].startswith("订单 2 · 宏达钢构"), "numbers are given back"
    await office.say(OTHER_SELLER, "/orders 甲公司")
    assert (await office.last(OTHER_SELLER)).text == "没有符合的订单。"


async def test_anothers_customers_are_named_before_anything_is_confirmed(office: Office) -> None:
    await send(office, book(HEADINGS, *ROWS), who=OTHER_SELLER)
    assert "第 2 行 客户：这是吴桐的客户，请让吴桐来下单" in (await shown(office, OTHER_SELLER)).text


async def test_all_orders_of_a_workbook_are_taken_back_at_once(office: Office) -> None:
    content = book(HEADINGS, *ROWS)
    await send(office, content)
    await office.press(SERVICE, await shown(office), "全部下单")
    assert "10:05 前发“撤回”可以一起撤回" in (await shown(office)).text
    await office.say(SERVICE, "/undo")
    assert (await office.last(SERVICE)).text == "已撤回：订单 1–2 下单"
    assert "订单 1–2 已撤回" in (await shown(office)).text
    assert all("已撤回" in card or "取消" in card for card in await cards(office)), await cards(office)
    await send(office, content)
    toast = await office.press(SERVICE, await shown(office), "全部下单")
    assert toast.text == "已下单：订单 3–4，各部门已通知"


async def test_a_workbook_of_which_one_order_has_moved_on_is_not_taken_back(office: Office) -> None:
    await send(office, book(HEADINGS, *ROWS))
    await office.press(SERVICE, await shown(office), "全部下单")
    await office.say(FINANCE, "/paid 1 3000")
    await office.say(SERVICE, "/undo")
    assert "后来做的" in (await office.last(SERVICE)).text
    await office.later(minutes=6)
    await office.say(SERVICE, "/undo")
    assert "5 分钟" in (await office.last(SERVICE)).text or "五分钟" in (await office.last(SERVICE)).text


async def test_it_may_be_left(office: Office) -> None:
    await send(office, book(HEADINGS, *ROWS))
    summary = await shown(office)
    assert (await office.press(SERVICE, summary, "不下了")).text == "好，不下了"
    assert (await shown(office)).text.endswith("没有下单。")
    stale = await office.press(SERVICE, summary, "全部下单", earlier=True)
    assert stale.text == "这份表格已经放下了，要下单请再发一次"


async def test_nobody_takes_anothers_workbook(office: Office) -> None:
    await send(office, book(HEADINGS, *ROWS))
    await office.say("林晓", "/tasks")
    pressed = await office.press("林晓", await office.last("林晓"), data="book:1:take")
    assert pressed.text == "这份表格现在不能下单"
    assert await cards(office) == []


async def test_a_strangers_file_is_ignored_and_finances_is_none(office: Office) -> None:
    await office.chat.add_user(STRANGER, "路人", started=True)
    await send(office, book(HEADINGS, *ROWS), who=STRANGER)
    await send(office, book(HEADINGS, *ROWS), who=FINANCE)
    assert not [call for call in await office.chat.calls() if call.method.lower() == "getfile"]
    assert "订单" not in " ".join(message.text for message in await office.seen(STRANGER))
    assert "全部下单" not in (await office.last(FINANCE)).button_texts


async def test_in_a_room_a_workbook_is_nobodys_business(office: Office) -> None:
    await office.chat.document(office.id(SERVICE), DESK, book(HEADINGS, *ROWS), "十一月.xlsx")
    await office.settled()
    assert await office.seen(DESK) == []


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"nothing", "x.xlsx", "打不开"),
        (b"0" * 1_000_001, "x.xlsx", "太大了，最多 1 MB"),
        (b"old", "x.xls", "这是旧格式的表格（.xls），只认 .xlsx。请用 Excel 或 WPS 打开，另存为 .xlsx 再发"),
        (b"a,b", "X.CSV", "这是文本（.csv），只认 .xlsx"),
        (b"a,b", "x.xlsx", "是文本（CSV），不是工作簿"),
        (
            b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
            "x.xlsx",
            "加了密码，打不开。请去掉密码",
        ),
    ],
)
async def test_what_cannot_be_read_is_said(office: Office, content: bytes, name: str, said: str) -> None:
    await send(office, content, name=name)
    assert said in (await office.last(SERVICE)).text


@pytest.mark.parametrize("kind", ["error", "drop_before", "drop_after", "truncate", "retry_after"])
async def test_a_bad_line_to_telegram_only_makes_it_later(office: Office, kind: Any) -> None:
    await office.chat.fault(kind, method="getFile", count=2)
    await send(office, book(HEADINGS, *ROWS))
    assert (await shown(office)).text == "表格“十一月.xlsx”收到了，正在看。"
    await office.later(minutes=1)
    await office.later(minutes=1)
    assert "2 张订单" in (await shown(office)).text
    sent = [message for message in await office.seen(SERVICE) if "表格“" in message.text]
    assert len(sent) == 1


async def test_a_file_that_never_comes_is_asked_for_again(office: Office) -> None:
    await office.chat.fault("error", method="getFile", count=0)
    await send(office, book(HEADINGS, *ROWS))
    for _ in range(10):
        await office.later(minutes=6)
    assert "没取到，请再发一次" in (await shown(office)).text


async def test_a_workbook_that_ends_the_program_is_taken_up_a_few_times_and_then_answered(
    database_url: str, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each start finds it as the last one left it: counted, and nothing else."""

    async def ends(*_: object) -> Any:
        raise asyncio.CancelledError

    async with Office.open(database_url, company, at=MONDAY, running=False) as office:
        with monkeypatch.context() as patched:
            patched.setattr(fetcher, "pages_apart", ends)
            for time in range(workbooks.CUT_SHORT):
                async with office.bot_running():
                    if not time:
                        await send(office, book(HEADINGS, *ROWS))
                    assert (await shown(office)).text == "表格“十一月.xlsx”收到了，正在看。"
                office.clock.advance(timedelta(minutes=10))
        async with office.bot_running():
            assert "打不开" in (await shown(office)).text


async def test_a_workbook_in_hand_survives_a_restart(database_url: str, company: Company) -> None:
    async with Office.open(database_url, company, at=MONDAY, running=False) as office:
        async with office.bot_running():
            await office.chat.fault("error", method="getFile", count=0)
            await send(office, book(HEADINGS, *ROWS))
        await office.chat.clear_faults()
        async with office.bot_running():
            await office.later(minutes=1)
            summary = await shown(office)
            assert "2 张订单" in summary.text
        async with office.bot_running():
            assert (await office.press(SERVICE, summary, "全部下单")).text.startswith("已下单")


async def test_a_draft_that_is_open_does_not_take_the_file_for_an_answer(office: Office) -> None:
    await office.say(SERVICE, "/order ask")
    await send(office, book(HEADINGS, *ROWS), caption="十一月的")
    assert "2 张订单" in (await shown(office)).text


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_blank_workbook_can_be_filled_in_and_sent(office: Office, language: str) -> None:
    chinese = language == "zh"
    await office.say(SERVICE, f"/language {language}")
    await office.say(SERVICE, "下单 表格" if chinese else "/order xlsx")
    message = await office.last(SERVICE)
    assert message.document is not None
    assert message.document.file_name == ("订单表格.xlsx" if chinese else "orders.xlsx")
    made = openpyxl.load_workbook(io.BytesIO(await office.chat.download(message.document)))
    sheet = made.worksheets[0]
    filled = {
        "A": 1,
        "B": "宏达钢构",
        "C": "面漆",
        "E": 10,
        "F": "桶",
        "G": 310,
        "H": "款到发货" if chinese else "prepaid",
    }
    for column, value in filled.items():
        sheet[f"{column}3"] = value
    written = io.BytesIO()
    made.save(written)
    await send(office, written.getvalue())
    summary = await office.last(SERVICE, "十一月.xlsx")
    assert ("1 张订单，合计 ¥3,100.00" if chinese else "1 order(s), total ¥3,100.00") in summary.text


async def test_the_blank_workbook_stands_beside_the_blank_to_copy(office: Office) -> None:
    await office.say(SERVICE, "/order")
    blank = await office.last(SERVICE)
    assert (await office.press(SERVICE, blank, "空白表格")).text == "空白表格发到私聊了"
    assert (await office.last(SERVICE)).document is not None
