"""Month's end: the 5th with statements to draft for every customer, and what people's steps take before and meanwhile."""

import asyncio
import random
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sqlmodel import func, select

from bot.settings import SHIPPED_TEMPLATES
from store.charges.area import CHARGES
from store.charges.requests import ChargeFee
from store.company.file import load_company
from store.customers.model import Customer
from store.database.db import Database
from store.database.marks import set_mark
from store.hours.clock import FrozenClock
from store.members import people
from store.migrations import upgrade
from store.money.model import AllocationRow, ChargeRow, ReceiptRow
from store.money.papers import StatementRow
from store.money.state import ChargeKind, ReceiptKind
from store.process.cases import Taken, take
from store.process.records import Case
from store.process.unit import Store
from store.registry import AREAS
from store.requests import Area
from store.statements import clock
from tests.bench.tables import Table, within
from tests.databases import PostgresStores

MORNING = datetime(2026, 12, 5, 1, 0, tzinfo=UTC)
FIRST = date(2026, 11, 2)
ORDERS, RECEIPTS = 8, 3
"""Of each customer's, in the month."""
AT_ONCE = 200
A_SECOND, ALONE = 5, 10.0
"""So many steps of people a second, and for so many seconds before drafts are made."""
SERVICE = 1001


async def measure(folder: Path, customers: int, database: str) -> Table:
    if database == "sqlite":
        url = f"sqlite+aiosqlite:///{folder}/monthend.db"
        opened = Database(url)
        await upgrade.upgrade(opened)
        return await _measured(opened, customers)
    stores = await asyncio.to_thread(lambda: PostgresStores(durable=True))
    fresh = stores.fresh()
    try:
        return await _measured(Database(await asyncio.to_thread(fresh.__enter__)), customers)
    finally:
        await asyncio.to_thread(fresh.__exit__, None, None, None)
        await asyncio.to_thread(stores.stop)


async def _measured(database: Database, customers: int) -> Table:
    """Steps of people go on while drafts are made, as they did before; what each took from its unit's begin to its end."""
    company = load_company(SHIPPED_TEMPLATES / "company.toml")
    store = Store(database, company, FrozenClock(MORNING), AREAS)
    async with store.unit() as unit:
        await people.read_company(unit.session, company, admin_ids=(), now=unit.now)
        await set_mark(unit.session, clock.DRAFTED, datetime(2026, 10, 1, tzinfo=UTC))
    store.forget_roster()
    for first in range(0, customers, AT_ONCE):
        await _fill(store, range(first, min(customers, first + AT_ONCE)))
    alone = await _pressing(store, customers, asyncio.create_task(asyncio.sleep(ALONE)))
    took: list[float] = []
    began = time.monotonic()
    drafting = asyncio.create_task(_draft(store, took))
    beside = await _pressing(store, customers, drafting)
    passed = time.monotonic() - began
    async with store.reading() as unit:
        drafted = (await unit.session.exec(select(func.count()).select_from(StatementRow))).one()
    await database.close()
    assert drafted >= customers
    return Table(
        title=f"Month's end, on {'SQLite' if database.is_sqlite else 'PostgreSQL'}",
        head=["what", "took"],
        rows=[
            [f"{drafted:,} statements drafted", f"{passed:.1f} s"],
            ["a transaction of them, p95", _ms(took)],
            ["the longest", f"{max(took) * 1000:.0f} ms"],
            [f"{len(alone)} steps before, p95", _ms(alone)],
            [f"{len(beside)} steps meanwhile, p95", _ms(beside)],
        ],
        note=f"{ORDERS} charges and {RECEIPTS} receipts of each in the month; {A_SECOND} steps a second. Wanted: 2,000 within 60 s; a step waits for one transaction at most.",
    )


async def _draft(store: Store, took: list[float]) -> None:
    more = True
    while more:
        at = time.monotonic()
        async with store.unit() as unit:
            more = await clock.tick(unit)
        took.append(time.monotonic() - at)
        await asyncio.sleep(0)


async def _pressing(store: Store, customers: int, work: "asyncio.Task[None]") -> list[float]:
    """Steps at a steady pace, whether or not earlier ones are over, until the work is; how long each took."""
    gaps = random.Random(7)
    pressing = []
    while not work.done():
        pressing.append(asyncio.create_task(_press(store, gaps.randrange(customers))))
        await asyncio.sleep(gaps.expovariate(A_SECOND))
    await work
    return await asyncio.gather(*pressing)


async def _press(store: Store, customer: int) -> float:
    began = time.monotonic()
    async with store.unit() as unit:
        person = unit.roster.by_telegram(SERVICE)
        assert person is not None
        fee = ChargeFee(customer=1_000_000 + customer, kind=ChargeKind.HANDLING, amount=Decimal(1))
        assert isinstance(await take(unit, CHARGES, unit.roster.actor(person), fee), Taken)
    return time.monotonic() - began


def _ms(took: Sequence[float]) -> str:
    return f"{within(took) * 1000:.0f} ms"


async def _fill(store: Store, numbers: range) -> None:
    async with store.unit() as unit:
        session = unit.session
        for number in numbers:
            file = _case(Area.CUSTOMERS, 1_000_000 + number)
            session.add(file)
            await session.flush()
            customer = Customer(
                case_id=file.id,
                number=file.number,
                name=f"客户 {number}",
                monthly=True,
                credit_limit=Decimal(1_000_000),
                created_at=MORNING,
            )
            session.add(customer)
            await session.flush()
            orders = [_case(Area.ORDERS, 1_000_000 + number * ORDERS + at) for at in range(ORDERS)]
            came = [_case(Area.RECEIPTS, 1_000_000 + number * RECEIPTS + at) for at in range(RECEIPTS)]
            session.add_all([*orders, *came])
            await session.flush()
            for at, order in enumerate(orders):
                session.add(
                    ChargeRow(
                        customer_id=customer.id or 0,
                        kind=ChargeKind.GOODS,
                        case_id=order.id or 0,
                        day=FIRST + timedelta(days=3 * at),
                        due_on=date(2026, 12, 25),
                        amount=Decimal(1000 + at),
                        at=MORNING,
                    )
                )
            receipts = [
                ReceiptRow(
                    number=one.number,
                    customer_id=customer.id,
                    kind=ReceiptKind.TRANSFER,
                    case_id=one.id or 0,
                    day=FIRST + timedelta(days=20),
                    amount=Decimal(1000 + at),
                    at=MORNING,
                    member="陈静",
                )
                for at, one in enumerate(came)
            ]
            session.add_all(receipts)
            await session.flush()
            for at, receipt in enumerate(receipts):
                session.add(
                    AllocationRow(
                        receipt_id=receipt.id or 0,
                        case_id=orders[at].id or 0,
                        amount=receipt.amount,
                        at=MORNING,
                        member=receipt.member,
                    )
                )


def _case(area: Area, number: int) -> Case:
    state = "allotted" if area is Area.RECEIPTS else "shipped" if area is Area.ORDERS else "active"
    return Case(area=area, number=number, state=state, opened_at=MORNING)
