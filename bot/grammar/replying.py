"""The form in which an area says what replies to its messages mean."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from bot.grammar.reading import About, Reading
from store.requests import Area, Request


@dataclass(frozen=True)
class Answer:
    """What one entry of the vocabulary's answers says, and to which kinds of task."""

    kinds: tuple[str, ...]
    request: Callable[[int], Request]


class Detail(NamedTuple):
    """A kind of task answered by what its command takes behind the number: at least so many words."""

    kind: str
    command: str
    read: Callable[[Reading], Request]
    words: int


def whose(model: type[Request], area: Area) -> dict[str, Any]:
    """What a request is told beside the number: the area, where cases of several take it."""
    return {"area": area} if "area" in model.model_fields else {}


def of(model: type[Request], area: Area) -> Callable[[int], Request]:
    make: Callable[..., Request] = model
    told = whose(model, area)
    return lambda number: make(number=number, **told)


def nothing_free(_reading: Reading, _about: About) -> Request | None:
    return None


@dataclass(frozen=True, kw_only=True)
class Replies:
    """One area's table."""

    answers: Mapping[str, Answer]
    """By entries of the vocabulary's answers. `good` is none of them: it is the good answer to whatever is asked."""
    bad: frozenset[str] = frozenset()
    """Those of them that are not the good answer to their kinds."""
    figures: Mapping[str, type[Request]] = field(default_factory=dict)
    """The kinds of task that a bare figure answers."""
    commands: Mapping[str, str] = field(default_factory=dict)
    """Where a kind of task isn't called as the command that answers it."""
    details: tuple[Detail, ...] = ()
    spoken: frozenset[str] = frozenset()
    """Kinds answered in people's own words: of commands' words only the task's own and the `heeded` count there."""
    heeded: frozenset[str] = frozenset()
    free: Callable[[Reading, About], Request | None] = nothing_free
    """What other words say; None for nothing."""

    @cached_property
    def good(self) -> Mapping[str, Answer]:
        """The good answer to each kind of task: what the first button of its message does."""
        return {
            kind: answer
            for name, answer in self.answers.items()
            if name not in self.bad
            for kind in answer.kinds
        }
