"""The store's schema: what the migrations make is what the tables in code say, and a store of any earlier revision comes up whole."""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table

from bot.app import CannotStart
from store.company import Company
from store.database.db import Database
from store.migrations import upgrade
from tests.conftest import MONDAY
from tests.databases import PostgresStores, SqliteStores
from tests.office import DESK, Office

T = TypeVar("T")
ORDER = "/order\n客户: 宏达钢构\n品名: 底漆, 30 桶, 280\n付款: 款到发货"
NEWEST, *EARLIER = [
    script.revision for script in ScriptDirectory.from_config(upgrade._config()).walk_revisions()
]


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


async def emptied(database: Database) -> None:
    if database.is_sqlite:
        await database.close()
        file = Path(database.url.database or "")
        for part in file.parent.glob(f"{file.name}*"):
            part.unlink()
        return
    async with database.engine.connect() as connection:
        await connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        await connection.exec_driver_sql("CREATE SCHEMA public")
        await connection.commit()


def _reflected(connection: Connection) -> dict[str, Table]:
    """The tables as they are, those referred to before those that refer."""
    there = MetaData()
    there.reflect(connection)
    return {table.name: table for table in there.sorted_tables}


Rows = dict[str, list[dict[str, Any]]]


def _read(connection: Connection) -> Rows:
    return {
        name: [dict(row) for row in connection.execute(table.select()).mappings()]
        for name, table in _reflected(connection).items()
        if name not in ("alembic_version", "schema_serves")
    }


GONE: Rows = {
    "orders": [{"signatures": 0, "production": None, "rejected": False, "reject_reason": ""}],
    "complaint": [{"signatures": 0}],
}
"""What earlier schemas have a place for and this one doesn't: of a store in which nothing was signed."""


def _fill(connection: Connection, rows: Rows) -> Counter[str]:
    """What of the rows an earlier schema has a place for; returns how many by table."""
    filled: Counter[str] = Counter()
    for name, table in _reflected(connection).items():
        columns = set(table.columns.keys())
        (gone,) = GONE.get(name, [{}])
        whole = [gone | row for row in rows.get(name, [])]
        kept = [{key: row[key] for key in row if key in columns} for row in whole]
        if not kept:
            continue
        connection.execute(table.insert(), kept)
        filled[name] = len(kept)
        if connection.dialect.name == "postgresql" and "id" in columns:
            counter = f"pg_get_serial_sequence('{name}', 'id')"
            connection.exec_driver_sql(f"SELECT setval({counter}, (SELECT max(id) FROM {name}))")
    return filled


async def worked_in(url: str, *, company: Company) -> Rows:
    """All rows of a store in which an order was taken and made ready."""
    async with Office.open(url, company, at=MONDAY) as office:
        await office.say("王芳", ORDER, to=DESK)
        await office.say("李强", "/stock 1 ready")
    database = Database(url)
    async with database.engine.connect() as connection:
        rows = await connection.run_sync(_read)
    await database.close()
    return rows


async def test_the_migrations_make_what_the_tables_in_code_say(database: Database) -> None:
    assert await upgrade.current(database) == upgrade.HEAD == NEWEST
    assert await upgrade.differences(database) == []


@pytest.mark.parametrize("revision", EARLIER)
async def test_a_store_of_an_earlier_revision_comes_up_with_everything_in_it_and_works_on(
    stores: SqliteStores | PostgresStores,
    database_url: str,
    database: Database,
    company: Company,
    revision: str,
) -> None:
    with stores.ready("a store to be upgraded", partial(worked_in, company=company)) as (_, rows):
        pass
    if revision < FILES:
        rows = _without_files(rows)
    async with Office.open(database_url, company, at=MONDAY, running=False) as office:
        await emptied(database)
        await upgrade.upgrade(database, revision)
        assert await upgrade.current(database) == revision
        async with database.engine.connect() as connection:
            await connection.execution_options(gendan_write=True)
            filled = await connection.run_sync(_fill, rows)
            await connection.commit()
        assert filled["order_line"] == 1 and filled["event"] == len(rows["event"]) >= 2
        await upgrade.upgrade(database)
        assert await upgrade.differences(database) == []
        async with database.engine.connect() as connection:
            after = await connection.run_sync(_read)
        files = len(rows["customer"]) if revision < FILES else 0
        made = {"cases": files, "event": files}
        assert {name: len(after[name]) - made.get(name, 0) for name in filled} == filled
        assert all(row["case_id"] and row["number"] for row in after["customer"])
        async with office.bot_running():
            await office.say("陈静", "/paid 1 8400")
            assert "货款 ✅" in (await office.last(DESK, "订单 1")).text


FILES = "0013"
"""From this revision on a customer is a case with a file."""


def _without_files(rows: Rows) -> Rows:
    """As an earlier program would have left it: customers without cases of their own."""
    files = {row["id"] for row in rows["cases"] if row["area"] == "customers"}
    return rows | {
        "cases": [row for row in rows["cases"] if row["id"] not in files],
        "event": [row for row in rows["event"] if row["case_id"] not in files],
    }


async def test_an_older_store_keeps_both_of_two_customers_whose_names_are_one(database: Database) -> None:
    await emptied(database)
    await upgrade.upgrade(database, "0012")
    names = ("宏达钢构有限公司", "宏达钢构（有限公司）", "ABC", "ＡＢＣ", "苏州港务")
    async with database.engine.connect() as connection:
        await connection.execution_options(gendan_write=True)
        for name in names:
            insert = "INSERT INTO customer (name, monthly, credit_limit, created_at) VALUES"
            await connection.exec_driver_sql(f"{insert} ('{name}', false, 0, '2026-11-01 00:00:00')")
        await connection.commit()
    await upgrade.upgrade(database)
    async with database.engine.connect() as connection:
        after = await connection.run_sync(_read)
    assert {row["name"]: row["twin_of"] for row in after["customer"]} == {
        names[0]: None,
        names[1]: 1,
        names[2]: None,
        names[3]: 3,
        names[4]: None,
    }
    assert [row["customer_id"] for row in after["customer_name"]] == [1, 3, 5]
    assert {row["number"] for row in after["cases"]} == {1, 2, 3, 4, 5}
    assert next(row["value"] for row in after["counter"] if row["name"] == "customers") == 5


async def _as_before(database: Database, company: Company) -> None:
    """Credit orders as revision 0009 kept them: one signed, one refused, one still asked for; with its column."""
    async with database.engine.connect() as connection:
        await connection.execution_options(gendan_write=True)
        await connection.run_sync(_counted)
        await connection.commit()


def _counted(connection: Connection) -> None:
    tables = _reflected(connection)
    orders, event, cases = tables["orders"], tables["event"], tables["cases"]
    row = connection.execute(orders.select()).mappings().one()
    case = connection.execute(cases.select().where(cases.c.area == "orders")).mappings().one()
    placed = connection.execute(event.select().where(event.c.step == "place")).mappings().one()
    director = 6
    for number, (signed, refused) in enumerate([(1, False), (0, True), (0, False)], start=2):
        connection.execute(cases.insert(), [{**case, "id": 100 + number, "number": number}])
        counted = {"signatures": signed, "rejected": refused, "reject_reason": "账期太长" if refused else ""}
        copy = {**row, "case_id": 100 + number, "number": number, "pay": "credit", **counted}
        connection.execute(orders.insert(), [copy])
        lines = connection.execute(
            tables["order_line"].select().where(tables["order_line"].c.case_id == row["case_id"])
        )
        connection.execute(
            tables["order_line"].insert(), [{**line, "case_id": 100 + number} for line in lines.mappings()]
        )
        connection.execute(
            event.insert(), [{**placed, "id": 1000 + number, "case_id": 100 + number, "patch": "{}"}]
        )
        if signed or refused:
            answered = {
                "id": 2000 + number,
                "case_id": 100 + number,
                "seq": 2,
                "step": "sign" if signed else "reject",
                "action": "CreditSigned" if signed else "CreditRejected",
                "actor_id": director,
                "actor": "赵敏",
                "facts": "{}" if signed else '{"reason":"\\u8d26\\u671f\\u592a\\u957f"}',
                "patch": '{"signatures":{"was":0,"is":1}}' if signed else "{}",
            }
            connection.execute(event.insert(), [{**placed, **answered}])


@pytest.mark.parametrize("revision", ["0009", "0011"])
async def test_what_was_signed_and_refused_by_counting_is_a_line_of_the_chain_after_the_upgrade(
    database_url: str, database: Database, company: Company, revision: str
) -> None:
    async with Office.open(database_url, company, at=MONDAY, running=False) as office:
        async with office.bot_running():
            await office.say("王芳", ORDER, to=DESK)
        async with database.engine.connect() as connection:
            rows = _without_files(await connection.run_sync(_read))
        await emptied(database)
        await upgrade.upgrade(database, revision)
        async with database.engine.connect() as connection:
            await connection.execution_options(gendan_write=True)
            await connection.run_sync(_fill, rows)
            await connection.commit()
        await _as_before(database, company)
        await upgrade.upgrade(database)
        async with database.engine.connect() as connection:
            after = await connection.run_sync(_read)
        lines = [
            (row["case_id"] - 100, row["verdict"], row["seat"], row["member"], row["words"])
            for row in sorted(after["signature"], key=lambda row: row["id"])
        ]
        assert lines == [
            (2, "asked", "", "王芳", ""),
            (2, "signed", "director", "赵敏", ""),
            (3, "asked", "", "王芳", ""),
            (3, "rejected", "director", "赵敏", "账期太长"),
            (4, "asked", "", "王芳", ""),
        ]
        assert _consents(after) == [
            (102, "done", "王芳"),
            (103, "rejected", "王芳"),
            (104, "signing", "王芳"),
        ]
        async with office.bot_running():
            await office.say("赵敏", "/sign 2")
            assert "赵敏" in (await office.last("赵敏")).text, "signed already, and by whom"
            await office.say("赵敏", "/reject 3 不行")
            assert "已经驳回过了" in (await office.last("赵敏")).text
            await office.say("赵敏", "/sign F3")
            assert "已记下" in (await office.last("赵敏")).text
            forms = {one["number"]: one["state"] for one in await office.exported("forms")}
            assert forms == {"F1": "done", "F2": "rejected", "F3": "done"}


CREDIT = ORDER.replace("款到发货", "欠款\n承诺付款日: 2026-12-20")
SCENE = (
    # 1 is shipped, 2 to 4 are credits: signed, refused, asked for; 5 is produced, and 6 was to be.
    *(("王芳", ORDER), ("李强", "/stock 1 ready"), ("陈静", "/paid 1 8400"), ("王芳", "/slip 1")),
    ("周伟", "/ship 1 SF1234567"),
    *(("王芳", CREDIT), ("赵敏", "/sign 2")),
    *(("王芳", CREDIT.replace("30 桶", "31 桶")), ("赵敏", "/reject 3 账期太长")),
    ("王芳", CREDIT.replace("30 桶", "32 桶")),
    *(("王芳", ORDER.replace("30 桶", "33 桶")), ("李强", "/stock 5 short 11-30"), ("王芳", "/produce 5")),
    *(("彭辉", "/sign 5"), ("曹雪", "/sign 5")),
    *(("王芳", ORDER.replace("30 桶", "34 桶")), ("李强", "/stock 6 short 11-30"), ("王芳", "/produce 6")),
    *(("彭辉", "/sign 6"), ("曹雪", "/reject 6 没有料")),
    # C1 waits for leadership after three of the department, of collections and of the director; C2 is carried out.
    *(("王芳", "/complain 1 破损"), ("王芳", "/takeup C1"), ("王芳", "/cause C1 我方 车间 包装太薄")),
    *(
        ("王芳", "/remedy C1 补发\n费用: 6000\n扣款: 100"),
        ("李强", "/verify C1"),
        ("许丹", "/opinion C1 同意"),
    ),
    ("赵敏", "/sign C1"),
    *(("王芳", "/complain 1 少一桶"), ("王芳", "/takeup C2"), ("王芳", "/cause C2 我方 车间 点错了")),
    *(("李强", "/remedy C2 补发\n费用: 600"), ("赵敏", "/sign C2")),
    # R1 waits for the signature, R2 is signed.
    *(("吴桐", "/return 1\n原因: 盖子渗漏\n品名: 底漆, 4"), ("王芳", "/checked R1")),
    *(("吴桐", "/return 1\n原因: 结块\n品名: 底漆, 2"), ("王芳", "/checked R2"), ("彭辉", "/sign R2")),
)
"""Chains of every area, half-way and at their end."""


def _consents(rows: Rows) -> list[tuple[int, str, str]]:
    """The forms of credits: of which order, how they stand, and who asked."""
    names = {row["id"]: row["name"] for row in rows["member"]}
    found = [
        (row["about_id"], row["state"], names[row["creator_id"]]) for row in rows["form"] if row["chain"]
    ]
    return sorted(found)


async def downgraded(database: Database, revision: str, look: Callable[[Connection], T]) -> T:
    """Bring the store back to an earlier revision; what is seen of it then."""

    def back(connection: Connection) -> None:
        command.downgrade(upgrade._config(connection), revision)

    async with database.engine.connect() as connection, upgrade._loose_references(database, connection):
        await connection.execution_options(gendan_write=True)
        await connection.run_sync(back)
        await connection.commit()
        return await connection.run_sync(look)


def _said(rows: Rows) -> list[tuple[Any, ...]]:
    return [
        tuple(row[name] for name in ("case_id", "chain", "round", "verdict", "role", "member", "words", "at"))
        for row in sorted(rows["signature"], key=lambda row: (row["case_id"], row["id"]))
    ]


async def test_chains_of_every_area_half_way_and_finished_stand_as_they_did_after_the_upgrade(
    database_url: str, database: Database, company: Company
) -> None:
    async with Office.open(database_url, company, at=MONDAY, running=False) as office:
        async with office.bot_running():
            for who, text in SCENE:
                await office.say(who, text)
            async with database.engine.connect() as connection:
                before = await connection.run_sync(_read)
        assert "signature" not in await downgraded(database, "0011", _reflected)
        await upgrade.upgrade(database)
        async with database.engine.connect() as connection:
            after = await connection.run_sync(_read)
        assert {one["chain"] for one in before["signature"]} == {"credit", "production", "remedy", "list"}
        assert _said(after) == _said(before)
        # Revision 0011 knew of no heads: by its rules the director's signature was all.
        (first, *others), (again, *as_before) = _consents(before), _consents(after)
        assert (first[1], again[1], as_before) == ("signing", "done", others) and len(others) == 2
        open_tasks = [
            sorted(
                (row["case_id"], row["kind"], row["round"]) for row in rows["task"] if not row["closed_at"]
            )
            for rows in (before, after)
        ]
        assert open_tasks[0] == open_tasks[1]
        async with office.bot_running():
            for who, text, answer in (
                ("赵敏", "/sign 2", "已由赵敏完成"),
                ("赵敏", "/sign 4", "已记下"),
                ("郑总", "/sign 5", "已记下"),
                ("曹雪", "/sign 6", "不用签字"),
                ("郑总", "/sign C1", "已记下"),
                ("赵敏", "/sign C2", "已做过"),
                ("彭辉", "/sign R1", "已记下"),
                ("彭辉", "/sign R2", "R2"),
            ):
                await office.say(who, text)
                assert answer in (await office.last(who)).text, (text, (await office.last(who)).text)


# who gathers news ------------------------------------------------------------------------------------------------
_SIGNED = (
    ("赵敏", "/customer 宏达钢构\n类别: A"),
    ("赵敏", "/customer 华东机械\n类别: A"),
    *(
        one
        for number, who, customer in (
            (1, "王芳", "宏达钢构"),
            (2, "陈静", "宏达钢构"),
            (3, "李强", "华东机械"),
        )
        for one in (
            ("王芳", f"定级 {customer}\n类别: A\n理由: 量大\n信息专人: {who}"),
            ("赵敏", f"/{'reject' if number == 3 else 'sign'} F{number} 好"),
        )
    ),
)
"""Of the one two are named, one after the other; of the other one who was refused."""


def _gather(rows: Rows) -> list[str]:
    """Who gathers news, by customer, as each schema keeps it."""
    names = {row["id"]: row["name"] for row in rows["member"]} | {None: ""}
    kept = sorted(rows["customer"], key=lambda row: row["id"])
    return [row["gathers"] if "gathers" in row else names[row["gatherer_id"]] for row in kept]


async def test_who_gathers_news_is_carried_up_from_signed_forms_and_by_member(
    database_url: str, database: Database, company: Company
) -> None:
    async with Office.open(database_url, company, at=MONDAY) as office:
        for who, text in _SIGNED:
            await office.say(who, text)
    async with database.engine.connect() as connection:
        rows = await connection.run_sync(_read)
    assert _gather(rows) == ["", "陈静"]
    before = await downgraded(database, "0035", _read)
    assert _gather(before) == ["", "陈静"]
    assert "gathers" not in (await downgraded(database, "0034", _read))["customer"][0]
    await upgrade.upgrade(database)
    async with database.engine.connect() as connection:
        after = await connection.run_sync(_read)
    assert _gather(after) == ["", "陈静"], "the latest that was signed, by form, then by member"


# a release beside the one before -------------------------------------------------------------------------------
async def _later(database: Database, oldest: str) -> None:
    """As a newer Gendan would leave it that has added a column."""
    async with database.engine.connect() as connection:
        await connection.execution_options(gendan_write=True)
        await connection.exec_driver_sql("ALTER TABLE customer ADD COLUMN later VARCHAR")
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        await connection.exec_driver_sql(f"UPDATE schema_serves SET oldest = '{oldest}'")
        await connection.commit()


async def test_a_column_that_a_newer_release_adds_does_not_stop_this_one(
    database_url: str, database: Database, company: Company
) -> None:
    async with Office.open(database_url, company, at=MONDAY, running=False) as office:
        async with office.bot_running():
            await office.say("王芳", ORDER, to=DESK)
        await _later(database, upgrade.HEAD)
        async with office.bot_running():
            await office.say("陈静", "/paid 1 8400")
            assert "货款 ✅" in (await office.last(DESK, "订单 1")).text
        assert [row["number"] for row in await office.exported("orders")] == [1]


async def test_a_schema_that_serves_newer_programs_only_is_left_alone(
    database_url: str, database: Database, company: Company
) -> None:
    await _later(database, "9998")
    async with Office.open(database_url, company, at=MONDAY, running=False) as office:
        with pytest.raises(CannotStart, match="at revision 9999, which this version doesn't know"):
            async with office.bot_running():
                pass
    assert await upgrade.current(database) == "9999"


Schema = dict[str, dict[str, bool]]
"""By table, its columns and whether a row may come without one."""


def _schema(connection: Connection) -> Schema:
    return {
        name: {
            column.name: bool(column.nullable or column.server_default or column.primary_key)
            for column in table.columns
        }
        for name, table in _reflected(connection).items()
    }


def _in_the_way(before: Schema, after: Schema) -> list[str]:
    """What of the later schema would stop a program that knows the earlier one."""
    gone = [
        f"{table}.{name}"
        for table, columns in before.items()
        for name in columns.keys() - after.get(table, {}).keys()
    ]
    asked = [
        f"{table}.{name}"
        for table, columns in after.items()
        for name in columns.keys() - before.get(table, columns).keys()
        if not columns[name]
    ]
    return sorted(gone + asked)


async def test_a_revision_that_says_it_serves_earlier_programs_only_adds(database: Database) -> None:
    for revision in [NEWEST, *EARLIER]:
        oldest = upgrade.oldest_served(revision)
        assert oldest <= revision
        schemas = []
        for one in (oldest, revision) if oldest < revision else ():
            await emptied(database)
            await upgrade.upgrade(database, one)
            async with database.engine.connect() as connection:
                schemas.append(await connection.run_sync(_schema))
        assert not schemas or _in_the_way(*schemas) == [], revision


def test_what_stands_in_an_earlier_programs_way_is_seen() -> None:
    before = {"order": {"id": True, "note": False}}
    assert _in_the_way(before, {"order": {"id": True}}) == ["order.note"]
    assert _in_the_way(before, {"order": {"id": True, "note": False, "due": False}}) == ["order.due"]
    assert (
        _in_the_way(before, {"order": {"id": True, "note": False, "due": True}, "new": {"id": False}}) == []
    )
