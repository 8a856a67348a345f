"""Lists that every area has, page by page: what somebody owes, cases by their words, what is overdue."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, tuple_
from sqlmodel import col, func, or_, select

from store.company import Role
from store.people.actor import Actor
from store.people.roster import Person
from store.process import tasks
from store.process.areas import AreaTable
from store.process.records import (
    Case,
)
from store.process.unit import Unit

PAGE = 8
MOST = 12
"""So many overdue tasks are named in one message."""
LOOKED_AT = 200
"""So many cases of an area are looked through for a list."""


async def tasks_view(unit: Unit, actor: Actor, page: int) -> dict[str, Any]:
    """O10: what the actor's roles owe, oldest first, with the case each is about."""
    roles, count = sorted(actor.roles), await count_owed(unit, actor)
    pages = max(1, -(-count // PAGE))
    page = min(page, pages)
    owed = await tasks.owed_by(unit.session, roles, actor.member_id, limit=PAGE, offset=(page - 1) * PAGE)
    return {"tasks": numbered(await described(unit, owed)), "count": count, "page": page, "pages": pages}


async def count_owed(unit: Unit, actor: Actor, area: str = "") -> int:
    """How many open tasks the actor's roles have, of one area or of all."""
    query = (
        select(func.count()).select_from(tasks.Task).where(*tasks.owed(sorted(actor.roles), actor.member_id))
    )
    return (await unit.session.exec(query.where(tasks.Task.area == area) if area else query)).one()


def called_so(word: str) -> ColumnElement[bool]:
    """Whether a case is named so, in either language."""
    return or_(*(col(one).icontains(word, autoescape=True) for one in (Case.title, Case.title_en)))


async def cases_view(
    unit: Unit, actor: Actor, tables: Sequence[AreaTable[Any]], words: Sequence[str], page: int
) -> dict[str, Any]:
    """Cases of these areas that the actor may see, the newest first: those that are not over, or all that have the words.

    Who doesn't see all of them is shown those among the newest LOOKED_AT.
    """
    named = {table.name: table for table in tables}
    query = select(Case).where(col(Case.area).in_(named)).order_by(col(Case.id).desc())
    if not words:
        ended = [(table.name, state) for table in tables for state in sorted(table.ended)]
        query = query.where(tuple_(col(Case.area), col(Case.state)).not_in(ended))
    for word in words:
        number = next(
            (word[len(one.letter) :] for one in tables if word.upper().startswith(one.letter)), word
        )
        called = called_so(word)
        digits = number.isascii() and number.isdigit() and len(number) < 10
        query = query.where(or_(called, col(Case.number) == int(number)) if digits else called)
    found = (await unit.session.exec(query.limit(LOOKED_AT))).all()
    seen = [case for case in found if await named[case.area].shows(unit, case, actor)]
    pages = max(1, -(-len(seen) // PAGE))
    page = min(page, pages)
    items = [
        {
            "area": case.area,
            "number": case.number,
            **case.named,
            "state": case.state,
            "noun": named[case.area].noun,
        }
        for case in seen[(page - 1) * PAGE : page * PAGE]
    ]
    return {"items": numbered(items), "count": len(seen), "page": page, "pages": pages}


async def overdue_view(unit: Unit, task_ids: Sequence[int], reader: Person | None) -> dict[str, Any] | None:
    """What those who answer for the departments and the cases are told of together; None once all of it is done."""
    late = [one for one in await tasks.by_ids(unit.session, task_ids) if one.closed_at is None]
    found = sorted(late, key=tasks.task_id)
    listed = await described(unit, found[:MOST])
    told = await tasks.told_by_task(unit, found[:MOST])
    directors = unit.roster.in_turn(Role.DIRECTOR, unit.now)
    for task, one in zip(found, listed, strict=False):
        people = [person for person in told[tasks.task_id(task)] if person != reader]
        one["overdue"] = task.due_at <= unit.now
        one["told"] = [person.name for person in people if person not in directors]
        one["reported"] = [person.name for person in people if person in directors]
    return {"tasks": numbered(listed), "count": len(found)} if listed else None


async def reminded_view(unit: Unit, task_ids: Sequence[int]) -> dict[str, Any] | None:
    """What somebody has and hasn't done, with when the director hears of it; None once all of it is done."""
    late = [one for one in await tasks.by_ids(unit.session, task_ids) if one.closed_at is None]
    listed = await described(unit, sorted(late, key=tasks.task_id)[:MOST])
    return {"tasks": numbered(listed), "count": len(late)} if listed else None


async def page_of(
    unit: Unit, table: AreaTable[Any], actor: Actor, query: Any, page: int
) -> tuple[Sequence[Any], dict[str, Any]]:
    """A page of an area's list, of a question for rows with their cases, in its order: the rows that this person may see with
    their places, and how many there are."""
    if not table.sees_all(actor):
        query = query.where(table.seen_by(actor))
    count = (await unit.session.exec(select(func.count()).select_from(query.order_by(None).subquery()))).one()
    pages = max(1, -(-count // PAGE))
    page = min(page, pages)
    first = (page - 1) * PAGE
    found = (await unit.session.exec(query.limit(PAGE).offset(first))).all()
    return list(enumerate(found, start=first + 1)), {"count": count, "page": page, "pages": pages}


def numbered(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """At which place each stands in its list: its button has that number."""
    for at, one in enumerate(items, start=1):
        one["at"] = at
    return items


async def described(unit: Unit, owed: Sequence[tasks.Task]) -> list[dict[str, Any]]:
    """Tasks as lists name them: which case, what kind, since when."""
    query = select(Case).where(col(Case.id).in_({task.case_id for task in owed}))
    cases = {case.id: case for case in await unit.session.exec(query)} if owed else {}
    return [
        {
            "area": task.area,
            "number": cases[task.case_id].number,
            **cases[task.case_id].named,
            "kind": task.kind,
            "role": task.role,
            "since": task.starts_at,
            "due_at": task.due_at,
            "late": task.due_at <= unit.now,
            "ahead": task.starts_at > unit.now,
        }
        for task in owed
    ]
