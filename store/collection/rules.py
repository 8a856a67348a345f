"""What guards a collection's steps and what each changes (M4, M6). Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from store.collection import requests as ask
from store.collection.state import LOOKED_FOR, MISSED, Collection, Dun, Kept, Measure, Pledge, Stands, State
from store.customers.access import SELLERS
from store.money.requests import ReopenCollection, SettleCollection
from store.money.state import ZERO
from store.process.steps import Moment
from store.requests import Refused, Request

REST = 3
"""Working days between two reminders."""
LOOKING = 2
"""Working days for which nobody is reminded who says that they have paid."""
AHEAD = timedelta(days=92)
"""So far ahead a promise may lie, or somebody be left out."""


def always(_collection: Collection, _request: Request, _moment: Moment) -> None:
    return None


# opened and closed by the ledger ------------------------------------------------------------------------
def may_open(collection: Collection, _request: ask.OpenCollection, _moment: Moment) -> Refused | None:
    return None if collection.stands.asked_for > 0 else Refused(reason="nothing_due")


def open_(collection: Collection, _request: ask.OpenCollection, moment: Moment) -> Collection:
    return _ask(replace(collection, state=State.OPEN, opened_on=moment.today), moment, 0)


def may_settle(collection: Collection, _request: SettleCollection, _moment: Moment) -> Refused | None:
    return Refused(reason="state") if collection.stands.asked_for > 0 and not collection.twin else None


def settle(collection: Collection, _request: SettleCollection, moment: Moment) -> Collection:
    freed = _freed(collection, moment, "")
    return replace(freed, state=State.CLOSED, closed_at=moment.now, asked_at=None)


def may_reopen(collection: Collection, _request: ReopenCollection, _moment: Moment) -> Refused | None:
    return None if collection.stands.asked_for > 0 else Refused(reason="state")


def reopen(collection: Collection, _request: ReopenCollection, moment: Moment) -> Collection:
    state = State.PROBLEM if collection.measure else State.OPEN
    return _ask(replace(collection, state=state, closed_at=None), moment, 0)


# spoken with --------------------------------------------------------------------------------------------
def may_dun(collection: Collection, moment: Moment) -> Refused | None:
    """A salesperson speaks with their own; the office and leadership with everybody."""
    if moment.actor.roles - SELLERS or collection.sales_id in moment.actor.ids:
        return None
    owner = moment.roster.name(collection.sales_id) or None
    return Refused(reason="not_yours_to_dun", facts={"customer": collection.customer, "owner": owner})


def may_reach(collection: Collection, request: ask.RecordDun, moment: Moment) -> Refused | None:
    if request.result in MISSED:
        return Refused(reason="state")
    return may_dun(collection, moment)


def may_miss(collection: Collection, request: ask.RecordDun, moment: Moment) -> Refused | None:
    if request.result not in MISSED:
        return Refused(reason="state")
    return may_dun(collection, moment)


def dun(collection: Collection, request: ask.RecordDun, moment: Moment) -> Collection:
    one = Dun(
        day=moment.today,
        at=moment.now,
        member_id=moment.actor.member_id,
        member=moment.actor.name,
        result=request.result,
        level=collection.level(collection.stands),
        note=request.text,
    )
    spoken = replace(collection, duns=(*collection.duns, one))
    if request.result in LOOKED_FOR:
        return _ask(_asking(spoken, moment), moment, LOOKING)
    return _ask(spoken, moment, 1 if request.result in MISSED else REST)


def may_pledge(collection: Collection, request: ask.RecordPledge, moment: Moment) -> Refused | None:
    for day in (request.day, *(one.day for one in request.more)):
        if day < moment.today:
            return Refused(reason="date_past", facts={"date": day})
    # A plan in instalments (M6) may go on; it begins as soon as a promise.
    if request.day > moment.today + AHEAD:
        return Refused(reason="put_off_too_far", facts={"date": request.day, "days": AHEAD.days})
    return may_dun(collection, moment)


def pledge(collection: Collection, request: ask.RecordPledge, moment: Moment) -> Collection:
    """It pauses reminders, never the age of what is owed or the day on which it was due. Each instalment is a promise."""
    parts = sorted([(request.day, request.amount), *((one.day, one.amount) for one in request.more)])
    plan = tuple(
        Pledge(
            made_on=moment.today,
            due_on=day,
            amount=amount,
            at=moment.now,
            member_id=moment.actor.member_id,
            member=moment.actor.name,
            person=request.person,
        )
        for day, amount in parts
    )
    promised = replace(collection, pledges=(*collection.pledges, *plan))
    first = min(one.due_on for one in promised.pledges if one.kept is Kept.OPEN)
    return _ask_on(promised, moment, moment.worktime.next_workday(max(first, moment.today)))


def may_judge(collection: Collection, _request: ask.JudgePledges, moment: Moment) -> Refused | None:
    passed = any(one.kept is Kept.OPEN and one.due_on < moment.today for one in collection.pledges)
    return None if passed else Refused(reason="state")


def judge(collection: Collection, _request: ask.JudgePledges, moment: Moment) -> Collection:
    """What came by value day since each promise was made, and for no promise before it."""
    judged = list(collection.pledges)
    for at in sorted(range(len(judged)), key=lambda at: (judged[at].due_on, judged[at].id or 0)):
        one = judged[at]
        if one.kept is not Kept.OPEN or one.due_on >= moment.today:
            continue
        came = came_for(one, judged, collection.stands)
        kept = Kept.KEPT if came >= one.amount else Kept.PARTLY if came > 0 else Kept.BROKEN
        judged[at] = replace(one, kept=kept, came=came, judged_on=moment.today)
    after = replace(collection, pledges=tuple(judged))
    if (next_ := after.promised) is not None and after.broken == collection.broken:
        return _ask_on(after, moment, moment.worktime.next_workday(next_.due_on))
    return _ask(after, moment, 0)


def came_for(one: Pledge, every: Sequence[Pledge], stands: Stands) -> Decimal:
    """Never more than was promised: what came beyond it is for the next promise."""
    came = sum(
        (amount for day, at, amount in stands.came if at >= one.at and one.made_on <= day <= one.due_on),
        ZERO,
    )
    counted = sum((other.came for other in every if other.judged_on and other.due_on >= one.made_on), ZERO)
    return max(ZERO, min(one.amount, came - counted))


def newly_broken(old: Collection, new: Collection) -> bool:
    return new.broken > old.broken


def broken_again(old: Collection, new: Collection) -> bool:
    return new.broken > old.broken and new.broken > 1


# finance is asked ---------------------------------------------------------------------------------------
def may_ask(collection: Collection, _request: ask.AskFinance, moment: Moment) -> Refused | None:
    if collection.asked_at is not None:
        return Refused(reason="already")
    return may_dun(collection, moment)


def ask_finance(collection: Collection, _request: ask.AskFinance, moment: Moment) -> Collection:
    return _asking(collection, moment)


def _asking(collection: Collection, moment: Moment) -> Collection:
    if collection.asked_at is not None:
        return collection
    return replace(
        collection,
        asked_at=moment.now,
        asked_id=moment.actor.member_id,
        asked_round=collection.asked_round + 1,
    )


def may_answer(collection: Collection, _request: ask.AnswerFinance, _moment: Moment) -> Refused | None:
    return None if collection.asked_at is not None else Refused(reason="already")


def answer(collection: Collection, request: ask.AnswerFinance, moment: Moment) -> Collection:
    after = replace(collection, asked_at=None, looked_at=moment.now)
    return after if request.entered else _ask(after, moment, 0)


# left out, and problem accounts -------------------------------------------------------------------------
def may_exclude(_collection: Collection, request: ask.ExcludeCollection, moment: Moment) -> Refused | None:
    if not moment.today < request.until <= moment.today + AHEAD:
        return Refused(reason="put_off_too_far", facts={"date": request.until, "days": AHEAD.days})
    return None


def exclude(collection: Collection, request: ask.ExcludeCollection, moment: Moment) -> Collection:
    left_out = replace(collection, excluded_until=request.until, excluded_why=request.reason)
    return _ask_on(left_out, moment, moment.worktime.next_workday(request.until))


def may_set(
    _collection: Collection, request: ask.SetMeasure | ask.StopDeliveries, moment: Moment
) -> Refused | None:
    if request.until < moment.today:
        return Refused(reason="date_past", facts={"date": request.until})
    return None


def set_measure(
    collection: Collection, request: ask.SetMeasure | ask.StopDeliveries, moment: Moment
) -> Collection:
    one = Measure(
        text=request.text,
        due_on=request.until,
        due_at=moment.worktime.end_of_day(request.until),
        at=moment.now,
        member=moment.actor.name,
        stops=isinstance(request, ask.StopDeliveries),
    )
    return replace(collection, state=State.PROBLEM, measures=(*collection.measures, one))


def stop(collection: Collection, request: ask.StopDeliveries, moment: Moment) -> Collection:
    """Again, with another day, in place of the one before."""
    return set_measure(_freed(collection, moment, ""), request, moment)


def may_resume(collection: Collection, _request: ask.ResumeDeliveries, _moment: Moment) -> Refused | None:
    return None if collection.stop is not None else Refused(reason="already")


def resume(collection: Collection, request: ask.ResumeDeliveries, moment: Moment) -> Collection:
    return _freed(collection, moment, request.text)


def _freed(collection: Collection, moment: Moment, why: str) -> Collection:
    measures = tuple(
        replace(one, done_on=moment.today, done=why) if one is collection.stop else one
        for one in collection.measures
    )
    return replace(collection, measures=measures)


def may_finish(collection: Collection, _request: ask.FinishMeasure, _moment: Moment) -> Refused | None:
    return None if collection.measure is not None else Refused(reason="already")


def finish_measure(collection: Collection, request: ask.FinishMeasure, moment: Moment) -> Collection:
    done = collection.measure
    measures = tuple(
        replace(one, done_on=moment.today, done=request.text) if one is done else one
        for one in collection.measures
    )
    return replace(collection, measures=measures)


def withdraw(collection: Collection) -> Collection:
    return replace(collection, state=State.CLOSED)


# when they are spoken to next ---------------------------------------------------------------------------
def _ask(collection: Collection, moment: Moment, days: int) -> Collection:
    """So many working days from today."""
    day = moment.today
    for _ in range(days):
        day = moment.worktime.next_workday(day)
    return _ask_on(collection, moment, day)


def _ask_on(collection: Collection, moment: Moment, day: date) -> Collection:
    if not moment.worktime.is_workday(day):
        day = moment.worktime.next_workday(day)
    return replace(collection, ask_on=day, ask_by=moment.worktime.end_of_day(day))


def held_back(collection: Collection, today: date, *, unchecked: bool) -> str:
    """Why no text is to be sent now; empty where one may. Asked again in the second in which it is shown."""
    stands = collection.stands
    if stands.asked_for <= 0:
        return "settled"
    if not stands.wanted:
        return "unallocated"
    if collection.asked_at is not None:
        return "asked"
    if collection.excluded_until is not None and collection.excluded_until >= today:
        return "excluded"
    if (promised := collection.promised) is not None and promised.due_on >= today:
        return "promised"
    if collection.ask_on is not None and collection.ask_on > today:
        return "rested"
    return "unchecked" if unchecked else ""
