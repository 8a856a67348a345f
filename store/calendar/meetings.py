"""Meetings: called, moved, called off, answered, minuted; action points (K6). Pure."""

from dataclasses import replace
from datetime import UTC, datetime

from store.calendar import requests as ask
from store.calendar.dates import meeting_hours
from store.calendar.rules import begun
from store.calendar.state import Kind, Occurrence, Reply, State
from store.company import Role
from store.people.actor import Actor
from store.process.steps import Moment
from store.requests import Refused

MINUTES_MOST = 3000


def is_meeting(occurrence: Occurrence, _request: object, _moment: Moment) -> Refused | None:
    return None if occurrence.kind is Kind.MEETING else Refused(reason="no_meeting")


def may_call(occurrence: Occurrence, _request: ask.CallMeeting, moment: Moment) -> Refused | None:
    return _ahead(occurrence.starts_at, moment)


def call(occurrence: Occurrence, _request: object, moment: Moment) -> Occurrence:
    """Whoever calls it comes."""
    own = moment.actor.member_id
    asked = tuple(
        replace(one, reply=Reply.COMING) if one.member_id == own else one for one in occurrence.asked
    )
    return replace(occurrence, state=begun(occurrence, moment.now), asked=asked)


def may_move(occurrence: Occurrence, request: ask.MoveMeeting, moment: Moment) -> Refused | None:
    """Whoever called it, the director and the departments invited may."""
    if refused := is_meeting(occurrence, request, moment) or _may_arrange(occurrence, moment.actor):
        return refused
    starts = datetime.combine(request.day, request.at, moment.company.zone)
    return Refused(reason="nothing_changed") if starts == occurrence.starts_at else _ahead(starts, moment)


def move(occurrence: Occurrence, request: ask.MoveMeeting, moment: Moment) -> Occurrence:
    """Everybody is asked anew; whoever moves it comes. An entry's own day is kept: it has come round on that."""
    starts = datetime.combine(request.day, request.at, moment.company.zone).astimezone(UTC)
    length = occurrence.ends_at - occurrence.starts_at
    hours = meeting_hours(moment.worktime, moment.now, starts, length, request.day)
    own = moment.actor.member_id
    asked = tuple(
        replace(one, reply=Reply.COMING if one.member_id == own else Reply.NONE, quiet_until=None)
        for one in occurrence.asked
    )
    return replace(
        occurrence,
        state=State.AHEAD,
        date=occurrence.date if occurrence.entry else hours.date,
        starts_at=hours.starts_at,
        due_at=hours.due_at,
        ends_at=hours.ends_at,
        pings=hours.pings,
        asked=asked,
        round=occurrence.round + 1,
    )


def _ahead(starts: datetime, moment: Moment) -> Refused | None:
    return None if starts > moment.now else Refused(reason="meeting_past", facts={"at": starts})


def _may_arrange(occurrence: Occurrence, actor: Actor) -> Refused | None:
    if occurrence.caller_id in actor.ids or Role.DIRECTOR in actor.roles:
        return None
    if occurrence.entry is not None and actor.roles & set(occurrence.roles):
        return None
    return Refused(reason="not_your_meeting")


def may_call_off(occurrence: Occurrence, request: object, moment: Moment) -> Refused | None:
    return is_meeting(occurrence, request, moment) or _may_arrange(occurrence, moment.actor)


def call_off(occurrence: Occurrence, request: ask.CallOff, moment: Moment) -> Occurrence:
    return replace(occurrence, state=State.DROPPED, reason=request.reason, ended_at=moment.now)


def may_answer(occurrence: Occurrence, request: object, moment: Moment) -> Refused | None:
    if refused := is_meeting(occurrence, request, moment):
        return refused
    return None if occurrence.asked_as(moment.actor) else Refused(reason="not_invited")


def answer(occurrence: Occurrence, request: ask.AnswerInvitation, moment: Moment) -> Occurrence:
    one = occurrence.asked_as(moment.actor)
    reply = Reply.COMING if request.coming else Reply.ABSENT
    asked = tuple(replace(other, reply=reply) if other == one else other for other in occurrence.asked)
    answered = replace(occurrence, asked=asked)
    keeper_gone = one is not None and not request.coming and occurrence.keeper_id == one.member_id
    return replace(answered, keeper_id=keeper(answered)) if keeper_gone else answered


def keeper(occurrence: Occurrence) -> int | None:
    """Who keeps the minutes: the assistant, else service, else the last named who comes; nobody of one alone."""
    coming = occurrence.invited()
    if len(coming) < 2:
        return None
    for role in (Role.ASSISTANT, Role.SERVICE):
        if found := next((one for one in coming if one.role is role), None):
            return found.member_id
    others = [one for one in coming if one.member_id != occurrence.caller_id]
    return (others or coming)[-1].member_id


def take_minutes(occurrence: Occurrence, _request: object, moment: Moment) -> Occurrence:
    return replace(occurrence, keeper_id=moment.actor.member_id)


def may_write(occurrence: Occurrence, request: ask.WriteMinutes, moment: Moment) -> Refused | None:
    """The keeper, anyone invited, whoever called it and the director may."""
    if refused := is_meeting(occurrence, request, moment):
        return refused
    if moment.now < occurrence.starts_at:
        return Refused(reason="meeting_ahead", facts={"at": occurrence.starts_at})
    actor = moment.actor
    if not (occurrence.asked_as(actor) or occurrence.caller_id in actor.ids or Role.DIRECTOR in actor.roles):
        return Refused(reason="not_invited")
    return None


def write(occurrence: Occurrence, request: ask.WriteMinutes, moment: Moment) -> Occurrence:
    """Later minutes are added to what is there; a meeting that was still running is over with them."""
    text = "\n".join(part for part in (occurrence.minutes, request.text) if part)[:MINUTES_MOST]
    return replace(
        occurrence,
        state=State.DONE,
        ended_at=occurrence.ended_at or moment.now,
        minutes=text,
        minutes_at=moment.now,
        minutes_by="" if request.none else moment.actor.name,
    )


def assign(occurrence: Occurrence, _request: object, moment: Moment) -> Occurrence:
    return replace(occurrence, state=begun(occurrence, moment.now))
