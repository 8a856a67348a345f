"""What of a form can't work though each part of its file is well written: found when it is read, not when it is signed."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from store.company.findings import perhaps
from store.company.roles import HEADED, Role
from store.forms.definition import About, Argument, Effect, FormDefinition, Moment, SignBlock
from store.forms.effects import EFFECTS, FIELDS_OF, Declaration, Parameter, Takes
from store.forms.facts import FACTS, HAS_CUSTOMER
from store.forms.fieldtypes import (
    AMOUNTS,
    ChoiceField,
    DateField,
    FieldDefinition,
    LinesField,
    ManyField,
    MemberField,
    RolesField,
    SpanField,
    SumField,
    TimeField,
    YesField,
)
from store.forms.terms import (
    ABOUT,
    ORDERED,
    STARTER,
    Chosen,
    Condition,
    FromToday,
    HeadsOf,
    OfField,
    OfRole,
    OnDay,
    Owner,
    Reference,
    Starter,
    Test,
    read_day_bound,
    read_who,
)
from store.hours.words import read_minute

Path = tuple[str | int, ...]
Found = tuple[Path, str]
"""Where in the file, and what is wrong there."""

MOST_ASKED = 20
"""Questions, one by one on a phone."""
MOST_BLOCKS = 8


def faults_of(definition: FormDefinition) -> Iterator[Found]:
    """Everything that the file alone shows."""
    yield from _fields_twice(definition)
    yield from _too_long(definition)
    yield from _head(definition)
    for at, field in enumerate(definition.fields):
        for path, reason in _field(definition, at, field):
            yield ("field", at, *path), reason
    for at, block in enumerate(definition.blocks):
        for path, reason in _block(definition, at, block):
            yield ("sign", at, *path), reason
    for at, effect in enumerate(definition.effects):
        for path, reason in _effect(definition, effect):
            yield ("then", at, *path), reason


def among(definition: FormDefinition, kinds: Mapping[str, FormDefinition]) -> Iterator[Found]:
    """What shows beside the other forms: which of them it opens, and with what."""
    for at, effect in enumerate(definition.effects):
        if effect.do != "form.open":
            continue
        kind = effect.arguments["kind"]
        if kind not in kinds:
            yield ("then", at, "kind"), f'no form "{kind}"{perhaps(str(kind), kinds)}'
            continue
        opened = kinds[kind]
        if opened.about not in (definition.about, About.NOTHING):
            yield ("then", at, "kind"), f'"{kind}" is about: {opened.about}, this form isn\'t'
        values = effect.arguments.get("values", {})
        for key, argument in values.items():
            place: Path = ("then", at, "values", key)
            target = opened.by_key.get(key)
            if target is None:
                yield place, f'"{kind}" has no field "{key}"{perhaps(key, opened.by_key)}'
            elif isinstance(argument, Reference) and (source := definition.by_key.get(argument.name)):
                if source.type != target.type:
                    yield place, f"is {target.type}, ${argument.name} is {source.type}"


def clashes(kinds: Mapping[str, FormDefinition]) -> Iterator[tuple[str, Found]]:
    """Names by which two forms are called for, under the later one's kind."""
    called: dict[str, str] = {}
    for kind, definition in kinds.items():
        for name in definition.names:
            other = called.setdefault(name.casefold(), kind)
            if other != kind:
                yield kind, ((_key_of(definition, name),), f'"{name}" calls for {other} already')


def retyped(before: FormDefinition, after: FormDefinition) -> Iterator[Found]:
    """Keys under which forms of the version before have values of another type: the field needs a new key."""
    for at, field in enumerate(after.fields):
        old = before.by_key.get(field.key)
        if old is not None and old.type != field.type:
            reason = f"forms in the store have {old.type} under this key; give the field a new key"
            yield ("field", at, "type"), reason


def _key_of(definition: FormDefinition, name: str) -> str:
    if name in definition.words:
        return "words"
    return "code" if name == definition.code else "title"


def _fields_twice(definition: FormDefinition) -> Iterator[Found]:
    seen: dict[str, int] = {}
    for at, field in enumerate(definition.fields):
        first = seen.setdefault(field.key, at)
        if first != at:
            yield ("field", at, "key"), f'field {first + 1} has the key "{field.key}" already'
    labels: dict[str, str] = {}
    for at, field in enumerate(definition.fields):
        for language, label in (("zh", field.label.zh), ("en", field.label.en)):
            other = labels.setdefault(label.casefold(), field.key)
            if other != field.key:
                yield ("field", at, "label", language), f'"{label}" is the label of {other} already'


def _too_long(definition: FormDefinition) -> Iterator[Found]:
    if len(definition.asked) > MOST_ASKED:
        yield (
            ("field", definition.fields.index(definition.asked[MOST_ASKED])),
            f"{len(definition.asked)} fields are asked; on a phone at most {MOST_ASKED}",
        )
    if len(definition.blocks) > MOST_BLOCKS:
        yield ("sign", MOST_BLOCKS), f"{len(definition.blocks)} blocks; on a phone at most {MOST_BLOCKS}"


def _head(definition: FormDefinition) -> Iterator[Found]:
    if definition.own and Role.SALES not in definition.start and Role.LAND_LEASE not in definition.start:
        yield ("own",), "means nothing where neither sales nor land_lease may start it"
    if definition.own and definition.about not in HAS_CUSTOMER:
        yield ("own",), "means nothing for a form that is about no customer"
    if definition.lapses.unit not in ("d", "w"):
        yield ("lapses",), "write days or weeks, such as 30d"
    for at, name in enumerate(definition.shows):
        if reason := _no_fact(definition, name):
            yield ("shows", at), reason


def _no_fact(definition: FormDefinition, name: str) -> str:
    """Why the fact can't be shown on this form; empty when it can."""
    fact = FACTS.get(name)
    if fact is None:
        return f'no fact "{name}"{perhaps(name, FACTS)}'
    if fact.of is not definition.about and not (
        fact.of is About.CUSTOMER and definition.about in HAS_CUSTOMER
    ):
        return f'"{name}" needs about = "{fact.of}"'
    return ""


# Fields.


def _field(definition: FormDefinition, at: int, field: FieldDefinition) -> Iterator[Found]:
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
    least, most = getattr(field, "min", None), getattr(field, "max", None)
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
                yield (name,), _no_field(definition, bound.key)
            elif other is field or not isinstance(other, DateField | SpanField):
                yield (name,), f"${bound.key} is no other day"


def _ceiling(definition: FormDefinition, ceiling: OfField) -> Iterator[Found]:
    other = definition.by_key.get(ceiling.key)
    if other is None:
        yield ("at_most",), _no_field(definition, ceiling.key)
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


def _no_field(definition: FormDefinition, key: str) -> str:
    return f'no field "{key}"{perhaps(key, definition.by_key)}'


def _asked_when(definition: FormDefinition, at: int, field: FieldDefinition) -> Iterator[Found]:
    assert field.ask_when is not None, "there is a condition"
    by_signer = field.key in definition.signers_fields
    for key, condition in field.ask_when.items():
        other = definition.by_key.get(key)
        if other is None:
            yield ("ask_when", key), _no_field(definition, key)
        elif definition.fields.index(other) >= at:
            yield ("ask_when", key), f"{key} is asked later"
        elif key in definition.signers_fields and not by_signer:
            yield ("ask_when", key), f"{key} is filled in by a signer, after this"
        elif reason := _unfit(other, condition):
            yield ("ask_when", key), reason


def _proposal(definition: FormDefinition, field: FieldDefinition) -> Iterator[Found]:
    said = field.fill
    if isinstance(said, str) and said.startswith("$"):
        source = definition.by_key.get(said[1:])
        if source is None:
            yield ("fill",), _no_field(definition, said[1:])
        elif source.type != field.type:
            yield ("fill",), f"{said} is {source.type}, this is {field.type}"
    elif isinstance(said, str) and said.partition(".")[0] in set(About) and "." in said:
        if reason := _no_fact(definition, said):
            yield ("fill",), reason
        elif FACTS[said].type not in (field.type, *(("text",) if field.type == "long" else ())):
            yield ("fill",), f"{said} is {FACTS[said].type}, this is {field.type}"
    elif reason := _no_value(field, said):
        yield ("fill",), reason


def _no_value(field: FieldDefinition, said: Any) -> str:
    """Why this can't be proposed; empty when it can."""
    several = said if isinstance(said, tuple) else (said,)
    match field:
        case DateField() | SpanField():
            good = isinstance(said, str) and not _raises(read_day_bound, said)
        case RolesField() | ManyField():
            known = [str(getattr(one, "key", one)) for one in field.options]
            good = all(one in known for one in several)
        case YesField():
            good = isinstance(said, bool)
        case _ if field.type in ("text", "long", "product", "time", "choice", *(one for one in _FIGURES)):
            good = not isinstance(said, tuple | dict | bool) and not _unread(field, str(said))
        case _:
            return f"a {field.type} can't be proposed by a constant"
    return "" if good else f"{said!r} is no value of this field"


_FIGURES = ("money", "number", "whole")


def _raises(read: Callable[[str], object], said: str) -> bool:
    try:
        read(said)
    except (ValueError, InvalidOperation):
        return True
    return False


def _unread(field: FieldDefinition, said: str) -> str:
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
            return f'"{said}" is no day; write 2027-01-31' if _raises(date.fromisoformat, said) else ""
        case TimeField():
            return f'"{said}" is no time of day; write 08:30' if _raises(read_minute, said) else ""
        case _ if isinstance(field, (*AMOUNTS, SumField)):
            return f'"{said}" is no figure' if _raises(Decimal, said) else ""
        case _:
            return ""


_WITH_ORDER = (*AMOUNTS, SumField, DateField, TimeField)
_WITH_WORDS = (ChoiceField, ManyField, RolesField, YesField)


def _unfit(field: FieldDefinition, condition: Condition) -> str:
    """Why the field can't be judged by the condition; empty when it can."""
    if condition.test in (Test.FILLED, Test.EMPTY):
        return "is always filled" if _always(field) else ""
    if condition.test in ORDERED and not isinstance(field, _WITH_ORDER):
        return f"a {field.type} has no {condition.test}"
    if not isinstance(field, (*_WITH_ORDER, *_WITH_WORDS)):
        return f'a {field.type} can only be "filled" or "empty"'
    for said in condition.said:
        if reason := _unread(field, said) or _outside(field, condition, said):
            return reason
    return ""


def _always(field: FieldDefinition) -> bool:
    return field.required and field.ask_when is None


def _outside(field: FieldDefinition, condition: Condition, said: str) -> str:
    if not isinstance(field, AMOUNTS):
        return ""
    figure = Decimal(said)
    least, most = field.min if field.min is not None else Decimal(0), field.max
    if figure < least or (most is not None and figure > most):
        return f"{said} lies outside the field's own bounds, so that this is always or never so"
    return ""


# The chain.


def _block(definition: FormDefinition, at: int, block: SignBlock) -> Iterator[Found]:
    yield from _who(definition, at, block)
    yield from _when(definition, at, block)
    yield from _fills(definition, at, block)
    if block.proof and not block.act:
        yield ("proof",), "means nothing without an act"
    if block.act is None and any(before.act for before in definition.blocks[:at]):
        yield (), "signs after something was done; acts come last"
    if total := block.sum:
        field = definition.by_key.get(total.field)
        if field is None:
            yield ("sum", "field"), _no_field(definition, total.field)
        elif not isinstance(field, (*AMOUNTS, SumField)):
            yield ("sum", "field"), f"{total.field} is no figure"
        elif total.field not in (block.when or {}):
            yield ("sum",), f"means nothing where when says nothing of {total.field}"
        for place, key in enumerate(total.by):
            if key not in definition.by_key:
                yield ("sum", "by", place), _no_field(definition, key)


def _who(definition: FormDefinition, at: int, block: SignBlock) -> Iterator[Found]:
    known = _known_at(definition, at)
    for place, who in enumerate(block.who):
        path = ("who", place)
        if who in block.who[:place]:
            yield path, f"{who} stands here a second time"
        match who:
            case HeadsOf(key) | Chosen(key) if key not in definition.by_key:
                yield path, _no_field(definition, key)
            case HeadsOf(key) if not isinstance(definition.by_key[key], RolesField):
                yield path, f"${key} names no departments"
            case Chosen(key) if not isinstance(definition.by_key[key], MemberField):
                yield path, f"${key} names no member"
            case HeadsOf(key) | Chosen(key) if key not in known:
                yield path, f"${key} is filled in only later"
            case HeadsOf(key) | Chosen(key) if len(block.who) == 1 and not _always(definition.by_key[key]):
                yield path, f"${key} may be left empty, and then nobody signs"
            case Owner() if definition.about not in HAS_CUSTOMER:
                yield path, "owner is a customer's salesperson, and the form is about none"
            case Starter() if not block.act:
                yield path, "nobody signs their own form; the starter may only act"
            case OfRole(Role.ADMIN):
                yield path, "admin runs the bot and signs nothing"


def _known_at(definition: FormDefinition, at: int) -> frozenset[str]:
    """What is filled in before this block opens."""
    later = {key for block in definition.blocks[at:] for key in block.filled}
    return frozenset(definition.by_key) - later


def _when(definition: FormDefinition, at: int, block: SignBlock) -> Iterator[Found]:
    known = _known_at(definition, at)
    for key, condition in (block.when or {}).items():
        field = definition.by_key.get(key)
        if field is None:
            yield ("when", key), _no_field(definition, key)
        elif key not in known:
            yield ("when", key), f"{key} is filled in only later"
        elif reason := _unfit(field, condition):
            yield ("when", key), reason


def _fills(definition: FormDefinition, at: int, block: SignBlock) -> Iterator[Found]:
    if block.fills.get("") and not block.of_one:
        yield ("fills",), 'several sign here: say who fills what, such as { owner = ["said"] }'
    seats = ["", *map(str, block.who)]
    before = {key for earlier in definition.blocks[:at] for key in earlier.filled}
    seen: set[str] = set()
    for who, keys in block.fills.items():
        if who not in seats:
            yield ("fills", who), f'"{who}" doesn\'t sign here{perhaps(who, seats)}'
        for key in keys:
            if key not in definition.by_key:
                yield ("fills",), _no_field(definition, key)
            elif key in before:
                yield ("fills",), f"{key} was filled in by an earlier block"
            elif key in seen:
                yield ("fills",), f"{key} stands here a second time"
            elif isinstance(definition.by_key[key], SumField):
                yield ("fills",), f"{key} is worked out, not filled in"
            seen.add(key)


# Effects.


def _effect(definition: FormDefinition, effect: Effect) -> Iterator[Found]:
    yield from _moment(definition, effect)
    for key, condition in (effect.when or {}).items():
        field = definition.by_key.get(key)
        if field is None:
            yield ("when", key), _no_field(definition, key)
        elif reason := _unfit(field, condition):
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
        case tuple() if takes is Takes.PEOPLE:
            for one in argument:
                yield from _argument(definition, effect, parameter, one)
        case Mapping() if takes is Takes.VALUES:
            for one in argument.values():
                if isinstance(one, Reference) and one.name not in {*definition.by_key, ABOUT, STARTER}:
                    yield _no_field(definition, one.name)
        case _ if reason := _no_constant(parameter, argument):
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
        yield _no_field(definition, said.name)
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
    """Whether the field has a value when the effect happens: always, or because both ask the same."""
    if not field.required:
        return bool(effect.when and field.key in effect.when)
    asked = dict(field.ask_when or {})
    given = dict(effect.when or {})
    skipped = {
        key for block in definition.blocks if block.when for key in block.filled
    }  # a block that is skipped fills in nothing
    if field.key in skipped or (
        effect.on in (Moment.REJECTED, Moment.WITHDRAWN) and field.key in definition.signers_fields
    ):
        return field.key in given
    return field.key in given or all(given.get(key) == condition for key, condition in asked.items())


def _no_constant(parameter: Parameter, said: Any) -> str:
    """Why the constant is none that the parameter takes; empty when it is."""
    if parameter.options:
        good = said in parameter.options
        return "" if good else f'"{said}" is none of: {", ".join(parameter.options)}'
    match parameter.takes:
        case Takes.TEXT | Takes.KIND:
            good = isinstance(said, str) and bool(said.strip())
        case Takes.TITLE:
            good = isinstance(said, dict) and said.keys() == {"zh", "en"} and all(said.values())
            return "" if good else 'write { zh = "…", en = "…" }'
        case Takes.MONEY | Takes.WHOLE:
            good = (
                not isinstance(said, bool) and isinstance(said, int | str) and not _raises(Decimal, str(said))
            )
        case Takes.DAY:
            good = isinstance(said, str) and not _raises(read_day_bound, said)
        case Takes.PEOPLE | Takes.ROLE:
            if not isinstance(said, str):
                return "must name people"
            try:
                read_who(said)
            except ValueError as error:
                return str(error)
            return ""
        case _:
            good = False
    return "" if good else f"{said!r} is no {parameter.takes}"
