"""The readers of commands that cases of several areas take: each area has its own request for it."""

from collections.abc import Mapping

from bot.grammar.reading import Reading, Wrong, build
from store.complaints.requests import RejectRemedy, SignRemedy, UrgeComplaint
from store.members.requests import LeaveQuestion
from store.orders.requests import CancelOrder, RejectOrder, SignOrder, UrgeOrder
from store.requests import Area, CaseRequest, Request
from store.returns.requests import CancelReturn, RejectReturn, SignReturn, UrgeReturn

Models = Mapping[Area, type[CaseRequest]]

SIGN: Models = {Area.ORDERS: SignOrder, Area.COMPLAINTS: SignRemedy, Area.RETURNS: SignReturn}
REJECT: Models = {Area.ORDERS: RejectOrder, Area.COMPLAINTS: RejectRemedy, Area.RETURNS: RejectReturn}
CANCEL: Models = {Area.ORDERS: CancelOrder, Area.RETURNS: CancelReturn}
URGE: Models = {Area.ORDERS: UrgeOrder, Area.COMPLAINTS: UrgeComplaint, Area.RETURNS: UrgeReturn}


def sign(reading: Reading) -> Request:
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
    return models[reading.area or Area.ORDERS](number=number)


def _with_reason(models: Models, reading: Reading) -> Request:
    number, reason = reading.case, reading.words()
    if not reason:
        raise Wrong("missing", "reason")
    return build(models[reading.area or Area.ORDERS], number=number, reason=reason)
