"""What a sentence may be taken for, and what is known of whoever says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto
from typing import Any, TypeAlias

from bot.speech.book import Learnt
from bot.speech.candidates import Offer, Subject
from bot.speech.openings import Opened
from store.people.actor import Actor
from store.requests import Area, Request


@dataclass(frozen=True, kw_only=True)
class Sight:
    """Who speaks, where, and the cases that they may mean."""

    actor: Actor
    today: date
    meant: bool = True
    """Said in private, in reply to the bot or after its name; not to nobody in a room."""
    about: Subject | None = None
    """The case replied to."""
    named: Mapping[tuple[Area, int], Subject] = field(default_factory=dict)
    """Cases that the sentence may name and that the speaker may see."""
    own: Sequence[Subject] = ()
    """Cases of their open tasks, the oldest first."""
    customers: Sequence[str] = ()
    members: Sequence[str] = ()
    entries: Sequence[str] = ()
    """Titles of calendar entries that stand in the sentence."""
    products: Sequence[str] = ()
    """Those of which an end stands in the sentence, where it may be about the stock."""
    learnt: Learnt = field(default_factory=dict)
    language: str = "zh"
    """The speaker's."""


@dataclass(frozen=True)
class Meant:
    """One thing that may have been meant: a button on a case with what is known of it, or a command to be read."""

    subject: Subject | None = None
    offer: Offer | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    says: str = ""
    tail: str = ""
    open: bool = True
    """Whether the step is the speaker's to take now; what isn't is refused with who has it."""


@dataclass(frozen=True)
class Do:
    """It was said: taken as if pressed. `lacks` something: that is asked for as the button would."""

    meant: Meant
    request: Request | None
    path: str = "phrase"


@dataclass(frozen=True)
class Propose:
    """It may have been meant: asked, with a button for each."""

    several: tuple[Meant, ...]
    phrase: str
    """What is remembered of the sentence if one is pressed."""
    near: bool = False
    """Nothing of it was said word for word."""


@dataclass(frozen=True)
class Stands:
    """A question about a case: where it stands."""

    subject: Subject


class Sure(Enum):
    """How surely a sentence stands for a command, and for nothing that somebody might be telling."""

    WHOLE = auto()  # word for word one of the book's sayings
    MAYBE = auto()  # that too, or a command's words around what was read; 超期 may as well be a reason
    NEAR = auto()  # it only names a customer, or a case that isn't there


@dataclass(frozen=True)
class Says:
    """A sentence that stands for a command."""

    command: str
    sure: Sure = Sure.NEAR


@dataclass(frozen=True)
class Silent:
    """Not for the bot, or only a sign that something was read; `at_work` is the task that somebody says they are at."""

    at_work: int | None = None


@dataclass(frozen=True)
class Lost:
    """Nobody can tell."""

    subject: Subject | None = None


Outcome: TypeAlias = Do | Propose | Stands | Says | Opened | Silent | Lost
