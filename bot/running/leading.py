"""Replicas on PostgreSQL: one leads and works, the others stand by and try to, every other second."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import asyncpg
import structlog

from store.database.lease import BEAT, Lease
from store.hours.clock import within

UNREACHABLE = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)

log = structlog.get_logger("lease")


@asynccontextmanager
async def contending(
    lease: Lease, working: Callable[[], AbstractAsyncContextManager[None]]
) -> AsyncIterator[None]:
    """Works whenever it leads. Entered once the first attempt is made: as the leader, or standing by.

    Raises what keeps the work from beginning at the first attempt; later it is logged, and tried again.
    """
    leaving, tried = asyncio.Event(), asyncio.Event()
    contention = asyncio.create_task(_contend(lease, working, leaving, tried))
    waiting = asyncio.create_task(tried.wait())
    await asyncio.wait([waiting, contention], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if contention.done():
        contention.result()
    try:
        yield
    finally:
        leaving.set()
        await contention


async def _contend(
    lease: Lease,
    working: Callable[[], AbstractAsyncContextManager[None]],
    leaving: asyncio.Event,
    tried: asyncio.Event,
) -> None:
    while not leaving.is_set():
        try:
            if await lease.win():
                async with working():
                    log.info("leading")
                    tried.set()
                    await lease.hold(leaving)
                lease.drop()
                log.info("standing_by")
        except UNREACHABLE as error:
            lease.drop()
            log.warning("lease_unreachable", error=type(error).__name__)
        except Exception:
            lease.drop()
            if not tried.is_set():
                raise
            log.exception("leading_failed")
        tried.set()
        await within(BEAT, leaving)
    lease.drop()
