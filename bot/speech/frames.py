"""What a sentence is about by the notions that its words stand for, in whatever order: the row of the table that they cover best.

Pure: words in, commands with how well they cover out. What comes of a command is `framed.py`'s to say.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.wording.vocabulary import Vocabulary
from bot.wording.vocabulary.spelling import level

ASKED = "~"
"""Before a command: it is asked whatever covers it."""
_READ = frozenset(
    {
        "customer",
        "product",
        "figure",
        "figures",
        "goods",
        "day",
        "month",
        "phone",
        "plate",
        "hour",
        "asks",
        "member",
    }
)
"""Notions that are read out of the sentence, and stand for no word of it."""
_NOT, _BARRED = "not", "bar"
"""The notions of words that deny what follows, and that want it left alone."""
_DENIES = "不没别未"
_LEAST = 0.3
"""Of what a sentence says a row covers at least so much."""
_LITTLE = 0.35
"""A word such as who or not weighs so much beside one that names a thing."""
_BESIDE = 0.6
"""A word of another notion, that the row has no place for, counts against it so much."""
_STRANGE = 0.1
"""So much does every sign that nothing is known of: names, places and reasons stand there."""


@dataclass(frozen=True)
class Row:
    command: str
    needs: tuple[frozenset[str], ...]
    bars: frozenset[str]
    may: frozenset[str]

    @property
    def asked(self) -> bool:
        return self.command.startswith(ASKED)

    @property
    def acts(self) -> bool:
        """Whether more comes of it than something shown."""
        return self.command.startswith((ASKED, "/form ", "/statement {", "/call ", "/visit ", "/inquiry {"))


@dataclass(frozen=True)
class Span:
    """A word that was found, and all that it may stand for."""

    start: int
    end: int
    notions: frozenset[str]
    denied: bool = False
    """Whether a word for not stands right before it."""

    @property
    def size(self) -> int:
        return self.end - self.start


@dataclass(frozen=True)
class Framed:
    """`covers`, of 1, is how much of what was said has its place in the row; `score` ranks rows."""

    command: str
    score: float
    covers: float
    asked: bool
    acts: bool
    first: str
    """The longest word by which it was found."""
    notions: frozenset[str] = frozenset()
    """All that the sentence has."""


class Frames:
    def __init__(self, vocabulary: Vocabulary) -> None:
        frames, speech = vocabulary.frames, vocabulary.speech
        words: dict[str, set[str]] = {}
        for notion, said in frames.notions.items():
            for word in said:
                words.setdefault(level(word), set()).add(notion)
        self._words = {word: frozenset(notions) for word, notions in words.items()}
        self._filling = frozenset(map(level, (*speech.filling, *speech.after, *speech.before)))
        self._longest = max(map(len, (*self._words, *self._filling)), default=0)
        self._little = frozenset(frames.little)
        self._rows = tuple(map(_row, frames.rows))

    def spans(self, text: str) -> list[Span]:
        """Every known word, but what stands within a longer one; an empty notion is padding."""
        found: list[Span] = []
        end = 0
        for start in range(len(text)):
            for size in range(min(self._longest, len(text) - start), 0, -1):
                word = text[start : start + size]
                known = self._words.get(word) or (frozenset() if word in self._filling else None)
                if known is None or not _is_whole(text, start, start + size):
                    continue
                if start + size > end:
                    denied = bool(found) and found[-1].end == start and _NOT in found[-1].notions
                    found.append(Span(start, start + size, known, denied))
                    end = start + size
                break
        return found

    def likest(self, text: str, read: Collection[str]) -> list[Framed]:
        """Rows for what is left of a sentence beside what was `read` of it, the best first."""
        spans = self.spans(text)
        notions = frozenset().union(*(span.notions for span in spans)) | frozenset(read)
        taken: set[int] = set()
        for span in spans:
            taken.update(range(span.start, span.end))
        strange = sum(1 for at, mark in enumerate(text) if at not in taken and mark.isalnum())
        barred = _BARRED in notions
        found = [
            replace(one, notions=notions)
            for row in self._rows
            if not (row.bars & notions)
            and not (barred and row.acts)
            and all(need & notions for need in row.needs)
            if (one := self._weighed(row, spans, strange, text)) is not None
        ]
        return sorted(found, key=lambda one: -one.score)

    def _weighed(self, row: Row, spans: list[Span], strange: int, text: str) -> Framed | None:
        wanted = frozenset().union(*row.needs)
        acts = row.acts and _NOT not in wanted
        begins = row.command.startswith("/form ") and acts
        held: set[int] = set()
        score, used, unused, first = 0.0, 0.0, 0.0, ""
        for span in spans:
            if not span.notions:
                continue
            little = not (span.notions - self._little)
            if span.denied and not little and acts and span.notions & wanted:
                return None
            weight = (_LITTLE if little else 1.0) * (0.6 + 0.2 * span.size)
            if span.notions & (wanted | row.may):
                held.update(range(span.start, span.end))
            if span.notions & wanted:
                score, used = score + weight, used + weight
                word = text[span.start : span.end]
                first = max(first, "" if little else word, key=len)
            elif span.notions & row.may:
                score, used = score + 0.5 * weight, used + weight
            else:
                # A sign alone, 给 or 还, is as likely a little word.
                share = weight * (0.2 if little or span.size == 1 else 1.0)
                score, unused = score - _BESIDE * share, unused + share
        if not used or (begins and any(mark in _DENIES and at not in held for at, mark in enumerate(text))):
            return None  # 客户今天不来提货
        score += 0.15 * len(row.needs) + 0.1 * len(wanted & _READ)
        covers = used / (used + unused + _STRANGE * strange)
        if covers < _LEAST:
            return None
        return Framed(row.command.removeprefix(ASKED), score, covers, row.asked, row.acts, first)


def _is_whole(text: str, start: int, end: int) -> bool:
    """A Latin word isn't part of a longer one."""
    begins = text[start].isascii() and text[start].isalpha()
    ends = text[end - 1].isascii() and text[end - 1].isalpha()
    before, behind = text[start - 1 : start] if start else "", text[end : end + 1]
    return not (begins and before.isascii() and before.isalpha()) and not (
        ends and behind.isascii() and behind.isalpha()
    )


def _row(row: tuple[str, ...]) -> Row:
    command, *parts = row
    needs = [frozenset(one.split("|")) for one in parts if one[0] not in "+-"]
    bars = {one[1:] for one in parts if one[0] == "-"}
    may = {one[1:] for one in parts if one[0] == "+"}
    if "{customer}" in command:
        needs.append(frozenset({"customer"}))
    elif not (any("customer" in need for need in needs) or "customer" in may or "/form " in command):
        bars.add("customer")
    needs += [frozenset({slot}) for slot in ("day", "product") if f"{{{slot}}}" in command]
    return Row(command, tuple(needs), frozenset(bars), frozenset(may))


def unknown_notions(vocabulary: Vocabulary) -> list[str]:
    """Notions of rows that no word stands for: a slip of whoever wrote them."""
    known = vocabulary.frames.notions.keys() | _READ
    named: Iterator[str] = (
        notion
        for row in vocabulary.frames.rows
        for part in row[1:]
        for notion in part.lstrip("+-").split("|")
    )
    return sorted({notion for notion in (*named, *vocabulary.frames.little) if notion not in known})


@lru_cache(maxsize=4)
def frames_of(vocabulary: Vocabulary) -> Frames:
    return Frames(vocabulary)
