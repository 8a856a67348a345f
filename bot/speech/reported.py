"""What is told of a customer by whoever heard it: money that came for no order, a day by which they pay, another buyer.

All of it is asked: what books money, promises it or changes a file is done by a press alone.
"""

import re

from bot.grammar import Mistake
from bot.speech.customers import is_of_file, may
from bot.speech.newcomers import is_name
from bot.speech.ordering import DENIED, without_name
from bot.speech.outcomes import Meant, Outcome, Propose
from bot.speech.sentence import Sentence
from bot.speech.times import came_on
from bot.speech.unasked import heard
from bot.wording.vocabulary.spelling import key, level


def reported(sentence: Sentence) -> Outcome | None:
    """Of a customer by name and of no case; money of nobody known is kept until somebody says whose it is."""
    if sentence.named or not sentence.sight.meant:
        return None
    if not sentence.slots.customer:
        return _of_nobody(sentence)
    return _promised(sentence) or _came(sentence) or heard(sentence) or _changed(sentence)


def not_known(sentence: Sentence) -> Outcome | None:
    """华东机械打来2万不知道哪单的: whoever doesn't know tells, and asks nothing."""
    told = any(word in level(sentence.text) for word in sentence.words.speech.unknowing)
    if not told or sentence.named or not sentence.sight.meant:
        return None
    return _came(sentence) if sentence.slots.customer else _of_nobody(sentence)


def _promised(sentence: Sentence) -> Outcome | None:
    """宏达说月底打款, 宏达答应12月10号前付一半: a day, and a word for paying by it. How much is asked where it wasn't said."""
    slots, speech = sentence.slots, sentence.words.speech
    text = without_name(level(sentence.text), level(slots.customer))
    paying = _first(speech.pays, text)
    told = _first(speech.promising, text)
    figures = [*slots.amounts, *slots.counts]
    plan = len(slots.days) > 1 and len(figures) == len(slots.days) and not slots.parts
    if not paying and told and plan:
        paying = told  # 承诺 12月5号 1万，12月20号 2万: days with a sum each are of paying
    if not paying or not told or not slots.days or min(slots.days) < sentence.sight.today:
        return None
    if len(slots.days) > 1 and not plan:
        return None
    if plan:
        rest = slots.said[slots.said.index(told) + len(told) :] if told in slots.said else ""
        rest = rest.replace(paying, " ").strip(_ENDS)
        return _asked(sentence, f"/pledge {slots.customer} {rest}") if rest else None
    amount = str(figures[0]) if len(figures) == 1 and not slots.vague else ""
    return _asked(sentence, f"/pledge {slots.customer} {slots.days[0].isoformat()} {amount}".rstrip())


def _came(sentence: Sentence) -> Outcome | None:
    """华东机械汇了3万没写哪单: one sum that came, whatever else is said of it; not what is owed, given back or still to come."""
    slots, speech = sentence.slots, sentence.words.speech
    text = without_name(level(sentence.text), level(slots.customer))
    figures, goods = [*slots.amounts, *slots.counts], [one for one in slots.parts if one.unit not in _PAPERS]
    if len(figures) != 1 or goods or slots.vague or not _first(speech.came_in, text):
        return None
    if any(word in text for word in (*speech.not_come, *speech.doubts)):
        return None
    day = f" {came_on(sentence, slots.days[0]).isoformat()}" if len(slots.days) == 1 else ""
    return _asked(sentence, f"/paid {slots.customer} {figures[0]}{day}")


_PAPERS = ("张", "笔")
"""What money is counted in, as drafts and transfers: 承兑一张10万."""


def _of_nobody(sentence: Sentence) -> Outcome | None:
    """来了笔5000不知道谁的: whoever enters money may keep it without a payer."""
    slots, speech = sentence.slots, sentence.words.speech
    text, figures = level(sentence.text), [*slots.amounts, *slots.counts]
    if len(figures) != 1 or slots.references or slots.parts or slots.vague:
        return None
    if _first(speech.payer_unknown, text):
        return _asked(sentence, f"/paid {sentence.words.value('claim', 'unknown', 'zh')} {figures[0]}")
    payer = _payer(sentence)
    return _asked(sentence, f"/paid {payer} {figures[0]}") if payer else None


def _payer(sentence: Sentence) -> str:
    """没听说过的公司转了3000: who stands before the word for money that came, and is on no file; of which day, and what is said
    of money that didn't come, is no name."""
    speech, slots = sentence.words.speech, sentence.slots
    text = level(slots.left)
    came = min((at for one in speech.came_in if (at := text.find(one)) > 0), default=0)
    if not came or any(word in text[came:] for word in (*speech.not_come, *speech.doubts)):
        return ""
    typed = slots.left[:came].strip(_ENDS)
    begins = sorted((*speech.before, *speech.on_behalf), key=len, reverse=True)
    while word := next((one for one in begins if level(typed).startswith(level(one))), ""):
        typed = typed[len(word) :].strip(_ENDS)
    told = level(typed).endswith((*speech.promising, *speech.not_come)) or DENIED.search(level(typed))
    return "" if told or not is_name(typed, sentence.words) else typed


_ENDS = " ,，:：。"


def _changed(sentence: Sentence) -> Outcome | None:
    """宏达换采购了, 宏达搬厂了: what of a customer's file is another now is asked for, as its button would; a telephone number
    that was said stands in it already (U1)."""
    slots, speech = sentence.slots, sentence.words.speech
    text = without_name(level(sentence.text), level(slots.customer))
    reached = slots.phone and not (slots.parts or slots.amounts or slots.plate or slots.carrier)
    if not (_first(speech.moved, text) or is_of_file(sentence) or reached):
        return None
    edits = f"/customer {slots.customer} {sentence.words.value('file', 'edit', 'zh')}"
    if slots.phone and not slots.member:
        field = (
            "mobile"
            if re.fullmatch(r"\+?(?:86)?1[0-9]{10}", re.sub(r"[^0-9+]", "", slots.phone))
            else "phone"
        )
        line = sentence.grammar.line(field, slots.phone, "zh")
        return _asked(sentence, f"/customer {slots.customer}\n{line}", edits)
    return _asked(sentence, edits)


def _first(words: tuple[str, ...], text: str) -> str:
    """The first of these that stands there and isn't denied."""
    return next((one for one in words if one in text and not DENIED.search(text[: text.index(one)])), "")


def _asked(sentence: Sentence, *several: str) -> Outcome | None:
    """What of these would be taken as it stands, and is the speaker's to do."""
    meant = tuple(Meant(says=says) for says in several if may(sentence, says) and _is_whole(sentence, says))
    return Propose(meant, key(sentence.said.bare)) if meant else None


def _is_whole(sentence: Sentence, says: str) -> bool:
    read = sentence.grammar.read(says, today=sentence.sight.today, private=True)
    return read is not None and not isinstance(read, Mistake)
