"""A wrong message given back to be mended: labels and separators in order, what was typed between them untouched."""

from dataclasses import replace
from difflib import get_close_matches

from bot.grammar.items import tidy
from bot.grammar.labels import Labels, field_of, is_inline, split_label, typed_lines
from bot.grammar.reading import Reading, Wrong
from bot.vocabulary.spelling import key

GUESSES = 20
"""Unknown labels looked at more closely in one message; the rest stay as they are."""


def correct(reading: Reading, labels: Labels, head: str) -> str:
    """The whole message again, with what is missing as empty labels behind it."""
    if labels.inline and is_inline(reading):
        return "\n".join(
            [f"{head} {reading.rest}", *_Correction(reading, replace(labels, required=())).lines()]
        )
    return "\n".join([head, *_Correction(reading, labels).lines()])


class _Correction:
    def __init__(self, reading: Reading, labels: Labels) -> None:
        self._reading, self._labels = reading, labels
        self._vocabulary = reading.vocabulary
        known = (field_of(line, self._vocabulary, labels) for _, line in typed_lines(reading, labels))
        self._given = {field for field, _ in filter(None, known)}
        self._written: list[str] = []
        self._last: str | None = None
        self._guesses = 0

    def lines(self) -> list[str]:
        for at, line in typed_lines(self._reading, self._labels):
            known = field_of(line, self._vocabulary, self._labels) or self._guess(line, first=at == 1)
            if known:
                self._write(*known)
            elif self._written and self._last in self._labels.free and not split_label(line):
                self._written[-1] += f" {line}"
            else:
                self._written.append(line)
                self._last = None
        for field in self._labels.required:
            if field not in self._given:
                self._write(field, "")
        return self._written

    def _write(self, field: str, value: str) -> None:
        if field == "item" and not self._is_ambiguous(value):
            value = tidy(value, self._labels.parts)
        label = self._vocabulary.label(field, self._reading.language)
        self._written.append(f"{label}: {value}".rstrip())
        self._given.add(field)
        self._last = field

    def _is_ambiguous(self, item: str) -> bool:
        try:
            self._labels.parsers["item"](self._reading, item)
        except Wrong as wrong:
            return wrong.kind == "ambiguous"
        return False

    def _guess(self, line: str, *, first: bool) -> tuple[str, str] | None:
        """What a line without a known label may have meant: offered to the writer, never run."""
        self._guesses += 1
        if self._guesses > GUESSES:
            return None
        known = {
            key(word): field for field in self._labels.parsers for word in self._vocabulary.labels(field)
        }
        parts = split_label(line)
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
        return field not in self._given or field in self._labels.repeated

    def _lacks(self, field: str) -> bool:
        return field in self._labels.required and field not in self._given

    def _is_item(self, line: str) -> bool:
        if "item" not in self._labels.parsers:
            return False
        try:
            self._labels.parsers["item"](self._reading, tidy(line, self._labels.parts))
        except Wrong:
            return False
        return True
