"""What may be asked of storage (W2)."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from store.requests import CaseRequest, Day, Number, Request, Words

SquareMetres = Annotated[Decimal, Field(ge=0, le=Decimal("9999999.999"), decimal_places=3)]
"""Zero is out."""


class AreaOf(Request):
    """`/area NAME M2 [PLACE] [DATE]`: by the number of the customer's file; without a figure what they have."""

    customer: Number
    area: SquareMetres | None = None
    place: str = Field(default="", max_length=40)
    day: Day | None = None


class ListAreas(Request):
    """`/area` alone: who has how much."""

    page: int = Field(default=1, ge=1, le=100_000)


class OpenStorage(Request):
    """A customer's first room."""

    customer: Number
    area: SquareMetres
    place: str = Field(default="", max_length=40)
    day: Day | None = None


class NoteArea(CaseRequest):
    """From that day on they have so much there."""

    area: SquareMetres
    place: str = Field(default="", max_length=40)
    day: Day | None = None


class DraftFee(CaseRequest):
    """The clock's, on the month's last working day."""

    month: Day
    """Its first day."""


class ConfirmFee(CaseRequest):
    """The fee is right, and is charged."""


class SignCorrection(CaseRequest):
    """What was charged too much is given back."""


class RefuseCorrection(CaseRequest):
    """It isn't, and why."""

    text: Words = Field(min_length=1)


class AgreeToFee(CaseRequest):
    """The customer has heard it and agrees."""


class DisputeFee(CaseRequest):
    """The customer has heard it and doesn't."""

    text: Words = Field(min_length=1)
