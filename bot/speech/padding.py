"""A sentence without what says nothing: 已经都备好啦 and 备好 are one phrase."""

from dataclasses import dataclass
from functools import lru_cache

from bot.wording.vocabulary import Vocabulary
from bot.wording.vocabulary.spelling import key


@dataclass(frozen=True)
class Spoken:
    """One phrase: as it was typed, without padding, and whether it says that something has happened."""

    typed: str
    bare: str
    past: bool


@lru_cache(maxsize=4096)
def spoken(vocabulary: Vocabulary, text: str) -> Spoken:
    words = vocabulary.speech
    typed = _letters(key(text))
    bare = typed
    for word in words.inside:
        bare = bare.replace(word, "") or bare
    while (shorter := _peeled(bare, words.before, words.after)) != bare:
        bare = shorter
    return Spoken(typed, bare, any(mark in typed for mark in words.past))


def _letters(text: str) -> str:
    """Only what is pronounced: no punctuation, no emoji, no spaces but between Latin words."""
    kept = "".join(mark if mark.isalnum() or mark in "+¥" else " " for mark in text).split()
    joined = ""
    for word in kept:
        joined += f" {word}" if joined and joined[-1].isascii() and word[0].isascii() else word
    return joined


def _peeled(text: str, before: tuple[str, ...], after: tuple[str, ...]) -> str:
    """One piece of padding less; never nothing."""
    for word in before:
        if text.startswith(word) and len(text) > len(word):
            return text[len(word) :].lstrip()
    for word in after:
        if text.endswith(word) and len(text) > len(word):
            return text[: -len(word)].rstrip()
    return text
