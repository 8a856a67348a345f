"""The table of a return's duties: who has the ball while its state is what it is (R1). Pure."""

from store.company import Role
from store.returns.state import Return, State
from store.steps import Duty


def _dealers(state: Return) -> Role:
    """The responsible salesperson acts for the dealer; where there is none, service does."""
    return Role.SALES if state.sales_id is not None else Role.SERVICE


DUTIES = (
    Duty[Return](kind="return_check", code="R1", role=lambda _r: Role.SERVICE,
                 actions=("checked", "checked_other", "reject"), holds=lambda r: r.state is State.LISTED),
    Duty[Return](kind="sign", code="R1", role=lambda _r: Role.SUPERVISOR, actions=("sign", "reject"),
                 holds=lambda r: r.state is State.CHECKED),
    Duty[Return](kind="return_count", code="R1", role=lambda _r: Role.WAREHOUSE,
                 actions=("counted", "count_other", "not_returned"), holds=lambda r: r.state is State.SIGNED,
                 round=lambda r: r.wait_round, starts=lambda r: r.wait_until),
    Duty[Return](kind="return_confirm", code="R1", role=_dealers, member=lambda r: r.sales_id, actions=("dealer_agreed",),
                 holds=lambda r: r.state is State.COUNTED, money=True),
    Duty[Return](kind="return_paper", code="R1", role=_dealers, member=lambda r: r.sales_id, actions=(),
                 holds=lambda r: r.state is State.CONFIRMED),
)  # fmt: skip
