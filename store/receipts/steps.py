"""The table of a receipt's steps (M1): finance enters and divides; nobody else moves money."""

from collections.abc import Mapping

from store.orders.departments import FINANCE
from store.process.steps import Step, Tell
from store.receipts import requests as ask
from store.receipts import rules
from store.receipts.state import Receipt, State

NEW = frozenset({State.NEW})
BOOKED = frozenset({State.BOOKED})
OPEN = frozenset({State.BOOKED, State.KEPT})
STANDING = OPEN | {State.ALLOTTED}

_TABLE = (
    Step[Receipt](name="book_receipt", code="M1", asks=ask.BookReceipt, event="ReceiptBooked", roles=FINANCE,
                  states=NEW, judge=rules.may_book, act=rules.book,
                  tells=(Tell(notice="booked", to=("salesperson",), money=True),)),
    Step[Receipt](name="allot", code="M1", asks=ask.AllotReceipt, event="ReceiptAllotted", roles=FINANCE,
                  states=OPEN, judge=rules.may_allot, act=rules.allot, entails=rules.assigned,
                  answers=frozenset({"allot"})),
    Step[Receipt](name="allot_proposed", code="M1", asks=ask.AllotAsProposed, event="ReceiptAllotted", roles=FINANCE,
                  states=BOOKED, judge=rules.may_allot_proposed, act=rules.allot_proposed, entails=rules.assigned,
                  answers=frozenset({"allot"})),
    Step[Receipt](name="leave_receipt", code="M1", asks=ask.LeaveReceipt, event="ReceiptKept", roles=FINANCE,
                  states=BOOKED, judge=rules.always, act=rules.leave, answers=frozenset({"allot"})),
    Step[Receipt](name="bounce", code="M1", asks=ask.BounceReceipt, event="ReceiptBounced", roles=FINANCE,
                  states=STANDING, judge=rules.always, act=rules.bounce, entails=rules.unassigned,
                  tells=(Tell(notice="bounced", to=("salesperson", "service", "director"), money=True),)),
)  # fmt: skip

STEPS: Mapping[str, Step[Receipt]] = {step.name: step for step in _TABLE}
