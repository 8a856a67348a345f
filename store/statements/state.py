"""A statement as a value: one revision of a customer's month, with what it says of the book. Nothing here is stored."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic_core import to_jsonable_python

from store.money.reckoning import doubted, in_dispute
from store.money.state import CHARGE, CREDIT, PAPER_LETTER, RECEIPT, REPLACED, ZERO

LETTER = PAPER_LETTER


class State(StrEnum):
    NEW = "new"  # being drafted; no case yet
    DRAFT = "draft"
    ISSUED = "issued"
    DISPUTED = "disputed"  # a line isn't accepted, and nothing is agreed yet
    AGREED = "agreed"
    INVOICED = "invoiced"  # all that was agreed
    SETTLED = "settled"  # all of it is paid
    REPLACED = REPLACED  # of a revision: another took its place
    SKIPPED = "skipped"  # nothing moved and nothing is owed
    VOID = "void"


OUT = frozenset({State.ISSUED, State.DISPUTED, State.AGREED, State.INVOICED, State.SETTLED})
"""The customer has it, and it counts."""
ENDED = frozenset({State.SETTLED, State.SKIPPED, State.VOID})


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row of the book on paper. `entry` is its id in its ledger."""

    ledger: str
    entry: int
    day: date
    kind: str
    ref: str
    text: str = ""
    amount: Decimal
    """Charges above zero, credits and receipts below; of what was taken back after it had been shown, the opposite."""
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Dispute:
    id: int | None = None
    line: int
    """From 1, as the sheet numbers them."""
    amount: Decimal
    reason: str
    claim: str = ""
    """The complaint that it opened, as typed: `C12`."""
    decided: datetime | None = None
    """When that complaint was decided last; None while it is open."""
    settled: bool = False
    """And that can't be taken back any more."""
    allowed: Decimal = ZERO
    """What was let off on that complaint."""
    later: Decimal = ZERO
    """So much of it doesn't stand on this paper: it comes off on a later statement."""
    unpaid: Decimal | None = None
    """What the book has open of its line; of one that charges nothing, of all that is owed and that no other line disputes."""

    @property
    def undecided(self) -> Decimal:
        """What of it waits for its complaint."""
        return in_dispute(self.amount, self.allowed, settled=self.settled)

    @property
    def open(self) -> Decimal:
        """And is owed: what came for the line isn't in dispute any more."""
        return self.undecided if self.unpaid is None else doubted(self.unpaid, self.undecided)

    @property
    def aside(self) -> Decimal:
        """What of the line isn't agreed: what was let off since it went out, and what is still disputed."""
        return self.open + self.later


@dataclass(frozen=True, kw_only=True)
class Content:
    """All that the sheet says. `live` is the balance of the book as of the cut, to check it by; it isn't on paper."""

    opening: Decimal = ZERO
    lines: tuple[Line, ...] = ()
    age: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, Any] = field(default_factory=dict)
    live: Decimal = ZERO

    @property
    def charges(self) -> Decimal:
        return self._of(CHARGE)

    @property
    def credits(self) -> Decimal:
        return -self._of(CREDIT)

    @property
    def receipts(self) -> Decimal:
        return -self._of(RECEIPT)

    @property
    def closing(self) -> Decimal:
        return self.opening + self.charges - self.credits - self.receipts

    def _of(self, ledger: str) -> Decimal:
        return sum((line.amount for line in self.lines if line.ledger == ledger), ZERO)


@dataclass(frozen=True, kw_only=True)
class Statement:
    number: int
    state: State
    id: int | None = None
    """Of the revision's row."""
    revision: int = 1
    customer_id: int
    party_id: int
    customer: str
    sales_id: int | None = None
    creator_id: int | None = None
    month: date
    cut: date
    content: Content = Content()
    digest: str = ""
    drafted_at: datetime | None = None
    issued_at: datetime | None = None
    issued_by: str = ""
    agreed: Decimal | None = None
    agreed_at: datetime | None = None
    agreed_with: str = ""
    agreed_how: str = ""
    disputes: tuple[Dispute, ...] = ()
    by_hand: bool = True
    """Somebody asked for it: it is theirs to issue at once, and not the month's work."""

    follower: int | None = None
    """The number of a later one that went out, as judged."""
    before: int | None = None
    """The number of an earlier one that hasn't gone out, as judged."""
    invoiced: Decimal = ZERO
    """Invoices less red ones that stand on it, as judged."""
    paid: bool = False
    """Whether nothing that it covers is open, as judged."""

    @property
    def disputed(self) -> Decimal:
        return sum((one.open for one in self.disputes), ZERO)

    @property
    def allowed(self) -> Decimal:
        """What was let off since it went out."""
        return sum((one.later for one in self.disputes), ZERO)

    @property
    def acceptable(self) -> Decimal:
        """What the customer agrees to by agreeing now."""
        return self.content.closing - sum((one.aside for one in self.disputes), ZERO)


def digest_of(statement: Statement) -> str:
    """Of everything that the customer reads."""
    content = statement.content
    said = {
        "customer": statement.customer,
        "number": statement.number,
        "revision": statement.revision,
        "month": statement.month,
        "cut": statement.cut,
        "opening": content.opening,
        "lines": content.lines,
        "closing": content.closing,
        "age": content.age,
        "texts": content.texts,
    }
    text = json.dumps(to_jsonable_python(said), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
