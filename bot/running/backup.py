"""A consistent copy of a live SQLite store, and back again. PostgreSQL has tools of its own; they are named."""

import shlex
import sqlite3
from contextlib import closing
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from urllib.parse import quote

from sqlalchemy.engine import URL, make_url

from bot.operating.files import KEPT, making, refuse_own
from bot.running.lock import StoreLock
from store.database.reader import NoStore
from store.migrations import upgrade
from store.migrations.tables import METADATA

# The store's own content; a heartbeat alone makes no store newer.
_MOMENTS = (("event", "at"), ("inbox", "received_at"), ("outbox", "changed_at"))


_LOG = ("-wal", "-shm")
_LIBPQ = {"ssl": "sslmode"} | {
    name: name for name in ("host", "port", "user", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey")
}
"""What of an address's query PostgreSQL's own tools know and anybody may read."""


class BackupError(Exception):
    """Why there is no copy, or why it was not put back, in one line."""


def backup(url: str, target: Path) -> int:
    """Copy the store as it is at one moment, while the bot works on; returns the bytes written.

    The copy is checked before it goes where the target leads, and readable by its owner only: it holds the company's
    customers. An older copy of that name is replaced. Raises NotThere for the store's own files.
    """
    source = _sqlite_path(make_url(url), "pg_dump --format=custom --file={file} {database}", target)
    if not source.is_file():
        raise NoStore(f"there is no store at {source} yet: gendan run makes it")
    refuse_own(url, target)
    with making(target) as made:
        _copy(source, made)
        return made.stat().st_size


def restore(url: str, source: Path, *, at: datetime, force: bool = False) -> Path | None:
    """Put a copy in the store's place; returns where the former store is kept, named by the time `at`.

    Refused while a bot has the store, and without `force` where the store holds something later than the copy.
    """
    tool = "pg_restore --clean --if-exists --dbname={database} {file}"
    target = _sqlite_path(make_url(url), tool, source)
    if not source.is_file():
        raise BackupError(f"there is no file {source}")
    if target.exists() and target.samefile(source):
        raise BackupError(f"{source} is the store itself: name a copy of it")
    target = target.resolve()  # a store that is linked to stays where it is
    with StoreLock(target), making(target) as made:
        _copy(source, made)
        _of_this_version(made, source)
        if not target.exists():
            return None
        if not force:
            _not_older(made, target)
        kept = _free(target.with_name(f"{target.name}{KEPT}-{at:%Y%m%d-%H%M%S}"))
        _set_aside(target, kept)
        return kept


def _free(wanted: Path) -> Path:
    """Nothing that was put aside is ever replaced, however fast one restore follows another."""
    names = chain([wanted], (wanted.with_name(f"{wanted.name}-{number}") for number in count(2)))
    return next(name for name in names if not any(_beside(name, suffix).exists() for suffix in ("", *_LOG)))


def _sqlite_path(url: URL, tool: str, file: Path) -> Path:
    if url.get_backend_name() == "sqlite":
        return Path(url.database or "gendan.db")
    # The password is left out: it would stand in the shell's history. pg_dump asks, or reads PGPASSWORD.
    query = {_LIBPQ[name]: value for name, value in url.query.items() if name in _LIBPQ}
    plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database, query)
    address = plain.render_as_string()
    command = tool.format(file=shlex.quote(str(file)), database=shlex.quote(address))
    raise BackupError(f"the store is on PostgreSQL, whose own tool does it: {command}")


def _copy(source: Path, made: Path) -> None:
    """A sound copy of the store in a file made for it."""
    try:
        with closing(_open(source)) as live, closing(sqlite3.connect(made)) as copy:
            live.backup(copy)  # all pages in one go: nobody's commit can come in between
            _check(copy, source)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, whole by itself
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{source} can't be read: {error}") from None


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
    if len(revisions) != 1 or revisions[0] not in upgrade.known():
        named = ", ".join(map(str, revisions)) or "none"
        raise BackupError(
            f"{source} is at revision {named}, which this version doesn't know: install the newer Gendan"
        )
    if revisions[0] == upgrade.HEAD:
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
    for suffix in _LOG:
        if (leftover := _beside(target, suffix)).exists():
            leftover.replace(_beside(kept, suffix))
    target.replace(kept)


def _beside(store: Path, suffix: str) -> Path:
    return store.with_name(store.name + suffix)
