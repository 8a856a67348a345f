"""An order said in one line, with whatever of its details was typed: `下单 宏达 面漆10桶 310 款到 张三 13900001111 星湖街1号`.

What has no place of its own becomes the note: nothing that was typed is lost.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any

from bot.grammar.dates import take_day, take_length
from bot.grammar.figures import is_phone_word
from bot.speech.goods import PLACED, Goods, read_goods
from bot.wording.vocabulary import Vocabulary
from store.orders.fields import ORDER
from store.orders.requests import FreightBy, PlaceOrder

APART = re.compile(r"[\s,，、;；。:：]+")
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}|[A-Za-z][A-Za-z.'-]{1,30}")
_PLACE = re.compile(
    r"[\u4e00-\u9fff0-9]*(?:省|市|区|县|镇|乡|村|路|街|巷|大道|园|广场|大厦|仓库|[0-9]+号|工地)[\u4e00-\u9fffA-Za-z0-9-]*"
)
DENIED = re.compile(r"(?:没|没有|不|未|别|会不会)\s*$")
"""Before what a complaint is told with, or goods are wanted with: there was none."""
_FIELDS = ("to", "address", "phone", "packing", "wanted", "note")
_LABELLED = ("promised", "receipt", "freight")
"""Read only where they are labelled."""
_ANSWERS = {field.name: field.of or field.name for field in ORDER.fields if field.name in _FIELDS}
"""What the request calls what is said of an order."""


@dataclass(frozen=True, kw_only=True)
class Details:
    """What else was said of an order; empty where nothing was."""

    to: str = ""
    address: str = ""
    phone: str = ""
    packing: str = ""
    wanted: date | None = None
    note: str = ""
    promised: date | None = None
    receipt: bool = False
    freight: FreightBy | None = None

    @property
    def said(self) -> dict[str, Any]:
        return {name: value for name in (*_FIELDS, *_LABELLED) if (value := getattr(self, name))}


NO_DETAILS = Details()


def read_order(
    text: str, words: Vocabulary, customer: str, today: date
) -> tuple[tuple[Goods, ...], str | None, Details]:
    """The goods, how it is paid, and the rest; what is said twice stands in the note the second time."""
    named = without_name(_unlabelled(text, words), customer).strip()
    goods, left = read_goods(_places(words).sub(f" {PLACED}", without_wish(named, words)), words, today)
    pay, tokens = None, list[str]()
    for token in filter(None, APART.split(left)):
        value = paid_by(token, words)
        if value and pay in (None, value):
            pay = value
        else:
            tokens.append(token)
    return goods, pay, _details(_split(tokens, words, today), words, today)


def paid_by(token: str, words: Vocabulary) -> str | None:
    """款到 is 款到发货."""
    return words.value_of("pay", token) or words.value_of("pay", f"{token}发货")


def pays_otherwise(text: str, words: Vocabulary) -> bool:
    """1改成货到付款: the order is to be paid in another way. Of a customer that is another matter: their terms."""
    _, _, behind = text.rpartition("改")
    return bool(behind) and paid_by(behind.lstrip("成为做用"), words) is not None


def wishes(text: str, words: Vocabulary) -> bool:
    """Whether it begins with what says that somebody wants goods: 要, 给他来, wants."""
    return _wish(words).match(text) is not None


def without_wish(text: str, words: Vocabulary) -> str:
    return text[found.end() :].strip() if (found := _wish(words).match(text)) else text


@lru_cache(maxsize=4)
def _wish(words: Vocabulary) -> re.Pattern[str]:
    speech = words.speech
    behalf, wants = one_of(speech.on_behalf), one_of(speech.wants)
    return re.compile(rf"\s*(?:{behalf}\s*)?(?:{wants}\s*)+", re.IGNORECASE)


def one_of(several: tuple[str, ...]) -> str:
    """What of these stands there, the longest; a Latin word whole."""
    ends = (rf"{re.escape(word)}(?![a-z])" if word.isascii() else re.escape(word) for word in several)
    return f"(?:{'|'.join(ends) or '(?!)'})"


@lru_cache(maxsize=4)
def _places(words: Vocabulary) -> re.Pattern[str]:
    """送到星湖街1号: what stands before a place, and is no part of it."""
    return re.compile(rf"{one_of(words.speech.places)}\s*(?=[^\s,，。;；])", re.IGNORECASE)


@lru_cache(maxsize=4)
def _by_then(words: Vocabulary) -> re.Pattern[str]:
    """12月5号之前要货: what stands beside the day on which goods are wanted."""
    return re.compile(rf"\s*(?:{one_of(words.speech.by_then)}\s*)*", re.IGNORECASE)


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


def _split(tokens: list[str], words: Vocabulary, today: date) -> Iterator[tuple[str, str]]:
    """Each word with the label that it stands under; empty for none."""
    labels = sorted(
        ((label, field) for field in _FIELDS for label in words.labels(field)),
        key=lambda one: len(one[0]),
        reverse=True,
    )
    under = ""
    for token, behind in pairwise([*tokens, ""]):
        label, field = next(
            ((label, field) for label, field in labels if token.casefold().startswith(label.casefold())),
            ("", ""),
        )
        if _by_then(words).fullmatch(token) and _day(behind, words, today, sure=True):
            under = "wanted"
            continue
        if under == "address" and (_day(token, words, today, sure=False) or is_phone_word(token)):
            under = ""
        if token[1:].endswith(words.labels("packing")):
            yield "packing", token
            under = ""
            continue
        if field and not label.isascii():
            under, token = field, token[len(label) :]
        elif field and token.casefold() == label.casefold():
            under, token = field, ""
        elif token.startswith(PLACED) and under != "note":
            under, token = "address", token.removeprefix(PLACED)
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
            found["note"] += [token] if wanted else []
            wanted = wanted or day
        elif under == "address" or (_PLACE.fullmatch(token) and not found["address"]):
            found["address"].append(token)
        elif _PERSON.fullmatch(token) and (token in beside or found["phone"]) and not found["to"]:
            found["to"].append(token)
        else:
            found["note"].append(token)
    kept: dict[str, Any] = _bounded(
        {name: " ".join(said) for name, said in found.items() if name != "wanted"}
    )
    return Details(**kept, wanted=wanted)


def _bounded(kept: dict[str, str]) -> dict[str, str]:
    """What is longer than its answer may be stands in the note; a note that is too long is asked for."""
    for field in kept:
        if field != "note" and len(kept[field]) > _longest(field):
            kept["note"] = f"{kept['note']} {kept[field]}".strip()
            kept[field] = ""
    return kept if len(kept["note"]) <= _longest("note") else kept | {"note": ""}


@lru_cache(maxsize=8)
def _longest(field: str) -> int:
    bounds = PlaceOrder.model_fields[_ANSWERS[field]].metadata
    lengths = (getattr(bound, "max_length", None) for bound in bounds)
    return next(int(one) for one in lengths if one is not None)


def _day(token: str, words: Vocabulary, today: date, *, sure: bool) -> date | None:
    """A bare figure with a point may be anything: a day needs its label, a word behind it, or to be written as one."""
    taken = take_day(token, today, words.days) or take_length(token, today)
    if taken is None or not _by_then(words).fullmatch(taken[1]):
        return None
    return taken[0] if sure or taken[1] or not re.fullmatch(r"[0-9.]+", token) else None
