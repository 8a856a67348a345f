"""One process that ticks the calendar of a store over and over: `python -m tests.integration.ticking URL COMPANY MOMENT`.

It waits for a line on standard input, so that several of them begin together.
"""

import asyncio
import sys
from datetime import datetime
from pathlib import Path

from store.calendar import clock
from store.company.file import load_company
from store.database.db import Database
from store.hours.clock import FrozenClock
from store.migrations.tables import METADATA
from store.process.unit import Store
from store.registry import AREAS

TICKS = 5


async def main(url: str, company: str, moment: str) -> None:
    assert METADATA.tables, "every table is known before rows name others"
    database = Database(url)
    store = Store(database, load_company(Path(company)), FrozenClock(datetime.fromisoformat(moment)), AREAS)
    async with store.reading():
        print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    for _ in range(TICKS):
        async with store.unit() as unit:
            await clock.tick(unit)
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
