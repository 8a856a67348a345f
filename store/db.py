"""The engine, exact column types, and transaction(): the only commit."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from decimal import Decimal
from typing import Any

import aiosqlite
from sqlalchemy import BigInteger, Dialect, Text, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

PATIENCE = 30.0
"""Seconds for which a lock of somebody else's is waited for."""


class _Scaled(TypeDecorator[Decimal]):
    """A Decimal kept as a whole number of its smallest unit; a value that would need rounding is refused."""

    impl = BigInteger
    cache_ok = True
    places: int

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        if value is None:
            return None
        scaled = Decimal(value).scaleb(self.places)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} has more than {self.places} decimals")
        return int(scaled)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.places)


class MoneyColumn(_Scaled):
    """Yuan in Python, integer fen in the database."""

    cache_ok = True
    places = 2


class QuantityColumn(_Scaled):
    """Units in Python, integer thousandths in the database."""

    cache_ok = True
    places = 3


class JsonColumn(TypeDecorator[Any]):
    """JSON as ASCII-escaped text: PostgreSQL refuses NUL, both refuse lone surrogates."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=True, separators=(",", ":"))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class _Whole(Session):
    """Remembers every row it has read for as long as it lives: else one that nobody holds just now is read again."""


@event.listens_for(_Whole, "loaded_as_persistent")
def _keep(session: Session, row: object) -> None:
    session.info.setdefault("rows", []).append(row)


class _Session(AsyncSession):
    sync_session_class = _Whole


class Deposed(Exception):
    """Another replica leads: nothing may be changed here any more."""


class Unreachable(ConnectionError):
    """The database could not be reached, or was lost: an error of the network's that no driver took for its own."""


def bring(session: AsyncSession, what: str) -> None:
    """Listeners of `on_commit` hear of it if, and as soon as, it is committed."""
    session.info.setdefault("brought", set()).add(what)


class Database:
    """One store. SQLite has one writer: writers queue here instead of polling the file's lock.

    `fence` is asked at the beginning of every transaction that only a leader may make.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine: AsyncEngine = _sqlite(self.url) if self.is_sqlite else _postgresql(self.url)
        self.on_commit: list[Callable[[Collection[str]], None]] = []
        """Each hears of every success and of what it brought."""
        self.fence: Callable[[AsyncSession], Awaitable[None]] | None = None
        self._writer = asyncio.Lock() if self.is_sqlite else None

    @asynccontextmanager
    async def transaction(self, *, fenced: bool = True) -> AsyncIterator[AsyncSession]:
        """Everything done in it happens or none of it does."""
        if self._writer is None:
            async with self._transaction() as session:
                if fenced and self.fence is not None:
                    await self.fence(session)
                yield session
        else:
            async with self._writer, self._transaction() as session:
                yield session
        for listener in self.on_commit:
            listener(session.info.get("brought", ()))

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncSession]:
        async with _Session(self.engine, expire_on_commit=False) as session:
            # On SQLite the begin event makes this BEGIN IMMEDIATE: a deferred read-then-write fails at once.
            await session.connection(execution_options={"gendan_write": True})
            yield session
            await session.commit()

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncSession]:
        """For reading only: one view of the store for all its queries, whoever writes meanwhile; never committed."""
        async with _Session(self.engine, expire_on_commit=False) as session:
            # Without it PostgreSQL would show each query what was committed before that query.
            view = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            connection = await session.connection(execution_options=None if self.is_sqlite else view)
            if not self.is_sqlite:
                await connection.execute(_FIRST)
            yield session

    async def close(self) -> None:
        await self.engine.dispose()


# A view begins with the first row read: with it, so that nothing is known from before.
_FIRST = text("SELECT version_num FROM alembic_version")
_FIRST_SQLITE = "SELECT 1 FROM sqlite_master LIMIT 1"


def is_away(error: BaseException) -> bool:
    """Whether the store can't be read or written at all just now: a full disk, a lock, a lost connection or lease.

    Anything else that a database refuses is the fault of what was asked, and no other error says anything of the store.
    """
    if isinstance(error, Deposed | Unreachable | NoConnectionFree):
        return True
    if not isinstance(error, DBAPIError):
        return isinstance(error, sqlite3.Error) and _is_away_sqlite(error)
    if error.connection_invalidated:
        return True
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return _is_away_sqlite(cause)
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        return state in _STATES_AWAY or state[:2] in _CLASSES_AWAY
    # A driver refuses a value that no column holds as it does a lost connection; beneath it stands what was wrong.
    asked_wrongly = isinstance(cause.__cause__, ValueError | TypeError | OverflowError) if cause else False
    return isinstance(error, OperationalError | InterfaceError) and not asked_wrongly


def _is_away_sqlite(error: sqlite3.Error) -> bool:
    """What the driver says of a value by itself has no code of the library's."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF in _SQLITE_AWAY


_SQLITE_AWAY = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)
# PostgreSQL's: lost connections, no room or memory, shut down by its operator, a broken disk; then a store open for
# reading only, a deadlock, and a lock that was not to be had.
_CLASSES_AWAY = frozenset({"08", "53", "57", "58"})
_STATES_AWAY = frozenset({"25006", "40001", "40P01", "55P03"})


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


def _connect_sqlite(file: str, **options: Any) -> _Connection:
    options["check_same_thread"] = (
        False  # used from two, never at once: each call is waited for before the next
    )
    connection = _Connection(lambda: sqlite3.connect(file, **options), iter_chunk_size=64)
    connection._thread.daemon = True
    return connection


def _postgresql(url: URL) -> AsyncEngine:
    lock_timeout = f"{PATIENCE * 1000:.0f}"
    connect: dict[str, Any] = (
        {"server_settings": {"lock_timeout": lock_timeout}}
        if url.get_driver_name() == "asyncpg"
        else {"options": f"-c lock_timeout={lock_timeout}"}
    )
    engine = create_async_engine(url, connect_args=connect, pool_pre_ping=True, hide_parameters=True)

    @event.listens_for(engine.sync_engine, "do_connect")
    def _reach(dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
        try:
            return dialect.connect(*arguments, **options)
        except OSError as error:
            raise _unreachable(error) from error

    @event.listens_for(engine.sync_engine, "handle_error")
    def _lost(context: Any) -> None:
        if isinstance(context.original_exception, OSError):
            raise _unreachable(context.original_exception)

    return engine


def _unreachable(error: OSError) -> Unreachable:
    return Unreachable(str(error) or type(error).__name__)


def _sqlite(url: URL) -> AsyncEngine:
    connect = {"timeout": PATIENCE, "async_creator_fn": _connect_sqlite}
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
