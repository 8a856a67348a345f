"""How the figures of a month are set beside others (P1): what can't be had is nothing, and never zero."""

from datetime import date
from decimal import Decimal

import pytest

from store.reports.months import month_before, next_month
from store.reports.sales import same_day
from store.reports.sold import Figures, SalesReport, largest_moves


@pytest.mark.parametrize(
    ("through", "month", "same"),
    [
        (date(2026, 11, 27), date(2026, 10, 1), date(2026, 10, 27)),
        (date(2026, 11, 30), date(2026, 10, 1), date(2026, 10, 31)),
        (date(2027, 2, 28), date(2027, 1, 1), date(2027, 1, 31)),
        (date(2027, 3, 30), date(2027, 2, 1), date(2027, 2, 28)),
        (date(2028, 3, 29), date(2028, 2, 1), date(2028, 2, 29)),
        (date(2028, 2, 28), date(2028, 1, 1), date(2028, 1, 28)),
    ],
)
def test_the_same_day_of_the_month_before_is_its_last_where_it_lacks_it(
    through: date, month: date, same: date
) -> None:
    assert same_day(through, month) == same


def test_months_follow_each_other_over_the_year() -> None:
    assert (next_month(date(2026, 12, 31)), month_before(date(2027, 1, 1))) == (
        date(2027, 1, 1),
        date(2026, 12, 1),
    )


@pytest.mark.parametrize(
    ("now", "before", "growth", "new"),
    [
        ("108", "100", 8, False),
        ("92", "100", -8, False),
        ("5", "0", None, True),
        ("0", "0", None, False),
        ("5", None, None, False),
        ("-20", "100", -120, False),
        ("50", "-100", 150, False),
    ],
)
def test_growth_from_nothing_is_new_and_from_what_nobody_knows_is_nothing(
    now: str, before: str | None, growth: int | None, new: bool
) -> None:
    one = Figures(amount=Decimal(now), before_same=None if before is None else Decimal(before))
    assert (one.growth, one.new) == (growth, new)


@pytest.mark.parametrize(("plan", "reached"), [(None, None), ("0", None), ("200", 50)])
def test_a_plan_of_nothing_and_no_plan_have_no_share(plan: str | None, reached: int | None) -> None:
    one = Figures(amount=Decimal(100), plan=None if plan is None else Decimal(plan))
    assert one.reached == reached


def test_of_the_largest_moves_one_that_stopped_counts_like_one_that_doubled() -> None:
    customers = [
        Figures(name=name, amount=Decimal(now), before_same=Decimal(before))
        for name, now, before in (("doubled", 200, 100), ("stopped", 0, 300), ("new", 50, 0), ("same", 9, 9))
    ]
    report = SalesReport(
        month=date(2026, 11, 1), through=None, whole=False, total=Figures(), views={"customer": customers}
    )
    assert largest_moves(report, 5) == [("stopped", -300), ("doubled", 100), ("new", 50)]
