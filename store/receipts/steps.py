"""The table of a receipt's steps (M1): finance enters and divides; nobody else moves money."""

from collections.abc import Mapping

from store.company import Role
from store.customers.access import SELLERS
from store.orders.departments import FINANCE
from store.orders.requests import TakeSurplus
from store.process.steps import Step, Tell
from store.receipts import requests as ask
from store.receipts import rules
from store.receipts.state import Receipt, State

NEW = frozenset({State.NEW})
BOOKED = frozenset({State.BOOKED})
OPEN = frozenset({State.BOOKED, State.KEPT})
STANDING = OPEN | {State.ALLOTTED}
UNKNOWN = frozenset({State.UNCLAIMED, State.CLAIMED})
CLAIMERS = SELLERS | {Role.SERVICE, Role.ASSISTANT, Role.DIRECTOR}
CLAIMED = Tell[Receipt](notice="booked", to=("salesperson", "by:claim"), money=True)

_TABLE = (
    Step[Receipt](name="book_receipt", code="M1", asks=ask.BookReceipt, event="ReceiptBooked", roles=FINANCE,
                  states=NEW, judge=rules.may_book, act=rules.book,
                  tells=(Tell(notice="booked", to=("salesperson",), money=True),)),
    Step[Receipt](name="book_unclaimed", code="M1", asks=ask.BookUnclaimed, event="ReceiptUnclaimed", roles=FINANCE,
                  states=NEW, judge=rules.may_book, act=rules.book_unclaimed),
    Step[Receipt](name="take_surplus", code="M1", asks=TakeSurplus, event="SurplusKept", roles=frozenset(),
                  states=NEW, judge=rules.always, act=rules.take_surplus),
    Step[Receipt](name="settle_claim", code="M1", asks=ask.ClaimReceipt, event="ReceiptClaimed", roles=FINANCE,
                  states=UNKNOWN, judge=rules.always, act=rules.settle_claim, answers=frozenset({"claim", "confirm_claim"}),
                  tells=(CLAIMED,)),
    Step[Receipt](name="claim", code="M1", asks=ask.ClaimReceipt, event="ReceiptSaidToBe", roles=CLAIMERS,
                  states=frozenset({State.UNCLAIMED}), judge=rules.always, act=rules.claim),
    Step[Receipt](name="confirm_claim", code="M1", asks=ask.ConfirmClaim, event="ReceiptClaimed", roles=FINANCE,
                  states=frozenset({State.CLAIMED}), judge=rules.always, act=rules.settle_claim,
                  answers=frozenset({"confirm_claim"}), tells=(CLAIMED,)),
    Step[Receipt](name="refuse_claim", code="M1", asks=ask.RefuseClaim, event="ClaimRefused", roles=FINANCE,
                  states=OPEN | {State.CLAIMED}, judge=rules.may_refuse_claim, act=rules.refuse_claim,
                  answers=frozenset({"confirm_claim", "allot"}),
                  tells=(Tell(notice="not_theirs", to=("by:claim",), money=True),)),
    Step[Receipt](name="allot", code="M1", asks=ask.AllotReceipt, event="ReceiptAllotted", roles=FINANCE,
                  states=OPEN, judge=rules.may_allot, act=rules.allot, entails=rules.assigned,
                  answers=frozenset({"allot"})),
    Step[Receipt](name="allot_proposed", code="M1", asks=ask.AllotAsProposed, event="ReceiptAllotted", roles=FINANCE,
                  states=BOOKED, judge=rules.may_allot_proposed, act=rules.allot_proposed, entails=rules.assigned,
                  answers=frozenset({"allot"})),
    Step[Receipt](name="leave_receipt", code="M1", asks=ask.LeaveReceipt, event="ReceiptKept", roles=FINANCE,
                  states=BOOKED, judge=rules.always, act=rules.leave, answers=frozenset({"allot"})),
    Step[Receipt](name="refund_receipt", code="M1", asks=ask.RefundReceipt, event="ReceiptRefunded", roles=FINANCE,
                  states=STANDING, judge=rules.may_refund, act=rules.refund, entails=rules.unassigned,
                  tells=(Tell(notice="refunded", to=("salesperson",), money=True),)),
    Step[Receipt](name="bounce", code="M1", asks=ask.BounceReceipt, event="ReceiptBounced", roles=FINANCE,
                  states=STANDING | UNKNOWN, judge=rules.may_bounce, act=rules.bounce, entails=rules.unassigned,
                  tells=(Tell(notice="bounced", to=("salesperson", "service", "director"), money=True),)),
)  # fmt: skip

STEPS: Mapping[str, Step[Receipt]] = {step.name: step for step in _TABLE}
