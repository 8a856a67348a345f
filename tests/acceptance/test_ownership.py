"""Whose a customer is (U2): whoever registered them, or whose the director says; and what follows at once."""

from sqlmodel import select

from store.customers.model import Customer
from store.members import people
from tests.acceptance.conversation import Conversation
from tests.acceptance.scenes import HONGDA, bring_to, order, place

NEW = "新源涂装"
COMPLAINT = f"/complain\n客户: {NEW}\n内容: 面漆掉皮\n电话: 13811112222"


async def owner_of(talk: Conversation, name: str = NEW) -> str:
    async with talk.office.app.store.reading() as unit:
        customer = (await unit.session.exec(select(Customer).where(Customer.name == name))).one()
        return unit.roster.name(customer.sales_id)


async def test_a_salespersons_order_of_a_customer_not_on_file_is_their_registration(
    talk: Conversation,
) -> None:
    await place(talk, order(customer=NEW), "吴桐")
    assert await owner_of(talk) == "吴桐"


async def test_no_order_takes_a_customer_on_file_whom_nobody_owns(talk: Conversation) -> None:
    await place(talk, order(customer=NEW))
    await talk.bring(("王芳", COMPLAINT))
    await place(talk, order(customer=NEW, items=("样品, 1 桶, 0",)), "吴桐")
    assert await owner_of(talk) == ""
    await talk.say("吴桐", "/show C1", heard={"吴桐": "没有投诉 C1"})
    await talk.say("吴桐", "/show 1", heard={"吴桐": "没有订单 1"})
    await talk.say("吴桐", "/show 2", heard={"吴桐": NEW})
    asked = await talk.last("赵敏", "还没有业务员")
    assert asked.button_texts == ["归吴桐"]
    await talk.press("赵敏", asked, 0, toast="归吴桐", heard={"吴桐": f"{NEW} 归您了"})
    assert await owner_of(talk) == "吴桐"
    await talk.say("吴桐", "/show C1", heard={"吴桐": "13811112222"})
    await talk.press("赵敏", asked, 0, toast="已经归吴桐")


async def test_sight_goes_with_the_owner_at_once_for_views_kept_and_rows_pending(talk: Conversation) -> None:
    await talk.bring(("王芳", COMPLAINT.replace(NEW, HONGDA)))
    await talk.say("吴桐", "/show C1", heard={"吴桐": "投诉 C1"})
    async with talk.office.app.store.unit() as unit:
        customer = (await unit.session.exec(select(Customer).where(Customer.name == HONGDA))).one()
        taken = unit.roster.by_telegram(talk.office.id("孙涛"))
        assert taken is not None
        customer.sales_id = taken.id
    await talk.say("孙涛", "/show C1", heard={"孙涛": "投诉 C1"})
    await talk.say("吴桐", "/show C1", heard={"吴桐": "没有投诉 C1"})


async def test_orders_and_returns_go_with_the_customer_to_whoever_is_given_them(talk: Conversation) -> None:
    await bring_to(talk, "shipped")
    await talk.bring(("王芳", "/return\n订单号: 1\n品名: 面漆, 2 桶\n原因: 多发"))
    await talk.say("孙涛", "/show R1", heard={"孙涛": "没有退货 R1"})
    await talk.bring(("赵敏", f"/customer {HONGDA}\n业务员: 孙涛"))
    for what in ("/show 1", "/show R1", "/orders", f"/orders {HONGDA}"):
        await talk.say("孙涛", what, heard={"孙涛": HONGDA})
    await talk.say("吴桐", "/show 1", heard={"吴桐": "没有订单 1"})
    await talk.say("吴桐", "/show R1", heard={"吴桐": "没有退货 R1"})
    await talk.say("吴桐", "/orders", heard={"吴桐": "没有符合的订单"})


async def test_figures_keep_the_salesperson_of_their_day(talk: Conversation) -> None:
    await place(talk)
    await talk.bring(("赵敏", f"/customer {HONGDA}\n业务员: 孙涛"), ("李强", "/stock 1 ready"))
    assert [row["salesperson"] for row in await talk.office.exported("orders")] == ["吴桐"]


async def test_a_restart_leaves_a_customer_as_the_store_has_it(talk: Conversation) -> None:
    async with talk.office.app.store.unit() as unit:
        customer = (await unit.session.exec(select(Customer).where(Customer.name == HONGDA))).one()
        customer.sales_id, customer.monthly = None, True
    async with talk.office.app.store.unit() as unit:
        await people.read_company(unit.session, unit.company, admin_ids=(), now=unit.now)
        customer = (await unit.session.exec(select(Customer).where(Customer.name == HONGDA))).one()
        assert customer.sales_id is None and customer.monthly
