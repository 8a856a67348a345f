"""What was read of a workbook: requests, or what is wrong with it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class BookKind(StrEnum):
    """What a workbook lists in its rows."""

    ORDERS = "orders"
    CUSTOMERS = "customers"


@dataclass(frozen=True)
class Fault:
    """What is wrong in a workbook: the row as numbered in it, the field of the column, and how (the grammar's kinds)."""

    kind: str
    row: int | None = None
    field: str | None = None
    said: str = ""


@dataclass(frozen=True)
class Sheet:
    """What was read of a workbook. With any fault, nothing of it may be taken."""

    orders: tuple[Any, ...] = ()
    """Of orders each a PlaceOrder, of customers each a ListedCustomer."""
    rows: tuple[int, ...] = ()
    """The row in which each of them begins."""
    faults: tuple[Fault, ...] = ()
    kind: BookKind = BookKind.ORDERS
