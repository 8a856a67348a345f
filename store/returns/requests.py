"""What may be asked of a return (R1). Quantities are in the unit of the order's own line."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from store.orders.requests import PartAsked
from store.requests import QUANTITY_MAX, CaseRequest, Name, Number, Request, Words


class Bearer(StrEnum):
    """Who has the goods brought back and bears the freight (R1)."""

    DEALER = "dealer"
    SALES = "sales"


class AskReturn(Request):
    """`/return` with the dealer's list; of a customer without an order's number, the order it fits."""

    order: Number | None = None
    customer: Name | str = Field(default="", max_length=64)
    lines: tuple[PartAsked, ...] = Field(min_length=1, max_length=50)
    reason: Words = Field(min_length=1)
    bearer: Bearer = Bearer.DEALER


class Found(Request):
    """What a line really is; none of it is an answer too."""

    product: Name
    qty: Annotated[Decimal, Field(ge=0, le=QUANTITY_MAX, decimal_places=3)]


class CheckReturn(CaseRequest):
    """`/checked R`: content and quantity are right; with lines, those that differ as they should be."""

    lines: tuple[Found, ...] = Field(default=(), max_length=50)


class CancelReturn(CaseRequest):
    """`/cancel R REASON`: the goods aren't coming."""

    reason: Words = Field(min_length=1)


class CountReturn(CaseRequest):
    """`/count R`: received as signed; with lines, those that differ as they were counted."""

    lines: tuple[Found, ...] = Field(default=(), max_length=50)


class ReportNotReturned(CaseRequest):
    """The answer «not yet» to «has it come?»."""


class ConfirmReturn(CaseRequest):
    """`/confirm R`: the dealer agrees with the statement; the photo of the signed paper comes with it, or with a second one."""


class AttachPicture(CaseRequest):
    """A photo or file to keep with the return, sent without saying anything."""


class UrgeReturn(CaseRequest):
    """`/urge R`: tells whoever has the ball."""
