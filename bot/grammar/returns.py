"""The readers of a return's commands (R1), and what replies to its messages mean."""

from collections.abc import Callable, Mapping

from bot.grammar import passing
from bot.grammar.chat import Asks, Chat, Move
from bot.grammar.fields import labels_of, taken
from bot.grammar.labels import is_inline, read_labels
from bot.grammar.orders import only_case
from bot.grammar.reading import About, Blank, Reading, Wrong, build
from store.members.requests import AskLines
from store.requests import Area, CaseRequest, Reject, Request, ShowSignatures, Sign
from store.returns import fields
from store.returns.requests import (
    AskReturn,
    CancelReturn,
    CheckReturn,
    ConfirmReturn,
    CountReturn,
    ReportNotReturned,
    UrgeReturn,
)


class ReturnBlank(Blank):
    """`/return` without its lines; of an order, with its goods."""


RETURN, FOUND = labels_of(fields.RETURN), labels_of(fields.FOUND)


def return_(reading: Reading) -> Request:
    """The order stands behind the command, is labelled, or is the one replied to; what follows it is the reason."""
    if not reading.words():
        return ReturnBlank(order=reading.number)
    if reading.vocabulary.value_of("order", reading.words()) == "ask":
        return AskLines(command="return", order=reading.number)
    reason = reading.rest if is_inline(reading) else None
    values = read_labels(reading, labels_of(fields.RETURN.without("reason")) if reason else RETURN)
    said = taken(RETURN, values, number=reading.number, reason=reason)
    if "order" not in said and "customer" not in said:
        raise Wrong("missing", "number")
    return build(AskReturn, fields.RETURN.names, **said)


def _with_lines(model: type[CaseRequest]) -> Callable[[Reading], Request]:
    def read(reading: Reading) -> Request:
        number = reading.case
        return build(model, fields.FOUND.names, number=number, **taken(FOUND, read_labels(reading, FOUND)))

    return read


_LINES: Mapping[str, tuple[str, type[CaseRequest]]] = {
    "return_check": ("checked", CheckReturn),
    "return_count": ("count", CountReturn),
}
"""Tasks that item lines answer, and by which command."""


def _lines(reading: Reading, about: About) -> Request | None:
    """`面漆, 8` in reply to a list or a count: what differs, a line each."""
    kind = about.kinds[0] if about.kinds else ""
    if kind not in _LINES or not any(mark.isdigit() for mark in reading.words()):
        return None
    reading.command, model = _LINES[kind]
    reading.area, reading.number = about.area, about.number
    found = []
    for at, line in enumerate((reading.rest, *reading.below), start=1):
        if line.strip():
            try:
                read = FOUND.parsers["item"](reading, line.strip())
            except Wrong as wrong:
                raise wrong.at(at) from None
            reading.understand("item", read.shown)
            found.append(read.value)
    return build(model, fields.FOUND.names, number=about.number, lines=tuple(found))


RETURNS_CHAT = Chat(
    area=Area.RETURNS,
    menu="complaints",
    moves=(
        Move(
            request=AskReturn,
            command="return",
            read=return_,
            names=Area.ORDERS,
            argument="text",
            labels=RETURN,
            begins=(ReturnBlank, AskLines),
        ),
        Move(
            request=CheckReturn,
            command="checked",
            read=_with_lines(CheckReturn),
            labels=FOUND,
            buttons={"checked": None},
            asks={"checked_other": Asks("found", lines="item")},
            answers={"checked": ("return_check",)},
        ),
        Move(
            request=CountReturn,
            command="count",
            read=_with_lines(CountReturn),
            labels=FOUND,
            buttons={"counted": None},
            asks={"count_other": Asks("found", lines="item")},
            answers={"counted": ("return_count",)},
        ),
        Move(
            request=ReportNotReturned,
            buttons={"not_returned": None},
            answers={"not_returned": ("return_count",)},
            bad=True,
        ),
        Move(
            request=ConfirmReturn,
            command="confirm",
            read=only_case(ConfirmReturn),
            buttons={"dealer_agreed": None},
            answers={"dealer_agreed": ("return_confirm",)},
        ),
        Move(request=Sign, command="sign", buttons={"sign": None}, answers={"sign": ("sign",)}),
        Move(request=Reject, command="reject", asks={"reject": Asks("reason")}),
        *passing.MOVES,
        Move(request=ShowSignatures, buttons={"signatures": None}),
        Move(request=CancelReturn, command="cancel", asks={"cancel": Asks("reason_cancel")}),
        Move(request=UrgeReturn, command="urge", buttons={"urge": None}),
    ),
    answered_by={"return_paper": "confirm"},
    details=(passing.advice(Area.RETURNS),),
    spoken=frozenset({"advise"}),
    heeded=frozenset({"show", "history", "undo"}),
    free=_lines,
)
