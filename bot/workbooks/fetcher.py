"""Fetches the workbooks that people sent and reads them: the one place that downloads. Its list of work is rows."""

import asyncio

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.grammar.values import Values
from bot.telegram.outcomes import Fate, outcome_of
from bot.wording.vocabulary import Vocabulary
from bot.workbooks.apart import pages_apart
from bot.workbooks.sheets import read_sheet
from bot.workbooks.unpacking import MOST_BYTES, Unreadable
from store.drafts import workbooks
from store.drafts.model import WorkbookRow
from store.drafts.sheets import Sheet
from store.hours.clock import within
from store.process.unit import Store, Unit

IDLE = 1.0
"""Seconds until the next look if nobody says that there is something to fetch: what failed is tried again."""

log = structlog.get_logger("fetcher")


class Fetcher:
    """Takes one workbook after the other. Killed at any point, it takes the same one again, a few times: reading has no
    effect but what it may cost."""

    def __init__(self, store: Store, bot: Bot, vocabulary: Vocabulary) -> None:
        self._store, self._bot, self._vocabulary = store, bot, vocabulary
        self._wake = asyncio.Event()
        self._stopping = False
        self._busy = False
        self.begun = 0
        """Workbooks begun with since the start."""

    @property
    def idle(self) -> bool:
        return not self._busy

    def wake(self) -> None:
        self._wake.set()

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            try:
                while not self._stopping and await self._next():
                    pass
            except Exception:
                log.exception("fetch_failed")
            await within(IDLE, self._wake)

    async def settled(self, unit: Unit) -> bool:
        """Whether nothing is left to fetch now."""
        return await workbooks.next_wanted(unit) is None and not self._busy

    async def _next(self) -> bool:
        """Fetch and read the next one; false when there is none."""
        async with self._store.reading() as unit:
            waiting = await workbooks.next_wanted(unit)
        if waiting is None or waiting.id is None:
            return False
        self._busy, self.begun = True, self.begun + 1
        try:
            # Counted before anything can go wrong with it: what ends the program here doesn't do so for ever.
            async with self._store.unit() as unit:
                book = await workbooks.begin(unit, waiting.id)
                person = unit.roster.person(waiting.member_id)
                today = unit.now.astimezone(unit.company.zone).date()
            if book is not None:
                language = person.language if person is not None else self._store.company.language
                await self._take(book, Values(self._vocabulary, today=today, language=language))
        finally:
            self._busy = False
        return True

    async def _take(self, book: WorkbookRow, values: Values) -> None:
        assert book.id is not None, "it was kept before it is fetched"
        try:
            content = await self._fetch(book)
            pages = await pages_apart(content)
            sheet = await asyncio.to_thread(read_sheet, pages, values)
        except TelegramError as error:
            await self._failed(book.id, error)
        except Unreadable as refused:
            async with self._store.unit() as unit:
                await workbooks.fail(unit, book.id, error=refused.error)
            log.info("workbook", workbook=book.id, outcome=refused.error)
        except Exception:
            log.exception("workbook_failed", workbook=book.id)
            async with self._store.unit() as unit:
                await workbooks.later(unit, book.id, seconds=0, error="error")
        else:
            await self._read(book.id, content, sheet)

    async def _fetch(self, book: WorkbookRow) -> bytes:
        file = await self._bot.get_file(book.file_id)
        if (file.file_size or 0) > MOST_BYTES:
            raise Unreadable("too_big")
        return bytes(await file.download_as_bytearray())

    async def _read(self, workbook_id: int, content: bytes, sheet: Sheet) -> None:
        async with self._store.unit() as unit:
            await workbooks.settle(unit, workbook_id, content, sheet)
        log.info(
            "workbook",
            workbook=workbook_id,
            kind=sheet.kind,
            count=len(sheet.orders),
            faults=len(sheet.faults),
        )

    async def _failed(self, workbook_id: int, error: TelegramError) -> None:
        outcome = outcome_of(error)
        async with self._store.unit() as unit:
            if outcome.fate in (Fate.LATER, Fate.RETRY, Fate.UNAUTHORIZED):
                await workbooks.later(unit, workbook_id, seconds=outcome.seconds, error=outcome.fate)
            else:
                await workbooks.fail(unit, workbook_id, error="unfetched")
        log.warning("workbook", workbook=workbook_id, fate=outcome.fate, error=type(error).__name__)
