"""When two names of customers are one customer's, and when somebody has to be asked (U1)."""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

MOST_FORMS = 4
SHORTEST = 2
"""A core shorter than this tells nobody from anybody."""
LONG_ENOUGH = 4
"""From here on a single character may be a slip."""


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))


class _Sieve(dict[int, str | None]):
    """For `str.translate`: spaces and punctuation become a gap, what nobody sees goes, the rest stays. Filled as met."""

    # Said to be letters, marks or symbols, yet blank wherever they are shown.
    _BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
    # Symbols by their category, punctuation to whoever types them.
    _TYPED = frozenset("|~^`")

    def __missing__(self, code: int) -> str | None:
        sign = chr(code)
        category = unicodedata.category(sign)
        kept: str | None = sign
        if category == "Cf" or sign in self._BLANK or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
            kept = None
        elif category[0] in "ZP" or category == "Cc" or sign in self._TYPED:
            kept = " "
        self[code] = kept
        return kept


_SIEVE = _Sieve()


def _form(words: Iterable[str]) -> str:
    """Longest first, with a gap allowed anywhere: L.L.C. is an LLC."""
    return "|".join(
        " ?".join(map(re.escape, word)) for word in sorted(words, key=lambda one: (-len(one), one))
    )


_NAMES = _data("names.toml")
_PLACES = _data("places.toml")

TRADE_WORDS: frozenset[str] = frozenset(_NAMES["trade"]["words"].split())
"""What a house deals in, until a company lists its own."""

_JOINED: list[str] = _NAMES["legal_forms"]["joined"].split()
_WORDS: list[str] = _NAMES["legal_forms"]["words"].split()
_GENERAL = frozenset([*_JOINED, *_NAMES["organisation"]["words"].split()])
_LETTER = "a-z\u00df-\u024f\u0370-\u052f"
_AT_END = re.compile(rf"(?:{_form(_JOINED)}|(?<![{_LETTER}])(?:{_form(_WORDS)}))$")
_AT_START = re.compile(rf"(?:{_form(_JOINED)})(?:(?<![{_LETTER}])|(?![{_LETTER}]))")

_BARE = frozenset(" ".join(_PLACES[kind] for kind in ("provinces", "cities", "towns")).split())
_ENDED = frozenset(map("".join, product([*_BARE, *_PLACES["brands"].split()], _PLACES["endings"].split())))
_KNOWN = _BARE | _ENDED | frozenset(f"{_PLACES['formal']} {_PLACES['counties']}".split())
_ZONED = _KNOWN | frozenset(_PLACES["zones"].split())
_LONGEST_PLACE = max(map(len, _ZONED))

_DIGITS = str.maketrans(
    {sign: str(value) for value, signs in enumerate(_NAMES["figures"]["digits"]) for sign in signs}
)
_FIGURE = rf"\d{_NAMES['figures']['others']}"
_TELLING = re.compile(rf"[{_FIGURE}]+|[{_LETTER}]+")
_GLUED = re.compile(r"[^\W\d_]+")
_HOUSES = ("厂", "店")
_WORD = re.compile(rf"[{_LETTER}]{{{LONG_ENOUGH},}}")
_ONLY_COUNTED = re.compile(
    rf"(?:[{_FIGURE}{_NAMES['figures']['counted']}]|(?<![{_LETTER}])[{_LETTER}](?![{_LETTER}]))+"
)
_COUNTED = frozenset(_NAMES["figures"]["counted"])


def name_key(name: str) -> str:
    """Two names with one key are one customer's.

    Empty only where nothing of the name can be seen; a name of punctuation alone stands for itself.
    """
    folded = _folded(name)
    gapped = _gapped(folded)
    if not gapped:
        return "".join(sign for sign in folded if not sign.isspace() and _SIEVE[ord(sign)] is not None)
    for _ in range(MOST_FORMS):
        shorter = _without_form(gapped)
        if not shorter:
            break
        gapped = shorter
    # A mark that a gap kept from its letter joins it now.
    return _folded(gapped.replace(" ", ""))


def goes_on(text: str, end: int, trade: Collection[str]) -> bool:
    """Whether what is glued to the first `end` signs makes a longer name of them: it says nothing but a trade, as 新材料 does
    behind 新源. 新源公司 is still 新源."""
    glued = _GLUED.match(text, end)
    said = name_key(glued[0]).removesuffix("公司") if glued is not None else ""
    return bool(said) and core(said, trade) in ("", *_HOUSES)


def core(key: str, trade_words: Collection[str]) -> str:
    """What is left of a key after places, trade words and what every house may call itself; perhaps nothing.

    A place within the name was in brackets, or might as well have been; it goes where a name stands before it.
    """
    words = _words(frozenset(trade_words))
    longest = max(map(len, words))
    at, places = 0, _KNOWN
    while length := _longest(key, at, places, _LONGEST_PLACE):
        at, places = at + length, _ZONED
    kept: list[str] = []
    while at < len(key):
        length = _longest(key, at, words, longest)
        if not length and len(kept) >= SHORTEST:
            length = _longest(key, at, _KNOWN, _LONGEST_PLACE)
        if not length:
            kept.append(key[at])
        at += length or 1
    return "".join(kept)


def alike(one: str, other: str, trade_words: Collection[str]) -> bool:
    """Whether somebody has to say if two names are one customer's; asked of names whose keys differ."""
    short, long = sorted(
        (_core_of(one, trade_words), _core_of(other, trade_words)), key=lambda it: (len(it), it)
    )
    if len(short) < SHORTEST or _differ_in_row(short, long):
        return False
    return _contained(short, long) or _one_apart(short, long)


def grams(core: str) -> frozenset[str]:
    """Pairs of neighbours in a core: cores of two names that are alike share at least one."""
    level = core.translate(_DIGITS)
    return frozenset(level[at : at + SHORTEST] for at in range(len(level) - SHORTEST + 1))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _gapped(folded: str) -> str:
    return " ".join(folded.translate(_SIEVE).split())


def _without_form(name: str) -> str:
    """Empty where no legal form stands at an end, or nothing but one."""
    if found := _AT_END.search(name):
        shorter = name[: found.start()].strip()
        if shorter:
            return shorter
    if found := _AT_START.match(name):
        return name[found.end() :].strip()
    return ""


@cache
def _words(trade_words: frozenset[str]) -> frozenset[str]:
    return _GENERAL | {_gapped(_folded(word)).replace(" ", "") for word in trade_words}


def _longest(key: str, at: int, words: frozenset[str], longest: int) -> int:
    """How long the longest of the words is that stands there; 0 where none does."""
    for length in range(min(longest, len(key) - at), 0, -1):
        if key[at : at + length] in words:
            return length
    return 0


def _core_of(name: str, trade_words: Collection[str]) -> str:
    return core(name_key(name), trade_words).translate(_DIGITS)


def _contained(short: str, long: str) -> bool:
    """Unless what they share is only a row's sign, 二厂, 5号店: that is anybody's."""
    if short == long and _COUNTED.isdisjoint(short):
        return True
    return short in long and not _ONLY_COUNTED.fullmatch(short)


def _one_apart(short: str, long: str) -> bool:
    """By one character more, or another one, that is no figure, numeral or letter."""
    more = len(long) - len(short)
    if len(short) < LONG_ENOUGH or more > 1:
        return False
    at = next((at for at, sign in enumerate(short) if sign != long[at]), len(short))
    after = at + 1 - more
    return short[after:] == long[at + 1 :] and not _TELLING.search(short[at:after] + long[at : at + 1])


def _differ_in_row(one: str, other: str) -> bool:
    """001 and 002, A and B: each has a figure, a numeral or a letter that the other lacks."""
    here, there = Counter(_TELLING.findall(one)), Counter(_TELLING.findall(other))
    mine, theirs = list(here - there), list(there - here)
    return bool(mine and theirs) and not (_begin(mine, theirs) or _begin(theirs, mine))


def _begin(some: list[str], others: list[str]) -> bool:
    """Words, which are more than a row's signs, may begin longer ones: Siemens, Siemens China."""
    return all(_WORD.fullmatch(one) and any(word.startswith(one) for word in others) for one in some)
