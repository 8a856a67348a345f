"""What a look at one part found."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    GOOD = "ok"
    NOTE = "note"  # worth knowing; the bot works
    BAD = "bad"  # has to be put right
    TODO = "todo"  # what is left before the first order, the next thing first


@dataclass(frozen=True)
class Finding:
    """One line of the table: `part` is what was looked at."""

    part: str
    level: Level
    text: str


def note(part: str, text: str) -> Finding:
    return Finding(part, Level.NOTE, text)
