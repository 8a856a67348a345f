"""The table of a return's duties: who has the ball while its state is what it is (R1). Pure."""

from store.company import Company, Role
from store.process.steps import Duty
from store.returns.state import LIST, PASSING, Return, State

WORKING_DAY = 8 * 60


def _dealers(state: Return) -> Role:
    """The responsible salesperson acts for the dealer; where there is none, service does."""
    return Role.SALES if state.sales_id is not None else Role.SERVICE


def _days(_state: Return, company: Company) -> int:
    """Goods and signatures come from the customer's: nobody is late before they can be there (O5)."""
    return company.arrival.expected_days * WORKING_DAY


def _days_on_the_road(state: Return, company: Company) -> int | None:
    """Whoever has said that nothing has come is asked again each morning, and answers as fast as anything else."""
    return _days(state, company) if state.wait_until is None else None


DUTIES = (
    Duty[Return](kind="return_check", code="R1", role=lambda _r: Role.SERVICE,
                 actions=("checked", "checked_other", "reject"), holds=lambda r: r.state is State.LISTED),
    *LIST.duties(),
    PASSING.duty(),
    Duty[Return](kind="return_count", code="R1", role=lambda _r: Role.WAREHOUSE,
                 actions=("counted", "count_other", "not_returned"), holds=lambda r: r.state is State.SIGNED,
                 round=lambda r: r.wait_round, starts=lambda r: r.wait_until, limit=_days_on_the_road),
    Duty[Return](kind="return_confirm", code="R1", role=_dealers, member=lambda r: r.sales_id,
                 actions=("dealer_agreed",), holds=lambda r: r.state is State.COUNTED, limit=_days, money=True),
    Duty[Return](kind="return_paper", code="R1", role=_dealers, member=lambda r: r.sales_id, actions=(),
                 holds=lambda r: r.state is State.CONFIRMED, limit=_days),
)  # fmt: skip
