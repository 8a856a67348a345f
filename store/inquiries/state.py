"""An inquiry as a value: steps make a new one; nothing here is stored."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from store.company import Role
from store.inquiries.requests import Matter

LETTER = "Q"


class State(StrEnum):
    NEW = "new"  # being taken; no case yet
    ASKED = "asked"  # the department answers
    ANSWERED = "answered"  # whoever took it tells the customer
    CLOSED = "closed"  # told; feedback is closed as it is taken
    DROPPED = "dropped"


ENDED = frozenset({State.CLOSED, State.DROPPED})


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    number: int
    state: State
    text: str
    customer: str = ""
    """As it is on file where it is, else as typed."""
    customer_id: int | None = None
    contact: str = ""
    phone: str = ""
    matter: Matter = Matter.QUESTION
    department: Role = Role.SERVICE
    taker: Role = Role.SERVICE
    """In which role it was taken: that one tells the customer."""
    creator_id: int | None = None
    sales_id: int | None = None
    taken_at: datetime | None = None
    by: date | None = None
    minutes: int = 0
    """Working minutes that were left for the answer when it came to the department."""
    round: int = 0
    """Every department that it goes to begins a new one."""
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    dropped_why: str = ""
