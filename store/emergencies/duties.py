"""The table of an emergency's one duty (O11): the director's, at whatever hour it comes. Pure."""

from store.company import Role
from store.emergencies.state import Emergency, State
from store.process.steps import Duty

MINUTES = 30
"""Working minutes until it goes further up."""

DUTIES = (
    Duty[Emergency](kind="emergency", code="O11", role=lambda _emergency: Role.DIRECTOR, actions=("settle_emergency",),
                    holds=lambda emergency: emergency.state is State.OPEN, limit=lambda _emergency, _company: MINUTES,
                    money=True),
)  # fmt: skip
