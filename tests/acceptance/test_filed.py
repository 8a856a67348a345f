"""What an order says of where its goods go, beside what is on the customer's file (U1)."""

import pytest
from sqlmodel import select

from store.customers.model import Customer, CustomerPerson
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HONGDA, order

FILE = f"客户 {HONGDA}\n联系人: 张三\n手机: 13955551111\n地址: 虎丘路 8 号"
OFFERED = "更新到档案？"


async def offers(talk: Conversation, who: str) -> list[str]:
    return [one.text for one in await talk.office.seen(who) if "档案里的不一样" in one.text]


async def test_a_telephone_and_an_address_unlike_the_files_are_taken_over_by_one_press(
    talk: Conversation,
) -> None:
    await talk.bring(("吴桐", FILE), ("王芳", order()))
    asked = await talk.last("王芳", OFFERED)
    assert "13900001111" in asked.text and "星湖街" in asked.text
    await talk.press("王芳", asked, "更新到档案", toast="已记下")
    assert "已更新" in (await talk.last("王芳", "档案已更新")).text
    async with talk.office.app.store.reading() as unit:
        row = (await unit.session.exec(select(Customer).where(Customer.name == HONGDA))).one()
        (person,) = await unit.session.exec(
            select(CustomerPerson).where(CustomerPerson.customer_id == row.id)
        )
    assert (row.address, person.name, person.mobile) == ("苏州市工业园区星湖街 1 号", "张三", "13900001111")
    await talk.bring(("王芳", order("备注: 再来一单")))
    assert not await offers(talk, "王芳")


async def test_a_salespersons_own_order_is_offered_to_them_who_own_the_file(talk: Conversation) -> None:
    await talk.bring(("吴桐", FILE), ("吴桐", order()))
    assert await offers(talk, "吴桐") and not await offers(talk, "王芳")


async def test_of_class_a_the_assistants_order_is_offered_to_service(talk: Conversation) -> None:
    await talk.bring(("吴桐", FILE), ("赵敏", f"客户 {HONGDA}\n类别: A"), ("林晓", order()))
    assert await offers(talk, "王芳") and not await offers(talk, "林晓")


@pytest.mark.parametrize(
    "lines",
    [
        "联系人: 张三\n手机: 139-0000-1111\n地址: 苏州市工业园区，星湖街1号",
        "联系人: 李四\n手机: +86 13900001111\n地址: 工业园区星湖街 1 号",
        "备注: 没有电话和地址",
    ],
)
async def test_the_same_written_otherwise_and_what_the_file_lacks_is_no_difference(
    talk: Conversation, lines: str
) -> None:
    await talk.bring(("吴桐", f"客户 {HONGDA}\n{lines}"), ("王芳", order()))
    assert not await offers(talk, "王芳")


async def test_nothing_of_it_is_said_in_a_room(talk: Conversation) -> None:
    await talk.bring(("吴桐", FILE))
    await talk.say("王芳", order(), -1001, heard=ANYTHING)
    assert await offers(talk, "王芳") and not await offers(talk, -1001)
