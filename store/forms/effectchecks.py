"""What can't work of what follows from a form: each effect against what it says it takes."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from store.company.findings import perhaps
from store.forms.chainchecks import seat_fault
from store.forms.definition import About, Argument, Effect, FormDefinition, Moment
from store.forms.effects import EFFECTS, FIELDS_OF, Declaration, Parameter, Takes
from store.forms.fieldtypes import (
    ChoiceField,
    FieldDefinition,
    LinesField,
)
from store.forms.reading import Found, is_filled, no_field, raises, unfit
from store.forms.terms import (
    ABOUT,
    STARTER,
    Reference,
    read_day_bound,
    read_who,
)
from store.requests import NUMBER_MAX


def faults_of_effect(definition: FormDefinition, effect: Effect) -> Iterator[Found]:
    yield from _moment(definition, effect)
    for key, condition in (effect.when or {}).items():
        field = definition.by_key.get(key)
        if field is None:
            yield ("when", key), no_field(definition, key)
        elif reason := unfit(definition, field, condition):
            yield ("when", key), reason
    declared = EFFECTS.get(effect.do)
    if declared is None:
        yield ("do",), f'no effect "{effect.do}"{perhaps(effect.do, EFFECTS)}'
        return
    if declared.about and definition.about not in declared.about and not _instead(declared, effect):
        yield ("do",), f"the form must be about: {' or '.join(declared.about)}"
    for name in effect.arguments:
        if name not in declared.parameters:
            yield (name,), f"{effect.do} knows no such parameter{perhaps(name, declared.parameters)}"
    for name, parameter in declared.parameters.items():
        if name in effect.arguments:
            argument = effect.arguments[name]
            for reason in _argument(definition, effect, parameter, argument):
                yield (name,), reason
        elif not parameter.optional:
            yield (), f"{effect.do} needs {name}"
    if effect.do == "task" and "days" in effect.arguments and "after" not in effect.arguments:
        yield ("days",), "counts from `after`, which is missing"


def _instead(declared: Declaration, effect: Effect) -> bool:
    return bool({"customer", "charge"} & set(declared.parameters) & set(effect.arguments))


def _moment(definition: FormDefinition, effect: Effect) -> Iterator[Found]:
    acts = any(block.act for block in definition.blocks)
    if effect.on is Moment.DONE and not acts:
        yield ("on",), "nothing is done after the signatures: no block has an act"
    if effect.on is Moment.REJECTED and all(block.act for block in definition.blocks):
        yield ("on",), "nobody can refuse: no block signs"


def _argument(
    definition: FormDefinition, effect: Effect, parameter: Parameter, argument: Argument
) -> Iterator[str]:
    takes = parameter.takes
    match argument:
        case Reference():
            yield from _reference(definition, effect, parameter, argument)
        case (_, *_) as several if takes is Takes.PEOPLE and not any(
            isinstance(one, tuple) for one in several
        ):
            for one in several:
                yield from _argument(definition, effect, parameter, one)
        case Mapping() if takes is Takes.VALUES:
            return  # judged beside the form that it opens
        case _ if reason := _no_constant(definition, parameter, argument):
            yield reason


def _reference(
    definition: FormDefinition, effect: Effect, parameter: Parameter, said: Reference
) -> Iterator[str]:
    takes = parameter.takes
    if said.name in (ABOUT, STARTER):
        fits = {STARTER: {Takes.MEMBER, Takes.PEOPLE}, ABOUT: _ABOUTS.get(definition.about, set())}[said.name]
        if takes not in fits or said.part:
            yield f"{said} is no {takes}"
        return
    field = definition.by_key.get(said.name)
    if field is None:
        yield no_field(definition, said.name)
        return
    if said.part == "granted" and said.name not in definition.granting:
        yield f'nobody grants less of {said.name}: no block fills in a field with at_most = "${said.name}"'
    elif said.part == "total" and not (isinstance(field, LinesField) and field.priced):
        yield f"{said.name} is no table with prices"
    elif said.part not in ("", "granted", "total"):
        yield f"{said} is no part of a field; there are .granted and .total"
    elif ("sum" if said.part == "total" else field.type) not in FIELDS_OF[takes]:
        yield f"{said} is {field.type}, and this takes {takes}"
    elif parameter.options and isinstance(field, ChoiceField):
        unknown = [one.key for one in field.options if one.key not in parameter.options]
        if unknown:
            yield f"{', '.join(unknown)} is none of: {', '.join(parameter.options)}"
    elif parameter.options:
        yield f"must be one of: {', '.join(parameter.options)}"
    if not parameter.optional and not _sure(definition, effect, field):
        yield f'{said.name} may be left empty; write when = {{ {said.name} = "filled" }}'


_ABOUTS: Mapping[About, set[Takes]] = {
    About.CUSTOMER: {Takes.CUSTOMER},
    About.ORDER: {Takes.ORDER, Takes.CUSTOMER},
}


def _sure(definition: FormDefinition, effect: Effect, field: FieldDefinition) -> bool:
    """Whether the field has a value when the effect happens. What a signer fills in stays empty where the form ended
    before, or the block was skipped."""
    by_signer = field.key in definition.signers_fields
    skipped = any(block.when and field.key in block.filled for block in definition.blocks)
    early = effect.on in (Moment.REJECTED, Moment.WITHDRAWN) or (
        effect.on is Moment.APPROVED
        and any(block.act and field.key in block.filled for block in definition.blocks)
    )
    if by_signer and (skipped or early):
        return bool(effect.when and field.key in effect.when)
    return is_filled(definition, field, effect.when)


def _no_constant(definition: FormDefinition, parameter: Parameter, said: Any) -> str:
    """Why the constant is none that the parameter takes; empty when it is."""
    if parameter.options:
        good = said in parameter.options
        return "" if good else f'"{said}" is none of: {", ".join(parameter.options)}'
    match parameter.takes:
        case Takes.TEXT | Takes.KIND:
            good = isinstance(said, str) and bool(said.strip())
        case Takes.TITLE:
            good = isinstance(said, dict) and said.keys() == {"zh", "en"}
            good = good and all(isinstance(word, str) and word.strip() for word in said.values())
            return "" if good else 'write { zh = "…", en = "…" }'
        case Takes.MONEY:
            good = (
                not isinstance(said, bool)
                and re.fullmatch(r"[0-9]{1,10}(\.[0-9]{1,2})?", str(said)) is not None
            )
        case Takes.WHOLE:
            good = type(said) is int and 0 <= said <= NUMBER_MAX
        case Takes.DAY:
            good = isinstance(said, str) and not raises(read_day_bound, said)
        case Takes.PEOPLE:
            if not isinstance(said, str):
                return "must name people"
            try:
                return seat_fault(definition, read_who(said))
            except ValueError as error:
                return str(error)
        case _:
            good = False
    return "" if good else f"{said!r} is no {parameter.takes}"
