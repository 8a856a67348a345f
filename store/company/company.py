"""The whole of company.toml: what each table says, and what two of them must not say together."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Any, Self, TypeVar
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from store.company.appraisal import Appraisal
from store.company.calendar import CalendarEntry, Festival
from store.company.fields import (
    ActsInstead,
    Days,
    Language,
    Line,
    Minutes,
    Money,
    OfficeSpan,
    StandIn,
    Turn,
    TurnRole,
    Zone,
    matching,
)
from store.company.findings import CompanyError, Finding
from store.company.roles import DESK, Role
from store.company.tables import (
    About,
    Arrival,
    Budget,
    Complaints,
    Contacts,
    Credit,
    Customer,
    CustomerNames,
    Day,
    Desk,
    Duty,
    ListPrice,
    Member,
    Rate,
    Room,
    Shipment,
    SlipForm,
    Table,
    Target,
    Terms,
    Unusual,
)
from store.hours.words import MONDAY_TO_SUNDAY, Span, read_days

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


class Company(Table):
    """The whole file. Two parts that contradict each other raise CompanyError, also when built in Python."""

    name: Line
    language: Language = "zh"
    timezone: Zone = "Asia/Shanghai"
    country: Annotated[str, matching("[A-Z]{2}", "two capital letters, such as CN")] = "CN"
    """ISO 3166 code of the country whose holidays are kept."""
    currency: Annotated[str, matching("[A-Z]{3}", "three capital letters, such as CNY")] = "CNY"
    remedy_limit: Money = Decimal(5000)
    """C3: a remedy that costs more is also signed by the executive."""
    hours: Mapping[Days, tuple[OfficeSpan, ...]] = _SHIPPED_HOURS
    days: tuple[Day, ...] = Field(default=(), alias="day")
    rooms: tuple[Room, ...] = Field(default=(), alias="room")
    members: tuple[Member, ...] = Field(default=(), alias="member")
    turns: Mapping[TurnRole, Minutes] = _SHIPPED_TURNS
    duty: tuple[Duty, ...] = ()
    stand_in: Mapping[Role, ActsInstead] = _SHIPPED_STAND_INS
    """As written in the file; `stand_ins` adds the shipped ones."""
    customers: tuple[Customer, ...] = Field(default=(), alias="customer")
    customer_names: CustomerNames = CustomerNames()
    about: About = About()
    slip: SlipForm = SlipForm()
    arrival: Arrival = Arrival()
    unusual: Unusual = Unusual()
    complaints: Complaints = Complaints()
    contacts: Contacts = Contacts()
    budgets: tuple[Budget, ...] = Field(default=(), alias="budget")
    credit: Credit = Credit()
    money: Desk = Desk()
    shipment: Shipment = Shipment()
    terms: Terms = Terms()
    targets: tuple[Target, ...] = Field(default=(), alias="target")
    appraisals: tuple[Appraisal, ...] = Field(default=(), alias="appraisal")
    rates: tuple[Rate, ...] = Field(default=(), alias="rate")
    prices: tuple[ListPrice, ...] = Field(default=(), alias="price")
    festivals: tuple[Festival, ...] = Field(default=(), alias="festival")
    calendar: tuple[CalendarEntry, ...] = ()

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if findings := list(_contradictions(self)):
            raise CompanyError(findings)
        return self

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """What was worked out from other values is worked out anew."""
        copy = super().model_copy(update=update, deep=deep)
        for name in ("week", "entries"):
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


def _contradictions(company: Company) -> Iterator[Finding]:
    yield from _hours(company)
    yield from _twice(company.days, "[[day]]", "date", lambda day: day.date)
    yield from _twice(company.rooms, "[[room]]", "chat_id", lambda room: room.chat_id)
    yield from _twice(company.members, "[[member]]", "id", lambda member: member.id)
    yield from _twice(company.customers, "[[customer]]", "name", lambda customer: customer.name)
    yield from _twice(
        company.prices, "[[price]]", "product", lambda one: (one.product, one.unit, one.customer, one.since)
    )
    yield from _twice(company.calendar, "[[calendar]]", "key", lambda entry: entry.key)
    yield from _twice(
        company.targets, "[[target]]", "month", lambda one: (one.kind, one.month, one.salesperson)
    )
    yield from _twice(company.appraisals, "[[appraisal]]", "key", lambda one: one.key)
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
