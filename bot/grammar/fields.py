"""The labels of each command that takes labelled lines, and how the value behind each is read."""

from bot.grammar.dates import read_day
from bot.grammar.figures import BETWEEN, is_phone, is_waybill, money
from bot.grammar.items import read_found, read_line, read_part
from bot.grammar.labels import Labels, Parse, Read
from bot.grammar.naming import only_order
from bot.grammar.reading import Reading, Wrong, bounded
from bot.wording.vocabulary.spelling import fold, level
from store.company import Role
from store.complaints.requests import CarryOut, Channel, FindCause, ProposeRemedy, Severity, TakeComplaint
from store.orders.requests import ArrangeVehicle, FreightBy, Pay, PlaceOrder, ShipGoods
from store.requests import NUMBER_MAX, Request
from store.returns.requests import AskReturn, Bearer


class _Text:
    """A text kept as typed, within the bounds of the request's field."""

    def __init__(self, model: type[Request], name: str, field: str) -> None:
        self.model, self.name, self.field = model, name, field

    def __call__(self, reading: Reading, said: str) -> Read:
        return Read(bounded(self.model, self.name, self.field, said), said)


class _Phone(_Text):
    def __call__(self, reading: Reading, said: str) -> Read:
        if not is_phone(said):
            raise Wrong("phone", self.field, said)
        return super().__call__(reading, said)


class _Plate(_Text):
    def __call__(self, reading: Reading, said: str) -> Read:
        # Two words the wrong way round are the usual slip.
        if not any(mark in "0123456789" for mark in fold(said)):
            raise Wrong("plate", self.field, said)
        return super().__call__(reading, said)


class Choice:
    """One of a few words, the same in the vocabulary under the field's own name."""

    def __init__(self, field: str, values: dict[str, object]) -> None:
        self.field, self.values = field, values

    def __call__(self, reading: Reading, said: str) -> Read:
        name = reading.vocabulary.value_of(self.field, said)
        if name not in self.values:
            raise Wrong(self.field, self.field, said)
        return Read(self.values[name], reading.vocabulary.value(self.field, name, reading.language))


class _Day:
    def __init__(self, field: str) -> None:
        self.field = field

    def __call__(self, reading: Reading, said: str) -> Read:
        day = read_day(said, reading.today, reading.vocabulary.days)
        if not day:
            raise Wrong("date", self.field, said)
        return Read(day, day.isoformat())


def _item(reading: Reading, said: str) -> Read:
    line = read_line(said, reading.vocabulary.figures)
    return Read(line, f"{line.product}, {line.qty} {line.unit}".rstrip() + f", {line.price}")


def _part(reading: Reading, said: str) -> Read:
    part = read_part(said, reading.vocabulary.figures)
    return Read(part, f"{part.product}, {part.qty}")


def _found(reading: Reading, said: str) -> Read:
    found = read_found(said, reading.vocabulary.figures)
    return Read(found, f"{found.product}, {found.qty}")


def order_number(reading: Reading, said: str) -> Read:
    """An order as people refer to it: `37`, `#37`, `000012` by its slip."""
    number = only_order(reading, said)
    if number is None:
        raise Wrong("number", "number", said)
    return Read(number, said)


def _slip_number(reading: Reading, said: str) -> Read:
    """A sales slip's number as it is printed: `000012`."""
    figures = fold(said).strip()
    if not (figures.isascii() and figures.isdigit() and 1 <= int(figures) <= NUMBER_MAX):
        raise Wrong("number", "slip", said)
    return Read(int(figures), said)


def _department(reading: Reading, said: str) -> Read:
    role = reading.vocabulary.role_named(said)
    if role is None:
        raise Wrong("department", "department", said)
    return Read(Role(role), reading.vocabulary.role(role, reading.language))


def _figure(field: str, *, free: bool = False) -> Parse:
    """An amount; with `free`, zero too."""
    return lambda reading, said: Read(
        money(said, reading.vocabulary.figures, field=field, kind="amount", free=free), said
    )


def _cost(reading: Reading, said: str) -> Read:
    return Read(money(said, reading.vocabulary.figures, field="cost", kind="amount", free=True), said)


def waybill(reading: Reading, said: str) -> Read:
    """Its label may stand before it once more, or be all the label there is: 单号SF123."""
    labels = sorted(map(level, reading.vocabulary.labels("waybill")), key=len, reverse=True)
    while label := next((one for one in labels if level(said).startswith(one)), ""):
        said = said[len(label) :].lstrip(BETWEEN)
    # A day reads like a number on paper: "发货 37 2026-11-30" is a promise, not a shipment.
    if not is_waybill(said) or read_day(said, reading.today, reading.vocabulary.days):
        raise Wrong("waybill", "waybill", said)
    return Read(bounded(ShipGoods, "waybill", "waybill", said), said)


ORDER = Labels(
    parsers={
        "customer": _Text(PlaceOrder, "customer", "customer"),
        "item": _item,
        "packing": _Text(PlaceOrder, "packing", "packing"),
        "pay": Choice("pay", {pay.value: pay for pay in Pay}),
        "to": _Text(PlaceOrder, "consignee", "to"),
        "address": _Text(PlaceOrder, "address", "address"),
        "phone": _Phone(PlaceOrder, "phone", "phone"),
        "wanted": _Day("wanted"),
        "promised": _Day("promised"),
        "note": _Text(PlaceOrder, "note", "note"),
        "receipt": Choice("receipt", {"yes": True, "no": False}),
        "freight": Choice("freight", {by.value: by for by in FreightBy}),
    },
    required=("customer", "item", "pay"),
    repeated=("item",),
    parts=2,
    blank=("customer", "item", "packing", "pay", "to", "address", "phone", "wanted", "note", "receipt"),
    free=("packing", "address", "note"),
)

CHANGE = Labels(
    parsers={field: parse for field, parse in ORDER.parsers.items() if field != "customer"},
    repeated=("item",),
    parts=2,
    blank=("item", "pay", "to", "address", "phone", "wanted", "note"),
    inline=True,
    free=("packing", "address", "note"),
)
"""What may be changed of an order: everything but whose it is."""

VEHICLE = Labels(
    parsers={
        "carrier": _Text(ArrangeVehicle, "carrier", "carrier"),
        "plate": _Plate(ArrangeVehicle, "plate", "plate"),
        "phone": _Phone(ArrangeVehicle, "phone", "phone"),
        "cost": _cost,
    },
    required=("carrier", "plate", "phone"),
    inline=True,
)

SHIP = Labels(parsers={"item": _part, "waybill": waybill}, repeated=("item",), parts=1, inline=True)

_BEARER = Choice("bearer", {bearer.value: bearer for bearer in Bearer})

RETURN = Labels(
    parsers={
        "number": order_number,
        "group": order_number,
        "customer": _Text(AskReturn, "customer", "customer"),
        "reason": _Text(AskReturn, "reason", "reason"),
        "item": _part,
        **dict.fromkeys(("bearer", "freight", "cost"), _BEARER),
    },
    required=("reason", "item"),
    repeated=("item",),
    parts=1,
    blank=("number", "reason", "item", "bearer"),
    inline=True,
    free=("reason",),
)
"""The dealer's list. People call the order and who bears the freight by more than one label."""

FOUND = Labels(parsers={"item": _found}, repeated=("item",), parts=1)
"""What goods really are, where they aren't what was written."""

COMPLAIN = Labels(
    parsers={
        "number": order_number,
        "group": order_number,
        "slip": _slip_number,
        "customer": _Text(TakeComplaint, "customer", "customer"),
        "channel": Choice("channel", {channel.value: channel for channel in Channel}),
        "text": _Text(TakeComplaint, "text", "text"),
        "since": _Day("since"),
        "severity": Choice("severity", {severity.value: severity for severity in Severity}),
        "contact": _Text(TakeComplaint, "contact", "contact"),
        "phone": _Phone(TakeComplaint, "phone", "phone"),
    },
    required=("text",),
    blank=("customer", "number", "channel", "text", "since", "severity", "contact", "phone"),
    inline=True,
    free=("text",),
)
"""What a customer complains of (C1). People call the order by more than one label."""

CAUSE = Labels(
    parsers={
        "ours": Choice("ours", {"ours": True, "no": False}),
        "department": _department,
        "person": _Text(FindCause, "person", "person"),
        "reason": _Text(FindCause, "text", "reason"),
    },
    required=("reason",),
    blank=("ours", "department", "person", "reason"),
    inline=True,
    free=("reason",),
)

REMEDY = Labels(
    parsers={
        "remedy": _Text(ProposeRemedy, "text", "remedy"),
        "expense": _figure("expense", free=True),
        "deduction": _figure("deduction"),
        "aside": _figure("aside"),
    },
    repeated=("expense", "deduction", "aside"),
    blank=("remedy", "expense", "deduction"),
    inline=True,
    free=("remedy",),
)

CARRIED = Labels(
    parsers={
        "result": _Text(CarryOut, "text", "result"),
        "expense": _figure("expense", free=True),
        "aside": _figure("aside"),
    },
    repeated=("expense", "aside"),
    inline=True,
    free=("result",),
)
