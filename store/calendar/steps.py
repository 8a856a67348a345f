"""The table of an occurrence's steps (K1 to K6): whose they are, from where, what they answer and who hears."""

from collections.abc import Mapping

from store.calendar import meetings, rules
from store.calendar import requests as ask
from store.calendar.state import Occurrence, State
from store.company import Role
from store.process.steps import Step, Tell
from store.requests import BookDays, UnbookDays

NOBODY = frozenset[Role]()
MEMBERS = frozenset(role for role in Role if role is not Role.ADMIN)
"""Whose it is follows from who is asked: the guards say so."""

NEW = frozenset({State.NEW})
AHEAD = frozenset({State.AHEAD})
RUNNING = frozenset({State.AHEAD, State.OPEN})
LIVING = frozenset({State.AHEAD, State.OPEN, State.LATE})
LATE = frozenset({State.LATE})

_TABLE = (
    Step[Occurrence](name="open", code="K1", asks=ask.OpenOccurrence, event="OccurrenceOpened", roles=MEMBERS, clock=True,
                     states=NEW, judge=rules.always, act=rules.opened, undoable=False),
    Step[Occurrence](name="start", code="K1", asks=ask.StartOccurrence, event="OccurrenceStarted", roles=NOBODY, clock=True,
                     states=AHEAD, judge=rules.always, act=rules.started, undoable=False),
    Step[Occurrence](name="late", code="K3", asks=ask.MarkLate, event="OccurrenceLate", roles=NOBODY, clock=True,
                     states=RUNNING, judge=rules.may_be_late, act=rules.late, undoable=False),
    Step[Occurrence](name="pass_up", code="K3", asks=ask.PassUp, event="OccurrencePassedUp", roles=NOBODY, clock=True,
                     states=LATE, judge=rules.always, act=rules.passed_up, undoable=False,
                     tells=(Tell(notice="overdue", to=("waiting",), money=True, listed=True),)),
    Step[Occurrence](name="end", code="K6", asks=ask.EndOccurrence, event="OccurrenceEnded", roles=NOBODY, clock=True,
                     states=RUNNING, judge=rules.may_end, act=rules.ended, undoable=False),
    Step[Occurrence](name="drop", code="K3", asks=ask.DropOccurrence, event="OccurrenceDropped", roles=NOBODY, clock=True,
                     states=LIVING, judge=rules.always, act=rules.dropped, undoable=False),
    Step[Occurrence](name="follow", code="K1", asks=ask.FollowEntry, event="EntryFollowed", roles=NOBODY, clock=True,
                     states=RUNNING, judge=rules.may_follow, act=rules.followed, undoable=False),
    Step[Occurrence](name="done", code="K3", asks=ask.FinishShare, event="ShareDone", roles=MEMBERS,
                     states=LIVING, judge=rules.may_finish, act=rules.finish, answers=frozenset({"owe"}),
                     tells=(Tell(notice="handed_in", to=("receivers",)),)),
    Step[Occurrence](name="tick_share", code="K3", asks=ask.TickShare, event="ShareDone", roles=NOBODY, clock=True,
                     states=LIVING, judge=rules.may_tick, act=rules.tick, answers=frozenset({"owe"})),
    Step[Occurrence](name="put_off", code="K3", asks=ask.PutOff, event="PingPutOff", roles=MEMBERS,
                     states=LIVING, judge=rules.may_put_off, act=rules.put_off, undoable=False),
    Step[Occurrence](name="decline", code="K3", asks=ask.Decline, event="ShareDeclined", roles=MEMBERS,
                     states=LIVING, judge=rules.may_put_off, act=rules.decline,
                     tells=(Tell(notice="declined", to=("director",), money=True),)),
    Step[Occurrence](name="call", code="K6", asks=ask.CallMeeting, event="MeetingCalled", roles=MEMBERS,
                     states=NEW, judge=meetings.may_call, act=meetings.call),
    Step[Occurrence](name="move", code="K6", asks=ask.MoveMeeting, event="MeetingMoved", roles=MEMBERS, terms=True,
                     states=RUNNING, judge=meetings.may_move, act=meetings.move),
    Step[Occurrence](name="call_off", code="K6", asks=ask.CallOff, event="MeetingCalledOff", roles=MEMBERS, terms=True,
                     states=RUNNING, judge=meetings.may_call_off, act=meetings.call_off,
                     tells=(Tell(notice="called_off", to=("asked",), money=True),)),
    Step[Occurrence](name="reply", code="K6", asks=ask.AnswerInvitation, event="InvitationAnswered", roles=MEMBERS,
                     states=RUNNING, judge=meetings.may_answer, act=meetings.answer,
                     answers=frozenset({"attend"})),
    Step[Occurrence](name="keep", code="K6", asks=ask.TakeMinutes, event="KeeperNamed", roles=MEMBERS,
                     states=RUNNING | {State.DONE}, judge=meetings.may_answer, act=meetings.take_minutes),
    Step[Occurrence](name="minutes", code="K6", asks=ask.WriteMinutes, event="MinutesWritten", roles=MEMBERS,
                     states=frozenset({State.OPEN, State.DONE}), judge=meetings.may_write, act=meetings.write, undoable=False,
                     answers=frozenset({"minutes"}),
                     tells=(Tell(notice="minutes", to=("asked",), when=lambda old, new: bool(new.minutes_by)),)),
    Step[Occurrence](name="book_days", code="K1", asks=BookDays, event="DaysBooked", roles=NOBODY,
                     states=NEW, judge=rules.always, act=rules.opened),
    Step[Occurrence](name="unbook_days", code="K1", asks=UnbookDays, event="DaysUnbooked", roles=NOBODY,
                     states=LIVING | {State.DONE, State.DROPPED}, judge=rules.always, act=rules.unbooked),
    Step[Occurrence](name="assign", code="K6", asks=ask.AssignPoint, event="PointAssigned", roles=MEMBERS,
                     states=NEW, judge=rules.always, act=meetings.assign, undoable=False),
)  # fmt: skip

STEPS: Mapping[str, Step[Occurrence]] = {step.name: step for step in _TABLE}
