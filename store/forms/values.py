"""What is filled in: as a value, as JSON, within its field's bounds; and what follows from it. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from store.company.roles import Role
from store.forms.conditions import all_hold
from store.forms.definition import Argument, FormDefinition
from store.forms.fieldtypes import (
    ATTACHED,
    COMPUTED,
    ChoiceField,
    DateField,
    DifferenceField,
    FieldDefinition,
    LinesField,
    LongField,
    ManyField,
    MoneyField,
    NumberField,
    Option,
    RolesField,
    SpanField,
    SumField,
    TextField,
    TimeField,
    WholeField,
)
from store.forms.terms import ABOUT, STARTER, DayBound, FromToday, OfField, OnDay, Reference, plain
from store.requests import FIRST_DAY, LAST_DAY, MONEY_MAX, NUMBER_MAX, QUANTITY_MAX, Refused

Value = Any
"""By type: text, long, choice, product: str · money, number, sum: Decimal · whole, and member, customer, order, contract by
their number: int · date · time · yes: bool · span: two dates · many, photo, file: tuple of str · roles: tuple of Role ·
lines: tuple of FormLine. None: nothing was filled in."""
Values = Mapping[str, Value]

_FEN = Decimal("0.01")


@dataclass(frozen=True)
class FormLine:
    """One line of a table; what its columns leave out is None."""

    product: str
    qty: Decimal | None = None
    unit: str = ""
    price: Decimal | None = None

    @property
    def amount(self) -> Decimal:
        """Rounded to the fen, as an order's lines are."""
        return ((self.qty or 0) * (self.price or Decimal(0))).quantize(_FEN, ROUND_HALF_UP)


# As JSON.


def as_json(field: FieldDefinition, value: Value) -> Any:
    """As the store keeps it and the export shows it: money as "5000.00"."""
    match value:
        case None | bool():
            return value
        case Decimal():
            return f"{value:.2f}" if isinstance(field, MoneyField | SumField) else f"{value:f}"
        case time():
            return value.isoformat("minutes")
        case date():
            return value.isoformat()
        case FormLine():
            return {
                "product": value.product,
                "qty": None if value.qty is None else f"{value.qty:f}",
                "unit": value.unit,
                "price": None if value.price is None else f"{value.price:.2f}",
            }
        case tuple():
            return [as_json(field, one) for one in value]
        case _:
            return value


def from_json(field: FieldDefinition, kept: Any) -> Value:
    """The value that `as_json` wrote down."""
    if kept is None:
        return None
    match field:
        case MoneyField() | NumberField() | SumField():
            return Decimal(kept)
        case DateField():
            return date.fromisoformat(kept)
        case TimeField():
            return time.fromisoformat(kept)
        case SpanField():
            return tuple(map(date.fromisoformat, kept))
        case RolesField():
            return tuple(map(Role, kept))
        case LinesField() | DifferenceField():
            return tuple(_line(one) for one in kept)
        case _:
            return tuple(kept) if isinstance(kept, list) else kept


def _line(kept: Mapping[str, Any]) -> FormLine:
    qty, price = kept["qty"], kept["price"]
    return FormLine(
        kept["product"],
        None if qty is None else Decimal(qty),
        kept["unit"],
        None if price is None else Decimal(price),
    )


# What follows from it.


def is_asked(field: FieldDefinition, values: Values) -> bool:
    """Whether `ask_when` wants the field. Unlike a signature's, a condition on nothing is not fulfilled."""
    return field.ask_when is None or all_hold(field.ask_when.items(), values, missing=False)


def to_fill(definition: FormDefinition, values: Values) -> tuple[FieldDefinition, ...]:
    """What the starter fills in, in order, given what was filled in so far."""
    return tuple(field for field in definition.asked if is_asked(field, values))


def whole(definition: FormDefinition, values: Values) -> dict[str, Value]:
    """Every field's value: what isn't asked stays empty, sums are worked out."""
    found: dict[str, Value] = {}
    for field in definition.fields:
        if isinstance(field, COMPUTED):
            found[field.key] = computed(field, found)
        else:
            found[field.key] = values.get(field.key) if is_asked(field, found) else None
    return found


def computed(field: SumField | DifferenceField, values: Values) -> Value:
    """None where there is nothing to reckon with, and no difference."""
    if isinstance(field, SumField):
        lines = values.get(field.lines)
        return total(lines) if lines else None
    first, second = (values.get(key) for key in field.tables)
    return differences(first, second) or None if first and second else None


def differences(first: tuple[FormLine, ...], second: tuple[FormLine, ...]) -> tuple[FormLine, ...]:
    """By product and unit, what the second has more of, or less: below zero."""
    left: dict[tuple[str, str], Decimal] = {}
    for sign, lines in ((-1, first), (1, second)):
        for line in lines:
            goods = (line.product, line.unit)
            left[goods] = left.get(goods, Decimal(0)) + sign * (line.qty or 0)
    return tuple(FormLine(product, qty, unit) for (product, unit), qty in left.items() if qty)


def total(lines: tuple[FormLine, ...]) -> Decimal:
    return sum((line.amount for line in lines), Decimal("0.00"))


def resolved(
    argument: Argument, definition: FormDefinition, values: Values, *, about: Any = None, starter: Any = None
) -> Any:
    """What an effect's parameter comes to. `$x.granted` is what was asked for where no signer granted less."""
    match argument:
        case Reference(name, "granted"):
            granted = values.get(definition.granting.get(name, name))
            return values.get(name) if granted is None else granted
        case Reference(name, "total"):
            return total(values.get(name) or ())
        case Reference(name) if name == ABOUT:
            return about
        case Reference(name) if name == STARTER:
            return starter
        case Reference(name):
            return values.get(name)
        case tuple():
            return tuple(resolved(one, definition, values, about=about, starter=starter) for one in argument)
        case Mapping():
            return {
                name: resolved(one, definition, values, about=about, starter=starter)
                for name, one in argument.items()
            }
        case _:
            return argument


def day_of(value: Any, *, last: bool = False) -> date | None:
    if isinstance(value, tuple):
        value = value[-1 if last else 0] if value else None
    if isinstance(value, str):
        return date.fromisoformat(value)
    return value if isinstance(value, date) else None


def proposed(field: FieldDefinition, values: Values, today: date) -> Value:
    """What the file proposes without looking anything up: another field's value, today, or a value; else None."""
    said = field.fill
    if said is None or (
        isinstance(said, str) and re.fullmatch(r"(customer|order|complaint|contract)\.[a-z_]+", said)
    ):
        return None
    if isinstance(said, str) and said.startswith("$"):
        return values.get(said[1:])
    if said == "today":
        return today
    return from_json(field, list(said) if isinstance(said, tuple) else said)


# Bounds.


class Why(StrEnum):
    """What is wrong with a value; the template has words for each."""

    MISSING = "missing"
    SHORT = "short"  # fewer characters than `bound`
    LONG = "long"  # more
    LOW = "low"  # below `bound`
    HIGH = "high"
    ZERO = "zero"  # not above zero
    DECIMALS = "decimals"  # more than are kept
    EARLY = "early"  # before the day or hour `bound`
    LATE = "late"
    BACKWARDS = "backwards"  # ends before it begins
    FEW = "few"  # fewer pieces than `bound`
    MANY = "many"
    OPTION = "option"  # none of the options
    UNREAD = "unread"  # not to be understood as what the field holds
    MULTIPLE = "multiple"  # 1.2万
    BIG = "big"  # beyond what is kept
    AMBIGUOUS = "ambiguous"  # a line whose commas can be read in several ways
    TOTAL = "total"  # a line that is the sum of those above


IsWorkday = Callable[[date], bool]


def fault_of(
    field: FieldDefinition, value: Value, others: Values, today: date, is_workday: IsWorkday
) -> Refused | None:
    """Why the value can't stand in the field, else None. `others` are what a bound such as `$from` refers to; one on
    a field without a value binds nothing."""
    if value is None or value == () or value == "":
        return refused(field, Why.MISSING) if field.required else None
    why, bound = next(_faults(field, value, others, today, is_workday), (None, None))
    return None if why is None else refused(field, why, bound)


def refused(
    field: FieldDefinition, why: Why, bound: Any = None, *, said: str = "", line: int | None = None
) -> Refused:
    """`said` is what was typed, `line` where in it, from 1."""
    options = [_words_of(one) for one in getattr(field, "options", ())] if why in _CHOSEN else []
    return Refused(
        reason="form_value",
        facts={
            "label": field.label.model_dump(),
            "type": field.type,
            "like": getattr(field, "like", None),
            "why": why.value,
            "bound": bound.isoformat("minutes") if isinstance(bound, time) else plain(bound),
            "options": options,
            "columns": [*getattr(field, "columns", ())],
            "said": said,
            "line": line,
        },
    )


_CHOSEN = (Why.UNREAD, Why.OPTION)


def _words_of(option: Option | Role) -> dict[str, str]:
    """A department's words stand in the vocabulary, an option's in the form."""
    return {"role": option.value} if isinstance(option, Role) else option.label.model_dump()


_Faults = Iterator[tuple[Why, Any]]


def _faults(
    field: FieldDefinition, value: Value, others: Values, today: date, is_workday: IsWorkday
) -> _Faults:
    match field:
        case TextField() | LongField():
            yield from _outside(len(value), field.min, field.max, Why.SHORT, Why.LONG)
        case MoneyField() | NumberField() | WholeField():
            yield from _figure(field, value, others)
        case DateField():
            yield from _day(field, value, value, others, today, is_workday)
        case SpanField():
            if value[1] < value[0]:
                yield Why.BACKWARDS, None
            yield from _day(field, value[0], value[1], others, today, is_workday)
        case TimeField():
            least, most = (
                None if text is None else time.fromisoformat(text) for text in (field.min, field.max)
            )
            yield from _outside(value, least, most, Why.EARLY, Why.LATE)
        case ChoiceField():
            if field.option(value) is None:
                yield Why.OPTION, None
        case ManyField() | RolesField():
            known = {one.key if not isinstance(one, Role) else one for one in field.options}
            if not set(value) <= known:
                yield Why.OPTION, None
            yield from _outside(len(value), field.min, field.max, Why.FEW, Why.MANY)
        case LinesField():
            yield from _outside(len(value), field.min, field.max, Why.FEW, Why.MANY)
            if total(value) > MONEY_MAX:
                yield Why.HIGH, MONEY_MAX
        case _ if isinstance(field, ATTACHED):
            yield from _outside(len(value), field.min, field.max, Why.FEW, Why.MANY)


def _outside(value: Any, least: Any, most: Any, below: Why, above: Why) -> _Faults:
    if least is not None and value < least:
        yield below, least
    if most is not None and value > most:
        yield above, most


_MOST = {MoneyField: MONEY_MAX, NumberField: QUANTITY_MAX, WholeField: Decimal(NUMBER_MAX)}
"""That the store holds."""


def _figure(field: MoneyField | NumberField | WholeField, value: Decimal | int, others: Values) -> _Faults:
    if value != round(Decimal(value), field.places):
        yield Why.DECIMALS, field.places
    if field.min is None and isinstance(field, MoneyField) and value <= 0:
        yield Why.ZERO, None
    ceilings = [_MOST[type(field)], field.max, others.get(field.at_most.key) if field.at_most else None]
    ceiling = min(one for one in ceilings if one is not None)
    yield from _outside(value, 0 if field.min is None else field.min, ceiling, Why.LOW, Why.HIGH)


def _day(
    field: DateField | SpanField, first: date, last: date, others: Values, today: date, is_workday: IsWorkday
) -> _Faults:
    least, most = (
        bound_day(bound, others, today, is_workday) if bound else None for bound in (field.min, field.max)
    )
    yield from _outside(first, least or FIRST_DAY, None, Why.EARLY, Why.LATE)
    yield from _outside(last, None, most or LAST_DAY, Why.EARLY, Why.LATE)


def bound_day(bound: DayBound, others: Values, today: date, is_workday: IsWorkday) -> date | None:
    """The day that a bound means today; None while the field that it names is empty. Of a span, `$x` is its end."""
    match bound:
        case OnDay(day):
            return day
        case OfField(key):
            other = others.get(key)
            return other[-1] if isinstance(other, tuple) else other
        case FromToday(days, working):
            return _workdays_on(today, days, is_workday) if working else today + timedelta(days=days)


def _workdays_on(day: date, count: int, is_workday: IsWorkday) -> date:
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_workday(day):
            day += step
    return day
