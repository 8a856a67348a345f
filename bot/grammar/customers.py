"""The readers of commands on customers, who go by their names, and their chat table (U1 to U3)."""

import re
from collections.abc import Callable

from bot.grammar.chat import Asks, Chat, Move
from bot.grammar.dates import lately, take_day
from bot.grammar.fields import labels_of, taken
from bot.grammar.labels import field_of, read_labels
from bot.grammar.orders import take_value
from bot.grammar.reading import Blank, Reading, Wrong, build
from store.customers import fields
from store.customers.requests import (
    AnswerQuiet,
    ChangeCustomer,
    ConfirmFile,
    ConfirmGrade,
    ContactKind,
    DropWish,
    EditFile,
    GiveCustomer,
    Level,
    ListCustomers,
    LoseCustomer,
    MergeCustomers,
    NoteContact,
    ProveVisit,
    PutOffContact,
    QuietWhy,
    RegainCustomer,
    RegisterCustomer,
    ShowCustomer,
    ShowReaders,
    StopCalls,
    WhoseCustomer,
    WishVisit,
)
from store.drafts.requests import SendBlankOfCustomers
from store.members.requests import AskLines
from store.requests import Area, Request

_QUOTED = re.compile(r"""["“”「『']([^"“”」』']+)["“”」』']""")
_APART = re.compile(r"[,，、;；]")


class CustomerBlank(Blank):
    """`/customer` alone."""


REGISTER, CHANGE = labels_of(fields.REGISTER), labels_of(fields.CHANGE)
NEW = labels_of(fields.REGISTER.without("customer"))
"""The lines below the name of one who isn't on file yet."""


def customer(reading: Reading) -> Request:
    """Alone a blank; a name alone is shown; one on file is changed by the lines below, anybody else taken on by them."""
    if not reading.words():
        return CustomerBlank()
    if reading.vocabulary.value_of("order", reading.words()) == "ask":
        return AskLines(command="customer")
    if reading.vocabulary.value_of("order", reading.words()) == "workbook":
        return SendBlankOfCustomers()
    if not reading.rest or field_of(reading.rest, reading.vocabulary, REGISTER):
        return build(
            RegisterCustomer, fields.REGISTER.names, **taken(REGISTER, read_labels(reading, REGISTER))
        )
    try:
        number, rest = reading.customer(reading.rest)
    except Wrong:
        if not _is_a_file(reading):
            raise
        return _registered(reading, reading.rest.strip())
    said, why = take_value(reading, "file", rest)
    if said == "lost":
        return build(LoseCustomer, number=number, reason=why)
    asked = reading.vocabulary.value_of("file", rest)
    if asked == "found":
        return RegainCustomer(number=number)
    if asked is not None:
        return ShowReaders(number=number) if asked == "readers" else EditFile(number=number)
    if rest and not field_of(rest, reading.vocabulary, CHANGE):
        raise Wrong("no_customer", "customer", reading.rest[:64])
    reading.reference, reading.labels = reading.understood[-1][1], CHANGE
    reading.rest = rest
    values = read_labels(reading, CHANGE)
    if not values:
        return ShowCustomer(number=number)
    return build(ChangeCustomer, fields.CHANGE.names, number=number, **taken(CHANGE, values))


def _is_a_file(reading: Reading) -> bool:
    """Whether lines stand below, and each says something of a new file."""
    said = [field_of(line, reading.vocabulary, NEW) for line in reading.below if line.strip()]
    return bool(said) and all(one is not None and one[0] != "customer" for one in said)


def _registered(reading: Reading, name: str) -> Request:
    """By the name on the first line, which nobody has whom the speaker may know of: whose else it is, is said by the step."""
    reading.understand("customer", name)
    reading.reference, reading.labels, reading.rest = name, NEW, ""
    values = taken(NEW, read_labels(reading, NEW))
    return build(RegisterCustomer, fields.REGISTER.names, customer=name, **values)


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


_THEIRS = (ContactKind.INBOUND, ContactKind.MEETING)
"""They came to us, by telephone or in person."""


def _contact(kind: ContactKind) -> Callable[[Reading], Request]:
    """`NAME [DAY] [none] TEXT`: a day before the words is the day it happened. 月底要货, a day to come in words, is told. Who
    rang us or came to us is spoken to as well (U3)."""

    def read(reading: Reading) -> Request:
        number, rest = reading.customer(reading.words())
        told = _apart_from_contact(reading, number, rest)
        if told is not None:
            return told
        on = None
        if found := take_day(rest, reading.today, reading.vocabulary.days):
            day, behind = lately(rest, found[0], reading.today), found[1]
            named = any(map(str.isdigit, rest[: len(rest) - len(behind)]))
            on, rest = (day, behind) if named or day <= reading.today else (None, rest)
        value, left = take_value(reading, "reached", rest)
        if value == "none":
            rest = left
        elif not rest:
            raise Wrong("missing", "contact_told")
        how = ContactKind(value) if value in _THEIRS else kind
        rest = left if value in _THEIRS and left else rest
        place, rest = _place(reading, rest) if kind is ContactKind.VISIT else ("", rest)
        return build(
            NoteContact,
            number=number,
            kind=how,
            text=rest,
            reached=value != "none",
            on=on,
            place=place,
            level=_level(reading, rest),
        )

    return read


def _apart_from_contact(reading: Reading, number: int, said: str) -> Request | None:
    """`later DAY REASON`, `stop DAY REASON`: nobody spoke, and nobody is to speak before that day. `wish TEXT`: they ask to be
    visited, `unwish REASON`: no more."""
    value, rest = take_value(reading, "reached", said)
    if value == "wish":
        return build(WishVisit, {"text": "contact_told"}, number=number, text=rest)
    if value == "unwish":
        return build(DropWish, number=number, reason=rest)
    if value not in ("later", "stop"):
        return None
    rest = rest.removeprefix("到").strip()
    found = take_day(rest, reading.today, reading.vocabulary.days)
    if found is None:
        raise Wrong("missing", "until")
    reason = found[1].strip(" ,，。;；")
    if not reason:
        raise Wrong("missing", "reason")
    if value == "later":
        return build(PutOffContact, number=number, to=found[0], reason=reason)
    return build(StopCalls, number=number, until=found[0], reason=reason)


def _level(reading: Reading, said: str) -> Level | None:
    """How high whoever was met stands, by the longest word for it that stands in what is said."""
    folded = said.lower()
    found = [
        word
        for word in reading.vocabulary.value_words("level")
        if re.search(rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word), folded)
    ]
    value = reading.vocabulary.value_of("level", max(found, key=len)) if found else None
    return Level(value) if value else None


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


def _because(why: QuietWhy) -> Callable[[int], Request]:
    return lambda number: AnswerQuiet(number=number, why=why)


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
            begins=(CustomerBlank, AskLines, SendBlankOfCustomers),
            others=(ShowCustomer, ChangeCustomer, ShowReaders, EditFile),
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
            request=PutOffContact,
            command="call",
            asks={"another_day": Asks("put_off", behind="later")},
        ),
        Move(request=StopCalls, command="call"),
        Move(
            request=NoteContact,
            command="visit",
            read=_contact(ContactKind.VISIT),
            named=True,
            argument="text",
            reason=True,
            asks={"visited": Asks("contact_visited")},
        ),
        Move(request=WishVisit, command="visit", asks={"wish_visit": Asks("wish_visit", behind="wish")}),
        Move(request=DropWish, command="visit", asks={"wish_off": Asks("wish_off", behind="unwish")}),
        Move(request=LoseCustomer, command="customer", asks={"mark_lost": Asks("mark_lost", behind="lost")}),
        Move(request=RegainCustomer, command="customer", buttons={"found_again": None}),
        Move(request=ConfirmFile, buttons={"file_right": None}),
        Move(request=ConfirmGrade),
        Move(request=ProveVisit),
        Move(request=AnswerQuiet, buttons={f"quiet_{why}": _because(why) for why in QuietWhy}),
        Move(request=GiveCustomer),
        Move(request=MergeCustomers, command="same", read=same, named=True, argument="text"),
    ),
)
