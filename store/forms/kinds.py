"""The kinds of form that there are: every file of the folders, read whole, or what is wrong with it."""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from store.company.file import plain_reason
from store.company.findings import perhaps
from store.forms import checking, places
from store.forms.definition import FormDefinition, SignBlock
from store.forms.fieldtypes import FIELDS
from store.forms.reading import Found
from store.forms.reading import Path as Place


@dataclass(frozen=True)
class FormFault:
    """One thing wrong in a form's file."""

    file: Path
    line: int
    place: str
    """`[[field]] 2 (due) max`; empty for the file as a whole."""
    reason: str

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
        return " ".join(f"{self.file.name}, line {self.line}: {place}{self.reason}".split())


@dataclass(frozen=True)
class FormKinds:
    """Every kind by its name, in the order of names. A file with faults makes none, also where it would have replaced a
    shipped one: nobody signs by rules that the company has taken away."""

    by_name: Mapping[str, FormDefinition] = field(default_factory=dict)
    faults: tuple[FormFault, ...] = ()
    files: Mapping[str, Path] = field(default_factory=dict)

    def retyped(self, kept: Iterable[FormDefinition]) -> Iterator[FormFault]:
        """Against the versions by which forms were made: keys whose type is another now."""
        for before in kept:
            if after := self.by_name.get(before.kind):
                yield from _Source.of(self.files[before.kind]).faults(checking.retyped(before, after))

    def named(self, said: str, level: Callable[[str], str] = str.casefold) -> FormDefinition | None:
        """By file name, code, title or one of its words, in this order; `level` takes away what makes no difference."""
        wanted = level(said)
        called = [([*map(level, one.names)], one) for one in self.by_name.values()]
        found = [(names.index(wanted), one) for names, one in called if wanted in names]
        return min(found, key=lambda pair: pair[0])[1] if found else None


def load_kinds(folders: Sequence[Path]) -> FormKinds:
    """Of `forms/*.toml` in each folder; the first folder's file of a name replaces the others'."""
    files: dict[str, Path] = {}
    for folder in reversed(folders):
        files |= {file.stem: file for file in sorted(folder.glob("forms/*.toml"))}
    return read_kinds([_Source.of(files[name]) for name in sorted(files)])


def read_kinds(sources: Iterable["_Source"]) -> FormKinds:
    sources = [*sources]
    found: dict[str, FormDefinition] = {}
    faults: list[FormFault] = []
    for source in sources:
        read = source.read()
        if isinstance(read, FormDefinition):
            found[read.kind] = read
        else:
            faults += read
    by_kind = {source.kind: source for source in sources}
    # Without a form that it opens a form can't be either, and so on.
    while broken := {kind: wrong for kind, one in found.items() if (wrong := [*checking.among(one, found)])}:
        for kind, wrong in broken.items():
            faults += by_kind[kind].faults(wrong)
            del found[kind]
    # Which of two forms is called for isn't clear; that stops neither.
    for kind, clash in checking.clashes(found):
        faults += by_kind[kind].faults([clash])
    return FormKinds(found, tuple(faults), {source.kind: source.file for source in sources})


def faults_in(file: Path, text: str) -> tuple[FormFault, ...]:
    """Of one file by itself, which needn't be written yet."""
    read = _Source(file, text).read()
    return () if isinstance(read, FormDefinition) else read


@dataclass(frozen=True)
class _Source:
    """One file as it was read; `text`: None where it can't be, and `trouble` says why."""

    file: Path
    text: str | None
    trouble: str = ""

    @classmethod
    def of(cls, file: Path) -> "_Source":
        try:
            return cls(file, file.read_bytes().decode("utf-8-sig"))
        except OSError as error:
            return cls(file, None, f"can't be read: {error.strerror}")
        except UnicodeDecodeError:
            return cls(file, None, "is not UTF-8 text; save it as UTF-8")

    @property
    def kind(self) -> str:
        return self.file.stem

    def read(self) -> FormDefinition | tuple[FormFault, ...]:
        return _read(self)

    def faults(self, found: Iterable[Found]) -> Iterator[FormFault]:
        found = [*found]
        if not found:
            return
        assert self.text is not None, "what can't be read has no other faults"
        lines, raw = places.lines_of(self.text), tomllib.loads(self.text)
        for path, reason in found:
            line = places.line_of(tuple(map(str, path)), lines)
            yield FormFault(self.file, line, _place(path, raw), reason)


@lru_cache(maxsize=256)
def _read(source: _Source) -> FormDefinition | tuple[FormFault, ...]:
    """A file is judged once as it stands, however often the forms are read again."""
    if source.text is None:
        return (FormFault(source.file, 1, "", source.trouble),)
    try:
        raw = tomllib.loads(source.text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        return (FormFault(source.file, *_syntax(error, source.text)),)
    if "kind" in raw:
        return tuple(source.faults([(("kind",), "the file's name is the kind; leave this out")]))
    try:
        definition = FormDefinition.model_validate({"kind": source.kind, **raw})
    except ValidationError as error:
        return tuple(source.faults(_faults(error.errors(), raw)))
    return tuple(source.faults(checking.faults_of(definition))) or definition


def _syntax(error: tomllib.TOMLDecodeError, text: str) -> tuple[int, str, str]:
    message = str(error)
    at = re.search(r" \(at line ([0-9]+), column [0-9]+\)| \(at end of document\)", message)
    if at is None:
        return 1, "", message
    line = int(at[1]) if at[1] else len(text.splitlines())
    return line, "", f"is not good TOML: {message[: at.start()]}"


def _place(path: Place, raw: Mapping[str, Any]) -> str:
    """`[[field]] 2 (due) max`: entries counted from one, with what they are called."""
    table, *rest = path
    entries = raw.get(str(table))
    if not isinstance(entries, list) or not rest or not all(isinstance(one, dict) for one in entries):
        return " ".join(str(part + 1) if isinstance(part, int) else part for part in path)
    at, *inside = rest
    assert isinstance(at, int), "a list's entry"
    named = entries[at].get("key") or entries[at].get("do")
    place = f"[[{table}]] {at + 1}" + (f" ({named})" if isinstance(named, str) else "")
    return " ".join([place, *(str(part + 1) if isinstance(part, int) else part for part in inside)])


_TYPES = frozenset({"union_tag_invalid", "union_tag_not_found"})


def _faults(errors: Iterable[ErrorDetails], raw: Mapping[str, Any]) -> Iterator[Found]:
    found = [*errors]
    for detail in found:
        beneath = (one["loc"][: len(detail["loc"])] == detail["loc"] for one in found if one is not detail)
        if detail["type"] == "too_short" and any(beneath):
            continue  # what stands there is wrong, and said to be
        path = [part for part in detail["loc"] if part != "[key]"]
        kind = (
            path.pop(2) if path[0] == "field" and len(path) > 2 else None
        )  # the type: no part of the file's own path
        if detail["type"] in _TYPES:
            path.append("type")
        reason = _reason(detail)
        if detail["type"] == "extra_forbidden":
            reason += perhaps(str(path[-1]), _keys_beside(path, kind))
        elif detail["type"] == "tuple_type" and path in (["field"], ["sign"], ["then"]):
            reason = f"write [[{path[0]}]], with two brackets"
        yield tuple(path), reason


def _keys_beside(path: Sequence[int | str], kind: int | str | None) -> Iterable[str]:
    """What may stand where the last of the path does."""
    model: type[BaseModel] | None = None
    match path:
        case [_]:
            model = FormDefinition
        case ["sign", _, _]:
            model = SignBlock
        case ["field", _, _]:
            model = FIELDS[str(kind)]
    return [one.alias or name for name, one in model.model_fields.items()] if model else ()


def _reason(detail: ErrorDetails) -> str:
    context: dict[str, Any] = detail.get("ctx", {})
    match detail["type"]:
        case "union_tag_invalid":
            known = re.findall(r"'([^']+)'", context["expected_tags"])
            near = perhaps(context["tag"], known) or f"; known are {', '.join(known)}"
            return f'"{context["tag"]}" is no type of field{near}'
        case "union_tag_not_found":
            return "missing"
        case "greater_than":
            return f"must be above {context['gt']}"
        case "greater_than_equal":
            return f"must be at least {context['ge']}"
        case "less_than_equal":
            return f"must be at most {context['le']}"
        case "decimal_type" | "decimal_parsing" | "finite_number":
            return "must be a number"
        case "too_short":
            return f"must have at least {context['min_length']}"
        case "too_long":
            return f"must have at most {context['max_length']}"
        case _:
            return plain_reason(detail)
