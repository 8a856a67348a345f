"""What an order lacks: since when, until when, and what is done about it (O2, O7)."""

from dataclasses import dataclass, field, replace
from datetime import date

from store.process.changes import Part, kept_as


@dataclass(frozen=True, kw_only=True)
class Shortage(Part):
    until: date | None = field(default=None, metadata=kept_as("short_until"))
    reason: str = field(default="", metadata=kept_as("short_reason"))
    round: int = field(default=0, metadata=kept_as("stock_round"))
    """Counts the workshop's answers «short»."""
    agreed: date | None = None
    """With the customer."""
    agreed_round: int = 0
    """The answer «short» that it was agreed after."""
    production_number: int | None = None
    """0 until it is kept."""

    def found(self, until: date, reason: str) -> "Shortage":
        """The workshop's answer (O2)."""
        return replace(self, until=until, reason=reason, round=self.round + 1)

    def put_off(self, until: date, reason: str) -> "Shortage":
        """Goods can't be there before their material (O7)."""
        return self.found(max(until, self.until or until), reason or self.reason)

    def over(self) -> "Shortage":
        """The goods are there."""
        return replace(self, until=None, reason="")

    def agree(self, day: date | None) -> "Shortage":
        return replace(self, agreed=day, agreed_round=self.round)

    @property
    def to_agree(self) -> bool:
        """Whether the customer hasn't been asked since the last answer «short»."""
        return self.round > self.agreed_round
