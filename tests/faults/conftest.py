import gc
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.both import leave_out

ON_BOTH = frozenset({"test_away", "test_crash", "test_kill", "test_replicas"})
"""Where the store itself is away or cut off. What the chat does to a message is the same to both databases."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    leave_out(config, items, Path(__file__).parent, ON_BOTH)


@pytest.fixture(autouse=True)
def left_behind() -> Iterator[None]:
    """What a crash leaves open is let go of here, not in the middle of whatever test comes next."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture
def network() -> bool:
    return True
