"""A conversation with the example company at work."""

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime

import pytest
import structlog

from store.company import Company
from tests.acceptance.conversation import Conversation
from tests.conftest import MONDAY
from tests.logs import plain_logs
from tests.office import Office


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
async def english(database_url: str, company: Company) -> AsyncIterator[Conversation]:
    """The same in a company that speaks English."""
    speaking = company.model_copy(update={"language": "en"})
    async with Office.open(database_url, speaking, at=MONDAY) as office:
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
