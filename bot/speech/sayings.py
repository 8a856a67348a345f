"""Sentences about no step: questions, and what stands for a whole command."""

import re

from bot.grammar.reading import Blank
from bot.speech.customers import may, spoken_of
from bot.speech.outcomes import Lost, Meant, Outcome, Propose, Says, Stands, Sure
from bot.speech.padding import Spoken, spoken
from bot.speech.plain import settled
from bot.speech.sentence import Sentence
from bot.speech.times import of_a_time
from bot.speech.unasked import looked_for
from bot.wording.vocabulary.spelling import key, level
from store.registry import reference
from store.requests import Area, Request

_IS_IT = re.compile(
    r"(?:[了到好齐发备收来走]没|么|可以不|行不|好不|(?:能|可以|会)\w{1,4}不)(?=$|[\s,.;。，？!！])"
)
"""款到没, 备货了没, 行不: asked by its ending, wherever that stands."""
_ANY_DAY = ("/duty", "/meeting")
"""What is shown, or asks for its day itself, whatever day was said."""
_PAPER = re.compile(r"(?<![a-z0-9])[a-z]{2,4}[0-9]{3,20}(?![a-z0-9])")
"""A waybill, or the beginning of one."""


def asks(sentence: Sentence) -> bool:
    text = level(sentence.text)
    marks = any(mark in text for mark in sentence.words.speech.asking)
    return marks or is_it(text)


def is_it(text: str) -> bool:
    """Whether it asks by its ending: 款到没."""
    return _IS_IT.search(text) is not None


def asked(sentence: Sentence) -> Outcome:
    """What is known of what was asked about."""
    said = sentence.said
    if (
        found := saying(sentence, said)
        or _looked_at(sentence)
        or (None if sentence.named else _about_a_command(sentence))
    ) is not None:
        return found
    if (not sentence.subjects or not sentence.named) and (missing := no_case(sentence)):
        return Says(f"/show {missing}")
    if sentence.named:
        return Stands(sentence.subjects[0]) if sentence.subjects else Lost()
    if level(sentence.text).startswith(sentence.words.speech.mine):
        return Says("/orders mine", Sure.WHOLE)
    if sentence.slots.customer:
        of_them = spoken_of(sentence)
        return settled(sentence, of_them) if of_them else Says(f"/orders {sentence.slots.customer}")
    if seen := looked_for(sentence):
        return settled(sentence, seen) or seen
    if (near := sentence.book.near_saying(said)) is not None:
        return Propose((Meant(says=near),), key(said.bare), near=True)
    own = sentence.sight.own
    return Stands(own[0]) if len(own) == 1 else Lost(own[0] if own else None)


def _looked_at(sentence: Sentence) -> Outcome | None:
    """上个月回款率多少, 投诉报表怎么样: what is shown is the same, however it is asked about."""
    text, speech = level(sentence.text), sentence.words.speech
    for word in sorted(speech.about, key=len, reverse=True):
        if text.rstrip("?？呢。").endswith(level(word)) and (
            rest := text.rstrip("?？呢。").removesuffix(level(word))
        ):
            if sentence.named or sentence.slots.customer:
                return saying(sentence, spoken(sentence.words, rest))
            seen = Sentence(rest, sentence.book, sentence.grammar, sentence.sight)
            return saying(seen, spoken(sentence.words, seen.text), whole=True)
    return None


def no_case(sentence: Sentence) -> str:
    """The case spoken of that isn't there: nobody is told of another in its place.

    A bare figure is one where the question begins or ends with it; within it may be an amount.
    """
    if not sentence.sight.meant:
        return ""
    for area, number in sentence.slots.references:
        return reference(area, number)
    counts = sentence.slots.counts
    at_an_end = counts and re.search(
        rf"^{counts[0]}(?![0-9])|(?<![0-9.,百千万亿wk]){counts[0]}\W*$", level(sentence.text)
    )
    return str(counts[0]) if at_an_end else ""


def _about_a_command(sentence: Sentence) -> Outcome | None:
    """退货怎么弄 is answered by how that is written; 小李请假了吗 by who is away."""
    text = level(sentence.text)
    asked_how = text
    for state in sentence.words.speech.about:
        if state not in sentence.words.speech.how:
            asked_how = asked_how.replace(level(state), "")  # 怎么样 asks how it is, and not how it is done
    if any(how in asked_how for how in sentence.words.speech.how):
        word = next((one for one in sentence.book.command_words if one in text), "")
        return Says(f"/help {word}") if word else None
    for command, words in sentence.book.with_rest():
        if any(word in text for word in words.longest):
            alone = command.replace("{rest}", "").strip()
            read = sentence.grammar.read(alone, today=sentence.sight.today, private=True)
            if isinstance(read, Request) and not isinstance(read, Blank):
                return Says(alone)
    return None


def saying(sentence: Sentence, said: Spoken, *, whole: bool = False) -> Outcome | None:
    """A sentence about no case; of one, only what begins anew from it. `whole` is before anything was read out."""
    slots, named = sentence.slots, sentence.named
    days = not slots.days or slots.days == (sentence.sight.today,)
    sure = Sure.MAYBE if said.bare in sentence.book.told_too else Sure.WHOLE
    for command in sentence.book.saying(said):
        if any(
            slot in command
            for slot in ("{rest}", "{month}", "{amount}", "{product}", "{at}", "{day}", "{area}")
        ):
            continue
        if "{when}" in command:
            if not (whole or named or slots.customer or slots.counts) and len(slots.days) == 1:
                return Says(command.replace("{when}", slots.days[0].isoformat()), sure)
            continue
        if "{case}" in command:
            if not whole and named and len(sentence.subjects) == 1 and slots.empty:
                one = sentence.subjects[0]
                return Says(command.replace("{case}", reference(one.area, one.number)), sure)
        elif "{customer}" in command:
            if not whole and slots.customer and not named and may(sentence, command):
                return Says(command.replace("{customer}", slots.customer), sure)
        elif whole or (
            not named and not slots.customer and not slots.counts and (days or command in _ANY_DAY)
        ):
            return Says(command, sure)
    return of_a_time(sentence) if whole else None


def of_waybill(sentence: Sentence) -> Outcome | None:
    """查单 SF9990001, SF9990001到哪了, SF9990001: the orders that went under it, where nothing else was said of one."""
    if sentence.named or not sentence.sight.meant:
        return None
    text = level(sentence.text)
    number = level(sentence.slots.waybill) or next(iter(_PAPER.findall(text)), "")
    if not number or number not in text:
        return None
    beside = spoken(sentence.words, text.replace(number, " ", 1))
    shows = sentence.book.words(Area.ORDERS, "show")
    called = beside.typed in {level(word) for word in ("", *sentence.words.labels("waybill"))}
    if called and any(offer.task for one in sentence.subjects for offer in one.own if offer.action == "ship"):
        return None  # who is to send something says under which number
    return Says(f"/orders {number}") if called or shows.have(beside) or asks(sentence) else None
