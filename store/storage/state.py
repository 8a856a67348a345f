"""A customer's storage as a value: steps make a new one; nothing here is stored."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from store.money.state import ZERO

LETTER = "W"


class State(StrEnum):
    NEW = "new"  # about to have room; no case yet
    OPEN = "open"
    VOID = "void"  # entered by mistake


ENDED = frozenset({State.VOID})


class Answer(StrEnum):
    NONE = ""
    AGREED = "agreed"
    DISPUTED = "disputed"


@dataclass(frozen=True, kw_only=True)
class Area:
    """So many square metres in a place from a day on, until the next of that place. `id` is None until kept."""

    id: int | None = None
    place: str
    area: Decimal
    day: date
    member_id: int | None = None
    member: str = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Fee:
    """A month's. What it comes to follows from areas and rates until it is confirmed; from then on it stands."""

    id: int | None = None
    month: date
    amount: Decimal | None = None
    charge_id: int | None = None
    confirmed_by: str = ""
    answer: Answer = Answer.NONE
    said: str = ""
    noted: int | None = None
    """The last note by which it was reckoned, by id, or 0; None of what was confirmed before that was kept."""
    correction: Decimal = ZERO
    """Of earlier months, what was charged too little, which is part of the amount; below zero too much, which a credit gives
    back once the director has signed it."""
    signed_by: str = ""
    credit_id: int | None = None
    refusal: str = ""
    """Why nothing is given back."""

    @property
    def unsigned(self) -> bool:
        return self.correction < 0 and not self.signed_by and not self.refusal


@dataclass(frozen=True, kw_only=True)
class Storage:
    number: int
    state: State
    customer_id: int
    customer: str
    sales_id: int | None = None
    creator_id: int | None = None
    areas: tuple[Area, ...] = ()
    fees: tuple[Fee, ...] = ()
    shown: frozenset[date] = frozenset()
    """The months whose fee stands on a statement that went out."""

    @property
    def pending(self) -> Fee | None:
        """The fee to be confirmed, the oldest first."""
        return next((fee for fee in self.fees if fee.amount is None), None)

    @property
    def untold(self) -> Fee | None:
        """The fee that the customer is yet to hear and answer."""
        return next((fee for fee in self.fees if fee.amount is not None and not fee.answer), None)

    @property
    def unsigned(self) -> Fee | None:
        """The fee beside which something waits to be given back, the oldest first."""
        return next((fee for fee in self.fees if fee.unsigned), None)

    @property
    def sound(self) -> bool:
        """What a customer has on paper isn't taken back."""
        return self.shown <= {fee.month for fee in self.fees if fee.amount is not None}
