"""Whether an order's goods are there, and whether the customer was told and has signed (O5)."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from store.process.changes import Part, kept_as


@dataclass(frozen=True, kw_only=True)
class Arrival(Part):
    round: int = field(default=0, metadata=kept_as("arrival_round"))
    """Counts the answers «not there yet»."""
    ask: date | None = field(default=None, metadata=kept_as("arrival_ask"))
    """When logistics is asked."""
    at: datetime | None = field(default=None, metadata=kept_as("arrived_at"))
    shipment_told_at: datetime | None = field(default=None, metadata=kept_as("shipment_informed_at"))
    told_at: datetime | None = field(default=None, metadata=kept_as("informed_at"))
    """When the customer was told of the arrival; telling them of the shipment alone doesn't close."""
    receipt_at: datetime | None = None
    """When the signed receipt came back."""

    def awaited(self, today: date) -> "Arrival":
        """Not there yet: asked again tomorrow."""
        return replace(self, round=self.round + 1, ask=today + timedelta(days=1))
