"""An area's chat table: for each step how it is said, pressed, asked for and answered.

From it come the commands with their rights, help and menus, the buttons, the questions behind them, and what replies mean.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple, get_args

from bot.grammar.labels import Labels
from bot.grammar.reading import About, Reading
from bot.grammar.replying import Answer, Detail, Replies, nothing_free, of
from store.members.questions import Ask
from store.requests import Area, Request, ShowCase, ShowHistory, ShowPhotos

Argument = Literal["", "figure", "waybill", "text", "words"]
Part = Literal[
    "tasks", "orders", "complaints", "customers", "money", "forms", "calendar", "reports", "people", ""
]
"""Under what the menu has a command; a command on cases of several areas stands with one's own tasks."""
PARTS: tuple[Part, ...] = tuple(part for part in get_args(Part) if part)


@dataclass(frozen=True, kw_only=True)
class CommandSpec:
    read: Callable[[Reading], Request]
    requests: tuple[type[Request], ...]
    """All that the reader may answer with."""
    areas: tuple[Area, ...] = ()
    """Whose cases the command names; none if it takes no reference."""
    alone: bool = False
    """It has a meaning of its own without a reference, in a reply too."""
    argument: Argument = ""
    """What follows, where it could be taken for a reference, or for mere talk."""
    labels: Labels | None = None
    reason: bool = False
    """It ends in a reason, which may end in any word."""
    asking: bool = False
    """What it ends in may be a question, and is meant for somebody."""
    named: bool = False
    """A customer's name follows it. Without a slash it is a command only before a space, and a name on file."""
    lettered: bool = False
    """Without a slash its word is a command only before a case of its own area, letter and all: 发出 S3."""
    menu: Part = "tasks"
    elsewhere: Mapping[Area, str] = field(default_factory=dict)
    """The command that does the same to a case of another area, where one is named, letter and all: 改单 F2."""

    @property
    def area(self) -> Area | None:
        """The one area whose cases it names."""
        return self.areas[0] if len(self.areas) == 1 else None


class Asks(NamedTuple):
    """What a button asks for first: a template knows the words."""

    what: str
    behind: str = ""
    """What the command says behind the case, before the answer."""
    lines: str = ""
    """The label that a line of the answer gets which has none."""


@dataclass(frozen=True, kw_only=True)
class Move:
    """One step of the area's table, or several ways to say the same one."""

    request: type[Request]
    command: str = ""
    """The command that takes it; empty where only a button or a reply does."""
    read: Callable[[Reading], Request] | None = None
    """Of the first move with a command; None for a command that cases of several areas take."""
    names: Area | tuple[Area, ...] | None = None
    """Whose case the command names where it isn't only the area's own: that which a new case is about."""
    opens: bool = False
    """The command opens a case and names none."""
    argument: Argument = ""
    labels: Labels | None = None
    alone: bool = False
    reason: bool = False
    named: bool = False
    """It takes a customer's name instead of a reference."""
    lettered: bool = False
    begins: tuple[type[Request], ...] = ()
    """What else the reader may answer with that leads to this: its blank, its questions. Whoever may take the step may
    have them."""
    others: tuple[type[Request], ...] = ()
    """What else the reader may answer with."""
    buttons: Mapping[str, Callable[[int], Request] | None] = field(default_factory=dict)
    """Buttons that take it, by name, and how they make it; None where the number says all."""
    asks: Mapping[str, Asks] = field(default_factory=dict)
    """Buttons that ask for something first."""
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Words of a reply that take it, by entries of the vocabulary, and the kinds of task that they answer."""
    bad: bool = False
    """Those words aren't the good answer to their kinds."""
    figures: tuple[str, ...] = ()
    """The kinds of task that a bare figure answers with this."""
    menu: Part = ""
    """Where its command stands in the menu, if not with its area."""
    elsewhere: Mapping[Area, str] = field(default_factory=dict)
    """The commands that do the same to cases of other areas."""


@dataclass(frozen=True, kw_only=True)
class Chat:
    """One area's table, and what replies to its messages say beside it."""

    area: Area
    moves: Sequence[Move]
    menu: Part
    """Where the menu has the area's commands and its list."""
    answered_by: Mapping[str, str] = field(default_factory=dict)
    """The command that answers a kind of task which no word of a reply does."""
    details: tuple[Detail, ...] = ()
    spoken: frozenset[str] = frozenset()
    heeded: frozenset[str] = frozenset()
    free: Callable[[Reading, About], Request | None] = nothing_free

    @cached_property
    def actions(self) -> Mapping[str, Callable[[int], Request]]:
        """What a press asks for, by the button's name. Every case may be looked at."""
        made = {
            name: make or of(move.request, self.area)
            for move in self.moves
            for name, make in move.buttons.items()
        }
        return made | {
            "show": lambda number: ShowCase(number=number, area=self.area),
            "history": lambda number: ShowHistory(number=number, area=self.area),
            "photos": lambda number: ShowPhotos(number=number, area=self.area),
        }

    @cached_property
    def questions(self) -> Mapping[str, tuple[Ask, type[Request]]]:
        """What a button asks for first, and the request that the answer completes."""
        return {
            name: (
                Ask(asks.what, f"/{move.command} {{case}} {asks.behind}".rstrip(), asks.lines),
                move.request,
            )
            for move in self.moves
            for name, asks in move.asks.items()
        }

    @cached_property
    def commands(self) -> Mapping[str, CommandSpec]:
        """The area's own commands, in the order of its table."""
        return {move.command: self._spec(move) for move in self.moves if move.read is not None}

    def _spec(self, first: Move) -> CommandSpec:
        assert first.read is not None, "the first move with a command says how it is read"
        moves = [move for move in self.moves if move.command == first.command]
        return CommandSpec(
            read=first.read,
            requests=tuple(one for move in moves for one in (move.request, *move.begins, *move.others)),
            areas=() if first.opens or first.named else self._named(first),
            alone=first.alone,
            argument=first.argument,
            labels=first.labels,
            reason=first.reason,
            named=first.named,
            lettered=first.lettered,
            menu=first.menu or self.menu,
            elsewhere=first.elsewhere,
        )

    def _named(self, first: Move) -> tuple[Area, ...]:
        return first.names if isinstance(first.names, tuple) else (first.names or self.area,)

    @cached_property
    def replies(self) -> Replies:
        called = {
            kind: move.command
            for move in self.moves
            for kinds in move.answers.values()
            for kind in kinds
            if move.command and kind != move.command
        }
        return Replies(
            answers={
                name: Answer(kinds, self._answer(move, name))
                for move in self.moves
                for name, kinds in move.answers.items()
            },
            bad=frozenset(name for move in self.moves if move.bad for name in move.answers),
            figures={kind: move.request for move in self.moves for kind in move.figures},
            commands={**called, **self.answered_by},
            details=self.details,
            spoken=self.spoken,
            heeded=self.heeded,
            free=self.free,
        )

    def _answer(self, move: Move, name: str) -> Callable[[int], Request]:
        """As the button of the same name makes it, else as its first button does."""
        makes = [move.buttons.get(name), *move.buttons.values()]
        return next(filter(None, makes), None) or of(move.request, self.area)
