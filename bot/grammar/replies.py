"""A reply counts as a press: what a few words mean depends on the tasks that are open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.grammar.changes import promise
from bot.grammar.figures import BETWEEN, ENDS, money
from bot.grammar.orders import ship, short, take_value, vehicle
from bot.grammar.reading import About, Reading, Wrong, build
from bot.vocabulary import Vocabulary, key
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
from store.requests import Area, Request

PRODUCTION = tuple(dict.fromkeys(kind for _, kind in PRODUCTION_CHAIN))
"""A production order's signatures and acts are all given by the same word."""


@dataclass(frozen=True)
class Answer:
    """What one entry of the vocabulary's answers says, and to which kinds of task."""

    kinds: tuple[str, ...]
    request: Callable[[int], Request]


def _of(model: Callable[..., Request]) -> Callable[[int], Request]:
    return lambda number: model(number=number)


ANSWERS: Mapping[str, Answer] = {
    "ready": Answer(("prepare", "restock"), _of(ReportReady)),
    "paid": Answer(("payment", "collect"), _of(RecordPayment)),
    "none": Answer(("payment", "collect"), _of(ReportNoPayment)),
    "vehicle": Answer(("vehicle",), _of(ArrangeVehicle)),
    "slip": Answer(("slip",), _of(IssueSlip)),
    "ship": Answer(("ship",), _of(ShipGoods)),
    "arrive": Answer(("arrival",), _of(ConfirmArrival)),
    "not_arrived": Answer(("arrival",), _of(ReportNotArrived)),
    "inform": Answer(("inform",), _of(InformCustomer)),
    "receipt": Answer(("receipt",), _of(RecordReceipt)),
    "cod": Answer(("cod", "cod_confirm"), _of(RecordCod)),
    "freight": Answer(("freight", "freight_confirm"), _of(RecordFreight)),
    "close": Answer(("close",), _of(CloseOrder)),
    "sign": Answer(("sign", *PRODUCTION), _of(SignOrder)),
    "produced": Answer(("production",), _of(OrderProduction)),
    "promised": Answer(("promise",), _of(PromiseDate)),
    "resolved": Answer(("problem",), _of(ResolveProblem)),
    "refunded": Answer(("refund",), _of(RefundMoney)),
}
"""Entries of the vocabulary's answers. `good` is none of them: it is the good answer to whatever is asked."""

_BAD = frozenset({"none", "not_arrived"})
GOOD: Mapping[str, Answer] = {
    kind: answer for name, answer in ANSWERS.items() if name not in _BAD for kind in answer.kinds
}
"""The good answer to each kind of task: what the first button of its message does."""

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
    **dict.fromkeys(PRODUCTION, "sign"),
}
"""Where a kind of task isn't called as the command that answers it."""


def command_for(about: About) -> str:
    """The command that answers the likeliest task; empty if none is open."""
    kind = about.kinds[0] if about.kinds else ""
    return _COMMANDS.get(kind, kind if kind in GOOD else "")


def whole_answer(vocabulary: Vocabulary, said: str, about: About) -> Request | None:
    """The request of a reply that is one known answer; None if it isn't one, or fits no open task."""
    if about.area is not Area.ORDERS:
        return None
    said = said.rstrip(ENDS + BETWEEN + ".")
    meant = vocabulary.answers(said)
    if "good" in meant:
        return GOOD[about.kinds[0]].request(about.number) if about.kinds and about.kinds[0] in GOOD else None
    known = [name for name in meant if name in ANSWERS]
    for kind in about.kinds:
        for name in known:
            if kind in ANSWERS[name].kinds:
                return ANSWERS[name].request(about.number)
    # Plain words for a step that isn't open: the step table says so better than we could here.
    return ANSWERS[known[0]].request(about.number) if len(known) == 1 else None


def free_answer(reading: Reading, about: About) -> Request:
    """A reply in no command's words: a shortage with its day, or just what the open task asks for."""
    if about.area is not Area.ORDERS:
        raise Wrong("usage", None, reading.rest)
    value, rest = take_value(reading, "stock", reading.rest)
    if value == "short":
        reading.command = "stock"
        return short(reading, about.number, rest)
    kind = about.kinds[0] if about.kinds else ""
    if kind == "problem":
        return build(ResolveProblem, number=about.number, text=reading.words())
    for asked, command, read, words in _DETAILS:
        if kind == asked and len(reading.words().split()) >= words:
            reading.command, reading.number = command, about.number
            return read(reading)
    return _figure(reading, about)


_DETAILS = (("ship", "ship", ship, 1), ("vehicle", "vehicle", vehicle, 3), ("promise", "promise", promise, 1))
"""Tasks that are answered by what their command takes behind the number, and how many words that is at the least."""


def _figure(reading: Reading, about: About) -> Request:
    said = reading.rest.rstrip(ENDS)
    kind = next((kind for kind in about.kinds if kind in FIGURES), None)
    looks = any(mark.isdigit() for mark in key(said)) and not reading.below
    if kind is None or not looks or len(said.split()) > 3:
        raise Wrong("usage", None, reading.rest)
    reading.command = _COMMANDS.get(kind, kind)
    amount = money(said, reading.vocabulary.figures, field="amount", kind="amount")
    return build(FIGURES[kind], number=about.number, amount=amount)
