"""The table of a receipt's duties: somebody says what it is for. Pure."""

from store.company import Role
from store.process.steps import Duty
from store.receipts.state import Receipt, State

A_WEEK = 5 * 8 * 60
"""Working minutes until the director hears that nobody knows whose money it is."""

DUTIES = (
    Duty[Receipt](kind="claim", code="M1", role=lambda _r: Role.FINANCE, actions=("claim",), money=True,
                  holds=lambda r: r.state is State.UNCLAIMED, limit=lambda _r, _company: A_WEEK),
    Duty[Receipt](kind="confirm_claim", code="M1", role=lambda _r: Role.FINANCE, actions=("claim_yes", "claim_no"),
                  holds=lambda r: r.state is State.CLAIMED, money=True),
    Duty[Receipt](kind="allot", code="M1", role=lambda _r: Role.FINANCE, actions=("allot", "allot_other", "allot_later"),
                  holds=lambda r: r.state is State.BOOKED, money=True),
)  # fmt: skip
