"""The readers of a complaint's commands (C1 to C5), and what replies to its messages mean."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.grammar import passing
from bot.grammar.chat import Asks, Chat, Move
from bot.grammar.dates import take_day
from bot.grammar.fields import labels_of, taken
from bot.grammar.figures import BETWEEN, changes_it
from bot.grammar.labels import Labels, is_inline, read_labels
from bot.grammar.orders import only_case, take_value
from bot.grammar.reading import About, Blank, Reading, Wrong, build
from bot.grammar.spending import ASIDE, lets_off, set_apart, unread
from bot.wording.vocabulary.spelling import fold
from store.company import Role
from store.complaints import fields
from store.complaints.requests import (
    AskCustomer,
    AskFigure,
    CarryOut,
    FindCause,
    GiveOpinion,
    HearCustomer,
    ProposeRemedy,
    RecordAnswer,
    RecordLesson,
    ReopenComplaint,
    TakeComplaint,
    TakeUp,
    UrgeComplaint,
    VerifyClaim,
)
from store.members.requests import AskLines
from store.registry import reference
from store.requests import Area, CaseRequest, Reject, Request, ShowSignatures, Sign

_SCORE = re.compile(r"([0-9]+)\s*(?:分|/5|points?)?(?![0-9.])")


class ComplaintBlank(Blank):
    """`/complain` without its lines."""


COMPLAIN, CAUSE = labels_of(fields.COMPLAIN), labels_of(fields.CAUSE)
REMEDY, CARRIED = labels_of(fields.REMEDY), labels_of(fields.CARRIED)


def complain(reading: Reading) -> Request:
    """The order may be the one replied to, or stand behind the command; then the customer is known."""
    if not reading.words():
        return ComplaintBlank(order=reading.number)
    if reading.vocabulary.value_of("order", reading.words()) == "ask":
        return AskLines(command="complain", order=reading.number)
    inline = reading.rest if is_inline(reading) else None
    values = read_labels(reading, labels_of(fields.COMPLAIN.without("text")) if inline else COMPLAIN)
    said = taken(COMPLAIN, values, number=reading.number, text=inline)
    if not {"order", "slip", "customer"} & said.keys():
        raise Wrong("missing", "customer")
    return build(TakeComplaint, fields.COMPLAIN.names, **said)


def cause(reading: Reading) -> Request:
    """`OURS DEPARTMENT [PERSON] TEXT`, or labelled."""
    number = reading.case
    if not is_inline(reading):
        given = taken(CAUSE, read_labels(reading, CAUSE))
        given.setdefault("ours", "department" in given)
        return build(FindCause, fields.CAUSE.names, number=number, **given)
    ours, rest = take_value(reading, "ours", reading.rest)
    if ours is None:
        raise Wrong("ours", "ours", reading.rest.split(maxsplit=1)[0])
    reading.understand("ours", reading.vocabulary.value("ours", ours, reading.language))
    if ours == "no":
        return build(FindCause, fields.CAUSE.names, number=number, ours=False, text=_all(rest, reading))
    department, rest = _department(reading, rest)
    words = re.split(r"[\s,，、;；:：]+", rest, maxsplit=1)
    person, text = words if len(words) == 2 else ("", rest)
    return build(
        FindCause,
        fields.CAUSE.names,
        number=number,
        ours=True,
        department=department,
        person=person,
        text=_all(text, reading),
    )


def _department(reading: Reading, said: str) -> tuple[Role, str]:
    first, _, rest = re.sub(r"[\s,，、;；:：]+", " ", said, count=1).partition(" ")
    role = reading.vocabulary.role_named(first)
    if role is None and (glued := _glued_role(reading, first)):
        # 车间没搅匀
        role, rest = reading.vocabulary.role_named(glued), f"{first[len(glued) :].removeprefix('的')} {rest}"
    if role is None:
        raise Wrong("department" if first else "missing", "department", first)
    reading.understand("department", reading.vocabulary.role(role, reading.language))
    return Role(role), rest.strip()


def _glued_role(reading: Reading, said: str) -> str:
    words = sorted(reading.vocabulary.role_words, key=len, reverse=True)
    return next((word for word in words if not word.isascii() and said.startswith(word)), "")


def _all(said: str, reading: Reading) -> str:
    return " ".join(part.strip() for part in (said, *reading.below) if part.strip())


def remedy(reading: Reading) -> Request:
    """The remedy behind the number or labelled; cost and deduction have lines of their own."""
    number = reading.case
    given = _spent(reading, REMEDY, "remedy", cost="expense", deduction="deduction")
    if isinstance(given, AskFigure):
        return given
    return build(ProposeRemedy, fields.REMEDY.names, number=number, **given)


def carried(reading: Reading) -> Request:
    number = reading.case
    if not reading.words():
        return CarryOut(number=number)
    given = _spent(reading, CARRIED, "result", cost="expense")
    if isinstance(given, AskFigure):
        return given
    return build(CarryOut, fields.CARRIED.names, number=number, **given)


def _spent(reading: Reading, labels: Labels, field: str, **sums: str) -> dict[str, Any] | AskFigure:
    """What was done, and what it costs line by line. While a figure in the words is unread, it is asked (C3)."""
    typed, whole = "\n".join([reading.rest, *reading.below]), reading.words() if reading.rest else ""
    set_apart(reading, tuple(sums.values()))
    inline = reading.rest if is_inline(reading) else ""
    values = read_labels(reading, labels)
    if inline and field in values:
        raise Wrong("repeated", field, inline)
    known = [figure for name in (*sums.values(), ASIDE) for figure in values.get(name, ())]
    text = inline or next(iter(values.get(field, ())), "") or (whole if known else "")
    if not text and field in (labels.blank or ())[:1]:
        raise Wrong("missing", field)
    if (figure := unread(reading, text, known)) is not None:
        command = f"/{reading.command} {reference(Area.COMPLAINTS, reading.case)} {typed}"
        asked = build(
            AskFigure, number=reading.case, command=command, figure=figure, kinds=tuple(sums.values())
        )
        assert isinstance(asked, AskFigure)
        return asked
    if "deduction" in sums and not known and lets_off(text, reading.vocabulary.figures):
        reading.understand(field, text)
        if inline:
            # Given back under its label, with the sum's line beside it.
            label = reading.vocabulary.label(field, reading.language)
            reading.rest, reading.below = "", (f"{label}: {text}",)
        raise Wrong("missing", sums["deduction"])
    given: dict[str, Any] = {name: sum(values[label]) for name, label in sums.items() if label in values}
    return given | ({"text": text} if text else {})


def answer(reading: Reading) -> Request:
    """`SCORE [TEXT]`; the score may be `5`, `5分` or `满意`."""
    number, said = reading.case, reading.words()
    word, rest = take_value(reading, "score", said)
    if word is not None:
        return build(RecordAnswer, number=number, score=int(word[-1]), text=rest)
    found = _SCORE.match(fold(said))
    if not found:
        raise Wrong("score" if said else "missing", "score", said.split(maxsplit=1)[0] if said else "")
    if not 1 <= int(found[1]) <= 5:
        raise Wrong("score", "score", found[0].strip())
    reading.understand("score", found[1])
    text = said[found.end() :].lstrip(BETWEEN).strip()
    if changes_it(text, reading.vocabulary.figures):
        raise Wrong("score", "score", said)
    return build(RecordAnswer, number=number, score=int(found[1]), text=text)


def _texted(
    model: type[CaseRequest], field: str, name: str = "text", needed: bool = True
) -> Callable[[Reading], Request]:
    def read(reading: Reading) -> Request:
        number, said = reading.case, reading.words()
        if not said and needed:
            raise Wrong("missing", field)
        return build(model, {name: field}, number=number, **{name: said})

    return read


def asked(reading: Reading) -> Request:
    """Until a day, else until tomorrow."""
    number, said = reading.case, reading.words()
    if not said:
        return AskCustomer(number=number)
    found = take_day(said, reading.today, reading.vocabulary.days)
    if not found:
        raise Wrong("date", "until", said.split(maxsplit=1)[0])
    reading.nothing_more(found[1])
    return AskCustomer(number=number, until=found[0])


opinion = _texted(GiveOpinion, "opinion")
lesson = _texted(RecordLesson, "lesson")
heard = _texted(HearCustomer, "text", needed=False)
reopen = _texted(ReopenComplaint, "reason", "reason")

_FREE: Mapping[str, tuple[str, Callable[[Reading], Request]]] = {
    "cause": ("cause", cause),
    "remedy": ("remedy", remedy),
    "opinion": ("opinion", opinion),
    "carry": ("carried", carried),
    "answer": ("answer", answer),
    "customer": ("heard", heard),
    "lesson": ("lesson", lesson),
}
"""Tasks that words answer, and by which command they are read."""


_DECIDED = ("cause", "remedy", "opinion", "carry")
"""Of these, tasks that are answered by something known or done, and by nothing else."""


def _free(reading: Reading, about: About) -> Request | None:
    """A reply in words is what the open task asks for."""
    kind = about.kinds[0] if about.kinds else ""
    if kind not in _FREE:
        return None
    if kind == "answer" and reading.vocabulary.is_receipt(reading.words()):
        # The worst score there is, or only a sign that it was read.
        raise Wrong("score", "score", reading.words())
    words = reading.vocabulary
    if kind in _DECIDED and (
        words.is_working(reading.words()) or words.is_undone(reading.words(), decided=kind == "carry")
    ):
        raise Wrong("usage", None, reading.rest)
    reading.command, read = _FREE[kind]
    reading.area, reading.number = about.area, about.number
    return read(reading)


def _move(command: str, request: type[CaseRequest], read: Callable[[Reading], Request], **said: Any) -> Move:
    """A step that ends in people's own words, unless it says otherwise."""
    said = {"argument": "text", **said}
    return Move(request=request, command=command, read=read, reason=said["argument"] == "text", **said)


COMPLAINTS_CHAT = Chat(
    area=Area.COMPLAINTS,
    menu="complaints",
    moves=(
        Move(
            request=TakeComplaint,
            command="complain",
            read=complain,
            names=Area.ORDERS,
            argument="text",
            labels=COMPLAIN,
            reason=True,
            begins=(ComplaintBlank, AskLines),
        ),
        _move(
            "takeup",
            TakeUp,
            only_case(TakeUp),
            argument="",
            buttons={"take_up": None},
            answers={"taken_up": ("take_up",)},
        ),
        _move(
            "cause",
            FindCause,
            cause,
            labels=CAUSE,
            asks={"ours": Asks("cause", "ours"), "not_ours": Asks("cause_not_ours", "no")},
        ),
        _move("remedy", ProposeRemedy, remedy, labels=REMEDY, asks={"propose": Asks("remedy")}),
        _move(
            "verify",
            VerifyClaim,
            only_case(VerifyClaim),
            argument="",
            buttons={"verify": None},
            answers={"verify": ("verify",)},
        ),
        _move("opinion", GiveOpinion, opinion, asks={"opinion": Asks("opinion")}),
        _move(
            "carried",
            CarryOut,
            carried,
            labels=CARRIED,
            buttons={"carried": None},
            asks={"carried_how": Asks("result")},
            answers={"carried": ("carry",)},
        ),
        _move("asked", AskCustomer, asked, buttons={"asked": None}),
        _move(
            "heard",
            HearCustomer,
            heard,
            buttons={"heard": None},
            asks={"heard_what": Asks("heard")},
            answers={"heard": ("customer",)},
        ),
        _move(
            "answer",
            RecordAnswer,
            answer,
            argument="figure",
            buttons={"content": lambda number: RecordAnswer(number=number, score=5)},
            asks={"score": Asks("score")},
            answers={"content": ("answer",)},
        ),
        _move("lesson", RecordLesson, lesson, asks={"lesson": Asks("lesson")}),
        _move("reopen", ReopenComplaint, reopen, asks={"reopen": Asks("reason_reopen")}),
        Move(request=Sign, command="sign", buttons={"sign": None}, answers={"sign": ("sign_remedy",)}),
        Move(request=Reject, command="reject", asks={"reject": Asks("reason")}),
        *passing.MOVES,
        Move(request=ShowSignatures, buttons={"signatures": None}),
        Move(request=UrgeComplaint, command="urge", buttons={"urge": None}),
    ),
    details=(passing.advice(Area.COMPLAINTS),),
    spoken=frozenset({"remedy", "opinion", "carry", "customer", "lesson", "advise"}),
    heeded=frozenset({"reject", "urge", "show", "history", "undo", "reopen", "asked"}),
    free=_free,
)
