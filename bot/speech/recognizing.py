"""A sentence that is no command: what it does, what is asked back, what is shown; or nothing at all.

Whatever acts was said word for word: its phrase stands in the book or was learnt, its case is known, and all that was
read out of it has a place in what it does. What is only near is asked.
"""

from bot.fronts.areas import FRONTS
from bot.grammar import Grammar
from bot.speech import commands, customers, fees, hits, products, sayings, times, unasked, wishes
from bot.speech.book import FORM, Book
from bot.speech.candidates import Offer
from bot.speech.covering import covered
from bot.speech.framed import framed
from bot.speech.hits import MOST
from bot.speech.likely import likely
from bot.speech.near import near
from bot.speech.openings import opened, tells
from bot.speech.orderlines import order_lines
from bot.speech.outcomes import Do, Meant, Outcome, Propose, Says, Sight, Silent
from bot.speech.padding import spoken
from bot.speech.plain import settled
from bot.speech.reported import not_known, reported
from bot.speech.returning import returned
from bot.speech.sentence import Sentence
from bot.wording.vocabulary.spelling import key, level
from store.orders.departments import FINANCE
from store.requests import Area


def recognise(text: str, book: Book, grammar: Grammar, sight: Sight, *, guess: bool = True) -> Outcome:
    """In a room and to nobody only what is whole acts: a case, and a phrase for a step open to the speaker. Without `guess`
    what is no phrase of the book is left as it is."""
    sentence = Sentence(text, book, grammar, sight)
    outcome = _outcome(sentence)
    found = (framed(sentence, outcome) or likely(sentence, outcome)) if guess else outcome
    if sight.meant:
        return found
    whole = isinstance(found, Do) and found.request is not None and found.meant.open
    told = sentence.named and any(map(str.isalnum, sentence.slots.left)) and "@" not in text
    aside = any(word in level(text) for word in book.vocabulary.speech.to_all)
    return found if whole and told and not aside else Silent()


def phrases_in(text: str, book: Book, grammar: Grammar, sight: Sight) -> set[str]:
    """What of the sentence may have been learnt: as it is kept, without figures, names and politeness."""
    return {key(way.said.bare) for way in Sentence(text, book, grammar, sight).ways()}


def _outcome(sentence: Sentence) -> Outcome:
    if _is_receipt(sentence):
        return Silent(_at_work(sentence))
    if not sentence.said.typed and sentence.named and sentence.slots.empty and sentence.subjects:
        return _shown(sentence)
    if "\n" in sentence.text and (lined := order_lines(sentence)):
        return lined
    asks = sayings.asks(sentence) and not hits.is_word(sentence)
    if not asks and (labelled := hits.labelled(sentence)):
        return labelled
    if wish := wishes.wished(sentence, whole=True):
        return settled(sentence, wish)
    if whole := sayings.saying(sentence, spoken(sentence.words, sentence.text), whole=True):
        return whole
    if relayed := customers.relayed(sentence):
        return settled(sentence, relayed, notes=True)
    if stocked := products.of_product(sentence):
        return stocked
    if sent := sayings.of_waybill(sentence):
        return sent
    if asks:
        return (
            wishes.wished(sentence, whole=False)
            or not_known(sentence)
            or customers.of_customer(sentence)
            or sayings.asked(sentence)
        )
    ways = sentence.ways()
    found = (
        returned(sentence)
        or customers.received(sentence, ways)
        or fees.charged(sentence)
        or settled(sentence, customers.of_customer(sentence))
        or settled(sentence, customers.housed(sentence))
        or unasked.spent(sentence)
        or hits.hit(sentence, ways)
        or covered(sentence)
        or unasked.about_case(sentence)
        or hits.refused_glued(sentence)
        or _came(sentence)
        or settled(sentence, reported(sentence))
        or customers.contacted(sentence, over=True)
        or settled(sentence, _opened(sentence))
        or customers.contacted(sentence)
        or settled(sentence, commands.as_command(sentence))
        or sayings.saying(sentence, sentence.said)
        or settled(sentence, wishes.wished(sentence, whole=False))
        or hits.not_open(sentence, ways)
        or hits.told(sentence)
        or hits.changed(sentence)
        or hits.in_own_words(sentence)
        or _told_of(sentence)
    )
    if found is not None:
        return found
    if level(sentence.text).rstrip("。.!！ ").endswith(("呢", "没")):
        return sayings.asked(sentence)
    if sentence.named and not sentence.subjects and (missing := sayings.no_case(sentence)):
        return Says(f"/show {missing}")
    if alarm := unasked.alarm(sentence):
        return alarm
    if meeting := times.called_for(sentence):
        return meeting
    if unnamed := unasked.of_some_order(sentence):
        return unnamed
    if of_them := customers.spoken_of(sentence):
        return settled(sentence, of_them)
    guess = near(sentence)
    if news := unasked.heard(sentence):
        near_by = guess.several[:MOST] if isinstance(guess, Propose) else ()
        return Propose((*news.several, *near_by), "", near=True)
    if fault := unasked.fault(sentence, guess):
        return fault
    if seen := unasked.looked_for(sentence):
        told = sentence.words.is_undone(sentence.text, decided=True)
        return seen if told else settled(sentence, seen)
    if coming := unasked.arriving(sentence):
        return coming
    if form := unasked.form(sentence) or unasked.form_within(sentence):
        near_by = guess.several[:MOST] if isinstance(guess, Propose) else ()
        beside = (one for one in near_by if not one.says.startswith(FORM))
        return settled(sentence, Propose((form, *beside), "", near=True))
    number = sayings.no_case(sentence) if sentence.said.typed and not sentence.named else ""
    return guess if not number or _may_be_much(guess) else Says(f"/show {number}")


def _opened(sentence: Sentence) -> Outcome | None:
    """What begins a case; what wasn't called by its command only to whoever may begin it, and no form's name is goods."""
    found = opened(sentence.text, sentence.words, sentence.slots, sentence.sight.today, named=sentence.named)
    if found is None or found.sure or found.area != Area.ORDERS:
        return found
    if not customers.may(sentence, "/order"):
        return None
    return unasked.form_named(sentence) or found


def _may_be_much(guess: Outcome) -> bool:
    """Whether a figure that is nobody's order may be how much: else the order is not there, and no other is meant."""
    return isinstance(guess, Propose) and any(
        _MUCH & one.values.keys() or (one.offer and one.offer.action == "score") for one in guess.several
    )


_MUCH = frozenset({"amount", "cost", "score", "parts", "lines"})


def _told_of(sentence: Sentence) -> Outcome | None:
    """37客户说桶漏: what a customer says of an order is asked for as its problem, in the sentence's own words."""
    one = sentence.subjects[0] if sentence.named and len(sentence.subjects) == 1 else None
    offer = one.offer("problem") if one is not None else None
    if offer is None or not tells(sentence.text, sentence.words):
        return None
    return Propose((Meant(one, offer, {"text": sentence.slots.said}),), key(sentence.said.bare), near=True)


def _came(sentence: Sentence) -> Outcome | None:
    """宏达转了5万: money that names its payer and no order is asked of whoever enters money, with the full name."""
    slots, enters = sentence.slots, sentence.sight.actor.roles & FINANCE
    if sentence.named or not enters or not slots.customer or len(slots.amounts) != 1:
        return None
    if not any(sentence.book.words(Area.ORDERS, name).have(sentence.said) for name in ("part", "paid")):
        return None
    return Propose((Meant(says=f"/paid {slots.customer} {slots.amounts[0].normalize():f}"),), "")


def _is_receipt(sentence: Sentence) -> bool:
    """收到, 好的, 1; where a score is asked for, 1 may be that."""
    scored = any(offer.action == "score" for one in sentence.subjects for offer in one.own)
    figures = any(map(str.isdigit, sentence.text))
    if sentence.slots.references and sentence.subjects and sentence.words.is_working(sentence.slots.said):
        return True
    about = sentence.sight.about
    return sentence.words.is_receipt(sentence.text) and not (figures and (scored or not about))


def _at_work(sentence: Sentence) -> int | None:
    """The task replied to, or the only one of theirs, where somebody says that they are at it."""
    tasks = list({offer.task.id for one in sentence.subjects for offer in one.own if offer.task})
    only = len(tasks) == 1 or (bool(tasks) and sentence.sight.about is not None)
    return tasks[0] if only and sentence.words.is_working(sentence.text) else None


def _shown(sentence: Sentence) -> Outcome:
    subject = sentence.subjects[0]
    return Do(Meant(subject, Offer("show")), FRONTS[subject.area].actions["show"](subject.number))
