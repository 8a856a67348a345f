"""Nothing is passed because nobody can sign it: whoever asked for it and those who give the roles are told."""

from collections.abc import Collection, Sequence
from typing import Any

from store.company import Role
from store.people.roster import Person
from store.process import private
from store.process.areas import AreaTable
from store.process.chain import Chain
from store.process.records import Case
from store.process.unit import Unit

NOBODY = "cases/nobody_signs"


def tell_of(
    unit: Unit,
    area: AreaTable[Any],
    case: Case,
    state: Any,
    stuck: Collection[tuple[str, str]],
    *,
    knows: Person | None = None,
) -> None:
    """Of these tasks, by kind and role, that nobody may do. One person may know it already."""
    for kind, role in sorted(stuck):
        facts = {
            "area": case.area,
            "number": case.number,
            **case.named,
            "kind": kind,
            "role": role,
            "own": bool(unit.roster.acting(Role(role))),
        }
        for person in _concerned(unit, area, state, kind):
            if person != knows:
                private.tell(unit, person, NOBODY, facts)


def _concerned(unit: Unit, area: AreaTable[Any], state: Any, kind: str) -> Sequence[Person]:
    """Who asked for it, and the admins; each once."""
    chains = [
        step.chain for step in area.steps.values() if isinstance(step.chain, Chain) and kind in step.answers
    ]
    asked = [_asker(chain, state) for chain in chains[:1]]
    people = (*map(unit.roster.person, asked), *private.admins(unit))
    return tuple(dict.fromkeys(person for person in people if person is not None))


def _asker(chain: Chain[Any], state: Any) -> int | None:
    asked = chain.standing(state).asked
    return asked.member_id if asked else state.creator_id
