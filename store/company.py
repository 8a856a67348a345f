"""The company as company.toml describes it, checked whole: people, rooms, hours, turns, duty and calendar entries."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Self, TypeVar
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StrictBool,
    StrictInt,
    StringConstraints,
    model_validator,
)

from store.when import (
    MONDAY_TO_SUNDAY,
    Ahead,
    DutyTime,
    Every,
    Span,
    When,
    parse_duty_time,
    parse_when,
    read_ahead,
    read_day_names,
    read_days,
    read_office_span,
)

if TYPE_CHECKING:
    from store.worktime import WorkTime


class Role(StrEnum):
    """Who a person is in the company; a member may hold several. Departments' own words stand in vocabulary.toml."""

    SERVICE = "service"
    ASSISTANT = "assistant"
    SALES = "sales"
    SALES_LEAD = "sales_lead"
    LAND_LEASE = "land_lease"
    PRODUCTION = "production"
    WORKSHOP_LEAD = "workshop_lead"
    FACTORY = "factory"
    FINANCE = "finance"
    COLLECTOR = "collector"
    LOGISTICS = "logistics"
    DISPATCHER = "dispatcher"
    WAREHOUSE = "warehouse"
    ORDER_CLERK = "order_clerk"
    TECHNICAL = "technical"
    ENGINEER = "engineer"
    QUALITY = "quality"
    PURCHASING = "purchasing"
    SUPERVISOR = "supervisor"
    DIRECTOR = "director"
    EXECUTIVE = "executive"
    ADMIN = "admin"


DESK = "desk"
EVERY_ROLE = "all"


@dataclass(frozen=True)
class Finding:
    """One thing wrong in company.toml: in which table, which entry of it, which field, and why."""

    table: str
    entry: str
    field: str
    reason: str

    def __str__(self) -> str:
        place = " ".join(part for part in (self.table, self.entry, self.field) if part)
        return " ".join(
            f"{place}: {self.reason}".split()
        )  # a value typed over several lines stays one line here


class CompanyError(Exception):
    """The file can't be used; every finding is one line of the text."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


# --- the small grammars of the file ---------------------------------------------------------------


_Read = TypeVar("_Read")


def _text_as(kind: type[_Read], parse: Callable[[str], _Read]) -> PlainValidator:
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


def perhaps(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, list(known), 1)
    return f', perhaps "{close[0]}"' if close else ""


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


def _title(value: object) -> object:
    """A title given in one language, or without any, serves both."""
    if isinstance(value, str):
        return {"zh": value, "en": value}
    if isinstance(value, dict) and len(value) == 1:
        return {"zh": value.get("en"), "en": value.get("zh"), **value}
    return value


def _matching(pattern: str, wanted: str) -> AfterValidator:
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
OfficeSpan = Annotated[Span, _text_as(Span, read_office_span)]
Lead = Annotated[Ahead, _text_as(Ahead, read_ahead)]
TurnRole = Annotated[str, AfterValidator(lambda name: _known_role(name, "default"))]
Days = Annotated[str, AfterValidator(read_day_names)]


# --- the tables of the file -----------------------------------------------------------------------


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Day(_Table):
    """Overrides the official calendar for one date; `hours` also replaces that day's spans."""

    date: date
    work: StrictBool
    hours: tuple[OfficeSpan, ...] = ()


class Room(_Table):
    chat_id: StrictInt
    purpose: Annotated[str, AfterValidator(lambda name: _known_role(name, DESK))]
    """`desk`, or the role whose own room it is."""
    language: Language | None = None


class Member(_Table):
    id: Annotated[StrictInt, Field(gt=0)]
    """Telegram user id."""
    name: Line
    roles: Roles
    head_of: tuple[Role, ...] = ()
    language: Language | None = None


class Customer(_Table):
    """A customer known from the start; terms signed before the bot came (A1)."""

    name: Line
    terms: Literal["monthly"] | None = None
    credit_limit: Money | None = None
    salesperson: StrictInt | None = None
    """Member id."""


class Duty(_Table):
    """K5: who comes first for a role, at which times."""

    role: Role
    member: StrictInt
    when: Annotated[DutyTime, _text_as(DutyTime, parse_duty_time), BeforeValidator(_quoted_date)]


class Arrival(_Table):
    """O5: after this many days on the road the bot asks whether the goods have arrived."""

    expected_days: Annotated[StrictInt, Field(gt=0, le=365)] = 3


Hours = Annotated[Decimal, Field(gt=0, le=1000)]
Percent = Annotated[StrictInt, Field(gt=0, le=100)]


class Complaints(_Table):
    """C3: how many working hours each stage of a complaint may take; what is left of them when it presses, in per cent."""

    taken_up: Hours = Decimal(2)
    cause: Hours = Decimal(8)
    remedy: Hours = Decimal(16)
    done: Hours = Decimal(40)
    answer: Hours = Decimal(16)
    lesson: Hours = Decimal(40)
    serious: Percent = 50
    fault: Percent = 25


class Title(_Table):
    zh: Line
    en: Line

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.zh


class EntryKind(StrEnum):
    """What a calendar entry asks of people."""

    MEETING = "meeting"  # be there
    DEADLINE = "deadline"  # have it done by then
    WINDOW = "window"  # do it between two days
    NOTICE = "notice"  # know it


class OnDayOff(StrEnum):
    """Where an occurrence goes that falls on a day off."""

    BEFORE = "before"
    AFTER = "after"
    SKIP = "skip"
    KEEP = "keep"


class Per(StrEnum):
    """Who ticks an entry off: each person, one for the team, or once for each customer."""

    PERSON = "person"
    TEAM = "team"
    CUSTOMER = "customer"


class CalendarEntry(_Table):
    """K1 to K4: who has to do or attend what, and when."""

    key: Annotated[
        str, _matching(r"(?=.{1,40}$)[a-z0-9]+(-[a-z0-9]+)*", "a-z, 0-9 and single hyphens, at most 40")
    ]
    title: Annotated[Title, BeforeValidator(_title)]
    when: Annotated[When, _text_as(When, parse_when)]
    kind: EntryKind
    roles: Annotated[Roles, BeforeValidator(_roles_of_entry)]
    """`all` in the file is every role but admin."""
    remind: tuple[Lead, ...] = ()
    """How long before the start of a meeting or notice, the end of a deadline or window."""
    on_day_off: OnDayOff = OnDayOff.BEFORE
    per: Per = Per.PERSON
    to: Role | None = None
    """Who receives what is handed in."""
    silent: StrictBool = False
    """Shown in /calendar and the morning list, no ping."""
    expires: Lead | None = None
    """How long after the due time an occurrence is dropped; None: it stays until done."""
    active: StrictBool = True

    @model_validator(mode="before")
    @classmethod
    def _usual_day_off(cls, values: Any) -> Any:
        if isinstance(values, dict) and "on_day_off" not in values:
            if values.get("kind") == EntryKind.WINDOW:
                return {**values, "on_day_off": OnDayOff.KEEP}
            if str(values.get("when")).startswith(Every.DAY):
                return {**values, "on_day_off": OnDayOff.SKIP}
        return values


_SHIPPED_TURNS = {"default": Turn(30, 120), Role.FINANCE.value: Turn(15, 60)}
_SHIPPED_HOURS = {"mon-fri": (Span(480, 720), Span(810, 1050))}
_SHIPPED_STAND_INS = {
    Role.WORKSHOP_LEAD: StandIn(Role.PRODUCTION, head=True),
    Role.FACTORY: StandIn(Role.PRODUCTION, head=True),
    Role.COLLECTOR: StandIn(Role.FINANCE),
    Role.DISPATCHER: StandIn(Role.LOGISTICS),
    Role.ORDER_CLERK: StandIn(Role.WAREHOUSE),
    Role.QUALITY: StandIn(Role.TECHNICAL),
    Role.SUPERVISOR: StandIn(Role.DIRECTOR),
    Role.SALES_LEAD: StandIn(Role.DIRECTOR),
}


class Company(_Table):
    """The whole file. Two parts that contradict each other raise CompanyError, also when built in Python."""

    name: Line
    language: Language = "zh"
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    country: Annotated[str, _matching("[A-Z]{2}", "two capital letters, such as CN")] = "CN"
    """ISO 3166 code of the country whose holidays are kept."""
    currency: Annotated[str, _matching("[A-Z]{3}", "three capital letters, such as CNY")] = "CNY"
    remedy_limit: Money = Decimal(5000)
    """C3: a remedy that costs more is also signed by the executive."""
    hours: Mapping[Days, tuple[OfficeSpan, ...]] = _SHIPPED_HOURS
    days: tuple[Day, ...] = Field(default=(), alias="day")
    rooms: tuple[Room, ...] = Field(default=(), alias="room")
    members: tuple[Member, ...] = Field(default=(), alias="member")
    turns: Mapping[TurnRole, Annotated[Turn, BeforeValidator(_turn)]] = _SHIPPED_TURNS
    duty: tuple[Duty, ...] = ()
    stand_in: Mapping[Role, Annotated[StandIn, _text_as(StandIn, _stand_in)]] = _SHIPPED_STAND_INS
    """As written in the file; `stand_ins` adds the shipped ones."""
    customers: tuple[Customer, ...] = Field(default=(), alias="customer")
    arrival: Arrival = Arrival()
    complaints: Complaints = Complaints()
    calendar: tuple[CalendarEntry, ...] = ()

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if findings := list(_contradictions(self)):
            raise CompanyError(findings)
        return self

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """What was worked out from other values is worked out anew."""
        copy = super().model_copy(update=update, deep=deep)
        for name in ("week", "worktime", "entries"):
            copy.__dict__.pop(name, None)
        return copy

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @cached_property
    def week(self) -> tuple[tuple[Span, ...], ...]:
        """Office hours of Monday to Sunday, each day's spans in order."""
        spans: list[list[Span]] = [[] for _ in MONDAY_TO_SUNDAY]
        for days, hours in self.hours.items():
            for day in read_days(days):
                spans[day] += hours
        return tuple(tuple(sorted(day)) for day in spans)

    @cached_property
    def worktime(self) -> "WorkTime":
        from store.worktime import WorkTime  # which is made of a company

        return WorkTime(self)

    @cached_property
    def entries(self) -> Mapping[str, CalendarEntry]:
        """The calendar's entries that are on, by key."""
        return {entry.key: entry for entry in self.calendar if entry.active}

    @property
    def desk_rooms(self) -> tuple[Room, ...]:
        return tuple(room for room in self.rooms if room.purpose == DESK)

    def room_for(self, role: Role) -> Room | None:
        """The role's own room, if it has one beside the desk."""
        return next((room for room in self.rooms if room.purpose == role), None)

    def member(self, user_id: int) -> Member | None:
        return next((member for member in self.members if member.id == user_id), None)

    def holding(self, role: Role) -> tuple[Member, ...]:
        return tuple(member for member in self.members if role in member.roles)

    def head_of(self, role: Role) -> Member | None:
        return next((member for member in self.members if role in member.head_of), None)

    def turn_for(self, role: Role) -> Turn:
        """How a task of this role is passed on, in working minutes (O2)."""
        shipped = _SHIPPED_TURNS.get(role, _SHIPPED_TURNS["default"])
        return self.turns.get(role) or self.turns.get("default") or shipped

    def on_duty(self, role: Role, at: datetime) -> list[int]:
        """Member ids on duty for the role at an aware instant (K5), in the order of the file, each once."""
        local = at.astimezone(self.zone)
        return list(
            dict.fromkeys(duty.member for duty in self.duty if duty.role == role and duty.when.covers(local))
        )

    def stand_ins(self, role: Role) -> tuple[StandIn, ...]:
        """Who acts where nobody holds the role, then where nobody holds that one either, and so on."""
        chain: list[StandIn] = []
        asked = {role}
        while (stand_in := self._stand_in(role)) and stand_in.role not in asked:
            chain.append(stand_in)
            asked.add(role := stand_in.role)
        return tuple(chain)

    def acting(self, role: Role) -> tuple[Member, ...]:
        """The file's members who act for the role: its holders, else those of the first stand-in that has any."""
        if holders := self.holding(role):
            return holders
        for stand_in in self.stand_ins(role):
            head = self.head_of(stand_in.role) if stand_in.head else None
            if found := (head,) if head else self.holding(stand_in.role):
                return found
        return ()

    def vacancies(self) -> dict[Role, tuple[Member, ...]]:
        """Each role that no member of the file holds, with those who act for it; admins may come from the settings."""
        return {role: self.acting(role) for role in Role if role is not Role.ADMIN and not self.holding(role)}

    def aware(self, at: datetime) -> datetime:
        """The instant in UTC; one without an offset is read in the company's time zone."""
        return (at if at.tzinfo else at.replace(tzinfo=self.zone)).astimezone(UTC)

    def _stand_in(self, role: Role) -> StandIn | None:
        return self.stand_in.get(role) or _SHIPPED_STAND_INS.get(role)


# --- what the tables must not say together --------------------------------------------------------


def _contradictions(company: Company) -> Iterator[Finding]:
    yield from _hours(company)
    yield from _twice(company.days, "[[day]]", "date", lambda day: day.date)
    yield from _twice(company.rooms, "[[room]]", "chat_id", lambda room: room.chat_id)
    yield from _twice(company.members, "[[member]]", "id", lambda member: member.id)
    yield from _twice(company.customers, "[[customer]]", "name", lambda customer: customer.name)
    yield from _twice(company.calendar, "[[calendar]]", "key", lambda entry: entry.key)
    own_rooms = [room for room in company.rooms if room.purpose != DESK]
    yield from _twice(own_rooms, "[[room]]", "purpose", lambda room: room.purpose)
    for room in company.rooms:
        if room.chat_id >= 0:
            yield Finding("[[room]]", str(room.chat_id), "chat_id", "a group's id is below zero")
    headed: dict[Role, str] = {}
    for member in company.members:
        for role in member.head_of:
            if role in headed:
                yield Finding(
                    "[[member]]", member.name, "head_of", f"{headed[role]} is head of {role} already"
                )
            headed[role] = member.name
    for number, duty in enumerate(company.duty, 1):
        on_duty = company.member(duty.member)
        if on_duty is None:
            yield Finding("[[duty]]", str(number), "member", f"no [[member]] has the id {duty.member}")
        elif duty.role not in on_duty.roles:
            yield Finding(
                "[[duty]]", str(number), "member", f"{on_duty.name} doesn't hold the role {duty.role}"
            )
    for role, stand_in in company.stand_in.items():
        if stand_in.role == role:
            yield Finding("[stand_in]", "", role, "stands in for itself")
    for customer in company.customers:
        if customer.salesperson is not None and company.member(customer.salesperson) is None:
            yield Finding(
                "[[customer]]",
                customer.name,
                "salesperson",
                f"no [[member]] has the id {customer.salesperson}",
            )
        if customer.terms and customer.credit_limit is None:
            yield Finding("[[customer]]", customer.name, "credit_limit", "missing; a monthly account has one")
        if customer.credit_limit is not None and not customer.terms:
            yield Finding(
                "[[customer]]", customer.name, "credit_limit", 'means nothing without terms = "monthly"'
            )


def _hours(company: Company) -> Iterator[Finding]:
    if not any(company.week):
        yield Finding("[hours]", "", "", "no day has any hours, so nothing would ever fall due")
    named = [*zip(MONDAY_TO_SUNDAY, company.week, strict=True)]
    for day in company.days:
        named.append((day.date.isoformat(), tuple(sorted(day.hours))))
        if day.hours and not day.work:
            yield Finding("[[day]]", day.date.isoformat(), "hours", "a day off has none")
    for name, spans in named:
        for earlier, later in pairwise(spans):
            if later.start < earlier.end:
                table, entry = ("[hours]", "") if name in MONDAY_TO_SUNDAY else ("[[day]]", name)
                field = name if name in MONDAY_TO_SUNDAY else "hours"
                yield Finding(table, entry, field, f"{_typed(earlier)} and {_typed(later)} overlap")


def _typed(span: Span) -> str:
    return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in span)


_Entry = TypeVar("_Entry")


def _twice(
    entries: Sequence[_Entry], table: str, field: str, identity: Callable[[_Entry], object]
) -> Iterator[Finding]:
    seen: set[object] = set()
    for number, entry in enumerate(entries, 1):
        value = identity(entry)
        if value in seen:
            yield Finding(table, str(number), field, f"{value} stands here a second time")
        seen.add(value)
