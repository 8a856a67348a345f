"""Fees as they are said of an order: whose they are, its customer's file says (M2)."""

from bot.speech.customers import may, rest_of
from bot.speech.ordering import without_name
from bot.speech.outcomes import Meant, Outcome, Propose
from bot.speech.padding import spoken
from bot.speech.sentence import Sentence
from bot.wording.vocabulary.spelling import key, level
from store.requests import Area

OWN = ("/charge {customer} 运费 {amount}",)
"""Said of an order it is what its carrier gets."""


def charged(sentence: Sentence) -> Outcome | None:
    """37装卸费12吨, 宏达装卸费300 37: a fee for an order is its customer's. What the carrier gets is the order's own."""
    slots, one = sentence.slots, sentence.subjects[0] if len(sentence.subjects) == 1 else None
    if not sentence.named or sentence.unsure or one is None or one.area is not Area.ORDERS:
        return None
    weighed = [f"{part.qty.normalize():f}{part.unit}" for part in slots.parts if not part.product]
    sums = [*slots.amounts, *slots.counts] or weighed
    if (
        len(sums) != 1
        or len(weighed) != len(slots.parts)
        or slots.days
        or slots.customer not in ("", one.title)
    ):
        return None
    said = without_name(spoken(sentence.words, slots.left).typed, level(one.title)).strip()
    for command, words in sentence.book.of_customer():
        word = next((one for one in words.longest if one in said), "")
        fee = command.startswith("/charge") and word and command not in OWN
        if fee and not rest_of(sentence, said, word) and may(sentence, command):
            says = command.replace("{customer}", one.title).replace("{amount}", str(sums[0]))
            return Propose((Meant(says=f"{says} #{one.number}"),), key(sentence.said.bare))
    return None
