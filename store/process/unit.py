"""The store as the rest sees it, and the unit of work: one transaction with the time, the people and what came."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from store.company import Company
from store.database.db import Database
from store.hours.clock import Clock
from store.hours.worktime import WorkTime
from store.people.actor import Actor
from store.people.reading import read_roster
from store.people.roster import UNTITLED, Roster, Titles
from store.process.records import ActRow, Case, case_id
from store.process.steps import Moment

if TYPE_CHECKING:
    from store.process.areas import AreaTable

T = TypeVar("T")

Areas = Mapping[str, "AreaTable[Any]"]
"""Every area by its name: the engine is handed them and imports none."""


NO_FORMS: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Attachment:
    """A photo or file that came with a request. The same file keeps its `unique_id` whoever sends it."""

    kind: str
    file_id: str
    unique_id: str
    name: str = ""


@dataclass(kw_only=True)
class Unit:
    """One transaction's work. `now` stands still inside it."""

    session: AsyncSession
    now: datetime
    company: Company
    worktime: WorkTime
    roster: Roster
    areas: Areas
    forms: Mapping[str, Any] = field(default_factory=dict)
    """The kinds of form by name, as their files define them."""
    inbox_id: int | None = None
    attachment: Attachment | None = None
    act: ActRow | None = None
    """The album that it is a picture of: the others are kept with it."""
    source: tuple[int, int] | None = None
    """The chat and message in which it was asked for."""
    writes: bool = True
    known: dict[Any, Any] = field(default_factory=dict)
    """In a unit that only reads: what was read already, by how and of what."""

    def moment(self, actor: Actor) -> Moment:
        today = self.now.astimezone(self.company.zone).date()
        return Moment(
            actor=actor,
            now=self.now,
            today=today,
            company=self.company,
            worktime=self.worktime,
            roster=self.roster,
        )

    def roster_changed(self) -> None:
        """People or rooms were changed: the next unit reads them anew."""
        self.session.info["roster_changed"] = True


def once(load: Callable[[Unit, Case], Awaitable[T]]) -> Callable[[Unit, Case], Awaitable[T]]:
    """Reads a case once in a unit that only reads: its card, its tasks and who may see them are composed together."""

    @wraps(load)
    async def read(unit: Unit, case: Case) -> T:
        if unit.writes:
            return await load(unit, case)
        key = load, case_id(case)
        if key not in unit.known:
            unit.known[key] = await load(unit, case)
        found: T = unit.known[key]
        return found

    return read


class Store:
    """The company's memory behind one door: `unit()` to change something, `reading()` to look."""

    def __init__(
        self,
        database: Database,
        company: Company,
        clock: Clock,
        areas: "Areas",
        titles: Titles = UNTITLED,
        forms: Mapping[str, Any] = NO_FORMS,
    ) -> None:
        self.database = database
        self.company = company
        self.clock = clock
        self.areas = areas
        self.titles = titles
        self.forms = forms
        self.worktime = WorkTime(company)
        self._roster: Roster | None = None
        self._rosters = 0
        self._changing = 0

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[Unit]:
        changing = False
        try:
            async with self.database.transaction() as session:
                yield await self._unit(session, writes=True)
                if changing := bool(session.info.get("roster_changed")):
                    # Whoever reads while this is committed may see the change already: they read people for themselves.
                    self._changing += 1
                    self.forget_roster()
        finally:
            if changing:
                self._changing -= 1
                self.forget_roster()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Unit]:
        async with self.database.snapshot() as session:
            yield await self._unit(session, writes=False)

    def forget_roster(self) -> None:
        """People or rooms were changed, perhaps by another process."""
        self._roster, self._rosters = None, self._rosters + 1

    async def _unit(self, session: AsyncSession, *, writes: bool) -> Unit:
        now, roster = self.clock.now(), self._roster
        if roster is None:
            reading = self._rosters
            roster = await read_roster(session, self.company, self.titles)
            if reading == self._rosters and not self._changing:
                self._roster = (
                    roster  # else a change was committed meanwhile, which this one may not have seen
                )
        return Unit(
            session=session,
            now=now,
            company=self.company,
            worktime=self.worktime,
            areas=self.areas,
            forms=self.forms,
            roster=roster.at(now),
            writes=writes,
        )
