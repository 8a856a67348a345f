"""Statements and invoices in the book (M2, M3; money.md 25): what is on paper once is never twice and never changes."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from store.charges.requests import ChargeFee
from store.company import Company
from store.company.tables import Credit
from store.customers.model import Customer
from store.customers.requests import ChangeCustomer, MergeCustomers
from store.database.db import Database
from store.hours.clock import FrozenClock
from store.invoices.requests import AskInvoice, IssueInvoice, RedReason, TakeBackInvoice
from store.members import people
from store.money import book
from store.money.papers import StatementLineRow, StatementRow
from store.money.state import REPLACED, ChargeKind
from store.orders.requests import Pay
from store.process.cases import Taken, take
from store.process.records import Case
from store.process.undo import undo
from store.process.unit import Store
from store.receipts.requests import BookReceipt, BounceReceipt
from store.registry import AREAS
from store.requests import Area, Refused, Request, UndoStep
from store.statements import clock
from store.statements import requests as ask
from store.statements.state import State, Statement, digest_of
from tests.integration.test_book import KNOWN, MONTHLY, House, of_area
from tests.integration.test_books_machine import CHEN, SUN, WANG, WU, ZHAO

MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
NOVEMBER = date(2026, 11, 1)


class Office(House):
    async def asked(self, who: int, request: Request) -> Taken[Any] | Refused:
        async with self.store.unit() as unit:
            person = unit.roster.by_telegram(who)
            assert person is not None
            area = of_area(request)
            return await take(unit, area, unit.roster.actor(person), request)

    async def refused(self, who: int, request: Request) -> str:
        result = await self.asked(who, request)
        assert isinstance(result, Refused), result
        return result.reason

    async def taken_back(self, who: int) -> None:
        """Their latest step."""
        async with self.store.unit() as unit:
            person = unit.roster.by_telegram(who)
            assert person is not None
            assert isinstance(await undo(unit, unit.roster.actor(person), UndoStep()), Taken)

    async def moved(self, pay: Pay = Pay.MONTHLY, customer: str = MONTHLY, qty: int = 10) -> int:
        number = await self.released(pay, customer=customer, qty=qty)
        await self.ship(number)
        return number

    async def number(self, name: str = MONTHLY) -> int:
        return (await self.file(name)).number or 0

    async def fee(self, amount: int, name: str = MONTHLY) -> Taken[Any]:
        fee = ChargeFee(customer=await self.number(name), kind=ChargeKind.HANDLING, amount=Decimal(amount))
        return await self.done(WANG, fee)

    async def drafted(self, month: date = NOVEMBER, name: str = MONTHLY) -> int:
        taken = await self.done(WANG, ask.DraftStatement(customer=await self.number(name), month=month))
        return int(taken.case.number)

    async def issued(self, month: date = NOVEMBER, name: str = MONTHLY) -> int:
        number = await self.drafted(month, name)
        await self.done(WANG, ask.IssueStatement(number=number))
        return number

    async def statement(self, number: int) -> Statement:
        async with self.store.reading() as unit:
            query = select(Case).where(Case.area == Area.STATEMENTS, Case.number == number)
            case = (await unit.session.exec(query)).one()
            loaded: Statement = await AREAS[Area.STATEMENTS].load(unit, case)
            return loaded

    async def rows(self) -> list[StatementRow]:
        async with self.store.reading() as unit:
            return list(await unit.session.exec(select(StatementRow).order_by(col(StatementRow.id))))

    def to(self, moment: datetime) -> None:
        self.clock.advance(moment - self.clock.now())

    async def ticked(self) -> None:
        more = True
        while more:
            async with self.store.unit() as unit:
                more = await clock.tick(unit)


@pytest.fixture
async def house(database_url: str, company: Company) -> AsyncIterator[Office]:
    database = Database(database_url)
    frozen = FrozenClock(MORNING)
    company = company.model_copy(update={"credit": Credit(departments=())})
    store = Store(database, company, frozen, AREAS)
    async with store.unit() as unit:
        await people.read_company(unit.session, company, admin_ids=(), now=unit.now)
    store.forget_roster()
    yield Office(store, frozen)
    await database.close()


def _days(statement: Statement) -> list[tuple[str, str]]:
    return [(f"{line.day:%m-%d}", f"{line.amount:.2f}") for line in statement.content.lines]


# what is on it ------------------------------------------------------------------------------------------
async def test_opening_and_lines_are_the_balance_and_what_comes_later_goes_on_the_next(house: Office) -> None:
    await house.moved()
    await house.done(CHEN, BookReceipt(customer=await house.number(), amount=Decimal(300)))
    first = await house.issued()
    await house.fee(50)
    house.to(datetime(2026, 12, 7, 2, 0, tzinfo=UTC))
    await house.moved(qty=2)
    second = await house.issued(date(2026, 12, 1))
    one, two = await house.statement(first), await house.statement(second)
    assert _days(one) == [("11-23", "1000.00"), ("11-23", "-300.00")]
    assert (one.content.opening, one.content.closing) == (Decimal(0), Decimal(700))
    # The fee of November came when November's was out: it stands on December's with its own day.
    assert [(line.amount, line.late) for line in two.content.lines] == [
        (Decimal(50), True),
        (Decimal(200), False),
    ]
    assert (two.content.opening, two.content.closing) == (Decimal(700), Decimal(950))
    assert (await house.account(MONTHLY)).owed == Decimal(950)


async def test_a_shipment_at_the_months_last_minute_is_of_that_month(house: Office) -> None:
    """23:59 and 00:01 in Shanghai are a month apart, on one day in Greenwich."""
    numbers = [await house.released(Pay.MONTHLY, customer=MONTHLY) for _ in range(2)]
    await house.ship(numbers[0], datetime(2026, 11, 30, 15, 59, tzinfo=UTC))
    await house.ship(numbers[1], datetime(2026, 11, 30, 16, 1, tzinfo=UTC))
    november = await house.statement(await house.issued())
    december = await house.statement(await house.issued(date(2026, 12, 1)))
    assert (_days(november), _days(december)) == ([("11-30", "1000.00")], [("12-01", "1000.00")])


async def test_an_order_shipped_in_two_months_stands_on_both_with_its_parts(house: Office) -> None:
    number = await house.released(Pay.MONTHLY, customer=MONTHLY)
    await house.ship(number, qty=4)
    await house.ship(number, datetime(2026, 12, 2, 2, 0, tzinfo=UTC))
    november = await house.statement(await house.issued())
    december = await house.statement(await house.issued(date(2026, 12, 1)))
    assert (_days(november), _days(december)) == ([("11-23", "400.00")], [("12-02", "600.00")])
    goods = [(line["qty"], line["amount"]) for line in december.content.texts["goods"]]
    assert goods == [("6", "600.00")]


async def test_what_was_taken_back_after_it_was_shown_is_turned_round_on_the_next(house: Office) -> None:
    await house.moved()
    receipt = await house.done(CHEN, BookReceipt(customer=await house.number(), amount=Decimal(300)))
    await house.issued()
    await house.done(CHEN, BounceReceipt(number=receipt.case.number, reason="账号有误"))
    async with house.store.unit() as unit:
        person = unit.roster.by_telegram(CHEN)
        assert person is not None
        assert isinstance(await undo(unit, unit.roster.actor(person), UndoStep()), Taken)
        assert isinstance(await undo(unit, unit.roster.actor(person), UndoStep()), Taken)
    house.to(datetime(2026, 12, 7, 2, 0, tzinfo=UTC))
    december = await house.statement(await house.issued(date(2026, 12, 1)))
    assert _days(december) == [("11-23", "300.00")]
    assert december.content.closing == Decimal(1000) == (await house.account(MONTHLY)).owed


async def test_a_fee_that_a_customer_has_on_paper_is_not_taken_back(house: Office) -> None:
    await house.fee(50)
    await house.issued()
    async with house.store.unit() as unit:
        person = unit.roster.by_telegram(WANG)
        assert person is not None
        result = await undo(unit, unit.roster.actor(person), UndoStep(area=Area.CHARGES, number=1))
        assert isinstance(result, Refused) and result.reason == "undo_needed"


async def test_a_salesperson_changed_in_the_month_keeps_what_they_sold_and_the_new_one_answers(
    house: Office,
) -> None:
    await house.moved()
    async with house.store.reading() as unit:
        sun, wu = unit.roster.by_telegram(SUN), unit.roster.by_telegram(WU)
        assert sun is not None and wu is not None
    named = ChangeCustomer(number=await house.number(), salesperson="吴桐", reason="换人")
    await house.done(ZHAO, named)
    await house.fee(50)
    number = await house.issued()
    assert (await house.statement(number)).sales_id == wu.id
    assert [one.sales_id for one in await house.charges()] == [sun.id, wu.id]
    assert await house.refused(SUN, ask.AgreeStatement(number=number)) == "unknown"
    await house.done(WU, ask.AgreeStatement(number=number, who="张三"))


# revisions ----------------------------------------------------------------------------------------------
async def test_a_statement_reissued_twice_says_everything_once_and_its_old_papers_stay(house: Office) -> None:
    await house.moved()
    october = date(2026, 10, 1)
    first = await house.drafted(october)
    await house.done(WANG, ask.IssueStatement(number=first))
    number = await house.issued()
    before = {row.id: (row.digest, row.closing, row.texts) for row in await house.rows()}
    for amount in (50, 70):
        await house.fee(amount)
        await house.done(WANG, ask.ReviseStatement(number=number, text="少一笔"))
        await house.done(WANG, ask.IssueStatement(number=number))
    rows = [row for row in await house.rows() if row.number == number]
    assert [(row.revision, row.state, row.closing) for row in rows] == [
        (1, REPLACED, Decimal(1000)),
        (2, REPLACED, Decimal(1050)),
        (3, State.ISSUED, Decimal(1120)),
    ]
    after = {row.id: (row.digest, row.closing, row.texts) for row in await house.rows()}
    assert {key: after[key] for key in before} == before
    house.to(datetime(2026, 12, 7, 2, 0, tzinfo=UTC))
    december = await house.statement(await house.issued(date(2026, 12, 1)))
    assert (december.content.opening, december.content.lines) == (Decimal(1120), ())
    assert await house.refused(WANG, ask.ReviseStatement(number=number, text="少一笔")) == "statement_later"
    assert await house.refused(
        WANG, ask.DraftStatement(customer=await house.number(), month=date(2026, 9, 1))
    ) == ("statement_later")


async def test_an_earlier_draft_goes_out_first(house: Office) -> None:
    await house.drafted(date(2026, 10, 1))
    number = await house.drafted()
    assert await house.refused(WANG, ask.IssueStatement(number=number)) == "statement_before"


async def test_what_is_on_paper_is_its_digest_whatever_happens_afterwards(house: Office) -> None:
    """Issued papers never change: steps of every kind follow, and the content is still what was hashed."""
    await house.moved()
    number = await house.issued()
    one = await house.statement(number)
    assert one.digest and digest_of(one) == one.digest
    await house.done(
        WANG, ask.DisputeStatement(number=number, line=1, reason="少了两桶", amount=Decimal(200))
    )
    await house.fee(50)
    await house.done(CHEN, BookReceipt(customer=await house.number(), amount=Decimal(1000)))
    await house.done(WANG, ask.AgreeStatement(number=number, who="张三"))
    invoice = await house.done(WANG, AskInvoice(statement=number, invoice_no="12345678"))
    await house.done(
        WANG, TakeBackInvoice(blue=invoice.case.number, reason=RedReason.MISTAKE, invoice_no="87654321")
    )
    house.to(datetime(2026, 12, 7, 2, 0, tzinfo=UTC))
    await house.issued(date(2026, 12, 1))
    later = await house.statement(number)
    assert later.content == one.content
    assert digest_of(later) == later.digest == one.digest


async def test_a_statement_that_is_not_the_book_is_refused_and_told_to_the_admins(house: Office) -> None:
    await house.moved()
    first = await house.issued()
    async with house.store.unit() as unit:
        changed = update(StatementRow).where(col(StatementRow.number) == first)
        await unit.session.exec(changed.values(closing=Decimal(1)))
    house.to(datetime(2026, 12, 7, 2, 0, tzinfo=UTC))
    number = await house.drafted(date(2026, 12, 1))
    assert await house.refused(WANG, ask.IssueStatement(number=number)) == "statement_mismatch"
    assert (await house.statement(number)).state is State.DRAFT


# two customers that are one -----------------------------------------------------------------------------
async def test_two_customers_made_one_keep_their_papers_and_begin_with_the_sum_of_both(house: Office) -> None:
    await house.moved()
    await house.fee(70, KNOWN)
    one, two = await house.issued(), await house.issued(name=KNOWN)
    await house.done(ZHAO, MergeCustomers(number=await house.number(), other=await house.number(KNOWN)))
    house.to(datetime(2026, 12, 7, 2, 0, tzinfo=UTC))
    december = await house.statement(await house.issued(date(2026, 12, 1)))
    assert (december.content.opening, december.content.lines) == (Decimal(1070), ())
    assert [row.customer for row in await house.rows()] == [MONTHLY, KNOWN, MONTHLY]
    for number, name in ((one, MONTHLY), (two, KNOWN)):
        kept = await house.statement(number)
        assert kept.customer == name and digest_of(kept) == kept.digest
    house.to(datetime(2027, 1, 7, 2, 0, tzinfo=UTC))
    january = await house.statement(await house.issued(date(2026, 12, 1) + timedelta(days=31)))
    assert january.content.opening == Decimal(1070)


async def test_two_customers_parted_again_have_each_what_was_theirs_while_nothing_went_out_for_both(
    house: Office,
) -> None:
    await house.moved()
    await house.fee(70, KNOWN)
    merge = MergeCustomers(number=await house.number(), other=await house.number(KNOWN))
    await house.done(ZHAO, merge)
    number = await house.drafted()
    assert (await house.statement(number)).content.closing == Decimal(1070)
    async with house.store.unit() as unit:
        person = unit.roster.by_telegram(ZHAO)
        assert person is not None
        assert isinstance(await undo(unit, unit.roster.actor(person), UndoStep()), Taken)
    assert (await house.statement(number)).content.closing == Decimal(1000)
    await house.done(WANG, ask.IssueStatement(number=number))
    theirs = await house.statement(await house.issued(name=KNOWN))
    assert theirs.content.closing == Decimal(70)


async def test_two_customers_are_not_parted_once_a_statement_for_both_went_out(house: Office) -> None:
    await house.moved()
    await house.fee(70, KNOWN)
    merge = MergeCustomers(number=await house.number(), other=await house.number(KNOWN))
    await house.done(ZHAO, merge)
    number = await house.issued()
    assert (await house.statement(number)).content.closing == Decimal(1070)
    async with house.store.unit() as unit:
        person = unit.roster.by_telegram(ZHAO)
        assert person is not None
        result = await undo(unit, unit.roster.actor(person), UndoStep())
        assert isinstance(result, Refused) and result.reason == "undo_needed"
    await house.done(WANG, ask.ReviseStatement(number=number, text="少一笔"))
    again = await house.done(WANG, ask.IssueStatement(number=number))
    assert again.new.content.closing == Decimal(1070)


# invoices -----------------------------------------------------------------------------------------------
async def test_invoices_never_come_to_more_than_was_agreed(house: Office) -> None:
    await house.moved()
    number = await house.issued()
    assert await house.refused(WANG, AskInvoice(statement=number)) == "not_agreed"
    await house.done(WANG, ask.AgreeStatement(number=number, who="张三"))
    first = await house.done(WANG, AskInvoice(statement=number, amount=Decimal(600), invoice_no="12345678"))
    assert await house.refused(WANG, AskInvoice(statement=number, amount=Decimal("400.01"))) == "above_agreed"
    second = await house.done(WANG, AskInvoice(statement=number))
    assert second.new.amount == Decimal(400)
    assert await house.refused(WANG, AskInvoice(statement=number)) == "all_invoiced"
    assert (await house.statement(number)).state is State.AGREED
    await house.done(WANG, IssueInvoice(number=second.case.number, invoice_no="23456789"))
    assert (await house.statement(number)).state is State.INVOICED
    blue = first.case.number
    red = TakeBackInvoice(blue=blue, reason=RedReason.RETURN, invoice_no="34567890", amount=Decimal(100))
    await house.done(WANG, red)
    assert (await house.statement(number)).state is State.AGREED
    whole = TakeBackInvoice(blue=blue, reason=RedReason.RETURN, invoice_no="45678901", amount=Decimal(501))
    assert await house.refused(WANG, whole) == "red_too_much"
    again = await house.done(WANG, AskInvoice(statement=number))
    assert again.new.amount == Decimal(100)
    assert (await house.account(MONTHLY)).owed == Decimal(1000)
    assert (
        await house.refused(WANG, ask.ReviseStatement(number=number, text="少一笔")) == "statement_invoiced"
    )


# two at once --------------------------------------------------------------------------------------------
async def test_of_two_who_issue_or_draft_at_once_one_does_and_the_other_hears_of_it(house: Office) -> None:
    await house.moved()
    asked = ask.DraftStatement(customer=await house.number(), month=NOVEMBER)
    drafts = await asyncio.gather(*(house.asked(WANG, asked) for _ in range(3)))
    assert sorted(type(one).__name__ for one in drafts) == ["Refused", "Refused", "Taken"]
    issues = await asyncio.gather(*(house.asked(WANG, ask.IssueStatement(number=1)) for _ in range(3)))
    assert sorted(type(one).__name__ for one in issues) == ["Refused", "Refused", "Taken"]
    async with house.store.reading() as unit:
        assert len((await unit.session.exec(select(StatementLineRow))).all()) == 1


async def test_of_agreeing_and_disputing_at_once_the_sum_agreed_leaves_out_what_is_disputed(
    house: Office,
) -> None:
    await house.moved()
    number = await house.issued()
    dispute = ask.DisputeStatement(number=number, line=1, reason="少", amount=Decimal(200))
    results = await asyncio.gather(
        house.asked(WANG, ask.AgreeStatement(number=number, who="张三")), house.asked(SUN, dispute)
    )
    after = await house.statement(number)
    assert after.state is State.AGREED and isinstance(results[0], Taken)
    both = isinstance(results[1], Taken)
    assert after.agreed == (Decimal(800) if both else Decimal(1000))
    assert after.disputed == (Decimal(200) if both else Decimal(0))


async def test_of_two_invoices_at_once_only_one_fits_under_what_was_agreed(house: Office) -> None:
    await house.moved()
    number = await house.issued()
    await house.done(WANG, ask.AgreeStatement(number=number, who="张三"))
    asked = AskInvoice(statement=number, amount=Decimal(600), invoice_no="12345678")
    results = await asyncio.gather(*(house.asked(WANG, asked) for _ in range(3)))
    assert sorted(type(one).__name__ for one in results) == ["Refused", "Refused", "Taken"]


# the clock ----------------------------------------------------------------------------------------------
async def test_drafts_are_made_once_after_downtime_over_the_5th_of_whoever_moved_owes_or_has_terms(
    house: Office,
) -> None:
    await house.ticked()
    assert await house.rows() == [], "nobody asked for the months before the bot was there"
    await house.fee(70, KNOWN)
    house.to(datetime(2026, 12, 4, 23, 0, tzinfo=UTC))
    await house.ticked()
    assert await house.rows() == []
    house.to(datetime(2026, 12, 9, 3, 0, tzinfo=UTC))
    await house.ticked()
    await house.ticked()
    rows = {row.customer: row for row in await house.rows()}
    assert len(rows) == len(await house.rows())
    assert (rows[KNOWN].state, rows[KNOWN].closing, rows[KNOWN].month) == (State.DRAFT, Decimal(70), NOVEMBER)
    assert rows[MONTHLY].state == State.SKIPPED
    async with house.store.reading() as unit:
        others = (await unit.session.exec(select(Customer).where(col(Customer.monthly).is_(True)))).all()
        assert set(rows) == {KNOWN, *(one.name for one in others)}
        assert {row.customer for row in rows.values() if row.state == State.DRAFT} == {KNOWN}
        assert (await book.account(unit.session, date(2026, 12, 9), rows[KNOWN].customer_id)).owed == Decimal(
            70
        )


async def test_who_has_a_later_statement_already_is_drafted_none_of_the_month_before(house: Office) -> None:
    await house.ticked()
    await house.fee(70)
    house.to(datetime(2026, 12, 2, 3, 0, tzinfo=UTC))
    await house.issued(date(2026, 12, 1))
    house.to(datetime(2026, 12, 5, 3, 0, tzinfo=UTC))
    await house.ticked()
    assert [row.month for row in await house.rows() if row.customer == MONTHLY] == [date(2026, 12, 1)]


async def test_a_statement_that_is_paid_settles_by_itself(house: Office) -> None:
    await house.fee(70)
    number = await house.issued()
    await house.done(WANG, ask.AgreeStatement(number=number, who="张三"))
    house.clock.advance(timedelta(hours=2))
    await house.ticked()
    assert (await house.statement(number)).state is State.AGREED
    await house.done(CHEN, BookReceipt(customer=await house.number(), amount=Decimal(70)))
    house.clock.advance(timedelta(hours=2))
    await house.ticked()
    assert (await house.statement(number)).state is State.SETTLED
