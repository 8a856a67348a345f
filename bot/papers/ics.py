"""A calendar file (RFC 5545) of what comes round: one event each, because days off move what a rule would repeat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from store.calendar.noted import Noted

_SHORT = timedelta(minutes=15)
"""How long a deadline is shown to last."""


@dataclass(frozen=True)
class CalendarFile:
    events: tuple[Noted, ...]
    language: str
    now: datetime
    filename: str

    def compile(self, _language: str, _templates: Sequence[Any]) -> bytes:
        return write(self.events, self.language, self.now)


def write(events: Sequence[Noted], language: str, now: datetime) -> bytes:
    """An event keeps its UID from file to file, so that a second import brings it up to date."""
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Gendan//Calendar//EN")
    calendar.add("calscale", "GREGORIAN")
    for noted in events:
        title = noted.title if language == "zh" else noted.title_en
        start = noted.starts_at if noted.met else noted.due_at - _SHORT
        event = Event()
        event.add("uid", noted.uid)
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", start.astimezone(UTC))
        event.add("dtend", (noted.ends_at if noted.met else noted.due_at).astimezone(UTC))
        event.add("summary", title)
        event.add("categories", [noted.kind.upper()])
        for ping in noted.pings:
            if ping < start:
                alarm = Alarm()
                alarm.add("action", "DISPLAY")
                alarm.add("trigger", ping - start)
                alarm.add("description", title)
                event.add_component(alarm)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
