"""What customers.md wants proven of files that pass from hand to hand: those who leave, grants that end, two that were one."""

from decimal import Decimal

import pytest

from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HONGDA, order, place

ADMIN = "邓凯"
MOBILE = "13955551111"
FILE = f"客户 {HONGDA}\n联系人: 李采购\n手机: {MOBILE}\n地址: 虎丘路 8 号"


async def test_forty_customers_of_one_who_leaves_are_nobodys_and_given_on_by_one_press(
    talk: Conversation,
) -> None:
    for at in range(40):
        await talk.office.chat.say(talk.office.id("吴桐"), talk.office.id("吴桐"), f"客户\n客户: 甲{at:03}")
    await talk.office.settled()
    await talk.skip()
    await talk.bring((ADMIN, "/role 吴桐 停用"))
    told = await talk.last("赵敏", "41 家")
    assert "吴桐" in told.text
    rows = await talk.office.exported("customers")
    assert sum(row["salesperson"] is None for row in rows) == 41
    await talk.press(
        "赵敏", told, next(at for at, one in enumerate(told.button_texts) if "孙涛" in one), heard=ANYTHING
    )
    await talk.say("赵敏", "撤回", heard={"赵敏": "等 41 家 分配业务员", "孙涛": "41 家客户不归您了"})
    told = await talk.last("赵敏", "还有 41 家没分")
    await talk.press("赵敏", told, "都归孙涛", heard=ANYTHING)
    rows = await talk.office.exported("customers")
    assert not [row["name"] for row in rows if row["salesperson"] != "孙涛"]
    assert len([one for one in await talk.office.seen("孙涛") if "41 家客户归您了" in one.text]) == 2
    await talk.say("吴桐", "客户 甲001", heard=ANYTHING)
    assert not [one for one in await talk.office.seen("吴桐") if "业务员 孙涛" in one.text]


async def test_a_file_of_class_a_that_was_opened_is_taken_out_of_the_chat_once_its_day_is_over(
    talk: Conversation,
) -> None:
    await talk.bring(("吴桐", FILE), ("赵敏", f"客户 {HONGDA}\n类别: A"))
    await talk.bring(
        ("林晓", f"查档案 {HONGDA}\n查阅人: 林晓\n查阅到: 11-24\n用途: 回访"), ("赵敏", "/sign F1")
    )
    await talk.say("林晓", "/show U2", heard={"林晓": MOBILE})
    await talk.until("2026-11-24T17:00", heard=ANYTHING)
    assert [one for one in await talk.office.seen("林晓") if MOBILE in one.text], "through its last day"
    old = await talk.last("林晓", MOBILE)
    await talk.until("2026-11-25T08:31", heard=ANYTHING)
    assert not [one for one in await talk.office.seen("林晓") if MOBILE in one.text]
    await talk.office.press("林晓", old, data="customers:2:show:1:")
    await talk.say("林晓", "/show U2", heard={"林晓": "的档案不归您看"})
    await talk.say("林晓", f"/customers {HONGDA}", heard=ANYTHING)
    await talk.say("林晓", "/export people", heard=ANYTHING)
    assert not [one for one in await talk.office.seen("林晓") if MOBILE in one.text]


async def test_a_file_opened_to_somebody_stays_with_them_when_it_changes_class(talk: Conversation) -> None:
    await talk.bring(("吴桐", FILE), ("李强", f"查档案 {HONGDA}\n查阅人: 李强\n查阅到: 11-30\n用途: 送货"))
    await talk.bring(("赵敏", "/sign F1"))
    await talk.say("李强", "/show U2", heard={"李强": MOBILE})
    await talk.bring(("赵敏", f"客户 {HONGDA}\n类别: B"))
    assert MOBILE in (await talk.last("李强", HONGDA)).text


async def test_two_that_were_one_and_are_two_again_have_each_their_own_statement(talk: Conversation) -> None:
    for name, amount in (("新源涂装", "1000"), ("大源防腐", "234")):
        await place(talk, order(customer=name, items=("面漆, 1 桶, 1",)))
        await talk.bring(("王芳", f"/charge {name} 装卸 {amount}"))

    async def closing(name: str) -> Decimal:
        await talk.bring(("王芳", f"/statement {name} 2026-11"))
        return Decimal(
            [row for row in await talk.office.exported("statements") if row["customer"] == name][-1][
                "closing"
            ]
        )

    async def owed() -> Decimal:
        return sum((Decimal(row["owed"]) for row in await talk.office.exported("customers")), Decimal(0))

    before = await owed()
    await talk.bring(("赵敏", "/same 新源涂装, 大源防腐"))
    assert await owed() == before == 1234
    await talk.bring(("赵敏", "/undo"))
    assert await owed() == before
    assert (await closing("新源涂装"), await closing("大源防腐")) == (1000, 234)


async def test_the_sum_of_both_is_one_statements_and_parts_no_more_once_it_went_out(
    talk: Conversation,
) -> None:
    for name, amount in (("新源涂装", "1000"), ("大源防腐", "234")):
        await place(talk, order(customer=name, items=("面漆, 1 桶, 1",)))
        await talk.bring(("王芳", f"/charge {name} 装卸 {amount}"))
    await talk.bring(
        ("赵敏", "/same 新源涂装, 大源防腐"), ("王芳", "/statement 新源涂装 2026-11"), ("王芳", "/issue S1")
    )
    (row,) = await talk.office.exported("statements")
    assert (row["customer"], Decimal(row["closing"])) == ("新源涂装", 1234)
    await talk.bring(("赵敏", "/undo"))
    assert {one["name"] for one in await talk.office.exported("customers")} & {"大源防腐"} == set()


@pytest.mark.parametrize("name", ["新源", "新源涂装（苏州）有限公司", "旧名漆业"])
async def test_an_order_typed_by_any_name_on_file_is_that_customers(talk: Conversation, name: str) -> None:
    await talk.bring(
        ("王芳", "客户\n客户: 旧名漆业\n简称: 新源"),
        ("王芳", "客户 旧名漆业\n新名称: 新源涂装（苏州）有限公司"),
    )
    await place(talk, order(customer=name))
    (row,) = await talk.office.exported("orders")
    assert row["customer"] == "新源涂装（苏州）有限公司"


async def test_a_contact_noted_twice_taken_back_or_of_another_day_counts_as_it_happened(
    talk: Conversation,
) -> None:
    await talk.bring(("赵敏", f"客户 {HONGDA}\n类别: B"))

    async def next_call() -> str:
        return next(row for row in await talk.office.exported("customers") if row["name"] == HONGDA)[
            "next_call"
        ]

    await talk.until("2026-11-26 10:00", heard=ANYTHING)
    await talk.bring(("吴桐", f"电话 {HONGDA} 11-24 找张三"))
    assert await next_call() == "2026-12-01"
    await talk.bring(("吴桐", f"电话 {HONGDA} 找张三"), ("吴桐", f"电话 {HONGDA} 又打了一次"))
    assert await next_call() == "2026-12-03", "two of one day count as one"
    await talk.bring(("吴桐", "/undo"))
    assert await next_call() == "2026-12-03", "the other of that day still stands"
    await talk.bring(("吴桐", "/undo"))
    assert await next_call() == "2026-12-01"
    await talk.say("吴桐", f"电话 {HONGDA} 11-27 找张三", heard=ANYTHING)
    await talk.say("吴桐", f"电话 {HONGDA} 11-10 找张三", heard=ANYTHING)
    assert await next_call() == "2026-12-01", "neither ahead nor long ago"


async def test_what_is_known_of_two_that_are_one_is_together_and_each_has_its_own_again(
    talk: Conversation,
) -> None:
    tax = "91320500MA1"
    await talk.bring(
        ("王芳", f"客户\n客户: 大源防腐\n简称: 大源\n税号: {tax}\n地区: 苏州"),
        ("王芳", "客户\n客户: 新源涂装"),
    )
    await talk.bring(("赵敏", "/same 新源涂装, 大源防腐"))
    await talk.say("王芳", "客户 新源涂装", heard={"王芳": ("苏州", f"税号 {tax}", "大源防腐")})
    await talk.say("孙涛", f"客户\n客户: 别的名字\n税号: {tax}", heard={"孙涛": "已经登记过"})
    await talk.bring(("赵敏", "撤回"))
    await talk.say("王芳", "客户 大源", heard={"王芳": ("大源防腐", "又名：大源", f"税号 {tax}")})
    await talk.say("王芳", "客户 新源涂装", heard=ANYTHING)
    assert tax not in (await talk.last("王芳", "新源涂装")).text


async def test_a_registration_that_was_taken_back_by_a_press_leaves_nothing_taken(talk: Conversation) -> None:
    said = "客户\n客户: 新源涂装\n简称: 新源\n税号: 91320500MA1"
    await talk.bring(("吴桐", said))
    await talk.press("吴桐", await talk.last("吴桐", "已记下"), "撤回", toast="已撤回：新源涂装 登记客户")
    await talk.say("孙涛", said, heard={"孙涛": "归您"})


async def test_an_owner_who_was_given_is_taken_back_and_may_be_given_again(talk: Conversation) -> None:
    await talk.bring(("王芳", "客户\n客户: 新源涂装"))
    asked = await talk.last("赵敏", "归谁请您定")
    await talk.press("赵敏", asked, "归吴桐", heard=ANYTHING)
    await talk.say("赵敏", "撤回", heard={"赵敏": "已撤回：新源涂装 分配业务员", "吴桐": ANYHOW})
    await talk.press("赵敏", asked, "归孙涛", toast="归孙涛", heard=ANYTHING)


ANYHOW = ["新源涂装"]
