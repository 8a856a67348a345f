"""The table of an inquiry's duties (U7): the department answers, whoever took it tells the customer. Pure."""

from store.company import Role
from store.inquiries.state import Inquiry, State
from store.process.steps import Duty


def _teller(inquiry: Inquiry) -> int | None:
    """A salesperson speaks with their own customer; in the office one is as good as another."""
    return inquiry.creator_id if inquiry.taker in (Role.SALES, Role.LAND_LEASE) else None


DUTIES = (
    Duty[Inquiry](kind="inquiry", code="U7", role=lambda inquiry: inquiry.department,
                  actions=("answer_inquiry", "inquiry_off"), holds=lambda inquiry: inquiry.state is State.ASKED,
                  round=lambda inquiry: inquiry.round, limit=lambda inquiry, _company: inquiry.minutes),
    Duty[Inquiry](kind="inquiry_tell", code="U7", role=lambda inquiry: inquiry.taker, member=_teller,
                  actions=("inquiry_told",), holds=lambda inquiry: inquiry.state is State.ANSWERED,
                  round=lambda inquiry: inquiry.round),
)  # fmt: skip
