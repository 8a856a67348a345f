"""Which replica leads, on PostgreSQL: a session's advisory lock, and a fence that every transaction of the leader passes.

The leader holds the lock on a connection of its own and beats on it. A leader that is killed loses the lock with its
connection. One that is frozen or cut off keeps its connection: when its beat is older than LEASE, another replica ends
that session and takes the lock. Whatever the former leader begins afterwards is refused by the fence; what it had begun is
waited for, then ended, before the new one works. (A pooler that shares sessions between clients can't be used.)
"""

import asyncio
import time
from collections.abc import Callable

import asyncpg
import structlog
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlmodel.ext.asyncio.session import AsyncSession

from store.database.outages import Deposed
from store.hours.clock import within

LEASE = 12.0
"""Seconds without a beat after which a leader is deposed, by the database's clock."""
VALID = 9.0
"""Seconds after a beat for which the leader itself still sends: it stops well before others may begin."""
BEAT = 2.0
PATIENCE = 5.0
NEWS = "gendan_inbox"

_ROOM, _LEAD, _WORK = 1734700644, 1, 2  # the first of both keys is "gend"
_HELD = f"""
    locktype = 'advisory' AND classid = {_ROOM} AND objsubid = 2 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_FENCE = text(f"""
    SELECT pg_try_advisory_xact_lock_shared({_ROOM}, {_WORK})
       AND EXISTS (SELECT FROM pg_locks WHERE {_HELD} AND objid = {_LEAD} AND pid = :session)
""")
_STALE = f"""
    SELECT pg_terminate_backend(pid, 2000) FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE {_HELD} AND objid = {_LEAD} AND clock_timestamp() - state_change > interval '{LEASE} seconds'
"""
_UNFINISHED = f"""
    SELECT pg_terminate_backend(pid, 2000) FROM pg_locks
    WHERE {_HELD} AND objid = {_WORK} AND pid <> pg_backend_pid()
"""

log = structlog.get_logger("lease")


async def announce(session: AsyncSession) -> None:
    """With this transaction's commit the leader hears that an update was kept."""
    await (await session.connection()).execute(text(f"NOTIFY {NEWS}"))


class Lease:
    """One replica's claim to lead. `news` is called when another replica has kept an update."""

    def __init__(self, url: URL, news: Callable[[], None]) -> None:
        query = {("sslmode" if name == "ssl" else name): value for name, value in url.query.items()}
        plain = url.set(drivername="postgresql", query=query)
        self._address = plain.render_as_string(hide_password=False)
        self._news = news
        self._connection: asyncpg.Connection | None = None
        self._session = 0
        self._until = 0.0

    @property
    def valid(self) -> bool:
        """Whether this replica may act as the leader at this moment."""
        return time.monotonic() < self._until

    async def win(self) -> bool:
        """One attempt. Raises OSError, TimeoutError or asyncpg's errors when the database can't be reached."""
        connection = await self._connected()
        asked = time.monotonic()
        won = await connection.fetchval(f"SELECT pg_try_advisory_lock({_ROOM}, {_LEAD})")
        if not won:
            if await connection.fetch(_STALE):
                log.warning("leader_deposed")
            return False
        await self._wait_for_the_former(connection)
        await connection.add_listener(NEWS, self._heard)
        self._session = await connection.fetchval("SELECT pg_backend_pid()")
        self._until = asked + VALID
        await self._beat()
        return True

    async def hold(self, leaving: asyncio.Event) -> None:
        """Beat until leaving, or until the lease is lost."""
        while not leaving.is_set():
            await within(BEAT, leaving)
            if leaving.is_set():
                return
            if not self.valid:  # it slept too long, or the fence has told: too late to beat
                log.warning("lease_lost", error="late")
                return
            try:
                await self._beat()
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                self._until = 0.0
                log.warning("lease_lost", error=type(error).__name__)
                return

    def drop(self) -> None:
        """Nothing more is done as the leader; the lock goes with the connection."""
        self._until = 0.0
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()

    async def fence(self, session: AsyncSession) -> None:
        """Every transaction of the leader begins with it. Raises Deposed when another replica has taken over."""
        if not self.valid:
            raise Deposed("the lease has run out")
        connection = await session.connection()
        if not (await connection.execute(_FENCE, {"session": self._session})).scalar():
            self._until = 0.0
            raise Deposed("another replica leads")

    async def _connected(self) -> asyncpg.Connection:
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(
                self._address, timeout=PATIENCE, command_timeout=PATIENCE
            )
        return self._connection

    async def _wait_for_the_former(self, connection: asyncpg.Connection) -> None:
        """Transactions that a former leader had begun: they get a moment to end, then they are ended."""
        for attempt in range(10):
            if await connection.fetchval(f"SELECT pg_try_advisory_lock({_ROOM}, {_WORK})"):
                await connection.execute(f"SELECT pg_advisory_unlock({_ROOM}, {_WORK})")
                return
            if attempt:
                await connection.execute(_UNFINISHED)
            await asyncio.sleep(0.3)
        raise TimeoutError("the former leader's transactions don't end")

    async def _beat(self) -> None:
        """On the very connection that holds the lock: another one would say nothing of it."""
        asked = time.monotonic()
        if self._connection is None:
            raise ConnectionError("the lock's connection is gone")
        await self._connection.execute("SELECT 1", timeout=PATIENCE)
        self._until = asked + VALID

    def _heard(self, *_about: object) -> None:
        self._news()
