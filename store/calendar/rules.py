"""The way of an occurrence: opened, handed in, put off, late, passed up, over (K1 to K4). Pure."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from store.calendar import requests as ask
from store.calendar.dates import Occasion, occasions
from store.calendar.state import Asked, Kind, Occurrence, Reply, Share, State
from store.company import Company, Per, Role
from store.hours.words import DAY_MINUTES
from store.hours.worktime import WorkTime
from store.people.actor import Actor
from store.process.steps import Moment
from store.requests import Refused

HALF_AN_HOUR = timedelta(minutes=30)
NOON = 12 * 60


def always(_occurrence: Occurrence, _request: object, _moment: Moment) -> None:
    return None


# --- the clock ------------------------------------------------------------------------------------


def opened(occurrence: Occurrence, _request: object, moment: Moment) -> Occurrence:
    return replace(occurrence, state=begun(occurrence, moment.now))


def begun(occurrence: Occurrence, now: datetime) -> State:
    return State.AHEAD if now < occurrence.starts_at else State.OPEN


def started(occurrence: Occurrence, _request: object, _moment: Moment) -> Occurrence:
    return replace(occurrence, state=State.OPEN)


def late(occurrence: Occurrence, _request: object, _moment: Moment) -> Occurrence:
    return replace(occurrence, state=State.LATE)


def may_be_late(occurrence: Occurrence, _request: object, moment: Moment) -> Refused | None:
    return None if occurrence.owed and moment.now >= occurrence.due_at else Refused(reason="state")


def passed_up(occurrence: Occurrence, _request: object, moment: Moment) -> Occurrence:
    return replace(occurrence, passed_up_at=moment.now)


def may_end(occurrence: Occurrence, _request: object, moment: Moment) -> Refused | None:
    return None if not occurrence.owed and moment.now >= occurrence.ends_at else Refused(reason="state")


def ended(occurrence: Occurrence, _request: object, moment: Moment) -> Occurrence:
    return replace(occurrence, state=State.DONE, ended_at=moment.now)


def dropped(occurrence: Occurrence, request: ask.DropOccurrence, moment: Moment) -> Occurrence:
    return replace(occurrence, state=State.DROPPED, reason=request.reason, ended_at=moment.now)


def unbooked(occurrence: Occurrence, _request: object, moment: Moment) -> Occurrence:
    """What is over stays as it was."""
    if not occurrence.living:
        return occurrence
    return replace(occurrence, state=State.DROPPED, ended_at=moment.now)


def may_follow(occurrence: Occurrence, _request: object, moment: Moment) -> Refused | None:
    return None if present(occurrence, moment.company, moment.worktime) else Refused(reason="state")


def present(occurrence: Occurrence, company: Company, worktime: WorkTime) -> Occasion | None:
    """The same time round as the entry has it now; None where it no longer comes then."""
    entry = company.entries.get(occurrence.entry or "")
    if entry is None:
        return None
    found = occasions(entry, worktime, occurrence.date, occurrence.date)
    return next((one for one in found if one.slot == occurrence.slot), None)


def followed(occurrence: Occurrence, request: ask.FollowEntry, moment: Moment) -> Occurrence:
    """The entry's present hours and people; who was asked and is still of them keeps their answer and their share."""
    occasion = present(occurrence, moment.company, moment.worktime)
    assert occasion is not None, "judged before"
    entry, known = occasion.entry, {one.member_id: one for one in occurrence.asked}
    wanted = {member: Asked(member_id=member, name=name, role=role) for member, name, role in request.people}
    gone = set(known) - set(wanted)
    asked = tuple(
        replace(one, reply=Reply.NOT_MINE) if one.member_id in gone else one for one in occurrence.asked
    )
    asked += tuple(one for member, one in wanted.items() if member not in known)
    shares = tuple(
        replace(share, waived_at=moment.now) if share.open and share.member_id in gone else share
        for share in occurrence.shares
    )
    if entry.per is Per.PERSON and occurrence.shares:
        new = [one for member, one in wanted.items() if member not in known]
        shares += tuple(Share(member_id=one.member_id, name=one.name) for one in new)
    changed = replace(
        occurrence,
        title=entry.title.zh,
        title_en=entry.title.en,
        starts_at=occasion.starts_at,
        due_at=occasion.due_at,
        ends_at=occasion.ends_at,
        pings=occasion.pings,
        expires_at=occasion.expires_at,
        to=entry.to,
        roles=entry.roles,
        silent=entry.silent,
        report=entry.report or "",
        asked=asked,
        shares=shares,
    )
    if changed.kind is Kind.MEETING and changed.starts_at != occurrence.starts_at:
        ahead = (at for at in changed.pings if at > moment.now)
        asked = tuple(replace(one, quiet_until=None) for one in changed.asked)
        changed = replace(changed, round=changed.round + 1, pings=(moment.now, *ahead), asked=asked)
    return replace(changed, state=begun(changed, moment.now))


# --- handing in -----------------------------------------------------------------------------------


def may_finish(occurrence: Occurrence, request: ask.FinishShare, moment: Moment) -> Refused | None:
    found = _meant(occurrence, request, moment.actor)
    return found if isinstance(found, Refused) else None


def finish(occurrence: Occurrence, request: ask.FinishShare, moment: Moment) -> Occurrence:
    found = _meant(occurrence, request, moment.actor)
    assert not isinstance(found, Refused), "judged before"
    return _done(occurrence, {share.id for share in found}, moment)


def _done(occurrence: Occurrence, done: Collection[int | None], moment: Moment) -> Occurrence:
    actor = moment.actor
    name = actor.name if actor.member_id is not None else ""
    shares = tuple(
        replace(share, done_at=moment.now, done_by=actor.member_id, done_name=name)
        if share.id in done
        else share
        for share in occurrence.shares
    )
    return _settled(replace(occurrence, shares=shares), moment)


def may_tick(occurrence: Occurrence, request: ask.TickShare, _moment: Moment) -> Refused | None:
    if any(share.name == request.of for share in occurrence.open_shares):
        return None
    return Refused(reason="no_share", facts={"of": request.of, "open": _names(occurrence)})


def tick(occurrence: Occurrence, request: ask.TickShare, moment: Moment) -> Occurrence:
    done = {share.id for share in occurrence.open_shares if share.name == request.of}
    return _done(occurrence, done, moment)


def _called(occurrence: Occurrence) -> dict[str, Any]:
    return {"title": occurrence.title, "title_en": occurrence.title_en}


def _settled(occurrence: Occurrence, moment: Moment) -> Occurrence:
    if occurrence.open_shares:
        return occurrence
    return replace(occurrence, state=State.DONE, ended_at=moment.now)


def _meant(occurrence: Occurrence, request: ask.FinishShare, actor: Actor) -> tuple[Share, ...] | Refused:
    """The shares that the request is about and that the actor may tick off."""
    if not occurrence.owed:
        return Refused(reason="nothing_owed", facts=_called(occurrence))
    if request.share is not None:
        named = tuple(share for share in occurrence.shares if share.id == request.share)
    elif request.of and request.of != "all":
        named = _named(occurrence, request.of)
        if not named:
            return Refused(reason="no_share", facts={"of": request.of, "open": _names(occurrence)})
    else:
        named = occurrence.shares_of(actor.ids)
        if not named and _receives(occurrence, actor):
            named = tuple(share for share in occurrence.open_shares if share.member_id is None)
    own = {share.id for share in occurrence.shares_of(actor.ids)}
    mine = tuple(share for share in named if share.id in own or (share.open and _receives(occurrence, actor)))
    if not mine:
        return _why_none(occurrence, named, actor)
    if len(mine) > 1 and request.of != "all" and occurrence.per is Per.CUSTOMER:
        return Refused(reason="which_share", facts={"open": [share.name for share in mine]})
    return mine


def _named(occurrence: Occurrence, of: str) -> tuple[Share, ...]:
    exact = tuple(share for share in occurrence.shares if share.name.casefold() == of.casefold())
    near = tuple(share for share in occurrence.shares if of.casefold() in share.name.casefold())
    return exact or (near if len(near) == 1 else ())


def _receives(occurrence: Occurrence, actor: Actor) -> bool:
    """Whoever it is due to, and the director, may say that it is there."""
    return bool(actor.roles & {occurrence.to, Role.DIRECTOR})


def _why_none(occurrence: Occurrence, named: tuple[Share, ...], actor: Actor) -> Refused:
    own = [share for share in occurrence.shares if share.member_id in actor.ids or share.member_id is None]
    done = next((share for share in (*named, *own) if share.done_at is not None), None)
    if done is not None and (named or occurrence.asked_as(actor)):
        facts = {"by": done.done_name, "at": done.done_at}
        return Refused(reason="share_done", facts=facts | _called(occurrence))
    owing = [one.name for one in occurrence.owing()]
    return Refused(reason="not_yours", facts=_called(occurrence) | {"owing": owing})


def _names(occurrence: Occurrence) -> list[str]:
    return [share.name for share in occurrence.open_shares if share.name]


def may_put_off(occurrence: Occurrence, _request: object, moment: Moment) -> Refused | None:
    if occurrence.shares_of(moment.actor.ids):
        return None
    return _why_none(occurrence, (), moment.actor)


def put_off(occurrence: Occurrence, request: ask.PutOff, moment: Moment) -> Occurrence:
    """The pings wait; what is owed and when it is due stays as it was."""
    until = later(request.until, moment)
    return _asked(occurrence, moment.actor, quiet_until=until)


def later(word: str, moment: Moment) -> datetime:
    local = moment.now.astimezone(moment.company.zone)
    if word == "half_hour":
        return moment.now + HALF_AN_HOUR
    if word == "lunch":
        afternoon = _afternoon(moment.company, local.date())
        if local < afternoon:
            return afternoon
    morning = local.date() + timedelta(days=1)
    return _at(moment.company, morning, _first_hour(moment.company, morning))


def _afternoon(company: Company, day: date) -> datetime:
    """When office hours go on after noon; half past one where they don't."""
    spans = company.week[day.weekday()]
    return _at(company, day, next((span.start for span in spans if span.start >= NOON), NOON + 90))


def _first_hour(company: Company, day: date) -> int:
    spans = company.week[day.weekday()] or next(spans for spans in company.week if spans)
    return spans[0].start


def _at(company: Company, day: date, minute: int) -> datetime:
    days, minute = divmod(minute, DAY_MINUTES)
    return datetime.combine(day + timedelta(days=days), time(*divmod(minute, 60)), company.zone)


def decline(occurrence: Occurrence, _request: object, moment: Moment) -> Occurrence:
    """Their own share is owed no more; what belongs to several stays with the others."""
    declined = _asked(occurrence, moment.actor, reply=Reply.NOT_MINE)
    nobody_left = not any(one.reply is not Reply.NOT_MINE for one in declined.asked)
    ids = moment.actor.ids
    shares = tuple(
        replace(share, waived_at=moment.now)
        if share.open and (share.member_id in ids or (share.member_id is None and nobody_left))
        else share
        for share in declined.shares
    )
    return _settled(replace(declined, shares=shares), moment)


def _asked(occurrence: Occurrence, actor: Actor, **said: object) -> Occurrence:
    one = occurrence.asked_as(actor)
    asked: tuple[Asked, ...] = tuple(
        replace(other, **said) if one is not None and other.member_id == one.member_id else other  # type: ignore[arg-type]
        for other in occurrence.asked
    )
    return replace(occurrence, asked=asked)


def withdraw(occurrence: Occurrence) -> Occurrence:
    """Undoing the call itself: the number stays used."""
    return replace(occurrence, state=State.DROPPED)
