"""The company as company.toml describes it, checked whole: people, rooms, hours, turns, duty and calendar entries."""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Self, TypeVar
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
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

MONDAY_TO_SUNDAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 24 * 60


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


def _days(text: str) -> tuple[int, ...]:
    """`mon`, `mon-fri`, `sat,sun` as weekdays, Monday 0; `fri-mon` runs over the week's end."""
    days: list[int] = []
    for part in text.split(","):
        first, dash, last = (word.strip() for word in part.partition("-"))
        if first not in MONDAY_TO_SUNDAY or (dash and last not in MONDAY_TO_SUNDAY):
            raise ValueError(f'"{text}" is no day or span of days; write mon, mon-fri or sat,sun')
        start = MONDAY_TO_SUNDAY.index(first)
        length = (MONDAY_TO_SUNDAY.index(last) - start) % 7 if dash else 0
        days += [(start + step) % 7 for step in range(length + 1)]
    return tuple(dict.fromkeys(days))


def _day_names(text: str) -> str:
    _days(text)
    return text


def _minute(text: str) -> int:
    match = re.fullmatch(r"([0-2]?[0-9]):([0-5][0-9])", text.strip())
    minute = int(match[1]) * 60 + int(match[2]) if match else DAY_MINUTES + 1
    if minute > DAY_MINUTES:
        raise ValueError(f'"{text}" is no time of day; write 08:30, up to 24:00')
    return minute


class Span(NamedTuple):
    """Part of a day in minutes after midnight; an end before the start is on the next morning."""

    start: int
    end: int

    @property
    def past_midnight(self) -> bool:
        return self.end < self.start


def _span(text: str) -> Span:
    start, dash, end = text.partition("-")
    if not dash:
        raise ValueError(f'"{text}" is no span of hours; write 08:00-12:00')
    span = Span(_minute(start), _minute(end))
    if span.start == span.end:
        raise ValueError(f'"{text}" begins and ends at the same time')
    return span


def _office_span(text: str) -> Span:
    span = _span(text)
    if span.past_midnight:
        raise ValueError("runs past midnight; write two spans, the first up to 24:00")
    return span


class Ahead(NamedTuple):
    """A length of time as typed: `30m`, `2h`, `1d`, `1w`. Days are kept apart from 24 hours."""

    amount: int
    unit: Literal["m", "h", "d", "w"]

    @property
    def length(self) -> timedelta:
        names = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
        return timedelta(**{names[self.unit]: self.amount})

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"


def _ahead(text: str) -> Ahead:
    match = re.fullmatch(r"([1-9][0-9]{0,3})([mhdw])", text)
    if not match:
        raise ValueError(f'"{text}" is no length of time; write 30m, 2h, 1d or 1w')
    return Ahead(int(match[1]), match[2])  # type: ignore[arg-type]


class Every(StrEnum):
    """How often a calendar entry comes round."""

    WEEK = "weekly"
    DAY = "daily"
    MONTH = "monthly"
    QUARTER = "quarterly"
    YEAR = "yearly"
    RULE = "rrule"


@dataclass(frozen=True)
class When:
    """When a calendar entry occurs, read from its `when`.

    `weekdays`, `place` and `first`..`last` say on which day of the period; all are empty for daily and for a rule.
    A day's number counts in the month, or in the quarter's first month; beyond the month's length it means the
    last day.
    """

    text: str
    every: Every
    weekdays: tuple[int, ...] = ()
    """Monday 0. With `place` the first or last of these in the period; alone, each of them."""
    place: Literal["first", "last", "first-workday", "last-workday"] | None = None
    first: tuple[int, int] | None = None
    """(month, day); the month is 0 unless yearly."""
    last: tuple[int, int] | None = None
    """The end of a window `5..12`, included; else the same as `first`."""
    hours: Span | None = None
    """Local time from when to when, equal where one time was given; None: until the end of office hours."""
    rule: str = ""
    """RFC 5545 recurrence rule without its `RRULE:`."""


_FORMS = "mon 08:30, daily 17:00, monthly 28 17:00, monthly last, monthly 5..12, quarterly last fri 14:00, yearly 12-20, rrule:FREQ=…"


def _hours_of_entry(word: str) -> Span:
    start, dash, end = word.partition("-")
    span = Span(_minute(start), _minute(end) if dash else _minute(start))
    if span.past_midnight or span.start == DAY_MINUTES:
        raise ValueError(f'"{word}" must lie within one day')
    return span


def _day_of_period(every: Every, word: str) -> tuple[int, int]:
    form = r"(1[0-2]|0?[1-9])-([0-3]?[0-9])" if every is Every.YEAR else r"(0?)([0-3]?[0-9])"
    match = re.fullmatch(form, word)
    if not match or not 1 <= int(match[2]) <= 31:
        raise ValueError(
            f'"{word}" is no day of the {"year; write 12-20" if every is Every.YEAR else "month"}'
        )
    month, day = int(match[1] or 0), int(match[2])
    if every is Every.YEAR:
        try:
            date(2024, month, day)
        except ValueError:
            raise ValueError(f'"{word}" is no day of the year') from None
    return month, day


def _rule(text: str) -> When:
    rule = text[len("rrule:") :].strip().upper()
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    if not all(re.fullmatch(r"[A-Z]+=[A-Z0-9,+-]+", part) for part in rule.split(";")):
        raise ValueError(f'"{text}" is no recurrence rule; write rrule:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO')
    if parts.get("FREQ") not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise ValueError("a recurrence rule needs FREQ=DAILY, WEEKLY, MONTHLY or YEARLY")
    return When(text, Every.RULE, rule=rule)


def parse_when(text: str) -> When:
    """Read a calendar entry's `when`. Raises ValueError naming the word that wasn't understood."""
    if text.lower().startswith("rrule:"):
        return _rule(text)
    words = re.sub(r"\s*,\s*", ",", text.lower()).split()
    times = [word for word in words if ":" in word]
    if len(times) > 1 or (times and words[-1] != times[0]):
        raise ValueError(f'"{text}": one time, at the end; for example {_FORMS}')
    hours = _hours_of_entry(times[0]) if times else None
    match words[: len(words) - len(times)]:
        case ["daily"]:
            return When(text, Every.DAY, hours=hours)
        case [
            "monthly" | "quarterly" | "yearly" as every,
            "first-workday" | "last-workday" | "last" as place,
        ]:
            return When(text, Every(every), place=place, hours=hours)
        case ["monthly" | "quarterly" | "yearly" as every, "first" | "last" as place, days]:
            return When(text, Every(every), _days(days), place=place, hours=hours)
        case ["monthly" | "quarterly" | "yearly" as every, days]:
            begin, dots, end = days.partition("..")
            first = _day_of_period(Every(every), begin)
            last = _day_of_period(Every(every), end) if dots else first
            if last < first:
                raise ValueError(f'"{days}" ends before it begins')
            return When(text, Every(every), first=first, last=last, hours=hours)
        case [days]:
            return When(text, Every.WEEK, _days(days), hours=hours)
        case _:
            raise ValueError(f'"{text}" is not understood; for example {_FORMS}')


@dataclass(frozen=True)
class DutyTime:
    """When somebody is on duty, in the company's local time: on weekdays, or from one date to another."""

    text: str
    weekdays: tuple[int, ...]
    dates: tuple[date, date] | None
    hours: Span | None

    def covers(self, local: datetime) -> bool:
        today = local.date()
        if self.hours is None:
            return self._begins_on(today)
        minute = local.hour * 60 + local.minute
        if not self.hours.past_midnight:
            return self._begins_on(today) and self.hours.start <= minute < self.hours.end
        evening = minute >= self.hours.start and self._begins_on(today)
        return evening or (minute < self.hours.end and self._begins_on(today - timedelta(days=1)))

    def _begins_on(self, day: date) -> bool:
        if self.dates:
            return self.dates[0] <= day <= self.dates[1]
        return day.weekday() in self.weekdays


def parse_duty_time(text: str) -> DutyTime:
    """Read a duty's `when`: `mon-fri 18:00-08:00`, `sat,sun`, `2026-12-01`, `2026-12-01..2026-12-07 18:00-22:00`."""
    match = re.fullmatch(r"(.*?)\s*([0-9]+:[0-9]+\s*-\s*[0-9]+:[0-9]+)?", text.lower())
    days, hours = match.groups() if match else (text, None)
    span = _span(hours) if hours else None
    if not days[:1].isdigit():
        return DutyTime(text, _days(days), None, span)
    first, dots, last = days.partition("..")
    try:
        dates = date.fromisoformat(first), date.fromisoformat(last if dots else first)
    except ValueError:
        raise ValueError(f'"{days}" is no date; write 2026-12-01 or 2026-12-01..2026-12-07') from None
    if dates[1] < dates[0]:
        raise ValueError(f'"{days}" ends before it begins')
    return DutyTime(text, (), dates, span)


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
        raise ValueError(f'no role "{name}"{_perhaps(name, known)}')
    return name


def _perhaps(name: str, known: Iterable[str]) -> str:
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
OfficeSpan = Annotated[Span, _text_as(Span, _office_span)]
Lead = Annotated[Ahead, _text_as(Ahead, _ahead)]
TurnRole = Annotated[str, AfterValidator(lambda name: _known_role(name, "default"))]
Days = Annotated[str, AfterValidator(_day_names)]


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
    calendar: tuple[CalendarEntry, ...] = ()

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if findings := list(_contradictions(self)):
            raise CompanyError(findings)
        return self

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @cached_property
    def week(self) -> tuple[tuple[Span, ...], ...]:
        """Office hours of Monday to Sunday, each day's spans in order."""
        spans: list[list[Span]] = [[] for _ in MONDAY_TO_SUNDAY]
        for days, hours in self.hours.items():
            for day in _days(days):
                spans[day] += hours
        return tuple(tuple(sorted(day)) for day in spans)

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


# --- reading --------------------------------------------------------------------------------------


def load_company(path: Path) -> Company:
    """The company of this file. Raises CompanyError with every finding."""
    try:
        text = path.read_bytes().decode("utf-8-sig")  # Windows' Notepad begins a file with a byte order mark
    except OSError as error:
        raise CompanyError([Finding(str(path), "", "", f"can't be read: {error.strerror}")]) from None
    except UnicodeDecodeError:
        raise CompanyError([Finding(str(path), "", "", "is not UTF-8 text; save it as UTF-8")]) from None
    return parse_company(text)


def parse_company(text: str) -> Company:
    """The company that this text of a company.toml describes. Raises CompanyError with every finding."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CompanyError([Finding("company.toml", "", "", str(error))]) from None
    try:
        return Company.model_validate(raw)
    except ValidationError as error:
        raise CompanyError(_finding(detail, raw) for detail in error.errors()) from None


def _finding(detail: ErrorDetails, raw: dict[str, Any]) -> Finding:
    loc = [str(part) for part in detail["loc"] if part != "[key]"]
    reason = _plain(detail)
    top = raw.get(loc[0])
    if isinstance(top, list) and len(loc) > 1:
        entry = str(int(loc[1]) + 1)
        values = top[int(loc[1])]
        if isinstance(values, dict) and (
            named := [values[key] for key in ("name", "key", "date") if key in values]
        ):
            entry += f" ({named[0]})"
        return Finding(f"[[{loc[0]}]]", entry, _field(loc[2:]), reason)
    if isinstance(top, dict) and len(loc) > 1:
        return Finding(f"[{loc[0]}]", "", _field(loc[1:]), reason)
    return Finding("", "", _field(loc), reason)


def _field(loc: list[str]) -> str:
    """`roles 2` for the second of the roles: people count from one."""
    return " ".join(str(int(part) + 1) if part.isdecimal() else part for part in loc)


def _plain(detail: ErrorDetails) -> str:
    context: dict[str, Any] = detail.get("ctx", {})
    given = detail["input"]
    match detail["type"]:
        case "missing":
            return "missing"
        case "extra_forbidden":
            return "unknown key"
        case "value_error":
            return str(context["error"])
        case "enum" | "literal_error":
            known = re.findall(r"'([^']+)'", context["expected"])
            return f'"{given}" is unknown' + (
                _perhaps(str(given), known) or f"; known are {', '.join(known)}"
            )
        case "string_type":
            return "must be text in quotes"
        case "string_too_short":
            return "must not be empty"
        case "int_type":
            return "must be a whole number"
        case "bool_type":
            return "must be true or false"
        case "tuple_type":
            return "must be a list in [ ]"
        case "dict_type" | "mapping_type" | "model_type":
            return "must be a table"
        case "date_type" | "date_parsing" | "date_from_datetime_parsing" | "date_from_datetime_inexact":
            return "must be a date such as 2027-02-07"
        case "greater_than":
            return "must be above 0"
        case (
            "greater_than_equal"
            | "decimal_type"
            | "decimal_parsing"
            | "decimal_max_places"
            | "decimal_max_digits"
            | "finite_number"
        ):
            return "must be an amount of at least 0 with at most two decimals"
        case _:
            message = detail["msg"]
            return message[:1].lower() + message[1:]
