"""The readers of an order's commands: from what was typed behind the head to the request."""

import re
from collections.abc import Callable
from contextlib import suppress

from bot.grammar import receipts, warehouse
from bot.grammar.dates import take_day, take_length
from bot.grammar.fields import ORDER, SHIP, VEHICLE, taken, without_label
from bot.grammar.fields import waybill as read_waybill
from bot.grammar.figures import (
    BETWEEN,
    ENDS,
    apart,
    changes_it,
    is_phone_word,
    join_phones,
    money,
    take_figure,
)
from bot.grammar.labels import is_inline, read_labels
from bot.grammar.naming import number_of, only_order, only_reference
from bot.grammar.reading import OrderBlank, Reading, Wrong, build
from bot.wording.vocabulary.spelling import fold, level
from store.drafts.requests import SendBlankWorkbook, StartDraft
from store.orders import fields
from store.orders.requests import (
    ArrangeVehicle,
    CloseOrder,
    ConfirmArrival,
    InformCustomer,
    IssueSlip,
    ListCodHeld,
    ListOrders,
    PlaceOrder,
    RecordCod,
    RecordFreight,
    RecordPayment,
    RecordReceipt,
    ReportNoPayment,
    ReportReady,
    ReportShort,
    ShipGoods,
)
from store.requests import Area, CaseRequest, ListTasks, Request, ShowCase, ShowHistory

# 12 000 isn't 12 with the reference 000.
_SPACED_THOUSANDS = re.compile(r"\D{0,4}[0-9]{1,3}(?:\s[0-9]{3})+(?![0-9])")
_HALF_A_PLATE = re.compile(r"[^\W\d_a-zA-Z][A-Za-z]")


def order(reading: Reading) -> Request:
    if not reading.words():
        return OrderBlank()
    if (instead := _instead(reading)) is not None:
        return instead
    values = read_labels(reading, ORDER)
    return build(PlaceOrder, fields.ORDER.names, **taken(ORDER, values))


def _instead(reading: Reading) -> Request | None:
    """`/order ask`, `/order xlsx`, and `/order 37`: that order again."""
    if any(line.strip() for line in reading.below):
        return None
    match reading.vocabulary.value_of("order", reading.rest):
        case "ask":
            return StartDraft()
        case "workbook":
            return SendBlankWorkbook()
    number = only_order(reading, reading.rest)
    return StartDraft(order=number) if number is not None else None


def stock(reading: Reading) -> Request:
    """On an order; or a product's, where one is named."""
    if warehouse.names_product(reading):
        return warehouse.stock(reading)
    number = reading.case
    value, rest = take_value(reading, "stock", reading.rest)
    if value == "ready":
        reading.nothing_more(rest)
        return ReportReady(number=number)
    if value == "short":
        return short(reading, number, rest)
    raise Wrong("stock" if reading.rest else "missing", "stock", reading.rest)


def short(reading: Reading, number: int, said: str) -> Request:
    """`DATE REASON`; the reason may go on below."""
    again, rest = take_value(reading, "stock", said)
    said = rest if again == "short" else said
    if not said:
        raise Wrong("missing", "until")
    found = take_day(said, reading.today, reading.vocabulary.days) or take_length(said, reading.today)
    if not found:
        raise Wrong("date", "until", said.split(maxsplit=1)[0])
    until, reason = found
    reading.understand("until", until.isoformat())
    reason = " ".join(part.strip() for part in (reason, *reading.below) if part.strip())
    return build(ReportShort, number=number, until=until, reason=reason)


def paid(reading: Reading) -> Request:
    """On an order; or, where none is named, a customer's."""
    if reading.number is None and receipts.names_somebody(reading):
        return receipts.book(reading)
    number, said = reading.case, reading.words().rstrip(ENDS)
    if reading.vocabulary.value_of("paid", said) == "none":
        return ReportNoPayment(number=number)
    if _SPACED_THOUSANDS.match(fold(said)):
        raise Wrong("amount", "amount", said)
    figure, ref = take_figure(said, reading.vocabulary.figures)
    amount = _amount(reading, figure)
    if changes_it(ref, reading.vocabulary.figures):
        raise Wrong("amount", "amount", said)
    if ref and not reading.slash and reading.vocabulary.is_doubtful(ref):
        raise Wrong("usage", "ref", ref)
    # The same one is found again however it was written.
    ref = fold(without_label(reading.vocabulary, "ref", ref))
    return build(RecordPayment, number=number, amount=amount, ref=ref)


def _amount(reading: Reading, said: str) -> object:
    if not said:
        raise Wrong("missing", "amount")
    amount = money(said, reading.vocabulary.figures, field="amount", kind="amount")
    reading.understand("amount", said)
    return amount


def cod(reading: Reading) -> Request:
    if reading.number is None and not reading.words():
        return ListCodHeld()
    return _settle(reading, RecordCod)


def freight(reading: Reading) -> Request:
    return _settle(reading, RecordFreight)


def _settle(reading: Reading, model: type[RecordCod] | type[RecordFreight]) -> Request:
    number = reading.case
    figure, rest = take_figure(reading.rest, reading.vocabulary.figures)
    amount = _amount(reading, figure)
    reading.nothing_more(rest)
    return build(model, number=number, amount=amount)


def vehicle(reading: Reading) -> Request:
    """In one line `CARRIER PLATE PHONE [COST]`, or labelled; alone it says only that there is a vehicle."""
    number = reading.case
    if not reading.words():
        return ArrangeVehicle(number=number)
    if not is_inline(reading):
        values = read_labels(reading, VEHICLE)
        return ArrangeVehicle(number=number, **taken(VEHICLE, values))
    read = {}
    # Grouped only by spaces: split() would take the mark between for one.
    for field, said in _in_order(re.split(r"[ \t\u3000]+", join_phones(reading.rest.strip()))).items():
        if not said:
            raise Wrong("missing", field)
        found = VEHICLE.parsers[field](reading, said)
        read[field] = found.value
        reading.understand(field, found.shown)
    reading.nothing_below()
    return ArrangeVehicle(number=number, **read)


def _in_order(words: list[str]) -> dict[str, str]:
    """`CARRIER PLATE PHONE [COST]` by field: the telephone tells where the others stand."""
    cost = {"cost": words.pop()} if len(words) > 2 and is_phone_word(words[-2]) else {}
    phone = words.pop() if words and is_phone_word(words[-1]) else ""
    # 沪A 12345 is one plate.
    halves = len(words) > 2 and _HALF_A_PLATE.fullmatch(fold(words[-2]))
    plate = words[-2:] if halves else words[1:][-1:]
    carrier = words[: len(words) - len(plate)]
    return {"carrier": " ".join(carrier), "plate": " ".join(plate), "phone": apart(phone)} | cost


def ship(reading: Reading) -> Request:
    """The waybill behind the number or labelled; `item` lines name the part that goes."""
    number, waybill = reading.case, ""
    if is_inline(reading):
        waybill = read_waybill(reading, reading.rest.rstrip(ENDS)).value
        reading.understand("waybill", waybill)
    values = read_labels(reading, SHIP)
    if waybill and "waybill" in values:
        raise Wrong("repeated", "waybill", waybill)
    return build(ShipGoods, number=number, **taken(SHIP, values, waybill=waybill or None))


def only_case(model: type[CaseRequest]) -> Callable[[Reading], Request]:
    """A reader for commands that take a case's number and nothing else."""

    def read(reading: Reading) -> Request:
        return model(number=reading.only_case())

    return read


slip, arrive, inform = only_case(IssueSlip), only_case(ConfirmArrival), only_case(InformCustomer)
receipt, close = only_case(RecordReceipt), only_case(CloseOrder)


def show(reading: Reading) -> Request:
    return ShowCase(number=reading.only_case(), area=reading.area or Area.ORDERS)


def history(reading: Reading) -> Request:
    """Of a case, or of a customer's file by the customer's name."""
    if reading.number is None and reading.words():
        return ShowHistory(number=_customer_alone(reading), area=Area.CUSTOMERS)
    return ShowHistory(number=reading.only_case(), area=reading.area or Area.ORDERS)


def _customer_alone(reading: Reading) -> int:
    """Whose name is all that stands there; a text that begins with nobody's should have been a case's number."""
    number, rest = None, ""
    with suppress(Wrong):
        number, rest = reading.customer(reading.words())
    return reading.only_case() if number is None or rest else number


def orders(reading: Reading) -> Request:
    """Words that narrow a list come as the store knows them: 超期 is `late`, 已发货 is `shipped`."""
    reading.nothing_below()
    vocabulary = reading.vocabulary
    named = only_reference(reading.rest, vocabulary)
    if named and named.area is Area.ORDERS and (named.is_slip or not reading.slash):
        return ShowCase(number=number_of(reading, named))
    words = tuple(
        vocabulary.value_of("orders", word) or vocabulary.state_of("order", word) or _searched(reading, word)
        for word in reading.rest.split()
    )
    if any(len(word) > 64 for word in words):
        raise Wrong("too_long", "words", max(words, key=len))
    if not reading.slash and len(words) > 3:
        raise Wrong("usage", None, reading.rest)
    return build(ListOrders, words=words)


def _searched(reading: Reading, word: str) -> str:
    named = only_reference(word, reading.vocabulary)
    return f"#{number_of(reading, named)}" if named and named.is_slip else word


def tasks(reading: Reading) -> Request:
    reading.nothing_more(reading.rest)
    return ListTasks()


def take_value(reading: Reading, group: str, said: str) -> tuple[str | None, str]:
    """The value that the text begins with, and what follows it; a day may follow at once: 缺货周五."""
    text = level(said)
    for word in reading.vocabulary.value_words(group):
        if not text.startswith(level(word)):
            continue
        rest = said[len(word) :].strip()
        glued = said[len(word) : len(word) + 1].isalpha()
        if glued and not take_day(rest, reading.today, reading.vocabulary.days):
            continue
        return reading.vocabulary.value_of(group, word), rest.lstrip(BETWEEN)
    return None, said
