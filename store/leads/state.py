"""A lead as a value: steps make a new one; nothing here is stored."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from store.leads.requests import Stage

LETTER = "L"


class State(StrEnum):
    """A stage, or how it ended."""

    NEW = "new"  # being asked for; no case yet
    FOUND = "found"
    TOUCHED = "touched"
    NEEDS = "needs"
    SHOWN = "shown"
    TALKS = "talks"
    SIGNED = "signed"
    LOST = "lost"
    VOID = "void"  # taken back at once


OPEN = tuple(State(stage) for stage in Stage)
ENDED = frozenset({State.SIGNED, State.LOST, State.VOID})


@dataclass(frozen=True, kw_only=True)
class Lead:
    number: int
    state: State
    customer: str
    """As it was typed; a customer's name once signed."""
    contact: str = ""
    mobile: str = ""
    region: str = ""
    needs: str = ""
    source: str = ""
    note: str = ""
    sales_id: int | None = None
    """Whose it is, by member id."""
    found_at: datetime | None = None
    stage_at: datetime | None = None
    """Since when it stands in this stage."""
    spoken_on: date | None = None
    """The day of the latest contact."""
    said: str = ""
    """What was noted last."""
    ping_on: date | None = None
    """The working day on which its salesperson hears of the silence."""
    round: int = 0
    """Every contact begins a new one."""
    lost_why: str = ""
    holder: str = ""
    """Who has the name already: a customer's owner, or another lead's. Never stored."""

    @property
    def next(self) -> Stage | None:
        """The stage after this one; None at the last and where it is over."""
        if self.state not in OPEN or self.state is State.TALKS:
            return None
        return Stage(OPEN[OPEN.index(self.state) + 1])
