"""An order as a value: what it is now, and what follows from it. Steps make a new one; nothing here is stored."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from store.company import Role
from store.money.reckoning import worth
from store.money.state import ZERO
from store.orders.arrival import Arrival
from store.orders.chains import CREDIT, INSPECTION, PRICE, PRODUCTION
from store.orders.freight import Freight
from store.orders.items import Entry, Line, OffList, OnAccount, Problem, Shipment, Slip
from store.orders.requests import ChangeOrder, Pay
from store.orders.settlement import Settlement
from store.orders.shortage import Shortage
from store.orders.tracks import EntryKind, Goods, MoneyTrack, State
from store.process.chain import Signature, Signers


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
    shortage: Shortage = field(default_factory=Shortage)
    signatures: tuple[Signature, ...] = ()
    """What was asked, signed and refused, of all its chains."""
    concerned: tuple[Role, ...] = ()
    """The departments whose heads sign a credit after the director, as the company had it when that was asked (A2)."""
    signers: Signers | None = field(default=None, compare=False, repr=False)
    """Who signs its credit, as the form says that it opened for it; None: the director, then those heads."""
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

    freight: Freight = field(default_factory=Freight)
    consent_ref: str = ""
    """The signed form by which it may go out unpaid (A2)."""

    stopped: int | None = None
    """The collection in which deliveries to the customer were stopped (M6)."""
    slip: Slip | None = None
    shipments: tuple[Shipment, ...] = ()
    arrival: Arrival = field(default_factory=Arrival)
    urged_at: datetime | None = None
    cancel_reason: str = ""
    problems: tuple[Problem, ...] = ()
    problem_round: int = 0
    closed_at: datetime | None = None
    entries: tuple[Entry, ...] = ()
    settlement: Settlement = field(default_factory=Settlement)
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
    def owed(self) -> Decimal:
        """What is still to be paid for all of its goods, shipped or not; negative when the customer paid too much."""
        return self.settlement.left_of(self.total)

    @property
    def to_refund(self) -> Decimal:
        """What is too much: everything of a cancelled order, else what goes beyond the total (O9)."""
        if self.state is State.CANCELLED:
            return max(ZERO, self.settlement.received)
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
        return MoneyTrack.PARTIAL if self.settlement.received > 0 else MoneyTrack.PENDING

    @property
    def cod_held(self) -> Decimal:
        """Reported by logistics and not yet handed to finance."""
        return self.sum(EntryKind.COD_REPORTED) - self.settlement.cod_confirmed

    @property
    def cod_to_bring(self) -> Decimal:
        """What logistics still has to bring home (O6)."""
        if self.pay is not Pay.COD:
            return ZERO
        return max(ZERO, self.owed - self.cod_held)

    @property
    def freight_settled(self) -> bool:
        """Settled, or no freight to settle."""
        return self.freight.settled(self.entries)

    @property
    def production_ordered(self) -> bool:
        """A production order was issued, and nobody has refused it or taken it back."""
        if self.shortage.production_number is None:
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
        if self.cod_held < 0 or self.settlement.entered < 0 or self.settlement.waived > self.total:
            return False
        confirmed = self.sum(EntryKind.FREIGHT_CONFIRMED)
        if confirmed > 0 and not self.freight.to_pay(self.entries):
            return False
        if self.state is State.CLOSED:
            return not [one for one in self.to_close if one != "arrival"]
        return not (self.arrival.shipment_told_at and not self.shipments)

    # goods ------------------------------------------------------------------------------------------
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
        if self.arrival.told_at is None:
            missing.append("inform")
        if self.receipt and self.arrival.receipt_at is None:
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
