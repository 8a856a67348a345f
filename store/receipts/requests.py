"""What may be asked of receipts, and of the book by customer (M1)."""

from typing import Annotated

from pydantic import Field

from store.requests import CaseRequest, Day, Money, Name, Number, Request, Words

PARTS = 20


class BookReceipt(Request):
    """`/paid NAME AMOUNT [DAY] [REF]`: a customer's money, by the number of their file; without a day, of today."""

    customer: Number
    amount: Money
    day: Day | None = None
    ref: Words = ""
    named: str = ""
    """How the customer was called: for money a shortened name is asked with the full one."""


class BookUnclaimed(Request):
    """The same with a payer whom nobody on file is called, or of whom nothing is known (`unnamed`)."""

    payer: Name
    unnamed: bool = False
    amount: Money
    day: Day | None = None
    ref: Words = ""


class ClaimReceipt(CaseRequest):
    """`/claim P7 NAME`: whose it is, by the number of their file. Finance's word settles it."""

    customer: Number


class ConfirmClaim(CaseRequest):
    """Finance: it is theirs."""


class RefuseClaim(CaseRequest):
    """Finance: it isn't."""


class PartOfReceipt(Request):
    """`37 8400`; without an amount, all that is left."""

    order: Number
    amount: Money | None = None


class AllotReceipt(CaseRequest):
    """`/allot P7 PARTS`: which orders it is for. One that hasn't shipped is reserved for."""

    parts: Annotated[tuple[PartOfReceipt, ...], Field(min_length=1, max_length=PARTS)]


class AllotAsProposed(CaseRequest):
    """As the bot proposed."""


class LeaveReceipt(CaseRequest):
    """Nothing of it is for any order yet: the customer's money, in advance."""


class BounceReceipt(CaseRequest):
    """`/bounce P7 REASON`: the bank took it back."""

    reason: Words = Field(min_length=1)


class RefundReceipt(CaseRequest):
    """`/refund P7 [AMOUNT]`: given back to the customer; without an amount, what is for no order."""

    amount: Money | None = None


class ShowOwed(Request):
    """`/owed [NAME] [DAY]`: what is owed and how old it is, by the number of a customer's file; without one, of all."""

    customer: Number | None = None
    as_of: Day | None = None
    page: Number = 1
