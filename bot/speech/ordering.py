"""An order said in one line, with whatever of its details was typed: `下单 宏达 面漆10桶 310 款到 张三 13900001111 星湖街1号`.

What has no place of its own becomes the note: nothing that was typed is lost.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from bot.grammar.dates import take_day
from bot.grammar.figures import is_phone_word, spoken_phones
from bot.grammar.numerals import amount_of
from bot.wording.vocabulary import Vocabulary
from bot.wording.vocabulary.spelling import level
from store.requests import MONEY_MAX, QUANTITY_MAX

WANTS = re.compile(r"^(?:(?:给|帮|替|为)\s*)?(?:要|需要|订|定|买|来|再来|下单|下)+")
APART = re.compile(r"[\s,，、;；。:：]+")
_PRICE = re.compile(
    r"\s*(?:[,，x×*@]|单价|每[^\d\s]{1,2})?\s*(¥?[0-9][0-9,]*(?:\.[0-9]{1,2})?)\s*(?:元|块)?(?:/[^\d\s]{1,2})?(?![0-9])"
)
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}|[A-Za-z][A-Za-z.'-]{1,30}")
_PLACE = re.compile(
    r"[\u4e00-\u9fff0-9]*(?:省|市|区|县|镇|乡|村|路|街|巷|大道|园|广场|大厦|仓库|[0-9]+号|工地)[\u4e00-\u9fffA-Za-z0-9-]*"
)
_BY_THEN = re.compile(r"(?:之?前|以前)?(?:要货?|到货?|送到|交货?|发货?)?")
_FIELDS = ("to", "address", "phone", "packing", "wanted", "note")
_WORDS_MAX = 500


@dataclass(frozen=True)
class Goods:
    """A line of what is ordered; without its price that is asked."""

    product: str
    qty: Decimal
    unit: str
    price: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Details:
    """What else was said of an order; empty where nothing was."""

    to: str = ""
    address: str = ""
    phone: str = ""
    packing: str = ""
    wanted: date | None = None
    note: str = ""

    @property
    def said(self) -> dict[str, Any]:
        return {name: value for name in _FIELDS if (value := getattr(self, name))}


NO_DETAILS = Details()


def read_order(
    text: str, words: Vocabulary, customer: str, today: date
) -> tuple[tuple[Goods, ...], str | None, Details]:
    """The goods, how it is paid, and the rest."""
    goods, left = _goods(WANTS.sub("", without_name(_unlabelled(text, words), customer).strip()), words)
    pay, tokens = None, list[str]()
    for token in filter(None, APART.split(left)):
        value = words.value_of("pay", token) or words.value_of("pay", f"{token}发货")
        pay, tokens = (value, tokens) if value else (pay, [*tokens, token])
    return goods, pay, _details(_split(tokens, words), words, today)


def without_name(text: str, customer: str) -> str:
    """宏达 or 宏达钢构, as much of it as stands there."""
    for size in range(len(customer), 1, -1):
        if (at := text.find(customer[:size])) >= 0:
            return f"{text[:at]} {text[at + size :]}"
    return text


def _unlabelled(text: str, words: Vocabulary) -> str:
    """`客户宏达钢构`, `品名面漆`, `付款方式 款到发货`: what these labels say is seen from what follows them."""
    for field in ("customer", "item", "pay"):
        for label in sorted(words.labels(field), key=len, reverse=True):
            text = re.sub(rf"(^|[\s,，]){re.escape(label)}\s*[:：]?", r"\1", text)
    return text


def _goods(text: str, words: Vocabulary) -> tuple[tuple[Goods, ...], str]:
    """What is ordered, and the text without it."""
    measures = "|".join(
        re.escape(one) for one in sorted(map(level, words.figures.measures), key=len, reverse=True)
    )
    line = re.compile(rf"([^\d\s,，][^,，\n]*?)\s*([0-9][0-9,]*(?:\.[0-9]+)?)\s*({measures})")
    # No telephone number is part of what the goods are called.
    rest = "".join(_apart(text))
    said, at, found, left = level(rest), 0, list[Goods](), list[str]()
    while match := line.search(said, at):
        qty = amount_of(match[2], words.figures)
        start, end = match.start(), match.end()
        price = _PRICE.match(said, end)
        each = amount_of(price[1], words.figures) if price else None
        if price is not None and each is not None and each <= MONEY_MAX:
            end = price.end()
        name = rest[match.start(1) : match.end(1)].strip(" ,，:：的")
        if qty is not None and 0 < qty <= QUANTITY_MAX and 0 < len(name) <= 64:
            found.append(Goods(name, qty, rest[match.start(3) : match.end(3)], each))
            left.append(rest[at:start])
        else:
            left.append(rest[at:end])
        at = end
    return tuple(found), ",".join([*left, rest[at:]])


def _apart(text: str) -> Iterator[str]:
    at = 0
    for found in spoken_phones(text):
        yield f"{text[at : found.start()]},{re.sub(r'[^0-9+]', '', found[0])},"
        at = found.end()
    yield text[at:]


def _split(tokens: list[str], words: Vocabulary) -> Iterator[tuple[str, str]]:
    """Each word with the label that it stands under; empty for none."""
    labels = sorted(
        ((label, field) for field in _FIELDS for label in words.labels(field)),
        key=lambda one: len(one[0]),
        reverse=True,
    )
    under = ""
    for token in tokens:
        label, field = next(
            ((label, field) for label, field in labels if token.casefold().startswith(label.casefold())),
            ("", ""),
        )
        if token[1:].endswith(words.labels("packing")):
            yield "packing", token
            under = ""
            continue
        if field and not label.isascii():
            under, token = field, token[len(label) :]
        elif field and token.casefold() == label.casefold():
            under, token = field, ""
        if token:
            yield under, token
            under = under if under in ("note", "address") else ""


def _details(split: Iterator[tuple[str, str]], words: Vocabulary, today: date) -> Details:
    found: dict[str, list[str]] = {field: [] for field in _FIELDS}
    wanted: date | None = None
    tokens = list(split)
    beside = {a for (_, a), (_, b) in pairwise(tokens) if is_phone_word(b)}
    for under, token in tokens:
        if is_phone_word(token) and under in ("", "phone", "to", "address") and not found["phone"]:
            found["phone"].append(token)
        elif under == "note" or (under in ("to", "packing") and not found[under]):
            found[under].append(token)
        elif under in ("", "wanted") and (day := _day(token, words, today, sure=under == "wanted")):
            wanted = wanted or day
        elif under == "address" or _PLACE.fullmatch(token):
            found["address"].append(token)
        elif _PERSON.fullmatch(token) and (token in beside or found["phone"]) and not found["to"]:
            found["to"].append(token)
        else:
            found["note"].append(token)
    kept = {field: " ".join(said)[:_WORDS_MAX] for field, said in found.items() if field != "wanted"}
    return Details(**kept, wanted=wanted)


def _day(token: str, words: Vocabulary, today: date, *, sure: bool) -> date | None:
    """A bare figure with a point may be anything: a day needs its label, a word behind it, or to be written as one."""
    taken = take_day(token, today, words.days)
    if taken is None or not _BY_THEN.fullmatch(taken[1]):
        return None
    return taken[0] if sure or taken[1] or not re.fullmatch(r"[0-9.]+", token) else None
