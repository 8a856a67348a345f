"""What a chain of signatures is made of: blocks of seats, the lines that were said, and where a round stands. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any, ClassVar, Protocol, TypeVar

from store.company import Role
from store.process.steps import Moment, Stateful
from store.requests import Refused


class Verdict(StrEnum):
    ASKED = "asked"  # a round begins
    SIGNED = "signed"
    SILENT = "silent"  # they didn't answer in time, and whoever comes next goes on without
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"  # the seat is another person's
    CONSULTED = "consulted"  # another person says first what they think of it
    OPINION = "opinion"  # they said it, and the seat is back


class How(StrEnum):
    ALL = "all"  # side by side
    TURN = "turn"
    ANY = "any"  # the first answer decides, either way


@dataclass(frozen=True, kw_only=True)
class Signature:
    """A line of a chain: who said what, in which round, on which seat, and for whom. Names are text: people leave."""

    id: int | None = None
    chain: str
    round: int
    block: int = 0
    seat: str = ""
    role: str = ""
    """The role that it was given in: after a seat went up, that of whoever it went to."""
    member_id: int | None
    member: str
    instead_of: str = ""
    """In whose place, by name."""
    verdict: Verdict
    words: str = ""
    at: datetime
    to_id: int | None = None
    """Whom a seat was handed to, or who is asked first."""
    to: str = ""

    @property
    def headed(self) -> bool:
        """Whether it is said as the head of the department, and not as anybody of it or as whom it went up to."""
        return bool(self.role) and self.seat == _head_of(self.role)


@dataclass(frozen=True, kw_only=True)
class Seat:
    """Whose signature: anybody's of a role, its head's, or one person's of it."""

    role: Role
    kind: str = "sign"
    """The kind of the task that it is asked by."""
    head: bool = False
    member: int | None = None
    filled: bool = False
    """Whether something is filled in with the signature: it is never given along with another."""
    own: bool = False
    """Whether it is for whoever asked: something done, no consent."""
    barred: frozenset[int] = frozenset()
    """Who never has it, by member id, because it is about them: then it goes up as an own request does."""

    @cached_property
    def name(self) -> str:
        if self.member is not None:
            return f"member {self.member}"
        return _head_of(self.role) if self.head else self.role.value


def _head_of(role: str) -> str:
    return f"head of {role}"


@dataclass(frozen=True)
class Block:
    seats: tuple[Seat, ...]
    how: How = How.ALL
    first: str = ""
    """The seat that is asked before the others, by its name: whoever refused the round before."""


class Signers(Protocol):
    """Who signs something of one area as another area says, and what that says of what was asked for."""

    def __call__(self, state: Any) -> tuple[Block, ...]: ...

    def fault(self, state: Any, moment: Moment) -> Refused | None:
        """Why it can't be asked for as it is."""


def one_by_one(*seats: Seat) -> tuple[Block, ...]:
    """Each has their say only after the one before."""
    return tuple(Block((seat,)) for seat in seats)


@lru_cache
def heads_of(roles: tuple[Role, ...], kind: str = "sign") -> Block:
    """Side by side; no departments are no block."""
    return Block(tuple(Seat(role=role, kind=kind, head=True) for role in roles))


class Signable(Stateful, Protocol):
    """A state, a dataclass, that chains are signed on."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """Of all its chains, in order."""

    @property
    def creator_id(self) -> int | None: ...


C = TypeVar("C", bound=Signable)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where the round of a chain stands that began last."""

    round: int
    lines: tuple[Signature, ...]
    block: int
    """The one that is open; past the last when all have signed."""
    open: tuple[Seat, ...]
    """Who has not answered yet and is asked now."""
    refused: Signature | None

    @property
    def asked(self) -> Signature | None:
        """Who asked for it; None where nobody has."""
        first = self.lines[:1]
        return first[0] if first and first[0].verdict is Verdict.ASKED else None

    @property
    def withdrawn(self) -> bool:
        return any(line.verdict is Verdict.WITHDRAWN for line in self.lines)

    @property
    def signed(self) -> tuple[Signature, ...]:
        return tuple(line for line in self.lines if line.verdict is Verdict.SIGNED)

    @property
    def complete(self) -> bool:
        return not self.open and self.refused is None and not self.withdrawn

    def of(self, seat: Seat) -> tuple[Signature, ...]:
        """What was said on a seat of the block that is open."""
        return tuple(line for line in self.lines if line.block == self.block and line.seat == seat.name)


def open_seats(blocks: Sequence[Block], lines: Sequence[Signature]) -> tuple[int, tuple[Seat, ...]]:
    """The first block that is not through, and who is asked in it; past the last, and nobody, where all are."""
    signed = [line for line in lines if line.verdict in (Verdict.SIGNED, Verdict.SILENT)]
    for at, block in enumerate(blocks):
        said = {line.seat for line in signed if line.block == at}
        left = tuple(seat for seat in block.seats if seat.name not in said) if said else block.seats
        if left and not (block.how is How.ANY and said):
            ahead = tuple(seat for seat in left if seat.name == block.first and block.how is How.ALL)
            return at, left[:1] if block.how is How.TURN else ahead or left
    return len(blocks), ()


def refused_before(signatures: Iterable[Signature], chain: str) -> Signature | None:
    """The refusal of the round before the present one: whoever gave it is asked first."""
    lines = [line for line in signatures if line.chain == chain]
    rounds = sum(line.verdict is Verdict.ASKED for line in lines)
    found = (line for line in lines if line.verdict is Verdict.REJECTED and line.round == rounds - 1)
    return next(found, None)


def added(state: C, line: Signature) -> C:
    return replace(state, signatures=(*state.signatures, line))
