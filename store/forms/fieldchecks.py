"""What can't work of a form's fields: bounds, proposals, and when they are asked for."""

from collections.abc import Iterator
from typing import Any

from store.company.roles import HEADED
from store.forms.definition import About, FormDefinition
from store.forms.facts import FACTS
from store.forms.fieldtypes import (
    AMOUNTS,
    ChoiceField,
    DateField,
    DifferenceField,
    FieldDefinition,
    LinesField,
    ManyField,
    MoneyField,
    NumberField,
    RolesField,
    SpanField,
    SumField,
    WholeField,
    YesField,
)
from store.forms.reading import Found, no_fact, no_field, raises, unfit, unread
from store.forms.terms import (
    FromToday,
    OfField,
    OnDay,
    read_day_bound,
)


def faults_of_field(definition: FormDefinition, at: int, field: FieldDefinition) -> Iterator[Found]:
    if isinstance(field, DateField | SpanField):
        yield from _day_bounds(definition, field)
    elif isinstance(field, AMOUNTS) and field.at_most:
        yield from _ceiling(definition, field.at_most)
    elif isinstance(field, SumField):
        table = definition.by_key.get(field.lines)
        if not isinstance(table, LinesField) or not table.priced:
            yield ("of",), f'no table "{field.lines}" with prices'
        elif definition.fields.index(table) > at:
            yield ("of",), "must stand behind its table"
        if field.ask_when:
            yield ("ask_when",), "means nothing for a sum, which is never asked"
    elif isinstance(field, DifferenceField):
        for place, key in enumerate(field.tables):
            table = definition.by_key.get(key)
            if not isinstance(table, LinesField) or "qty" not in table.columns:
                yield ("of", place), f'no table "{key}" with quantities'
        if field.ask_when:
            yield ("ask_when",), "means nothing for a difference, which is never asked"
    least, most = getattr(field, "min", None), getattr(field, "max", None)
    if isinstance(field, AMOUNTS):
        yield from _decimals(field)
    if least is not None and most is not None and _beyond(least, most):
        yield ("min",), f"{least} is above max, {most}"
    if isinstance(field, RolesField):
        for place, role in enumerate(field.options):
            if role not in HEADED:
                yield ("options", place), f"{role} is no department; write any of {', '.join(HEADED)}"
    if isinstance(field, ChoiceField | ManyField):
        yield from _options_twice(field)
    if field.fill is not None:
        yield from _proposal(definition, field)
    if field.ask_when:
        yield from _asked_when(definition, at, field)


def _decimals(field: MoneyField | NumberField | WholeField) -> Iterator[Found]:
    for name, bound in (("min", field.min), ("max", field.max)):
        if bound is not None and bound != round(bound, field.places):
            yield (name,), f"a {field.type} has at most {field.places} decimals"


def _beyond(least: Any, most: Any) -> bool:
    match least, most:
        case FromToday(one, False), FromToday(other, False):
            return one > other
        case OnDay(one), OnDay(other):
            return bool(one > other)
        case (FromToday() | OnDay() | OfField(), _) | (_, FromToday() | OnDay() | OfField()):
            return False
        case _:
            return bool(least > most)


def _day_bounds(definition: FormDefinition, field: DateField | SpanField) -> Iterator[Found]:
    for name in ("min", "max"):
        bound = getattr(field, name)
        if isinstance(bound, OfField):
            other = definition.by_key.get(bound.key)
            if other is None:
                yield (name,), no_field(definition, bound.key)
            elif other is field or not isinstance(other, DateField | SpanField):
                yield (name,), f"${bound.key} is no other day"


def _ceiling(definition: FormDefinition, ceiling: OfField) -> Iterator[Found]:
    other = definition.by_key.get(ceiling.key)
    if other is None:
        yield ("at_most",), no_field(definition, ceiling.key)
    elif not isinstance(other, (*AMOUNTS, SumField)):
        yield ("at_most",), f"${ceiling.key} is no figure"
    elif not isinstance(other, SumField) and (not other.required or other.ask_when):
        yield ("at_most",), f"${ceiling.key} may be left empty and then bounds nothing"


def _options_twice(field: ChoiceField | ManyField) -> Iterator[Found]:
    for place, option in enumerate(field.options):
        if not option.key or option.key != option.key.strip():
            yield ("options", place), "must be a word"
        said = {option.key, option.label.zh, option.label.en}
        for other in field.options[:place]:
            if said & {other.key, other.label.zh, other.label.en}:
                yield ("options", place), f'"{option.label.en}" stands here a second time'


def _asked_when(definition: FormDefinition, at: int, field: FieldDefinition) -> Iterator[Found]:
    assert field.ask_when is not None, "there is a condition"
    by_signer = field.key in definition.signers_fields
    for key, condition in field.ask_when.items():
        other = definition.by_key.get(key)
        if other is None:
            yield ("ask_when", key), no_field(definition, key)
        elif definition.fields.index(other) >= at:
            yield ("ask_when", key), f"{key} is asked later"
        elif key in definition.signers_fields and not by_signer:
            yield ("ask_when", key), f"{key} is filled in by a signer, after this"
        elif reason := unfit(definition, other, condition):
            yield ("ask_when", key), reason


def _proposal(definition: FormDefinition, field: FieldDefinition) -> Iterator[Found]:
    said = field.fill
    if isinstance(said, str) and said.startswith("$"):
        source = definition.by_key.get(said[1:])
        if source is None:
            yield ("fill",), no_field(definition, said[1:])
        elif source.type != field.type:
            yield ("fill",), f"{said} is {source.type}, this is {field.type}"
    elif isinstance(said, str) and said.partition(".")[0] in set(About) and "." in said:
        if reason := no_fact(definition, said):
            yield ("fill",), reason
        elif FACTS[said].type not in (field.type, *(("text",) if field.type == "long" else ())):
            yield ("fill",), f"{said} is {FACTS[said].type}, this is {field.type}"
    elif reason := no_value(field, said):
        yield ("fill",), reason


def no_value(field: FieldDefinition, said: Any) -> str:
    """Why this can't be proposed; empty when it can."""
    several = said if isinstance(said, tuple) else (said,)
    match field:
        case DateField() | SpanField():
            good = isinstance(said, str) and not raises(read_day_bound, said)
        case RolesField() | ManyField():
            known = [str(getattr(one, "key", one)) for one in field.options]
            good = all(one in known for one in several)
        case YesField():
            good = isinstance(said, bool)
        case _ if field.type in ("text", "long", "product", "time", "choice", *(one for one in _FIGURES)):
            good = not isinstance(said, tuple | dict | bool) and not unread(field, str(said))
        case _:
            return f"a {field.type} can't be proposed by a constant"
    return "" if good else f"{said!r} is no value of this field"


_FIGURES = ("money", "number", "whole")
