"""Logs: one line per update, per delivery, per tick; ids only. No token at any level, no phone numbers."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Literal

import structlog

_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{5,}")
_PHONE = re.compile(
    r"""(?<![\d.])(?:
        (?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}               # a mobile telephone
      | (?:\+86[- ]?\(?|\(?0)\d{2,3}\)?[- ]?\d{3,4}[- ]?\d{4}    # a line with its area code
      | [48]00[- ]\d{3,4}[- ]?\d{3,4}    # a service number; without separators it may be somebody's id
    )(?!\d)""",
    re.VERBOSE,
)
_QUIET = {
    **dict.fromkeys(
        ("httpx", "httpcore", "telegram", "aiosqlite", "asyncio", "sqlalchemy", "alembic"), logging.WARNING
    ),
    # A tick that finds the last one still at work is skipped, with a warning each time.
    "apscheduler": logging.ERROR,
}


def redact(text: str) -> str:
    """Without bot tokens and telephone numbers, wherever they came from."""
    return _PHONE.sub("[phone]", _TOKEN.sub("[token]", text))


def _redacted(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: redact(value) if isinstance(value, str) else value for key, value in line.items()}


class _Redacting(logging.Formatter):
    """Also what libraries log, tracebacks included."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self._inner = inner

    def format(self, record: logging.LogRecord) -> str:
        return redact(self._inner.format(record))


def configure(form: Literal["console", "json"], *, debug: bool = False) -> None:
    """To standard error, warnings of Python's included. Libraries that log every request, address included, speak only
    of what is wrong."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _redacted, renderer],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Redacting(formatter))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG if debug else logging.INFO)
    logging.captureWarnings(True)
    for name, level in _QUIET.items():
        logging.getLogger(name).setLevel(level)
