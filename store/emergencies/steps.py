"""The table of an emergency's steps (O11): anybody raises it, and anybody may say how it was dealt with."""

from collections.abc import Mapping

from store.company import Role
from store.emergencies import requests as ask
from store.emergencies import rules
from store.emergencies.state import Emergency, State
from store.process.steps import Step, Tell

MEMBERS = frozenset(Role)
OPEN = frozenset({State.OPEN})

_TABLE = (
    Step[Emergency](name="raise_emergency", code="O11", asks=ask.RaiseEmergency, event="EmergencyRaised", roles=MEMBERS,
                    states=frozenset({State.NEW}), judge=rules.always, act=rules.open_it,
                    tells=(Tell(notice="photo", to=("director",), document="photo", money=True,
                                when=lambda _old, new: new.photo is not None),)),
    Step[Emergency](name="settle_emergency", code="O11", asks=ask.SettleEmergency, event="EmergencySettled", roles=MEMBERS,
                    states=OPEN, judge=rules.always, act=rules.settle, answers=frozenset({"emergency"}),
                    tells=(Tell(notice="settled", to=("creator", "director"), money=True),)),
    Step[Emergency](name="add_to_emergency", code="O11", asks=ask.AddToEmergency, event="EmergencyPictureKept",
                    roles=MEMBERS, states=OPEN, judge=rules.always, act=rules.keep, undoable=False,
                    tells=(Tell(notice="added", to=("creator", "director"), money=True),)),
)  # fmt: skip

STEPS: Mapping[str, Step[Emergency]] = {step.name: step for step in _TABLE}
