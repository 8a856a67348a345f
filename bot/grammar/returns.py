"""The readers of a return's commands (R1), and what replies to its messages mean."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.grammar.chat import Asks, Chat, Move
from bot.grammar.fields import FOUND, RETURN
from bot.grammar.labels import is_inline, read_labels
from bot.grammar.orders import only_case
from bot.grammar.reading import About, Reading, ReturnBlank, Wrong, build
from store.requests import Area, CaseRequest, Request
from store.returns.requests import (
    AskReturn,
    CancelReturn,
    CheckReturn,
    ConfirmReturn,
    CountReturn,
    RejectReturn,
    ReportNotReturned,
    SignReturn,
    UrgeReturn,
)


def return_(reading: Reading) -> Request:
    """The order stands behind the command, is labelled, or is the one replied to; what follows it is the reason."""
    if not reading.words():
        return ReturnBlank(order=reading.number)
    reason = reading.rest if is_inline(reading) else ""
    values = read_labels(reading, replace(RETURN, required=("item",)) if reason else RETURN)
    order = _once(values, "number", "group", given=reading.number)
    if order is None and "customer" not in values:
        raise Wrong("missing", "number")
    reason = _once(values, "reason", given=reason or None)
    bearer = _once(values, "bearer", "freight", "cost")
    return build(
        AskReturn,
        {"lines": "item"},
        order=order,
        customer=values["customer"][0] if "customer" in values else "",
        reason=reason,
        lines=tuple(values["item"]),
        **({"bearer": bearer} if bearer else {}),
    )


def _once(values: Mapping[str, list[Any]], *fields: str, given: Any = None) -> Any:
    """The one value of what goes by several labels; the same twice is no contradiction."""
    found = given
    for field in fields:
        for value in values.get(field, ()):
            if found not in (None, value):
                raise Wrong("repeated", fields[0], str(value))
            found = value
    return found


def _with_lines(model: type[CaseRequest]) -> Callable[[Reading], Request]:
    def read(reading: Reading) -> Request:
        number = reading.case
        values = read_labels(reading, FOUND)
        return build(model, {"lines": "item"}, number=number, lines=tuple(values.get("item", ())))

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
    return build(model, {"lines": "item"}, number=about.number, lines=tuple(found))


RETURNS_CHAT = Chat(
    area=Area.RETURNS,
    moves=(
        Move(
            request=AskReturn,
            command="return",
            read=return_,
            names=Area.ORDERS,
            argument="text",
            labels=RETURN,
            begins=(ReturnBlank,),
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
        Move(request=SignReturn, command="sign", buttons={"sign": None}, answers={"sign": ("sign",)}),
        Move(request=RejectReturn, command="reject", asks={"reject": Asks("reason")}),
        Move(request=CancelReturn, command="cancel", asks={"cancel": Asks("reason_cancel")}),
        Move(request=UrgeReturn, command="urge", buttons={"urge": None}),
    ),
    answered_by={"return_paper": "confirm"},
    free=_lines,
)
