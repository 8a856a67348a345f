"""A case as people and the bot itself write it: `37`, `#37`, `37号单`, `订单 37`, `C12`, `投诉 C12`, `销售单 000001`."""

import re
from functools import lru_cache
from typing import NamedTuple

from bot.grammar.figures import BETWEEN, ENDS
from bot.grammar.reading import Reading
from bot.wording.vocabulary import Vocabulary
from bot.wording.vocabulary.spelling import level
from store.registry import AREAS
from store.requests import NUMBER_MAX, Area

LANGUAGES = ("zh", "en")
_SLIP = "slip"
_OF_LETTER = {table.letter.lower(): Area(name) for name, table in AREAS.items()}
LETTERS = "".join(_OF_LETTER)
"""Of the areas that have one."""
_SLIP_NUMBER = re.compile(r"0[0-9]{5}")
"""As it is printed: no order's number begins with a zero."""
_HOUR = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?![0-9])")
_MINUTES = re.compile(r":[0-5][0-9](?![0-9])")
"""Behind a figure they make an hour of it: 会议 10:30."""
_COUNTER_OF_CASES = "号"
_DAYS = 31


class Named(NamedTuple):
    """A reference that a text begins with."""

    area: Area
    number: int
    """The order's, or the slip's if it `is_slip`; 0 for figures that are no case's number."""
    is_slip: bool
    marked: bool
    """Something says that it is a reference: `#`, a letter, a noun, a slip's leading zeros."""
    lettered: bool
    """Nothing but a letter marks it: a waybill, a place or a bank's reference may look the same."""
    maybe_day: bool
    """`28号`, which is a day too."""
    typed: str
    rest: str


def take_reference(text: str, vocabulary: Vocabulary, *, counted: bool = True) -> Named | None:
    """The case named first, and what follows it.

    `37,500` and `37桶` are no references: a figure begins like one. Where nothing may be `counted`, the words behind it
    are a text of their own: `37 桶盖渗漏`.
    """
    nouns = _nouns(vocabulary)
    found = _pattern(vocabulary).match(level(text))
    if not found:
        return None
    noun, letter, figures, behind = found["noun"], found["letter"], found["figures"], found["behind"] or ""
    area = _OF_LETTER[letter]
    is_slip = not letter and (nouns.get(noun) == _SLIP or bool(_SLIP_NUMBER.fullmatch(figures)))
    if noun and not is_slip and nouns[noun] != area:
        return None
    marked = bool(noun or letter or found["mark"] or is_slip or behind.strip(_COUNTER_OF_CASES))
    follows = level(text)[found.end() :]
    if (
        re.match(r",[0-9]", follows)
        or (not marked and _is_hour(figures + follows))
        or (not behind and follows.startswith(_COUNTER_OF_CASES))
    ):
        return None
    counters = tuple(vocabulary.figures.counters)
    if counted and not marked and not behind and follows.strip().startswith(counters):
        return None
    known = letter or is_slip or len(figures) == 1 or not figures.startswith("0")
    return Named(
        area=area,
        number=int(figures) if known else 0,
        is_slip=is_slip,
        marked=marked,
        lettered=bool(letter and not noun and not found["mark"]),
        maybe_day=behind == _COUNTER_OF_CASES and not marked and 1 <= int(figures) <= _DAYS,
        typed=f"{int(figures):06}" if is_slip else f"{letter.upper()}{int(figures)}",
        rest=text[found.end() :].lstrip(BETWEEN).rstrip(),
    )


def _is_hour(text: str) -> bool:
    """14:00 碰头 begins with no case."""
    return _HOUR.match(text) is not None


def only_reference(text: str, vocabulary: Vocabulary) -> Named | None:
    """The case that is all of the text."""
    found = take_reference(text.rstrip(ENDS), vocabulary)
    return found if found and not found.rest and 1 <= found.number <= NUMBER_MAX else None


def marked_in(text: str, vocabulary: Vocabulary) -> list[tuple[int, int, Area, int]]:
    """Where cases stand in a levelled sentence that something marks as such, and which: `#37`, `37号单`, `C12`."""
    found = []
    for one in _anywhere(vocabulary).finditer(text):
        number = next(filter(None, (one["a"], one["b"], one["c"], one["d"])))
        area = _OF_LETTER[one["letter"] or ""]
        behind = one["behind"] or ""
        day = one["c"] and behind == _COUNTER_OF_CASES and int(number) <= _DAYS
        hour = _MINUTES.match(text, one.end())
        if not (day or hour) and 1 <= int(number) <= NUMBER_MAX:
            found.append((one.start(), one.end(), area, int(number)))
    return found


@lru_cache(maxsize=4)
def _anywhere(vocabulary: Vocabulary) -> re.Pattern[str]:
    orders = sorted(
        (noun for noun, area in _nouns(vocabulary).items() if area is Area.ORDERS), key=len, reverse=True
    )
    nouns = "|".join(map(re.escape, orders))
    letters = "".join(letter for letter in _OF_LETTER if letter)
    figures, ends = r"[1-9][0-9]{0,9}", r"(?![0-9a-z_./%,-])"
    return re.compile(
        rf"(?:(?:{nouns})\s*:?\s*)?(?:#|no\.\s?|№)\s*(?P<a>{figures}){ends}(?:号(?:订单|单子|单)?)?"
        rf"|(?:{nouns})\s*:?\s*(?P<b>{figures}){ends}(?:号(?:订单|单子|单)?)?"
        rf"|(?<![0-9a-z.,/:-])(?P<c>{figures})(?P<behind>#|号(?:订单|单子|单)|号(?![^\W\d_a-z])|号)"
        rf"|(?<![0-9a-z])(?P<letter>[{letters}])(?P<d>[1-9][0-9]{{0,5}}){ends}"
    )


def only_order(reading: Reading, said: str) -> int | None:
    """The order that is all of the text, by its number or by its slip's."""
    found = only_reference(said, reading.vocabulary)
    return number_of(reading, found) if found and found.area is Area.ORDERS else None


def number_of(reading: Reading, found: Named) -> int:
    return reading.order_of_slip(found.number) if found.is_slip else found.number


@lru_cache(maxsize=4)
def _nouns(vocabulary: Vocabulary) -> dict[str, Area | str]:
    """What stands before a number, as the templates write it and the labels are called."""
    nouns: dict[str, Area | str] = {level(word): Area.ORDERS for word in vocabulary.labels("number")}
    nouns |= {level(vocabulary.area(area, language)): area for area in Area for language in LANGUAGES}
    return nouns | {level(word): _SLIP for word in vocabulary.labels(_SLIP)}


@lru_cache(maxsize=4)
def _pattern(vocabulary: Vocabulary) -> re.Pattern[str]:
    nouns = "|".join(map(re.escape, sorted(_nouns(vocabulary), key=len, reverse=True)))
    return re.compile(
        rf"(?:(?P<noun>{nouns})\s*:?\s*)?(?P<mark>#|no\.?\s?|№)?\s*(?P<letter>[{LETTERS}]?)(?P<figures>[0-9]{{1,16}})"
        r"(?:(?P<behind>#|号(?:订单|单子|单)|号(?![^\W\d_a-z]))|(?![0-9a-z_./%-]))"
    )
