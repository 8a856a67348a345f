"""The classes that the figures propose each quarter, and the director's word on them (U3)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from store.company import Company
from store.customers.model import Customer
from store.money.model import ChargeRow
from store.process.records import Case
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HONGDA, HUADONG
from tests.office import Office

DIRECTOR = "赵敏"


async def sold(talk: Conversation, name: str, amount: int, day: date, due: date | None = None) -> None:
    """Goods charged to a customer who has been on file for a year."""
    app = talk.office.app
    assert app is not None
    async with app.store.unit() as unit:
        row = (await unit.session.exec(select(Customer).where(Customer.name == name))).one()
        row.created_at = unit.now - timedelta(days=400)
        case = (await unit.session.exec(select(Case).where(Case.id == row.case_id))).one()
        charge = ChargeRow(
            customer_id=row.id,
            kind="goods",
            case_id=case.id,
            day=day,
            due_on=due,
            amount=Decimal(amount),
            at=unit.now,
        )
        unit.session.add(charge)


@pytest.fixture
async def december(database_url: str, company: Company):
    """30 December 2026, 10:00 in Shanghai; three customers, of one region, one of them new."""
    async with Office.open(database_url, company, at=datetime(2026, 12, 30, 2, 0, tzinfo=UTC)) as office:
        talk = Conversation(office)
        await talk.skip()
        await talk.bring(("孙涛", "/customer\n客户: 远东船厂"), ("孙涛", "/customer\n客户: 南海码头"))
        await sold(talk, HONGDA, 9000, date(2026, 8, 1), date(2027, 3, 1))
        await sold(talk, HUADONG, 500, date(2026, 8, 1), date(2026, 9, 1))
        await sold(talk, "远东船厂", 2000, date(2026, 8, 1), date(2027, 3, 1))
        yield talk
        await talk.check_manners()


async def test_a_quarter_begins_with_the_classes_that_the_figures_propose(december: Conversation) -> None:
    talk = december
    for day in ("2026-12-31T08:00", "2027-01-04T08:00"):
        assert "定级建议" not in str([one.text for one in await talk.office.seen(DIRECTOR)])
        await talk.until(day, heard=ANYTHING)
    list_ = await talk.last(DIRECTOR, "定级建议 3 家")
    first, second, third = [line for line in list_.text.splitlines() if " → " in line]
    assert first.startswith(f"1 {HONGDA} · 吴桐：未定 → A 类")
    assert second.startswith("2 远东船厂 · 孙涛：未定 → B 类")
    assert third.startswith(f"3 {HUADONG} · 孙涛：未定 → C 类")
    assert "第 3/3 名" in list_.text and "逾期 ¥500.00" in list_.text and "南海码头" not in list_.text
    await talk.press(
        DIRECTOR,
        list_,
        "1 定A",
        toast=HONGDA,
        edited=[DIRECTOR],
        heard={"吴桐": ("现在是A 类", "信息专人还没定")},
    )
    list_ = await talk.last(DIRECTOR, "定级建议")
    assert "定级建议 2 家" in list_.text and HONGDA not in list_.text
    await talk.say("吴桐", f"/customer {HONGDA}", heard={"吴桐": ("A 类", "下次电话")})
    await talk.say(DIRECTOR, "/undo", heard=ANYTHING)
    await talk.say("吴桐", f"/customer {HONGDA}", heard=ANYTHING)
    assert "A 类" not in (await talk.last("吴桐", "业务员 吴桐")).text


async def test_the_proposals_are_leaderships_to_read_and_the_directors_to_confirm(
    december: Conversation,
) -> None:
    talk = december
    for who in ("吴桐", "王芳", "陈静"):
        await talk.say(who, "客户列表 定级建议", heard={who: "主任"})
    await talk.say("郑总", "客户列表 定级建议", heard={"郑总": ("定级建议 3 家", HONGDA)})
    assert not (await talk.last("郑总", "定级建议")).button_texts
    await talk.say(DIRECTOR, "/customers classes", heard={DIRECTOR: "定级建议 3 家"})
    list_ = await talk.last(DIRECTOR, "定级建议")
    await talk.press("吴桐", await talk.last("吴桐"), data="grade:1:a", toast="没有客户")
    await talk.press(DIRECTOR, list_, "3 定C", toast="C 类", heard={"孙涛": "现在是C 类"})
    await talk.press(DIRECTOR, list_, data="grade:2:c", heard=ANYTHING)
    await talk.say(DIRECTOR, f"/history {'U2'}", heard=ANYTHING)
    assert "定级" in (await talk.last(DIRECTOR)).text


async def test_a_store_that_has_just_begun_has_no_quarter_behind_it(talk: Conversation) -> None:
    await talk.until("2026-11-24T08:00", heard=ANYTHING)
    assert not [text for text in talk.transcript if "定级建议" in text]


async def test_finance_reads_names_terms_and_money_of_a_file_and_no_more(talk: Conversation) -> None:
    await talk.bring(
        ("孙涛", f"/customer {HUADONG}\n联系人: 张三\n手机: 13955551111\n地址: 虎丘路 8 号\n简称: 华机")
    )
    await talk.say(
        "陈静",
        f"客户 {HUADONG}",
        heard={"陈静": (HUADONG, "华机", "额度 ¥100,000.00", "现欠 ¥0.00", "额度余")},
    )
    shown = (await talk.last("陈静", "额度余")).text
    assert "张三" not in shown and "1395" not in shown and "虎丘" not in shown
    await talk.say("周伟", f"客户 {HUADONG}", heard=ANYTHING)
    assert "额度" not in (await talk.last("周伟")).text
    await talk.say(DIRECTOR, f"客户 {HUADONG} 谁看过", heard={DIRECTOR: "陈静"})
