"""A return as a value: what came of the dealer's list. Steps make a new one; nothing here is stored."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from store.company import Role
from store.process.chain import Chain, Passing, Seat, Signature, one_by_one
from store.returns.requests import Bearer

ZERO = Decimal("0.00")
NONE = Decimal(0)
LETTER = "R"


class State(StrEnum):
    NEW = "new"  # being asked for; no case yet
    LISTED = "listed"  # the dealer's list is in; marketing checks it
    CHECKED = "checked"  # content and quantity are right; the supervisor signs
    SIGNED = "signed"  # the goods may be sent, and only now
    COUNTED = "counted"  # received and counted; the dealer signs the statement
    CONFIRMED = (
        "confirmed"  # the dealer agreed, and the order's money has followed; the signed paper is missing
    )
    CLOSED = "closed"  # the signed paper is there as well
    REJECTED = "rejected"  # not taken back
    CANCELLED = "cancelled"  # the goods aren't coming


ENDED = frozenset({State.CLOSED, State.REJECTED, State.CANCELLED})
AGREED = frozenset({State.CHECKED, State.SIGNED, State.COUNTED, State.CONFIRMED, State.CLOSED})
"""Where what is approved, or has come, can't be in another return as well."""
CAME_BACK = frozenset({State.COUNTED, State.CONFIRMED, State.CLOSED})


@dataclass(frozen=True, kw_only=True)
class Line:
    """Goods of one line of the order, at `position` from 0; None is not said yet."""

    position: int
    product: str
    unit: str
    price: Decimal
    listed: Decimal
    approved: Decimal | None = None
    received: Decimal | None = None

    @property
    def qty(self) -> Decimal:
        """What holds now: counted, else approved, else listed."""
        known = (self.received, self.approved, self.listed)
        return next(qty for qty in known if qty is not None)

    @property
    def amount(self) -> Decimal:
        return (self.qty * self.price).quantize(ZERO, ROUND_HALF_UP)

    @property
    def differs(self) -> bool:
        return self.received is not None and self.received != self.approved


@dataclass(frozen=True, kw_only=True)
class Goods:
    """A line of the order, at `position` from 0."""

    position: int
    product: str
    unit: str
    price: Decimal
    shipped: Decimal
    left: Decimal
    """What was shipped, less what other returns have agreed on."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a return needs to know of its order. None of it is changed by a return's own steps."""

    case_id: int
    number: int
    shipped: bool
    """Whether anything was."""
    creditable: Decimal
    """What its goods cost, less what the customer was let off so far: no more than that can be given back."""
    goods: tuple[Goods, ...]

    def of(self, product: str) -> tuple[Goods, ...]:
        """What was shipped of a product; it may stand in several lines, at several prices."""
        return tuple(one for one in self.goods if one.product == product and one.shipped > 0)

    def called(self, product: str) -> str:
        """The product that people call so: its name, or the end of only one that was shipped, 底漆 for 环氧富锌底漆."""
        ends = {one.product for one in self.goods if one.shipped > 0 and one.product.endswith(product)}
        return ends.pop() if len(ends) == 1 and not self.of(product) else product


@dataclass(frozen=True, kw_only=True)
class Return:
    number: int
    state: State
    order: Order | None
    """None only for a return being asked for, of an order that isn't there."""
    customer: str
    lines: tuple[Line, ...]
    reason: str = ""
    bearer: Bearer = Bearer.DEALER
    creator_id: int | None = None
    sales_id: int | None = None
    """The order's salesperson, who acts for the dealer."""
    refusal: str = ""
    """Why it was rejected or given up."""
    wait_round: int = 0
    wait_until: date | None = None
    """The day on which the warehouse is asked again whether the goods have come."""
    counted_at: datetime | None = None
    credited: Decimal | None = None
    """What the order's money was changed by, once the dealer agreed."""
    urged_at: datetime | None = None

    signatures: tuple[Signature, ...] = ()

    sent_along: bool = False
    """Whether a photo or file came with what is being judged."""
    candidates: tuple[int, ...] = ()
    """Being asked for: the orders of which it may be."""
    unknown: tuple[str, ...] = ()
    """Being asked for: products that this order doesn't have."""

    @property
    def amount(self) -> Decimal:
        if self.credited is not None:
            return self.credited
        return sum((line.amount for line in self.lines), ZERO)

    @property
    def products(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line.product for line in self.lines))

    def left_of(self, product: str) -> Decimal:
        """How much of a product can be in this return: shipped, and in no other."""
        return sum((max(NONE, one.left) for one in self.order.of(product)), NONE) if self.order else NONE

    @property
    def too_much(self) -> tuple[str, ...]:
        """Products of which more is in this return than can be."""
        held = {line.position: line.qty for line in self.lines}
        over = self.order.goods if self.order else ()
        return tuple(dict.fromkeys(one.product for one in over if held.get(one.position, NONE) > one.left))

    @property
    def corrected(self) -> tuple[Line, ...]:
        """Lines that were not right as the dealer listed them."""
        return tuple(line for line in self.lines if line.approved not in (None, line.listed))

    @property
    def differences(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.differs)

    @property
    def sound(self) -> bool:
        """Nothing agreed on is beyond what was shipped, also when a step is undone after another return was agreed."""
        return self.state not in AGREED or not self.too_much


LIST = Chain[Return](
    name="list",
    code="R1",
    blocks=lambda _r: one_by_one(Seat(role=Role.SUPERVISOR)),
    holds=lambda r: r.state is State.CHECKED,
    kinds={"sign": ("sign", "reject")},
    roles=frozenset({Role.SUPERVISOR}),
)
"""R1: the supervisor signs what marketing has checked."""

PASSING = Passing[Return](
    code="R1",
    chains=(LIST,),
    states=frozenset({State.CHECKED}),
    drops=lambda state, _chain, _moment: replace(state, state=State.LISTED),
    takes_back=frozenset({Role.SERVICE, Role.ASSISTANT}),
)
"""Taken back, it is to be checked again."""
