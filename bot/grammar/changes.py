"""The readers of what happens when things don't go straight: shortage, problems, change, cancel, undo (O7 to O9)."""

from bot.grammar.dates import take_day
from bot.grammar.fields import CHANGE, taken
from bot.grammar.figures import money, take_figure
from bot.grammar.labels import is_inline, read_labels
from bot.grammar.orders import only_case
from bot.grammar.reading import Reading, Wrong, build
from store.orders import fields
from store.orders.requests import (
    BounceMoney,
    ChangeOrder,
    OrderProduction,
    PromiseDate,
    RefundMoney,
    ReportMaterial,
    ReportProblem,
    ResolveProblem,
)
from store.receipts.requests import BounceReceipt, RefundReceipt
from store.requests import Area, Request, UndoStep

produce = only_case(OrderProduction)


def change(reading: Reading) -> Request:
    """Labelled lines as in `/order`; what stands behind the number is the reason."""
    number = reading.case
    reason = reading.rest if is_inline(reading) else ""
    values = read_labels(reading, CHANGE)
    if not values:
        raise Wrong("missing", "change")
    return build(ChangeOrder, fields.CHANGE.names, number=number, reason=reason, **taken(CHANGE, values))


def refund(reading: Reading) -> Request:
    """Of an order what is too much, of a receipt what is for no order, unless a sum is said."""
    model = RefundReceipt if reading.area is Area.RECEIPTS else RefundMoney
    number = reading.case
    if not reading.words():
        return build(model, number=number)
    figure, rest = take_figure(reading.rest, reading.vocabulary.figures)
    amount = money(figure, reading.vocabulary.figures, field="amount", kind="amount")
    reading.understand("amount", figure)
    reading.nothing_more(rest)
    return build(model, number=number, amount=amount)


def bounce(reading: Reading) -> Request:
    """`P7 REASON`; of an order `37 [AMOUNT] REASON`."""
    number, said = reading.case, reading.words()
    if reading.area is Area.RECEIPTS:
        if not said:
            raise Wrong("missing", "reason")
        return build(BounceReceipt, number=number, reason=said)
    figure, rest = take_figure(said, reading.vocabulary.figures) if said[:1].isdigit() else ("", said)
    amount = None
    if figure and (not rest or not rest[:1].isdigit()):
        amount = money(figure, reading.vocabulary.figures, field="amount", kind="amount")
        reading.understand("amount", figure)
        said = rest
    if not said:
        raise Wrong("missing", "reason")
    return build(BounceMoney, number=number, amount=amount, reason=said)


def material(reading: Reading) -> Request:
    """`DATE [REASON]`."""
    number = reading.case
    until, reason = _day(reading, reading.words())
    return build(ReportMaterial, number=number, until=until, reason=reason)


def promise(reading: Reading) -> Request:
    """Without a day, the customer agrees to the one that the workshop gave."""
    number = reading.case
    if not reading.words():
        return PromiseDate(number=number)
    until, rest = _day(reading, reading.words())
    reading.nothing_more(rest)
    return build(PromiseDate, number=number, until=until)


def _day(reading: Reading, said: str) -> tuple[object, str]:
    if not said:
        raise Wrong("missing", "until")
    found = take_day(said, reading.today, reading.vocabulary.days)
    if not found:
        raise Wrong("date", "until", said.split(maxsplit=1)[0])
    reading.understand("until", found[0].isoformat())
    return found


def problem(reading: Reading) -> Request:
    return build(ReportProblem, number=reading.case, text=_text(reading))


def resolve(reading: Reading) -> Request:
    return build(ResolveProblem, number=reading.case, text=_text(reading))


def _text(reading: Reading) -> str:
    text = reading.words()
    if not text:
        raise Wrong("missing", "text")
    return text


def undo(reading: Reading) -> Request:
    """Alone: the speaker's own latest step, whichever case it was on."""
    reading.nothing_more(reading.rest)
    return UndoStep(number=reading.number, area=reading.area or Area.ORDERS)
