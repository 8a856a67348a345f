"""What comes near to something that may be meant: it is asked, never done."""

from collections.abc import Iterable, Iterator

from bot.fronts.areas import FRONTS
from bot.speech.book import NEAR
from bot.speech.candidates import Offer, Subject
from bot.speech.commands import command_alone
from bot.speech.hits import MOST
from bot.speech.outcomes import Lost, Meant, Outcome, Propose, Says, Stands
from bot.speech.sentence import Sentence, Way
from bot.wording.vocabulary.spelling import key, level

_COMES_IN = frozenset({"paid", "part"})


def near(sentence: Sentence) -> Outcome:
    said, named = sentence.said, sentence.named
    scored: list[tuple[float, Meant]] = []
    for subject in sentence.subjects if named else sentence.subjects[:MOST]:
        for offer in sentence.offers(subject):
            scored += _scored(sentence, subject, offer)
        if named:
            shown = {one.offer for _, one in scored}
            scored += [(0.0, Meant(subject, offer)) for offer in subject.own if offer not in shown]
    scored.sort(key=lambda one: (-one[0], not (one[1].offer and one[1].offer.task)))
    if scored:
        several = tuple(_different(meant for _, meant in scored))
        return Propose(several[: MOST + 1], key(said.bare), near=True)
    called = sentence.grammar.form_called(sentence.text) is not None
    if not (named or called) and said.typed and (like := sentence.book.near_saying(said)) is not None:
        return Propose((Meant(says=like),), key(said.bare), near=True)
    if sentence.slots.customer and not named:
        return Says(f"/orders {sentence.slots.customer}")
    if command := command_alone(sentence):
        return Says(command)
    if named and sentence.subjects:
        return Stands(sentence.subjects[0])
    return Lost(sentence.sight.own[0] if sentence.sight.own else None)


def _different(several: Iterable[Meant]) -> Iterator[Meant]:
    """Two buttons that would do the same are one question: the likelier stands for both."""
    asked = list[tuple[object, ...]]()
    for one in several:
        assert one.subject is not None and one.offer is not None, "near is always a button of a case"
        does = FRONTS[one.subject.area].request_of(one.offer.action)
        same = (one.subject.area, one.subject.number, does, dict(one.values))
        if not one.values or same not in asked:
            yield one
        asked.append(same)


def _scored(sentence: Sentence, subject: Subject, offer: Offer) -> list[tuple[float, Meant]]:
    """How likely it is meant: by its words, and by what was read; what is nobody's task needs likeness alone."""
    said, slots = sentence.said, sentence.slots
    if offer.action in _COMES_IN and any(
        word in level(sentence.text) for word in sentence.words.speech.goes_back
    ):
        return []  # 多付了500退给他 is no money that came
    alike = sentence.book.alike(subject.area, offer.action, said) if said.typed else 0.0
    filled = sentence.filled(subject, offer.action, Way(said, slots))
    if said.typed and alike < NEAR and (slots.amounts or slots.counts):
        # 5000 工行: what stands beside the figure is whose paper it is.
        filled = sentence.filled(subject, offer.action, Way(said, slots, slots.left)) or filled
    evident = not said.typed or slots.strong or alike > NEAR - 10
    told = filled is not None and bool(filled.values) and evident
    score = alike + (NEAR if told else 0) - (0 if filled else 30)
    needed = NEAR if offer.task else NEAR + 20
    return [(score, Meant(subject, offer, filled.values if filled else {}))] if score >= needed else []
