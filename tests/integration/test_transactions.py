"""What the store promises of transactions, whoever else is at work on it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from jinja2 import TemplateNotFound
from sqlalchemy import event, text
from sqlmodel import select

from store.database.db import Database, bring
from store.database.marks import Mark, set_mark
from store.database.outages import is_away
from store.database.sqlite import apart
from store.orders.area import ORDERS
from store.process.records import Case, find_case
from tests.conftest import MONDAY
from tests.databases import SqliteStores
from tests.office import Office

SLOW = """
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 3000000)
SELECT count(*) FROM numbers
"""


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        await database.close()


async def named(database: Database) -> set[str]:
    async with database.snapshot() as session:
        return set(await session.exec(select(Mark.name)))


async def _mark(database: Database, name: str) -> None:
    async with database.transaction() as session:
        await set_mark(session, name, MONDAY)


async def test_whoever_writes_waits_for_another_process_and_nobody_waits_for_them(
    sqlite_stores: SqliteStores,
) -> None:
    with sqlite_stores.fresh() as url:
        async with opened(url) as database:
            other = sqlite3.connect(url.removeprefix("sqlite+aiosqlite:///"), isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            writing = asyncio.create_task(_mark(database, "mine"))
            async with asyncio.timeout(2):  # the loop goes on
                for _ in range(50):
                    assert "mine" not in await named(database)
            assert not writing.done()
            other.execute("COMMIT")
            other.close()
            await asyncio.wait_for(writing, 5)
            assert "mine" in await named(database)


async def test_what_is_given_up_in_the_middle_leaves_nothing_and_holds_up_nobody(
    sqlite_stores: SqliteStores,
) -> None:
    """Also while the thread is still at work on it."""
    with sqlite_stores.fresh() as url:
        async with opened(url) as database:
            asked, at_work = asyncio.Event(), asyncio.Event()

            def begins(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
                if statement == SLOW:
                    at_work.set()

            event.listen(database.engine.sync_engine, "before_cursor_execute", begins)

            async def long() -> None:
                async with database.transaction() as session:
                    await set_mark(session, "half", MONDAY)
                    await session.flush()
                    asked.set()
                    with apart():
                        await session.connection()
                        await (await session.connection()).execute(text(SLOW))

            task = asyncio.create_task(long())
            await asked.wait()
            await at_work.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await asyncio.wait_for(_mark(database, "next"), 20)
            assert await named(database) & {"half", "next"} == {"next"}


async def test_a_look_sees_one_moment_from_its_beginning(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.snapshot() as session:
            await _mark(database, "later")
            assert "later" not in set(await session.exec(select(Mark.name)))
        assert "later" in await named(database)


async def test_what_a_commit_brings_is_heard_of_once_it_is_there_and_not_otherwise(database_url: str) -> None:
    heard: list[Collection[str]] = []
    async with opened(database_url) as database:
        database.on_commit.append(heard.append)
        async with database.transaction() as session:
            bring(session, "news")
        await _mark(database, "plain")
        with pytest.raises(ZeroDivisionError):
            async with database.transaction() as session:
                bring(session, "nothing")
                _ = 1 / 0
    assert [set(one) for one in heard] == [{"news"}, set()]


async def test_two_who_set_the_same_mark_for_the_first_time_both_succeed(database_url: str) -> None:
    async with opened(database_url) as database:
        await asyncio.gather(*(_mark(database, "first") for _ in range(8)))
        assert "first" in await named(database)


async def test_a_case_locked_once_is_the_same_until_the_end_of_the_transaction(office: Office) -> None:
    await office.say("王芳", "/order\n客户: 宏达钢构\n品名: 面漆, 1 桶, 100\n付款: 款到发货")
    assert office.app is not None
    async with office.app.store.unit() as unit:
        first = await find_case(unit.session, ORDERS.name, 1, lock=True)
        assert first is not None
        first.terms += 1
        assert await find_case(unit.session, ORDERS.name, 1, lock=True) is first
        assert first.terms == 2, "what was changed since is not read over"
    async with office.app.store.reading() as unit:
        again = await find_case(unit.session, ORDERS.name, 1)
        assert isinstance(again, Case) and again.terms == 2


@pytest.mark.parametrize("value", [2**63, 2**70, "half a pair \ud800"], ids=repr)
async def test_a_value_that_no_column_holds_does_not_make_the_store_look_away(
    database_url: str, value: object
) -> None:
    """A driver refuses it as it does a lost connection: taken for one, whatever asked would wait for ever."""
    async with opened(database_url) as database:
        query = (
            select(Mark).where(Mark.name == value)
            if isinstance(value, str)
            else select(Case).where(Case.id == value)
        )
        with pytest.raises(Exception) as caught:
            async with database.snapshot() as session:
                await session.exec(query)
        assert not is_away(caught.value)


async def test_a_database_that_cannot_be_reached_is_away_and_a_file_that_cannot_be_read_is_not(
    tmp_path: Path,
) -> None:
    for url in (
        "postgresql+asyncpg://u@127.0.0.1:1/x",
        "postgresql+psycopg://u@127.0.0.1:1/x",
        f"sqlite+aiosqlite:///{tmp_path}/nowhere/x.db",
    ):
        async with opened(url) as database:
            with pytest.raises(Exception) as caught:
                await named(database)
            assert is_away(caught.value), url
    for error in (
        OSError("x"),
        FileNotFoundError("x"),
        TimeoutError(),
        ConnectionResetError(),
        TemplateNotFound("x"),
    ):
        assert not is_away(error)
