"""A calendar file (RFC 5545) of what comes round: one event each, because days off move what a rule would repeat."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from store.calendar.dates import Occasion
from store.company import EntryKind

_LINE = 75
"""Octets; a longer line is folded."""
_SHORT = timedelta(minutes=15)
"""How long a deadline is shown to last."""


@dataclass(frozen=True)
class CalendarFile:
    occasions: tuple[Occasion, ...]
    language: str
    now: datetime
    filename: str

    def compile(self, _language: str, _templates: Sequence[Any]) -> bytes:
        return write(self.occasions, self.language, self.now)


def write(occasions: Sequence[Occasion], language: str, now: datetime) -> bytes:
    """UTF-8 with CRLF. An event keeps its UID from file to file, so that a second import brings it up to date."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Gendan//Calendar//EN", "CALSCALE:GREGORIAN"]
    for occasion in occasions:
        lines += _event(occasion, language, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _event(occasion: Occasion, language: str, now: datetime) -> Iterator[str]:
    entry = occasion.entry
    meeting = entry.kind in (EntryKind.MEETING, EntryKind.NOTICE)
    start = occasion.starts_at if meeting else occasion.due_at - _SHORT
    end = occasion.ends_at if meeting else occasion.due_at
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.key}-{occasion.date:%Y%m%d}-{occasion.slot}@gendan"
    yield f"DTSTAMP:{_utc(now)}"
    yield f"DTSTART:{_utc(start)}"
    yield f"DTEND:{_utc(end)}"
    yield f"SUMMARY:{_text(entry.title.in_language(language))}"
    yield f"CATEGORIES:{entry.kind.value.upper()}"
    if not entry.silent:
        for ping in occasion.pings:
            if ping < start:
                yield from _alarm(start - ping, entry.title.in_language(language))
    yield "END:VEVENT"


def _alarm(ahead: timedelta, title: str) -> Iterator[str]:
    minutes = int(ahead.total_seconds() // 60)
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"TRIGGER:-PT{minutes}M"
    yield f"DESCRIPTION:{_text(title)}"
    yield "END:VALARM"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    for sign in ("\\", ";", ","):
        value = value.replace(sign, f"\\{sign}")
    return value.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Never in the middle of a character."""
    part, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > _LINE:
            yield part
            part, size = " ", 1
        part, size = part + sign, size + octets
    yield part
