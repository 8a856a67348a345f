"""The words of commands, labels, values, buttons and states: read by the grammar, written by the templates."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

from bot.wording.vocabulary.examples import CHATTER, read_examples
from bot.wording.vocabulary.examples import FILE as EXAMPLES
from bot.wording.vocabulary.file import (
    FILE,
    Days,
    Figures,
    File,
    Frames,
    Phrases,
    Said,
    Shown,
    Speech,
    read_file,
)
from bot.wording.vocabulary.spelling import key, level
from store.requests import Area

LANGUAGES = ("zh", "en")
_APART = re.compile(r"[,.;:!~。、…\n]+")


_PARTICLES = re.compile(r"[你您哈呀啊啦哦噢喽哒呢嘛亲]+$")
SHORT = 12
"""Characters of an answer that says more than that there is none."""
MORE = 3
"""So many characters behind what says that somebody is at it say nothing else."""


def _parts(line: str) -> list[str]:
    return [part for part in map(_bare, _APART.split(key(line))) if part]


def _bare(words: str) -> str:
    """Without the pictures around it."""
    edges = "".join(mark for mark in words if not (mark.isalnum() or mark in "+-/¥"))
    return words.strip(edges)


class Vocabulary:
    """One file's words, never changed after loading.

    What is looked up by a typed word answers None to an unknown one; what is looked up by its name in the code
    raises KeyError.
    """

    def __init__(self, file: File, folders: Sequence[Path] = ()) -> None:
        self._file, self._folders = file, tuple(folders)
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

        self._roles = _index({name: (name, *said.words) for name, said in file.roles.items()})

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

    @cached_property
    def speech(self) -> Speech:
        """What surrounds the words that matter in what people say, the longest first."""
        speech = self._file.speech
        longest = {
            name: tuple(sorted(map(key, words), key=len, reverse=True))
            for name, words in speech.model_dump().items()
        }
        return Speech.model_validate(longest)

    @cached_property
    def phrases(self) -> Mapping[str, Mapping[str, Phrases]]:
        """By area, or `any` for all of them, and button: what people say for it."""
        return {str(area): words for area, words in self._file.phrases.items()}

    @property
    def sayings(self) -> Mapping[str, Phrases]:
        """By the command that they stand for: whole sentences about no case."""
        return self._file.sayings

    @property
    def frames(self) -> Frames:
        """What sentences are about by their notions."""
        return self._file.frames

    @property
    def alike(self) -> tuple[tuple[str, ...], ...]:
        """Words that say the same, where only likeness counts: it is asked, never done."""
        return tuple(tuple(map(key, words)) for words in self._file.alike)

    @cached_property
    def examples(self) -> Mapping[str, Phrases]:
        """By what was meant, what people said who meant it; read when first asked for, since it is only for likeness."""
        return read_examples(self._folders)

    def unknown_examples(self) -> Iterator[str]:
        """What examples.toml calls by no command's name and no area's button."""
        for name in self.examples:
            area, _, button = name.partition(".")
            command = name.split()[0].removeprefix("/") in self._file.commands
            if name != CHATTER and not command and not (area in [*Area] and button in self._file.buttons):
                yield name

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

    @property
    def role_words(self) -> Mapping[str, str]:
        """Every word for a role, as `key` makes it, to its name."""
        return self._roles

    def role_named(self, word: str) -> str | None:
        """The role of a department's name, 车间 and 技术部 alike."""
        return self._roles.get(key(word)) or self._roles.get(key(word).removesuffix("部"))

    def value_of(self, group: str, word: str) -> str | None:
        """The value that a word stands for: `value_of("pay", "月结")` is `monthly`."""
        return self._values[group].get(key(word))

    @property
    def value_groups(self) -> Collection[str]:
        """What values there are words for; a command's own go by its name."""
        return self._values.keys()

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

    def is_receipt(self, line: str) -> bool:
        """Whether the line says only that it was read, politely or not: 收到，马上备 ✅, 好的，谢谢, 1."""
        parts = _parts(line)
        read = all(self._is_read(part) or self._works(part) for part in parts)
        return (read and (bool(parts) or any(nod in line for nod in self._nods))) or self.is_working(line)

    def _is_read(self, part: str) -> bool:
        """好的 收到 too, one behind the other; beside a word a figure may be a sum or a case: 收到 1."""
        words = part.split()
        several = len(words) > 1 and not any(map(str.isdigit, part))
        return self._reads(part) or (several and all(self._reads(word) for word in map(_bare, words) if word))

    def _reads(self, words: str) -> bool:
        """谢谢你哈 is 谢谢 too, and so is what is said twice."""
        half = len(words) // 2
        if half > 1 and words[:half] == words[half:]:
            words = words[:half]
        return words in self._receipts or (len(words) > 2 and _PARTICLES.sub("", words) in self._receipts)

    def is_working(self, line: str) -> bool:
        """Whether whoever says it is at it, and has done nothing yet: 在做了, 正在找车 别急."""
        parts = [part for one in _parts(line) for part in one.split()]
        works = [part for part in parts if self._works(part)]
        return bool(works) and all(
            part in works or part in self._soothing or self._is_read(part) for part in parts
        )

    @cached_property
    def _soothing(self) -> frozenset[str]:
        return frozenset(map(key, self._file.guards.soothing))

    def _works(self, part: str) -> bool:
        """A few characters more may stand behind: 在找车子呢."""
        words = self._working
        return any(part.startswith(word) and len(part) - len(word) <= MORE for word in words)

    def is_undone(self, line: str, *, decided: bool = False) -> bool:
        """Whether a few words say that nothing is known yet or, `decided`, that nothing was done; figures tell more."""
        said, guards = key(line), self._file.guards
        words = guards.undecided + (guards.undone if decided else ())
        short = len(said.replace(" ", "")) <= SHORT and not any(map(str.isdigit, said))
        return short and any(key(word) in said for word in words)

    @cached_property
    def _working(self) -> tuple[str, ...]:
        return tuple(map(key, self._file.guards.working))

    @cached_property
    def _nods(self) -> tuple[str, ...]:
        return tuple(word for word in self._receipts if not any(map(str.isalnum, word)))

    @cached_property
    def _receipts(self) -> frozenset[str]:
        return frozenset(map(key, self._file.guards.receipts + self._file.guards.courtesies))

    def is_spending(self, words: str) -> bool:
        """Whether it names what the company pays for itself: 房租, the rent."""
        said = level(words)
        return any(
            re.search(rf"\b{re.escape(one)}\b", said) if one.isascii() else one in said
            for one in self.speech.spending
        )

    def is_greeting(self, words: str) -> bool:
        """Whether the words only say that somebody is there."""
        return key(words).rstrip("。.!~? ") in self._greetings

    @cached_property
    def _greetings(self) -> frozenset[str]:
        return frozenset(map(key, self._file.guards.greetings))

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
        return _first(self._file.roles[role], language)


def load_vocabulary(paths: Sequence[Path]) -> Vocabulary:
    """The words of the first folder that has a file of them, and the examples of all. Raises VocabularyError.

    The same files, unchanged, are the same vocabulary: what is worked out of it is worked out once.
    """
    files = [folder / name for folder in paths for name in (FILE, EXAMPLES) if (folder / name).is_file()]
    found = [file.stat() for file in files]
    return _load(tuple(paths), tuple((one.st_ino, one.st_mtime_ns, one.st_size) for one in found))


@lru_cache(maxsize=4)
def _load(paths: tuple[Path, ...], _as_they_are: tuple[tuple[int, int, int], ...]) -> Vocabulary:
    read_examples(paths[:-1])  # a company's own; the shipped ones are read when they are first needed
    return Vocabulary(read_file(paths), paths)


def _index(names: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {key(word): name for name, words in names.items() for word in words}


def _shown(entry: Shown, language: str) -> str:
    return entry.zh if language == "zh" else entry.en


def _first(entry: Said, language: str) -> str:
    return entry.zh[0] if language == "zh" else entry.en[0]
