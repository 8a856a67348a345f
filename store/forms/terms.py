"""The small grammar inside a form's file: who signs, within which days, what `$…` stands for."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, PlainValidator

from store.company.findings import perhaps
from store.company.roles import HEADED, Role
from store.hours.words import Ahead, read_ahead
from store.requests import FIRST_DAY, LAST_DAY

KEY = r"[a-z][a-z0-9_]{0,31}"
_REFERENCE = re.compile(rf"\$({KEY})(?:\.({KEY}))?")


def _text(read: Callable[[str], Any], *kinds: type) -> PlainValidator:
    """A value that the file writes as text; `str` of it is that text again."""

    def validate(value: object) -> Any:
        if isinstance(value, kinds):
            return value
        if not isinstance(value, str):
            raise ValueError("must be text in quotes")
        return read(value.strip())

    return PlainValidator(validate)


_WRITTEN = PlainSerializer(str, when_used="json")


# Who signs.


@dataclass(frozen=True)
class OfRole:
    """Any holder of the role; the first to answer answers for it."""

    role: Role

    def __str__(self) -> str:
        return self.role.value


@dataclass(frozen=True)
class HeadOf:
    """The head of a department."""

    role: Role

    def __str__(self) -> str:
        return f"head of {self.role}"


@dataclass(frozen=True)
class MyHead:
    """The head of the starter's own department."""

    def __str__(self) -> str:
        return "my head"


@dataclass(frozen=True)
class HeadsOf:
    """The head of each department chosen in a field."""

    field: str

    def __str__(self) -> str:
        return f"heads of ${self.field}"


@dataclass(frozen=True)
class Owner:
    """The salesperson of the customer that the form is about."""

    def __str__(self) -> str:
        return "owner"


@dataclass(frozen=True)
class Chosen:
    """The member chosen in a field."""

    field: str

    def __str__(self) -> str:
        return f"${self.field}"


@dataclass(frozen=True)
class Starter:
    """Whoever handed the form in; only with an act, nobody signs their own form."""

    def __str__(self) -> str:
        return "starter"


Who = OfRole | HeadOf | MyHead | HeadsOf | Owner | Chosen | Starter

_FIXED: dict[str, Who] = {str(who): who for who in (MyHead(), Owner(), Starter())}


def read_who(text: str) -> Who:
    """`director`, `head of finance`, `my head`, `heads of $departments`, `owner`, `$engineer`, `starter`."""
    if fixed := _FIXED.get(text):
        return fixed
    if text.startswith("heads of "):
        return HeadsOf(_only_key(text.removeprefix("heads of ")))
    if text.startswith("$"):
        return Chosen(_only_key(text))
    name = text.removeprefix("head of ")
    known = [*HEADED] if name != text else [*Role, *_FIXED]
    if name not in known:
        what = "department" if name != text else "role"
        raise ValueError(f'no {what} "{name}"{perhaps(name, known)}')
    return HeadOf(Role(name)) if name != text else OfRole(Role(name))


def _only_key(text: str) -> str:
    found = re.fullmatch(rf"\$({KEY})", text)
    if not found:
        raise ValueError(f'"{text}" names no field; write $ and its key, such as $departments')
    return found[1]


# Days, seen from the day on which the form is filled in.


@dataclass(frozen=True)
class FromToday:
    """So many days, or working days, after today; before it when below zero."""

    days: int = 0
    working: bool = False

    def __str__(self) -> str:
        return f"{self.days:+}{'wd' if self.working else 'd'}" if self.days else "today"


@dataclass(frozen=True)
class OnDay:
    day: date

    def __str__(self) -> str:
        return self.day.isoformat()


@dataclass(frozen=True)
class OfField:
    """The value of another field of the form."""

    key: str

    def __str__(self) -> str:
        return f"${self.key}"


DayBound = FromToday | OnDay | OfField


def read_day_bound(text: str) -> DayBound:
    """`today`, `+90d`, `-7d`, `+2wd`, `2027-01-31`, `$from`."""
    if text == "today":
        return FromToday()
    if text.startswith("$"):
        return OfField(_only_key(text))
    if found := re.fullmatch(r"([+-][1-9][0-9]{0,3})(d|wd)", text):
        return FromToday(int(found[1]), found[2] == "wd")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f'"{text}" is no bound of a day; write today, +90d, -7d, +2wd, 2027-01-31 or $ and a field'
        ) from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f'"{text}" lies outside {FIRST_DAY} to {LAST_DAY}')
    return OnDay(day)


def read_field(text: str) -> OfField:
    return OfField(_only_key(text))


# What an effect is given.


@dataclass(frozen=True)
class Reference:
    """`$field`, `$about`, `$starter`; `part` is `granted` (as much of it as a signer granted) or a table's `total`."""

    name: str
    part: str = ""

    def __str__(self) -> str:
        return f"${self.name}.{self.part}" if self.part else f"${self.name}"


ABOUT, STARTER = "about", "starter"
"""What a reference may name beside the fields."""


def read_reference(text: str) -> Reference | None:
    """None for what is no reference. `$$` begins a text that begins with one dollar sign."""
    if not text.startswith("$") or text.startswith("$$"):
        return None
    found = _REFERENCE.fullmatch(text)
    if not found:
        raise ValueError(f'"{text}" is no $field; write $ and its key, perhaps .granted or .total behind it')
    return Reference(found[1], found[2] or "")


def _quoted(value: object) -> object:
    """TOML knows days of its own: `min = 2026-12-01` means the same with and without quotes."""
    return value.isoformat() if type(value) is date else value


def plain(value: Any) -> Any:
    """A value of the file as the stored version has it: figures with decimals and days as text, lists as tuples."""
    match value:
        case Decimal() | date() | time():
            return str(value)
        case list() | tuple():
            return tuple(plain(one) for one in value)
        case dict():
            return {name: plain(one) for name, one in value.items()}
        case _:
            return value


Plain = Annotated[Any, AfterValidator(plain)]
Seat = Annotated[Who, _text(read_who, OfRole, HeadOf, MyHead, HeadsOf, Owner, Chosen, Starter), _WRITTEN]
Bound = Annotated[
    DayBound, _text(read_day_bound, FromToday, OnDay, OfField), BeforeValidator(_quoted), _WRITTEN
]
FieldName = Annotated[OfField, _text(read_field, OfField), _WRITTEN]
Length = Annotated[Ahead, _text(read_ahead, Ahead), _WRITTEN]
