"""What a person's own calendar file says: the coming year of the entries, as called, moved and called off since."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import col, select

from store.calendar.clock import ahead
from store.calendar.dates import Occasion
from store.calendar.model import AskedRow, OccurrenceRow
from store.calendar.state import LIVING, Kind
from store.people.roster import Person
from store.process.unit import Unit

BEHIND, AHEAD = timedelta(days=1), timedelta(days=365)
_MEETINGS = (Kind.MEETING.value, Kind.NOTICE.value)


@dataclass(frozen=True, kw_only=True)
class Noted:
    """One event. `uid` stays the same from file to file, whatever day a row of days off, or somebody, moves it to."""

    uid: str
    title: str
    title_en: str
    kind: str
    starts_at: datetime
    due_at: datetime
    ends_at: datetime
    pings: tuple[datetime, ...]

    @property
    def met(self) -> bool:
        """It takes the time from its start to its end; anything else is due at one moment."""
        return self.kind in _MEETINGS


def noted(occasion: Occasion) -> Noted:
    entry = occasion.entry
    return Noted(
        uid=f"{entry.key}-{occasion.named:%Y%m%d}-{occasion.slot}@gendan",
        title=entry.title.zh,
        title_en=entry.title.en,
        kind=entry.kind.value,
        starts_at=occasion.starts_at,
        due_at=occasion.due_at,
        ends_at=occasion.ends_at,
        pings=() if entry.silent else occasion.pings,
    )


async def of_coming_year(unit: Unit, reader: Person, keys: Sequence[str]) -> list[Noted]:
    """The reader's entries, and the meetings that they were called to."""
    since = unit.now - BEHIND
    rows = await unit.session.exec(
        select(OccurrenceRow).where(
            col(OccurrenceRow.due_at) >= since,
            (col(OccurrenceRow.entry).in_(keys))
            | col(OccurrenceRow.case_id).in_(
                select(AskedRow.case_id).where(
                    AskedRow.member_id == reader.id, col(AskedRow.void_at).is_(None)
                )
            ),
            col(OccurrenceRow.kind).in_(_MEETINGS),
        )
    )
    opened = {(row.entry or row.number, row.date, row.slot): row for row in rows}
    found = list(_entries(unit, keys, since, opened))
    called = (_of_row(row, f"K{row.number}@gendan") for row in opened.values() if row.entry is None)
    found += [one for one in called if one is not None]
    return sorted(found, key=lambda one: (one.due_at, one.uid))


def _entries(
    unit: Unit,
    keys: Sequence[str],
    since: datetime,
    opened: Mapping[tuple[str | int, date, int], OccurrenceRow],
) -> Iterator[Noted]:
    for occasion in ahead(unit.company, unit.worktime, keys, since, unit.now + AHEAD):
        planned = noted(occasion)
        row = opened.get((occasion.entry.key, occasion.date, occasion.slot))
        now_is = _of_row(row, planned.uid) if row is not None else planned
        if now_is is not None:
            yield now_is


def _of_row(row: OccurrenceRow, uid: str) -> Noted | None:
    """As it stands now; None where it was called off or is over."""
    if row.state not in LIVING:
        return None
    return Noted(
        uid=uid,
        title=row.title,
        title_en=row.title_en,
        kind=row.kind,
        starts_at=row.starts_at,
        due_at=row.due_at,
        ends_at=row.ends_at,
        pings=() if row.silent else tuple(datetime.fromisoformat(ping) for ping in row.pings),
    )
