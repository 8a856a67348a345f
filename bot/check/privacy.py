"""Whether files with secrets, or with customers in them, can be read by other accounts of the machine."""

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.check.findings import Finding, note
from bot.settings import SECRETS, Settings

DOTENV = Path(".env")
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def look(settings: Settings, environment: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """A line for each that is open. A link is followed: what counts is the file behind it."""
    named = (environment.get(f"GENDAN_{name.upper()}_FILE") for name in SECRETS)
    yield from _open("secrets", [DOTENV, *(Path(path) for path in named if path)])
    url = make_url(settings.database_url.get_secret_value())
    if url.get_backend_name() == "sqlite" and url.database:
        yield from _open("database", [Path(url.database + end) for end in ("", "-wal", "-shm")])


def _open(part: str, paths: list[Path]) -> Iterator[Finding]:
    for path in paths:
        try:
            mode = path.stat().st_mode
        except OSError:
            continue
        if mode & OTHERS and not stat.S_ISDIR(mode):
            yield note(part, f"{path} can be read by other accounts ({mode & 0o777:o}): chmod 600 {path}")
