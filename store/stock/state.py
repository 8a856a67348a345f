"""A move of goods as a value."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

NONE = Decimal("0.000")


class MoveKind(StrEnum):
    MADE = "made"  # O7: by the workshop
    SHIPPED = "shipped"  # O4
    RETURNED = "returned"  # R1: as counted
    ISSUED = "issued"  # A7
    RECEIVED = "received"  # W3, or bought
    COUNTED = "counted"  # P4: the difference that a count found


OUT = frozenset({MoveKind.SHIPPED, MoveKind.ISSUED})


@dataclass(frozen=True, kw_only=True)
class Goods:
    """A quantity of a product, in its unit."""

    product: str
    unit: str
    qty: Decimal


@dataclass(frozen=True, kw_only=True)
class Move:
    """What a step of a case did to the stock. The quantity is above zero whichever way the goods went; a count says what
    was there, at the moment of counting."""

    kind: MoveKind
    goods: Goods
    counted_at: datetime | None = None
    note: str = ""
