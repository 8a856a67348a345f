"""A fee as a value: what was charged, for what. Nothing here is stored."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from store.money.state import ZERO, ChargeKind

LETTER = "Y"


class State(StrEnum):
    NEW = "new"  # being entered; no case yet
    BOOKED = "booked"
    VOID = "void"  # entered by mistake, and taken back


ENDED = frozenset({State.BOOKED, State.VOID})


def counted(amount: Decimal, qty: Decimal, unit: str) -> str:
    """How a sum came about, as a paper says it: `12 吨 × 30.00`; without a price where none makes it to the fen."""
    price = (amount / qty).quantize(ZERO, ROUND_HALF_UP)
    exact = (qty * price).quantize(ZERO, ROUND_HALF_UP) == amount
    said = f"{qty.normalize():f} {unit}"
    return f"{said} × {price}" if exact else said


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
    order: int | None = None
    """The order that it is for, if one was named."""
    note: str = ""
    shown: bool = False
    """Whether a statement that went out has it, as judged when it is taken back."""
