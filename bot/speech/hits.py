"""What was said word for word: a button whose phrase stands in the book or was learnt, with all that it needs."""

from collections.abc import Sequence
from dataclasses import replace

from bot.access.rights import roles_for
from bot.fronts.areas import FRONTS
from bot.grammar import About
from bot.speech.candidates import Offer, Subject, has_money
from bot.speech.ordering import pays_otherwise
from bot.speech.outcomes import Do, Meant, Outcome, Propose
from bot.speech.padding import spoken
from bot.speech.sentence import Sentence, Way
from bot.speech.slots import Slots
from bot.wording.vocabulary.spelling import key, level
from store.orders.fields import CHANGE
from store.requests import Area, CaseRequest, Reject, Request

REFUSAL = 2
"""Characters of a refusal's word, and of its reason, at least: 不 alone is no refusal."""
MOST = 3
"""So many meanings are offered; more are no question but a menu."""


def hit(sentence: Sentence, ways: Sequence[Way]) -> Outcome | None:
    """As it was typed before what is left without its padding."""
    for exact in (True, False):
        if found := _hits(sentence, ways, exact=exact):
            return _settled(sentence, found)
    return None


def labelled(sentence: Sentence) -> Outcome | None:
    """A button's words, or a whole phrase with figures in it: 30 分钟后, 明天交. Of no case by name it is asked."""
    whole = spoken(sentence.words, sentence.slots.said)
    if whole.typed == sentence.said.typed or (sentence.named and len(sentence.subjects) != 1):
        return None
    way, found = Way(whole, Slots(said=sentence.slots.said)), list[Do]()
    for subject in sentence.subjects:
        for offer in subject.own or sentence.offers(subject):
            known = whole.typed in sentence.book.words(subject.area, offer.action).typed
            if known and (filled := sentence.filled(subject, offer.action, way)):
                found.append(sentence.done(subject, offer, filled))
                break
    if not found or sentence.named:
        return found[0] if found else None
    return Propose(tuple(one.meant for one in found[: 2 * MOST]), key(whole.bare))


def is_word(sentence: Sentence) -> bool:
    """Whether it is what a button is called or asked for by, though it has a word of asking in it: 说明怎么解决.

    What asks besides, as the mark behind 备好了？, makes a question of any word.
    """
    said = sentence.said.typed
    if any(mark in level(sentence.text) and mark not in said for mark in sentence.words.speech.asking):
        return False
    return any(
        said in sentence.book.words(subject.area, offer.action).typed
        for subject in sentence.subjects
        for offer in sentence.offers(subject)
    )


def refused_glued(sentence: Sentence) -> Outcome | None:
    """不同意太贵了: a refusal with its reason directly behind, as Chinese is written. What turns it again is only near."""
    one = sentence.subjects[0] if len(sentence.subjects) == 1 and not sentence.unsure else None
    text = sentence.slots.said
    if one is None:
        return None
    for offer in one.own:
        if FRONTS[one.area].request_of(offer.action) is not Reject:
            continue
        words = sentence.book.words(one.area, offer.action).longest
        word = next((word for word in words if len(word) >= REFUSAL and level(text).startswith(word)), "")
        why = text[len(word) :].strip() if word else ""
        if len(why) < REFUSAL or _turns(sentence, why):
            continue
        way = Way(spoken(sentence.words, word), Slots(said=text), why)
        filled = sentence.filled(one, offer.action, way)
        return sentence.done(one, offer, filled, tail=why) if filled is not None else None
    return None


def _turns(sentence: Sentence, why: str) -> bool:
    """不同意就怪了, 不同意也得签: what follows the refusal says something else of it, or takes it back."""
    speech = sentence.words.speech
    return level(why).startswith(speech.turning) or any(mark in level(why) for mark in speech.taking_back)


def not_open(sentence: Sentence, ways: Sequence[Way]) -> Outcome | None:
    """Said, but another's to do, or done already: refused with who has it and since when. Of several steps that it may be,
    the speaker's own is meant, else the one that the case waits for: 1到了 from logistics is about the goods."""
    if not sentence.named or sentence.unsure or not sentence.subjects:
        return None
    subject = sentence.subjects[0]
    for way in ways:
        found = sentence.book.actions(subject.area, way.said) if way.said.typed else []
        front, roles = FRONTS[subject.area], sentence.sight.actor.roles
        theirs = {action for action in found if roles_for(front.request_of(action)) & roles}
        for action in sorted(found, key=lambda one: (one not in theirs, one not in subject.waits)):
            filled = sentence.filled(subject, action, way) if subject.offer(action) is None else None
            if filled is not None:
                return sentence.done(subject, Offer(action), filled, is_open=False)
    return None


def in_own_words(sentence: Sentence) -> Outcome | None:
    """Q5要先喷砂: a case by its mark, and what its task asks of the speaker to be told, as in a reply to the task."""
    marked, sight = sentence.slots.references, sentence.sight
    one = sentence.subjects[0] if len(marked) == 1 and sentence.subjects and sight.about is None else None
    own = next((offer for offer in one.own if offer.task), None) if one is not None else None
    if one is None or own is None or own.task is None or sentence.unsure or not sentence.said.typed:
        return None
    words, said = sentence.words, sentence.slots.said
    yet = words.is_working(said) or words.is_undone(said)
    if yet or own.task.kind not in FRONTS[one.area].chat.spoken:
        return None
    about = About(one.area, one.number, (own.task.kind,))
    read = sentence.grammar.read(said, today=sight.today, about=about, private=True)
    return Do(Meant(one, own), read) if isinstance(read, CaseRequest) and not has_money(type(read)) else None


def told(sentence: Sentence) -> Outcome | None:
    """Nothing but a plate or a waybill, in reply to who asks for it."""
    slots = sentence.slots
    if (
        sentence.said.typed
        or sentence.sight.about is None
        or slots.amounts
        or slots.parts
        or slots.vague
        or slots.days
    ):
        return None
    subject = sentence.subjects[0] if sentence.subjects else None
    if subject is None or not (slots.plate or slots.waybill):
        return None
    for offer in subject.own:
        filled = sentence.filled(subject, offer.action, Way(sentence.said, replace(slots, counts=())))
        if filled is not None and filled.values and not filled.lacks and not slots.counts:
            return sentence.done(subject, offer, filled)
    return None


def _hits(sentence: Sentence, ways: Sequence[Way], *, exact: bool) -> list[Do]:
    """By the first way that leads to something whole, else by the first that leads anywhere.

    What answers one's own task goes before what nobody asked for: 少两桶，周五补上 says when the goods are there.
    """
    tried: list[list[Do]] = []
    unasked: list[Do] = []
    for way in ways:
        found = (
            [one for subject in sentence.subjects for one in _on(sentence, subject, way, exact=exact)]
            if way.said.typed
            else []
        )
        whole = [one.meant.offer for one in found if one.request is not None]
        if any(offer is not None and offer.task is not None for offer in whole):
            return found
        if whole:
            unasked = unasked or found
            continue
        tried += [found] if found else []
    return unasked or (tried[0] if tried else [])


def _on(sentence: Sentence, subject: Subject, way: Way, *, exact: bool) -> list[Do]:
    """What of this case was said."""
    learnt = set(sentence.sight.learnt.get(key(way.said.bare), ()))
    found = []
    for offer in sentence.offers(subject):
        words = sentence.book.words(subject.area, offer.action)
        known = words.have_typed(way.said) if exact else words.have(way.said)
        taught = not exact and (subject.area, offer.action) in learnt
        if (known or taught) and (filled := sentence.filled(subject, offer.action, way)) is not None:
            path = "phrase" if known else "learnt"
            found.append(sentence.done(subject, offer, filled, path, tail=way.tail))
    return _likeliest(found)


def _likeliest(found: list[Do]) -> list[Do]:
    """Of one case: what needs nothing more before what does, what takes in most, then the answers to one's own tasks. Of
    several that would do different things none is the first."""
    if len(found) < 2:
        return found
    whole = [one for one in found if one.request is not None] or found
    told = [one for one in whole if one.meant.values] or whole
    own = [one for one in told if one.meant.offer is not None and one.meant.offer.task is not None] or told
    distinct = {repr(one.request) for one in own if one.request is not None}
    return own[:1] if len(distinct) <= 1 else own


def _settled(sentence: Sentence, hits: list[Do]) -> Outcome:
    """One hit is taken. Several are asked; so is money that may yet come, and what was worked out or guessed."""
    # One sign alone, 对 or 开, is as likely said to somebody else.
    short = not sentence.named and len(sentence.said.typed) == 1
    if len(hits) == 1 and not (sentence.unsure or short or _is_doubtful(sentence, hits[0])):
        return hits[0]
    return Propose(tuple(one.meant for one in hits[: 2 * MOST]), key(sentence.said.bare))


def _is_final(area: Area, asks: type[Request]) -> bool:
    """Whether it answers what somebody is asked for, and nobody can take it back: a customer made of a lead."""
    return any(step.answers and not step.undoable for step in FRONTS[area].table.asking(asks))


def _is_doubtful(sentence: Sentence, one: Do) -> bool:
    meant = one.meant
    assert meant.subject is not None and meant.offer is not None, "a hit has its case and its button"
    asks = FRONTS[meant.subject.area].request_of(meant.offer.action)
    if "lines" in meant.values and "wanted" in asks.model_fields:
        return True  # the other lines were taken from the order
    if _is_final(meant.subject.area, asks):
        return True
    if not has_money(asks) or one.request is None:
        return False
    if any(map(str.isdigit, meant.tail)) and not {"amount", "cost"} & meant.values.keys():
        return True  # all of it, or what stands behind
    doubts = sentence.words.speech.doubts
    behind = sentence.words.is_doubtful(meant.tail) or any(doubt in level(meant.tail) for doubt in doubts)
    return behind or any(doubt in sentence.slots.left for doubt in doubts)


def changed(sentence: Sentence) -> Outcome | None:
    """37送货地址改嘉定: what of an order is to be another is asked for, as its button would. 37客户加2桶面漆: goods of it that
    somebody wants may be that, or a problem to be told."""
    one = sentence.subjects[0] if sentence.named and len(sentence.subjects) == 1 else None
    offer = one.offer("change") if one is not None and one.area is Area.ORDERS else None
    if one is None or offer is None or not sentence.sight.meant:
        return None
    text = level(sentence.slots.said)
    labels = [label for field in CHANGE.fields for label in sentence.words.labels(field.name)]
    named = any(f"{level(label)}改" in text or f"改{level(label)}" in text for label in labels)
    if named or pays_otherwise(text, sentence.words):
        return Do(Meant(one, offer), None)
    wants = (word for word in sentence.words.speech.wants if level(word) in text)
    counted = bool(sentence.slots.parts) or sentence.slots.vague
    if not counted or not (next(wants, "") or any(word in text for word in sentence.words.speech.adding)):
        return None
    problem = one.offer("problem")
    told = (Meant(one, problem, {"text": sentence.slots.said}),) if problem is not None else ()
    return Propose((Meant(one, offer), *told), key(sentence.said.bare), near=True)
