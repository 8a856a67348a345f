"""The table of an invoice's steps (M3): service asks, has it confirmed, enters what the tax office numbered, hands it over."""

from collections.abc import Mapping

from store.company import Role
from store.customers.access import SELLERS
from store.invoices import requests as ask
from store.invoices import rules
from store.invoices.state import Invoice, State
from store.orders.departments import FINANCE
from store.process.steps import Step, Tell

SERVICE = frozenset({Role.SERVICE})
NEW = frozenset({State.NEW})
OPEN = frozenset({State.ASKED, State.CONFIRMED})
KEPT = OPEN | {State.ISSUED, State.HANDED_OVER}
KEEPERS = SERVICE | SELLERS | FINANCE
"""Who may keep a picture of it; what the number is, service says."""

_TABLE = (
    Step[Invoice](name="ask_invoice", code="M3", asks=ask.AskInvoice, event="InvoiceAsked", roles=SERVICE,
                  states=NEW, judge=rules.may_ask, act=rules.ask_for, entails=rules.follows,
                  tells=(Tell(notice="asked", to=("salesperson",), money=True),)),
    Step[Invoice](name="confirm_invoice", code="M3", asks=ask.ConfirmInvoice, event="InvoiceConfirmed", roles=SERVICE,
                  states=frozenset({State.ASKED}), judge=rules.always, act=rules.confirm,
                  answers=frozenset({"confirm_invoice"})),
    Step[Invoice](name="issue_invoice", code="M3", asks=ask.IssueInvoice, event="InvoiceIssued", roles=SERVICE,
                  states=OPEN, judge=rules.may_issue, act=rules.issue, entails=rules.follows,
                  answers=frozenset({"issue_invoice"}),
                  tells=(Tell(notice="issued", to=("salesperson", "finance"), money=True),)),
    Step[Invoice](name="hand_over", code="M3", asks=ask.HandOver, event="InvoiceHandedOver", roles=SERVICE,
                  states=frozenset({State.ISSUED}), judge=rules.always, act=rules.hand_over,
                  answers=frozenset({"hand_over"})),
    Step[Invoice](name="picture", code="M3", asks=ask.AttachPicture, event="PictureKept", roles=KEEPERS,
                  states=KEPT, judge=rules.always, act=rules.keep, undoable=False),
    Step[Invoice](name="take_back_invoice", code="M3", asks=ask.TakeBackInvoice, event="InvoiceTakenBack", roles=SERVICE,
                  states=NEW, judge=rules.may_take_back, act=rules.take_back, entails=rules.follows,
                  tells=(Tell(notice="red", to=("salesperson", "finance"), money=True),)),
)  # fmt: skip

STEPS: Mapping[str, Step[Invoice]] = {step.name: step for step in _TABLE}
