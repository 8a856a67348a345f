"""The readers of forms: which kind is meant, what it is about, and its lines by the labels of its own file (A1 to A12)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.grammar.chat import Asks, Chat, Move
from bot.grammar.fields import order_number
from bot.grammar.figures import BETWEEN
from bot.grammar.formvalues import read_field
from bot.grammar.labels import BLANK, split_label
from bot.grammar.naming import only_reference
from bot.grammar.passing import MOVES, advice
from bot.grammar.reading import NamedByForm, Reading, Unread, Wrong, build
from bot.wording.vocabulary.spelling import fold, level
from store.forms import requests as ask
from store.forms.definition import About, FormDefinition
from store.forms.fieldtypes import ATTACHED, CustomerField, FieldDefinition, LinesField, LongField
from store.forms.values import as_json, fault_of, proposed, to_fill
from store.forms.views import PROOF
from store.requests import Area, Refused, Reject, Request, Sign, Withdraw

ABOUT = "about"
"""The line that says what the form is about, where no field has its label."""
CAME = "📎"
"""Stands in a line for a picture that came."""
_PROOF = {"zh": "照片", "en": "photo"}
_NOUNS = {
    About.CUSTOMER: {"zh": "客户", "en": "customer"},
    About.ORDER: {"zh": "订单", "en": "order"},
    About.COMPLAINT: {"zh": "投诉", "en": "complaint"},
    About.CONTRACT: {"zh": "合同", "en": "contract"},
    About.FORM: {"zh": "单据", "en": "form"},
}


def named(kinds: Iterable[FormDefinition], text: str) -> tuple[FormDefinition, str] | None:
    """The kind that the text begins with, by the longest of its names, and what follows."""
    said = level(text)
    found: tuple[int, FormDefinition] | None = None
    for kind in kinds:
        for name in map(level, kind.names):
            follows = said[len(name) : len(name) + 1]
            whole = not follows or not (follows.isalnum() or follows == "-") or follows.isdigit()
            if name and said.startswith(name) and (whole and not (name[-1:].isdigit() and follows.isdigit())):
                found = max(found or (0, kind), (len(name), kind), key=lambda one: one[0])
    return (found[1], text[found[0] :].strip(BETWEEN)) if found else None


def form(reading: Reading) -> Request:
    """Alone the kinds to choose from; `KIND` with its lines; `F12` with lines is handed in again."""
    if not reading.words():
        return ask.ListKinds()
    reference = reading.rest.split(maxsplit=1)[0] if reading.rest.strip() else ""
    again = only_reference(reference.rstrip(":："), reading.vocabulary) if reference else None
    if again is not None and again.area is Area.FORMS and again.lettered:
        return _amended(reading, again.number, reading.rest[len(reference) :])
    found = named(reading.kinds.values(), reading.rest)
    if found is None:
        raise Wrong("form_kind", None, reading.rest[:60])
    return _started(reading, *found)


def _started(reading: Reading, kind: FormDefinition, rest: str) -> Request:
    about, lines = _about(reading, kind, rest)
    typed, said = _typed(reading, kind, kind.asked, lines)
    if kind.about is not About.NOTHING and about is None:
        raise _lacks(ABOUT, _NOUNS[kind.about], kind.about.value)
    for field in to_fill(kind, typed):
        came = isinstance(field, ATTACHED) and reading.attached
        if field.required and field.fill is None and typed.get(field.key) is None and not came:
            raise _lacks(field.key, field.label.model_dump(), field.type)
    return build(ask.StartForm, {}, kind=kind.kind, about=about, values=said)


def _amended(reading: Reading, number: int, rest: str) -> Request:
    if number not in reading.forms:
        raise Unread(NamedByForm(number=number))
    asked = reading.forms[number]
    if asked is None:
        raise Wrong("usage", None, reading.rest)
    lines = _lines(rest, reading.below)
    _typed_values, said = _typed(reading, asked.definition, asked.definition.asked, lines)
    return build(ask.AmendForm, {}, number=number, values=said)


def signed(reading: Reading, number: int) -> Request:
    """`/sign F12` with what the signer fills in below."""
    if not reading.words():
        return Sign(area=Area.FORMS, number=number)
    if number not in reading.forms:
        raise Unread(NamedByForm(number=number))
    asked = reading.forms[number]
    if asked is None:
        raise Wrong("usage", None, reading.words())
    if not asked.keys:
        return Sign(area=Area.FORMS, number=number)  # nothing of it is theirs to fill in
    fields = [asked.definition.by_key[key] for key in asked.keys if key != PROOF]
    proof = {level(word) for word in _PROOF.values()}
    lines = [
        (at, line)
        for at, line in _lines(reading.rest, reading.below)
        if not ((label := split_label(line)) and PROOF in asked.keys and level(label[0]) in proof)
    ]
    _, said = _typed(reading, asked.definition, fields, lines)
    return build(Sign, {}, area=Area.FORMS, number=number, values=said)


# what it is about ---------------------------------------------------------------------------------------
def _about(reading: Reading, kind: FormDefinition, rest: str) -> tuple[int | None, list[tuple[int, str]]]:
    """The case, said behind the kind or on a line of its own, and the lines that are left."""
    lines = _lines(rest, reading.below)
    if kind.about is About.NOTHING:
        return None, lines
    labels = {level(word) for word in (*_NOUNS[kind.about].values(), *_words(reading, kind.about))}
    left: list[tuple[int, str]] = []
    about: int | None = None
    for at, line in lines:
        label = split_label(line)
        inline = label is None and at == 1
        own = label is not None and _field(kind.asked, label[0]) is not None
        if about is None and (inline or (label is not None and not own and level(label[0]) in labels)):
            said = line if label is None else label[1]
            about = _case(reading, kind.about, said) if said else None
        else:
            left.append((at, line))
    return about, left


def _words(reading: Reading, about: About) -> Sequence[str]:
    words = reading.vocabulary
    match about:
        case About.CUSTOMER:
            return words.labels("customer")
        case About.ORDER:
            return words.labels("number")
        case _:
            return ()


def _case(reading: Reading, about: About, said: str) -> int:
    if about is About.CUSTOMER:
        return reading.customer(said, on_paper=True)[0]
    if about is About.ORDER:
        number: int = order_number(reading, said).value
        return number
    area = Area.COMPLAINTS if about is About.COMPLAINT else Area.FORMS
    found = only_reference(said, reading.vocabulary)
    if found is None or found.area is not area:
        raise Wrong("number", "number", said)
    return found.number


# its lines ----------------------------------------------------------------------------------------------
def _lines(rest: str, below: Sequence[str]) -> list[tuple[int, str]]:
    return [
        (at, filled)
        for at, line in enumerate((rest, *below), start=1)
        if (filled := line.replace(BLANK, "").strip())
    ]


def _field(fields: Iterable[FieldDefinition], label: str) -> FieldDefinition | None:
    """By its label in either language or its key, else by a beginning, or a part, that only it has."""
    said = level(label)
    names = {one.key: {level(one.label.zh), level(one.label.en), level(one.key)} for one in fields}
    by_key = {one.key: one for one in fields}
    whole = [key for key, known in names.items() if said in known]
    begun = [key for key, known in names.items() if any(name.startswith(said) for name in known)]
    parts = [key for key, known in names.items() if any(said in name for name in known)]
    keys = whole[:1] or next((found for found in (begun, parts) if len(found) == 1), [])
    return by_key[keys[0]] if said and keys else None


def _typed(
    reading: Reading,
    kind: FormDefinition,
    fields: Sequence[FieldDefinition],
    lines: Sequence[tuple[int, str]],
) -> tuple[Mapping[str, Any], dict[str, Any]]:
    """The values by key, and the same as JSON. What has no label goes on with the text or table above it."""
    gathered: dict[str, tuple[int, list[str]]] = {}
    last: FieldDefinition | None = None
    for at, line in lines:
        label = split_label(line)
        field = _field(fields, label[0]) if label is not None else None
        if field is not None and label is not None:
            gathered.setdefault(field.key, (at, []))[1].append(label[1])
            last = field
        elif isinstance(last, LongField | LinesField):
            gathered[last.key][1].append(line)
        elif (label is None and len(fields) == 1) or (
            label is None and at == 1 and fields and fields[0].type in ("text", "long")
        ):
            gathered.setdefault(fields[0].key, (at, []))[1].append(line)
        else:
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


def _value(reading: Reading, field: FieldDefinition, text: str, at: int) -> Any:
    if isinstance(field, ATTACHED):
        return (CAME,)
    if isinstance(field, CustomerField):
        return reading.customer(text, on_paper=True)[0]
    read = read_field(field, text, reading)
    if isinstance(read, Refused):
        raise Wrong("form_value", field.key, text, at, facts={**read.facts, "line": None})
    return read.value


def _lacks(key: str, label: Mapping[str, str], kind: str) -> Wrong:
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


# asked one by one ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class FormScript:
    """What is asked for line by line of a form half said."""

    definition: FormDefinition
    fields: tuple[str, ...]
    given: frozenset[str]
    values: Mapping[str, Any]
    """What stands in it, or has been said of it so far."""
    today: date

    def required(self, key: str) -> bool:
        if key in (ABOUT, PROOF):
            return True
        field = self.definition.by_key[key]
        return field.required and field.fill is None

    def line(self, key: str, said: str, language: str) -> str:
        if key == ABOUT:
            return f"{_NOUNS[self.definition.about]['zh']}: {' '.join(said.split())}"
        if key == PROOF:
            return f"{_PROOF[language]}: {CAME}"
        field = self.definition.by_key[key]
        text = said.strip() if isinstance(field, LongField | LinesField) else " ".join(said.split())
        return f"{field.label.in_language(language)}: {text or CAME}"

    def fault(
        self, key: str, said: str, reading: Reading, is_workday: Callable[[date], bool]
    ) -> Refused | None:
        """Why what was said can't stand there."""
        field = self.definition.by_key.get(key)
        if field is None or isinstance(field, (*ATTACHED, CustomerField)):
            return None
        read = read_field(field, said, reading)
        return (
            None
            if isinstance(read, Refused)
            else fault_of(field, read.value, self.values, reading.today, is_workday)
        )

    def facts(self, key: str) -> dict[str, Any]:
        """What the question says."""
        title = self.definition.title.model_dump()
        if key == PROOF:
            return {"title": title, "label": _PROOF, "type": "photo", "help": None, "options": []}
        if key == ABOUT:
            noun = _NOUNS[self.definition.about]
            return {
                "title": title,
                "label": noun,
                "type": self.definition.about.value,
                "help": None,
                "options": [],
            }
        field = self.definition.by_key[key]
        return {
            "title": title,
            "label": field.label.model_dump(),
            "type": field.type,
            "help": field.help.model_dump() if field.help else None,
            "options": list(_options(field, proposed(field, self.values, self.today))),
        }


def _options(field: FieldDefinition, value: Any) -> Iterator[dict[str, str]]:
    """What is offered to press: a few words, or what is proposed."""
    if value is not None and field.type in ("money", "number", "whole", "date"):
        said = as_json(field, value)
        shown = f"{value:,.2f}" if field.type == "money" else str(said)
        yield {"key": str(said), "zh": shown, "en": shown}
    if field.type == "choice":
        for one in field.options:
            yield {"key": one.key, "zh": one.label.zh, "en": one.label.en}
    if field.type == "yes":
        yield {"key": "yes", "zh": "是", "en": "yes"}
        yield {"key": "no", "zh": "否", "en": "no"}


def script_of(reading: Reading) -> FormScript | None:
    """Of what has been said so far, whatever is wrong in it."""
    if reading.command == "sign":
        named_ = only_reference(reading.rest.split()[0], reading.vocabulary) if reading.rest.strip() else None
        asked = reading.forms.get(named_.number) if named_ else None
        if asked is None:
            return None
        fields = [asked.definition.by_key[key] for key in asked.keys if key != PROOF]
        return FormScript(
            asked.definition, asked.keys, _given(fields, reading.below), asked.values, reading.today
        )
    reference = only_reference(reading.rest.split()[0], reading.vocabulary) if reading.rest.strip() else None
    asked = reading.forms.get(reference.number) if reference and reference.area is Area.FORMS else None
    found = (asked.definition, "") if asked else named(reading.kinds.values(), reading.rest)
    if found is None:
        return None
    kind = found[0]
    given = _given(kind.asked, reading.below)
    said = {**(asked.values if asked else {}), **_leniently(reading, kind)}
    wanted = to_fill(kind, said)
    later = [one.key for one in wanted if isinstance(one, ATTACHED)]
    keys = [one.key for one in wanted if one.key not in later] + later
    if kind.about is not About.NOTHING and asked is None:
        subject, _ = _about_said(reading, kind, found[1])
        keys = [ABOUT, *keys]
        given |= {ABOUT} if subject else set()
    return FormScript(kind, tuple(keys), frozenset(given), said, reading.today)


def _about_said(reading: Reading, kind: FormDefinition, rest: str) -> tuple[bool, str]:
    labels = {level(word) for word in (*_NOUNS[kind.about].values(), *_words(reading, kind.about))}
    if rest and split_label(rest) is None:
        return True, rest
    found = [
        label[1]
        for line in (rest, *reading.below)
        if (label := split_label(line)) and _field(kind.asked, label[0]) is None and level(label[0]) in labels
    ]
    return bool(found), found[0] if found else ""


def _given(fields: Sequence[FieldDefinition], lines: Sequence[str]) -> frozenset[str]:
    found = (_field(fields, label[0]) for line in lines if (label := split_label(line)) is not None)
    return frozenset(field.key for field in found if field is not None)


def _leniently(reading: Reading, kind: FormDefinition) -> dict[str, Any]:
    """What has been said of it as values, as far as it can be read: what is asked next depends on it."""
    typed: dict[str, Any] = {}
    for line in reading.below:
        label = split_label(line)
        field = _field(kind.asked, label[0]) if label is not None else None
        if field is None or label is None or not label[1] or isinstance(field, (*ATTACHED, CustomerField)):
            continue
        read = read_field(field, label[1], reading)
        if not isinstance(read, Refused):
            typed[field.key] = read.value
    return typed


def forms(reading: Reading) -> Request:
    """Words that narrow the list."""
    words = tuple(fold(reading.words()).split())[:10]
    return ask.ListForms(words=words)


def _drop(number: int) -> Request:
    return Withdraw(area=Area.FORMS, number=number)


FORMS_CHAT = Chat(
    area=Area.FORMS,
    menu="forms",
    moves=(
        Move(
            request=ask.StartForm,
            command="form",
            read=form,
            opens=True,
            argument="text",
            others=(ask.ListKinds, ask.AmendForm),
        ),
        Move(request=ask.AmendForm, command="form", asks={"amend": Asks("amend_form")}),
        Move(
            request=Sign,
            command="sign",
            buttons=dict.fromkeys(("agree", "agree_fill", "acted", "acted_fill", "did")),
            answers={
                "sign": ("form_sign", "form_fill", "form_say", "form_act", "form_act_fill", "form_task")
            },
        ),
        Move(request=Reject, command="reject", asks={"disagree": Asks("reason")}),
        *MOVES,
        Move(request=Withdraw, buttons={"drop": _drop}),
        Move(request=ask.ReadForm, buttons={"whole": None}),
        Move(request=ask.ShowStub, buttons={"form_stub": None}),
        Move(request=ask.UrgeForm, command="urge", buttons={"urge": None}),
    ),
    details=(advice(Area.FORMS),),
    spoken=frozenset({"advise"}),
    heeded=frozenset({"show", "history", "undo"}),
)
"""Forms in chat. A button of a seat with something to fill in leads to the same signature, and is asked for it first."""
