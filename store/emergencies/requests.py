"""What may be asked of an emergency (O11)."""

from pydantic import Field

from store.requests import CaseRequest, Request, Words


class RaiseEmergency(Request):
    """`/urgent TEXT`, with a photo if there is one."""

    text: Words = Field(min_length=1)


class SettleEmergency(CaseRequest):
    """`/urgent E4 done TEXT`: how it was dealt with."""

    text: Words = Field(min_length=1)


class AddToEmergency(CaseRequest):
    """What is said of it meanwhile, or a photo sent in reply: kept with it, and told."""

    text: Words = ""


class ShowEmergency(CaseRequest):
    """`/urgent E4`."""


class ListEmergencies(Request):
    """`/urgent` alone: those that are open."""
