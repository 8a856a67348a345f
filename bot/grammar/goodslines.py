"""Goods as in a form's rows, each part on a line of its own: 品名, under it 规格, 数量, 单位, 单价."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from bot.grammar.items import is_whole, tidy
from bot.grammar.numerals import amount_of
from bot.wording.vocabulary import Vocabulary
from bot.wording.vocabulary.file import Figures
from bot.wording.vocabulary.spelling import fold, key

PARTS = ("model", "qty", "unit", "price")
"""The labels under the name of goods; fields, as the vocabulary names them."""
_PRICED = re.compile(r".+?,\s*([0-9][0-9,]*(?:\.[0-9]+)?)\s*[^0-9,]*,\s*([^,]*[0-9][0-9,.]*[^,]*)")
_IN_BRACKETS = re.compile(r"(.+?)\s*\(([^()]+)\)")


class Typed(NamedTuple):
    """A line that has a label, or should have one, numbered as typed."""

    at: int
    text: str
    parts: Mapping[str, int]
    """Of goods written on several lines: where each part stands."""


class _Part(NamedTuple):
    field: str
    value: str
    unit: str
    """What the label says in brackets: 数量(桶)."""


class Labelled(NamedTuple):
    """A line cut at its label."""

    at: int
    text: str
    label: str
    value: str
    own: str
    """The field that the command itself knows by this label; empty for none."""


def goods_on_one_line(lines: Sequence[Labelled], vocabulary: Vocabulary, parts: int) -> Iterator[Typed]:
    """Each line; what stands under the name of goods and is a part of them is written behind it, as `NAME, QTY UNIT, PRICE`.

    `parts` is how many a name is followed by. A part said twice, or beside a line that has all, stays what it is.
    """
    customers = {line.at for line in lines if line.own == "customer" and not _counts(line, vocabulary)}
    item: Labelled | None = None
    under: dict[int, dict[str, tuple[int, _Part]]] = {}
    taken: set[int] = set()
    for line in lines:
        if line.own == "item":
            item = line
            continue
        part = _part(line, vocabulary, named=bool(customers - {line.at})) if item is not None else None
        if item is None or part is None or (part.field == "price" and parts < len(("qty", "price"))):
            continue
        given = under.setdefault(item.at, {})
        there = 1 if part.field == "qty" else parts
        if part.field not in given and (
            part.field == "model" or not is_whole(item.value, there, vocabulary.figures)
        ):
            given[part.field] = (line.at, part)
            taken.add(line.at)
    sums: list[Decimal] = []
    for line in lines:
        if line.at in taken or (parts > 1 and _adds_up(line, sums, vocabulary)):
            continue
        given = under.get(line.at, {})
        said = line.value
        if given:
            said = _written(
                {field: part for field, (_, part) in given.items()}, line.value, parts, vocabulary.figures
            )
        if line.own == "item" and (worth := _worth(said, vocabulary.figures)) is not None:
            sums.append(worth)
        if given:
            yield Typed(line.at, f"{line.label}: {said}", {field: at for field, (at, _) in given.items()})
        else:
            yield Typed(line.at, line.text, {})


def _adds_up(line: Labelled, sums: Sequence[Decimal], vocabulary: Vocabulary) -> bool:
    """金额: 3,100 below goods that come to it, or a total of all of them: it says nothing new. Another sum is a wrong line."""
    if line.own or not sums or vocabulary.value_of("column", line.label) != "total":
        return False
    return amount_of(line.value, vocabulary.figures) in (sums[-1], sum(sums))


def _worth(said: str, figures: Figures) -> Decimal | None:
    """What `NAME, QTY UNIT, PRICE` comes to."""
    found = _PRICED.fullmatch(fold(said))
    price = amount_of(found[2], figures) if found else None
    return Decimal(found[1].replace(",", "")) * price if found and price is not None else None


def part_named(label: str, vocabulary: Vocabulary) -> str:
    """Which part of goods a label means; empty for none."""
    field, _ = _named(label, vocabulary)
    return field if field in PARTS else ""


def _named(label: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """The field, and what stands in brackets behind its label."""
    found = _IN_BRACKETS.fullmatch(fold(label))
    said, unit = (found[1], found[2]) if found else (label, "")
    field = vocabulary.field_named(label) or vocabulary.field_named(said)
    if field not in PARTS and vocabulary.value_of("column", said) == "unit":
        field = "unit"
    return field or "", unit


def _part(line: Labelled, vocabulary: Vocabulary, *, named: bool) -> _Part | None:
    """单位 is both: a customer's company, and what goods are counted in."""
    field, unit = _named(line.label, vocabulary)
    if field not in PARTS or not line.value:
        return None
    if line.own and not (line.own == "customer" and (named or _counts(line, vocabulary))):
        return None
    return _Part(field, line.value, unit if field == "qty" else "")


def _counts(line: Labelled, vocabulary: Vocabulary) -> bool:
    """Whether it says what goods are counted in, and no customer's name."""
    measures = {key(one) for one in vocabulary.figures.measures}
    return vocabulary.value_of("column", line.label) == "unit" and key(line.value) in measures


def _written(given: Mapping[str, _Part], name: str, parts: int, figures: Figures) -> str:
    if "model" in given:
        goods, comma, rest = _at_comma(name)
        name = f"{goods} {given['model'].value}{comma}{rest}"
    if not given.keys() - {"model"}:
        return name
    qty, unit = given.get("qty"), given.get("unit")
    counted = (qty.unit if qty else "") or (unit.value if unit else "")
    if qty is None:
        name = tidy(name, 1)
        much = "" if is_whole(name, 1, figures) else ", "
    else:
        much = f", {qty.value}"
    name += much if counted and key(name + much).endswith(key(counted)) else f"{much} {counted}".rstrip(" ")
    return f"{name}, {given['price'].value if 'price' in given else ''}" if parts > 1 else name


def _at_comma(said: str) -> tuple[str, str, str]:
    at = fold(said).find(",")
    at = len(said) if at < 0 else at
    return said[:at].rstrip(), said[at : at + 1], said[at + 1 :]
