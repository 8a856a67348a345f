"""A workbook of customers sent in private (U1, U2): shown, registered by one press, or not at all."""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from sqlmodel import select

from store.customers.model import Customer, CustomerPerson
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HONGDA

HEADINGS = ("客户", "联系人", "手机", "地址")
ROWS = (
    ("海通水产", "张三", "13955551111", "虎丘路 8 号"),
    ("海通水产", "李四", "13955552222", None),
    ("金鹿家具", "王五", None, None),
    (f"{HONGDA}有限公司", "马六", None, None),
    ("宏达机械", None, None, None),
)
"""Two new ones, one with two people; one on file; one who looks like them."""


async def send(talk: Conversation, who: str, *rows: Sequence[Any], name: str = "客户.xlsx") -> None:
    made = openpyxl.Workbook()
    for row in rows:
        made.worksheets[0].append(list(row))
    written = io.BytesIO()
    made.save(written)
    user = talk.office.id(who)
    await talk.office.chat.document(user, user, written.getvalue(), name)
    await talk.office.settled()
    await talk.skip()


async def on_file(talk: Conversation) -> dict[str, tuple[str, list[str]]]:
    """Whose each is, and their people."""
    async with talk.office.app.store.reading() as unit:
        people: dict[int, list[str]] = {}
        for one in await unit.session.exec(select(CustomerPerson)):
            people.setdefault(one.customer_id, []).append(one.name)
        rows = await unit.session.exec(select(Customer).where(Customer.state == "active"))
        return {row.name: (unit.roster.name(row.sales_id), people.get(row.id or 0, [])) for row in rows}


@pytest.mark.parametrize(("who", "owner"), [("吴桐", "吴桐"), ("王芳", ""), ("林晓", ""), ("赵敏", "")])
async def test_new_ones_are_registered_by_one_press_the_same_skipped_and_look_alikes_listed(
    talk: Conversation, who: str, owner: str
) -> None:
    await send(talk, who, HEADINGS, *ROWS)
    shown = await talk.last(who, "表格“")
    for said in (
        "4 家客户",
        "新客户 2 家：海通水产、金鹿家具",
        "已有 1 家，跳过",
        f"宏达机械（像 {HONGDA}）",
    ):
        assert said in shown.text
    before = await on_file(talk)
    assert "海通水产" not in before
    told = {"赵敏": "2 家客户，还没有业务员"} if who in ("王芳", "林晓") else {}
    await talk.press(who, shown, "全部登记", toast="已登记 2 家客户", heard=told)
    now = await on_file(talk)
    assert now.keys() - before.keys() == {"海通水产", "金鹿家具"}
    assert now["海通水产"] == (owner, ["张三", "李四"]) and now["金鹿家具"] == (owner, ["王五"])
    done = await talk.last(who, "表格“")
    assert "已登记 2 家" in done.text and "宏达机械" in done.text and not done.button_texts
    await send(talk, who, HEADINGS, *ROWS, name="再来.xlsx")
    assert "全部登记" not in (await talk.last(who, "再来")).button_texts


async def test_what_a_look_alike_resembles_is_not_said_to_who_may_not_know_them(talk: Conversation) -> None:
    await send(talk, "孙涛", HEADINGS, ("宏达机械", None, None, None), ("金鹿家具", None, None, None))
    shown = await talk.last("孙涛", "表格“")
    assert "宏达机械" in shown.text and HONGDA not in shown.text


async def test_one_fault_and_nobody_is_registered(talk: Conversation) -> None:
    before = await on_file(talk)
    await send(talk, "王芳", (*HEADINGS, "类别"), (*ROWS[0], None), ("金鹿家具", None, "很多", None, "A"))
    shown = await talk.last("王芳", "表格“")
    assert "一家也没登记" in shown.text and "第 3 行 手机" in shown.text and not shown.button_texts
    await send(talk, "王芳", (*HEADINGS, "类别"), ("金鹿家具", None, None, None, "A"))
    assert "类别由主任定" in (await talk.last("王芳", "表格“")).text
    assert await on_file(talk) == before


async def test_left_it_is_left(talk: Conversation) -> None:
    before = await on_file(talk)
    await send(talk, "王芳", HEADINGS, ROWS[0])
    shown = await talk.last("王芳", "表格“")
    await talk.press("王芳", shown, "不下了", toast="不登记了")
    assert await on_file(talk) == before and "没有登记" in (await talk.last("王芳", "表格“")).text


async def test_of_two_in_one_list_that_look_alike_the_second_waits_for_a_person(talk: Conversation) -> None:
    await send(talk, "王芳", HEADINGS, ("海通水产", None, None, None), ("江苏海通水产", None, None, None))
    shown = await talk.last("王芳", "表格“")
    assert "新客户 1 家：海通水产" in shown.text and "江苏海通水产（像 海通水产）" in shown.text


async def test_a_blank_is_sent_to_who_asks_for_it(talk: Conversation) -> None:
    await talk.say("吴桐", "客户 表格", heard={"吴桐": "填好发回这里，看过再登记"})
    assert (await talk.last("吴桐")).document.file_name == "客户表格.xlsx"
    await talk.say("王芳", "下单 表格", heard=ANYTHING)
    assert (await talk.last("王芳")).document.file_name == "订单表格.xlsx"


async def test_finance_registers_nobody_by_workbook(talk: Conversation) -> None:
    before = await on_file(talk)
    await send(talk, "陈静", HEADINGS, ROWS[0])
    assert not [one for one in await talk.office.seen("陈静") if "表格“" in one.text]
    assert await on_file(talk) == before


async def test_what_a_list_registered_is_taken_back_at_once_or_one_by_one_and_each_whole(
    talk: Conversation,
) -> None:
    before = await on_file(talk)
    await send(talk, "王芳", HEADINGS, *ROWS)
    await talk.press("王芳", await talk.last("王芳", "表格“"), "全部登记", heard=ANYTHING)
    await talk.say("王芳", "撤回", heard={"王芳": "“客户.xlsx”登记的 2 家客户"})
    assert await on_file(talk) == before and "登记已撤回" in (await talk.last("王芳", "表格“")).text
    await send(talk, "王芳", HEADINGS, *ROWS, name="再来.xlsx")
    await talk.press("王芳", await talk.last("王芳", "再来"), "全部登记", toast="已登记 2 家", heard=ANYTHING)
    await talk.say("王芳", "客户 海通水产", heard={"王芳": ("张三", "李四")})
    await talk.press("王芳", await talk.last("王芳", "李四"), "撤回", toast="已撤回：海通水产 登记客户")
    now = await on_file(talk)
    assert "海通水产" not in now and now["金鹿家具"] == ("", ["王五"]), "with both people, and no other"
    await send(talk, "王芳", HEADINGS, *ROWS, name="第三次.xlsx")
    shown = await talk.last("王芳", "第三次")
    assert "新客户 1 家：海通水产" in shown.text
    await talk.press("王芳", shown, "全部登记", toast="已登记 1 家", heard=ANYTHING)


async def test_what_somebody_went_on_with_stays_when_a_list_is_taken_back(talk: Conversation) -> None:
    await send(talk, "王芳", HEADINGS, *ROWS)
    await talk.press("王芳", await talk.last("王芳", "表格“"), "全部登记", heard=ANYTHING)
    await talk.bring(("赵敏", f"/same {HONGDA}, 海通水产"))
    await talk.say("王芳", "撤回", heard={"王芳": "1 家客户。另有 1 家已经接着办了"})
    assert "金鹿家具" not in await on_file(talk)
    assert (await on_file(talk))[HONGDA][1] == ["张三", "李四"]
    await talk.bring(("赵敏", "撤回"))
    assert (await on_file(talk))["海通水产"][1] == ["张三", "李四"]
