"""An invoice as a value, blue or red. Nothing here is stored."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from store.money.state import STANDING_INVOICES, ZERO

LETTER = "I"


class State(StrEnum):
    NEW = "new"  # being asked for; no case yet
    ASKED = "asked"
    CONFIRMED = "confirmed"  # the customer said that title, tax number and sum are right
    ISSUED = "issued"
    HANDED_OVER = "handed_over"
    VOID = "void"


STANDING = frozenset(map(State, STANDING_INVOICES))
ENDED = frozenset({State.HANDED_OVER, State.VOID})


@dataclass(frozen=True, kw_only=True)
class Invoice:
    number: int
    state: State
    statement: int
    """The statement's number."""
    statement_case: int
    customer_id: int
    customer: str
    sales_id: int | None = None
    creator_id: int | None = None
    title: str = ""
    tax_no: str = ""
    amount: Decimal = ZERO
    invoice_no: str = ""
    red_of: int | None = None
    """The case of the blue one that it takes back."""
    blue: int | None = None
    """Its number."""
    reason: str = ""
    confirmed_with: str = ""
    issued_on: date | None = None
    handed_on: date | None = None
    handed_how: str = ""

    agreed: Decimal | None = None
    """What the customer agreed to on the statement, as judged."""
    standing: Decimal = ZERO
    """What stands on it beside this one, red ones taken off, as judged."""
    pending: Decimal = ZERO
    """What is asked for on it beside this one and not issued yet, as judged."""
    taken_back: Decimal = ZERO
    """By red ones against this one."""

    @property
    def left(self) -> Decimal:
        """What may still be invoiced."""
        return (self.agreed or ZERO) - self.standing - self.pending
