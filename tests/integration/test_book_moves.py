"""A store in which money hung on its orders comes up with one book by customer: every sum is what it was (M1)."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

from alembic import command
from sqlalchemy import Connection

from store.company import Company
from store.database.db import Database
from store.migrations import upgrade
from store.money import book
from tests.conftest import MONDAY
from tests.integration.test_schema import Rows, _read
from tests.office import Office

BEFORE = "0014"
ORDER = "/order\n客户: 宏达钢构\n品名: 底漆, 30 桶, 280\n付款: 款到发货"
COD = "/order\n客户: 宏达钢构\n品名: 面漆, 10 桶, 310\n付款: 代收货款"
MONTHLY = "/order\n客户: 华东机械\n品名: 稀料, 3.333 桶, 10.01\n付款: 月结"
SCENE = (
    # 1 is paid in two parts and shipped, and one was taken back; C1 lets off 100, R1 brings four back.
    *(("王芳", ORDER), ("李强", "/stock 1 ready"), ("陈静", "/paid 1 8000 R2026"), ("陈静", "/paid 1 50")),
    *(("陈静", "/undo"), ("陈静", "/paid 1 400 建行"), ("王芳", "/slip 1"), ("周伟", "/ship 1 SF1234567")),
    *(("周伟", "/arrive 1"), ("王芳", "/complain 1 破损"), ("王芳", "/takeup C1")),
    *(("王芳", "/cause C1 我方 车间 包装太薄"), ("王芳", "/remedy C1 补偿\n扣款: 100"), ("李强", "/verify C1")),
    *(("许丹", "/opinion C1 同意"), ("赵敏", "/sign C1")),
    *(("吴桐", "/return 1\n原因: 结块\n品名: 底漆, 4"), ("王芳", "/checked R1"), ("彭辉", "/sign R1")),
    *(("胡斌", "/count R1"), ("吴桐", "/confirm R1"), ("陈静", "/refund 1 100")),
    # 2 is paid and cancelled, 3 is brought home in parts, 4 is on its way with nothing paid.
    *(("王芳", ORDER.replace("30", "31")), ("陈静", "/paid 2 500"), ("王芳", "/cancel 2 客户不要了")),
    *(("王芳", COD), ("李强", "/stock 3 ready"), ("王芳", "/slip 3"), ("周伟", "/ship 3 SF1234568"), ("周伟", "/arrive 3")),
    *(("周伟", "/cod 3 3000"), ("陈静", "/cod 3 2000"), ("周伟", "/freight 3 60")),
    *(("王芳", COD.replace("10", "11")), ("李强", "/stock 4 ready"), ("王芳", "/slip 4"), ("周伟", "/ship 4 SF1234569")),
    # 5 goes in parts that don't come out even, and one of them was taken back; 6 is closed with its money owed.
    *(("王芳", MONTHLY), ("李强", "/stock 5 ready"), ("王芳", "/slip 5")),
    *(("周伟", "/ship 5\n品名: 稀料, 1.111"), ("周伟", "/undo"), ("周伟", "/ship 5\n品名: 稀料, 1.111")),
    ("周伟", "/ship 5\n品名: 稀料, 1.111"),
    *(("王芳", MONTHLY.replace("3.333", "7.777")), ("李强", "/stock 6 ready"), ("王芳", "/slip 6")),
    *(("周伟", "/ship 6 SF1234570"), ("周伟", "/arrive 6"), ("王芳", "/inform 6"), ("王芳", "/close 6")),
)  # fmt: skip
"""Money in every way in which it came and went."""


def _down(connection: Connection) -> None:
    command.downgrade(upgrade._config(connection), BEFORE)


def _of_orders(rows: Rows) -> dict[int, tuple[Any, ...]]:
    return {
        row["number"]: tuple(
            row[name] for name in ("total", "received", "waived", "due_on", "money", "state")
        )
        for row in rows["orders"]
    }


_GIVEN = ("id", "receipt_id")


def _said(rows: Rows, ledger: str) -> list[str]:
    kept = (row for row in rows[ledger] if row["void_at"] is None or ledger == "receipt")
    return sorted(str({name: value for name, value in row.items() if name not in _GIVEN}) for row in kept)


async def test_money_that_hung_on_orders_is_in_one_book_with_every_sum_as_it_was(
    database_url: str, company: Company
) -> None:
    database = Database(database_url)
    async with Office.open(database_url, company, at=MONDAY, running=False) as office:
        async with office.bot_running():
            for who, text in SCENE:
                await office.say(who, text)
        async with database.engine.connect() as connection:
            made = await connection.run_sync(_read)
        assert len(made["receipt"]) == 6 and len(made["credit"]) == 2, "the scene played to its end"
        assert sum(row["void_at"] is None for row in made["charge"]) == 6
        async with database.engine.connect() as connection, upgrade._loose_references(database, connection):
            await connection.execution_options(gendan_write=True)
            await connection.run_sync(_down)
            await connection.commit()
            before = await connection.run_sync(_read)
        assert "receipt" not in before
        await upgrade.upgrade(database, zone=company.zone)
        assert await upgrade.differences(database) == []
        async with database.engine.connect() as connection:
            after = await connection.run_sync(_read)
        assert _of_orders(after) == _of_orders(before)
        for ledger in ("charge", "receipt", "allocation", "credit"):
            assert _said(after, ledger) == _said(made, ledger), ledger
        assert _by_order(after) == _entered(before)
        async with database.snapshot() as session:
            accounts = await book.accounts(session, date(2026, 11, 30))
        assert {one: account.owed for one, account in accounts.items()} == _owed(after)
        async with office.bot_running():
            # The numbers go on, and what was entered before is known by its reference.
            await office.say("陈静", "/paid 1 1 R2026")
            assert "R2026" in (await office.last("陈静")).text
            await office.say("陈静", "/paid 5 33.36")
            assert "33.36" in (await office.last("陈静")).text
        assert [row["number"] for row in await office.exported("orders")] == [1, 2, 3, 4, 5, 6]
    await database.close()


async def test_receipts_by_customer_go_with_the_book_and_what_they_paid_for_stays(
    database_url: str, company: Company
) -> None:
    database = Database(database_url)
    async with Office.open(database_url, company, at=MONDAY, running=False) as office:
        async with office.bot_running():
            await office.say("王芳", ORDER)
            await office.say("陈静", "/paid 宏达钢构 5000 R2026")
            await office.say("陈静", "/allot P1 1 3000")
        async with database.engine.connect() as connection, upgrade._loose_references(database, connection):
            await connection.execution_options(gendan_write=True)
            await connection.run_sync(_down)
            if database.is_sqlite:
                assert not (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all()
            await connection.commit()
            before = await connection.run_sync(_read)
        assert [row["amount"] for row in before["entry"]] == [300000]
        assert not [row for row in before["cases"] if row["area"] == "receipts"]
        await upgrade.upgrade(database, zone=company.zone)
        async with office.bot_running():
            await office.say("王芳", "/history 1")
            assert "¥3,000.00" in (await office.last("王芳")).text
        rows = await office.exported("receipts")
        assert [(row["number"], row["amount"], row["order"]) for row in rows] == [("P1", "3000.00", 1)]
    await database.close()


def _by_order(rows: Rows) -> dict[int, tuple[int, int]]:
    """Of the book, in fen: what came for each order, and what it was let off."""
    came, off = Counter[int](), Counter[int]()
    for row in rows["allocation"]:
        came[row["case_id"]] += 0 if row["void_at"] else row["amount"]
    for row in rows["credit"]:
        off[row["case_id"]] += row["amount"]
    return {row["case_id"]: (came[row["case_id"]], off[row["case_id"]]) for row in rows["orders"]}


def _entered(rows: Rows) -> dict[int, tuple[int, int]]:
    """The same of the entries of an older store."""
    signs = {"transfer": 1, "cod_confirmed": 1, "refund": -1}
    came, off = Counter[int](), Counter[int]()
    for row in rows["entry"]:
        if row["void_at"] is None:
            came[row["case_id"]] += signs.get(row["kind"], 0) * row["amount"]
            off[row["case_id"]] += row["amount"] if row["kind"] in ("deduction", "return") else 0
    return {row["case_id"]: (came[row["case_id"]], off[row["case_id"]]) for row in rows["orders"]}


def _owed(rows: Rows) -> dict[int, Decimal]:
    """By customer, what was shipped less what came and was let off, order by order."""
    balances = Counter[int]()
    customers = {row["case_id"]: row["customer_id"] for row in rows["orders"]}
    for row in rows["charge"]:
        balances[customers[row["case_id"]]] += 0 if row["void_at"] else row["amount"]
    for case, (came, off) in _by_order(rows).items():
        balances[customers[case]] -= came + off
    return {customer: Decimal(fen) / 100 for customer, fen in balances.items() if fen}


async def test_tasks_on_orders_become_one_collection_of_the_customer(
    database_url: str, company: Company
) -> None:
    database = Database(database_url)
    way = [("李强", "/stock {n} ready"), ("王芳", "/slip {n}"), ("周伟", "/ship {n} SF1234570")]
    way += [("周伟", "/arrive {n}"), ("王芳", "/inform {n}"), ("王芳", "/close {n}")]
    async with Office.open(database_url, company, at=MONDAY, running=False) as office:
        async with office.bot_running():
            for number in (1, 2):
                await office.say("王芳", MONTHLY)
                for who, text in way:
                    await office.say(who, text.format(n=number))
        async with database.engine.connect() as connection, upgrade._loose_references(database, connection):
            await connection.execution_options(gendan_write=True)
            await connection.run_sync(lambda sync: command.downgrade(upgrade._config(sync), "0018"))
            # As an earlier program had it: finance looks for the money of each closed order.
            await connection.exec_driver_sql(
                "UPDATE task SET kind = 'collect', role = 'finance', closed_at = NULL, result = NULL, done_by = NULL "
                "WHERE kind = 'close'"
            )
            await connection.commit()
        await upgrade.upgrade(database, zone=company.zone)
        assert await upgrade.differences(database) == []
        async with database.engine.connect() as connection:
            after = await connection.run_sync(_read)
        tasks = [row for row in after["task"] if row["kind"] == "collect"]
        assert [row["result"] for row in tasks] == ["superseded"] * 2
        assert all(row["closed_at"] and row["next_tell_at"] is None for row in tasks)
        async with office.bot_running():
            await office.until("2026-12-28T08:31")
        (row,) = await office.exported("collections")
        assert (row["customer"], row["state"], row["salesperson"]) == ("华东机械", "open", "孙涛")
    await database.close()
