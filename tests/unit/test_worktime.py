import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from store.company.file import parse_company
from store.hours.worktime import WorkTime

SHANGHAI = ZoneInfo("Asia/Shanghai")


def work_time(toml: str = "", *, zone: str = "Asia/Shanghai", country: str = "CN") -> WorkTime:
    head = f'name = "示例物流"\ntimezone = "{zone}"\ncountry = "{country}"\n'
    return WorkTime(parse_company(head + toml))


def local(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


AS_SHIPPED = work_time()
SIX_DAYS = work_time('[hours]\nmon-fri = ["08:00-12:00", "13:30-17:30"]\nsat = ["08:00-12:00"]')
ALL_NIGHT = work_time('[hours]\nmon-sun = ["00:00-06:00", "22:00-24:00"]', zone="Europe/Berlin", country="DE")
ALWAYS = work_time('[hours]\nmon-sun = ["00:00-24:00"]', zone="America/New_York", country="XX")
OFFICES = st.sampled_from([AS_SHIPPED, SIX_DAYS, ALL_NIGHT, ALWAYS])
INSTANTS = st.datetimes(datetime(2023, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
MINUTES = st.integers(-100_000, 100_000)


def days(first: str, last: str) -> list[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [start + timedelta(days=offset) for offset in range((end - start).days + 1)]


# --- China's official calendar --------------------------------------------------------------------------


def test_spring_festival_2026_is_off_with_its_make_up_saturdays_at_work() -> None:
    assert not any(AS_SHIPPED.is_workday(day) for day in days("2026-02-15", "2026-02-23"))
    assert AS_SHIPPED.is_workday(date(2026, 2, 14))
    assert AS_SHIPPED.is_workday(date(2026, 2, 24))
    assert AS_SHIPPED.is_workday(date(2026, 2, 28))


def test_national_day_2026_is_off_with_its_make_up_days_at_work() -> None:
    assert not any(AS_SHIPPED.is_workday(day) for day in days("2026-10-01", "2026-10-07"))
    assert AS_SHIPPED.is_workday(date(2026, 9, 20))
    assert AS_SHIPPED.is_workday(date(2026, 10, 8))
    assert AS_SHIPPED.is_workday(date(2026, 10, 10))


def test_the_weekends_at_work_in_2026_are_exactly_the_official_make_up_days() -> None:
    weekends = [day for day in days("2026-01-01", "2026-12-31") if day.weekday() >= 5]

    assert [day for day in weekends if AS_SHIPPED.is_workday(day)] == [
        date(2026, month, day) for month, day in [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]
    ]


def test_whoever_works_on_saturdays_is_off_on_those_of_the_official_holiday_periods() -> None:
    """The notice of 4 November 2025 gives periods with their weekends, e.g. 19 to 21 June."""
    saturdays = [day for day in days("2026-01-01", "2026-12-31") if day.weekday() == 5]

    assert [day for day in saturdays if not SIX_DAYS.is_workday(day)] == [
        date(2026, month, day) for month, day in [(1, 3), (2, 21), (4, 4), (5, 2), (6, 20), (9, 26), (10, 3)]
    ]


def test_working_days_are_sought_across_the_holidays() -> None:
    assert AS_SHIPPED.next_workday(date(2026, 2, 14)) == date(2026, 2, 24)
    assert AS_SHIPPED.previous_workday(date(2026, 2, 24)) == date(2026, 2, 14)
    assert AS_SHIPPED.next_workday(date(2026, 9, 19)) == date(2026, 9, 20)
    assert AS_SHIPPED.previous_workday(date(2027, 1, 4)) == date(2026, 12, 31)


def test_an_override_wins_over_holiday_make_up_day_and_weekday() -> None:
    work = work_time(
        """
        [[day]]
        date = 2026-10-01
        work = true
        [[day]]
        date = 2026-10-10
        work = false
        [[day]]
        date = 2026-11-27
        work = false
        [[day]]
        date = 2026-11-29
        work = true
        """
    )

    assert work.is_workday(date(2026, 10, 1))
    assert not work.is_workday(date(2026, 10, 10))
    assert not work.is_workday(date(2026, 11, 27))
    assert work.is_workday(date(2026, 11, 29))


def test_another_countrys_holidays_are_its_own() -> None:
    assert not work_time(country="DE").is_workday(date(2026, 12, 25))
    assert work_time(country="DE").is_workday(date(2026, 10, 1))
    assert AS_SHIPPED.is_workday(date(2026, 12, 25))


def test_a_year_is_known_when_its_make_up_days_are_published() -> None:
    assert all(AS_SHIPPED.year_is_known(year) for year in range(2020, 2027))
    assert not AS_SHIPPED.year_is_known(2099)


def test_a_year_is_known_when_its_plan_was_entered_by_hand() -> None:
    def entered(*dates: str) -> WorkTime:
        return work_time("".join(f"[[day]]\ndate = {day}\nwork = true\n" for day in dates))

    # Saturdays of 2099
    plan = ["2099-01-24", "2099-02-07", "2099-04-25", "2099-09-19", "2099-10-10"]
    assert entered(*plan).year_is_known(2099)
    assert not entered(*plan).year_is_known(2098)
    assert not entered("2099-01-24").year_is_known(2099), "one Saturday of overtime is no plan"


def test_countries_without_a_yearly_plan_are_known_and_unknown_ones_never() -> None:
    assert work_time(country="DE").year_is_known(2099)
    assert not ALWAYS.year_is_known(2026)
    assert ALWAYS.is_workday(date(2026, 1, 1))


# --- hours ----------------------------------------------------------------------------------------------


def test_the_office_is_open_in_its_spans_only() -> None:
    def is_open(at: str) -> bool:
        return AS_SHIPPED.is_open(local(at))

    assert is_open("2026-11-27T08:00")
    assert not is_open("2026-11-27T07:59:59")
    assert not is_open("2026-11-27T12:00")
    assert not is_open("2026-11-27T13:29")
    assert is_open("2026-11-27T17:29:59")
    assert not is_open("2026-11-27T17:30")
    assert not is_open("2026-11-28T10:00"), "a Saturday"


def test_the_next_opening_is_now_or_after_lunch_or_on_the_next_working_day() -> None:
    def next_open(at: str) -> datetime:
        return AS_SHIPPED.next_open(local(at)).astimezone(SHANGHAI)

    assert next_open("2026-11-27T09:00") == local("2026-11-27T09:00")
    assert next_open("2026-11-27T12:00") == local("2026-11-27T13:30")
    assert next_open("2026-11-27T17:30") == local("2026-11-30T08:00")
    assert next_open("2026-02-14T20:00") == local("2026-02-24T08:00")
    assert next_open("2026-12-31T20:00") == local("2027-01-04T08:00")


def test_a_make_up_sunday_keeps_the_hours_of_the_week() -> None:
    sunday = date(2026, 9, 20)

    assert AS_SHIPPED.start_of_day(sunday) == local("2026-09-20T08:00")
    assert AS_SHIPPED.end_of_day(sunday) == local("2026-09-20T17:30")
    assert AS_SHIPPED.between(local("2026-09-20T00:00"), local("2026-09-21T00:00")) == 480


def test_the_end_of_a_day_off_is_when_the_office_would_close() -> None:
    assert AS_SHIPPED.end_of_day(date(2026, 10, 1)) == local("2026-10-01T17:30")
    assert SIX_DAYS.end_of_day(date(2026, 10, 3)) == local("2026-10-03T12:00")
    assert ALWAYS.end_of_day(date(2026, 10, 3)) == local("2026-10-04T00:00", ZoneInfo("America/New_York"))


def test_a_day_may_have_hours_of_its_own() -> None:
    half_day = work_time('[[day]]\ndate = 2026-12-31\nwork = true\nhours = ["13:00-15:00", "08:00-10:00"]')

    assert half_day.end_of_day(date(2026, 12, 31)) == local("2026-12-31T15:00")
    assert half_day.between(local("2026-12-31T00:00"), local("2027-01-01T00:00")) == 240


def test_working_minutes_leave_out_lunch_nights_weekends_and_holidays() -> None:
    def between(start: str, end: str) -> int:
        return AS_SHIPPED.between(local(start), local(end))

    assert between("2026-11-27T11:45", "2026-11-27T13:45") == 30
    assert between("2026-11-27T17:00", "2026-11-30T08:30") == 60
    assert between("2026-02-14T17:00", "2026-02-24T08:30") == 60
    assert between("2026-11-28T00:00", "2026-11-29T23:59") == 0
    assert between("2026-11-30T08:30", "2026-11-27T17:00") == -60
    assert between("2026-11-27T09:00", "2026-11-27T09:00:59") == 0
    assert between("2025-12-31T17:00", "2027-01-01T00:00") == 30 + 248 * 480


def test_adding_working_minutes_lands_on_the_earliest_instant() -> None:
    def add(at: str, minutes: int) -> datetime:
        return AS_SHIPPED.add(local(at), minutes).astimezone(SHANGHAI)

    assert add("2026-11-27T11:30", 30) == local("2026-11-27T12:00")
    assert add("2026-11-27T11:30", 31) == local("2026-11-27T13:31")
    assert add("2026-11-27T17:00", 120) == local("2026-11-30T09:30")
    assert add("2026-11-28T10:00", 1) == local("2026-11-30T08:01")
    assert add("2026-11-28T10:00", 0) == local("2026-11-28T10:00")
    assert add("2026-12-31T17:00", 60) == local("2027-01-04T08:30")


def test_taking_off_working_minutes_lands_on_the_latest_instant() -> None:
    def add(at: str, minutes: int) -> datetime:
        return AS_SHIPPED.add(local(at), minutes).astimezone(SHANGHAI)

    assert add("2026-11-27T13:30", -30) == local("2026-11-27T11:30")
    assert add("2026-11-27T14:00", -30) == local("2026-11-27T13:30")
    assert add("2026-11-30T09:30", -120) == local("2026-11-27T17:00")
    assert add("2027-01-04T08:30", -60) == local("2026-12-31T17:00")


def test_the_day_that_a_clock_change_shortens_or_lengthens_has_its_true_length() -> None:
    new_york = ZoneInfo("America/New_York")

    assert ALWAYS.between(local("2026-03-08T00:00", new_york), local("2026-03-09T00:00", new_york)) == 23 * 60
    assert ALWAYS.between(local("2026-11-01T00:00", new_york), local("2026-11-02T00:00", new_york)) == 25 * 60


def test_hours_that_a_clock_change_swallows_count_once() -> None:
    """In New York 02:00 to 03:00 of 2026-03-08 doesn't exist."""
    split = '[hours]\nmon-sun = ["01:00-02:30", "02:30-03:00", "03:00-04:00"]'
    work = work_time(split, zone="America/New_York", country="US")
    new_york = ZoneInfo("America/New_York")

    assert work.between(local("2026-03-08T00:00", new_york), local("2026-03-09T00:00", new_york)) == 120
    assert work.between(local("2026-03-07T00:00", new_york), local("2026-03-08T00:00", new_york)) == 180


def test_it_refuses_a_naive_instant() -> None:
    naive = datetime(2026, 11, 27, 9)  # noqa: DTZ001
    for ask in (AS_SHIPPED.is_open, AS_SHIPPED.next_open, lambda at: AS_SHIPPED.add(at, 1)):
        with pytest.raises(ValueError, match="aware"):
            ask(naive)
    with pytest.raises(ValueError, match="aware"):
        AS_SHIPPED.between(naive, local("2026-11-27T09:00"))


def test_answers_come_in_utc() -> None:
    at = local("2026-11-28T09:00")
    answers = [
        AS_SHIPPED.add(at, 5),
        AS_SHIPPED.add(at, 0),
        AS_SHIPPED.next_open(at),
        AS_SHIPPED.end_of_day(at.date()),
    ]

    assert {answer.tzinfo for answer in answers} == {UTC}


def test_the_countrys_calendar_is_not_imported_before_it_is_needed() -> None:
    code = "import sys, store.hours.worktime; sys.exit('holidays' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --- laws ------------------------------------------------------------------------------------------------


@given(OFFICES, INSTANTS, MINUTES)
def test_what_was_added_lies_between(work: WorkTime, at: datetime, minutes: int) -> None:
    assert work.between(at, work.add(at, minutes)) == minutes


@given(OFFICES, INSTANTS, st.integers(1, 100_000))
def test_no_earlier_instant_would_do(work: WorkTime, at: datetime, minutes: int) -> None:
    assert work.between(at, work.add(at, minutes) - timedelta(microseconds=1)) == minutes - 1


@given(OFFICES, INSTANTS, INSTANTS, INSTANTS)
def test_ways_in_whole_minutes_add_up(work: WorkTime, a: datetime, b: datetime, c: datetime) -> None:
    a, b, c = sorted(at.replace(second=0, microsecond=0) for at in (a, b, c))

    assert work.between(a, b) + work.between(b, c) == work.between(a, c)


@given(OFFICES, INSTANTS, st.integers(1, 5_000), st.integers(1, 5_000))
def test_adding_twice_is_adding_the_sum(work: WorkTime, at: datetime, first: int, second: int) -> None:
    assert work.add(work.add(at, first), second) == work.add(at, first + second)


@given(OFFICES, INSTANTS)
def test_nothing_is_worked_before_the_next_opening(work: WorkTime, at: datetime) -> None:
    opening = work.next_open(at)

    assert work.is_open(opening)
    assert work.between(at, opening) == 0
    assume(opening > at)
    assert not work.is_open(opening - timedelta(microseconds=1))


@given(OFFICES, st.dates(date(2023, 1, 1), date(2028, 12, 31)))
def test_a_day_is_worked_exactly_when_it_is_a_workday(work: WorkTime, day: date) -> None:
    following = work.next_workday(day)

    assert work.previous_workday(following) <= day < following
    assert (work.previous_workday(following) == day) == work.is_workday(day)
    assert (work.between(work.start_of_day(day), work.end_of_day(day)) > 0) == work.is_workday(day)
