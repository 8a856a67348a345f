"""What an order has several of: lines, money brought home, departures, problems."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from store.money.reckoning import worth
from store.money.state import ZERO
from store.orders.tracks import EntryKind


@dataclass(frozen=True, kw_only=True)
class Line:
    product: str
    qty: Decimal
    unit: str
    price: Decimal
    note: str = ""

    @property
    def amount(self) -> Decimal:
        """Yuan, to the fen: the quantity has three decimals, so the product may have five."""
        return worth([(self.qty, self.price)])


@dataclass(frozen=True, kw_only=True)
class Entry:
    id: int | None = None
    kind: EntryKind
    amount: Decimal
    at: datetime
    member_id: int | None
    member: str


@dataclass(frozen=True, kw_only=True)
class Shipment:
    """One departure. `parts` pairs the position of a line (from 0) with the quantity shipped."""

    id: int | None = None
    at: datetime
    member_id: int | None
    waybill: str
    parts: tuple[tuple[int, Decimal], ...]


@dataclass(frozen=True, kw_only=True)
class Slip:
    number: int
    at: datetime
    member_id: int | None
    member: str


@dataclass(frozen=True, kw_only=True)
class Problem:
    """O8: something went wrong with an order, until somebody says how it was put right."""

    id: int | None = None
    text: str
    at: datetime
    member: str
    resolved_at: datetime | None = None
    resolution: str = ""


@dataclass(frozen=True, kw_only=True)
class OnAccount:
    """What a customer with signed terms may still take beside one order (O3)."""

    room: Decimal
    """Left of the credit limit; it may be below zero."""
    overdue: Decimal = ZERO
    """What has been due for too long, where it is more than a trifle."""

    def covers(self, total: Decimal) -> bool:
        return total <= self.room and not self.overdue


@dataclass(frozen=True, kw_only=True)
class OffList:
    """A line at another price than the list's (O1)."""

    product: str
    price: Decimal
    listed: Decimal
