"""What stands in the book of money, as values: a charge, money of a receipt, a credit. All of it is only added to."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal("0.00")
LETTER = "P"
"""Before a receipt's number, as people write it."""
PAPER_LETTER = "S"
"""Before a statement's."""
CHARGE, RECEIPT, CREDIT = "charge", "receipt", "credit"
"""The ledgers, as lines of statements name them."""
REPLACED = "replaced"
"""The state of a revision in whose place another went out: what it said is said by that one."""

STANDING_INVOICES = ("issued", "handed_over")
"""The states of an invoice that counts against what was agreed."""


class ChargeKind(StrEnum):
    GOODS = "goods"  # shipped on an order
    HANDLING = "handling"
    STORAGE = "storage"
    COUNTING = "counting"
    FREIGHT = "freight"
    OTHER = "other"


FEES = tuple(kind for kind in ChargeKind if kind is not ChargeKind.GOODS)
"""What is charged beside goods. No receipt is allotted to one: what came and is for no order settles them."""


class ReceiptKind(StrEnum):
    TRANSFER = "transfer"  # found by finance
    COD = "cod_confirmed"  # brought home by logistics and handed to finance
    REFUND = "refund"  # given back to the customer: a negative receipt
    BOUNCE = "bounce"  # taken back by the bank: a negative receipt
    MOVED = "moved"  # off an order and to the customer's credit: a pair of receipts that comes to nothing


class CreditKind(StrEnum):
    DEDUCTION = "deduction"  # let off the customer, signed on a complaint (C5)
    RETURN = "return"  # the worth of goods that came back (R1)
    WRITE_OFF = "write-off"  # given up, by a signed form (M4)
    CORRECTION = "correction"  # of a fee that was too high, signed by the director (W2)


@dataclass(frozen=True, kw_only=True)
class Charge:
    """A debt that arose on a day; None is not due before the goods arrive."""

    id: int | None = None
    kind: ChargeKind = ChargeKind.GOODS
    day: date
    due_on: date | None
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Payment:
    """What of a receipt is for one case; negative for what went back. `receipt_id` is None until it is kept."""

    id: int | None = None
    receipt_id: int | None = None
    kind: ReceiptKind
    day: date
    amount: Decimal
    at: datetime
    member_id: int | None
    member: str
    ref: str = ""
    own: bool = True
    """Whether it was entered on this case, and not for the customer."""


@dataclass(frozen=True, kw_only=True)
class Credit:
    id: int | None = None
    kind: CreditKind
    day: date
    amount: Decimal
    at: datetime
    member_id: int | None
    member: str
    ref: str = ""
    """The signed case, as typed: `C12`, `R5`, `F3`."""
    shown: bool = False
    """Whether the customer has it on a statement."""


class SaleKind(StrEnum):
    SHIPPED = "shipped"
    RETURNED = "returned"  # counted in
    DEDUCTED = "deducted"  # let off, signed on a complaint
