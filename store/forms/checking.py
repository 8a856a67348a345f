"""What of a form can't work though each part of its file is well written: found when it is read, not when it is signed."""

from collections.abc import Iterator, Mapping

from store.company.findings import perhaps
from store.company.roles import Role
from store.forms.chainchecks import faults_of_block
from store.forms.definition import OF_ORDERS, About, Argument, BudgetUse, FormDefinition
from store.forms.effectchecks import faults_of_effect
from store.forms.facts import HAS_CUSTOMER
from store.forms.fieldchecks import faults_of_field, no_value
from store.forms.fieldtypes import COMPUTED, ChoiceField, FieldDefinition
from store.forms.reading import Found, Path, no_fact, no_field
from store.forms.terms import ABOUT, STARTER, Reference

MOST_ASKED = 20
"""Questions, one by one on a phone."""
MOST_BLOCKS = 8
LONGEST_LABEL = 24


def faults_of(definition: FormDefinition) -> Iterator[Found]:
    """Everything that the file alone shows."""
    yield from _fields_twice(definition)
    yield from _too_long(definition)
    yield from _head(definition)
    yield from _of_orders(definition)
    for at, field in enumerate(definition.fields):
        for path, reason in faults_of_field(definition, at, field):
            yield ("field", at, *path), reason
    for at, block in enumerate(definition.blocks):
        for path, reason in faults_of_block(definition, at, block):
            yield ("sign", at, *path), reason
    for at, effect in enumerate(definition.effects):
        for path, reason in faults_of_effect(definition, effect):
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
            elif reason := _not_carried(definition, target, argument):
                yield place, reason


def _not_carried(definition: FormDefinition, target: FieldDefinition, argument: Argument) -> str:
    """Why the next form's field can't begin with this; empty when it can."""
    if not isinstance(argument, Reference):
        return no_value(target, argument)
    if argument.name == STARTER:
        given = "member"
    elif argument.name == ABOUT:
        given = str(definition.about)
    elif argument.name in definition.by_key:
        given = "sum" if argument.part == "total" else definition.by_key[argument.name].type
    else:
        return no_field(definition, argument.name)
    if isinstance(target, COMPUTED):
        return "is worked out, not filled in"
    source = definition.by_key.get(argument.name)
    if isinstance(source, ChoiceField) and isinstance(target, ChoiceField):
        unknown = [one.key for one in source.options if target.option(one.key) is None]
        return f"has no option {', '.join(unknown)}" if unknown else ""
    same = given == target.type or (given, target.type) == ("sum", "money")
    return "" if same else f"is {target.type}, {argument} is {given}"


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
        if field.key in (ABOUT, STARTER):
            yield ("field", at, "key"), f"${field.key} means something else"
        first = seen.setdefault(field.key, at)
        if first != at:
            yield ("field", at, "key"), f'field {first + 1} has the key "{field.key}" already'
    labels = {field.key: field.key for field in definition.fields}
    for at, field in enumerate(definition.fields):
        for language, label in (("zh", field.label.zh), ("en", field.label.en)):
            other = labels.setdefault(label.casefold(), field.key)
            if other != field.key:
                yield ("field", at, "label", language), f'"{label}" is said for {other} already'
            if not 0 < len(label) <= LONGEST_LABEL or set(label) & set(":："):
                reason = (
                    f"people type it before a colon: at most {LONGEST_LABEL} characters, none of them a colon"
                )
                yield ("field", at, "label", language), reason


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
    if definition.searched and any(field.secret for field in definition.fields):
        yield ("searched",), "a secret field would be found by what stands in it"
    if definition.once is not None and definition.about not in HAS_CUSTOMER:
        yield ("once",), "means nothing for a form that is about no customer"
    if definition.lapses.unit not in ("d", "w"):
        yield ("lapses",), "write days or weeks, such as 30d"
    if definition.budget is not None:
        yield from _budget(definition, definition.budget)
    for at, name in enumerate(definition.shows):
        if reason := no_fact(definition, name):
            yield ("shows", at), reason


def _of_orders(definition: FormDefinition) -> Iterator[Found]:
    """What means nothing on the form that is signed with its order, though it would on one that is opened by hand: one kind
    is signed in one way."""
    if definition.kind != OF_ORDERS:
        return
    why = "means nothing here: it is signed with its order, by the turns of company.toml, and nothing is filled in or done"
    for at, block in enumerate(definition.blocks):
        for name in ("within", "after", "fills", "act", "proof", "sum", "over_budget"):
            if getattr(block, name):
                yield ("sign", at, name), why
    for at, effect in enumerate(definition.effects):
        if effect.do not in ("order.consent", "tell"):
            yield ("then", at, "do"), "is never done: it is signed with its order, which may go then"


def _budget(definition: FormDefinition, budget: BudgetUse) -> Iterator[Found]:
    for name, said, types in (
        ("kind", budget.kind_of, ("choice", "text")),
        ("amount", budget.sum, ("money", "sum")),
        ("month", budget.day, ("date", "span")),
    ):
        if isinstance(said, Reference):
            field = definition.by_key.get(said.name)
            if field is None:
                yield ("budget", name), no_field(definition, said.name)
            elif field.type not in types:
                yield ("budget", name), f"{said} is {field.type}, and this takes {' or '.join(types)}"
        elif name == "amount" or (name == "month" and budget.month):
            yield ("budget", name), "must name a field, such as $amount"
