"""What is said while something is asked: the answer to it, something else, or nobody can tell which."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from bot.fronts.areas import FRONTS
from bot.grammar import Grammar
from bot.speech.book import Book
from bot.speech.framed import framed
from bot.speech.openings import Opened
from bot.speech.outcomes import Do, Meant, Outcome, Propose, Says, Sight, Stands, Sure
from bot.speech.plain import command_of
from bot.speech.recognizing import recognise
from bot.speech.sayings import asks
from bot.speech.sentence import Sentence
from bot.speech.unasked import alarm
from bot.wording.vocabulary.spelling import level
from store.orders.requests import CancelOrder
from store.registry import reference
from store.requests import Area, Reject, Request, ShowCase, ShowHistory


class Taken(Enum):
    ANSWER = auto()
    OTHER = auto()
    EITHER = auto()


@dataclass(frozen=True)
class Between:
    """`other` is what else it may be, to be pressed."""

    taken: Taken
    outcome: Outcome
    other: tuple[Meant, ...] = ()


def between(
    text: str,
    book: Book,
    grammar: Grammar,
    sight: Sight,
    *,
    answer: Request,
    free: bool,
    filling: str = "",
) -> Between:
    """A whole saying of the book, or a step on a case that it names, goes before whatever is asked.

    `answer` is what the text does if it is one. What only names a customer or a figure tells something. Where nothing but
    figures or a few words are waited for, and not people's own (`free`), what can be read as such is the answer. `filling` is
    the command that the answer is a line of: 同意 is the opinion that `/sign F2` asks for, and no second signature.
    """
    # What is only guessed at is no reason to doubt an answer: 面漆, 4 with 盖子渗漏 below it is like a complaint.
    outcome, called = recognise(text, book, grammar, sight, guess=False), _form_called(text, book, grammar)
    if isinstance(outcome, Says) and outcome.sure is Sure.WHOLE:
        taken = _of_wish(outcome, called, free=free)
        return Between(taken, outcome, (Meant(says=outcome.command),) if taken is Taken.EITHER else ())
    sentence = Sentence(text, book, grammar, sight)
    covered = framed(sentence, outcome)
    if alarms := _urgent(covered or alarm(sentence)):  # 盖子渗漏 is only a fault
        return Between(Taken.EITHER, outcome, alarms)
    if not free or not sentence.said.typed:
        return Between(Taken.ANSWER, outcome)
    if book.vocabulary.command_named(text) is not None:
        return Between(Taken.EITHER, outcome, (Meant(says=text.strip()),))
    if called:
        return Between(Taken.EITHER, outcome, (Meant(says=f"/form {called}"),))
    if isinstance(answer, FINAL) and asks(sentence) and (shown := _asked(covered or outcome)):
        return Between(Taken.EITHER, outcome, shown)
    match outcome:
        case Do(meant=meant) if not (_is_answer([meant], sentence, answer) or _is_filled_in(meant, filling)):
            return Between(Taken.OTHER if _is_whole(outcome, sentence) else Taken.EITHER, outcome, (meant,))
        case Propose(several=several, near=False) if not _is_answer(several, sentence, answer):
            return Between(Taken.EITHER, outcome, several)
        case _ if other := _else(outcome, sentence):
            return Between(Taken.EITHER, outcome, (other,))
    return Between(Taken.ANSWER, outcome)


def _of_wish(said: Says, called: str, *, free: bool) -> Taken:
    """What a whole saying is while people's own words are asked for: 抹零 may be why a write-off is, and is the answer; a form
    called for by its name may be none."""
    if not free or not said.command.startswith("/form "):
        return Taken.OTHER
    return Taken.EITHER if called or len(said.command.split()) > 2 else Taken.ANSWER


def _form_called(text: str, book: Book, grammar: Grammar) -> str:
    """The form that is called for and nothing else is said of: 报销, 申请 报销; empty for anything else."""
    said = text.strip()
    for word in book.calls("form"):
        if level(said).startswith(word):
            said = said[len(word) :].strip()
            break
    return said if said and grammar.form_called(said) is not None else ""


FINAL = (CancelOrder, Reject)
"""What a reason alone completes, and no more than a reason may: a question isn't one, 宏达的车到了没."""


def _urgent(outcome: Outcome | None) -> tuple[Meant, ...]:
    """叉车压到人了 waits for no form to be filled in."""
    several = outcome.several if isinstance(outcome, Propose) else ()
    return tuple(one for one in several if one.says.startswith("/urgent "))


def _asked(outcome: Outcome) -> tuple[Meant, ...]:
    """What a question would be answered by."""
    match outcome:
        case Says(command=command):
            return (Meant(says=command),)
        case Propose(several=several):
            return several
        case Stands(subject=one):
            return (Meant(says=f"/show {reference(one.area, one.number)}"),)
    return ()


def _is_answer(several: Sequence[Meant], sentence: Sentence, answer: Request) -> bool:
    """Whether it is the very step that is asked about; or, of a case that isn't named, more than a task's own words."""
    if sentence.named:
        number = getattr(answer, "number", None)
        return all(_asks(one, answer) and one.subject and one.subject.number == number for one in several)
    return any(_asks(one, answer) or one.tail or not (one.says or _is_own(one)) for one in several)


def _is_filled_in(meant: Meant, filling: str) -> bool:
    one = meant.subject
    return one is not None and reference(one.area, one.number) in filling.partition("\n")[0].split()


def _asks(meant: Meant, answer: Request) -> bool:
    one, offer = meant.subject, meant.offer
    return one is not None and offer is not None and FRONTS[one.area].request_of(offer.action) is type(answer)


def _is_own(meant: Meant) -> bool:
    return meant.offer is not None and meant.offer.task is not None


def _is_whole(said: Do, sentence: Sentence) -> bool:
    """37备好了, and nothing that might be told of another thing: 5号到货 may be a day."""
    marked = sentence.slots.references
    if isinstance(said.request, ShowCase | ShowHistory):
        return sentence.named
    if not marked or said.request is None or not said.meant.open:
        return False
    return not (said.meant.tail or said.meant.values or f"{marked[0][1]}号" in level(sentence.text))


def _else(outcome: Outcome, sentence: Sentence) -> Meant | None:
    """What else may have been said of a case or begun, where the sentence begins with it."""
    text = level(sentence.text).lstrip()
    match outcome:
        case Opened(sure=True):
            return Meant(says=sentence.text)
        case Says(command=command, sure=Sure.MAYBE):
            # What a form is asked for by, as 请客户吃饭, is told of just as well.
            return None if command_of(sentence, command) == "form" else Meant(says=command)
        case Says(command=command) if command.startswith("/show"):
            # No such order, or another's: told all the same where something is said that is said of orders.
            counted = any(text.startswith(str(count)) for count in sentence.slots.counts)
            return Meant(says=command) if counted and _is_of_orders(sentence) else None
        case Stands(subject=one) if sentence.named and asks(sentence):
            named = reference(one.area, one.number).lower()
            return Meant(says=f"/show {reference(one.area, one.number)}") if named in text[:8] else None
    return None


def _is_of_orders(sentence: Sentence) -> bool:
    return bool(sentence.book.actions(Area.ORDERS, sentence.said))
