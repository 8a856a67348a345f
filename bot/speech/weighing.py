"""Where both the grammar and speech make something of a text: which of the two is kept."""

from bot.fronts.areas import FRONTS
from bot.grammar import COMMANDS, Grammar, Mistake
from bot.speech.candidates import Subject
from bot.speech.openings import Opened
from bot.speech.outcomes import Do, Lost, Meant, Outcome, Propose, Says, Silent, Stands, Sure
from bot.wording.vocabulary.spelling import fold
from store.requests import Area, CaseRequest, Request


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


_NAMES = frozenset({"no_customer", "two_customers"})
"""Mistakes in whom a command is about."""


def _lists_orders(outcome: Outcome) -> bool:
    """All that is left to do for a sentence of which nothing but a customer's name was understood."""
    return isinstance(outcome, Says) and outcome.command.startswith("/orders ")


def better_explained(text: str, read: Request | Mistake | None, outcome: Outcome, grammar: Grammar) -> bool:
    """Whether the grammar's own answer is kept: a command with a mistake in it is explained better than guessed at."""
    guessed = isinstance(outcome, Lost | Stands | Silent) or (isinstance(outcome, Propose) and outcome.near)
    listed = isinstance(outcome, Says) and not outcome.command.startswith("/show")
    if isinstance(read, Mistake) and read.kind in _NAMES and _lists_orders(outcome):
        # 合并 宏达, 没有这家: whom the command's name isn't is said, not what else the sentence may have to do with somebody.
        return grammar.begins_as_command(text)
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
    if _names_its_line(text, read, outcome):
        return grammar.begins_as_command(text)
    if read.kind == "amount" and _has_figures(read.said) and grammar.begins_as_command(text):
        return True  # what stands for the amount is none, nor is it a remark: 1e5, 8,40, NaN
    lacks = read.kind == "missing" and len(text.split()) < 3 and not _of_no_case(read)
    return guessed and read.kind != "usage" and not lacks and grammar.begins_as_command(text)


def _names_its_line(text: str, read: Mistake, outcome: Outcome) -> bool:
    """Of a command with lines below it: one that the command hasn't, or whose value is wrong, such as 手机: 1 below 客户."""
    if not any(":" in fold(line) for line in text.splitlines()[1:]):
        return False
    if read.kind in ("unknown_label", "missing") and not isinstance(outcome, Opened | Propose):
        return True
    if read.kind == "unknown_label" and read.command == "form":
        return True  # another form that its lines speak of would lose what was typed
    wrong = read.kind != "missing" and (read.line or 1) > 1 and bool(read.field and read.said)
    return wrong and not isinstance(outcome, Do)


def _of_no_case(read: Mistake) -> bool:
    """会议 10:30: something of a command that takes no case was read, and no answer to the case replied to."""
    return (
        bool(read.understood) and read.command in COMMANDS and Area.ORDERS not in COMMANDS[read.command].areas
    )


def _has_figures(said: str) -> bool:
    return any(mark.isdigit() or (mark.isascii() and mark.isalpha()) for mark in said)
