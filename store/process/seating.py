"""Open seats of chains move with the people, as all tasks do: to whoever has them now."""

from sqlalchemy import tuple_
from sqlmodel import col, select

from store.people.actor import CLOCK
from store.people.roster import Person, Roster
from store.process import unsigned
from store.process.cases import follow
from store.process.records import Case, case_id, changed
from store.process.tasks import Task
from store.process.unit import Unit


async def reseat(unit: Unit, before: Roster, *, knows: Person | None = None) -> None:
    """The people are others than `before`. What nobody can sign any more is told to whoever asked for it, and to the
    admins but the one who knows."""
    chains = [
        (name, step.chain) for name, area in unit.areas.items() for step in area.steps.values() if step.chain
    ]
    kinds = sorted({(name, kind) for name, chain in chains for kind in chain.kinds})
    asked = select(Task.case_id).where(
        col(Task.closed_at).is_(None), tuple_(col(Task.area), col(Task.kind)).in_(kinds)
    )
    for case in (
        await unit.session.exec(select(Case).where(col(Case.id).in_(asked)).order_by(col(Case.id)))
    ).all():
        area = unit.areas[case.area]
        state = await area.load(unit, case)
        were, are = area.stuck(state, before), area.stuck(state, unit.roster)
        opened = await follow(unit, area, case, state, CLOCK, answers=frozenset(), result="lapsed")
        new = are - were - {(task.kind, task.role) for task in opened}
        unsigned.tell_of(unit, area, case, state, new, knows=knows)
        if opened or are != were:
            await changed(unit.session, case_id(case))
