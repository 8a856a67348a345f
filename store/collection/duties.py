"""The table of a collection's duties: who speaks with the customer, and who looks for the money (M4, M6). Pure."""

from datetime import date

from store.collection.state import FOLLOWED, Collection, State
from store.company import Role
from store.process.steps import Duty, Owner, Pings


def _role(collection: Collection) -> Role:
    return Role.SALES if collection.sales_id is not None else collection.desk


def _spoken_to(collection: Collection, _owner: Owner) -> Pings:
    """Never by a message of its own: the morning list says it, one line for all of them."""
    assert collection.ask_by is not None, "a case that is open has its day"
    return Pings(at=(), due_at=collection.ask_by)


def _measure_by(collection: Collection) -> date | None:
    return collection.measure.due_on if collection.measure is not None else None


def _stop_by(collection: Collection) -> date | None:
    return collection.stop.due_on if collection.stop is not None else None


DUTIES = (
    Duty[Collection](kind="dun", code="M4", role=_role, member=lambda c: c.sales_id, pings=_spoken_to,
                     actions=("pledge", "no_answer", "has_paid", "in_dispute"),
                     holds=lambda c: c.state in FOLLOWED, money=True),
    Duty[Collection](kind="look_up", code="M4", role=lambda _c: Role.FINANCE, actions=("all_entered", "not_in"),
                     holds=lambda c: c.state in FOLLOWED and c.asked_at is not None,
                     round=lambda c: c.asked_round, money=True),
    Duty[Collection](kind="measure", code="M6", role=_role, member=lambda c: c.sales_id, starts=_measure_by,
                     by=lambda c, _owner, _roster: _measure_by(c), actions=("measure_done",), holds=lambda c: c.state is State.PROBLEM and c.measure is not None,
                     round=lambda c: (c.measure.id or 0) if c.measure else 0, money=True),
    Duty[Collection](kind="stop", code="M6", role=lambda _c: Role.DIRECTOR, starts=_stop_by,
                     by=lambda c, _owner, _roster: _stop_by(c), actions=("resume_deliveries",), holds=lambda c: c.state is State.PROBLEM and c.stop is not None,
                     round=lambda c: (c.stop.id or 0) if c.stop else 0, money=True),
)  # fmt: skip
