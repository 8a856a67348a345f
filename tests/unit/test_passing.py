"""What is done with a seat beside signing it, whatever chain it is in: handed on, asked first, taken back."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.settings import SHIPPED_TEMPLATES
from store.company import Role
from store.company.file import load_company
from store.hours.worktime import WorkTime
from store.people.roster import Person, Roster
from store.process.chain.passing import asked_first
from store.process.steps import Moment
from store.requests import Advise, Area, Consult, Refused, Transfer, Withdraw
from store.returns.state import LIST, PASSING, Return, State

COMPANY = load_company(SHIPPED_TEMPLATES / "company.toml")
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PEOPLE = {
    "王芳": (1, {Role.SERVICE}),
    "彭辉": (2, {Role.SUPERVISOR}),
    "赵敏": (3, {Role.DIRECTOR}),
    "陈静": (4, {Role.FINANCE}),
}
ROSTER = Roster(
    COMPANY,
    [
        Person(
            id=number,
            telegram_id=number,
            given=name,
            language="zh",
            roles=frozenset(roles),
            head_of=frozenset(),
            reachable=True,
        )
        for name, (number, roles) in PEOPLE.items()
    ],
    (),
)
TO = {"area": Area.RETURNS, "number": 5}


def by(name: str) -> Moment:
    person = ROSTER.person(PEOPLE[name][0])
    assert person is not None
    return Moment(
        actor=ROSTER.actor(person),
        now=NOW,
        today=date(2026, 11, 23),
        company=COMPANY,
        worktime=WorkTime(COMPANY),
        roster=ROSTER,
    )


@pytest.fixture
def checked() -> Return:
    """A return list that service has checked and the supervisor is to sign."""
    listed = Return(number=5, state=State.CHECKED, order=None, customer="宏达钢构", lines=())
    return LIST.ask(listed, by("王芳"), frozenset({Role.SERVICE}))


def reason(refused: Refused | None) -> str | None:
    return refused.reason if refused is not None else None


def test_a_seat_is_handed_with_a_reason_to_anybody_but_whoever_asked(checked: Return) -> None:
    def judged(to: str, why: str = "") -> str | None:
        return reason(PASSING.may_transfer(checked, Transfer(to=to, reason=why, **TO), by("彭辉")))

    assert judged("陈静") == "reason_needed"
    assert judged("陈静", "我出差") is None
    assert judged("王芳", "我出差") == "not_to_them"
    assert judged("彭辉", "我出差") == "not_to_them"
    assert judged("无此人") == "no_member"
    handed = PASSING.transfer(checked, Transfer(to="陈静", reason="我出差", **TO), by("彭辉"))
    assert LIST.may_sign(handed, by("陈静")) is None
    assert reason(LIST.may_sign(handed, by("彭辉"))) == "role"


def test_only_whose_turn_it_is_hands_a_seat_on_or_asks_somebody_first(checked: Return) -> None:
    assert reason(PASSING.may_transfer(checked, Transfer(to="陈静", reason="x", **TO), by("赵敏"))) == "role"
    assert reason(PASSING.may_consult(checked, Consult(to="陈静", **TO), by("赵敏"))) == "role"
    assert reason(PASSING.may_advise(checked, Advise(text="x", **TO), by("陈静"))) == "nothing_to_sign"


def test_whoever_is_asked_first_owes_an_opinion_and_the_seat_comes_back(checked: Return) -> None:
    asked = PASSING.consult(checked, Consult(to="陈静", question="账上清了吗", **TO), by("彭辉"))
    assert [(one.member, one.to, one.words) for one in asked_first(asked, (LIST,))] == [
        ("彭辉", "陈静", "账上清了吗")
    ]
    duty = PASSING.duty()
    assert duty.holds(asked)
    assert [owner.member for owner in duty.owned_by(asked, ROSTER)] == [PEOPLE["陈静"][0]]
    assert not [owner for one in LIST.duties() for owner in one.owned_by(asked, ROSTER)]
    assert reason(LIST.may_sign(asked, by("彭辉"))) == "role"
    assert reason(PASSING.may_consult(asked, Consult(to="赵敏", **TO), by("陈静"))) == "opinion_first"
    said = PASSING.advise(asked, Advise(text="清了", **TO), by("陈静"))
    assert not duty.holds(said)
    assert LIST.may_sign(said, by("彭辉")) is None


def test_an_opinion_of_somebody_who_has_left_is_waited_for_no_more(checked: Return) -> None:
    asked = PASSING.consult(checked, Consult(to="陈静", **TO), by("彭辉"))
    left = Roster(COMPANY, [one for one in ROSTER.people if one.given != "陈静"], ())
    assert not PASSING.duty().owned_by(asked, left)
    assert [owner.role for one in LIST.duties() for owner in one.owned_by(asked, left)] == [Role.SUPERVISOR]
    assert LIST.may_sign(asked, replace(by("彭辉"), roster=left)) is None


def test_whoever_asked_takes_it_back_until_all_have_signed(checked: Return) -> None:
    assert reason(PASSING.may_withdraw(checked, Withdraw(**TO), by("彭辉"))) == "not_your_request"
    assert PASSING.may_withdraw(checked, Withdraw(**TO), by("王芳")) is None
    assert PASSING.withdraw(checked, Withdraw(**TO), by("王芳")).state is State.LISTED
    signed = replace(LIST.sign(checked, by("彭辉")), state=State.SIGNED)
    assert reason(PASSING.may_withdraw(signed, Withdraw(**TO), by("王芳"))) == "nothing_to_sign"
