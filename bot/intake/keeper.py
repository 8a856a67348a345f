"""Keeps what Telegram brings, before Telegram hears that it arrived."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog
from sqlalchemy.exc import IntegrityError

from store.database.db import bring
from store.mail import inbox
from store.process.unit import Store

UPDATES = "updates"
"""What a commit brings that only keeps updates: nobody but whoever handles them need look."""


log = structlog.get_logger("intake")


FORGIVEN = 60.0


class Keeper:
    """Keeps what Telegram brings. `healthy` says whether it could the last time; what it couldn't comes again.

    A replica that a balancer passes over for it gets nothing more to keep: after a while without any it is well again.
    """

    def __init__(self, store: Store, *, kept: Callable[[], None]) -> None:
        self._store, self._kept = store, kept
        self._failed_at: float | None = None

    @property
    def healthy(self) -> bool:
        return self._failed_at is None or time.monotonic() - self._failed_at > FORGIVEN

    async def keep(self, raws: Sequence[Mapping[str, Any]]) -> None:
        """Raises whatever the store raises: then nothing of it is kept, and Telegram must not hear that it is.

        Any replica may keep; two that keep the same update at once keep it once.
        """
        try:
            try:
                await self._write(raws)
            except IntegrityError:
                await self._write(raws)
        except Exception:
            self._failed_at = time.monotonic()
            raise
        self._failed_at = None
        self._kept()

    async def _write(self, raws: Sequence[Mapping[str, Any]]) -> None:
        database = self._store.database
        async with database.transaction(fenced=False) as session:
            await inbox.keep(session, raws, now=self._store.clock.now())
            bring(session, UPDATES)
            if not database.is_sqlite:
                from store.database.lease import announce

                await announce(session)
