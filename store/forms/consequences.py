"""What follows from a form: when, what it keeps itself of it, and why it can't. Pure.

The closed list stands in `store.forms.effects`; what is asked of other cases in `store.forms.demands`.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from store.company import Role
from store.forms.conditions import all_hold
from store.forms.definition import Effect, FormDefinition
from store.forms.state import APPROVED, CHAIN, Form, Kept, State
from store.forms.values import day_of, resolved
from store.money.state import ZERO, CreditKind
from store.requests import Area, Refused

CARRIED_OUT = frozenset(
    [
        "tell",
        "task",
        "calendar",
        "order.consent",
        "order.freight",
        "order.place",
        "customer.terms",
        "customer.limit",
        "customer.owner",
        "customer.class",
        "access.grant",
        "contract.register",
        "contract.end",
        "charge",
        "credit",
        "due.move",
        "stock.move",
        "trial.book",
        "budget.set",
        "breach.propose",
        "form.open",
        "form.cancel",
    ]
)
"""Those that have something to change; a form with another isn't offered."""


BUDGET_SET, BUDGET_ADDED = "budget.set", "budget.add"


def moments(old: Form, new: Form) -> tuple[str, ...]:
    """What a step brought the form to, as its file names it."""
    if old.state is new.state:
        return ()
    approved = ("approved",) if old.state not in APPROVED and new.state in APPROVED else ()
    also = {State.DONE: "done", State.REJECTED: "rejected", State.WITHDRAWN: "withdrawn"}.get(new.state)
    return (*approved, also) if also else approved


OF_CONTRACTS = frozenset({"contract.register", "contract.end"})
"""What can't follow any more once the contract was ended."""


def effects_on(form: Form, *on: str) -> list[Effect]:
    found = (effect for effect in form.definition.effects if effect.on in on)
    return [
        one for one in found if one.when is None or all_hold(one.when.items(), form.values, missing=False)
    ]


def in_effect(form: Form) -> bool:
    """Whether it was approved and something followed that stands, though not all is done, or what was to be done couldn't
    be. Signed anew, it would follow a second time; only a signed form takes it back."""
    refused = CHAIN.standing(form).refused
    blocks = form.definition.blocks
    approved = form.state is State.ACTING
    if form.state is State.REJECTED and refused is not None and refused.block < len(blocks):
        approved = all(block.act is not None for block in blocks[refused.block :])
    return approved and any(one.do not in ("tell", "task") for one in effects_on(form, "approved"))


def cancelling(kinds: Iterable[FormDefinition], roles: Collection[Role]) -> str | None:
    """The kind of form by which these roles ask for another to be cancelled."""
    offered = (one for one in kinds if any(effect.do == "form.cancel" for effect in one.effects))
    return next((one.kind for one in offered if set(one.start) & set(roles)), None)


def given(form: Form, effect: Effect) -> dict[str, Any]:
    about = form.subject.number if form.subject else None
    return {
        name: resolved(value, form.definition, form.values, about=about, starter=form.creator_id)
        for name, value in effect.arguments.items()
    }


def kept_of(form: Form, on: str) -> tuple[Kept, ...]:
    """What the form keeps itself."""
    effects = effects_on(form, on)
    kept = [kept for effect in effects if (kept := _kept(form, effect)) is not None]
    customer = form.subject.customer_id if form.subject else None
    fees = [
        Kept(does="credit", customer_id=customer, key=kind, amount=part)
        for kind, number, part in taken_off(form, effects)
        if number is None
    ]
    return (*kept, *fees)


def _kept(form: Form, effect: Effect) -> Kept | None:
    told, about = given(form, effect), form.subject
    kept = Kept(does=effect.do, customer_id=about.customer_id if about else None)
    match effect.do:
        case "trial.book":
            return replace(kept, member_id=told["engineer"], day=day_of(told["day"]))
        case "budget.set":
            amount = money_of(told["amount"])
            does = BUDGET_ADDED if told.get("how") == "add" else BUDGET_SET
            key, month = str(told["kind"]), day_of(told.get("month"))
            return replace(kept, does=does, key=key, amount=amount, day=month)
        case "charge":
            note = str(told.get("note") or "")
            return replace(kept, key=str(told["kind"]), amount=money_of(told["amount"]), note=note)
        case "contract.register":
            return replace(
                kept,
                day=day_of(told["from"]),
                until=day_of(told["until"], last=True),
                notice=_whole(told["notice"]),
                months=_whole(told.get("renewal")),
                key=str(told.get("number") or (about.contract if about else "")),
                note=str(told.get("subject") or ""),
                amount=money_of(told.get("amount")),
            )
        case "contract.end":
            return replace(kept, day=day_of(told.get("day")), key=about.contract if about else "")
        case _:
            return None


def taken_off(form: Form, effects: Iterable[Effect]) -> list[tuple[CreditKind, int | None, Decimal]]:
    """What each effect `credit` takes of which order: of the one named, else of what is due first before others. None is what
    the customer owes beside orders."""
    found: list[tuple[CreditKind, int | None, Decimal]] = []
    left = list(form.owing)
    for effect in effects:
        if effect.do != "credit":
            continue
        told = given(form, effect)
        amount, kind = money_of(told["amount"]) or ZERO, CreditKind(str(told["kind"]))
        if (against := told.get("against")) is not None:
            found.append((kind, against, amount))
            continue
        for at, (number, owed) in enumerate(left):
            part = min(amount, owed)
            if part > 0:
                found.append((kind, number, part))
                amount -= part
                left[at] = (number, owed - part)
    return found


def refused_by(old: Form, new: Form, today: date) -> Refused | None:
    """Why what would follow can't: then the signature can't be given either."""
    for kept in new.kept[len(old.kept) :]:
        if kept.does == "trial.book" and (kept.member_id, kept.day) in new.taken:
            return Refused(reason="day_taken", facts={"day": kept.day})
        if kept.does in OF_CONTRACTS and new.subject and new.subject.ended:
            return Refused(reason="contract_ended", facts={"contract": new.subject.contract})
    for effect in effects_on(new, *moments(old, new)):
        told = given(new, effect)
        if effect.do == "order.consent" and (refused := stands(new)) is not None:
            return refused
        if effect.do == "credit" and not told.get("against"):
            amount, left = money_of(told["amount"]) or ZERO, sum((owed for _, owed in new.owing), ZERO)
            if amount > left:
                return Refused(reason="let_off_too_much", facts={"amount": amount, "left": left})
        if effect.do == "order.place" and (until := day_of(told.get("until"))) and until < today:
            return Refused(reason="quotation_over", facts={"until": until})
    return None


def stands(form: Form) -> Refused | None:
    """The order's credit is asked for by a form of its own: a second one would be another truth."""
    about = form.subject
    if (
        about is None
        or about.consent is None
        or all(one.do != "order.consent" for one in form.definition.effects)
    ):
        return None
    facts = {
        "title": form.definition.title.model_dump(),
        "order": about.number,
        "form": about.consent,
        "shown": {"area": Area.FORMS, "number": about.consent},
    }
    return Refused(reason="form_stands", facts=facts)


def money_of(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)
