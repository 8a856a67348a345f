from collections.abc import Iterator

import pytest

from tests.logs import plain_logs


@pytest.fixture(autouse=True, scope="session")
def logs() -> Iterator[None]:
    with plain_logs():
        yield
