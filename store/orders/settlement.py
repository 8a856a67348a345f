"""What an order's goods are paid with: money that came for it, and what the customer was let off (O2, O6, M1)."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from store.money.state import ZERO, Charge, Credit, CreditKind, Payment, ReceiptKind
from store.process.changes import Part, kept_as


@dataclass(frozen=True, kw_only=True)
class Settlement(Part):
    payments: tuple[Payment, ...] = ()
    """Money of the book that is for this order, what went back among it."""
    credits: tuple[Credit, ...] = ()
    charges: tuple[Charge, ...] = ()
    """What its shipments have charged the customer with."""
    round: int = field(default=0, metadata=kept_as("money_round"))
    """Counts finance's answers."""
    again: date | None = field(default=None, metadata=kept_as("money_again"))
    """When finance is asked again."""
    due_on: date | None = None
    """The day by which what is still owed at closing is due (O6, M1)."""

    @property
    def received(self) -> Decimal:
        """Only money that came and stayed: transfers found and COD money that finance holds, less refunds. Below zero where the
        bank took back money of which a part had been given back."""
        return sum((one.amount for one in self.payments), ZERO)

    @property
    def entered(self) -> Decimal:
        """The same before the bank took any of it back: never below zero."""
        return sum((one.amount for one in self.payments if one.kind is not ReceiptKind.BOUNCE), ZERO)

    @property
    def cod_confirmed(self) -> Decimal:
        return sum((one.amount for one in self.payments if one.kind is ReceiptKind.COD), ZERO)

    @property
    def waived(self) -> Decimal:
        """What the customer was let off by a signed step of another area: total = received + owed + waived (C5)."""
        return sum((one.amount for one in self.credits), ZERO)

    @property
    def returned(self) -> Decimal:
        """What goods that came back were worth (R1)."""
        return sum((one.amount for one in self.credits if one.kind is CreditKind.RETURN), ZERO)

    @property
    def charged(self) -> Decimal:
        return sum((one.amount for one in self.charges), ZERO)

    def left_of(self, total: Decimal) -> Decimal:
        """What of a total is still to be paid; negative when the customer paid too much."""
        return total - self.received - self.waived

    def paid(self, payment: Payment) -> "Settlement":
        return replace(self, payments=(*self.payments, payment))

    def let_off(self, credit: Credit) -> "Settlement":
        return replace(self, credits=(*self.credits, credit))

    def charge(self, charge: Charge) -> "Settlement":
        return replace(self, charges=(*self.charges, charge))

    def fall_due(self, day: date) -> "Settlement":
        """What was due with the goods' arrival is due on this day."""
        return replace(
            self,
            charges=tuple(replace(one, due_on=day) if one.due_on is None else one for one in self.charges),
        )

    def move_due(self, charges: Collection[int | None], day: date) -> "Settlement":
        """Those charges, and what is left at closing, are due on another day (M4)."""
        moved = tuple(replace(one, due_on=day) if one.id in charges else one for one in self.charges)
        return replace(self, charges=moved, due_on=day if self.due_on is not None else None)

    def ask_anew(self) -> "Settlement":
        """Finance's answer was about another sum, or another way to pay."""
        return replace(self, round=self.round + 1, again=None)

    def look_again(self, today: date) -> "Settlement":
        """Finance has answered for today; what is still missing comes back to it tomorrow."""
        return replace(self, round=self.round + 1, again=today + timedelta(days=1))
