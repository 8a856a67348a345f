"""A conversation with the example company at work."""

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest
import structlog

from store.company import Company
from store.company.tables import Shipment
from tests.acceptance.conversation import Conversation
from tests.both import leave_out
from tests.conftest import MONDAY
from tests.databases import PostgresStores, SqliteStores
from tests.logs import plain_logs
from tests.office import Office, opened

HERE = Path(__file__).parent
ON_BOTH = frozenset(
    {
        "test_demo",
        "test_presses",
        "test_receipts",
        "test_restarts",
        "test_undo",
        "test_views",
        "test_workbook",
    }
)
"""Conversations that lean on the database: searches, rows that are read as they are changed, what stays after a restart, and
the played day and month, which go through every area. The others are about words; most of what they ask of the store these
ask too,
and the integration tests, races and machines run on both. `make faults` runs all on both."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    leave_out(config, items, HERE, ON_BOTH)


@pytest.fixture(autouse=True)
def logs() -> Iterator[None]:
    with plain_logs(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING)):
        yield


@pytest.fixture
async def talk(office: Office) -> AsyncIterator[Conversation]:
    """Starts with whatever the bot does by itself at its start; ends with what must hold in every conversation."""
    conversation = Conversation(office)
    await conversation.skip()
    yield conversation
    await conversation.check_manners()


@pytest.fixture
async def english(stores: SqliteStores | PostgresStores, company: Company) -> AsyncIterator[Conversation]:
    """The same in a company that speaks English."""
    speaking = company.model_copy(update={"language": "en"})
    with opened(stores, speaking, MONDAY) as (url, menus):
        async with Office.open(url, speaking, at=MONDAY, menus=menus) as office:
            talk = Conversation(office)
            await talk.skip()
            yield talk
            await talk.check_manners()


Calendar = Callable[..., AbstractAsyncContextManager[Conversation]]


@pytest.fixture
def calendar(database_url: str, calendar_company: Company) -> Calendar:
    """The example company with only these entries, at a local time; `silent` ones count too."""

    @asynccontextmanager
    async def talking(at: str, *keys: str) -> AsyncIterator[Conversation]:
        entries = tuple(entry for entry in calendar_company.calendar if entry.key in keys)
        company = calendar_company.model_copy(update={"calendar": entries})
        start = datetime.fromisoformat(at).replace(tzinfo=company.zone)
        async with Office.open(database_url, company, at=start) as office:
            talk = Conversation(office)
            await talk.skip()
            yield talk
            await talk.check_manners()

    return talking


@pytest.fixture
async def inspected(stores: SqliteStores | PostgresStores, company: Company) -> AsyncIterator[Conversation]:
    """At a company where quality passes what is shipped (O4)."""
    strict = company.model_copy(update={"shipment": Shipment(inspection=True)})
    with opened(stores, strict, MONDAY) as (url, menus):
        async with Office.open(url, strict, at=MONDAY, menus=menus) as office:
            talk = Conversation(office)
            await talk.skip()
            yield talk
            await talk.check_manners()
