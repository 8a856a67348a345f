"""A customer's receipt as a value: what came, what of it is for which order, what the bank took back. Nothing here is stored."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from store.money.state import ZERO, ReceiptKind


class State(StrEnum):
    NEW = "new"  # being entered; no case yet
    UNCLAIMED = "unclaimed"  # nobody knows whose it is
    CLAIMED = "claimed"  # somebody says whose it is; finance confirms
    BOOKED = "booked"  # how it is divided is proposed, and waits
    KEPT = "kept"  # the rest is the customer's in advance
    ALLOTTED = "allotted"  # all of it is for orders
    BOUNCED = "bounced"  # the bank took it back
    VOID = "void"  # entered by mistake, and taken back


ENDED = frozenset({State.KEPT, State.ALLOTTED, State.BOUNCED, State.VOID})


@dataclass(frozen=True, kw_only=True)
class Part:
    """So much of it is for an order."""

    order: int
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Back:
    """What the bank took back, or finance gave back; a negative receipt of its own. `id` is None until kept."""

    id: int | None = None
    kind: ReceiptKind = ReceiptKind.BOUNCE
    day: date
    amount: Decimal
    reason: str


@dataclass(frozen=True, kw_only=True)
class Due:
    """An order with something to pay. `due_on` is that of its oldest open charge; None where nothing is due yet."""

    order: int
    open: Decimal
    """Of its charges."""
    rest: Decimal
    """Of all of it, shipped or not."""
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Receipt:
    number: int
    state: State
    id: int | None = None
    customer_id: int | None
    customer: str
    sales_id: int | None = None
    creator_id: int | None = None
    day: date
    amount: Decimal
    ref: str = ""
    kind: ReceiptKind = ReceiptKind.TRANSFER
    payer: str = ""
    """Who paid, where they are not on file under this name."""
    unnamed: bool = False
    """Nobody knows who paid: what stands for the payer is no name (不明来款)."""
    claim_id: int | None = None
    claim: str = ""
    """The customer whose it is said to be."""
    claimed: str = ""
    """By whom."""
    proposed: tuple[Part, ...] = ()
    allotted: tuple[Part, ...] = ()
    """As it stands in the book, one for each order, by its number."""
    back: tuple[Back, ...] = ()

    dues: tuple[Due, ...] = ()
    """The customer's orders with something to pay, as judged when it is entered or divided."""
    latest: tuple[int, ...] = ()
    """The orders that it is for, the one allotted last first, as judged when it is given back."""
    entered: int | None = None
    """Another receipt of this customer's with the same reference, as judged when it is entered."""
    ref_on: int | None = None
    """An order on which the reference stands."""

    @property
    def left(self) -> Decimal:
        """What is for no order."""
        gone = sum((one.amount for one in self.allotted), ZERO) + sum((one.amount for one in self.back), ZERO)
        return self.amount - gone
