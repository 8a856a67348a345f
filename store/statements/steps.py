"""The table of a statement's steps (M2): service issues, the customer's salesperson or service has the answer."""

from collections.abc import Mapping

from store.company import Role
from store.customers.access import SELLERS
from store.money.requests import FollowClaim
from store.process.steps import Step, Tell
from store.statements import requests as ask
from store.statements import rules
from store.statements.state import OUT, State, Statement

SERVICE = frozenset({Role.SERVICE})
OWNERS = SERVICE | SELLERS
NOBODY = frozenset[Role]()
DRAFT = frozenset({State.DRAFT})
UNANSWERED = frozenset({State.ISSUED, State.DISPUTED})
ANSWERED = frozenset({State.AGREED, State.INVOICED})
ON_PAPER = OUT | DRAFT
"""A revision that hasn't gone out too: the line is disputed on it as well."""

_TABLE = (
    Step[Statement](name="draft_statement", code="M2", asks=ask.DraftStatement, event="StatementDrafted", roles=OWNERS,
                    clock=True, states=frozenset({State.NEW}), judge=rules.may_draft, act=rules.draft, undoable=False),
    Step[Statement](name="revise_statement", code="M2", asks=ask.ReviseStatement, event="StatementRevised", roles=SERVICE,
                    states=UNANSWERED | {State.AGREED}, judge=rules.may_revise, act=rules.revise, undoable=False),
    Step[Statement](name="issue_statement", code="M2", asks=ask.IssueStatement, event="StatementIssued", roles=SERVICE,
                    states=DRAFT, judge=rules.may_issue, act=rules.issue, undoable=False,
                    answers=frozenset({"issue_statement"}),
                    tells=(Tell(notice="sheet", to=("asker", "salesperson"), document="sheet", money=True),
                           Tell(notice="picture", to=("asker",), document="picture"))),
    Step[Statement](name="query_statement", code="M2", asks=ask.QueryStatement, event="StatementQueried", roles=OWNERS,
                    states=DRAFT, judge=rules.always, act=rules.query, undoable=False,
                    tells=(Tell(notice="queried", to=("finance", "salesperson"), money=True),)),
    Step[Statement](name="agree_statement", code="M2", asks=ask.AgreeStatement, event="StatementAgreed", roles=OWNERS,
                    states=UNANSWERED, judge=rules.always, act=rules.agree, answers=frozenset({"agree_statement"}),
                    tells=(Tell(notice="agreed", to=("service", "salesperson"), money=True),)),
    Step[Statement](name="dispute_statement", code="M2", asks=ask.DisputeStatement, event="StatementDisputed", roles=OWNERS,
                    states=UNANSWERED, judge=rules.may_dispute, act=rules.dispute, entails=rules.claimed,
                    tells=(Tell(notice="disputed", to=("service", "salesperson", "finance"), money=True),)),
    Step[Statement](name="decide_dispute", code="M2", asks=FollowClaim, event="DisputeDecided", roles=NOBODY,
                    states=ON_PAPER, judge=rules.may_decide, act=rules.follow_claim),
    Step[Statement](name="reopen_dispute", code="M2", asks=FollowClaim, event="DisputeReopened", roles=NOBODY,
                    states=ON_PAPER, judge=rules.may_open_again, act=rules.follow_claim),
    Step[Statement](name="settle_disputes", code="M2", asks=ask.SettleDisputes, event="DisputeSettled", roles=NOBODY,
                    clock=True, states=frozenset({State.DISPUTED}), judge=rules.may_be_settled, act=rules.settle_disputes,
                    undoable=False),
    Step[Statement](name="follow_invoices", code="M3", asks=ask.FollowInvoices, event="StatementInvoiced", roles=NOBODY,
                    states=ANSWERED | {State.SETTLED}, judge=rules.always, act=rules.follow_invoices),
    Step[Statement](name="settle_statement", code="M2", asks=ask.SettleStatement, event="StatementSettled", roles=NOBODY,
                    clock=True, states=ANSWERED, judge=rules.may_settle, act=rules.settle, undoable=False),
)  # fmt: skip

STEPS: Mapping[str, Step[Statement]] = {step.name: step for step in _TABLE}
