"""vocabulary.toml: what it holds, and all that may be wrong with it."""

import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.wording.vocabulary.spelling import key
from store.requests import Area

FILE = "vocabulary.toml"
_Read = TypeVar("_Read")


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


class Shown(_Table):
    zh: _Text
    en: _Text


def _listed(words: object) -> object:
    return (words,) if isinstance(words, str) else words


_Words = Annotated[tuple[_Word, ...], Field(min_length=1), BeforeValidator(_listed)]


class Said(_Table):
    """Words that are understood, the first of which is shown; a single one needs no list."""

    zh: _Words
    en: _Words

    @property
    def words(self) -> tuple[str, ...]:
        return self.zh + self.en


class _Command(_Table):
    words: tuple[_Word, ...]
    reply: tuple[_Word, ...] = ()
    describe: Shown
    usage: Shown


class _Guards(_Table):
    questions: tuple[_Word, ...]
    hesitations: tuple[_Word, ...]
    doubts: tuple[_Word, ...]
    courtesies: tuple[_Word, ...]
    receipts: tuple[_Word, ...]
    working: tuple[_Word, ...] = ()
    soothing: tuple[_Word, ...] = ()
    undecided: tuple[_Word, ...] = ()
    undone: tuple[_Word, ...] = ()
    greetings: tuple[_Word, ...]


class Figures(_Table):
    """The words around a figure."""

    currency: tuple[_Word, ...]
    multiples: tuple[_Word, ...]
    units: tuple[_Word, ...]
    counters: tuple[_Word, ...]
    measures: tuple[_Word, ...]
    joints: tuple[_Word, ...]
    totals: tuple[_Word, ...]
    no_money: tuple[_Word, ...]
    lets_off: tuple[_Word, ...]
    square: tuple[_Word, ...] = ()
    denials: tuple[_Word, ...]
    durations: tuple[_Word, ...]


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
    last: tuple[str, ...]


class Speech(_Table):
    """What surrounds the words that matter when people speak (speech, and no command)."""

    before: tuple[_Word, ...]
    after: tuple[_Word, ...]
    inside: tuple[_Word, ...]
    past: tuple[_Word, ...]
    not_noted: tuple[_Word, ...] = ()
    too_much: tuple[_Word, ...] = ()
    filling: tuple[_Word, ...] = ()
    asking: tuple[_Word, ...]
    how: tuple[_Word, ...] = ()
    doubts: tuple[_Word, ...]
    less: tuple[_Word, ...]
    because: tuple[_Word, ...] = ()
    turning: tuple[_Word, ...] = ()
    taking_back: tuple[_Word, ...] = ()
    about: tuple[_Word, ...] = ()
    alarms: tuple[_Word, ...] = ()
    recording: tuple[_Word, ...] = ()
    wishing: tuple[_Word, ...] = ()
    filling_in: tuple[_Word, ...] = ()
    sheets: tuple[_Word, ...] = ()
    mine: tuple[_Word, ...] = ()
    asks_us: tuple[_Word, ...] = ()
    told_too: tuple[_Word, ...] = ()
    beside: tuple[_Word, ...] = ()
    put_off: tuple[_Word, ...] = ()
    behind: tuple[_Word, ...] = ()
    carriers: tuple[_Word, ...]
    wants: tuple[_Word, ...] = ()
    before_wants: tuple[_Word, ...] = ()
    no_customers: tuple[_Word, ...] = ()
    on_behalf: tuple[_Word, ...] = ()
    places: tuple[_Word, ...] = ()
    by_then: tuple[_Word, ...] = ()
    with_whom: tuple[_Word, ...] = ()
    faults: tuple[_Word, ...] = ()
    faults_in_use: tuple[_Word, ...] = ()
    arrives: tuple[_Word, ...] = ()
    to_bill: tuple[_Word, ...] = ()
    to_all: tuple[_Word, ...] = ()
    adding: tuple[_Word, ...] = ()
    pays: tuple[_Word, ...] = ()
    promising: tuple[_Word, ...] = ()
    came_in: tuple[_Word, ...] = ()
    spending: tuple[_Word, ...] = ()
    not_come: tuple[_Word, ...] = ()
    goes_back: tuple[_Word, ...] = ()
    to_come: tuple[_Word, ...] = ()
    unknowing: tuple[_Word, ...] = ()
    hearsay: tuple[_Word, ...] = ()
    payer_unknown: tuple[_Word, ...] = ()
    changed: tuple[_Word, ...] = ()
    of_file: tuple[_Word, ...] = ()
    moved: tuple[_Word, ...] = ()


class Phrases(_Table):
    """What people say for one button or command; English may lack what Chinese has."""

    zh: tuple[_Word, ...] = ()
    en: tuple[_Word, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        return self.zh + self.en


class Frames(_Table):
    """What a sentence is about, by the notions that its words stand for, in whatever order."""

    little: tuple[_Word, ...] = ()
    """Notions that say little by themselves: who, how much, not."""
    rows: tuple[tuple[_Text, ...], ...] = ()
    """A command, then the notions that must stand there (`a|b` one of them), `-a` that must not, `+a` that may."""
    notions: dict[str, tuple[_Word, ...]] = {}


class File(_Table):
    commands: dict[Annotated[str, Field(pattern="^[a-z]{1,32}$")], _Command]
    areas: dict[Area, Shown]
    fields: dict[str, Said]
    values: dict[str, dict[str, Said]]
    answers: dict[str, Said]
    guards: _Guards
    figures: Figures
    days: Days
    speech: Speech
    phrases: dict[Area | Literal["any"], dict[str, Phrases]] = {}
    sayings: dict[str, Phrases] = {}
    frames: Frames = Frames()
    alike: tuple[tuple[_Word, ...], ...] = ()
    """Words that say the same, where only likeness counts."""
    buttons: dict[str, Shown]
    states: dict[str, dict[str, Shown]]
    roles: dict[str, Said]


def read_file(paths: Sequence[Path]) -> File:
    """The file of the first folder that has one; raises VocabularyError with all that is wrong.

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
    return _with_phrases(file, others)


def _with_phrases(file: File, others: Sequence[File]) -> File:
    """What people say is added up: a company writes only its own, and the shipped phrases stay understood."""
    phrases, sayings = {area: dict(of) for area, of in file.phrases.items()}, dict(file.sayings)
    for other in others:
        for area, of in other.phrases.items():
            mine = phrases.setdefault(area, {})
            for action, said in of.items():
                mine[action] = _both(mine.get(action), said)
        for command, said in other.sayings.items():
            sayings[command] = _both(sayings.get(command), said)
    frames = [one.frames for one in (file, *others)]
    notions: dict[str, tuple[str, ...]] = {}
    for one in frames:
        for name, words in one.notions.items():
            notions[name] = (*notions.get(name, ()), *words)
    both = Frames(
        little=tuple(dict.fromkeys(name for one in frames for name in one.little)),
        rows=tuple(dict.fromkeys(row for one in frames for row in one.rows)),
        notions=notions,
    )
    kept = {"phrases": phrases, "sayings": sayings, "frames": both}
    return file.model_copy(update=kept) if others else file


def _both(own: Phrases | None, shipped: Phrases) -> Phrases:
    return shipped if own is None else Phrases(zh=own.zh + shipped.zh, en=own.en + shipped.en)


def _parse(path: Path) -> File:
    return parsed(path, _validated)


def parsed(path: Path, validate: Callable[[str], _Read]) -> _Read:
    """What a file of words says. Raises VocabularyError, with all that is wrong in it."""
    try:
        return validate(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as wrong:
        if isinstance(wrong, ValidationError):
            raise VocabularyError(
                Finding(".".join(map(str, error["loc"])), str(error["type"])) for error in wrong.errors()
            ) from wrong
        raise VocabularyError([Finding(str(path), "unreadable", str(wrong))]) from wrong


@lru_cache(maxsize=4)
def _validated(text: str) -> File:
    """Kept, since a page of ours that starts the bot anew would else wait for it each time."""
    return File.model_validate(tomllib.loads(text))


def _shared_words(file: File) -> Iterable[Finding]:
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


def _names(file: File) -> Iterable[str]:
    for table in ("commands", "fields", "answers", "buttons", "roles"):
        yield from (f"{table}.{name}" for name in getattr(file, table))
    for table in ("values", "states"):
        for group, entries in getattr(file, table).items():
            yield from (f"{table}.{group}.{name}" for name in entries)
