"""A ledger out of the store into a file, while the bot may be writing to it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

from sqlalchemy.exc import DBAPIError

from bot.exports.wording import Worded
from bot.exports.writers import writer
from bot.operating.files import making, refuse_own
from bot.settings import SHIPPED_TEMPLATES
from bot.wording.vocabulary import load_vocabulary
from store.company import Company
from store.database.db import Database
from store.database.reader import NoStore, reader
from store.export.table import Export, Period, between, read
from store.tables import EXPORTS


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Where from, in whose time, and from which day to which; both are included, None is open.

    The days narrow by the moment when a row came to be.
    """

    url: str
    company: Company
    first: date | None = None
    last: date | None = None
    templates: Sequence[Path] = (SHIPPED_TEMPLATES,)
    """Where the words of a workbook stand; the company's own first."""

    def worded(self, ledger: Export) -> Worded:
        from bot.wording.render import Renderer  # a ledger for machines needs no words

        renderer = Renderer(self.templates, load_vocabulary(self.templates), self.company)
        return Worded(renderer, self.company.language, ledger)

    @property
    def period(self) -> Period:
        return between(self.company, self.first, self.last)


def export(name: str, form: str, out: IO[bytes], reading: Reading) -> int:
    """Write a ledger and return the number of its rows. Raises NoStore before anything is written."""
    return asyncio.run(_export(EXPORTS[name], form, out, reading))


def export_to_file(name: str, form: str, path: Path, reading: Reading) -> int:
    """As `export`, into a file that is there whole or not at all. Raises NotThere for the store's own files."""
    refuse_own(reading.url, path)
    with making(path) as made, made.open("wb") as out:
        return export(name, form, out, reading)


async def _export(ledger: Export, form: str, out: IO[bytes], reading: Reading) -> int:
    database = reader(reading.url)
    try:
        return await _write(ledger, form, out, reading, database)
    except DBAPIError:
        await _of_this_revision(database)
        raise
    finally:
        await database.close()


async def _write(ledger: Export, form: str, out: IO[bytes], reading: Reading, database: Database) -> int:
    async with database.snapshot() as session:
        written = writer(form, out, ledger, reading.company.zone, lambda: reading.worded(ledger))
        count = 0
        async for batch in read(session, ledger, reading.period, reading.company):
            written.write(batch)
            count += len(batch)
        written.close()
        return count


async def _of_this_revision(database: Database) -> None:
    """A column may be missing because the store is of another version: that is the thing to say."""
    from store.migrations import upgrade

    if not await upgrade.serves(database):
        raise NoStore(await upgrade.what_to_do(database))
