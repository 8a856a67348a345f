"""The clock: one short tick that asks the store what is due now. Due times live in rows; nothing is scheduled here."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from store import acts, inbox, marks, mornings, tasks, turns
from store.calendar import clock as calendar
from store.db import is_away
from store.marks import ALIVE
from store.members import absences, duty, questions
from store.records import ActRow
from store.unit import Store, Unit

TICK = 1.0
BATCH = 50
ALIVE_EVERY = timedelta(seconds=30)
TIDY_EVERY = timedelta(hours=6)

log = structlog.get_logger("clock")


class Ticker:
    """Runs `tick` every second. A late or missed run is simply the next one: what was due still is."""

    def __init__(self, store: Store, *, settle: Callable[[Unit, ActRow], Awaitable[None]]) -> None:
        """`settle` takes an album that nobody said a word to for what it is."""
        self._store, self._settle = store, settle
        self._scheduler = AsyncIOScheduler()
        self._one = asyncio.Lock()
        self._seen_alive: datetime | None = None
        self._whole_at = time.monotonic()
        self.failures = 0
        self.healthy = True
        self._entries_read = False

    def start(self) -> None:
        self._scheduler.add_job(
            self.tick, IntervalTrigger(seconds=TICK), misfire_grace_time=None, coalesce=True, max_instances=1
        )
        self._scheduler.start()

    async def stop(self) -> None:
        """A tick under way is finished: the scheduler would cancel it in the middle."""
        self._scheduler.pause()
        async with self._one:
            self._scheduler.shutdown(wait=False)

    def abandon(self) -> None:
        """Another replica leads: a tick under way is let go."""
        self._scheduler.shutdown(wait=False)

    @property
    def age(self) -> float:
        """Seconds since the last tick that went through."""
        return time.monotonic() - self._whole_at

    async def tick(self) -> None:
        """Everything due by now, in batches of one transaction each."""
        async with self._one:
            began = time.monotonic()
            try:
                turned = 0
                if not self._entries_read or await self._anything_due():
                    await self._calendar()
                    await self._morning()
                    turned = await self._turns()
                await self._albums()
                await self._housekeeping()
            except Exception as error:
                if not is_away(error):
                    log.exception("tick_failed")
                elif self.healthy:  # else it was said a second ago
                    log.error("store_unavailable", error=type(error).__name__)
                self.failures, self.healthy = self.failures + 1, False
                return
            self._whole_at, self.healthy = time.monotonic(), True
            if turned:
                log.info("tick", turns=turned, ms=round((time.monotonic() - began) * 1000))

    async def _anything_due(self) -> bool:
        """Most seconds nothing is: one look says so."""
        async with self._store.reading() as unit:
            return (
                await calendar.is_due(unit)
                or await mornings.is_due(unit)
                or bool(await tasks.due_turns(unit.session, now=unit.now, limit=1))
            )

    async def _turns(self) -> int:
        """Tasks whose next member, or the director, is to be told now (O2)."""
        total = 0
        while True:
            async with self._store.reading() as unit:
                if not await tasks.due_turns(unit.session, now=unit.now, limit=1):
                    return total
            async with self._store.unit() as unit:
                due = await tasks.due_turns(unit.session, now=unit.now, limit=BATCH)
                await turns.tell_due(unit, due)
            total += len(due)
            if len(due) < BATCH:
                return total

    async def _calendar(self) -> None:
        """What comes round, begins, is due or over (K1 to K6)."""
        if not self._entries_read:
            async with self._store.unit() as unit:
                await calendar.read_entries(unit)
            self._entries_read = True
        while True:
            async with self._store.reading() as unit:
                if not await calendar.is_due(unit):
                    return
            async with self._store.unit() as unit:
                await calendar.tick(unit)

    async def _morning(self) -> None:
        async with self._store.reading() as unit:
            if not await mornings.is_due(unit):
                return
        async with self._store.unit() as unit:
            if await mornings.is_due(unit):
                await mornings.send(unit)

    async def _albums(self) -> None:
        """One at a time; what can't be settled is let go, and holds nothing up."""
        while True:
            async with self._store.reading() as unit:
                if not await acts.is_due(unit):
                    return
            try:
                async with self._store.unit() as unit:
                    if (act := await acts.due(unit)) is not None:
                        await self._settle(unit, act)
            except Exception as error:
                if is_away(error):
                    raise
                log.exception("album_failed")
                async with self._store.unit() as unit:
                    if (act := await acts.due(unit)) is not None:
                        act.due_at = None

    async def _housekeeping(self) -> None:
        now = self._store.clock.now()
        if self._seen_alive is not None and timedelta(0) <= now - self._seen_alive < ALIVE_EVERY:
            return
        async with self._store.unit() as unit:
            await marks.set_mark(unit.session, ALIVE, now)
            await absences.begin_due(unit)
            await absences.end_due(unit)
            await duty.hand_over(unit)
            await questions.lapse(unit)
            tidied = await marks.mark(unit.session, "tidied")
            if tidied is None or now - tidied > TIDY_EVERY:
                await inbox.forget(unit.session, now=now)
                await acts.forget(unit)
                await marks.set_mark(unit.session, "tidied", now)
        self._seen_alive = now
