"""The engine and transaction(): the only commit."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager

from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from store.database.postgresql import open_postgresql
from store.database.sqlite import open_sqlite


class _Whole(Session):
    """Remembers every row it has read for as long as it lives: else one that nobody holds just now is read again."""


@event.listens_for(_Whole, "loaded_as_persistent")
def _keep(session: Session, row: object) -> None:
    session.info.setdefault("rows", []).append(row)


class _Session(AsyncSession):
    sync_session_class = _Whole


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
        self.engine: AsyncEngine = open_sqlite(self.url) if self.is_sqlite else open_postgresql(self.url)
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
