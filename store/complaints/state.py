"""A complaint as a value: what it is now, and what follows from it. Steps make a new one; nothing here is stored."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from store.company import Role
from store.complaints.requests import Channel, Severity
from store.process.chain import Block, Chain, Seat, Signature, one_by_one

ZERO = Decimal("0.00")
LETTER = "C"


class State(StrEnum):
    NEW = "new"  # being taken; no case yet
    TAKEN = "taken"  # recorded; nobody looks after it yet (C1)
    CAUSE = "cause"  # whose fault is it (C2)
    REMEDY = "remedy"  # ours: what is done for the customer (C3)
    SIGNING = "signing"  # it costs money: opinion and signatures in turn (C3, C5)
    CARRYING = "carrying"  # being carried out
    ANSWERING = "answering"  # carried out, or explained: what does the customer say
    LESSON = "lesson"  # what is learned from it
    CLOSED = "closed"
    CANCELLED = "cancelled"  # taken back as it was taken


ENDED = frozenset({State.CLOSED, State.CANCELLED})
OPEN = tuple(state for state in State if state not in {State.NEW, *ENDED})


class Turn(StrEnum):
    """What is asked of whoever's turn it is; also the kind of their duty."""

    VERIFY = "verify"  # the department concerned confirms it (C5)
    OPINION = "opinion"  # the collector says what they think of it (C5)
    SIGN = "sign_remedy"  # the director signs; above the limit the executive too (C3)


@dataclass(frozen=True, kw_only=True)
class Complaint:
    number: int
    state: State
    customer: str
    channel: Channel
    text: str
    severity: Severity = Severity.NORMAL
    since: date | None = None
    contact: str = ""
    phone: str = ""
    customer_id: int | None = None
    order_id: int | None = None
    """The case id of the order that it is about."""
    order_number: int | None = None
    order_found: bool = True
    """Whether there is such an order, or slip, as judged at intake."""
    order_customer: str = ""
    creator_id: int | None = None
    sales_id: int | None = None
    """The customer's salesperson."""
    taken_at: datetime | None = None
    taken_up_by: str = ""

    ours: bool | None = None
    department: Role | None = None
    person: str = ""
    person_known: bool = True
    """Whether the person named is a member, as judged when the cause is found."""
    cause: str = ""

    remedy: str = ""
    cost: Decimal = ZERO
    deduction: Decimal = ZERO
    overrun: Decimal | None = None
    """What carrying it out really cost, while that is more than was signed and waits to be signed itself."""
    vouched: bool = False
    """The department concerned proposed the remedy itself, so it needn't verify it (C5)."""
    order_left: Decimal | None = None
    """What can still be taken off the order, as it is when a remedy is proposed (C5)."""
    above_limit: bool = False
    signatures: tuple[Signature, ...] = ()
    opinion: str = ""
    reject_reason: str = ""
    result: str = ""
    spent: Decimal = ZERO
    """What remedies before this one cost, deductions included."""

    stage_at: datetime | None = None
    left: int | None = None
    """Working minutes left of this stage's limit when the customer was asked; None while the clock never stood."""
    asked_at: datetime | None = None
    asked_until: date | None = None
    round: int = 0
    """Counts whatever makes a stage begin anew: the customer's «no», a rejection, the clock going on."""
    heard: str = ""

    score: int | None = None
    answer: str = ""
    lesson: str = ""
    reopen_reason: str = ""
    reopened: int = 0
    closed_at: datetime | None = None
    urged_at: datetime | None = None

    @property
    def turn(self) -> tuple[Role, Turn] | None:
        """Who is asked to sign now; None while nobody has to."""
        seats = APPROVAL.standing(self).open if APPROVAL.holds(self) else ()
        return next(((seat.role, Turn(seat.kind)) for seat in seats), None)

    @property
    def waits_for_customer(self) -> bool:
        return self.asked_at is not None

    @property
    def total_cost(self) -> Decimal:
        """The after-sales cost: every remedy that was carried out or signed, deductions included (C3)."""
        return self.spent + self.cost + self.deduction

    @property
    def responsible(self) -> Role:
        """The department that proposes and carries out: where none is named yet, service."""
        return self.department or Role.SERVICE

    @property
    def decided(self) -> bool:
        """What the customer gets off is settled: all have signed it, or it is over."""
        signed = self.overrun is not None or self.state in (State.CARRYING, State.ANSWERING, State.LESSON)
        return self.state in ENDED or (signed and self.deduction > 0)

    @property
    def sound(self) -> bool:
        """What later steps stand on: undoing a step must not take it away under them."""
        if self.state in (State.REMEDY, State.SIGNING, State.CARRYING, State.LESSON):
            return self.ours is True and self.department is not None
        return True


def _blocks(complaint: Complaint) -> tuple[Block, ...]:
    """Whose turn it is, in order, before a remedy that costs money is carried out (C3, C5)."""
    if complaint.overrun is None and complaint.cost + complaint.deduction <= 0:
        return ()
    seats: list[Seat] = []
    if complaint.deduction > 0 and complaint.overrun is None:
        if not complaint.vouched and complaint.department is not None:
            seats.append(Seat(role=complaint.department, kind=Turn.VERIFY))
        seats.append(Seat(role=Role.COLLECTOR, kind=Turn.OPINION))
    seats.append(Seat(role=Role.DIRECTOR, kind=Turn.SIGN))
    if complaint.above_limit:
        seats.append(Seat(role=Role.EXECUTIVE, kind=Turn.SIGN))
    return one_by_one(*seats)


APPROVAL = Chain[Complaint](
    name="remedy",
    code="C3",
    blocks=_blocks,
    holds=lambda c: c.state is State.SIGNING,
    kinds={
        Turn.VERIFY: ("verify", "reject"),
        Turn.OPINION: ("opinion", "reject"),
        Turn.SIGN: ("sign", "reject"),
    },
    roles=frozenset({Role.DIRECTOR, Role.EXECUTIVE}),
    counts=lambda c: c.round,
    money=True,
)
"""C3, C5: a remedy that costs money, and what it came to cost beyond that."""
