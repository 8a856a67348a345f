"""Lines of a statement that a customer doesn't accept (M2, C5; money.md 9): one figure of what is disputed, wherever it is said,
from the dispute to the complaint's end, and back when that is opened again."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from alembic import command
from sqlalchemy import Connection, text
from sqlmodel import select

from store.charges.requests import ChargeFee
from store.company import Company, Role
from store.company.tables import Credit
from store.complaints import requests as complaints
from store.customers.dunning import claims
from store.database.db import Database
from store.database.marks import ALIVE, set_mark
from store.export.table import Period
from store.hours.clock import FrozenClock
from store.members import people
from store.migrations import upgrade
from store.money.disputes import disputed
from store.money.state import ChargeKind
from store.orders import requests as orders
from store.orders.credit import on_account
from store.process.records import Case
from store.process.unit import Store
from store.receipts.requests import BookReceipt, ShowOwed
from store.receipts.views import owed_view
from store.registry import AREAS
from store.requests import UNDO_WITHIN, Area, Request, Sign
from store.statements import requests as ask
from store.statements.export import EXPORT
from store.statements.state import State
from store.statements.views import statement_view
from tests.integration.test_book import MONTHLY
from tests.integration.test_books_machine import CHEN, LI, WANG, XU, ZHAO
from tests.integration.test_schema import _read
from tests.integration.test_statements import MORNING, Office

JANUARY = datetime(2027, 1, 10, 2, 0, tzinfo=UTC)
"""What was shipped in November is overdue since 25 December."""


class Claims(Office):
    """Whose one statement has one line of 1,000, and a complaint for what of it isn't accepted."""

    async def doubted(self, amount: int, line: int = 1, number: int = 1) -> None:
        asked = ask.DisputeStatement(number=number, line=line, reason="少", amount=Decimal(amount))
        await self.done(WANG, asked)

    def found(self, claim: int) -> tuple[int, Request]:
        return WANG, complaints.FindCause(number=claim, ours=True, department=Role.PRODUCTION, text="少装")

    async def let_off(self, amount: int | None, claim: int = 1, *, again: bool = False) -> None:
        """To the last signature; with nothing let off there is nothing to sign."""
        if not again:
            await self.done(*self.found(claim))
        deduction = Decimal(amount) if amount else None
        await self.done(LI, complaints.ProposeRemedy(number=claim, text="赔", deduction=deduction))
        if amount:
            await self.done(XU, complaints.GiveOpinion(number=claim, text="同意"))
            await self.done(ZHAO, Sign(area=Area.COMPLAINTS, number=claim))

    async def closed(self, claim: int = 1) -> None:
        await self.done(LI, complaints.CarryOut(number=claim))
        await self.done(WANG, complaints.RecordAnswer(number=claim, score=4))
        await self.done(LI, complaints.RecordLesson(number=claim, text="装车点数"))

    def for_good(self) -> None:
        self.clock.advance(UNDO_WITHIN + timedelta(seconds=1))

    async def chased(self) -> Decimal:
        """What collection asks the customer for."""
        customer = (await self.file(MONTHLY)).id or 0
        async with self.store.reading() as unit:
            return (await claims(unit, [customer]))[customer].overdue

    async def figures(self, statement: int = 1) -> set[Decimal]:
        """What is disputed, by everything that says it."""
        customer = await self.file(MONTHLY)
        async with self.store.unit() as unit:
            person = unit.roster.by_telegram(ZHAO)
            assert person is not None and customer.id is not None
            actor = unit.roster.actor(person)
            of_statement = select(Case).where(Case.area == Area.STATEMENTS, Case.number == statement)
            _, shown = await statement_view(unit, (await unit.session.exec(of_statement)).one())
            one = await owed_view(unit, actor, ShowOwed(customer=customer.number))
            everybody = await owed_view(unit, actor, ShowOwed())
            claim = (await claims(unit, [customer.id]))[customer.id]
            gate = await on_account(unit, customer, None)
            by_charge = await disputed(unit.session, unit.now, [customer.id])
        assert one is not None and everybody is not None and gate is not None
        lines = [line["disputed"] for line in shown["lines"] if line["disputed"] is not None]
        return {
            (await self.account(MONTHLY)).disputed(by_charge),
            sum(lines, Decimal(0)),
            shown["disputed"],
            claim.disputed,
            claim.owed - claim.overdue,
            one["disputed"],
            everybody["disputed"],
            sum((charge["disputed"] for charge in one["charges"]), Decimal(0)),
            claim.owed - gate.overdue,
        }

    async def state(self, number: int = 1) -> State:
        return (await self.statement(number)).state


@pytest.fixture
async def november(database_url: str, company: Company) -> AsyncIterator[Claims]:
    database = Database(database_url)
    clock = FrozenClock(MORNING)
    credit = Credit(departments=(), overdue_days=10, trifle=Decimal(1))
    company = company.model_copy(update={"credit": credit})
    store = Store(database, company, clock, AREAS)
    async with store.unit() as unit:
        await people.read_company(unit.session, company, admin_ids=(), now=unit.now)
    store.forget_roster()
    claims = Claims(store, clock)
    await claims.moved()
    await claims.issued()
    yield claims
    await database.close()


@pytest.fixture
def house(november: Claims) -> Claims:
    november.to(JANUARY)
    return november


async def test_a_disputed_line_opens_a_claim_is_owed_and_not_chased_and_agreed_without_it(
    house: Claims,
) -> None:
    await house.doubted(200)
    assert await house.figures() == {Decimal(200)}
    assert (await house.account(MONTHLY)).owed == Decimal(1000)
    assert (await house.statement(1)).disputes[0].claim == "C1"
    assert await house.state() is State.DISPUTED
    assert await house.refused(WANG, ask.DisputeStatement(number=1, line=1, reason="少")) == "line_disputed"
    assert await house.refused(WANG, ask.DisputeStatement(number=1, line=2, reason="少")) == "no_line"
    agreed = await house.done(WANG, ask.AgreeStatement(number=1, who="张三", how=ask.How.PHOTO))
    assert (agreed.new.agreed, agreed.new.state) == (Decimal(800), State.AGREED)
    for _ in range(2):
        await house.taken_back(WANG)
    back = await house.statement(1)
    assert (back.state, back.disputes, back.agreed) == (State.ISSUED, (), None)
    assert await house.figures() == {Decimal(0)}


async def test_what_was_let_off_is_disputed_no_more_and_the_rest_is_chased_once_that_stands(
    house: Claims,
) -> None:
    """Of 1,000, 500 are disputed and 150 let off: 350 stay in dispute until the last signature can't be taken back any more,
    long before the complaint is closed; then all of the 850 are asked for."""
    await house.doubted(500)
    assert (await house.chased(), await house.figures()) == (Decimal(500), {Decimal(500)})
    await house.let_off(150)
    assert (await house.chased(), await house.figures()) == (Decimal(500), {Decimal(350)})
    house.clock.advance(UNDO_WITHIN)
    assert (await house.chased(), await house.figures()) == (Decimal(500), {Decimal(350)})
    house.for_good()
    assert (await house.chased(), await house.figures()) == (Decimal(850), {Decimal(0)})
    assert await house.state() is State.DISPUTED
    await house.ticked()
    assert await house.state() is State.ISSUED
    await house.closed()
    assert (await house.chased(), await house.figures()) == (Decimal(850), {Decimal(0)})


async def test_the_last_signature_taken_back_leaves_the_whole_sum_in_dispute(house: Claims) -> None:
    await house.doubted(500)
    await house.let_off(150)
    await house.taken_back(ZHAO)
    house.for_good()
    assert (await house.chased(), await house.figures()) == (Decimal(500), {Decimal(500)})


@pytest.mark.parametrize("allowed", [500, 600])
async def test_all_of_a_dispute_let_off_or_more_leaves_nothing_disputed(house: Claims, allowed: int) -> None:
    await house.doubted(500)
    await house.let_off(allowed)
    assert (await house.chased(), await house.figures()) == (Decimal(1000 - allowed), {Decimal(0)})
    house.for_good()
    assert (await house.chased(), await house.figures()) == (Decimal(1000 - allowed), {Decimal(0)})


async def test_a_claim_that_lets_nothing_off_stays_in_dispute_until_it_is_closed_for_good(
    house: Claims,
) -> None:
    await house.doubted(500)
    await house.let_off(None)
    house.for_good()
    assert await house.figures() == {Decimal(500)}
    await house.closed()
    assert await house.figures() == {Decimal(500)}
    house.for_good()
    assert (await house.chased(), await house.figures()) == (Decimal(1000), {Decimal(0)})


async def test_a_complaint_opened_again_brings_its_dispute_back_and_so_does_what_takes_that_back(
    house: Claims,
) -> None:
    await house.doubted(500)
    await house.let_off(150)
    await house.closed()
    house.for_good()
    await house.ticked()
    assert (await house.figures(), await house.state()) == ({Decimal(0)}, State.ISSUED)
    await house.done(WANG, complaints.ReopenComplaint(number=1, reason="不认"))
    assert (await house.figures(), await house.state()) == ({Decimal(350)}, State.DISPUTED)
    assert await house.chased() == Decimal(500)
    await house.taken_back(WANG)
    assert (await house.figures(), await house.state()) == ({Decimal(0)}, State.ISSUED)
    assert await house.chased() == Decimal(850)
    await house.done(WANG, complaints.ReopenComplaint(number=1, reason="还是不认"))
    house.for_good()
    await house.ticked()
    assert (await house.figures(), await house.state()) == ({Decimal(350)}, State.DISPUTED)
    await house.let_off(100, again=True)
    assert await house.figures() == {Decimal(250)}
    house.for_good()
    assert (await house.chased(), await house.figures()) == (Decimal(750), {Decimal(0)})


async def test_a_complaint_opened_again_brings_its_dispute_back_on_what_was_agreed_and_paid(
    house: Claims,
) -> None:
    await house.doubted(200)
    await house.let_off(150)
    await house.closed()
    house.for_good()
    agreed = await house.done(WANG, ask.AgreeStatement(number=1, who="张三"))
    assert (agreed.new.agreed, agreed.new.disputed, agreed.new.allowed) == (Decimal(850), 0, Decimal(150))
    await house.done(WANG, complaints.ReopenComplaint(number=1, reason="不认"))
    assert (await house.figures(), await house.state()) == ({Decimal(50)}, State.AGREED)
    assert (await house.statement(1)).agreed == Decimal(850), "what was agreed stays agreed"


async def test_agreed_before_the_claim_is_decided_neither_what_was_let_off_nor_the_rest_counts(
    house: Claims,
) -> None:
    """500 of 1,000 disputed, 150 let off, not yet for good: 500 are agreed to, 350 set aside."""
    await house.doubted(500)
    await house.let_off(150)
    agreed = await house.done(WANG, ask.AgreeStatement(number=1, who="张三"))
    said = (agreed.new.agreed, agreed.new.disputed, agreed.new.allowed)
    assert said == (Decimal(500), Decimal(350), Decimal(150))


async def test_a_dispute_of_a_line_that_is_then_paid_ends_with_its_claim(house: Claims) -> None:
    await house.doubted(200)
    await house.done(CHEN, BookReceipt(customer=await house.number(), amount=Decimal(1000)))
    assert (await house.account(MONTHLY)).owed == Decimal(0)
    await house.let_off(None)
    await house.closed()
    house.for_good()
    await house.ticked()
    (one,) = (await house.statement(1)).disputes
    assert (one.settled, one.open, one.amount) == (True, Decimal(0), Decimal(200))
    assert await house.state() is State.ISSUED


async def test_of_a_disputed_line_only_what_is_not_paid_is_disputed(november: Claims) -> None:
    """700 of 1,000 came, and all of the line is disputed: 300 are. Of the paper that closes with 1,000, 700 are agreed to; of
    its revision, which closes with 300, nothing; and a line that is paid is agreed to, however long its complaint goes on."""
    house = november
    await house.done(CHEN, orders.RecordPayment(number=1, amount=Decimal(700)))
    await house.doubted(1000)
    first = await house.statement(1)
    assert (first.content.closing, first.disputed, first.acceptable) == (1000, 300, 700)
    await house.done(WANG, ask.ReviseStatement(number=1, text="少一笔"))
    await house.done(WANG, ask.IssueStatement(number=1))
    second = await house.statement(1)
    assert (second.content.closing, second.disputed, second.acceptable) == (300, 300, 0)
    house.to(JANUARY)
    assert (await house.chased(), await house.figures()) == (Decimal(0), {Decimal(300)})
    await house.done(CHEN, orders.RecordPayment(number=1, amount=Decimal(300)))
    paid = await house.statement(1)
    assert (paid.state, paid.disputed, paid.acceptable) == (State.DISPUTED, 0, 300)


async def test_of_a_receipt_that_is_said_to_have_been_more_no_more_is_disputed_than_is_owed(
    november: Claims,
) -> None:
    house = november
    await house.done(CHEN, orders.RecordPayment(number=1, amount=Decimal(700)))
    await house.done(WANG, ask.ReviseStatement(number=1, text="少一笔"))
    await house.done(WANG, ask.IssueStatement(number=1))
    await house.doubted(900, 2)
    one = await house.statement(1)
    assert (one.content.closing, one.disputed, one.acceptable) == (300, 300, 0)
    await house.doubted(100, 1)
    both = await house.statement(1)
    assert (both.disputed, both.acceptable) == (300, 0)


async def test_what_is_undecided_goes_with_the_revision_and_each_claim_stays_its_own_lines(
    house: Claims,
) -> None:
    fee = ChargeFee(customer=await house.number(), kind=ChargeKind.HANDLING, amount=Decimal(90))
    await house.done(WANG, fee)
    number = await house.issued(date(2027, 1, 1))
    await house.doubted(90, 1, number)
    await house.done(WANG, ask.ReviseStatement(number=number, text="少一笔"))
    assert [one.line for one in (await house.statement(number)).disputes] == [1]
    await house.done(WANG, ask.IssueStatement(number=number))
    assert await house.state(number) is State.DISPUTED
    carried = (await house.statement(number)).disputes
    assert [(one.line, one.amount, one.claim, one.settled) for one in carried] == [
        (1, Decimal(90), "C1", False)
    ]
    await house.doubted(10)
    await house.let_off(None)
    await house.closed()
    house.for_good()
    await house.ticked()
    assert [(one.line, one.claim, one.settled) for one in (await house.statement(number)).disputes] == [
        (1, "C1", True)
    ]
    assert [(one.line, one.claim, one.settled) for one in (await house.statement(1)).disputes] == [
        (1, "C2", False)
    ]


async def test_what_was_let_off_stands_on_the_revision_and_is_taken_off_once(november: Claims) -> None:
    """Of 1,000, 500 are disputed and 150 let off: the revision closes with 850, of which 500 are agreed to."""
    await november.doubted(500)
    await november.let_off(150)
    await november.done(WANG, ask.ReviseStatement(number=1, text="少一笔"))
    await november.done(WANG, ask.IssueStatement(number=1))
    after = await november.statement(1)
    assert after.content.closing == Decimal(850)
    assert (after.disputed, after.allowed, after.acceptable) == (Decimal(350), Decimal(0), Decimal(500))
    november.for_good()
    assert (await november.statement(1)).acceptable == Decimal(850)
    await november.closed()
    await november.done(WANG, ask.ReviseStatement(number=1, text="少一笔"))
    await november.done(WANG, complaints.ReopenComplaint(number=1, reason="不认"))
    await november.done(WANG, ask.IssueStatement(number=1))
    again = await november.statement(1)
    assert (again.state, again.disputed, again.acceptable) == (State.DISPUTED, Decimal(350), Decimal(500))


async def test_the_ledger_says_of_a_line_whether_anything_of_it_is_disputed(house: Claims) -> None:
    async def said() -> Sequence[bool]:
        rows_of = EXPORT.rows
        assert rows_of is not None
        async with house.store.unit() as unit:
            await set_mark(unit.session, ALIVE, unit.now)
        async with house.store.reading() as unit:
            batches = [batch async for batch in rows_of(unit.session, Period())]
        return [line["disputed"] for batch in batches for row in batch for line in row["lines"]]

    await house.doubted(500)
    assert await said() == [True]
    await house.let_off(500)
    assert await said() == [False]


def _down(connection: Connection) -> None:
    command.downgrade(upgrade._config(connection), "0026")


async def test_a_dispute_of_an_older_store_knows_its_complaint_and_whether_that_was_decided(
    house: Claims,
) -> None:
    fee = ChargeFee(customer=await house.number(), kind=ChargeKind.HANDLING, amount=Decimal(90))
    await house.done(WANG, fee)
    second = await house.issued(date(2027, 1, 1))
    await house.doubted(500)
    await house.doubted(90, 1, second)
    await house.let_off(150)
    database = house.store.database
    async with database.engine.connect() as connection:
        before = (await connection.run_sync(_read))["dispute"]
    before.sort(key=lambda row: row["id"])
    assert [(row["claim"], row["decided_at"] is not None) for row in before] == [("C1", True), ("C2", False)]
    async with database.engine.connect() as connection, upgrade._loose_references(database, connection):
        await connection.execution_options(gendan_write=True)
        await connection.run_sync(_down)
        await connection.execute(text("UPDATE dispute SET settled_at = NULL"))
        await connection.commit()
    await upgrade.upgrade(database)
    assert await upgrade.differences(database) == []
    async with database.engine.connect() as connection:
        after = (await connection.run_sync(_read))["dispute"]
    assert sorted(after, key=lambda row: row["id"]) == before
