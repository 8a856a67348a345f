"""The form in which an area of the store meets the chat."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic

from bot.grammar.chat import Chat, Part
from bot.grammar.reading import About
from bot.papers.papers import Sheet
from bot.wording.keyboards import Rows
from bot.wording.render import Renderer
from bot.wording.vocabulary import Vocabulary
from store.company import Role
from store.customers.reading import Read
from store.mail.outbox import Outbox
from store.members.questions import Ask
from store.people.actor import Actor
from store.people.roster import Person
from store.process.areas import AreaTable
from store.process.records import Case
from store.process.steps import Moment, S
from store.process.unit import Unit
from store.requests import Refused, Request

Named = Mapping[str, str] | str


async def _nothing_read(_unit: Unit, _case: Case) -> dict[str, Any] | None:
    return None


@dataclass(frozen=True, kw_only=True)
class PaperSpec:
    """A document of an area: what is read for it as it is sent (None while there is none), and how it is made."""

    make: Callable[[Renderer, str, Mapping[str, Any]], Sheet | None]
    """From the renderer, the reader's language and the letter's facts, in which the document's name is what was read.
    None where the letter says why there is none."""
    read: Callable[[Unit, Case], Awaitable[dict[str, Any] | None]] = _nothing_read
    """Of a document about no case nothing is: its facts are listed."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A photo or file sent in reply to one of a case's messages, of which no words say what to do."""

    under: str = ""
    """The kind of the task whose own message it answers."""
    to: str = ""
    """The kind of that message."""
    silent: bool = True
    """Nobody said a word that might deny it."""
    doubtful: bool = False
    """What was said beside it may deny it: 还没…."""
    alone: bool = False
    """One photo that no other case has, and nothing else."""
    named: str | None = None
    """What it is called by its words: an entry of the vocabulary's `picture`."""


def _no_photo(_about: About, _roles: frozenset[Role], _state: Any, _picture: Picture) -> Request | None:
    return None


def _says_nothing_else(_roles: frozenset[Role], _state: Any) -> Sequence[str] | None:
    return None


def _nothing_private(_row: Outbox, _facts: Mapping[str, Any]) -> Collection[Read]:
    return ()


def _no_question(_step: str, _state: Any, _pressed: bool) -> Ask | None:
    return None


def _no_remarks(_step: str, _state: Any, _moment: Moment) -> dict[str, Any]:
    return {}


def _nothing_worded(_renderer: Renderer, _language: str, _row: Outbox) -> dict[str, Any]:
    return {}


def _no_buttons(_renderer: Renderer, _language: str, _row: Outbox, _facts: Mapping[str, Any]) -> Rows | None:
    return None


def nothing_named(_state: Any) -> Mapping[str, Named]:
    return {}


def _nothing_beside(_words: Vocabulary, _language: str, _facts: Mapping[str, Any]) -> Rows:
    return ()


async def _nothing_filled(_unit: Unit, _order: Case) -> Mapping[str, Sequence[str]] | Refused:
    return {}


async def _no_facts(_unit: Unit, _row: Outbox, _reader: Person | None) -> dict[str, Any] | None:
    return {}


@dataclass(frozen=True, kw_only=True)
class Codec:
    """Whose presses begin with these words, and what one of them asks for; for anything that this program never wrote
    None or ValueError. Buttons stay in chats for years: what was written once is read for good."""

    prefixes: frozenset[str]
    read: Callable[[str], Request | None]


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """What the menu has of an area, or of something else that is followed, beside its commands."""

    listed: Callable[[Unit, Person, Sequence[str], int], Awaitable[dict[str, Any]]] | None = None
    """For a reader and the words looked for, a page: `items`, `count`, `page`, `pages`. An item has its place `at`, `title`,
    `state` with the `noun` whose state it is, and `area` and `number`, or what its button says as `data`. None for what
    every area has: its cases that are not over."""
    searched: bool = True
    """Whether words may be looked for in it."""
    buttons: Callable[[Vocabulary, str], Rows] = lambda _words, _language: ()
    """Its own views."""


@dataclass(frozen=True, kw_only=True)
class Front:
    """What the chat needs of some kinds of message beside their templates."""

    kinds: tuple[str, ...]
    """Whole kinds, or what stands before the stroke in all of them: `members`."""
    facts: Callable[[Unit, Outbox, Person | None], Awaitable[dict[str, Any] | None]] = _no_facts
    """What is read for a message as it is sent; None for what is gone, or isn't its reader's any more."""
    worded: Callable[[Renderer, str, Outbox], dict[str, Any]] = _nothing_worded
    """What of it is made of words, in the reader's language."""
    buttons: Callable[[Renderer, str, Outbox, Mapping[str, Any]], Rows | None] = _no_buttons
    """Of its own kinds of message; None for those that every area has."""
    papers: Mapping[str, PaperSpec] = field(default_factory=dict)
    """By the name that stands in a row's `document`."""
    presses: Codec | None = None
    """What its buttons say where they don't name a case and one of its actions."""
    menu: Part = ""
    """Where in the menu its shelf stands; an area's stands with its commands."""
    shelf: Shelf = field(default_factory=Shelf)
    reads: Callable[[Outbox, Mapping[str, Any]], Collection[Read]] = _nothing_private
    """What a message tells its reader of customers' files: written down once it is delivered (U4)."""


@dataclass(frozen=True, kw_only=True)
class AreaFront(Front, Generic[S]):
    """What the chat needs of an area beside its words and templates."""

    table: AreaTable[S]
    kinds: tuple[str, ...] = ()
    """More than those that begin with the area's name."""
    view: Callable[[Unit, Case], Awaitable[tuple[S, dict[str, Any]]]]
    """The case, and everything that templates may say of it: at least `store.process.views.case_facts`."""
    chat: Chat
    """How each of its steps is said, pressed, asked for and answered."""
    question_after: Callable[[str, S, bool], Ask | None] = _no_question
    """What may be added once a step was taken: by its name, the new state, and whether it was pressed."""
    remarks: Callable[[str, S, Moment], dict[str, Any]] = _no_remarks
    """What the answer to a step has to say besides; whoever asked in a room hears it too."""
    photo: Callable[[About, frozenset[Role], S, Picture], Request | None] = _no_photo
    """What a photo or file says that was sent in reply to one of the case's messages."""
    live: bool = False
    """Its cases say what changes beside them, such as the book of money, or when a customer is due beside others: no view of
    one is kept for the next message."""
    places: bool = False
    """Whether a place on the map that was sent in reply says something as well."""
    named: Callable[[S], Mapping[str, Named]] = nothing_named
    """What a case itself calls some of its buttons now: in both languages, or another button's name."""
    picture_means: Callable[[frozenset[Role], S], Sequence[str] | None] = _says_nothing_else
    """What a picture that was only kept may be said to be by a press, beside the sender's own task; None: nothing."""
    filled: Callable[[Unit, Case], Awaitable[Mapping[str, Sequence[str]] | Refused]] = _nothing_filled
    """What the order that a new case is about fills in of its blank, line by line; Refused where there can be none."""
    listing: Callable[[Unit, Actor, int], Awaitable[dict[str, Any]]] | None = None
    """A page of the area's list, which is shown in private only: `listed`, `count`, `page`, `pages`; each of those listed has
    what opens it: `at`, `area`, `number`."""
    own_card: bool = False
    """Whether whoever opened a case has its card in private, edited in place, instead of an answer."""
    beside: Callable[[Vocabulary, str, Mapping[str, Any]], Rows] = _nothing_beside
    """Buttons under a case that is looked at, below those that every area has."""

    @property
    def actions(self) -> Mapping[str, Callable[[int], Request]]:
        """What a press asks for, by the button's name."""
        return self.chat.actions

    @property
    def questions(self) -> Mapping[str, tuple[Ask, type[Request]]]:
        """What a button asks for first, and the request that the answer completes."""
        return self.chat.questions

    def request_of(self, action: str) -> type[Request]:
        """What a press on the button asks for, in the end."""
        return self.questions[action][1] if action in self.questions else type(self.actions[action](1))

    def has(self, action: str) -> bool:
        return action in self.questions or action in self.actions
