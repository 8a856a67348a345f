"""K3, K4: what an entry of the calendar asks for and something else does. Each area says what fulfils which of its entries;
which shares are open, and how they are ticked, is the same for reports, forms, meetings and statements and stands here."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlmodel import col, select

from store.calendar.area import CALENDAR
from store.calendar.model import OccurrenceRow, ShareRow
from store.calendar.requests import FinishShare, TickShare
from store.calendar.state import LIVING
from store.people.actor import CLOCK, Actor
from store.process.cases import take
from store.process.unit import Unit
from store.requests import Refused

Ticked = tuple[int, str]
"""An occurrence by its number, and whose share of it."""
Days = tuple[date, date]
"""The first one, and the first one after it."""


def _asking(entries: Collection[str], days: Days | None) -> list[Any]:
    """The occurrences of these entries that aren't over, of all days or of some."""
    found: list[Any] = [col(OccurrenceRow.entry).in_(entries), col(OccurrenceRow.state).in_(LIVING)]
    return found if days is None else [*found, OccurrenceRow.date >= days[0], OccurrenceRow.date < days[1]]


async def open_shares(
    unit: Unit, entries: Collection[str], days: Days | None = None, names: Collection[str] | None = None
) -> Sequence[tuple[OccurrenceRow, ShareRow]]:
    """Of everybody, or of these people or customers by name: an entry may ask once for each of thousands."""
    whose: list[Any] = [] if names is None else [col(ShareRow.name).in_(names)]
    query = (
        select(OccurrenceRow, ShareRow)
        .join(ShareRow, col(ShareRow.case_id) == col(OccurrenceRow.case_id))
        .where(
            *_asking(entries, days),
            *whose,
            col(ShareRow.done_at).is_(None),
            col(ShareRow.waived_at).is_(None),
            col(ShareRow.void_at).is_(None),
        )
        .order_by(col(OccurrenceRow.number))
    )
    return (await unit.session.exec(query)).all()


async def tick(unit: Unit, ticked: Iterable[Ticked]) -> None:
    for number, name in ticked:
        await take(unit, CALENDAR, CLOCK, TickShare(number=number, of=name))


async def finish(unit: Unit, actor: Actor, ticked: Iterable[Ticked]) -> None:
    """By whoever did what is asked for, also where it is another's to do."""
    for number, name in ticked:
        if isinstance(await take(unit, CALENDAR, actor, FinishShare(number=number, of=name)), Refused):
            await take(unit, CALENDAR, CLOCK, TickShare(number=number, of=name))
