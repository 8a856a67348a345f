"""What a customer sends back, said in one line: 宏达退1桶底漆, 37退货 面漆2桶 桶盖漏. What can be read is read."""

import re

from bot.grammar.numerals import amount_of
from bot.speech.goods import Goods
from bot.speech.openings import Opened
from bot.speech.ordering import without_name
from bot.speech.sentence import Sentence
from bot.speech.slots import measured
from bot.wording.vocabulary.spelling import level
from store.requests import NAME_MAX, QUANTITY_MAX, Area

_WISHES = re.compile(r"^(?:(?:客户|他们|对方|那边)\s*)?(?:说|想|要|需要|要求|打算)*\s*")
_NAME = re.compile(r"\s*的?([^\s,，、。;；:：0-9]+)")
_APART = " \u3000,，、。;；:：\n"
_BECAUSE = re.compile(r"^(?:原因|因为|由于)\s*(?:是)?\s*[:：]?\s*")


def returned(sentence: Sentence) -> Opened | None:
    """Goods with how much of them come back, of an order or a customer: why, and of which order, is asked where not said.

    Of what was said whole nothing counts before it is pressed.
    """
    slots, one = sentence.slots, sentence.subjects[0] if sentence.named and sentence.subjects else None
    if not slots.parts or slots.vague or slots.amounts or (sentence.named and len(sentence.subjects) > 1):
        return None
    if one is not None and (one.area is not Area.ORDERS or one.offer("return") is None):
        return None
    if sentence.grammar.form_within(slots.said, counted=True) is not None:
        return None  # 宏达退回来的面漆入库4桶 is counted in
    said = _WISHES.sub("", without_name(slots.said, slots.customer).strip(_APART))
    word = next((word for word in _words(sentence) if level(said).startswith(word)), "")
    if not word or (one is None and not sentence.sight.meant):
        return None
    goods, why = _goods(said[len(word) :].lstrip("了回来的"), sentence)
    if not goods:
        return None
    number = one.number if one is not None else None
    customer = "" if one is not None else slots.customer
    return Opened(Area.RETURNS, customer, goods, text=why, sure=not why, order=number)


def _words(sentence: Sentence) -> tuple[str, ...]:
    return sentence.book.words(Area.ORDERS, "return").longest


def _goods(text: str, sentence: Sentence) -> tuple[tuple[Goods, ...], str]:
    """Each with its name before how much, or behind it; and what is said behind all of them."""
    found, at = list[Goods](), 0
    before = None
    for one in measured(sentence.words).finditer(level(text)):
        name = text[at : one.start()].strip(_APART + "和及的")
        before = bool(name) if before is None else before
        at = one.end()
        if not before and (behind := _NAME.match(text, at)):
            name, at = behind[1], behind.end()
        qty = amount_of(one[1], sentence.words.figures)
        if qty is None or not 0 < qty <= QUANTITY_MAX or not 0 < len(name) <= NAME_MAX:
            return (), ""
        found.append(Goods(name, qty, one[2] or ""))
    return tuple(found), _BECAUSE.sub("", text[at:].strip(_APART))
