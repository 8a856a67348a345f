"""What may be asked of the calendar: of the clock, of whoever owes something, of a meeting's people."""

import datetime as time
from typing import Annotated, Literal

from pydantic import Field, model_validator

from store.company import Role
from store.requests import CaseRequest, Day, Number, Request

Key = Annotated[str, Field(min_length=1, max_length=64)]
"""An entry's key, its title, or K and a number, as typed."""
Subject = Annotated[str, Field(min_length=1, max_length=64)]
Text = Annotated[str, Field(max_length=3000)]
Minutes = Annotated[int, Field(ge=5, le=24 * 60)]
Who = Annotated[str, Field(max_length=64)]


# --- the clock's own ------------------------------------------------------------------------------


class OpenOccurrence(Request):
    """An entry comes round; `early` by somebody who hands in before it opens."""

    entry: str
    date: Day
    slot: int


class StartOccurrence(CaseRequest):
    """Its time has begun."""


class MarkLate(CaseRequest):
    """What was owed is not all there when it is due."""


class PassUp(CaseRequest):
    """Still late: whoever it is due to hears who owes it."""


class EndOccurrence(CaseRequest):
    """A meeting or a notice is over."""


class DropOccurrence(CaseRequest):
    """Too old to be worth doing, or its entry no longer has it."""

    reason: Literal["expired", "entry_changed", "missed"]


class FollowEntry(CaseRequest):
    """The entry was changed: what is ahead has the new hours and people, by member id, name and role."""

    people: tuple[tuple[int, str, Role], ...]


# --- handing in -----------------------------------------------------------------------------------


class FinishShare(CaseRequest):
    """Done: the speaker's own share, the team's, or of several the one named by person or customer (`all`)."""

    share: int | None = None
    of: Who = ""


class TickShare(CaseRequest):
    """A customer's share is done by what was done elsewhere, by whoever did it; or, with no name, the team's."""

    of: str = Field(default="", max_length=64)


class FinishEntry(Request):
    """`/done KEY [WHOSE]`: what the speaker owes of an entry, also ahead of its time."""

    key: Key


class PutOff(CaseRequest):
    """Later: the speaker is pinged again then; the series doesn't move."""

    until: Literal["half_hour", "lunch", "tomorrow"]


class Decline(CaseRequest):
    """Not mine."""


# --- meetings (K6) --------------------------------------------------------------------------------


class CallMeeting(Request):
    """`/meeting` with lines: an ad-hoc meeting. `who` are names and departments as typed; empty: everyone in the room."""

    subject: Subject
    day: Day
    at: time.time
    until: time.time | None = None
    who: tuple[Who, ...] = Field(default=(), max_length=40)

    @model_validator(mode="after")
    def _in_order(self) -> "CallMeeting":
        if self.until is not None and self.until <= self.at:
            raise ValueError("ends before it begins")
        return self


class MoveMeeting(CaseRequest):
    """`/meeting K12 DAY TIME`."""

    day: Day
    at: time.time


class CallOff(CaseRequest):
    """`/meeting K12 off REASON`."""

    reason: str = Field(default="", max_length=200)


class AnswerInvitation(CaseRequest):
    """Coming, or not."""

    coming: bool


class TakeMinutes(CaseRequest):
    """I keep the minutes."""


class Point(Request):
    """An action point: who does what by when."""

    who: Who
    by: Day
    text: str = Field(min_length=1, max_length=200)


class WriteMinutes(CaseRequest):
    """`/minutes K12` and the text below, a file, or both; `none` says that there are none to write."""

    text: Text = ""
    points: tuple[Point, ...] = Field(default=(), max_length=30)
    none: bool = False


class AssignPoint(Request):
    """One action point becomes somebody's task."""

    meeting: Number
    member_id: int
    by: Day
    text: str = Field(min_length=1, max_length=200)


# --- looking --------------------------------------------------------------------------------------


class ShowCalendar(Request):
    """`/calendar [today|DAY|week|next week|mine|KEY]`; `key` is the day of the view `day`, written by ISO 8601."""

    view: Literal["today", "day", "week", "next_week", "mine", "entries", "entry"] = "today"
    key: str = Field(default="", max_length=64)
    page: int = Field(default=1, ge=1, le=1000)


class SendCalendarFile(Request):
    """`/calendar ics`: the speaker's own entries of the coming year for a telephone's calendar."""


class ShowMeetings(Request):
    """`/meeting` alone: the meetings ahead, and a blank to call one."""


class ShowAgenda(CaseRequest):
    """A meeting's agenda, filled in by the bot."""
