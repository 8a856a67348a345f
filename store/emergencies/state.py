"""An emergency as a value: steps make a new one; nothing here is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LETTER = "E"


class State(StrEnum):
    NEW = "new"  # being raised; no case yet
    OPEN = "open"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"  # raised by mistake


ENDED = frozenset({State.SETTLED, State.WITHDRAWN})


@dataclass(frozen=True, kw_only=True)
class Emergency:
    number: int
    state: State
    text: str
    creator_id: int | None = None
    raised_at: datetime | None = None
    settled: str = ""
    """How it was dealt with."""
    settled_by: str = ""
    settled_at: datetime | None = None
    photo: Mapping[str, str] | None = None
    """What came along as it was raised, for whoever is told at once."""
