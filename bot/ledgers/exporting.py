"""A ledger out of the store into a file, while the bot may be writing to it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO

from sqlalchemy.exc import DBAPIError

from bot.ledgers.writers import writer
from store.company import Company
from store.db import Database
from store.ledger import Ledger, Period, read
from store.ledgers import LEDGERS
from store.reader import NoStore, reader
from store.requests import FIRST_DAY, LAST_DAY


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Where from, in whose time, and from which day to which; both are included, None is open.

    The days narrow by the moment when a row came to be.
    """

    url: str
    company: Company
    first: date | None = None
    last: date | None = None

    @property
    def period(self) -> Period:
        first = self.first if self.first and self.first >= FIRST_DAY else None
        after = self.last + timedelta(days=1) if self.last and self.last <= LAST_DAY else None
        return Period(since=self._midnight(first), until=self._midnight(after))

    def _midnight(self, day: date | None) -> datetime | None:
        return self.company.aware(datetime.combine(day, time.min)) if day else None


def export(name: str, form: str, out: IO[bytes], reading: Reading) -> int:
    """Write a ledger and return the number of its rows. Raises NoStore before anything is written."""
    return asyncio.run(_export(LEDGERS[name], form, out, reading))


def export_to_file(name: str, form: str, path: Path, reading: Reading) -> int:
    """As `export`, into a file that is there whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        with _blaming(path):
            out = part.open("wb")
        with out:
            count = export(name, form, out, reading)
        with _blaming(path):
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count


@contextmanager
def _blaming(path: Path) -> Iterator[None]:
    """An error names the file that was asked for."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None


async def _export(ledger: Ledger, form: str, out: IO[bytes], reading: Reading) -> int:
    database = reader(reading.url)
    try:
        return await _write(ledger, form, out, reading, database)
    except DBAPIError:
        await _of_this_revision(database)
        raise
    finally:
        await database.close()


async def _write(ledger: Ledger, form: str, out: IO[bytes], reading: Reading, database: Database) -> int:
    async with database.snapshot() as session:
        written = writer(form, out, ledger, reading.company.zone)
        count = 0
        async for batch in read(session, ledger, reading.period, reading.company):
            written.write(batch)
            count += len(batch)
        written.close()
        return count


async def _of_this_revision(database: Database) -> None:
    """A column may be missing because the store is of another version: that is the thing to say."""
    from store import migrate

    current, newest = await migrate.current(database), migrate.HEAD
    if current != newest:
        at = f"at revision {current}" if current else "without any revision"
        raise NoStore(f"the store is {at}, this version reads {newest}: gendan db upgrade")
