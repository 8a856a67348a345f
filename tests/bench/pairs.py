"""Two stores of one kind, one with little in it and one full: the same work on both in turn, so that whatever else the
machine does hits both."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path

from bot.settings import SHIPPED_TEMPLATES
from store.company import Company
from store.company.file import load_company
from store.database.db import Database
from store.hours.clock import FrozenClock
from store.members import people
from store.migrations import upgrade
from store.process.unit import Store
from store.registry import AREAS
from tests.databases import PostgresStores

DATABASES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}


@contextmanager
def two_urls(folder: Path, database: str) -> Iterator[tuple[str, str]]:
    if database == "sqlite":
        yield (f"sqlite+aiosqlite:///{folder}/little.db", f"sqlite+aiosqlite:///{folder}/full.db")
        return
    stores = PostgresStores(durable=True)
    try:
        with stores.fresh() as little, stores.fresh() as full:
            yield little, full
    finally:
        stores.stop()


def shipped(**but: object) -> Company:
    return load_company(SHIPPED_TEMPLATES / "company.toml").model_copy(update=but)


@asynccontextmanager
async def opened(url: str, company: Company, at: datetime) -> AsyncIterator[Store]:
    """With the company's people in it, at a time that stands still."""
    database = Database(url)
    await upgrade.upgrade(database)
    store = Store(database, company, FrozenClock(at), AREAS)
    async with store.unit() as unit:
        await people.read_company(unit.session, company, admin_ids=(), now=unit.now)
    store.forget_roster()
    yield store
    await database.close()
