"""Intake: every update is kept as raw JSON before Telegram hears that it arrived; then one by one they are handled."""

import asyncio
import hmac
import json
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog
from sqlalchemy.exc import IntegrityError
from telegram import Bot, Update
from telegram.error import Conflict, EndPointNotFound, InvalidToken, NetworkError, RetryAfter

from bot.grammar.reading import keepable
from bot.metrics import Metrics
from bot.outcomes import seconds
from bot.work import WORK, App, Front, Work
from store import inbox, outbox
from store.db import bring, is_away
from store.inbox import Inbox
from store.members import people
from store.timepiece import within
from store.unit import Store, Unit

UPDATES = "updates"
"""What a commit brings that only keeps updates: nobody but whoever handles them need look."""
POLL = 25
ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")
IDLE = 5.0
MAX_WAIT = 30.0
REST = 60.0
"""Telegram may ask for an hour's rest: so often it is asked all the same whether it is over."""
DEAF = 4
"""So many polls that fail one after the other, and Telegram counts as out of hearing."""

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
                from store.lease import announce

                await announce(session)


class Poller:
    """Long polling on raw JSON: the next call confirms the last batch, so it is made only once that is kept."""

    def __init__(self, bot: Bot, keeper: Keeper) -> None:
        self._bot, self._keeper = bot, keeper
        self._offset: int | None = None
        self.healthy = True
        """Whether Telegram can be heard."""

    async def run(self) -> None:
        """Until cancelled. Neither Telegram nor the store being away ends it; what isn't kept is asked for again."""
        failures = 0
        while True:
            try:
                await self._poll(0 if failures else POLL)
                failures, self.healthy = 0, True
            except RetryAfter as error:
                failures += 1
                asked, wait = seconds(error), min(seconds(error), REST)
                self.healthy = asked <= MAX_WAIT and failures < DEAF
                log.warning("poll_limited", asked=asked, wait=wait)
                await asyncio.sleep(wait)
            except Exception as error:
                failures += 1
                # A refused token comes as the one or the other: a raw call can't tell it from an unknown method.
                refused = isinstance(error, InvalidToken | EndPointNotFound)
                self.healthy = failures < DEAF and not refused
                first = 3.0 if isinstance(error, Conflict) else 0.5
                wait = min(MAX_WAIT, first * 2 ** min(failures - 1, 6))
                log.warning("poll_failed", error=type(error).__name__, wait=wait)
                await asyncio.sleep(wait)

    async def _poll(self, wait: int) -> None:
        """`wait` is how many seconds Telegram may hold an empty answer back: none while it isn't sure to answer."""
        arguments: dict[str, Any] = {"timeout": wait, "allowed_updates": json.dumps(ALLOWED)}
        if self._offset is not None:
            arguments["offset"] = self._offset
        with warnings.catch_warnings():
            # The typed method would parse a whole batch at once: one broken update would hold up all of them.
            warnings.simplefilter("ignore")
            raws = await self._bot.do_api_request("getUpdates", api_kwargs=arguments, read_timeout=wait + 10)
        if not isinstance(raws, list):
            raise NetworkError("not a list of updates")
        if not raws:
            return
        await self._keeper.keep([raw for raw in raws if isinstance(raw, dict)])
        ids = [
            raw["update_id"]
            for raw in raws
            if isinstance(raw, dict) and isinstance(raw.get("update_id"), int)
        ]
        if not ids:
            raise NetworkError("no update that can be confirmed")  # it would come again, and again at once
        self._offset = ids[-1] + 1  # not the greatest: after a quiet week ids start anywhere


def right_secret(given: str | None, secret: str) -> bool:
    """In constant time, so that its letters can't be guessed one by one."""
    return hmac.compare_digest((given or "").encode(), secret.encode())


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
        """Handle one update; false when none waits or the store can't be written."""
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
        """Raises what keeps the store from being written."""
        began = time.monotonic()
        row_id, user = 0, None
        try:
            async with self._store.unit() as unit:
                row = await inbox.next_waiting(unit.session)
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
            outcome = "failed"
            log.exception("update_failed", inbox=row_id)
            await self._count_failure(row_id, f"{type(failure).__name__}: {failure}")
        self._metrics.updated(outcome)
        ms = round((time.monotonic() - began) * 1000)
        log.info("update", inbox=row_id, user=user, outcome=outcome, ms=ms)
        return True

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
    people.tell_admins(
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
