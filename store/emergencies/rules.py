"""What an emergency's steps change (O11). Pure."""

from dataclasses import replace

from store.emergencies import requests as ask
from store.emergencies.state import Emergency, State
from store.process.steps import Moment
from store.requests import Refused, Request


def always(_emergency: Emergency, _request: Request, _moment: Moment) -> Refused | None:
    return None


def open_it(emergency: Emergency, _request: ask.RaiseEmergency, moment: Moment) -> Emergency:
    return replace(emergency, state=State.OPEN, creator_id=moment.actor.member_id, raised_at=moment.now)


def settle(emergency: Emergency, request: ask.SettleEmergency, moment: Moment) -> Emergency:
    return replace(
        emergency,
        state=State.SETTLED,
        settled=request.text,
        settled_by=moment.actor.name,
        settled_at=moment.now,
    )


def keep(emergency: Emergency, _request: ask.AddToEmergency, _moment: Moment) -> Emergency:
    return emergency


def withdraw(emergency: Emergency) -> Emergency:
    return replace(emergency, state=State.WITHDRAWN)
