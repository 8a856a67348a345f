"""A form asked for line by line: what comes next, what the question says, and what stands there already (A1 to A12)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.grammar.formlines import (
    ABOUT,
    CAME,
    NOUNS,
    PROOF_NAMED,
    about_labels,
    field_called,
    gather,
    is_about,
    lines_in,
    named,
)
from bot.grammar.formvalues import read_field
from bot.grammar.labels import split_label
from bot.grammar.naming import only_reference
from bot.grammar.reading import Reading
from bot.wording.vocabulary.spelling import level
from store.forms.definition import About, FormDefinition
from store.forms.fieldtypes import (
    ATTACHED,
    ChoiceField,
    CustomerField,
    FieldDefinition,
    LinesField,
    LongField,
    YesField,
)
from store.forms.values import as_json, fault_of, proposed, to_fill
from store.forms.views import PROOF
from store.requests import Area, Refused

_PLAIN: Mapping[str, Any] = {"help": None, "options": (), "columns": (), "proposed": None, "unit": None}
"""What a question says that stands in no file."""
HALF_A_YEAR = timedelta(days=180)
"""A day within it is known without its year."""
_AS_WRITTEN = frozenset({"lines", "text", "long", "date", "money", "number", "whole", "roles"})
"""Types of which a question says what it is without an answer."""


@dataclass(frozen=True)
class FormScript:
    """What is asked for line by line of a form half said."""

    definition: FormDefinition
    fields: tuple[str, ...]
    given: frozenset[str]
    values: Mapping[str, Any]
    """What stands in it, or has been said of it so far."""
    today: date
    about: str = ""
    """What it is said to be about, as it was typed."""

    def asks(self, key: str) -> bool:
        """Whether the form, as its file is now, has this line."""
        return key in (ABOUT, PROOF) or key in self.definition.by_key

    def required(self, key: str) -> bool:
        """Whether it can't be skipped, unless a fact of the case is proposed."""
        if key in (ABOUT, PROOF):
            return True
        field = self.definition.by_key[key]
        return field.required and proposed(field, self.values, self.today) is None

    def line(self, key: str, said: str, language: str) -> str:
        if key == ABOUT:
            return f"{NOUNS[self.definition.about]['zh']}: {' '.join(said.split())}"
        if key == PROOF:
            return f"{PROOF_NAMED[language]}: {CAME}"
        field = self.definition.by_key[key]
        if isinstance(field, ATTACHED):
            return f"{field.label.in_language(language)}: {CAME}"
        text = said.strip() if isinstance(field, LongField | LinesField) else " ".join(said.split())
        text = next((one[language] for one in _words(field) if level(said) in _leveled(one)), text)
        return f"{field.label.in_language(language)}: {text}"

    def attached(self, key: str) -> bool:
        """Whether a photo or a file is asked for, and no word stands for it."""
        return key == PROOF or isinstance(self.definition.by_key.get(key), ATTACHED)

    def chooses(self, key: str, said: str) -> bool:
        """Whether it is one of the few words that a field of options waits for."""
        field = self.definition.by_key.get(key)
        return field is not None and any(level(said) in _leveled(one) for one in _words(field))

    def fault(
        self, key: str, said: str, reading: Reading, is_workday: Callable[[date], bool]
    ) -> Refused | None:
        """Why what was said can't stand there."""
        value = self.value(key, said, reading)
        field = self.definition.by_key.get(key)
        if field is None or value is None:
            return None
        return fault_of(field, value, self.values, reading.today, is_workday)

    def value(self, key: str, said: str, reading: Reading) -> Any:
        """What was said as the field's value; None where it can't be read, or only the store can."""
        field = self.definition.by_key.get(key)
        if field is None or isinstance(field, (*ATTACHED, CustomerField)):
            return None
        read = read_field(field, said, reading)
        return None if isinstance(read, Refused) else read.value

    def facts(self, key: str) -> dict[str, Any]:
        """What the question says."""
        title = self.definition.title.model_dump()
        if key == PROOF:
            return {"title": title, "label": PROOF_NAMED, "type": "photo", **_PLAIN}
        if key == ABOUT:
            noun = NOUNS[self.definition.about]
            return {"title": title, "label": noun, "type": self.definition.about.value, **_PLAIN}
        field = self.definition.by_key[key]
        offered = proposed(field, self.values, self.today)
        return {
            "title": title,
            "label": field.label.model_dump(),
            "type": field.type,
            "help": field.help.model_dump() if field.help else None,
            "options": list(_options(field, offered, self.today)),
            "unit": unit.model_dump() if (unit := getattr(field, "unit", None)) else None,
            "columns": list(getattr(field, "columns", ())),
            "proposed": self.worded(key, as_json(field, offered)) if offered is not None else None,
        }

    def worded(self, key: str, offered: Any) -> Any:
        """What the question says that stands there without an answer, as JSON; None where its buttons say it."""
        field = self.definition.by_key.get(key)
        return offered if field is not None and field.type in _AS_WRITTEN else None


def _options(field: FieldDefinition, value: Any, today: date) -> Iterator[dict[str, str]]:
    """What is offered to press: a few words, or what is proposed."""
    if value is not None and field.type in ("money", "number", "whole", "date"):
        said = as_json(field, value)
        shown = f"{value:,.2f}" if field.type == "money" else str(said)
        shown = f"{value:%m-%d}" if field.type == "date" and abs(value - today) < HALF_A_YEAR else shown
        yield {"key": str(said), "zh": shown, "en": shown}
    yield from _words(field)


def _words(field: FieldDefinition) -> Iterator[dict[str, str]]:
    """The few words that a field waits for, in both languages, each with what it is kept as."""
    if isinstance(field, ChoiceField):
        for one in field.options:
            yield {"key": one.key, "zh": one.label.zh, "en": one.label.en}
    if isinstance(field, YesField):
        yield {"key": "yes", "zh": "是", "en": "yes"}
        yield {"key": "no", "zh": "否", "en": "no"}


def _leveled(word: Mapping[str, str]) -> set[str]:
    return set(map(level, word.values()))


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
    rest = found[1] if asked is None and kind.about is About.NOTHING else ""
    gathered, _ = gather(kind.asked, lines_in(rest, reading.below))
    given = frozenset(gathered)
    said = {**(asked.values if asked else {}), **_leniently(reading, kind, gathered)}
    wanted = to_fill(kind, said)
    later = [one.key for one in wanted if isinstance(one, ATTACHED)]
    keys, about = [one.key for one in wanted if one.key not in later] + later, ""
    if kind.about is not About.NOTHING and asked is None:
        subject, about = _about_said(reading, kind, found[1])
        keys = [ABOUT, *keys]
        given |= {ABOUT} if subject else set()
    return FormScript(kind, tuple(keys), frozenset(given), said, reading.today, about)


def _about_said(reading: Reading, kind: FormDefinition, rest: str) -> tuple[bool, str]:
    labels = about_labels(reading, kind)
    if rest and split_label(rest) is None:
        return True, rest
    found = [
        label[1]
        for line in (rest, *reading.below)
        if (label := split_label(line)) and is_about(kind, labels, label[0])
    ]
    return bool(found), found[0] if found else ""


def _given(fields: Sequence[FieldDefinition], lines: Sequence[str]) -> frozenset[str]:
    found = (field_called(fields, label[0]) for line in lines if (label := split_label(line)) is not None)
    return frozenset(field.key for field in found if field is not None)


def _leniently(
    reading: Reading, kind: FormDefinition, gathered: Mapping[str, tuple[int, list[str]]]
) -> dict[str, Any]:
    """What has been said of it as values, as far as it can be read: what is asked next depends on it."""
    typed: dict[str, Any] = {}
    for key, (_at, pieces) in gathered.items():
        field, said = kind.by_key[key], "\n".join(filter(None, pieces))
        if not said or isinstance(field, (*ATTACHED, CustomerField)):
            continue
        read = read_field(field, said, reading)
        if not isinstance(read, Refused):
            typed[field.key] = read.value
    return typed
