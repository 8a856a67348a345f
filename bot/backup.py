"""A consistent copy of a live SQLite store, and back again. PostgreSQL has tools of its own; they are named."""

import os
import shlex
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy.engine import URL, make_url

from bot.lock import StoreLock
from store import migrate
from store.reader import NoStore
from store.schema import METADATA

KEPT = ".replaced"
"""What a restore puts aside is kept under the store's name with this ending, until the next restore."""

# The store's own content; a heartbeat alone makes no store newer.
_MOMENTS = (("event", "at"), ("inbox", "received_at"), ("outbox", "changed_at"))


_LIBPQ = {"ssl": "sslmode"} | {
    name: name for name in ("host", "port", "user", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey")
}
"""What of an address's query PostgreSQL's own tools know and anybody may read."""


class BackupError(Exception):
    """Why there is no copy, or why it was not put back, in one line."""


def backup(url: str, target: Path) -> int:
    """Copy the store as it is at one moment, while the bot works on; returns the bytes written.

    The copy is checked before it takes the target's place, and readable by its owner only: it holds the company's
    customers. An older copy of that name is replaced.
    """
    source = _sqlite_path(make_url(url), "pg_dump --format=custom --file={file} {database}", target)
    if not source.is_file():
        raise NoStore(f"there is no store at {source} yet: gendan run makes it")
    if target.exists() and target.samefile(source):
        raise BackupError(f"{target} is the store itself: name another file")
    with _copied(source, target.parent) as copy:
        _place(copy, target)
    return target.stat().st_size


def restore(url: str, source: Path, *, force: bool = False) -> Path | None:
    """Put a copy in the store's place; returns where the former store is kept.

    Refused while a bot has the store, and without `force` where the store holds something later than the copy.
    """
    tool = "pg_restore --clean --if-exists --dbname={database} {file}"
    target = _sqlite_path(make_url(url), tool, source)
    if not source.is_file():
        raise BackupError(f"there is no file {source}")
    if target.exists() and target.samefile(source):
        raise BackupError(f"{source} is the store itself: name a copy of it")
    with StoreLock(target), _copied(source, target.parent) as copy:
        _of_this_version(copy, source)
        if not target.exists():
            _place(copy, target)
            return None
        if not force:
            _not_older(copy, target)
        kept = target.with_name(target.name + KEPT)
        _set_aside(target, kept)
        _place(copy, target)
        return kept


def _sqlite_path(url: URL, tool: str, file: Path) -> Path:
    if url.get_backend_name() == "sqlite":
        return Path(url.database or "gendan.db")
    # The password is left out: it would stand in the shell's history. pg_dump asks, or reads PGPASSWORD.
    query = {_LIBPQ[name]: value for name, value in url.query.items() if name in _LIBPQ}
    plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database, query)
    address = plain.render_as_string()
    command = tool.format(file=shlex.quote(str(file)), database=shlex.quote(address))
    raise BackupError(f"the store is on PostgreSQL, whose own tool does it: {command}")


@contextmanager
def _copied(source: Path, folder: Path) -> Iterator[Path]:
    """A sound copy in this folder, for as long as it isn't placed."""
    handle, name = tempfile.mkstemp(prefix=".gendan-", suffix=".part", dir=folder)
    os.close(handle)
    copy = Path(name)
    try:
        try:
            with closing(_open(source)) as live, closing(sqlite3.connect(copy)) as made:
                live.backup(made)  # all pages in one go: nobody's commit can come in between
                _check(made, source)
                made.execute("PRAGMA journal_mode=DELETE")  # one file, whole by itself
        except sqlite3.DatabaseError as error:
            raise BackupError(f"{source} can't be read: {error}") from None
        yield copy
    finally:
        for leftover in folder.glob(f"{copy.name}*"):
            leftover.unlink()


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=rw", uri=True, timeout=30)
    connection.isolation_level = None
    return connection


def _check(made: sqlite3.Connection, source: Path) -> None:
    tables = {name for (name,) in made.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"alembic_version", "cases", "event"} <= tables:
        raise BackupError(f"{source} is no store of Gendan's")
    (state,) = made.execute("PRAGMA integrity_check(1)").fetchone()
    if state != "ok":
        raise BackupError(f"{source} is damaged: {' '.join(str(state).split())}")
    if row := made.execute("PRAGMA foreign_key_check").fetchone():
        raise BackupError(f"{source} is damaged: table {row[0]} refers to a row of {row[2]} that isn't there")


def _of_this_version(copy: Path, source: Path) -> None:
    """A store that this version knows whole: what it doesn't, such as a trigger, would work on in secret."""
    with closing(_open(copy)) as connection:
        foreign = connection.execute(
            "SELECT type, name FROM sqlite_master WHERE type NOT IN ('table', 'index') ORDER BY name"
        ).fetchone()
        revisions = [
            revision for (revision,) in connection.execute("SELECT version_num FROM alembic_version")
        ]
        columns = {
            (table, column)
            for (table,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            ).fetchall()
            for (column,) in connection.execute("SELECT name FROM pragma_table_info(?)", [table])
        }
    if foreign is not None:
        raise BackupError(f"{source} holds a {foreign[0]}, {foreign[1]}, which no store of Gendan's has")
    if len(revisions) != 1 or revisions[0] not in migrate.known():
        named = ", ".join(map(str, revisions)) or "none"
        raise BackupError(
            f"{source} is at revision {named}, which this version doesn't know: install the newer Gendan"
        )
    if revisions[0] == migrate.HEAD:
        for table in METADATA.tables.values():
            for column in table.columns:
                if (table.name, column.name) not in columns:
                    raise BackupError(f"{source} is damaged: {table.name} has no {column.name}")


def _not_older(copy: Path, target: Path) -> None:
    try:
        present = _latest(target)
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{target} is there but can't be read ({error}): --force replaces it") from None
    kept = _latest(copy)
    if present is not None and (kept is None or present > kept):
        until = f"{kept:%Y-%m-%d %H:%M:%S}" if kept else "nothing"
        raise BackupError(
            f"the store is newer: it holds {present:%Y-%m-%d %H:%M:%S} UTC, the copy {until}; --force replaces it"
        )


def _latest(path: Path) -> datetime | None:
    """When something last came into a store; None for an empty one."""
    with closing(_open(path)) as connection:
        moments = []
        for table, column in _MOMENTS:
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [table]).fetchone():
                moments += connection.execute(f"SELECT max({column}) FROM {table}").fetchone()
    return max((datetime.fromisoformat(moment) for moment in moments if moment), default=None)


def _set_aside(target: Path, kept: Path) -> None:
    """The former store with what its log still holds; a log left beside the new file would be read into it."""
    try:
        with closing(_open(target)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError:
        pass  # unreadable, and kept as it is
    for suffix in ("-wal", "-shm"):
        leftover = target.with_name(target.name + suffix)
        if leftover.exists():
            leftover.replace(kept.with_name(kept.name + suffix))
        else:
            kept.with_name(kept.name + suffix).unlink(missing_ok=True)
    target.replace(kept)


def _place(copy: Path, target: Path) -> None:
    """On the disk before it has its name, and the name before anybody is told."""
    with copy.open("rb") as file:
        os.fsync(file.fileno())
    copy.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
