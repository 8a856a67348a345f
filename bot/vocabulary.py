"""The words of commands, labels, values, buttons and states: read by the grammar, written by the templates."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from store.requests import Area

FILE = "vocabulary.toml"
LANGUAGES = ("zh", "en")

_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_WIDTH |= dict.fromkeys(
    map(ord, "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"), ord(" ")
)
_WIDTH |= dict.fromkeys(map(ord, "︰﹕∶"), ord(":")) | dict.fromkeys(map(ord, "‐‑‒–—−﹣"), ord("-"))
_WIDTH |= {
    ord("﹐"): ord(","),
    ord("﹟"): ord("#"),
    ord("￥"): ord("¥"),
    ord("﹫"): ord("@"),
    ord("⁄"): ord("/"),
}


def fold(text: str) -> str:
    """Full-width letters, digits and punctuation made half-width, one character for one: positions stay."""
    return text.translate(_WIDTH)


_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def level(text: str) -> str:
    """Folded, and Latin letters small; positions stay, which str.lower doesn't promise."""
    return fold(text).translate(_LOWER)


def key(word: str) -> str:
    """What two spellings of one word have in common."""
    return " ".join(fold(word).casefold().split())


@dataclass(frozen=True)
class Finding:
    """Something wrong in a vocabulary file: the entry's dotted name, a code for the fault, and what was found."""

    where: str
    fault: str
    found: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.fault}" + (f" ({self.found})" if self.found else "")


class VocabularyError(Exception):
    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(map(str, self.findings)))


_Word = Annotated[str, Field(min_length=1, max_length=64)]
_Text = Annotated[str, Field(min_length=1, max_length=500)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class _Shown(_Table):
    zh: _Text
    en: _Text


class _Said(_Table):
    zh: tuple[_Word, ...] = Field(min_length=1)
    en: tuple[_Word, ...] = Field(min_length=1)

    @property
    def words(self) -> tuple[str, ...]:
        return self.zh + self.en


class _Command(_Table):
    words: tuple[_Word, ...]
    reply: tuple[_Word, ...] = ()
    describe: _Shown
    usage: _Shown


class _Guards(_Table):
    questions: tuple[_Word, ...]
    hesitations: tuple[_Word, ...]
    doubts: tuple[_Word, ...]
    courtesies: tuple[_Word, ...]


class Figures(_Table):
    """The words around a figure."""

    currency: tuple[_Word, ...]
    multiples: tuple[_Word, ...]
    units: tuple[_Word, ...]
    counters: tuple[_Word, ...]


class Days(_Table):
    """The words that name a day. A prefix keeps its trailing space: `next friday`, but `下周五`."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=False)

    near: dict[_Word, Annotated[int, Field(ge=-7, le=31)]]
    week: dict[_Word, Annotated[int, Field(ge=1, le=7)]]
    months: dict[_Word, Annotated[int, Field(ge=1, le=12)]]
    any: tuple[str, ...]
    this: tuple[str, ...]
    next: tuple[str, ...]
    after_next: tuple[str, ...]


class _File(_Table):
    commands: dict[Annotated[str, Field(pattern="^[a-z]{1,32}$")], _Command]
    areas: dict[Area, _Shown]
    fields: dict[str, _Said]
    values: dict[str, dict[str, _Said]]
    answers: dict[str, _Said]
    guards: _Guards
    figures: Figures
    days: Days
    buttons: dict[str, _Shown]
    states: dict[str, dict[str, _Shown]]
    roles: dict[str, _Shown]


class Vocabulary:
    """One file's words, never changed after loading.

    What is looked up by a typed word answers None to an unknown one; what is looked up by its name in the code
    raises KeyError.
    """

    def __init__(self, file: _File) -> None:
        self._file = file
        self._commands = _index({name: (name, *entry.words) for name, entry in file.commands.items()})
        self._reply = _index({name: entry.reply for name, entry in file.commands.items()})
        self._fields = _index({name: entry.words for name, entry in file.fields.items()})
        self._values = {
            group: _index({value: (value, *said.words) for value, said in values.items()})
            for group, values in file.values.items()
        }
        self._states = {
            track: _index({value: (value, shown.zh, shown.en) for value, shown in values.items()})
            for track, values in file.states.items()
        }

        self._roles = _index({name: (name, shown.zh, shown.en) for name, shown in file.roles.items()})

    @property
    def commands(self) -> tuple[str, ...]:
        """The Latin names of all commands, in the file's order."""
        return tuple(self._file.commands)

    @property
    def figures(self) -> Figures:
        return self._file.figures

    @property
    def days(self) -> Days:
        return self._file.days

    @property
    def command_words(self) -> Mapping[str, str]:
        """Every word that calls a command anywhere, as `key` makes it, to the command's Latin name."""
        return self._commands

    @property
    def reply_words(self) -> Mapping[str, str]:
        """Words that call a command in a reply to a message about one case."""
        return self._reply

    def command_named(self, word: str) -> str | None:
        return self._commands.get(key(word))

    def field_named(self, label: str) -> str | None:
        """The field of a label; `客 户` is 客户, as people align their lines."""
        return self._fields.get(key(label)) or self._fields.get(key(label).replace(" ", ""))

    def role_named(self, word: str) -> str | None:
        """The role of a department's name, 车间 and 技术部 alike."""
        return self._roles.get(key(word)) or self._roles.get(key(word).removesuffix("部"))

    def value_of(self, group: str, word: str) -> str | None:
        """The value that a word stands for: `value_of("pay", "月结")` is `monthly`."""
        return self._values[group].get(key(word))

    def value_words(self, group: str) -> tuple[str, ...]:
        """All words of a group of values, the longest first."""
        return tuple(sorted(self._values[group], key=len, reverse=True))

    def state_of(self, track: str, word: str) -> str | None:
        return self._states[track].get(key(word))

    @cached_property
    def _answers(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for name, said in self._file.answers.items():
            for word in said.words:
                found[key(word)] = (*found.get(key(word), ()), name)
        return found

    def answers(self, words: str) -> tuple[str, ...]:
        """What a whole reply may mean; several, if the open task has to decide."""
        return self._answers.get(key(words), ())

    def is_courtesy(self, words: str) -> bool:
        """Whether the words are only polite, whatever stands behind them."""
        return key(words).rstrip("。.!~ ") in self._courtesies

    @cached_property
    def _courtesies(self) -> frozenset[str]:
        return frozenset(map(key, self._file.guards.courtesies))

    def is_question(self, line: str, *, with_reason: bool = False) -> bool:
        """Whether the line asks or wavers; a line `with_reason` may end in any word."""
        guards = self._file.guards
        endings = guards.questions if with_reason else guards.questions + guards.hesitations
        return key(line).endswith(tuple(map(key, endings)))

    def is_doubtful(self, words: str) -> bool:
        said = key(words)
        return any(key(doubt) in said for doubt in self._file.guards.doubts)

    def labels(self, field: str) -> tuple[str, ...]:
        return self._file.fields[field].words

    def command(self, name: str, language: str) -> str:
        """How the command is called: its Latin name in English, its first word otherwise."""
        words = self._file.commands[name].words
        return words[0] if words and language != "en" else name

    def describe(self, name: str, language: str) -> str:
        return _shown(self._file.commands[name].describe, language)

    def usage(self, name: str, language: str) -> str:
        return _shown(self._file.commands[name].usage, language)

    def label(self, field: str, language: str) -> str:
        return _first(self._file.fields[field], language)

    def value(self, group: str, value: str, language: str) -> str:
        return _first(self._file.values[group][value], language)

    def button(self, action: str, language: str) -> str:
        return _shown(self._file.buttons[action], language)

    def state(self, track: str, value: str, language: str) -> str:
        """A state's word; tracks are `order goods money vehicle task track`, the last naming the tracks themselves."""
        return _shown(self._file.states[track][value], language)

    def area(self, area: str, language: str) -> str:
        """What a case of the area is called before its number."""
        return _shown(self._file.areas[Area(area)], language)

    def role(self, role: str, language: str) -> str:
        return _shown(self._file.roles[role], language)


def load_vocabulary(paths: Sequence[Path]) -> Vocabulary:
    """Read the file of the first folder that has one; raise VocabularyError with all that is wrong.

    A company's own file must have everything that the files of later folders have: it replaces them whole.
    """
    found = [folder / FILE for folder in paths if (folder / FILE).is_file()]
    if not found:
        raise VocabularyError([Finding(FILE, "not_found", ", ".join(map(str, paths)))])
    file, *others = map(_parse, found)
    findings = [*_shared_words(file)]
    for other in others:
        findings += [Finding(name, "missing") for name in _names(other) if name not in set(_names(file))]
    if findings:
        raise VocabularyError(findings)
    return Vocabulary(file)


def _parse(path: Path) -> _File:
    try:
        return _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as wrong:
        if isinstance(wrong, ValidationError):
            raise VocabularyError(
                Finding(".".join(map(str, error["loc"])), str(error["type"])) for error in wrong.errors()
            ) from wrong
        raise VocabularyError([Finding(str(path), "unreadable", str(wrong))]) from wrong


def _shared_words(file: _File) -> Iterable[Finding]:
    commands = {
        f"commands.{name}": (name, *entry.words, *entry.reply) for name, entry in file.commands.items()
    }
    fields = {f"fields.{name}": entry.words for name, entry in file.fields.items()}
    groups = [commands, fields]
    for group, values in file.values.items():
        groups.append({f"values.{group}.{value}": said.words for value, said in values.items()})
    for entries in groups:
        owners: dict[str, str] = {}
        for where, words in entries.items():
            for word in words:
                owner = owners.setdefault(key(word), where)
                if owner != where:
                    yield Finding(where, "shared_word", f"{word}: {owner}")


def _names(file: _File) -> Iterable[str]:
    for table in ("commands", "fields", "answers", "buttons", "roles"):
        yield from (f"{table}.{name}" for name in getattr(file, table))
    for table in ("values", "states"):
        for group, entries in getattr(file, table).items():
            yield from (f"{table}.{group}.{name}" for name in entries)


def _index(names: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {key(word): name for name, words in names.items() for word in words}


def _shown(entry: _Shown, language: str) -> str:
    return entry.zh if language == "zh" else entry.en


def _first(entry: _Said, language: str) -> str:
    return entry.zh[0] if language == "zh" else entry.en[0]
