"""What may be asked of a customer's file (U1 to U3). None is what wasn't said."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from store.hours.yearly import Yearly
from store.requests import MONEY_MAX, CaseRequest, Day, Name, Request, Words

Id = Annotated[int, Field(ge=1, lt=2**63)]
Line = Annotated[str, Field(max_length=120)]
Phone = Annotated[str, Field(max_length=40)]


class Grade(StrEnum):
    """The class of a customer (U3): 20, 40 and 40 % of them."""

    A = "a"
    B = "b"
    C = "c"


class Level(StrEnum):
    """How high somebody stands at the customer's: whom a visit has to meet (U3)."""

    TOP = "top"
    HEAD = "head"
    STAFF = "staff"


class ContactKind(StrEnum):
    """How a customer was spoken to, or by what step of the work (U3)."""

    CALL = "call"
    INBOUND = "inbound"
    VISIT = "visit"
    MEETING = "meeting"
    ORDER = "order"
    ARRIVAL = "arrival"
    COMPLAINT = "complaint"
    COLLECTION = "collection"
    TRIAL = "trial"


def _yearly(said: str) -> str:
    return str(Yearly.read(said))


class FileLines(Request):
    """What the office writes down of a customer; with `contact`, of that person at the customer's."""

    short: Name | None = None
    tax: Annotated[str, Field(max_length=32)] | None = None
    region: Line | None = None
    grade: Grade | None = None
    contact: Name | None = None
    title: Line | None = None
    level: Level | None = None
    mobile: Phone | None = None
    direct: Phone | None = None
    email: Line | None = None
    birthday: Annotated[str, AfterValidator(_yearly)] | None = None
    """As `store.hours.yearly` writes it."""
    phone: Phone | None = None
    address: Words | None = None
    fax: Phone | None = None
    website: Line | None = None
    business: Words | None = None
    products: Words | None = None
    strength: Line | None = None
    likelihood: Line | None = None
    standing: Words | None = None
    developments: Words | None = None
    gathers: Name | None = None
    """Who of ours gathers news of them, a member (U3)."""
    note: Words | None = None


class RegisterCustomer(FileLines):
    """`/customer` with its lines, of one who isn't on file: whoever registers owns (U2)."""

    customer: Name
    listed: bool = False
    """One of many in a workbook: the director hears of all of them together."""
    beside: tuple[FileLines, ...] = ()
    """Further people there, as rows of a workbook name them."""


class ChangeCustomer(FileLines, CaseRequest):
    """`/customer NAME` with lines, of one who is (U1). Class and salesperson are the director's to set, and a reason may
    stand beside (U2, U3)."""

    renamed: Name | None = None
    salesperson: Name | None = None
    reason: Words | None = None


class EditFile(CaseRequest):
    """`/customer NAME change`: what is another now is asked for, as under the file's button (U1)."""


class ConfirmFile(CaseRequest):
    """The facts on file are right as they stand."""


class NoteContact(CaseRequest):
    """`/call NAME TEXT`, `/visit NAME TEXT` (U3, U5). Without a day it was today."""

    kind: ContactKind = ContactKind.CALL
    text: Words = ""
    reached: bool = True
    on: Day | None = None
    person: Annotated[str, Field(max_length=64)] = ""
    level: Level | None = None
    place: Line = ""


class NoteWork(CaseRequest):
    """What taking a step of another case asks of the customer's file: they were spoken to."""

    kind: ContactKind
    case: int


class ProveVisit(CaseRequest):
    """A photo or a place sent within the day of a visit, in reply to what the bot said of it (U5)."""


class PutOffContact(CaseRequest):
    """`/call NAME later DAY REASON`."""

    to: Day
    reason: Words


class StopCalls(CaseRequest):
    """`/call NAME stop DAY REASON`: they asked not to be called until then."""

    until: Day
    reason: Words


class WishVisit(CaseRequest):
    """`/visit NAME wish TEXT`: they asked to be visited (U6); followed until somebody was there."""

    text: Words = Field(min_length=1)


class DropWish(CaseRequest):
    """They need no visit any more, and why."""

    reason: Words = Field(min_length=1)


class QuietWhy(StrEnum):
    """Why a customer orders no more (U5)."""

    PRICE = "price"
    RIVAL = "rival"
    QUALITY = "quality"
    SERVICE = "service"
    NO_NEED = "no_need"
    LATER = "later"


class NoticeQuiet(CaseRequest):
    """The clock's: they have ordered no more for twice as long as they usually take (U5)."""

    last: Day


class AnswerQuiet(CaseRequest):
    """What the owner says of it."""

    why: QuietWhy


class LoseCustomer(CaseRequest):
    """`/customer NAME lost REASON`: a person's word that they buy no more (U5)."""

    reason: Words = Field(min_length=1)


class RegainCustomer(CaseRequest):
    """They aren't lost, or come back; an order says so by itself."""


class GiveCustomer(CaseRequest):
    """The director's press: a customer on file who is nobody's becomes a salesperson's (U2)."""

    member: Id
    handed: bool = False
    """One of several at once: whose they are now hears of all of them together."""


class ReleaseCustomer(CaseRequest):
    """Whose the customer is no longer sells: it is to be given to somebody (U2)."""

    member: Id


class GiveAll(Request):
    """The director's press: all customers that a member left become one salesperson's."""

    former: Id
    member: Id


class ApplySigned(CaseRequest):
    """What a signed form (`ref`) asks of the file: terms, limit, class, owner, or that it is opened to somebody until a day
    (A1, A9, U2, U3). None is what it doesn't say."""

    ref: str
    monthly: bool | None = None
    credit_limit: Annotated[Decimal, Field(ge=0, le=MONEY_MAX, decimal_places=2)] | None = None
    grade: Grade | None = None
    gathers: Id | None = None
    sales_id: Id | None = None
    opened_to: Id | None = None
    until: Day | None = None


class MergeCustomers(CaseRequest):
    """`/same NAME, NAME`: the second, by its number, becomes one with the first (U2)."""

    other: Id


class JoinCustomer(CaseRequest):
    """What joining two asks of the second: it becomes a name of the first, by that one's number."""

    into: int
    tax_goes: bool = False
    """Whether its tax number is the first's now."""


class AnswerLikeness(Request):
    """Is the name that was typed that of the customer on file, or of another?"""

    likeness: Id
    same: Id | None = None
    """By id; None for another."""


class RunKept(Request):
    """What was typed is taken up again, now that the director has said whose name it was."""

    likeness: Id


class ConfirmGrade(CaseRequest):
    """The director's press under the classes that the figures propose (U3)."""

    grade: Grade


DUE_LIST, QUIET_LIST, KEPT_LIST, CLASSES_LIST, GREETINGS_LIST = "due", "quiet", "kept", "classes", "greetings"
PLAN_LIST = "plan"
LISTS = (DUE_LIST, PLAN_LIST, QUIET_LIST, KEPT_LIST, CLASSES_LIST, GREETINGS_LIST)
"""Words of `/customers` that ask for a list of its own: who is to be spoken to, whom to visit this month, who hasn't ordered for long, how well the
intervals are kept, which classes the figures propose, and whom to congratulate."""
OF_LEADERS = (KEPT_LIST, CLASSES_LIST)
"""Those that are about everybody's."""


class ShowCustomer(CaseRequest):
    """`/customer NAME`: the file, in private (U1, U4)."""


class ListCustomers(Request):
    """`/customers [WORDS]` (U1, U3)."""

    words: tuple[str, ...] = Field(default=(), max_length=10)
    page: int = Field(default=1, ge=1, le=100_000)


class ShowReaders(CaseRequest):
    """`/customer NAME readers`: who has read the file, the owner's or the director's to see (U4)."""

    page: int = Field(default=1, ge=1, le=100_000)


class WhoseCustomer(CaseRequest):
    """`/who NAME`: the owner's name and nothing else (U2)."""
