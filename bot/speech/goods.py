"""The goods of an order said in one line: 面漆10桶 310, 10桶面漆; a figure behind them is their price, or something else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from bot.grammar.dates import take_day, take_length
from bot.grammar.figures import spoken_phones
from bot.grammar.numerals import amount_of
from bot.wording.vocabulary import Vocabulary
from bot.wording.vocabulary.spelling import level
from store.orders.requests import LINES_MAX
from store.requests import MONEY_MAX, NAME_MAX, QUANTITY_MAX

_PRICE = re.compile(
    r"\s*(?:[,;x×*@]|单价|每[^\d\s]{1,2}|\bat\b)?\s*(¥?[0-9][0-9,]*(?:\.[0-9]{1,2})?)\s*(?:元|块)?(?:/[^\d\s]{1,2})?(?![0-9.:/-]*[0-9])"
)
_DISCOUNT = re.compile(r"\s*[折%％]")
PLACED = "\x02"
"""Stands where a word said that a place follows; nobody types it."""
_DECIMALS = Decimal("0.001")


@dataclass(frozen=True)
class Goods:
    """A line of what is ordered; without its price that is asked."""

    product: str
    qty: Decimal
    unit: str
    price: Decimal | None = None
    note: str = ""


def read_goods(text: str, words: Vocabulary, today: date) -> tuple[tuple[Goods, ...], str]:
    """What is ordered, and the text without it."""
    # No telephone number is part of what the goods are called.
    rest = "".join(_apart(text))
    for line in _lined(words):
        found, left = _lines(rest, line, words, today)
        if found:
            break
    return found, left


@lru_cache(maxsize=4)
def _lined(words: Vocabulary) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """面漆10桶, or else 10桶面漆."""
    several = sorted(map(level, words.figures.measures), key=len, reverse=True)
    measured = rf"(?P<qty>[0-9][0-9,]*(?:\.[0-9]+)?)\s*(?P<unit>{'|'.join(map(re.escape, several))})"
    return (
        re.compile(rf"(?P<name>[^\d\s,;{PLACED}][^,;\n{PLACED}]*?)\s*{measured}"),
        re.compile(rf"(?<![0-9.]){measured}(?:的|\s+of\s)?\s*(?P<name>[^\d\s,。;{PLACED}]+)"),
    )


def _lines(rest: str, line: re.Pattern[str], words: Vocabulary, today: date) -> tuple[tuple[Goods, ...], str]:
    """Each with the price that follows it."""
    # A wide comma parts; a narrow one may stand inside a figure.
    said, at, found, left = level(rest.replace("，", "；")), 0, list[Goods](), list[str]()
    while match := line.search(said, at):
        qty = amount_of(match["qty"], words.figures)
        start, end = match.start(), match.end()
        price = _PRICE.match(said, end)
        if price is not None and _is_else(said[price.start(1) :], price[1], words, today):
            price = None
        each = amount_of(price[1], words.figures) if price else None
        if price is not None and each is not None and each <= MONEY_MAX:
            end = _each(words).match(said, price.end()).end()  # type: ignore[union-attr]
        name = rest[match.start("name") : match.end("name")].strip(" ,，:：的")
        exact = qty is not None and qty == qty.quantize(_DECIMALS) and 0 < qty <= QUANTITY_MAX
        if qty is not None and exact and 0 < len(name) <= NAME_MAX and len(found) < LINES_MAX:
            found.append(Goods(name, qty, rest[match.start("unit") : match.end("unit")], each))
            left.append(rest[at:start])
        else:
            left.append(rest[at:end])
        at = end
    return tuple(found), ",".join([*left, rest[at:]])


@lru_cache(maxsize=4)
def _each(words: Vocabulary) -> re.Pattern[str]:
    """280一桶, 280 a drum: behind a price it says what one of is; nothing where nothing does."""
    units = "|".join(
        re.escape(word) + ("(?![a-z0-9])" if word.isascii() else "")
        for word in sorted(map(level, words.figures.measures), key=len, reverse=True)
    )
    return re.compile(rf"(?:\s*(?:[一每]\s*|(?:per|an?)\s+)(?:{units})|\s*each\b)?")


def _is_else(said: str, figure: str, words: Vocabulary, today: date) -> bool:
    """9折, 12月5号, 3天后: a figure behind the goods that is no price."""
    behind = said[len(figure) :]
    others = (*words.figures.durations, *words.figures.measures, *words.figures.multiples)
    if _DISCOUNT.match(behind) or behind.startswith(tuple(map(level, others))):
        return True
    dated = take_day(said, today, words.days) or take_length(said, today)
    return dated is not None and len(dated[1]) < len(behind)


def _apart(text: str) -> Iterator[str]:
    at = 0
    for found in spoken_phones(text):
        yield f"{text[at : found.start()]},{re.sub(r'[^0-9+]', '', found[0])},"
        at = found.end()
    yield text[at:]
