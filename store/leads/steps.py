"""The table of a lead's steps (U6): who may take which, from where, and what it answers."""

from collections.abc import Mapping

from store.customers.access import SELLERS
from store.leads import requests as ask
from store.leads import rules
from store.leads.state import OPEN, Lead, State
from store.process.steps import Step

FOLLOWED = frozenset(OPEN)
ANSWERED = frozenset({"lead"})

_TABLE = (
    Step[Lead](name="open_lead", code="U6", asks=ask.OpenLead, event="LeadFound", roles=SELLERS,
               states=frozenset({State.NEW}), judge=rules.may_open, act=rules.open_lead),
    Step[Lead](name="move_lead", code="U6", asks=ask.MoveLead, event="LeadMoved", roles=SELLERS,
               states=FOLLOWED, judge=rules.may_move, act=rules.move, answers=ANSWERED),
    Step[Lead](name="note_lead", code="U6", asks=ask.NoteLead, event="LeadNoted", roles=SELLERS,
               states=FOLLOWED, judge=rules.may_note, act=rules.note, answers=ANSWERED),
    Step[Lead](name="sign_lead", code="U6", asks=ask.SignLead, event="LeadSigned", roles=SELLERS,
               states=FOLLOWED, judge=rules.may_sign, act=rules.sign, answers=ANSWERED, undoable=False),
    Step[Lead](name="lose_lead", code="U6", asks=ask.LoseLead, event="LeadLost", roles=SELLERS,
               states=FOLLOWED, judge=rules.may_note, act=rules.lose, answers=ANSWERED),
)  # fmt: skip

STEPS: Mapping[str, Step[Lead]] = {step.name: step for step in _TABLE}
