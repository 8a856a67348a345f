"""Money in what people write of a remedy or its result: each figure of it is told apart before anything counts (C3, C5).

`费用620` says what it is; `补2桶 620元` doesn't, so it is asked. What is counted in goods or days is no money.
"""

import re
from collections.abc import Collection, Iterator
from decimal import Decimal

from bot.grammar.figures import BETWEEN, ENDS, NUMBER, is_money
from bot.grammar.reading import Reading, Wrong
from bot.wording.vocabulary.file import Figures
from bot.wording.vocabulary.spelling import fold, key

MONEY = ("expense", "deduction")
ASIDE = "aside"
"""The label of a figure that is no money."""

_ENDS_A_CLAUSE = r"[;。]|,(?![0-9]{3}(?![0-9]))"
# Dates, ratios and numbers of papers hang together: 12-02, 3:1, 2026/12/02.
_TOKEN = re.compile(r"[0-9](?:[0-9.,/:-]*[0-9])?")
_TELEPHONE = re.compile(r"1[3-9][0-9]{9}|0[0-9]{9,11}")
_SPOKEN = re.compile(r"[一二两三四五六七八九十][零〇一二两三四五六七八九十百千万]*")
_RATE = r"[0-9一二三四五六七八九.]+"
"""Of a discount: 9折, 8.5折, 八五折."""
_LARGE = re.compile("[百千万]")


def set_apart(reading: Reading, fields: Collection[str]) -> None:
    """Clauses that are a label and a figure become lines of their own, as if they had been typed so."""
    split = [_clauses(reading, line, fields) for line in (reading.rest, *reading.below)]
    reading.rest, *below = (words for words, _ in split)
    reading.below = (*below, *(line for _, lines in split for line in lines))


def _clauses(reading: Reading, line: str, fields: Collection[str]) -> tuple[str, list[str]]:
    """What is said in the line, and what it says of money."""
    labels = "|".join(re.escape(fold(word)) for field in fields for word in reading.vocabulary.labels(field))
    ends = re.finditer(rf"{_ENDS_A_CLAUSE}|\s+(?=(?:{labels})\s*[:0-9])|$", fold(line), re.IGNORECASE)
    words, lines, begin = list[str](), list[str](), 0
    for end in ends:
        if stated := labelled(reading, line[begin : end.start()], fields):
            lines.append(stated)
        else:
            words.append(line[begin : end.end()])
        begin = end.end()
    return "".join(words).strip().strip(BETWEEN if lines else ""), lines


def labelled(reading: Reading, clause: str, fields: Collection[str]) -> str | None:
    """`费用620` as it is typed on a line of its own; None for what isn't a label and a figure."""
    clause, vocabulary = clause.strip(BETWEEN + ENDS), reading.vocabulary
    for field in fields:
        for word in vocabulary.labels(field):
            figure = clause[len(word) :].strip(BETWEEN)
            if key(clause).startswith(key(word)) and is_money(figure, vocabulary.figures, free=True):
                return f"{vocabulary.label(field, reading.language)}: {figure}"
    return None


def unread(reading: Reading, text: str, known: Collection[Decimal]) -> str | None:
    """The first figure in the text that may be money and that no line accounts for. Raises Wrong where it is none
    that can be taken exactly."""
    figures, left = reading.vocabulary.figures, list(known)
    for said, many, marked in _figures(text, figures):
        if many:
            raise Wrong("multiple", "expense", said + many)
        if not re.fullmatch(NUMBER, said) or len(said.partition(".")[2]) > 2:
            if marked:
                raise Wrong("amount", "expense", said)
            continue
        value = Decimal(said.replace(",", ""))
        if value in left:
            left.remove(value)
        elif value:
            return said
    if said := _spoken_sum(text, figures):
        raise Wrong("amount", "expense", said)
    return None


def lets_off(text: str, figures: Figures) -> str:
    """The first word by which the customer gets money and nobody knows how much: 免单, 全额退款. 不退款 is none."""
    folded = fold(text)
    for word in sorted(map(fold, figures.lets_off), key=len, reverse=True):
        said = re.escape(word).replace(re.escape("#"), _RATE)
        found = re.search(said, folded)
        if found and not any(folded[: found.start()].endswith(fold(denial)) for denial in figures.denials):
            return found[0]
    return ""


def says_money(text: str, figures: Figures) -> bool:
    """Whether a figure in it, or a sum in words, may be money."""
    return any(True for _ in _figures(text, figures)) or bool(_spoken_sum(text, figures))


def _figures(text: str, figures: Figures) -> Iterator[tuple[str, str, bool]]:
    """Each figure that may be money, the multiple behind it, and whether a currency's sign says that it is."""
    folded = fold(text)
    for found in _TOKEN.finditer(folded):
        said, before, behind = found[0], folded[: found.start()], folded[found.end() :]
        marked = _is_marked(figures, before, behind)
        if marked or not (_is_counted(figures, before, behind) or _TELEPHONE.fullmatch(said)):
            yield said, _multiple(figures, behind), marked


def _spoken_sum(text: str, figures: Figures) -> str:
    """The first sum that is written in words: 三百, 五十块. What is counted in goods or days is none."""
    folded = fold(text)
    for found in _SPOKEN.finditer(folded):
        behind = folded[found.end() :]
        large = _LARGE.search(found[0]) and not _begins(behind.lstrip(), (*figures.no_money, *figures.units))
        if large or (len(found[0]) > 1 and _begins(behind, figures.currency)):
            return found[0]
    return ""


def _is_marked(figures: Figures, before: str, behind: str) -> bool:
    """A currency's sign before or behind it; 元 before it belongs to another figure."""
    currency = figures.currency
    behind = behind.lstrip()
    if _begins(behind.removeprefix(_multiple(figures, behind)), currency):
        return True
    before = key(before)
    signs = (sign for sign in map(key, currency) if before.endswith(sign))
    return any(not before.removesuffix(sign).rstrip()[-1:].isdigit() for sign in signs)


def _is_counted(figures: Figures, before: str, behind: str) -> bool:
    """Goods, days, hours, a part of a code: with no currency's sign at it, it is no money."""
    coded = before[-1:] == "#" or any(
        one[:1].isascii() and one[:1].isalpha() for one in (behind, before[-1:])
    )
    return coded or _begins(behind.lstrip(), (*figures.no_money, *figures.units))


def _multiple(figures: Figures, behind: str) -> str:
    """万, 千; but no letter: `2K` is a kind of paint."""
    text = behind.lstrip()
    if _begins(text, figures.units):
        return ""
    return next((one for one in figures.multiples if not one.isascii() and text.startswith(one)), "")


def _begins(text: str, words: Collection[str]) -> bool:
    return key(text).startswith(tuple(map(key, words)))
