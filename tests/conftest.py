"""Every integration and acceptance test runs on SQLite and on a real PostgreSQL."""

import gc
import os
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, settings

from bot.settings import SHIPPED_TEMPLATES
from store.company import Company
from store.company.file import load_company
from tests.composed import composed_once
from tests.databases import PostgresStores, SqliteStores
from tests.logs import plain_logs
from tests.office import Office, Opened, opened

SECOND = 1025
"""The second at the shipped service desk."""
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""10:00 in Shanghai, in office hours."""


# Processes that the tests start load what is compiled, and so does the next run: compiling is half of a bot's start.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# How long something takes is the benches' to say, not a busy machine's.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

SLOW_FIRST = ("faults", "browser", "integration", "acceptance", "unit")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long ones first, dealt out to those who share them like cards: whoever is done takes from another."""
    places = {folder: place for place, folder in enumerate(SLOW_FIRST)}
    items.sort(key=lambda item: places.get(item.path.parent.name, len(places)))
    sharing = getattr(config, "workerinput", {}).get("workercount", 1)
    items[:] = [item for first in range(sharing) for item in items[first::sharing]]


def pytest_collection_finish() -> None:
    """What is loaded by now stays: walked again and again it costs an eighth of the tests' time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


@pytest.fixture(autouse=True, scope="session")
def plainly_logged() -> Iterator[None]:
    with plain_logs():
        yield


@pytest.fixture(autouse=True, scope="session")
def statements_composed_once() -> Iterator[None]:
    with composed_once():
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


@pytest.fixture
def database_url(stores: SqliteStores | PostgresStores) -> Iterator[str]:
    """An empty store at the newest schema."""
    with stores.fresh() as url:
        yield url


@pytest.fixture(scope="session")
def calendar_company() -> Company:
    """The example company with all of its calendar, and one person at the service desk: of two, finance has its tests."""
    shipped = load_company(SHIPPED_TEMPLATES / "company.toml")
    alone = {
        "members": tuple(one for one in shipped.members if one.id != SECOND),
        "duty": tuple(
            one.model_copy(update={"member": 1001}) if one.member == SECOND else one for one in shipped.duty
        ),
    }
    return shipped.model_copy(update=alone)


@pytest.fixture(scope="session")
def company(calendar_company: Company) -> Company:
    """The example company; only the tests of the calendar have one, so that the others hear nothing else."""
    return calendar_company.model_copy(update={"calendar": ()})


@pytest.fixture(params=["sqlite", "postgres"])
def stores(request: pytest.FixtureRequest) -> SqliteStores | PostgresStores:
    found: SqliteStores | PostgresStores = request.getfixturevalue(f"{request.param}_stores")
    return found


@pytest.fixture
def opening(stores: SqliteStores | PostgresStores, company: Company) -> Iterator[Opened]:
    """The store of the example company after its first start."""
    with opened(stores, company, MONDAY) as found:
        yield found


@pytest.fixture
def network() -> bool:
    """Whether the bot calls the chat through a socket: where calls fail, as they do with Telegram (tests/faults)."""
    return False


@pytest.fixture
async def office(opening: Opened, company: Company, network: bool) -> AsyncIterator[Office]:
    """The example company at work: the real application against the embedded chat, limits off."""
    url, menus = opening
    async with Office.open(url, company, at=MONDAY, menus=menus, network=network) as office:
        yield office
