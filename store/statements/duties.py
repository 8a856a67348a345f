"""The table of what somebody owes a statement: it goes out, and the customer answers (M2). Pure."""

from datetime import date

from store.company import Role
from store.process.steps import Duty
from store.statements.rules import ANSWER_BY, DRAFTS_OPEN_UNTIL, next_month, unanswered
from store.statements.state import State, Statement

ONE_DAY = 8 * 60
"""Working minutes until the director hears that a customer hasn't answered."""


def _asked_from(statement: Statement) -> date | None:
    """The month's own drafts are worked off in their window; what is left then is asked for."""
    return None if statement.by_hand else next_month(statement.month, DRAFTS_OPEN_UNTIL)


DUTIES = (
    Duty[Statement](kind="issue_statement", code="M2", role=lambda _s: Role.SERVICE,
                    actions=("statement_issue", "statement_sheet", "statement_wrong"), starts=_asked_from,
                    holds=lambda s: s.state is State.DRAFT, round=lambda s: s.revision, money=True),
    Duty[Statement](kind="agree_statement", code="M2", member=lambda s: s.sales_id,
                    role=lambda s: Role.SALES if s.sales_id is not None else Role.SERVICE,
                    actions=("statement_agreed", "statement_disputed", "statement_sheet"), holds=unanswered,
                    round=lambda s: s.revision, starts=lambda s: next_month(s.month, ANSWER_BY + 1),
                    limit=lambda _s, _company: ONE_DAY, money=True),
)  # fmt: skip
