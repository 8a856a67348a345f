"""Who is told of what and when, worked out by hand from the procedures (O2, O7, O8, O9; the turns of company.toml).

Nothing here asks the store: the calendar is written out day by day, the minutes are counted one by one.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
MINUTE = timedelta(minutes=1)

DAYS_OFF = {date(2026, 9, 25), *(date(2026, 10, day) for day in range(1, 8))}
"""Mid-Autumn and National Day, as announced."""
MADE_UP = {date(2026, 10, 10)}
HALF = {date(2026, 9, 30)}
"""The company's own: the morning only."""

STAFF = {
    "王芳": ("service",),
    "林晓": ("service", "assistant"),
    "李强": ("production",),
    "马军": ("workshop_lead",),
    "郭建国": ("production", "factory"),
    "陈静": ("finance",),
    "钱丽": ("finance",),
    "许丹": ("finance",),
    "周伟": ("logistics",),
    "罗勇": ("logistics",),
    "赵敏": ("director",),
    "郑总": ("executive", "director"),
    "唐明": ("technical",),
    "曹雪": ("purchasing",),
    "吴桐": ("sales", "admin"),
}
"""In the order of the file. Nobody is supervisor: the director stands in."""
TURNS = {"finance": (15, 60), "logistics": (20, 50)}
DEFAULT = (30, 120)

COMPANY = """
name = "示例物流"
language = "zh"
timezone = "Asia/Shanghai"
country = "CN"
currency = "CNY"

[hours]
mon-fri = ["08:00-12:00", "13:30-17:30"]

[[day]]
date = 2026-09-30
work = true
hours = ["08:00-12:00"]

[credit]
departments = []

[turns]
finance = [15, 60]
logistics = [20, 50]
default = [30, 120]

[[duty]]
role = "finance"
member = 1007
when = "mon,wed 00:00-24:00"

[[duty]]
role = "logistics"
member = 1010
when = "2026-09-28..2026-10-09"

[[duty]]
role = "service"
member = 1002
when = "mon-sun 18:00-08:00"

[[room]]
chat_id = -1001
purpose = "desk"

[[customer]]
name = "宏达钢构"

[[customer]]
name = "华东机械"
terms = "monthly"
credit_limit = 100000000
""" + "".join(
    f'\n[[member]]\nid = {1001 + at}\nname = "{name}"\nroles = {list(roles)!r}\n'
    for at, (name, roles) in enumerate(STAFF.items())
).replace("'", '"')


def on_duty(role: str, at: datetime) -> str | None:
    local = at.astimezone(ZONE)
    if role == "finance" and local.weekday() in (0, 2):
        return "钱丽"
    if role == "logistics" and date(2026, 9, 28) <= local.date() <= date(2026, 10, 9):
        return "罗勇"
    if role == "service" and (local.hour >= 18 or local.hour < 8):
        return "林晓"
    return None


def _office_minutes() -> Iterator[datetime]:
    day = date(2026, 9, 21)
    while day < date(2026, 12, 31):
        if (day.weekday() < 5 and day not in DAYS_OFF) or day in MADE_UP:
            spans = [(480, 720)] if day in HALF else [(480, 720), (810, 1050)]
            midnight = datetime.combine(day, time.min, ZONE).astimezone(UTC)
            yield from (midnight + minute * MINUTE for begin, end in spans for minute in range(begin, end))
        day += timedelta(days=1)


OFFICE = list(_office_minutes())


def is_open(at: datetime) -> bool:
    index = bisect_left(OFFICE, at)
    return index < len(OFFICE) and OFFICE[index] == at


def after(at: datetime, minutes: int) -> datetime:
    """The moment by which so many working minutes have passed."""
    return OFFICE[bisect_left(OFFICE, at) + minutes - 1] + MINUTE


def opening(day: date) -> datetime:
    """The first working minute on or after a day."""
    return OFFICE[bisect_left(OFFICE, datetime.combine(day, time.min, ZONE).astimezone(UTC))]


CHAIN = (
    ("production_sign", "supervisor"),
    ("production_material", "purchasing"),
    ("production_sign", "executive"),
    ("production_give", "factory"),
    ("production_accept", "workshop_lead"),
    ("production_ticket", "technical"),
)


@dataclass
class Book:
    """As much of an order as decides who has the ball."""

    number: int
    pay: str
    receipt: bool
    promised: date | None
    state: str = "preparing"
    goods: str = "pending"
    short_until: date | None = None
    shortages: int = 0
    agreed: int = 0
    stage: int | None = None
    cleared: bool = False
    part: bool = False
    looks: int = 0
    look_on: date | None = None
    signed: bool = False
    refused: bool = False
    vehicle: bool = False
    freight: str = "none"
    asks: int = 0
    ask_on: date | None = None
    informed: bool = False
    receipt_back: bool = False
    cash: str = "out"
    due_on: date | None = None
    problems: int = 0
    talk: int = 0

    @property
    def money_ready(self) -> bool:
        return self.cleared or self.pay in ("cod", "monthly") or self.signed

    @property
    def paid(self) -> bool:
        return self.cleared or self.cash == "confirmed"

    def wanted(self) -> Iterator[tuple[str, str, int, date | None]]:
        """Kind, department, how often it was asked before, and the day from which it is asked."""
        if self.state == "preparing":
            yield from self._preparing()
        if self.state in ("preparing", "released") and not self.vehicle:
            yield "vehicle", "logistics", 0, None
        if self.state == "released":
            yield "ship", "logistics", 0, None
        if self.state == "shipped":
            yield "arrival", "logistics", self.asks, self.ask_on
        if self.state == "arrived":
            yield from self._arrived()
        if self.state in ("shipped", "arrived") and self.freight in ("agreed", "claimed"):
            claimed = self.freight == "claimed"
            yield ("freight_confirm", "finance", 0, None) if claimed else ("freight", "logistics", 0, None)
        if self.problems and self.state != "cancelled":
            yield "problem", "service", self.talk, None
        if self.state == "cancelled" and (self.cleared or self.part):
            yield "refund", "finance", 0, None

    def _preparing(self) -> Iterator[tuple[str, str, int, date | None]]:
        if self.goods == "pending":
            yield "prepare", "production", 0, None
        if self.goods == "short":
            yield "restock", "production", self.shortages, self.short_until
            if self.agreed != self.shortages:
                yield "promise", "service", self.shortages, None
            if self.stage is None:
                yield "production", "service", self.shortages, None
            elif self.stage < len(CHAIN):
                yield *CHAIN[self.stage], self.stage, None
        if not self.money_ready and (self.pay == "prepaid" or self.refused):
            yield "payment", "finance", self.looks, self.look_on
        if not self.money_ready and self.pay == "credit" and not self.refused:
            yield "sign", "director", 0, None
        if self.goods == "ready" and self.money_ready:
            yield "slip", "service", 0, None

    def _arrived(self) -> Iterator[tuple[str, str, int, date | None]]:
        if not self.informed:
            yield "inform", "service", 0, None
        if self.receipt and not self.receipt_back:
            yield "receipt", "logistics", 0, None
        if self.pay == "cod" and self.cash == "out" and not self.cleared:
            yield "cod", "logistics", 0, None
        if self.cash == "held":
            yield "cod_confirm", "finance", 1, None
        money = self.paid or self.pay in ("credit", "monthly")
        freight = self.freight in ("none", "settled")
        receipt = self.receipt_back or not self.receipt
        if self.informed and receipt and money and freight and self.cash != "held" and not self.problems:
            yield "close", "service", 0, None


@dataclass
class Duty:
    """A task as the rules have it."""

    number: int
    kind: str
    role: str
    round: int
    opened: datetime
    starts: datetime
    due: datetime
    next: datetime | None
    told: dict[str, datetime] = field(default_factory=dict)
    missed: set[str] = field(default_factory=set)
    escalated: datetime | None = None
    closed: datetime | None = None
    done_by: str | None = None


@dataclass
class Away:
    start: datetime
    until: datetime
    substitute: str | None


class Model:
    def __init__(self) -> None:
        self.books: dict[int, Book] = {}
        self.duties: list[Duty] = []
        self.away: dict[str, Away] = {}
        self.unreachable: set[str] = set()

    # people -----------------------------------------------------------------------------------------
    def acting(self, role: str) -> list[str]:
        role = "director" if role == "supervisor" else role
        return [name for name, roles in STAFF.items() if role in roles]

    def is_away(self, name: str, now: datetime) -> bool:
        away = self.away.get(name)
        return away is not None and away.start <= now < away.until

    def in_place_of(self, name: str, now: datetime) -> str | None:
        if not self.is_away(name, now):
            return name
        substitute = self.away[name].substitute
        return None if substitute is None or self.is_away(substitute, now) else substitute

    def turn(self, role: str, now: datetime) -> list[str]:
        """On duty first, then the order of the file; substitutes in the place of the absent; only who can be reached."""
        return [name for name in self.present(role, now) if name not in self.unreachable]

    def present(self, role: str, now: datetime) -> list[str]:
        first = on_duty(role, now)
        order = sorted(self.acting(role), key=lambda name: name != first)
        present = [found for name in order if (found := self.in_place_of(name, now)) is not None]
        if not present and role == "director":
            present = order
        return list(dict.fromkeys(present))

    def may_act(self, role: str, now: datetime) -> list[str]:
        """Everyone of the department and those who do an absent one's work."""
        present = [self.in_place_of(name, now) for name in self.acting(role)]
        return list(dict.fromkeys([*self.acting(role), *(name for name in present if name is not None)]))

    # tasks ------------------------------------------------------------------------------------------
    def open(self, number: int | None = None) -> list[Duty]:
        return [duty for duty in self.duties if duty.closed is None and number in (None, duty.number)]

    def settle(self, book: Book, now: datetime, by: str, answered: set[str]) -> None:
        """The order is as it is now: what it asks for no more is closed, what it asks for anew is opened."""
        wanted = {(kind, role, turn): day for kind, role, turn, day in book.wanted()}
        for duty in self.open(book.number):
            key = (duty.kind, duty.role, duty.round)
            if key in wanted:
                del wanted[key]
            else:
                duty.closed, duty.next = now, None
                duty.done_by = by if duty.kind in answered else None
        for (kind, role, turn), day in wanted.items():
            starts = max(now, opening(day)) if day else now
            due = after(starts, TURNS.get(role, DEFAULT)[1])
            duty = Duty(book.number, kind, role, turn, now, starts, due, starts)
            self.duties.append(duty)
            if starts <= now:
                self.pass_to_next(duty, now)

    def pass_to_next(self, duty: Duty, now: datetime) -> None:
        every, director = TURNS.get(duty.role, DEFAULT)
        turn = self.turn(duty.role, now)
        tried = {*duty.told, *duty.missed}
        following = next((name for name in turn if name not in tried), None)
        heard = any(name in duty.told for name in turn)
        if following and not heard and (not tried or now >= duty.due):
            # Whose task it is hears of it before the director does, however late it is.
            duty.due = max(duty.due, after(now, director))
        if now < duty.due and following:
            duty.told[following] = now
            duty.next = min(after(now, every), duty.due)
        elif now < duty.due and heard:
            duty.next = duty.due
        else:
            self.escalate(duty, now)

    def escalate(self, duty: Duty, now: datetime) -> None:
        duty.escalated, duty.next = duty.escalated or now, None
        tried = {*duty.told, *duty.missed}
        boss = next((name for name in self.turn("director", now) if name not in tried), None)
        if boss:
            duty.told[boss] = now

    def tick(self, now: datetime) -> None:
        for duty in self.open():
            if duty.next is not None and duty.next <= now:
                self.pass_to_next(duty, now)
        if is_open(now):
            over = [name for name, away in self.away.items() if away.until <= now]
            for name in over:
                del self.away[name]
            for name in over:
                self.others_act_now(self.roles_of(name, now), now)

    def others_act_now(self, roles: set[str], now: datetime) -> None:
        """What nobody who acts now has heard of goes on at once."""
        for duty in self.open():
            if duty.role not in roles or duty.starts > now:
                continue
            turn = self.turn(duty.role, now)
            if any(name in duty.told for name in turn):
                continue
            if duty.escalated is None:
                self.pass_to_next(duty, now)
            elif following := next((one for one in turn if one not in {*duty.told, *duty.missed}), None):
                duty.told[following] = now

    def roles_of(self, name: str, now: datetime) -> set[str]:
        own = set(STAFF[name]) | ({"supervisor"} if "director" in STAFF[name] else set())
        for absent, away in self.away.items():
            if away.substitute == name and self.is_away(absent, now):
                own |= set(STAFF[absent]) | ({"supervisor"} if "director" in STAFF[absent] else set())
        return own

    def goes(self, name: str, now: datetime, until: datetime, substitute: str | None) -> None:
        roles = self.roles_of(name, now)
        self.away[name] = Away(now, until, substitute)
        self.others_act_now(roles | self.roles_of(name, now), now)

    def returns(self, name: str, now: datetime) -> None:
        roles = self.roles_of(name, now)
        self.away.pop(name, None)
        self.others_act_now(roles, now)

    # what Telegram says -----------------------------------------------------------------------------
    def failed(self, name: str, duty: Duty | None, now: datetime) -> None:
        """A message to somebody did not arrive: they are passed over at once."""
        self.unreachable.add(name)
        if duty is None or name not in duty.told:
            return
        del duty.told[name]
        duty.missed.add(name)
        if duty.closed is not None:
            return
        if duty.escalated is None:
            self.pass_to_next(duty, now)
        elif name in self.present("director", now):
            self.escalate(duty, now)

    def starts(self, name: str, now: datetime) -> None:
        """They can be reached: what could not be told them of tasks still open is told now, and what nobody heard of."""
        self.unreachable.discard(name)
        for duty in self.open():
            if name in duty.missed:
                duty.missed.discard(name)
                duty.told[name] = now
        self.others_act_now(self.roles_of(name, now), now)
