import gc
import warnings
from collections.abc import Iterator

import pytest

from tests.logs import plain_logs


@pytest.fixture(autouse=True, scope="session")
def logs() -> Iterator[None]:
    with plain_logs():
        yield


@pytest.fixture(autouse=True)
def left_behind() -> Iterator[None]:
    """What a crash leaves open is let go of here, not in the middle of whatever test comes next."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
