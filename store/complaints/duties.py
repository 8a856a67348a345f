"""The table of a complaint's duties: who has the ball while its state is what it is (C1 to C5). Pure."""

from collections.abc import Callable
from dataclasses import replace

from store.company import Company, Role
from store.complaints.requests import Severity
from store.complaints.rules import PASSING, limit
from store.complaints.state import APPROVAL, Complaint, State
from store.process.steps import Duty


def _in(*states: State) -> Callable[[Complaint], bool]:
    """In one of these stages, and the company's clock goes."""
    return lambda c: c.state in states and not c.waits_for_customer


def _limit(complaint: Complaint, company: Company) -> int | None:
    return limit(complaint, company.complaints)


def _looks_into(complaint: Complaint) -> bool:
    """A quality fault in use is looked into at once, whoever looks after the customer (C4)."""
    fault = complaint.severity is Severity.FAULT and complaint.state is State.TAKEN
    return not complaint.waits_for_customer and (complaint.state is State.CAUSE or fault)


DUTIES = (
    Duty[Complaint](kind="take_up", code="C1", role=lambda _c: Role.SERVICE, actions=("take_up",),
                    holds=_in(State.TAKEN), limit=_limit, rota=True),
    Duty[Complaint](kind="cause", code="C2", actions=("ours", "not_ours", "asked"),
                    role=lambda c: Role.TECHNICAL if c.severity is Severity.FAULT else Role.SERVICE,
                    holds=_looks_into, round=lambda c: c.round if c.reopened or c.left else 0,
                    limit=lambda c, company: _limit(replace(c, state=State.CAUSE), company)),
    Duty[Complaint](kind="remedy", code="C3", role=lambda c: c.responsible, actions=("propose", "asked"),
                    holds=_in(State.REMEDY), round=lambda c: c.round, limit=_limit),
    *APPROVAL.duties(),
    PASSING.duty(),
    Duty[Complaint](kind="carry", code="C3", role=lambda c: c.responsible, actions=("carried", "carried_how", "asked"),
                    holds=_in(State.CARRYING), round=lambda c: c.round, limit=_limit),
    Duty[Complaint](kind="answer", code="C3", role=lambda _c: Role.SERVICE,
                    actions=("content", "score", "reopen", "asked"),
                    holds=_in(State.ANSWERING), round=lambda c: c.round, limit=_limit),
    Duty[Complaint](kind="customer", code="C3", role=lambda _c: Role.SERVICE, actions=("heard", "heard_what"),
                    holds=lambda c: c.waits_for_customer, round=lambda c: c.round,
                    starts=lambda c: c.asked_until),
    Duty[Complaint](kind="lesson", code="C3", role=lambda c: c.responsible, actions=("lesson",),
                    holds=_in(State.LESSON), round=lambda c: c.round, limit=_limit),
)  # fmt: skip
