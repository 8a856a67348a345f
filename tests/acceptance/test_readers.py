"""Everything read of a customer's file is logged, as it is delivered, and what was refused too (U4)."""

from typing import Any

import pytest
from sqlmodel import select

from store.customers.model import Customer
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HONGDA
from tests.office import DESK

MOBILE = "13955551111"
FILE = f"客户 {HONGDA}\n联系人: 李采购\n职务: 采购\n手机: {MOBILE}\n地址: 虎丘路 8 号"


async def log(talk: Conversation) -> list[tuple[Any, ...]]:
    """Member, part, path, count and whether it was refused, of each row."""
    rows = await talk.office.exported("reads")
    assert all(row["customer"] == HONGDA and row["at"] for row in rows)
    return [(row["member"], row["part"], row["path"], row["count"], row["refused"]) for row in rows]


async def written(talk: Conversation, *, grade: str = "") -> None:
    """A file with a person on it, of this class."""
    await talk.bring(("吴桐", FILE))
    if grade:
        await talk.bring(("赵敏", f"客户 {HONGDA}\n类别: {grade}"))


async def test_reads_of_one_member_and_day_are_one_row_with_their_count(talk: Conversation) -> None:
    await written(talk)
    for _ in range(3):
        await talk.say("吴桐", f"客户 {HONGDA}", heard={"吴桐": MOBILE})
    assert await log(talk) == [("吴桐", "file", "command", 3, False)]
    await talk.later(hours=24, heard=ANYTHING)
    await talk.say("吴桐", f"客户 {HONGDA}", heard={"吴桐": MOBILE})
    assert [row[3] for row in await log(talk)] == [3, 1]


async def test_of_class_a_each_read_is_a_row_and_reads_of_another_day_of_class_b_are_not(
    talk: Conversation,
) -> None:
    await written(talk, grade="A")
    for who in ("吴桐", "吴桐", "王芳"):
        await talk.say(who, f"客户 {HONGDA}", heard={who: MOBILE})
    assert await log(talk) == [
        ("吴桐", "file", "command", 1, False),
        ("吴桐", "file", "command", 1, False),
        ("王芳", "file", "command", 1, False),
    ]


@pytest.mark.parametrize("asked", [f"客户 {HONGDA}", f"/customer {HONGDA}", "/show {number}"])
async def test_a_read_that_was_refused_is_a_row_and_says_nothing_to_the_asker(
    talk: Conversation, asked: str
) -> None:
    await written(talk)
    async with talk.office.app.store.reading() as unit:
        row = (await unit.session.exec(select(Customer).where(Customer.name == HONGDA))).one()
    await talk.say("孙涛", asked.format(number=f"U{row.number}"), heard=ANYTHING)
    assert MOBILE not in (await talk.last("孙涛")).text
    assert await log(talk) == [("孙涛", "file", "command", 1, True)]


async def test_a_file_of_class_a_asked_for_by_who_keeps_the_others_is_a_refused_read(
    talk: Conversation,
) -> None:
    await written(talk, grade="A")
    await talk.say("林晓", f"客户 {HONGDA}", heard=ANYTHING)
    assert MOBILE not in (await talk.last("林晓")).text
    assert await log(talk) == [("林晓", "file", "command", 1, True)]


async def test_of_a_file_of_class_a_the_executive_reads_how_its_money_stands_and_no_more(
    talk: Conversation,
) -> None:
    await written(talk, grade="A")
    await talk.say("郑总", f"客户 {HONGDA}", heard=ANYTHING)
    assert MOBILE not in (await talk.last("郑总")).text
    assert await log(talk) == [("郑总", "money", "command", 1, False)]


async def test_what_never_arrived_was_not_read_and_goes_to_no_room_instead(talk: Conversation) -> None:
    await written(talk)
    await talk.office.chat.block(talk.office.id("王芳"))
    await talk.say("王芳", f"/customer {HONGDA}", DESK, heard=ANYTHING)
    assert await log(talk) == []
    await talk.check_manners(private=[MOBILE, "虎丘路"], refused=["blocked"])


async def test_asked_in_a_room_the_file_goes_to_private_and_is_logged_once(talk: Conversation) -> None:
    await written(talk)
    await talk.say("王芳", f"/customer {HONGDA}", DESK, heard={DESK: "已发到私聊", "王芳": MOBILE})
    assert await log(talk) == [("王芳", "file", "command", 1, False)]
    await talk.check_manners(private=[MOBILE, "虎丘路"])


async def test_a_list_that_was_searched_shows_whom_to_ring_masked_and_is_a_read(talk: Conversation) -> None:
    await written(talk)
    await talk.say("王芳", "/customers", heard={"王芳": HONGDA})
    assert "李采购" not in (await talk.last("王芳")).text and await log(talk) == []
    await talk.say("王芳", "/customers 宏达", heard={"王芳": "采购 李采购 139****1111"})
    assert await log(talk) == [("王芳", "file", "search", 1, False)]
    await talk.say("王芳", f"/customers {MOBILE}", heard={"王芳": "139****1111"})
    await talk.check_manners(private=[MOBILE])


async def test_a_ledger_of_people_handed_out_is_a_read_of_each_customer_in_it(talk: Conversation) -> None:
    await written(talk)
    await talk.say("王芳", "/export people", heard={"王芳": "客户联络一览表：1 条"})
    assert await log(talk) == [("王芳", "file", "export", 1, False)]


async def test_the_owner_is_shown_the_latest_readers_and_the_director_all_by_one_press(
    talk: Conversation,
) -> None:
    await written(talk)
    for who in ("王芳", "孙涛", "林晓"):
        await talk.say(who, f"客户 {HONGDA}", heard=ANYTHING)
    await talk.say("吴桐", f"客户 {HONGDA}", heard={"吴桐": ("本月 2 人看过", "孙涛", "没给看", "林晓")})
    assert "谁看过" not in (await talk.last("吴桐")).button_texts
    await talk.say("王芳", f"客户 {HONGDA}", heard=ANYTHING)
    assert "孙涛" not in (await talk.last("王芳")).text
    await talk.say("王芳", f"客户 {HONGDA} 谁看过", heard={"王芳": "这一步由主任"})
    await talk.say("赵敏", f"客户 {HONGDA}", heard={"赵敏": "本月 3 人看过"})
    shown = await talk.last("赵敏")
    await talk.press("赵敏", shown, shown.button_texts.index("谁看过"), heard={"赵敏": ("谁看过", "孙涛")})
    await talk.say("吴桐", f"客户 {HONGDA} 谁看过", heard={"吴桐": "孙涛"})


async def test_a_file_whose_reader_lost_it_before_it_was_sent_is_a_refused_read(talk: Conversation) -> None:
    await written(talk)
    office = talk.office
    async with office.app.store.unit() as unit:
        customer = (await unit.session.exec(select(Customer).where(Customer.name == HONGDA))).one()
        other = unit.roster.by_telegram(office.id("孙涛"))
        customer.sales_id = other.id
    await talk.say("吴桐", f"客户 {HONGDA}", heard=ANYTHING)
    assert await log(talk) == [("吴桐", "file", "command", 1, True)]


async def test_the_ledger_of_reads_goes_to_the_director_the_executive_and_the_owner(
    talk: Conversation,
) -> None:
    await written(talk)
    await talk.say("王芳", f"客户 {HONGDA}", heard=ANYTHING)
    for who, count in (("赵敏", 1), ("郑总", 1), ("吴桐", 1), ("孙涛", 0)):
        await talk.say(who, "/export reads", heard={who: f"{count} 条"})
    for who in ("王芳", "林晓", "陈静"):
        await talk.say(who, "/export reads", heard={who: "这一步由"})


async def test_whoever_knows_a_customer_by_name_is_told_that_the_file_is_shut_and_how_it_is_opened(
    talk: Conversation,
) -> None:
    await talk.bring(("赵敏", f"客户 {HONGDA}\n类别: A"))
    for said in (f"客户 {HONGDA}", f"记录 {HONGDA}"):
        await talk.say("林晓", said, heard={"林晓": ("不归您看", f"申请 查档案 {HONGDA}")})
        await talk.say("孙涛", said, heard=ANYTHING)
        assert "不归您看" not in (await talk.last("孙涛")).text, "they don't learn that it is on file"
    refused = [one["member"] for one in await talk.office.exported("reads") if one["refused"]]
    assert refused.count("林晓") == 2
    await talk.say("吴桐", HONGDA, heard={"吴桐": "没有符合的订单"})
    await talk.press("吴桐", await talk.last("吴桐", "没有符合"), "看客户档案", heard={"吴桐": "业务员 吴桐"})
