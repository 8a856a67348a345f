"""P3: what cases of every area leave behind, as ledgers: their events, their tasks, the messages about them."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.export.table import Batches, Export, Period, pages
from store.fields import Field, Kind, texts
from store.mail.outbox import Lane, Outbox
from store.people.actor import CLOCK
from store.people.model import Room
from store.people.reading import every_name
from store.process.records import Case, Event
from store.process.tasks import Task, Telling
from store.requests import Area


async def waiting(session: AsyncSession, ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """Who has the ball, since the task was opened."""
    query = select(Task).where(col(Task.case_id).in_(ids), col(Task.closed_at).is_(None))
    found: dict[int, list[dict[str, Any]]] = {}
    for task in await session.exec(query.order_by(col(Task.id))):
        found.setdefault(task.case_id, []).append(
            {"role": task.role, "kind": task.kind, "since": task.opened_at, "due_at": task.due_at}
        )
    return found


async def _events(session: AsyncSession, period: Period) -> Batches:
    query = (
        select(Event, Case.area, Case.number)
        .join(Case, col(Case.id) == col(Event.case_id))
        .where(*period.covers(Event.at))
    )
    async for page in pages(session, query, Event.id):
        yield [
            {
                "case": (Area(area), number),
                "action": event.action,
                "step": event.step,
                "actor": event.actor or CLOCK.name,
                "at": event.at,
                "facts": event.facts,
            }
            for event, area, number in page
        ]


async def _tasks(session: AsyncSession, period: Period) -> Batches:
    names = await every_name(session)
    query = (
        select(Task, Case.number)
        .join(Case, col(Case.id) == col(Task.case_id))
        .where(*period.covers(Task.opened_at))
    )
    async for page in pages(session, query, Task.id):
        told = await _told(session, [task.id for task, _ in page], names)
        yield [
            {
                "case": (Area(task.area), number),
                "kind": task.kind,
                "role": task.role,
                "opened_at": task.opened_at,
                "due_at": task.due_at,
                "told": told.get(task.id, []),
                "done_at": task.closed_at,
                "done_by": names.get(task.done_by),
                "result": task.result,
                "member": names.get(task.member_id),
                "starts_at": task.starts_at,
                "escalated_at": task.escalated_at,
            }
            for task, number in page
        ]


async def _told(
    session: AsyncSession, ids: Collection[int], names: Mapping[int | None, str]
) -> dict[int, list[dict[str, Any]]]:
    """Who heard of each task, first to last; whom the message could not reach was not told."""
    query = select(Telling).where(col(Telling.task_id).in_(ids), col(Telling.missed).is_(False))
    found: dict[int, list[dict[str, Any]]] = {}
    for telling in await session.exec(query.order_by(col(Telling.at), col(Telling.member_id))):
        member = names.get(telling.member_id)
        found.setdefault(telling.task_id, []).append({"member": member, "at": telling.at})
    return found


async def _outbox(session: AsyncSession, period: Period) -> Batches:
    names = await every_name(session)
    rooms = dict((await session.exec(select(Room.chat_id, Room.purpose))).all())
    query = (
        select(Outbox, Case.area, Case.number)
        .join(Case, col(Case.id) == col(Outbox.case_id), isouter=True)
        .where(*period.covers(Outbox.created_at))
    )
    async for page in pages(session, query, Outbox.id):
        yield [
            {
                "id": row.id,
                "kind": row.kind,
                "lane": Lane(row.lane).name.lower(),
                "to": names.get(row.member_id) or rooms.get(row.chat_id) or str(row.chat_id),
                "chat_id": row.chat_id,
                "case": (Area(area), number) if area else None,
                "state": row.state,
                "delivered": row.state == "open" and row.shown >= row.wanted,
                "calls": row.calls,
                "attempts": row.attempts,
                "error": row.error,
                "created_at": row.created_at,
                "changed_at": row.changed_at,
                "settled_at": row.settled_at,
            }
            for row, area, number in page
        ]


WAITING = Field(
    "waiting_for",
    Kind.ROWS,
    (Field("role", Kind.ROLE), Field("kind"), Field("since", Kind.TIME), Field("due_at", Kind.TIME)),
)

EVENTS = Export(
    "events",
    (
        Field("case", Kind.CASE),
        *texts("action actor"),
        Field("at", Kind.TIME),
        Field("facts", Kind.FACTS),
    ),
    _events,
)

TASKS = Export(
    "tasks",
    (
        Field("case", Kind.CASE),
        Field("kind"),
        Field("role", Kind.ROLE),
        Field("opened_at", Kind.TIME),
        Field("due_at", Kind.TIME),
        Field("told", Kind.ROWS, (Field("member"), Field("at", Kind.TIME))),
        Field("done_at", Kind.TIME),
        *texts("done_by result member"),
        Field("starts_at", Kind.TIME),
        Field("escalated_at", Kind.TIME),
    ),
    _tasks,
)

OUTBOX = Export(
    "outbox",
    (
        Field("id", Kind.WHOLE),
        *texts("kind lane to"),
        Field("chat_id", Kind.WHOLE),
        Field("case", Kind.CASE),
        Field("state"),
        Field("delivered", Kind.YES),
        Field("calls", Kind.WHOLE),
        Field("attempts", Kind.WHOLE),
        Field("error"),
        Field("created_at", Kind.TIME),
        Field("changed_at", Kind.TIME),
        Field("settled_at", Kind.TIME),
    ),
    _outbox,
)
