"""Calls and visits: who is due and says so, what the work counts by itself, what is put off, stopped and not reached (U3, U5)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import col, select

from bot.sandbox.client import ChatMessage
from store.company import Company, Contacts
from store.customers.model import ContactRow, Customer
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import ARRIVE, HUADONG, INFORM, go, order, place
from tests.office import Office

OWNER, DIRECTOR = "孙涛", "赵敏"
"""华东机械 is 孙涛's."""


async def graded(talk: Conversation, grade: str = "B", name: str = HUADONG) -> None:
    await talk.say(DIRECTOR, f"/customer {name}\n类别: {grade}", heard=ANYTHING)


async def contacts_of(talk: Conversation, name: str = HUADONG) -> list[ContactRow]:
    app = talk.office.app
    assert app is not None
    async with app.database.snapshot() as session:
        query = select(ContactRow).join(Customer, col(Customer.id) == col(ContactRow.customer_id))
        return list(await session.exec(query.where(Customer.name == name).order_by(col(ContactRow.id))))


async def test_an_order_taken_an_arrival_told_and_a_complaint_are_contacts_by_themselves(
    talk: Conversation,
) -> None:
    await place(talk, order(customer=HUADONG))
    await place(talk, order(customer="新客户甲", items=("面漆, 1 桶, 310",)))
    (contact,) = await contacts_of(talk)
    assert (contact.kind, contact.calls, contact.visits, contact.member) == ("order", True, False, "王芳")
    assert contact.case_id is not None
    (first,) = await contacts_of(talk, "新客户甲")
    assert first.kind == "order", "whoever comes on file with an order too"
    await talk.say("王芳", "/undo", heard=ANYTHING)
    (undone,) = await contacts_of(talk, "新客户甲")
    assert undone.void_at is not None
    await talk.say("王芳", f"/complain 面漆起皮\n客户: {HUADONG}", heard=ANYTHING)
    await talk.say("王芳", "/complain 面漆起皮\n客户: 没有档案的客户", heard=ANYTHING)
    assert [one.kind for one in await contacts_of(talk)] == ["order", "complaint"]
    await go(
        talk,
        1,
        ("李强", "/stock {n} ready"),
        ("陈静", "/paid {n} 11500"),
        ("王芳", "/slip {n}"),
        ("周伟", "/ship {n} SF1234567"),
    )
    await go(talk, 1, ARRIVE, INFORM)
    assert [one.kind for one in await contacts_of(talk)] == ["order", "complaint", "arrival", "arrival"]
    await talk.say("王芳", "/undo 1", heard=ANYTHING)
    assert [one.kind for one in await contacts_of(talk) if one.void_at is None] == [
        "order",
        "complaint",
        "arrival",
    ]


@pytest.fixture
async def friday(database_url: str, company: Company) -> AsyncIterator[Conversation]:
    """13 November 2026, 17:00 in Shanghai."""
    async with Office.open(database_url, company, at=datetime(2026, 11, 13, 9, 0, tzinfo=UTC)) as office:
        talk = Conversation(office)
        await talk.skip()
        yield talk
        await talk.check_manners()


async def test_the_morning_list_names_who_is_due_and_opens_their_list(friday: Conversation) -> None:
    talk = friday
    await graded(talk)
    await talk.until("2026-11-19T08:00", heard=ANYTHING)
    assert not [text for who, text in talk.daily if "该联系" in text]
    await talk.until("2026-11-20T08:00", heard=ANYTHING)
    (told,) = [text for who, text in talk.daily if "该联系" in text]
    assert "该联系 1 家" in told and "过期" not in told
    morning = await talk.last(OWNER, "该联系")
    await talk.press(
        OWNER, morning, "该联系的", toast="", heard={OWNER: ("该联系 1 家", "华东机械", "B 类", "11-20")}
    )
    await talk.until("2026-11-23T08:00", heard=ANYTHING)
    assert "该联系 1 家，过期 1 家" in [text for who, text in talk.daily if who == OWNER][-1]


async def test_an_entry_of_the_list_is_called_missed_or_put_off(friday: Conversation) -> None:
    talk = friday
    await graded(talk)
    await talk.until("2026-11-20T09:00", heard=ANYTHING)
    await talk.say(OWNER, "/customers due", heard={OWNER: "该联系 1 家"})
    listed = await talk.last(OWNER, "该联系 1 家")
    assert [[button.text for button in row] for row in listed.buttons] == [["1 打了", "1 没接", "1 改天"]]
    await talk.press(OWNER, listed, "1 没接", toast="没接")
    await talk.press(OWNER, listed, "1 改天", heard={OWNER: ("改到哪天", "华东机械")})
    await talk.say(OWNER, "11-30 采购出差", heard={OWNER: ("7 天以内", "11-30")})
    await talk.press(OWNER, await talk.last(OWNER, "该联系 1 家"), "1 改天", heard=ANYTHING)
    await talk.say(OWNER, "11-24 采购出差", heard={OWNER: ("改到 11-24",)})
    await talk.say(OWNER, "客户列表 该联系", heard={OWNER: "没有该联系的客户"})
    await talk.until("2026-11-24T09:00", heard=ANYTHING)
    await talk.say(OWNER, "/customers due", heard={OWNER: ("该联系 1 家", "11-24")})
    await talk.press(OWNER, await talk.last(OWNER, "该联系 1 家"), "1 打了", heard={OWNER: "说了什么"})
    await talk.say(OWNER, "找张三，月底要 20 桶", heard={OWNER: ("已记下", "电话")})
    await talk.say(OWNER, "/customers due", heard={OWNER: "没有该联系的客户"})
    assert [(one.reached, one.calls) for one in await contacts_of(talk)] == [(False, False), (True, True)]


async def test_the_list_is_everybodys_for_the_director_and_nobody_elses(friday: Conversation) -> None:
    talk = friday
    await graded(talk)
    await talk.until("2026-11-20T09:00", heard=ANYTHING)
    await talk.say(DIRECTOR, "/customers due", heard={DIRECTOR: ("该联系 1 家", "孙涛")})
    await talk.say("吴桐", "/customers due", heard={"吴桐": "没有该联系的客户"})
    await talk.say("陈静", "/customers due", heard={"陈静": "没有该联系的客户"})


async def test_a_day_holds_so_many_and_class_a_comes_first(database_url: str, company: Company) -> None:
    few = company.model_copy(update={"contacts": Contacts(a_day=2)})
    async with Office.open(database_url, few, at=datetime(2026, 11, 13, 9, 0, tzinfo=UTC)) as office:
        talk = Conversation(office)
        await talk.skip()
        for name, grade in (("远东船厂", "C"), ("北方桥梁", "B"), ("南海码头", "A")):
            await talk.say(OWNER, f"/customer\n客户: {name}", heard=ANYTHING)
            await graded(talk, grade, name)
        await talk.until("2026-11-27T08:00", heard=ANYTHING)
        told = [text for who, text in talk.daily if who == OWNER][-1]
        assert "该联系 2 家，过期 2 家，另有 1 家在明后天" in told
        await talk.say(OWNER, "/customers due", heard={OWNER: ("1 ⚠️ 南海码头", "2 ⚠️ 北方桥梁", "另有 1 家")})
        await talk.say(OWNER, "客户列表 该联系 C类", heard={OWNER: ("1 远东船厂",)})


async def test_who_takes_a_customer_over_begins_anew(friday: Conversation) -> None:
    talk = friday
    await graded(talk)
    await talk.until("2026-11-24T09:00", heard=ANYTHING)
    await talk.say(OWNER, "/customers due", heard={OWNER: "该联系 1 家"})
    await talk.say(DIRECTOR, f"/customer {HUADONG}\n业务员: 吴桐\n原因: 调整", heard=ANYTHING)
    await talk.say(OWNER, "/customers due", heard={OWNER: "没有该联系的客户"})
    await talk.say("吴桐", f"/customer {HUADONG}", heard={"吴桐": "下次电话 12-01"})
    await talk.say(DIRECTOR, "/customers kept", heard={DIRECTOR: "还没有"})


async def test_a_class_raised_or_lowered_moves_what_is_due(friday: Conversation) -> None:
    talk = friday
    await graded(talk, "C")
    await talk.say(OWNER, f"/customer {HUADONG}", heard={OWNER: ("下次电话 11-27", "拜访 03-15")})
    await talk.until("2026-11-16T09:00", heard=ANYTHING)
    await graded(talk, "A")
    await talk.say(OWNER, f"/customer {HUADONG}", heard={OWNER: ("下次电话 11-23", "拜访 11-23")})
    await talk.until("2026-11-17T09:00", heard=ANYTHING)
    await graded(talk, "B")
    await talk.say(OWNER, f"/customer {HUADONG}", heard={OWNER: ("下次电话 11-20", "拜访 02-15")})
    await talk.say(DIRECTOR, "/undo", heard=ANYTHING)
    await talk.say(OWNER, f"/customer {HUADONG}", heard={OWNER: ("下次电话 11-23", "拜访 11-23")})


async def test_what_was_put_off_stopped_or_noted_can_be_taken_back(friday: Conversation) -> None:
    talk = friday
    await graded(talk)
    await talk.say(OWNER, f"/call {HUADONG} later 11-18 出差", heard={OWNER: ("最早 11-20", "没有变化")})
    await talk.until("2026-11-20T09:00", heard=ANYTHING)
    for said in ("later 11-24 出差", "stop 12-01 搬厂", "谈了价格"):
        await talk.say(OWNER, f"/call {HUADONG} {said}", heard=ANYTHING)
    for _ in range(3):
        await talk.say(OWNER, "/undo", heard=ANYTHING)
    await talk.say(OWNER, f"/customer {HUADONG}", heard={OWNER: ("上次电话 还没有", "下次电话 11-20")})
    await talk.say(DIRECTOR, f"/customer {HUADONG}", heard={DIRECTOR: "下次电话 11-20"})


async def test_three_attempts_in_one_interval_are_told_to_the_director_once(talk: Conversation) -> None:
    await talk.say(OWNER, f"/customer {HUADONG}\n联系人: 张三", heard=ANYTHING)
    await talk.say(OWNER, f"/customer {HUADONG}\n联系人: 李四", heard=ANYTHING)
    for _ in range(2):
        await talk.say(OWNER, f"/call {HUADONG} none", heard={OWNER: "没接"})
    await talk.say(
        OWNER,
        f"电话 {HUADONG} 没接",
        heard={OWNER: ("没接", "3 次", "李四"), DIRECTOR: ("联系不上", HUADONG, "李四")},
    )
    await talk.say(OWNER, f"/call {HUADONG} none", heard={OWNER: "4 次"})
    await talk.say(OWNER, f"/call {HUADONG} 找李四谈过", heard={OWNER: "已记下"})
    await talk.say(OWNER, f"/call {HUADONG} none", heard={OWNER: "没接"})


async def test_whoever_asked_not_to_be_called_is_not_due_and_the_director_hears(friday: Conversation) -> None:
    talk = friday
    await graded(talk)
    await talk.say(OWNER, f"/call {HUADONG} stop 2027-02-28 客户要求", heard={OWNER: "60 天"})
    await talk.say(OWNER, f"/call {HUADONG} stop 客户要求", heard={OWNER: "到哪天"})
    await talk.say(OWNER, f"/call {HUADONG} stop 11-30", heard={OWNER: "原因"})
    await talk.say(
        OWNER,
        f"电话 {HUADONG} 停 到 11-30 客户搬厂",
        heard={OWNER: ("暂停联系", "11-30"), DIRECTOR: (HUADONG, "11-30", "客户搬厂")},
    )
    await talk.say(OWNER, f"/customer {HUADONG}", heard={OWNER: ("暂停联系", "客户搬厂")})
    await talk.until("2026-11-27T09:00", heard=ANYTHING)
    await talk.say(OWNER, "/customers due", heard={OWNER: "没有该联系的客户"})
    await talk.until("2026-12-07T09:00", heard=ANYTHING)
    await talk.say(OWNER, "/customers due", heard={OWNER: ("该联系 1 家", "12-07")})


async def test_the_file_says_when_next(friday: Conversation) -> None:
    talk = friday
    await graded(talk, "A")
    await talk.say(OWNER, f"/customer {HUADONG}", heard={OWNER: ("下次电话 11-20", "拜访 01-13")})
    await talk.until("2026-11-23T09:00", heard=ANYTHING)
    await talk.say(OWNER, f"/customer {HUADONG}", heard={OWNER: ("过期", "下次电话 11-20")})
    await talk.say(OWNER, f"/call {HUADONG} 谈了价格", heard=ANYTHING)
    await talk.say(OWNER, f"/customer {HUADONG}", heard={OWNER: ("上次电话 11-23", "下次电话 11-30")})


async def test_a_photo_in_reply_makes_todays_visit_one(talk: Conversation) -> None:
    await graded(talk, "C")
    await talk.say(OWNER, f"/visit {HUADONG} 谈明年合同", heard={OWNER: ("拜访", "照片")})
    noted = await talk.last(OWNER, "照片")
    await talk.photo(OWNER, 77, reply_to=noted, heard={OWNER: "算一次拜访"})
    (visit,) = await contacts_of(talk)
    assert (visit.visits, visit.proof) == (True, "photo")
    await talk.photo(OWNER, 78, reply_to=noted, heard=ANYTHING)
    assert [one.proof for one in await contacts_of(talk)] == ["photo"]


async def test_a_place_pinned_in_reply_makes_todays_visit_one(talk: Conversation) -> None:
    await graded(talk, "C")
    await talk.say(OWNER, f"/visit {HUADONG} 谈明年合同", heard={OWNER: ("拜访", "位置")})
    noted = await talk.last(OWNER, "位置")
    owner = talk.office.id(OWNER)
    await talk.office.chat.location(owner, owner, 31.3, 120.6)
    await talk.office.settled()
    assert "哪次拜访" in (await talk.last(OWNER)).text
    assert [one.visits for one in await contacts_of(talk)] == [False], "of what, nobody said"
    await talk.office.chat.location(owner, owner, 31.3, 120.6, reply_to=noted)
    await talk.office.settled()
    await talk.skip()
    (visit,) = await contacts_of(talk)
    assert (visit.visits, visit.proof) == (True, "location")
    # On another case's message a place says nothing.
    await place(talk, order(customer=HUADONG))
    told = await talk.card(1)
    await talk.office.chat.location(owner, told.chat_id, 31.3, 120.6, reply_to=told)
    await talk.office.settled()
    await talk.skip()


async def test_a_photo_of_another_day_or_forwarded_shows_nothing(talk: Conversation) -> None:
    await graded(talk, "C")
    await talk.say(OWNER, f"/visit {HUADONG} 谈明年合同", heard=ANYTHING)
    noted = await talk.last(OWNER, "照片")
    sent = await talk.photo("吴桐", 77, to="吴桐", heard=ANYTHING)
    await talk.forward(OWNER, sent, OWNER, heard=ANYTHING)
    assert [one.visits for one in await contacts_of(talk)] == [False]
    await talk.until("2026-11-24T09:00", heard=ANYTHING)
    await talk.photo(OWNER, 78, reply_to=noted, heard={OWNER: "今天没有记过"})
    assert [one.visits for one in await contacts_of(talk)] == [False]


async def test_a_visit_told_with_its_photo_counts_at_once(talk: Conversation) -> None:
    await graded(talk, "C")
    await talk.photo(OWNER, 77, caption=f"/visit {HUADONG} 谈明年合同", heard={OWNER: "已记下"})
    (visit,) = await contacts_of(talk)
    assert (visit.visits, visit.proof) == (True, "photo")


async def test_whoever_orders_no_more_is_listed_as_quiet(friday: Conversation) -> None:
    talk = friday
    await place(talk, order(customer=HUADONG))
    await talk.say(OWNER, "/customers quiet", heard={OWNER: "没有很久没下单的客户"})
    await talk.until("2027-01-12T09:00", heard=ANYTHING)
    await talk.say(OWNER, "/customers quiet", heard={OWNER: "没有很久没下单的客户"})
    await talk.until("2027-01-14T09:00", heard=ANYTHING)
    await talk.say(OWNER, "客户列表 很久没下单", heard={OWNER: (HUADONG, "上次下单", "62 天")})
    await talk.say("吴桐", "/customers quiet", heard={"吴桐": "没有很久没下单的客户"})


async def test_the_director_sees_the_share_kept_by_person_and_class(friday: Conversation) -> None:
    talk = friday
    await graded(talk)
    await talk.say(DIRECTOR, "/customers kept", heard={DIRECTOR: "还没有"})
    await talk.until("2026-11-23T09:00", heard=ANYTHING)
    await talk.say(DIRECTOR, "客户列表 联系情况", heard={DIRECTOR: ("孙涛 · B 类：1/2", "50%")})
    assert "没联系过" not in (await talk.last(DIRECTOR)).text
    await talk.say(OWNER, "/customers kept", heard={OWNER: "主任"})


async def test_whom_nobody_spoke_to_for_a_month_is_shown_to_the_director_each_week(
    friday: Conversation,
) -> None:
    talk = friday
    await talk.say(OWNER, f"/call {HUADONG} 问了下月的量", heard=ANYTHING)
    await talk.until("2026-12-17T09:00", heard=ANYTHING)
    await talk.until("2026-12-18T08:31", heard={DIRECTOR: "登记 30 天还没联系过：1 家"})
    shown = await talk.last(DIRECTOR, "没联系过")
    await talk.press(DIRECTOR, shown, "没联系过的", heard={DIRECTOR: ("客户 1 家", "宏达钢构")})
    await talk.say("吴桐", "没联系过的客户", heard={"吴桐": "宏达钢构"})
    await talk.say("吴桐", "/call 宏达钢构 问了下月的量", heard=ANYTHING)
    await talk.say(DIRECTOR, "/customers untouched", heard={DIRECTOR: "没有符合的客户"})


async def test_contacts_are_a_ledger_and_the_due_days_stand_in_the_customers(talk: Conversation) -> None:
    await graded(talk)
    await talk.say(OWNER, f"/call {HUADONG} 谈了价格", heard=ANYTHING)
    await talk.say(OWNER, f"/call {HUADONG} none", heard=ANYTHING)
    rows: list[dict[str, Any]] = await talk.office.exported("contacts")
    assert [(one["customer"], one["kind"], one["by"], one["reached"], one["counts"]) for one in rows] == [
        (HUADONG, "call", OWNER, True, "call"),
        (HUADONG, "call", OWNER, False, None),
    ]
    (row,) = [one for one in await talk.office.exported("customers") if one["name"] == HUADONG]
    assert (row["class"], row["last_call"], row["next_call"]) == ("b", "2026-11-23", "2026-11-30")
    assert (row["last_visit"], row["next_visit"]) == (None, "2027-02-23")


async def test_the_same_in_english(english: Conversation) -> None:
    talk = english
    await talk.say(DIRECTOR, f"/customer {HUADONG}\nclass: A", heard=ANYTHING)
    await talk.say(OWNER, f"/visit {HUADONG} met the buyer", heard={OWNER: ("counts as a call", "photo")})
    await talk.photo(OWNER, 77, reply_to=await talk.last(OWNER, "photo"), heard={OWNER: "high enough"})
    await talk.say(OWNER, f"/visit {HUADONG} met top management, place: Suzhou", heard={OWNER: "Noted"})
    assert [one.visits for one in await contacts_of(talk)] == [False, True]
    await talk.say(OWNER, f"/call {HUADONG} later 12-10 the buyer is away", heard={OWNER: "put off to"})
    await talk.say(
        OWNER,
        f"/call {HUADONG} stop 12-20 they move",
        heard={OWNER: "no contacts until", DIRECTOR: "stopped contacts"},
    )
    await talk.say(OWNER, "/customers due", heard={OWNER: "Nobody"})
    await talk.say(OWNER, "/customers quiet", heard={OWNER: "lately"})
    for _ in range(2):
        await talk.say(OWNER, f"/call {HUADONG} none", heard=ANYTHING)
    await talk.say(OWNER, f"/call {HUADONG} none", heard={OWNER: "3 times", DIRECTOR: "can't be reached"})
    await talk.until("2026-12-28T08:00", heard=ANYTHING)
    assert "1 to contact" in [text for who, text in talk.daily if who == OWNER][-1]
    await talk.say(DIRECTOR, "/customers kept", heard={DIRECTOR: "class a: "})


async def test_a_silence_is_asked_of_the_owner_once_and_the_next_is_the_directors(
    friday: Conversation,
) -> None:
    talk = friday
    await place(talk, order(customer=HUADONG))
    await talk.until("2027-01-12T08:00", heard=ANYTHING)
    assert not await asked_of_silence(talk)
    await talk.until("2027-01-13T08:00", heard=ANYTHING)
    (task,) = await asked_of_silence(talk)
    assert "61 天没下单" in task.text
    await talk.press(OWNER, task, "换了别家", toast="换了别家", heard=ANYTHING)
    await talk.until("2027-03-12T08:00", heard=ANYTHING)
    assert not [one for one in await talk.office.seen(DIRECTOR) if "还是没下单" in one.text]
    await talk.until("2027-03-15T08:00", heard=ANYTHING)
    (told,) = [one for one in await talk.office.seen(DIRECTOR) if "还是没下单" in one.text]
    assert "孙涛" in told.text and "换了别家" in told.text
    await talk.until("2027-06-16T08:00", heard=ANYTHING)
    assert len([one for one in await talk.office.seen(DIRECTOR) if "还是没下单" in one.text]) == 1
    assert len(await asked_of_silence(talk)) == 1
    # They order again: the next silence is a new one, twice as long as it took them.
    await place(talk, order(customer=HUADONG))
    await talk.until("2028-08-18T08:00", heard=ANYTHING)
    assert len(await asked_of_silence(talk)) == 1
    await talk.until("2028-08-28T08:00", heard=ANYTHING)
    assert len(await asked_of_silence(talk)) == 2


async def asked_of_silence(talk: Conversation) -> list[ChatMessage]:
    """Answered or not."""
    return [
        one for one in await talk.office.seen(OWNER) if "天没下单" in one.text or "没下单的原因" in one.text
    ]


async def test_an_order_ends_what_was_asked_of_a_silence(friday: Conversation) -> None:
    talk = friday
    await place(talk, order(customer=HUADONG))
    await talk.until("2027-01-13T08:00", heard=ANYTHING)
    assert len(await asked_of_silence(talk)) == 1
    await place(talk, order(customer=HUADONG))
    assert "不用办了" in (await talk.last(OWNER, "流失分析")).text


async def test_a_day_to_come_that_is_said_in_words_belongs_to_what_was_told(talk: Conversation) -> None:
    await talk.bring(("吴桐", "/call 宏达钢构 月底要 20 桶"), ("吴桐", "/call 宏达钢构 昨天说要看样"))
    rows = [(one["kind"], one["at"]) for one in await talk.office.exported("contacts")]
    assert rows == [("call", "2026-11-23"), ("call", "2026-11-22")]
    await talk.say("吴桐", "/call 宏达钢构 12-30 要货", heard={"吴桐": "还没到"})


async def test_who_rang_us_or_came_is_spoken_to_too(talk: Conversation) -> None:
    await graded(talk)
    await talk.say(OWNER, f"电话 {HUADONG} 来电，要报价", heard={OWNER: "来电"})
    await talk.say("王芳", f"/call {HUADONG} meeting saw the samples", heard={"王芳": "会面"})
    assert [(one.kind, one.calls, one.visits, one.note) for one in await contacts_of(talk)] == [
        ("inbound", True, False, "要报价"),
        ("meeting", True, False, "saw the samples"),
    ]


async def test_the_director_turns_the_pages_of_who_is_behind_and_whose_they_are(
    database_url: str, company: Company
) -> None:
    async with Office.open(database_url, company, at=datetime(2026, 11, 13, 9, 0, tzinfo=UTC)) as office:
        talk = Conversation(office)
        await talk.skip()
        for at in range(9):
            await talk.bring(
                (OWNER, f"/customer\n客户: 远东{at}号船厂"), (DIRECTOR, f"/customer 远东{at}号船厂\n类别: B")
            )
        await talk.bring((DIRECTOR, "/customer 宏达钢构\n类别: A"))
        await talk.until("2026-11-24T09:00", heard=ANYTHING)
        await talk.say(DIRECTOR, "谁落后了", heard={DIRECTOR: "孙涛 · B 类：9/18（50%）"})
        await talk.press(DIRECTOR, await talk.last(DIRECTOR, "联系情况"), "该联系的", heard=ANYTHING)
        listed = await talk.last(DIRECTOR, "该联系 10 家，过期 10 家 · 1/2")
        assert "1 ⚠️ 宏达钢构 · A 类 · 吴桐" in listed.text and "明后天" not in listed.text
        await talk.press(DIRECTOR, listed, "下一页", toast="", heard=ANYTHING, edited=[DIRECTOR])
        assert "10 ⚠️ 远东" in (await talk.last(DIRECTOR, "2/2")).text
        await talk.say(DIRECTOR, "客户列表 该联系 吴桐", heard={DIRECTOR: "该联系 1 家"})


async def test_whoever_is_due_behind_a_holiday_is_shown_so_in_the_file_as_in_the_list(
    database_url: str, company: Company
) -> None:
    """What others are told moves whom the list has on which day: no file of an hour ago is shown."""
    few = company.model_copy(update={"contacts": Contacts(a_day=1)})
    async with Office.open(database_url, few, at=datetime(2026, 2, 2, 2, 0, tzinfo=UTC)) as office:
        talk = Conversation(office)
        await talk.skip()
        for name, grade in (("远东船厂", "B"), ("北方桥梁", "A")):
            await talk.bring(
                (OWNER, f"/customer\n客户: {name}"), (DIRECTOR, f"/customer {name}\n类别: {grade}")
            )
        await talk.until("2026-02-12T08:00", heard=ANYTHING)
        await talk.bring((OWNER, "电话 远东船厂 拜年"))
        await talk.say(OWNER, "客户 远东船厂", heard={OWNER: "下次电话 02-24"})
        await talk.bring((OWNER, "电话 北方桥梁 拜年"))
        await talk.say(OWNER, "客户 远东船厂", heard={OWNER: "下次电话 02-25"})
        await talk.say(OWNER, "客户 北方桥梁", heard={OWNER: "下次电话 02-24"})


async def test_a_file_with_photos_of_visits_opens(talk: Conversation) -> None:
    await talk.photo(OWNER, 77, caption=f"/visit {HUADONG} 谈明年合同", heard={OWNER: "已记下"})
    await talk.say(OWNER, f"客户 {HUADONG}", heard={OWNER: "谈明年合同"})
    assert "看照片" in (await talk.last(OWNER, "谈明年合同")).button_texts
