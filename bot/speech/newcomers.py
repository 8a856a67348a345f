"""Who orders and is on no file yet: 三新机械要10桶面漆280, 下单 三新机械 10桶面漆280. The draft shows the name before it counts."""

import re
from datetime import date
from functools import lru_cache

from bot.speech.goods import read_goods
from bot.speech.ordering import DENIED, one_of, paid_by, without_wish
from bot.wording.vocabulary import Vocabulary
from bot.wording.vocabulary.spelling import level
from store.requests import NAME_MAX

_SHORTEST = 2


def newcomer(text: str, words: Vocabulary, today: date) -> tuple[str, str] | None:
    """三新机械要10桶面漆280: who wants goods and is nobody on file, as typed, and the text from what says so.

    Whatever stands before such a word is a name, unless a figure does, or a word that names no customer. Goods with a
    quantity have to follow: 东西要好 is none.
    """
    said = text.strip()
    found = _newcomer(words).match(level(said))
    if found is None or DENIED.search(found["name"]):
        return None
    named, rest = said[: found.end("name")], said[found.start("wants") :]
    between = sorted(words.speech.before_wants, key=len, reverse=True)
    while word := next((one for one in between if level(named).rstrip().endswith(level(one))), ""):
        named = named.rstrip()[: -len(word)]
    name = re.sub(rf"^\s*{one_of(words.speech.on_behalf)}\s*", "", named, flags=re.IGNORECASE).strip(
        " ,，:："
    )
    name = _unlabelled(name, words)
    if not is_name(name, words):
        return None
    goods, _ = read_goods(without_wish(rest, words), words, today)
    return (name, rest) if goods else None


def named_first(text: str, words: Vocabulary, today: date) -> tuple[str, str] | None:
    """三新机械 10桶面漆280: behind the word that calls an order, who wants the goods that follow, each with its quantity before
    it; or apart from them, where their name follows before the quantity. 面漆 10桶 280 names goods."""
    said = text.strip(" ,，:：\n")
    found = _counted_first(words).match(level(said)) or _APART_FIRST.match(level(said))
    if found is None:
        return None
    name, rest = _unlabelled(said[: found.end("name")].strip(" ,，:："), words), said[found.start("rest") :]
    labels = [one for field in _LABELS for one in words.labels(field)]
    begins = level(rest.split()[0])
    another = paid_by(name, words) or any(begins.startswith(level(one)) for one in labels)
    if another or not is_name(name, words):
        return None
    goods, _ = read_goods(rest, words, today)
    return (name, rest) if goods and not any(paid_by(one.product, words) for one in goods) else None


def is_named_first(text: str, words: Vocabulary) -> bool:
    """三新机械10桶面漆, 面漆10桶: whether a name and a quantity follow, though nothing parts them from the word before."""
    return any(one.match(level(text)) for one in (_counted_first(words), _named(words)))


@lru_cache(maxsize=4)
def _named(words: Vocabulary) -> re.Pattern[str]:
    several = sorted(map(level, words.figures.measures), key=len, reverse=True)
    return re.compile(rf"[\u4e00-\u9fff]{{2,}}[0-9][0-9,.]*(?:{'|'.join(map(re.escape, several))})")


def _unlabelled(name: str, words: Vocabulary) -> str:
    for label in sorted(words.labels("customer"), key=len, reverse=True):
        name = re.sub(rf"^{re.escape(label)}\s*[:：]?\s*", "", name, flags=re.IGNORECASE)
    return name


_LABELS = ("customer", "item", "pay", "to", "address", "phone", "packing", "wanted", "note")
_APART_FIRST = re.compile(
    r"(?P<name>[\u4e00-\u9fff（）()]{2,})[\s,，;]+(?P<rest>[^\d\s,，;][^,，;]*\d.*)", re.DOTALL
)
"""Only of a name without Latin words, which stand apart by themselves."""


@lru_cache(maxsize=4)
def _counted_first(words: Vocabulary) -> re.Pattern[str]:
    """A name, then a quantity with the goods directly behind its unit: nothing of what follows is counted behind its name."""
    several = sorted(map(level, words.figures.measures), key=len, reverse=True)
    counted = rf"[0-9][0-9,]*(?:\.[0-9]+)?\s*(?:{'|'.join(map(re.escape, several))})"
    behind = r"(?:的|\s+of\s+|(?<=[a-z])\s+)?[^\d\s,;。]{2,}"
    alike = rf"(?!.*{counted}\s*(?:[\d,;]|$))"
    return re.compile(
        rf"(?P<name>[^\d,;。!?\n]{{2,}}?)\s*[,;:]?\s*(?P<rest>{counted}{behind}{alike}.*)", re.DOTALL
    )


def is_name(name: str, words: Vocabulary) -> bool:
    nobody = {*map(level, (*words.speech.no_customers, *words.speech.before))}
    if not _SHORTEST <= len(name) <= NAME_MAX or level(name) in nobody or words.role_named(name):
        return False
    if words.is_spending(name):
        return False
    return not any(level(name).startswith(one) for one in nobody if len(one) > 1 and not one.isascii())


@lru_cache(maxsize=4)
def _newcomer(words: Vocabulary) -> re.Pattern[str]:
    latin = one_of(tuple(word for word in words.speech.wants if word.isascii()))
    others = one_of(tuple(word for word in words.speech.wants if not word.isascii()))
    return re.compile(rf"(?P<name>[^\d,;。!?\n]{{2,}}?)\s*(?P<wants>{others}|(?<![a-z]){latin})")
