"""A form as its file defines it (A1 to A12): fields, chain of signatures, effects. Stored whole with the forms it made."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, model_validator

from store.company.calendar import Title
from store.company.fields import Line, matching
from store.company.roles import EVERY_ROLE, Role
from store.forms.fieldtypes import AMOUNTS, COMPUTED, Conditions, FieldDefinition, Key, Part
from store.forms.terms import FieldName, HeadsOf, Length, Seat, Who, plain, read_reference
from store.hours.words import Ahead

KIND = r"(?=.{1,40}$)[a-z0-9]+(-[a-z0-9]+)*"
OF_ORDERS = "credit-consent"
"""The kind that opens by itself for an order on credit, and is signed on that order's chain (A2)."""


class About(StrEnum):
    """What a form hangs on: asked first."""

    NOTHING = "nothing"
    CUSTOMER = "customer"
    ORDER = "order"
    COMPLAINT = "complaint"
    CONTRACT = "contract"
    FORM = "form"


class Once(StrEnum):
    """In which time there is at most one for each customer."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    def begins(self, day: date) -> date:
        """The first day of the time in which this day lies."""
        months = {Once.MONTH: 1, Once.QUARTER: 3, Once.YEAR: 12}[self]
        return date(day.year, (day.month - 1) // months * months + 1, 1)


class How(StrEnum):
    """In which order the seats of one block sign."""

    ALL = "all"  # side by side, every one
    TURN = "turn"  # one after the other
    ANY = "any"  # the first answer decides, either way


class BudgetUse(Part):
    """Which budget a form counts against, by constants or fields: `{ kind = "$kind", amount = "$amount" }`."""

    kind: Line
    amount: Line
    month: Line | None = None
    """A day of the month; else the month in which the form was handed in."""
    plan: StrictBool = False
    """Shown to signers beside what is spent, and spends nothing itself."""

    @property
    def kind_of(self) -> Any:
        return read_reference(self.kind) or self.kind

    @property
    def sum(self) -> Any:
        return read_reference(self.amount)

    @property
    def day(self) -> Any:
        return read_reference(self.month) if self.month else None


class Total(Part):
    """The amounts of the same starter over some days together, so that splitting a claim changes nothing."""

    field: Key
    by: tuple[Key, ...] = ()
    """Of forms that have the same in these fields too."""
    days: Annotated[StrictInt, Field(gt=0, le=366)]


def _filled(value: Any) -> Any:
    """A list is for everybody of the block; a table says for each `who` what they fill in."""
    return {"": value} if isinstance(value, list | tuple) else value


class SignBlock(Part):
    """One block of the chain. It opens when the block before it is through."""

    who: Annotated[tuple[Seat, ...], Field(min_length=1, max_length=8)]
    """Whose signatures are wanted."""
    never: tuple[Seat, ...] = ()
    """Members named in the form who don't sign here because it is about them: the seat goes up, as an own request does."""
    how: How = How.ALL
    """`all` side by side, in `turn`, or `any`: the first answer decides, either way."""
    when: Conditions | None = None
    """Conditions on fields; else the block is skipped, and shown as skipped."""
    sum: Total | None = None
    """`{ field = "amount", by = ["kind"], days = 7 }`: `when` judges the starter's forms of so many days together, those that
    have the same in the fields named by `by`."""
    over_budget: StrictBool = False
    """Only where the form goes beyond what is left of its budget."""
    within: Length | None = None
    """Working time: `8h` are eight hours of office hours, `1d` is a working day."""
    after: FieldName | None = None
    """`$day`: before that day there is nothing to do yet, and nobody is asked or late."""
    fills: Annotated[Mapping[str, tuple[Key, ...]], BeforeValidator(_filled)] = Field(default_factory=dict)
    """The signers' own fields: a list, or where several sign by who fills what, `{ owner = ["said"] }`."""
    act: Title | None = None
    """The button's word in both languages: a thing done rather than a consent."""
    impossible: Title | None = None
    """What the button says by which it is reported that the act can't be done, where that isn't 办不了."""
    proof: StrictBool = False
    """A photo is wanted with the act."""
    room: StrictBool = False
    """Also shown in a room: title and who has the ball, no figures."""

    def fields_of(self, who: Who) -> tuple[str, ...]:
        """What the holder of this seat fills in before they sign."""
        return (*self.fills.get("", ()), *self.fills.get(str(who), ()))

    @property
    def filled(self) -> tuple[str, ...]:
        """Every field that this block fills in."""
        return tuple(key for keys in self.fills.values() for key in keys)

    @property
    def of_one(self) -> bool:
        """Whether one person answers for the whole of it."""
        return self.how is How.ANY or (len(self.who) == 1 and not isinstance(self.who[0], HeadsOf))


class Moment(StrEnum):
    """When an effect happens."""

    APPROVED = "approved"  # all have signed
    REJECTED = "rejected"
    DONE = "done"  # after the acts
    WITHDRAWN = "withdrawn"


Argument = Any
"""Reference, str, int, bool, or a tuple or mapping of them."""


class Effect(Part):
    """What follows from a form. Its parameters stand beside `on` and `do`, as the effect declares them."""

    model_config = ConfigDict(extra="allow")

    on: Moment = Moment.APPROVED
    """When it happens."""
    do: str
    when: Conditions | None = None
    """Conditions on fields; else it doesn't happen."""

    @model_validator(mode="after")
    def _arguments_are_read(self) -> "Effect":
        assert self.__pydantic_extra__ is not None, "extra is allowed"
        for name, value in self.__pydantic_extra__.items():
            self.__pydantic_extra__[name] = plain(value)
        _ = self.arguments
        return self

    @cached_property
    def arguments(self) -> Mapping[str, Argument]:
        """The parameters by name; what begins with `$` is read."""
        return {name: _argument(value) for name, value in (self.model_extra or {}).items()}


def _argument(value: Any) -> Argument:
    match value:
        case str():
            found = read_reference(value)
            return found if found is not None else value.removeprefix("$") if value[:2] == "$$" else value
        case tuple():
            return tuple(_argument(one) for one in value)
        case dict():
            return {name: _argument(one) for name, one in value.items()}
        case _:
            return value


class FormDefinition(Part):
    """One kind of form. As JSON it has the shape of its file, with `kind` beside."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True, validate_by_alias=True)

    kind: Annotated[str, matching(KIND, "a-z, 0-9 and single hyphens, at most 40")]
    """The file's name."""
    title: Title
    """In both languages."""
    words: tuple[Line, ...] = ()
    """What else people call it."""
    code: Annotated[str, matching(r"([A-Z][0-9]{1,2})?", "a capital letter and a number, such as A2")] = ""
    """Its number in the company's own list, such as `A2`."""
    start: Annotated[tuple[Role, ...], BeforeValidator(lambda value: _roles(value))]
    """The roles that may start one, or `all`; nobody where it is empty: then only another form opens it."""
    own: StrictBool = False
    """Sales only for their own customers."""
    about: About = About.NOTHING
    """What it hangs on, asked first: `nothing`, `customer`, `order`, `complaint`, `contract` or `form`."""
    sees: tuple[Role, ...] = ()
    """Who may read it beside starter, signers and those who see the case."""
    stub: tuple[Role, ...] = ()
    """Who keeps the stub."""
    searched: StrictBool = False
    """Whether `/forms WORDS` also looks into what was filled in."""
    once: Once | None = None
    """At most one for each customer in this time, however it was written: `month`, `quarter` or `year`."""
    lapses: Length = Ahead(30, "d")
    """When it ends unsigned."""
    shows: tuple[str, ...] = ()
    """Facts shown to signers, such as `customer.owed`."""
    budget: BudgetUse | None = None
    """`{ kind = "$kind", amount = "$amount" }`: what it counts against; signers are shown how far that is gone."""
    fields: tuple[FieldDefinition, ...] = Field(default=(), alias="field")
    """What is filled in."""
    blocks: tuple[SignBlock, ...] = Field(default=(), alias="sign")
    """The chain."""
    effects: tuple[Effect, ...] = Field(default=(), alias="then")
    """What follows."""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Everything by which people may call for it."""
        names = (self.kind, self.code, self.title.zh, self.title.en, *self.words)
        return tuple(dict.fromkeys(name for name in names if name))

    @cached_property
    def by_key(self) -> Mapping[str, FieldDefinition]:
        return {field.key: field for field in self.fields}

    @cached_property
    def signers_fields(self) -> frozenset[str]:
        """The fields that a block fills in; the starter is never asked for them."""
        return frozenset(key for block in self.blocks for key in block.filled)

    @cached_property
    def asked(self) -> tuple[FieldDefinition, ...]:
        """What the starter is asked for, in order; `ask_when` may leave some of it out."""
        return tuple(
            field
            for field in self.fields
            if field.key not in self.signers_fields and not isinstance(field, COMPUTED)
        )

    @cached_property
    def granting(self) -> Mapping[str, str]:
        """By the field that was asked for, the signers' field that says how much of it they grant."""
        return {
            field.at_most.key: field.key
            for field in self.fields
            if isinstance(field, AMOUNTS) and field.at_most and field.key in self.signers_fields
        }

    def then(self, moment: Moment) -> Iterator[Effect]:
        return (effect for effect in self.effects if effect.on is moment)

    @cached_property
    def content_hash(self) -> str:
        """Of what the file says, comments and order of keys aside. What it leaves out doesn't count, so that a key that a
        newer Gendan knows makes no new version."""
        said = self.model_dump(mode="json", exclude_defaults=True)
        text = json.dumps(said, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def _roles(value: Any) -> Any:
    if value in (EVERY_ROLE, [EVERY_ROLE]):
        return tuple(role for role in Role if role is not Role.ADMIN)
    return value
