"""What only a signed form may do, and somebody wishes: 给华东机械减免500."""

from bot.speech.ordering import DENIED, pays_otherwise, without_name
from bot.speech.outcomes import Meant, Outcome, Propose, Says
from bot.speech.sayings import is_it, no_case
from bot.speech.sentence import Sentence
from bot.wording.vocabulary.spelling import key, level
from store.requests import Area


def wished(sentence: Sentence, *, whole: bool) -> Outcome | None:
    """给华东机械减免500, 订单1降运费: what only a signed form may do names that form, with what else was said of it.

    `whole` where nothing else is said. What is asked of it wishes nothing unless it says so: 能不能减免, but not 谁批的减免.
    """
    sight, slots = sentence.sight, sentence.slots
    text = _beside(sentence)
    named = sentence.subjects if sentence.named else ()
    one = named[0] if len(named) == 1 else None
    begins = level(sentence.text).lstrip()[:1].isdigit()
    is_sum = one is not None and not sentence.marked and len(sentence.figures) == 1 and not begins
    if is_sum:
        one = None  # 报销路费120: behind what is wished for a bare figure is how much
    if (
        not sight.meant
        or len(named) > 1
        or (one is not None and one.area not in (Area.ORDERS, *_OF_A_CUSTOMER))
    ):
        return None
    book = sentence.book
    called = book.forms_called(sentence.said) if whole else book.forms_within(text)
    found = [
        (len(word), word, kind)
        for word, kind in called
        if whole or not DENIED.search(text.partition(word)[0])
    ]
    _, word, kind = max(found, default=(0, "", ""))
    if not found or _only_asks(sentence, level(sentence.text).replace(word, " ", 1)):
        return None
    if whole and not (one or slots.references or slots.customer or slots.amounts or slots.counts):
        return None
    if one is not None and one.offer("change") and pays_otherwise(level(slots.said), sentence.words):
        return None
    if one is None and slots.references:
        return Says(f"/show {no_case(sentence)}")
    says = sentence.grammar.form_wished(
        kind,
        sentence.text if is_sum else slots.said,
        customer=slots.customer or (one.title if one else ""),
        order=one.number if one is not None and one.area is Area.ORDERS else None,
        language=sight.language,
        today=sight.today,
    )
    return Propose((Meant(says=says),), key(sentence.said.bare)) if says else None


_OF_A_CUSTOMER = (Area.CHARGES, Area.STATEMENTS, Area.COLLECTION)
"""Cases that are called as their customer is: 把Y1免了 is about what they owe."""


def _beside(sentence: Sentence) -> str:
    """What is said beside the customer's name: as typed, without spaces, and without figures, as of cut 200 off."""
    slots, customer = sentence.slots, level(sentence.slots.customer)
    typed, left = (
        " ".join(without_name(level(one), customer).replace("'s ", " ").split())
        for one in (slots.said, slots.left)
    )
    return " ".join((typed, "".join(typed.split()), left))


def _only_asks(sentence: Sentence, beside: str) -> bool:
    speech = sentence.words.speech
    marks = any(mark in beside for mark in speech.asking) or is_it(beside)
    return marks and not any(word in beside for word in speech.wishing)
