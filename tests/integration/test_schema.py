"""The store's schema: what the migrations make is what the tables in code say, and a store of any earlier revision comes up whole."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table

from store.company import Company
from store.database.db import Database
from store.migrations import upgrade
from tests.conftest import MONDAY
from tests.office import DESK, Office

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
        if name != "alembic_version"
    }


def _fill(connection: Connection, rows: Rows) -> Counter[str]:
    """What of the rows an earlier schema has a place for; returns how many by table."""
    filled: Counter[str] = Counter()
    for name, table in _reflected(connection).items():
        columns = set(table.columns.keys())
        kept = [{key: row[key] for key in row if key in columns} for row in rows.get(name, [])]
        if not kept:
            continue
        connection.execute(table.insert(), kept)
        filled[name] = len(kept)
        if connection.dialect.name == "postgresql" and "id" in columns:
            counter = f"pg_get_serial_sequence('{name}', 'id')"
            connection.exec_driver_sql(f"SELECT setval({counter}, (SELECT max(id) FROM {name}))")
    return filled


async def test_the_migrations_make_what_the_tables_in_code_say(database: Database) -> None:
    assert await upgrade.current(database) == upgrade.HEAD == NEWEST
    assert await upgrade.differences(database) == []


@pytest.mark.parametrize("revision", EARLIER)
async def test_a_store_of_an_earlier_revision_comes_up_with_everything_in_it_and_works_on(
    database_url: str, database: Database, company: Company, revision: str
) -> None:
    async with Office.open(database_url, company, at=MONDAY, running=False) as office:
        async with office.bot_running():
            await office.say("王芳", ORDER, to=DESK)
            await office.say("李强", "/stock 1 ready")
        async with database.engine.connect() as connection:
            rows = await connection.run_sync(_read)
        await emptied(database)
        await upgrade.upgrade(database, revision)
        assert await upgrade.current(database) == revision
        async with database.engine.connect() as connection:
            await connection.execution_options(gendan_write=True)
            filled = await connection.run_sync(_fill, rows)
            await connection.commit()
        assert filled["order_line"] == 1 and filled["event"] == 2
        await upgrade.upgrade(database)
        assert await upgrade.differences(database) == []
        async with database.engine.connect() as connection:
            after = await connection.run_sync(_read)
        assert {name: len(after[name]) for name in filled} == filled
        async with office.bot_running():
            await office.say("陈静", "/paid 1 8400")
            assert "货款 ✅" in (await office.last(DESK, "订单 1")).text
