"""A form's lines by the labels of its own file: which kind is meant, which field a line is, what it says (A1 to A12)."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from bot.grammar.figures import BETWEEN
from bot.grammar.formvalues import read_field
from bot.grammar.labels import BLANK, split_label
from bot.grammar.reading import Reading, Wrong
from bot.wording.vocabulary.spelling import level
from store.forms.definition import About, FormDefinition
from store.forms.fieldtypes import ATTACHED, CustomerField, FieldDefinition, LinesField, LongField
from store.forms.values import as_json
from store.requests import Area, Refused

ABOUT = "-about"
"""The line that says what the form is about, where no field has its label. No field's key can be so spelt."""
CAME = "📎"
"""Stands in a line for a picture that came."""
PROOF_NAMED = {"zh": "照片", "en": "photo"}
NOUNS = {
    About.CUSTOMER: {"zh": "客户", "en": "customer"},
    About.ORDER: {"zh": "订单", "en": "order"},
    About.COMPLAINT: {"zh": "投诉", "en": "complaint"},
    About.CONTRACT: {"zh": "合同", "en": "contract"},
    About.FORM: {"zh": "单据", "en": "form"},
}
AREAS_OF: Mapping[About, Area] = {
    About.ORDER: Area.ORDERS,
    About.COMPLAINT: Area.COMPLAINTS,
    About.CONTRACT: Area.FORMS,
    About.FORM: Area.FORMS,
}
"""Whose cases a form is about that names its case by a reference."""


def named(kinds: Iterable[FormDefinition], text: str) -> tuple[FormDefinition, str] | None:
    """The kind that the text begins with, by the longest of its names, and what follows."""
    said = level(text)
    found: tuple[int, FormDefinition] | None = None
    for kind in kinds:
        for name in leveled(kind.names):
            if not said.startswith(name):
                continue
            follows = said[len(name) : len(name) + 1]
            whole = not follows or not (follows.isalnum() or follows == "-") or follows.isdigit()
            if whole and not (name[-1:].isdigit() and follows.isdigit()):
                found = max(found or (0, kind), (len(name), kind), key=lambda one: one[0])
    return (found[1], text[found[0] :].strip(BETWEEN)) if found else None


def begun(kinds: Iterable[FormDefinition], text: str) -> tuple[FormDefinition, str] | None:
    """The only kind of which a name begins with all of the text."""
    said = level(text.strip(BETWEEN))
    found = [kind for kind in kinds if any(name.startswith(said) for name in leveled(kind.names))]
    return (found[0], "") if len(said) > 1 and len(found) == 1 else None


@lru_cache(maxsize=512)
def leveled(names: tuple[str, ...]) -> tuple[str, ...]:
    """As they are compared."""
    return tuple(filter(None, map(level, names)))


def about_labels(reading: Reading, kind: FormDefinition) -> set[str]:
    """What the line may be called that says what the form is about."""
    words = reading.vocabulary
    also: Sequence[str] = ()
    match kind.about:
        case About.CUSTOMER:
            also = words.labels("customer")
        case About.ORDER:
            also = words.labels("number")
    return {level(word) for word in (*NOUNS[kind.about].values(), *also)}


def lines_in(rest: str, below: Sequence[str]) -> list[tuple[int, str]]:
    return [
        (at, filled)
        for at, line in enumerate((rest, *below), start=1)
        if (filled := line.replace(BLANK, "").strip())
    ]


def is_about(kind: FormDefinition, labels: set[str], label: str) -> bool:
    """Whether a line so labelled says what the form is about: no field has that label whole."""
    said = level(label)
    whole = {level(one) for field in kind.asked for one in (field.label.zh, field.label.en, field.key)}
    return said in labels and said not in whole


def field_called(fields: Iterable[FieldDefinition], label: str) -> FieldDefinition | None:
    """By its label in either language or its key, else by a beginning, or a part, that only it has."""
    said = level(label)
    names = {one.key: {level(one.label.zh), level(one.label.en), level(one.key)} for one in fields}
    by_key = {one.key: one for one in fields}
    whole = [key for key, known in names.items() if said in known]
    begun = [key for key, known in names.items() if any(name.startswith(said) for name in known)]
    parts = [key for key, known in names.items() if any(said in name for name in known)]
    keys = whole[:1] or next((found for found in (begun, parts) if len(found) == 1), [])
    return by_key[keys[0]] if said and keys else None


def typed_in(
    reading: Reading,
    kind: FormDefinition,
    fields: Sequence[FieldDefinition],
    lines: Sequence[tuple[int, str]],
) -> tuple[Mapping[str, Any], dict[str, Any]]:
    """The values by key, and the same as JSON."""
    gathered, stray = gather(fields, lines)
    if stray is not None:
        at, line = stray
        label = split_label(line)
        has = {"why": "line", "has": [getattr(one.label, reading.language) for one in fields]}
        raise Wrong("unknown_label", None, line if label is None else label[0], at, facts=has)
    typed: dict[str, Any] = {}
    said: dict[str, Any] = {}
    for field in fields:
        if field.key not in gathered:
            continue
        at, pieces = gathered[field.key]
        text = "\n".join(piece for piece in pieces if piece)
        if not text:
            continue
        value = _value(reading, field, text, at)
        typed[field.key], said[field.key] = value, as_json(field, value)
        reading.understood.append((field.label.in_language(reading.language), text[:60]))
    return typed, said


def gather(
    fields: Sequence[FieldDefinition], lines: Sequence[tuple[int, str]]
) -> tuple[dict[str, tuple[int, list[str]]], tuple[int, str] | None]:
    """The pieces said of each field, by key, and where it begins; and the first line that is nobody's. What has no label goes
    on with the text or table above it; behind the form's name it is the first field's, if that is a text."""
    gathered: dict[str, tuple[int, list[str]]] = {}
    last: FieldDefinition | None = None
    stray: tuple[int, str] | None = None
    for at, line in lines:
        label = split_label(line)
        field = field_called(fields, label[0]) if label is not None else None
        if field is not None and label is not None:
            gathered.setdefault(field.key, (at, []))[1].append(label[1])
            last = field
        elif label is None and (pictured := _attached_called(fields, line)) is not None:
            gathered.setdefault(pictured.key, (at, []))[1].append(line)
        elif isinstance(last, LongField | LinesField):
            gathered[last.key][1].append(line)
        elif (label is None and len(fields) == 1) or (
            label is None and at == 1 and fields and fields[0].type in ("text", "long")
        ):
            gathered.setdefault(fields[0].key, (at, []))[1].append(line)
        else:
            stray = stray or (at, line)
    return gathered, stray


def _attached_called(fields: Iterable[FieldDefinition], line: str) -> FieldDefinition | None:
    """The photo's or file's field of which a line is the name, as below a picture: 证明."""
    said = level(line)
    return next(
        (
            one
            for one in fields
            if isinstance(one, ATTACHED) and said in {level(one.label.zh), level(one.label.en)}
        ),
        None,
    )


def _value(reading: Reading, field: FieldDefinition, text: str, at: int) -> Any:
    if isinstance(field, ATTACHED):
        if text != CAME and not reading.attached:
            raise lacking(field.key, field.label.model_dump(), field.type)
        return (CAME,)
    if isinstance(field, CustomerField):
        return reading.customer(text, on_paper=True)[0]
    read = read_field(field, text, reading)
    if isinstance(read, Refused):
        raise Wrong("form_value", field.key, text, at, facts={**read.facts, "line": None})
    return read.value


def lacking(key: str, label: Mapping[str, str], kind: str) -> Wrong:
    facts: dict[str, Any] = {
        "label": label,
        "type": kind,
        "why": "missing",
        "bound": None,
        "said": "",
        "line": None,
        "options": [],
    }
    return Wrong("form_value", key, "", facts=facts)


def said_again(reading: Reading, head: str) -> str:
    """The message as it was typed, to be gone on with."""
    return "\n".join([f"{head} {reading.rest}".strip(), *(line for line in reading.below if line.strip())])
