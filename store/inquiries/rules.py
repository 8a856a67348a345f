"""What guards an inquiry's steps and what each changes (U7). Pure."""

from dataclasses import replace

from store.company import Role
from store.inquiries import requests as ask
from store.inquiries.requests import Matter
from store.inquiries.state import Inquiry, State
from store.process.steps import Moment
from store.requests import Refused, Request

SPEAKERS = (Role.SERVICE, Role.ASSISTANT, Role.SALES, Role.LAND_LEASE)
"""Who tells a customer what was asked, each in their own role."""


def always(_inquiry: Inquiry, _request: Request, _moment: Moment) -> Refused | None:
    return None


def may_take(_inquiry: Inquiry, request: ask.TakeInquiry, moment: Moment) -> Refused | None:
    if request.by is not None and request.by < moment.today:
        return Refused(reason="date_past", facts={"date": request.by})
    return None


def take(inquiry: Inquiry, request: ask.TakeInquiry, moment: Moment) -> Inquiry:
    told = request.matter is Matter.FEEDBACK
    taker = next((role for role in SPEAKERS if role in moment.actor.roles), Role.SERVICE)
    taken = replace(
        inquiry,
        state=State.CLOSED if told else State.ASKED,
        creator_id=moment.actor.member_id,
        taken_at=moment.now,
        closed_at=moment.now if told else None,
        taker=taker,
        by=None if told else request.by or moment.worktime.next_workday(moment.today),
        **request.model_dump(exclude={"by", "customer"}),
    )
    return _left(taken, moment)


def may_pass(inquiry: Inquiry, request: ask.PassInquiry, _moment: Moment) -> Refused | None:
    if request.department is inquiry.department:
        return Refused(reason="with_them", facts={"number": inquiry.number, "role": inquiry.department})
    return None


def pass_on(inquiry: Inquiry, request: ask.PassInquiry, moment: Moment) -> Inquiry:
    return _left(replace(inquiry, department=request.department), moment)


def may_answer(inquiry: Inquiry, _request: ask.AnswerInquiry, moment: Moment) -> Refused | None:
    """Those who were asked, and whoever took it."""
    allowed = {inquiry.department, Role.DIRECTOR}
    if allowed & moment.actor.roles or inquiry.creator_id in moment.actor.ids:
        return None
    return Refused(reason="role", facts={"roles": sorted(allowed)})


def answer(inquiry: Inquiry, request: ask.AnswerInquiry, moment: Moment) -> Inquiry:
    """Whoever tells the customer and knows the answer has told them, or does so now: no task for that."""
    own = inquiry.creator_id in moment.actor.ids
    return replace(
        inquiry,
        state=State.CLOSED if own else State.ANSWERED,
        closed_at=moment.now if own else None,
        answer=request.text,
        answered_by=moment.actor.name,
        answered_at=moment.now,
    )


def tell(inquiry: Inquiry, _request: ask.TellAnswer, moment: Moment) -> Inquiry:
    return replace(inquiry, state=State.CLOSED, closed_at=moment.now)


def drop(inquiry: Inquiry, request: ask.DropInquiry, moment: Moment) -> Inquiry:
    return replace(inquiry, state=State.DROPPED, dropped_why=request.reason, closed_at=moment.now)


def withdraw(inquiry: Inquiry) -> Inquiry:
    return replace(inquiry, state=State.DROPPED)


def _left(inquiry: Inquiry, moment: Moment) -> Inquiry:
    end = moment.worktime.end_of_day(inquiry.by) if inquiry.by else moment.now
    return replace(inquiry, minutes=max(1, moment.worktime.between(moment.now, end)), round=inquiry.round + 1)
