"""A sentence that is no command: what it does, what is asked back, what is shown; or nothing at all.

Whatever acts was said word for word: its phrase stands in the book or was learnt, its case is known, and all that was
read out of it has a place in what it does. What is only near is asked.
"""

from bot.fronts.areas import FRONTS
from bot.grammar import COMMANDS, Grammar, Mistake
from bot.speech import commands, customers, hits, products, sayings, times, unasked, wishes
from bot.speech.book import Book
from bot.speech.candidates import Offer, Subject
from bot.speech.hits import MOST
from bot.speech.near import near
from bot.speech.openings import Opened, opened, tells
from bot.speech.orderlines import order_lines
from bot.speech.outcomes import Do, Lost, Meant, Outcome, Propose, Says, Sight, Silent, Stands, Sure
from bot.speech.padding import spoken
from bot.speech.reported import not_known, reported
from bot.speech.returning import returned
from bot.speech.sentence import Sentence
from bot.wording.vocabulary.spelling import fold, key, level
from store.orders.departments import FINANCE
from store.requests import Area, CaseRequest, Request


def recognise(text: str, book: Book, grammar: Grammar, sight: Sight) -> Outcome:
    """In a room and to nobody only what is whole acts: a case, and a phrase for a step open to the speaker."""
    sentence = Sentence(text, book, grammar, sight)
    found = _outcome(sentence)
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
        return wish
    if whole := sayings.saying(sentence, spoken(sentence.words, sentence.text), whole=True):
        return whole
    if relayed := customers.relayed(sentence):
        return relayed
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
        or customers.of_customer(sentence)
        or customers.housed(sentence)
        or hits.hit(sentence, ways)
        or hits.refused_glued(sentence)
        or _came(sentence)
        or reported(sentence)
        or _opened(sentence)
        or customers.contacted(sentence)
        or commands.as_command(sentence)
        or sayings.saying(sentence, sentence.said)
        or wishes.wished(sentence, whole=False)
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
    if of_them := customers.spoken_of(sentence):
        return of_them
    if unnamed := unasked.of_some_order(sentence):
        return unnamed
    guess = near(sentence)
    if fault := unasked.fault(sentence, guess):
        return fault
    if seen := unasked.looked_for(sentence):
        return seen
    if coming := unasked.arriving(sentence):
        return coming
    if form := unasked.form(sentence) or unasked.form_within(sentence):
        return Propose((form, *(guess.several[:MOST] if isinstance(guess, Propose) else ())), "", near=True)
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


# --- beside the grammar ---------------------------------------------------------------------------


def said_otherwise(text: str, read: Request, outcome: Outcome, about: Subject) -> Outcome | None:
    """没戏 in reply to who asks how a lead goes on is what its button says, though the grammar takes any words for a note.

    What the button would ask back, or is told behind it, may be the words after all: 不用管，正常现象 may answer an inquiry.
    Then it is asked which.
    """
    if isinstance(outcome, Says) and outcome.sure is not Sure.NEAR:
        return _or_else(text, read, outcome, about)
    match outcome:
        case Do(meant=meant):
            several: tuple[Meant, ...] = (meant,)
        case Propose(several=several, near=False) if several:
            pass
        case _:
            return None
    first = several[0]
    if first.subject != about or first.offer is None or not first.open:
        return None
    front = FRONTS[about.area]
    if first.offer.task is None:
        # Nobody's task: what the grammar read is kept unless it is no step that is open to the speaker now.
        could = {front.request_of(offer.action) for offer in about.offers}
        refused = bool(front.table.asking(type(read))) and type(read) not in could
        return outcome if refused else None
    mine = {front.request_of(offer.action) for offer in about.own}
    if type(read) is front.request_of(first.offer.action):
        return None
    values = read.model_dump(exclude_defaults=True, exclude={"number", "area"})
    if text.strip() not in values.values():
        asked_back = isinstance(read, CaseRequest) and not front.table.asking(type(read))
        return outcome if type(read) not in mine and not asked_back else None
    if isinstance(outcome, Do) and outcome.request is not None and not first.tail:
        return outcome
    own = next((offer for offer in about.own if front.request_of(offer.action) is type(read)), None)
    return Propose((*several, Meant(about, own, values)) if own else several, "")


def _or_else(text: str, read: Request, says: Says, about: Subject) -> Outcome | None:
    """会议 10点半 to who asks for a remedy: it stands for a command, and may be told for all that. Asked which."""
    values = read.model_dump(exclude_defaults=True, exclude={"number", "area"})
    front = FRONTS[about.area]
    own = next((offer for offer in about.own if front.request_of(offer.action) is type(read)), None)
    if own is None or text.strip() not in values.values():
        return None
    return Propose((Meant(says=says.command), Meant(about, own, values)), "")


_EXACT = frozenset(
    {"decimals", "above_zero", "too_big", "too_long", "too_many", "point", "meeting_time", "no_customer"}
)
"""Mistakes in a value that was meant as such: offered as it stands it would be refused again."""


def better_explained(text: str, read: Request | Mistake | None, outcome: Outcome, grammar: Grammar) -> bool:
    """Whether the grammar's own answer is kept: a command with a mistake in it is explained better than guessed at."""
    guessed = isinstance(outcome, Lost | Stands | Silent) or (isinstance(outcome, Propose) and outcome.near)
    listed = isinstance(outcome, Says) and not outcome.command.startswith("/show")
    if isinstance(read, Mistake) and read.kind == "no_customer" and (listed or isinstance(outcome, Stands)):
        return False  # who has 37, who is due: whose ball, or a list, and no customer's name
    if not isinstance(read, Mistake):
        return read is not None and guessed
    if read.kind in _EXACT and not isinstance(outcome, Do):
        return True
    if isinstance(outcome, Opened) and grammar.goods_in_lines(text) and grammar.begins_as_command(text):
        return True  # goods in lines of a form, one of them wrong or missing: as words in one line they would be a note
    lines_lost = isinstance(outcome, Opened) or (isinstance(outcome, Propose) and read.command == "form")
    if read.kind == "unknown_label" and read.understood and lines_lost:
        return True  # labelled lines, one of them unknown: told by the sentence's own words the others would be lost
    lined = any(":" in fold(line) for line in text.splitlines()[1:])
    if lined and read.kind in ("unknown_label", "missing") and not isinstance(outcome, Opened | Propose):
        return grammar.begins_as_command(
            text
        )  # 申请 请示 with a line that the form hasn't, whatever stands in that line
    wrong = read.kind != "missing" and (read.line or 1) > 1 and read.field and read.said
    if lined and wrong and not isinstance(outcome, Do):
        return grammar.begins_as_command(
            text
        )  # 客户 with 手机: 1 below: the line is named, whatever the figure is
    if read.kind == "amount" and _has_figures(read.said) and grammar.begins_as_command(text):
        return True  # what stands for the amount is none, nor is it a remark: 1e5, 8,40, NaN
    lacks = read.kind == "missing" and len(text.split()) < 3 and not _of_no_case(read)
    return guessed and read.kind != "usage" and not lacks and grammar.begins_as_command(text)


def _of_no_case(read: Mistake) -> bool:
    """会议 10:30: something of a command that takes no case was read, and no answer to the case replied to."""
    return (
        bool(read.understood) and read.command in COMMANDS and Area.ORDERS not in COMMANDS[read.command].areas
    )


def _has_figures(said: str) -> bool:
    return any(mark.isdigit() or (mark.isascii() and mark.isalpha()) for mark in said)
