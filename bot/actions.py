"""What a button does: makes a request, or asks for what the request still lacks."""

from collections.abc import Callable, Mapping

from store.members.questions import Ask
from store.orders import requests as ask
from store.orders.state import Order, State
from store.requests import Request

REQUESTS: Mapping[str, Callable[[int], Request]] = {
    "ready": lambda number: ask.ReportReady(number=number),
    "paid": lambda number: ask.RecordPayment(number=number),
    "none": lambda number: ask.ReportNoPayment(number=number),
    "vehicle": lambda number: ask.ArrangeVehicle(number=number),
    "slip": lambda number: ask.IssueSlip(number=number),
    "ship": lambda number: ask.ShipGoods(number=number),
    "arrive": lambda number: ask.ConfirmArrival(number=number),
    "not_arrived": lambda number: ask.ReportNotArrived(number=number),
    "inform": lambda number: ask.InformCustomer(number=number),
    "receipt": lambda number: ask.RecordReceipt(number=number),
    "cod": lambda number: ask.RecordCod(number=number),
    "cod_confirm": lambda number: ask.RecordCod(number=number),
    "freight": lambda number: ask.RecordFreight(number=number),
    "freight_confirm": lambda number: ask.RecordFreight(number=number),
    "close": lambda number: ask.CloseOrder(number=number),
    "sign": lambda number: ask.SignOrder(number=number),
    "refund": lambda number: ask.RefundMoney(number=number),
    "produce": lambda number: ask.OrderProduction(number=number),
    "production_give": lambda number: ask.SignOrder(number=number),
    "production_accept": lambda number: ask.SignOrder(number=number),
    "production_ticket": lambda number: ask.SignOrder(number=number),
    "promise": lambda number: ask.PromiseDate(number=number),
    "resolve": lambda number: ask.ResolveProblem(number=number),
    "urge": lambda number: ask.UrgeOrder(number=number),
    "show": lambda number: ask.ShowOrder(number=number),
    "history": lambda number: ask.ShowHistory(number=number),
}

QUESTIONS: Mapping[str, tuple[Ask, type[Request]]] = {
    "short": (Ask("short", "/stock {number} short"), ask.ReportShort),
    "part": (Ask("amount", "/paid {number}"), ask.RecordPayment),
    "cod_part": (Ask("amount", "/cod {number}"), ask.RecordCod),
    "cod_confirm_part": (Ask("amount", "/cod {number}"), ask.RecordCod),
    "freight_other": (Ask("amount", "/freight {number}"), ask.RecordFreight),
    "reject": (Ask("reason", "/reject {number}"), ask.RejectOrder),
    "material": (Ask("short", "/material {number}"), ask.ReportMaterial),
    "promise_other": (Ask("day", "/promise {number}"), ask.PromiseDate),
    "resolve_how": (Ask("how", "/resolve {number}"), ask.ResolveProblem),
    "problem": (Ask("problem", "/problem {number}"), ask.ReportProblem),
    "cancel": (Ask("reason_cancel", "/cancel {number}"), ask.CancelOrder),
    "ship_part": (Ask("parts", "/ship {number}", lines="item"), ask.ShipGoods),
}
"""What is asked for, and the request that the answer completes."""


def request_of(action: str) -> type[Request]:
    """What a press on the button asks for, in the end."""
    return QUESTIONS[action][1] if action in QUESTIONS else type(REQUESTS[action](1))


_VEHICLE = Ask("vehicle", "/vehicle {number}")


def question_after(step: str, order: Order, *, pressed: bool) -> Ask | None:
    """A press says that a vehicle is arranged; which one, whoever likes may add (O4)."""
    if step == "arrange" and pressed and not order.plate and order.state in (State.PREPARING, State.RELEASED):
        return _VEHICLE
    return None
