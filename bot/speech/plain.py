"""What needs no asking though it was said in other words: it shows something, begins what asks for the rest, or notes what
nobody loses anything by and whoever noted it takes back."""

from typing import overload

from bot.access.rights import roles_for
from bot.fronts.areas import FRONTS
from bot.grammar import COMMANDS, Grammar, Mistake
from bot.grammar.areas import CHATS
from bot.grammar.reading import NamedByCustomer
from bot.speech.outcomes import Meant, Outcome, Propose, Says, Sure
from bot.speech.sentence import Sentence
from store.customers.requests import NoteContact, WishVisit
from store.inquiries.requests import TakeInquiry
from store.members.requests import AskLines, AskSwap, EndDuty, SetDuty
from store.requests import Request
from store.statements.requests import DraftStatement
from store.storage.requests import AreaOf

NOTES = (NoteContact, WishVisit, TakeInquiry)
"""Steps that move no money, bind nobody and can be taken back. A lead also says whose the name is (U2): it is asked."""
DRAFTS = (DraftStatement,)
"""Steps that only draw up what a press makes count; of a sum that was said more is wanted than that."""
SHOWN = frozenset(
    {
        *(
            "report",
            "tasks",
            "calendar",
            "customers",
            "orders",
            "owed",
            "inventory",
            "meeting",
            "forms",
            "lead",
        ),
        *(
            "inquiry",
            "help",
            "menu",
            "who",
            "statement",
            "dun",
            "area",
            "customer",
            "export",
            "show",
            "history",
            "duty",
        ),
    }
)
"""Commands that show what they are about unless a step is read of them."""
_ACTS = (SetDuty, EndDuty)
"""What these commands do without being a step; who is asked to swap a duty says yes or no."""
ASKED_BY_LINES = frozenset(
    {"form"} | {move.command for chat in CHATS.values() for move in chat.moves if AskLines in move.begins}
)
"""Commands that ask, line by line, for what they lack."""


@overload
def settled(sentence: Sentence, outcome: Outcome, *, notes: bool = False) -> Outcome: ...
@overload
def settled(sentence: Sentence, outcome: Outcome | None, *, notes: bool = False) -> Outcome | None: ...
def settled(sentence: Sentence, outcome: Outcome | None, *, notes: bool = False) -> Outcome | None:
    """A proposal of one thing that needs no asking, as that thing; every other outcome as it is.

    `notes` where what was said says of itself that it happened, and nothing else.
    """
    if not isinstance(outcome, Propose) or len(outcome.several) != 1:
        return outcome
    one = outcome.several[0]
    if not is_plain(sentence, one, notes=notes):
        return outcome
    return Says(one.says, Sure.NEAR if outcome.near else Sure.MAYBE)


def is_plain(sentence: Sentence, meant: Meant, *, notes: bool = False) -> bool:
    if not meant.says or not sentence.sight.meant:
        return False
    command = command_of(sentence, meant.says)
    read = resolved(sentence.grammar, meant.says, sentence)
    if isinstance(read, Mistake):
        return read.lacks and command in ASKED_BY_LINES
    if not isinstance(read, Request):
        return False
    if any(front.table.asking(type(read)) for front in FRONTS.values()):
        return (isinstance(read, DRAFTS) and not sentence.figures) or (notes and isinstance(read, NOTES))
    if isinstance(read, AreaOf):
        return read.area is None
    return isinstance(read, AskSwap) or (command in SHOWN and not isinstance(read, _ACTS))


def is_shown(sentence: Sentence, says: str) -> bool:
    """Whether what the command shows is for the speaker to see."""
    read = resolved(sentence.grammar, says, sentence)
    return isinstance(read, Mistake) or (
        read is not None and bool(roles_for(type(read)) & sentence.sight.actor.roles)
    )


def resolved(grammar: Grammar, says: str, sentence: Sentence) -> Request | Mistake | None:
    """As it will be read once the store has said whose name stands there."""
    today = sentence.sight.today
    read = grammar.read(says, today=today, private=True)
    if isinstance(read, NamedByCustomer):
        name = sentence.slots.customer or read.said
        length = len(name) if read.said.startswith(name) else len(read.said)
        read = grammar.read(says, today=today, private=True, customers={read.said: (1, length)})
    return read


def command_of(sentence: Sentence, says: str) -> str:
    """Its name: `form` of `申请 费用报销单`; empty where it is none."""
    word = says.split()[0]
    name = word[1:] if word.startswith("/") else sentence.words.command_words.get(word, "")
    return name if name in COMMANDS else ""
