"""Hot paths use an index: the plans that SQLite makes for what the application really asks."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, text

from store.company.tables import Target
from store.database.db import Database
from store.money.rates import _fell_due
from store.reports.kinds import KINDS
from store.reports.months import Asked
from store.reports.requests import Report
from tests.office import Office

BIG = (
    "inbox",
    "outbox",
    "task",
    "telling",
    "event",
    "orders",
    "order_line",
    "entry",
    "charge",
    "receipt",
    "allocation",
    "credit",
    "cases",
    "shipment",
    "attachment",
    "returns",
    "return_line",
    "stock_move",
    "sales_fact",
    "statement",
    "statement_line",
    "dispute",
    "invoice",
    "collection",
    "pledge",
    "dun",
    "form",
    "occurrence",
)


@pytest.mark.parametrize("stores", ["sqlite"], indirect=True)
async def test_nothing_that_a_step_or_a_delivery_asks_reads_a_whole_table(office: Office) -> None:
    app = office.app
    assert app is not None
    asked = _listen(app.database)
    await office.say("王芳", "/order\n客户: 宏达钢构\n品名: 面漆, 10 桶, 310\n付款: 款到发货", to=-1001)
    for who, said in (
        ("李强", "/stock 1 ready"),
        ("陈静", "/paid 1 3100"),
        ("王芳", "/slip 1"),
        ("周伟", "/ship 1 SF1"),
    ):
        await office.say(who, said)
    await office.say("王芳", "/return 1 盖子渗漏\n品名: 面漆, 2")
    for who, said in (
        ("王芳", "/checked R1"),
        ("彭辉", "/sign R1"),
        ("胡斌", "/count R1"),
        ("王芳", "/confirm R1"),
        ("王芳", "/show R1"),
    ):
        await office.say(who, said)
    await office.say("王芳", "/show 1")
    await office.say("王芳", "/history 1")
    await office.say("王芳", "/tasks")
    await office.say("王芳", "/orders")
    await office.say("王芳", "/orders 宏达 13900001111")
    await office.say("王芳", "/undo")
    await office.later(minutes=20)
    assert not await _scans(app.database, asked, BIG)
    assert len(asked) > 40


@pytest.mark.parametrize("stores", ["sqlite"], indirect=True)
async def test_whom_to_speak_to_is_read_of_ones_own_customers_and_their_last_contacts(
    office: Office,
) -> None:
    app = office.app
    assert app is not None
    await office.say("赵敏", "/customer 华东机械\n类别: A")
    asked = _listen(app.database)
    await office.say("孙涛", "/customers due")
    await office.say("孙涛", "/customers quiet")
    await office.say("孙涛", "/call 华东机械 谈了价格")
    await office.say("孙涛", "/visit 华东机械 见总经理，地点: 苏州")
    await office.say("孙涛", "/customer 华东机械")
    assert not await _scans(app.database, asked, (*BIG, "contact", "ownership", "customer"))
    lasts = [one for one in asked if "max(contact.happened_on)" in one]
    assert lasts, "the due query was asked"
    async with app.database.snapshot() as session:
        connection = await session.connection()
        rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {lasts[0]}", asked[lasts[0]])
        plan = " ".join(row[3] for row in rows)
    assert "ix_contact_calls" in plan and "ix_contact_visits" in plan, plan


@pytest.mark.parametrize("stores", ["sqlite"], indirect=True)
async def test_among_fifty_thousand_customers_one_is_found_read_and_congratulated_by_index(
    office: Office,
) -> None:
    app = office.app
    assert app is not None
    await office.say("孙涛", "/customer 华东机械\n联系人: 张三\n手机: 13955551111\n生日: 11-24")
    await office.say("赵敏", "/customer 华东机械\n类别: B")
    asked = _listen(app.database)
    await office.say("孙涛", "/customer\n客户: 江北重工\n手机: 13955552222")
    await office.say("王芳", "/order\n客户: 华东机械厂\n品名: 面漆, 10 桶, 310\n付款: 款到发货", to=-1001)
    await office.say("孙涛", "/customer 江北")
    await office.say("陈静", "/customer 华东机械")
    for words in ("江北", "13955552222", "苏州 张三", "139-5555-2222"):
        await office.say("孙涛", f"/customers {words}")
        await office.say("赵敏", f"/customers {words}")
    await office.say("赵敏", "/orders 华东")
    await office.say("孙涛", "/customers greetings")
    await office.say("孙涛", "/customers plan")
    await office.say("孙涛", "/customers due")
    names = ("customer", "customer_name", "customer_clue", "customer_person", "contact", "ownership", "lead")
    assert not await _scans(app.database, asked, (*BIG, *names))


@pytest.mark.parametrize("stores", ["sqlite"], indirect=True)
async def test_what_one_customer_owes_is_read_of_their_own_charges_and_receipts(office: Office) -> None:
    app = office.app
    assert app is not None
    for pay in ("月结", "款到发货"):
        await office.say("王芳", f"/order\n客户: 华东机械\n品名: 面漆, 10 桶, 310\n付款: {pay}")
    for who, said in (("李强", "/stock 1 ready"), ("王芳", "/slip 1"), ("周伟", "/ship 1 SF1234567")):
        await office.say(who, said)
    asked = _listen(app.database)
    await office.say("王芳", "/order\n客户: 华东机械\n品名: 面漆, 1 桶, 310\n付款: 月结")
    for said in (
        "/paid 华东机械 5000 R2026",
        "/allot P1 1, 2 100",
        "/owed 华东机械",
        "/show P1",
        "/bounce P1 账号有误",
    ):
        await office.say("陈静", said)
    assert not await _scans(app.database, asked, BIG)
    assert sum("FROM charge" in one or "FROM allocation" in one for one in asked) > 3


@pytest.mark.parametrize("stores", ["sqlite"], indirect=True)
async def test_a_months_report_reads_of_the_ledgers_that_month(office: Office) -> None:
    """What is owed at its end is of all of them, and added up in the database: the rates read no more of it than that."""
    app = office.app
    assert app is not None
    asked = _listen(app.database)
    targets = tuple(Target(kind=kind, month="2026-11", amount=Decimal(1)) for kind in ("sales", "collected"))
    async with app.store.reading() as unit:
        unit = replace(unit, company=unit.company.model_copy(update={"targets": targets}))
        for kind in (Report.SALES, Report.TURNOVER, Report.CONTACTS, Report.PLAN):
            await KINDS[kind].counted(unit, Asked(date(2026, 11, 1)))
        await _fell_due(unit.session, date(2026, 11, 1))
    assert not await _scans(app.database, asked, ("charge", "receipt", "credit", "sales_fact", "contact"))
    assert sum("FROM charge" in one for one in asked) > 2


async def _scans(database: Database, asked: dict[str, Any], big: Collection[str]) -> dict[str, list[str]]:
    found = {}
    async with database.snapshot() as session:
        for statement, parameters in list(asked.items()):
            if not statement.lstrip().upper().startswith(("SELECT", "UPDATE")):
                continue
            connection = await session.connection()
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            scans = [row[3] for row in plan if _scans_a_big_table(row[3], big)]
            if scans:
                found[statement[:300]] = scans
    return found


def _listen(database: Database) -> dict[str, Any]:
    asked: dict[str, Any] = {}

    @event.listens_for(database.engine.sync_engine, "before_cursor_execute")
    def _asked(
        _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool
    ) -> None:
        if not many and not statement.startswith("EXPLAIN"):
            asked.setdefault(statement, tuple(parameters) if parameters else ())

    return asked


def _scans_a_big_table(line: str, big: Collection[str] = BIG) -> bool:
    """`SCAN x` without an index; a scan along a partial index sees only what waits."""
    words = line.split()
    return words[:1] == ["SCAN"] and len(words) > 1 and words[1] in big and "INDEX" not in words


async def test_the_plan_test_would_see_a_scan(office: Office) -> None:
    assert office.app is not None
    async with office.app.database.snapshot() as session:
        if office.app.database.is_sqlite:
            plan = await (await session.connection()).execute(
                text("EXPLAIN QUERY PLAN SELECT * FROM outbox WHERE error = 'x'")
            )
            assert any(_scans_a_big_table(row[3]) for row in plan)
