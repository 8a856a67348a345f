"""What replies to an order's messages say."""

from collections.abc import Mapping

from bot.grammar.changes import promise
from bot.grammar.orders import ship, short, take_value, vehicle
from bot.grammar.reading import About, Reading, build
from bot.grammar.replying import Answer, Detail, Replies, of
from store.orders.requests import (
    ArrangeVehicle,
    CloseOrder,
    ConfirmArrival,
    InformCustomer,
    IssueSlip,
    OrderProduction,
    PromiseDate,
    RecordCod,
    RecordFreight,
    RecordPayment,
    RecordReceipt,
    RefundMoney,
    ReportNoPayment,
    ReportNotArrived,
    ReportReady,
    ResolveProblem,
    ShipGoods,
    SignOrder,
)
from store.orders.state import PRODUCTION_CHAIN
from store.requests import Request

PRODUCTION = tuple(dict.fromkeys(kind for _, kind in PRODUCTION_CHAIN))
"""A production order's signatures and acts are all given by the same word."""


ANSWERS: Mapping[str, Answer] = {
    "ready": Answer(("prepare", "restock"), of(ReportReady)),
    "paid": Answer(("payment", "collect"), of(RecordPayment)),
    "none": Answer(("payment", "collect"), of(ReportNoPayment)),
    "vehicle": Answer(("vehicle",), of(ArrangeVehicle)),
    "slip": Answer(("slip",), of(IssueSlip)),
    "ship": Answer(("ship",), of(ShipGoods)),
    "arrive": Answer(("arrival",), of(ConfirmArrival)),
    "not_arrived": Answer(("arrival",), of(ReportNotArrived)),
    "inform": Answer(("inform",), of(InformCustomer)),
    "receipt": Answer(("receipt",), of(RecordReceipt)),
    "cod": Answer(("cod", "cod_confirm"), of(RecordCod)),
    "freight": Answer(("freight", "freight_confirm"), of(RecordFreight)),
    "close": Answer(("close",), of(CloseOrder)),
    "sign": Answer(("sign", "sign_change", *PRODUCTION), of(SignOrder)),
    "produced": Answer(("production",), of(OrderProduction)),
    "promised": Answer(("promise",), of(PromiseDate)),
    "resolved": Answer(("problem",), of(ResolveProblem)),
    "refunded": Answer(("refund",), of(RefundMoney)),
}
"""Entries of the vocabulary's answers. `good` is none of them: it is the good answer to whatever is asked."""

FIGURES: Mapping[str, type[Request]] = {
    "payment": RecordPayment,
    "collect": RecordPayment,
    "cod": RecordCod,
    "cod_confirm": RecordCod,
    "freight": RecordFreight,
    "freight_confirm": RecordFreight,
    "refund": RefundMoney,
}
"""The kinds of task that a bare figure answers."""

_COMMANDS = {
    "prepare": "stock",
    "restock": "stock",
    "payment": "paid",
    "collect": "paid",
    "arrival": "arrive",
    "cod_confirm": "cod",
    "freight_confirm": "freight",
    "problem": "resolve",
    "production": "produce",
    "sign_change": "sign",
    **dict.fromkeys(PRODUCTION, "sign"),
}
"""Where a kind of task isn't called as the command that answers it."""


def _shortage(reading: Reading, about: About) -> Request | None:
    """A shortage with its day, whatever is asked for."""
    value, rest = take_value(reading, "stock", reading.rest)
    if value == "short":
        reading.command = "stock"
        return short(reading, about.number, rest)
    if about.kinds[:1] == ("problem",):
        return build(ResolveProblem, number=about.number, text=reading.words())
    return None


ORDER_REPLIES = Replies(
    answers=ANSWERS,
    bad=frozenset({"none", "not_arrived"}),
    figures=FIGURES,
    commands=_COMMANDS,
    details=(
        Detail("ship", "ship", ship, 1),
        Detail("vehicle", "vehicle", vehicle, 3),
        Detail("promise", "promise", promise, 1),
    ),
    free=_shortage,
)
