"""The table of a complaint's steps: who may take which, from where, and that somebody always has the ball."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, cast

import pytest

from bot.settings import SHIPPED_TEMPLATES
from store.company import Role
from store.company.file import load_company
from store.complaints import requests as ask
from store.complaints.area import COMPLAINTS
from store.complaints.duties import DUTIES
from store.complaints.requests import Channel, Severity
from store.complaints.rules import limit
from store.complaints.state import APPROVAL, Complaint, State
from store.complaints.steps import STEPS
from store.hours.worktime import WorkTime
from store.orders.requests import DeductMoney
from store.people.actor import Actor
from store.process import choice
from store.process.steps import Step
from store.process.unit import Unit
from store.registry import AREAS
from store.requests import Area, Refused, Reject, Request, Sign
from tests.unit.test_steps import at_once, everybody

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
COMPANY = load_company(SHIPPED_TEMPLATES / "company.toml")
UNIT = Unit(
    session=cast(Any, None),
    now=NOW,
    company=COMPANY,
    worktime=WorkTime(COMPANY),
    roster=everybody(),
    areas=AREAS,
)
DRAFT = Complaint(
    number=1,
    state=State.NEW,
    customer="宏达",
    channel=Channel.PHONE,
    text="掉皮",
    order_id=7,
    order_number=37,
    order_left=Decimal(11500),
)
REQUESTS: tuple[Request, ...] = (
    ask.TakeUp(number=1),
    ask.FindCause(number=1, ours=True, department=Role.PRODUCTION, text="搅拌不匀"),
    ask.FindCause(number=1, ours=False, text="加了稀料"),
    ask.ProposeRemedy(number=1, text="解释"),
    ask.ProposeRemedy(number=1, text="补发", cost=Decimal(620)),
    ask.ProposeRemedy(number=1, text="赔", cost=Decimal(3000), deduction=Decimal(3000)),
    ask.GiveOpinion(number=1, text="同意"),
    ask.VerifyClaim(number=1),
    Sign(area=Area.COMPLAINTS, number=1),
    Reject(area=Area.COMPLAINTS, number=1, reason="太贵"),
    ask.CarryOut(number=1),
    ask.AskCustomer(number=1),
    ask.HearCustomer(number=1),
    ask.RecordAnswer(number=1, score=4),
    ask.RecordLesson(number=1, text="记住"),
    ask.ReopenComplaint(number=1, reason="又掉了"),
)
WORKING = [role for role in Role if role is not Role.ADMIN]
OFFICE = {Role.SERVICE, Role.ASSISTANT}

PROMISED: dict[str, tuple[set[Role], set[State]]] = {
    "take_up": (set(Role), {State.TAKEN}),
    "cause": (
        OFFICE | {Role.TECHNICAL, Role.QUALITY, Role.SUPERVISOR, Role.DIRECTOR},
        {State.TAKEN, State.CAUSE},
    ),
    "remedy": (OFFICE | {Role.PRODUCTION, Role.DIRECTOR}, {State.REMEDY}),
    "opinion": ({Role.COLLECTOR}, {State.SIGNING}),
    "verify": ({Role.PRODUCTION}, {State.SIGNING}),
    "sign_remedy": ({Role.DIRECTOR, Role.EXECUTIVE}, {State.SIGNING}),
    "reject_remedy": (
        {Role.PRODUCTION, Role.COLLECTOR, Role.DIRECTOR, Role.EXECUTIVE},
        {State.SIGNING},
    ),
    "carried": (OFFICE | {Role.PRODUCTION, Role.DIRECTOR}, {State.CARRYING}),
    "asked": (
        OFFICE | {Role.SALES, Role.TECHNICAL, Role.QUALITY, Role.DIRECTOR},
        {State.CAUSE, State.REMEDY, State.CARRYING, State.ANSWERING},
    ),
    "heard": (
        OFFICE | {Role.SALES, Role.TECHNICAL, Role.QUALITY, Role.DIRECTOR},
        {State.CAUSE, State.REMEDY, State.CARRYING, State.ANSWERING},
    ),
    "answer": (OFFICE | {Role.SALES, Role.DIRECTOR}, {State.ANSWERING}),
    "lesson": (OFFICE | {Role.PRODUCTION, Role.DIRECTOR}, {State.LESSON}),
    "reopen": (OFFICE | {Role.SALES, Role.DIRECTOR}, {State.ANSWERING, State.LESSON, State.CLOSED}),
}
"""Who may take a step, and in which states some complaint lets them."""


@cache
def actor(*roles: Role) -> Actor:
    return Actor(member_id=1, name="X", roles=frozenset(roles))


def choose(complaint: Complaint, request: Request, by: Actor) -> Step[Complaint] | Refused:
    return at_once(choice.choose(UNIT, COMPLAINTS, by, request, None, complaint))


def taken(complaint: Complaint, request: Request, by: Actor) -> Complaint | None:
    step = choose(complaint, request, by)
    return None if isinstance(step, Refused) else step.act(complaint, request, UNIT.moment(by))


def shape(complaint: Complaint) -> tuple[Any, ...]:
    """What tells two complaints apart here: not when, not by whom, not how often."""
    again = min(complaint.reopened, 1)
    said = (
        complaint.remedy,
        complaint.cost,
        complaint.deduction,
        APPROVAL.standing(complaint).block,
        complaint.vouched,
    )
    stands = (complaint.waits_for_customer, bool(complaint.left), bool(complaint.opinion))
    return (complaint.state, complaint.severity, complaint.ours, complaint.score, again, *said, *stands)


@cache
def explored() -> tuple[dict[Any, Complaint], list[tuple[Complaint, Step[Complaint], Complaint, Role]]]:
    seen: dict[Any, Complaint] = {}
    moves = []
    waiting: deque[Complaint] = deque()
    for severity in Severity:
        for role in (Role.SERVICE, Role.SALES):
            request = ask.TakeComplaint(customer="宏达", text="掉皮", severity=severity)
            complaint = taken(replace(DRAFT, severity=severity), request, actor(role))
            assert complaint is not None
            seen[shape(complaint)] = complaint
            waiting.append(complaint)
    while waiting:
        complaint = waiting.popleft()
        for request in REQUESTS:
            for role in WORKING:
                by = actor(role)
                step = choose(complaint, request, by)
                if isinstance(step, Refused):
                    continue
                after = replace(step.act(complaint, request, UNIT.moment(by)), order_left=Decimal(11500))
                if after.reopened > 1:
                    continue
                moves.append((complaint, step, after, role))
                if (key := shape(after)) not in seen:
                    seen[key] = after
                    waiting.append(after)
    return seen, moves


def complaints() -> Iterator[Complaint]:
    yield from explored()[0].values()


@pytest.mark.parametrize("name", PROMISED)
def test_a_step_is_open_to_whom_and_from_where_the_procedures_say(name: str) -> None:
    roles, states = PROMISED[name]
    found = [(role, before.state) for before, step, _, role in explored()[1] if step.name == name]
    assert {role for role, _ in found} == roles - {Role.ADMIN}
    assert {state for _, state in found} == states


def test_every_step_is_promised() -> None:
    passing = {"transfer", "consult", "advise", "withdraw"}
    assert set(PROMISED) | {"complain", "urge", "picture"} | passing == set(STEPS)


def test_somebody_has_the_ball_until_it_is_closed() -> None:
    for complaint in complaints():
        held = [duty for duty in DUTIES if duty.holds(complaint)]
        assert bool(held) != (complaint.state is State.CLOSED), complaint
        kinds = [duty.kind for duty in held]
        assert len(kinds) <= 1 or complaint.severity is Severity.FAULT, complaint


def test_the_good_answers_bring_every_complaint_to_its_end() -> None:
    closed = {shape(c) for c in complaints() if c.state is State.CLOSED}
    leads = {shape(before): set[Any]() for before, _, _, _ in explored()[1]}
    for before, _, after, _ in explored()[1]:
        leads[shape(before)].add(shape(after))
    home = set(closed)
    while more := {key for key, after in leads.items() if after & home} - home:
        home |= more
    assert home == set(explored()[0])


def test_what_costs_money_is_signed_for_and_what_is_deducted_needs_the_collectors_opinion() -> None:
    for before, step, after, _ in explored()[1]:
        if after.state is not State.CARRYING or step.name not in ("remedy", "sign_remedy", "opinion"):
            continue
        assert step.name == "sign_remedy" or after.cost + after.deduction == 0
        assert bool(step.entails(before, after)) == (after.deduction > 0)
        if after.deduction > 0:
            (entailed,) = step.entails(before, after)
            assert entailed.request == DeductMoney(
                number=37, amount=after.deduction, reason="搅拌不匀", ref="C1"
            )
            assert after.opinion
            assert before.turn is not None and before.turn[0] is Role.EXECUTIVE


def test_no_other_step_touches_the_orders_money() -> None:
    for before, step, after, _ in explored()[1]:
        assert not step.entails(before, after) or (before.state, after.state) == (
            State.SIGNING,
            State.CARRYING,
        )


def test_limits_are_working_hours_and_severity_shortens_them() -> None:
    rules = COMPANY.complaints
    normal = {
        State.TAKEN: 120,
        State.CAUSE: 480,
        State.REMEDY: 960,
        State.CARRYING: 2400,
        State.ANSWERING: 960,
        State.LESSON: 2400,
        State.SIGNING: None,
    }
    for state, minutes in normal.items():
        at = replace(DRAFT, state=state)
        assert limit(at, rules) == minutes
        if minutes:
            assert limit(replace(at, severity=Severity.SERIOUS), rules) == minutes // 2
            assert limit(replace(at, severity=Severity.FAULT), rules) == minutes // 4


def test_while_the_customer_is_asked_nothing_of_the_limit_is_used_up() -> None:
    by = actor(Role.SERVICE)
    complaint = taken(DRAFT, ask.TakeComplaint(customer="宏达", text="掉皮"), by)
    assert complaint is not None
    an_hour = replace(UNIT, now=NOW + timedelta(hours=1))
    asked = STEPS["asked"].act(complaint, ask.AskCustomer(number=1), an_hour.moment(by))
    heard = STEPS["heard"].act(
        asked, ask.HearCustomer(number=1), replace(UNIT, now=NOW + timedelta(days=3)).moment(by)
    )
    assert limit(heard, COMPANY.complaints) == 480 - 60
    assert asked.asked_until == date(2026, 11, 24)
    found = STEPS["cause"].act(heard, REQUESTS[1], an_hour.moment(by))
    assert limit(found, COMPANY.complaints) == 960


@pytest.mark.parametrize("step", STEPS.values(), ids=lambda step: step.name)
def test_a_step_is_complete(step: Step[Complaint]) -> None:
    assert step.answers <= {duty.kind for duty in DUTIES}
    assert step.roles and step.states <= set(State)
    assert step.code in {"C1", "C2", "C3", "C4", "C5"}
