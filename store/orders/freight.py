"""How an order travels, what that costs and whether it is settled (O4, O6)."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from store.money.state import ZERO
from store.orders.items import Entry
from store.orders.requests import ArrangeVehicle, FreightBy
from store.orders.tracks import EntryKind, Vehicle
from store.process.changes import Part, kept_as


@dataclass(frozen=True, kw_only=True)
class Freight(Part):
    by: FreightBy = field(default=FreightBy.LOGISTICS, metadata=kept_as("freight_by"))
    """Who arranges and pays it."""
    cost: Decimal | None = field(default=None, metadata=kept_as("freight_cost"))
    """As agreed with the carrier, yuan."""
    vehicle_at: datetime | None = None
    """When the vehicle was arranged."""
    carrier: str = ""
    plate: str = ""
    driver_phone: str = ""

    @property
    def vehicle(self) -> Vehicle:
        return Vehicle.ARRANGED if self.vehicle_at else Vehicle.PENDING

    def arranged(self, asked: ArrangeVehicle, at: datetime) -> "Freight":
        """What isn't said this time stays as it was said before."""
        return replace(
            self,
            vehicle_at=at,
            carrier=asked.carrier or self.carrier,
            plate=asked.plate or self.plate,
            driver_phone=asked.phone or self.driver_phone,
            cost=self.cost if asked.cost is None else asked.cost,
        )

    def claimed(self, entries: Iterable[Entry]) -> Decimal:
        """What logistics asked back last; 0 where nothing was."""
        claims = [one.amount for one in entries if one.kind is EntryKind.FREIGHT_CLAIMED]
        return claims[-1] if claims else ZERO

    def to_pay(self, entries: Iterable[Entry]) -> Decimal:
        """What finance is asked to confirm: as claimed, else as agreed with the carrier."""
        return self.claimed(entries) or self.cost or ZERO

    def settled(self, entries: Iterable[Entry]) -> bool:
        """Confirmed, or nothing to confirm: what the consignee pays is none of the company's."""
        entries = tuple(entries)
        if any(one.kind is EntryKind.FREIGHT_CONFIRMED and one.amount > 0 for one in entries):
            return True
        return not self.claimed(entries) and (not self.cost or self.by is FreightBy.COLLECT)
