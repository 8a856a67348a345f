"""The composition root: the only file that knows every part."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import structlog
from sqlalchemy.exc import SQLAlchemyError
from telegram.error import InvalidToken, TelegramError

from bot import handlers
from bot.courier.courier import Courier
from bot.courier.limits import Limits
from bot.grammar import Grammar
from bot.handlers import albums
from bot.intake.handling import Handling, on_error
from bot.intake.keeper import UPDATES, Keeper
from bot.intake.polling import ALLOWED, Poller
from bot.intake.webhook import web
from bot.intake.work import Front, Work
from bot.letters.letters import Letters
from bot.operating.metrics import Metrics
from bot.operating.serving import WebServer
from bot.running.client import application
from bot.running.greeting import say_gap, want_menus
from bot.running.lock import StoreLock
from bot.running.ticker import Ticker
from bot.settings import SHIPPED_TEMPLATES, Settings
from bot.wording.render import Renderer
from bot.wording.vocabulary import load_vocabulary
from bot.workbooks.fetcher import Fetcher
from store.company import Company, Role
from store.database.db import Database
from store.drafts.workbooks import WORKBOOK
from store.forms.kinds import load_kinds
from store.hours.clock import Clock
from store.mail import outbox
from store.mail.outbox import TOAST
from store.members import people
from store.migrations import upgrade
from store.process import health
from store.process.records import ActRow
from store.process.unit import Store, Unit
from store.registry import AREAS

if TYPE_CHECKING:
    import httpx

    from store.database.lease import Lease

AGAIN = 5.0
"""Seconds until it is tried again to arrange how updates are to come."""
LOOK = 5.0
"""Seconds after which a store that can't be read counts as away."""

log = structlog.get_logger("app")


class CannotStart(Exception):
    """Why the bot can't run, in one line."""


def template_folders(settings: Settings) -> list[Path]:
    """The operator's folder first: its files win."""
    return [folder for folder in (settings.templates, SHIPPED_TEMPLATES) if folder is not None]


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class Gendan:
    """One running bot: at work as long as one is inside `running()`.

    On SQLite it works at once. On PostgreSQL it takes webhooks in, and works while it leads. `transport` is how a chat in
    this process is reached.
    """

    def __init__(
        self,
        settings: Settings,
        company: Company,
        clock: Clock,
        transport: "httpx.AsyncBaseTransport | None" = None,
    ) -> None:
        settings.require("bot_token")
        if settings.example_on_telegram:
            raise CannotStart(settings.example_on_telegram)
        self.settings, self.company = settings, company
        self.database = Database(settings.database_url.get_secret_value())
        self.vocabulary = load_vocabulary(template_folders(settings))
        titles = {role.value: self.vocabulary.role(role, company.language) for role in Role}
        kinds = load_kinds(template_folders(settings))
        for fault in kinds.faults:
            log.warning("form_left_out", fault=str(fault))
        self.store = Store(self.database, company, clock, AREAS, titles, kinds.by_name)
        self.metrics = Metrics()
        self.application = application(settings, transport)
        self.port: int | None = None
        self._whole = True
        """Whether every part is alive: none ends by itself."""
        self._announced = True
        """Whether Telegram knows how updates are to reach us."""
        self._file: tuple[int, int] | None = None
        self.leads = False
        self.lease = None if self.database.is_sqlite else self._lease()

    def _lease(self) -> "Lease":
        from store.database.lease import Lease  # and the driver of PostgreSQL with it

        lease = Lease(self.database.url, news=lambda: self.handling.wake())
        self.database.fence = lease.fence
        return lease

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Gendan"]:
        """Everything started and, on leaving, finished in order: intake, handling, courier, web, database."""
        async with contextlib.AsyncExitStack() as stack:
            await self._open_store(stack)
            await self._meet_telegram(stack)
            self._wire()
            server = await self._serve()
            try:
                async with self._working() if self.lease is None else self._contending(self.lease):
                    yield self
            finally:
                await server.stop()

    def _contending(self, lease: "Lease") -> contextlib.AbstractAsyncContextManager[None]:
        from bot.running.leading import contending

        return contending(lease, self._working)

    @asynccontextmanager
    async def _working(self) -> AsyncIterator[None]:
        """What only one process does: handling, sending, the clock, asking Telegram for updates."""
        async with self.database.transaction() as session:
            now = self.store.clock.now()
            await people.read_company(session, self.company, admin_ids=self.settings.admin_ids, now=now)
        self.store.forget_roster()
        self._hire()
        self.leads = self._whole = True
        courier = asyncio.create_task(self._part(self.courier.run))
        handling = asyncio.create_task(self._part(self.handling.run))
        fetching = asyncio.create_task(self._part(self.fetcher.run))
        listening = asyncio.create_task(self._part(self._listen))
        self.ticker.start()
        self.handling.wake()
        self.courier.wake()
        try:
            yield
        finally:
            listening.cancel()
            if self.lease is None or self.lease.valid:
                await self.ticker.stop()
                self.handling.stop()
                await asyncio.gather(listening, handling, return_exceptions=True)
                self.fetcher.stop()
                self.courier.stop()
            else:
                self.ticker.abandon()
                self.courier.abandon()
                for task in (handling, fetching, courier):
                    task.cancel()
            # Whatever a broken line still holds can do no harm: it may neither send nor write.
            patience = None if self._may_send() else AGAIN
            await asyncio.wait({listening, handling, fetching, courier}, timeout=patience)
            self.leads = False
            if self.lease is not None:
                self._hire()  # whoever stands by is as well as new
                self._whole = self._announced = True

    async def _part(self, work: Callable[[], Awaitable[None]]) -> None:
        """None ends by itself; one that does is no longer silent about it."""
        try:
            await work()
        except Exception:
            self._whole = False
            log.exception("part_died")

    async def settled(self) -> bool:
        """Whether nothing is under way and nothing is due: every update handled, every message there."""
        if not (self.handling.idle and self.courier.idle and self.fetcher.idle):
            return False
        begun = self.fetcher.begun
        async with self.store.reading() as unit:
            owing = await health.owing(unit.session, now=unit.now)
            fetched = await self.fetcher.settled(unit)
        # A workbook that was begun and read meanwhile left an answer that this reading hasn't seen.
        idle = self.handling.idle and self.courier.idle and self.fetcher.begun == begun
        return fetched and idle and not owing

    # starting -----------------------------------------------------------------------------------------
    async def _open_store(self, stack: contextlib.AsyncExitStack) -> None:
        stack.push_async_callback(self.database.close)
        if self.database.is_sqlite:
            path = Path(self.database.url.database or "gendan.db")
            stack.enter_context(StoreLock(path))
            if not await upgrade.is_later(self.database):
                await upgrade.upgrade(self.database, zone=self.store.company.zone)
            self._file = _identity(path)
        if not await upgrade.serves(self.database):
            raise CannotStart(await upgrade.what_to_do(self.database))

    async def _meet_telegram(self, stack: contextlib.AsyncExitStack) -> None:
        while True:
            try:
                await self.application.initialize()
                break
            except InvalidToken:
                raise CannotStart("GENDAN_BOT_TOKEN: Telegram doesn't know this token") from None
            except TelegramError as error:
                log.warning("telegram_away", error=type(error).__name__)
                await asyncio.sleep(2)
        stack.push_async_callback(self.application.shutdown)
        self.username = self.application.bot.username or ""

    def _wire(self) -> None:
        settings, bot = self.settings, self.application.bot
        folders, vocabulary = template_folders(settings), self.vocabulary
        renderer = Renderer(folders, vocabulary, self.company)
        front = Front(
            grammar=Grammar(vocabulary, bot_username=self.username, kinds=self.store.forms),
            vocabulary=vocabulary,
            metrics=self.metrics,
            username=self.username,
        )
        letters = Letters(renderer, self.username)
        self.keeper = Keeper(self.store, kept=lambda: self.handling.wake())

        async def settle(unit: Unit, act: ActRow) -> None:
            await albums.settle(Work(unit=unit, front=front), handlers.ROUTER, act)

        def hire() -> None:
            """Those who work begin with nothing in hand, each time this replica leads."""
            limits = Limits(group=settings.limit_group, chat=settings.limit_chat, overall=settings.limit_all)
            self.handling = Handling(self.store, self.application, front, self.metrics)
            self.courier = Courier(
                self.store,
                bot,
                letters,
                limits,
                folders,
                self.metrics,
                leads=self._may_send,
            )
            self.fetcher = Fetcher(self.store, bot, vocabulary)
            self.poller = Poller(bot, self.keeper)
            self.ticker = Ticker(self.store, settle=settle)

        self._hire = hire
        hire()
        self.database.on_commit.append(self._heard)
        handlers.register(self.application)
        self.application.add_error_handler(on_error)

    def _heard(self, brought: Collection[str]) -> None:
        """Something was committed: whoever works on what it brought looks now."""
        if UPDATES in brought:
            return
        self.courier.wake(hurry=TOAST in brought)
        if WORKBOOK in brought:
            self.fetcher.wake()

    def _may_send(self) -> bool:
        return self.lease is None or self.lease.valid

    async def _listen(self) -> None:
        """Take updates by webhook or by long polling, as soon as that can be arranged."""
        while True:
            try:
                await self._announce()
                break
            except (TelegramError, SQLAlchemyError, OSError) as error:
                self._announced = False
                log.warning("not_listening", error=type(error).__name__, wait=AGAIN)
                await asyncio.sleep(AGAIN)
        self._announced = True
        if not self.settings.webhook_url:
            await self.poller.run()

    async def _announce(self) -> None:
        """Say what was missed, ask for the menus, and tell Telegram how updates are to come."""
        async with self.store.unit() as unit:
            await say_gap(unit)
            await want_menus(unit)
        bot, settings = self.application.bot, self.settings
        if settings.webhook_url and settings.webhook_secret:
            secret = settings.webhook_secret.get_secret_value()
            await bot.set_webhook(settings.webhook_url, secret_token=secret, allowed_updates=ALLOWED)
        else:
            await bot.delete_webhook()

    # the web part -------------------------------------------------------------------------------------
    async def _serve(self) -> WebServer:
        secret = self.settings.webhook_secret if self.settings.webhook_url else None
        site = web(
            health=self.health,
            metrics=self._metrics,
            secret=secret.get_secret_value() if secret else None,
            keep=self.keeper.keep,
            path=urlsplit(self.settings.webhook_url or "").path or "/",
        )
        listen, server = self.settings.listen, WebServer(site)
        try:
            address = await server.start(listen.port, listen.host)
        except OSError:
            raise CannotStart(f"GENDAN_LISTEN: can't listen on {listen}") from None
        self.port = urlsplit(address).port
        return server

    async def health(self) -> dict[str, Any]:
        """Red when the store can't be written, Telegram can't be heard, the token is refused, or a part has died."""
        try:
            async with asyncio.timeout(LOOK), self.store.reading() as unit:
                state = await health.backlog(unit.session, now=unit.now)
        except (SQLAlchemyError, OSError):
            return {"ok": False, "store": False}
        parts = {
            "store": all(writer.healthy for writer in self._writers()) and self._store_is_there(),
            "telegram": self._announced and self.poller.healthy and self.courier.authorized,
            "whole": self._whole and (self.ticker.ticking or not self.leads),
        }
        waits = {"updates": state.updates, "messages": state.messages}
        return {"ok": all(parts.values()), **parts, "leads": self.leads, **waits}

    def _store_is_there(self) -> bool:
        """A SQLite file that was deleted or replaced can still be written to, and nobody will ever read it."""
        if not self.database.is_sqlite:
            return True
        return self._file == _identity(Path(self.database.url.database or "gendan.db"))

    def _writers(self) -> Sequence[Handling | Courier | Ticker | Keeper]:
        """Whose last attempt to write tells of the store: a stand-by only keeps."""
        if self.lease is None or self.leads:
            return (self.keeper, self.handling, self.courier, self.ticker)
        return (self.keeper,)

    async def _metrics(self) -> bytes:
        told, metrics = await self.health(), self.metrics
        for part in ("store", "telegram", "whole"):
            metrics.healthy.labels(part).set(bool(told.get(part)))
        if "updates" in told:  # it can be read, if perhaps not written
            await self._count_what_waits()
        metrics.leads.set(self.leads)
        metrics.tick_age.set(self.ticker.age if self.leads else 0)
        metrics.failed_ticks.set(self.ticker.failures)
        return metrics.text()

    async def _count_what_waits(self) -> None:
        async with self.store.reading() as unit:
            state = await health.backlog(unit.session, now=unit.now)
            owed = await health.owed_by_role(unit.session, now=unit.now)
            self.metrics.waits(state, owed, await outbox.count_undelivered(unit.session))
