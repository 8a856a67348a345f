"""What an order's credit asks of its form (A2): who signs, what the order fills in, and what may be said there. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from store.forms.conditions import all_hold
from store.forms.definition import Effect, FormDefinition
from store.forms.state import HOW, Form, State, Subject, seats_of
from store.forms.terms import Reference
from store.forms.values import as_json, fault_of
from store.money.state import ZERO
from store.orders.chains import CREDIT
from store.orders.exceptions import credit_reason
from store.orders.state import Order
from store.process.chain import Block, refused_before
from store.process.steps import Moment
from store.requests import Area, Refused

REASON = "reason"
"""The field of text that says why the customer may owe."""
CHANGED = {"due": "promised", "reason": "credit_reason"}
"""What may be said on the form once it is open, by what a change of the order calls it."""
_KIND_OF_TASK = next(iter(CREDIT.kinds))


@dataclass(frozen=True)
class SignedByForm:
    """As a definition says; what was worked out for an order is kept with it."""

    definition: FormDefinition
    known: dict[Any, tuple[Block, ...]] = field(default_factory=dict)

    def __call__(self, state: Order) -> tuple[Block, ...]:
        """By what decides of them: the sum, the departments, whose the order is, who refused the round before. A signature
        here fills nothing in."""
        why, refused = credit_reason(state), refused_before(state.signatures, CREDIT.name)
        key = (state.total, state.promised, state.concerned, state.sales_id, state.creator_id, why, refused)
        if key not in self.known:
            form = as_asked(self.definition, state)
            self.known[key] = tuple(
                Block(
                    ()
                    if at in form.skipped
                    else tuple(
                        replace(one, kind=_KIND_OF_TASK, filled=False) for one in seats_of(form, block)
                    ),
                    HOW[block.how],
                    refused.seat if refused is not None and refused.block == at else "",
                )
                for at, block in enumerate(self.definition.blocks)
            )
        return self.known[key]

    def fault(self, state: Order, moment: Moment) -> Refused | None:
        """What was said on it is held to its bounds, whichever door it came in by; what was left out keeps it from
        nobody, and the sum is the order's."""
        form, keys = as_asked(self.definition, state), keys_of(self.definition)
        for key in (keys[name] for name in CHANGED if keys[name]):
            value, one = form.values.get(key), self.definition.by_key[key]
            if value is None:
                continue
            if fault := fault_of(one, value, form.values, moment.today, moment.worktime.is_workday):
                return fault
        return None


def as_asked(definition: FormDefinition, order: Order) -> Form:
    """Filled in with what the order says. Which blocks it takes is judged by the whole sum, whatever was paid meanwhile:
    nothing is passed because money came."""
    keys = keys_of(definition)
    asked: dict[str, Any] = {
        keys["amount"]: order.total,
        keys["due"]: order.promised,
        keys["departments"]: order.concerned,
        keys["reason"]: credit_reason(order) or None,
    }
    skipped = tuple(
        at
        for at, block in enumerate(definition.blocks)
        if block.act is not None
        or block.over_budget
        or not (block.when is None or all_hold(block.when.items(), asked))
    )
    said = {**asked, keys["amount"]: max(ZERO, order.owed)}
    return Form(
        number=0,
        state=State.SIGNING,
        definition=definition,
        said={one.key: as_json(one, said.get(one.key)) for one in definition.fields},
        skipped=skipped,
        creator_id=order.creator_id,
        subject=Subject(
            case_id=0,
            area=Area.ORDERS,
            number=order.number,
            title=order.customer,
            title_en=order.customer,
            sales_id=order.sales_id,
        ),
    )


def keys_of(definition: FormDefinition) -> Mapping[str, str]:
    """The fields that the order fills in: those that the consent hands on, the departments, and why it is asked for."""
    effect: Effect | None = next((one for one in definition.effects if one.do == "order.consent"), None)
    named = effect.arguments if effect is not None else {}
    roles = next((one.key for one in definition.fields if one.type == "roles"), "")
    handed = {
        name: said.name if isinstance(said := named.get(name), Reference) else ""
        for name in ("amount", "due")
    }
    told = (one.key for one in definition.fields if one.key == REASON and one.type in ("text", "long"))
    return {**handed, "departments": roles, "reason": next(told, "")}


def changeable(form: Form) -> frozenset[str]:
    """The fields that may be said anew on a form that is there: of one signed with its order those that are the order's."""
    asked = frozenset(one.key for one in form.definition.asked)
    return asked & {keys_of(form.definition)[name] for name in CHANGED} if form.chain else asked
