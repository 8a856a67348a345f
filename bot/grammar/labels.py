"""Labelled lines: in any order, in either language; what is wrong comes back with its labels in order."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, NamedTuple

from bot.grammar.items import tidy
from bot.grammar.reading import Reading, Wrong
from bot.vocabulary import Vocabulary, fold, key

_LABELLED = re.compile(r"\s*(?:[-*•·]\s*)?([^:]{1,24}?)\s*:")
_GUESSES = 20
"""Unknown labels looked at more closely in one message; the rest stay as they are."""


class Read(NamedTuple):
    value: Any
    shown: str
    """How it was understood, in the language asked."""


Parse = Callable[[Reading, str], Read]


@dataclass(frozen=True)
class Labels:
    """The labels that a command takes, and how each value is read."""

    parsers: Mapping[str, Parse]
    required: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    parts: int = 0
    """How many parts an item's name is followed by."""
    blank: tuple[str, ...] = ()
    """The labels of the blank to copy."""
    free: tuple[str, ...] = ()
    """Free text, which people go on with on the next line."""


def read_labels(reading: Reading, labels: Labels, *, below_only: bool = False) -> dict[str, list[Any]]:
    """The values by field; an empty line or value counts as not given. The first wrong line is raised."""
    values: dict[str, list[Any]] = {}
    first: Wrong | None = None
    for at, line in _lines(reading):
        if at == 1 and below_only:
            continue
        try:
            field, typed = _field(line, reading.vocabulary, labels)
            if not typed:
                continue
            if field in values and field not in labels.repeated:
                raise Wrong("repeated", field, typed)
            read = labels.parsers[field](reading, typed)
        except Wrong as wrong:
            first = first or wrong.at(at)
            continue
        values.setdefault(field, []).append(read.value)
        reading.understand(field, read.shown)
    if first:
        raise first
    for field in labels.required:
        if field not in values:
            raise Wrong("missing", field)
    return values


def one(values: dict[str, list[Any]], **fields: str) -> dict[str, Any]:
    """The single values under their names in the request: `one(values, consignee="to")`."""
    return {name: values[field][0] for name, field in fields.items() if field in values}


def blank(vocabulary: Vocabulary, command: str, labels: Labels, language: str) -> str:
    return "\n".join([f"/{command}", *(f"{vocabulary.label(field, language)}:" for field in labels.blank)])


def correct(reading: Reading, labels: Labels, head: str) -> str:
    """The whole message again: labels and separators in order, values as typed, missing labels empty."""
    vocabulary, language = reading.vocabulary, reading.language
    written: list[str] = []
    fields: list[str | None] = []
    guesses = 0

    def write(field: str, value: str) -> None:
        value = tidy(value, labels.parts) if field == "item" and labels.parts else value
        written.append(f"{vocabulary.label(field, language)}: {value}".rstrip())
        fields.append(field)

    for at, line in _lines(reading):
        try:
            write(*_field(line, vocabulary, labels))
            continue
        except Wrong:
            pass
        guesses += 1
        guess = _guess(line, vocabulary, labels, fields, first=at == 1) if guesses <= _GUESSES else None
        if guess:
            write(*guess)
        elif written and fields[-1] in labels.free and not _split(line):
            written[-1] = f"{written[-1]} {line.strip()}"
        else:
            written.append(line.strip())
            fields.append(None)
    for field in labels.required:
        if field not in fields:
            write(field, "")
    return "\n".join([head, *written])


def _lines(reading: Reading) -> Iterator[tuple[int, str]]:
    for at, line in enumerate((reading.rest, *reading.below), start=1):
        if line.strip():
            yield at, line


def _split(line: str) -> tuple[str, str] | None:
    found = _LABELLED.match(fold(line))
    return (line[found.start(1) : found.end(1)], line[found.end() :].strip()) if found else None


def _field(line: str, vocabulary: Vocabulary, labels: Labels) -> tuple[str, str]:
    parts = _split(line)
    field = vocabulary.field_named(parts[0]) if parts else None
    if not parts or not field or field not in labels.parsers:
        raise Wrong("unknown_label", None, (parts[0] if parts else line.strip())[:64])
    return field, parts[1]


def _guess(
    line: str, vocabulary: Vocabulary, labels: Labels, fields: list[str | None], *, first: bool
) -> tuple[str, str] | None:
    """What a line without a known label may have meant: offered in the corrected message, never run."""
    known = {key(word): field for field in labels.parsers for word in vocabulary.labels(field)}
    free = {word: field for word, field in known.items() if field not in fields or field in labels.repeated}
    parts = _split(line)
    if parts:
        # Two-character labels are common: one wrong character of two is still close.
        close = get_close_matches(key(parts[0]), free, n=1, cutoff=0.5)
        return (free[close[0]], parts[1]) if close else None
    begins, _, value = line.strip().partition(" ")
    if key(begins) in known and value.strip():
        return known[key(begins)], value.strip()
    if first and "customer" in labels.required and "customer" not in fields:
        return "customer", line.strip()
    if fields and fields[-1] == "item" and fold(line).count(",") >= labels.parts:
        return "item", line.strip()
    return None
