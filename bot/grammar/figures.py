"""Figures and references as people write them: taken exactly, or refused; never rounded, never guessed."""

import re
from decimal import Decimal

from bot.grammar.reading import Wrong
from bot.vocabulary.file import Figures
from bot.vocabulary.spelling import fold, key
from store.requests import MONEY_MAX, QUANTITY_MAX, Area

NUMBER = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|0|[1-9][0-9]*)(?:\.[0-9]+)?"
"""Thousands by threes or not at all; no leading zeros, which belong to account numbers."""

BETWEEN = " \t\u3000,:;\uff0c\uff1a\uff1b\u3001"
"""What may stand between two things on one line."""

ENDS = "。！!～~"
"""What a sentence may end with that says nothing. A full stop isn't among them: it may stand in a figure."""

_NUMBER = re.compile(NUMBER)
_QUANTITY = re.compile(rf"({NUMBER})(\s*)(.*)", re.DOTALL)
_REFERENCE = re.compile(r"(#?)\s*([CRFKcrfk]?)([0-9]{1,16})(?![0-9A-Za-z_./%-])")
_AREAS = {"": Area.ORDERS, "C": Area.COMPLAINTS, "R": Area.RETURNS, "F": Area.FORMS, "K": Area.CALENDAR}
_PHONE = re.compile(r"\+?[0-9()-]+")
_WAYBILL = re.compile(r"[^\W\d_a-zA-Z]{0,6}[A-Za-z0-9][A-Za-z0-9-]{3,}")


def money(said: str, figures: Figures, *, field: str, kind: str, free: bool = False) -> Decimal:
    """Yuan with two decimals at most, above zero; zero too if it may be `free`."""
    text = _without_currency(key(said), figures)
    value = _exact(text, said, field, kind, places=2, figures=figures)
    if value == 0 and not free:
        raise Wrong("above_zero", field, said)
    if value > MONEY_MAX:
        raise Wrong("too_big", field, said)
    return value


def quantity(said: str, figures: Figures, *, none: bool = False) -> tuple[Decimal, str]:
    """`1,200.5 kg` is 1200.5 and its unit as typed; the unit may be left out. With `none`, 0 is a quantity too."""
    split = _QUANTITY.fullmatch(fold(said).strip())
    if not split:
        _exact(key(said), said, "qty", "qty", places=3, figures=figures)
        raise Wrong("qty", "qty", said)
    unit = said.strip()[split.start(3) :]
    if _is_multiple(key(unit), figures):
        raise Wrong("multiple", "qty", said)
    if unit and not _begins_a_unit(fold(unit)[0]):
        raise Wrong("qty", "qty", said)
    value = _exact(split[1], said, "qty", "qty", places=3, figures=figures)
    if value == 0 and not none:
        raise Wrong("above_zero", "qty", said)
    if value > QUANTITY_MAX:
        raise Wrong("too_big", "qty", said)
    return value, unit


def _begins_a_unit(mark: str) -> bool:
    # "1 200 kg" and "1,20 kg" aren't 1 of something, nor is "1/2".
    return mark.isalpha() or mark in "㎡㎥%(["


def _exact(text: str, said: str, field: str, kind: str, *, places: int, figures: Figures) -> Decimal:
    if not _NUMBER.fullmatch(text):
        if text[:1] == "-" and _NUMBER.fullmatch(text[1:].strip()):
            raise Wrong("above_zero", field, said)
        plain = _NUMBER.match(text)
        if plain and _is_multiple(text[plain.end() :].strip(), figures):
            raise Wrong("multiple", field, said)
        raise Wrong(kind, field, said)
    if len(text.partition(".")[2]) > places:
        raise Wrong("decimals", field, said)
    return Decimal(text.replace(",", ""))


def _without_currency(text: str, figures: Figures) -> str:
    """One sign before the figure, one behind it, or both."""
    signs = [key(sign) for sign in figures.currency]
    before = next((sign for sign in signs if text.startswith(sign)), "")
    text = text[len(before) :].strip()
    behind = next((sign for sign in signs if text.endswith(sign)), "")
    return text[: len(text) - len(behind)].strip()


def _is_multiple(text: str, figures: Figures) -> bool:
    if text.startswith(tuple(map(key, figures.units))):
        return False
    for multiple in map(key, figures.multiples):
        behind = text[len(multiple) : len(multiple) + 1]
        if text.startswith(multiple) and not (multiple.isascii() and behind.isascii() and behind.isalpha()):
            return True
    return False


def is_money(said: str, figures: Figures, *, free: bool = False) -> bool:
    try:
        money(said, figures, field="amount", kind="amount", free=free)
    except Wrong:
        return False
    return True


def take_figure(text: str, figures: Figures) -> tuple[str, str]:
    """The first word, with the currency's sign where that stands apart, and what follows it."""
    folded = fold(text)
    signs = "|".join(re.escape(key(sign)) for sign in figures.currency)
    found = re.match(
        rf"(?:(?:{signs})\s*)?(?:(?![,;、](?![0-9,;、]))\S|\s+,(?=[0-9]))+(?:\s+(?:{signs})(?!\w))?",
        folded,
        re.IGNORECASE,
    )
    if not found:
        return "", text.strip()
    return text[: found.end()].rstrip(ENDS), text[found.end() :].lstrip(BETWEEN).rstrip()


def take_reference(
    text: str, figures: Figures, *, counted: bool = True
) -> tuple[Area, int, bool, str] | None:
    """The case named first: its area, its number, whether it is marked by `#` or a letter, and what follows.

    `37,500` and `28号` are no references: a figure and a day begin like one. Where nothing may be `counted`, the words
    behind it are a text of their own: `37 桶盖渗漏`.
    """
    folded = fold(text)
    found = _REFERENCE.match(folded)
    if not found:
        return None
    behind, marked = folded[found.end() :], bool(found[1] or found[2])
    counted = counted and not marked
    if re.match(r",[0-9]", behind) or (counted and behind.strip().startswith(tuple(figures.counters))):
        return None
    return _AREAS[found[2].upper()], int(found[3]), marked, text[found.end() :].lstrip(BETWEEN).rstrip()


def is_waybill(said: str) -> bool:
    """One word with digits in it, its carrier's name glued on before it or not."""
    text = fold(said)
    return bool(_WAYBILL.fullmatch(text)) and any("0" <= mark <= "9" for mark in text)


def is_phone_word(said: str) -> bool:
    """Whether the word is a telephone number and nothing else; seven digits tell one from a cost."""
    text = fold(said)
    return bool(_PHONE.fullmatch(text)) and sum(mark.isdigit() for mark in text) >= 7


def is_phone(said: str) -> bool:
    """Whether a telephone number is in it; what people write beside one is theirs."""
    return sum("0" <= mark <= "9" for mark in fold(said)) >= 5
