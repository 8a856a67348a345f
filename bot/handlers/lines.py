"""A labelled command by its blank to copy, or asked for line by line in private: one question at a time, kept in a row
until it is complete."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.access import rights
from bot.fronts.areas import FRONTS
from bot.grammar import COMMANDS, Mistake, NamedBySlip
from bot.grammar.areas import CHATS
from bot.grammar.formlines import ABOUT
from bot.grammar.formscript import FormScript
from bot.grammar.labels import split_label
from bot.grammar.naming import only_reference
from bot.grammar.reading import Blank, FormAsked
from bot.handlers.cases import signed, stepped
from bot.handlers.meaning import form_asked, understood
from bot.handlers.orders import no_such_slip
from bot.handlers.refusing import refuse
from bot.handlers.routing import Handler, Routes
from bot.intake.work import Work
from bot.letters.cases import LINE
from store.customers.finding import Unsure, resolve_customer
from store.forms.area import FORMS, about_case
from store.forms.definition import About
from store.forms.filling import not_on_file, proposal
from store.forms.requests import AskForm, AttachPicture
from store.forms.rules import may_fill_in
from store.forms.subjects import contract_numbered
from store.forms.views import PROOF, lacking
from store.members import questions
from store.members.requests import AnswerLine, AskLines
from store.people.model import Question
from store.process.views import case_seen_by
from store.requests import Area, Refused, Request, Sign, area_said

_OF_A_FORM = re.compile(r"/(sign|form) F([1-9][0-9]{0,8})")
AREA: Mapping[str, Area] = {
    move.command: area for area, chat in CHATS.items() for move in chat.moves if AskLines in move.begins
}
"""Of which area a command is that may be asked for so: its template words the questions."""


async def waits_for_file(work: Work) -> bool:
    """Whether a photo or a file is asked of the speaker now."""
    question = await questions.open_question(work.unit, work.by.person.id)
    if question is None or not question.asks.startswith(questions.LINE):
        return False
    script = await _script(work, question.command)
    return script is not None and script.attached(question.asks.removeprefix(questions.LINE))


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
    """A command said in one go that lacks this line; what has been said of it stands. Who may not hand the form in is told who
    may before anything is asked."""
    script = await _script(work, said)
    started = script.definition if script is not None and _command(said) == "form" else None
    refused = may_fill_in(started, work.by.actor) if started is not None else None
    if refused is not None:
        refuse(work, refused, Area.FORMS)
        return
    if script is not None and await _barred(work, script):
        return
    await _ask(work, said, field)


async def ask_form(work: Work, request: AskForm) -> None:
    """A kind that was pressed: its first line."""
    said = f"/form {request.kind}" + (f" {FORMS.reference(request.about)}" if request.about else "")
    script = await _script(work, said)
    kind = work.unit.forms.get(request.kind)
    if script is None or kind is None:
        refuse(work, Refused(reason="no_such_form", facts={"said": request.kind}), Area.FORMS)
        return
    if refused := may_fill_in(kind, work.by.actor):
        refuse(work, refused, Area.FORMS)
        return
    if await _barred(work, script):
        return
    if work.callback_id is not None:
        work.answer("members/line_asked")
    await _ask(work, said, next(one for one in script.fields if one != ABOUT or request.about is None))


async def sign(work: Work, request: Sign) -> None:
    """What is filled in with a signature is asked for before it is taken."""
    asks = request.area is Area.FORMS and not request.values  # lines typed with it say all there is to say
    field = await lacking(work.unit, work.by.actor, request) if asks else None
    if field is None:
        await signed(work, request)
        return
    if work.callback_id is not None:
        work.answer("members/line_asked")
    if work.unit.attachment is not None:
        await stepped(work, FRONTS[Area.FORMS], AttachPicture(number=request.number))
    await _ask(work, f"/sign F{request.number}", field)


async def answer(work: Work, request: AnswerLine) -> None:
    """The line is read at once; what is wrong with it is said, and it is asked for again."""
    question = await questions.open_question(work.unit, work.by.person.id)
    if question is None or not question.asks.startswith(questions.LINE):
        work.answer("members/line_over")
        return
    field = question.asks.removeprefix(questions.LINE)
    command, script = _command(question.command), await _script(work, question.command)
    if request.field not in (None, field) or (script is not None and not script.asks(field)):
        work.answer("members/line_over")
        return
    grammar, language = work.front.grammar, work.by.person.language
    said, skipped = question.command, _skips(work, request.text)
    if work.callback_id is not None:
        noted = {"label": script.facts(field)["label"]} if script is not None else {}
        work.answer("members/line_noted", {"field": field, "label": None} | noted)
    required = field in grammar.required(command)
    if script is not None:
        required = script.required(field) and await _known(work, script, field) is None
    sent = work.unit.attachment is not None
    if sent and script is not None and not request.text.strip() and not script.attached(field):
        await _picture_between(work, question, script, field)
        return
    if (skipped and required) or (not skipped and not sent and script is not None and script.attached(field)):
        await _ask(work, said, field, wrong={"kind": "missing", "field": field, "said": ""})
        return
    if not skipped:
        line = grammar.line(field, request.text, language) if script is None else ""
        said = f"{said}\n{line or (script.line(field, request.text, language) if script else '')}"
    read = await understood(work, said, private=True)
    if isinstance(read, Mistake) and not read.lacks and not skipped:
        wrong = {"kind": read.kind, "field": read.field, "said": read.said, "facts": dict(read.facts)}
        await _ask(work, question.command, field, wrong=wrong)
        return
    if (
        script is not None
        and not skipped
        and (fault := await _fault(work, script, field, request.text)) is not None
    ):
        wrong = {"kind": fault.reason, "field": field, "said": request.text, "facts": dict(fault.facts)}
        await _ask(work, question.command, field, wrong=wrong)
        return
    script = await _script(work, said)
    if field == ABOUT and script is not None and await _barred(work, script):
        await questions.leave(work.unit, question.member_id, said=_added(question, said))
        return
    fields = script.fields if script is not None else _fields(work, said)
    given = script.given if script is not None else _given(work, said)
    rest = [one for one in fields[fields.index(field) + 1 :] if one not in given]
    answered = _added(question, said)
    if rest:
        await _ask(work, said, rest[0], answered)
    elif isinstance(read, Request):
        await _take(work, question, command, said, read)
    else:
        missing = read.field if isinstance(read, Mistake) and read.field in fields else fields[0]
        await _ask(work, said, missing, answered, wrong={"kind": "missing", "field": missing, "said": ""})


async def _picture_between(work: Work, question: Question, script: FormScript, field: str) -> None:
    """A photo without a word while a word is asked for. With a signature it is the proof, and says the rest where that may be
    left out; else it is kept, and what was asked is asked again."""
    found, said = _OF_A_FORM.match(question.command), question.command
    if found is None or found[1] != "sign":
        await _ask(work, said, field, wrong={"kind": "picture", "field": field, "said": ""})
        return
    read = await understood(work, said, private=True)
    left = [one for one in script.fields if one not in script.given and one != PROOF and script.required(one)]
    if isinstance(read, Sign) and not left:
        await _take(work, question, "sign", said, read)
        return
    await stepped(work, FRONTS[Area.FORMS], AttachPicture(number=int(found[2])))
    await _ask(work, said, field)


async def _take(work: Work, question: Question, command: str, said: str, request: Request) -> None:
    """All of it is there. If it is refused, it comes back to be copied: nothing typed is lost."""
    await questions.leave(work.unit, question.member_id, said=_added(question, said))
    if isinstance(request, NamedBySlip):
        await no_such_slip(work, request)
    elif await stepped(work, FRONTS[_area(request, command)], request) is not None:
        return
    work.say("members/corrected", {"corrected": said}, private=True)


def _added(question: Question, said: str) -> str:
    """What the answer brought, in one line; empty where it was skipped."""
    return said[len(question.command) :].strip().replace("\n", "；")


async def _ask(
    work: Work, said: str, field: str, answered: str = "", *, wrong: dict[str, Any] | None = None
) -> None:
    """`answered` is the line that the question before it brought."""
    command, script = _command(said), await _script(work, said)
    await questions.ask_line(work.unit, work.by.person.id, said, field, said=answered)
    facts = {
        "command": command,
        "field": field,
        "choices": [] if script is not None else list(work.front.grammar.choices(command, field)),
        "optional": field not in work.front.grammar.required(command),
        "wrong": wrong,
        "so_far": [line.partition(":")[2].strip() for line in said.splitlines()[1:]],
    }
    area = AREA.get(command, Area.FORMS)
    if script is not None:
        known = await _known(work, script, field)
        facts |= {"choices": [], "optional": not script.required(field), **script.facts(field)}
        facts["optional"] = facts["optional"] or known is not None
        facts["proposed"] = facts["proposed"] or script.worded(field, known)
        area, of = Area.FORMS, _OF_A_FORM.match(said)
        facts["of"] = int(of[2]) if of is not None else None
    message = work.say(f"{area}/{LINE}", facts, private=True)
    await questions.asked_in(work.unit, work.by.person.id, message)


async def _known(work: Work, script: FormScript, field: str) -> Any:
    """What would stand there of the case that the form is about, if nothing is said."""
    if field in (ABOUT, PROOF) or not script.about:
        return None
    return await proposal(work.unit, work.by.actor, script.definition, field, await _subject(work, script))


async def _subject(work: Work, script: FormScript) -> int | None:
    """The case that the form is to be about, as far as it has been said."""
    if not script.about:
        return None
    named = only_reference(script.about, work.front.vocabulary)
    about = script.definition.about
    if about is About.CUSTOMER:
        customer = await resolve_customer(work.unit, work.by.actor, script.about)
        if isinstance(customer, Unsure):
            # 宏达: whom it can only be like, that case is looked at
            customer = customer.like[0] if len(customer.like) == 1 else None
        return customer.number if customer is not None else None
    if about is About.CONTRACT and (named is None or named.area is not Area.FORMS):
        return await contract_numbered(work.unit, work.by.actor, script.about)
    return named.number if named is not None else None


async def _barred(work: Work, script: FormScript) -> bool:
    """Whether no such form may be about this case: said before anything more is asked."""
    number = await _subject(work, script)
    found = (
        await about_case(work.unit, script.definition, number, work.by.actor) if number is not None else None
    )
    if isinstance(found, Refused):
        refuse(work, found, Area.FORMS)
    return isinstance(found, Refused)


async def _fault(work: Work, script: FormScript, field: str, text: str) -> Refused | None:
    """Why an answer can't stand there, by the form's bounds or by what is on file."""
    today, is_workday = work.unit.moment(work.by.actor).today, work.unit.worktime.is_workday
    grammar = work.front.grammar
    if fault := grammar.fault_in(script, field, text, today=today, is_workday=is_workday):
        return fault
    value = grammar.value_in(script, field, text, today=today)
    return await not_on_file(work.unit, script.definition.by_key[field], value) if value is not None else None


def _area(request: Request, command: str) -> Area:
    return area_said(request) or AREA.get(command, Area.FORMS)


async def _script(work: Work, said: str) -> FormScript | None:
    """Of a form half said, or of what is filled in with a signature on one."""
    found = _OF_A_FORM.match(said)
    forms: dict[int, FormAsked | None] = {}
    if found is not None:
        number = int(found[2])
        forms[number] = await form_asked(work, number, signing=found[1] == "sign")
    return work.front.grammar.script(said, forms, today=work.unit.moment(work.by.actor).today)


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
    AskForm: ask_form,
    Sign: sign,
    AnswerLine: answer,
}
