"""The readers of commands on customers, who go by their names, and their chat table (U1 to U3)."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.grammar.chat import Asks, Chat, Move
from bot.grammar.dates import take_day
from bot.grammar.fields import labels_of, taken
from bot.grammar.labels import field_of, read_labels
from bot.grammar.orders import take_value
from bot.grammar.reading import Blank, Reading, Wrong, build
from store.customers import fields
from store.customers.requests import (
    ChangeCustomer,
    ConfirmFile,
    ContactKind,
    GiveCustomer,
    ListCustomers,
    MergeCustomers,
    NoteContact,
    RegisterCustomer,
    WhoseCustomer,
)
from store.members.requests import AskLines
from store.requests import Area, Request, ShowCase

_QUOTED = re.compile(r"""["“”「『']([^"“”」』']+)["“”」』']""")
_APART = re.compile(r"[,，、;；]")


class CustomerBlank(Blank):
    """`/customer` alone."""


REGISTER, CHANGE = labels_of(fields.REGISTER), labels_of(fields.CHANGE)


def customer(reading: Reading) -> Request:
    """Alone a blank; a name alone is shown; a name with lines below is changed, or taken on by its labelled lines."""
    if not reading.words():
        return CustomerBlank()
    if reading.vocabulary.value_of("order", reading.words()) == "ask":
        return AskLines(command="customer")
    if not reading.rest or field_of(reading.rest, reading.vocabulary, REGISTER):
        return build(
            RegisterCustomer, fields.REGISTER.names, **taken(REGISTER, read_labels(reading, REGISTER))
        )
    number, rest = reading.customer(reading.rest)
    if rest and not field_of(rest, reading.vocabulary, CHANGE):
        raise Wrong("no_customer", "customer", reading.rest[:64])
    reading.rest = rest
    values = read_labels(reading, CHANGE)
    if not values:
        return ShowCase(number=number, area=Area.CUSTOMERS)
    return build(ChangeCustomer, fields.CHANGE.names, number=number, **taken(CHANGE, values))


def customers(reading: Reading) -> Request:
    """Words that narrow the list come as the store knows them: 待分配 is `unowned`, A类 the class."""
    reading.nothing_below()
    vocabulary = reading.vocabulary
    words = tuple(
        vocabulary.value_of("customers", word) or vocabulary.value_of("grade", word) or word
        for word in reading.rest.split()
    )
    if not reading.slash and len(words) > 3:
        raise Wrong("usage", None, reading.rest)
    return build(ListCustomers, words=words)


def who(reading: Reading) -> Request:
    number, rest = reading.customer(reading.words(), anybodys=True)
    reading.nothing_more(rest)
    return WhoseCustomer(number=number)


def _contact(kind: ContactKind) -> Callable[[Reading], Request]:
    """`NAME [DAY] [none] TEXT`: a day before the words is the day it happened."""

    def read(reading: Reading) -> Request:
        number, rest = reading.customer(reading.words())
        on = None
        if found := take_day(rest, reading.today, reading.vocabulary.days):
            on, rest = _lately(found[0], reading), found[1]
        value, left = take_value(reading, "reached", rest)
        if value == "none":
            rest = left
        elif not rest:
            raise Wrong("missing", "contact_told")
        place, rest = _place(reading, rest) if kind is ContactKind.VISIT else ("", rest)
        return build(
            NoteContact, number=number, kind=kind, text=rest, reached=value != "none", on=on, place=place
        )

    return read


def _lately(day: date, reading: Reading) -> date:
    """A day of the year without its year, where the next would be ahead, is the last one."""
    if day > reading.today and (before := day - relativedelta(years=1)) >= reading.today - timedelta(
        days=180
    ):
        return before
    return day


def _place(reading: Reading, said: str) -> tuple[str, str]:
    """What stands behind 地址/地点: where the visit was."""
    for label in reading.vocabulary.labels("place"):
        at = said.find(label)
        if at >= 0 and (found := re.match(r"\s*[:：]?\s*([^,，。;；]+)", said[at + len(label) :])):
            begin, end = at, at + len(label) + found.end()
            return found[1].strip(), f"{said[:begin]} {said[end:]}".strip(" ,，。;；")
    return "", said


def same(reading: Reading) -> Request:
    """`NAME, NAME`, or each in quotes: the second becomes a name of the first."""
    said = reading.words()
    names = _QUOTED.findall(said)
    if len(names) != 2:
        names = [name.strip() for name in _APART.split(said) if name.strip()]
    if len(names) != 2:
        raise Wrong("two_customers", "customer", said)
    (first, more), (second, rest) = (reading.customer(name) for name in names)
    if more or rest:
        raise Wrong("no_customer", "customer", names[0] if more else names[1])
    return MergeCustomers(number=first, other=second)


CUSTOMERS_CHAT = Chat(
    area=Area.CUSTOMERS,
    menu="customers",
    moves=(
        Move(
            request=RegisterCustomer,
            command="customer",
            read=customer,
            opens=True,
            named=True,
            argument="text",
            labels=REGISTER,
            begins=(CustomerBlank, AskLines),
            others=(ShowCase, ChangeCustomer),
        ),
        Move(
            request=ChangeCustomer,
            command="customer",
            asks={"edit_file": Asks("file_lines", lines="note")},
        ),
        Move(
            request=NoteContact,
            command="call",
            read=_contact(ContactKind.CALL),
            named=True,
            argument="text",
            reason=True,
            buttons={"missed": lambda number: NoteContact(number=number, reached=False)},
            asks={"called": Asks("contact_called")},
        ),
        Move(
            request=NoteContact,
            command="visit",
            read=_contact(ContactKind.VISIT),
            named=True,
            argument="text",
            reason=True,
            asks={"visited": Asks("contact_visited")},
        ),
        Move(request=ConfirmFile, buttons={"file_right": None}),
        Move(request=GiveCustomer),
        Move(request=MergeCustomers, command="same", read=same, named=True, argument="text"),
    ),
)
