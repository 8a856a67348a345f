"""What people ask about themselves, the others and the bot."""

import datetime as time
from typing import Annotated, Literal

from pydantic import Field

from store.company import Role
from store.requests import Area, Day, Number, Request

Who = Annotated[str, Field(max_length=64)]
"""A member's name as typed, or their Telegram id; empty is the speaker."""

Id = Annotated[int, Field(ge=1, lt=2**63)]


class Start(Request):
    """`/start`: the private chat is open from now on."""


class Help(Request):
    """`/help [COMMAND]`; the command by its Latin name."""

    command: str = Field(default="", max_length=32)


class ShowMenu(Request):
    """`/menu`, and what its buttons open: a part of it, of its list those that have these words."""

    part: str = Field(default="", max_length=16)
    words: str = Field(default="", max_length=64)


class RunCommand(Request):
    """A command of the menu, by its Latin name: as if it were typed by itself."""

    command: str = Field(max_length=32)


class SetLanguage(Request):
    """`/language [zh|en]`; alone: the choice by button."""

    language: Literal["zh", "en"] | None = None


class ListMembers(Request):
    """`/members`."""


class Join(Request):
    """`/join`: asks for a role, by button; anyone may."""


class ChooseRole(Request):
    """The role that somebody asks for."""

    request: Id
    role: Role


class DecideJoin(Request):
    """An admin's answer to a request to join."""

    request: Id
    accept: bool


class ShowRoles(Request):
    """`/role [NAME]`: a member's roles, to be changed by button; alone, the members to choose from."""

    who: Who = ""


class SetRoles(Request):
    """`/role NAME +finance -sales`, `/role NAME off`, `/role NAME on`."""

    who: Who = Field(min_length=1)
    add: tuple[Role, ...] = ()
    remove: tuple[Role, ...] = ()
    active: bool | None = None


class ShowRoom(Request):
    """`/room`: what the room is for, with buttons; in private, all the rooms.

    A button names the `room`, by its row; `roles` opens the list of roles whose own room it may be.
    """

    room: Id | None = None
    roles: bool = False


class SetRoom(Request):
    """`/room desk`, `/room finance`, `/room off`: what the room is for, if anything.

    A button names the `room`, by its row, and the `version` of the question that it answers; one that is asked for a
    second time says `sure`.
    """

    purpose: Literal["desk", "off"] | Role
    room: Id | None = None
    version: int | None = None
    sure: bool = False


class GoAway(Request):
    """`/away DAY[..DAY] [SUBSTITUTE]`, `/away until DAY`; with a name before, for somebody else. The last day is included,
    or lasts until an hour; without a first one it is from now on."""

    since: Day | None = None
    until: Day
    half: Literal["am", "pm", "half", ""] = ""
    """Half of the one day, by the office hours; `half` is the rest of the present half, or the morning. Of several days
    `pm` is when the first one begins."""
    to_half: Literal["am", "pm", ""] = ""
    """How far the last of several days counts; empty: to its end."""
    at: time.time | None = None
    substitute: Who = ""
    who: Who = ""


class ComeBack(Request):
    """`/away off`: back before the time; with a name before, somebody else."""

    who: Who = ""


class ShowAway(Request):
    """`/away`: who is away."""


class ShowDuty(Request):
    """`/duty` (K5): who is on duty now, and who is next."""


class SetDuty(Request):
    """`/duty ROLE NAME WHEN`: a weekly pattern, days, nights."""

    role: Role
    who: Who = Field(min_length=1)
    when: str = Field(min_length=1, max_length=60)
    half: Literal["am", "pm", ""] = ""
    """Half of each day that `when` names, by the office hours."""


class EndDuty(Request):
    """`/duty ROLE NAME off`."""

    role: Role
    who: Who = Field(min_length=1)


class AskSwap(Request):
    """`/duty swap NAME DAY [DAY]`: my duty of the first day for yours of the second."""

    who: Who = Field(min_length=1)
    day: Day
    back: Day | None = None


class AnswerSwap(Request):
    """The other's press."""

    swap: Id
    agree: bool


class ListUndelivered(Request):
    """`/undelivered`: messages that reached nobody, and updates that could not be handled."""

    page: int = Field(default=1, ge=1, le=100_000)


class LeaveQuestion(Request):
    """`/cancel` without a number: leaves the speaker's open question."""


class AskLines(Request):
    """A labelled command asked for line by line, in private: its Latin name, and the order that it is about."""

    command: str = Field(max_length=32)
    order: Number | None = None


class KeepPicture(Request):
    """A press under the question which case a picture is for."""

    area: Area
    number: Number


class AnswerLine(Request):
    """What was typed or pressed in answer to the line that is asked for; `field` names it where it was pressed."""

    text: str = Field(max_length=4096)
    field: str | None = Field(default=None, max_length=32)


class SetMorning(Request):
    """`/morning on` or `/morning off`: the list of what one owes, on working days."""

    on: bool = True
