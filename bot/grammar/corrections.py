"""A wrong message given back to be mended: labels and separators in order, what was typed between them untouched."""

import re
from dataclasses import replace
from difflib import get_close_matches

from bot.grammar.goodslines import part_named
from bot.grammar.items import tidy
from bot.grammar.labels import BLANK, Labels, field_of, is_inline, split_label, typed_lines
from bot.grammar.reading import Reading, Wrong
from bot.wording.vocabulary.spelling import key

_GAP = re.compile(r"([,，])\s*(?=[,，]|$)")
"""Between two commas, or behind the last: a part of goods that is missing."""

GUESSES = 20
"""Unknown labels looked at more closely in one message; the rest stay as they are."""


def correct(reading: Reading, labels: Labels, head: str, wrong: Wrong) -> str:
    """The whole message again: what can't be read is marked, what is missing stands as empty labels behind it."""
    lacking = (
        (wrong.field,) if wrong.kind == "missing" and wrong.field and wrong.field in labels.parsers else ()
    )
    if labels.inline and is_inline(reading):
        again = _Correction(reading, replace(labels, required=lacking))
        return "\n".join([f"{head} {reading.rest}", *again.lines()])
    required = tuple(dict.fromkeys((*labels.required, *lacking)))
    return "\n".join([head, *_Correction(reading, replace(labels, required=required)).lines()])


def has_blanks(text: str) -> bool:
    """Whether the writer sees where something is to be filled in."""
    lines = text.splitlines()[1:]
    return any(BLANK in line or (split_label(line) or ("", "x"))[1] == "" for line in lines)


class _Correction:
    def __init__(self, reading: Reading, labels: Labels) -> None:
        self._reading, self._labels = reading, labels
        self._vocabulary = reading.vocabulary
        self._given: set[str] = set()
        known = (field_of(line, self._vocabulary, labels) for _, line, _ in typed_lines(reading, labels))
        self._labelled = {field for field, _ in filter(None, known)}
        self._written: list[str] = []
        self._last: str | None = None
        self._guesses = 0

    def lines(self) -> list[str]:
        for at, line, _ in typed_lines(self._reading, self._labels):
            known = field_of(line, self._vocabulary, self._labels) or self._guess(line, first=at == 1)
            if known:
                self._write(*known)
            elif self._written and self._last in self._labels.free and not split_label(line):
                self._written[-1] += f" {line}"
            else:
                self._written.append(f"{BLANK}{line}")
                self._last = None
        for field in self._labels.required:
            if field not in self._given:
                self._write(field, "")
        return self._written

    def _write(self, field: str, value: str) -> None:
        again = field in self._given and field not in self._labels.repeated
        wrong = self._why_not(field, value) if value else None
        if field == "item" and not (wrong and wrong.kind == "ambiguous"):
            value = tidy(value, self._labels.parts)
            wrong = self._why_not(field, value) if value else None
        if again:
            value = BLANK + value
        elif wrong and wrong.kind == "missing" and _GAP.search(value):
            value = _GAP.sub(rf"\1 {BLANK}", value)
        elif wrong:
            at = value.find(wrong.said) if wrong.said else 0
            value = value[: max(at, 0)] + BLANK + value[max(at, 0) :]
        label = self._vocabulary.label(field, self._reading.language)
        self._written.append(f"{label}: {value}".rstrip())
        self._given.add(field)
        self._last = field

    def _why_not(self, field: str, value: str) -> Wrong | None:
        try:
            self._labels.parsers[field](self._reading, value)
        except Wrong as wrong:
            return wrong
        return None

    def _guess(self, line: str, *, first: bool) -> tuple[str, str] | None:
        """What a line without a known label may have meant: offered to the writer, never run."""
        self._guesses += 1
        if self._guesses > GUESSES:
            return None
        known = {
            key(word): field for field in self._labels.parsers for word in self._vocabulary.labels(field)
        }
        parts = split_label(line)
        if parts and part_named(parts[0], self._vocabulary):
            return None  # what a label means isn't guessed where it is known
        if parts:
            open_ = [word for word, field in known.items() if self._may_stand(field)]
            # Labels of two characters are common: with one of them right, it is still close.
            close = get_close_matches(key(parts[0]), open_, n=1, cutoff=0.5)
            return (known[close[0]], parts[1]) if close else None
        begins, _, value = line.partition(" ")
        if key(begins) in known and value.strip():
            return known[key(begins)], value.strip()
        if self._is_item(line):
            return "item", line
        return ("customer", line) if first and self._lacks("customer") else None

    def _may_stand(self, field: str) -> bool:
        return field not in self._labelled | self._given or field in self._labels.repeated

    def _lacks(self, field: str) -> bool:
        return field in self._labels.required and field not in self._labelled | self._given

    def _is_item(self, line: str) -> bool:
        if "item" not in self._labels.parsers:
            return False
        try:
            self._labels.parsers["item"](self._reading, tidy(line, self._labels.parts))
        except Wrong:
            return False
        return True
