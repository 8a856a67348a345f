"""Whose a message is, and whose a press: every area's front, and those of what is no area."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from bot.fronts.areas import FRONTS
from bot.fronts.front import Codec, Front
from bot.fronts.warehouse import WAREHOUSE_FRONT
from bot.letters.cases import CASES_FRONT
from bot.letters.drafts import DRAFTS_FRONT
from bot.letters.members import MEMBERS_FRONT
from bot.letters.menu import menu_front
from bot.letters.refused import REFUSED_FRONT
from bot.letters.speech import SPEECH_FRONT
from bot.letters.undelivered import UNDELIVERED_FRONT
from store.requests import Request

T = TypeVar("T")

_OTHERS: tuple[Front, ...] = (
    *FRONTS.values(),
    CASES_FRONT,
    MEMBERS_FRONT,
    DRAFTS_FRONT,
    SPEECH_FRONT,
    REFUSED_FRONT,
    UNDELIVERED_FRONT,
    WAREHOUSE_FRONT,
)
EVERY: tuple[Front, ...] = (*_OTHERS, menu_front(_OTHERS))


def once(pairs: Iterable[tuple[str, T]]) -> Mapping[str, T]:
    """By name; two of one name would take each other's messages or presses."""
    found: dict[str, T] = {}
    for name, one in pairs:
        if name in found:
            raise ValueError(f"{name} stands twice")
        found[name] = one
    return found


_KINDS = once([*FRONTS.items(), *((kind, front) for front in EVERY for kind in front.kinds)])

CODECS: Mapping[str, Codec] = once(
    (prefix, front.presses) for front in EVERY if front.presses for prefix in front.presses.prefixes
)
"""By what a press begins with."""


def front_of(kind: str) -> Front | None:
    """Of a kind of message; None where nothing is known of it but its template."""
    return _KINDS.get(kind) or _KINDS.get(kind.partition("/")[0])


def read(by: Callable[[str], T | None], data: str) -> T | None:
    """What a press says; None for anything that this program never wrote."""
    try:
        return by(data)
    except ValueError:
        return None


def asked(data: str) -> Request | None:
    """What a press asks for that names no case and action."""
    codec = CODECS.get(data.partition(":")[0])
    return read(codec.read, data) if codec is not None else None
