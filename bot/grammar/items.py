"""`NAME, QTY UNIT, UNIT PRICE`, split from the right: a name may have commas in it, and a figure too."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import combinations, pairwise

from bot.grammar.figures import money, quantity
from bot.grammar.reading import Wrong, bounded, build
from bot.wording.vocabulary.file import Figures
from bot.wording.vocabulary.spelling import fold, key
from store.orders.requests import LineAsked
from store.requests import MONEY_MAX, Request

_FIGURE = re.compile(r"¥?[0-9]")
_TIGHT = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")

Check = Callable[[str], object]


def read_line(said: str, figures: Figures, notes: Collection[str] = ()) -> LineAsked:
    """`notes` are the words that a note about this line may begin with, behind its price: `面漆, 10 桶, 310, 备注 加急`."""
    for before, note in _noted(said, notes):
        line = None
        with suppress(Wrong):  # else the word stood in the goods' own name
            line = read_line(before, figures)
        if line is not None:
            return line.model_copy(update={"note": bounded(LineAsked, "note", "note", note)})
    name, much, price = split_item(said, _checks(figures))
    qty, unit = quantity(much, figures)
    each = money(price, figures, field="price", kind="price", free=True)
    if is_total(name, figures):
        raise Wrong("item", "item", said)
    made = build(LineAsked, product=name, qty=qty, unit=unit, price=each)
    assert isinstance(made, LineAsked)
    if made.qty * made.price > MONEY_MAX:
        raise Wrong("too_big", "item", said)
    return made


def _checks(figures: Figures) -> tuple[Check, ...]:
    """Of what stands behind a name, in its order."""
    return (
        lambda part: quantity(part, figures),
        lambda part: money(part, figures, field="price", kind="price", free=True),
    )


def is_whole(said: str, parts: int, figures: Figures) -> bool:
    """Whether so many parts stand behind the name, each readable."""
    try:
        split_item(said, _checks(figures)[:parts])
    except Wrong as wrong:
        return wrong.kind == "ambiguous"
    return True


def _noted(said: str, notes: Collection[str]) -> Iterator[tuple[str, str]]:
    """Each way to part a note from what stands before it, the longest note first."""
    text = fold(said)
    words = "|".join(sorted((re.escape(fold(word)) for word in notes), key=len, reverse=True))
    if words:
        for found in re.finditer(rf"[,;]\s*(?:{words})\s*:?\s*(?=\S)", text, re.IGNORECASE):
            yield said[: found.start()], said[found.end() :].strip()


def is_total(name: str, figures: Figures) -> bool:
    """Whether a line of goods is the sum below them: 合计."""
    return re.split(r"[:(]", key(name))[0].strip() in map(key, figures.totals)


def read_part(said: str, figures: Figures, row: type[Request], *, none: bool = False) -> Request:
    """`NAME, QTY`; a unit is understood and left away, the order has it. With `none`, nothing may have been found."""
    name, much = split_item(said, (lambda part: quantity(part, figures, none=none),))
    if is_total(name, figures):
        raise Wrong("item", "item", said)
    return build(row, product=name, qty=quantity(much, figures, none=none)[0])


def split_item(said: str, checks: Sequence[Check]) -> tuple[str, ...]:
    """The name and one part for each check, as typed; Wrong if there is no such way to cut, or no telling which."""
    loose, tight = _commas(said)
    ways: dict[tuple[str, ...], list[int]] = {}
    # More commas inside figures than four belong to the name.
    for size in range(len(tight[-4:]) + 1):
        for also in combinations(tight[-4:], size):
            commas = sorted(loose + list(also))
            parts = _cut(said, commas, len(checks))
            if parts and all(_passes(check, part) for check, part in zip(checks, parts[1:], strict=True)):
                ways.setdefault(parts, commas)
    if not ways:
        raise _why_not(said, checks)
    clear = [parts for parts, commas in ways.items() if _is_clear(said, commas, tight, len(checks))]
    plain = [parts for parts, commas in ways.items() if commas == loose and _only_with_unit(parts, ways)]
    for found in (list(ways), clear, plain):
        if len(found) == 1:
            return found[0]
    raise Wrong("ambiguous", "item", said)


def tidy(said: str, parts: int) -> str:
    """The item with its separators written alike, as far as it can be split."""
    loose, tight = _commas(said)
    cut = _cut(said, loose, parts) or _cut(said, sorted(loose + tight), parts)
    cut = cut or _cut(said, loose, len(loose)) or _by_spaces(said.split(), parts)
    return ", ".join(cut or (said,))


def spaced(said: str, figures: Figures) -> str:
    """`面漆 10桶 310`, `面漆 10桶` with the commas that were left out; else as it was typed.

    For a question alone, whose answer is read back at once. A quantity without a price is one in `counters`: 腻子 20kg is as well a name.
    """
    counts = {key(word) for word in figures.counters}
    for parts, units in ((2, set(map(key, figures.measures))), (1, counts & set(map(key, figures.measures)))):
        cut = _by_spaces(said.split(), parts)
        if cut is None:
            continue
        with suppress(Wrong):
            for check, part in zip(_checks(figures), cut[1:], strict=False):
                check(part)
            if key(quantity(cut[1], figures)[1]) in units:
                return ", ".join(cut)
    return said


def _by_spaces(words: list[str], parts: int) -> tuple[str, ...] | None:
    """`面漆 10 桶 310`, where the figures show what the writer meant."""
    behind = words[-1:] if parts == 2 else []
    before = words[: len(words) - len(behind)]
    for size in (1, 2):
        much = before[-size:]
        if len(before) > size and all(_FIGURE.match(fold(word)) for word in (*much[:1], *behind)):
            return (" ".join(before[:-size]), " ".join(much), *behind)
    return None


def _commas(said: str) -> tuple[list[int], list[int]]:
    """Where commas part, and where they may also stand inside a figure: 1,200."""
    text = fold(said)
    tight = [found.start() for found in _TIGHT.finditer(text)]
    inside = set(tight)
    return [at for at, mark in enumerate(text) if mark == "," and at not in inside], tight


def _cut(said: str, commas: Sequence[int], times: int) -> tuple[str, ...] | None:
    if len(commas) < times or not times:
        return None
    edges = [-1, *commas[-times:], len(said)]
    parts = tuple(said[start + 1 : end].strip() for start, end in pairwise(edges))
    return parts if parts[0] else None


def _passes(check: Check, part: str) -> bool:
    try:
        check(part)
    except Wrong:
        return False
    return True


def _is_clear(said: str, commas: Sequence[int], tight: Sequence[int], times: int) -> bool:
    """Whether the commas that part look unlike those inside figures: full-width, or with a space behind."""
    parting = commas[-times:]
    inside = [at for at in tight if at > parting[0] and at not in parting]
    wide = all(said[at] != "," for at in parting)
    spaced = all(said[at] == "," and said[at + 1 : at + 2].isspace() for at in parting)
    return (wide or spaced) and all(said[at] == "," for at in inside)


def _only_with_unit(parts: tuple[str, ...], ways: Iterable[tuple[str, ...]]) -> bool:
    return _has_unit(parts[1]) and not any(_has_unit(way[1]) for way in ways if way != parts)


def _has_unit(part: str) -> bool:
    return any(mark.isalpha() for mark in part)


def _why_not(said: str, checks: Sequence[Check]) -> Wrong:
    loose, tight = _commas(said)
    parts = _cut(said, loose, len(checks)) or _cut(said, sorted(loose + tight), len(checks))
    if not parts:
        ends = _cut(said, loose, 1)
        # With the first check passed by the last part, only the price is left out.
        if ends and len(checks) == 2 and _passes(checks[0], ends[1]) and _has_unit(ends[1]):
            return Wrong("missing", "price", said)
        return Wrong("item", "item", said)
    for check, part, field in zip(checks, parts[1:], ("qty", "price"), strict=False):
        if not part:
            return Wrong("missing", field, said)
        try:
            check(part)
        except Wrong as wrong:
            return wrong
    return Wrong("item", "item", said)
