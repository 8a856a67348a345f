"""How a message begins: a mention, a command with its slash, a word for one; or nothing of the kind."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from bot.grammar.commands import COMMANDS
from bot.grammar.figures import BETWEEN, ENDS
from bot.grammar.naming import LETTERS, only_reference, take_reference
from bot.wording.vocabulary import Vocabulary
from bot.wording.vocabulary.spelling import fold, key, level
from store.requests import Area

_MENTION = re.compile(r"@([A-Za-z0-9_]{1,64})")
_MENTION_INSIDE = re.compile(r"(?<![A-Za-z0-9_.])@([A-Za-z0-9_]{1,64})(?![A-Za-z0-9_])")
_MENTION_BEHIND = re.compile(r"(.*)[^\S\n]@([A-Za-z0-9_]{1,64})")
# Telegram makes a link of /show_37 and /show_C12 as they stand.
_LATIN = re.compile(r"/([A-Za-z]+)(?:_?(?=[0-9])([0-9]{1,16})|_([A-Za-z]?[0-9]{1,16}))?(?:@([A-Za-z0-9_]+))?")
_LETTERED = re.compile(rf"([A-Za-z]+)([{LETTERS}])", re.IGNORECASE)
_ENDS_A_WORD = "#:,"
_FOLLOWS_AT_ONCE = _ENDS_A_WORD + "¥0123456789"


@dataclass(frozen=True)
class Head:
    """The command called, and what follows on the first line."""

    command: str
    rest: str
    slash: bool
    glued: bool = False
    """What stands directly behind the word makes another word of it: 到账了."""


@dataclass(frozen=True)
class Opening:
    """A message's lines, and how the first begins."""

    first: str
    below: tuple[str, ...]
    head: Head | None
    mentioned: bool
    skipped: int
    """Lines before the first, taken up by a mention."""
    for_another: bool = False
    """It calls another bot by name."""

    @property
    def unknown(self) -> str:
        """The command that nobody knows; empty if the message is none."""
        return "" if self.head or not fold(self.first).startswith("/") else self.first.split()[0]


class Heads:
    def __init__(self, vocabulary: Vocabulary, bot_username: str) -> None:
        self._vocabulary = vocabulary
        self._username = bot_username.removeprefix("@").lower()
        self._known = {word: name for word, name in vocabulary.command_words.items() if name in COMMANDS}
        replies = {word: name for word, name in vocabulary.reply_words.items() if name in COMMANDS}
        self._names = self._known | replies
        # The longest first: 不同意 before 同意.
        self._replying = sorted(self._names, key=len, reverse=True)
        self._addressed = sorted(self._known, key=len, reverse=True)
        # Latin words are everyday words: they need a sign that the bot is meant.
        self._bare = [word for word in self._addressed if not word.isascii()]

    def open(self, text: str, *, replying: bool, private: bool, of: Area | None = None) -> Opening:
        """`replying` to a message about one case, `of` its area: more words are commands then."""
        rest, mentioned, skipped = self._without_mention(text)
        first, *below = rest.splitlines() or [""]
        first = self._with_slash(first.strip())
        words = self._replying if replying else self._addressed if private or mentioned else self._bare
        if not fold(first).startswith("/"):
            head = self._word(first, words, of=of) or self._behind(first, words)
            return Opening(first, tuple(below), head, mentioned, skipped)
        head, for_another = self._slash(first)
        return Opening(first, tuple(below), head, mentioned, skipped, for_another)

    def is_command(self, text: str) -> bool:
        """Whether it begins with a slash, as its keyboard writes one."""
        return fold(self._with_slash(text.strip())).startswith("/")

    def _with_slash(self, line: str) -> str:
        """A Chinese keyboard types 、 for the slash; before anything but a command it is a comma."""
        rest = line[1:].lstrip()
        if not line.startswith("、"):
            return line
        head = self._slash(f"/{rest}")[0]
        return f"/{rest}" if head and not head.glued else line

    def nearest(self, word: str) -> str | None:
        """The command that may have been meant, for a suggestion."""
        known = [word_ for word_ in self._known if word_.isascii() == word.isascii()]
        close = get_close_matches(key(word)[:32], known, n=1)
        return self._known[close[0]] if close else None

    def _without_mention(self, text: str) -> tuple[str, bool, int]:
        """The text, whether the bot was mentioned before, behind or in its first line, and the lines left out.

        What stands before a mention and only greets is left out too.
        """
        folded = fold(text)
        if (before := _MENTION.match(folded)) and self._is_us(before[1]):
            rest = text[before.end() :].lstrip(BETWEEN + "\r\n")
            return rest, True, text[: len(text) - len(rest)].count("\n")
        if (behind := _MENTION_BEHIND.fullmatch(folded)) and self._is_us(behind[2]):
            return text[: behind.end(1)], True, 0
        for inside in _MENTION_INSIDE.finditer(folded.partition("\n")[0]):
            if self._is_us(inside[1]):
                ahead, rest = text[: inside.start()].strip(), text[inside.end() :].lstrip(BETWEEN)
                return (rest if self._only_greets(ahead) else f"{ahead} {rest}"), True, 0
        return text, False, 0

    def _only_greets(self, said: str) -> bool:
        words = re.sub(r"@\S+", " ", fold(said)).strip(BETWEEN + ENDS)
        return not words or self._vocabulary.is_greeting(words)

    def _is_us(self, username: str) -> bool:
        return username.lower() == self._username

    def _slash(self, line: str) -> tuple[Head | None, bool]:
        latin = _LATIN.match(fold(line))
        if not latin:
            head = self._word(line[1:].lstrip(), self._addressed, slash=True)
            return head, head is None and self._names_another(line)
        if latin[4] and not self._is_us(latin[4]):
            return None, True
        name, number = self._known.get(key(latin[1])), latin[2] or latin[3] or ""
        if name is None and latin[2] and (lettered := _LETTERED.fullmatch(latin[1])):
            name, number = self._known.get(key(lettered[1])), lettered[2] + number
        rest = f"{number} {line[latin.end() :].lstrip(BETWEEN)}".strip()
        return (Head(name, rest, slash=True) if name else None), False

    def _word(
        self, line: str, words: list[str], *, slash: bool = False, of: Area | None = None
    ) -> Head | None:
        text = level(line)
        for word in words:
            if not text.startswith(word):
                continue
            rest = line[len(word) :]
            if (named := _MENTION.match(fold(rest))) and slash:
                if not self._is_us(named[1]):
                    return None
                rest = rest[named.end() :]
            mark = fold(rest)[:1]
            if word.isascii() and mark and not mark.isspace() and mark not in _ENDS_A_WORD:
                continue
            if COMMANDS[self._names[word]].named and not slash and mark and not mark.isspace():
                continue  # 客户: is a line's label, 电话会议 another word
            if COMMANDS[self._names[word]].lettered and not slash and not self._names_its_own(word, rest, of):
                continue  # 发出 alone is said of goods
            return Head(self._names[word], rest.lstrip(BETWEEN), slash, self._glued(word, rest))
        return None

    def _behind(self, line: str, words: list[str]) -> Head | None:
        """`S3对上了 张三`: the case first, then what is said of it."""
        named = take_reference(line, self._vocabulary)
        if named is None or not named.lettered:
            return None
        for word in words:
            spec = COMMANDS[self._names[word]]
            if spec.lettered and named.area in spec.areas and level(named.rest).startswith(word):
                return Head(
                    self._names[word], f"{named.typed} {named.rest[len(word) :].lstrip(BETWEEN)}", False
                )
        return None

    def _names_its_own(self, word: str, rest: str, of: Area | None) -> bool:
        """Its case behind it; or in reply to that anything: 对上了 张三."""
        if of in COMMANDS[self._names[word]].areas and rest.strip(BETWEEN + ENDS):
            return True
        named = take_reference(rest.lstrip(BETWEEN), self._vocabulary)
        return named is not None and named.marked and named.area in COMMANDS[self._names[word]].areas

    def _glued(self, word: str, rest: str) -> bool:
        """签字R5 names a case at once, as 到账37 does; behind a word for a list nothing else may follow it: 日程K3."""
        mark = fold(rest)[:1]
        if not mark or mark.isspace():
            return False
        if COMMANDS[self._names[word]].argument == "words":
            return only_reference(rest, self._vocabulary) is None
        named = take_reference(rest, self._vocabulary)
        return mark not in _FOLLOWS_AT_ONCE and not (named and named.marked)

    def _names_another(self, line: str) -> bool:
        named = re.search(r"@([A-Za-z0-9_]+)", fold(line.split()[0]))
        return bool(named) and not self._is_us(named[1] if named else "")
