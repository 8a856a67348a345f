"""The courier alone sends: it claims what is due, composes it, calls Telegram within its limits and settles each."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import structlog
from jinja2 import TemplateNotFound
from telegram import Bot
from telegram.error import TelegramError

from bot.courier.limits import Limits
from bot.courier.sending import Sender
from bot.courier.settling import settle
from bot.letters.letters import Letter, Letters, together
from bot.operating.metrics import Metrics
from bot.telegram.outcomes import Fate, Outcome, outcome_of
from store.customers.reading import Read
from store.database.outages import is_away
from store.hours.clock import within
from store.mail import outbox
from store.mail.outbox import MOST_NEWS, Due, Lane, Outbox
from store.process.unit import Store, Unit

AT_ONCE = 32
BATCH = 64
AT_A_TIME = 12
"""Letters composed of one look at what is due; what is newer and more pressing is found by the next."""
TOAST_LIFE = timedelta(seconds=30)
BUSY = 0.5
HOLD = timedelta(seconds=15)
"""In a group whose window is half used, an edit waits this long for each call that the card has had already."""
STORM = 4
"""So many pieces of news waiting for one person go in one message."""
IDLE = 1.0
BREATH = 0.03
"""Between two looks while calls are under way: each commit asks for one, and few of them bring anything new."""
GATHER = 0.02
"""What becomes of calls is written together, when others are likely to have returned as well."""
_UNSAID = Outcome(Fate.STALE, called=False)
"""What its reader may no longer read, or what comes too late, is not sent."""

log = structlog.get_logger("courier")


@dataclass(frozen=True)
class Delivery:
    """One row's call and what became of it. `version` is what the letter showed."""

    row_id: int
    version: int
    chat_id: int
    lane: int
    kind: str
    outcome: Outcome
    seconds: float
    until: datetime | None
    """When what was sent looks different by itself."""
    reads: tuple[Read, ...] = ()
    """What it told its reader of customers' files."""


def _broken(error: Exception) -> Outcome:
    """A template that fails on these facts fails again: listed, and the admin is told. A file may be readable again."""
    again = isinstance(error, OSError) and not isinstance(error, TemplateNotFound)
    fate = Fate.RETRY if again else Fate.REFUSED
    return Outcome(fate, reason=f"{type(error).__name__}: {error}"[:300], called=False)


class Courier:
    """Claims live in memory: there is one courier at a time, and what its predecessor claimed is simply still due."""

    def __init__(
        self,
        store: Store,
        bot: Bot,
        letters: Letters,
        limits: Limits,
        templates: Sequence[Path],
        metrics: Metrics,
        leads: Callable[[], bool] = lambda: True,
    ) -> None:
        self._store, self._letters = store, letters
        self._sender = Sender(bot, templates)
        self._limits, self._metrics = limits, metrics
        self._leads = leads
        self._wake = asyncio.Event()
        self._hurried = asyncio.Event()
        self._all_back = asyncio.Event()
        self._rows: dict[int, asyncio.Task[None]] = {}
        self._chats: set[int] = set()
        self._settled: asyncio.Queue[Delivery] = asyncio.Queue()
        self._stopping = False
        self._remembered = False
        self.authorized = True
        """Whether Telegram took the token the last time."""
        self.healthy = True
        """Whether the store took what became of the last calls."""

    def wake(self, *, hurry: bool = False) -> None:
        """Look. In a `hurry`, at once and before whatever else was going to be composed: a toast waits, or nothing is
        under way any more."""
        if hurry:
            self._hurried.set()
        self._wake.set()

    @property
    def idle(self) -> bool:
        return not self._rows

    async def run(self) -> None:
        """Until stop(): start what is due, then sleep until a commit or a limit says that there may be more.

        While calls are under way commits come close upon one another: only a toast is looked for at each.
        """
        settler = asyncio.create_task(self._settle_all())
        try:
            while not self._stopping:
                self._wake.clear()
                pause = await self._guarded_start()
                if self._rows:
                    await within(BREATH, self._hurried)
                await within(pause - BREATH, self._wake)
            while self._rows:
                await asyncio.wait(list(self._rows.values()))
                await asyncio.sleep(0)
            await self._settled.join()
        finally:
            settler.cancel()

    def stop(self) -> None:
        """Calls under way are finished and settled; nothing new is begun."""
        self._stopping = True
        self._wake.set()

    def abandon(self) -> None:
        """Another replica leads: calls under way are let go, and nothing is written of them."""
        for call in self._rows.values():
            call.cancel()

    async def _remember(self) -> None:
        """What was sent to groups in the last minute counts, also when another process sent it."""
        async with self._store.reading() as unit:
            for chat_id, ages in (await outbox.recent_calls(unit.session, now=unit.now)).items():
                self._limits.remember(chat_id, ages)
        self._remembered = True

    async def _guarded_start(self) -> float:
        try:
            return await self._start_due()
        except Exception:
            log.exception("claim_failed")
            return IDLE

    async def _start_due(self) -> float:
        """Compose and start every call that may be made now; returns the seconds until the next one may."""
        if not self._remembered:
            await self._remember()
        resting = self._limits.resting()
        pause = min([IDLE, *resting.values()])
        self._hurried.clear()
        # Known before the reading begins: what is settled after that still looks due in it, and would go out twice.
        busy_rows, busy_chats = set(self._rows), self._chats | set(resting)
        async with self._store.reading() as unit:
            due = await outbox.due(
                unit.session, now=unit.now, busy_rows=busy_rows, busy_chats=busy_chats, limit=BATCH
            )
            picks = self._picks(due)
            rows = await self._letters.rows(unit, [one.id for pick in picks for one in pick])
            for pick in picks:
                first = pick[0]
                if first.lane != Lane.TOAST:
                    if self._hurried.is_set():
                        return 0.0
                    wait = self._limits.wait(first.chat_id)
                    if wait > 0:
                        pause = min(pause, wait)
                        continue
                    self._limits.spend(first.chat_id)
                    self._chats.add(first.chat_id)
                if not await self._start(unit, [rows[one.id] for one in pick]):
                    return 0.0  # what failed may have spoilt the transaction for those behind it
                await asyncio.sleep(0)  # composing waits for nothing: others need their go
        return 0.0 if len(picks) >= AT_A_TIME else max(pause, 0.01)

    def _picks(self, due: Sequence[Due]) -> list[Sequence[Due]]:
        """Every toast, and for each free chat what is most pressing: one row, or the news that waits for it together."""
        toasts = [[one] for one in due if one.lane == Lane.TOAST]
        picks: list[Sequence[Due]] = []
        chats = set(self._chats)
        for one in due:
            if len(picks) >= AT_A_TIME or len(chats) >= AT_ONCE:
                break
            if one.lane == Lane.TOAST or one.chat_id in chats or self._held(one):
                continue
            chats.add(one.chat_id)
            news = [other for other in due if other.news and one.news and other.chat_id == one.chat_id]
            picks.append(news[:MOST_NEWS] if len(news) >= STORM else [one])
        return [*toasts, *picks]

    def _held(self, row: Due) -> bool:
        """An edit in a busy group waits for more of them: the newest wins, and one call shows them all."""
        if row.message_id is None or row.chat_id > 0 or self._limits.load(row.chat_id) < BUSY:
            return False
        return timedelta(0) <= self._store.clock.now() - row.changed_at < HOLD * row.calls

    async def _start(self, unit: Unit, rows: Sequence[Outbox]) -> bool:
        """One call for one row, or for several pieces of news to one person. Calls run while the next is composed.

        False if it could not be composed.
        """
        try:
            letter, held, outcome, sound = await self._compose(unit, rows)
        except Exception:
            # The store went away: nothing was sent, and all of it is still due.
            if rows[0].lane != Lane.TOAST:
                self._chats.discard(rows[0].chat_id)
                self._limits.returned(rows[0].chat_id, called=False)
            raise
        rows = rows[:held]  # what is left is still due: it goes with the next message
        call = asyncio.create_task(self._deliver(rows, letter, outcome))
        self._rows |= dict.fromkeys([row.id for row in rows if row.id is not None], call)
        return sound

    async def _compose(self, unit: Unit, rows: Sequence[Outbox]) -> tuple[Letter | None, int, Outcome, bool]:
        """What is to be sent, how many of the rows it holds, where it is nothing the outcome, and whether all went well.

        One that can't be composed goes by itself: those before it are sent without it.
        """
        if rows[0].lane == Lane.TOAST and unit.now - rows[0].created_at > TOAST_LIFE:
            return None, len(rows), _UNSAID, True
        letters: list[Letter | None] = []
        for row in rows:
            try:
                letters.append(await self._letters.compose(unit, row))
            except Exception as error:
                if is_away(error):
                    raise
                log.exception("compose_failed", row=row.id)
                if not letters:
                    return None, 1, _broken(error), False
                return *together(letters), _UNSAID, False
        return *together(letters), _UNSAID, True

    async def _deliver(self, rows: Sequence[Outbox], letter: Letter | None, outcome: Outcome) -> None:
        began = time.monotonic()
        if not self._leads():
            return  # it slept past its lease: another replica sends this
        try:
            if letter is not None:
                outcome = await self._sender.send(rows[0], letter)
        except TelegramError as error:
            outcome = outcome_of(error)
        except Exception as error:
            log.exception("document_failed", rows=[row.id for row in rows])
            outcome = _broken(error)
        self._done(rows, letter, outcome, time.monotonic() - began)

    def _done(self, rows: Sequence[Outbox], letter: Letter | None, outcome: Outcome, seconds: float) -> None:
        until, reads = (letter.until, letter.reads) if letter is not None else (None, ())
        first = rows[0]
        if first.lane != Lane.TOAST:
            self._limits.returned(first.chat_id, called=outcome.called)
        for row in rows:
            if row.id is not None:
                self._settled.put_nowait(
                    Delivery(
                        row.id, row.wanted, row.chat_id, row.lane, row.kind, outcome, seconds, until, reads
                    )
                )
        if self._settled.qsize() + 1 >= len(self._rows):
            self._all_back.set()

    async def _settle_all(self) -> None:
        while True:
            batch = [await self._settled.get()]
            if self._settled.qsize() + 1 < len(self._rows):
                self._all_back.clear()
                await within(GATHER, self._all_back)
            while not self._settled.empty() and len(batch) < BATCH:
                batch.append(self._settled.get_nowait())
            await self._settle(batch)
            for _ in batch:
                self._settled.task_done()

    async def _settle(self, batch: Sequence[Delivery]) -> None:
        """Write a batch's outcomes; while the store can't be written, nothing more goes to these chats."""
        try:
            await self._insist(partial(self._write, batch))
        except Exception:
            log.exception("settle_failed", rows=[delivery.row_id for delivery in batch])
            await self._settle_apart(batch)
        for delivery in batch:
            self._after(delivery)
        self.wake(hurry=not self._rows)

    async def _settle_apart(self, batch: Sequence[Delivery]) -> None:
        """One outcome that can't be written must not hold up the others; its row is listed as undelivered."""
        for delivery in batch:
            try:
                await self._insist(partial(self._write, [delivery]))
            except Exception as error:
                log.exception("settle_failed", rows=[delivery.row_id])
                reason = f"{type(error).__name__}: {error}"
                await self._insist(partial(self._give_up, delivery.row_id, reason))

    async def _insist(self, write: Callable[[], Awaitable[None]]) -> None:
        """Until the store takes it: what was sent and isn't written would be sent again."""
        while True:
            try:
                await write()
                self.healthy = True
                return
            except Exception as error:
                if not is_away(error):
                    raise
                if self.healthy:
                    log.error("store_unavailable", error=type(error).__name__)
                self.healthy = False
            await asyncio.sleep(IDLE)

    async def _give_up(self, row_id: int, reason: str) -> None:
        async with self._store.unit() as unit:
            await outbox.give_up(unit.session, row_id, reason)

    async def _write(self, batch: Sequence[Delivery]) -> None:
        async with self._store.unit() as unit:
            rows = await outbox.rows(unit.session, [delivery.row_id for delivery in batch])
            for delivery in batch:
                row = rows[delivery.row_id]
                await settle(unit, row, delivery.version, delivery.outcome, delivery.until, delivery.reads)

    def _after(self, delivery: Delivery) -> None:
        outcome = delivery.outcome
        if outcome.called and outcome.fate is not Fate.RETRY:
            self.authorized = outcome.fate is not Fate.UNAUTHORIZED
        if outcome.fate is Fate.LATER:
            self._limits.pause(delivery.chat_id, outcome.seconds)
        elif (
            outcome.fate in (Fate.RETRY, Fate.UNAUTHORIZED) and outcome.called and delivery.lane != Lane.TOAST
        ):
            self._limits.pause(delivery.chat_id, outcome.seconds or 2.0)
        self._rows.pop(delivery.row_id, None)
        if delivery.lane != Lane.TOAST:
            self._chats.discard(delivery.chat_id)
        self._metrics.delivered(delivery.kind, outcome.fate, delivery.seconds)
        if outcome.fate is Fate.LATER:
            self._metrics.limited(delivery.chat_id)
        log.info(
            "delivery",
            action=delivery.kind,
            row=delivery.row_id,
            fate=outcome.fate,
            reason=outcome.reason or None,
            ms=round(delivery.seconds * 1000),
        )
