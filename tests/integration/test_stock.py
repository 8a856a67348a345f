"""The ledger of goods agrees with what orders and returns say, whatever is taken back, and however old the store is (P4)."""

import asyncio
from datetime import date
from decimal import Decimal

from alembic import command
from sqlalchemy import Connection
from sqlmodel import col, select

from store.company import Company
from store.database.db import Database
from store.hours.clock import FrozenClock
from store.migrations import upgrade
from store.orders.stocked import Stock, standing
from store.process.unit import Store
from store.registry import AREAS
from store.stock import moves
from store.stock.model import Product
from store.stock.state import Goods, Move, MoveKind
from store.warehouse.sheet import Row, report
from tests.conftest import MONDAY
from tests.integration.test_schema import _read
from tests.office import Office

ORDER = "/order\n客户: 宏达钢构\n品名: 底漆, 30 桶, 280\n品名: 面漆, 3.333 桶, 310\n付款: 代收货款"


async def on_hand(office: Office) -> dict[str, Decimal]:
    """As the exported ledger adds up."""
    found: dict[str, Decimal] = {}
    for row in await office.exported("stock"):
        found[row["product"]] = found.get(row["product"], Decimal(0)) + Decimal(row["qty"])
    return {name: qty for name, qty in found.items() if qty}


async def shipped(office: Office, *, undone: bool = False) -> None:
    for who, text in (
        *(("王芳", ORDER), ("李强", "/stock 1 ready"), ("王芳", "/slip 1")),
        *(("周伟", "/ship 1\n品名: 底漆, 10"), ("周伟", "/ship 1")),
    ):
        await office.say(who, text)
    if undone:
        await office.say("周伟", "/undo")


async def test_a_shipment_leaves_the_stock_with_its_step_and_is_back_with_its_undoing(office: Office) -> None:
    await shipped(office)
    assert await on_hand(office) == {"底漆": Decimal(-30), "面漆": Decimal("-3.333")}
    await office.say("周伟", "/undo")
    assert await on_hand(office) == {"底漆": Decimal(-10)}
    rows = await office.exported("stock")
    assert [(row["kind"], row["qty"], row["case"], row["by"], row["takes_back"]) for row in rows] == [
        ("shipped", "-10", "1", "周伟", None),
        ("shipped", "-20", "1", "周伟", None),
        ("shipped", "-3.333", "1", "周伟", None),
        ("shipped", "20", "1", "周伟", 2),
        ("shipped", "3.333", "1", "周伟", 3),
    ]


async def test_goods_counted_in_from_a_return_are_in_stock_as_counted(office: Office) -> None:
    await shipped(office)
    for who, text in (
        *(("吴桐", "/return 1\n原因: 结块\n品名: 底漆, 4"), ("王芳", "/checked R1"), ("彭辉", "/sign R1")),
        ("胡斌", "/count R1\n品名: 底漆, 3"),
    ):
        await office.say(who, text)
    assert (await on_hand(office))["底漆"] == Decimal(-27)
    await office.say("胡斌", "/undo")
    assert (await on_hand(office))["底漆"] == Decimal(-30)


async def test_what_a_production_order_was_for_is_on_its_way_until_it_is_made(office: Office) -> None:
    await office.say("王芳", ORDER)
    await office.say("李强", "/stock 1 short 2026-11-25 原料不足")
    assert office.app is not None
    async with office.app.store.reading() as unit:
        assert {key[1]: stock.on_the_way for key, stock in (await standing(unit)).items()} == {
            "桶": Decimal(0)
        }
    await office.say("王芳", "/produce 1")
    async with office.app.store.reading() as unit:
        assert list((await standing(unit)).values()) == [
            Stock(promised=Decimal(30), on_the_way=Decimal(30)),
            Stock(promised=Decimal("3.333"), on_the_way=Decimal("3.333")),
        ]
    await office.say("李强", "/stock 1 ready")
    assert await on_hand(office) == {"底漆": Decimal(30), "面漆": Decimal("3.333")}
    async with office.app.store.reading() as unit:
        assert [stock.on_the_way for stock in (await standing(unit)).values()] == [0, 0]


def _down(connection: Connection) -> None:
    command.downgrade(upgrade._config(connection), "0018")


async def test_an_older_store_agrees_with_what_it_has_shipped_and_taken_back(
    database_url: str, company: Company
) -> None:
    database = Database(database_url)
    async with Office.open(database_url, company, at=MONDAY, running=False) as office:
        async with office.bot_running():
            await shipped(office, undone=True)
        async with database.engine.connect() as connection:
            made = (await connection.run_sync(_read))["stock_move"]
        async with database.engine.connect() as connection, upgrade._loose_references(database, connection):
            await connection.execution_options(gendan_write=True)
            await connection.run_sync(_down)
            await connection.commit()
        await upgrade.upgrade(database, zone=company.zone)
        assert await upgrade.differences(database) == []
        async with database.engine.connect() as connection:
            after = (await connection.run_sync(_read))["stock_move"]
        assert after == made[:1], "what was taken back before there was a ledger never moved in it"
        async with office.bot_running():
            await office.say("周伟", "/undo 1")
            assert await on_hand(office) == {}
    await database.close()


async def test_a_closed_week_stays_as_it_was_and_what_comes_late_stands_in_the_next_one(
    office: Office,
) -> None:
    await office.say("胡斌", "申请 入库\n来源: 自产\n货物: 底漆, 100 桶")
    await office.say("胡斌", "申请 盘点\n实点: 底漆, 98 桶")
    await office.until("2026-11-24T09:00")
    await shipped(office)
    closed = await sheet(office, "2026-11-23")
    assert closed["底漆"] == Row(came=Decimal(100), out=Decimal(30))
    await office.until("2026-12-01T09:00")
    await office.say("王芳", "同意 F2")
    await office.say("王芳", "撤回")
    await office.say("王芳", "同意 F2")
    assert await sheet(office, "2026-11-29") == closed
    later = await sheet(office, "2026-12-01")
    assert later["底漆"] == Row(opening=Decimal(70), late=Decimal(-2))
    assert later["底漆"].closing == (await on_hand(office))["底漆"]
    for name, row in later.items():
        assert row.opening == closed[name].closing


async def sheet(office: Office, day: str) -> dict[str, Row]:
    assert office.app is not None
    async with office.app.store.reading() as unit:
        rows = (await report(unit, date.fromisoformat(day)))["rows"]
    return {row["product"]: Row(**{name: row[name] for name in FIGURES}) for row in rows}


FIGURES = ("opening", "came", "out", "counted", "late")


async def test_two_moves_of_one_product_at_once_both_count(database_url: str, company: Company) -> None:
    databases = [Database(database_url), Database(database_url)]
    stores = [Store(one, company, FrozenClock(MONDAY), AREAS) for one in databases]

    async def moved(store: Store, qty: int) -> None:
        async with store.unit() as unit:
            by = moves.By(now=unit.now, zone=company.zone, member_id=None, member="胡斌")
            goods = Goods(product="稀料", unit="桶", qty=Decimal(qty))
            await moves.record(unit.session, [Move(kind=MoveKind.RECEIVED, goods=goods)], by)

    await asyncio.gather(*(moved(stores[at % 2], 2**at) for at in range(6)))
    async with stores[0].reading() as unit:
        (product,) = await unit.session.exec(select(Product.id).where(col(Product.name) == "稀料"))
        assert await moves.on_hand(unit.session) == {(product, "桶"): Decimal(63)}
    for one in databases:
        await one.close()
