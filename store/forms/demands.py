"""What a signed form asks of other cases, or opens there. Pure."""

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from store.customers.requests import ApplySigned, Grade
from store.forms import requests as ask
from store.forms.consequences import effects_on, given, moments, money_of, taken_off
from store.forms.definition import Effect
from store.forms.state import LETTER, Form, people_of
from store.forms.terms import Reference
from store.forms.values import day_of
from store.orders.requests import AgreeFreight, ConsentOrder, LetOff, LineAsked, MoveDue, PlaceOrder
from store.process.steps import Entailed
from store.requests import Area, BookDays, CaseRequest, UnbookDays


def entailed(old: Form, new: Form) -> Sequence[Entailed]:
    effects = effects_on(new, *moments(old, new))
    return (
        *_of_customers(new, effects),
        *_of_order(new, effects),
        *_let_off(new, effects),
        *_cancelled(new, effects),
        *_placed(new, effects),
        *_booked(new, effects),
        *_opened(new, effects),
    )


def _ref(form: Form) -> str:
    return f"{LETTER}{form.number}"


def _of_customers(form: Form, effects: Sequence[Effect]) -> list[Entailed]:
    """What is said of one file is one step of it, and a second where something is said twice."""
    steps: list[tuple[int, dict[str, Any]]] = []
    about = form.subject.customer if form.subject else None
    for effect in effects:
        told = given(form, effect)
        customer = told.get("customer") or about
        said = {name: value for name, value in _said_of_file(effect, told).items() if value is not None}
        if not said or customer is None:
            continue
        if steps and steps[-1][0] == customer and not steps[-1][1].keys() & said.keys():
            steps[-1][1].update(said)
        else:
            steps.append((customer, said))
    return [
        Entailed(area=Area.CUSTOMERS, request=ApplySigned(number=customer, ref=_ref(form), **said))
        for customer, said in steps
    ]


def _said_of_file(effect: Effect, told: dict[str, Any]) -> dict[str, Any]:
    match effect.do:
        case "customer.terms":
            return {"monthly": None if told["terms"] is None else told["terms"] == "monthly"}
        case "customer.limit":
            return {"credit_limit": money_of(told["amount"])}
        case "customer.owner":
            return {"sales_id": told["member"]}
        case "customer.class":
            return {
                "grade": Grade(str(told["class"]).lower()) if told["class"] else None,
                "gathers": told.get("gathers"),
            }
        case "access.grant":
            return {"opened_to": told["member"], "until": day_of(told["until"], last=True)}
        case _:
            return {}


def _of_order(form: Form, effects: Sequence[Effect]) -> list[Entailed]:
    found: list[Entailed] = []
    about = form.subject.number if form.subject and form.subject.area == Area.ORDERS else None
    for effect in effects:
        told = given(form, effect)
        number = told.get("charge") or about
        asked: CaseRequest
        match effect.do:
            case "order.freight" if number is not None and money_of(told["amount"]) is not None:
                asked = AgreeFreight(number=number, amount=told["amount"])
            case "order.consent" if number is not None:
                asked = ConsentOrder(number=number, ref=_ref(form), until=day_of(told["due"]))
            case "due.move" if number is not None and (to := day_of(told["to"], last=True)) is not None:
                asked = MoveDue(number=number, to=to, ref=_ref(form))
            case _:
                continue
        found.append(Entailed(area=Area.ORDERS, request=asked))
    return found


def _cancelled(form: Form, effects: Sequence[Effect]) -> list[Entailed]:
    about = form.subject
    if about is None or not any(effect.do == "form.cancel" for effect in effects):
        return []
    booked = [Entailed(area=Area.CALENDAR, request=UnbookDays(number=one)) for one in about.booked]
    return [Entailed(area=Area.FORMS, request=ask.CancelForm(number=about.number, ref=_ref(form))), *booked]


def _let_off(form: Form, effects: Sequence[Effect]) -> list[Entailed]:
    return [
        Entailed(area=Area.ORDERS, request=LetOff(number=number, kind=kind, amount=part, ref=_ref(form)))
        for kind, number, part in taken_off(form, effects)
        if number is not None
    ]


def _placed(form: Form, effects: Sequence[Effect]) -> list[Entailed]:
    """A quotation that was accepted, by the door through which every order comes."""
    found = []
    for effect in effects:
        if effect.do == "order.place" and form.subject is not None:
            told = given(form, effect)
            order = PlaceOrder(
                customer=form.subject.title,
                lines=tuple(
                    LineAsked(product=one.product, qty=one.qty, unit=one.unit, price=one.price)
                    for one in told["lines"]
                ),
                pay=told["pay"],
                wanted=day_of(told.get("wanted")),
                note=" ".join(filter(None, (str(told.get("note") or ""), _ref(form)))),
            )
            found.append(Entailed(area=Area.ORDERS, request=order))
    return found


def _booked(form: Form, effects: Sequence[Effect]) -> list[Entailed]:
    found = []
    for effect in effects:
        if effect.do != "calendar":
            continue
        told = given(form, effect)
        first, last = day_of(told["day"]), day_of(told["day"], last=True)
        if told["member"] is None or first is None or last is None:
            continue
        titles = _titles(form, effect)
        at: time | None = told.get("at")
        booked = BookDays(
            member=told["member"], first=first, last=last, at=at, title=titles[0], title_en=titles[1], ref=_ref(form)
        )  # fmt: skip
        found.append(Entailed(area=Area.CALENDAR, request=booked))
    return found


def _titles(form: Form, effect: Effect) -> tuple[str, str]:
    """In both languages: a choice by its option's words; what somebody typed behind what the form is called."""
    said = effect.arguments["title"]
    value = given(form, effect)["title"]
    field = form.definition.by_key.get(said.name) if isinstance(said, Reference) else None
    if field is not None and field.type == "choice" and (option := field.option(value)) is not None:
        value = option.label.model_dump()
    called = form.definition.title.model_dump()
    words = (
        value
        if isinstance(value, dict)
        else {language: f"{name} · {value}" for language, name in called.items()}
    )
    return words["zh"][:64], words["en"][:64]


def _opened(form: Form, effects: Sequence[Effect]) -> list[Entailed]:
    """The next form, for whoever is to fill it in."""
    found = []
    for effect in effects:
        told = given(form, effect)
        if effect.do == "form.open":
            kind, to, said = str(told["kind"]), effect.arguments["to"], told.get("values") or {}
        elif effect.do == "breach.propose":
            kind, to = "breach", "starter"
            said = {name: value for name, value in told.items() if value is not None}
        else:
            continue
        for member in _members(form, to):
            about = form.subject.number if form.subject else None
            request = ask.StartForm(kind=kind, about=about, values=_plain(said), opened_for=member)
            found.append(Entailed(area=Area.FORMS, request=request))
    return found


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
