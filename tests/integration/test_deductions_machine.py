"""The books with deductions in them: complaints are signed beside everything else, and the orders' money follows (C5).

The machine of test_books_machine.py. Each complaint goes its way at once: taken, found ours, a deduction proposed, the
collector's opinion, the signatures; with the last of them, and never before, the order owes less.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from store.company import Company, Role
from store.complaints import requests as ask
from store.complaints.area import COMPLAINTS
from store.requests import Area, Request, Sign
from tests.faults.scale import FULL
from tests.integration.test_books_machine import (
    AMOUNTS,
    LI,
    ORDERS_PLACED,
    RUNS,
    WANG,
    XU,
    ZHAO,
    ZHENG,
    Books,
    dump,
    walk,
)


class BooksWithDeductions(Books):
    @initialize(orders=st.lists(ORDERS_PLACED, min_size=2, max_size=3))
    def a_new_company(self, orders: list[dict[str, Any]]) -> None:
        self.complaints = 0
        super().a_new_company(orders)

    def say(self, who: int, request: Request) -> str | None:
        return self.runner.run(self._take(who, request, COMPLAINTS))

    @precondition(lambda self: self.model.books)
    @rule(pick=st.integers(0, 9), amount=AMOUNTS, regretted=st.booleans())
    def deduct(self, pick: int, amount: Decimal, regretted: bool) -> None:
        book = self.order(pick)
        owed = book.owed
        assert self.say(WANG, ask.TakeComplaint(order=book.number, text="掉皮")) is None
        self.complaints += 1
        number = self.complaints
        found = ask.FindCause(number=number, ours=True, department=Role.PRODUCTION, text="搅拌不匀")
        assert self.say(WANG, found) is None
        refused = self.say(LI, ask.ProposeRemedy(number=number, text="赔", deduction=amount))
        assert (refused is None) == (amount <= book.total - book.waived), refused
        if refused is not None:
            return
        assert self.say(XU, ask.GiveOpinion(number=number, text="同意")) is None
        signers = [ZHAO, ZHENG] if amount > self.store.company.remedy_limit else [ZHAO]
        for signer in signers[:-1]:
            assert self.say(signer, Sign(area=Area.COMPLAINTS, number=number)) is None
        assert book.owed == owed
        before = self.runner.run(dump(self.store))
        refused = self.say(signers[-1], Sign(area=Area.COMPLAINTS, number=number))
        assert (refused is None) == (book.state != "cancelled"), refused
        if refused is not None:
            assert self.runner.run(dump(self.store)) == before, "a refusal changed something"
            return
        # What was done to the order before is no longer its latest step.
        self.model.done[book.number].clear()
        self.model.events[book.number] += 1
        book.waived += amount
        self.the_books_agree()
        if regretted:
            assert self.runner.run(self._undo(signers[-1], number, Area.COMPLAINTS)) is None
            self.model.events[book.number] += 1
            book.waived -= amount


@pytest.mark.timeout(0 if FULL else 300)
@pytest.mark.tried(RUNS, "runs")
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_the_books_agree_with_deductions_in_them(
    kind: str, request: pytest.FixtureRequest, company: Company
) -> None:
    walk(BooksWithDeductions, request.getfixturevalue(f"{kind}_stores"), company)
