"""The readers of commands that cases of several areas take: each area says by which request."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.grammar import changes, forms, passing
from bot.grammar.areas import CHATS
from bot.grammar.chat import Argument, CommandSpec
from bot.grammar.reading import Reading, Wrong, build
from bot.grammar.replying import whose
from store.members.requests import LeaveQuestion
from store.requests import Area, Request

Models = Mapping[Area, type[Request]]


def _models(command: str) -> Models:
    return {
        area: move.request for area, chat in CHATS.items() for move in chat.moves if move.command == command
    }


SIGN, REJECT, CANCEL, URGE = map(_models, ("sign", "reject", "cancel", "urge"))


def sign(reading: Reading) -> Request:
    if reading.area is Area.FORMS and reading.number is not None:
        return forms.signed(reading, reading.number)
    return _only(SIGN, reading)


def urge(reading: Reading) -> Request:
    return _only(URGE, reading)


def reject(reading: Reading) -> Request:
    return _with_reason(REJECT, reading)


def cancel(reading: Reading) -> Request:
    """Alone it leaves an open question."""
    if reading.number is None and not reading.words():
        return LeaveQuestion()
    return _with_reason(CANCEL, reading)


def _only(models: Models, reading: Reading) -> Request:
    number = reading.only_case()
    return _about(models, reading, number=number)


def _with_reason(models: Models, reading: Reading) -> Request:
    number, reason = reading.case, reading.words()
    if not reason:
        raise Wrong("missing", "reason")
    return _about(models, reading, number=number, reason=reason)


def _about(models: Models, reading: Reading, **said: Any) -> Request:
    area = reading.area or Area.ORDERS
    return build(models[area], {}, **whose(models[area], area), **said)


def _by_area(read: Callable[[Reading], Request], models: Models, *others: type[Request]) -> CommandSpec:
    ends_in_reason = read in (reject, cancel)
    return CommandSpec(
        read=read,
        requests=(*dict.fromkeys(models.values()), *others),
        areas=tuple(models),
        alone=bool(others),
        argument="text" if ends_in_reason else "",
        reason=ends_in_reason,
    )


def _of_money(
    read: Callable[[Reading], Request], command: str, *, argument: Argument, reason: bool = False
) -> CommandSpec:
    """What goes back: of an order, or of a customer's receipt."""
    models = _models(command)
    return CommandSpec(
        read=read,
        requests=tuple(models.values()),
        areas=tuple(models),
        argument=argument,
        reason=reason,
        menu="money",
    )


SHARED: Mapping[str, CommandSpec] = {
    "cancel": _by_area(cancel, CANCEL, LeaveQuestion),
    "sign": _by_area(sign, SIGN),
    "reject": _by_area(reject, REJECT),
    "urge": _by_area(urge, URGE),
    "refund": _of_money(changes.refund, "refund", argument="figure"),
    "bounce": _of_money(changes.bounce, "bounce", argument="text", reason=True),
    **passing.specs(tuple(_models("withdraw"))),
}
