"""What nobody asked for and no case waits for: a form, an alarm, what is wrong with goods, what comes in. It is asked about."""

import re
from functools import lru_cache

from bot.speech.customers import may
from bot.speech.hits import MOST
from bot.speech.openings import Opened
from bot.speech.ordering import without_name
from bot.speech.outcomes import Meant, Outcome, Propose, Says
from bot.speech.plain import is_shown
from bot.speech.sentence import Sentence
from bot.wording.vocabulary.spelling import key, level
from store.requests import Area

_DENIED = re.compile(r"(?:没有|没|不|未|别|防)\w{0,1}$")


def form(sentence: Sentence) -> Meant | None:
    """填个来访登记, 报销差旅费500: begun by a press, with what can be read of it. Its name alone is no guess."""
    if sentence.marked or sentence.slots.customer or not sentence.sight.meant:
        return None
    if sentence.grammar.form_called(sentence.text) is not None:
        return None
    begun = sentence.grammar.form_begun(sentence.text, "zh", today=sentence.sight.today)
    return Meant(says=begun) if begun else None


def spent(sentence: Sentence) -> Outcome | None:
    """房租付了3000: what the company paid for itself is nobody's payment, whatever order waits for money: its form is asked for."""
    slots = sentence.slots
    if (
        sentence.named
        or slots.customer
        or not sentence.sight.meant
        or len([*slots.amounts, *slots.counts]) != 1
    ):
        return None
    text = level(sentence.text)
    if not sentence.words.is_spending(text) or any(mark in text for mark in sentence.words.speech.asking):
        return None
    if sentence.grammar.form_called(sentence.text) or not _may_start(sentence, EXPENSE):
        return None
    says = sentence.grammar.form_wished(
        EXPENSE, slots.said, customer="", order=None, language="zh", today=sentence.sight.today
    )
    return Propose((Meant(says=says),), key(sentence.said.bare)) if says else None


EXPENSE = "expense"


def about_case(sentence: Sentence) -> Outcome | None:
    """续签 F1: a form's name and the case that it is about, and nothing else: its questions begin."""
    if not sentence.marked:
        return None
    kind, begun = sentence.grammar.form_about(sentence.text, "zh")
    return Says(begun) if kind and sentence.grammar.may_start(kind, sentence.sight.actor.roles) else None


def form_named(sentence: Sentence) -> Outcome | None:
    """宏达要个报价单底漆50桶: a form that is called by its name among what is said of a customer, with what it says of it."""
    found = _named_within(sentence)
    return _wished(sentence, *found) if found is not None and _may_start(sentence, found[0]) else None


def _wished(sentence: Sentence, kind: str, word: str) -> Outcome | None:
    slots = sentence.slots
    said = slots.said.replace(word, " ", 1)
    says = sentence.grammar.form_wished(
        kind, said, customer=slots.customer, order=None, language="zh", today=sentence.sight.today
    )
    return Propose((Meant(says=says),), "", near=True) if says else None


def form_within(sentence: Sentence) -> Meant | None:
    """帮我订一下办公用品: a form's name stands within what was not understood; of a name that is short, or a case, it is no guess.
    Whoever may not hand it in hears who may."""
    if sentence.named or not sentence.sight.meant:
        return None
    found = _named_within(sentence)
    asked = _wished(sentence, *found) if found is not None else None
    return asked.several[0] if isinstance(asked, Propose) else None


def looked_for(sentence: Sentence) -> Outcome | None:
    """我有几个客户该回访了: what is only looked at, and its word stands within the sentence. Asked, as more was said."""
    if sentence.named or sentence.slots.customer or not sentence.sight.meant:
        return None
    text = sentence.said.bare
    if (whole := sentence.book.shown_by(level(sentence.text))) and is_shown(sentence, whole):
        return Propose((Meant(says=whole),), key(text), near=True)
    found = sorted(
        ((len(word), command) for command, word in sentence.book.looked_at(text)), key=lambda one: -one[0]
    )
    several = dict.fromkeys(command for _, command in found if is_shown(sentence, command))
    meant = tuple(Meant(says=command) for command in several)[:MOST]
    return Propose(meant, key(sentence.said.bare), near=True) if meant else None


def heard(sentence: Sentence) -> Propose | None:
    """听说华东机械要换老板了: what somebody only heard is news of the market (U8): its form begins with it. Of goods that are
    wrong it is another matter, of a case or a colleague no market's."""
    said, speech, slots = level(sentence.text).lstrip(), sentence.words.speech, sentence.slots
    word = next((one for one in _longest(speech.hearsay) if said.startswith(one)), "")
    told = without_name(said[len(word) :], level(slots.customer)).strip(_ENDS)
    if not word or len(told) < _SHORT or not sentence.sight.meant:
        return None
    if sentence.named or slots.references or slots.member or slots.amounts:
        return None
    if any(one in told for one in (*speech.faults, *speech.faults_in_use)):
        return None
    if not sentence.grammar.may_start(_NEWS, sentence.sight.actor.roles):
        return None
    says = sentence.grammar.form_wished(
        _NEWS, slots.said, customer=slots.customer, order=None, language="zh", today=sentence.sight.today
    )
    return Propose((Meant(says=says),), "", near=True) if says else None


_NEWS = "market-news"
"""The form by which market news is kept."""
_ENDS = " ,，。.!！"


@lru_cache(maxsize=4)
def _longest(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(words, key=len, reverse=True))


def _named_within(sentence: Sentence) -> tuple[str, str] | None:
    return sentence.grammar.form_within(sentence.text, counted=bool(sentence.slots.parts))


def _may_start(sentence: Sentence, kind: str) -> bool:
    return sentence.grammar.may_start(kind, sentence.sight.actor.roles)


def alarm(sentence: Sentence) -> Outcome | None:
    """成品库漏水了: what can't wait and is of no case is asked to be told to the director."""
    text, alarms = level(sentence.text), sentence.words.speech.alarms
    word = next((one for one in alarms if one in text), "")
    if not word or sentence.named or not sentence.sight.meant or _DENIED.search(text[: text.index(word)]):
        return None
    return Propose(
        (Meant(says=f"/urgent {' '.join(sentence.text.split())}"),), key(sentence.said.bare), near=True
    )


def fault(sentence: Sentence, guess: Outcome) -> Outcome | None:
    """面漆这批粘度不合格: goods or materials that are wrong. Of an order it is its problem, of a customer a complaint, of
    nothing else the director's to hear of (O8, C1, O11): asked, beside what else was near."""
    text, sight = level(sentence.text), sentence.sight
    speech = sentence.words.speech
    whose = sentence.slots.customer or sentence.named
    known = (*speech.faults, *speech.faults_in_use) if whose else speech.faults
    word = next((one for one in known if one in text), "")
    if not word or not sight.meant or (len(sentence.subjects) > 1 and sentence.named):
        return None
    one = sentence.subjects[0] if sentence.named and sentence.subjects else None
    told = " ".join(sentence.text.split())
    if one is not None:
        offer = one.offer("problem")
        meant = Meant(one, offer, {"text": sentence.slots.said}) if offer is not None else None
    elif sentence.slots.customer:
        return Opened("complaints", sentence.slots.customer, text=told, sure=False)
    else:
        meant = Meant(says=f"/urgent {told}")
    near_by = guess.several[:MOST] if isinstance(guess, Propose) else ()
    beside = tuple(
        other for other in near_by if other.offer is None or other.offer != (meant and meant.offer)
    )
    return Propose((meant, *beside), "", near=True) if meant is not None else None


def arriving(sentence: Sentence) -> Outcome | None:
    """树脂周三到: what comes in, of no case, is the notice of goods coming (W3), to whoever may write one."""
    slots, said = sentence.slots, sentence.said.typed
    word = next((one for one in sentence.words.speech.arrives if said.endswith(one)), "")
    alone = not (sentence.named or slots.customer or slots.counts or slots.amounts or sentence.subjects)
    if not word or not alone or len(slots.days) != 1 or len(said) < len(word) + 2 or not sentence.sight.meant:
        return None
    if not sentence.grammar.may_start(_COMING, sentence.sight.actor.roles):
        return None
    says = sentence.grammar.form_wished(
        _COMING, slots.said, customer="", order=None, language="zh", today=sentence.sight.today
    )
    return Propose((Meant(says=says),), "", near=True) if says else None


_COMING = "goods-in"
"""The form by which goods are announced."""


_SHORT = 2
_NOBODYS = ("bounce", "refund")
"""What finance does of itself: no task says of which order it is."""


def of_some_order(sentence: Sentence) -> Outcome | None:
    """汇票退回来了, 多付了500退给他: said of no order in sight, it is asked of which; with a sum beside it, whether it was meant."""
    if sentence.named or not sentence.sight.meant:
        return None
    text, speech = level(sentence.text), sentence.words.speech
    more = {"bounce": (), "refund": speech.goes_back if any(map(text.__contains__, speech.too_much)) else ()}
    for action in _NOBODYS:
        words = sentence.book.words(Area.ORDERS, action)
        known = [word for word in words.longest if len(word) >= _SHORT]
        within = any(
            word in text and not _DENIED.search(text[: text.index(word)]) for word in (*known, *more[action])
        )
        if (words.have(sentence.said) or within) and may(sentence, f"/{action}"):
            return Propose((Meant(says=f"/{action}"),), "") if sentence.figures else Says(f"/{action}")
    return None
