"""From a button and what was read out of a sentence to its request: all that was read has to find its place."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from bot.fronts.front import AreaFront
from bot.grammar.calendar import take_hour
from bot.grammar.replying import whose
from bot.speech.candidates import DAYS, Subject, fields_of, has_money
from bot.speech.slots import Slots
from store.orders.requests import LineAsked, PartAsked
from store.requests import Request
from store.returns.requests import Found

_TEXTS = ("reason", "ref", "text")
_MUCH = frozenset({"amount", "score", "parts", "lines"})
_UNSAID = {"until": "reason", "line": "reason"}
"""The reason of a day, and of a line that isn't right, may be the sentence itself: 缺料，周三才有. Behind 有异议 it is the rest."""


@dataclass(frozen=True)
class Filled:
    """What of a request is known; `lacks` names what it needs besides."""

    request: type[Request]
    values: Mapping[str, Any]
    lacks: frozenset[str]


def fill(
    front: AreaFront[Any],
    subject: Subject,
    action: str,
    slots: Slots,
    *,
    tail: str,
    past: bool,
    less: bool,
    costs: bool,
    told: Callable[[str], bool],
    today: date,
) -> Filled | None:
    """None where something that was read has no place in what the button asks for."""
    request = front.request_of(action)
    pressed = _pressed(front, action, subject.number)
    needed, optional = fields_of(request)
    takes = (needed | optional) - pressed.keys() - _asked_for(front, action, request)
    values: dict[str, Any] = {}
    money = bool({"amount", "cost"} & takes)
    days = tuple(day for day in slots.days if not ((past or money) and day == today))
    if days:
        field = next((name for name in DAYS if name in takes), None)
        if field is None or len(days) > 1:
            return None
        values[field] = days[0]
    for name in ("plate", "phone", "waybill", "carrier"):
        if value := getattr(slots, name):
            if name not in takes:
                if name == "carrier" and "waybill" in takes:
                    continue
                return None
            values[name] = value
    if "waybill" in values and slots.carrier:
        values["waybill"] = slots.carrier + values["waybill"]
    figures = [*slots.amounts, *slots.counts]
    if figures:
        sort = next((sort for sort in ("amount", "cost", "score") if sort in takes), None)
        if sort is None or len(figures) > 1 or (sort == "cost" and slots.counts and not costs):
            return None  # beside a vehicle a figure is a cost only where it is called so
        values[sort] = str(figures[0]) if sort == "score" else figures[0]
    if slots.line is not None:
        if "line" not in takes:
            return None
        values["line"] = slots.line
    if slots.parts and not _parts(slots, subject, takes, values, less=less):
        return None
    if slots.vague and not _told_whole(slots, takes, values):
        return None
    less_than_said = bool(slots.parts) and not {"parts", "lines", "text", "reason"} & values.keys()
    if slots.hour and "at" in takes and (hour := take_hour(slots.hour)) is not None:
        values["at"] = hour[0]
    elif slots.hour:
        return None
    if slots.member:
        return None
    if tail and _says_nothing(front, action, tail, told):
        tail = ""
    if tail:
        text = next((name for name in _TEXTS if name in takes), None)
        if (
            text is None
            or (has_money(request) and _is_figure(tail))
            or (has_money(request) and _may_be_amount(tail, figures))
        ):
            return None  # nobody knows how much came
        values[text] = tail
    if any(name in values and text in takes for name, text in _UNSAID.items()):
        values["reason"] = tail if tail and "line" in values else slots.said
    if less_than_said and action in front.actions:
        return None
    # What a button asks for isn't said yet: 部分到账, 改单 and a reason.
    if action in front.questions and not needed and values.keys() <= set(_TEXTS):
        return Filled(request, {}, frozenset({"?"}))
    return Filled(request, values, needed - values.keys() - pressed.keys())


def _is_figure(tail: str) -> bool:
    """到账 ⏎ 8500: a figure that stands apart is no reference, and how much came is not known from its place."""
    first = tail.split()[0].rstrip("元块")
    return first.isdigit() and len(first) < 8


def _says_nothing(front: AreaFront[Any], action: str, tail: str, told: Callable[[str], bool]) -> bool:
    """What is told behind may go where it changes nothing: 喊车吧, and why something was not done."""
    bad = any(move.bad and action in move.buttons for move in front.chat.moves)
    return not told(tail) or (bad and not any(map(str.isdigit, tail)))


def _may_be_amount(tail: str, figures: Sequence[object]) -> bool:
    """Marks that stand where an amount does, or have it in them, are no reference: `0000001 5`, `12 000`, `0x10`."""
    known = {str(figure) for figure in figures}
    return tail.isascii() and (not known or bool(known & set(re.findall(r"[0-9]+", tail))))


def _asked_for(front: AreaFront[Any], action: str, request: type[Request]) -> frozenset[str]:
    """A press says that all of it came or went; how much is the business of the button that asks."""
    other = any(asks is request for name, (_, asks) in front.questions.items() if name != action)
    return _MUCH if other and action in front.actions else frozenset()


def _pressed(front: AreaFront[Any], action: str, number: int) -> Mapping[str, Any]:
    """What the press itself says: 满意 is five points."""
    told = whose(front.request_of(action), front.chat.area)
    if action not in front.actions:
        return told
    return told | front.actions[action](number).model_dump(exclude_defaults=True, exclude={"number"})


def _parts(
    slots: Slots, subject: Subject, takes: frozenset[str], values: dict[str, Any], *, less: bool
) -> bool:
    """With `less` the figure is what is missing: how much there is has to be asked."""
    only = subject.products[0] if len(subject.products) == 1 else ""
    named = [(part.product or only, part.qty) for part in slots.parts]
    if "parts" in takes:
        if not less and all(product for product, _ in named):
            values["parts"] = tuple(PartAsked(product=product, qty=qty) for product, qty in named)
        return True  # without its name the goods are asked for
    if "lines" in takes and "wanted" in takes:
        if not less and (lines := _rewritten(subject, named)):
            values["lines"] = lines
        return True
    if "lines" in takes:
        if not less and all(product for product, _ in named):
            values["lines"] = tuple(Found(product=product, qty=qty) for product, qty in named)
        return True
    return _told_whole(slots, takes, values)


def _told_whole(slots: Slots, takes: frozenset[str], values: dict[str, Any]) -> bool:
    """Where it is told in the sentence's own words, what can't be read out of it has its place."""
    text = next((name for name in ("text", "reason") if name in takes), None)
    if text == "text":
        values["text"] = slots.said
    return text is not None


def _rewritten(subject: Subject, named: Sequence[tuple[str, Decimal]]) -> tuple[LineAsked, ...]:
    """The order's lines with these quantities; none where one isn't there."""
    wanted = dict(named)
    if not set(wanted) <= {line.product for line in subject.lines}:
        return ()
    return tuple(
        LineAsked(
            product=line.product,
            qty=wanted.get(line.product, line.qty),
            unit=line.unit,
            price=line.price,
            note=line.note,
        )
        for line in subject.lines
    )


def made(front: AreaFront[Any], subject: Subject, action: str, filled: Filled) -> Request | None:
    """The request; None where a value is out of its bounds."""
    pressed = _pressed(front, action, subject.number)
    try:
        return filled.request.model_validate({**pressed, **filled.values, "number": subject.number})
    except ValidationError:
        return None
