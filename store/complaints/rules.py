"""What a complaint's steps may do and what they change (C1 to C5). Pure."""

from dataclasses import replace
from datetime import date, timedelta

from store.company import Complaints, Role
from store.complaints import requests as ask
from store.complaints.departments import DEPARTMENTS, OFFICE, OWNERS
from store.complaints.requests import Severity
from store.complaints.state import APPROVAL, LETTER, ZERO, Complaint, State
from store.orders.requests import DeductMoney
from store.process.chain import Passing
from store.process.steps import Entailed, Moment
from store.requests import Area, Refused, Reject


def limit(complaint: Complaint, rules: Complaints) -> int | None:
    """Working minutes for the stage it is in: what was left when the clock stood still, else the company's limit."""
    if complaint.left is not None:
        return max(1, complaint.left)
    hours = {
        State.TAKEN: rules.taken_up,
        State.CAUSE: rules.cause,
        State.REMEDY: rules.remedy,
        State.CARRYING: rules.done,
        State.ANSWERING: rules.answer,
        State.LESSON: rules.lesson,
    }.get(complaint.state)
    if hours is None:
        return None
    share = {Severity.NORMAL: 100, Severity.SERIOUS: rules.serious, Severity.FAULT: rules.fault}
    return max(1, int(hours * 60) * share[complaint.severity] // 100)


def stage(complaint: Complaint, moment: Moment, *, state: State) -> Complaint:
    """The complaint at the beginning of a stage: its clock starts anew, and nobody waits for the customer."""
    return replace(
        complaint,
        state=state,
        stage_at=moment.now,
        left=None,
        asked_at=None,
        asked_until=None,
        round=complaint.round + 1,
    )


# C1 intake ----------------------------------------------------------------------------------------------
def may_take(complaint: Complaint, request: ask.TakeComplaint, moment: Moment) -> Refused | None:
    if not complaint.order_found:
        return Refused(reason="no_such_order", facts={"order": request.order, "slip": request.slip})
    if not complaint.customer:
        return Refused(reason="customer_needed")
    if complaint.order_customer and complaint.customer != complaint.order_customer:
        facts = {
            "customer": complaint.customer,
            "owner": complaint.order_customer,
            "order": complaint.order_number,
        }
        return Refused(reason="other_customer", facts=facts)
    if request.since is not None and request.since > moment.today:
        return Refused(reason="date_ahead", facts={"date": request.since})
    return None


def take(complaint: Complaint, _request: ask.TakeComplaint, moment: Moment) -> Complaint:
    """Whoever of the office takes it looks after it already."""
    taken = replace(complaint, creator_id=moment.actor.member_id, taken_at=moment.now)
    if moment.actor.roles & OFFICE:
        return replace(stage(taken, moment, state=State.CAUSE), taken_up_by=moment.actor.name)
    return stage(taken, moment, state=State.TAKEN)


def take_up(complaint: Complaint, _request: ask.TakeUp, moment: Moment) -> Complaint:
    return replace(stage(complaint, moment, state=State.CAUSE), taken_up_by=moment.actor.name)


# C2 cause -----------------------------------------------------------------------------------------------
def may_find(complaint: Complaint, request: ask.FindCause, _moment: Moment) -> Refused | None:
    if request.ours and request.department is None:
        return Refused(reason="department_needed")
    if not complaint.person_known:
        return Refused(reason="no_such_person", facts={"person": request.person})
    return None


def find(complaint: Complaint, request: ask.FindCause, moment: Moment) -> Complaint:
    """Ours: the department proposes a remedy. Not ours: service explains and asks whether the customer agrees."""
    found = replace(
        complaint,
        ours=request.ours,
        department=request.department if request.ours else None,
        person=request.person if request.ours else "",
        cause=request.text,
        taken_up_by=complaint.taken_up_by or moment.actor.name,
    )
    return stage(found, moment, state=State.REMEDY if request.ours else State.ANSWERING)


# C3 remedy ----------------------------------------------------------------------------------------------
def concerned(complaint: Complaint, _request: object, moment: Moment) -> Refused | None:
    """The department responsible, or who owns complaints."""
    if complaint.responsible in moment.actor.roles or moment.actor.roles & OWNERS:
        return None
    return Refused(reason="role", facts={"roles": list(dict.fromkeys([complaint.responsible, Role.SERVICE]))})


def may_propose(complaint: Complaint, request: ask.ProposeRemedy, moment: Moment) -> Refused | None:
    if request.deduction is not None and complaint.order_id is None:
        return Refused(reason="order_needed")
    left = complaint.order_left
    if request.deduction is not None and left is not None and request.deduction > left:
        facts = {"amount": request.deduction, "left": left, "order": complaint.order_number}
        return Refused(reason="claim_too_much", facts=facts)
    return concerned(complaint, request, moment)


def propose(complaint: Complaint, request: ask.ProposeRemedy, moment: Moment) -> Complaint:
    deduction = request.deduction or ZERO
    proposed = replace(
        complaint,
        remedy=request.text,
        cost=request.cost,
        deduction=deduction,
        vouched=complaint.responsible in moment.actor.roles,
        above_limit=request.cost + deduction > moment.company.remedy_limit,
        opinion="",
        reject_reason="",
        result="",
    )
    if not APPROVAL.blocks(proposed):
        return stage(proposed, moment, state=State.CARRYING)
    return APPROVAL.ask(stage(proposed, moment, state=State.SIGNING), moment, DEPARTMENTS)


def opine(complaint: Complaint, request: ask.GiveOpinion, _moment: Moment) -> Complaint:
    return replace(complaint, opinion=request.text)


def signed(complaint: Complaint, _request: object, moment: Moment) -> Complaint:
    """All have."""
    if complaint.overrun is not None:
        return stage(replace(complaint, cost=complaint.overrun, overrun=None), moment, state=State.ANSWERING)
    return stage(complaint, moment, state=State.CARRYING)


def deduction(old: Complaint, new: Complaint) -> tuple[Entailed, ...]:
    """C5: with the last signature the order's money changes, and never otherwise."""
    if old.state is not State.SIGNING or new.state is not State.CARRYING or new.deduction <= 0:
        return ()
    assert new.order_number is not None, "a deduction was proposed on an order"
    request = DeductMoney(
        number=new.order_number,
        amount=new.deduction,
        reason=new.cause,
        ref=f"{LETTER}{new.number}",
    )
    return (Entailed(area=Area.ORDERS, request=request),)


def reject(complaint: Complaint, request: Reject, moment: Moment) -> Complaint:
    if complaint.overrun is not None:
        # What was signed stands; what was spent beyond it is nobody's yet.
        kept = replace(complaint, reject_reason=request.reason, overrun=None, result="")
        return stage(kept, moment, state=State.CARRYING)
    rejected = replace(complaint, reject_reason=request.reason, cost=ZERO, deduction=ZERO, opinion="")
    return stage(rejected, moment, state=State.REMEDY)


def _withdrawn(complaint: Complaint, _chain: str, moment: Moment) -> Complaint:
    """As if nobody had proposed it; what was spent beyond what was signed is to be said again."""
    if complaint.overrun is not None:
        return stage(replace(complaint, overrun=None, result=""), moment, state=State.CARRYING)
    return stage(replace(complaint, cost=ZERO, deduction=ZERO, opinion=""), moment, state=State.REMEDY)


PASSING = Passing[Complaint](
    code="C3",
    chains=(APPROVAL,),
    states=frozenset({State.SIGNING}),
    drops=_withdrawn,
    takes_back=DEPARTMENTS,
)


def carry(complaint: Complaint, request: ask.CarryOut, moment: Moment) -> Complaint:
    """What cost more than was signed is signed before the customer is asked, what it cost in all deciding by whom."""
    cost = complaint.cost if request.cost is None else request.cost
    carried = replace(complaint, result=request.text, reject_reason="")
    if cost <= complaint.cost:
        return stage(replace(carried, cost=cost), moment, state=State.ANSWERING)
    above = cost + complaint.deduction > moment.company.remedy_limit
    over = stage(replace(carried, overrun=cost, above_limit=above), moment, state=State.SIGNING)
    return APPROVAL.ask(over, moment, DEPARTMENTS)


# C3 the customer ----------------------------------------------------------------------------------------
def may_ask(complaint: Complaint, request: ask.AskCustomer, moment: Moment) -> Refused | None:
    if complaint.waits_for_customer:
        return Refused(reason="already")
    if request.until is not None and request.until <= moment.today:
        return Refused(reason="date_past", facts={"date": request.until})
    return None


def ask_customer(complaint: Complaint, request: ask.AskCustomer, moment: Moment) -> Complaint:
    """The clock stands still: what is left of the limit is kept, and goes on when the customer has answered."""
    whole = limit(complaint, moment.company.complaints)
    gone = moment.worktime.between(complaint.stage_at or moment.now, moment.now)
    until: date = request.until or moment.today + timedelta(days=1)
    return replace(
        complaint,
        asked_at=moment.now,
        asked_until=until,
        left=None if whole is None else max(1, whole - gone),
        round=complaint.round + 1,
    )


def may_hear(complaint: Complaint, _request: ask.HearCustomer, _moment: Moment) -> Refused | None:
    return None if complaint.waits_for_customer else Refused(reason="not_asked")


def hear(complaint: Complaint, request: ask.HearCustomer, moment: Moment) -> Complaint:
    return replace(
        complaint,
        heard=request.text,
        asked_at=None,
        asked_until=None,
        stage_at=moment.now,
        round=complaint.round + 1,
    )


def answer(complaint: Complaint, request: ask.RecordAnswer, moment: Moment) -> Complaint:
    """What was ours teaches a lesson; what was not is over when the customer agrees (C2)."""
    answered = replace(complaint, score=request.score, answer=request.text)
    if complaint.ours:
        return stage(answered, moment, state=State.LESSON)
    return replace(stage(answered, moment, state=State.CLOSED), closed_at=moment.now)


def learn(complaint: Complaint, request: ask.RecordLesson, moment: Moment) -> Complaint:
    closed = stage(replace(complaint, lesson=request.text), moment, state=State.CLOSED)
    return replace(closed, closed_at=moment.now)


def reopen(complaint: Complaint, request: ask.ReopenComplaint, moment: Moment) -> Complaint:
    """The customer says no: another remedy, or another look at whose fault it is."""
    again = replace(
        complaint,
        overrun=None,
        reopen_reason=request.reason,
        reopened=complaint.reopened + 1,
        spent=complaint.total_cost,
        cost=ZERO,
        deduction=ZERO,
        remedy="",
        opinion="",
        result="",
        score=None,
        answer="",
        lesson="",
        closed_at=None,
    )
    return stage(again, moment, state=State.REMEDY if complaint.ours else State.CAUSE)


def keep(complaint: Complaint, _request: ask.AttachPicture, _moment: Moment) -> Complaint:
    return complaint


def always(_complaint: Complaint, _request: object, _moment: Moment) -> None:
    return None


def withdraw(complaint: Complaint) -> Complaint:
    """Undoing the intake itself: the number stays used."""
    return replace(complaint, state=State.CANCELLED, asked_at=None, asked_until=None)
