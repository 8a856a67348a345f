"""The table of what somebody owes a customer's file: why they order no more, the visit they wish for (U5, U6). Pure."""

from store.company import Role
from store.customers.requests import QuietWhy
from store.customers.state import CustomerFile, State
from store.process.steps import Duty

THREE_DAYS = 3 * 8 * 60
FIVE_DAYS = 5 * 8 * 60


def _owners(file: CustomerFile) -> Role:
    return Role.SALES if file.sales_id is not None else Role.SERVICE


DUTIES = (
    Duty[CustomerFile](kind="quiet", code="U5", role=_owners, member=lambda file: file.sales_id,
                       actions=(*(f"quiet_{why}" for why in QuietWhy), "mark_lost"),
                       holds=lambda file: file.state is State.ACTIVE and file.quiet_round == 1 and not file.quiet_why
                       and file.lost_on is None,
                       limit=lambda _file, _company: THREE_DAYS),
    Duty[CustomerFile](kind="wish", code="U6", role=_owners, member=lambda file: file.sales_id,
                       actions=("visited", "wish_off"),
                       holds=lambda file: file.state is State.ACTIVE and file.wished_on is not None,
                       round=lambda file: file.wish_round, limit=lambda _file, _company: FIVE_DAYS),
)  # fmt: skip
