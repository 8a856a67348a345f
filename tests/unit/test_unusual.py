"""P7: what is usual of a customer, and when a month is out of the ordinary."""

from decimal import Decimal

import pytest

from store.company.tables import Unusual
from store.reports.unusual import DOWN, UP, direction_of, usual_of


@pytest.mark.parametrize(
    ("months", "usual"),
    [
        ((), None),
        ((9, 9, 9), None),
        ((10, 20, 30, 40), "25.00"),
        ((10, 20, 30, 40, 50), "30.00"),
        ((10, 20, 30, 40, 50, 60, 9000), "35.00"),
        ((0, 0, 0, 0, 90, 90), "0.00"),
    ],
)
def test_usual_is_the_median_of_the_six_latest_full_months_and_of_fewer_than_four_nothing_is(
    months: tuple[int, ...], usual: str | None
) -> None:
    assert usual_of([Decimal(one) for one in months]) == (Decimal(usual) if usual else None)


@pytest.mark.parametrize(
    ("expected", "usual", "direction"),
    [
        (15000, 10000, ""),
        (15001, 10000, UP),
        (30000, 10000, UP),
        (5000, 10000, ""),
        (4999, 10000, DOWN),
        (0, 10000, DOWN),
        (0, 5000, ""),
        (0, 0, ""),
        (6000, 0, UP),
        (900, 100, ""),
    ],
)
def test_a_month_is_out_of_the_ordinary_beyond_both_the_share_and_the_amount(
    expected: int, usual: int, direction: str
) -> None:
    assert direction_of(Decimal(expected), Decimal(usual), Unusual()) == direction
