"""What a quiet week and a Monday morning cost people: new messages by person and day, and in the busiest hour.

The example company's own calendar, nobody answering anything. Edits don't ping and aren't counted.
"""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from bot.letters.letters import Letters
from bot.running.ticker import Ticker
from bot.settings import SHIPPED_TEMPLATES
from bot.wording.render import Renderer
from bot.wording.vocabulary import load_vocabulary
from store.calendar import upcoming
from store.company import Role
from store.company.file import load_company
from store.database.db import Database
from store.hours.clock import FrozenClock
from store.mail import outbox
from store.mail.outbox import Outbox
from store.members import people
from store.migrations import upgrade
from store.orders import requests as ask
from store.orders.area import ORDERS as ORDERS_TABLE
from store.orders.requests import Pay
from store.process.cases import Taken, take
from store.process.unit import Store
from store.registry import AREAS
from tests.bench.tables import Table
from tests.office import no_albums

SUNDAY, THURSDAY = "2026-11-29T20:00", "2026-12-03T20:00"
PLACED = "2026-12-04T16:00"
"""What is not answered by then comes before the director on Monday at half past eight."""
MONDAY = ("2026-12-07T08:00", "2026-12-07T09:00")
NEXT_MONDAY = "2026-12-07T00:00"
ORDERS = 6
MOST, MOST_ROOM, MOST_HOUR = 13, 10, 4
"""What is wanted: for one person in the week and in the hour, that their duty begins among both, and for the room in the week."""
ROOM = "the room"


@dataclass(frozen=True)
class Heard:
    """One new message. `pressed` is whether it brought something to press."""

    who: str
    at: datetime
    text: str
    pressed: bool


async def measure(folder: Path) -> Table:
    quiet = await played(folder / "quiet.db", NEXT_MONDAY)
    return _table(quiet, await monday(folder / "orders.db"))


async def played(path: Path, until: str) -> list[Heard]:
    """The company's days from Sunday evening on, with nothing going on."""
    async with _company(path) as town:
        return await town.until(until)


async def monday(path: Path) -> list[Heard]:
    """The hour in which six orders that nobody has answered since Friday are overdue."""
    async with _company(path, THURSDAY) as town:
        await town.until(PLACED)
        await town.place(ORDERS)
        begins, ends = map(town.at, MONDAY)
        return [one for one in await town.until(MONDAY[1]) if begins <= one.at < ends]


def most(heard: Sequence[Heard]) -> tuple[int, int]:
    """Of the person who hears most, and of the room."""
    people = Counter(one.who for one in heard)
    room = people.pop(ROOM, 0)
    return max(people.values(), default=0), room


class Town:
    """A company in one process, its clock pushed: what is due is composed, and taken for delivered."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ticker = Ticker(store, settle=no_albums)
        folders = (SHIPPED_TEMPLATES,)
        self._letters = Letters(Renderer(folders, load_vocabulary(folders), store.company), "bot")
        self._names = {member.id: member.name for member in store.company.members}

    def at(self, moment: str) -> datetime:
        return datetime.fromisoformat(moment).replace(tzinfo=self._store.company.zone)

    async def until(self, moment: str) -> list[Heard]:
        """From one moment at which the clock has something to say to the next; what was heard on the way."""
        aim, clock = self.at(moment), self._store.clock
        await self._ticker.tick()
        heard = await self._deliver()
        while clock.now() < aim:
            async with self._store.reading() as unit:
                ahead = await upcoming.next_moment(unit)
            clock.advance(min(ahead or aim, aim) - clock.now())
            await self._ticker.tick()
            heard += await self._deliver()
        return heard

    async def place(self, count: int) -> None:
        line = ask.LineAsked(product="环氧富锌底漆", qty=Decimal(30), unit="桶", price=Decimal(280))
        order = ask.PlaceOrder(customer="宏达钢构", lines=(line,), pay=Pay.PREPAID, phone="13900001111")
        for _ in range(count):
            async with self._store.unit() as unit:
                service = unit.roster.in_turn(Role.SERVICE, unit.now)[0]
                taken = await take(unit, ORDERS_TABLE, unit.roster.actor(service), order)
                assert isinstance(taken, Taken), taken

    async def _deliver(self) -> list[Heard]:
        heard = list[Heard]()
        while True:
            async with self._store.unit() as unit:
                due = await outbox.due(unit.session, now=unit.now, busy_rows=(), busy_chats=(), limit=500)
                if not due:
                    return heard
                for one in due:
                    row = await unit.session.get_one(Outbox, one.id)
                    letter = await self._letters.compose(unit, row)
                    if letter is None:
                        row.state = "dropped"
                        continue
                    if letter.text and row.shown == 0:
                        who = self._names.get(row.chat_id, ROOM)
                        at = unit.now.astimezone(self._store.company.zone)
                        heard.append(Heard(who, at, letter.text, bool(letter.buttons)))
                    row.shown, row.message_id = row.wanted, row.message_id or one.id


@asynccontextmanager
async def _company(path: Path, since: str = SUNDAY) -> AsyncIterator[Town]:
    company = load_company(SHIPPED_TEMPLATES / "company.toml")
    at = datetime.fromisoformat(since).replace(tzinfo=company.zone)
    database = Database(f"sqlite+aiosqlite:///{path}")
    await upgrade.upgrade(database)
    store = Store(database, company, FrozenClock(at), AREAS)
    async with store.unit() as unit:
        await people.read_company(unit.session, company, admin_ids=(), now=unit.now)
    store.forget_roster()
    town = Town(store)
    try:
        yield town
    finally:
        await database.close()


def _table(quiet: Sequence[Heard], busy: Sequence[Heard]) -> Table:
    days = [datetime.fromisoformat(SUNDAY).date() + timedelta(days=ahead) for ahead in range(1, 8)]
    counts = Counter((one.who, one.at.date()) for one in quiet)
    hour = Counter(one.who for one in busy)
    silent = Counter(one.who for one in [*quiet, *busy] if not one.pressed)
    totals = Counter(one.who for one in quiet)
    rows = [
        [
            who,
            *(str(counts[who, day] or "") for day in days),
            str(totals[who]),
            str(hour[who] or ""),
            str(silent[who] or ""),
        ]
        for who in sorted({*totals, *hour}, key=lambda one: (-totals[one], one))
    ]
    return Table(
        title="A week with nothing going on, and a Monday with six open orders",
        head=[
            "new messages",
            *(f"{day:%m-%d}" for day in days),
            "week",
            "12-07 08:00–09:00",
            "nothing to press",
        ],
        rows=rows,
        note=f"The example company's calendar, nobody answering. Wanted: {MOST} at most for a person in the week, "
        f"{MOST_ROOM} in the room, {MOST_HOUR} for a person in that hour, each with something to press.",
    )
