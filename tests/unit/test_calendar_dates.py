"""K1 to K4: on which days, at which hours and whom the shipped calendar asks, for a whole year; and the rules behind it.

`calendar_2026.txt` was read line by line against the company's procedures and the official calendar of 2026. A change
of a rule shows there as a difference to be read again: `python -m tests.unit.test_calendar_dates` writes it.
"""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from store.calendar.dates import Occasion, next_occasion, occasions
from store.company import Company, Role
from store.company.file import load_company, parse_company
from store.hours.words import Every
from store.hours.worktime import WorkTime

SHIPPED = Path("templates/company.toml")
YEAR = Path(__file__).with_name("calendar_2026.txt")
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def table() -> str:
    """Per entry: when it says, who, hours of the first time round; then month by month the days."""
    company = load_company(SHIPPED)
    worktime = WorkTime(company)
    lines = []
    for entry in company.calendar:
        found = occasions(entry, worktime, FIRST, LAST)
        people = dict.fromkeys(one.name for role in entry.roles for one in company.acting(role))
        who = "all" if len(entry.roles) == len(Role) - 1 else " ".join(people)
        flags = [entry.kind, f"per {entry.per}", *(["silent"] if entry.silent else [])]
        flags += [*([f"to {entry.to}"] if entry.to else []), *([] if entry.active else ["off"])]
        lines.append(f"{entry.key} = {entry.when.text} [{', '.join(flags)}] {who}")
        lines.append(f"  {hours(company, found[0])}; pinged {pings(company, found[-1])}")
        for month in range(1, 13):
            if days := [one for one in found if one.date.month == month]:
                lines.append(f"  {month:02}: {' '.join(_day(one) for one in days)}")
    return "\n".join(lines) + "\n"


def _day(occasion: Occasion) -> str:
    begin, end = occasion.starts_at.astimezone(ZoneInfo("Asia/Shanghai")).date(), occasion.date
    return f"{end:%d}{'' if begin == end else f'({begin:%d}..)'}"


def hours(company: Company, occasion: Occasion) -> str:
    start, due, end = (
        f"{at.astimezone(company.zone):%H:%M}"
        for at in (occasion.starts_at, occasion.due_at, occasion.ends_at)
    )
    return f"{start} to {end}, due {due}"


def pings(company: Company, occasion: Occasion) -> str:
    told = (f"{at.astimezone(company.zone):%m-%d %H:%M}" for at in occasion.pings)
    return f"for {occasion.date:%m-%d}: {', '.join(told)}"


def test_a_year_of_the_shipped_calendar_falls_on_the_reviewed_days() -> None:
    assert table() == YEAR.read_text(encoding="utf-8")


ENTRY = """
name = "x"
timezone = "{zone}"
country = "{country}"
[hours]
mon-fri = ["08:00-12:00", "13:30-17:30"]
[[calendar]]
key = "it"
title = "it"
kind = "{kind}"
roles = ["service"]
when = "{when}"
{more}
"""


def falls(
    when: str, first: date, last: date, *, kind: str = "deadline", more: str = "", zone: str = "Asia/Shanghai"
) -> list[Occasion]:
    country = "CN" if zone.startswith("Asia") else "US"
    company = parse_company(ENTRY.format(zone=zone, country=country, kind=kind, when=when, more=more))
    return occasions(company.calendar[0], WorkTime(company), first, last)


def days(found: list[Occasion]) -> list[str]:
    return [f"{one.date:%m-%d}" for one in found]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("before", ["09-30"]),  # the 3rd to the 7th of October are days off
        ("after", ["10-08"]),
        ("skip", []),
        ("keep", ["10-05"]),
    ],
)
def test_a_day_off_moves_an_occurrence_as_its_entry_says(rule: str, expected: list[str]) -> None:
    found = falls("monthly 5", date(2026, 9, 20), date(2026, 10, 20), more=f'on_day_off = "{rule}"')

    assert days(found) == expected


def test_a_make_up_saturday_is_a_working_day() -> None:
    (found,) = falls("monthly 28", date(2026, 2, 1), date(2026, 2, 28))

    assert f"{found.date:%m-%d}" == "02-28"  # a Saturday that is worked after the Spring Festival


def test_the_30th_is_the_last_day_where_there_is_none() -> None:
    found = falls("monthly 30", date(2027, 1, 1), date(2028, 3, 31), more='on_day_off = "keep"')

    assert days(found) == [
        "01-30", "02-28", "03-30", "04-30", "05-30", "06-30", "07-30", "08-30", "09-30", "10-30", "11-30", "12-30",
        "01-30", "02-29", "03-30",
    ]  # fmt: skip


def test_two_days_moved_onto_one_are_one_occurrence() -> None:
    found = falls("sat,sun 09:00", date(2026, 11, 20), date(2026, 11, 23), more='on_day_off = "before"')

    assert days(found) == ["11-20"]


def test_several_times_a_day_are_told_apart_by_their_slot() -> None:
    found = falls("daily 16:00,09:00", date(2026, 11, 23), date(2026, 11, 24))

    assert [(f"{one.date:%d}", one.slot, one.due_at.hour + 8) for one in found] == [
        ("23", 0, 9), ("23", 1, 16), ("24", 0, 9), ("24", 1, 16),
    ]  # fmt: skip


def test_a_rule_of_rfc_5545_counts_its_weeks_from_one_monday_and_may_name_hours() -> None:
    found = falls("rrule:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;BYHOUR=9,15", date(2026, 11, 1), date(2026, 11, 30))

    assert [(f"{one.date:%m-%d}", one.slot) for one in found] == [
        ("11-02", 0), ("11-02", 1), ("11-16", 0), ("11-16", 1), ("11-30", 0), ("11-30", 1),
    ]  # fmt: skip


def test_a_rule_that_has_ended_comes_round_no_more() -> None:
    company = parse_company(
        ENTRY.format(
            zone="Asia/Shanghai", country="CN", kind="notice", when="rrule:FREQ=DAILY;COUNT=3", more=""
        )
    )

    assert next_occasion(company.calendar[0], WorkTime(company), date(2026, 1, 1)) is None


def test_a_window_is_told_when_it_opens_ahead_and_on_its_last_working_day() -> None:
    (found,) = falls(
        "monthly 5..12", date(2026, 12, 1), date(2026, 12, 31), kind="window", more='remind = ["2d"]'
    )

    zone = ZoneInfo("Asia/Shanghai")
    assert found.starts_at == datetime(2026, 12, 5, 8, tzinfo=zone)  # a Saturday: the dates are kept
    assert found.due_at == datetime(2026, 12, 12, 17, 30, tzinfo=zone)
    assert [f"{at.astimezone(zone):%m-%d %H:%M}" for at in found.pings] == [
        "12-07 08:00", "12-10 08:00", "12-11 08:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        (date(2026, 3, 8), "02:30", "03:30"),  # left out by the clock change: an hour later
        (date(2026, 11, 1), "01:30", "01:30"),  # comes twice: the first one
    ],
)
def test_an_hour_that_a_clock_change_takes_or_repeats_comes_once(day: date, hour: str, expected: str) -> None:
    (found,) = falls(
        f"daily {hour}", day, day, kind="notice", more='on_day_off = "keep"', zone="America/New_York"
    )

    local = found.due_at.astimezone(ZoneInfo("America/New_York"))
    assert (f"{local:%H:%M}", local.fold) == (expected, 0)


def test_a_day_ahead_is_a_day_on_the_calendar_over_a_clock_change() -> None:
    (found,) = falls(
        "monthly 1 12:00",
        date(2027, 11, 1),
        date(2027, 11, 30),
        more='remind = ["3d"]',
        zone="America/New_York",
    )

    told = found.pings[0].astimezone(ZoneInfo("America/New_York"))
    assert f"{told:%m-%d %H:%M}" == "10-29 08:00"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("before", ["09-28", "10-12"]),  # the last working day before stands beside the 28th
        ("after", ["09-28", "10-08", "10-12"]),
        ("skip", ["09-28", "10-12"]),
    ],
)
def test_what_is_weekly_never_stands_in_another_week_beside_its_own_last_or_next(
    rule: str, expected: list[str]
) -> None:
    more = f'on_day_off = "{rule}"'
    found = falls("mon 08:30", date(2026, 9, 27), date(2026, 10, 12), kind="meeting", more=more)

    assert days(found) == expected


def test_nobody_is_asked_to_two_weekly_meetings_at_the_same_time_in_the_shipped_year() -> None:
    company = load_company(SHIPPED)
    worktime = WorkTime(company)
    held = [
        (
            one.starts_at,
            one.ends_at,
            entry.key,
            frozenset(who.name for role in entry.roles for who in company.acting(role)),
        )
        for entry in company.entries.values()
        if entry.kind == "meeting" and entry.when.every is Every.WEEK
        for one in occasions(entry, worktime, FIRST, LAST)
    ]
    clashes = [
        (first[2], second[2], f"{first[0]:%m-%d}")
        for first in held
        for second in held
        if first[2] < second[2] and first[0] < second[1] and second[0] < first[1] and first[3] & second[3]
    ]
    assert clashes == []


def test_what_is_due_after_office_hours_is_called_for_as_they_end() -> None:
    company = load_company(SHIPPED)
    entry = company.entries["week-summary"]
    (one,) = occasions(entry, WorkTime(company), date(2026, 12, 4), date(2026, 12, 4))
    assert f"{one.due_at.astimezone(company.zone):%H:%M}" == "17:50"
    assert [f"{at.astimezone(company.zone):%H:%M}" for at in one.pings] == ["14:50", "17:30"]


if __name__ == "__main__":
    YEAR.write_text(table(), encoding="utf-8")
