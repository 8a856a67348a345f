"""What may be asked of statements (M2)."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from store.requests import CaseRequest, Day, Money, Number, Request, Words

Text = Annotated[str, Field(min_length=1, max_length=500)]


class How(StrEnum):
    """How the customer agreed."""

    PHONE = "phone"
    PHOTO = "photo"
    CHAT = "chat"


class DraftStatement(Request):
    """`/statement NAME [MONTH]`: by the number of the customer's file and a day of the month; without one, of last month."""

    customer: Number
    month: Day | None = None


class ReviseStatement(CaseRequest):
    """`/issue S3 revise TEXT`: a new revision of one that went out takes the place of the one before, and why. What was agreed
    is to be agreed anew."""

    text: Text


class IssueStatement(CaseRequest):
    """`/issue S3`: it goes to the customer, and never changes again."""


class QueryStatement(CaseRequest):
    """Something in the draft is not right: finance and the salesperson hear of it."""

    text: Text


class AgreeStatement(CaseRequest):
    """`/agree S3 [WHO]`: who at the customer agrees, and how."""

    who: Words = ""
    how: How = How.PHONE


class LineDisputed(Request):
    line: Number
    reason: Text
    amount: Money | None = None
    """So much of it; without one, all."""


class DisputeStatement(CaseRequest):
    """`/dispute S3 LINE REASON`: the customer doesn't accept a line, or so much of it; and others at once."""

    line: Number
    reason: Text
    amount: Money | None = None
    more: tuple[LineDisputed, ...] = Field(default=(), max_length=20)

    @property
    def lines(self) -> tuple[LineDisputed, ...]:
        return (LineDisputed(line=self.line, reason=self.reason, amount=self.amount), *self.more)


class SettleDisputes(CaseRequest):
    """Every complaint that was opened for its lines is decided, for good."""


class FollowInvoices(CaseRequest):
    """Invoices for it were issued or taken back: so much stands now."""

    invoiced: Decimal


class SettleStatement(CaseRequest):
    """Everything on it is paid."""


class ShowSheet(CaseRequest):
    """The sheet to forward, as a PDF or a picture."""

    picture: bool = False


class BillStatement(CaseRequest):
    """An invoice for what is agreed of it and not invoiced yet (M3)."""


class ListStatements(Request):
    """`/statement` alone: those that somebody still has to do something with."""

    page: int = Field(default=1, ge=1, le=100_000)
