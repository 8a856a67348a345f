"""SQLite as it is opened here: its own transactions, WAL, FULL, and short questions without a thread."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import aiosqlite
from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

PATIENCE = 30.0
"""Seconds for which a lock of somebody else's is waited for."""


_FIRST_SQLITE = "SELECT 1 FROM sqlite_master LIMIT 1"


_APART: ContextVar[bool] = ContextVar("apart", default=False)


@contextmanager
def apart() -> Iterator[None]:
    """What is asked in it may take long on a large store: searches, lists, ledgers. Nobody else waits for it."""
    token = _APART.set(True)
    try:
        yield
    finally:
        _APART.reset(token)


class _Cursor:
    """Runs a statement and takes its rows where it is asked for; the driver's own makes four trips to its thread.

    A trip costs more than a statement on an index: each is a hand-over of the interpreter's lock, there and back.
    What may take long makes one trip: what is asked `apart`, waiting for the writer's lock, a commit.
    """

    description: Any = None
    rowcount = -1
    lastrowid: int | None = None
    arraysize = 1

    def __init__(self, connection: "_Connection") -> None:
        self._connection = connection
        self._rows: list[Any] = []

    async def __aenter__(self) -> "_Cursor":
        return self

    async def execute(self, statement: str, parameters: Any = ()) -> None:
        if statement == _WRITE:
            await self._connection.begin_writing()
        elif _APART.get():
            await self._connection._execute(self._run, sqlite3.Cursor.execute, statement, parameters)
        else:
            self._run(sqlite3.Cursor.execute, statement, parameters)

    async def executemany(self, statement: str, parameters: Any) -> None:
        if len(parameters) > FEW or _APART.get():
            await self._connection._execute(self._run, sqlite3.Cursor.executemany, statement, parameters)
        else:
            self._run(sqlite3.Cursor.executemany, statement, parameters)

    def _run(self, run: Callable[..., Any], statement: str, parameters: Any) -> None:
        cursor = self._connection._conn.cursor()
        try:
            run(cursor, statement, parameters)
            self.description, self.rowcount = cursor.description, cursor.rowcount
            self.lastrowid = cursor.lastrowid
            self._rows = cursor.fetchall() if cursor.description else []
        finally:
            cursor.close()

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        """The real cursor is closed already."""


_WRITE = "BEGIN IMMEDIATE"


FEW = 64
"""So many rows at once are written where they are."""


class _Connection(aiosqlite.Connection):
    def __init__(self, *what: Any, **options: Any) -> None:
        super().__init__(*what, **options)
        self._under_way = set[object]()

    def cursor(self) -> Any:
        return _Cursor(self)

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        # Whoever waits may be cancelled: the thread itself says when it is done.
        one = object()
        self._under_way.add(one)

        def run() -> Any:
            try:
                return fn(*args, **kwargs)
            finally:
                self._under_way.discard(one)

        return await super()._execute(run)  # type: ignore[no-untyped-call]

    async def begin_writing(self) -> None:
        """As a rule nobody else has the lock; only waiting for it needs the thread."""
        self._conn.execute("PRAGMA busy_timeout=0")
        try:
            self._conn.execute(_WRITE)
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise
        finally:
            self._conn.execute(f"PRAGMA busy_timeout={PATIENCE * 1000:.0f}")
        await self._execute(self._conn.execute, _WRITE)

    async def rollback(self) -> None:
        """At once, unless the thread is still at work here: to let go of a view, or of little, takes no time."""
        if self._under_way:
            await super().rollback()
        else:
            self._conn.rollback()


def connect_sqlite(file: str, **options: Any) -> _Connection:
    options["check_same_thread"] = (
        False  # used from two, never at once: each call is waited for before the next
    )
    connection = _Connection(lambda: sqlite3.connect(file, **options), iter_chunk_size=64)
    connection._thread.daemon = True
    return connection


def open_sqlite(url: URL) -> AsyncEngine:
    connect = {"timeout": PATIENCE, "async_creator_fn": connect_sqlite}
    engine = create_async_engine(url, connect_args=connect, hide_parameters=True)

    @event.listens_for(engine.sync_engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        # The driver's legacy mode opens transactions by guesswork; BEGIN is ours below.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        write = connection.get_execution_options().get("gendan_write", False)
        connection.exec_driver_sql(_WRITE if write else "BEGIN")
        if not write:
            connection.exec_driver_sql(_FIRST_SQLITE).close()

    return engine
