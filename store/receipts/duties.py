"""The table of a receipt's duties: somebody says what it is for. Pure."""

from store.company import Role
from store.process.steps import Duty
from store.receipts.state import Receipt, State

DUTIES = (
    Duty[Receipt](kind="allot", code="M1", role=lambda _r: Role.FINANCE, actions=("allot", "allot_other", "allot_later"),
                  holds=lambda r: r.state is State.BOOKED, money=True),
)  # fmt: skip
