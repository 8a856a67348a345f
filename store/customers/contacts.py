"""What is told of speaking with a customer beside a call or a visit itself: by the work, by evidence, put off, stopped (U3, U5). Pure."""

from dataclasses import replace
from datetime import date

from store.customers import requests as ask
from store.customers.due import ATTEMPTS, PUT_OFF, STOP
from store.customers.requests import ContactKind
from store.customers.rules import counts, in_charge
from store.customers.state import Contact, CustomerFile
from store.process.steps import Moment
from store.requests import Refused

EVIDENCE = ("photo", "location")
"""What may be sent from a visit."""


def spoken(file: CustomerFile, request: ask.NoteWork, moment: Moment) -> CustomerFile:
    """A step of the work was taken with them: that is a contact, whoever it was that spoke."""
    contact = Contact(
        kind=request.kind,
        on=moment.today,
        at=moment.now,
        member_id=moment.actor.member_id,
        member=moment.actor.name,
        case_id=request.case,
        calls=True,
    )
    file = replace(file, contacts=(*file.contacts, contact))
    return _orders_again(file) if request.kind is ContactKind.ORDER else file


def _orders_again(file: CustomerFile) -> CustomerFile:
    return replace(
        file, quiet_on=None, quiet_last=None, quiet_round=0, quiet_why="", lost_on=None, lost_why=""
    )


def notice_quiet(file: CustomerFile, request: ask.NoticeQuiet, moment: Moment) -> CustomerFile:
    """Asked of the owner once; a silence after that is the director's to hear."""
    return replace(file, quiet_on=moment.today, quiet_last=request.last, quiet_round=file.quiet_round + 1)


def quiet_again(_old: CustomerFile, new: CustomerFile) -> bool:
    return new.quiet_round > 1


def may_say_why(file: CustomerFile, request: ask.AnswerQuiet, moment: Moment) -> Refused | None:
    if refused := in_charge(file, request, moment):
        return refused
    return None if file.quiet_on is not None else Refused(reason="not_quiet")


def say_why(file: CustomerFile, request: ask.AnswerQuiet, _moment: Moment) -> CustomerFile:
    return replace(file, quiet_why=request.why)


def may_lose(file: CustomerFile, request: ask.LoseCustomer, moment: Moment) -> Refused | None:
    if refused := in_charge(file, request, moment):
        return refused
    return (
        Refused(reason="lost_already", facts={"customer": file.name, "date": file.lost_on})
        if file.lost_on is not None
        else None
    )


def lose(file: CustomerFile, request: ask.LoseCustomer, moment: Moment) -> CustomerFile:
    """Nobody is reminded of them any more, and no silence is asked about."""
    return replace(file, lost_on=moment.today, lost_why=request.reason)


def may_regain(file: CustomerFile, request: ask.RegainCustomer, moment: Moment) -> Refused | None:
    if refused := in_charge(file, request, moment):
        return refused
    return None if file.lost_on is not None else Refused(reason="not_lost", facts={"customer": file.name})


def regain(file: CustomerFile, _request: ask.RegainCustomer, _moment: Moment) -> CustomerFile:
    """A silence is counted anew: who is spoken of again is asked about again."""
    return replace(file, lost_on=None, lost_why="", quiet_on=None, quiet_round=0, quiet_why="")


def may_prove(file: CustomerFile, request: ask.ProveVisit, moment: Moment) -> Refused | None:
    if refused := in_charge(file, request, moment):
        return refused
    return None if _unproven(file, moment) else Refused(reason="no_visit_today")


def prove(file: CustomerFile, _request: ask.ProveVisit, moment: Moment) -> CustomerFile:
    visit = _unproven(file, moment)
    assert visit is not None, "judged"
    proven = replace(visit, proof=file.evidence)
    calls, visits = counts(proven, file.grade)
    proven = replace(proven, calls=calls, visits=visits)
    return replace(file, contacts=tuple(proven if one is visit else one for one in file.contacts))


def _unproven(file: CustomerFile, moment: Moment) -> Contact | None:
    """Today's visit by whoever sends the evidence: of another day it shows nothing."""
    visits = (
        one
        for one in reversed(file.contacts)
        if one.kind is ContactKind.VISIT
        and one.on == moment.today
        and one.member_id == moment.actor.member_id
        and one.proof not in EVIDENCE
    )
    return next(visits, None)


def may_put_off(file: CustomerFile, request: ask.PutOffContact, moment: Moment) -> Refused | None:
    if not moment.today < request.to <= moment.today + PUT_OFF:
        return Refused(reason="put_off_too_far", facts={"date": request.to, "days": PUT_OFF.days})
    return in_charge(file, request, moment) or _puts_off_nothing(file, request.to)


def _puts_off_nothing(file: CustomerFile, to: date) -> Refused | None:
    """Whoever isn't due by that day is spoken to on the day they are: a day before it would change nothing."""
    if file.falls is None:
        return None
    first = min((day for day in file.falls if day is not None), default=None)
    if first is not None and first < to:
        return None
    facts = {"customer": file.name, "date": to, "first": first, "lost": file.lost_on is not None}
    return Refused(reason="put_off_nothing", facts=facts)


def put_off(file: CustomerFile, request: ask.PutOffContact, _moment: Moment) -> CustomerFile:
    return replace(file, put_off_to=request.to)


def may_stop(file: CustomerFile, request: ask.StopCalls, moment: Moment) -> Refused | None:
    if not moment.today < request.until <= moment.today + STOP:
        return Refused(reason="stop_too_long", facts={"date": request.until, "days": STOP.days})
    return in_charge(file, request, moment)


def stop(file: CustomerFile, request: ask.StopCalls, _moment: Moment) -> CustomerFile:
    return replace(file, stop_until=request.until, stop_why=request.reason)


def wish(file: CustomerFile, request: ask.WishVisit, moment: Moment) -> CustomerFile:
    """A later wish says what the earlier one was about; the task goes on."""
    if file.wished_on is not None:
        return replace(file, wish=request.text)
    return replace(file, wished_on=moment.today, wish=request.text, wish_round=file.wish_round + 1)


def may_drop_wish(file: CustomerFile, request: ask.DropWish, moment: Moment) -> Refused | None:
    if refused := in_charge(file, request, moment):
        return refused
    return None if file.wished_on is not None else Refused(reason="no_wish", facts={"customer": file.name})


def drop_wish(file: CustomerFile, _request: ask.DropWish, _moment: Moment) -> CustomerFile:
    return replace(file, wished_on=None, wish="")


def unreached(file: CustomerFile) -> int:
    """How often they weren't reached since they last were."""
    tried = 0
    for one in reversed(file.contacts):
        if one.calls:
            break
        tried += not one.reached
    return tried


def given_up(old: CustomerFile, new: CustomerFile) -> bool:
    """The attempt that is one too many, once in an interval."""
    return unreached(old) < ATTEMPTS <= unreached(new)


def others(file: CustomerFile) -> list[str]:
    """Whom else to try: everybody on file but those who didn't answer; without names, all but the first."""
    tried = {one.person for one in file.contacts[-ATTEMPTS:] if not one.reached}
    named = tried - {""}
    known = [one.name for one in file.people if one.name]
    return [name for name in known if name not in named] if named else known[1:]
