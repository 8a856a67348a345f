"""The clock: one short tick that asks the store what is due now. Due times live in rows; nothing is scheduled here."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol

import structlog
from apscheduler.job import Job
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from store.calendar import clock as calendar
from store.calendar import mornings
from store.collection import clock as collection
from store.customers import agenda, classes, reading
from store.database import marks
from store.database.marks import ALIVE
from store.database.outages import is_away
from store.forms import clock as forms
from store.forms import invitations
from store.leads import weekly
from store.mail import inbox
from store.members import absences, duty, questions
from store.orders import quiet
from store.process import escalation, listeners, multipart, tasks
from store.process.records import ActRow
from store.process.unit import Store, Unit
from store.reports import clock as reports
from store.statements import clock as statements
from store.storage import clock as storage

TICK = 1.0
LATE = 3.0
"""Seconds without a tick after which the machine's clock must have been set back."""
OLD = 60.0
"""Seconds without a tick that went through after which the bot counts as ill."""
BATCH = 50
ALIVE_EVERY = timedelta(seconds=30)
TIDY_EVERY = timedelta(hours=6)

log = structlog.get_logger("clock")


class Clocked(Protocol):
    """An area's own clock."""

    async def is_due(self, unit: Unit, /) -> bool: ...

    async def tick(self, unit: Unit, /) -> bool | None:
        """Whether there is more of it."""


CLOCKS: tuple[Clocked, ...] = (forms, storage, reports, statements, collection)
"""Forms that lapse and contracts that end (A6), storage fees (W2), reports drafted (P1), statements (M2), what is due (M4)."""


class _Steadily(BaseTrigger):  # type: ignore[misc]  # the library has no types
    """A tick after each. APScheduler's own counts up all that a clock set ahead has leapt over, one by one."""

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        return now if previous is None else now + timedelta(seconds=TICK)


class Ticker:
    """Runs `tick` every second. A late or missed run is simply the next one: what was due still is."""

    def __init__(self, store: Store, *, settle: Callable[[Unit, ActRow], Awaitable[None]]) -> None:
        """`settle` takes an album that nobody said a word to for what it is."""
        self._store, self._settle = store, settle
        self._scheduler = AsyncIOScheduler()
        self._one = asyncio.Lock()
        self._seen_alive: datetime | None = None
        self._whole_at = self._ended_at = time.monotonic()
        self._job: Job | None = None
        self._watch: asyncio.Task[None] | None = None
        self.failures = 0
        self.healthy = True
        self._entries_read = False
        self._turned = 0

    def start(self) -> None:
        self._job = self._scheduler.add_job(
            self.tick, _Steadily(), misfire_grace_time=None, coalesce=True, max_instances=1
        )
        self._scheduler.start()
        self._watch = asyncio.create_task(self._keep_going())

    async def stop(self) -> None:
        """A tick under way is finished: the scheduler would cancel it in the middle."""
        self._unwatch()
        self._scheduler.pause()
        async with self._one:
            self._scheduler.shutdown(wait=False)

    def abandon(self) -> None:
        """Another replica leads: a tick under way is let go."""
        self._unwatch()
        self._scheduler.shutdown(wait=False)

    def _unwatch(self) -> None:
        if self._watch is not None:
            self._watch.cancel()

    async def _keep_going(self) -> None:
        """APScheduler waits for a time of the machine's clock: set back by hours, it would wait for hours."""
        while True:
            await asyncio.sleep(TICK)
            if self._job is not None and self._waits_for_nothing(self._job):
                log.warning("clock_set_back")
                self._job.modify(next_run_time=datetime.now(UTC))

    def _waits_for_nothing(self, job: Job) -> bool:
        """Whether the next tick lies far ahead by a clock that was set back. A busy machine is only late."""
        late = time.monotonic() - self._ended_at > LATE and not self._one.locked()
        ahead = job.next_run_time is not None and job.next_run_time - datetime.now(UTC) > timedelta(
            seconds=LATE
        )
        return late and ahead

    @property
    def age(self) -> float:
        """Seconds since the last tick that went through, by a clock that nobody sets."""
        return time.monotonic() - self._whole_at

    @property
    def ticking(self) -> bool:
        return self.age <= OLD

    async def tick(self) -> None:
        """Everything due by now, in batches of one transaction each."""
        async with self._one:
            try:
                await self._tick()
            finally:
                self._ended_at = time.monotonic()

    async def _tick(self) -> None:
        began = time.monotonic()
        self._turned, whole = 0, True
        try:
            parts = [self._albums, self._housekeeping]
            if not self._entries_read or await self._anything_due():
                # The morning list comes last: it holds what was told by now.
                parts = [
                    self._calendar,
                    self._silences,
                    *(partial(self._area, clock) for clock in CLOCKS),
                    self._turns,
                    self._morning,
                    *parts,
                ]
            for part in parts:
                whole &= await self._done(part)
        except Exception as error:
            self._failed(error)
            whole = False
        turned = self._turned
        if not whole:
            self.failures, self.healthy = self.failures + 1, False
            return
        self._whole_at, self.healthy = time.monotonic(), True
        if turned:
            log.info("tick", turns=turned, ms=round((time.monotonic() - began) * 1000))

    async def _done(self, part: Callable[[], Awaitable[None]]) -> bool:
        """One that fails for reasons of its own keeps the others from nothing; the store being away is all of theirs."""
        try:
            await part()
        except Exception as error:
            if is_away(error):
                raise
            self._failed(error)
            return False
        return True

    def _failed(self, error: Exception) -> None:
        if not is_away(error):
            log.exception("tick_failed")
        elif self.healthy:  # else it was said a second ago
            log.error("store_unavailable", error=type(error).__name__)

    async def _anything_due(self) -> bool:
        """Most seconds nothing is: one look says so."""
        async with self._store.reading() as unit:
            if await tasks.due_turns(unit.session, now=unit.now, limit=1):
                return True
            for is_due in (calendar.is_due, listeners.is_due, *(clock.is_due for clock in CLOCKS)):
                if await is_due(unit):
                    return True
        return False

    async def _turns(self) -> None:
        """Tasks whose next member, or the director, is to be told now (O2)."""
        while True:
            async with self._store.reading() as unit:
                if not await tasks.due_turns(unit.session, now=unit.now, limit=1):
                    return
            async with self._store.unit() as unit:
                due = await tasks.due_turns(unit.session, now=unit.now, limit=BATCH)
                await escalation.tell_due(unit, due)
            self._turned += len(due)
            if len(due) < BATCH:
                return

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

    async def _area(self, clock: Clocked) -> None:
        """What an area has due by itself, a batch in each transaction."""
        more: bool | None = True
        while more:
            async with self._store.reading() as unit:
                if not await clock.is_due(unit):
                    return
            async with self._store.unit() as unit:
                more = await clock.tick(unit)

    async def _silences(self) -> None:
        """Customers who order no more, as the working day begins: asked of their owners before their list is made (U5). In
        a new quarter the classes that the figures propose are the director's to see, at a week's end how well the intervals
        are kept and how far each lead is (U6); a month begins with the visits due in it (U3), a day with
        what customers may be invited to (U5). A file that was opened until yesterday is shut (A9)."""
        async with self._store.reading() as unit:
            if not await listeners.is_due(unit):
                return
        async with self._store.unit() as unit:
            await reading.shut_ended(unit)
            await quiet.notice(unit)
            await classes.begin_quarter(unit)
            await agenda.tell(unit)
            await weekly.tell(unit)
            await invitations.tell(unit)

    async def _morning(self) -> None:
        async with self._store.reading() as unit:
            if not await listeners.is_due(unit):
                return
        async with self._store.unit() as unit:
            if await listeners.is_due(unit):
                await mornings.send(unit)

    async def _albums(self) -> None:
        """One at a time; what can't be settled is let go, and holds nothing up."""
        while True:
            async with self._store.reading() as unit:
                if not await multipart.is_due(unit):
                    return
            try:
                async with self._store.unit() as unit:
                    if (act := await multipart.due(unit)) is not None:
                        await self._settle(unit, act)
            except Exception as error:
                if is_away(error):
                    raise
                log.exception("album_failed")
                async with self._store.unit() as unit:
                    if (act := await multipart.due(unit)) is not None:
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
                await multipart.forget(unit)
                await marks.set_mark(unit.session, "tidied", now)
        self._seen_alive = now
