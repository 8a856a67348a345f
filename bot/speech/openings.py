"""What begins a case in one line: `下单 宏达 面漆10桶 310 款到`, `投诉 宏达 面漆色差`. What can be read is read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from bot.grammar.numerals import amount_of
from bot.speech.slots import Slots
from bot.wording.vocabulary import Vocabulary
from bot.wording.vocabulary.spelling import level
from store.requests import MONEY_MAX, QUANTITY_MAX

_APART = re.compile(r"[\s,，、;；。:：]+")
_WANTS = re.compile(r"^(?:(?:给|帮|替|为)\s*)?(?:要|需要|订|定|买|来|再来|下单|下)+")
_DENIED = re.compile(r"(?:没|没有|不|未|别|会不会)\s*$")
"""Before what a complaint is told with: there was none."""
_PRICE = re.compile(
    r"\s*(?:[,，x×*@]|单价|每[^\d\s]{1,2})?\s*(¥?[0-9][0-9,]*(?:\.[0-9]{1,2})?)\s*(?:元|块)?(?:/[^\d\s]{1,2})?(?![0-9])"
)


@dataclass(frozen=True)
class Goods:
    """A line of what is ordered; without its price that is asked."""

    product: str
    qty: Decimal
    unit: str
    price: Decimal | None = None


@dataclass(frozen=True)
class Opened:
    """A case about to begin: an order as a draft, a complaint asked line by line. Shown before anything counts."""

    area: str
    customer: str = ""
    goods: tuple[Goods, ...] = ()
    pay: str | None = None
    text: str = ""
    sure: bool = True
    """It was called by its command's word; else it is asked whether it was meant."""
    order: int | None = None
    """The order that it is about, where that was said."""


def opened(text: str, words: Vocabulary, slots: Slots, *, named: bool) -> Opened | None:
    if named and slots.references:
        return None
    said = level(text)
    if (begins := _begun(said, words, "order", slots.customer)) is not None:
        return _order(text[begins:], words, slots, sure=True)
    if slots.customer and slots.parts and _WANTS.match(level(slots.left).lstrip()):
        return _order(text, words, slots, sure=False)
    if (begins := _begun(said, words, "complain")) is not None and slots.customer:
        return Opened("complaints", slots.customer, text=_told(text[begins:], slots))
    if begins is not None and (told := _told(text[begins:], slots)):
        return Opened("complaints", text=told)
    word = tells(said, words)
    if word and not named:
        told = _told(text.replace(word, " ", 1), slots)
        return Opened("complaints", slots.customer, text=told, sure=False) if told else None
    return None


def tells(text: str, words: Vocabulary) -> str:
    """By which word somebody hands on what a customer says; empty where nobody does."""
    said = level(text)
    word = next((one for one in _told_by(words) if one in said), "")
    return "" if word and _DENIED.search(said[: said.index(word)]) else word


def _begun(said: str, words: Vocabulary, command: str, customer: str = "") -> int | None:
    """Where what follows the command's word begins, if it stands by itself or the customer's name follows: 下单宏达."""
    for word in _called(words, command):
        behind = said[len(word) :]
        if said.startswith(word) and (
            _APART.match(behind) or (customer and behind[:2] == level(customer[:2]))
        ):
            return len(word)
    return None


@lru_cache(maxsize=8)
def _called(words: Vocabulary, command: str) -> tuple[str, ...]:
    return tuple(
        sorted((word for word, name in words.command_words.items() if name == command), key=len, reverse=True)
    )


@lru_cache(maxsize=4)
def _told_by(words: Vocabulary) -> tuple[str, ...]:
    """What a customer's complaint is told with, the longest first."""
    said = words.sayings.get("/complain {rest}")
    known = {*_called(words, "complain"), *(level(one) for one in (said.words if said else ()))}
    return tuple(sorted(known, key=len, reverse=True))


def _order(text: str, words: Vocabulary, slots: Slots, *, sure: bool) -> Opened | None:
    pay = None
    parts = []
    for part in filter(None, _APART.split(_without_labels(text, words))):
        value = words.value_of("pay", part) or words.value_of("pay", f"{part}发货")
        pay, keep = (value, "") if value else (pay, part)
        parts.append(keep)
    goods = tuple(_goods(" ".join(filter(None, parts)), words, slots.customer))
    if not goods and not slots.customer:
        return None
    return Opened("orders", slots.customer, goods, pay, sure=sure)


def _without_labels(text: str, words: Vocabulary) -> str:
    """`客户宏达钢构`, `品名面漆`, `付款方式 款到发货`: what the labels say is seen from what follows them."""
    for field in ("customer", "item", "pay"):
        for label in sorted(words.labels(field), key=len, reverse=True):
            text = re.sub(rf"(^|[\s,，]){re.escape(label)}\s*[:：]?", r"\1", text)
    return text


def _goods(text: str, words: Vocabulary, customer: str) -> Iterator[Goods]:
    rest = _WANTS.sub("", without_name(text, customer).strip())
    measures = "|".join(
        re.escape(one) for one in sorted(map(level, words.figures.measures), key=len, reverse=True)
    )
    line = re.compile(rf"([^\d\s,，][^,，\n]*?)\s*([0-9][0-9,]*(?:\.[0-9]+)?)\s*({measures})")
    at = 0
    while found := line.search(level(rest), at):
        qty = amount_of(found[2], words.figures)
        at = found.end()
        price = _PRICE.match(level(rest), at)
        each = amount_of(price[1], words.figures) if price else None
        if price is not None and each is not None and each <= MONEY_MAX:
            at = price.end()
        name = rest[found.start(1) : found.end(1)].strip(" ,，:：的")
        if qty is not None and 0 < qty <= QUANTITY_MAX and 0 < len(name) <= 64:
            yield Goods(name, qty, rest[found.start(3) : found.end(3)], each)


def without_name(text: str, customer: str) -> str:
    """宏达 or 宏达钢构, as much of it as stands there."""
    for size in range(len(customer), 1, -1):
        if (at := text.find(customer[:size])) >= 0:
            return f"{text[:at]} {text[at + size :]}"
    return text


def _told(text: str, slots: Slots) -> str:
    told = " ".join(without_name(text, slots.customer).split()).strip(" ,，:：")
    return re.sub(r"^(?:客户|内容)\s*[:：]?\s*", "", told)
