"""How steps and lists fare beside a million old orders: an empty store and a full one, in turn, in one run."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Date, text
from sqlmodel import col, select

from bot.papers.figures import picture
from bot.papers.reports import book
from bot.settings import SHIPPED_TEMPLATES
from bot.wording.render import Renderer
from bot.wording.vocabulary import load_vocabulary
from store.company import Role
from store.complaints import rates
from store.complaints import requests as about
from store.complaints.area import COMPLAINTS
from store.complaints.model import ComplaintRow
from store.mail import outbox
from store.migrations.tables import METADATA
from store.orders import lists, views
from store.orders import requests as ask
from store.orders.area import ORDERS
from store.orders.requests import Pay
from store.people.actor import CLOCK
from store.people.roster import Person, Roster
from store.process.areas import AreaTable
from store.process.cases import Taken, take
from store.process.lists import tasks_view
from store.process.records import find_case
from store.process.unit import Store
from store.reports.kinds import KINDS
from store.reports.months import Asked
from store.reports.requests import HANDED_IN, WEEKLY, Report, shifted
from store.reports.views import paper_facts
from store.requests import Request
from store.stock.weeks import week_of
from tests.bench.filling import copy_block, run_sql
from tests.bench.pairs import DATABASES, opened, shipped, two_urls
from tests.bench.tables import Table, beside

MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SERVICE, PRODUCTION, FINANCE, LOGISTICS = 1001, 1002, 1003, 1005
BLOCK = 100
"""Closed orders that are made by real steps; the others are copies of them."""
CUSTOMERS = 5
LIVING = 150
"""Orders on their way while it is measured, as a company of this size has them."""
MONTHLY = "a monthly report"
A_MONTH = 17_000
"""Orders of one month: what a store of a million has after five years."""
MOVED: Mapping[str, tuple[str, ...]] = {
    "sales_fact": ("day", "at"),
    "stock_move": ("day", "entered_on", "at"),
    "charge": ("day", "due_on"),
    "receipt": ("day",),
    "contact": ("happened_on", "noted_at"),
    "task": ("starts_at", "due_at", "closed_at"),
    "orders": ("created_at", "wanted", "arrived_at"),
}
"""What months are told by, of each table whose copies all are of one day."""
REPORTS = 10

Way = tuple[tuple[str, int, Callable[[int], Request]], ...]

TO_RELEASED: Way = (
    ("ready", PRODUCTION, lambda number: ask.ReportReady(number=number)),
    (
        "arrange",
        LOGISTICS,
        lambda number: ask.ArrangeVehicle(number=number, carrier="顺丰", plate="沪A12345"),
    ),
    ("issue", SERVICE, lambda number: ask.IssueSlip(number=number)),
)
TO_CLOSED: Way = (
    *TO_RELEASED,
    ("ship", LOGISTICS, lambda number: ask.ShipGoods(number=number)),
    ("arrive", LOGISTICS, lambda number: ask.ConfirmArrival(number=number)),
    ("cod_report", LOGISTICS, lambda number: ask.RecordCod(number=number)),
    ("cod_confirm", FINANCE, lambda number: ask.RecordCod(number=number)),
    ("inform", SERVICE, lambda number: ask.InformCustomer(number=number)),
    ("close", SERVICE, lambda number: ask.CloseOrder(number=number)),
)


@dataclass
class Books:
    """One store, with what each operation on it took, in seconds."""

    store: Store
    took: dict[str, list[float]]
    latest: int = 0

    async def step(self, who: int, request: Request, name: str, area: AreaTable[Any] = ORDERS) -> int:
        began = time.monotonic()
        async with self.store.unit() as unit:
            taken = await take(unit, area, unit.roster.actor(_person(unit.roster, who)), request)
            assert isinstance(taken, Taken), taken
        self.note(name, began)
        if area is ORDERS:
            self.latest = taken.case.number
        return taken.case.number

    def note(self, name: str, began: float) -> None:
        self.took.setdefault(name, []).append(time.monotonic() - began)


async def measure(folder: Path, orders: int, database: str) -> Table:
    with two_urls(folder, database) as urls:
        return await _compare(urls, orders, database)


async def _compare(urls: tuple[str, str], orders: int, database: str) -> Table:
    async with _books(urls[0]) as empty, _books(urls[1]) as full:
        began = time.monotonic()
        await _grow(full, orders)
        grown = time.monotonic() - began
        for books in (empty, full):
            books.took.clear()
        await _work([empty, full])
        rows = beside(empty.took, full.took)
        events, complaints = await _count(full, "event"), await _count(full, "complaint")
    return Table(
        title=f"Growth on {DATABASES[database]}",
        head=["p95 of", "empty store", f"{orders:,} orders, {events:,} events", "ratio"],
        rows=rows,
        note=f"{LIVING} orders on their way in both; filled in {grown:.0f} s. Wanted: a ratio of at most 2; the report under 5 s. It counts six months of complaints, of {complaints:,} in all.",
    )


@asynccontextmanager
async def _books(url: str) -> AsyncIterator[Books]:
    async with opened(url, shipped(), MORNING) as store:
        yield Books(store, {})


# growing ------------------------------------------------------------------------------------------------
async def _grow(books: Books, orders: int) -> None:
    for number in range(BLOCK):
        await _through(books, f"星河 {number % CUSTOMERS}", TO_CLOSED)
    await _complain(books)
    async with books.store.unit() as unit:
        await unit.session.exec(text("UPDATE outbox SET shown = wanted, message_id = id"))  # type: ignore[call-overload]
        await unit.session.exec(  # type: ignore[call-overload]
            text(
                "INSERT INTO inbox (id, update_id, raw, received_at, state, attempts)"
                " SELECT id, id, '{}', at, 'done', 0 FROM event"
            )
        )
        await unit.session.exec(text("UPDATE event SET inbox_id = id"))  # type: ignore[call-overload]
    await copy_block(books.store.database, BLOCK, max(0, orders // BLOCK - 1))
    await _spread_complaints(books)
    await _spread_months(books, orders)


async def _spread_months(books: Books, orders: int) -> None:
    """The first ones longest ago, so many a month: reports of one of them don't count them all."""
    span = max(1, 30 * orders // A_MONTH)
    for name, columns in MOVED.items():
        table = METADATA.tables[name]
        key = "case_id" if name == "orders" else "id"
        days = f"CAST({span} * (1 - 1.0 * {key} / (SELECT max({key}) FROM {name})) AS INTEGER)"
        moved = ", ".join(f"{one} = {_earlier(books, table.columns[one], days)}" for one in columns)
        async with books.store.unit() as unit:
            await run_sql(unit.session, f"UPDATE {name} SET {moved}")


def _earlier(books: Books, column: Column[Any], days: str) -> str:
    name, is_day = column.name, isinstance(column.type, Date)
    if not books.store.database.is_sqlite:
        return f"{name} - {days}" if is_day else f"{name} - make_interval(days => {days})"
    return f"date({name}, '-' || {days} || ' days')" + ("" if is_day else f" || substr({name}, 11)")


async def _complain(books: Books) -> None:
    """One complaint, from its first word to its lesson."""
    for who, request in (
        (SERVICE, about.TakeComplaint(order=books.latest, text="面漆掉皮")),
        (SERVICE, about.FindCause(number=1, ours=True, department=Role.PRODUCTION, text="搅拌不匀")),
        (PRODUCTION, about.ProposeRemedy(number=1, text="补发 2 桶")),
        (PRODUCTION, about.CarryOut(number=1)),
        (SERVICE, about.RecordAnswer(number=1, score=5)),
        (PRODUCTION, about.RecordLesson(number=1, text="按规程搅拌")),
    ):
        await books.step(who, request, "a complaint", COMPLAINTS)


async def _spread_complaints(books: Books) -> None:
    """One each hour before now."""
    async with books.store.unit() as unit:
        latest_first = select(ComplaintRow).order_by(col(ComplaintRow.case_id).desc())
        for hours, row in enumerate(await unit.session.exec(latest_first)):
            row.taken_at = MORNING - timedelta(hours=hours)


async def _count(books: Books, table: str) -> int:
    async with books.store.reading() as unit:
        return int((await run_sql(unit.session, f"SELECT count(*) FROM {table}")).scalar_one())


# working ------------------------------------------------------------------------------------------------
async def _through(books: Books, customer: str, way: Way) -> int:
    line = ask.LineAsked(product="环氧富锌底漆", qty=Decimal(30), unit="桶", price=Decimal(280))
    order = ask.PlaceOrder(customer=customer, lines=(line,), pay=Pay.COD, phone="13900001111")
    number = await books.step(SERVICE, order, "step: place")
    for name, who, make in way:
        await books.step(who, make(number), f"step: {name}")
    return number


async def _work(both: list[Books]) -> None:
    for number in range(LIVING):
        for books in both:
            await _through(books, f"星河 {number % CUSTOMERS}", TO_RELEASED)
    looks: dict[str, Callable[[Books], Awaitable[Any]]] = {
        "a list page": lambda books: _list(books, lists.Search()),
        "a search by customer": lambda books: _list(books, lists.Search(words=(f"星河 {CUSTOMERS - 1}",))),
        "a search by telephone": lambda books: _list(books, lists.Search(words=("13900001111",))),
        "a card": _card,
        "a member's tasks": _tasks,
        "what the courier may send": _due,
        MONTHLY: _report,
    }
    looks |= {f"report: {kind}": partial(_counted, kind) for kind in Report}
    for name, look in looks.items():
        for _ in range(REPORTS if name == MONTHLY else 1 if name.startswith("report: ") else LIVING):
            for books in both:
                began = time.monotonic()
                await look(books)
                books.note(name, began)
                await asyncio.sleep(0)


async def _list(books: Books, search: lists.Search) -> None:
    async with books.store.reading() as unit:
        actor = unit.roster.actor(_person(unit.roster, SERVICE))
        assert (await lists.list_view(unit, actor, search, 1))["orders"]


async def _card(books: Books) -> None:
    async with books.store.reading() as unit:
        case = await find_case(unit.session, ORDERS.name, books.latest)
        assert case is not None
        await views.order_view(unit, case)


async def _tasks(books: Books) -> None:
    async with books.store.reading() as unit:
        actor = unit.roster.actor(_person(unit.roster, LOGISTICS))
        assert (await tasks_view(unit, actor, 1))["tasks"]


async def _due(books: Books) -> None:
    async with books.store.reading() as unit:
        assert await outbox.due(unit.session, now=unit.now, busy_rows=set(), busy_chats=set(), limit=64)


async def _report(books: Books) -> None:
    """As it is asked for and sent: counted, then a workbook and a picture."""
    async with books.store.reading() as unit:
        month = MORNING.date().replace(day=1)
        facts = {**await rates.report(unit, month), "month_name": f"{month:%Y-%m}"}
        drawn = await paper_facts(unit, Report.COMPLAINTS, month, CLOCK)
    renderer = Renderer([SHIPPED_TEMPLATES], load_vocabulary([SHIPPED_TEMPLATES]), books.store.company)
    for paper in (book(renderer, "zh", facts), picture(renderer, "zh", drawn)):
        paper.compile("zh", [SHIPPED_TEMPLATES])


async def _counted(kind: Report, books: Books) -> None:
    """The figures alone, of the month before or of the week."""
    async with books.store.reading() as unit:
        reader = None if kind in HANDED_IN else unit.roster.in_turn(Role.DIRECTOR, unit.now)[0]
        month = week_of(MORNING.date()) if kind in WEEKLY else shifted(MORNING.date(), -1)
        await KINDS[kind].counted(unit, Asked(month, unit.roster.actor(reader) if reader else None))


def _person(roster: Roster, telegram_id: int) -> Person:
    person = roster.by_telegram(telegram_id)
    assert person is not None
    return person
