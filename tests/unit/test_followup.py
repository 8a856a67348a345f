"""P2: by which days an order is judged, and what a step usually takes."""

from datetime import date

import pytest

from store.reports.followup import Days, days_of, middle, ninth

A, B, C = date(2026, 11, 24), date(2026, 11, 27), date(2026, 11, 30)


@pytest.mark.parametrize(
    ("changes", "now", "days"),
    [
        ([], A, Days(A, A, A)),
        ([], None, Days(None, None, None)),
        ([("place", A)], A, Days(A, A, A)),
        ([("place", A), ("promise", B)], B, Days(A, B, A)),
        ([("place", A), ("change", B)], B, Days(A, B, B)),
        ([("promise", A), ("promise", B), ("promise", C)], C, Days(A, C, None)),
        ([("place", A), ("promise", B), ("sign_change", C)], C, Days(A, C, C)),
        ([("place", A), ("change", None)], None, Days(A, None, A)),
    ],
)
def test_the_first_day_agreed_stands_whatever_is_agreed_later_and_what_was_asked_for_is_the_customers(
    changes: list[tuple[str, date | None]], now: date | None, days: Days
) -> None:
    assert days_of(changes, now) == days


@pytest.mark.parametrize(
    ("minutes", "median", "nine_of_ten"),
    [
        ([5], 5, 5),
        ([5, 8], 6, 8),
        ([1, 2, 90], 2, 90),
        (list(range(1, 11)), 5, 9),
        (list(range(1, 21)), 10, 18),
    ],
)
def test_nine_of_ten_took_no_longer_than_the_90th_percentile(
    minutes: list[int], median: int, nine_of_ten: int
) -> None:
    assert (middle(minutes), ninth(minutes)) == (median, nine_of_ten)
