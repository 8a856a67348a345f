"""P7: a customer's month out of the ordinary goes to the salesperson, who says why, then to the director."""

from datetime import date
from decimal import Decimal

from sqlmodel import select

from store.company import Company
from store.company.tables import Day
from store.customers.model import Customer
from store.money.model import SaleRow
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HONGDA, HUADONG, bring_to, order
from tests.conftest import MONDAY
from tests.office import Office

HISTORY = {
    HUADONG: (9000, 12000, 12500, 11000, 12000, 13000, 11800),
    HONGDA: (30000, 32000, 30000, 31000, 29000, 30000, 33000),
}
"""From April to October; April, in which they were new, isn't a full month."""


async def _bought_before(office: Office) -> None:
    assert office.app is not None
    async with office.app.store.unit() as unit:
        like = (await unit.session.exec(select(SaleRow))).first()
        assert like is not None
        for row in await unit.session.exec(select(Customer)):
            for at, amount in enumerate(HISTORY.get(row.name, ())):
                unit.session.add(
                    SaleRow(
                        kind="shipped",
                        day=date(2026, 4 + at, 10),
                        case_id=like.case_id,
                        source=f"{row.name} {at}",
                        customer_id=row.id,
                        product_id=like.product_id,
                        unit="桶",
                        sales_id=row.sales_id,
                        qty=Decimal(10),
                        amount=Decimal(amount),
                        at=unit.now,
                    )
                )


async def test_one_who_stopped_buying_is_asked_about_once_and_the_answer_goes_to_the_director(
    database_url: str, company: Company
) -> None:
    async with Office.open(database_url, company, at=MONDAY) as office:
        talk = Conversation(office)
        await bring_to(talk, "shipped", 1, order(customer=HUADONG, pay="月结"))
        await _bought_before(office)
        await talk.until("2026-11-25 09:00", heard=ANYTHING)
        asked = await talk.last("吴桐", "请说明：宏达钢构 11 月异常")
        assert "平时 ¥30,500.00" in asked.text
        assert "相差 -100.0%" in asked.text
        assert not [one for one in await office.seen("孙涛") if "请说明" in one.text]
        await talk.say("孙涛", "报表 B1", heard={"孙涛": "没有报表 B1"})
        await talk.say("王芳", "报表 B1 提交", heard=ANYTHING)
        await talk.reply("吴桐", asked, "客户停工检修，12月恢复", heard=ANYTHING)
        card = await talk.last("赵敏", "请收报表：宏达钢构 11 月异常")
        assert "说明：客户停工检修，12月恢复" in card.text
        await talk.press("赵敏", card, "receive_report", toast="已收到", heard=ANYTHING)
        await talk.say("赵敏", "报表 异常", heard={"赵敏": ("异常客户 1", "还没说明 0")})
        await talk.say("孙涛", "报表 异常", heard={"孙涛": "异常客户 0"})
        await talk.until("2026-11-27 09:00", heard=ANYTHING)
        assert len([one for one in await office.seen("吴桐") if "请说明：宏达钢构" in one.text]) <= 1


async def test_one_who_buys_double_is_asked_about_and_one_who_is_new_is_not(
    database_url: str, company: Company
) -> None:
    async with Office.open(database_url, company, at=MONDAY) as office:
        talk = Conversation(office)
        for number, customer in enumerate((HUADONG, HUADONG, "大源防腐", "大源防腐"), 1):
            await bring_to(talk, "shipped", number, order(customer=customer, pay="代收货款"))
        await _bought_before(office)
        await talk.until("2026-11-25 09:00", heard=ANYTHING)
        # 23,000 on 17 of 21 working days
        asked = await talk.last("孙涛", "请说明：华东机械 11 月异常")
        assert "照这样全月 ¥28,411.76" in asked.text and "平时 ¥12,000.00" in asked.text
        assert not [
            one
            for name in ("吴桐", "孙涛", "王芳")
            for one in await office.seen(name)
            if "大源防腐 11 月异常" in one.text
        ]


async def test_a_month_of_twelve_working_days_says_nothing_of_what_is_usual(
    database_url: str, company: Company
) -> None:
    off = tuple(Day(date=date(2026, 10, day), work=False) for day in (8, 9, 10, 12, 13, 14))
    async with Office.open(database_url, company.model_copy(update={"days": off}), at=MONDAY) as office:
        talk = Conversation(office)
        await bring_to(talk, "shipped", 1, order(customer=HUADONG, pay="月结"))
        await _bought_before(office)
        await talk.until("2026-11-25 09:00", heard=ANYTHING)
        # without October's 33,000
        assert "平时 ¥30,000.00" in (await talk.last("吴桐", "请说明：宏达钢构 11 月异常")).text
