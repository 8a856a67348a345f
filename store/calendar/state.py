"""One time that a calendar entry comes round, an ad-hoc meeting, or an action point, as a value (K1 to K6). Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from store.company import Per, Role
from store.people.actor import Actor

LETTER = "K"


class State(StrEnum):
    NEW = "new"
    AHEAD = "ahead"  # people see it, its time has not begun
    OPEN = "open"
    LATE = "late"  # due, and not all done
    DONE = "done"  # all done; a meeting: held
    DROPPED = "dropped"  # too old, called off, or no longer in the calendar


class Kind(StrEnum):
    MEETING = "meeting"
    DEADLINE = "deadline"
    WINDOW = "window"
    NOTICE = "notice"
    ACTION = "action"  # an action point of a meeting


OWED = frozenset({Kind.DEADLINE, Kind.WINDOW, Kind.ACTION})
"""Kinds of which something is handed in or done; the others are over when their time is."""
LIVING = frozenset({State.AHEAD, State.OPEN, State.LATE})
ENDED = frozenset({State.DONE, State.DROPPED})


class Reply(StrEnum):
    """What somebody asked has said."""

    NONE = ""
    COMING = "coming"
    ABSENT = "absent"
    NOT_MINE = "not_mine"


@dataclass(frozen=True, kw_only=True)
class Share:
    """What is to be done once: by one person, by the team, or for one customer."""

    id: int | None = None
    member_id: int | None = None
    """Whose it is alone; None: any of those asked."""
    name: str = ""
    """The person's or the customer's; empty for the team's."""
    done_at: datetime | None = None
    done_by: int | None = None
    done_name: str = ""
    waived_at: datetime | None = None
    """Whose it was said that it isn't theirs."""

    @property
    def open(self) -> bool:
        return self.done_at is None and self.waived_at is None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Somebody who owes it, is invited to it, or is told."""

    id: int | None = None
    member_id: int
    name: str
    role: Role
    reply: Reply = Reply.NONE
    quiet_until: datetime | None = None
    """Put off by them: no ping before."""


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """`entry` is the key in company.toml, None for what was called or assigned in the chat.

    `series` names what belongs together: an entry's key, or K and the number of an ad-hoc meeting; an action point has
    that of its meeting.
    """

    number: int
    state: State
    kind: Kind
    entry: str | None
    series: str
    title: str
    title_en: str
    date: date
    slot: int
    starts_at: datetime
    due_at: datetime
    ends_at: datetime
    pings: tuple[datetime, ...]
    pass_up_at: datetime
    """When whoever it is due to hears of it, if it is still late: the second working morning after."""
    expires_at: datetime | None
    per: Per
    roles: tuple[Role, ...]
    to: Role | None
    silent: bool
    shares: tuple[Share, ...] = ()
    asked: tuple[Asked, ...] = ()

    passed_up_at: datetime | None = None
    caller_id: int | None = None
    keeper_id: int | None = None
    reason: str = ""
    ended_at: datetime | None = None
    minutes: str = ""
    minutes_at: datetime | None = None
    minutes_by: str = ""
    minutes_due: datetime | None = None
    round: int = 0
    """Counts the meeting's moves: whoever was asked is asked anew."""
    missed: bool = False
    """Opened only after it was due: the bot was down, and the room hears of all such in one message."""
    uncarded: bool = False
    """It was under way before the bot knew of it: the room hears of the next one."""
    report: str = ""
    """The kind of report that it is done by, as its entry says now. Never stored."""
    beside: int | None = None
    """The id of the case on whose card in the room it stands: what begins together is said together."""

    @property
    def owed(self) -> bool:
        return self.kind in OWED

    @property
    def open_shares(self) -> tuple[Share, ...]:
        return tuple(share for share in self.shares if share.open)

    @property
    def days(self) -> bool:
        """Whether it is whole days in a member's own calendar, written there by a signed form."""
        return self.kind is Kind.NOTICE and self.entry is None and self.due_at == self.ends_at

    @property
    def living(self) -> bool:
        return self.state in LIVING

    @property
    def carded(self) -> bool:
        """Whether the room sees it on a card of its own."""
        return self.shown and self.beside is None

    @property
    def shown(self) -> bool:
        """Whether the room sees it: not what nobody is asked for, nor what one person attends alone."""
        alone = self.kind is Kind.MEETING and self.entry is not None and len(self.asked) < 2
        quiet = self.silent or self.kind is Kind.ACTION or self.missed or self.uncarded
        return bool(self.asked) and not alone and not quiet

    def shares_of(self, members: Collection[int | None]) -> tuple[Share, ...]:
        """The open ones that these people may do: their own, and what belongs to all who are asked."""
        among = any(one.member_id in members and one.reply is not Reply.NOT_MINE for one in self.asked)
        return tuple(
            share
            for share in self.open_shares
            if share.member_id in members or (share.member_id is None and among)
        )

    def owing(self) -> tuple[Asked, ...]:
        """Those asked who still owe something."""
        return tuple(one for one in self.asked if self.shares_of((one.member_id,)))

    def invited(self) -> tuple[Asked, ...]:
        return tuple(one for one in self.asked if one.reply not in (Reply.ABSENT, Reply.NOT_MINE))

    def asked_as(self, actor: Actor) -> Asked | None:
        """The actor as one who is asked, or the one away in whose place they act."""
        own = next((one for one in self.asked if one.member_id == actor.member_id), None)
        return own or next((one for one in self.asked if one.member_id in actor.ids), None)

    def next_at(self) -> datetime | None:
        """When the clock has the next step to take."""
        if self.state is State.AHEAD:
            return self.starts_at
        if self.state is State.OPEN:
            return self.due_at if self.owed else self.ends_at
        if self.state is State.LATE:
            moments = [self.expires_at, None if self.passed_up_at or self.silent else self.pass_up_at]
            return min((at for at in moments if at is not None), default=None)
        return None
