"""Said in several words, all of which are one button's: 货送到了 对方签收. What books money, refuses or signs is only near."""

from collections.abc import Collection, Mapping
from functools import lru_cache

from bot.fronts.areas import FRONTS
from bot.speech.book import Book
from bot.speech.candidates import Offer, Subject, has_money
from bot.speech.outcomes import Do, Outcome
from bot.speech.padding import spoken
from bot.speech.sentence import Sentence, Way
from bot.wording.vocabulary.spelling import level
from store.orders.requests import CancelOrder
from store.requests import Area, Reject, Sign

_SHORTEST = 2
"""Signs of a word that counts; one alone is a word only with its 了."""
_APART = " \u3000,，。;；!！、~"
_TO_COME = frozenset({"就", "才", "先", "该", "请", "麻烦", "帮我"})
"""Padding of one phrase, but between two it says that something is yet to be: 备好就好了."""
_SURE = (Reject, Sign, CancelOrder)


def covered(sentence: Sentence) -> Outcome | None:
    """A hit whose words stand in any order, with nothing beside them but padding and all of the goods.

    One case and one button of the speaker's own tasks; a word of any other button, a denial or an unknown word is none.
    """
    if len(sentence.subjects) != 1 or sentence.unsure or not (sentence.named or sentence.sight.meant):
        return None
    one = sentence.subjects[0]
    text = _without_goods(level(sentence.slots.left), one)
    if text is None:
        return None
    word, actions = _only(sentence.book, one.area, text)
    for offer in one.own:
        if offer.action in actions and _may_be_done(one.area, offer):
            way = Way(spoken(sentence.words, word), sentence.slots)
            filled = sentence.filled(one, offer.action, way)
            if filled is None or filled.lacks:
                return None
            done = sentence.done(one, offer, filled)
            return done if isinstance(done, Do) and done.request is not None else None
    return None


def _may_be_done(area: Area, offer: Offer) -> bool:
    asks = FRONTS[area].request_of(offer.action)
    final = any(step.answers and not step.undoable for step in FRONTS[area].table.asking(asks))
    return not (issubclass(asks, _SURE) or has_money(asks) or final)


def _without_goods(text: str, one: Subject) -> str | None:
    """底漆面漆都弄好了 of an order for both; None where only some of its goods are named."""
    named = 0
    for name in map(level, one.products):
        end = next((name[-size:] for size in range(len(name), 1, -1) if name[-size:] in text), "")
        named += bool(end)
        text = text.replace(end, " ") if end else text
    return None if 0 < named < len(one.products) else text


def _only(book: Book, area: Area, text: str) -> tuple[str, frozenset[str]]:
    """The longest word and the buttons that all words are said for; none where a word is unknown."""
    known, longest = _words(book, area)
    actions: frozenset[str] | None = None
    at, word = 0, ""
    while at < len(text):
        if text[at] in _APART:
            at += 1
            continue
        said = next(
            (
                text[at : at + size]
                for size in range(min(longest, len(text) - at), 0, -1)
                if text[at : at + size] in known
            ),
            "",
        )
        if not said:
            return "", frozenset()
        meant = known[said]
        if meant:
            actions = meant if actions is None else actions & meant
            word = max(word, said, key=len)
        at += len(said)
    return word, actions or frozenset()


@lru_cache(maxsize=64)
def _words(book: Book, area: Area) -> tuple[Mapping[str, frozenset[str]], int]:
    """By a word the buttons of the area that it is said for; padding is said for none."""
    speech = book.vocabulary.speech
    little = _padding(speech.before, speech.after, speech.inside) - _TO_COME
    known: dict[str, set[str]] = {word: set() for word in little}
    known |= {word: set() for word in _padding(speech.beside, speech.behind)}
    for (of, action), words in book.said_for_typed():
        if of != area:
            continue
        for word in words:
            if len(word) >= _SHORTEST:
                known.setdefault(word, set()).add(action)
            elif f"{word}了" not in known:
                known[f"{word}了"] = {action}
            else:
                known[f"{word}了"].add(action)
    return {word: frozenset(said) for word, said in known.items()}, max(map(len, known), default=0)


def _padding(*several: Collection[str]) -> set[str]:
    return {level(word) for words in several for word in words}
