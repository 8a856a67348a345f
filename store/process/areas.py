"""What an area of the company brings to the mechanism."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Generic

from sqlalchemy import ColumnElement, tuple_
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from store.people.actor import Actor
from store.people.roster import Person, Roster
from store.process.chain import Signers
from store.process.records import Case, Event
from store.process.steps import Duty, Entailed, S, Step
from store.process.unit import Areas, Unit
from store.requests import Area, CaseRequest, Refused, Request, SeatRequest
from store.stock.state import Move


async def _unnoted(_unit: Unit, _case: Case, _actor: Actor) -> None:
    return None


async def no_task_facts(_unit: Unit, _kind: str, _case_id: int) -> dict[str, Any]:
    return {}


async def nothing_after(_unit: Unit, _case: Case, _step: Step[Any], _state: Any) -> Sequence[Entailed]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """Where a case is signed that has no signatures of its own: on this chain of another case. What is said of it is
    taken there, as one step of that case."""

    case: Case
    chain: str
    kinds: Mapping[str, str]
    """The kinds of that chain's tasks, each by the kind that this area has for it."""
    takes: Mapping[type[CaseRequest], Callable[..., CaseRequest]]
    """What else is asked of that case where it is asked of this one, such as to urge it."""
    amends: Mapping[type[CaseRequest], Callable[[Any], CaseRequest | None]] = field(default_factory=dict)
    """What that case is asked for where this one is to say something else; None where it has no place there."""

    shows: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Which other steps of that case change what is said here, each with the facts that are it, as a change calls them."""

    def takes_any(self, asked: type[Request]) -> bool:
        return issubclass(asked, SeatRequest) or asked in self.takes or asked in self.amends

    def request(self, asked: CaseRequest) -> CaseRequest | None:
        """What that case is asked for; None for what neither takes."""
        if isinstance(asked, SeatRequest):
            there = {"number": self.case.number, "area": Area(self.case.area), "chain": self.chain}
            return asked.model_copy(update=there)
        if (meant := self.takes.get(type(asked))) is not None:
            return meant(number=self.case.number)
        amended = self.amends.get(type(asked))
        return amended(asked) if amended is not None else None


@dataclass(frozen=True, kw_only=True)
class AreaTable(Generic[S]):
    """What an area brings: its steps and duties, and how its state is read and kept."""

    name: str
    letter: str
    """What stands before a case's number where people write or read it: `37`, `C12`."""
    noun: str
    """Under which name templates find the case, and the vocabulary its states."""
    ended: frozenset[str]
    """The states of a case that is over."""
    title: Callable[[S], str]
    """What names a case in lists beside its number."""
    steps: Mapping[str, Step[S]]
    duties: Sequence[Duty[S]]
    draft: Callable[[Unit, Any, Actor], Awaitable[S | Refused]]
    """The case about to be opened; Refused where it has to be said first what is meant."""
    load: Callable[[Unit, Case], Awaitable[S]]
    prepare: Callable[[Unit, Case, S, Request], Awaitable[S]]
    """Adds what judging this request needs and showing the case doesn't."""
    save: Callable[[Unit, Case, S, S], Awaitable[S]]
    facts: Callable[[S, S, Request], dict[str, Any]]
    """What the event records."""
    audience: Callable[[Unit, S, str], Person | None]
    """Who stands behind an audience that is no role, such as `creator`."""
    may_see: Callable[[S, Actor], bool]
    sees_all: Callable[[Actor], bool]
    """Who sees every case of the area, whatever it says."""
    seen_by: Callable[[Actor], ColumnElement[bool]]
    """Which cases somebody may see who doesn't see all: `may_see`, for lists."""
    sound: Callable[[S], bool]
    """Whether later steps still have under them what they stand on."""
    withdraw: Callable[[S], S]
    """What undoing the very first step leads to: a number once given stays used."""
    title_en: Callable[[S], str] = lambda _state: ""
    """The same in English; empty where it is a name, or what somebody typed."""
    task_facts: Callable[[Unit, str, int], Awaitable[dict[str, Any]]] = no_task_facts
    """What an open task of a kind shows beside the case, by the case's id."""
    proofs: bool = False
    """Whether its photos prove payments: the same one on another case is flagged."""
    opens: Callable[[S, Actor, str], bool] = lambda _state, _actor, _photo: True
    """Whether a photo or file kept with a case, by what tells it from others, is for somebody who may see the case."""
    barred: Callable[[Unit, S, Actor], Awaitable[bool]] | None = None
    """Who doesn't see a case for where they are, whatever their roles; None where that is nobody."""
    about: Callable[[S], int | None] = lambda _state: None
    """The id of the case that this one is about: a complaint's order. That case's card shows this one too."""
    circle: Callable[[Unit, S, str], Sequence[Person]] = lambda _unit, _state, _name: ()
    """The several people who stand behind an audience, such as those who are asked."""
    holds: Callable[[AsyncSession, int], Awaitable[Mapping[int, Decimal]]] | None = None
    """What its cases hold of another case's lines, by position: goods that are to come back. That case's row guards it."""
    after: Callable[[Unit, Case, Step[S], S], Awaitable[Sequence[Entailed]]] = nothing_after
    """What a step leaves in other cases once it is taken and its case has a number. It is undone with the step, and is no
    ground to refuse it: where it can't be, it is left."""
    private: bool = False
    """Its cases are shown in private only; asked in a room, one is pointed there."""
    claims: Callable[[Unit, str], Awaitable[int | None]] | None = None
    """Whose a name is of which no customer has a file yet, by member id (U2)."""
    denied: Callable[[Unit, Case, Actor], Awaitable[None]] = _unnoted
    """What is kept of somebody's asking for a case that isn't theirs to see."""
    carded: Callable[[S], bool] = lambda _state: True
    """Whether a new case gets its card in the desk room."""
    elsewhere: Callable[[Unit, Case], Awaitable[Elsewhere | None]] | None = None
    """Where a case of it is signed, if not on a chain of its own."""
    reflects: Callable[[Unit, Case, Any, Any, Event, Actor], Awaitable[None]] | None = None
    """What its cases show of another area's: after every step of any case, and after its undoing, with how that stood and
    stands now, in the same transaction."""
    signers: Callable[[Unit, Case | None], Awaitable[Signers | None]] | None = None
    """Who signs an order's credit, where a case of this area says so: of an order, by its case, or of one to be."""
    asked_as: Callable[[Unit, Case], Awaitable[Mapping[str, Any] | None]] | None = None
    """What an order's signers are shown of the case that says who they are: what was changed since they signed."""
    moved: Callable[[S, S], Sequence[Move]] = lambda _old, _new: ()
    """What a step between the two did to the stock; taken back, it is moved back (P4)."""
    unmoved: Callable[[S, S], bool] = lambda _old, _new: False
    """Whether it takes back all that the case did to the stock."""

    def reference(self, number: int) -> str:
        """A case as people write it: `37`, `C12`."""
        return f"{self.letter}{number}"

    async def shows(self, unit: Unit, case: Case, actor: Actor) -> bool:
        """Judged on the rows as they are now, never on a view that was kept."""
        if self.sees_all(actor) and self.barred is None:
            return True
        state = await self.load(unit, case)
        barred = self.barred is not None and await self.barred(unit, state, actor)
        return not barred and self.open_to(unit, state, actor)

    def open_to(self, unit: Unit, state: S, actor: Actor) -> bool:
        """Whether they may see it for what it is, or because a signature there is theirs to give."""
        if self.may_see(state, actor):
            return True
        chains = {id(step.chain): step.chain for step in self.steps.values() if step.chain is not None}
        return any(chain.seats(state, unit.moment(actor)) for chain in chains.values())

    def steps_on(self, chain: str) -> list[str]:
        """By name, the steps that say something on this chain."""
        return [one.name for one in self.steps.values() if one.chain is not None and chain in one.chain.names]

    def asking(self, request: type[Request]) -> tuple[Step[S], ...]:
        return self._asked.get(request, ())

    @cached_property
    def _asked(self) -> Mapping[type[Request], tuple[Step[S], ...]]:
        found: dict[type[Request], tuple[Step[S], ...]] = {}
        for step in self.steps.values():
            found[step.asks] = (*found.get(step.asks, ()), step)
        return found

    def stuck(self, state: S, roster: Roster) -> frozenset[tuple[str, str]]:
        """The tasks that wait and nobody in the company may do, by kind and role."""
        holding = (duty for duty in self.duties if duty.holds(state))
        return frozenset(
            (duty.kind, owner.role.value) for duty in holding for owner in duty.stuck(state, roster)
        )

    def duty(self, kind: str) -> Duty[S] | None:
        return next((duty for duty in self.duties if duty.kind == kind), None)


def living(areas: Areas) -> ColumnElement[bool]:
    """Of cases of all areas: those that somebody follows."""
    ended = [(table.name, state) for table in areas.values() for state in sorted(table.ended)]
    return tuple_(col(Case.area), col(Case.state)).not_in(ended)
