"""What may be asked of a complaint (C1 to C5)."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from store.company import Role
from store.requests import CaseRequest, Day, Money, Name, Number, Price, Request, Words

Text = Annotated[str, Field(min_length=1, max_length=500)]
Score = Annotated[int, Field(ge=1, le=5)]
"""How content the customer is: 5 is the best."""


class Channel(StrEnum):
    """How the complaint came in (C1)."""

    PHONE = "phone"
    EMAIL = "email"
    SITE = "site"
    OTHER = "other"


class Severity(StrEnum):
    """How pressing it is: all but the first shorten the limits."""

    NORMAL = "normal"
    SERIOUS = "serious"
    FAULT = "fault"  # a quality fault in use: technical and leadership hear of it at once (C4)


class TakeComplaint(Request):
    """`/complain` with its labelled lines (C1). With an order, or its slip, the customer may be left out."""

    customer: Name | str = Field(default="", max_length=64)
    order: Number | None = None
    slip: Number | None = None
    channel: Channel = Channel.PHONE
    text: Text
    since: Day | None = None
    severity: Severity = Severity.NORMAL
    contact: str = Field(default="", max_length=64)
    phone: str = Field(default="", max_length=40)


class UrgeComplaint(CaseRequest):
    """`/urge C`: tells whoever has the ball."""


class AttachPicture(CaseRequest):
    """A photo or file that belongs to the complaint, sent without words."""


class TakeUp(CaseRequest):
    """`/takeup C`: somebody looks after it (C1)."""


class FindCause(CaseRequest):
    """`/cause C` (C2): ours or not; if so, whose."""

    ours: bool
    department: Role | None = None
    person: str = Field(default="", max_length=64)
    text: Text


class ProposeRemedy(CaseRequest):
    """`/remedy C` (C3, C5): what is done for the customer, what it costs, and what they are let off."""

    text: Text
    cost: Price = Decimal(0)
    deduction: Money | None = None


class AskFigure(CaseRequest):
    """A remedy or its result with a figure in its words that no line accounts for: what it is, is asked first."""

    command: str = Field(max_length=4096)
    """All that was said, as a command: each answer adds a line to it."""
    figure: str = Field(max_length=32)
    kinds: tuple[str, ...]
    """What of money it may be, by labels."""


class AnswerFigure(Request):
    """What the figure is: a label of money, or none of them."""

    kind: Literal["expense", "deduction", "aside"]


class GiveOpinion(CaseRequest):
    """`/opinion C TEXT`: what the collector says to a deduction (C5)."""

    text: Text


class VerifyClaim(CaseRequest):
    """`/verify C`: the department concerned says that a deduction is justified (C5)."""


class CarryOut(CaseRequest):
    """`/carried C [TEXT]` (C3); with what it really cost: beyond what was signed it is signed again."""

    text: Words = ""
    cost: Price | None = None


class AskCustomer(CaseRequest):
    """`/asked C [DATE]`: the customer has the ball until then, and the clock stands still (C3)."""

    until: Day | None = None


class HearCustomer(CaseRequest):
    """`/heard C [TEXT]`: the customer answered what was asked, and the clock goes on (C3)."""

    text: Words = ""


class RecordAnswer(CaseRequest):
    """`/answer C SCORE [TEXT]`: the customer agrees, and how content they are (C2, C3)."""

    score: Score
    text: Words = ""


class RecordLesson(CaseRequest):
    """`/lesson C TEXT` (C3)."""

    text: Text


class ReopenComplaint(CaseRequest):
    """`/reopen C REASON`: the customer says no (C3)."""

    reason: Text
