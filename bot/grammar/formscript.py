"""A form asked for line by line: what comes next, what the question says, and what stands there already (A1 to A12)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.grammar.formlines import ABOUT, CAME, NOUNS, PROOF_NAMED, about_labels, field_called, is_about, named
from bot.grammar.formvalues import read_field
from bot.grammar.labels import split_label
from bot.grammar.naming import only_reference
from bot.grammar.reading import Reading
from store.forms.definition import About, FormDefinition
from store.forms.fieldtypes import ATTACHED, CustomerField, FieldDefinition, LinesField, LongField
from store.forms.values import as_json, fault_of, proposed, to_fill
from store.forms.views import PROOF
from store.requests import Area, Refused

_PLAIN: Mapping[str, Any] = {"help": None, "options": (), "columns": (), "proposed": None}
"""What a question says that stands in no file."""


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
            return f"{NOUNS[self.definition.about]['zh']}: {' '.join(said.split())}"
        if key == PROOF:
            return f"{PROOF_NAMED[language]}: {CAME}"
        field = self.definition.by_key[key]
        if isinstance(field, ATTACHED):
            return f"{field.label.in_language(language)}: {CAME}"
        text = said.strip() if isinstance(field, LongField | LinesField) else " ".join(said.split())
        return f"{field.label.in_language(language)}: {text}"

    def attached(self, key: str) -> bool:
        """Whether a photo or a file is asked for, and no word stands for it."""
        return key == PROOF or isinstance(self.definition.by_key.get(key), ATTACHED)

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
            "options": list(_options(field, offered)),
            "columns": list(getattr(field, "columns", ())),
            "proposed": as_json(field, offered) if field.type in ("lines", "text", "long") else None,
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


def _leniently(reading: Reading, kind: FormDefinition) -> dict[str, Any]:
    """What has been said of it as values, as far as it can be read: what is asked next depends on it."""
    typed: dict[str, Any] = {}
    for line in reading.below:
        label = split_label(line)
        field = field_called(kind.asked, label[0]) if label is not None else None
        if field is None or label is None or not label[1] or isinstance(field, (*ATTACHED, CustomerField)):
            continue
        read = read_field(field, label[1], reading)
        if not isinstance(read, Refused):
            typed[field.key] = read.value
    return typed
