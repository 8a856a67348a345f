"""How steps and lists fare beside a million old orders: an empty store and a full one, in turn, in one run."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Integer, text
from sqlalchemy import Table as SqlTable
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.settings import SHIPPED_TEMPLATES
from store import migrate, outbox
from store.cases import Taken, take
from store.company.file import load_company
from store.db import Database
from store.members import people
from store.members.roster import Person, Roster
from store.orders import requests as ask
from store.orders import views
from store.orders.books import ORDERS
from store.orders.requests import Pay
from store.records import find_case
from store.requests import Request
from store.schema import METADATA
from store.timepiece import FrozenClock
from store.unit import Store
from store.views import tasks_view
from tests.bench.tables import Table
from tests.databases import PostgresStores

MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SERVICE, PRODUCTION, FINANCE, LOGISTICS = 1001, 1002, 1003, 1005
BLOCK = 100
"""Closed orders that are made by real steps; the others are copies of them."""
CUSTOMERS = 5
AT_ONCE = 500
"""Blocks copied in one transaction."""
LIVING = 150
"""Orders on their way while it is measured, as a company of this size has them."""

TELEPHONES = ("phone", "phone_digits")

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

    async def step(self, who: int, request: Request, name: str) -> int:
        began = time.monotonic()
        async with self.store.unit() as unit:
            taken = await take(unit, ORDERS, unit.roster.actor(_person(unit.roster, who)), request)
            assert isinstance(taken, Taken), taken
        self.note(name, began)
        self.latest = taken.case.number
        return self.latest

    def note(self, name: str, began: float) -> None:
        self.took.setdefault(name, []).append(time.monotonic() - began)


async def measure(folder: Path, orders: int, database: str) -> Table:
    """The same operations on both, one after the other, so that whatever else the machine does hits both."""
    if database == "sqlite":
        urls = [f"sqlite+aiosqlite:///{folder}/{name}.db" for name in ("empty", "full")]
        return await _compare(urls, orders, database)
    stores = PostgresStores(durable=True)
    try:
        with stores.fresh() as empty, stores.fresh() as full:
            return await _compare([empty, full], orders, database)
    finally:
        stores.stop()


async def _compare(urls: list[str], orders: int, database: str) -> Table:
    async with _books(urls[0]) as empty, _books(urls[1]) as full:
        began = time.monotonic()
        await _grow(full, orders)
        grown = time.monotonic() - began
        for books in (empty, full):
            books.took.clear()
        await _work([empty, full])
        rows = [
            [
                name,
                _ms(empty.took[name]),
                _ms(full.took[name]),
                f"{_p95(full.took[name]) / _p95(empty.took[name]):.1f}",
            ]
            for name in empty.took
        ]
        events = await _count(full, "event")
    return Table(
        title=f"Growth on {'SQLite' if database == 'sqlite' else 'PostgreSQL'}",
        head=["p95 of", "empty store", f"{orders:,} orders, {events:,} events", "ratio"],
        rows=rows,
        note=f"{LIVING} orders on their way in both; filled in {grown:.0f} s. Wanted: a ratio of at most 2.",
    )


@asynccontextmanager
async def _books(url: str) -> AsyncIterator[Books]:
    database = Database(url)
    await migrate.upgrade(database)
    company = load_company(SHIPPED_TEMPLATES / "company.toml")
    store = Store(database, company, FrozenClock(MORNING))
    async with store.unit() as unit:
        await people.read_company(unit.session, company, admin_ids=(), now=unit.now)
    store.forget_roster()
    yield Books(store, {})
    await database.close()


# growing ------------------------------------------------------------------------------------------------
async def _grow(books: Books, orders: int) -> None:
    for number in range(BLOCK):
        await _through(books, f"宏达钢构 {number % CUSTOMERS}", TO_CLOSED)
    async with books.store.unit() as unit:
        await unit.session.exec(text("UPDATE outbox SET shown = wanted, message_id = id"))  # type: ignore[call-overload]
        await unit.session.exec(  # type: ignore[call-overload]
            text(
                "INSERT INTO inbox (id, update_id, raw, received_at, state, attempts)"
                " SELECT id, id, '{}', at, 'done', 0 FROM event"
            )
        )
        await unit.session.exec(text("UPDATE event SET inbox_id = id"))  # type: ignore[call-overload]
    await _copy(books.store.database, max(0, orders // BLOCK - 1))


async def _copy(database: Database, copies: int) -> None:
    """The block again and again, with every id and number moved on, for other customers with other telephones."""
    async with database.transaction() as session:
        tables = [
            table
            for table in METADATA.sorted_tables
            if _follows_a_case(table) and (await _sql(session, f"SELECT 1 FROM {table.name} LIMIT 1")).first()
        ]
        strides = {}
        for table in tables:
            await _sql(session, f"CREATE TABLE block_{table.name} AS SELECT * FROM {table.name}")
            for column in table.columns:
                if _moves(column):
                    strides[table.name, column.name] = await _greatest(session, table, column)
    for first in range(1, copies + 1, AT_ONCE):
        last = min(copies, first + AT_ONCE - 1)
        async with database.transaction() as session:
            for table in tables:
                await _sql(session, _copying(table, strides, first, last))
    async with database.transaction() as session:
        await _sql(session, f"UPDATE counter SET value = value * {copies + 1}")
        for table in tables:
            await _sql(session, f"DROP TABLE block_{table.name}")
            if not database.is_sqlite and "id" in table.columns:
                await _sql(
                    session,
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), (SELECT max(id) FROM {table.name}))",
                )
        if not database.is_sqlite:  # its own housekeeping would have done it by now
            await _sql(session, "ANALYZE")


def _copying(table: SqlTable, strides: Mapping[tuple[str, str], int], first: int, last: int) -> str:
    columns, values = [], []
    for column in table.columns:
        columns.append(column.name)
        target = next(iter(column.foreign_keys)).column if column.foreign_keys else column
        stride = strides.get((target.table.name, target.name))
        if stride:
            values.append(f"b.{column.name} + n.k * {stride}")
        elif column.unique:
            values.append("NULL" if column.nullable else f"'{table.name} ' || b.id || '#' || n.k")
        elif column.name in TELEPHONES:
            values.append("'137' || (10000000 + n.k)")
        else:
            values.append(f"b.{column.name}")
    keys = ", ".join(f"b.{column.name}" for column in table.primary_key)
    return (
        f"INSERT INTO {table.name} ({', '.join(columns)})"
        f" WITH RECURSIVE n(k) AS (SELECT {first} UNION ALL SELECT k + 1 FROM n WHERE k < {last})"
        f" SELECT {', '.join(values)} FROM n CROSS JOIN block_{table.name} b ORDER BY n.k, {keys}"
    )


def _follows_a_case(table: SqlTable) -> bool:
    if table.name in ("cases", "inbox", "customer"):
        return True
    return any(
        key.column.table is not table
        and key.column.table.name != "customer"
        and _follows_a_case(key.column.table)
        for key in table.foreign_keys
    )


def _moves(column: Column[Any]) -> bool:
    """Own ids, numbers that are used once, and the ids of messages."""
    if column.foreign_keys or not isinstance(column.type, Integer):
        return False
    own = column.primary_key and len(column.table.primary_key) == 1
    return bool(own or column.unique or column.name in ("number", "message_id"))


async def _greatest(session: AsyncSession, table: SqlTable, column: Column[Any]) -> int:
    return int(
        (await _sql(session, f"SELECT coalesce(max({column.name}), 0) FROM {table.name}")).scalar_one()
    )


async def _sql(session: AsyncSession, statement: str) -> Any:
    return await (await session.connection()).execute(text(statement))


async def _count(books: Books, table: str) -> int:
    async with books.store.reading() as unit:
        return int((await _sql(unit.session, f"SELECT count(*) FROM {table}")).scalar_one())


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
            await _through(books, f"宏达钢构 {number % CUSTOMERS}", TO_RELEASED)
    looks: dict[str, Callable[[Books], Awaitable[Any]]] = {
        "a list page": lambda books: _list(books, views.Search()),
        "a search by customer": lambda books: _list(books, views.Search(words=("宏达钢构 3",))),
        "a search by telephone": lambda books: _list(books, views.Search(words=("13900001111",))),
        "a card": _card,
        "a member's tasks": _tasks,
        "what the courier may send": _due,
    }
    for name, look in looks.items():
        for _ in range(LIVING):
            for books in both:
                began = time.monotonic()
                await look(books)
                books.note(name, began)
                await asyncio.sleep(0)


async def _list(books: Books, search: views.Search) -> None:
    async with books.store.reading() as unit:
        actor = unit.roster.actor(_person(unit.roster, SERVICE))
        assert (await views.list_view(unit, actor, search, 1))["orders"]


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


def _person(roster: Roster, telegram_id: int) -> Person:
    person = roster.by_telegram(telegram_id)
    assert person is not None
    return person


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]


def _ms(seconds: list[float]) -> str:
    return f"{_p95(seconds) * 1000:.1f} ms"
