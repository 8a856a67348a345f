"""How files of customers fare beside very many others: one salesperson's store, and a hundred such in one."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlmodel import SQLModel, func, insert, select

from store.company import Role
from store.customers import agenda, classes, clues, finding, reading, views
from store.customers import requests as ask
from store.customers.area import CUSTOMERS
from store.customers.keys import core, grams, name_key
from store.customers.model import (
    Clue,
    ContactRow,
    Customer,
    CustomerClue,
    CustomerName,
    CustomerPerson,
    Ownership,
    ReadRow,
)
from store.customers.trade import trade_words
from store.database.numbers import lock
from store.money.model import ChargeRow
from store.money.state import ChargeKind
from store.orders import quiet
from store.orders.model import OrderRow
from store.orders.tracks import State
from store.people.actor import Actor
from store.people.model import Member, MemberRole
from store.process.cases import Taken, take
from store.process.records import Case, find_case
from store.process.unit import Store, Unit
from store.requests import Area, Request
from tests.bench.filling import run_sql
from tests.bench.pairs import DATABASES, opened, shipped, two_urls
from tests.bench.tables import Table, beside

MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
OWN = 500
"""Customers of each salesperson."""
FIRST_SELLER, DIRECTOR, SERVICE = 50_001, 1006, 1001
TIMES = 40
WHOLE = 3
"""So often what looks at everybody is done."""
CONTACTS, CHARGES, ORDERS = 6, 4, 3
AT_ONCE = 5_000
_SIGNS = "宏达华东恒力光大新源江城海龙天成永兴金瑞博远盛泰和顺德昌明辉腾飞凯旋正阳"
_TRADES = ("钢构", "机械", "贸易", "涂装", "船舶", "泵业")
_PLACES = ("苏州", "无锡", "常州", "南通", "嘉兴", "宁波")


@dataclass
class Books:
    """One store, with what each operation on it took, in seconds."""

    store: Store
    count: int
    took: dict[str, list[float]] = field(default_factory=dict)


Look = Callable[[Books, int], Awaitable[Any]]


async def measure(folder: Path, customers: int, database: str) -> Table:
    with two_urls(folder, database) as urls:
        return await _compare(urls, customers, database)


async def _compare(urls: tuple[str, str], customers: int, database: str) -> Table:
    async with _books(urls[0], OWN) as few, _books(urls[1], customers) as many:
        began = time.monotonic()
        for books in (few, many):
            await _fill(books)
        filled = time.monotonic() - began
        for name, (look, times) in LOOKS.items():
            for at in range(times):
                for books in (few, many):
                    begun = time.monotonic()
                    await look(books, at)
                    books.took.setdefault(name, []).append(time.monotonic() - begun)
                    await asyncio.sleep(0)
        rows = beside(few.took, many.took)
    return Table(
        title=f"Customers on {DATABASES[database]}",
        head=["p95 of", f"{OWN} customers", f"{customers:,} customers", "ratio"],
        rows=rows,
        note=f"{OWN} customers of each salesperson, {CONTACTS} contacts, {CHARGES} charges and {ORDERS} orders of each customer; filled in {filled:.0f} s. Wanted: a ratio of at most 2; what looks at everybody, in the last lines, under 5 s.",
    )


@asynccontextmanager
async def _books(url: str, count: int) -> AsyncIterator[Books]:
    async with opened(url, shipped(customers=()), MORNING) as store:
        yield Books(store, count)


# filling ------------------------------------------------------------------------------------------------
async def _fill(books: Books) -> None:
    store = books.store
    sellers = -(-books.count // OWN)
    async with store.unit() as unit:
        first = ((await unit.session.exec(select(func.max(Member.id)))).one() or 0) + 1
        await _add(
            unit,
            Member,
            (
                {
                    "id": first + at,
                    "telegram_id": FIRST_SELLER + at,
                    "name": f"业务{at}",
                    "rank": 1000 + at,
                    "head_of": [],
                }
                for at in range(sellers)
            ),
        )
        await _add(unit, MemberRole, ({"member_id": first + at, "role": Role.SALES} for at in range(sellers)))
        case = ((await unit.session.exec(select(func.max(Case.id)))).one() or 0) + 1
    store.forget_roster()
    trade = trade_words(store.company)
    names = _names()
    for begin in range(0, books.count, AT_ONCE):
        ids = range(begin + 1, min(books.count, begin + AT_ONCE) + 1)
        called = {one: next(names) for one in ids}
        since = {one: MORNING - timedelta(days=800 - one % 700) for one in ids}
        async with store.unit() as unit:
            await _add(
                unit,
                Case,
                (
                    {
                        "id": case + one,
                        "area": Area.CUSTOMERS,
                        "number": one,
                        "state": "active",
                        "title": called[one],
                        "opened_at": since[one],
                    }
                    for one in ids
                ),
            )
            await _add(
                unit,
                Customer,
                (
                    {
                        "id": one,
                        "case_id": case + one,
                        "number": one,
                        "state": "active",
                        "name": called[one],
                        "sales_id": first + (one - 1) // OWN,
                        "credit_limit": Decimal(0),
                        "created_at": since[one],
                        "grade": "abbcc"[one % 5],
                        "region": _PLACES[one % 6],
                        "address": f"工业路 {one} 号",
                        "phone": "",
                    }
                    for one in ids
                ),
            )
            await _add(
                unit,
                CustomerName,
                (
                    {
                        "customer_id": one,
                        "name": called[one],
                        "key": name_key(called[one]),
                        "kind": "full",
                        "at": since[one],
                    }
                    for one in ids
                ),
            )
            await _add(
                unit,
                CustomerClue,
                (
                    {"kind": kind, "text": text, "customer_id": one}
                    for one in ids
                    for kind, texts in _clues(called[one], _PLACES[one % 6], 13_900_000_000 + one, trade)
                    for text in texts
                ),
            )
            await _add(
                unit,
                CustomerPerson,
                (
                    {
                        "customer_id": one,
                        "name": f"张{one}",
                        "title": "采购",
                        "mobile": str(13_900_000_000 + one),
                        "birthday": date(1980, 1 + one % 12, 1 + one % 28),
                    }
                    for one in ids
                ),
            )
            await _add(
                unit,
                Ownership,
                (
                    {
                        "customer_id": one,
                        "member_id": first + (one - 1) // OWN,
                        "since": since[one],
                        "why": "first",
                    }
                    for one in ids
                ),
            )
            await _add(
                unit,
                ContactRow,
                (
                    {
                        "customer_id": one,
                        "kind": "call",
                        "happened_on": TODAY - timedelta(days=1 + 6 * at + one % 9),
                        "noted_at": MORNING - timedelta(days=1),
                        "member": "业务",
                        "person": "",
                        "reached": True,
                        "place": "",
                        "proof": "",
                        "note": "",
                        "calls": True,
                        "visits": at == 5,
                    }
                    for one in ids
                    for at in range(CONTACTS)
                ),
            )
            await _add(
                unit,
                ReadRow,
                (
                    {
                        "member_id": 1,
                        "customer_id": one,
                        "part": "file",
                        "path": "command",
                        "day": TODAY - timedelta(days=at),
                        "at": MORNING - timedelta(days=at),
                        "count": 1,
                        "refused": False,
                    }
                    for one in ids
                    for at in range(3)
                ),
            )
            await _add(
                unit,
                ChargeRow,
                (
                    {
                        "customer_id": one,
                        "kind": ChargeKind.GOODS,
                        "case_id": case + one,
                        "day": TODAY - timedelta(days=30 + 150 * at),
                        "due_on": TODAY - timedelta(days=150 * at - 10),
                        "amount": Decimal(1000 + one % 977),
                        "note": "",
                        "at": MORNING,
                    }
                    for one in ids
                    for at in range(CHARGES)
                ),
            )
        async with store.unit() as unit:
            await _ordered(unit, ids, case + books.count)
    async with store.unit() as unit:
        (await lock(unit.session, Area.CUSTOMERS)).value = books.count
    if not store.database.is_sqlite:
        async with store.unit() as unit:
            await _settle(unit)


async def _ordered(unit: Unit, customers: range, case: int) -> None:
    """Orders of each, the cases behind `case`: two of three customers haven't ordered for two months."""
    numbered = [(case + ORDERS * (one - 1) + at, one, at) for one in customers for at in range(1, ORDERS + 1)]
    opened = {
        number: MORNING - timedelta(days=30 * (ORDERS - at + 1) + one % 90) for number, one, at in numbered
    }
    of_case = {"area": Area.ORDERS, "state": State.CLOSED, "title": ""}
    await _add(
        unit,
        Case,
        (
            {"id": number, "number": number, "opened_at": opened[number], **of_case}
            for number, _, _ in numbered
        ),
    )
    await _add(
        unit,
        OrderRow,
        (
            {
                "case_id": number,
                "number": number,
                "customer_id": one,
                "created_at": opened[number],
                **_CLOSED,
            }
            for number, one, _ in numbered
        ),
    )


_CLOSED = {
    "state": State.CLOSED,
    "goods": "ready",
    "money": "cleared",
    "vehicle": "arranged",
    "pay": "monthly",
    "total": Decimal(1000),
    "received": Decimal(0),
    "waived": Decimal(0),
    "terms_ok": True,
    "receipt": False,
    **dict.fromkeys(("packing", "consignee", "address", "phone", "phone_digits", "note"), ""),
    "freight_by": "logistics",
    "concerned": [],
}
"""What the orders that are counted here have alike."""


async def _settle(unit: Unit) -> None:
    """What a PostgreSQL in use would have done by itself: its numbers go on, and it knows its tables."""
    for model in (
        Member,
        Case,
        Customer,
        CustomerName,
        CustomerPerson,
        Ownership,
        ContactRow,
        ReadRow,
        ChargeRow,
    ):
        name = model.__tablename__
        await run_sql(
            unit.session,
            f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))",
        )
    await run_sql(unit.session, "ANALYZE")


async def _add(unit: Unit, model: type[SQLModel], rows: Iterator[dict[str, Any]]) -> None:
    connection = await unit.session.connection()
    while some := list(itertools.islice(rows, AT_ONCE)):
        await connection.execute(insert(model), some)


def _clues(name: str, region: str, mobile: int, trade: Collection[str]) -> Iterator[tuple[Clue, set[str]]]:
    key = name_key(name)
    yield Clue.NAME, clues.ends(name) | clues.ends(key)
    yield Clue.REGION, clues.ends(region)
    yield Clue.PIECE, set(grams(core(key, trade)))
    yield Clue.PHONE, {str(mobile)}


def _names() -> Iterator[str]:
    """As such names are: many share two signs of their core."""
    for one, two, three in itertools.permutations(_SIGNS, 3):
        for trade in _TRADES[:2]:
            yield f"{_PLACES[(ord(one) + ord(three)) % 6]}{one}{two}{three}{trade}有限公司"


# looking ------------------------------------------------------------------------------------------------
def _actor(unit: Unit, telegram_id: int) -> Actor:
    person = unit.roster.by_telegram(telegram_id)
    assert person is not None
    return unit.roster.actor(person)


def _number(at: int) -> int:
    """One of the first salesperson's."""
    return 1 + (at * 37) % OWN


async def _card(books: Books, at: int) -> None:
    async with books.store.reading() as unit:
        case = await find_case(unit.session, Area.CUSTOMERS, _number(at))
        assert case is not None
        await views.customer_view(unit, case)
        await reading.on_file(unit, _actor(unit, FIRST_SELLER), case.id)


def _listed(who: int, word: Callable[[str, int], Sequence[str]]) -> Look:
    async def look(books: Books, at: int) -> None:
        async with books.store.reading() as unit:
            row = (await unit.session.exec(select(Customer).where(Customer.number == _number(at)))).one()
            found = await views.list_view(unit, _actor(unit, who), word(row.name, row.number or 0), 1)
            assert found["customers"]

    return look


async def _named(books: Books, at: int) -> None:
    async with books.store.reading() as unit:
        name = (await unit.session.exec(select(Customer.name).where(Customer.number == _number(at)))).one()
        assert await finding.customer_named(unit, _actor(unit, FIRST_SELLER), f"{name} 下周要货")


async def _alike(books: Books, at: int) -> None:
    async with books.store.reading() as unit:
        name = (await unit.session.exec(select(Customer.name).where(Customer.number == _number(at)))).one()
        await finding.look_alikes(unit, name.replace("有限公司", "二部"), (f"139{at:08}",))


async def _step(books: Books, who: int, request: Request) -> None:
    async with books.store.unit() as unit:
        taken = await take(unit, CUSTOMERS, _actor(unit, who), request)
        assert isinstance(taken, Taken), taken


async def _register(books: Books, at: int) -> None:
    await _step(
        books,
        FIRST_SELLER,
        ask.RegisterCustomer(customer=f"Zeta{at:04}x{at} Works", contact="王某", mobile=f"137{at:08}"),
    )


async def _call(books: Books, at: int) -> None:
    await _step(books, FIRST_SELLER, ask.NoteContact(number=_number(at), text="月底要 20 桶"))


async def _morning(books: Books, _at: int) -> None:
    async with books.store.reading() as unit:
        assert await agenda.morning(unit, _actor(unit, FIRST_SELLER))


def _viewed(view: Callable[[Unit], Awaitable[Any]]) -> Look:
    async def look(books: Books, _at: int) -> None:
        async with books.store.reading() as unit:
            await view(unit)

    return look


async def _quarter(unit: Unit) -> None:
    assert (await classes.classes_view(unit, 1))["customers"]


LOOKS: dict[str, tuple[Look, int]] = {
    "opening a file": (_card, TIMES),
    "a list page": (_listed(FIRST_SELLER, lambda _name, _number: ()), TIMES),
    "a list page, everybody's": (_listed(DIRECTOR, lambda _name, _number: ()), TIMES),
    "a search by name": (_listed(FIRST_SELLER, lambda name, _number: (name[2:5],)), TIMES),
    "a search by name, everybody's": (_listed(SERVICE, lambda name, _number: (name[2:5],)), TIMES),
    "a search by telephone": (_listed(SERVICE, lambda _name, number: (str(13_900_000_000 + number),)), TIMES),
    "a name at the head of a line": (_named, TIMES),
    "look-alikes of a name": (_alike, TIMES),
    "step: register": (_register, TIMES),
    "step: a call noted": (_call, TIMES),
    "a morning list": (_morning, TIMES),
    "who is due, everybody's": (
        _viewed(lambda unit: views.due_view(unit, _actor(unit, DIRECTOR), ())),
        WHOLE,
    ),
    "how intervals are kept": (_viewed(agenda.kept), WHOLE),
    "a quarter's classes": (_viewed(_quarter), WHOLE),
    "who orders no more": (
        _viewed(lambda unit: quiet.quiet_view(unit, _actor(unit, DIRECTOR), (), 1)),
        WHOLE,
    ),
}
