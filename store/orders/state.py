"""An order as a value: what it is now, and what follows from it. Steps make a new one; nothing here is stored."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from store.company import Role
from store.money.reckoning import worth
from store.money.state import ZERO, Charge, Credit, CreditKind, Payment, ReceiptKind
from store.orders.requests import ChangeOrder, FreightBy, Pay
from store.process.chain import Block, Chain, Passing, Seat, Signature, heads_of, one_by_one
from store.process.steps import Moment


class State(StrEnum):
    NEW = "new"  # being asked for; no case yet
    PREPARING = "preparing"  # three tracks side by side: goods, money, vehicle
    RELEASED = "released"  # the slip is out (gate O3); logistics may ship
    SHIPPED = "shipped"  # everything is on its way
    ARRIVED = "arrived"  # the customer has it
    CLOSED = "closed"  # goods and freight settled, money in or in receivables
    CANCELLED = "cancelled"  # given up before shipment (O9)


ENDED = frozenset({State.CLOSED, State.CANCELLED})


class Goods(StrEnum):
    PENDING = "pending"  # the workshop has not answered
    READY = "ready"
    SHORT = "short"  # short until a day


class MoneyTrack(StrEnum):
    PENDING = "pending"
    PARTIAL = "partial"
    CLEARED = "cleared"  # in full, or not needed before shipment


class Vehicle(StrEnum):
    PENDING = "pending"
    ARRANGED = "arranged"


class EntryKind(StrEnum):
    """Money of an order that is not the customer's account: it stands in no book."""

    COD_REPORTED = "cod_reported"  # brought back by logistics, held by the reporter
    FREIGHT_CLAIMED = "freight_claimed"
    FREIGHT_CONFIRMED = "freight_confirmed"


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


@dataclass(frozen=True, kw_only=True)
class Order:
    number: int
    state: State
    customer: str
    customer_id: int | None
    lines: tuple[Line, ...]
    pay: Pay
    terms_ok: bool
    """Whether the customer's signed terms and credit limit cover this monthly order (O1, A1), as judged at intake."""
    on_account: OnAccount | None = None
    """How the customer's account stands beside this order; None without signed terms (A1)."""
    packing: str = ""
    consignee: str = ""
    address: str = ""
    phone: str = ""
    wanted: date | None = None
    promised: date | None = None
    note: str = ""
    receipt: bool = False
    freight_by: FreightBy = FreightBy.LOGISTICS
    creator_id: int | None = None
    sales_id: int | None = None
    sales: str = ""
    """The responsible salesperson's name."""

    wanted_by: tuple[int, str, int] | None = None
    """The salesperson who brings an order of a customer on file who is nobody's, as judged at intake (U2):
    their member id and name."""

    twin: int | None = None
    """An order with the same goods that was taken a moment before, as judged at intake."""
    off_list: tuple[OffList, ...] = ()
    """The lines that aren't at the list's price, as judged at intake."""
    ref_on: str | None = None
    """Another order, or a receipt by itself, on which a payment's reference stands, as judged when it is recorded."""

    goods: Goods = Goods.PENDING
    short_until: date | None = None
    short_reason: str = ""
    stock_round: int = 0
    """Counts the workshop's answers «short»."""
    agreed: date | None = None
    agreed_round: int = 0
    """The day agreed with the customer, and the answer «short» that it was agreed after (O7)."""
    production_number: int | None = None
    money_round: int = 0
    money_again: date | None = None
    signatures: tuple[Signature, ...] = ()
    """What was asked, signed and refused, of all its chains."""
    concerned: tuple[Role, ...] = ()
    """The departments whose heads sign a credit after the director, as the company had it when that was asked (A2)."""
    inspected: bool = False
    """Whether quality passes the goods first, as the company had it when the slip was issued (O4)."""
    proposed: ChangeOrder | None = None
    """A change that lowers what is owed, while it waits for the director (C5, M4)."""
    proposals: int = 0
    """Counts them: each is signed by itself."""
    signed_lines: tuple[Line, ...] = ()
    """The goods and prices as at intake, or as the director signed them last, where they were changed since."""
    slipped: bool = False
    """Whether a sales slip was ever out, as judged at a change."""

    vehicle_at: datetime | None = None
    carrier: str = ""
    plate: str = ""
    driver_phone: str = ""
    freight_cost: Decimal | None = None
    consent_ref: str = ""
    """The signed form by which it may go out unpaid (A2)."""

    stopped: int | None = None
    """The collection in which deliveries to the customer were stopped (M6)."""
    slip: Slip | None = None
    shipments: tuple[Shipment, ...] = ()
    arrival_round: int = 0
    arrival_ask: date | None = None
    arrived_at: datetime | None = None
    shipment_informed_at: datetime | None = None
    informed_at: datetime | None = None
    """When the customer was told of the arrival; telling them of the shipment alone doesn't close (O5)."""
    receipt_at: datetime | None = None
    urged_at: datetime | None = None
    cancel_reason: str = ""
    problems: tuple[Problem, ...] = ()
    problem_round: int = 0
    closed_at: datetime | None = None
    due_on: date | None = None
    """The day by which what is still owed at closing is due (O6, M1)."""
    entries: tuple[Entry, ...] = ()
    payments: tuple[Payment, ...] = ()
    """Money of the book that is for this order, what went back among it."""
    credits: tuple[Credit, ...] = ()
    charges: tuple[Charge, ...] = ()
    """What its shipments have charged the customer with."""
    in_returns: tuple[tuple[int, Decimal], ...] = ()
    """By line: what its returns have agreed on (R1)."""

    # money ------------------------------------------------------------------------------------------
    def sum(self, *kinds: EntryKind) -> Decimal:
        return sum((entry.amount for entry in self.entries if entry.kind in kinds), ZERO)

    def count(self, *kinds: EntryKind) -> int:
        return sum(entry.kind in kinds for entry in self.entries)

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), ZERO)

    @property
    def received(self) -> Decimal:
        """Only money that came and stayed: transfers found and COD money that finance holds, less refunds."""
        return sum((payment.amount for payment in self.payments), ZERO)

    @property
    def waived(self) -> Decimal:
        """What the customer was let off by a signed step of another area: total = received + owed + waived (C5)."""
        return sum((credit.amount for credit in self.credits), ZERO)

    @property
    def returned(self) -> Decimal:
        """What goods that came back were worth (R1)."""
        return sum((credit.amount for credit in self.credits if credit.kind is CreditKind.RETURN), ZERO)

    @property
    def owed(self) -> Decimal:
        """What is still to be paid for all of its goods, shipped or not; negative when the customer paid too much."""
        return self.total - self.received - self.waived

    @property
    def to_refund(self) -> Decimal:
        """What is too much: everything of a cancelled order, else what goes beyond the total (O9)."""
        if self.state is State.CANCELLED:
            return self.received
        return max(ZERO, -self.owed)

    @property
    def needs_consent(self) -> bool:
        """Credit, or a monthly account without terms that cover it (A2)."""
        if self.consent_ref:
            return False
        return self.pay is Pay.CREDIT or (self.pay is Pay.MONTHLY and not self.terms_ok)

    @property
    def consented(self) -> bool:
        return CREDIT.complete(self)

    @property
    def rejected(self) -> bool:
        """The credit was refused, and nobody has thought again; or whoever asked for it took it back."""
        standing = CREDIT.standing(self)
        return self.needs_consent and (standing.refused is not None or standing.withdrawn)

    @property
    def reject_reason(self) -> str:
        refused = CREDIT.standing(self).refused
        return refused.words if refused else ""

    @property
    def money(self) -> MoneyTrack:
        if self.owed <= 0 or self.pay is Pay.COD or self.consented or self.consent_ref:
            return MoneyTrack.CLEARED
        if self.pay is Pay.MONTHLY and self.terms_ok:
            return MoneyTrack.CLEARED
        return MoneyTrack.PARTIAL if self.received > 0 else MoneyTrack.PENDING

    @property
    def cod_held(self) -> Decimal:
        """Reported by logistics and not yet handed to finance."""
        return self.sum(EntryKind.COD_REPORTED) - self.cod_confirmed

    @property
    def cod_confirmed(self) -> Decimal:
        return sum((payment.amount for payment in self.payments if payment.kind is ReceiptKind.COD), ZERO)

    @property
    def cod_to_bring(self) -> Decimal:
        """What logistics still has to bring home (O6)."""
        if self.pay is not Pay.COD:
            return ZERO
        return max(ZERO, self.owed - self.cod_held)

    @property
    def freight_claimed(self) -> Decimal:
        claims = [entry.amount for entry in self.entries if entry.kind is EntryKind.FREIGHT_CLAIMED]
        return claims[-1] if claims else ZERO

    @property
    def freight_settled(self) -> bool:
        """Settled, or no freight to settle."""
        if self.sum(EntryKind.FREIGHT_CONFIRMED) > 0:
            return True
        owed = self.freight_cost and self.freight_by is not FreightBy.COLLECT
        return not self.freight_claimed and not owed

    @property
    def production_ordered(self) -> bool:
        """A production order was issued, and nobody has refused it or taken it back."""
        if self.production_number is None:
            return False
        standing = PRODUCTION.standing(self)
        return standing.asked is not None and standing.refused is None and not standing.withdrawn

    @property
    def being_made(self) -> bool:
        """What it lacks is on its way from the workshop, by a production order that stands (O7)."""
        return self.state is State.PREPARING and self.goods is Goods.SHORT and self.production_ordered

    @property
    def in_production(self) -> bool:
        """A production order is on its way along its chain."""
        return self.production_ordered and not PRODUCTION.standing(self).complete

    @property
    def passed(self) -> bool:
        """Nothing of quality's stands between the goods and their way (O4)."""
        return not self.inspected or INSPECTION.standing(self).complete

    @property
    def open_problems(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.resolved_at is None)

    @property
    def sound(self) -> bool:
        """What later steps stand on (O3, O4, O6): undoing a step must not take it away under them."""
        released = self.state not in (State.NEW, State.PREPARING, State.CANCELLED)
        if released and (self.slip is None or not self.gate_open):
            return False
        if self.state in (State.SHIPPED, State.ARRIVED, State.CLOSED) and self.to_ship:
            return False
        if released and self.shipments and not self.passed:
            return False
        if any(self.shipped(at) < qty for at, qty in self.in_returns):
            return False
        if self.cod_held < 0 or self.received < 0 or self.waived > self.total:
            return False
        confirmed = self.sum(EntryKind.FREIGHT_CONFIRMED)
        if confirmed > 0 and not (self.freight_claimed or self.freight_cost):
            return False
        if self.state is State.CLOSED:
            return not [one for one in self.to_close if one != "arrival"]
        return not (self.shipment_informed_at and not self.shipments)

    # goods ------------------------------------------------------------------------------------------
    @property
    def vehicle(self) -> Vehicle:
        return Vehicle.ARRANGED if self.vehicle_at else Vehicle.PENDING

    @property
    def gate_open(self) -> bool:
        """O3: goods ready, money cleared, and no price below the list that nobody signed."""
        return self.goods is Goods.READY and self.money is MoneyTrack.CLEARED and not self.price_waits

    @property
    def price_waits(self) -> bool:
        """Whether a price below the list was asked for and isn't signed (O1)."""
        return PRICE.holds(self) and not PRICE.standing(self).complete

    @property
    def on_hold(self) -> bool:
        """M6: nothing is delivered to the customer; what is paid for is theirs and goes."""
        return self.stopped is not None and self.owed > 0

    def shipped(self, position: int) -> Decimal:
        return sum(
            (qty for shipment in self.shipments for at, qty in shipment.parts if at == position), Decimal(0)
        )

    @property
    def to_ship(self) -> tuple[tuple[int, Decimal], ...]:
        rest = ((at, line.qty - self.shipped(at)) for at, line in enumerate(self.lines))
        return tuple((at, qty) for at, qty in rest if qty > 0)

    @property
    def worth_shipped(self) -> Decimal:
        """What everything shipped so far comes to."""
        return worth((self.shipped(at), line.price) for at, line in enumerate(self.lines))

    @property
    def waybill(self) -> str:
        return next((shipment.waybill for shipment in reversed(self.shipments) if shipment.waybill), "")

    @property
    def to_close(self) -> tuple[str, ...]:
        """What still stands between an arrived order and closing (O6), by name."""
        missing = []
        if self.state is not State.ARRIVED:
            missing.append("arrival")
        if self.informed_at is None:
            missing.append("inform")
        if self.receipt and self.receipt_at is None:
            missing.append("receipt")
        if self.cod_held > 0:
            missing.append("cod_confirm")
        if self.owed > 0 and self.pay is Pay.COD:
            missing.append("cod")
        if self.owed > 0 and self.pay is Pay.PREPAID:
            missing.append("payment")
        if not self.freight_settled:
            missing.append("freight")
        if self.open_problems:
            missing.append("problem")
        return tuple(missing)


_DIRECTOR = Block((Seat(role=Role.DIRECTOR),))


def _credit(order: Order) -> tuple[Block, ...]:
    return (_DIRECTOR, heads_of(order.concerned))


CREDIT = Chain[Order](
    name="credit",
    code="A2",
    blocks=_credit,
    holds=lambda o: o.needs_consent,
    asks=lambda o: o.state is State.PREPARING and o.money is not MoneyTrack.CLEARED,
    kinds={"sign": ("sign", "reject")},
    roles=frozenset({Role.DIRECTOR, Role.EXECUTIVE, Role.FINANCE, Role.LOGISTICS}),
    up=True,
    again=True,
    money=True,
)
"""A2: the director, then side by side the heads of the departments concerned."""

_PRODUCTION = one_by_one(
    Seat(role=Role.SUPERVISOR, kind="production_sign"),
    Seat(role=Role.PURCHASING, kind="production_material"),
    Seat(role=Role.EXECUTIVE, kind="production_sign"),
    Seat(role=Role.FACTORY, kind="production_give"),
    Seat(role=Role.WORKSHOP_LEAD, kind="production_accept"),
    Seat(role=Role.TECHNICAL, kind="production_ticket"),
)

PRODUCTION = Chain[Order](
    name="production",
    code="O7",
    blocks=lambda _o: _PRODUCTION,
    holds=lambda o: o.production_ordered and o.goods is Goods.SHORT,
    asks=lambda o: o.state is State.PREPARING,
    kinds={
        "production_sign": ("sign", "reject"),
        "production_material": ("sign", "reject", "material"),
        "production_give": ("production_give",),
        "production_accept": ("production_accept",),
        "production_ticket": ("production_ticket",),
    },
    roles=frozenset(seat.role for block in _PRODUCTION for seat in block.seats),
)
"""O7: three sign in turn, then three act in turn."""

LOWERING = Chain[Order](
    name="lowering",
    code="C5",
    blocks=lambda _o: one_by_one(Seat(role=Role.DIRECTOR, kind="sign_change")),
    holds=lambda o: o.proposed is not None,
    asks=lambda o: o.state in (State.PREPARING, State.RELEASED),
    kinds={"sign_change": ("sign", "reject")},
    roles=frozenset({Role.DIRECTOR}),
    counts=lambda o: o.proposals,
    money=True,
)
"""C5, M4: a change that lowers what is owed."""


def _priced(order: Order) -> bool:
    standing = PRICE.standing(order)
    return standing.asked is not None and not standing.withdrawn


PRICE: Chain[Order] = Chain(
    name="price",
    code="O1",
    blocks=lambda _o: one_by_one(Seat(role=Role.DIRECTOR, kind="sign_price")),
    holds=_priced,
    asks=lambda o: o.state is State.PREPARING,
    kinds={"sign_price": ("sign", "reject")},
    roles=frozenset({Role.DIRECTOR, Role.EXECUTIVE}),
    up=True,
    again=True,
    money=True,
)
"""O1: a price below the list. The order is made ready meanwhile, and doesn't leave."""

INSPECTION = Chain[Order](
    name="inspection",
    code="O4",
    blocks=lambda _o: one_by_one(Seat(role=Role.QUALITY, kind="inspect")),
    holds=lambda o: o.inspected and o.state is State.RELEASED,
    kinds={"inspect": ("pass", "reject")},
    roles=frozenset({Role.QUALITY}),
    again=True,
)
"""O4: quality passes goods and packing, where the company asks for it."""

CHAINS = (LOWERING, PRICE, CREDIT, PRODUCTION, INSPECTION)


def _dropped(order: Order, chain: str, _moment: Moment) -> Order:
    """Without its change; a credit or a production order that was taken back follows from its own lines."""
    return replace(order, proposed=None) if chain == LOWERING.name else order


PASSING = Passing[Order](
    code="A2",
    chains=(LOWERING, CREDIT, PRODUCTION),
    states=frozenset({State.PREPARING, State.RELEASED}),
    drops=_dropped,
    takes_back=frozenset({Role.SERVICE, Role.ASSISTANT, Role.SALES}),
)
