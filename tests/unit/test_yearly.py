"""Days that come round each year, by our calendar or the Chinese one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grammar.dates import read_yearly
from store.hours.yearly import Yearly

SAID = [
    ("8-15", "08-15"),
    ("8月15日", "08-15"),
    ("８．１５", "08-15"),
    ("八月十五", "08-15"),
    ("1980-08-15", "1980-08-15"),
    ("19800815", "1980-08-15"),
    ("1980年8月15日", "1980-08-15"),
    ("公历 8-15", "08-15"),
    ("农历 8-15", "lunar 08-15"),
    ("农历八月十五", "lunar 08-15"),
    ("阴历1980年8月15", "lunar 1980-08-15"),
    ("lunar 8-15", "lunar 08-15"),
    ("正月初一", "lunar 01-01"),
    ("腊月廿三", "lunar 12-23"),
    ("农历 2-30", "lunar 02-30"),
    ("2-29", "02-29"),
]


@pytest.mark.parametrize(("said", "written"), SAID)
def test_a_birthday_is_read_as_people_write_it(said: str, written: str) -> None:
    assert str(read_yearly(said)) == written


@pytest.mark.parametrize(
    "said",
    [
        "",
        "明天",
        "13-40",
        "农历 13-1",
        "农历 1-31",
        "2-30",
        "1981-02-29",
        "1880-01-01",
        "8",
        "正月",
        "88-8-8",
    ],
)
def test_what_is_no_day_of_its_calendar_is_none(said: str) -> None:
    assert read_yearly(said) is None


FALLS = [
    ("02-29", "2026-01-01", "2026-02-28"),
    ("02-29", "2028-01-01", "2028-02-29"),
    ("02-29", "2027-03-01", "2028-02-29"),
    ("12-31", "2026-12-31", "2026-12-31"),
    ("12-30", "2026-12-31", "2027-12-30"),
    ("lunar 01-01", "2026-01-01", "2026-02-17"),
    ("lunar 01-01", "2026-02-18", "2027-02-06"),
    ("lunar 08-15", "2026-09-01", "2026-09-25"),
    ("lunar 12-30", "2026-01-01", "2026-02-16"),  # that year's last month has 29 days
    ("lunar 1980-08-15", "2027-01-01", "2027-09-15"),
]


@pytest.mark.parametrize(("written", "first", "falls"), FALLS)
def test_it_falls_on_the_next_such_day_or_the_last_of_a_month_that_lacks_it(
    written: str, first: str, falls: str
) -> None:
    assert Yearly.read(written).falls(date.fromisoformat(first)) == date.fromisoformat(falls)


@given(st.integers(1, 12), st.integers(1, 30), st.booleans())
def test_every_day_of_either_calendar_is_kept_and_read_back(month: int, day: int, lunar: bool) -> None:
    made = Yearly(month=month, day=day, lunar=lunar)
    if not lunar and (month, day) == (2, 30):
        return
    assert Yearly.of(made.born(), lunar) == made
    assert Yearly.read(str(made)) == made


@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)), st.integers(1, 12), st.integers(1, 30))
def test_a_lunar_day_comes_round_within_thirteen_months(first: date, month: int, day: int) -> None:
    assert 0 <= (Yearly(month=month, day=day, lunar=True).falls(first) - first).days <= 385
