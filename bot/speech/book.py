"""The phrase book: by button and by command, what people say for it."""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from bot.fronts.areas import FRONTS
from bot.grammar import COMMANDS
from bot.speech.padding import Spoken, spoken
from bot.wording.vocabulary import LANGUAGES, Vocabulary

ANY = "any"
FORM = "/form "
"""What begins a saying that names a form."""
LOOKS = (
    "/report",
    "/tasks",
    "/calendar",
    "/customers",
    "/orders",
    "/owed",
    "/duty",
    "/inventory",
    "/meeting",
    "/forms",
    "/lead",
    "/inquiry",
    "/dun",
    "/statement",
    "/export",
    "/menu",
)
"""What begins a saying that only shows something."""
_WITHIN = 3
"""So many characters of a saying at least are a sign of it within a longer sentence."""
NEAR = 50
"""Of 100: what is less alike isn't offered."""


class Words(NamedTuple):
    typed: frozenset[str]
    bare: frozenset[str]
    longest: tuple[str, ...] = ()
    """As typed, the longest first."""

    def have_typed(self, said: Spoken) -> bool:
        """As it was typed, or but for the 了 that says that it happened."""
        return said.typed in self.typed or said.typed.removesuffix("了") in self.typed

    def have(self, said: Spoken) -> bool:
        """A single character without its 了 is a word only where the book has it so."""
        return said.typed in self.typed or (said.bare in self.bare and (len(said.bare) > 1 or said.past))


class Book:
    """Words by area and button: a company's own, the shipped ones, the button's label, what a reply says."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._words = {(area, action): self._of(area, action) for area, action in _buttons()}
        self._sayings = {
            command: _words(vocabulary, said.words) for command, said in vocabulary.sayings.items()
        }

    @cached_property
    def with_amount(self) -> Words:
        """What is said of a customer's money, beside how much."""
        return next(
            (words for command, words in self._sayings.items() if command.startswith("/paid")),
            Words(frozenset(), frozenset()),
        )

    @cached_property
    def behind(self) -> frozenset[str]:
        """What says nothing else behind what was said."""
        return frozenset(spoken(self.vocabulary, one).bare for one in self.vocabulary.speech.behind)

    @cached_property
    def told_too(self) -> frozenset[str]:
        """Sayings that somebody who is asked may as well be telling."""
        return _words(self.vocabulary, self.vocabulary.speech.told_too).bare

    @cached_property
    def command_words(self) -> tuple[str, ...]:
        """Chinese words that call a command, the longest first."""
        known = (
            word
            for word, name in self.vocabulary.command_words.items()
            if name in COMMANDS and not word.isascii()
        )
        return tuple(sorted(known, key=len, reverse=True))

    def takes(self, word: str, area: str) -> bool:
        """Whether the command of this word is about cases of the area."""
        return area in COMMANDS[self.vocabulary.command_words[word]].areas

    def is_told(self, word: str) -> bool:
        """Whether what follows the command of this word is people's own words."""
        spec = COMMANDS[self.vocabulary.command_words[word]]
        return spec.reason or spec.argument == "text"

    def words(self, area: str, action: str) -> Words:
        return self._words[area, action]

    def calls(self, command: str) -> tuple[str, ...]:
        """Every word that calls a command."""
        return tuple(word for word, name in self.vocabulary.command_words.items() if name == command)

    def said_for(self) -> Iterator[tuple[tuple[str, str], list[str]]]:
        """By area and button all that is said for it."""
        return ((of, sorted(words.bare)) for of, words in self._words.items())

    def said_for_typed(self) -> Iterator[tuple[tuple[str, str], frozenset[str]]]:
        """The same as it is typed."""
        return ((of, words.typed) for of, words in self._words.items())

    def of_customer(self) -> Iterator[tuple[str, Words]]:
        """What is said of a customer beside what orders there are, by its command; of how much came, `with_amount` tells."""
        return (
            (command, words)
            for command, words in self._sayings.items()
            if "{customer}" in command
            and "{area}" not in command
            and not command.startswith(("/orders", "/paid", "/customer"))
        )

    def seen_of_customer(self) -> Iterator[tuple[str, Words]]:
        """What is only shown of a customer, by its command."""
        return (
            (command, words)
            for command, words in self._sayings.items()
            if "{customer}" in command and command.count("{") == 1
        )

    @cached_property
    def with_area(self) -> Words:
        """What is said of a customer's room, beside how many square metres."""
        return next(
            (words for command, words in self._sayings.items() if "{area}" in command),
            Words(frozenset(), frozenset()),
        )

    def words_of(self, command: str) -> Words:
        """What is said for this command."""
        return self._sayings[command]

    def actions(self, area: str, said: Spoken) -> list[str]:
        """Every button of the area that this is said for."""
        return [action for (of, action), words in self._words.items() if of == area and words.have(said)]

    def saying(self, said: Spoken) -> list[str]:
        """Every command that this whole sentence stands for."""
        by_typed, by_bare = self._said
        bare = by_bare.get(said.bare, ()) if len(said.bare) > 1 or said.past else ()
        typed = by_typed.get(said.typed, ())
        return (
            [*bare, *typed]
            if not (bare and typed)
            else [one for one in self._sayings if one in {*bare, *typed}]
        )

    @cached_property
    def _said(self) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
        """The commands of every saying, as typed and as it is looked up."""
        typed, bare = dict[str, list[str]](), dict[str, list[str]]()
        for command, words in self._sayings.items():
            for word in words.typed:
                typed.setdefault(word, []).append(command)
            for word in words.bare:
                bare.setdefault(word, []).append(command)
        return typed, bare

    def looked_at(self, text: str) -> Iterator[tuple[str, str]]:
        """Commands that only show something, by a word of theirs that stands in the text; of two signs it may be any."""
        for command, words in self._sayings.items():
            if "{" in command or not command.startswith(LOOKS):
                continue
            if word := next((one for one in words.longest if len(one) >= _WITHIN and one in text), ""):
                yield command, word

    def of_product(self) -> Iterator[tuple[str, Words]]:
        """Commands to which the product is handed on that the sentence names."""
        return ((command, words) for command, words in self._sayings.items() if "{product}" in command)

    def with_rest(self) -> Iterator[tuple[str, Words]]:
        """Commands to which the rest of the sentence is handed on."""
        return (
            (command, words)
            for command, words in self._sayings.items()
            if "{rest}" in command and "{customer}" not in command
        )

    def of_customer_with_rest(self) -> Iterator[tuple[str, Words]]:
        """Commands on a customer to which the rest of the sentence is handed on."""
        return (
            (command, words)
            for command, words in self._sayings.items()
            if "{rest}" in command and "{customer}" in command
        )

    def forms_called(self, said: Spoken) -> list[tuple[str, str]]:
        """What only a signed form may do, where the whole sentence says so: the words, and the form's kind."""
        return [(said.typed, one.removeprefix(FORM)) for one in self.saying(said) if one.startswith(FORM)]

    def forms_within(self, text: str) -> list[tuple[str, str]]:
        """The same by words that stand anywhere in the text, the longest at each place."""
        pattern, kinds = self._of_forms
        return [(found[0], kinds[found[0]]) for found in pattern.finditer(text)]

    @cached_property
    def _of_forms(self) -> tuple[re.Pattern[str], Mapping[str, str]]:
        kinds = {
            word: command.removeprefix(FORM)
            for command, words in self._sayings.items()
            if command.startswith(FORM)
            for word in words.longest
        }
        several = sorted(kinds, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, several)) or "(?!)"), kinds

    def alike(self, area: str, action: str, said: Spoken) -> float:
        """How near the sentence comes to anything that is said for the button, of 100."""
        return max((fuzz.ratio(said.bare, word) for word in self._words[area, action].bare), default=0.0)

    @cached_property
    def _cores(self) -> Mapping[str, str]:
        """By what is left of a saying without what says nothing, the command that shows it; what several have is nobody's."""
        found: dict[str, set[str]] = {}
        for command, words in self._sayings.items():
            if "{" not in command and command.startswith(LOOKS):
                for word in words.typed:
                    found.setdefault(self._core(word), set()).add(command)
        return {
            core: next(iter(commands))
            for core, commands in found.items()
            if len(core) >= _WITHIN and len(commands) == 1
        }

    def _core(self, text: str) -> str:
        return self._filling.sub("", text.replace("啥", "什么"))

    @cached_property
    def _filling(self) -> re.Pattern[str]:
        several = sorted(self.vocabulary.speech.filling, key=len, reverse=True)
        words = (
            rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else re.escape(word)
            for word in several
        )
        return re.compile(rf"(?:{'|'.join(words)}|[\s,，。.?？!！;:：])")

    def shown_by(self, text: str) -> str | None:
        """The command whose saying this is, but for words that say nothing."""
        return self._cores.get(self._core(text))

    def near_saying(self, said: Spoken) -> str | None:
        found = [
            (score, command)
            for command, words in self._sayings.items()
            if "{" not in command and not command.startswith(FORM)
            for word in words.bare
            # Of two signs what is said ends in them, 14:00开会, or is of something else: 客户不要.
            if (len(word) > 2 or said.bare.endswith(word))
            and (score := fuzz.ratio(said.bare, word)) >= NEAR + 10
        ]
        return max(found)[1] if found else None

    def _of(self, area: str, action: str) -> Words:
        phrases = self.vocabulary.phrases
        said = [word for group in (area, ANY) for word in (phrases.get(group, {}).get(action, _NONE)).words]
        labels = [self.vocabulary.button(action, language) for language in LANGUAGES]
        return _words(self.vocabulary, [*said, *labels])


def _words(vocabulary: Vocabulary, said: Collection[str]) -> Words:
    found = [spoken(vocabulary, one) for one in said]
    typed = frozenset(one.typed for one in found)
    return Words(typed, frozenset(one.bare for one in found), tuple(sorted(typed, key=len, reverse=True)))


def _buttons() -> Iterator[tuple[str, str]]:
    for area, front in FRONTS.items():
        for action in (*front.actions, *front.questions):
            yield area, action


@lru_cache(maxsize=4)
def book_of(vocabulary: Vocabulary) -> Book:
    return Book(vocabulary)


def unknown_phrases(vocabulary: Vocabulary) -> list[str]:
    """Entries of the phrase book that no button has: a slip of whoever wrote them."""
    known = set(_buttons()) | {(ANY, action) for _, action in _buttons()}
    return [
        f"{area}.{action}"
        for area, of in vocabulary.phrases.items()
        for action in of
        if (area, action) not in known
    ]


class _Nothing:
    words: tuple[str, ...] = ()


_NONE = _Nothing()

Learnt = Mapping[str, Collection[tuple[str, str]]]
"""By a phrase, the area's buttons that this company's people meant by it."""
