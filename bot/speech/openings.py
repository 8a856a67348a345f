"""What begins a case in one line: `下单 宏达 面漆10桶 310 款到`, `投诉 宏达 面漆色差`. What can be read is read."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import takewhile

from bot.speech.goods import Goods
from bot.speech.newcomers import is_named_first, named_first, newcomer
from bot.speech.ordering import (
    APART,
    DENIED,
    NO_DETAILS,
    Details,
    read_order,
    wishes,
    without_name,
    without_wish,
)
from bot.speech.slots import Slots
from bot.wording.vocabulary import Vocabulary
from bot.wording.vocabulary.spelling import level

_SHORTEST = 2
"""So many signs of a name make it another."""
_SLASHES = "/／、 "
"""/下单 宏达 面漆10桶 is read as without its slash."""


@dataclass(frozen=True)
class Opened:
    """A case about to begin: an order as a draft, a complaint asked line by line. Shown before anything counts."""

    area: str
    customer: str = ""
    goods: tuple[Goods, ...] = ()
    pay: str | None = None
    details: Details = NO_DETAILS
    typed: str = ""
    """An order as it was said, without what calls it one."""
    text: str = ""
    sure: bool = True
    """It was called by its command's word; else it is asked whether it was meant."""
    order: int | None = None
    """The order that it is about, where that was said."""


def opened(text: str, words: Vocabulary, slots: Slots, today: date, *, named: bool) -> Opened | None:
    if named and slots.references:
        return None
    text = text.lstrip(_SLASHES)
    said = level(text)
    if (begins := _begun(said, words, "order", slots.customer)) is not None:
        return _order(text[begins:], words, slots, today, sure=True)
    if slots.customer and (slots.parts or slots.vague) and wishes(level(slots.left), words):
        return _order(text, words, slots, today, sure=False)
    if (slots.parts or slots.vague) and _newcomer(text, words, slots, today):
        return _order(text, words, slots, today, sure=False)
    if (begins := _begun(said, words, "complain")) is not None and slots.customer:
        return Opened("complaints", slots.customer, text=_told(text[begins:], slots))
    if begins is not None and (told := _told(text[begins:], slots)):
        return Opened("complaints", text=told)
    named_so = _as_customer(text, slots.customer)
    word = tells(level(named_so), words)
    if word and named_so != text and word.endswith(_SAYS):
        word = ""  # 宏达说下周要货: whatever they say, and no complaint
    if word and not named:
        told = _told(_cut(named_so, word), slots)
        return Opened("complaints", slots.customer, text=told, sure=False) if told else None
    return None


def _newcomer(
    text: str, words: Vocabulary, slots: Slots, today: date, *, called: bool = False
) -> tuple[str, str] | None:
    """Who wants goods and is neither on file nor a colleague: 华东电器 is not whom 华东机械 names, though both begin alike."""
    new = None if slots.member or slots.references else newcomer(text, words, today)
    if new is None and called and not (slots.customer or slots.member or slots.references):
        new = named_first(text, words, today)
    if new is None or not slots.customer:
        return new
    name, known = level(new[0]), level(slots.customer)
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(name, known, strict=False)))
    return new if alike >= _SHORTEST and len(name) - alike >= _SHORTEST and alike < len(known) else None


def tells(text: str, words: Vocabulary) -> str:
    """By which word somebody hands on what a customer says; empty where nobody does."""
    said = level(text)
    word = next((one for one in _told_by(words) if one in said), "")
    return "" if word and DENIED.search(said[: said.index(word)]) else word


def _as_customer(text: str, customer: str) -> str:
    """宏达反映面漆开裂 as 客户反映面漆开裂."""
    if not customer or (customer in text and not text.startswith(customer)):
        return text
    size = next(
        (size for size in range(len(customer), 1, -1) if level(text).startswith(level(customer[:size]))), 0
    )
    return f"客户{text[size:]}" if size else text


def _cut(text: str, word: str) -> str:
    """Without the word; a Latin one whole: complains, not s."""
    ends = r"[a-z]*" if word[-1].isascii() else ""
    return re.sub(re.escape(word) + ends, " ", level(text) if word not in text else text, count=1)


_SAYS = ("说", "says")


def _begun(said: str, words: Vocabulary, command: str, customer: str = "") -> int | None:
    """Where what follows the command's word begins, if it stands by itself or the customer's name follows: 下单宏达."""
    for word in _called(words, command):
        behind = said[len(word) :]
        if said.startswith(word) and (
            APART.match(behind)
            or (customer and behind[:2] == level(customer[:2]))
            or (command == "order" and is_named_first(behind, words))
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


def _order(text: str, words: Vocabulary, slots: Slots, today: date, *, sure: bool) -> Opened | None:
    customer, rest = slots.customer, text
    if new := _newcomer(text, words, slots, today, called=sure):
        customer, rest = new
    goods, pay, details = read_order(rest, words, "" if new else customer, today)
    if slots.vague:
        goods = ()  # all of it is asked: a line that was left out would be missed by nobody
    if not goods and not customer:
        return None
    typed = without_wish(text.strip(), words)
    return Opened("orders", customer, goods, pay, details, typed, sure=sure)


def _told(text: str, slots: Slots) -> str:
    told = " ".join(without_name(text, slots.customer).split()).strip(" ,，:：")
    return re.sub(r"^(?:客户|内容)\s*[:：]?\s*", "", told)
