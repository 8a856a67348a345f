"""The books: people take orders, pay, ship and undo in any order, and a simple model keeps the same books beside them.

Every step goes through the real store, one transaction each, on SQLite and on PostgreSQL. The model decides by the
procedures (O1 to O9, A1, A2) whether a step stands; afterwards the store must say what the model says.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
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
from sqlalchemy import delete, text
from sqlmodel import select

from store.company import Company
from store.company.tables import Credit
from store.database.db import Database
from store.hours.clock import FrozenClock
from store.members import people
from store.migrations.tables import METADATA
from store.money import book as book_of_money
from store.money.model import AllocationRow, ChargeRow, CreditRow, ReceiptRow
from store.orders import requests as ask
from store.orders.area import ORDERS
from store.orders.duties import DUTIES
from store.orders.model import LineRow, OrderRow, ShipmentLineRow, ShipmentRow, SlipRow
from store.orders.requests import FreightBy, Pay
from store.process import tasks
from store.process.areas import AreaTable
from store.process.cases import take
from store.process.records import Case, Event
from store.process.undo import undo
from store.process.unit import Store
from store.registry import AREAS
from store.requests import Area, Refused, Reject, Request, Sign, UndoStep
from tests.faults.scale import FULL, many

RUNS = many(10, 10_000)
MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)

WANG, LIN, SUN, WU = 1001, 1008, 1009, 1010
LI, MA, CHEN, XU, ZHOU, LUO = 1002, 1013, 1003, 1015, 1005, 1016
ZHAO, ZHENG, PENG, CAO, GUO, TANG, HE, DENG = 1006, 1007, 1023, 1022, 1014, 1019, 1012, 1024
HU, XIE = 1017, 1018

ROLE = {
    WANG: "service",
    LIN: "assistant",
    SUN: "sales",
    WU: "sales",
    LI: "production",
    MA: "workshop_lead",
    GUO: "factory",
    CHEN: "finance",
    XU: "collector",
    ZHOU: "logistics",
    LUO: "dispatcher",
    ZHAO: "director",
    ZHENG: "executive",
    PENG: "supervisor",
    CAO: "purchasing",
    TANG: "technical",
    HU: "warehouse",
    XIE: "order_clerk",
    HE: "land_lease",
    DENG: "admin",
}
OFFICE = {"service", "assistant"}
INTAKE = OFFICE | {"sales"}
WORKSHOP = {"production", "workshop_lead", "factory"}
FINANCE = {"finance", "collector"}
LOGISTICS = {"logistics", "dispatcher"}
CHAIN = ("supervisor", "purchasing", "executive", "factory", "workshop_lead", "technical")
ACTS = (
    "production_sign",
    "production_material",
    "production_sign",
    "production_give",
    "production_accept",
    "production_ticket",
)
CONCERNED = (
    INTAKE
    | WORKSHOP
    | FINANCE
    | LOGISTICS
    | {*("technical", "purchasing", "supervisor", "director", "warehouse")}
)

MONTHLY, SEEN, NEWCOMER = "华东机械", "宏达钢构", "新客"
LIMIT = Decimal(100_000)
ZERO = Decimal(0)


# the model ------------------------------------------------------------------------------------------------
@dataclass
class Book:
    """One order as the model keeps it."""

    number: int
    customer: str
    pay: str
    lines: list[tuple[str, Decimal, Decimal]]
    creator: int
    seller: int | None
    receipt: bool
    by_sales: bool
    terms: bool
    state: str = "preparing"
    goods: str = "pending"
    agreed: bool = True
    stage: int | None = None
    vehicle: bool = False
    cost: Decimal | None = None
    transfers: Decimal = ZERO
    refs: set[str] = field(default_factory=set)
    reported: Decimal = ZERO
    confirmed: Decimal = ZERO
    refunded: Decimal = ZERO
    waived: Decimal = ZERO
    """What steps of other areas took off: nothing here, returns in test_returns_machine.py."""
    claimed: Decimal = ZERO
    settled: bool = False
    signed: bool = False
    rejected: bool = False
    slip: bool = False
    shipped: dict[int, Decimal] = field(default_factory=dict)
    told_of_shipment: bool = False
    informed: bool = False
    receipt_back: bool = False
    problems: int = 0

    @property
    def total(self) -> Decimal:
        return sum((qty * price for _, qty, price in self.lines), ZERO)

    @property
    def received(self) -> Decimal:
        return self.transfers + self.confirmed - self.refunded

    @property
    def owed(self) -> Decimal:
        return self.total - self.received - self.waived

    @property
    def charged(self) -> Decimal:
        """What has left the house, to the fen."""
        parts = (qty * self.lines[at][2] for at, qty in self.shipped.items())
        return sum((part.quantize(Decimal("0.01"), ROUND_HALF_UP) for part in parts), ZERO)

    @property
    def held(self) -> Decimal:
        return self.reported - self.confirmed

    @property
    def to_bring(self) -> Decimal:
        return max(ZERO, self.owed - self.held) if self.pay == "cod" else ZERO

    @property
    def too_much(self) -> Decimal:
        return self.received if self.state == "cancelled" else max(ZERO, -self.owed)

    @property
    def on_consent(self) -> bool:
        return self.pay == "credit" or (self.pay == "monthly" and not self.terms)

    @property
    def money(self) -> str:
        free = (
            self.pay == "cod" or (self.pay == "monthly" and self.terms) or (self.on_consent and self.signed)
        )
        if free or self.owed <= 0:
            return "cleared"
        return "partial" if self.received > 0 else "pending"

    @property
    def gate(self) -> bool:
        return self.goods == "ready" and self.money == "cleared"

    @property
    def left(self) -> list[tuple[int, Decimal]]:
        rest = [(at, qty - self.shipped.get(at, ZERO)) for at, (_, qty, _) in enumerate(self.lines)]
        return [(at, qty) for at, qty in rest if qty > 0]

    @property
    def freight_open(self) -> bool:
        return not self.settled and bool(self.claimed or self.cost)

    @property
    def home(self) -> bool:
        return (
            self.state == "arrived"
            and self.informed
            and (self.receipt_back or not self.receipt)
            and self.held <= 0
            and not (self.owed > 0 and self.pay in ("cod", "prepaid"))
            and not self.freight_open
            and not self.problems
        )

    @property
    def under_way(self) -> bool:
        return self.state in ("released", "shipped", "arrived")

    def asked(self) -> Counter[tuple[str, str]]:
        """Who has the ball: kinds of task, each with its role."""
        found: list[tuple[str, str]] = []
        if self.state == "preparing":
            found += self._asked_while_preparing()
        if self.state in ("preparing", "released") and not self.vehicle:
            found += [("vehicle", "sales" if self.by_sales and self.seller else "logistics")]
        if self.state == "released":
            found += [("ship", "logistics")]
        if self.state == "shipped":
            found += [("arrival", "logistics")]
        if self.state == "arrived":
            found += [("inform", "service")] if not self.informed else []
            found += [("receipt", "logistics")] if self.receipt and not self.receipt_back else []
            found += [("cod", "logistics")] if self.to_bring > 0 else []
            found += [("close", "service")] if self.home else []
        if self.under_way and self.held > 0:
            found += [("cod_confirm", "finance")]
        if self.state in ("shipped", "arrived") and self.freight_open:
            found += [("freight_confirm", "finance") if self.claimed else ("freight", "logistics")]
        if self.problems and self.state != "cancelled":
            found += [("problem", "service")]
        if self.too_much > 0 and self.state in ("cancelled", "shipped", "arrived", "closed"):
            found += [("refund", "finance")]
        return Counter(found)

    def _asked_while_preparing(self) -> Iterator[tuple[str, str]]:
        if self.goods == "pending":
            yield "prepare", "production"
        if self.goods == "short":
            yield "restock", "production"
            if not self.agreed:
                yield "promise", "service"
            if self.stage is None:
                yield "production", "service"
        if self.goods == "short" and self.stage is not None and self.stage < len(CHAIN):
            yield ACTS[self.stage], CHAIN[self.stage]
        if self.money != "cleared":
            if self.pay == "prepaid" or self.rejected:
                yield "payment", "finance"
            if self.on_consent and not self.rejected:
                yield "sign", "director"
        if self.gate:
            yield "slip", "service"


@dataclass
class Done:
    """A step that stands, with the book as it was before it."""

    who: int
    at: datetime
    before: Book | None
    undoable: bool | None = True
    """None where what follows from it on other orders decides, which tests of their own hold."""


@dataclass
class Model:
    books: dict[int, Book] = field(default_factory=dict)
    done: dict[int, list[Done]] = field(default_factory=dict)
    events: Counter[int] = field(default_factory=Counter)
    owners: dict[str, int] = field(default_factory=lambda: {MONTHLY: SUN, SEEN: WU})
    urged: dict[int, datetime] = field(default_factory=dict)
    slips: list[int] = field(default_factory=list)
    """The order of each slip ever issued, in turn."""

    def sees(self, who: int, book: Book) -> bool:
        return ROLE[who] != "sales" or who in (book.seller, book.creator)

    def lowers(self, was: Book, now: Book) -> bool:
        """Whether a change takes off what is owed in a way that isn't service's alone (C5, M4)."""
        dearest = {
            product: max(p for one, _, p in was.lines if one == product) for product, _, _ in was.lines
        }
        if any(price < dearest.get(product, ZERO) for product, _, price in now.lines):
            return True
        swapped = any(product not in dearest for product, _, _ in now.lines)
        known = was.transfers or was.reported or was.shipped or was.number in self.slips
        return now.total < was.total and bool(swapped or known)

    def room(self, but: int = 0) -> Decimal:
        """What is left of the one credit limit beside one order (A1): what waits for a signature takes only what of it has
        left the house."""
        on_account = (
            book
            for book in self.books.values()
            if book.customer == MONTHLY
            and book.state != "cancelled"
            and book.pay in ("monthly", "credit")
            and book.number != but
        )
        taken = (
            book.owed if book.money == "cleared" else book.charged - book.received - book.waived
            for book in on_account
        )
        return LIMIT - sum((max(ZERO, one) for one in taken), ZERO)


# the store beside it ------------------------------------------------------------------------------------------
AMOUNTS = st.sampled_from(["0.01", "100", "8400", "30000", "99999.99"]).map(Decimal)
QTYS = st.sampled_from(["0.5", "1", "2.125", "30"]).map(Decimal)
PRICES = st.sampled_from(["0", "0.08", "280", "1000"]).map(Decimal)
LINES = st.lists(
    st.tuples(st.sampled_from(["底漆", "面漆", "稀料"]), QTYS, PRICES).filter(
        lambda line: (line[1] * line[2]).normalize().as_tuple().exponent >= -2
    ),
    min_size=1,
    max_size=3,
)
ORDERS_PLACED = st.fixed_dictionaries(
    {
        "customer": st.sampled_from([MONTHLY, MONTHLY, SEEN, NEWCOMER]),
        "pay": st.sampled_from(["prepaid", "cod", "monthly", "credit"]),
        "lines": LINES,
        "receipt": st.booleans(),
        "by_sales": st.booleans(),
    }
)
EVERYONE = sorted(ROLE)


def somebody(roles: set[str]) -> st.SearchStrategy[int]:
    """Mostly whoever may, at times anybody."""
    rightful = st.sampled_from([who for who in EVERYONE if ROLE[who] in roles])
    return st.one_of(rightful, rightful, rightful, st.sampled_from(EVERYONE))


class Books(RuleBasedStateMachine):
    store: Store
    runner: asyncio.Runner
    clock: FrozenClock
    moved = 0
    """The order that a step was taken on since it was last looked at what waits."""
    known_kinds = frozenset(duty.kind for duty in DUTIES)

    @initialize(orders=st.lists(ORDERS_PLACED, min_size=2, max_size=3))
    def a_new_company(self, orders: list[dict[str, Any]]) -> None:
        self.model = Model()
        self.moved = 0
        self.clock.advance(MORNING - self.clock.now())
        self.runner.run(emptied(self.store))
        for order in orders:
            self.place(WANG, **order)

    # taking a step on both sides -------------------------------------------------------------------------------
    def order(self, pick: int) -> Book:
        numbers = sorted(self.model.books)
        return self.model.books[numbers[pick % len(numbers)]]

    def take(
        self, who: int, request: Request, book: Book | None, *, stands: bool, undoable: bool = True
    ) -> bool:
        """The store must do what the model expects; a refusal must change nothing."""
        self.cover()
        note(
            f"{self.clock.now():%H:%M} {ROLE[who]} {who}: {request!r} -> {'stands' if stands else 'refused'}"
        )
        before = None if stands else self.runner.run(dump(self.store))
        refused = self.runner.run(self._take(who, request))
        if not stands:
            assert refused is not None, "it was taken"
            assert self.runner.run(dump(self.store)) == before, "a refusal changed something"
            return False
        assert refused is None, f"it was refused: {refused}"
        if book is not None:
            self.model.done[book.number].append(Done(who, self.clock.now(), deepcopy(book), undoable))
            self.model.events[book.number] += 1
            self.moved = book.number
        return True

    def cover(self) -> None:
        """What the last step left of the credit limit goes to the orders that wait for a signature, the oldest first."""
        moved, self.moved = self.moved, 0
        if not moved or self.model.books[moved].customer != MONTHLY:
            return
        for number, book in sorted(self.model.books.items()):
            asks = book.pay == "monthly" and book.state == "preparing" and book.money != "cleared"
            if book.customer != MONTHLY or not asks or book.rejected:
                continue
            if book.total <= self.model.room(but=number):
                self.model.done[moved][-1].undoable = None
                book.terms = True
                self.model.done[number].append(Done(0, self.clock.now(), None, None))
                self.model.events[number] += 1

    async def _take(self, who: int, request: Request, area: AreaTable[Any] = ORDERS) -> str | None:
        async with self.store.unit() as unit:
            person = unit.roster.by_telegram(who)
            assert person is not None
            result = await take(unit, area, unit.roster.actor(person), request)
            return result.reason if isinstance(result, Refused) else None

    def step(
        self,
        who: int,
        request: ask.CaseRequest,
        book: Book,
        roles: set[str],
        stands: bool,
        undoable: bool = True,
    ) -> bool:
        may = ROLE[who] in roles and self.model.sees(who, book)
        return self.take(who, request, book, stands=may and stands, undoable=undoable)

    # O1 ------------------------------------------------------------------------------------------------------------
    @rule(who=somebody(INTAKE), order=ORDERS_PLACED)
    def place_another(self, who: int, order: dict[str, Any]) -> None:
        self.place(who, **order)

    def place(
        self,
        who: int,
        customer: str,
        pay: str,
        lines: list[tuple[str, Decimal, Decimal]],
        receipt: bool,
        by_sales: bool,
    ) -> None:
        request = ask.PlaceOrder(
            customer=customer,
            lines=tuple(
                ask.LineAsked(product=product, qty=qty, unit="桶", price=price)
                for product, qty, price in lines
            ),
            pay=Pay(pay),
            receipt=receipt,
            freight=FreightBy.SALES if by_sales else FreightBy.LOGISTICS,
        )
        model, role = self.model, ROLE[who]
        owner = model.owners.get(customer)
        stands = role in OFFICE or (role == "sales" and owner in (None, who))
        total = sum((qty * price for _, qty, price in lines), ZERO)
        terms = pay == "monthly" and customer == MONTHLY and total <= model.room()
        if not self.take(who, request, None, stands=stands):
            return
        on_file = owner or any(book.customer == customer for book in model.books.values())
        seller = owner if on_file else who if role == "sales" else None
        if seller is not None:
            model.owners[customer] = seller
        number = len(model.books) + 1
        model.books[number] = Book(
            number, customer, pay, lines, who, seller, receipt, by_sales, terms and pay == "monthly"
        )
        model.done[number] = [Done(who, self.clock.now(), None)]
        model.events[number] = 1
        self.moved = number

    # O2, O7 ----------------------------------------------------------------------------------------------------------
    @precondition(lambda self: self.model.books)
    @rule(pick=st.integers(0, 9), who=somebody(WORKSHOP))
    def ready(self, pick: int, who: int) -> None:
        book = self.order(pick)
        stands = book.state == "preparing" and book.goods != "ready"
        if self.step(who, ask.ReportReady(number=book.number), book, WORKSHOP, stands):
            book.goods = "ready"

    @precondition(lambda self: self.model.books)
    @rule(pick=st.integers(0, 9), who=somebody(WORKSHOP), days=st.integers(-1, 3))
    def short(self, pick: int, who: int, days: int) -> None:
        book = self.order(pick)
        request = ask.ReportShort(number=book.number, until=TODAY + timedelta(days=days), reason="缺料")
        if self.step(who, request, book, WORKSHOP, book.state == "preparing" and days >= 0):
            book.goods, book.agreed = "short", False

    @precondition(lambda self: self.model.books)
    @rule(pick=st.integers(0, 9), who=somebody(INTAKE), days=st.integers(-1, 3))
    def promise(self, pick: int, who: int, days: int) -> None:
        book = self.order(pick)
        request = ask.PromiseDate(number=book.number, until=TODAY + timedelta(days=days))
        stands = book.state in ("preparing", "released") and days >= 0
        if self.step(who, request, book, INTAKE, stands):
            book.agreed = True

    @precondition(lambda self: self.model.books)
    @rule(pick=st.integers(0, 9), who=somebody(INTAKE))
    def produce(self, pick: int, who: int) -> None:
        book = self.order(pick)
        stands = book.state == "preparing" and book.goods == "short" and book.stage is None
        if self.step(who, ask.OrderProduction(number=book.number), book, INTAKE, stands):
            book.stage = 0

    # money -----------------------------------------------------------------------------------------------------------
    @precondition(lambda self: self.model.books)
    @rule(
        pick=st.integers(0, 9),
        who=somebody(FINANCE),
        amount=st.none() | AMOUNTS,
        ref=st.sampled_from(["", "", "R1", "R2"]),
    )
    def pay(self, pick: int, who: int, amount: Decimal | None, ref: str) -> None:
        book = self.order(pick)
        request = ask.RecordPayment(number=book.number, amount=amount, ref=ref)
        stands = book.state != "cancelled" and ref not in book.refs and (amount is not None or book.owed > 0)
        if self.step(who, request, book, FINANCE, stands):
            book.transfers += book.owed if amount is None else amount
            book.refs |= {ref} - {""}

    @precondition(lambda self: self.model.books)
    @rule(pick=st.integers(0, 9), who=somebody(FINANCE))
    def no_money(self, pick: int, who: int) -> None:
        book = self.order(pick)
        looked_for = book.money != "cleared" or book.state == "closed"
        stands = book.state != "cancelled" and book.owed > 0 and looked_for
        self.step(who, ask.ReportNoPayment(number=book.number), book, FINANCE, stands)

    @precondition(lambda self: self.model.books)
    @rule(pick=st.integers(0, 9), who=st.one_of(somebody({"director"}), somebody(set(CHAIN))))
    def sign(self, pick: int, who: int) -> None:
        book = self.order(pick)
        consent = book.on_consent and not book.signed
        turn = book.stage is not None and book.stage < len(CHAIN) and CHAIN[book.stage] == ROLE[who]
        roles = {"director", *CHAIN}
        stands = book.state == "preparing" and (consent if ROLE[who] == "director" else turn)
        if self.step(who, Sign(number=book.number), book, roles, stands):
            if ROLE[who] == "director":
                book.signed, book.rejected = True, False
            else:
                book.stage = (book.stage or 0) + 1

    @precondition(lambda self: any(b.on_consent and not b.rejected for b in self.model.books.values()))
    @rule(pick=st.integers(0, 9), who=somebody({"director"}).filter(lambda who: ROLE[who] not in CHAIN))
    def reject(self, pick: int, who: int) -> None:
        asking = [n for n, book in self.model.books.items() if book.on_consent and not book.rejected]
        book = self.model.books[asking[pick % len(asking)]]
        request = Reject(number=book.number, reason="超限")
        if self.step(who, request, book, {"director"}, book.state == "preparing" and not book.signed):
            book.rejected = True

    @precondition(lambda self: self.model.books)
    @rule(pick=st.integers(0, 9), who=somebody(FINANCE), amount=st.none() | AMOUNTS)
    def refund(self, pick: int, who: int, amount: Decimal | None) -> None:
        book = self.order(pick)
        stands = book.too_much > 0 and (amount is None or amount <= book.too_much)
        if self.step(who, ask.RefundMoney(number=book.number, amount=amount), book, FINANCE, stands):
            book.refunded += book.too_much if amount is None else amount

    # O3, O4 ------------------------------------------------------------------------------------------------------------
    @precondition(lambda self: self.model.books)
    @rule(
        pick=st.integers(0, 9),
        who=somebody(LOGISTICS | {"sales"}),
        said=st.sampled_from([("", None), ("顺丰", None), ("顺丰", Decimal(600)), ("德邦", Decimal(0))]),
    )
    def vehicle(self, pick: int, who: int, said: tuple[str, Decimal | None]) -> None:
        book = self.order(pick)
        carrier, cost = said
        roles = LOGISTICS | ({"sales"} if book.by_sales and book.seller == who else set())
        stands = book.state in ("preparing", "released") and (not book.vehicle or bool(carrier))
        request = ask.ArrangeVehicle(number=book.number, carrier=carrier, cost=cost)
        if self.step(who, request, book, roles, stands):
            book.vehicle = True
            book.cost = book.cost if cost is None else cost

    @precondition(lambda self: self.model.books)
    @rule(pick=st.integers(0, 9), who=somebody({"service"}))
    def issue(self, pick: int, who: int) -> None:
        book = self.order(pick)
        stands = book.state == "preparing" and book.gate
        if self.step(who, ask.IssueSlip(number=book.number), book, {"service"}, stands):
            book.state, book.slip = "released" if book.left else "shipped", True
            self.model.slips.append(book.number)

    @precondition(lambda self: self.model.books)
    @rule(pick=st.integers(0, 9), who=somebody(LOGISTICS))
    def ship_all(self, pick: int, who: int) -> None:
        book = self.order(pick)
        if self.step(who, ask.ShipGoods(number=book.number), book, LOGISTICS, book.state == "released"):
            book.shipped = {at: qty for at, (_, qty, _) in enumerate(book.lines)}
            book.state = "shipped"

    @precondition(lambda self: any(book.state == "released" for book in self.model.books.values()))
    @rule(pick=st.integers(0, 9), who=somebody(LOGISTICS), line=st.integers(0, 2), qty=QTYS)
    def ship_part(self, pick: int, who: int, line: int, qty: Decimal) -> None:
        released = [number for number, book in self.model.books.items() if book.state == "released"]
        book = self.model.books[released[pick % len(released)]]
        product = book.lines[line % len(book.lines)][0]
        rest = {at: left for at, left in book.left if book.lines[at][0] == product}
        request = ask.ShipGoods(number=book.number, parts=(ask.PartAsked(product=product, qty=qty),))
        if self.step(who, request, book, LOGISTICS, qty <= sum(rest.values())):
            for at, left in rest.items():
                going = min(qty, left)
                qty -= going
                if going:
                    book.shipped[at] = book.shipped.get(at, ZERO) + going
            book.state = "released" if book.left else "shipped"

    # O5, O6 ------------------------------------------------------------------------------------------------------------
    @precondition(lambda self: self.model.books)
    @rule(pick=st.integers(0, 9), who=somebody(LOGISTICS), there=st.booleans())
    def arrive(self, pick: int, who: int, there: bool) -> None:
        book = self.order(pick)
        request = (ask.ConfirmArrival if there else ask.ReportNotArrived)(number=book.number)
        if self.step(who, request, book, LOGISTICS, book.state == "shipped") and there:
            book.state = "arrived"

    @precondition(lambda self: self.model.books)
    @rule(pick=st.integers(0, 9), who=somebody(OFFICE))
    def inform(self, pick: int, who: int) -> None:
        book = self.order(pick)
        arrived = book.state == "arrived"
        before = book.under_way and bool(book.shipped) and not book.told_of_shipment
        stands = not book.informed if arrived else before
        if self.step(who, ask.InformCustomer(number=book.number), book, OFFICE, stands):
            if arrived:
                book.informed = True
            else:
                book.told_of_shipment = True

    @precondition(lambda self: self.model.books)
    @rule(pick=st.integers(0, 9), who=somebody(LOGISTICS))
    def receipt(self, pick: int, who: int) -> None:
        book = self.order(pick)
        stands = book.state == "arrived" and not book.receipt_back
        if self.step(who, ask.RecordReceipt(number=book.number), book, LOGISTICS, stands):
            book.receipt_back = True

    @precondition(lambda self: self.model.books)
    @rule(pick=st.integers(0, 9), who=somebody(LOGISTICS | FINANCE), amount=st.none() | AMOUNTS)
    def cod(self, pick: int, who: int, amount: Decimal | None) -> None:
        book = self.order(pick)
        brings, takes = ROLE[who] in LOGISTICS, ROLE[who] in FINANCE
        given = book.to_bring if brings else book.held
        enough = amount is not None or given > 0
        if takes:
            enough = book.held > 0 and (amount is None or amount <= book.held)
        stands = book.pay == "cod" and book.under_way and bool(book.shipped or takes) and enough
        if self.step(
            who, ask.RecordCod(number=book.number, amount=amount), book, LOGISTICS | FINANCE, stands
        ):
            given = given if amount is None else amount
            if brings:
                book.reported += given
            else:
                book.confirmed += given

    @precondition(lambda self: self.model.books)
    @rule(pick=st.integers(0, 9), who=somebody(LOGISTICS | FINANCE), amount=st.sampled_from([None, 600, 700]))
    def freight(self, pick: int, who: int, amount: int | None) -> None:
        book = self.order(pick)
        due = book.claimed or book.cost or ZERO
        said = None if amount is None else Decimal(amount)
        if ROLE[who] in FINANCE:
            stands = bool(due) and said in (None, due)
        else:
            stands = said is not None or bool(book.cost)
        stands = stands and book.under_way and not book.settled
        request = ask.RecordFreight(number=book.number, amount=said)
        if self.step(who, request, book, LOGISTICS | FINANCE, stands):
            if ROLE[who] in FINANCE:
                book.settled = True
            else:
                book.claimed = said or book.cost or ZERO

    @precondition(lambda self: self.model.books)
    @rule(pick=st.integers(0, 9), who=somebody(OFFICE))
    def close(self, pick: int, who: int) -> None:
        book = self.order(pick)
        if self.step(who, ask.CloseOrder(number=book.number), book, OFFICE, book.home):
            book.state = "closed"

    # O8, O9, O2 ----------------------------------------------------------------------------------------------------------
    @precondition(lambda self: self.model.books)
    @rule(pick=st.integers(0, 9), who=somebody(CONCERNED), solved=st.booleans())
    def problem(self, pick: int, who: int, solved: bool) -> None:
        book = self.order(pick)
        stands = book.state != "cancelled" and (not solved or book.problems > 0)
        request = (ask.ResolveProblem if solved else ask.ReportProblem)(number=book.number, text="少 2 桶")
        if self.step(who, request, book, CONCERNED, stands):
            book.problems += -1 if solved else 1

    @precondition(lambda self: self.model.books)
    @rule(
        pick=st.integers(0, 9),
        who=somebody(OFFICE),
        lines=st.one_of(st.none(), st.sampled_from([Decimal(-1), Decimal(1), Decimal(30)]), LINES),
        pay=st.one_of(st.none(), st.sampled_from(["prepaid", "cod", "monthly", "credit"])),
    )
    def change(
        self, pick: int, who: int, lines: Decimal | list[tuple[str, Decimal, Decimal]] | None, pay: str | None
    ) -> None:
        """Other lines, the first line's quantity, or another way to pay; what has shipped must stay in it (O9)."""
        book = self.order(pick)
        if isinstance(lines, Decimal):
            (product, qty, price), *rest = book.lines
            lines = [(product, max(Decimal("0.5"), qty + lines), price), *rest]
        new = deepcopy(book)
        new.lines, new.pay = lines or book.lines, pay or book.pay
        if self.model.lowers(book, new):
            return  # it waits for the director: test_lowering, test_changes
        fits = (
            new.pay == "monthly"
            and book.customer == MONTHLY
            and new.total <= self.model.room(but=book.number)
        )
        if new.pay == book.pay and new.total <= book.total:
            new.terms = book.terms or fits
        else:
            new.terms, new.signed, new.rejected = fits, False, False
        if not new.left:
            new.goods, new.stage, new.agreed = "ready", None, True
        elif [line[:2] for line in new.lines] != [line[:2] for line in book.lines]:
            new.goods, new.stage, new.agreed = "pending", None, True
        kept = all(
            at < len(new.lines)
            and new.lines[at][0] == book.lines[at][0]
            and new.lines[at][1] >= qty
            and new.lines[at][2] == book.lines[at][2]
            for at, qty in book.shipped.items()
        )
        stands = book.state in ("preparing", "released") and (lines is None or kept) and new != book
        stands = stands and new.total >= book.waived
        request = ask.ChangeOrder(
            number=book.number,
            pay=Pay(pay) if pay else None,
            lines=tuple(
                ask.LineAsked(product=product, qty=qty, unit="桶", price=price)
                for product, qty, price in lines
            )
            if lines
            else None,
        )
        if self.step(who, request, book, OFFICE, stands):
            new.state, new.slip = "preparing", False
            self.model.books[book.number] = new

    @precondition(lambda self: self.model.books)
    @rule(pick=st.integers(0, 9), who=somebody(OFFICE))
    def cancel(self, pick: int, who: int) -> None:
        book = self.order(pick)
        stands = book.state in ("preparing", "released") and not book.shipped
        request = ask.CancelOrder(number=book.number, reason="客户不要了")
        if self.step(who, request, book, OFFICE, stands):
            book.state, book.slip = "cancelled", False

    @precondition(lambda self: self.model.books)
    @rule(pick=st.integers(0, 9), who=somebody(OFFICE | LOGISTICS))
    def urge(self, pick: int, who: int) -> None:
        book, now = self.order(pick), self.clock.now()
        last = self.model.urged.get(book.number)
        stands = bool(book.asked()) and (last is None or now - last >= timedelta(minutes=10))
        request = ask.UrgeOrder(number=book.number)
        if self.step(who, request, book, OFFICE | LOGISTICS, stands, undoable=False):
            self.model.urged[book.number] = now

    @precondition(lambda self: self.model.books)
    @rule(pick=st.integers(0, 9))
    def undo_latest(self, pick: int) -> None:
        """Whoever took the latest step on an order takes it back."""
        book = self.order(pick)
        stack = self.model.done[book.number]
        if not stack:
            return
        last = stack[-1]
        if last.undoable is None:
            return
        in_time = self.clock.now() - last.at <= timedelta(minutes=5)
        note(f"{self.clock.now():%H:%M} {last.who} undoes their step on {book.number}")
        before = self.runner.run(dump(self.store))
        refused = self.runner.run(self._undo(last.who, book.number))
        if not (in_time and last.undoable):
            assert refused is not None
            assert self.runner.run(dump(self.store)) == before, "a refusal changed something"
            return
        assert refused is None, f"it was refused: {refused}"
        stack.pop()
        self.model.events[book.number] += 1
        if last.before is None:
            book.state = "cancelled"
        else:
            self.model.books[book.number] = last.before

    async def _undo(self, who: int, number: int, area: Area = Area.ORDERS) -> str | None:
        async with self.store.unit() as unit:
            person = unit.roster.by_telegram(who)
            assert person is not None
            result = await undo(unit, unit.roster.actor(person), UndoStep(area=area, number=number))
            return result.reason if isinstance(result, Refused) else None

    # whoever has the ball ----------------------------------------------------------------------------------------------
    @precondition(lambda self: any(book.asked() for book in self.model.books.values()))
    @rule(picks=st.lists(st.integers(0, 99), min_size=1, max_size=8))
    def do_what_is_asked(self, picks: list[int]) -> None:
        """The good answers to tasks that are open, so that orders get somewhere."""
        for pick in picks:
            if any(book.asked() for book in self.model.books.values()):
                self.answer(pick)
                self.the_books_agree()

    @precondition(lambda self: any(book.asked() for book in self.model.books.values()))
    @rule(pick=st.integers(0, 9), steps=st.integers(4, 16))
    def bring_one_on(self, pick: int, steps: int) -> None:
        """One order, answered at once by everyone."""
        number = self.order(pick).number
        for at in range(steps):
            if not self.model.books[number].asked():
                break
            self.answer(at, number)
            self.the_books_agree()

    def answer(self, pick: int, only: int | None = None) -> None:
        asked = sorted(
            (number, *task)
            for number, book in self.model.books.items()
            for task in book.asked()
            if only in (None, number)
        )
        number, kind, role = asked[pick % len(asked)]
        at = sorted(self.model.books).index(number)
        book = self.model.books[number]
        who = next(who for who in EVERYONE if ROLE[who] == role)
        if role == "sales":
            assert book.seller is not None
            who = book.seller
        good: dict[str, Any] = {
            "prepare": lambda: self.ready(at, who),
            "restock": lambda: self.ready(at, who),
            "promise": lambda: self.promise(at, who, 2),
            "production": lambda: self.produce(at, who),
            "payment": lambda: self.pay(at, who, None, ""),
            "refund": lambda: self.refund(at, who, None),
            "vehicle": lambda: self.vehicle(at, who, ("", None)),
            "slip": lambda: self.issue(at, who),
            "ship": lambda: self.ship_all(at, who),
            "arrival": lambda: self.arrive(at, who, True),
            "inform": lambda: self.inform(at, who),
            "receipt": lambda: self.receipt(at, who),
            "cod": lambda: self.cod(at, who, None),
            "cod_confirm": lambda: self.cod(at, who, None),
            "freight": lambda: self.freight(at, who, None),
            "freight_confirm": lambda: self.freight(at, who, None),
            "close": lambda: self.close(at, who),
            "problem": lambda: self.problem(at, who, True),
        }
        good.get(kind, lambda: self.sign(at, who))()

    @rule(minutes=st.integers(1, 9))
    def later(self, minutes: int) -> None:
        self.clock.advance(timedelta(minutes=minutes))

    # what must always hold ----------------------------------------------------------------------------------------------
    @invariant()
    def the_books_agree(self) -> None:
        if hasattr(self, "model"):
            self.cover()
            self.runner.run(self._compare())

    async def _compare(self) -> None:
        model = self.model
        async with self.store.reading() as unit:
            session = unit.session
            rows = {row.number: row for row in await session.exec(select(OrderRow))}
            ids = {row.case_id: number for number, row in rows.items()}
            assert sorted(rows) == list(range(1, len(model.books) + 1)), "numbers have gaps"
            lines: dict[int, list[LineRow]] = {number: [] for number in rows}
            for line in await session.exec(select(LineRow).order_by(LineRow.position)):
                lines[ids[line.case_id]].append(line)
            came, off, charged = await self._booked(session, ids)
            accounts = await book_of_money.accounts(session, TODAY)
            asked: dict[int, Counter[tuple[str, str]]] = {number: Counter() for number in rows}
            for task in await session.exec(select(tasks.Task).where(tasks.Task.closed_at.is_(None))):
                if task.case_id in ids:
                    asked[ids[task.case_id]][task.kind, task.role] += 1
            found = select(Case.number, Case.state).where(Case.area == ORDERS.name)
            states = dict((await session.exec(found)).all())
            steps: dict[int, list[int]] = {number: [] for number in rows}
            for case_id, seq in await session.exec(select(Event.case_id, Event.seq).order_by(Event.id)):
                if case_id in ids:
                    steps[ids[case_id]].append(seq)
            slips = (await session.exec(select(SlipRow).order_by(SlipRow.number))).all()
            shipped = await self._shipped(session, ids)
        balances: Counter[int] = Counter()
        for number, book in model.books.items():
            balances[rows[number].customer_id] += book.charged - book.received - book.waived  # type: ignore[assignment]
        assert {one: account.owed for one, account in accounts.items()} == {
            one: balance for one, balance in balances.items() if one in accounts or balance
        }
        assert all(account.age.owed == account.owed for account in accounts.values())
        assert [slip.number for slip in slips] == list(range(1, len(model.slips) + 1)), "slips have gaps"
        assert [ids[slip.case_id] for slip in slips] == model.slips
        standing = Counter(ids[slip.case_id] for slip in slips if slip.void_at is None)
        assert standing == Counter(book.number for book in model.books.values() if book.slip)
        for number, book in model.books.items():
            row = rows[number]
            worth = sum((line.qty * line.price for line in lines[number]), ZERO)
            kept = (row.total, row.received, row.waived)
            assert kept == (worth, came[number], off[number]) == (book.total, book.received, book.waived)
            assert charged[number] == book.charged, f"order {number}: what has left the house is charged"
            assert row.total == row.received + row.waived + book.owed
            assert (row.state, states[number]) == (book.state, book.state)
            if book.state in ("preparing", "released", "shipped", "arrived"):
                assert (row.goods, row.money) == (book.goods, book.money)
                assert row.vehicle == ("arranged" if book.vehicle else "pending")
            assert {at: qty for at, qty in shipped[number].items() if qty} == book.shipped
            for at, line in enumerate(lines[number]):
                assert 0 <= shipped[number][at] <= line.qty
            assert steps[number] == list(range(1, model.events[number] + 1))
            due = Counter({task: n for task, n in book.asked().items() if task[0] in self.known_kinds})
            assert asked[number] == due, f"order {number}"

    async def _booked(
        self, session: Any, ids: dict[int, int]
    ) -> tuple[Counter[int], Counter[int], Counter[int]]:
        """By order, what stands in the book: what came, what was let off, what was charged."""
        came, off, charged = Counter[int](), Counter[int](), Counter[int]()
        paid = select(AllocationRow, ReceiptRow).where(AllocationRow.receipt_id == ReceiptRow.id)
        for allocation, receipt in await session.exec(paid):
            assert (allocation.void_at is None) == (receipt.void_at is None)
            assert allocation.amount == receipt.amount
            if allocation.void_at is None:
                came[ids[allocation.case_id]] += allocation.amount
        for table, sums in ((CreditRow, off), (ChargeRow, charged)):
            for row in await session.exec(select(table)):
                if row.void_at is None:
                    sums[ids[row.case_id]] += row.amount
        return came, off, charged

    async def _shipped(self, session: Any, ids: dict[int, int]) -> dict[int, Counter[int]]:
        found: dict[int, Counter[int]] = {number: Counter() for number in ids.values()}
        query = select(ShipmentRow, ShipmentLineRow).where(ShipmentLineRow.shipment_id == ShipmentRow.id)
        for shipment, line in await session.exec(query):
            if getattr(shipment, "void_at", None) is None:
                found[ids[shipment.case_id]][line.position] += line.qty  # type: ignore[assignment]
        return found


KEPT = {"member", "member_role", "room", "mark", "alembic_version"}


async def emptied(store: Store) -> None:
    """No cases, no customers but the file's."""
    async with store.unit() as unit:
        for table in reversed(METADATA.sorted_tables):
            if table.name not in KEPT:
                await unit.session.exec(delete(table))
        await people.read_company(unit.session, store.company, admin_ids=(), now=unit.now)
    store.forget_roster()


HOLDING = text(
    " UNION ALL ".join(
        f"SELECT '{one.name}' WHERE EXISTS (SELECT 1 FROM \"{one.name}\")" for one in METADATA.sorted_tables
    )
)
"""Of all tables few hold anything: asked in one question, not table by table."""


async def dump(store: Store) -> dict[str, list[Any]]:
    """Everything in the store but what is owed to Telegram and what came from there."""
    async with store.reading() as unit:
        connection = await unit.session.connection()
        found = {}
        for table in set(await connection.scalars(HOLDING)):
            if table not in {"inbox", "outbox"}:
                # A counter at zero has only been waited at: nothing was numbered.
                where = " WHERE value > 0" if table == "counter" else ""
                rows = await connection.execute(text(f'SELECT * FROM "{table}"{where}'))
                found[table] = sorted(map(repr, rows))
        return {table: rows for table, rows in found.items() if rows}


@pytest.mark.timeout(0 if FULL else 300)
@pytest.mark.tried(RUNS, "runs")
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_the_books_agree_with_a_simple_model(
    kind: str, request: pytest.FixtureRequest, company: Company
) -> None:
    walk(Books, request.getfixturevalue(f"{kind}_stores"), company)


def walk(books: type[Books], stores: Any, company: Company) -> None:
    """The state machine on a store of its own: a sample of its ways, or all of them. A credit has one signature here: chains
    of several have tests of their own."""
    company = company.model_copy(update={"credit": Credit(departments=())})
    with stores.fresh() as url, asyncio.Runner() as runner:
        clock = FrozenClock(MORNING)
        database = Database(url)
        store = Store(database, company, clock, AREAS)
        machine = type("Machine", (books,), {"store": store, "runner": runner, "clock": clock})
        try:
            run_state_machine_as_test(
                machine,
                settings=settings(
                    max_examples=RUNS,
                    stateful_step_count=many(30, 50),
                    derandomize=not FULL,
                    suppress_health_check=list(HealthCheck),
                    phases=(Phase.generate, *([Phase.shrink] if FULL else [])),
                    print_blob=True,
                ),
            )
        finally:
            runner.run(database.close())
