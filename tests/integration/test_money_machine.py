"""The book of money: customers order, pay by order and by name, and money is divided, taken back and undone in any order.

Every step goes through the real store. A simple model sums beside it what was shipped and what came; afterwards the book
must say the same, its age must add up to it, and what was owed on an earlier day stays what it was.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import select

from store.collection import clock as collecting
from store.collection.requests import RecordPledge
from store.company import Company
from store.customers.dunning import claims
from store.customers.model import Customer
from store.customers.requests import MergeCustomers
from store.database.db import Database
from store.hours.clock import FrozenClock
from store.money import book
from store.money.model import AllocationRow, CollectionRow, ReceiptRow
from store.orders import requests as orders
from store.orders.model import OrderRow
from store.orders.requests import Pay
from store.process.cases import Taken, take
from store.process.undo import undo
from store.process.unit import Store
from store.receipts import requests as ask
from store.registry import AREAS
from store.requests import Area, Refused, Request, UndoStep
from tests.faults.scale import FULL, many
from tests.integration.test_books_machine import CHEN, LI, MORNING, WANG, XU, ZHAO, ZHOU, emptied

RUNS = many(6, 10_000)
ZERO = Decimal(0)
SUMS = st.sampled_from(["0.01", "99.99", "1000", "2000", "12345.67"]).map(Decimal)
NAMES = ("华东机械", "宏达钢构", "远大机械")


@dataclass
class Sold:
    customer: str
    total: Decimal
    parts: int = 0
    """Of its three."""


@dataclass
class Model:
    orders: dict[int, Sold] = field(default_factory=dict)
    moved: list[tuple[str, date, Decimal]] = field(default_factory=list)
    """What each customer owes more or less, and since when."""
    stays: list[tuple[str, date, Decimal]] = field(default_factory=list)
    """The same of what is never undone here."""
    done: list[tuple[int, Area, int, datetime, int]] = field(default_factory=list)
    """Who did what on which case when, and how much had moved before."""
    merged: dict[str, str] = field(default_factory=dict)

    def name(self, customer: str) -> str:
        return self.merged.get(customer, customer)

    def owed(self, day: date) -> Counter[str]:
        found: Counter[str] = Counter()
        for customer, since, amount in (*self.moved, *self.stays):
            if since <= day:
                found[self.name(customer)] += amount  # type: ignore[assignment]
        return Counter({name: amount for name, amount in found.items() if amount})


class Money(RuleBasedStateMachine):
    store: Store
    runner: asyncio.Runner
    clock: FrozenClock

    @initialize()
    def a_new_company(self) -> None:
        self.model = Model()
        self.clock.advance(MORNING - self.clock.now())
        self.runner.run(emptied(self.store))
        for customer in NAMES:
            self.order(customer, Pay.PREPAID)

    @property
    def today(self) -> date:
        return self.clock.now().astimezone(self.store.company.zone).date()

    def take(self, who: int, request: Request) -> Taken[Any] | Refused:
        result = self.runner.run(self._take(who, request))
        said = result.reason if isinstance(result, Refused) else result.case.number
        note(f"{self.clock.now():%m-%d %H:%M} {who}: {request!r} -> {said}")
        if isinstance(result, Taken):
            area = Area(result.case.area)
            self.model.done.append((who, area, result.case.number, self.clock.now(), len(self.model.moved)))
        return result

    async def _take(self, who: int, request: Request) -> Taken[Any] | Refused:
        async with self.store.unit() as unit:
            person = unit.roster.by_telegram(who)
            assert person is not None
            area = next(table for table in AREAS.values() if table.asking(type(request)))
            return await take(unit, area, unit.roster.actor(person), request)

    def move(self, customer: str, amount: Decimal, since: date | None = None) -> None:
        self.model.moved.append((customer, since or self.today, amount))

    # orders ---------------------------------------------------------------------------------------------
    @rule(customer=st.sampled_from(NAMES), pay=st.sampled_from([Pay.PREPAID, Pay.MONTHLY, Pay.COD]))
    def order(self, customer: str, pay: Pay) -> None:
        """Three parts that don't come out even."""
        line = orders.LineAsked(product="底漆", qty=Decimal("1"), unit="桶", price=Decimal("1000"))
        odd = orders.LineAsked(product="稀料", qty=Decimal("0.999"), unit="桶", price=Decimal("0.05"))
        name = self.model.name(customer)
        taken = self.take(WANG, orders.PlaceOrder(customer=name, lines=(line, odd), pay=pay))
        assert isinstance(taken, Taken)
        self.model.orders[taken.case.number] = Sold(customer, Decimal("1000.05"))
        self.take(LI, orders.ReportReady(number=taken.case.number))

    @rule(pick=st.integers(0, 9))
    def ship_a_part(self, pick: int) -> None:
        number = self._pick(pick)
        sold = self.model.orders[number]
        self.take(WANG, orders.IssueSlip(number=number))
        parts = (orders.PartAsked(product="稀料", qty=Decimal("0.333")),)
        request = orders.ShipGoods(number=number, parts=parts if sold.parts < 2 else ())
        taken = self.take(ZHOU, request)
        if isinstance(taken, Taken):
            sold.parts += 1
            # 0.01665, 0.0333 and 1000.04995 so far.
            so_far = {1: Decimal("0.02"), 2: Decimal("0.03"), 3: sold.total}
            self.move(sold.customer, so_far[sold.parts] - so_far.get(sold.parts - 1, ZERO))

    @rule(pick=st.integers(0, 9), amount=SUMS)
    def pay_an_order(self, pick: int, amount: Decimal) -> None:
        number = self._pick(pick)
        if isinstance(self.take(CHEN, orders.RecordPayment(number=number, amount=amount)), Taken):
            self.move(self.model.orders[number].customer, -amount)

    @rule(pick=st.integers(0, 9))
    def give_back(self, pick: int) -> None:
        number = self._pick(pick)
        taken = self.take(XU, orders.RefundMoney(number=number))
        if isinstance(taken, Taken):
            self.move(self.model.orders[number].customer, -taken.new.settlement.payments[-1].amount)

    def _pick(self, pick: int) -> int:
        return sorted(self.model.orders)[pick % len(self.model.orders)]

    # receipts -------------------------------------------------------------------------------------------
    @rule(
        customer=st.sampled_from(NAMES), amount=SUMS, days=st.integers(0, 40), ref=st.sampled_from(["", "R1"])
    )
    def book_a_receipt(self, customer: str, amount: Decimal, days: int, ref: str) -> None:
        number = self.runner.run(self._file(self.model.name(customer)))
        day = self.today - timedelta(days=days)
        request = ask.BookReceipt(customer=number, amount=amount, day=day, ref=ref)
        if isinstance(self.take(CHEN, request), Taken):
            self.move(customer, -amount, day)

    async def _file(self, name: str) -> int:
        async with self.store.reading() as unit:
            found = (await unit.session.exec(select(Customer.number).where(Customer.name == name))).one()
            assert found is not None
            return found

    @rule(receipt=st.integers(1, 4), pick=st.integers(0, 9), amount=st.none() | SUMS)
    def allot(self, receipt: int, pick: int, amount: Decimal | None) -> None:
        part = ask.PartOfReceipt(order=self._pick(pick), amount=amount)
        self.take(CHEN, ask.AllotReceipt(number=receipt, parts=(part,)))

    @rule(receipt=st.integers(1, 4), later=st.booleans())
    def answer_the_proposal(self, receipt: int, later: bool) -> None:
        self.take(XU, (ask.LeaveReceipt if later else ask.AllotAsProposed)(number=receipt))

    @rule(receipt=st.integers(1, 4))
    def bounce(self, receipt: int) -> None:
        taken = self.take(CHEN, ask.BounceReceipt(number=receipt, reason="账号有误"))
        if isinstance(taken, Taken) and taken.new.customer:
            self._back(taken)

    @rule(receipt=st.integers(1, 4), amount=st.none() | SUMS)
    def give_a_receipt_back(self, receipt: int, amount: Decimal | None) -> None:
        taken = self.take(XU, ask.RefundReceipt(number=receipt, amount=amount))
        if isinstance(taken, Taken):
            self._back(taken)

    def _back(self, taken: Taken[Any]) -> None:
        self.move(self._of(taken.new.customer), taken.new.back[-1].amount)

    def _of(self, name: str) -> str:
        return next((one for one in NAMES if self.model.name(one) == name), name)

    @rule(pick=st.integers(0, 9))
    def keep_the_surplus(self, pick: int) -> None:
        self.take(CHEN, orders.KeepSurplus(number=self._pick(pick)))

    @rule(pick=st.integers(0, 9))
    def bounce_on_an_order(self, pick: int) -> None:
        number = self._pick(pick)
        taken = self.take(CHEN, orders.BounceMoney(number=number, reason="账号有误"))
        if isinstance(taken, Taken):
            gone = -taken.new.settlement.payments[-1].amount
            assert gone in {one.amount for one in taken.old.settlement.payments if one.own}, "not a whole one"
            self.move(self.model.orders[number].customer, gone)

    @rule(amount=SUMS, days=st.integers(0, 40))
    def of_nobody(self, amount: Decimal, days: int) -> None:
        day = self.today - timedelta(days=days)
        self.take(CHEN, ask.BookUnclaimed(payer="没听说过", amount=amount, day=day))

    @rule(receipt=st.integers(1, 4), customer=st.sampled_from(NAMES))
    def claim(self, receipt: int, customer: str) -> None:
        number = self.runner.run(self._file(self.model.name(customer)))
        taken = self.take(XU, ask.ClaimReceipt(number=receipt, customer=number))
        if isinstance(taken, Taken):
            self.move(customer, -taken.new.amount, taken.new.day)

    @rule(receipt=st.integers(1, 4))
    def unclaim(self, receipt: int) -> None:
        taken = self.take(XU, ask.RefuseClaim(number=receipt))
        if isinstance(taken, Taken):
            self.move(self._of(taken.old.customer), taken.new.amount, taken.new.day)

    # collections ----------------------------------------------------------------------------------------
    @rule()
    def the_day_begins(self) -> None:
        self.runner.run(self._tick())

    async def _tick(self) -> None:
        """Afterwards one collection is open for each customer of whom anything may be asked, and none for others."""
        async with self.store.unit() as unit:
            await collecting.tick(unit)
        async with self.store.reading() as unit:
            found = await claims(unit)
            query = select(CollectionRow.customer_id).where(CollectionRow.state != "closed")
            open_ = Counter((await unit.session.exec(query)).all())
            assert not open_ or max(open_.values()) == 1
            assert open_.keys() <= {one for one, claim in found.items() if claim.sum > 0}
            assert {one for one, claim in found.items() if claim.sum > claim.unallocated} <= open_.keys()

    @rule(number=st.integers(1, 2), days=st.integers(0, 10), amount=SUMS)
    def promise(self, number: int, days: int, amount: Decimal) -> None:
        day = self.today + timedelta(days=days)
        self.take(ZHAO, RecordPledge(number=number, day=day, amount=amount))

    # people and time ------------------------------------------------------------------------------------
    @precondition(lambda self: not self.model.merged)
    @rule()
    def merge(self) -> None:
        first, other = (self.runner.run(self._file(name)) for name in NAMES[1:])
        if isinstance(self.take(ZHAO, MergeCustomers(number=first, other=other)), Taken):
            self.model.merged[NAMES[2]] = NAMES[1]
            self.model.done.clear()  # it stays

    @precondition(lambda self: self.model.done)
    @rule()
    def undo_the_latest(self) -> None:
        who, area, number, at, moved = self.model.done.pop()
        result = self.runner.run(self._undo(who, area, number))
        note(f"{who} undoes the latest on {area} {number}: {result}")
        if result is None:
            shipped = [one for one in self.model.moved[moved:] if one[2] > 0]
            if area is Area.ORDERS and shipped:
                self.model.orders[number].parts -= 1
            del self.model.moved[moved:]
        else:
            assert self.clock.now() - at > timedelta(minutes=5) or area is Area.CUSTOMERS
            self.model.done.clear()

    async def _undo(self, who: int, area: Area, number: int) -> str | None:
        async with self.store.unit() as unit:
            person = unit.roster.by_telegram(who)
            assert person is not None
            result = await undo(unit, unit.roster.actor(person), UndoStep(area=area, number=number))
            return result.reason if isinstance(result, Refused) else None

    @rule(minutes=st.sampled_from([1, 7, 60 * 24, 60 * 24 * 45]))
    def later(self, minutes: int) -> None:
        self.clock.advance(timedelta(minutes=minutes))

    # what must always hold ------------------------------------------------------------------------------
    @invariant()
    def the_book_says_what_moved(self) -> None:
        if hasattr(self, "model"):
            self.runner.run(self._compare())

    async def _compare(self) -> None:
        async with self.store.reading() as unit:
            session = unit.session
            names = dict((await session.exec(select(Customer.id, Customer.name))).all())
            for day in (self.today, self.today - timedelta(days=1), self.today - timedelta(days=30)):
                accounts = await book.accounts(session, day)
                found = {names[one]: account.owed for one, account in accounts.items() if account.owed}
                assert found == dict(self.model.owed(day)), day
                late = await book.overdue(session, day)
                assert late == {
                    one: account.overdue() for one, account in accounts.items() if account.overdue()
                }
                for account in accounts.values():
                    age = account.age
                    assert age.owed == account.owed
                    assert age.overdue == account.overdue()
                    assert min(age.not_due, age.to_30, age.to_60, age.to_90, age.beyond) >= 0
            assigned, divided = Counter[int](), Counter[int]()
            receipts = (await session.exec(select(ReceiptRow))).all()
            void = {one.id for one in receipts if one.void_at is not None}
            for one in await session.exec(select(AllocationRow).where(AllocationRow.void_at.is_(None))):
                assert one.receipt_id not in void
                assigned[one.case_id] += one.amount  # type: ignore[assignment]
                divided[one.receipt_id] += one.amount  # type: ignore[assignment]
            for row in await session.exec(select(OrderRow)):
                assert row.received == assigned[row.case_id]
            for one in receipts:
                assert one.of_id is not None or abs(divided[one.id or 0]) <= abs(one.amount)
            numbers = sorted(one.number for one in receipts)
            assert numbers == list(range(1, len(numbers) + 1)), "numbers have gaps"


@pytest.mark.timeout(0 if FULL else 300)
@pytest.mark.tried(RUNS, "runs")
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_the_book_says_what_was_shipped_and_what_came(
    kind: str, request: pytest.FixtureRequest, company: Company
) -> None:
    with request.getfixturevalue(f"{kind}_stores").fresh() as url, asyncio.Runner() as runner:
        clock = FrozenClock(MORNING)
        database = Database(url)
        store = Store(database, company, clock, AREAS)
        machine = type("Machine", (Money,), {"store": store, "runner": runner, "clock": clock})
        try:
            run_state_machine_as_test(
                machine,
                settings=settings(
                    max_examples=RUNS,
                    stateful_step_count=many(25, 50),
                    derandomize=not FULL,
                    suppress_health_check=list(HealthCheck),
                    phases=(Phase.generate, *([Phase.shrink] if FULL else [])),
                    print_blob=True,
                ),
            )
        finally:
            runner.run(database.close())
