"""Statements over the book (M2, M3): customers order, pay, are charged, send back and are merged, while their statements are
drafted, issued, disputed, agreed, revised and invoiced, in any order.

Whatever happens, what a statement would say next is the book to the fen, what went out is never said anew or otherwise, and
invoices stay within what was agreed.
"""

import asyncio
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test
from sqlmodel import col, select

from store.charges.requests import ChargeFee
from store.company import Company
from store.customers.model import Customer
from store.database.db import Database
from store.hours.clock import FrozenClock
from store.invoices import requests as invoices
from store.money import book
from store.money.papers import InvoiceRow, StatementLineRow, StatementRow
from store.money.state import REPLACED, STANDING_INVOICES, ChargeKind
from store.orders import requests as orders
from store.process.cases import Taken
from store.process.records import Case
from store.process.unit import Store
from store.registry import AREAS
from store.requests import Area, Request, Sign
from store.returns import requests as returns
from store.statements import clock as monthly
from store.statements import requests as ask
from store.statements.drawing import draw
from store.statements.state import digest_of
from tests.faults.scale import FULL, many
from tests.integration.test_books_machine import HU, MORNING, PENG, WANG
from tests.integration.test_money_machine import NAMES, ZERO, Money

RUNS = many(4, 10_000)
SUMS = st.sampled_from(["0.01", "20", "1000", "5000"]).map(Decimal)
STATEMENTS = st.integers(1, 4)
INVOICES = st.integers(1, 3)

Frozen = tuple[str, Decimal, tuple[tuple[Any, ...], ...]]


class Papers(Money):
    @initialize()
    def a_new_company(self) -> None:
        super().a_new_company()
        self.frozen: dict[int, Frozen] = {}

    def step(self, who: int, request: Request) -> Taken[Any] | None:
        """One that is not taken back by the rules of the book: what went out stays out."""
        done = len(self.model.done)
        result = self.take(who, request)
        del self.model.done[done:]
        return result if isinstance(result, Taken) else None

    # beside orders and receipts ---------------------------------------------------------------------------
    @rule(customer=st.sampled_from(NAMES), amount=SUMS)
    def a_fee(self, customer: str, amount: Decimal) -> None:
        number = self.runner.run(self._file(self.model.name(customer)))
        if self.step(WANG, ChargeFee(customer=number, kind=ChargeKind.HANDLING, amount=amount)):
            self.model.stays.append((customer, self.today, amount))

    @precondition(lambda self: any(one.parts == 3 for one in self.model.orders.values()))
    @rule(pick=st.integers(0, 9))
    def it_comes_back(self, pick: int) -> None:
        shipped = [number for number, sold in self.model.orders.items() if sold.parts == 3]
        number = shipped[pick % len(shipped)]
        parts = (orders.PartAsked(product="底漆", qty=Decimal("1")),)
        asked = self.step(WANG, returns.AskReturn(order=number, lines=parts, reason="盖子渗漏"))
        if asked is None:
            return
        back = asked.case.number
        for who, request in (
            (WANG, returns.CheckReturn(number=back)),
            (PENG, Sign(area=Area.RETURNS, number=back)),
        ):
            if self.step(who, request) is None:
                return
        counted = self.step(HU, returns.CountReturn(number=back))
        if counted and self.step(WANG, returns.ConfirmReturn(number=back)):
            self.move(self.model.orders[number].customer, Decimal(-1000))
            self.model.done.clear()  # what was shipped stays shipped under it

    # statements -------------------------------------------------------------------------------------------
    @rule(customer=st.sampled_from(NAMES), before=st.booleans())
    def draft(self, customer: str, before: bool) -> None:
        number = self.runner.run(self._file(self.model.name(customer)))
        month = None if before else self.today.replace(day=1)
        self.step(WANG, ask.DraftStatement(customer=number, month=month))

    @rule(number=STATEMENTS)
    def issue(self, number: int) -> None:
        self.step(WANG, ask.IssueStatement(number=number))

    @rule(number=STATEMENTS)
    def revise_and_issue(self, number: int) -> None:
        if self.step(WANG, ask.ReviseStatement(number=number, text="少一笔")):
            assert self.step(WANG, ask.IssueStatement(number=number)), "a revision that can't go out"

    @rule(number=STATEMENTS, line=st.integers(1, 2), amount=st.none() | SUMS)
    def dispute(self, number: int, line: int, amount: Decimal | None) -> None:
        self.step(WANG, ask.DisputeStatement(number=number, line=line, reason="少了", amount=amount))

    @rule(number=STATEMENTS)
    def agree(self, number: int) -> None:
        self.step(WANG, ask.AgreeStatement(number=number, who="张三"))

    @rule(number=STATEMENTS, amount=st.none() | SUMS)
    def invoice(self, number: int, amount: Decimal | None) -> None:
        self.step(WANG, invoices.AskInvoice(statement=number, invoice_no="12345678", amount=amount))

    @rule(number=INVOICES, amount=st.none() | SUMS)
    def take_an_invoice_back(self, number: int, amount: Decimal | None) -> None:
        red = invoices.TakeBackInvoice(
            blue=number, reason=invoices.RedReason.RETURN, invoice_no="23456789", amount=amount
        )
        self.step(WANG, red)

    @rule()
    def an_hour_passes_for_statements(self) -> None:
        self.runner.run(self._hour())

    async def _hour(self) -> None:
        more = True
        while more:
            async with self.store.unit() as unit:
                more = await monthly.tick(unit)

    # what must always hold --------------------------------------------------------------------------------
    async def _compare(self) -> None:
        await super()._compare()
        await self._the_next_says_the_book()
        await self._what_went_out_stays()
        await self._invoices_fit()

    async def _the_next_says_the_book(self) -> None:
        async with self.store.reading() as unit:
            owed = self.model.owed(self.today)
            files = (await unit.session.exec(select(Customer).where(Customer.state == "active"))).all()
            for file in files:
                content = await draw(unit, file.id or 0, self.today)
                assert content.closing == content.live == owed.get(file.name, ZERO), file.name

    async def _what_went_out_stays(self) -> None:
        async with self.store.reading() as unit:
            query = select(StatementRow).where(col(StatementRow.issued_at).is_not(None))
            for row in (await unit.session.exec(query)).all():
                lines = await unit.session.exec(
                    select(StatementLineRow)
                    .where(StatementLineRow.statement_id == row.id)
                    .order_by(col(StatementLineRow.position))
                )
                said = tuple(
                    (one.ledger, one.entry_id, one.day, one.kind, one.ref, one.text, one.amount)
                    for one in lines
                )
                assert row.opening + row.charges - row.credits - row.receipts == row.closing
                assert row.opening + sum((one[-1] for one in said), ZERO) == row.closing
                assert self.frozen.setdefault(row.id or 0, (row.digest, row.closing, said)) == (
                    row.digest,
                    row.closing,
                    said,
                )
                if row.state != REPLACED:
                    case = await unit.session.get_one(Case, row.case_id)
                    newest = await AREAS[Area.STATEMENTS].load(unit, case)
                    assert newest.id != row.id or digest_of(newest) == row.digest
                    stands = await book.account(unit.session, self.today, row.customer_id)
                    assert newest.disputed <= sum((one.amount for one in stands.opened), ZERO)

    async def _invoices_fit(self) -> None:
        async with self.store.reading() as unit:
            for row in await unit.session.exec(select(StatementRow).where(StatementRow.state != REPLACED)):
                query = select(InvoiceRow).where(
                    InvoiceRow.statement_case_id == row.case_id,
                    col(InvoiceRow.state).in_(STANDING_INVOICES),
                )
                found = (await unit.session.exec(query)).all()
                net = sum((one.amount if one.red_of is None else -one.amount for one in found), ZERO)
                # What is agreed is below zero where more came than is owed: then nothing is invoiced.
                assert 0 <= net <= max(ZERO, row.agreed or ZERO)


@pytest.mark.timeout(0 if FULL else 300)
@pytest.mark.tried(RUNS, "runs")
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_statements_say_the_book_and_what_went_out_stays_said(
    kind: str, request: pytest.FixtureRequest, company: Company
) -> None:
    with request.getfixturevalue(f"{kind}_stores").fresh() as url, asyncio.Runner() as runner:
        clock = FrozenClock(MORNING)
        database = Database(url)
        store = Store(database, company, clock, AREAS)
        machine = type("Machine", (Papers,), {"store": store, "runner": runner, "clock": clock})
        try:
            run_state_machine_as_test(
                machine,
                settings=settings(
                    max_examples=RUNS,
                    stateful_step_count=many(30, 60),
                    deadline=None,
                    derandomize=not FULL,
                    suppress_health_check=list(HealthCheck),
                    phases=(Phase.generate, *([Phase.shrink] if FULL else [])),
                    print_blob=True,
                ),
            )
        finally:
            runner.run(database.close())
