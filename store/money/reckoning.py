"""How the book is reckoned: a shipment's part of an order, the day on which a charge is due, what is open and how old. Pure."""

import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from store.company import Terms
from store.money.state import ZERO, ChargeKind
from store.requests import UNDO_WITHIN


def worth(parts: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """Of quantities at their prices, each rounded to the fen: quantities have three decimals."""
    return sum(((qty * price).quantize(ZERO, ROUND_HALF_UP) for qty, price in parts), ZERO)


def part(so_far: Decimal, charged: Decimal) -> Decimal:
    """What the latest shipment adds: all that was shipped so far less what stands charged. So the parts add up to the
    order's total to the fen, and the last one takes the remainder."""
    return max(ZERO, so_far - charged)


def terms_end(day: date, terms: Terms) -> date:
    """The day on which what arose on `day` falls due (M4); a day that the month lacks is its last one."""
    months = day.year * 12 + day.month - 1 + terms.due.months
    year, month = divmod(months, 12)
    return date(year, month + 1, min(terms.due.day, monthrange(year, month + 1)[1]))


def reference_key(ref: str) -> str:
    """What of a bank's reference tells two receipts apart: its one word with a figure in it, however it was typed. Empty
    where there is none: a bank's name and the last figures of an account stand on many."""
    words = unicodedata.normalize("NFKC", ref).casefold().split()
    found = [word for word in words if any(map(str.isdigit, word)) and "尾号" not in word]
    return found[0] if len(found) == 1 else ""


def is_settled(decided_at: datetime | None, at: datetime) -> bool:
    """Whether a complaint's decision stands at a moment, and can't be taken back any more."""
    return decided_at is not None and at - decided_at > UNDO_WITHIN


def in_dispute(amount: Decimal, allowed: Decimal, *, settled: bool) -> Decimal:
    """What of a disputed sum is open (M2): what was let off of it isn't owed any more, and once it is decided for good
    nothing is disputed."""
    return ZERO if settled else max(ZERO, amount - allowed)


def doubted(opened: Decimal, doubtful: Decimal) -> Decimal:
    """What of a charge that is open is disputed: what came for it was paid, whatever is said of the line."""
    return min(opened, doubtful)


def asked_of(due: Decimal, unallocated: Decimal) -> Decimal:
    """What a customer is asked for of what is due: nothing that has come already, though it settles nothing yet."""
    return max(ZERO, due - unallocated)


class Owing(NamedTuple):
    """A charge, as far as its age goes. A plain tuple, as of everybody's these are very many."""

    id: int
    day: date
    due_on: date | None
    amount: Decimal
    case: int | None = None
    kind: ChargeKind = ChargeKind.GOODS


class Open(NamedTuple):
    charge: Owing
    amount: Decimal


def open_of(charges: Sequence[Owing], relief: Decimal) -> tuple[list[Open], Decimal]:
    """What of one case's charges is open once its money and credits have settled those due first, and what is left of these."""
    left = relief
    found = []
    for charge in sorted(charges, key=lambda one: (one.due_on or date.max, one.day, one.id)):
        settled = min(max(left, ZERO), charge.amount)
        left -= settled
        if settled < charge.amount:
            found.append(Open(charge=charge, amount=charge.amount - settled))
    return found, left


@dataclass(frozen=True, kw_only=True)
class Age:
    """What a customer owes, by how long it has been due. What came and settles nothing yet stands apart, below zero."""

    not_due: Decimal = ZERO
    to_30: Decimal = ZERO
    to_60: Decimal = ZERO
    to_90: Decimal = ZERO
    beyond: Decimal = ZERO
    unallocated: Decimal = ZERO

    @property
    def owed(self) -> Decimal:
        return sum((getattr(self, column) for column in COLUMNS), ZERO)

    @property
    def overdue(self) -> Decimal:
        return self.to_30 + self.to_60 + self.to_90 + self.beyond

    def __add__(self, other: "Age") -> "Age":
        return Age(**{column: getattr(self, column) + getattr(other, column) for column in COLUMNS})


COLUMNS = tuple(column.name for column in fields(Age))


@dataclass(frozen=True, kw_only=True)
class Account:
    """How a customer stands on a day."""

    as_of: date
    opened: tuple[Open, ...] = ()
    """The charges that aren't settled."""
    reserved: Decimal = ZERO
    """What came, or was let off, for cases that haven't charged so much yet."""
    unassigned: Decimal = ZERO
    """What came and is for no case."""

    @property
    def settled(self) -> "Account":
        """With what came and is for no case taken for the open fees, those due first before others: no receipt names a fee."""
        fees = [
            one.charge._replace(amount=one.amount)
            for one in self.opened
            if one.charge.kind is not ChargeKind.GOODS
        ]
        if not fees or self.unassigned <= 0:
            return self
        opened, left = open_of(fees, self.unassigned)
        goods = (one for one in self.opened if one.charge.kind is ChargeKind.GOODS)
        return replace(self, opened=(*goods, *opened), unassigned=left)

    @property
    def owed(self) -> Decimal:
        """The balance of the book: charges less credits and receipts."""
        return sum((one.amount for one in self.opened), ZERO) - self.reserved - self.unassigned

    @property
    def given_back(self) -> Decimal:
        """What went back beyond what came, where the bank took money of which a part had been refunded: no charge, so it has no
        age; it is to come at once."""
        return max(ZERO, -self.reserved - self.unassigned)

    def without(self, doubtful: Mapping[int, Decimal]) -> "Account":
        """As it stands but for what is disputed, by charge: what may be dunned for (M4)."""
        left = (
            (one.charge, one.amount - doubted(one.amount, doubtful.get(one.charge.id, ZERO)))
            for one in self.opened
        )
        opened = tuple(Open(charge=charge, amount=amount) for charge, amount in left if amount)
        return replace(self, opened=opened)

    def disputed(self, doubtful: Mapping[int, Decimal]) -> Decimal:
        """So much of what is open is disputed."""
        return sum((doubted(one.amount, doubtful.get(one.charge.id, ZERO)) for one in self.opened), ZERO)

    def due_by(self, through: date) -> Decimal:
        """What falls due by a day, that day among them."""
        due = (one for one in self.opened if one.charge.due_on is not None and one.charge.due_on <= through)
        return sum((one.amount for one in due), ZERO)

    @property
    def oldest(self) -> int:
        """Days for which the oldest of it has been due."""
        return max((days_over(one.charge.due_on, self.as_of) for one in self.opened), default=0)

    @property
    def age(self) -> Age:
        """The same sum by columns."""
        return self._aged([(one.charge.due_on, one.amount) for one in self.opened])

    @property
    def age_by_day(self) -> Age:
        """By the days since it arose, whenever it is due (账龄按发货日)."""
        return self._aged([(one.charge.day, one.amount) for one in self.opened])

    def _aged(self, open_: Iterable[tuple[date | None, Decimal]]) -> Age:
        columns = dict.fromkeys(COLUMNS, ZERO)
        for since, amount in open_:
            columns[_column(days_over(since, self.as_of))] += amount
        columns["unallocated"] = -self.reserved - self.unassigned
        return Age(**columns)

    def overdue(self, longer_than: int = 0) -> Decimal:
        """What has been due for more than so many days."""
        late = (one for one in self.opened if days_over(one.charge.due_on, self.as_of) > longer_than)
        return sum((one.amount for one in late), ZERO)


def days_over(due_on: date | None, as_of: date) -> int:
    """How long it has been due; 0 is not yet."""
    return max(0, (as_of - due_on).days) if due_on is not None else 0


def _column(days: int) -> str:
    if days == 0:
        return "not_due"
    return "to_30" if days <= 30 else "to_60" if days <= 60 else "to_90" if days <= 90 else "beyond"
