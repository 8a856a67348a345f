"""What a sentence that nothing was made of comes likest to, of all that its speaker may use: asked, or shown where that is
all; never done."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import lru_cache

from bot.access.rights import roles_for
from bot.fronts.areas import FRONTS
from bot.grammar import COMMANDS, Mistake
from bot.speech import sayings
from bot.speech.book import FORM, LOOKS, Book
from bot.speech.customers import may
from bot.speech.hits import MOST
from bot.speech.likeness import Likeness
from bot.speech.ordering import without_name
from bot.speech.outcomes import Lost, Meant, Outcome, Propose, Says, Stands, Sure
from bot.speech.plain import ASKED_BY_LINES, SHOWN, command_of, is_plain, resolved
from bot.speech.sentence import Sentence
from bot.wording.vocabulary.examples import CHATTER, CUSTOMER
from bot.wording.vocabulary.spelling import key, level
from store.registry import reference
from store.requests import Area, Request

LEAST = 0.28
"""Of 1: what is less like isn't offered where else only the menu would be."""
LIKE = 0.38
"""Nor beside what the sentence's customer or figure alone would show."""
NOT_FAR = 0.16
"""Farther behind what is likest, and for others to do, nothing is offered."""
CLEAR, AHEAD = 0.62, 0.12
"""So like, and so far ahead of what is next, it is shown or begun at once, where nobody loses anything by that."""
ALONE = 0.4
"""So like, and nothing else that is, a list is shown at once."""
_OF_THEM, _OF_NONE, _DENIED = 1.2, 0.8, 0.8
_REPORT = "/report "


def likely(sentence: Sentence, found: Outcome) -> Outcome:
    """A sentence that is lost, or of which only a customer's name or a figure was understood, with the likest meanings as
    buttons; every other outcome as it is.

    What would have been shown stays the last button.
    """
    if not sentence.sight.meant or sentence.sight.about is not None or not sentence.said.typed:
        return found
    text = level(sentence.text)
    if any(word in text for word in sentence.words.speech.to_all):
        return found
    shown: tuple[Meant, ...] = ()
    match found:
        case Lost() if sentence.grammar.form_called(sentence.text) is None:
            least = LEAST
        case Says(command=command, sure=Sure.NEAR) if _shows_name(sentence, command):
            shown, least = (Meant(says=command),), LIKE
        case Stands(subject=one) if sentence.named and not sentence.marked and not sayings.asks(sentence):
            shown, least = (Meant(says=f"/show {reference(one.area, one.number)}"),), LIKE
        case Propose(several=(Meant(says=says),), near=True) if _only_looks(sentence, says):
            shown, least = found.several, LIKE
        case _:
            return found
    likest = [*_open(sentence, least)]
    if _is_clear(sentence, likest, shown):
        return Says(likest[0][1].says, Sure.NEAR)
    several = tuple(one for _score, one in likest if one not in shown)
    return Propose((*several, *shown), key(sentence.said.bare), near=True) if several else found


def _is_clear(sentence: Sentence, likest: Sequence[tuple[float, Meant]], shown: Sequence[Meant]) -> bool:
    """Whether the likest needs no asking: a list that nothing else is beside, or whatever is far ahead, of what nobody loses
    anything by."""
    if not likest or not is_plain(sentence, likest[0][1]):
        return False
    score, one = likest[0]
    if score >= ALONE and command_of(sentence, one.says) in SHOWN and all(other == one for other in shown):
        return len(likest) == 1 or bool(shown)
    return score >= CLEAR and (len(likest) == 1 or score - likest[1][0] >= AHEAD)


def _only_looks(sentence: Sentence, says: str) -> bool:
    """Whether what was near is a list that the sentence may not have been about at all."""
    return says.startswith(LOOKS) and " " not in says and not sentence.slots.customer


def _shows_name(sentence: Sentence, command: str) -> bool:
    """Whether it only shows a customer who is named, or that a figure is no order's of which nothing else is said."""
    if command == f"/orders {sentence.slots.customer}":
        return not (sayings.asks(sentence) and _speaks_of_orders(sentence))
    number = command.removeprefix("/show ")
    figure = number.isdigit() and not sentence.slots.references
    if level(sentence.text).startswith(number):
        return False  # 37搞定: begun with, it is a case's
    return figure and not sayings.asks(sentence) and not sentence.book.actions(Area.ORDERS, sentence.said)


def _speaks_of_orders(sentence: Sentence) -> bool:
    """宏达的货备好了没: something of what is said stands in it that is said of orders."""
    told = _told(sentence)
    of_orders = (said for (area, _action), said in sentence.book.said_for() if area is Area.ORDERS)
    return any(len(one) > 1 and one in told for said in of_orders for one in said)


def _open(sentence: Sentence, least: float) -> Iterator[tuple[float, Meant]]:
    """The likest that the speaker may use, with how like they are. Far behind one that is not theirs, and behind
    what people only chat, nothing less like is."""
    found, others = list[Meant](), 0.0
    for score, meaning in _likest(sentence):
        if score < least or len(found) == MOST or meaning == CHATTER:
            return
        if not _is_theirs(sentence, meaning):
            others = max(others, score)
            continue
        if score < others - NOT_FAR:
            return
        if (one := _meant(sentence, meaning)) is not None and one not in found:
            found.append(one)
            yield score, one


def _is_theirs(sentence: Sentence, meaning: Hashable) -> bool:
    if not isinstance(meaning, str):
        return True
    if meaning.startswith(FORM):
        return sentence.grammar.may_start(meaning.removeprefix(FORM), sentence.sight.actor.roles)
    return may(sentence, meaning)


def _likest(sentence: Sentence) -> list[tuple[float, Hashable]]:
    """What is said of a customer is likelier where one is named; what is of none is less likely there."""
    told = _told(sentence)
    denials = () if sayings.asks(sentence) else map(str.strip, sentence.words.figures.denials)
    # 仓库没漏水, 宏达不同意月底付: what isn't so is like what is, but for what is said so
    holding = [word for word in denials if word in told]
    found = _index(sentence.book, tuple(sentence.grammar.form_names())).likest(told, holding)
    surely = _DENIED if holding else 1.0
    of_them, of_none = (_OF_THEM, _OF_NONE) if sentence.slots.customer else (1.0, 1.0)
    weighed = (
        (score * surely * (of_them if _is_of_customer(meaning) else of_none), meaning)
        for score, meaning in found
    )
    return sorted(weighed, key=lambda one: -one[0])


def _is_of_customer(meaning: Hashable) -> bool:
    return not isinstance(meaning, str) or "{customer}" in meaning or meaning.startswith(FORM)


def _told(sentence: Sentence) -> str:
    """Without the customer's name, and without 今天, of which anything may be said."""
    told = level(without_name(sentence.slots.said, sentence.slots.customer))
    for day in sentence.words.days.near:
        told = told.replace(day, " ")
    return told


def _meant(sentence: Sentence, meaning: Hashable) -> Meant | None:
    """What is meant as a button, with what was read; None where the speaker may not do it or nothing would come of it."""
    if not isinstance(meaning, str):
        subjects = sentence.subjects if sentence.named else sentence.subjects[:MOST]
        found = (
            Meant(one, offer)
            for one in subjects
            for offer in sentence.offers(one)
            if (one.area, offer.action) == meaning
        )
        return next(found, None)
    if meaning.startswith(FORM):
        return _form(sentence, meaning.removeprefix(FORM))
    command = _written(sentence, meaning)
    read = resolved(sentence.grammar, command, sentence)
    if isinstance(read, Mistake):
        asked = read.lacks and command.split()[0].lstrip("/") in ASKED_BY_LINES
        return Meant(says=command) if asked and may(sentence, command) else None
    acts = any(front.table.asking(type(read)) for front in FRONTS.values() if isinstance(read, Request))
    if acts and sayings.asks(sentence):
        return None  # 谁去拜访宏达了 notes no visit
    allowed = isinstance(read, Request) and roles_for(type(read)) & sentence.sight.actor.roles
    return Meant(says=command) if allowed else None


def _form(sentence: Sentence, kind: str) -> Meant | None:
    if not sentence.grammar.may_start(kind, sentence.sight.actor.roles):
        return None
    slots = sentence.slots
    says = sentence.grammar.form_wished(
        kind, slots.said, customer=slots.customer, order=None, language="zh", today=sentence.sight.today
    )
    return Meant(says=says) if says else None


def _written(sentence: Sentence, command: str) -> str:
    """The command with what was read in its places, up to the first that nothing was read for."""
    slots = sentence.slots
    read = {
        "customer": slots.customer,
        "day": slots.days[0].isoformat() if len(slots.days) == 1 else "",
        "when": slots.days[0].isoformat() if len(slots.days) == 1 else "",
        "amount": f"{sentence.figures[0]:f}" if len(sentence.figures) == 1 else "",
        "product": sentence.sight.products[0] if len(sentence.sight.products) == 1 else "",
        "rest": without_name(slots.said, slots.customer).strip(" ,，。"),
    }
    written = list[str]()
    for part in command.split():
        value = read.get(part.strip("{}"), "") if part.startswith("{") else part
        if not value:
            break
        written.append(value)
    return " ".join(written)


@lru_cache(maxsize=4)
def _index(book: Book, forms: tuple[tuple[str, tuple[str, ...]], ...]) -> Likeness:
    words = book.vocabulary
    meanings: dict[Hashable, list[str]] = {}
    for meaning, said in _meanings(book, forms):
        meanings.setdefault(meaning, []).extend(said)
    return Likeness({meaning: said for meaning, said in meanings.items() if said}, words.alike)


def _meanings(
    book: Book, forms: Iterable[tuple[str, tuple[str, ...]]]
) -> Iterator[tuple[Hashable, list[str]]]:
    """Sayings, commands, reports and forms by what they are called, and what is said for the buttons of cases."""
    words = book.vocabulary
    for command, phrases in words.sayings.items():
        yield command, [level(one) for one in phrases.words]
    for word, name in words.command_words.items():
        if name in COMMANDS:
            yield f"/{name}", [word]
    for word in words.value_words("report"):
        yield f"{_REPORT}{words.value_of('report', word)}", [word]
    for kind, names in forms:
        yield f"{FORM}{kind}", [level(name) for name in names]
    yield from book.said_for()
    for name, said in words.examples.items():
        if (meaning := meaning_of(name)) is not None:
            yield meaning, [level(one.replace(CUSTOMER, " ")) for one in said.words]


def meaning_of(name: str) -> Hashable | None:
    """What examples.toml calls so: a command with its words, `orders.ready` for a button, or chatter. None where nothing is."""
    if name == CHATTER:
        return name
    if name.startswith("/"):
        return name if name.split()[0][1:] in COMMANDS else None
    area, _, action = name.partition(".")
    front = FRONTS.get(Area(area)) if area in [*Area] else None
    known = front is not None and (action in front.actions or action in front.questions)
    return (Area(area), action) if known else None
