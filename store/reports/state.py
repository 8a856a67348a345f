"""A report that is handed in, as a value (P1). Its figures stay in the row: they are read when they are shown."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from store.reports.requests import Report

LETTER = "B"


class State(StrEnum):
    NEW = "new"  # being drafted; no case yet
    DRAFTED = "drafted"  # counted anew whenever somebody looks
    SUBMITTED = "submitted"  # what was counted then stays
    RECEIVED = "received"


ENDED = frozenset({State.RECEIVED})
FROZEN = frozenset({State.SUBMITTED, State.RECEIVED})


@dataclass(frozen=True, kw_only=True)
class MonthReport:
    number: int
    state: State
    kind: Report
    month: date
    subject: str = ""
    customer_id: int | None = None
    customer: str = ""
    """Whom it is about, of those that are about one. Never stored: as they are called now."""
    member_id: int | None = None
    """Whose customer they were when it was drafted."""
    said: str = ""
    """Why it is so, and what is done about it."""
    submitted_at: datetime | None = None
    submitted_id: int | None = None
    received_at: datetime | None = None
    drafted: bool = False
    """Being opened: whether the month has one already. Never stored."""
