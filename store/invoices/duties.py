"""The table of what somebody owes an invoice (M3). Pure."""

from store.company import Role
from store.invoices.state import Invoice, State
from store.process.steps import Duty

DUTIES = (
    Duty[Invoice](kind="confirm_invoice", code="M3", role=lambda _i: Role.SERVICE,
                  actions=("invoice_confirmed", "invoice_corrected"), holds=lambda i: i.state is State.ASKED, money=True),
    Duty[Invoice](kind="issue_invoice", code="M3", role=lambda _i: Role.SERVICE,
                  actions=("invoice_number",), holds=lambda i: i.state is State.CONFIRMED, money=True),
    Duty[Invoice](kind="hand_over", code="M3", role=lambda _i: Role.SERVICE, actions=("handed_over",),
                  holds=lambda i: i.state is State.ISSUED),
)  # fmt: skip
