"""Two at once: one wins, the other hears who did; numbers have no gaps; a credit limit is not used twice.

Each side has a store of its own on the same database: two connections, no lock in memory between them.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import col, func, select

from store.company import Company
from store.customers import requests as customers
from store.customers.likeness import answer as answer_likeness
from store.customers.likeness import ask as ask_likeness
from store.customers.model import Customer, CustomerName
from store.database.db import Database
from store.hours.clock import FrozenClock
from store.leads import requests as leads
from store.leads.model import LeadRow
from store.members import people
from store.money.model import AllocationRow, ReceiptRow
from store.orders import requests as ask
from store.orders.model import OrderRow, SlipRow
from store.orders.requests import Pay
from store.orders.state import Order
from store.process.cases import Taken, take
from store.process.records import Case, Event
from store.process.signatures import SignatureRow
from store.process.tasks import Task
from store.process.undo import undo
from store.process.unit import Store
from store.receipts import requests as receipts
from store.registry import AREAS
from store.requests import Refused, Reject, Request, Sign, UndoStep
from store.returns import requests as returns
from store.returns.model import agreed
from tests.faults.scale import many

MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
WANG, LIN, LI, MA, CHEN, QIAN, ZHOU, LUO, ZHAO = 1001, 1008, 1002, 1013, 1003, 1004, 1005, 1016, 1006
SUN, WU = 1009, 1010
MONTHLY, KNOWN = "华东机械", "宏达钢构"
ROUNDS = many(3, 150)
pytestmark = pytest.mark.tried(ROUNDS, "races")

Result = Taken[Order] | Refused


@dataclass
class Sides:
    """Two stores on one database, as two processes would have them."""

    stores: list[Store]

    async def take(self, side: int, who: int, request: Request) -> Result:
        async with self.stores[side].unit() as unit:
            person = unit.roster.by_telegram(who)
            assert person is not None
            named = getattr(request, "area", None)
            asking = (table for table in AREAS.values() if table.asking(type(request)))
            area = AREAS[named] if named is not None else next(asking)
            return await take(unit, area, unit.roster.actor(person), request)

    async def at_once(self, *asked: tuple[int, Request]) -> list[Result]:
        return await asyncio.gather(
            *(self.take(at % len(self.stores), who, request) for at, (who, request) in enumerate(asked))
        )

    async def done(self, who: int, request: Request) -> Taken[Order]:
        result = await self.take(0, who, request)
        assert isinstance(result, Taken), result
        return result

    async def placed(self, pay: str = "cod") -> int:
        return (await self.done(WANG, order(pay))).case.number

    async def all(self, query: Any) -> list[Any]:
        async with self.stores[0].reading() as unit:
            return list(await unit.session.exec(query))


@pytest.fixture
async def sides(database_url: str, company: Company) -> AsyncIterator[Sides]:
    databases = [Database(database_url) for _ in range(2)]
    clock = FrozenClock(MORNING)
    sides = Sides([Store(database, company, clock, AREAS) for database in databases])
    async with sides.stores[0].unit() as unit:
        await people.read_company(unit.session, company, admin_ids=(), now=unit.now)
    for store in sides.stores:
        store.forget_roster()
    yield sides
    for database in databases:
        await database.close()


def order(pay: str = "cod", *, price: int = 100, customer: str = KNOWN) -> ask.PlaceOrder:
    line = ask.LineAsked(product="底漆", qty=Decimal(10), unit="桶", price=Decimal(price))
    return ask.PlaceOrder(customer=customer, lines=(line,), pay=Pay(pay))


def split(results: list[Result]) -> tuple[Taken[Order], Refused]:
    taken = [one for one in results if isinstance(one, Taken)]
    refused = [one for one in results if isinstance(one, Refused)]
    assert len(taken) == len(refused) == 1, results
    return taken[0], refused[0]


async def prepared(sides: Sides, upto: str, pay: str = "cod") -> int:
    """An order just before a step."""
    number = await sides.placed(pay)
    way: list[tuple[str, int, Request]] = [
        ("ready", LI, ask.ReportReady(number=number)),
        ("issue", WANG, ask.IssueSlip(number=number)),
        ("ship", ZHOU, ask.ShipGoods(number=number)),
        ("arrive", ZHOU, ask.ConfirmArrival(number=number)),
        ("cod_report", ZHOU, ask.RecordCod(number=number)),
        ("cod_confirm", CHEN, ask.RecordCod(number=number)),
        ("inform", WANG, ask.InformCustomer(number=number)),
        ("close", WANG, ask.CloseOrder(number=number)),
    ]
    for step, who, request in way:
        if step == upto:
            return number
        await sides.done(who, request)
    return number


RACES = {
    "ready": (LI, MA, ask.ReportReady, "already"),
    "issue": (WANG, WANG, ask.IssueSlip, "state"),
    "ship": (ZHOU, LUO, ask.ShipGoods, "state"),
    "arrive": (ZHOU, LUO, ask.ConfirmArrival, "state"),
    "cod_report": (ZHOU, LUO, ask.RecordCod, "already"),
    "cod_confirm": (CHEN, QIAN, ask.RecordCod, "already"),
    "inform": (WANG, LIN, ask.InformCustomer, "already"),
    "close": (WANG, LIN, ask.CloseOrder, "state"),
}


@pytest.mark.parametrize("step", RACES)
async def test_of_two_who_do_the_same_one_wins_and_the_other_hears_who(sides: Sides, step: str) -> None:
    first, second, request, reason = RACES[step]
    for _ in range(ROUNDS):
        number = await prepared(sides, step)
        asked = request(number=number)
        taken, refused = split(await sides.at_once((first, asked), (second, asked)))
        assert refused.reason == reason
        assert refused.facts["done_by"] == taken.event.actor
        assert refused.facts["state"] == taken.new.state
        assert taken.step.name == step
        events = await sides.all(
            select(Event.seq).join(Case).where(Case.number == number, Event.step == step)
        )
        assert len(events) == 1


async def test_two_who_find_the_same_payment_find_it_once(sides: Sides) -> None:
    for _ in range(ROUNDS):
        number = await sides.placed("prepaid")
        asked = ask.RecordPayment(number=number)
        _, refused = split(await sides.at_once((CHEN, asked), (QIAN, asked)))
        assert refused.reason == "already"
        (row,) = await sides.all(select(OrderRow).where(OrderRow.number == number))
        assert (row.received, row.money) == (Decimal(1000), "cleared")


async def test_a_reference_is_used_once(sides: Sides) -> None:
    for _ in range(ROUNDS):
        number = await sides.placed("prepaid")
        asked = ask.RecordPayment(number=number, amount=Decimal(300), ref="R1")
        _, refused = split(await sides.at_once((CHEN, asked), (QIAN, asked)))
        assert refused.reason == "ref_used"


async def test_two_who_divide_one_receipt_divide_no_more_than_came(sides: Sides) -> None:
    (file,) = await sides.all(select(Customer.number).where(Customer.name == KNOWN))
    for _ in range(ROUNDS):
        numbers = [await sides.placed("prepaid") for _ in range(2)]
        booked = await sides.done(CHEN, receipts.BookReceipt(customer=file, amount=Decimal(1000)))
        parts = [(receipts.PartOfReceipt(order=number),) for number in numbers]
        asked = [receipts.AllotReceipt(number=booked.case.number, parts=part) for part in parts]
        taken, _ = split(await sides.at_once((CHEN, asked[0]), (QIAN, asked[1])))
        rows = await sides.all(select(OrderRow).where(col(OrderRow.number).in_(numbers)))
        assert sum(row.received for row in rows) == Decimal(1000)
        # The order that got nothing is given up, so that the next receipt is proposed for none of this round's.
        await sides.done(
            WANG,
            ask.CancelOrder(number=(set(numbers) - {taken.new.allotted[0].order}).pop(), reason="不要了"),
        )


async def test_one_order_gets_no_more_of_two_receipts_at_once_than_it_has_to_pay(sides: Sides) -> None:
    (file,) = await sides.all(select(Customer.number).where(Customer.name == KNOWN))
    for _ in range(ROUNDS):
        number = await sides.placed("prepaid")
        cases = [
            (await sides.done(CHEN, receipts.BookReceipt(customer=file, amount=Decimal(700)))).case.number
            for _ in range(2)
        ]
        part = (receipts.PartOfReceipt(order=number, amount=Decimal(700)),)
        asked = [receipts.AllotReceipt(number=case, parts=part) for case in cases]
        _, refused = split(await sides.at_once((CHEN, asked[0]), (QIAN, asked[1])))
        assert refused.reason == "allot_too_much"
        await sides.done(CHEN, ask.RecordPayment(number=number))


async def test_money_typed_twice_for_a_customer_at_once_is_entered_once(sides: Sides) -> None:
    (file,) = await sides.all(select(Customer.number).where(Customer.name == KNOWN))
    for at in range(ROUNDS):
        asked = receipts.BookReceipt(customer=file, amount=Decimal(500), ref=f"R{at}")
        _, refused = split(await sides.at_once((CHEN, asked), (QIAN, asked)))
        assert refused.reason == "receipt_twice"


async def test_part_payments_found_at_once_add_up(sides: Sides) -> None:
    """What is kept beside the ledger, for lists, says the same as the ledger."""
    for _ in range(ROUNDS):
        number = await sides.placed("prepaid")
        asked = [(who, ask.RecordPayment(number=number, amount=Decimal(150))) for who in (CHEN, QIAN) * 3]
        results = await sides.at_once(*asked)
        assert all(isinstance(one, Taken) for one in results)
        (row,) = await sides.all(select(OrderRow).where(OrderRow.number == number))
        came = await sides.all(select(ReceiptRow.amount).where(ReceiptRow.case_id == row.case_id))
        assert row.received == sum(came) == Decimal(900)


async def test_departments_at_once_take_all_their_steps(sides: Sides) -> None:
    """Three departments answer in the same moment: none is lost, and the gate opens once."""
    for _ in range(ROUNDS):
        number = await sides.placed("prepaid")
        results = await sides.at_once(
            (LI, ask.ReportReady(number=number)),
            (CHEN, ask.RecordPayment(number=number)),
            (ZHOU, ask.ArrangeVehicle(number=number, carrier="顺丰")),
        )
        assert all(isinstance(one, Taken) for one in results), results
        (row,) = await sides.all(select(OrderRow).where(OrderRow.number == number))
        assert (row.goods, row.money, row.vehicle) == ("ready", "cleared", "arranged")
        seqs = await sides.all(select(Event.seq).where(Event.case_id == row.case_id).order_by(Event.seq))
        assert seqs == [1, 2, 3, 4]
        open_tasks = await sides.all(
            select(Task.kind).where(Task.case_id == row.case_id, col(Task.closed_at).is_(None))
        )
        assert open_tasks == ["slip"]


async def test_orders_placed_at_once_are_numbered_without_gaps(sides: Sides) -> None:
    """The very first ones too, while the counter's row isn't there yet."""
    for _ in range(ROUNDS):
        results = await sides.at_once(*((WANG, order()) for _ in range(6)))
        assert all(isinstance(one, Taken) for one in results)
    numbers = await sides.all(select(OrderRow.number).order_by(OrderRow.number))
    assert numbers == list(range(1, 6 * ROUNDS + 1))


async def test_slips_issued_at_once_are_numbered_without_gaps(sides: Sides) -> None:
    orders = [await prepared(sides, "issue") for _ in range(6)]
    results = await sides.at_once(*((WANG, ask.IssueSlip(number=number)) for number in orders))
    assert all(isinstance(one, Taken) for one in results)
    assert await sides.all(select(SlipRow.number).order_by(SlipRow.number)) == [1, 2, 3, 4, 5, 6]


async def test_a_new_customer_named_twice_at_once_is_one_customer(sides: Sides) -> None:
    for at in range(ROUNDS):
        asked = order(customer=f"新客 {at}")
        results = await sides.at_once((WANG, asked), (LIN, asked))
        assert all(isinstance(one, Taken) for one in results), results
        found = await sides.all(
            select(func.count()).select_from(Customer).where(Customer.name == asked.customer)
        )
        assert found == [1]


def registering(customer: str, **said: str) -> customers.RegisterCustomer:
    return customers.RegisterCustomer(customer=customer, **said)


REGISTRATIONS: dict[str, tuple[Request, Request]] = {
    "the same name": (registering("新客贸易"), registering("新客贸易")),
    "two spellings of it": (registering("苏州新客贸易有限公司"), registering("苏州　新客贸易（有限）")),
    "the other's short name": (registering("新客贸易", short="蓝海"), registering("蓝海")),
    "one tax number": (registering("新客贸易", tax="91320500X"), registering("蓝海船舶", tax="91320500X")),
    "two that look alike": (registering("苏州新客"), registering("新客贸易")),
    "one telephone": (
        registering("新客贸易", contact="李某", mobile="13911112222"),
        registering("蓝海船舶", contact="李某", mobile="139 1111 2222"),
    ),
    "a lead and a customer": (leads.OpenLead(customer="新客贸易"), registering("新客贸易")),
    "two leads": (leads.OpenLead(customer="新客贸易"), leads.OpenLead(customer="新客贸易有限公司")),
}


@pytest.mark.parametrize("asked", REGISTRATIONS.values(), ids=REGISTRATIONS)
@pytest.mark.parametrize("order_of", [(SUN, WU), (WU, SUN)], ids=["one first", "the other first"])
async def test_of_two_registrations_at_once_one_owns_and_the_other_hears_whose_it_is(
    sides: Sides, asked: tuple[Request, Request], order_of: tuple[int, int]
) -> None:
    """U2: whoever registers the first contact owns, also where both press in the same moment."""
    before = await sides.all(select(Customer.id))
    taken, refused = split(await sides.at_once(*zip(order_of, asked, strict=True)))
    assert refused.reason in ("customer_taken", "customer_alike")
    async with sides.stores[0].reading() as unit:
        owner = unit.roster.person(taken.new.sales_id)
        assert owner is not None and owner.telegram_id in order_of
        if refused.reason == "customer_taken":
            assert refused.facts["owner"] == owner.name
    opened = [*await sides.all(select(Customer.id)), *await sides.all(select(LeadRow.case_id))]
    assert len(opened) == len(before) + 1


async def test_a_registration_and_an_order_of_one_new_customer_at_once_are_one_file(sides: Sides) -> None:
    """The order is taken whichever comes first; whose the file is stands in it once."""
    for at in range(ROUNDS):
        name = f"新客 {at}"
        results = await sides.at_once((WU, registering(name)), (WANG, order(customer=name)))
        assert isinstance(results[1], Taken), results
        if isinstance(results[0], Refused):
            assert results[0].reason == "customer_taken"
        assert len(await sides.all(select(Customer.id).where(Customer.name == name))) == 1


async def test_a_name_taken_by_a_change_and_by_a_registration_at_once_is_one_customers(sides: Sides) -> None:
    for at in range(ROUNDS):
        file = await sides.done(SUN, registering(f"原名 {at}"))
        change = customers.ChangeCustomer(number=file.case.number, renamed=f"新名 {at}")
        _taken, refused = split(await sides.at_once((SUN, change), (WU, registering(f"新名 {at}"))))
        assert refused.reason == "customer_taken"


async def test_a_name_said_to_be_a_customers_and_registered_at_once_is_one_customers(sides: Sides) -> None:
    """The director answers that it is the same while somebody else registers it."""
    file = await sides.done(SUN, registering("苏州新客"))

    async def answered(side: int) -> object:
        async with sides.stores[side].unit() as unit:
            director, asker = (unit.roster.by_telegram(one) for one in (ZHAO, SUN))
            assert director is not None and asker is not None
            facts = {"customer": "新客贸易", "like": [file.new.id], "hidden": False}
            row, _ = await ask_likeness(unit, unit.roster.actor(asker), facts, "")
            said = customers.AnswerLikeness(likeness=row.id or 0, same=file.new.id)
            return await answer_likeness(unit, unit.roster.actor(director), said)

    results = await asyncio.gather(answered(0), sides.take(1, WU, registering("新客贸易")))
    assert not isinstance(results[0], Refused) and isinstance(results[1], Refused)
    owners = select(CustomerName.customer_id).where(CustomerName.name == "新客贸易")
    assert await sides.all(owners) == [file.new.id]


async def test_a_step_is_taken_back_once(sides: Sides) -> None:
    """Somebody presses twice; the intake itself, a payment and a slip."""

    async def back(side: int, who: int, number: int) -> Result:
        async with sides.stores[side].unit() as unit:
            person = unit.roster.by_telegram(who)
            assert person is not None
            return await undo(unit, unit.roster.actor(person), UndoStep(number=number))

    async def upto(step: str) -> tuple[int, int]:
        if step == "place":
            return WANG, await sides.placed("prepaid")
        if step == "pay":
            number = await sides.placed("prepaid")
            await sides.done(CHEN, ask.RecordPayment(number=number))
            return CHEN, number
        number = await prepared(sides, "ship")
        return WANG, number

    for step, state in (("place", "cancelled"), ("pay", "preparing"), ("issue", "preparing")) * ROUNDS:
        who, number = await upto(step)
        taken, _ = split(await asyncio.gather(*(back(side, who, number) for side in (0, 1))))
        assert taken.step.name == step and taken.new.state == state
        undone = await sides.all(
            select(Event.seq)
            .join(Case)
            .where(Case.area == "orders", Case.number == number, Event.step == "undo")
        )
        assert len(undone) == 1


async def test_two_orders_at_once_do_not_share_the_same_credit(sides: Sides) -> None:
    """The limit is 100,000: of two orders of 60,000 one stands on it, the other waits for consent."""
    for _ in range(ROUNDS):
        asked = order("monthly", price=6000, customer=MONTHLY)
        results = await sides.at_once((WANG, asked), (LIN, asked))
        taken = [one for one in results if isinstance(one, Taken)]
        assert sorted(one.new.terms_ok for one in taken) == [False, True]
        for one in taken:  # paid, so that the next round begins with the whole limit
            await sides.done(CHEN, ask.RecordPayment(number=one.case.number))


async def test_what_is_paid_meanwhile_frees_the_credit_once(sides: Sides) -> None:
    first = await sides.done(WANG, order("monthly", price=9000, customer=MONTHLY))
    assert first.new.terms_ok
    asked = order("monthly", price=6000, customer=MONTHLY)
    results = await sides.at_once(
        (CHEN, ask.RecordPayment(number=first.case.number)), (WANG, asked), (LIN, asked)
    )
    placed = [one.new.terms_ok for one in results[1:] if isinstance(one, Taken)]
    assert len(placed) == 2 and placed.count(True) <= 1


async def test_two_returns_of_one_order_never_share_what_was_shipped(sides: Sides) -> None:
    for _ in range(ROUNDS):
        number = await prepared(sides, "arrive")
        goods = (ask.PartAsked(product="底漆", qty=Decimal(6)),)
        asked = [
            await sides.done(WANG, returns.AskReturn(order=number, lines=goods, reason="盖子渗漏"))
            for _ in range(2)
        ]
        taken, refused = split(
            await sides.at_once(
                *(
                    (who, returns.CheckReturn(number=one.case.number))
                    for who, one in zip((WANG, LIN), asked, strict=True)
                )
            )
        )
        assert refused.reason == "return_too_much"
        assert Decimal(refused.facts["left"]) == 4
        async with sides.stores[0].reading() as unit:
            assert await agreed(unit.session, taken.case.about_id or 0) == {0: Decimal(6)}


async def test_the_last_seats_of_a_credit_signed_at_once_are_each_signed_once(sides: Sides) -> None:
    """A2: both heads at once, and one of them twice."""
    for _ in range(ROUNDS):
        number = await sides.placed("credit")
        assert isinstance(await sides.take(0, ZHAO, Sign(number=number)), Taken)
        asked = Sign(number=number)
        results = await sides.at_once((CHEN, asked), (ZHOU, asked), (CHEN, asked))
        taken = [one for one in results if isinstance(one, Taken)]
        refused = [one for one in results if isinstance(one, Refused)]
        assert len(taken) == 2 and [one.reason for one in refused] == ["already"]
        assert [one.new.consented for one in sorted(taken, key=lambda one: one.event.seq)] == [False, True]


async def test_of_a_refusal_and_a_signature_at_once_the_refusal_ends_the_round(sides: Sides) -> None:
    for _ in range(ROUNDS):
        number = await sides.placed("credit")
        await sides.take(0, ZHAO, Sign(number=number))
        await sides.at_once((CHEN, Reject(number=number, reason="账期太长")), (ZHOU, Sign(number=number)))
        lines = await sides.all(
            select(SignatureRow).join(Case).where(Case.number == number, SignatureRow.chain == "credit")
        )
        assert [line.verdict for line in lines].count("rejected") == 1
        assert all(line.id <= next(one.id for one in lines if one.verdict == "rejected") for line in lines)


# two of finance and one receipt -------------------------------------------------------------------------
async def _booked(sides: Sides, amount: int) -> tuple[int, int, int]:
    """A customer's receipt, by its number, and two orders over 1,000 that wait for money."""
    two = [(await sides.done(WANG, order("prepaid"))).case.number for _ in range(2)]
    (customer,) = await sides.all(select(Customer.number).where(Customer.name == KNOWN))
    asked = receipts.BookReceipt(customer=customer, amount=Decimal(amount))
    booked = await sides.done(CHEN, asked)
    return booked.case.number, two[0], two[1]


def _allot(receipt: int, order: int, amount: int | None) -> receipts.AllotReceipt:
    part = receipts.PartOfReceipt(order=order, amount=None if amount is None else Decimal(amount))
    return receipts.AllotReceipt(number=receipt, parts=(part,))


async def _divided(sides: Sides, receipt: int) -> Decimal:
    query = select(AllocationRow.amount).join(ReceiptRow, col(ReceiptRow.id) == col(AllocationRow.receipt_id))
    query = query.where(ReceiptRow.number == receipt, col(AllocationRow.void_at).is_(None))
    return sum(await sides.all(query), Decimal(0))


async def test_of_two_who_divide_one_receipt_at_once_one_hears_what_is_left(sides: Sides) -> None:
    for _ in range(ROUNDS):
        receipt, first, second = await _booked(sides, 1200)
        _taken, refused = split(
            await sides.at_once((CHEN, _allot(receipt, first, 1000)), (QIAN, _allot(receipt, second, 1000)))
        )
        assert refused.reason == "allot_beyond" and Decimal(refused.facts["left"]) == 200
        assert await _divided(sides, receipt) == 1000


async def test_of_two_who_give_one_order_what_it_lacks_at_once_one_hears_that_it_has_it(sides: Sides) -> None:
    """Two receipts, one order: no more is allotted to it than it lacks."""
    for _ in range(ROUNDS):
        receipt, first, _ = await _booked(sides, 1000)
        other, *_ = await _booked(sides, 1000)
        _taken, refused = split(
            await sides.at_once((CHEN, _allot(receipt, first, 1000)), (QIAN, _allot(other, first, 1000)))
        )
        assert refused.reason in ("allot_too_much", "allot_not_theirs")
        assert await _divided(sides, receipt) + await _divided(sides, other) == 1000


async def test_of_two_who_press_for_what_was_proposed_at_once_it_is_divided_once(sides: Sides) -> None:
    for _ in range(ROUNDS):
        receipt, _first, second = await _booked(sides, 1000)
        asked = receipts.AllotAsProposed(number=receipt)
        results = await sides.at_once((CHEN, asked), (QIAN, asked), (QIAN, _allot(receipt, second, None)))
        assert sum(isinstance(one, Taken) for one in results) == 1, results
        assert await _divided(sides, receipt) == 1000


async def test_of_two_who_give_money_back_at_once_no_more_goes_than_came(sides: Sides) -> None:
    """By name, and on an order that has too much; and the bank takes a transfer back once."""
    for _ in range(ROUNDS):
        receipt, *_ = await _booked(sides, 1000)
        asked = receipts.RefundReceipt(number=receipt, amount=Decimal(600))
        _taken, refused = split(await sides.at_once((CHEN, asked), (QIAN, asked)))
        assert refused.reason == "refund_too_much"
        number = await sides.placed("prepaid")
        await sides.done(CHEN, ask.RecordPayment(number=number, amount=Decimal(1300)))
        back = ask.RefundMoney(number=number, amount=Decimal(200))
        _taken, refused = split(await sides.at_once((CHEN, back), (QIAN, back)))
        assert refused.reason == "refund_too_much"
        bounces = ask.BounceMoney(number=number, reason="账号有误")
        taken, refused = split(await sides.at_once((CHEN, bounces), (QIAN, bounces)))
        assert refused.reason == "nothing_bounces"
        assert taken.new.owed == Decimal(1200)
