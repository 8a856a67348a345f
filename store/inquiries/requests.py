"""What may be asked of an inquiry (U7)."""

from enum import StrEnum

from pydantic import Field

from store.company import Role
from store.requests import CaseRequest, Day, Request, Words


class Matter(StrEnum):
    """What a customer says: feedback is kept for the month, a question is answered."""

    QUESTION = "question"
    FEEDBACK = "feedback"


class TakeInquiry(Request):
    """`/inquiry` with its labelled lines. The customer needn't be on file: anybody may ask."""

    text: Words = Field(min_length=1)
    customer: str = Field(default="", max_length=64)
    matter: Matter = Matter.QUESTION
    contact: str = Field(default="", max_length=64)
    phone: str = Field(default="", max_length=40)
    department: Role = Role.SERVICE
    """Whom it goes to."""
    by: Day | None = None
    """By when; the end of the next working day unless said."""


class PassInquiry(CaseRequest):
    """`/inquiry Q5 DEPARTMENT [TEXT]`: it is another's to answer."""

    department: Role
    text: Words = ""


class AnswerInquiry(CaseRequest):
    """`/inquiry Q5 TEXT`: what is to be told."""

    text: Words = Field(min_length=1)


class TellAnswer(CaseRequest):
    """Whoever asked has heard it."""


class DropInquiry(CaseRequest):
    """`/inquiry Q5 off REASON`: it needs no answer any more."""

    reason: Words = Field(min_length=1)
