"""What is said of a product by name: 面漆还有多少."""

from collections.abc import Iterator, Sequence

from bot.speech.outcomes import Outcome, Says
from bot.speech.sentence import Sentence
from bot.wording.vocabulary.spelling import level


def of_product(sentence: Sentence) -> Outcome | None:
    """面漆还有多少, 库存面漆: of the product named, where nothing else is said."""
    if sentence.slots.references or sentence.slots.counts:
        return None
    text, speech = level(sentence.text), sentence.words.speech
    for command, words in sentence.book.of_product():
        rest = text
        for word in words.longest:
            rest = rest.replace(word, "\n")
        if rest == text:
            continue
        named = max(_ends_in(rest, sentence.sight.products), key=len, default="")
        rest = rest.replace(named, "\n", 1)
        nothing = (*speech.before, *speech.after, *speech.asking, *sentence.words.figures.measures)
        for padding in sorted(nothing, key=len, reverse=True):
            rest = rest.replace(level(padding), "\n")
        if named and not any(map(str.isalnum, rest)):
            return Says(command.replace("{product}", named))
    return None


def _ends_in(text: str, products: Sequence[str]) -> Iterator[str]:
    """By how much of its end each product stands in the text: 面漆 of 聚氨酯面漆."""
    for name in map(level, products):
        end = next((name[at:] for at in range(len(name) - 1) if name[at:] in text), "")
        if end:
            yield end
