"""A form as a value: what was filled in, and where its chain of signatures stands (A1 to A12). Nothing here is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from store.company import Company, Role
from store.forms import values
from store.forms.conditions import all_hold
from store.forms.definition import Effect, FormDefinition, How, SignBlock
from store.forms.terms import (
    Chosen,
    HeadOf,
    HeadsOf,
    MyHead,
    OfRole,
    Owner,
    Reference,
    Starter,
    Who,
    read_who,
)
from store.process import chain as signing
from store.process.chain import Block, Chain, Passing, Seat, Signature, refused_before

LETTER = "F"
SIGN, FILL, SAY = "form_sign", "form_fill", "form_say"
ACT, ACT_FILL, DO = "form_act", "form_act_fill", "form_task"
"""Kinds of task: a consent, one with something to fill in; what somebody has to say before others consent; a thing done,
one with something to fill in; what is left to do once all have signed."""
ASKED = (SIGN, FILL)
DONE_BY = (ACT, ACT_FILL, DO)
REFUSABLE = (SIGN, FILL, ACT, ACT_FILL)


class State(StrEnum):
    NEW = "new"  # being handed in; no case yet
    FILLING = "filling"  # opened by another form: whoever it is for fills it in
    SIGNING = "signing"
    ACTING = "acting"  # all have signed: what is to be done is being done
    DONE = "done"
    REJECTED = "rejected"  # amended and handed in again, or dropped
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"


ENDED = frozenset({State.DONE, State.WITHDRAWN, State.LAPSED, State.CANCELLED})
APPROVED = frozenset({State.ACTING, State.DONE})


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The case that a form is about, as far as it needs to know."""

    case_id: int
    area: str
    number: int
    title: str
    title_en: str
    customer_id: int | None = None
    """By id."""
    customer: int | None = None
    """By the number of the file."""
    sales_id: int | None = None
    grade: str = ""
    contract: str = ""
    """The number of the contract that it is."""
    creator_id: int | None = None
    """Of a form: whoever started it."""
    booked: tuple[int, ...] = ()
    """Of a form: what stands in calendars by it."""
    ended: bool = False
    """Whether that contract was ended."""
    consent: int | None = None
    """Of an order: the form that opened by itself for its credit and stands."""

    @property
    def named(self) -> dict[str, str]:
        return {"title": self.title, "title_en": self.title_en}


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What came of it that it keeps itself. `id` is None until kept."""

    id: int | None = None
    does: str
    member_id: int | None = None
    customer_id: int | None = None
    day: date | None = None
    until: date | None = None
    key: str = ""
    note: str = ""
    amount: Decimal | None = None
    notice: int | None = None
    months: int | None = None
    shown: bool = False
    """Whether the customer has it on a statement."""


@dataclass(frozen=True, kw_only=True)
class Form:
    number: int
    state: State
    definition: FormDefinition
    said: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    skipped: tuple[int, ...] = ()
    totals: Mapping[str, Any] = field(default_factory=dict)
    creator_id: int | None = None
    creator: str = ""
    department: str = ""
    started_at: datetime | None = None
    lapses_at: datetime | None = None
    refusal: str = ""
    pinged_at: datetime | None = None
    urged_at: datetime | None = None
    subject: Subject | None = None
    chain: str = ""
    """On which chain of the case that it is about it is signed, as one thing with that; empty: on its own."""
    posts: Mapping[int, str] = field(default_factory=dict)
    """The role of each member chosen in it."""
    signatures: tuple[Signature, ...] = ()
    kept: tuple[Kept, ...] = ()
    readers: frozenset[int] = frozenset()
    """Whose turn it is or was, by member id."""
    faults: Mapping[str, Any] | None = None
    """Being handed in: why it can't be, as a refusal."""
    given: tuple[str, ...] = ()
    """Photos and files that came with what is being judged."""
    owing: tuple[tuple[int | None, Decimal], ...] = ()
    """The customer's orders with something open, and fees by no order, what is due first before others."""
    taken: frozenset[tuple[int, date]] = frozenset()
    """Engineers' days that are booked."""
    amended: "Form | None" = None
    """As it is to be handed in again."""

    @cached_property
    def values(self) -> Mapping[str, Any]:
        return {one.key: values.from_json(one, self.said.get(one.key)) for one in self.definition.fields}

    @property
    def amount(self) -> Decimal | None:
        """The field of that name, else the first that is money."""
        money = [one.key for one in self.definition.fields if one.type in ("money", "sum")]
        key = "amount" if "amount" in money else next(iter(money), None)
        found = self.values.get(key) if key else None
        return found if isinstance(found, Decimal) else None

    @property
    def blocks(self) -> tuple[tuple[int, SignBlock], ...]:
        """Those that its values call for, with their places."""
        return tuple((at, block) for at, block in enumerate(self.definition.blocks) if at not in self.skipped)

    @property
    def current(self) -> SignBlock | None:
        """The one that is open."""
        at = CHAIN.standing(self).block
        return self.definition.blocks[at] if at < len(self.definition.blocks) else None

    @property
    def round(self) -> int:
        return CHAIN.standing(self).round

    @property
    def through(self) -> bool:
        """All consents are given; what is left are things to do."""
        standing = CHAIN.standing(self)
        return standing.refused is None and not any(seat.kind in (*ASKED, SAY) for seat in standing.open)


_HEADS: Mapping[Role, Role] = {
    Role.ASSISTANT: Role.SERVICE,
    Role.WORKSHOP_LEAD: Role.PRODUCTION,
    Role.FACTORY: Role.PRODUCTION,
    Role.COLLECTOR: Role.FINANCE,
    Role.DISPATCHER: Role.LOGISTICS,
    Role.ORDER_CLERK: Role.WAREHOUSE,
    Role.ENGINEER: Role.TECHNICAL,
}
"""Whose department a role belongs to, where that isn't its own."""


def department_of(roles: frozenset[Role], headed: frozenset[Role]) -> str:
    """The department whose head is theirs, their own role's if it has one; else `director`, and for the director
    `executive`."""
    for role in (one for one in Role if one in roles):
        home = next((one for one in (role, _HEADS.get(role)) if one in headed), None)
        if home is not None:
            return home.value
    return Role.EXECUTIVE.value if roles & {Role.DIRECTOR, Role.EXECUTIVE} else Role.DIRECTOR.value


def seats_of(form: Form, block: SignBlock) -> tuple[Seat, ...]:
    """Who signs, by name, role or headship; several names of one are one seat."""
    found: dict[str, Seat] = {}
    barred = frozenset(seat.member or 0 for who in block.never for seat in _seats(form, who, SIGN, False))
    for who in block.who:
        filled = bool(block.fields_of(who))
        for seat in _seats(form, who, _kind_of(form, block, filled), filled):
            found.setdefault(seat.name, replace(seat, barred=barred) if barred else seat)
    return tuple(found.values())


def _kind_of(form: Form, block: SignBlock, filled: bool) -> str:
    if block.act is None:
        return FILL if filled else SIGN
    at = next((at for at, one in enumerate(form.definition.blocks) if one is block), 0)
    if any(later.act is None for later in form.definition.blocks[at + 1 :]):
        return SAY
    return ACT_FILL if filled else ACT


def seats_by_field(form: Form) -> Mapping[str, frozenset[str]]:
    """The fields that the open block fills in, each with the seats that do."""
    block = form.current
    found: dict[str, frozenset[str]] = {}
    for who in block.who if block is not None else ():
        names = frozenset(seat.name for seat in _seats(form, who, SIGN, True))
        for key in block.fields_of(who) if block is not None else ():
            found[key] = found.get(key, frozenset()) | names
    return found


def _seats(form: Form, who: Who, kind: str, filled: bool) -> list[Seat]:
    match who:
        case OfRole(role):
            return [Seat(role=role, kind=kind, filled=filled)]
        case HeadOf(role):
            return [Seat(role=role, kind=kind, head=True, filled=filled)]
        case MyHead():
            home = Role(form.department or Role.DIRECTOR)
            headed = home not in (Role.DIRECTOR, Role.EXECUTIVE)
            return [Seat(role=home, kind=kind, head=headed, filled=filled)]
        case HeadsOf(key):
            roles = form.values.get(key) or ()
            return [Seat(role=role, kind=kind, head=True, filled=filled) for role in roles]
        case Owner():
            owner = form.subject.sales_id if form.subject else None
            role = Role.SALES if owner is not None else Role.DIRECTOR
            return [Seat(role=role, kind=kind, member=owner, filled=filled)]
        case Chosen(key):
            member = form.values.get(key)
            return [_person(form, member, kind, filled)] if isinstance(member, int) else []
        case Starter():
            return [replace(_person(form, form.creator_id, kind, filled), own=True)]


def _person(form: Form, member: int | None, kind: str, filled: bool) -> Seat:
    post = form.posts.get(member or 0) or Role.DIRECTOR
    return Seat(role=Role(post), kind=kind, member=member, filled=filled)


HOW = {How.ALL: signing.How.ALL, How.TURN: signing.How.TURN, How.ANY: signing.How.ANY}


def _blocks(form: Form) -> tuple[Block, ...]:
    """In their places; one that is skipped has nobody in it. Behind them what is left to do, side by side."""
    refused = refused_before(form.signatures, CHAIN.name)
    blocks = tuple(
        Block(
            () if at in form.skipped else seats_of(form, block),
            HOW[block.how],
            refused.seat if refused is not None and refused.block == at else "",
        )
        for at, block in enumerate(form.definition.blocks)
    )
    todo = () if form.chain else tasks_of(form)
    return (*blocks, Block(todo)) if todo else blocks


def tasks_of(form: Form) -> tuple[Seat, ...]:
    """The effect `task`: what is left for somebody to do once all have signed."""
    return tuple({seat.name: seat for seat, _ in left_to_do(form)}.values())


def left_to_do(form: Form) -> list[tuple[Seat, Effect]]:
    """Each thing with whose it is."""
    found = []
    for effect in form.definition.effects:
        if effect.do == "task" and effect.on in ("approved", "done") and happens(form, effect):
            for role in people_of(form, effect.arguments.get("role")):
                seat = role if isinstance(role, Seat) else Seat(role=role, kind=DO)
                found.append((replace(seat, own=True), effect))
    return found


def due_of(form: Form, effect: Effect) -> date | None:
    """The day by which it is to be done; of several the last."""
    said = values.resolved(effect.arguments.get("due"), form.definition, form.values)
    if (due := values.day_of(said, last=True)) is not None:
        return due
    days = values.resolved(effect.arguments.get("days"), form.definition, form.values)
    after = after_of(form, effect)
    return after + timedelta(days=int(days)) if after is not None and days is not None else None


def after_of(form: Form, effect: Effect) -> date | None:
    """The day before which there is nothing to do yet; of several the last."""
    said = values.resolved(effect.arguments.get("after"), form.definition, form.values)
    return values.day_of(said, last=True)


def _by(form: Form, seat: Seat) -> date | None:
    """The first of the days by which whoever has the seat is to do something."""
    if seat.kind != DO:
        return None
    days = (due_of(form, effect) for one, effect in left_to_do(form) if one.name == seat.name)
    return min((day for day in days if day is not None), default=None)


def _after(form: Form, seat: Seat) -> date | None:
    """The first of the days from which whoever has the seat has something to do; None: from now on."""
    if seat.kind != DO:
        return None
    days = [after_of(form, effect) for one, effect in left_to_do(form) if one.name == seat.name]
    known = [day for day in days if day is not None]
    return min(known) if known and len(known) == len(days) else None


def impossible_of(form: Form, block: int) -> Mapping[str, str] | str | None:
    """As the file calls it that what is done in this block can't be, else the button's name; None where it is a consent."""
    blocks = form.definition.blocks
    if block >= len(blocks) or blocks[block].act is None:
        return None
    own = blocks[block].impossible
    return own.model_dump() if own else "not_possible"


def happens(form: Form, effect: Effect) -> bool:
    return effect.when is None or all_hold(effect.when.items(), form.values, missing=False)


def people_of(form: Form, said: Any) -> list[Role | Seat]:
    """Those whom an effect names: roles, or persons as seats."""
    many = said if isinstance(said, tuple) else (said,)
    found: list[Role | Seat] = []
    for one in many:
        if isinstance(one, Reference):
            value = values.resolved(one, form.definition, form.values, starter=form.creator_id)
            chosen = value if isinstance(value, tuple) else (value,)
            found += [
                person if isinstance(person, Role) else _person(form, person, DO, False)
                for person in chosen
                if person is not None
            ]
        elif isinstance(one, str) and one in list(Role):
            found.append(Role(one))
        elif isinstance(one, str):
            found += _seats(form, read_who(one), DO, False)
    return found


def limit(form: Form, company: Company) -> int | None:
    """Working minutes of the block that is open; a working day is eight hours."""
    block = form.current
    if block is None or block.within is None:
        return None
    amount, unit = block.within
    return amount * {"m": 1, "h": 60, "d": 480, "w": 2400}[unit]


def _starts(form: Form) -> date | None:
    """Before the day that the open block names there is nothing to do yet."""
    block = form.current
    if block is None or block.after is None:
        return None
    return values.day_of(form.values.get(block.after.key), last=True)


CHAIN = Chain[Form](
    name="form",
    code="A1",
    blocks=_blocks,
    holds=lambda form: form.state in (State.SIGNING, State.ACTING),
    asks=lambda form: not form.chain,
    kinds={
        SIGN: ("agree", "disagree", "whole"),
        FILL: ("agree_fill", "disagree", "whole"),
        SAY: ("acted_fill", "whole"),
        ACT: ("acted", "disagree", "whole"),
        ACT_FILL: ("acted_fill", "disagree", "whole"),
        DO: ("did", "whole"),
    },
    roles=frozenset(Role),
    up=True,
    starts=_starts,
    limit=limit,
    by=_by,
    after=_after,
    money=True,
)
"""Every consent and every act, in the order of its file."""

PASSING = Passing[Form](
    code="A1",
    chains=(CHAIN,),
    states=frozenset({State.SIGNING, State.ACTING}),
    takes_back=frozenset(Role),
)
