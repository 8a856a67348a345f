"""The store as it stands, for reading beside a running bot."""

from pathlib import Path
from urllib.parse import quote

from sqlalchemy.engine import make_url

from store.database.db import Database


class NoStore(Exception):
    """There is nothing to read yet, in one line."""


def reader(url: str) -> Database:
    """Raises NoStore instead of making an empty file."""
    parts = make_url(url)
    if parts.get_backend_name() != "sqlite":
        return Database(url)
    path = Path(parts.database or "")
    if not path.is_file():
        raise NoStore(f"there is no store at {path} yet: gendan run makes it")
    existing = parts.set(database=f"file:{quote(str(path))}")
    existing = existing.update_query_dict({"mode": "rw", "uri": "true"})
    return Database(existing.render_as_string(hide_password=False))
