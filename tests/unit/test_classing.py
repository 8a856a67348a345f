"""The classes that the figures propose (U3)."""

from datetime import date
from decimal import Decimal

import pytest

from store.customers.classing import Figures, quarter_of, ranked


def figures(
    number: int, sold: int, *, before: int = 0, overdue: int = 0, region: str = "", grade: str = ""
) -> Figures:
    return Figures(
        number=number,
        name=f"客户{number}",
        region=region,
        grade=grade,
        sales_id=None,
        sold=Decimal(sold),
        before=Decimal(before),
        overdue=Decimal(overdue),
    )


@pytest.mark.parametrize(
    ("count", "classes"),
    [(1, "b"), (2, "bc"), (3, "abc"), (5, "abbcc"), (10, "aabbbbcccc"), (12, "aabbbbbccccc")],
)
def test_a_region_has_twenty_forty_and_forty_of_a_hundred(count: int, classes: str) -> None:
    found = ranked(figures(number, 1000 - number) for number in range(count))
    assert "".join(one.proposed for one in found) == classes
    assert [one.place for one in found] == list(range(1, count + 1))


def test_each_region_is_ranked_by_itself() -> None:
    found = ranked(
        [figures(1, 100, region="苏州"), figures(2, 9000, region="上海"), figures(3, 50, region="苏州")]
    )
    assert [(one.figures.number, one.place, one.of) for one in found] == [(2, 1, 1), (1, 1, 2), (3, 2, 2)]


def test_sales_growth_and_what_is_overdue_count_alike() -> None:
    steady = figures(1, 1000, before=1000)
    late = figures(2, 1000, before=1000, overdue=600)
    grown = figures(3, 1000, before=100)
    assert [one.figures.number for one in ranked([late, steady, grown])] == [3, 1, 2]


def test_whoever_bought_nothing_and_owes_is_last() -> None:
    found = ranked([figures(1, 0, overdue=10), figures(2, 0), figures(3, 5)])
    assert [one.figures.number for one in found] == [3, 2, 1]


def test_only_who_would_change_class_moves() -> None:
    found = ranked(figures(number, 1000 - number, grade="b") for number in range(5))
    assert [one.moves for one in found] == [True, False, False, True, True]


def test_a_quarter_begins_with_january_april_july_and_october() -> None:
    days = {date(2026, month, 17): quarter_of(date(2026, month, 17)).month for month in range(1, 13)}
    assert list(days.values()) == [1, 1, 1, 4, 4, 4, 7, 7, 7, 10, 10, 10]
