"""What a form's field may be compared with, and be taken for: shared by every check."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from store.company.findings import perhaps
from store.forms.conditions import ORDERED, Comparison, Condition
from store.forms.definition import About, FormDefinition
from store.forms.facts import FACTS, HAS_CUSTOMER
from store.forms.fieldtypes import (
    AMOUNTS,
    ChoiceField,
    Conditions,
    DateField,
    DifferenceField,
    FieldDefinition,
    ManyField,
    RolesField,
    SumField,
    TimeField,
    YesField,
)
from store.hours.words import read_minute

Path = tuple[str | int, ...]
Found = tuple[Path, str]
"""Where in the file, and what is wrong there."""


def no_field(definition: FormDefinition, key: str) -> str:
    return f'no field "{key}"{perhaps(key, definition.by_key)}'


def no_fact(definition: FormDefinition, name: str) -> str:
    """Why the fact can't be shown on this form; empty when it can."""
    fact = FACTS.get(name)
    if fact is None:
        return f'no fact "{name}"{perhaps(name, FACTS)}'
    if fact.of is not definition.about and not (
        fact.of is About.CUSTOMER and definition.about in HAS_CUSTOMER
    ):
        return f'"{name}" needs about = "{fact.of}"'
    return ""


def raises(read: Callable[[str], object], said: str) -> bool:
    try:
        read(said)
    except (ValueError, InvalidOperation):
        return True
    return False


def unread(field: FieldDefinition, said: str) -> str:
    """Why the text is no value of the field that something may equal; empty when it is one."""
    match field:
        case ChoiceField() | ManyField():
            known = [option.key for option in field.options]
            return "" if said in known else f'"{said}" is none of the options: {", ".join(known)}'
        case RolesField():
            return "" if said in field.options else f'"{said}" is none of the options'
        case YesField():
            return "" if said in ("yes", "no") else "write yes or no"
        case DateField():
            return f'"{said}" is no day; write 2027-01-31' if raises(date.fromisoformat, said) else ""
        case TimeField():
            return f'"{said}" is no time of day; write 08:30' if raises(read_minute, said) else ""
        case _ if isinstance(field, (*AMOUNTS, SumField)):
            return (
                "" if _FIGURE.fullmatch(said) else f'"{said}" is no figure; write digits alone, such as 5000'
            )
        case _:
            return ""


_FIGURE = re.compile(r"[0-9]+(\.[0-9]+)?")
_WITH_ORDER = (*AMOUNTS, SumField, DateField, TimeField)
_WITH_WORDS = (ChoiceField, ManyField, RolesField, YesField)


def unfit(definition: FormDefinition, field: FieldDefinition, condition: Condition) -> str:
    """Why the field can't be judged by the condition; empty when it can."""
    if condition.how in (Comparison.FILLED, Comparison.EMPTY):
        return "is always filled" if is_filled(definition, field) else ""
    if condition.how in ORDERED and not isinstance(field, _WITH_ORDER):
        return f"a {field.type} has no {condition.how}"
    if not isinstance(field, (*_WITH_ORDER, *_WITH_WORDS)):
        return f'a {field.type} can only be "filled" or "empty"'
    for said in condition.said:
        if reason := unread(field, said) or _outside(field, condition, said):
            return reason
    return ""


def is_filled(definition: FormDefinition, field: FieldDefinition, given: Conditions | None = None) -> bool:
    """Whether the field has a value whenever these conditions hold."""
    given = given or {}
    if (said := given.get(field.key)) and said.how is not Comparison.EMPTY:
        return True
    if isinstance(field, DifferenceField):
        return False
    if isinstance(field, SumField):
        table = definition.by_key.get(field.lines)
        return table is None or is_filled(definition, table, given)
    asked = field.ask_when or {}
    return field.required and all(given.get(key) == condition for key, condition in asked.items())


def _outside(field: FieldDefinition, condition: Condition, said: str) -> str:
    if not isinstance(field, AMOUNTS):
        return ""
    figure = Decimal(said)
    least, most = field.min if field.min is not None else Decimal(0), field.max
    if figure < least or (most is not None and figure > most):
        return f"{said} lies outside the field's own bounds, so that this is always or never so"
    return ""
