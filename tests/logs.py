"""Logs in plain lines: structlog's own tracebacks, with every frame's values, take longer than the tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog


@contextmanager
def plain_logs(**more: Any) -> Iterator[None]:
    """`more` as structlog.configure() takes it."""
    before = structlog.get_config()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["event"]),
        ],
        **more,
    )
    yield
    structlog.configure(**before)
