"""A labelled command by its blank to copy, or asked for line by line in private: one question at a time, kept in a row
until it is complete."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.access import rights
from bot.fronts.areas import FRONTS
from bot.grammar import COMMANDS, Mistake, NamedBySlip
from bot.grammar.areas import CHATS
from bot.grammar.labels import split_label
from bot.grammar.reading import Blank
from bot.handlers.cases import stepped
from bot.handlers.meaning import understood
from bot.handlers.orders import no_such_slip
from bot.handlers.refusing import refuse
from bot.handlers.routing import Handler, Routes
from bot.intake.work import Work
from bot.letters.cases import LINE
from store.members import questions
from store.members.requests import AnswerLine, AskLines
from store.people.model import Question
from store.process.views import case_seen_by
from store.requests import Area, Refused, Request

AREA: Mapping[str, Area] = {
    move.command: area for area, chat in CHATS.items() for move in chat.moves if AskLines in move.begins
}
"""Of which area a command is that may be asked for so: its template words the questions."""


def blank_of(area: Area, command: str) -> Handler:
    """A handler for a command without its lines; the order that it is about fills in what it knows."""

    async def blank(work: Work, request: Blank) -> None:
        filled: Mapping[str, Sequence[str]] = {}
        if request.order is not None:
            case = await case_seen_by(work.unit, work.by.actor, Area.ORDERS, request.order)
            if case is None:
                refuse(work, Refused(reason="unknown", facts={"number": request.order}))
                return
            found = await FRONTS[area].filled(work.unit, case)
            if isinstance(found, Refused):
                refuse(work, found)
                return
            filled = found
        grammar, language = work.front.grammar, work.by.person.language
        text = grammar.blank(command, language, number=request.order, filled=filled)
        work.answer(f"{area}/blank", {"corrected": text, "order": request.order}, private=True)

    return blank


async def start(work: Work, request: AskLines) -> None:
    """About an order: what that tells isn't asked."""
    if request.command not in AREA:
        work.answer("refused/unreadable")
        return
    allowed = rights.roles_for(COMMANDS[request.command].requests[0])
    if not allowed & work.by.actor.roles:
        refuse(work, Refused(reason="role", facts={"roles": sorted(allowed)}))
        return
    head = f"/{request.command}"
    if request.order is not None:
        case = await case_seen_by(work.unit, work.by.actor, Area.ORDERS, request.order)
        if case is None:
            refuse(work, Refused(reason="unknown", facts={"number": request.order}))
            return
        head += f" {request.order}"
    known = work.front.grammar.known(request.command) if request.order is not None else ()
    left = [field for field in _fields(work, head) if field not in known]
    if work.callback_id is not None:
        work.answer("members/line_asked")
    await _ask(work, head, left[0])


async def go_on(work: Work, said: str, field: str) -> None:
    """A command said in one go that lacks this line; what has been said of it stands."""
    await _ask(work, said, field)


async def answer(work: Work, request: AnswerLine) -> None:
    """The line is read at once; what is wrong with it is said, and it is asked for again."""
    question = await questions.open_question(work.unit, work.by.person.id)
    if question is None or not question.asks.startswith(questions.LINE):
        work.answer("members/line_over")
        return
    field = question.asks.removeprefix(questions.LINE)
    if request.field not in (None, field):
        work.answer("members/line_over")
        return
    if work.callback_id is not None:
        work.answer("members/line_noted", {"field": field})
    grammar, language = work.front.grammar, work.by.person.language
    said, skipped = question.command, _skips(work, request.text)
    command = _command(question.command)
    if skipped and field in grammar.required(command):
        await _ask(work, said, field, wrong={"kind": "missing", "field": field, "said": ""})
        return
    if not skipped:
        said = f"{said}\n{grammar.line(field, request.text, language)}"
    read = await understood(work, said, private=True)
    if isinstance(read, Mistake) and read.kind != "missing" and not skipped:
        wrong = {"kind": read.kind, "field": read.field, "said": read.said}
        await _ask(work, question.command, field, wrong=wrong)
        return
    fields = _fields(work, said)
    given = _given(work, said)
    rest = [one for one in fields[fields.index(field) + 1 :] if one not in given]
    answered = "" if skipped else said.splitlines()[-1]
    if rest:
        await _ask(work, said, rest[0], answered)
    elif isinstance(read, Request):
        await _take(work, question, command, said, read)
    else:
        missing = read.field if isinstance(read, Mistake) and read.field in fields else fields[0]
        await _ask(work, said, missing, answered, wrong={"kind": "missing", "field": missing, "said": ""})


async def _take(work: Work, question: Question, command: str, said: str, request: Request) -> None:
    """All of it is there. If it is refused, it comes back to be copied: nothing typed is lost."""
    await questions.leave(work.unit, question.member_id, said=said.splitlines()[-1])
    if isinstance(request, NamedBySlip):
        await no_such_slip(work, request)
    elif await stepped(work, FRONTS[AREA[command]], request) is not None:
        return
    work.say("members/corrected", {"corrected": said}, private=True)


async def _ask(
    work: Work, said: str, field: str, answered: str = "", *, wrong: dict[str, Any] | None = None
) -> None:
    """`answered` is the line that the question before it brought."""
    command = _command(said)
    await questions.ask_line(work.unit, work.by.person.id, said, field, said=answered)
    facts = {
        "command": command,
        "field": field,
        "choices": list(work.front.grammar.choices(command, field)),
        "optional": field not in work.front.grammar.required(command),
        "wrong": wrong,
    }
    message = work.say(f"{AREA[command]}/{LINE}", facts, private=True)
    await questions.asked_in(work.unit, work.by.person.id, message)


def _fields(work: Work, said: str) -> tuple[str, ...]:
    return work.front.grammar.lines(_command(said))


def _given(work: Work, said: str) -> set[str]:
    """The fields whose lines are there."""
    labels = (split_label(line) for line in said.splitlines()[1:])
    return {work.front.vocabulary.field_named(one[0]) or "" for one in labels if one}


def _command(said: str) -> str:
    return said.split()[0].removeprefix("/")


def _skips(work: Work, text: str) -> bool:
    return work.front.vocabulary.value_of("draft", text) == "skip"


ROUTES: Routes = {
    **{
        begun: blank_of(area, move.command)
        for area, chat in CHATS.items()
        for move in chat.moves
        for begun in move.begins
        if issubclass(begun, Blank)
    },
    AskLines: start,
    AnswerLine: answer,
}
