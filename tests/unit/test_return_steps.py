"""The tables of a return's steps and duties, walked: who may what and when, and that somebody has the ball (R1)."""

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from bot.settings import SHIPPED_TEMPLATES
from store.company import Role
from store.company.file import load_company
from store.hours.worktime import WorkTime
from store.orders.requests import CreditReturn, PartAsked
from store.people.actor import Actor
from store.process.steps import Moment
from store.requests import Area, Refused, Reject, Request, Sign
from store.returns import requests as ask
from store.returns import rules
from store.returns.area import RETURNS
from store.returns.duties import DUTIES
from store.returns.state import Goods, Line, Order, Return, State
from store.returns.steps import STEPS
from tests.unit.test_steps import everybody

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
COMPANY = load_company(SHIPPED_TEMPLATES / "company.toml")
SELLER = 9
INTAKE = {Role.SERVICE, Role.ASSISTANT, Role.SALES}
WAREHOUSE = {Role.WAREHOUSE, Role.ORDER_CLERK}
NOT_RECEIVED = {State.LISTED, State.CHECKED, State.SIGNED}
LIVING = NOT_RECEIVED | {State.COUNTED, State.CONFIRMED}
OVER = {State.CLOSED, State.REJECTED, State.CANCELLED}

PROMISED: dict[str, tuple[set[Role], set[State]]] = {
    "list_return": (INTAKE, {State.NEW}),
    "check_return": (INTAKE - {Role.SALES}, {State.LISTED}),
    "refuse_return": (INTAKE - {Role.SALES}, {State.LISTED}),
    "sign_return": ({Role.SUPERVISOR}, {State.CHECKED}),
    "reject_return": ({Role.SUPERVISOR}, {State.CHECKED}),
    "cancel_return": (INTAKE, NOT_RECEIVED),
    "count_return": (WAREHOUSE, {State.SIGNED}),
    "await_return": (WAREHOUSE, {State.SIGNED}),
    "confirm_return": (INTAKE, {State.COUNTED}),
    "paper": (INTAKE, {State.CONFIRMED}),
    "picture": (INTAKE | WAREHOUSE, LIVING | {State.CLOSED}),
    "urge": (INTAKE, LIVING),
    **dict.fromkeys(("transfer", "consult", "advise"), ({Role.SUPERVISOR}, {State.CHECKED})),
    "withdraw": ({Role.SUPERVISOR, Role.SERVICE, Role.ASSISTANT}, {State.CHECKED}),
}
"""Who may take a step, and in which states some return lets them: as the procedure promises."""

REQUESTS: tuple[Request, ...] = (
    ask.CheckReturn(number=5),
    ask.CheckReturn(number=5, lines=(ask.Found(product="面漆", qty=Decimal(3)),)),
    Sign(area=Area.RETURNS, number=5),
    Reject(area=Area.RETURNS, number=5, reason="不退"),
    ask.CancelReturn(number=5, reason="客户自己留下"),
    ask.CountReturn(number=5),
    ask.CountReturn(number=5, lines=(ask.Found(product="面漆", qty=Decimal(0)),)),
    ask.ReportNotReturned(number=5),
    ask.ConfirmReturn(number=5),
    ask.AttachPicture(number=5),
    ask.UrgeReturn(number=5),
)


def moment(*roles: Role) -> Moment:
    actor = Actor(member_id=SELLER, name="X", roles=frozenset(roles))
    return Moment(
        actor=actor,
        now=NOW,
        today=date(2026, 11, 23),
        company=COMPANY,
        worktime=WorkTime(COMPANY),
        roster=everybody(),
    )


def order(left: int = 10, *, again: int | None = None, creditable: int = 5000) -> Order:
    """Ten pails shipped; `again` is a second line of the same paint at another price."""
    goods = [
        Goods(
            position=0, product="面漆", unit="桶", price=Decimal(310), shipped=Decimal(10), left=Decimal(left)
        )
    ]
    if again is not None:
        goods += [
            Goods(
                position=1,
                product="面漆",
                unit="桶",
                price=Decimal(300),
                shipped=Decimal(again),
                left=Decimal(again),
            )
        ]
    goods += [
        Goods(
            position=len(goods),
            product="稀释剂",
            unit="桶",
            price=Decimal("9.9"),
            shipped=Decimal(4),
            left=Decimal(4),
        )
    ]
    return Order(case_id=1, number=37, shipped=True, creditable=Decimal(creditable), goods=tuple(goods))


def asked(of: Order, *parts: tuple[str, int]) -> Return:
    lines = tuple(PartAsked(product=product, qty=Decimal(qty)) for product, qty in parts)
    draft = Return(
        number=5,
        state=State.NEW,
        order=of,
        customer="宏达钢构",
        sales_id=SELLER,
        lines=rules.listed(of, lines),
    )
    return rules.ask_return(draft, ask.AskReturn(order=37, lines=lines, reason="破损"), moment(Role.SALES))


def step(state: Return, name: str, request: Request) -> Return:
    """The return after a step that has to stand."""
    judged = STEPS[name].judge(state, request, moment(*STEPS[name].roles))
    assert judged is None, judged
    return STEPS[name].act(state, request, moment(*STEPS[name].roles))


def refusal(state: Return, name: str, request: Request) -> Refused:
    judged = STEPS[name].judge(state, request, moment(*STEPS[name].roles))
    assert judged is not None
    return judged


def found(product: str, qty: int | str) -> ask.Found:
    return ask.Found(product=product, qty=Decimal(qty))


def signed(of: Order, *parts: tuple[str, int]) -> Return:
    checked = step(asked(of, *parts), "check_return", ask.CheckReturn(number=5))
    return step(checked, "sign_return", Sign(area=Area.RETURNS, number=5))


def quantities(state: Return) -> list[tuple[Any, ...]]:
    return [(line.product, line.listed, line.approved, line.received) for line in state.lines]


# every state, step and role -----------------------------------------------------------------------------
@cache
def reached() -> tuple[Return, ...]:
    """Every return that steps can lead to from a list, told apart by what matters to the tables."""
    first = asked(order(), ("面漆", 2))
    known: dict[tuple[Any, ...], Return] = {}
    ahead = deque([first])
    while ahead:
        state = ahead.popleft()
        shape = (state.state, state.lines, bool(state.wait_round), bool(state.urged_at))
        if shape in known:
            continue
        known[shape] = state
        for along in (False, True):
            ahead.extend(_next(replace(state, sent_along=along)))
    return tuple(known.values())


def _next(state: Return) -> Iterable[Return]:
    for request in REQUESTS:
        for table_step in RETURNS.asking(type(request)):
            if state.state in table_step.states:
                now = moment(*table_step.roles)
                if table_step.judge(state, request, now) is None:
                    yield table_step.act(state, request, now)


def test_every_step_is_for_the_roles_and_the_states_that_the_procedure_names() -> None:
    assert {name: (set(step.roles), set(step.states)) for name, step in STEPS.items()} == PROMISED


def test_every_state_of_the_table_can_be_reached() -> None:
    assert {state.state for state in reached()} == set(State) - {State.NEW}


def test_somebody_has_the_ball_until_a_return_is_over_and_its_paper_is_there() -> None:
    for state in reached():
        held = [duty.kind for duty in DUTIES if duty.holds(state)]
        assert (len(held) == 0) is (state.state in OVER), (state.state, held)
        assert len(held) <= 1


def test_every_duty_has_a_step_that_answers_it_and_may_be_taken_then() -> None:
    for state in reached():
        for duty in DUTIES:
            if duty.holds(state):
                answers = [one for one in STEPS.values() if duty.kind in one.answers]
                assert any(state.state in one.states and duty.role(state) in one.roles for one in answers)


def test_no_return_ever_holds_more_than_is_left_of_the_order_once_marketing_has_checked_it() -> None:
    assert all(state.sound for state in reached())


# the rule's own cases -----------------------------------------------------------------------------------
def test_a_list_of_more_than_was_shipped_is_taken_and_cannot_be_passed_as_it_is() -> None:
    state = asked(order(left=10), ("面漆", 12))
    assert state.too_much == ("面漆",)
    refused = refusal(state, "check_return", ask.CheckReturn(number=5))
    assert (refused.reason, refused.facts["qty"], refused.facts["left"]) == ("return_too_much", 12, 10)
    corrected = step(state, "check_return", ask.CheckReturn(number=5, lines=(found("面漆", 10),)))
    assert quantities(corrected) == [("面漆", Decimal(12), Decimal(10), None)]


def test_marketing_may_add_another_product_of_the_order_and_none_that_it_does_not_have() -> None:
    state = asked(order(), ("面漆", 2))
    lines = (found("面漆", 0), found("稀释剂", 2))
    corrected = step(state, "check_return", ask.CheckReturn(number=5, lines=lines))
    assert quantities(corrected) == [("面漆", 2, 0, None), ("稀释剂", 0, 2, None)]
    strange = ask.CheckReturn(number=5, lines=(found("沥青漆", 1),))
    assert refusal(state, "check_return", strange).reason == "return_unknown"


def test_a_list_corrected_to_nothing_is_to_be_rejected_instead() -> None:
    state = asked(order(), ("面漆", 2))
    nothing = ask.CheckReturn(number=5, lines=(found("面漆", 0),))
    assert refusal(state, "check_return", nothing).reason == "return_nothing"


def test_a_product_in_two_lines_of_the_order_fills_the_first_one_first() -> None:
    state = asked(order(left=10, again=5), ("面漆", 12))
    assert {line.position: line.listed for line in state.lines} == {0: Decimal(10), 1: Decimal(2)}
    assert state.amount == Decimal("3700.00")


def test_what_was_agreed_in_another_return_meanwhile_stops_the_signature() -> None:
    checked = step(asked(order(), ("面漆", 8)), "check_return", ask.CheckReturn(number=5))
    later = replace(checked, order=order(left=5))
    assert refusal(later, "sign_return", Sign(area=Area.RETURNS, number=5)).reason == "return_too_much"


def test_nothing_is_counted_in_that_was_not_signed() -> None:
    state = signed(order(), ("面漆", 8))
    more = ask.CountReturn(number=5, lines=(found("面漆", 9),))
    assert refusal(state, "count_return", more).facts["left"] == 8
    other = ask.CountReturn(number=5, lines=(found("稀释剂", 1),))
    assert refusal(state, "count_return", other).reason == "return_not_signed"


def test_what_the_warehouse_does_not_name_was_counted_as_signed() -> None:
    state = signed(order(), ("面漆", 8), ("稀释剂", 4))
    counted = step(state, "count_return", ask.CountReturn(number=5, lines=(found("稀释剂", "3.5"),)))
    assert quantities(counted) == [("面漆", 8, 8, 8), ("稀释剂", 4, 4, Decimal("3.5"))]
    assert [line.product for line in counted.differences] == ["稀释剂"]
    assert counted.amount == Decimal("2514.65")


def test_the_order_is_credited_what_was_counted_and_no_more_than_it_still_costs() -> None:
    counted = step(signed(order(), ("面漆", 8)), "count_return", ask.CountReturn(number=5))
    confirmed = step(counted, "confirm_return", ask.ConfirmReturn(number=5))
    (entailed,) = rules.credit(counted, confirmed)
    assert entailed.request == CreditReturn(number=37, amount=Decimal(2480), ref="R5")
    let_off = replace(counted, order=order(creditable=2000))
    assert step(let_off, "confirm_return", ask.ConfirmReturn(number=5)).credited == 2000


def test_goods_that_never_came_change_no_money() -> None:
    state = signed(order(), ("面漆", 8))
    counted = step(state, "count_return", ask.CountReturn(number=5, lines=(found("面漆", 0),)))
    confirmed = step(counted, "confirm_return", ask.ConfirmReturn(number=5))
    assert confirmed.credited == 0
    assert rules.credit(counted, confirmed) == ()


def test_the_dealers_part_is_the_salespersons_own_and_service_has_it_where_there_is_none() -> None:
    counted = step(signed(order(), ("面漆", 8)), "count_return", ask.CountReturn(number=5))
    duty = next(duty for duty in DUTIES if duty.kind == "return_confirm")
    assert (duty.role(counted), duty.member(counted)) == (Role.SALES, SELLER)
    alone = replace(counted, sales_id=None)
    assert (duty.role(alone), duty.member(alone)) == (Role.SERVICE, None)


@pytest.mark.parametrize("state", [State.CHECKED, State.SIGNED, State.COUNTED])
def test_taking_a_step_back_is_unsound_once_another_return_has_what_it_would_need(state: State) -> None:
    line = Line(position=0, product="面漆", unit="桶", price=Decimal(310), listed=Decimal(8))
    held = replace(line, approved=Decimal(8), received=Decimal(8) if state is State.COUNTED else None)
    there = Return(number=5, state=state, order=order(left=8), customer="C", lines=(held,))
    assert there.sound
    assert not replace(there, order=order(left=7)).sound
