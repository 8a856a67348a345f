"""The table of a fee's steps (M2): whoever does the work enters it."""

from collections.abc import Mapping

from store.charges import requests as ask
from store.charges import rules
from store.charges.state import Fee, State
from store.company import Role
from store.process.steps import Step, Tell

CHARGERS = frozenset({Role.WAREHOUSE, Role.ORDER_CLERK, Role.SERVICE})

_TABLE = (
    Step[Fee](name="charge_fee", code="M2", asks=ask.ChargeFee, event="FeeCharged", roles=CHARGERS,
              states=frozenset({State.NEW}), judge=rules.may_charge, act=rules.charge,
              tells=(Tell(notice="booked", to=("salesperson",), money=True),)),
)  # fmt: skip

STEPS: Mapping[str, Step[Fee]] = {step.name: step for step in _TABLE}
