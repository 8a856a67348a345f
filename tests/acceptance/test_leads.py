"""Leads (U6): found, followed stage by stage, never forgotten, and a customer of whoever found them in the end."""

import pytest

from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HONGDA, order, place
from tests.office import DESK

NEW = "新源机械"
LEAD = f"商机\n客户: {NEW}\n联系人: 刘工\n手机: 13700001234\n需求: 环氧底漆，每月 50 桶"


async def test_a_lead_goes_from_stage_to_stage_and_becomes_its_finders_customer(talk: Conversation) -> None:
    await talk.say("吴桐", LEAD, heard={"吴桐": f"已登记：商机 L1 {NEW}，归您跟进"})
    await talk.say(
        "吴桐", "商机 L1", heard={"吴桐": (f"L1 · {NEW}", "新发现 0 天", "刘工 13700001234", "50 桶")}
    )
    shown = await talk.last("吴桐", "新发现")
    await talk.press("吴桐", shown, "lead_on", toast="到“初次接触”")
    await talk.say("吴桐", "商机 L1 演示 带了样板，刘工满意", heard={"吴桐": "到“演示”"})
    await talk.say("吴桐", "商机 L1 约了下周谈价", heard={"吴桐": "记一笔"})
    await talk.say("吴桐", "商机 L1", heard={"吴桐": ("演示", "约了下周谈价")})
    await talk.say("吴桐", "记录 L1", heard={"吴桐": ("往前推进 演示 带了样板", "记一笔 约了下周谈价")})
    await talk.say("吴桐", "商机 L1 成交", heard={"吴桐": f"{NEW} 成交，档案已建，归您"})
    talked = ("上次电话 11-23", "约了下周谈价", "每月 50 桶")
    await talk.say("吴桐", f"客户 {NEW}", heard={"吴桐": (NEW, "业务员 吴桐", "刘工 13700001234", *talked)})
    await talk.say("吴桐", "商机", heard={"吴桐": "没有在跟进的商机"})
    (row,) = await talk.office.exported("leads")
    assert (row["customer"], row["state"], row["salesperson"]) == (NEW, "signed", "吴桐")


async def test_whoever_found_them_first_has_them_as_a_lead_and_as_a_customer(talk: Conversation) -> None:
    await talk.bring(("吴桐", LEAD))
    for typed in (LEAD, f"商机 {NEW}有限公司", f"客户\n客户: {NEW}\n手机: 13600001111"):
        await talk.say("孙涛", typed, heard={"孙涛": "已经登记过，归吴桐"})
    await talk.say("孙涛", f"/lead\ncustomer: {HONGDA}", heard={"孙涛": "已经登记过"})


async def test_nobody_else_sees_or_moves_a_lead(talk: Conversation) -> None:
    await talk.bring(("吴桐", LEAD))
    for typed in ("商机 L1", "商机 L1 谈判", "记录 L1"):
        await talk.say("孙涛", typed, heard={"孙涛": "没有"})
    await talk.say("陈静", "商机", heard={"陈静": "这一步由"})
    await talk.say("吴桐", "/lead L1", to=DESK, heard={DESK: "私聊", "吴桐": "13700001234"})


async def test_the_director_and_the_assistant_see_how_far_each_is_followed_up(talk: Conversation) -> None:
    await talk.bring(("吴桐", LEAD), ("孙涛", "商机\n客户: 江城风机"), ("孙涛", "商机 L2 谈判"))
    for who in ("林晓", "赵敏", "高翔"):
        await talk.say(
            who,
            "商机",
            heard={who: ("商机 2 个", "江城风机 · 谈判 0 天 · 孙涛", f"{NEW} · 新发现 0 天 · 吴桐")},
        )
    await talk.say("吴桐", "商机", heard={"吴桐": ("商机 1 个", f"{NEW} · 新发现 0 天")})


async def test_the_weeks_last_day_brings_the_list_to_the_director_and_the_assistant(
    talk: Conversation,
) -> None:
    await talk.bring(("吴桐", LEAD), ("孙涛", "商机\n客户: 江城风机"))
    await talk.until("2026-11-26T08:31", heard=ANYTHING)
    for who in ("赵敏", "林晓"):
        assert not [one for one in await talk.office.seen(who) if "商机 2 个" in one.text]
    listed = ("商机 2 个", f"{NEW} · 新发现 4 天 · 吴桐", "江城风机 · 新发现 4 天 · 孙涛")
    await talk.until("2026-11-27T08:31", heard={"赵敏": listed, "林晓": listed})
    await talk.press("赵敏", await talk.last("赵敏", "商机 2 个"), "2", heard={"赵敏": "江城风机"})
    await talk.until("2026-11-30T08:31")


async def test_whoever_names_their_own_lead_means_it(talk: Conversation) -> None:
    await talk.bring(("吴桐", LEAD))
    for said in (f"商机 {NEW}", NEW):
        await talk.say("吴桐", said, heard={"吴桐": f"L1 · {NEW}"})
    await talk.say("吴桐", LEAD, heard={"吴桐": ["已经登记过，归吴桐", f"L1 · {NEW}"]})
    await talk.say("吴桐", f"商机 {NEW} 演示 带了样板", heard={"吴桐": "到“演示”"})
    for said in (f"电话 {NEW} 约了周四", f"今天和{NEW}刘工聊了"):
        await talk.say("吴桐", said, heard={"吴桐": f"{NEW} 记一笔"})
    await talk.say("吴桐", f"电话 {NEW} 没接", heard=ANYTHING)
    await talk.say("吴桐", f"记录 {NEW}", heard={"吴桐": ("演示 带了样板", "约了周四", "刘工聊了")})
    await talk.say("吴桐", f"{NEW}谈成了", heard={"吴桐": "L1 成交"})
    await talk.say("吴桐", f"商机 {NEW}厂", heard={"吴桐": f"已登记：商机 L2 {NEW}厂"})
    await talk.say("吴桐", f"商机 {HONGDA}", heard={"吴桐": ["已经登记过，归吴桐", "业务员 吴桐"]})
    await talk.say("孙涛", f"商机 {NEW}", heard={"孙涛": "已经登记过，归吴桐"})


async def test_a_silent_lead_comes_to_its_salesperson_after_ten_working_days_and_then_to_the_director(
    talk: Conversation,
) -> None:
    await talk.bring(("吴桐", LEAD))
    await talk.until("2026-12-04T16:00", heard=ANYTHING)
    assert not [one for one in await talk.office.seen("吴桐") if "没有联系" in one.text]
    await talk.until("2026-12-07T08:30", heard=ANYTHING)
    task = await talk.last("吴桐", "10 个工作日没有联系")
    await talk.press("吴桐", task, "lead_said", toast="", heard={"吴桐": f"和 {NEW} 说了什么"})
    await talk.say("吴桐", "刘工出差，下月再谈", heard={"吴桐": "记一笔"}, edited=["吴桐"])
    await talk.until("2026-12-21T08:30", heard=ANYTHING)
    task = await talk.last("吴桐", "10 个工作日没有联系")
    await talk.reply("吴桐", task, "刘工回来了，要两桶试样", heard={"吴桐": "记一笔"}, edited=["吴桐"])
    await talk.until("2027-01-05T08:30", heard=ANYTHING)
    await talk.last("吴桐", "10 个工作日没有联系")
    await talk.until("2027-01-13T17:00", heard=ANYTHING)
    assert [one for one in await talk.office.seen("赵敏") if NEW in one.text]


async def test_a_lost_lead_says_why_and_can_be_taken_back(talk: Conversation) -> None:
    await talk.bring(("吴桐", LEAD))
    await talk.say("吴桐", "商机 L1 丢单 选了别家，价格低", heard={"吴桐": f"{NEW} 丢单"})
    await talk.say("吴桐", "商机 L1", heard={"吴桐": "丢单原因：选了别家，价格低"})
    await talk.say("孙涛", LEAD.replace("刘工", "王工"), heard={"孙涛": "归您跟进"})
    await talk.say("吴桐", "/undo", heard={"吴桐": f"已撤回：{NEW} 丢单"})


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("商机 L1 新发现", "已经是“新发现”"),
        ("商机 L1 丢单", "还缺原因"),
        ("商机\n联系人: 刘工", "还缺客户"),
    ],
)
async def test_what_can_not_be_is_said(talk: Conversation, typed: str, answer: str) -> None:
    await talk.bring(("吴桐", LEAD))
    await talk.say("吴桐", typed, heard={"吴桐": answer})


async def test_an_order_for_a_lead_is_taken_and_signing_takes_the_file_over(talk: Conversation) -> None:
    await talk.bring(("吴桐", LEAD))
    await place(talk, order(customer=NEW))
    await talk.say("吴桐", "商机 L1 成交", heard=ANYTHING)
    await talk.say("吴桐", f"客户 {NEW}", heard={"吴桐": "业务员 吴桐"})


async def test_the_same_in_english(english: Conversation) -> None:
    lead = "/lead\ncustomer: Xinyuan Machinery\ncontact: Mr Liu\nmobile: 13700001234\nneeds: 50 pails a month"
    await english.say(
        "吴桐", lead, heard={"吴桐": "Registered: lead L1 Xinyuan Machinery, yours to follow up"}
    )
    await english.say("吴桐", "/lead L1 demo he liked the sample", heard={"吴桐": "is at demonstration"})
    await english.say("吴桐", "/lead", heard={"吴桐": ("1 lead", "demonstration, 0 days")})
    await english.say("吴桐", "/lead L1 lost went elsewhere", heard={"吴桐": "lost"})
