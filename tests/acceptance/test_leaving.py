"""Customers of a member who leaves (U2)."""

import pytest
from sqlmodel import col, select

from store.customers.model import Customer, Ownership
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HONGDA

ADMIN = "邓凯"
NEW = ("旧友食品", "金鹿家具", "海通水产")


async def owners(talk: Conversation) -> dict[str, str]:
    async with talk.office.app.store.reading() as unit:
        rows = await unit.session.exec(select(Customer).where(Customer.state == "active"))
        return {row.name: unit.roster.name(row.sales_id) for row in rows}


@pytest.mark.parametrize("said", ["/role 吴桐 off", "/role 吴桐 +service -sales"])
async def test_the_customers_of_who_no_longer_sells_are_nobodys_and_go_to_one_person_by_one_press(
    talk: Conversation, said: str
) -> None:
    await talk.bring(*(("吴桐", f"/customer\n客户: {name}\n地区: 苏州") for name in NEW))
    had = [name for name, owner in (await owners(talk)).items() if owner == "吴桐"]
    assert len(had) >= 4
    await talk.say(ADMIN, said, heard=ANYTHING)
    told = [one for one in await talk.office.seen("赵敏") if "不再跑业务" in one.text]
    assert len(told) == 1 and f"{len(had)} 家客户" in told[0].text and "待分配" in told[0].text
    assert {(await owners(talk))[name] for name in had} == {""}
    async with talk.office.app.store.reading() as unit:
        query = select(Ownership).where(Ownership.why == "left", col(Ownership.until).is_(None))
        assert len((await unit.session.exec(query)).all()) == len(had)
    await talk.say("赵敏", "客户列表 待分配", heard={"赵敏": HONGDA})
    await talk.press(
        "赵敏",
        told[0],
        "都归孙涛",
        toast=f"{len(had)} 家归孙涛",
        heard={"孙涛": f"吴桐的 {len(had)} 家客户归您了"},
    )
    assert {(await owners(talk))[name] for name in had} == {"孙涛"}
    after = await talk.last("赵敏", "不再跑业务")
    assert "都分配好了" in after.text and not after.button_texts
    await talk.press("赵敏", told[0], data="giveall:10:9", heard=ANYTHING)
    assert {(await owners(talk))[name] for name in had} == {"孙涛"}


async def test_only_the_director_gives_what_was_left(talk: Conversation) -> None:
    await talk.say(ADMIN, "/role 吴桐 off", heard=ANYTHING)
    async with talk.office.app.store.reading() as unit:
        ids = {one.name: one.id for one in unit.roster.people}
    await talk.say("孙涛", "/help", heard=ANYTHING)
    shown = await talk.last("孙涛")
    await talk.press("孙涛", shown, data=f"giveall:10:{ids['孙涛']}", toast="主任")
    assert (await owners(talk))[HONGDA] == ""


async def test_who_keeps_selling_keeps_their_customers(talk: Conversation) -> None:
    await talk.say(ADMIN, "/role 吴桐 +service", heard=ANYTHING)
    assert (await owners(talk))[HONGDA] == "吴桐"
