"""Logs in plain lines: structlog's own tracebacks, with every frame's values, take longer than the tests."""

import gc
import warnings
from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture(autouse=True, scope="session")
def plain_logs() -> Iterator[None]:
    before = structlog.get_config()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["event"]),
        ]
    )
    yield
    structlog.configure(**before)


@pytest.fixture(autouse=True)
def left_behind() -> Iterator[None]:
    """What a crash leaves open is let go of here, not in the middle of whatever test comes next."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
