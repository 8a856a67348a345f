"""What a signed form asks of other cases, or opens there, each at most once. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from store.customers.requests import ApplySigned, Grade
from store.forms import requests as ask
from store.forms.consequences import day_of, effects_on, given, moments, money_of
from store.forms.definition import Effect
from store.forms.state import LETTER, Form, people_of
from store.forms.terms import Reference
from store.money.state import ZERO, CreditKind
from store.orders.requests import AgreeFreight, ConsentOrder, LetOff, LineAsked, MoveDue, PlaceOrder
from store.process.steps import Entailed
from store.requests import Area, BookDays, CaseRequest, UnbookDays


def entailed(old: Form, new: Form) -> Sequence[Entailed]:
    effects = effects_on(new, *moments(old, new))
    of_cases = (*_of_customer(new, effects), *_of_order(new, effects), *_let_off(new, effects))
    return (
        *_each_once((*of_cases, *_cancelled(new, effects))),
        *_placed(new, effects),
        *_booked(new, effects),
        *_opened(new, effects),
    )


def _ref(form: Form) -> str:
    return f"{LETTER}{form.number}"


def _of_customer(form: Form, effects: Sequence[Effect]) -> list[Entailed]:
    said: dict[str, Any] = {}
    customer = form.subject.customer if form.subject else None
    for effect in effects:
        told = given(form, effect)
        match effect.do:
            case "customer.terms":
                said["monthly"] = None if told["terms"] is None else told["terms"] == "monthly"
            case "customer.limit":
                said["credit_limit"] = money_of(told["amount"])
            case "customer.owner":
                said["sales_id"] = told["member"]
            case "customer.class":
                said["grade"] = Grade(str(told["class"]).lower()) if told["class"] else None
            case "access.grant":
                said |= {"opened_to": told["member"], "until": day_of(told["until"], last=True)}
                customer = told.get("customer") or customer
    if not said or customer is None:
        return []
    said = {name: value for name, value in said.items() if value is not None}
    return [Entailed(area=Area.CUSTOMERS, request=ApplySigned(number=customer, ref=_ref(form), **said))]


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
    """Of the order named, else of those with something open, what is due first before others."""
    found: list[Entailed] = []
    left = dict(form.owing)
    for effect in effects:
        if effect.do != "credit":
            continue
        told = given(form, effect)
        amount = money_of(told["amount"]) or ZERO
        against = told.get("against")
        for number, owed in [(against, amount)] if against else list(left.items()):
            part = min(amount, owed)
            if part > 0:
                kind = CreditKind(str(told["kind"]))
                request = LetOff(number=number, kind=kind, amount=part, ref=_ref(form))
                found.append(Entailed(area=Area.ORDERS, request=request))
                amount -= part
                left[number] = left.get(number, ZERO) - part
    return found


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
    return found[:1]


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
    """In both languages: a choice by its option's words."""
    said = effect.arguments["title"]
    value = given(form, effect)["title"]
    field = form.definition.by_key.get(said.name) if isinstance(said, Reference) else None
    if field is not None and field.type == "choice" and (option := field.option(value)) is not None:
        value = option.label.model_dump()
    words = value if isinstance(value, dict) else {"zh": str(value), "en": str(value)}
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
    return found[:1]


def _each_once(found: Iterable[Entailed]) -> list[Entailed]:
    """One step of a case: a second would be judged by what stood before the first."""
    cases: dict[tuple[str, int], Entailed] = {}
    for one in found:
        assert isinstance(one.request, CaseRequest), "a case is asked"
        cases.setdefault((one.area, one.request.number), one)
    return list(cases.values())


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
