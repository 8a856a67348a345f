"""Month's end: the 5th with statements to draft for every customer, and what a press waits meanwhile."""

import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sqlmodel import func, select

from bot.settings import SHIPPED_TEMPLATES
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
from store.process.records import Case
from store.process.unit import Store
from store.registry import AREAS
from store.requests import Area
from store.statements import clock
from tests.bench.tables import Table, within

MORNING = datetime(2026, 12, 5, 1, 0, tzinfo=UTC)
FIRST = date(2026, 11, 2)
ORDERS, RECEIPTS = 8, 3
"""Of each customer's, in the month."""
AT_ONCE = 200


async def measure(folder: Path, customers: int) -> Table:
    database = Database(f"sqlite+aiosqlite:///{folder}/monthend.db")
    await upgrade.upgrade(database)
    company = load_company(SHIPPED_TEMPLATES / "company.toml")
    store = Store(database, company, FrozenClock(MORNING), AREAS)
    async with store.unit() as unit:
        await people.read_company(unit.session, company, admin_ids=(), now=unit.now)
        await set_mark(unit.session, clock.DRAFTED, datetime(2026, 10, 1, tzinfo=UTC))
    store.forget_roster()
    for first in range(0, customers, AT_ONCE):
        await _fill(store, range(first, min(customers, first + AT_ONCE)))
    took: list[float] = []
    more, began = True, time.monotonic()
    while more:
        at = time.monotonic()
        async with store.unit() as unit:
            more = await clock.tick(unit)
        took.append(time.monotonic() - at)
    passed = time.monotonic() - began
    async with store.reading() as unit:
        drafted = (await unit.session.exec(select(func.count()).select_from(StatementRow))).one()
    await database.close()
    assert drafted >= customers
    return Table(
        title="Month's end",
        head=["what", "took"],
        rows=[
            [f"{drafted:,} statements drafted", f"{passed:.1f} s"],
            ["a transaction of them, p95", f"{within(took) * 1000:.0f} ms"],
            ["the longest", f"{max(took) * 1000:.0f} ms"],
        ],
        note=f"{ORDERS} charges and {RECEIPTS} receipts of each in the month. Wanted: 2,000 within 60 s; a press waits for one transaction at most.",
    )


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
