"""Labelled lines: in any order, in either language."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from bot.grammar.goodslines import Labelled, Typed, goods_on_one_line, part_named
from bot.grammar.reading import Reading, Wrong
from bot.wording.vocabulary import Vocabulary
from bot.wording.vocabulary.spelling import fold
from store.fields import FieldTable

_BULLETS = " \t\u3000-*•·"
_LONGEST_LABEL = 24
BLANK = "___"
"""Marks in a message given back what is to be written anew; left standing it says nothing."""


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
    inline: bool = False
    """Whether values may also stand behind the number, without labels."""
    free: tuple[str, ...] = ()
    """Free text, which people go on with on the next line."""
    table: FieldTable | None = None
    """The fields of which they are made."""


def read_labels(reading: Reading, labels: Labels) -> dict[str, list[Any]]:
    """The values by field; an empty line or value counts as not given. The first wrong line is raised."""
    values: dict[str, list[Any]] = {}
    first: Wrong | None = None
    for at, line, parts in typed_lines(reading, labels):
        try:
            known = field_of(line, reading.vocabulary, labels)
            if not known:
                raise _not_known(reading, labels, line, goods="item" in values or bool(first))
            field, typed = known
            if not typed:
                continue
            if field in values and field not in labels.repeated:
                raise Wrong("repeated", field, typed)
            read = labels.parsers[field](reading, typed)
        except Wrong as wrong:
            first = first or wrong.at(parts.get(wrong.field or "", at))
            continue
        values.setdefault(field, []).append(read.value)
        reading.understand(field, read.shown)
    if first:
        raise first
    for field in labels.required:
        if field not in values:
            raise Wrong("missing", field)
    return values


def _not_known(reading: Reading, labels: Labels, line: str, *, goods: bool) -> Wrong:
    """A part of goods that stands under none, or once more, is no unknown one."""
    label, value = split_label(line) or (line, "")
    if labels.parts > 1 and (part := part_named(label, reading.vocabulary)):
        return Wrong("repeated", part, value) if goods else Wrong("missing", "item", value)
    return Wrong("unknown_label", None, label)


def one(values: dict[str, list[Any]], **fields: str) -> dict[str, Any]:
    """The single values under their names in the request: `one(values, consignee="to")`."""
    return {name: values[field][0] for name, field in fields.items() if field in values}


def blank(
    vocabulary: Vocabulary,
    head: str,
    labels: Labels,
    language: str,
    filled: Mapping[str, Sequence[str]],
) -> str:
    """The lines to copy; `filled` are fields whose values are known, an empty one to leave out."""
    lines = [head]
    for field in labels.blank:
        label = vocabulary.label(field, language)
        lines += [f"{label}: {value}".rstrip() for value in filled.get(field, ("",))]
    return "\n".join(lines)


def is_inline(reading: Reading) -> bool:
    """Whether the first line is written in the command's own order, without labels."""
    return bool(reading.rest) and ":" not in fold(reading.rest)


def typed_lines(reading: Reading, labels: Labels) -> Iterator[Typed]:
    """The lines that have labels, or should have them; goods whose parts stand on lines of their own as one."""
    inline = labels.inline and is_inline(reading)
    lines = enumerate(("" if inline else reading.rest, *reading.below), start=1)
    typed = [(at, filled) for at, line in lines if (filled := line.replace(BLANK, "").strip())]
    if "item" not in labels.parsers or not labels.parts:
        return iter([Typed(at, line, {}) for at, line in typed])
    cut = [
        Labelled(at, line, *(split_label(line) or ("", line)), own)
        for at, line in typed
        for own in [(field_of(line, reading.vocabulary, labels) or ("",))[0]]
    ]
    return goods_on_one_line(cut, reading.vocabulary, labels.parts)


def split_label(line: str) -> tuple[str, str] | None:
    """What stands before the first colon, and what behind it; None if that is too much for a label."""
    at = fold(line).find(":")
    label = line[: max(at, 0)].strip(_BULLETS)
    return (label, line[at + 1 :].strip()) if 0 < len(label) <= _LONGEST_LABEL else None


def field_of(line: str, vocabulary: Vocabulary, labels: Labels) -> tuple[str, str] | None:
    """The field and the value of a line whose label this command knows."""
    parts = split_label(line)
    field = vocabulary.field_named(parts[0]) if parts else None
    return (field, parts[1]) if parts and field in labels.parsers and field else None
