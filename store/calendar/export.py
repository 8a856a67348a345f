"""P3: the ledger of the calendar: what came round, share by share, and what will come."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import timedelta
from typing import Any

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.calendar.area import of_now
from store.calendar.clock import ahead
from store.calendar.model import AskedRow, EntryRow, OccurrenceRow, ShareRow
from store.calendar.state import Share, State
from store.company import Company, Per
from store.database.marks import worked_at
from store.export.table import Batches, Export, Period, Row, pages
from store.fields import Field, Kind, texts
from store.hours.worktime import WorkTime
from store.people.actor import CLOCK

COMING = timedelta(days=31)
"""So far ahead, unless another day is asked for."""


async def _rows(session: AsyncSession, period: Period) -> Batches:
    query = select(OccurrenceRow, OccurrenceRow.case_id).where(*period.covers(OccurrenceRow.due_at))
    async for page in pages(session, query, OccurrenceRow.case_id):
        found = [occurrence for occurrence, _ in page]
        ids = [row.case_id for row in found]
        shares = await _by_case(session, ShareRow, ids)
        called = await of_now(session, [one for some in shares.values() for one in some])
        asked = await _by_case(session, AskedRow, ids)
        yield [
            line
            for row in found
            for line in _lines(
                row, [called[one.id] for one in shares.get(row.case_id, [])], asked.get(row.case_id, [])
            )
        ]


async def _by_case(session: AsyncSession, table: Any, ids: Collection[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    query = select(table).where(table.case_id.in_(ids), table.void_at.is_(None)).order_by(table.id)
    for row in await session.exec(query):
        found.setdefault(row.case_id, []).append(row)
    return found


def _lines(row: OccurrenceRow, shares: Sequence[Share], asked: Sequence[AskedRow]) -> list[Row]:
    """A line for each share; a meeting or notice has one for each who was asked."""
    common = {
        "entry": row.entry or "",
        "title": row.title,
        "kind": row.kind,
        "date": row.date,
        "due_at": row.due_at,
        "state": row.state,
        "customer": "",
        "done_at": None,
        "done_by": None,
        "case": ("calendar", row.number),
    }
    if not shares:
        over = {"done_at": row.ended_at, "done_by": CLOCK.name} if row.state == State.DONE else {}
        return [{**common, **over, "who": one.name, "answer": one.reply} for one in asked] or [
            {**common, **over, "who": "", "answer": ""}
        ]
    everyone = "、".join(one.name for one in asked)
    lines: list[Row] = []
    for share in shares:
        own = share.member_id is not None
        state = State.DONE if share.done_at else State.DROPPED if share.waived_at else row.state
        lines.append(
            {
                **common,
                "who": share.name if own else everyone,
                "customer": "" if own else share.name,
                "state": state,
                "done_at": share.done_at,
                "done_by": share.done_name or None,
                "answer": "",
            }
        )
    return lines


async def _to_come(session: AsyncSession, period: Period, company: Company) -> AsyncIterator[Sequence[Row]]:
    """What no row says yet: each entry's times behind the last one that was opened."""
    now = await worked_at(session)
    since, until = max(now, period.since or now), period.until or now + COMING
    if since >= until:
        return
    progress = {row.key: (row.last_date, row.last_slot) for row in await session.exec(select(EntryRow))}
    who = {
        entry.key: "、".join(dict.fromkeys(one.name for role in entry.roles for one in company.acting(role)))
        for entry in company.entries.values()
    }
    lines: list[Row] = []
    for occasion in ahead(company, WorkTime(company), company.entries, since, until):
        last_date, last_slot = progress.get(occasion.entry.key, (None, 0))
        if last_date is not None and (occasion.date, occasion.slot) <= (last_date, last_slot):
            continue
        entry = occasion.entry
        people = who[entry.key].split("、") if entry.per is Per.PERSON else [who[entry.key]]
        lines += [
            {
                "entry": entry.key,
                "title": entry.title.zh,
                "kind": entry.kind.value,
                "date": occasion.date,
                "due_at": occasion.due_at,
                "who": person,
                "customer": "",
                "state": State.AHEAD.value,
                "done_at": None,
                "done_by": None,
                "answer": "",
                "case": None,
            }
            for person in people
        ]
    yield lines


EXPORT = Export(
    "calendar",
    (
        *texts("entry kind"),
        Field("date", Kind.DAY),
        Field("due_at", Kind.TIME),
        *texts("who state"),
        Field("done_at", Kind.TIME),
        *texts("done_by title customer answer"),
        Field("case", Kind.CASE),
    ),
    _rows,
    _to_come,
    desk=True,
)
