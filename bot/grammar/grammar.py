"""One grammar for commands, words, labelled lines, replies, captions and the questions behind buttons."""

import re
from dataclasses import dataclass
from datetime import date

from bot.grammar.commands import COMMANDS, CommandSpec
from bot.grammar.figures import BETWEEN, is_money, take_figure, take_reference
from bot.grammar.labels import blank, correct
from bot.grammar.reading import About, Mistake, Reading, Wrong, sane
from bot.grammar.replies import command_for, free_answer, whole_answer
from bot.vocabulary import Vocabulary, fold, key, level
from store.requests import Area, Request

_LATIN = re.compile(r"/([A-Za-z]+)(?:_?(?=[0-9])([0-9]{1,16}))?(?:@([A-Za-z0-9_]+))?")
_LETTERS = {Area.ORDERS: "", Area.COMPLAINTS: "C", Area.RETURNS: "R", Area.FORMS: "F"}
MAX_LINES = 100


@dataclass(frozen=True)
class _Head:
    """How a message begins: the command called, and what follows on its first line."""

    command: str
    rest: str
    slash: bool
    glued: bool = False
    """Something stands directly behind the word that makes it another word: 到账了."""


class _NotForUs(Exception):
    """The message calls another bot."""


class Grammar:
    def __init__(self, vocabulary: Vocabulary, *, bot_username: str) -> None:
        self._vocabulary = vocabulary
        self._username = bot_username.lstrip("@").lower()
        known = {word: name for word, name in vocabulary.command_words.items() if name in COMMANDS}
        replies = known | {word: name for word, name in vocabulary.reply_words.items() if name in COMMANDS}
        self._known = known
        # Longest first: 不同意 before 同意. Latin words need somebody to have spoken to the bot.
        self._bare = sorted((word for word in known if not word.isascii()), key=len, reverse=True)
        self._addressed = sorted(known, key=len, reverse=True)
        self._replying = sorted(replies, key=len, reverse=True)
        self._names = replies

    def read(
        self,
        text: str,
        *,
        today: date,
        about: About | None = None,
        private: bool = False,
        language: str = "zh",
    ) -> Request | Mistake | None:
        """The request that the text makes, what is wrong with it, or None if it isn't for the bot.

        Without a slash, a mention, a private chat or a case replied to, only a whole valid command counts. `private`
        stands for any other sign that the bot is meant, such as a reply to a message about no case.
        """
        text = sane(text)
        try:
            text, mentioned = self._mention(text)
            first, *below = text.splitlines() or [""]
            head = self._head(first.strip(), about, addressed=private or mentioned)
        except _NotForUs:
            return None
        addressed = private or mentioned or about is not None or (head is not None and head.slash)
        reading = Reading(
            vocabulary=self._vocabulary,
            today=today,
            language=language,
            command=head.command if head else "",
            rest=head.rest if head else first.strip(),
            below=tuple(below),
            slash=head is not None and head.slash,
        )
        try:
            return self._run(reading, head, first, about)
        except Wrong as wrong:
            if not addressed or (head is None and about is None):
                return None
            return self._mistake(reading, wrong, about)

    def blank(self, command: str, language: str) -> str:
        """The labelled lines to copy; the usage of a command that takes none."""
        labels = COMMANDS[command].labels
        return blank(self._vocabulary, command, labels, language) if labels else self.usage(command, language)

    def usage(self, command: str, language: str) -> str:
        """An example that runs as it stands."""
        return self._vocabulary.usage(command, language)

    def _mention(self, text: str) -> tuple[str, bool]:
        found = re.match(r"@([A-Za-z0-9_]{1,64})", fold(text))
        if not found or found[1].lower() != self._username:
            return text, False
        return text[found.end() :].lstrip(BETWEEN + "\n"), True

    def _head(self, line: str, about: About | None, *, addressed: bool) -> _Head | None:
        folded = fold(line)
        if folded.startswith("/"):
            if latin := _LATIN.match(folded):
                if latin[3] and latin[3].lower() != self._username:
                    raise _NotForUs
                name = self._known.get(key(latin[1]))
                rest = f"{latin[2] or ''} {line[latin.end() :].strip(BETWEEN)}".strip()
                return _Head(name, rest, slash=True) if name else None
            return self._word(line[1:].lstrip(), self._addressed, slash=True)
        if about:
            return self._word(line, self._replying)
        return self._word(line, self._addressed if addressed else self._bare)

    def _word(self, line: str, words: list[str], *, slash: bool = False) -> _Head | None:
        text = level(line)
        for word in words:
            if not text.startswith(word):
                continue
            rest = line[len(word) :]
            next_mark = text[len(word) : len(word) + 1]
            if word.isascii() and not (not next_mark or next_mark.isspace() or next_mark in "#:,"):
                continue
            glued = bool(next_mark) and not (next_mark.isspace() or next_mark in "#:,/¥0123456789@")
            if rest.startswith("@") and rest[1:].split(maxsplit=1)[:1] == [self._username]:
                rest = rest[1 + len(self._username) :]
            return _Head(self._names[word], rest.strip(BETWEEN), slash=slash, glued=glued)
        return None

    def _run(self, reading: Reading, head: _Head | None, first: str, about: About | None) -> Request:
        if len(reading.below) >= MAX_LINES:
            raise Wrong("too_many")
        asks = not reading.slash and self._vocabulary.is_question(first)
        if about and not reading.slash and not asks and not reading.below:
            answer = whole_answer(self._vocabulary, first, about)
            if answer:
                return answer
        if head is None:
            if about is None or asks:
                raise Wrong("usage", None, first)
            return free_answer(reading, about)
        spec = COMMANDS[head.command]
        if not head.glued:
            self._take_case(reading, spec, about)
        if head.glued or asks:
            raise Wrong("usage", None, first)
        return spec.read(reading)

    def _take_case(self, reading: Reading, spec: CommandSpec, about: About | None) -> None:
        """Take the reference off the text, or take it from the case replied to.

        A reply may leave the reference out. If it has one, it is the speaker's word: the command goes to the case named,
        unless the figure could just as well be something else.
        """
        if not spec.areas or (spec.alone and not reading.words()):
            return
        here = about if about and about.area in spec.areas else None
        found = take_reference(reading.rest, self._vocabulary.figures)
        if found and here and not self._is_reference(reading, spec, here, found):
            found = None
        if found:
            reading.area, reading.number, _, rest = found
            if reading.area not in spec.areas or not 1 <= reading.number <= 2**53:
                said, reading.number = reading.rest.split()[0], None
                raise Wrong("number", "number", said)
            reading.rest = rest
        elif here:
            reading.area, reading.number = here.area, here.number
        if reading.number is not None:
            reading.understand("number", f"{_LETTERS[reading.area or Area.ORDERS]}{reading.number}")

    def _is_reference(
        self, reading: Reading, spec: CommandSpec, here: About, found: tuple[Area, int, bool, str]
    ) -> bool:
        area, number, marked, rest = found
        same = (area, number) == (here.area, here.number)
        if marked or not spec.argument or (same and rest):
            return True
        if spec.argument == "waybill":
            return same or bool(rest)
        if spec.argument == "text":
            if reading.slash or same:
                return True
            raise Wrong("which_case", "number", str(number))
        if not rest:
            # 到账 37 about order 37: all of it, or 37 yuan?
            if same:
                raise Wrong("which_case", "number", str(number))
            return False
        figure, _ = take_figure(rest, self._vocabulary.figures)
        if not is_money(figure, self._vocabulary.figures) and not self._vocabulary.value_of("paid", rest):
            return False
        if reading.slash:
            return True
        raise Wrong("which_case", "number", str(number))

    def _mistake(self, reading: Reading, wrong: Wrong, about: About | None) -> Mistake:
        command = reading.command or (command_for(about) if about else "")
        number = reading.number
        if number is None and about and command and COMMANDS[command].areas:
            number = about.number
        head = f"/{command}" if command else ""
        if number is not None and wrong.kind != "which_case":
            head += f" {_LETTERS[reading.area or Area.ORDERS]}{number}"
        labels = COMMANDS[command].labels if command else None
        in_lines = command == "order" or reading.below or ":" in fold(reading.rest)
        if labels and in_lines and wrong.kind != "too_many":
            corrected = correct(reading, labels, head)
        else:
            corrected = "\n".join([f"{head} {reading.rest}".strip(), *reading.below]).strip()
        one_line = not any(line.strip() for line in reading.below)
        return Mistake(
            command=command,
            kind=wrong.kind,
            line=None if one_line else wrong.line,
            field=wrong.field,
            said=wrong.said,
            understood=tuple(reading.understood),
            corrected=corrected,
        )
