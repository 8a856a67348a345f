"""What came of a sentence, in classes: done at once, asked with one press, answered, silent; and whether it is an effect."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bot.fronts.areas import FRONTS
from bot.grammar import COMMANDS, NamedByCustomer
from bot.speech.openings import Opened
from bot.speech.outcomes import Do, Lost, Propose, Says, Silent, Stands
from store.requests import Request
from tests.speech.office import CUSTOMERS, GRAMMAR, TODAY, WORDS, Refusal, understood

HERE = Path(__file__).parent
LOOKS = ("show", "history")


class Line(NamedTuple):
    who: str
    case: str
    to: str
    text: str
    wanted: str
    short: str = ""
    """What is still short of right."""


def lines_of(name: str) -> Iterator[Line]:
    for group in tomllib.loads((HERE / name).read_text(encoding="utf-8"))["said"]:
        to = "room" if group.get("room") else group.get("to", "")
        for text, wanted, *short in group["lines"]:
            yield Line(
                group["who"], group.get("case", "nothing"), to, text.replace(" ⏎ ", "\n"), wanted, *short
            )


def names_of(request: Request) -> set[str]:
    """The buttons and the command that make this request."""
    kind = type(request)
    buttons = {
        action
        for front in FRONTS.values()
        for action in (*front.actions, *front.questions)
        if front.request_of(action) is kind
    }
    return buttons | {name for name, spec in COMMANDS.items() if kind in spec.requests}


def _read(command: str) -> Any:
    """As it will be read of a customer who is on file."""
    read = GRAMMAR.read(command, today=TODAY, private=True)
    if not isinstance(read, NamedByCustomer):
        return read
    length = max((len(name) for name in CUSTOMERS if read.said.startswith(name)), default=0)
    return GRAMMAR.read(command, today=TODAY, private=True, customers={read.said: (1, length)})


def said_by(command: str) -> set[str]:
    """The buttons and the command of what a button of words does: `/pledge 宏达 …`, `申请 入库单`."""
    read = _read(command)
    word = command.split()[0]
    name = word[1:] if word.startswith("/") else WORDS.command_words.get(word, word)
    return (names_of(read) if isinstance(read, Request) else set()) | {name}


def came_of(outcome: Any) -> tuple[str, set[str]]:
    """`done`, `asked`, `status`, `silent`, `refused` or `lost`; and what was done, or may be by a press."""
    match outcome:
        case None | Silent():
            return "silent", set()
        case Stands():
            return "status", set()
        case Do(meant=meant, request=request) if meant.offer is not None:
            state = "done" if request is not None else "asked"
            return (state if meant.open else "refused"), {meant.offer.action}
        case Says(command=command):
            return "done", said_by(command)
        case Propose(several=several):
            return "asked", {
                name for one in several for name in ({one.offer.action} if one.offer else said_by(one.says))
            }
        case Opened():
            return "asked", {outcome.area}
        case Refusal():
            return "refused", names_of(outcome.request)
        case Lost():
            return "lost", set()
        case Request():
            return "done", names_of(outcome)
        case _:
            return "lost", set()


def is_effect(outcome: Any) -> bool:
    """Whether something of a case is changed without another press."""
    if isinstance(outcome, Says):
        read = _read(outcome.command)
        return isinstance(read, Request) and _moves(read)
    request = outcome.request if isinstance(outcome, Do) and outcome.meant.open else outcome
    return isinstance(request, Request) and _moves(request)


def _moves(request: Request) -> bool:
    return any(front.table.asking(type(request)) for front in FRONTS.values())


def judged(line: Line, number: int = 37) -> str:
    """`at once`, `one press`, `wrong` (an effect that wasn't wanted) or `lost`.

    `done` is wanted where whoever wrote the sentence didn't know what the button is called; what was asked then is a press.
    """
    outcome = understood(line.text.replace("{n}", str(number)), line.who, line.case, line.to)
    state, names = came_of(outcome)
    wanted = set(line.wanted.split("|"))
    looked = state == "done" and names and names <= {"show", "history"} and "status" in wanted
    if state in wanted or looked or (state == "done" and names & wanted):
        return "at once"
    if is_effect(outcome):
        return "wrong"
    asked = state in ("asked", "status") and bool(names & wanted or state in wanted)
    return "one press" if asked or (state == "asked" and "done" in wanted) else "lost"
