"""The book of money by customer, as steps of orders write it: days, due days, the gate, other hands, other names (M1, O3)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import col, select

from store.company import Company
from store.company.tables import Credit
from store.customers.model import Customer
from store.customers.requests import ChangeCustomer, MergeCustomers
from store.database.db import Database
from store.hours.clock import FrozenClock
from store.members import people
from store.money import book
from store.money.model import ChargeRow
from store.money.rates import due_of_each, rates
from store.money.reckoning import Account
from store.orders import requests as ask
from store.orders.model import OrderRow
from store.orders.requests import Pay
from store.process.areas import AreaTable
from store.process.cases import Taken, take
from store.process.unit import Store
from store.receipts.requests import AllotReceipt, BookReceipt, PartOfReceipt
from store.registry import AREAS
from store.requests import Request, area_said
from tests.integration.test_books_machine import CHEN, LI, SUN, WANG, WU, ZHAO, ZHOU

MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
MONTHLY, KNOWN = "华东机械", "宏达钢构"


def of_area(request: Request) -> AreaTable[Any]:
    """The area that takes it: the one it names, where several do."""
    said = area_said(request)
    return AREAS[said] if said else next(one for one in AREAS.values() if one.asking(type(request)))


@dataclass
class House:
    store: Store
    clock: FrozenClock

    async def done(self, who: int, request: Request) -> Taken[Any]:
        async with self.store.unit() as unit:
            person = unit.roster.by_telegram(who)
            assert person is not None
            area = of_area(request)
            result = await take(unit, area, unit.roster.actor(person), request)
            assert isinstance(result, Taken), result
            return result

    async def placed(self, pay: Pay, *, customer: str = KNOWN, qty: int = 10) -> Taken[Any]:
        line = ask.LineAsked(product="底漆", qty=Decimal(qty), unit="桶", price=Decimal(100))
        taken = await self.done(WANG, ask.PlaceOrder(customer=customer, lines=(line,), pay=pay))
        await self.done(LI, ask.ReportReady(number=taken.case.number))
        return taken

    async def released(self, pay: Pay, *, customer: str = KNOWN, qty: int = 10) -> int:
        number = (await self.placed(pay, customer=customer, qty=qty)).case.number
        await self.done(WANG, ask.IssueSlip(number=number))
        return int(number)

    async def ship(self, number: int, at: datetime | None = None, qty: int | None = None) -> None:
        if at is not None:
            self.clock.advance(at - self.clock.now())
        parts = (ask.PartAsked(product="底漆", qty=Decimal(qty)),) if qty else ()
        await self.done(ZHOU, ask.ShipGoods(number=number, parts=parts))

    async def covered(self) -> set[int]:
        """The orders that signed terms cover."""
        async with self.store.reading() as unit:
            return set(await unit.session.exec(select(OrderRow.number).where(col(OrderRow.terms_ok))))

    async def charges(self) -> list[ChargeRow]:
        async with self.store.reading() as unit:
            return list(await unit.session.exec(select(ChargeRow).order_by(col(ChargeRow.id))))

    async def file(self, name: str) -> Customer:
        async with self.store.reading() as unit:
            return (await unit.session.exec(select(Customer).where(Customer.name == name))).one()

    async def account(self, name: str, day: date | None = None) -> Account:
        customer = await self.file(name)
        async with self.store.reading() as unit:
            return await book.account(unit.session, day or self.today, customer.id or 0)

    @property
    def today(self) -> date:
        return self.clock.now().astimezone(self.store.company.zone).date()


@pytest.fixture
async def house(database_url: str, company: Company) -> AsyncIterator[House]:
    database = Database(database_url)
    clock = FrozenClock(MORNING)
    company = company.model_copy(update={"credit": Credit(departments=())})
    store = Store(database, company, clock, AREAS)
    async with store.unit() as unit:
        await people.read_company(unit.session, company, admin_ids=(), now=unit.now)
    store.forget_roster()
    yield House(store, clock)
    await database.close()


# days ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("last", "due"),
    [
        (date(2026, 11, 30), (date(2026, 12, 25), date(2027, 1, 25))),
        (date(2026, 12, 31), (date(2027, 1, 25), date(2027, 2, 25))),
    ],
)
async def test_a_charge_is_of_the_companys_own_day_and_due_by_its_own_month(
    house: House, last: date, due: tuple[date, date]
) -> None:
    """The month's last day at 23:59 and the 1st at 00:01 in Shanghai are a month apart, on one day in Greenwich."""
    first, second = [await house.released(Pay.MONTHLY, customer=MONTHLY) for _ in range(2)]
    await house.ship(first, datetime(last.year, last.month, last.day, 15, 59, tzinfo=UTC))
    await house.ship(second, datetime(last.year, last.month, last.day, 16, 1, tzinfo=UTC))
    assert [(one.day, one.due_on) for one in await house.charges()] == [
        (last, due[0]),
        (last + timedelta(days=1), due[1]),
    ]


async def test_an_order_that_goes_in_two_months_is_due_in_two(house: House) -> None:
    number = await house.released(Pay.MONTHLY, customer=MONTHLY)
    await house.ship(number, qty=4)
    await house.ship(number, MORNING + timedelta(days=10))
    assert [(one.amount, one.due_on) for one in await house.charges()] == [
        (Decimal(400), date(2026, 12, 25)),
        (Decimal(600), date(2027, 1, 25)),
    ]
    account = await house.account(MONTHLY, date(2026, 12, 26))
    assert (account.age.to_30, account.age.not_due, account.owed) == (
        Decimal(400),
        Decimal(600),
        Decimal(1000),
    )


async def test_cash_on_delivery_is_not_due_before_it_arrives(house: House) -> None:
    number = await house.released(Pay.COD)
    await house.ship(number)
    house.clock.advance(timedelta(days=100))
    assert (await house.account(KNOWN)).overdue() == 0
    await house.done(ZHOU, ask.ConfirmArrival(number=number))
    (charge,) = await house.charges()
    assert charge.due_on == house.today
    house.clock.advance(timedelta(days=1))
    account = await house.account(KNOWN)
    assert (account.owed, account.overdue()) == (Decimal(1000), Decimal(1000)), "owed until finance confirms"
    await house.done(ZHOU, ask.RecordCod(number=number))
    assert (await house.account(KNOWN)).owed == Decimal(1000)
    await house.done(CHEN, ask.RecordCod(number=number))
    assert (await house.account(KNOWN)).owed == 0


async def test_how_old_it_was_on_a_day_is_not_changed_by_what_comes_later(house: House) -> None:
    number = await house.released(Pay.MONTHLY, customer=MONTHLY)
    await house.ship(number)
    house.clock.advance(timedelta(days=60))
    day = house.today
    before = (await house.account(MONTHLY, day)).age
    assert before.to_30 == Decimal(1000)
    house.clock.advance(timedelta(days=1))
    await house.done(CHEN, ask.RecordPayment(number=number))
    assert (await house.account(MONTHLY, day)).age == before
    assert (await house.account(MONTHLY)).owed == 0


# before the goods ---------------------------------------------------------------------------------------
async def test_days_that_are_read_at_once_say_what_each_says_by_itself(house: House) -> None:
    for pay, customer in ((Pay.MONTHLY, MONTHLY), (Pay.COD, KNOWN), (Pay.MONTHLY, MONTHLY)):
        await house.ship(await house.released(pay, customer=customer))
        house.clock.advance(timedelta(days=15))
    await house.done(CHEN, ask.RecordPayment(number=1, amount=Decimal(400)))
    house.clock.advance(timedelta(days=20))
    days = [date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 31)]
    async with house.store.reading() as unit:
        found = {day: accounts async for day, accounts in book.accounts_of_each(unit.session, days[::-1])}
        assert list(found) == days
        for day in days:
            each = await book.accounts(unit.session, day)
            assert {who: one.age for who, one in found[day].items() if one.opened or one.owed} == {
                who: one.age for who, one in each.items()
            }
            opened = [{(one.charge.id, one.amount) for one in each[who].opened} for who in each]
            assert [{(one.charge.id, one.amount) for one in found[day][who].opened} for who in each] == opened
        months = [day.replace(day=1) for day in days]
        for month, by in (await due_of_each(unit.session, months)).items():
            sold, _ = await rates(unit.session, month, {}, unit.company.zone)
            due = {who: (one.due, one.settled) for who, one in sold.items() if one.due}
            assert {who: (one.due, one.settled) for who, one in by.items()} == due, month
    assert any(account.owed for account in found[days[1]].values())


async def test_money_of_a_cancelled_order_is_the_customers_until_it_goes_back(house: House) -> None:
    number = (await house.placed(Pay.PREPAID)).case.number
    await house.done(CHEN, ask.RecordPayment(number=number, amount=Decimal(300)))
    await house.done(WANG, ask.CancelOrder(number=number, reason="不要了"))
    account = await house.account(KNOWN)
    assert (account.owed, account.age.unallocated) == (Decimal(-300), Decimal(-300))
    await house.done(CHEN, ask.RefundMoney(number=number))
    assert (await house.account(KNOWN)).owed == 0


# the gate -----------------------------------------------------------------------------------------------
async def test_whoever_owes_for_too_long_gets_no_more_on_account_without_a_signature(house: House) -> None:
    number = await house.released(Pay.MONTHLY, customer=MONTHLY)
    await house.ship(number)
    house.clock.advance(datetime(2027, 1, 24, 2, tzinfo=UTC) - house.clock.now())
    assert (await house.placed(Pay.MONTHLY, customer=MONTHLY)).new.terms_ok, "30 days over"
    house.clock.advance(timedelta(days=1))
    assert not (await house.placed(Pay.MONTHLY, customer=MONTHLY, qty=2)).new.terms_ok, "31 days over"
    await house.done(CHEN, ask.RecordPayment(number=number, amount=Decimal(900)))
    assert (await house.placed(Pay.MONTHLY, customer=MONTHLY, qty=3)).new.terms_ok, "100 is a trifle"


async def test_money_in_advance_makes_room_for_what_was_shipped_and_for_nothing_beyond(house: House) -> None:
    file = await house.file(MONTHLY)
    limit = int(file.credit_limit)
    assert not (await house.placed(Pay.MONTHLY, customer=MONTHLY, qty=limit // 100 + 1)).new.terms_ok
    await house.done(WANG, ask.CancelOrder(number=1, reason="不要了"))
    await house.ship(await house.released(Pay.MONTHLY, customer=MONTHLY, qty=3))
    await house.placed(Pay.MONTHLY, customer=MONTHLY, qty=limit // 100 - 3)
    assert not (await house.placed(Pay.MONTHLY, customer=MONTHLY, qty=1)).new.terms_ok
    await house.done(WANG, ask.CancelOrder(number=4, reason="不要了"))
    booked = await house.done(CHEN, BookReceipt(customer=file.number or 0, amount=Decimal(500)))
    assert not (await house.placed(Pay.MONTHLY, customer=MONTHLY, qty=4)).new.terms_ok
    await house.done(WANG, ask.CancelOrder(number=5, reason="不要了"))
    # What is reserved for an order that hasn't shipped vouches for it.
    await house.done(
        CHEN, AllotReceipt(number=booked.case.number, parts=(PartOfReceipt(order=3, amount=Decimal(200)),))
    )
    assert (await house.placed(Pay.MONTHLY, customer=MONTHLY, qty=5)).new.terms_ok
    assert not (await house.placed(Pay.MONTHLY, customer=MONTHLY, qty=1)).new.terms_ok


async def test_room_that_is_made_goes_to_the_oldest_that_waits_and_those_that_wait_take_none(
    house: House,
) -> None:
    file = await house.file(MONTHLY)
    most = int(file.credit_limit) // 100
    await house.ship(await house.released(Pay.MONTHLY, customer=MONTHLY, qty=most))
    for _ in range(2):
        assert not (await house.placed(Pay.MONTHLY, customer=MONTHLY, qty=most - 1)).new.terms_ok
    assert await house.covered() == {1}
    await house.done(CHEN, BookReceipt(customer=file.number or 0, amount=Decimal(most * 100)))
    assert await house.covered() == {1, 2}, "either fits, not both"
    await house.done(WANG, ask.CancelOrder(number=2, reason="不要了"))
    assert await house.covered() == {1, 2, 3}


# other hands, other names -------------------------------------------------------------------------------
async def test_a_charge_keeps_the_salesperson_of_its_day(house: House) -> None:
    number = await house.released(Pay.MONTHLY, customer=MONTHLY)
    await house.ship(number, qty=4)
    file = await house.file(MONTHLY)
    async with house.store.reading() as unit:
        sun, wu = (unit.roster.by_telegram(who) for who in (SUN, WU))
    assert sun is not None and wu is not None
    await house.done(ZHAO, ChangeCustomer(number=file.number or 0, salesperson="吴桐"))
    await house.ship(number)
    assert [one.sales_id for one in await house.charges()] == [sun.id, wu.id]


async def test_two_customers_that_are_one_have_one_account(house: House) -> None:
    number = await house.released(Pay.COD)
    await house.ship(number)
    other = await house.file(MONTHLY)
    await house.done(CHEN, BookReceipt(customer=other.number or 0, amount=Decimal(300)))
    first = await house.file(KNOWN)
    await house.done(ZHAO, MergeCustomers(number=first.number or 0, other=other.number or 0))
    account = await house.account(KNOWN)
    assert (account.owed, account.unassigned) == (Decimal(700), Decimal(300))
