"""A fee as a value: what was charged, for what. Nothing here is stored."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from store.money.state import ZERO, ChargeKind

LETTER = "Y"


class State(StrEnum):
    NEW = "new"  # being entered; no case yet
    BOOKED = "booked"
    VOID = "void"  # entered by mistake, and taken back


ENDED = frozenset({State.BOOKED, State.VOID})


@dataclass(frozen=True, kw_only=True)
class Fee:
    number: int
    state: State
    id: int | None = None
    """Of its row in the book."""
    customer_id: int
    customer: str
    sales_id: int | None = None
    creator_id: int | None = None
    kind: ChargeKind = ChargeKind.OTHER
    day: date
    amount: Decimal = ZERO
    qty: Decimal | None = None
    unit: str = ""
    """What was counted, where a price made the amount of it."""
    note: str = ""
    shown: bool = False
    """Whether a statement that went out has it, as judged when it is taken back."""
