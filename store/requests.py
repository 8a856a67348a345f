"""What every request shares: frozen, keyword-only, bounded before it is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

UNDO_WITHIN = timedelta(minutes=5)
"""So long a step may be taken back, and so long its button stands."""

MONEY_MAX = Decimal("9999999999.99")
QUANTITY_MAX = Decimal("999999999.999")
NUMBER_MAX = 2**31 - 1
"""The most that the databases' integer column holds."""

Money = Annotated[Decimal, Field(gt=0, le=MONEY_MAX, decimal_places=2)]
"""Yuan, above zero, two decimals at most; never rounded."""

Price = Annotated[Decimal, Field(ge=0, le=MONEY_MAX, decimal_places=2)]
"""Yuan per unit; zero is a sample or a gift."""

Quantity = Annotated[Decimal, Field(gt=0, le=QUANTITY_MAX, decimal_places=3)]
"""In the line's own unit, three decimals at most."""

NAME_MAX = 64
Name = Annotated[str, Field(min_length=1, max_length=NAME_MAX)]
Words = Annotated[str, Field(max_length=500)]
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
"""What lies outside is a slip of the pen, and days can't be added to the last there is."""

Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
Number = Annotated[int, Field(ge=1, le=NUMBER_MAX)]
"""A case's number as people type it; per area, without gaps."""


class Area(StrEnum):
    """The kinds of case; the value is the area's name through all layers."""

    ORDERS = "orders"
    COMPLAINTS = "complaints"
    RETURNS = "returns"
    RECEIPTS = "receipts"
    CHARGES = "charges"
    STATEMENTS = "statements"
    INVOICES = "invoices"
    COLLECTION = "collection"
    FORMS = "forms"
    CALENDAR = "calendar"
    CUSTOMERS = "customers"
    LEADS = "leads"
    INQUIRIES = "inquiries"
    REPORTS = "reports"
    EMERGENCIES = "emergencies"
    STORAGE = "storage"


class Request(BaseModel):
    """Something a person asks of the company, in the imperative."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def area_said(request: Request) -> Area | None:
    """The area that a request names itself, where several take it; another's `area` may be square metres."""
    said = getattr(request, "area", None)
    return said if isinstance(said, Area) else None


class CaseRequest(Request):
    """A request about one case of an area."""

    number: Number


class SeatRequest(CaseRequest):
    """What is said in a chain of signatures."""

    area: Area = Area.ORDERS
    chain: str = Field(default="", exclude=True)
    """The one of the case's chains that is meant; empty: whichever has a seat of the speaker's."""


class Sign(SeatRequest):
    """`/sign REF`: whoever's turn it is, in whatever chain."""

    values: dict[str, Any] = Field(default_factory=dict)
    """What is filled in with it, of forms, by field."""


class Reject(SeatRequest):
    """`/reject REF REASON`: the same the other way; the round is over."""

    reason: Words = Field(min_length=1)


class ShowSignatures(CaseRequest):
    """The stub of what all have signed on a case that is no form: a production order, a remedy (O7, C3). Pressed under it."""

    area: Area = Area.ORDERS


class ShowPhotos(CaseRequest):
    """The photos and files that are kept with a case, each as it came. Pressed under it."""

    area: Area = Area.ORDERS


class Withdraw(SeatRequest):
    """`/withdraw REF`: whoever asked for the signatures takes it back."""


class Transfer(SeatRequest):
    """`/transfer REF NAME [REASON]`: somebody else signs instead; who doesn't hold the role, with a reason."""

    to: Name
    reason: Words = ""


class Consult(SeatRequest):
    """`/consult REF NAME [QUESTION]`: somebody says first what they think of it."""

    to: Name
    question: Words = ""


class Advise(SeatRequest):
    """`/advise REF TEXT`: what whoever was asked first thinks of it."""

    text: Words = Field(min_length=1)


class BookDays(Request):
    """What a signed form writes into a member's calendar: days, or an hour of one."""

    member: int
    first: Day
    last: Day
    at: time | None = None
    title: str = Field(min_length=1, max_length=64)
    title_en: str = Field(min_length=1, max_length=64)
    ref: Words
    """The form, as typed: `F3`."""


class UnbookDays(CaseRequest):
    """What a signed form takes out of a member's calendar again."""


class ShowCase(CaseRequest):
    """`/show REF` (O10)."""

    area: Area = Area.ORDERS


class ListCases(Request):
    """An area's command alone: those of its cases that are followed, page by page."""

    area: Area
    page: int = Field(default=1, ge=1, le=100_000)


class ShowHistory(CaseRequest):
    """`/history REF` (O10)."""

    area: Area = Area.ORDERS
    page: int = Field(default=1, ge=1, le=100_000)


class ListTasks(Request):
    """`/tasks`: what the speaker owes (O10)."""

    page: int = Field(default=1, ge=1, le=100_000)


class UndoStep(Request):
    """`/undo [REF]`: the speaker's own latest step, of that case or of all."""

    area: Area = Area.ORDERS
    number: Number | None = None
    event_id: int | None = None
    """The very step that a button offered to take back."""


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A step not taken and why; a template finds the words."""

    reason: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    instead: Request | None = field(default=None, compare=False)
    """What brings about all that was asked where it may be taken: then nothing is refused."""
