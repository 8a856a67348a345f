"""What stands in a form's fields as people read it: names instead of numbers, words instead of keys, and what it was before."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlmodel import select

from store.customers.finding import standing
from store.customers.model import Customer
from store.forms.conditions import Condition
from store.forms.fieldtypes import AMOUNTS, ChoiceField, FieldDefinition, ManyField
from store.forms.state import Form
from store.forms.values import from_json
from store.process.unit import Unit


async def field_shown(unit: Unit, form: Form, one: FieldDefinition, changed: Sequence[str]) -> dict[str, Any]:
    value = form.values.get(one.key)
    before = None
    if one.key in changed:
        before = await _worded(unit, one, from_json(one, form.before.get(one.key)))
    return {
        "key": one.key,
        "label": one.label.model_dump(),
        "type": one.type,
        "value": await _worded(unit, one, value),
        "unit": shown.model_dump() if (shown := getattr(one, "unit", None)) else None,
        "filled": value not in (None, "", ()),
        "card": one.card,
        "secret": one.secret,
        "month": getattr(one, "month", False),
        "signers": one.key in form.definition.signers_fields,
        "changed": one.key in changed,
        "before": before,
    }


def condition_shown(field: FieldDefinition, condition: Condition) -> dict[str, Any]:
    """On what a block depends: the field, how it is judged, and what against, in the words that the field has for it."""
    said: list[Any] = []
    for one in condition.said:
        option = field.option(one) if isinstance(field, ChoiceField | ManyField) else None
        said.append(option.label.model_dump() if option is not None else one)
    return {
        "label": field.label.model_dump(),
        "type": field.type,
        "how": condition.how.value,
        "said": [Decimal(one) for one in said] if isinstance(field, AMOUNTS) else said,
    }


async def _worded(unit: Unit, one: FieldDefinition, value: Any) -> Any:
    """Names instead of numbers, words of both languages instead of keys."""
    if value in (None, "", ()):
        return None
    match one.type:
        case "choice":
            option = one.option(value)
            return option.label.model_dump() if option else {"zh": value, "en": value}
        case "many":
            found = [one.option(key) for key in value]
            return [option.label.model_dump() for option in found if option]
        case "member":
            return unit.roster.name(value)
        case "customer":
            named = (await unit.session.exec(select(Customer).where(Customer.number == value))).first()
            return (await standing(unit.session, named)).name if named else str(value)
        case "lines" | "difference":
            return [
                {"product": line.product, "qty": line.qty, "unit": line.unit, "price": line.price}
                for line in value
            ]
        case "photo" | "file":
            return len(value)
        case "time":
            return value.isoformat("minutes")
        case _:
            return value
