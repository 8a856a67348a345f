"""The tables of company.toml, each entry whole by itself."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StrictInt

from store.company.fields import Language, Line, Money, OfficeSpan, OnDuty, Purpose, Roles, Round, matching
from store.company.roles import HEADED, Role
from store.hours.words import Interval

UserId = Annotated[StrictInt, Field(gt=0, lt=2**52)]
"""Telegram's ids have 52 bits at most."""
ChatId = Annotated[StrictInt, Field(gt=-(2**52), lt=2**52)]


class Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Budget(Table):
    """What may be spent on a kind of expense in a month, or in every month that has none of its own (A5)."""

    kind: Line
    """As the expense claim's option has it, such as `travel`."""
    month: Annotated[str, matching(r"20[0-9]{2}-(0[1-9]|1[0-2])", "a month, such as 2026-12")] | None = None
    amount: Money


class Day(Table):
    """Overrides the official calendar for one date; `hours` also replaces that day's spans."""

    date: date
    work: StrictBool
    hours: tuple[OfficeSpan, ...] = ()


class Room(Table):
    chat_id: ChatId
    purpose: Purpose
    """`desk`, or the role whose own room it is."""
    language: Language | None = None


class Member(Table):
    id: UserId
    """Telegram user id."""
    name: Line
    roles: Roles
    head_of: tuple[Role, ...] = ()
    language: Language | None = None


class Customer(Table):
    """A customer known from the start; terms signed before the bot came (A1)."""

    name: Line
    terms: Literal["monthly"] | None = None
    credit_limit: Money | None = None
    salesperson: UserId | None = None
    """Member id."""


class CustomerNames(Table):
    """Words that stand in many customers' names beside the usual ones, and so tell nobody apart (U1)."""

    trade_words: tuple[Line, ...] = ()


class Duty(Table):
    """K5: who comes first for a role, at which times."""

    role: Role
    member: UserId
    when: OnDuty


class Target(Table):
    """What a month is to sell or to bring in (P1, P8): a person's, or without one the company's. Without any there is no plan."""

    kind: Literal["sales", "collected"] = "sales"
    month: Annotated[str, matching(r"20[0-9]{2}-(0[1-9]|1[0-2])", "a month such as 2026-11")]
    amount: Money
    salesperson: UserId | None = None
    """Member id."""


class Unusual(Table):
    """P7: when a customer's month is out of the ordinary: by more than both, against the median of their latest full months."""

    share: Annotated[StrictInt, Field(ge=1, le=1000)] = 50
    """Per cent."""
    amount: Money = Decimal(5000)


class Arrival(Table):
    """O5: after this many days on the road the bot asks whether the goods have arrived."""

    expected_days: Annotated[StrictInt, Field(gt=0, le=365)] = 3


Hours = Annotated[Decimal, Field(gt=0, le=1000)]
Percent = Annotated[StrictInt, Field(gt=0, le=100)]


def _headed(roles: tuple[Role, ...]) -> tuple[Role, ...]:
    for role in roles:
        if role not in HEADED:
            raise ValueError(f"{role} is no department; write any of {', '.join(HEADED)}")
    return tuple(dict.fromkeys(roles))


class Complaints(Table):
    """C3: how many working hours each stage of a complaint may take; what is left of them when it presses, in per cent."""

    taken_up: Hours = Decimal(2)
    cause: Hours = Decimal(8)
    remedy: Hours = Decimal(16)
    done: Hours = Decimal(40)
    answer: Hours = Decimal(16)
    lesson: Hours = Decimal(40)
    serious: Percent = 50
    fault: Percent = 25


class Credit(Table):
    """A2: whose heads sign a credit after the director, side by side, nobody's where it is empty; and who has none on account."""

    departments: Annotated[tuple[Role, ...], AfterValidator(_headed)] = (Role.FINANCE, Role.LOGISTICS)
    overdue_days: StrictInt = Field(default=30, ge=0, le=3650)
    """Whoever owes anything that has been due for longer gets no more on account (O3)."""
    trifle: Money = Decimal(100)
    """So much of it is overlooked."""


class Desk(Table):
    """M4: whose work the money of customers without a salesperson is."""

    collection: Role = Role.SERVICE


class TermsDue(Table):
    """So many months after the cut, on this day of the month."""

    months: StrictInt = Field(default=1, ge=0, le=12)
    day: StrictInt = Field(default=25, ge=1, le=31)


class Terms(Table):
    """M4: when what was charged falls due for whoever has no terms of their own."""

    cut: Literal["month-end"] = "month-end"
    due: TermsDue = TermsDue()


class Rate(Table):
    """M2: what is charged for one unit of a service, as `handling` for a ton."""

    kind: Literal["handling", "storage", "counting", "freight", "other"]
    unit: Line
    price: Annotated[Decimal, Field(gt=0, le=10_000_000, decimal_places=2)]
    per: Literal["", "month", "day"] = ""
    """Of storage: what the price is for; a square metre's month unless it says day."""
    basis: Literal["calendar", "30"] = "calendar"
    """How many days a month has, where the price is a month's."""
    minimum: Annotated[Decimal, Field(ge=0, le=10_000_000, decimal_places=2)] = Decimal("0.00")
    """The least that a month with any of it costs."""
    free: StrictInt = Field(default=0, ge=0, le=366)
    """So many days from the first cost nothing."""
    since: date | None = Field(default=None, alias="from")
    customer: Line | None = None
    """Whose rate it is, by the name on file; the house's where it says nobody."""


class Shipment(Table):
    """O4: whether quality passes goods and packing before they are shipped."""

    inspection: StrictBool = False


class Tracks(Table):
    """How often the customers of a class are called and visited."""

    call: Round
    visit: Round


class Contacts(Table):
    """U3: how often customers are spoken to, by class, and with how many a salesperson's day begins."""

    a: Tracks = Tracks(call=Interval(7, "d"), visit=Interval(2, "mo"))
    b: Tracks = Tracks(call=Interval(7, "d"), visit=Interval(3, "mo"))
    c: Tracks = Tracks(call=Interval(14, "d"), visit=Interval(4, "mo"))
    a_day: Annotated[StrictInt, Field(gt=0, le=30)] = 15

    def of(self, grade: str) -> Tracks | None:
        """None for a customer of no class: nobody says how often."""
        return {"a": self.a, "b": self.b, "c": self.c}.get(grade)


class ListPrice(Table):
    """O1: what a product costs, for everybody or for one customer, from a day on; the latest day counts."""

    product: Line
    unit: str = ""
    """Empty for whatever unit it is ordered by."""
    price: Annotated[Decimal, Field(ge=0, le=Decimal("9999999999.99"), decimal_places=2)]
    customer: Line | None = None
    since: date = date(2000, 1, 1)


class About(Table):
    """Who the company is on paper: customers find it and pay it by this."""

    full_name: Line | None = None
    """As registered; without it the company's `name`."""
    address: Line | None = None
    phone: Line | None = None
    tax_number: Line | None = None
    bank: Line | None = None
    account: Line | None = None


Paper = Literal["a5", "241x140", "a4"]


class SlipForm(Table):
    """What sales slips are printed on: A5 landscape, continuous 241 by 140 mm, or A4."""

    paper: Paper = "a5"
    tax: Literal["", "included", "excluded"] = ""
    """Whether the prices have VAT in them; empty: the slip doesn't say."""
