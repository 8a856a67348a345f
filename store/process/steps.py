"""The form of a table of steps and a table of duties. An area fills both in; `store.process.cases.take` runs them.

A step is guarded and turns one state of a case into the next. A duty says who has the ball while a state holds:
tasks are never opened or closed by hand, they follow from the state, so an undone step brings its tasks back.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

from store.company import Company, Role
from store.hours.worktime import WorkTime
from store.people.actor import Actor
from store.people.roster import Roster
from store.requests import Refused, Request

if TYPE_CHECKING:
    from store.process.chain import Chain
    from store.process.chain.passing import Passing


class Stateful(Protocol):
    """What every area's state value has: the name of the state that it is in."""

    @property
    def state(self) -> str: ...


S = TypeVar("S", bound=Stateful)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """When and by whom: the circumstances a guard may judge by. `now` is aware UTC, `today` the company's own date."""

    actor: Actor
    now: datetime
    today: date
    company: Company
    worktime: WorkTime
    roster: Roster
    """The people as they are now."""


BY = "by:"
"""Before a step's name: whoever took that step last."""


class Audience(StrEnum):
    """Who hears of a step, where it isn't a role."""

    ASKER = "asker"  # whoever took it
    TOLD = "told"  # everyone who was told of a task of the case
    HOLDERS = "holders"  # who has the ball
    CREATOR = "creator"
    OWNER = "owner"  # service, whoever opened it
    SALESPERSON = "salesperson"
    WAITING = "waiting"  # of the calendar: who is waited for
    RECEIVERS = "receivers"  # who gets what is handed in
    ASKED = "asked"  # who was asked


@dataclass(frozen=True, kw_only=True)
class Tell(Generic[S]):
    """A notice that a step sends: a template of the area, to roles and audiences by name, `by:STEP` for whoever took that step
    last; a name that is none of these raises ValueError."""

    notice: str
    to: tuple[str, ...]
    when: Callable[[S, S], bool] = lambda _old, _new: True
    document: str | None = None
    money: bool = False
    """Money and problems go out before other notices."""
    listed: bool = False
    """The morning list says it too: whoever is about to hear that hears it there."""

    def __post_init__(self) -> None:
        for name in self.to:
            if name not in list(Role) and not name.startswith(BY):
                Audience(name)


@dataclass(frozen=True, kw_only=True)
class Entailed:
    """What a step of one case asks of a case of another area, by that area's name, or a case that it opens there."""

    area: str
    request: Request


@dataclass(frozen=True, kw_only=True)
class Step(Generic[S]):
    """One guarded move. `states` are those it may be taken from; what it leads to follows from `act`."""

    name: str
    code: str
    asks: type[Request]
    event: str
    roles: frozenset[Role]
    """Empty: nobody takes it by itself, another area's step entails it."""
    states: frozenset[str]
    judge: Callable[[S, Any, Moment], Refused | None]
    act: Callable[[S, Any, Moment], S]
    answers: frozenset[str] = frozenset()
    """The kinds of duty that this step is an answer to."""
    tells: tuple[Tell[S], ...] = ()
    terms: bool = False
    """Whether it changes what was agreed: presses on what was shown before are stale."""
    undoable: bool = True
    entails: Callable[[S, S], Sequence[Entailed]] = lambda _old, _new: ()
    """What it moves in other cases, one after the other, in the same transaction: one of them refused refuses the whole,
    and undoing the step undoes them. Who may take the step may entail them."""
    chain: "Chain[Any] | Passing[Any] | None" = None
    """The chain of signatures that it answers in; a person whose seat it is may take it in whatever role."""
    signs: bool = False
    """Whether it signs there, and doesn't refuse."""
    contact: str = ""
    """How taking it is having spoken with the case's customer, as their file names it; empty: it isn't (U3)."""
    clock: bool = False
    """The clock takes it when it is due; of the roles there may be none."""

    def open_to(self, actor: Actor) -> bool:
        return bool(self.roles & actor.roles) or (self.clock and actor.member_id is None)


class Owner(NamedTuple):
    """Whose a task is: a department's, or by member id one person's of it."""

    role: Role
    member: int | None = None


@dataclass(frozen=True, kw_only=True)
class Pings:
    """A duty with days of its own: its owner alone is told at these moments, and after the last once each working day."""

    at: tuple[datetime, ...]
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class Duty(Generic[S]):
    """Who has the ball while `holds`. A new `round` closes the task of the last one and opens a fresh one."""

    kind: str
    code: str
    role: Callable[[S], Role]
    holds: Callable[[S], bool]
    actions: tuple[str, ...]
    """The buttons of the private task; the first is the good answer."""
    member: Callable[[S], int | None] = lambda _state: None
    """The one person whose it is, by member id, where it isn't the whole department's."""
    stuck: Callable[[S, Roster], Collection[Owner]] = lambda _state, _roster: ()
    """Owners in whose place nobody may do it: no one holds the role or stands in, or it is their own request."""
    owners: Callable[[S, Roster], Sequence[Owner]] | None = None
    """Where several owe it, each a task of their own; those who no longer stand here have done theirs."""
    pings: Callable[[S, Owner], Pings] | None = None
    """When its owner is told, where that isn't in turn, from now on, until the director hears."""
    by: Callable[[S, Owner, Roster], date | None] = lambda _state, _owner, _roster: None
    """The day by which it is to be done, where it has one: its owner is told at once, the working day before, and on that
    day; on that day alone where it `starts` then."""
    round: Callable[[S], int] = lambda _state: 0
    starts: Callable[[S], date | None] = lambda _state: None
    """The day on whose first working minute the first member is told; None is at once."""
    after: Callable[[S, Owner, Roster], date | None] = lambda _state, _owner, _roster: None
    """The same for one of several owners, where `starts` says nothing."""
    limit: Callable[[S, Company], int | None] = lambda _state, _company: None
    """Working minutes until the director hears of it, then as many until the executive does; None: as the role's turn
    says, and the director is the last."""
    rota: bool = False
    """Outside working hours it goes to whoever is on duty, for whatever role (K5)."""
    money: bool = False

    def owned_by(self, state: S, roster: Roster) -> Sequence[Owner]:
        return self.owners(state, roster) if self.owners else (Owner(self.role(state), self.member(state)),)
