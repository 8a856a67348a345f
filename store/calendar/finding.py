"""Which occurrence a person means who says it is done: by number, by the entry's key or title, also ahead of time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches

from sqlmodel import col, select

from store.calendar.area import CALENDAR
from store.calendar.clock import open_occasion
from store.calendar.dates import next_occasion
from store.calendar.model import OccurrenceRow
from store.calendar.state import LIVING, Occurrence
from store.company import CalendarEntry, Company
from store.people.actor import Actor
from store.process.records import Case
from store.process.unit import Unit
from store.requests import Refused

EARLY = timedelta(days=7)
"""So long before it is due, what has not opened yet may be handed in."""
_NUMBER = re.compile(r"k\s*([0-9]{1,9})(.*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Meant:
    """The occurrence, and what was said behind its name: whose share."""

    number: int
    of: str


def entry_named(company: Company, said: str) -> tuple[CalendarEntry, str] | None:
    """The entry whose key or title the text begins with, the longest first, and the rest; or whose title holds it."""
    text = said.strip()
    names = [
        (name, entry)
        for entry in company.entries.values()
        for name in (entry.key, entry.title.zh, entry.title.en)
    ]
    for name, entry in sorted(names, key=lambda pair: len(pair[0]), reverse=True):
        if text.casefold().startswith(name.casefold()):
            rest = text[len(name) :]
            if not rest or not (name[-1].isascii() and rest[0].isascii() and rest[0].isalnum()):
                return entry, rest.strip(" ,，:：")
    holding = {
        entry.key: entry for name, entry in names if len(text) > 1 and text.casefold() in name.casefold()
    }
    return (next(iter(holding.values())), "") if len(holding) == 1 else None


async def meant(unit: Unit, actor: Actor, said: str) -> Meant | Refused:
    """The occurrence that the speaker may finish now; one not open yet is opened if it is due soon."""
    if numbered := _NUMBER.fullmatch(said.strip()):
        return Meant(int(numbered[1]), numbered[2].strip(" ,，:："))
    named = entry_named(unit.company, said)
    if named is None:
        return await _titled(unit, actor, said) or _unknown(unit, said)
    entry, of = named
    rows = await _living(unit, OccurrenceRow.entry == entry.key)
    owed = [one for one in rows if one.shares_of(actor.ids)]
    if owed or rows:
        return Meant((owed or rows)[0].number, of)
    return await _early(unit, entry, of)


async def _early(unit: Unit, entry: CalendarEntry, of: str) -> Meant | Refused:
    today = unit.now.astimezone(unit.company.zone).date()
    query = select(OccurrenceRow).where(OccurrenceRow.entry == entry.key)
    last = (await unit.session.exec(query.order_by(col(OccurrenceRow.date).desc()).limit(1))).first()
    if last is not None and last.due_at >= unit.now:
        return Meant(last.number, of)  # done already: the step says by whom and when
    occasion = next_occasion(entry, unit.worktime, today - timedelta(days=1))
    while occasion is not None and (occasion.due_at <= unit.now or (last and occasion.date <= last.date)):
        occasion = next_occasion(entry, unit.worktime, occasion.date)
    facts = {"title": entry.title.zh, "title_en": entry.title.en}
    if occasion is None or occasion.due_at - unit.now > EARLY:
        return Refused(reason="not_open", facts={**facts, "day": occasion.date if occasion else None})
    opened = await open_occasion(unit, occasion)
    return (
        Meant(opened.number, of)
        if opened
        else Refused(reason="not_open", facts={**facts, "day": occasion.date})
    )


async def _titled(unit: Unit, actor: Actor, said: str) -> Meant | None:
    """An action point, or what else has no entry, by its words."""
    rows = await _living(unit, col(OccurrenceRow.entry).is_(None))
    own = [one for one in rows if one.shares_of(actor.ids) and said.casefold() in one.title.casefold()]
    return Meant(own[0].number, "") if len(own) == 1 else None


async def _living(unit: Unit, where: object) -> list[Occurrence]:
    query = select(Case).join(OccurrenceRow, col(OccurrenceRow.case_id) == col(Case.id))
    cases = await unit.session.exec(
        query.where(where, col(OccurrenceRow.state).in_(LIVING)).order_by(col(OccurrenceRow.due_at)).limit(20)  # type: ignore[arg-type]
    )
    return [await CALENDAR.load(unit, case) for case in cases.all()]


def _unknown(unit: Unit, said: str) -> Refused:
    names: Sequence[str] = [
        name
        for entry in unit.company.entries.values()
        for name in (entry.title.zh, entry.key, entry.title.en)
    ]
    return Refused(
        reason="no_entry", facts={"said": said[:64], "near": get_close_matches(said, names, 3, 0.4)}
    )
