"""A collection as a value: steps make a new one; nothing here is stored."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from store.collection.requests import Result
from store.company import Role
from store.money.reckoning import asked_of
from store.money.state import ZERO

LETTER = "D"


class State(StrEnum):
    NEW = "new"  # about to be opened; no case yet
    OPEN = "open"
    PROBLEM = "problem"  # they don't perform: measures with a day each (M6)
    CLOSED = "closed"  # nothing undisputed is due any more


ENDED = frozenset({State.CLOSED})
GRACE = 7
"""So many days over it is spoken of as due; then as overdue."""
FOLLOWED = frozenset({State.OPEN, State.PROBLEM})

MISSED = frozenset({Result.NO_ANSWER, Result.WRONG_PERSON})
"""Results of not having spoken with whoever pays."""
LOOKED_FOR = frozenset({Result.UNDER_WAY, Result.HAS_PAID})
"""Results that finance looks into."""


class Kept(StrEnum):
    """How a promise stands."""

    OPEN = "open"
    KEPT = "kept"
    PARTLY = "partly"
    BROKEN = "broken"


@dataclass(frozen=True, kw_only=True)
class Dun:
    """A contact. `id` is None until it is kept; so with all below."""

    id: int | None = None
    day: date
    at: datetime
    member_id: int | None
    member: str
    result: Result
    level: int
    note: str = ""

    @property
    def reached(self) -> bool:
        return self.result not in MISSED


@dataclass(frozen=True, kw_only=True)
class Pledge:
    id: int | None = None
    made_on: date
    due_on: date
    amount: Decimal
    at: datetime
    member_id: int | None
    member: str
    person: str = ""
    kept: Kept = Kept.OPEN
    came: Decimal = ZERO
    judged_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Measure:
    id: int | None = None
    text: str
    due_on: date
    due_at: datetime
    at: datetime
    member: str
    done_on: date | None = None
    done: str = ""
    stops: bool = False
    """While it isn't done, nothing unpaid leaves the house for them."""


@dataclass(frozen=True, kw_only=True)
class Stands:
    """What the book says of the customer now. Nothing of it is kept."""

    owed: Decimal = ZERO
    overdue: Decimal = ZERO
    """Undisputed."""
    due: Decimal = ZERO
    """Undisputed, by the end of the month."""
    given_back: Decimal = ZERO
    """Too much, as it is asked for beside either."""
    unallocated: Decimal = ZERO
    disputed: Decimal = ZERO
    late: int = 0
    """Days for which the oldest has been due."""
    came: tuple[tuple[date, datetime, Decimal], ...] = ()
    """What came since the first open promise was made: value day, when entered, sum."""

    @property
    def asked_for(self) -> Decimal:
        return (self.overdue or self.due) + self.given_back

    @property
    def wanted(self) -> Decimal:
        """What of it the text to copy says."""
        return asked_of(self.asked_for, self.unallocated)


@dataclass(frozen=True, kw_only=True)
class Collection:
    number: int
    state: State
    customer_id: int | None
    customer: str
    sales_id: int | None = None
    desk: Role = Role.SERVICE
    """Whose work it is where the customer has no salesperson who is here."""
    opened_on: date | None = None
    ask_on: date | None = None
    ask_by: datetime | None = None
    asked_at: datetime | None = None
    asked_id: int | None = None
    asked_round: int = 0
    looked_at: datetime | None = None
    excluded_until: date | None = None
    excluded_why: str = ""
    closed_at: datetime | None = None
    duns: tuple[Dun, ...] = ()
    pledges: tuple[Pledge, ...] = ()
    measures: tuple[Measure, ...] = ()
    stands: Stands = Stands()
    """As judged."""
    twin: bool = False
    """Another one is open for the same customer: two files were one. As judged."""

    @property
    def creator_id(self) -> int | None:
        """Whoever asked finance last."""
        return self.asked_id

    @property
    def broken(self) -> int:
        return sum(one.kept is Kept.BROKEN for one in self.pledges)

    @property
    def promised(self) -> Pledge | None:
        """The open promise that is due first."""
        open_ = [one for one in self.pledges if one.kept is Kept.OPEN]
        return min(open_, key=lambda one: (one.due_on, one.id or 0), default=None)

    @property
    def measure(self) -> Measure | None:
        """The one that isn't done and is due first; a stop of deliveries isn't carried out but ended."""
        waiting = [one for one in self.measures if one.done_on is None and not one.stops]
        return min(waiting, key=lambda one: (one.due_on, one.id or 0), default=None)

    @property
    def stop(self) -> Measure | None:
        """By which deliveries are stopped now."""
        return next((one for one in self.measures if one.stops and one.done_on is None), None)

    def level(self, stands: Stands) -> int:
        """How firmly they are spoken to: 1 before it is due, 2 due, 3 overdue, 4 after a broken promise, 5 a problem
        account. None is skipped: the next one only after a contact at the one before."""
        if self.state is State.PROBLEM:
            return 5
        due = bool(stands.overdue or stands.given_back)
        wanted = 4 if self.broken else 3 if stands.late > GRACE else 2 if due else 1
        # What is overdue when the case opens was never to be spoken of before.
        begins = 1 if due else 0
        reached = max((one.level for one in self.duns if one.reached), default=begins)
        return min(wanted, reached + 1)
