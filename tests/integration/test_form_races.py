"""Two at one form in the same second: one thing comes of it, once, and the other hears which."""

import pytest
from sqlmodel import col, func, select

from bot.settings import SHIPPED_TEMPLATES
from store.customers.model import Customer
from store.forms import requests as forms
from store.forms.kinds import load_kinds
from store.forms.model import FormEffect, FormRow
from store.money.model import CreditRow
from store.process.cases import Taken
from store.process.records import Event
from store.requests import Area, Refused, Reject, Request, Sign, Withdraw
from tests.integration.test_races import CHEN, KNOWN, ROUNDS, WANG, ZHAO, ZHOU, Result, Sides, prepared, sides

ZHENG, XU = 1007, 1015
__all__ = ["sides"]
KINDS = load_kinds([SHIPPED_TEMPLATES]).by_name


@pytest.fixture(name="sides")
async def sides_with_forms(sides: Sides) -> Sides:
    for store in sides.stores:
        store.forms = KINDS
    return sides


def sign(number: int) -> Sign:
    return Sign(area=Area.FORMS, number=number)


async def handed_in(sides: Sides, form: str, about: int | None, **values: str) -> int:
    result: Result = await sides.take(0, WANG, forms.StartForm(kind=form, about=about, values=values))
    assert isinstance(result, Taken), result
    return result.case.number


def kinds_of(results: list[Result]) -> list[type]:
    return sorted((type(one) for one in results), key=lambda one: one.__name__)


async def test_two_presses_on_the_last_slot_at_once_bring_about_the_effect_once(sides: Sides) -> None:
    for _ in range(ROUNDS):
        number = await handed_in(sides, "budget", None, kind="travel", month="2026-11-30", amount="5000")
        await sides.done(ZHAO, sign(number))
        results = await sides.at_once((ZHENG, sign(number)), (ZHENG, sign(number)))
        assert kinds_of(results) == [Refused, Taken]
    counted = select(func.count(), func.count(func.distinct(FormEffect.case_id)))
    assert await sides.all(counted) == [(ROUNDS, ROUNDS)]


async def test_the_last_press_and_the_starters_withdrawal_are_never_both(sides: Sides) -> None:
    for _ in range(ROUNDS):
        number = await handed_in(sides, "budget", None, kind="travel", month="2026-11-30", amount="5000")
        await sides.done(ZHAO, sign(number))
        back = Withdraw(area=Area.FORMS, number=number)
        results = await sides.at_once((ZHENG, sign(number)), (WANG, back))
        assert kinds_of(results) == [Refused, Taken]
        (state,) = await sides.all(select(FormRow.state).where(FormRow.number == number))
        kept = await sides.all(select(FormEffect.id).join(FormRow, col(FormRow.case_id) == col(FormEffect.case_id))
                               .where(FormRow.number == number))  # fmt: skip
        assert (state, len(kept)) in (("done", 1), ("withdrawn", 0))


async def test_a_refusal_and_a_signature_in_the_same_second_leave_one_round(sides: Sides) -> None:
    order = await sides.placed()
    for _ in range(ROUNDS):
        number = await handed_in(sides, "liaison", order, what="走专车", freight_new="800")
        against: Request = Reject(area=Area.FORMS, number=number, reason="太贵")
        results = await sides.at_once((CHEN, sign(number)), (ZHOU, against))
        refused = results[1]
        assert isinstance(refused, Taken), refused
        (state,) = await sides.all(select(FormRow.state).where(FormRow.number == number))
        assert state == "rejected"
        (answered,) = await sides.all(
            select(func.count())
            .select_from(Event)
            .where(Event.case_id == refused.case.id, col(Event.step).in_(("sign_form", "reject_form")))
        )
        assert answered == sum(isinstance(one, Taken) for one in results)


async def test_one_write_off_signed_twice_at_once_is_one_credit(sides: Sides) -> None:
    order = await prepared(sides, "arrive")
    values = {"kind": "odd sum", "order": str(order), "amount": "10", "reason": "抹零"}
    number = await handed_in(sides, "write-off", (await _file(sides)), **values)
    await sides.done(XU, Sign(area=Area.FORMS, number=number, values={"opinion": "同意"}))
    results = await sides.at_once((ZHAO, sign(number)), (ZHAO, sign(number)))
    assert kinds_of(results) == [Refused, Taken]
    assert [str(one) for one in await sides.all(select(CreditRow.amount))] == ["10.00"]


async def test_a_credit_signed_by_its_order_and_its_form_at_once_is_signed_once(sides: Sides) -> None:
    for number in range(1, ROUNDS + 1):
        order = await sides.placed("credit")
        results = await sides.at_once((ZHAO, sign(number)), (ZHAO, Sign(number=order)))
        assert kinds_of(results) == [Refused, Taken]
        back = Withdraw(area=Area.FORMS, number=number)
        results = await sides.at_once((CHEN, sign(number)), (ZHOU, Sign(number=order)), (WANG, back))
        assert Taken in map(type, results)
        (state,) = await sides.all(select(FormRow.state).where(FormRow.number == number))
        gone = isinstance(results[2], Taken)
        assert state == ("withdrawn" if gone else "done")


async def _file(sides: Sides) -> int:
    """The number of the order's customer's file."""
    (number,) = await sides.all(select(Customer.number).where(Customer.name == KNOWN))
    return int(number)
