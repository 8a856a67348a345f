"""P3: ledgers as workbooks in the chat, for whoever may have them."""

from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from bot.exports import KeptRows
from store.customers.model import Customer
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HONGDA, order, place
from tests.office import DESK

NEW = "新源涂装"


async def rows(talk: Conversation, who: str) -> list[list[object]]:
    message = await talk.last(who, "条")
    assert message.document is not None and message.document.file_name.endswith(".xlsx")
    book = load_workbook(BytesIO(await talk.office.chat.download(message.document)))
    return [[cell.value for cell in row] for row in book.worksheets[0]]


async def test_each_gets_the_ledgers_of_their_work_and_a_salesperson_only_their_own_customers(
    talk: Conversation,
) -> None:
    await place(talk, order())
    await place(talk, order(customer=NEW))
    await talk.say("王芳", "/export 订单", heard={"王芳": "订单台账：2 条"})
    assert len(await rows(talk, "王芳")) == 3
    await talk.say("吴桐", "导出 订单", heard={"吴桐": "订单台账：1 条"})
    (head, only) = await rows(talk, "吴桐")
    assert HONGDA in only and head[0] == "编号"
    await talk.say("吴桐", "/export 收付款", heard={"吴桐": "这一步由"})
    await talk.say("李强", "/export 订单", heard={"李强": "这一步由"})
    await talk.say("王芳", "/export 天气", heard={"王芳": "没有这个台账"})
    await talk.say("王芳", "/export 订单 2026-10-01..2026-10-31", heard={"王芳": "0 条"})


async def test_without_a_ledger_one_is_chosen_by_button_in_private(talk: Conversation) -> None:
    await talk.say("吴桐", "/export", heard={"吴桐": "要导出哪个台账"})
    asked = await talk.last("吴桐", "要导出哪个台账")
    assert asked.button_texts == [
        *("订单", "应收明细", "到账明细", "减项", "分配", "应收", "对账单", "发票", "账龄按发货日", "催款"),
        *("投诉", "退货", "表单", "合同", "客户", "联系记录", "客户联络一览表", "档案查阅", "咨询反馈"),
        "仓储面积",
    ]
    await talk.press("吴桐", asked, 14, toast="正在做表格", heard={"吴桐": "客户台账"})
    await talk.say("赵敏", "/export 订单", to=DESK, heard={DESK: "只在私聊里给"})


async def test_whose_a_customer_is_counts_when_the_ledger_is_sent(talk: Conversation) -> None:
    await place(talk, order())
    async with talk.office.app.store.unit() as unit:
        customer = (await unit.session.exec(select(Customer).where(Customer.name == HONGDA))).one()
        customer.sales_id = None
    await talk.say("吴桐", "/export customers", heard={"吴桐": "0 条"})


@pytest.mark.parametrize("days", ["2026-11-30..2026-11-01", "哪天", "2026-11-01..哪天"])
async def test_days_that_are_none_are_a_mistake(talk: Conversation, days: str) -> None:
    await talk.say("王芳", f"/export 订单 {days}", heard=ANYTHING)
    assert not (await talk.last("王芳")).document


async def test_a_ledger_of_more_rows_than_a_chat_takes_is_asked_for_in_parts(
    talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.letters.members.MOST_ROWS", 1)
    await place(talk)
    await talk.say("王芳", "/export 订单", heard={"王芳": "订单台账：1 条"})
    await place(talk)
    await talk.say("王芳", "/export 订单", heard={"王芳": ("超过 1 条", "导出 订单 2026-01-01..2026-03-31")})
    assert (await talk.last("王芳")).document is None
    await talk.say("王芳", "导出 订单 2026-01-01..2026-03-31", heard={"王芳": "0 条"})


async def test_rows_wait_on_disk_and_no_more_are_read_than_a_chat_takes() -> None:
    read = 0

    async def batches() -> AsyncIterator[list[dict[str, Any]]]:
        nonlocal read
        for start in range(0, 1_000, 100):
            read += 1
            yield [{"number": number} for number in range(start, start + 100)]

    kept = await KeptRows.of(batches(), most=1_000)
    assert kept is not None and kept.count == 1_000
    for _ in range(2):
        assert [row["number"] for batch in kept for row in batch] == list(range(1_000))
    read = 0
    assert await KeptRows.of(batches(), most=250) is None
    assert read == 3


async def test_of_whom_to_ring_the_name_is_a_persons(talk: Conversation) -> None:
    await talk.bring(
        ("吴桐", f"客户 {HONGDA}\n联系人: 李采购\n级别: 高层\n手机: 13955551111"), ("吴桐", "客户联络一览表")
    )
    head, only = await rows(talk, "吴桐")
    assert head == ["姓名", "职务", "级别", "手机", "直线", "邮箱", "客户", "电话", "地址"]
    assert only[:4] == ["李采购", None, "高层", "13955551111"]
