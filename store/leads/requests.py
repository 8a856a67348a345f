"""What may be asked of a lead (U6)."""

from enum import StrEnum

from pydantic import Field

from store.requests import CaseRequest, Name, Request, Words


class Stage(StrEnum):
    """How far it is followed up, in this order. What ends it is no stage."""

    FOUND = "found"
    TOUCHED = "touched"  # the first contact
    NEEDS = "needs"
    SHOWN = "shown"  # demonstration
    TALKS = "talks"  # negotiation


class OpenLead(Request):
    """`/lead` with its labelled lines: whoever finds it owns it (U2)."""

    customer: Name
    contact: str = Field(default="", max_length=64)
    mobile: str = Field(default="", max_length=40)
    region: str = Field(default="", max_length=64)
    needs: Words = ""
    source: str = Field(default="", max_length=64)
    note: Words = ""


class MoveLead(CaseRequest):
    """`/lead L3 STAGE [TEXT]`: without a stage the next one."""

    stage: Stage | None = None
    text: Words = ""


class NoteLead(CaseRequest):
    """`/lead L3 TEXT`: somebody spoke with them."""

    text: Words = Field(min_length=1)


class SignLead(CaseRequest):
    """`/lead L3 signed`: they are a customer now, the finder's own."""


class LoseLead(CaseRequest):
    """`/lead L3 lost REASON`."""

    reason: Words = Field(min_length=1)
