"""Every integration and acceptance test runs on SQLite and on a real PostgreSQL."""

import gc
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest

from bot.settings import SHIPPED_TEMPLATES
from store.company import Company
from store.company.file import load_company
from tests.databases import PostgresStores, SqliteStores
from tests.logs import plain_logs
from tests.office import Office

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""10:00 in Shanghai, in office hours."""


def pytest_collection_finish() -> None:
    """What is loaded by now stays: walked again and again it costs an eighth of the tests' time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


@pytest.fixture(autouse=True, scope="session")
def plainly_logged() -> Iterator[None]:
    with plain_logs():
        yield


@pytest.fixture(scope="session")
def sqlite_stores() -> Iterator[SqliteStores]:
    stores = SqliteStores()
    yield stores
    stores.stop()


@pytest.fixture(scope="session")
def postgres_stores() -> Iterator[PostgresStores]:
    stores = PostgresStores()
    yield stores
    stores.stop()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty store at the newest schema."""
    stores = request.getfixturevalue(f"{request.param}_stores")
    with stores.fresh() as url:
        yield url


@pytest.fixture(scope="session")
def calendar_company() -> Company:
    """The example company with all of its calendar."""
    return load_company(SHIPPED_TEMPLATES / "company.toml")


@pytest.fixture(scope="session")
def company(calendar_company: Company) -> Company:
    """The example company; only the tests of the calendar have one, so that the others hear nothing else."""
    return calendar_company.model_copy(update={"calendar": ()})


@pytest.fixture
async def office(database_url: str, company: Company) -> AsyncIterator[Office]:
    """The example company at work: the real application over HTTP against the embedded chat, limits off."""
    async with Office.open(database_url, company, at=MONDAY) as office:
        yield office
