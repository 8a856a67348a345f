"""Figures as people write them: taken exactly, or refused; never rounded, never guessed."""

import re
from decimal import Decimal

from bot.grammar.numerals import amount_of
from bot.grammar.reading import Wrong
from bot.wording.vocabulary.file import Figures
from bot.wording.vocabulary.spelling import fold, key, level
from store.requests import MONEY_MAX, QUANTITY_MAX

NUMBER = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|0|[1-9][0-9]*)(?:\.[0-9]+)?"
"""Thousands by threes or not at all; no leading zeros, which belong to account numbers."""

BETWEEN = " \t\u3000,:;\uff0c\uff1a\uff1b\u3001"
"""What may stand between two things on one line."""

ENDS = "。！!～~"
"""What a sentence may end with that says nothing. A full stop isn't among them: it may stand in a figure."""

_NUMBER = re.compile(NUMBER)
_QUANTITY = re.compile(rf"({NUMBER})(\s*)(.*)", re.DOTALL)
_WORDS = re.compile(r"(?:[^\W\d_]|%|㎡|㎥){1,200}(?: [a-z]{1,200}){0,2}")
_IN_BRACKETS = re.compile(r"[(\[][0-9.]*\s*[^\W\d_]{1,8}(?:/[^\W\d_]{1,8})?[)\]]")
_FIGURE_BEHIND = re.compile(r"\s*[0-9][0-9.,]*\s*")
_SIGNS = ("+", "*", "×", "~", "-", "/")
_PHONE = re.compile(r"\+?[0-9()-]+")
_DIALLED = re.compile(r"(?<![0-9.])\+?\(?[0-9](?:[() -]*[0-9])+(?![0-9.])")
_SPOKEN = re.compile(
    r"(?<![0-9.+-])(?:\+?86[ -]?)?(?:1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}|\(?0[0-9]{2,3}\)?[ -]?[0-9]{3,4}[ -]?[0-9]{4})"
    r"(?![0-9.-])"
)
"""A mobile or a landline with its area, in the groups that people say it in."""
_WAYBILL = re.compile(r"[^\W\d_a-zA-Z]{0,6}[A-Za-z0-9][A-Za-z0-9-]{3,}")


def money(said: str, figures: Figures, *, field: str, kind: str, free: bool = False) -> Decimal:
    """Yuan with two decimals at most, above zero; zero too if it may be `free`."""
    text = _without_currency(key(said), figures).removesuffix("整")
    text = _without_currency(text, figures)
    worked_out = amount_of(text, figures) if kind == "amount" else None
    value = worked_out if worked_out is not None and not _NUMBER.fullmatch(text) else None
    if value is not None and value != value.quantize(Decimal("0.01")):
        raise Wrong("decimals", field, said)
    value = value if value is not None else _exact(text, said, field, kind, places=2, figures=figures)
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
    if unit and not _is_unit(key(unit), figures):
        raise Wrong("qty", "qty", said)
    value = _exact(split[1], said, "qty", "qty", places=3, figures=figures)
    if value == 0 and not none:
        raise Wrong("above_zero", "qty", said)
    if value > QUANTITY_MAX:
        raise Wrong("too_big", "qty", said)
    return value, unit


def _is_unit(text: str, figures: Figures) -> bool:
    """Whether all of it is a unit: 桶, 桶(25kg). Not 桶半, 半桶, 箱又2桶, 箱*6桶: there the figure goes on."""
    known = [word for word in map(key, figures.measures) if _begins_with(text, word)]
    if known:
        behind = text[len(max(known, key=len)) :].strip()
        return not behind or (_IN_BRACKETS.fullmatch(behind) is not None and not _goes_on(behind, figures))
    return _WORDS.fullmatch(text) is not None and not _goes_on(text, figures)


def _goes_on(text: str, figures: Figures) -> bool:
    """Whether a word in it says that the figure before isn't all: 半, 又, 左右."""
    words = set(re.findall(r"[a-z]+", key(text)))
    return any(joint in (words if joint.isascii() else key(text)) for joint in map(key, figures.joints))


def changes_it(text: str, figures: Figures) -> bool:
    """Whether what stands behind a figure makes another of it: 又200, +600, ~6000, 左右."""
    said = key(text)
    joints = (*_SIGNS, *map(key, figures.joints))
    behind = [said[len(joint) :].strip()[:1] for joint in joints if said.startswith(joint)]
    return any(not mark or mark.isdigit() for mark in behind)


def half_said(text: str, at: int, figures: Figures) -> int:
    """Where what goes on with a quantity behind its unit ends: 2桶半, 3箱又2桶, 5箱*6桶, 10桶左右; `at` where nothing does.

    Not 2桶半光漆, where goods follow, nor 10桶*280, which is what each costs. The text is a levelled one.
    """
    words = sorted(map(level, figures.joints), key=len, reverse=True)
    begins = at + len(text[at:]) - len(text[at:].lstrip())
    joint = next((one for one in (*_SIGNS, *words) if text.startswith(one, begins)), "")
    end = begins + len(joint)
    figure = _FIGURE_BEHIND.match(text, end)
    measures = sorted(map(level, figures.measures), key=len, reverse=True)
    if (
        joint
        and figure
        and (unit := next((one for one in measures if text.startswith(one, figure.end())), ""))
    ):
        return figure.end() + len(unit)
    return end if joint in words and not text[end : end + 1].isalnum() else at


def _begins_with(text: str, word: str) -> bool:
    """Whether the text begins with the word; a Latin one has to end there."""
    behind = text[len(word) : len(word) + 1]
    return text.startswith(word) and not (word.isascii() and behind.isascii() and behind.isalnum())


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


def is_waybill(said: str) -> bool:
    """One word with digits in it, its carrier's name glued on before it or not."""
    text = fold(said)
    return bool(_WAYBILL.fullmatch(text)) and any("0" <= mark <= "9" for mark in text)


_TOGETHER = "\x1f"
"""Stands for a space inside a word; nobody types it, and `sane` takes it out."""


def is_phone_word(said: str) -> bool:
    """Whether the word is a telephone number and nothing else; seven digits tell one from a cost."""
    text = fold(apart(said)).replace(" ", "")
    return bool(_PHONE.fullmatch(text)) and sum(mark.isdigit() for mark in text) >= 7


def join_phones(said: str) -> str:
    """Each telephone number that is written in groups as one word: `+86 138 0000 0000`; other words stay apart."""
    text = fold(said)
    parts, at = [], 0
    for found in _SPOKEN.finditer(text):
        parts += [said[at : found.start()], said[found.start() : found.end()].replace(" ", _TOGETHER)]
        at = found.end()
    return "".join([*parts, said[at:]])


def apart(word: str) -> str:
    """A word of `join_phones` as it was typed."""
    return word.replace(_TOGETHER, " ")


def spoken_phones(text: str) -> list[re.Match[str]]:
    """Where telephone numbers stand in a sentence."""
    return list(_SPOKEN.finditer(fold(text)))


def is_phone(said: str) -> bool:
    """Whether a telephone number is in it; what people write beside one is theirs. 1.39E+10 is what a table made of one."""
    return any(len(digits) >= 5 for _, digits in _dialled(said))


def is_mobile(said: str) -> bool:
    """Whether somebody can be rung up under it: a mobile of eleven figures, or another whole number, a landline's with its
    area or one from abroad. What begins as a mobile does and is too short or too long is a slip."""
    return bool(spoken_phones(said)) or any(_whole(number, digits) for number, digits in _dialled(said))


def _whole(number: str, digits: str) -> bool:
    abroad = number.startswith("+") and not digits.startswith("86")
    return 7 <= len(digits) <= 15 and (abroad or not digits.removeprefix("86").startswith("1"))


def _dialled(said: str) -> list[tuple[str, str]]:
    """Each number that stands in it, and its figures alone."""
    found = (one[0] for one in _DIALLED.finditer(fold(said)))
    return [(number, "".join(mark for mark in number if mark.isdigit())) for number in found]
