"""A conversation with the example company at work."""

import logging
from collections.abc import AsyncIterator, Iterator

import pytest
import structlog

from tests.acceptance.conversation import Conversation
from tests.office import Office


@pytest.fixture(autouse=True)
def few_plain_logs() -> Iterator[None]:
    """structlog's own tracebacks, with every frame's values, take longer than the tests."""
    before = structlog.get_config()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
    )
    yield
    structlog.configure(**before)


@pytest.fixture
async def talk(office: Office) -> AsyncIterator[Conversation]:
    """Starts with whatever the bot does by itself at its start; ends with what must hold in every conversation."""
    conversation = Conversation(office)
    await conversation.skip()
    yield conversation
    await conversation.check_manners()
