"""A conversation with the example company at work."""

from collections.abc import AsyncIterator

import pytest

from tests.acceptance.conversation import Conversation
from tests.office import Office


@pytest.fixture
async def talk(office: Office) -> AsyncIterator[Conversation]:
    """Starts with whatever the bot does by itself at its start; ends with what must hold in every conversation."""
    conversation = Conversation(office)
    await conversation.skip()
    yield conversation
    await conversation.check_manners()
