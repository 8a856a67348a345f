"""Tasks: who has the ball, who was told of it and when. They follow from a case's state by its area's duties."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Index, and_, bindparam, false, or_, text
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.database.columns import JsonColumn
from store.people.roster import Person
from store.process.unit import Unit

_OPEN = text("closed_at IS NULL")


class Task(SQLModel, table=True):
    """`due_at` is when the director hears of it; `next_tell_at` when the tick passes it on, None when nobody is left."""

    __tablename__ = "task"
    __table_args__ = (
        Index("ix_task_case", "case_id", "closed_at"),
        Index("ix_task_open", "role", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_task_own", "member_id", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_task_turn", "next_tell_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id")
    area: str
    kind: str
    round: int
    role: str
    member_id: int | None = Field(default=None, foreign_key="member.id")
    """Whose it is where it isn't the whole department's: the order's own salesperson."""
    minutes: int | None = None
    """The duty's own limit in working minutes; None: the role's turn."""
    rota: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Outside working hours it goes to whoever is on duty."""
    opened_at: datetime
    starts_at: datetime
    due_at: datetime
    next_tell_at: datetime | None
    reminded_at: datetime | None = None
    escalated_at: datetime | None = None
    pings: list[str] | None = Field(default=None, sa_column=Column(JsonColumn))
    """ISO moments still to come at which its owner is told; None: told in turn."""
    told_at: datetime | None = None
    """When its owner was last pinged; of a task told in turn, when one of those asked said that they were at it."""
    closed_at: datetime | None = None
    done_by: int | None = Field(default=None, foreign_key="member.id")
    result: str | None = None


class Telling(SQLModel, table=True):
    """A member was told of a task; `missed` when the message could not reach them."""

    __tablename__ = "telling"

    task_id: int = Field(foreign_key="task.id", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True)
    at: datetime
    missed: bool = False


_OPEN_OF = (
    select(Task)
    .where(Task.case_id == bindparam("case"), col(Task.closed_at).is_(None))
    .order_by(col(Task.id))
)
_DUE = (
    select(Task)
    .where(col(Task.closed_at).is_(None), col(Task.next_tell_at) <= bindparam("now"))
    .order_by(col(Task.next_tell_at))
    .limit(bindparam("limit"))
)
_TASKS = select(Task).where(col(Task.id).in_(bindparam("ids", expanding=True)))
_TOLD = (
    select(Telling)
    .where(col(Telling.task_id).in_(bindparam("tasks", expanding=True)), col(Telling.missed).is_(False))
    .order_by(col(Telling.at))
)


async def open_tasks(session: AsyncSession, case_id: int) -> Sequence[Task]:
    return (await session.exec(_OPEN_OF, params={"case": case_id})).all()


async def by_ids(session: AsyncSession, ids: Collection[int]) -> Sequence[Task]:
    """Several at once; whoever gets one of them from this session later has it already."""
    return (await session.exec(_TASKS, params={"ids": list(ids)})).all() if ids else ()


async def told(unit: Unit, case_id: int) -> list[Person]:
    """Everyone who was told of any task of a case and could be reached, each once."""
    query = select(Telling.member_id).join(Task, col(Task.id) == col(Telling.task_id))
    ids = await unit.session.exec(
        query.where(Task.case_id == case_id, col(Telling.missed).is_(False)).distinct()
    )
    people = (unit.roster.person(member_id) for member_id in sorted(ids))
    return [person for person in people if person is not None]


async def told_since(unit: Unit, case_id: int, at: datetime) -> list[Person]:
    """Everyone who was told of a task that a case opened at or after this moment, and that has lapsed by now."""
    query = select(Task).where(Task.case_id == case_id, Task.opened_at >= at, Task.result == "lapsed")
    return await told_of(unit, (await unit.session.exec(query)).all())


async def told_of(unit: Unit, tasks: Sequence[Task]) -> list[Person]:
    """Everyone who was told of these tasks and could be reached, in the order in which they were told."""
    told = await told_by_task(unit, tasks)
    return [person for task in tasks for person in told[task_id(task)]]


async def told_by_task(unit: Unit, tasks: Sequence[Task]) -> dict[int, list[Person]]:
    """The same, task by task; in a unit that only reads each is asked for once."""
    known: dict[int, list[Person]] = {} if unit.writes else unit.known.setdefault(told_by_task, {})
    wanted = {task_id(task) for task in tasks}
    if missing := sorted(wanted - known.keys()):
        known |= {one: [] for one in missing}
        for telling in await unit.session.exec(_TOLD, params={"tasks": missing}):
            if person := unit.roster.person(telling.member_id):
                known[telling.task_id].append(person)
    return {one: list(known[one]) for one in wanted}


async def due_turns(session: AsyncSession, *, now: datetime, limit: int) -> Sequence[Task]:
    return (await session.exec(_DUE, params={"now": now, "limit": limit})).all()


def owed(roles: Collection[str], member_id: int | None) -> tuple[ColumnElement[bool], ...]:
    """Which tasks someone with these roles owes: open ones of their departments, and their own whatever roles they have:
    a signature may have been handed to anybody."""
    is_open = col(Task.closed_at).is_(None)  # said on both sides: each has an index of open tasks
    return (
        or_(
            and_(is_open, col(Task.role).in_(roles), col(Task.member_id).is_(None)),
            and_(is_open, col(Task.member_id) == member_id),
        ),
    )


async def owed_by(
    session: AsyncSession, roles: Collection[str], member_id: int | None, *, limit: int, offset: int = 0
) -> Sequence[Task]:
    """Oldest first."""
    query = select(Task).where(*owed(roles, member_id)).order_by(col(Task.id))
    return (await session.exec(query.limit(limit).offset(offset))).all()


def task_id(task: Task) -> int:
    assert task.id is not None, "a task is flushed before it is spoken of"
    return task.id
