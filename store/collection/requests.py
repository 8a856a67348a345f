"""What may be asked of a collection (M4, M6)."""

from enum import StrEnum

from pydantic import Field

from store.requests import CaseRequest, Day, Money, Number, Request, Words


class Result(StrEnum):
    """What came of speaking with a customer about what is due. A promise is recorded with its day and sum."""

    NO_ANSWER = "no_answer"
    WRONG_PERSON = "wrong_person"
    NO_BILL = "no_bill"  # the bill wasn't received
    IN_APPROVAL = "in_approval"
    DISPUTED = "disputed"
    UNDER_WAY = "under_way"  # the money is
    HAS_PAID = "has_paid"
    REFUSES = "refuses"


class OpenCollection(Request):
    """The clock: something is due."""

    customer_id: int


class RecordDun(CaseRequest):
    """`/dun D3 RESULT [TEXT]`."""

    result: Result
    text: Words = ""


class Instalment(Request):
    day: Day
    amount: Money


class RecordPledge(CaseRequest):
    """`/pledge NAME DATE AMOUNT`, or `28号 20000` in reply: they will pay so much by then; in instalments, `more` beside it."""

    day: Day
    amount: Money
    more: tuple[Instalment, ...] = Field(default=(), max_length=23)
    person: str = Field(default="", max_length=64)


class JudgePledges(CaseRequest):
    """The clock: the day of a promise has passed."""


class AskFinance(CaseRequest):
    """Is all entered that came? Before anybody is dunned who has paid."""


class AnswerFinance(CaseRequest):
    """Finance: what came is entered, or nothing came."""

    entered: bool


class ExcludeCollection(CaseRequest):
    """`/dun D3 off DAY REASON`: nobody is spoken to until then."""

    until: Day
    reason: Words = Field(min_length=1)


class SetMeasure(CaseRequest):
    """`/dun D3 measure DAY TEXT`: they don't perform, and this is done about it by then (M6)."""

    until: Day
    text: Words = Field(min_length=1)


class StopDeliveries(CaseRequest):
    """`/dun D3 stop DAY [REASON]`: nothing unpaid leaves the house for them; on that day it is looked at again (M6)."""

    until: Day
    text: Words = ""


class ResumeDeliveries(CaseRequest):
    """`/dun D3 resume [REASON]`: what was stopped goes on."""

    text: Words = ""


class FinishMeasure(CaseRequest):
    """`/dun D3 done [TEXT]`: the measure that was due first is carried out."""

    text: Words = ""


class ShowCollection(Request):
    """`/dun NAME`, by the number of the customer's file."""

    customer: Number


class PledgeOf(Request):
    """`/pledge NAME DATE AMOUNT [DATE AMOUNT …]`, by the number of the customer's file. Of a day alone the sum is asked for."""

    customer: Number
    day: Day
    amount: Money | None = None
    more: tuple[Instalment, ...] = Field(default=(), max_length=23)


class ShowRates(Request):
    """`/report rates [MONTH]`: of the last month that is over, unless one is named."""

    month: Day
    """Its first day."""


class HandInRates(Request):
    """The collector hands a month's rates to the director: they are frozen then."""

    month: Day


class ListCollections(Request):
    """`/dun` alone: whom the speaker is to speak to today."""

    page: int = Field(default=1, ge=1, le=100_000)
