"""What holds of every area's tables, whatever areas there are."""

from typing import Any

import pytest

from store.company import Role
from store.process.areas import AreaTable
from store.process.chain import Chain
from store.process.steps import BY, Audience, Step, Tell
from store.registry import AREAS
from store.requests import Reject, Sign

STEPS = [(table, step) for table in AREAS.values() for step in table.steps.values()]
DUTIES = [(table, duty) for table in AREAS.values() for duty in table.duties]
CHAINS = {step.chain.name: (table, step.chain) for table, step in STEPS if isinstance(step.chain, Chain)}


def test_an_audience_that_is_nobody_is_refused_where_it_is_written() -> None:
    with pytest.raises(ValueError, match="salesman"):
        Tell[Any](notice="x", to=("salesman",))


@pytest.mark.parametrize(("table", "step"), STEPS, ids=lambda one: getattr(one, "name", None))
def test_a_step_is_somebodys_or_entailed_and_answers_tasks_that_there_are(
    table: AreaTable[Any], step: Step[Any]
) -> None:
    assert step.answers <= {duty.kind for duty in table.duties}
    assert step.states
    for tell in step.tells:
        assert tell.to
        own = {f"{BY}{name}" for name in table.steps}
        assert set(tell.to) <= {*Role, *Audience, *own}


@pytest.mark.parametrize(
    ("table", "duty"), DUTIES, ids=lambda one: getattr(one, "kind", getattr(one, "name", None))
)
def test_somebody_may_answer_every_task(table: AreaTable[Any], duty: Any) -> None:
    answering = [step for step in table.steps.values() if duty.kind in step.answers]
    assert answering or not duty.actions


@pytest.mark.parametrize("table", AREAS.values(), ids=lambda table: table.name)
def test_every_area_has_states_in_which_a_case_is_over(table: AreaTable[Any]) -> None:
    """No task is answered in them, but what is still owed for a case that is over."""
    states = {state for step in table.steps.values() for state in step.states}
    assert states - table.ended


@pytest.mark.parametrize(("table", "chain"), CHAINS.values(), ids=lambda one: one.name)
def test_a_chain_can_be_signed_and_refused_by_the_one_request_for_it(
    table: AreaTable[Any], chain: Chain[Any]
) -> None:
    steps = [step for step in table.steps.values() if step.chain is chain]
    kinds = {duty.kind for duty in table.duties}
    assert set(chain.kinds) <= kinds
    assert set(chain.kinds) == {kind for step in steps if step.signs for kind in step.answers}
    assert any(step.asks is Sign for step in steps)
    assert [step.asks for step in steps if not step.signs] == [Reject]
