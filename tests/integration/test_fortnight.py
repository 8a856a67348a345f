"""A fortnight of an office, played at random: every task ends told, done or escalated as the rules say.

The real store on simulated time, one transaction each; beside it the model of fortnight_model.py, worked out by hand.
The three weeks have Mid-Autumn, National Day, a make-up Saturday and half a day in them.
"""

import asyncio
import random
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from bot.courier.settling import settle
from bot.running.ticker import Ticker
from bot.telegram.outcomes import Fate, Outcome
from store.company.file import parse_company
from store.database.db import Database
from store.hours.clock import FrozenClock
from store.mail.outbox import Outbox
from store.members import absences, people
from store.orders import requests as ask
from store.orders.area import ORDERS
from store.orders.requests import Pay
from store.people.roster import Person
from store.process.cases import take
from store.process.records import Case
from store.process.tasks import Task, Telling
from store.process.undo import undo
from store.process.unit import Store, Unit
from store.registry import AREAS
from store.requests import Refused, Reject, Request, Sign, UndoStep
from tests.faults.scale import FULL, many
from tests.integration.fortnight_model import COMPANY, STAFF, ZONE, Book, Duty, Model, is_open
from tests.office import no_albums

BEGIN = datetime(2026, 9, 21, 8, 0, tzinfo=ZONE).astimezone(UTC)
END = datetime(2026, 10, 12, 17, 30, tzinfo=ZONE).astimezone(UTC)
MID_AUTUMN_OVER = datetime(2026, 9, 28, 12, 0, tzinfo=ZONE).astimezone(UTC)
ORDERS_TAKEN = 50
NAMES = list(STAFF)
SEEDS = range(many(1, 60))
TOTAL = Decimal(3000)

Answer = tuple[Request, Callable[[Book], None]]


class Office:
    def __init__(self, store: Store, clock: FrozenClock, seed: int) -> None:
        self.store, self.clock, self.chance = store, clock, random.Random(seed)
        self.ticker = Ticker(store, settle=no_albums)
        self.model = Model()
        self.blocked = {"许丹", "郭建国", *self.chance.sample(["马军", "罗勇", "郑总", "唐明"], 1)}
        self.silent = set(self.chance.sample([name for name in NAMES if name not in ("王芳", "李强")], 4))
        self.undoable: tuple[int, str, datetime, Book] | None = None
        self.taken = self.refused = self.undone = 0
        self.said: list[str] = []

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def today(self) -> date:
        return self.now.astimezone(ZONE).date()

    def note(self, text: str) -> None:
        self.said.append(f"{self.now.astimezone(ZONE):%m-%d %H:%M} {text}")

    # time -------------------------------------------------------------------------------------------
    async def play(self, end: datetime) -> None:
        self.clock.advance(BEGIN - self.now)
        while self.now < end:
            await self.ticker.tick()
            self.model.tick(self.now)
            await self.deliver()
            await self.people_act()
            self.clock.advance(self.pause())

    def pause(self) -> timedelta:
        if is_open(self.now):
            return timedelta(minutes=self.chance.choice([2, 5, 7, 11, 19, 33]))
        return timedelta(minutes=self.chance.choice([15, 61, 240]))

    async def people_act(self) -> None:
        busy = is_open(self.now)
        if len(self.model.books) < ORDERS_TAKEN and self.chance.random() < (0.25 if busy else 0.06):
            await self.place()
        if self.chance.random() < (0.9 if busy else 0.1):
            await self.answer()
        if self.chance.random() < 0.012:
            await self.trouble()
        if self.chance.random() < 0.02:
            await self.leave_or_return()
        if self.chance.random() < 0.01:
            await self.block_or_start()
        if self.undoable is not None and self.chance.random() < 0.08:
            await self.take_back()

    # Telegram ---------------------------------------------------------------------------------------
    async def deliver(self) -> None:
        """What the courier does: everything arrives but what is sent to those who can't be reached."""
        while True:
            async with self.store.unit() as unit:
                dirty = (Outbox.state == "open", col(Outbox.wanted) > col(Outbox.shown))
                blocked = [1001 + NAMES.index(name) for name in sorted(self.blocked)]
                arrives = update(Outbox).where(*dirty, col(Outbox.chat_id).not_in(blocked))
                await unit.session.exec(arrives.values(shown=Outbox.wanted))
                rows = (await unit.session.exec(select(Outbox).where(*dirty).order_by(col(Outbox.id)))).all()
                failures = [(row.id, row.chat_id, row.task_id) for row in rows]
            if not failures:
                return
            for row_id, chat_id, task_id in failures:
                duty = await self.duty(task_id) if task_id is not None else None
                async with self.store.unit() as unit:
                    row = await unit.session.get_one(Outbox, row_id)
                    await settle(unit, row, row.wanted, Outcome(Fate.UNREACHABLE, reason="blocked"))
                self.model.failed(NAMES[chat_id - 1001], duty, self.now)

    async def duty(self, task_id: int) -> Duty | None:
        """The model's own of a task of the store: by order, kind and the moment at which it was opened.

        None of what the clock opens beside the orders, which the model doesn't know.
        """
        async with self.store.reading() as unit:
            task = await unit.session.get_one(Task, task_id)
            case = await unit.session.get_one(Case, task.case_id)
        if task.area != ORDERS.name:
            return None
        alike = [
            duty
            for duty in self.model.duties
            if (duty.number, duty.kind, duty.round, duty.opened)
            == (case.number, task.kind, task.round, task.opened_at)
        ]
        assert alike, self.story(f"nobody should be asked for {task.kind} of {case.number}")
        return alike[-1]

    async def block_or_start(self) -> None:
        name = self.chance.choice(NAMES)
        self.note(f"{name} {'presses Start' if name in self.blocked else 'blocks the bot'}")
        if name not in self.blocked:
            self.blocked.add(name)
            return
        self.blocked.discard(name)
        async with self.store.unit() as unit:
            await people.reachable(unit, self.person(unit, name).id)
        self.model.starts(name, self.now)
        await self.deliver()

    # people -----------------------------------------------------------------------------------------
    def person(self, unit: Unit, name: str) -> Person:
        person = unit.roster.by_telegram(1001 + NAMES.index(name))
        assert person is not None
        return person

    async def leave_or_return(self) -> None:
        name = self.chance.choice(NAMES)
        if self.model.is_away(name, self.now):
            self.note(f"{name} is back")
            async with self.store.unit() as unit:
                await absences.come_back(unit, self.person(unit, name), by=self.person(unit, name))
            self.model.returns(name, self.now)
        else:
            days = self.chance.choice([1, 1, 2, 4])
            until = datetime.combine(self.today + timedelta(days=days), datetime.min.time(), ZONE)
            until = until.astimezone(UTC)
            if self.chance.random() < 0.3:
                until = self.now + timedelta(hours=self.chance.randrange(1, 5))
            substitute = self.chance.choice([None, *(one for one in NAMES if one != name)])
            self.note(f"{name} is away until {until.astimezone(ZONE):%m-%d %H:%M}, {substitute} instead")
            async with self.store.unit() as unit:
                stand_in = self.person(unit, substitute) if substitute else None
                who = self.person(unit, name)
                await absences.go_away(unit, who, until=until, substitute=stand_in, by=who)
            self.model.goes(name, self.now, until, substitute)
        await self.deliver()

    # orders -----------------------------------------------------------------------------------------
    async def take(self, who: str, request: Request, answering: str | None = None) -> bool:
        """`answering` is the kind of the task pressed: who stands in may owe two signatures at once."""
        async with self.store.unit() as unit:
            person = self.person(unit, who)
            result = await take(unit, ORDERS, unit.roster.actor(person), request, answering=answering)
        assert not isinstance(result, Refused), self.story(f"{who} {request!r} refused: {result}")
        self.taken += 1
        self.note(f"{who} {request!r}")
        return True

    async def place(self) -> None:
        pay = self.chance.choice(["prepaid", "prepaid", "cod", "credit", "monthly"])
        promised = date(2026, 10, 9) if pay == "credit" and self.chance.random() < 0.7 else None
        receipt = self.chance.random() < 0.3
        line = ask.LineAsked(product="面漆", qty=Decimal(10), unit="桶", price=Decimal(300))
        customer = "华东机械" if pay == "monthly" else "宏达钢构"
        request = ask.PlaceOrder(
            customer=customer, lines=(line,), pay=Pay(pay), receipt=receipt, promised=promised
        )
        who = self.chance.choice(["王芳", "林晓"])
        await self.take(who, request)
        book = Book(len(self.model.books) + 1, pay, receipt, promised)
        self.model.books[book.number] = book
        self.undoable = None
        self.model.settle(book, self.now, who, set())
        await self.deliver()

    async def answer(self) -> None:
        """Somebody of the department does what is asked; the silent ones never do."""
        asked = [duty for duty in self.model.open() if duty.starts <= self.now or self.chance.random() < 0.05]
        for duty in self.chance.sample(asked, min(3, len(asked))):
            willing = [name for name in self.model.may_act(duty.role, self.now) if name not in self.silent]
            book = self.model.books[duty.number]
            if not willing:
                continue
            await self.step(self.chance.choice(willing), book, {duty.kind}, self.answer_to(duty, book))
            return

    async def step(self, who: str, book: Book, answered: set[str], answer: Answer) -> None:
        request, changes = answer
        before = deepcopy(book)
        await self.take(who, request, min(answered, default=None))
        changes(book)
        if answered & {"prepare", "restock"}:
            answered = {"prepare", "restock"}
        if isinstance(request, ask.ReportMaterial):
            answered = set()
        self.model.settle(book, self.now, who, answered)
        self.undoable = (book.number, who, self.now, before)
        await self.deliver()

    async def take_back(self) -> None:
        """Only what was done last on the order, and only for five minutes."""
        assert self.undoable is not None
        number, who, at, before = self.undoable
        self.undoable = None
        async with self.store.unit() as unit:
            result = await undo(unit, unit.roster.actor(self.person(unit, who)), UndoStep(number=number))
        late = self.now - at > timedelta(minutes=5)
        assert isinstance(result, Refused) == late, self.story(f"{who} takes back, {result}")
        if not late:
            self.undone += 1
            self.note(f"{who} takes back the last step of {number}")
            self.model.books[number] = before
            self.model.settle(before, self.now, who, set())
            await self.deliver()

    async def trouble(self) -> None:
        living = [book for book in self.model.books.values() if book.state not in ("cancelled",)]
        if not living:
            return
        book = self.chance.choice(living)
        if book.state in ("preparing", "released") and self.chance.random() < 0.4:
            await self.step(
                "王芳", book, set(), (ask.CancelOrder(number=book.number, reason="不要了"), _cancel)
            )
        else:
            await self.step(
                "周伟", book, set(), (ask.ReportProblem(number=book.number, text="错货"), _problem)
            )

    def answer_to(self, duty: Duty, book: Book) -> Answer:
        n, chance, today = book.number, self.chance, self.today
        match duty.kind:
            case "prepare" | "restock" if chance.random() < 0.35:
                until = today + timedelta(days=chance.randrange(5))
                return ask.ReportShort(number=n, until=until, reason="缺料"), lambda b: _short(b, until)
            case "prepare" | "restock":
                return ask.ReportReady(number=n), _ready
            case "promise":
                return ask.PromiseDate(number=n, until=today + timedelta(days=3)), _agree
            case "production":
                return ask.OrderProduction(number=n), lambda b: setattr(b, "stage", 0)
            case "production_material" if chance.random() < 0.4:
                day = today + timedelta(days=chance.randrange(6))
                assert book.short_until is not None
                until = max(day, book.short_until)
                return ask.ReportMaterial(number=n, until=day, reason="树脂"), lambda b: _short(b, until)
            case "production_sign" | "production_material" if chance.random() < 0.15:
                return Reject(number=n, reason="不急"), lambda b: setattr(b, "stage", None)
            case kind if kind.startswith("production_"):
                return Sign(number=n), lambda b: setattr(b, "stage", (b.stage or 0) + 1)
            case "payment" if chance.random() < 0.3:
                return ask.ReportNoPayment(number=n), lambda b: _look(b, today)
            case "payment" if chance.random() < 0.25 and not book.part:
                return ask.RecordPayment(number=n, amount=Decimal(1000)), lambda b: _paid(b, today, part=True)
            case "payment":
                return ask.RecordPayment(number=n), lambda b: _paid(b, today)
            case "sign" if chance.random() < 0.2:
                return Reject(number=n, reason="不行"), lambda b: setattr(b, "refused", True)
            case "sign":
                return Sign(number=n), lambda b: setattr(b, "signed", True)
            case "vehicle":
                cost = Decimal(600) if chance.random() < 0.5 else None
                return ask.ArrangeVehicle(number=n, carrier="顺丰", cost=cost), lambda b: _vehicle(b, cost)
            case "slip":
                return ask.IssueSlip(number=n), lambda b: setattr(b, "state", "released")
            case "ship":
                return ask.ShipGoods(number=n), lambda b: _shipped(b, today)
            case "arrival" if chance.random() < 0.3:
                return ask.ReportNotArrived(number=n), lambda b: _not_arrived(b, today)
            case "arrival":
                return ask.ConfirmArrival(number=n), lambda b: setattr(b, "state", "arrived")
            case "inform":
                return ask.InformCustomer(number=n), lambda b: setattr(b, "informed", True)
            case "receipt":
                return ask.RecordReceipt(number=n), lambda b: setattr(b, "receipt_back", True)
            case "cod":
                return ask.RecordCod(number=n), lambda b: setattr(b, "cash", "held")
            case "cod_confirm":
                return ask.RecordCod(number=n), lambda b: setattr(b, "cash", "confirmed")
            case "freight":
                return ask.RecordFreight(number=n), lambda b: setattr(b, "freight", "claimed")
            case "freight_confirm":
                return ask.RecordFreight(number=n), lambda b: setattr(b, "freight", "settled")
            case "close":
                return ask.CloseOrder(number=n), lambda b: _close(b, today)
            case "problem":
                return ask.ResolveProblem(number=n, text="换了"), _resolve
            case "refund":
                return ask.RefundMoney(number=n), _refund
        raise AssertionError(duty.kind)

    # checking ---------------------------------------------------------------------------------------
    async def check(self) -> None:
        async with self.store.reading() as unit:
            cases = {case.id: case.number for case in await unit.session.exec(select(Case))}
            names = {person.id: person.name for person in unit.roster.people}
            # The month's statements are drafted meanwhile: the model is of orders.
            query = select(Task).where(Task.area == ORDERS.name).order_by(col(Task.id))
            rows = (await unit.session.exec(query)).all()
            tellings: dict[int, list[Telling]] = {}
            for telling in await unit.session.exec(select(Telling)):
                tellings.setdefault(telling.task_id, []).append(telling)
            ids = {task.id for task in rows}
            letters = await unit.session.exec(select(Outbox).where(col(Outbox.task_id).is_not(None)))
            sent = [letter for letter in letters if letter.task_id in ids]
        kept = sorted(
            _line(
                cases[task.case_id],
                task.kind,
                task.role,
                task.opened_at,
                task.starts_at,
                {names[one.member_id]: one.at for one in tellings.get(task.id or 0, []) if not one.missed},
                task.escalated_at,
                task.closed_at,
                names.get(task.done_by or 0),
            )
            for task in rows
        )
        expected = sorted(
            _line(
                duty.number,
                duty.kind,
                duty.role,
                duty.opened,
                duty.starts,
                duty.told,
                duty.escalated,
                duty.closed,
                duty.done_by,
            )
            for duty in self.model.duties
        )
        wrong = [f"- {one}" for one in expected if one not in kept] + [
            f"+ {one}" for one in kept if one not in expected
        ]
        assert kept == expected, self.story("\n".join(sorted(wrong, key=lambda one: one[2:])[:24]))
        # Nobody is reminded of what is done, and nobody is told twice.
        closed = {task.id: task.closed_at for task in rows}
        told = [(row.task_id, row.member_id) for row in sent if row.kind == "orders/task"]
        assert len(told) == len(set(told))
        for row in sent:
            done = closed[row.task_id]
            assert done is None or row.created_at <= done, f"reminded of {row.task_id}"
        for task in rows:
            reached = [one for one in tellings.get(task.id or 0, []) if not one.missed]
            ended = task.closed_at or task.escalated_at or task.starts_at > self.now
            assert reached or ended, f"{task.kind} of {task.case_id}: nobody knows of it"

    def story(self, wrong: str) -> str:
        return "\n".join([wrong, "", *self.said[-30:]])


def _line(
    number: int,
    kind: str,
    role: str,
    opened: datetime,
    starts: datetime,
    told: dict[str, datetime],
    escalated: datetime | None,
    closed: datetime | None,
    done_by: str | None,
) -> str:
    people = ", ".join(f"{name} {_at(at)}" for at, name in sorted((at, name) for name, at in told.items()))
    return (
        f"{number} {kind} ({role}) {_at(opened)} from {_at(starts)} told [{people}] "
        f"director {_at(escalated)} closed {_at(closed)} by {done_by}"
    )


def _at(moment: datetime | None) -> str:
    return f"{moment.astimezone(ZONE):%m-%d %H:%M}" if moment else "never"


def _short(book: Book, until: date) -> None:
    book.goods, book.short_until, book.shortages = "short", until, book.shortages + 1


def _ready(book: Book) -> None:
    book.goods, book.short_until = "ready", None


def _agree(book: Book) -> None:
    book.agreed = book.shortages


def _look(book: Book, today: date) -> None:
    book.looks, book.look_on = book.looks + 1, today + timedelta(days=1)


def _paid(book: Book, today: date, *, part: bool = False) -> None:
    _look(book, today)
    book.part, book.cleared = True, not part


def _vehicle(book: Book, cost: Decimal | None) -> None:
    book.vehicle, book.freight = True, "agreed" if cost else "none"


def _shipped(book: Book, today: date) -> None:
    book.state, book.ask_on = "shipped", today + timedelta(days=3)


def _not_arrived(book: Book, today: date) -> None:
    book.asks, book.ask_on = book.asks + 1, today + timedelta(days=1)


def _close(book: Book, today: date) -> None:
    book.state = "closed"
    if not book.paid:
        book.due_on = book.promised or date(2026, today.month + 1, 25)


def _problem(book: Book) -> None:
    book.problems, book.talk = book.problems + 1, book.talk + 1


def _resolve(book: Book) -> None:
    book.problems, book.talk = book.problems - 1, book.talk + 1


def _cancel(book: Book) -> None:
    book.state = "cancelled"


def _refund(book: Book) -> None:
    book.cleared = book.part = False


@pytest.mark.timeout(900)
@pytest.mark.tried(1, "fortnight")
@pytest.mark.parametrize("seed", SEEDS)
async def test_every_task_ends_told_done_or_escalated_as_the_rules_say(database_url: str, seed: int) -> None:
    database = Database(database_url)
    end = END if database.is_sqlite or FULL else MID_AUTUMN_OVER
    company = parse_company(COMPANY)
    clock = FrozenClock(BEGIN)
    try:
        async with database.transaction() as session:
            await people.read_company(session, company, admin_ids=(), now=clock.now())
        office = Office(Store(database, company, clock, AREAS), clock, seed)
        await office.play(end)
        await office.check()
        assert end < END or (len(office.model.books) == ORDERS_TAKEN and office.taken > 150)
        assert any(duty.escalated for duty in office.model.duties)
        await asyncio.sleep(0)
    finally:
        await database.close()
