"""How a field of each kind is read from what was typed behind its label, and a table of fields as a command's labels."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.grammar.dates import read_day, read_yearly
from bot.grammar.figures import BETWEEN, is_mobile, is_phone, is_waybill, money
from bot.grammar.items import read_line, read_part
from bot.grammar.labels import Labels, Parse, Read
from bot.grammar.naming import only_order
from bot.grammar.reading import Reading, Wrong, bounded
from bot.wording.vocabulary import Vocabulary
from bot.wording.vocabulary.spelling import fold, level
from store.company import Role
from store.fields import Field, FieldTable, Kind
from store.orders import fields as orders
from store.orders.requests import LineAsked, ShipGoods
from store.requests import NUMBER_MAX, Request


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


class _Mobile(_Text):
    def __call__(self, reading: Reading, said: str) -> Read:
        if not is_mobile(said):
            raise Wrong("mobile", self.field, said)
        return super().__call__(reading, said)


class _Plate(_Text):
    def __call__(self, reading: Reading, said: str) -> Read:
        # Two words the wrong way round are the usual slip.
        if not any(mark in "0123456789" for mark in fold(said)):
            raise Wrong("plate", self.field, said)
        return super().__call__(reading, said)


class Choice:
    """One of a few words, the same in the vocabulary under the field's own name."""

    def __init__(self, field: str, values: Mapping[str, Any]) -> None:
        self.field, self.values = field, values

    def __call__(self, reading: Reading, said: str) -> Read:
        name = reading.vocabulary.value_of(self.field, said)
        if name is None or name not in self.values:
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


class _Yearly:
    def __init__(self, field: str) -> None:
        self.field = field

    def __call__(self, reading: Reading, said: str) -> Read:
        day = read_yearly(said)
        if day is None:
            raise Wrong("yearly", self.field, said)
        return Read(str(day), said)


def _item(reading: Reading, said: str) -> Read:
    words = reading.vocabulary
    line = read_line(said, words.figures, words.labels("note"))
    shown = f"{line.product}, {line.qty} {line.unit}".rstrip() + f", {line.price}"
    return Read(line, f"{shown}, {words.label('note', reading.language)} {line.note}" if line.note else shown)


def _counted(field: Field) -> Parse:
    """A name and how much of it; none where that is an answer too."""
    row = field.row
    assert row is not None, "rows say what each makes"

    def read(reading: Reading, said: str) -> Read:
        part: Any = read_part(said, reading.vocabulary.figures, row, none=field.zero)
        return Read(part, f"{part.product}, {part.qty}")

    return read


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


def _figure(field: Field) -> Parse:
    """An amount; zero too where that is an answer."""
    return lambda reading, said: Read(
        money(said, reading.vocabulary.figures, field=field.name, kind="amount", free=field.zero), said
    )


def without_label(words: Vocabulary, field: str, said: str) -> str:
    """A value without what it is called, however often that is said: 单号SF123, 流水号：2026."""
    labels = sorted(map(level, words.labels(field)), key=len, reverse=True)
    while label := next((one for one in labels if _begins(level(said), one)), ""):
        said = said[len(label) :].lstrip(BETWEEN)
    return said


def _begins(said: str, label: str) -> bool:
    """Not in the middle of a Latin word."""
    behind = said[len(label) : len(label) + 1]
    return said.startswith(label) and not (label.isascii() and behind.isascii() and behind.isalpha())


def waybill(reading: Reading, said: str) -> Read:
    """Its label may stand before it once more, or be all the label there is: 单号SF123."""
    said = without_label(reading.vocabulary, "waybill", said)
    # A day reads like a number on paper: "发货 37 2026-11-30" is a promise, not a shipment.
    if not is_waybill(said) or read_day(said, reading.today, reading.vocabulary.days):
        raise Wrong("waybill", "waybill", said)
    return Read(bounded(ShipGoods, "waybill", "waybill", said), said)


_KINDS: Mapping[Kind, Callable[[FieldTable, Field], Parse]] = {
    Kind.TEXT: lambda table, field: _Text(table.request, field.key, field.name),
    Kind.PHONE: lambda table, field: _Phone(table.request, field.key, field.name),
    Kind.MOBILE: lambda table, field: _Mobile(table.request, field.key, field.name),
    Kind.PLATE: lambda table, field: _Plate(table.request, field.key, field.name),
    Kind.CHOICE: lambda _table, field: Choice(field.group, field.choices),
    Kind.DAY: lambda _table, field: _Day(field.name),
    Kind.YEARLY: lambda _table, field: _Yearly(field.name),
    Kind.MONEY: lambda _table, field: _figure(field),
    Kind.ROLE: lambda _table, _field: _department,
    Kind.ORDER: lambda _table, _field: order_number,
    Kind.SLIP: lambda _table, _field: _slip_number,
    Kind.WAYBILL: lambda _table, _field: waybill,
    Kind.ROWS: lambda _table, field: _item if _priced(field) else _counted(field),
}
"""How a field is read, by what it holds."""


def _priced(field: Field) -> bool:
    """Whether a row has its unit price behind the quantity."""
    return field.row is LineAsked


def labels_of(table: FieldTable) -> Labels:
    rows = [field for field in table.fields if field.kind is Kind.ROWS]
    parsers = {field.name: _KINDS[field.kind](table, field) for field in table.fields}
    return Labels(
        parsers={label: parsers[field.name] for label, field in table.by_label.items()},
        required=table.required,
        repeated=tuple(field.name for field in table.fields if field.many),
        parts=max((2 if _priced(field) else 1 for field in rows), default=0),
        blank=table.asked,
        inline=table.inline,
        free=tuple(field.name for field in table.fields if field.free),
        table=table,
    )


def taken(labels: Labels, values: Mapping[str, list[Any]], **given: Any) -> dict[str, Any]:
    """The values under the request's names. One that goes by several labels, or was `given` elsewhere by its own label,
    may be said twice, and differ nowhere."""
    assert labels.table is not None, "labels made of a table of fields know it"
    found: dict[str, Any] = {}
    for field in labels.table.fields:
        said = [value for label in field.labels for value in values.get(label, ())]
        if field.many:
            found |= {field.key: tuple(said)} if said else {}
            continue
        before = [given[field.name]] if given.get(field.name) is not None else []
        for value in said:
            if value != [*before, *said][0]:
                raise Wrong("repeated", field.name, str(value))
        found |= {field.key: [*before, *said][0]} if before or said else {}
    return found


ORDER, CHANGE, VEHICLE, SHIP = map(labels_of, (orders.ORDER, orders.CHANGE, orders.VEHICLE, orders.SHIP))
