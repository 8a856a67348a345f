"""What goes into the grammar, what comes out, and the one message being read in between."""

import dataclasses
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import TypeAdapter, ValidationError

from bot.wording.vocabulary import Vocabulary
from bot.wording.vocabulary.spelling import fold
from store.forms.definition import FormDefinition
from store.requests import Area, Number, Request

if TYPE_CHECKING:
    from bot.grammar.labels import Labels

KINDS = frozenset(
    {
        "missing",  # nothing stands where `field` has to
        "repeated",  # a label that may stand once stands twice
        "unknown_label",  # a line that begins with no label of this command
        "unknown_command",  # no such command
        "usage",  # not an answer, or more words than the command takes
        "which_case",  # a reply names another case than the one replied to, and could mean either
        "day_or_case",  # a day of the month, or an order's number
        "number",  # not a case's number
        "amount",  # not a figure
        "charge",  # no kind of fee
        "red_reason",  # none of the four for which an invoice is taken back
        "price",  # not a figure
        "qty",  # not a quantity
        "decimals",  # a figure with more decimals than are kept
        "above_zero",  # zero or less
        "multiple",  # 1.2万
        "too_big",  # beyond what is kept
        "too_long",  # more characters than are kept
        "too_many",  # more lines or words than are kept
        "item",  # an item line that isn't three parts
        "ambiguous",  # an item line whose commas can be read in several ways
        "date",
        "yearly",  # not a day that comes round each year
        "pay",
        "freight",
        "bearer",
        "receipt",
        "stock",
        "channel",
        "severity",
        "ours",
        "department",
        "score",
        "report",
        "handed_in",  # what one does with a report
        "ledger",
        "month",
        "language",
        "role",
        "room",
        "phone",
        "mobile",  # not a whole telephone number
        "plate",
        "waybill",
        "meeting_time",
        "duty_time",
        "grade",
        "level",
        "two_customers",  # not two names
        "no_customer",  # nobody on file whose name it begins with
        "form_value",  # a form's field: `facts` say which and why
        "form_kind",  # no such form
        "point",  # an action point that isn't who, by when, what
    }
)
"""Every kind of mistake; each has a template."""


NO_FACTS: Mapping[str, Any] = {}


@dataclass(frozen=True)
class About:
    """The case that a replied-to message, or an open question, is about."""

    area: Area
    number: int
    kinds: tuple[str, ...]
    """Kinds of the tasks open there that the speaker's roles may answer, the likeliest first."""


@dataclass(frozen=True)
class Mistake:
    """A message that was meant for the bot and can't be run."""

    command: str
    """Latin name; empty if a reply fits no open task."""
    kind: str
    """One of KINDS."""
    line: int | None
    """From 1; None if the message has one line, or the fault is in none of them."""
    field: str | None
    said: str
    understood: tuple[tuple[str, str], ...]
    """Labels and values that were read well, in the language asked."""
    corrected: str
    """The message to copy: a command that runs anywhere as it stands, or once its blanks are filled; else empty."""
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict, kw_only=True)
    """Of a form: what its field is called and what is wrong with the value."""
    named: str = dataclasses.field(default="", kw_only=True)
    """The case it was about, as it was written: `37`, `C12`; empty where none was understood."""

    @property
    def lacks(self) -> bool:
        """Whether all that is wrong is that something is missing."""
        return self.kind == "missing" or self.facts.get("why") == "missing"


class LookUp(Request):
    """What a whole message names has to be looked up before it is read."""


class NamedBySlip(LookUp):
    """A whole message that names an order by its sales slip: read again once the store has said whose slip that is."""

    slip: Number


class NamedByCustomer(LookUp):
    """A command on a customer by name: read again once the store has said whose name the text begins with."""

    said: str
    anybodys: bool = False
    """Whose the customer is, is asked: nobody's are hidden."""
    on_paper: bool = False
    """A form is about them, which others sign: whoever knows the name may write it."""


class NamedByContract(LookUp):
    """A form about a contract by its own number: read again once the store has said which form registered that."""

    said: str


class NamedByForm(LookUp):
    """Lines of a form that is there: read again once the store has said what it asks of the speaker."""

    number: Number


@dataclass(frozen=True)
class FormAsked:
    """What a form that is there asks of somebody: the fields to fill in by its own definition."""

    definition: FormDefinition
    keys: tuple[str, ...]
    values: Mapping[str, Any]
    """What stands in it."""


class Unread(Exception):
    """What has to be looked up before any of this may count: ends a reader."""

    def __init__(self, wanted: LookUp) -> None:
        super().__init__()
        self.wanted = wanted


class Blank(Request):
    """A command without its lines: answered with those to copy, about an order or not."""

    order: Number | None = None


class OrderBlank(Blank):
    """`/order` alone."""


class Wrong(Exception):
    """Why a message can't be run: ends a reader, and becomes a Mistake. `facts` are a form's, whose fields have words of
    their own."""

    def __init__(
        self,
        kind: str,
        field: str | None = None,
        said: str = "",
        line: int | None = None,
        facts: Mapping[str, Any] = NO_FACTS,
    ) -> None:
        super().__init__(kind)
        self.kind, self.field, self.said, self.line, self.facts = kind, field, said, line, facts

    def at(self, line: int | None) -> "Wrong":
        return Wrong(self.kind, self.field, self.said, self.line or line, self.facts)


@dataclass
class Reading:
    """One message with its head taken off, on the way through a reader."""

    vocabulary: Vocabulary
    today: date
    language: str
    command: str
    rest: str
    """What follows the head, and the reference, on the first line."""
    below: tuple[str, ...] = ()
    """The lines under the first, as typed."""
    slash: bool = True
    """Written as a command. Words alone are read more carefully: somebody may only be talking."""
    area: Area | None = None
    number: int | None = None
    reference: str = ""
    """The case as it was written, or the one replied to: `37`, `C12`, `000001`; a customer by its name."""
    labels: "Labels | None" = None
    """Those of the lines below, where they aren't the command's usual ones."""
    slips: Mapping[int, int] = field(default_factory=dict)
    """The orders of the slips' numbers that were looked up."""
    unknown_slip: int | None = None
    """A slip's number to be looked up before any of this may count."""
    customers: Mapping[str, tuple[int, int] | None] = field(default_factory=dict)
    """By the texts that were looked up: the number of the customer's file whose name each begins with, and how much of it
    is the name; None where nobody's does."""
    contracts: Mapping[str, int | None] = field(default_factory=dict)
    """By the texts that were looked up: the number of the form that registered the contract so numbered."""
    kinds: Mapping[str, FormDefinition] = field(default_factory=dict)
    """The kinds of form by name."""
    forms: Mapping[int, FormAsked | None] = field(default_factory=dict)
    """By the numbers that were looked up: what each form asks of the speaker."""
    attached: bool = False
    """Whether a photo or file came along."""
    commands: Collection[str] = ()
    """The Latin names of all commands that can be read."""
    understood: list[tuple[str, str]] = field(default_factory=list)

    def understand(self, field: str, value: str) -> None:
        self.understood.append((self.vocabulary.label(field, self.language), value))

    def understand_case(self) -> None:
        """What was named, under what cases of its area are called."""
        area = self.area or Area.ORDERS
        if area is Area.ORDERS:
            self.understand("number", self.reference)
        else:
            self.understood.append((self.vocabulary.area(area, self.language), self.reference))

    def order_of_slip(self, slip: int) -> int:
        """The order's number; of a slip that is yet to be looked up, one that is never acted on."""
        if slip not in self.slips:
            self.unknown_slip = slip
        return self.slips.get(slip, slip)

    def contract(self, said: str) -> int | None:
        """The form that registered the contract of this number; None where no contract that the speaker sees has it."""
        if said not in self.contracts:
            raise Unread(NamedByContract(said=said))
        return self.contracts[said]

    def customer(self, said: str, *, anybodys: bool = False, on_paper: bool = False) -> tuple[int, str]:
        """The file of the customer whom the text names first, and what follows the name."""
        said = said.strip()
        if not said:
            raise Wrong("missing", "customer")
        if said not in self.customers:
            raise Unread(NamedByCustomer(said=said, anybodys=anybodys, on_paper=on_paper))
        found = self.customers[said]
        if found is None:
            raise Wrong("no_customer", "customer", said[:64])
        number, length = found
        self.understand("customer", said[:length])
        return number, said[length:].strip(" \t\u3000,，、:：;；。.")

    @property
    def case(self) -> int:
        """The number of the case; a missing one is a mistake."""
        if self.number is None:
            said = self.rest.split(maxsplit=1)
            raise Wrong("number", "number", said[0]) if said else Wrong("missing", "number")
        return self.number

    def only_case(self) -> int:
        """The number, where nothing else may stand."""
        number = self.case
        self.nothing_more(self.rest)
        return number

    def nothing_more(self, rest: str) -> None:
        """What is left after reading may only end the sentence."""
        if any(mark.isalnum() for mark in rest) or "?" in fold(rest):
            raise Wrong("usage", None, rest)
        self.nothing_below()

    def nothing_below(self) -> None:
        for at, line in enumerate(self.below, start=2):
            if line.strip():
                raise Wrong("usage", None, line.strip(), at)

    def words(self) -> str:
        """All that was said after the head, as one line."""
        return " ".join(part.strip() for part in (self.rest, *self.below) if part.strip())


def build(model: type[Request], names: Mapping[str, str] | None = None, **values: Any) -> Request:
    """Make the request; a value out of bounds is Wrong. `names` says which label a request's field has."""
    try:
        return model(**values)
    except ValidationError as refused:
        raise out_of_bounds(refused, names or {}) from None


def bounded(model: type[Request], name: str, label: str, value: str) -> str:
    """A text inside the bounds that the request sets for it."""
    try:
        _adapter(model, name).validate_python(value)
    except ValidationError as refused:
        raise out_of_bounds(refused, {}, label) from None
    return value


@cache
def _adapter(model: type[Request], name: str) -> TypeAdapter[Any]:
    info = model.model_fields[name]
    bounds: Any = Annotated[info.annotation, info]
    return TypeAdapter(bounds)


_BOUNDS = {
    "string_too_long": "too_long",
    "string_too_short": "missing",
    "too_long": "too_many",
    "too_short": "missing",
    "greater_than": "above_zero",
    "greater_than_equal": "above_zero",
    "less_than_equal": "too_big",
    "decimal_max_places": "decimals",
    "decimal_max_digits": "too_big",
    "decimal_whole_digits": "too_big",
}


def out_of_bounds(refused: ValidationError, names: Mapping[str, str], label: str | None = None) -> Wrong:
    error = refused.errors(include_url=False)[0]
    name = next((part for part in error["loc"] if isinstance(part, str) and part.islower()), "")
    said = error["input"] if isinstance(error["input"], str) else ""
    # The bounds of a union call a text too long as they do a list.
    kind = "too_long" if said and error["type"] == "too_long" else _BOUNDS.get(error["type"], "usage")
    return Wrong(kind, label or names.get(name, name) or None, said)


# Marks that nobody sees, and that a paste brings along; joiners stay, emoji and scripts need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_HALF_PAIR = re.compile("[\ud800-\udfff]")


def sane(text: str) -> str:
    """The text without marks that can't be seen or kept."""
    return keepable(_UNSEEN.sub("", text)).strip()


def keepable(text: str) -> str:
    """The text without what no store takes: NUL, and half a pair of a character beyond the first 65,536."""
    return _HALF_PAIR.sub("\ufffd", text.replace("\x00", ""))
