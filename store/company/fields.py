"""What the fields of company.toml hold: small grammars, each read from what the file writes."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, StringConstraints

from store.company.findings import perhaps
from store.company.roles import DESK, EVERY_ROLE, Role
from store.hours.words import (
    Ahead,
    DutyTime,
    Interval,
    Span,
    parse_duty_time,
    read_ahead,
    read_day_names,
    read_interval,
    read_office_span,
)

_Read = TypeVar("_Read")


def text_as(kind: type[_Read], parse: Callable[[str], _Read]) -> PlainValidator:
    """A field that the file writes as text and the program holds as `kind`."""

    def read(value: object) -> _Read:
        if isinstance(value, kind):
            return value
        if not isinstance(value, str):
            raise ValueError("must be text in quotes")
        return parse(value.strip())

    return PlainValidator(read)


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("must be one line of text")
    return text


def _quoted_date(value: object) -> object:
    """TOML knows dates of its own: `when = 2026-12-01` means the same with and without quotes."""
    return value.isoformat() if type(value) is date else value


class StandIn(NamedTuple):
    """Who acts for a role that nobody holds: everyone of another role, or that role's head."""

    role: Role
    head: bool = False


def _stand_in(text: str) -> StandIn:
    name = text.removeprefix("head of ")
    return StandIn(Role(_known_role(name)), head=name != text)


def _known_role(name: str, *others: str) -> str:
    known = [*Role, *others]
    if name not in known:
        raise ValueError(f'no role "{name}"{perhaps(name, known)}')
    return name


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f'no time zone "{name}"; write for example Asia/Shanghai') from None
    return name


class Turn(NamedTuple):
    """Working minutes: after each `every` the next member is told; `to_director` after opening, the director."""

    every: int
    to_director: int


_LONGEST_TURN = 100_000  # most of a year: beyond it is a slip of the key, and the calendar ends somewhere


def _turn(value: object) -> object:
    minutes = list(value) if isinstance(value, list | tuple) else []
    if len(minutes) != 2 or not all(
        type(minute) is int and 0 < minute <= _LONGEST_TURN for minute in minutes
    ):
        raise ValueError("must be two whole numbers of working minutes, such as [30, 120]")
    return Turn(*minutes)


def _roles_of_entry(value: object) -> object:
    if value in (EVERY_ROLE, [EVERY_ROLE]):
        return tuple(role for role in Role if role is not Role.ADMIN)
    return value


def _roles_named(roles: tuple[Role, ...]) -> tuple[Role, ...]:
    if not roles:
        raise ValueError("name at least one role")
    return tuple(dict.fromkeys(roles))


def matching(pattern: str, wanted: str) -> AfterValidator:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f'"{text}" must be {wanted}')
        return text

    return AfterValidator(check)


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_one_line)]
Language = Literal["zh", "en"]
Money = Annotated[Decimal, Field(ge=0, decimal_places=2, max_digits=14)]
"""Yuan, or the company's own currency."""
Roles = Annotated[tuple[Role, ...], AfterValidator(_roles_named)]
OfficeSpan = Annotated[Span, text_as(Span, read_office_span)]
Lead = Annotated[Ahead, text_as(Ahead, read_ahead)]
Round = Annotated[Interval, text_as(Interval, read_interval)]
TurnRole = Annotated[str, AfterValidator(lambda name: _known_role(name, "default"))]
Days = Annotated[str, AfterValidator(read_day_names)]
Zone = Annotated[str, AfterValidator(_zone)]
Minutes = Annotated[Turn, BeforeValidator(_turn)]
ActsInstead = Annotated[StandIn, text_as(StandIn, _stand_in)]
RolesOfEntry = Annotated[Roles, BeforeValidator(_roles_of_entry)]
Purpose = Annotated[str, AfterValidator(lambda name: _known_role(name, DESK))]
OnDuty = Annotated[DutyTime, text_as(DutyTime, parse_duty_time), BeforeValidator(_quoted_date)]
