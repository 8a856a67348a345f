"""What follows from a form: what it keeps itself, what it asks of other cases, and why it can't. Pure.

The closed list stands in `store.forms.effects`; here is what each does.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from store.customers.requests import ApplySigned, Grade
from store.forms import requests as ask
from store.forms.conditions import all_hold
from store.forms.definition import Effect
from store.forms.state import APPROVED, Form, Kept, State, people_of
from store.forms.values import resolved
from store.orders.requests import AgreeFreight, ConsentOrder
from store.process.steps import Entailed
from store.requests import Area, Refused

CARRIED_OUT = frozenset(
    {
        *(
            "tell",
            "task",
            "order.consent",
            "order.freight",
            "customer.terms",
            "customer.limit",
            "customer.owner",
        ),
        *("customer.class", "access.grant", "form.open", "breach.propose", "budget.set", "trial.book"),
        *("contract.register", "contract.end"),
    }
)
"""Those that have something to change yet; a form with another isn't offered."""


def moments(old: Form, new: Form) -> tuple[str, ...]:
    """What a step brought the form to, as its file names it."""
    if old.state is new.state:
        return ()
    approved = ("approved",) if old.state not in APPROVED and new.state in APPROVED else ()
    also = {State.DONE: "done", State.REJECTED: "rejected", State.WITHDRAWN: "withdrawn"}.get(new.state)
    return (*approved, also) if also else approved


def effects_on(form: Form, *on: str) -> list[Effect]:
    found = (effect for effect in form.definition.effects if effect.on in on)
    return [
        one for one in found if one.when is None or all_hold(one.when.items(), form.values, missing=False)
    ]


def _given(form: Form, effect: Effect) -> dict[str, Any]:
    about = form.subject.number if form.subject else None
    return {
        name: resolved(value, form.definition, form.values, about=about, starter=form.creator_id)
        for name, value in effect.arguments.items()
    }


def kept_of(form: Form, on: str) -> tuple[Kept, ...]:
    """What the form keeps itself."""
    return tuple(kept for effect in effects_on(form, on) if (kept := _kept(form, effect)) is not None)


def _kept(form: Form, effect: Effect) -> Kept | None:
    given, customer = _given(form, effect), form.subject.customer_id if form.subject else None
    match effect.do:
        case "trial.book":
            return Kept(
                does=effect.do, member_id=given["engineer"], day=_day(given["day"]), customer_id=customer
            )
        case "budget.set":
            month = _day(given.get("month"))
            return Kept(does=effect.do, key=str(given["kind"]), amount=_money(given["amount"]), day=month)
        case "contract.register":
            return Kept(
                does=effect.do,
                customer_id=customer,
                day=_day(given["from"]),
                until=_day(given["until"], last=True),
                notice=_whole(given["notice"]),
                months=_whole(given.get("renewal")),
                key=str(given.get("number") or ""),
                note=str(given.get("subject") or ""),
                amount=_money(given.get("amount")),
            )
        case "contract.end":
            ends = str(form.subject.case_id) if form.subject else ""
            return Kept(does=effect.do, day=_day(given.get("day")), key=ends)
        case _:
            return None


def refused_by(old: Form, new: Form) -> Refused | None:
    """Why what would follow can't: then the signature can't be given either."""
    for kept in new.kept[len(old.kept) :]:
        if kept.does == "trial.book" and (kept.member_id, kept.day) in new.taken:
            return Refused(reason="day_taken", facts={"day": kept.day})
    return None


def entailed(old: Form, new: Form) -> Sequence[Entailed]:
    """What is asked of other cases, each at most once."""
    effects = effects_on(new, *moments(old, new))
    return (*_of_customer(new, effects), *_of_order(new, effects), *_opened(new, effects))


def _of_customer(form: Form, effects: Sequence[Effect]) -> list[Entailed]:
    said: dict[str, Any] = {}
    customer = form.subject.customer if form.subject else None
    for effect in effects:
        given = _given(form, effect)
        match effect.do:
            case "customer.terms":
                said["monthly"] = None if given["terms"] is None else given["terms"] == "monthly"
            case "customer.limit":
                said["credit_limit"] = _money(given["amount"])
            case "customer.owner":
                said["sales_id"] = given["member"]
            case "customer.class":
                said["grade"] = Grade(str(given["class"]).lower()) if given["class"] else None
            case "access.grant":
                said |= {"opened_to": given["member"], "until": _day(given["until"], last=True)}
                customer = given.get("customer") or customer
    if not said or customer is None:
        return []
    said = {name: value for name, value in said.items() if value is not None}
    request = ApplySigned(number=customer, ref=f"F{form.number}", **said)
    return [Entailed(area=Area.CUSTOMERS, request=request)]


def _of_order(form: Form, effects: Sequence[Effect]) -> list[Entailed]:
    if form.subject is None or form.subject.area != Area.ORDERS:
        return []
    found: list[Entailed] = []
    for effect in effects:
        given = _given(form, effect)
        if effect.do == "order.freight" and _money(given["amount"]) is not None:
            freight = AgreeFreight(number=form.subject.number, amount=given["amount"])
            found.append(Entailed(area=Area.ORDERS, request=freight))
        if effect.do == "order.consent":
            consent = ConsentOrder(
                number=form.subject.number, ref=f"F{form.number}", until=_day(given["due"])
            )
            found.append(Entailed(area=Area.ORDERS, request=consent))
    return found[:1]


def _opened(form: Form, effects: Sequence[Effect]) -> list[Entailed]:
    """The next form, for whoever is to fill it in."""
    found = []
    for effect in effects:
        given = _given(form, effect)
        if effect.do == "form.open":
            kind, to, said = str(given["kind"]), effect.arguments["to"], given.get("values") or {}
        elif effect.do == "breach.propose":
            kind, to = "breach", "starter"
            said = {name: value for name, value in given.items() if value is not None}
        else:
            continue
        for member in _members(form, to):
            about = form.subject.number if form.subject else None
            request = ask.StartForm(kind=kind, about=about, values=_plain(said), opened_for=member)
            found.append(Entailed(area=Area.FORMS, request=request))
    return found[:1]


def _members(form: Form, to: Any) -> list[int]:
    """Persons by id; whoever a role stands for is found as the form is opened, its starter where nobody is named."""
    seats = [one for one in people_of(form, to) if not isinstance(one, str)]
    named = [seat.member for seat in seats if seat.member is not None]
    return named or ([form.creator_id] if form.creator_id is not None else [])


def _plain(said: Any) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        match value:
            case Decimal():
                return str(value)
            case date():
                return value.isoformat()
            case tuple():
                return [plain(one) for one in value]
            case _:
                return value

    return {str(name): plain(value) for name, value in dict(said).items()}


def _day(value: Any, *, last: bool = False) -> date | None:
    if isinstance(value, tuple):
        value = value[-1 if last else 0] if value else None
    if isinstance(value, str):
        return date.fromisoformat(value)
    return value if isinstance(value, date) else None


def _money(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)
