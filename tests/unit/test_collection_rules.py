"""When a customer is asked for money, how firmly, and what became of their promises (M4)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from store.collection import requests as ask
from store.collection import rules
from store.collection.duties import DUTIES
from store.collection.requests import Result
from store.collection.state import FOLLOWED, Collection, Dun, Kept, Pledge, Stands, State
from store.company import Company, Role
from store.customers.dunning import Claim
from store.hours.worktime import WorkTime
from store.people.actor import Actor
from store.people.roster import Roster
from store.process.steps import Moment

COMPANY = Company(name="示例")
NOW = datetime(2026, 12, 22, 1, tzinfo=UTC)
TODAY = date(2026, 12, 22)
OWED = Stands(owed=Decimal(1000), overdue=Decimal(1000), due=Decimal(1000), late=3)
NOBODY = Roster(COMPANY, (), ())
OPEN = Collection(
    number=1,
    state=State.OPEN,
    customer_id=1,
    customer="华东机械",
    sales_id=7,
    ask_on=TODAY,
    ask_by=NOW,
    stands=OWED,
)


def moment(now: datetime = NOW, roles: frozenset[Role] = frozenset({Role.SALES})) -> Moment:
    return Moment(
        actor=Actor(member_id=7, name="孙涛", roles=roles),
        now=now,
        today=now.astimezone(COMPANY.zone).date(),
        company=COMPANY,
        worktime=WorkTime(COMPANY),
        roster=NOBODY,
    )


def spoken(result: Result, level: int) -> Dun:
    return Dun(day=TODAY, at=NOW, member_id=7, member="孙涛", result=result, level=level)


def pledge(amount: int, due: date, *, number: int = 1, **more: object) -> Pledge:
    made = Pledge(
        id=number,
        made_on=TODAY,
        due_on=due,
        amount=Decimal(amount),
        at=NOW,
        member_id=7,
        member="孙涛",
    )
    return replace(made, **more)  # type: ignore[arg-type]


def came(*receipts: tuple[int, int]) -> Stands:
    """So many days after today so much."""
    return replace(
        OWED,
        came=tuple(
            (TODAY + timedelta(days=days), NOW + timedelta(days=days), Decimal(amount))
            for days, amount in receipts
        ),
    )


@pytest.mark.parametrize(
    ("receipts", "kept"),
    [
        (((1, 300), (3, 200)), Kept.KEPT),
        (((1, 300),), Kept.PARTLY),
        ((), Kept.BROKEN),
        (((1, 500), (2, -500)), Kept.BROKEN),
        (((7, 500),), Kept.BROKEN),
    ],
)
def test_a_promise_is_judged_by_what_came_by_its_day(
    receipts: tuple[tuple[int, int], ...], kept: Kept
) -> None:
    promised = replace(OPEN, pledges=(pledge(500, TODAY + timedelta(days=6)),), stands=came(*receipts))
    judged = rules.judge(promised, ask.JudgePledges(number=1), moment(NOW + timedelta(days=7)))
    assert judged.pledges[0].kept is kept
    assert judged.ask_on is not None and judged.ask_on >= TODAY + timedelta(days=7)


def test_of_instalments_each_receipt_counts_once() -> None:
    first, second = TODAY + timedelta(days=2), TODAY + timedelta(days=6)
    plan = (pledge(300, first, number=1), pledge(300, second, number=2))
    promised = replace(OPEN, pledges=plan, stands=came((1, 400)))
    judged = rules.judge(promised, ask.JudgePledges(number=1), moment(NOW + timedelta(days=7)))
    assert [(one.kept, one.came) for one in judged.pledges] == [
        (Kept.KEPT, Decimal(300)),
        (Kept.PARTLY, Decimal(100)),
    ]


def test_no_level_is_skipped() -> None:
    long_over = replace(OWED, late=60)
    assert OPEN.level(replace(OWED, overdue=Decimal(0), late=0)) == 1
    assert OPEN.level(long_over) == 2
    assert replace(OPEN, duns=(spoken(Result.NO_ANSWER, 2),)).level(long_over) == 2
    reached = replace(OPEN, duns=(spoken(Result.IN_APPROVAL, 2),))
    assert reached.level(long_over) == 3
    broken = replace(reached, pledges=(pledge(5, TODAY, kept=Kept.BROKEN),))
    assert broken.level(long_over) == 3
    assert replace(broken, duns=(*broken.duns, spoken(Result.REFUSES, 3))).level(long_over) == 4
    assert replace(broken, state=State.PROBLEM).level(long_over) == 5


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({}, ""),
        ({"stands": Stands()}, "settled"),
        ({"stands": replace(OWED, unallocated=Decimal(1000))}, "unallocated"),
        ({"stands": replace(OWED, unallocated=Decimal(999))}, ""),
        ({"asked_at": NOW}, "asked"),
        ({"excluded_until": TODAY}, "excluded"),
        ({"excluded_until": TODAY - timedelta(days=1)}, ""),
        ({"pledges": (pledge(5, TODAY),)}, "promised"),
        ({"pledges": (pledge(5, TODAY, kept=Kept.KEPT),)}, ""),
        ({"ask_on": TODAY + timedelta(days=1)}, "rested"),
    ],
)
def test_a_text_is_held_back_from_whoever_must_not_be_asked_now(changed: dict[str, object], why: str) -> None:
    one = replace(OPEN, **changed)  # type: ignore[arg-type]
    assert rules.held_back(one, TODAY, unchecked=False) == why
    assert rules.held_back(one, TODAY, unchecked=True) == (why or "unchecked")


def test_a_customer_is_asked_for_nothing_that_has_come_though_it_settles_nothing_yet() -> None:
    stands = replace(OWED, overdue=Decimal(8680), unallocated=Decimal(4640))
    assert (stands.asked_for, stands.wanted) == (Decimal(8680), Decimal(4040))
    claim = Claim(overdue=Decimal(8680), unallocated=Decimal(4640))
    assert (claim.sum, claim.asked) == (Decimal(8680), Decimal(4040))
    assert replace(claim, unallocated=Decimal(9000)).asked == 0


@pytest.mark.parametrize(
    ("result", "again"),
    [
        (Result.NO_ANSWER, date(2026, 12, 23)),
        (Result.HAS_PAID, date(2026, 12, 24)),
        (Result.REFUSES, date(2026, 12, 25)),
        (Result.NO_BILL, date(2026, 12, 25)),
    ],
)
def test_three_working_days_lie_between_two_reminders_and_fewer_where_nobody_was_reached(
    result: Result, again: date
) -> None:
    after = rules.dun(OPEN, ask.RecordDun(number=1, result=result), moment())
    assert after.ask_on == again
    assert (after.asked_at is not None) == (result is Result.HAS_PAID)


def test_somebody_always_has_the_ball_of_a_collection_that_is_open() -> None:
    for state in FOLLOWED:
        for asked in (None, NOW):
            one = replace(OPEN, state=state, asked_at=asked)
            assert any(duty.holds(one) for duty in DUTIES)
    assert not any(duty.holds(replace(OPEN, state=State.CLOSED)) for duty in DUTIES)


def test_a_salesperson_asks_their_own_customers_only() -> None:
    assert rules.may_dun(OPEN, moment()) is None
    assert rules.may_dun(replace(OPEN, sales_id=8), moment()) is not None
    service = moment(roles=frozenset({Role.SERVICE}))
    assert rules.may_dun(replace(OPEN, sales_id=8), service) is None
