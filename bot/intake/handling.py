"""Intake: every update is kept as raw JSON before Telegram hears that it arrived; then one by one they are handled."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

from telegram import Bot, Update

from bot.grammar.reading import keepable
from bot.intake.keeper import log
from bot.intake.polling import ALLOWED
from bot.intake.work import WORK, App, Front, Work
from bot.operating.metrics import Metrics
from store.database.outages import is_away
from store.hours.clock import within
from store.mail import inbox, outbox
from store.mail.inbox import Inbox
from store.process import private
from store.process.unit import Store, Unit

IDLE = 5.0


class Handling:
    """Takes updates from the inbox in order. Each is one transaction: everything it causes, and that it is done."""

    def __init__(self, store: Store, application: App, front: Front, metrics: Metrics) -> None:
        self._store, self._application, self._front, self._metrics = store, application, front, metrics
        self._wake = asyncio.Event()
        self._stopping = False
        self._busy = False
        self.healthy = True

    def wake(self) -> None:
        self._wake.set()

    def stop(self) -> None:
        """The update in hand is finished; the rest stay in the inbox."""
        self._stopping = True
        self._wake.set()

    @property
    def idle(self) -> bool:
        return not self._busy and not self._wake.is_set()

    async def run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            self._busy = True
            try:
                while not self._stopping and await self._next():
                    pass
            except Exception:
                # Not even the failure could be written down: the update stays as it was.
                self.healthy = False
                log.exception("handling_failed")
            self._busy = False
            await within(IDLE, self._wake)

    async def _next(self) -> bool:
        """Handle one update; false when no other waits or the store can't be written."""
        try:
            return await self._handle()
        except Exception as error:
            # A full disk or a locked store is not the update's fault: it stays, and health is red.
            if not is_away(error):
                log.exception("handling_failed")
            elif self.healthy:  # else it was said before
                log.error("store_unavailable", error=type(error).__name__)
            self.healthy = False
            return False

    async def _handle(self) -> bool:
        """Raises what keeps the store from being written. One that failed is looked for again."""
        began = time.monotonic()
        row_id, user, more = 0, None, True
        try:
            async with self._store.unit() as unit:
                row, more = await inbox.next_waiting(unit.session)
                if row is None or row.id is None:
                    self.healthy = True  # what could not be handled would still be there
                    return False
                row_id = unit.inbox_id = row.id
                work = Work(unit=unit, front=self._front)
                update = _parse(row.raw, self._application.bot)
                user = update.effective_user.id if update.effective_user else None
                await self._process(update, work)
                inbox.done(row, now=unit.now, keep_raw=work.meant)
                outcome = "done" if work.meant else "chatter"
            self.healthy = True
        except Exception as failure:
            if is_away(failure) or not row_id:
                raise
            outcome, more = "failed", True
            log.exception("update_failed", inbox=row_id)
            await self._count_failure(row_id, f"{type(failure).__name__}: {failure}")
        self._metrics.updated(outcome)
        ms = round((time.monotonic() - began) * 1000)
        log.info("update", inbox=row_id, user=user, outcome=outcome, ms=ms)
        return more

    async def _process(self, update: Update, work: Work) -> None:
        token = WORK.set(work)
        try:
            await self._application.process_update(update)
        finally:
            WORK.reset(token)
        if work.error is not None:
            raise work.error

    async def _count_failure(self, row_id: int, error: str) -> None:
        """It counts even where nobody can be told of it: else it would come back for ever."""
        try:
            quarantined = await self._count(row_id, error, tell=_tell_of_quarantine)
        except Exception as failure:
            if is_away(failure):
                raise
            log.exception("quarantine_untold", inbox=row_id)
            quarantined = await self._count(row_id, error, tell=None)
        if quarantined:
            self._metrics.updated("quarantined")

    async def _count(self, row_id: int, error: str, *, tell: Callable[[Unit, Inbox], None] | None) -> bool:
        async with self._store.unit() as unit:
            row = await unit.session.get_one(Inbox, row_id)
            quarantined = inbox.failed(row, keepable(error), now=unit.now)
            if quarantined and tell is not None:
                tell(unit, row)
        return quarantined


def _tell_of_quarantine(unit: Unit, row: Inbox) -> None:
    """The sender and the admins hear of an update that could not be handled; it is kept."""
    private.tell_admins(
        unit, "members/quarantined", {"update_id": row.update_id, "error": (row.error or "")[:200]}
    )
    person = unit.roster.by_telegram(_sender(row.raw))
    if person is not None:
        outbox.notice(
            unit.session, "members/not_handled", chat_id=person.telegram_id, now=unit.now, member_id=person.id
        )


def _sender(text: str) -> int:
    """Read with care: an update in quarantine may be anything. 0 is nobody."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        return 0
    for kind in ALLOWED:
        part = raw.get(kind) if isinstance(raw, dict) else None
        sender = part.get("from") if isinstance(part, dict) else None
        if isinstance(sender, dict) and isinstance(sender.get("id"), int):
            return int(sender["id"])
    return 0


def _parse(raw: str, bot: Bot) -> Update:
    update = Update.de_json(_keepable(json.loads(raw)), bot)
    if not isinstance(update, Update):
        raise ValueError("not an update")
    return update


def _keepable(said: Any) -> Any:
    """Every text in it, as a store takes it: a group's title, a file's name and a button's data are texts too."""
    match said:
        case str():
            return keepable(said)
        case dict():
            return {keepable(name): _keepable(value) for name, value in said.items()}
        case list():
            return [_keepable(one) for one in said]
        case _:
            return said


async def on_error(_update: object, context: Any) -> None:
    """PTB swallows what handlers raise; here it is kept, so that the transaction is rolled back and counted."""
    context.work.error = context.error
