"""The books with returns in them: goods come back in any order beside everything else, and the money follows (R1).

The machine of test_books_machine.py, with the steps of returns. The model knows of a return what matters to the books:
its order, its quantities line by line, and what it took off what the customer owes.
"""

from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from sqlmodel import select

from store.company import Company
from store.orders.requests import PartAsked
from store.process import tasks
from store.process.records import Case, Event
from store.requests import Area, Reject, Request, Sign
from store.returns import requests as ask
from store.returns.area import RETURNS
from store.returns.model import ReturnLineRow, ReturnRow
from tests.faults.scale import FULL
from tests.integration.test_books_machine import (
    HU,
    INTAKE,
    OFFICE,
    ORDERS_PLACED,
    PENG,
    QTYS,
    ROLE,
    RUNS,
    WANG,
    ZERO,
    Book,
    Books,
    dump,
    somebody,
    walk,
)

WAREHOUSE = {"warehouse", "order_clerk"}
AGREED = ("checked", "signed", "counted", "confirmed")
ASKED = {
    "listed": ("return_check", "service"),
    "checked": ("sign", "supervisor"),
    "signed": ("return_count", "warehouse"),
    "confirmed": ("return_paper", "sales"),
    "counted": ("return_confirm", "sales"),
}


@dataclass
class Back:
    """One return as the model keeps it: by line of the order what is listed, then approved, then received."""

    number: int
    order: int
    held: dict[int, Decimal]
    creator: int
    state: str = "listed"
    credited: Decimal = ZERO
    events: int = 1


@dataclass
class Last:
    """The latest step on a return, with the return as it was, and how far its order had come."""

    who: int
    at: datetime
    before: Back | None
    order_events: int


@dataclass
class Backs:
    all: dict[int, Back] = field(default_factory=dict)
    last: dict[int, Last] = field(default_factory=dict)

    def agreed(self, order: int, beside: int = 0) -> Counter[int]:
        found: Counter[int] = Counter()
        for back in self.all.values():
            if back.order == order and back.state in AGREED and back.number != beside:
                for at, qty in back.held.items():
                    found[at] += qty  # type: ignore[assignment]
        return found


class BooksWithReturns(Books):
    @initialize(orders=st.lists(ORDERS_PLACED, min_size=2, max_size=3))
    def a_new_company(self, orders: list[dict[str, Any]]) -> None:
        self.backs = Backs()
        super().a_new_company(orders)

    def back(self, pick: int) -> Back:
        return self.backs.all[sorted(self.backs.all)[pick % len(self.backs.all)]]

    def book_of(self, back: Back) -> Book:
        return self.model.books[back.order]

    def fits(self, back: Back, held: dict[int, Decimal]) -> bool:
        """Over all returns of the order, never more than was shipped."""
        others, book = self.backs.agreed(back.order, back.number), self.book_of(back)
        return all(qty + others[at] <= book.shipped.get(at, ZERO) for at, qty in held.items())

    def move(self, who: int, request: Request, back: Back, roles: set[str], stands: bool) -> bool:
        """A step on a return; the store must do what the model expects."""
        book = self.book_of(back)
        sees = ROLE[who] != "sales" or who in (book.seller, back.creator)
        stands = stands and ROLE[who] in roles and sees
        note(
            f"{self.clock.now():%H:%M} {ROLE[who]} {who}: {request!r} -> {'stands' if stands else 'refused'}"
        )
        before = None if stands else self.runner.run(dump(self.store))
        refused = self.runner.run(self._take(who, request, RETURNS))
        if not stands:
            assert refused is not None, "it was taken"
            assert self.runner.run(dump(self.store)) == before, "a refusal changed something"
            return False
        assert refused is None, f"it was refused: {refused}"
        self.backs.last[back.number] = Last(
            who, self.clock.now(), deepcopy(back), self.model.events[back.order]
        )
        back.events += 1
        return True

    # the list, the check, the signature -------------------------------------------------------------------------
    @precondition(lambda self: any(book.shipped for book in self.model.books.values()))
    @rule(pick=st.integers(0, 9), who=somebody(INTAKE), line=st.integers(0, 2), qty=QTYS)
    def list_goods(self, pick: int, who: int, line: int, qty: Decimal) -> None:
        shipped = [number for number, book in self.model.books.items() if book.shipped]
        book = self.model.books[shipped[pick % len(shipped)]]
        product = book.lines[line % len(book.lines)][0]
        went = any(book.shipped.get(at) for at, one in enumerate(book.lines) if one[0] == product)
        stands = ROLE[who] in INTAKE and self.model.sees(who, book) and went
        request = ask.AskReturn(
            order=book.number, lines=(PartAsked(product=product, qty=qty),), reason="盖子渗漏"
        )
        before = None if stands else self.runner.run(dump(self.store))
        refused = self.runner.run(self._take(who, request, RETURNS))
        if not stands:
            assert refused is not None
            assert self.runner.run(dump(self.store)) == before, "a refusal changed something"
            return
        assert refused is None, f"it was refused: {refused}"
        number = len(self.backs.all) + 1
        back = Back(number, book.number, {}, who)
        back.held = self._spread(book, product, qty, self._room(back))
        self.backs.all[number] = back
        self.backs.last[number] = Last(who, self.clock.now(), None, self.model.events[book.number])

    def _room(self, back: Back) -> dict[int, Decimal]:
        others, book = self.backs.agreed(back.order, back.number), self.book_of(back)
        return {at: book.shipped.get(at, ZERO) - others[at] for at in range(len(book.lines))}

    @staticmethod
    def _spread(book: Book, product: str, qty: Decimal, room: dict[int, Decimal]) -> dict[int, Decimal]:
        places = [at for at, line in enumerate(book.lines) if line[0] == product and book.shipped.get(at)]
        held = {}
        for at in places:
            held[at] = min(qty, max(ZERO, room.get(at, ZERO)))
            qty -= held[at]
        held[places[-1]] += qty
        return {at: much for at, much in held.items() if much}

    @precondition(lambda self: self.backs.all)
    @rule(pick=st.integers(0, 9), who=somebody(OFFICE), qty=st.none() | QTYS | st.just(ZERO))
    def check(self, pick: int, who: int, qty: Decimal | None) -> None:
        back = self.back(pick)
        book = self.book_of(back)
        product = book.lines[min(back.held)][0]
        held, lines = dict(back.held), ()
        if qty is not None:
            lines = (ask.Found(product=product, qty=qty),)
            held = self._spread(book, product, qty, self._room(back))
        stands = back.state == "listed" and any(held.values()) and self.fits(back, held)
        if self.move(who, ask.CheckReturn(number=back.number, lines=lines), back, OFFICE, stands):
            back.state, back.held = "checked", held

    @precondition(lambda self: self.backs.all)
    @rule(pick=st.integers(0, 9), who=somebody({"supervisor"}), agrees=st.sampled_from([True, True, False]))
    def sign_return(self, pick: int, who: int, agrees: bool) -> None:
        back = self.back(pick)
        request: Request = Sign(area=Area.RETURNS, number=back.number)
        roles, stands = {"supervisor"}, back.state == "checked" and self.fits(back, back.held)
        if not agrees:
            request = Reject(area=Area.RETURNS, number=back.number, reason="不是质量问题")
            at_check = ROLE[who] in OFFICE and back.state == "listed"
            stands = at_check or (ROLE[who] == "supervisor" and back.state == "checked")
            roles |= OFFICE
        if self.move(who, request, back, roles, stands):
            back.state = "signed" if agrees else "rejected"

    @precondition(lambda self: self.backs.all)
    @rule(pick=st.integers(0, 9), who=somebody(INTAKE))
    def give_up(self, pick: int, who: int) -> None:
        back = self.back(pick)
        request = ask.CancelReturn(number=back.number, reason="客户自留")
        if self.move(who, request, back, INTAKE, back.state in ("listed", "checked", "signed")):
            back.state = "cancelled"

    # goods and money ----------------------------------------------------------------------------------------------
    @precondition(lambda self: any(back.state == "signed" for back in self.backs.all.values()))
    @rule(pick=st.integers(0, 9), who=somebody(WAREHOUSE), qty=st.none() | QTYS | st.just(ZERO))
    def count(self, pick: int, who: int, qty: Decimal | None) -> None:
        back = self.back(pick)
        book = self.book_of(back)
        product = book.lines[min(back.held, default=0)][0]
        held, lines = dict(back.held), ()
        if qty is not None:
            lines = (ask.Found(product=product, qty=qty),)
            if qty <= sum(back.held.values()):
                held = self._spread(book, product, qty, back.held) if qty else {}
        stands = back.state == "signed" and (qty is None or qty <= sum(back.held.values()))
        stands = stands and self.fits(back, held)
        if self.move(who, ask.CountReturn(number=back.number, lines=lines), back, WAREHOUSE, stands):
            back.state, back.held = "counted", held

    @precondition(lambda self: any(back.state == "counted" for back in self.backs.all.values()))
    @rule(pick=st.integers(0, 9), who=somebody(INTAKE))
    def agree(self, pick: int, who: int) -> None:
        back = self.back(pick)
        book = self.book_of(back)
        worth = sum(
            (
                (qty * book.lines[at][2]).quantize(Decimal("0.01"), ROUND_HALF_UP)
                for at, qty in back.held.items()
            ),
            ZERO,
        )
        if self.move(who, ask.ConfirmReturn(number=back.number), back, INTAKE, back.state == "counted"):
            back.state, back.credited = "confirmed", min(worth, book.total - book.waived)
            if back.credited:
                book.waived += back.credited
                self.model.events[back.order] += 1
                # What was done before on the order isn't compared as a whole any more.
                self.model.done[back.order].clear()
                self.backs.last[back.number].order_events += 1

    @precondition(lambda self: self.model.books)
    @rule(pick=st.integers(0, 9), qty=QTYS, steps=st.integers(1, 4))
    def bring_one_back(self, pick: int, qty: Decimal, steps: int) -> None:
        """One return, answered at once by everyone, as far as it goes; of an order brought on so far if none was."""
        if not any(book.shipped for book in self.model.books.values()):
            self.bring_one_on(pick, 16)
        before = len(self.backs.all)
        if any(book.shipped for book in self.model.books.values()):
            self.list_goods(pick, WANG, 0, qty)
        if len(self.backs.all) == before:
            return
        at = before
        good = (
            lambda: self.check(at, WANG, None),
            lambda: self.sign_return(at, PENG, True),
            lambda: self.count(at, HU, None),
            lambda: self.agree(at, WANG),
        )
        for answer in good[:steps]:
            answer()
            self.the_books_agree()

    # taking back ----------------------------------------------------------------------------------------------------
    @precondition(lambda self: self.backs.last)
    @rule(pick=st.integers(0, 9))
    def undo_return(self, pick: int) -> None:
        """Whoever took the latest step on a return takes it back, while its order has stood still since."""
        number = sorted(self.backs.last)[pick % len(self.backs.last)]
        last, back = self.backs.last[number], self.backs.all[number]
        if self.model.events[back.order] != last.order_events and back.credited:
            return
        before = last.before
        stands = self.clock.now() - last.at <= timedelta(minutes=5)
        if before is not None and before.state in AGREED and not self.fits(back, before.held):
            stands = False
        note(f"{self.clock.now():%H:%M} {last.who} undoes their step on R{number}: {stands}")
        untouched = None if stands else self.runner.run(dump(self.store))
        refused = self.runner.run(self._undo(last.who, number, Area.RETURNS))
        if not stands:
            assert refused is not None
            assert self.runner.run(dump(self.store)) == untouched, "a refusal changed something"
            return
        assert refused is None, f"it was refused: {refused}"
        events = back.events + 1
        if back.credited:
            self.book_of(back).waived -= back.credited
            self.model.events[back.order] += 1
            self.model.done[back.order].clear()
        if before is None:
            back.state = "cancelled"
        else:
            self.backs.all[number] = before
        self.backs.all[number].events = events
        del self.backs.last[number]

    @precondition(lambda self: self.model.books)
    @rule(pick=st.integers(0, 9))
    def undo_latest(self, pick: int) -> None:
        """A shipment isn't taken back from under a return."""
        book = self.order(pick)
        stack = self.model.done[book.number]
        agreed = self.backs.agreed(book.number)
        before = stack[-1].before if stack else None
        if before is not None and any(qty > before.shipped.get(at, ZERO) for at, qty in agreed.items()):
            assert self.runner.run(self._undo(stack[-1].who, book.number)) is not None
            return
        super().undo_latest(pick)

    # what must always hold --------------------------------------------------------------------------------------------
    async def _compare(self) -> None:
        await super()._compare()
        async with self.store.reading() as unit:
            session = unit.session
            rows = {row.number: row for row in await session.exec(select(ReturnRow))}
            ids = {row.case_id: number for number, row in rows.items()}
            held: dict[int, dict[int, Decimal]] = {number: {} for number in rows}
            for line in await session.exec(select(ReturnLineRow)):
                said = (line.received, line.approved, line.listed)
                qty = next(qty for qty in said if qty is not None)
                held[ids[line.case_id]] |= {line.position: qty} if qty else {}
            orders = {row.case_id: row.order_id for row in rows.values()}
            numbers = dict((await session.exec(select(Case.id, Case.number))).all())
            asked: dict[int, list[str]] = {number: [] for number in rows}
            for task in await session.exec(select(tasks.Task).where(tasks.Task.closed_at.is_(None))):
                if task.case_id in ids:
                    asked[ids[task.case_id]].append(task.kind)
            steps: Counter[int] = Counter()
            for (case_id,) in (await session.exec(select(Event.case_id, Event.seq))).columns(0):
                steps[ids.get(case_id, 0)] += 1
        assert sorted(rows) == list(range(1, len(self.backs.all) + 1)), "numbers have gaps"
        for number, back in self.backs.all.items():
            row = rows[number]
            assert (row.state, numbers[orders[row.case_id]]) == (back.state, back.order)
            assert held[number] == {at: qty for at, qty in back.held.items() if qty}
            assert (row.credited or ZERO) == back.credited
            assert asked[number] == ([ASKED[back.state][0]] if back.state in ASKED else [])
            assert steps[number] == back.events
        for book in self.model.books.values():
            for at, qty in self.backs.agreed(book.number).items():
                assert qty <= book.shipped.get(at, ZERO), "more comes back than was shipped"


@pytest.mark.timeout(0 if FULL else 300)
@pytest.mark.tried(RUNS, "runs")
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_the_books_agree_with_returns_in_them(
    kind: str, request: pytest.FixtureRequest, company: Company
) -> None:
    walk(BooksWithReturns, request.getfixturevalue(f"{kind}_stores"), company)
