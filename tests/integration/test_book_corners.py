"""Where sums meet at the edge (money.md 25): too much paid and gone back, goods back after the statement, more let off than is
open, a day on which nobody works."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from alembic import command
from sqlalchemy import Connection
from sqlmodel import col, select

from store.collection import clock as collecting
from store.collection.views import collection_view
from store.company import Company, Role
from store.company.tables import Credit
from store.complaints import requests as complaints
from store.customers.dunning import claims
from store.database.db import Database
from store.hours.clock import FrozenClock
from store.members import people
from store.migrations import upgrade
from store.money.model import AllocationRow, CollectionRow, ReceiptRow
from store.money.reckoning import COLUMNS
from store.orders import requests as orders
from store.orders.model import OrderRow
from store.process.records import find_case
from store.process.unit import Store
from store.receipts.requests import (
    AllotReceipt,
    BookReceipt,
    BounceReceipt,
    PartOfReceipt,
    RefundReceipt,
    ShowOwed,
)
from store.receipts.views import owed_view
from store.registry import AREAS
from store.requests import Area, Sign
from store.returns import requests as returns
from tests.integration.test_book import MONTHLY
from tests.integration.test_books_machine import CHEN, HU, LI, PENG, WANG, XU, ZHAO
from tests.integration.test_statements import MORNING, NOVEMBER, Office

D = Decimal


@pytest.fixture
async def house(database_url: str, company: Company) -> AsyncIterator[Office]:
    database = Database(database_url)
    clock = FrozenClock(MORNING)
    company = company.model_copy(update={"credit": Credit(departments=())})
    store = Store(database, company, clock, AREAS)
    async with store.unit() as unit:
        await people.read_company(unit.session, company, admin_ids=(), now=unit.now)
    store.forget_roster()
    yield Office(store, clock)
    await database.close()


async def sums(house: Office) -> tuple[Decimal, Decimal, Decimal]:
    """What is owed, what of it is open, and what came or was let off beyond that; the columns add up to the first."""
    account = await house.account(MONTHLY)
    age = account.age
    assert sum((getattr(age, name) for name in COLUMNS), D(0)) == account.owed
    return account.owed, account.owed - age.unallocated, age.unallocated


async def test_too_much_paid_a_part_given_back_then_taken_back_by_the_bank_is_owed_with_that_part(
    house: Office,
) -> None:
    """1,200 for 1,000, 100 given back: the bank takes the 1,200, and 1,100 are owed."""
    await house.moved()
    booked = await house.done(CHEN, BookReceipt(customer=await house.number(), amount=D(1200)))
    number = booked.case.number
    await house.done(CHEN, AllotReceipt(number=number, parts=(PartOfReceipt(order=1, amount=D(1000)),)))
    assert await sums(house) == (D(-200), D(0), D(-200))
    await house.done(CHEN, RefundReceipt(number=number, amount=D(100)))
    assert await sums(house) == (D(-100), D(0), D(-100))
    await house.done(CHEN, BounceReceipt(number=number, reason="账号有误"))
    assert await sums(house) == (D(1100), D(1000), D(100))
    (charge,) = await house.charges()
    assert charge.due_on == date(2026, 12, 25)


async def test_money_entered_on_an_order_is_taken_back_by_the_same_rule(house: Office) -> None:
    """The same sums on the order itself; and the order is done with once what the bank took has come again."""
    order = await house.moved()
    await house.done(CHEN, orders.RecordPayment(number=order, amount=D(1200)))
    await house.done(CHEN, orders.RefundMoney(number=order, amount=D(100)))
    assert await sums(house) == (D(-100), D(0), D(-100))
    await house.done(CHEN, orders.BounceMoney(number=order, reason="账号有误"))
    assert await sums(house) == (D(1100), D(1000), D(100))
    assert await house.refused(CHEN, orders.BounceMoney(number=order, reason="账号有误")) == "nothing_bounces"
    paid = await house.done(CHEN, orders.RecordPayment(number=order))
    assert (paid.new.owed, await sums(house)) == (D(0), (D(0), D(0), D(0)))


async def test_what_a_bounce_took_back_only_in_part_once_is_not_taken_back_again(house: Office) -> None:
    """A store from before: of 1,200, 100 were given back, and the bounce was booked over the 1,100 that were there still."""
    order = await house.moved()
    await house.done(CHEN, orders.RecordPayment(number=order, amount=D(1200)))
    await house.done(CHEN, orders.RefundMoney(number=order, amount=D(100)))
    await house.done(CHEN, orders.BounceMoney(number=order, reason="账号有误"))
    async with house.store.unit() as unit:
        for table in (ReceiptRow, AllocationRow):
            row = (await unit.session.exec(select(table).where(table.amount == D(-1200)))).one()
            row.amount = D(-1100)
        (await unit.session.exec(select(OrderRow))).one().received = D(0)
    assert await house.refused(CHEN, orders.BounceMoney(number=order, reason="账号有误")) == "nothing_bounces"
    await house.done(CHEN, orders.RecordPayment(number=order, amount=D(500)))
    bounced = await house.done(CHEN, orders.BounceMoney(number=order, reason="账号有误"))
    assert bounced.new.settlement.received == D(0), "only what came since"


def _down(connection: Connection) -> None:
    command.downgrade(upgrade._config(connection), "0031")


async def test_a_store_taken_down_and_up_again_says_what_an_order_received_from_the_book(
    house: Office,
) -> None:
    order = await house.moved()
    await house.done(CHEN, orders.RecordPayment(number=order, amount=D(1200)))
    await house.done(CHEN, orders.RefundMoney(number=order, amount=D(100)))
    await house.done(CHEN, orders.BounceMoney(number=order, reason="账号有误"))
    database = house.store.database
    async with database.engine.connect() as connection, upgrade._loose_references(database, connection):
        await connection.execution_options(gendan_write=True)
        await connection.run_sync(_down)
        await connection.commit()
    await upgrade.upgrade(database)
    assert await upgrade.differences(database) == []
    async with house.store.reading() as unit:
        assert (await unit.session.exec(select(OrderRow.received))).one() == D(-100)


async def test_the_bank_takes_back_what_a_cancelled_order_was_given_back(house: Office) -> None:
    """1,200 came and went back: the bank's 1,200 are owed, nothing is to be given back, and a slip of the hand is undone."""
    order = (await house.placed(orders.Pay.PREPAID, customer=MONTHLY)).case.number
    await house.done(CHEN, orders.RecordPayment(number=order, amount=D(1200)))
    await house.done(WANG, orders.CancelOrder(number=order, reason="客户不要了"))
    await house.done(CHEN, orders.RefundMoney(number=order))
    assert await sums(house) == (D(0), D(0), D(0))
    bounced = await house.done(CHEN, orders.BounceMoney(number=order, reason="账号有误"))
    assert (bounced.new.to_refund, await sums(house)) == (D(0), (D(1200), D(0), D(1200)))
    async with house.store.unit() as unit:
        assert {one.asked for one in (await claims(unit)).values()} == {D(1200)}, "asked for at once"
        await collecting.tick(unit)
    async with house.store.reading() as unit:
        row = (await unit.session.exec(select(CollectionRow))).one()
        case = await find_case(unit.session, Area.COLLECTION, row.number)
        collection, shown = await collection_view(unit, case)
    assert (collection.level(collection.stands), shown["wanted"], shown["given_back"]) == (
        2,
        D(1200),
        D(1200),
    )
    assert (shown["overdue"], shown["due"], shown["late"]) == (D(0), D(0), 0), "it has no age"
    await house.taken_back(CHEN)
    assert await sums(house) == (D(0), D(0), D(0))
    async with house.store.unit() as unit:
        await collecting.tick(unit)
        assert (await unit.session.exec(select(CollectionRow.state))).one() == "closed"


async def test_goods_that_come_back_after_the_statement_stand_on_the_next_with_their_own_day(
    house: Office,
) -> None:
    order = await house.moved()
    first = await house.issued()
    before = await house.statement(first)
    house.to(datetime(2026, 12, 7, 2, 0, tzinfo=UTC))
    parts = (orders.PartAsked(product="底漆", qty=D(2)),)
    asked = await house.done(WANG, returns.AskReturn(order=order, lines=parts, reason="盖子渗漏"))
    back = asked.case.number
    await house.done(WANG, returns.CheckReturn(number=back))
    await house.done(PENG, Sign(area=Area.RETURNS, number=back))
    await house.done(HU, returns.CountReturn(number=back))
    await house.done(WANG, returns.ConfirmReturn(number=back))
    second = await house.statement(await house.issued(date(2026, 12, 1)))
    assert second.content.opening == D(1000)
    assert [(one.kind, one.day, one.amount, one.late) for one in second.content.lines] == [
        ("return", date(2026, 12, 7), D(-200), False)
    ]
    assert second.content.lines[0].text == "底漆 2 桶"
    assert second.content.closing == D(800)
    after = await house.statement(first)
    assert (after.content, after.digest) == (before.content, before.digest)
    assert after.month == NOVEMBER


async def test_what_is_let_off_beyond_what_is_open_is_the_customers(house: Office) -> None:
    """900 of 1,000 paid and 150 let off: nothing is open, and 50 are theirs."""
    order = await house.moved()
    await house.done(CHEN, orders.RecordPayment(number=order, amount=D(900)))
    assert await sums(house) == (D(100), D(100), D(0))
    await house.done(WANG, complaints.TakeComplaint(order=order, text="少了"))
    await house.done(WANG, complaints.FindCause(number=1, ours=True, department=Role.PRODUCTION, text="少装"))
    await house.done(LI, complaints.ProposeRemedy(number=1, text="赔", deduction=D(150)))
    await house.done(XU, complaints.GiveOpinion(number=1, text="同意"))
    await house.done(ZHAO, Sign(area=Area.COMPLAINTS, number=1))
    assert await sums(house) == (D(-50), D(0), D(-50))


async def test_what_falls_due_on_a_day_off_is_overdue_the_day_after_and_spoken_of_on_the_next_working_day(
    house: Office,
) -> None:
    """25 December 2027 is a Saturday: the day stays, Sunday it is over, and Monday its collection is there."""
    house.to(datetime(2027, 11, 8, 2, 0, tzinfo=UTC))
    await house.moved()
    (charge,) = await house.charges()
    assert charge.due_on == date(2027, 12, 25)
    stood = {}
    for day in (25, 26, 27):
        account = await house.account(MONTHLY, date(2027, 12, day))
        stood[day] = account.overdue()
    assert stood == {25: D(0), 26: D(1000), 27: D(1000)}

    async def opened() -> list[date | None]:
        async with house.store.unit() as unit:
            if await collecting.is_due(unit):
                await collecting.tick(unit)
        async with house.store.reading() as unit:
            rows = await unit.session.exec(select(CollectionRow).order_by(col(CollectionRow.number)))
            return [row.ask_on for row in rows]

    house.to(datetime(2027, 12, 21, 2, 0, tzinfo=UTC))
    assert await opened() == []
    house.to(datetime(2027, 12, 26, 2, 0, tzinfo=UTC))
    assert await opened() == [], "nobody works on a Sunday"
    house.to(datetime(2027, 12, 27, 2, 0, tzinfo=UTC))
    assert await opened() == [date(2027, 12, 27)]


async def test_as_of_a_months_last_day_its_own_totals_are_said_once_it_is_over(house: Office) -> None:
    await house.moved()

    async def month(day: date | None) -> int:
        async with house.store.reading() as unit:
            person = unit.roster.by_telegram(ZHAO)
            assert person is not None
            said = await owed_view(unit, unit.roster.actor(person), ShowOwed(as_of=day))
            assert said is not None
            return int(said["month"]["month"])

    house.to(datetime(2026, 11, 30, 2, 0, tzinfo=UTC))
    assert (await month(None), await month(date(2026, 11, 29))) == (10, 10)
    house.to(datetime(2026, 12, 1, 2, 0, tzinfo=UTC))
    assert (await month(None), await month(date(2026, 11, 30))) == (11, 11)


async def test_a_credit_that_was_signed_comes_back_when_paying_first_is_taken_back(house: Office) -> None:
    """Where no department signs beside the director, nothing else on the order says that it ever had signatures."""
    line = orders.LineAsked(product="面漆", qty=D(1), unit="桶", price=D(100))
    await house.done(WANG, orders.PlaceOrder(customer=MONTHLY, pay=orders.Pay.CREDIT, lines=(line,)))
    await house.done(ZHAO, Sign(area=Area.ORDERS, number=1))
    await house.done(WANG, orders.ChangeOrder(number=1, pay=orders.Pay.PREPAID))
    await house.taken_back(WANG)
    async with house.store.reading() as unit:
        case = await find_case(unit.session, Area.ORDERS, 1)
        assert case is not None
        order = await AREAS[Area.ORDERS].load(unit, case)
    assert (order.pay, order.needs_consent, order.money) == (orders.Pay.CREDIT, True, "cleared")
