"""A customer's file as a value: what is known now, and what follows from it (U1 to U3)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from store.customers.requests import ContactKind, Level

LETTER = "U"
ZERO = Decimal("0.00")


class State(StrEnum):
    NEW = "new"  # being registered; no file yet
    ACTIVE = "active"
    MERGED = "merged"  # one with another, whose alias its name is
    VOID = "void"  # registered by mistake, and taken back


ENDED = frozenset({State.MERGED, State.VOID})

FACTS = (
    *("tax", "region", "grade", "phone", "address", "fax", "website", "business", "products"),
    *("strength", "likelihood", "standing", "developments", "note", "gathers"),
)
"""What is kept of a customer as a text, by the names of their lines."""
QUIET = ("quiet_on", "quiet_last", "quiet_round", "quiet_why")
LOST = ("lost_on", "lost_why")
WISH = ("wished_on", "wish", "wish_round")
STANDING = ("graded_on", "graded_from", "stop_until", "stop_why", "put_off_to", *QUIET, *LOST, *WISH)
"""What decides, beside contacts, when they are due."""
OF_PERSON = ("title", "level", "mobile", "direct", "email", "birthday")


@dataclass(frozen=True, kw_only=True)
class OnFile:
    """Somebody at the customer's. `id` is None until kept."""

    id: int | None = None
    name: str
    title: str = ""
    level: Level | None = None
    mobile: str = ""
    direct: str = ""
    email: str = ""
    birthday: str = ""
    """As `store.hours.yearly` writes it."""


@dataclass(frozen=True, kw_only=True)
class Contact:
    """One that stands. `on` is the company's own day; `calls` and `visits` say on which tracks it counts (U3)."""

    id: int | None = None
    kind: ContactKind
    on: date
    at: datetime
    member_id: int | None
    member: str
    person: str = ""
    level: Level | None = None
    reached: bool = True
    place: str = ""
    proof: str = ""
    note: str = ""
    case_id: int | None = None
    """The case that it came of, where a step of the work was the contact."""
    calls: bool = False
    visits: bool = False


@dataclass(frozen=True, kw_only=True)
class Merge:
    """Another customer that turned out to be this one, by id and number. What moved with it stands beside."""

    id: int | None = None
    other: int
    number: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The file is open to a member through a day, by a signed form (A9)."""

    id: int | None = None
    member_id: int
    until: date
    ref: str = ""


@dataclass(frozen=True, kw_only=True)
class CustomerFile:
    number: int
    state: State
    name: str
    id: int | None = None
    """The customer's own, by which everything else knows them."""
    creator_id: int | None = None
    sales_id: int | None = None
    since: datetime | None = None
    monthly: bool = False
    credit_limit: Decimal = ZERO
    aliases: tuple[str, ...] = ()
    tax: str = ""
    region: str = ""
    grade: str = ""
    phone: str = ""
    address: str = ""
    fax: str = ""
    website: str = ""
    business: str = ""
    products: str = ""
    strength: str = ""
    likelihood: str = ""
    standing: str = ""
    developments: str = ""
    note: str = ""
    gathers: str = ""
    """Who of ours gathers news of them (U3), as members are called now; empty once they have left."""
    gatherer_id: int | None = None
    people: tuple[OnFile, ...] = ()
    contacts: tuple[Contact, ...] = ()
    """The latest that stand, oldest first."""
    graded_on: date | None = None
    graded_from: str = ""
    stop_until: date | None = None
    """Through this day they asked not to be called."""
    stop_why: str = ""
    put_off_to: date | None = None
    quiet_on: date | None = None
    """Since when it is known that they order no more; an order ends it."""
    quiet_last: date | None = None
    quiet_round: int = 0
    """How often that was noticed since their last order."""
    quiet_why: str = ""
    lost_on: date | None = None
    """Since when they are said to be lost; an order ends it."""
    lost_why: str = ""
    wished_on: date | None = None
    """Since when they wish to be visited."""
    wish: str = ""
    wish_round: int = 0
    """Counts the wishes."""
    checked_at: datetime | None = None
    merges: tuple[Merge, ...] = ()
    stated: frozenset[int] = frozenset()
    """Of them, by id, those since which a statement went out: it speaks of both."""
    opened: tuple[Opened, ...] = ()
    """Those whose day is not over."""
    merged_into: int | None = None
    """The number of the file that it is one with."""
    given_why: str = ""
    """Why it was last given to somebody."""
    taken: str = ""
    """The owner of the file that has the name, alias or tax number asked for; judged when it is asked for."""
    heir_id: int | None = None
    """Whose it is to be, as named; None where nobody of that name sells."""
    heir: str = ""
    """Who that is, by name."""
    gatherer: tuple[int, str] | None = None
    """Who is to gather news, by id and as members are called; None where nobody of that name is one."""
    falls: tuple[date | None, date | None] | None = None
    """When they are to be called and visited if nothing is put off, as judged when it is; None where that isn't known."""
    owner_known: bool = True
    """Whether who it is to be given to sells, as judged when it is given."""
    evidence: str = ""
    """What came with the contact that shows a visit was one: `photo`, `place`."""
    other: "CustomerFile | None" = None
    """The file that is to be one with this, as judged when that is asked for."""
