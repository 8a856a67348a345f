"""The calendar file, read back by somebody else's reader of RFC 5545."""

from datetime import UTC, date, datetime

import icalendar

from bot.papers.ics import write
from store.calendar.dates import occasions
from store.calendar.noted import noted
from store.company.calendar import OnDayOff
from store.company.file import parse_company
from store.hours.worktime import WorkTime

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
COMPANY = parse_company("""
name = "x"
[hours]
mon-fri = ["08:00-12:00", "13:30-17:30"]
[[calendar]]
key = "weekly"
title = "例会; 逗号, 反斜杠\\\\ 和一个长得要折成好几行、而且每个字三个字节、不能从字中间断开的标题"
when = "mon 08:30-09:30"
kind = "meeting"
roles = ["service"]
remind = ["1d", "30m"]
[[calendar]]
key = "report"
title = "月报"
when = "monthly 28"
kind = "deadline"
roles = ["service"]
""")


def test_another_reader_finds_every_time_round_with_its_title_hours_and_alarms() -> None:
    worktime = WorkTime(COMPANY)
    found = [
        one
        for entry in COMPANY.calendar
        for one in occasions(entry, worktime, date(2026, 12, 1), date(2026, 12, 31))
    ]

    content = write([noted(one) for one in found], "zh", NOW)
    calendar = icalendar.Calendar.from_ical(content)

    events = calendar.walk("VEVENT")
    assert len(events) == len(found) == 5
    assert not [error for event in events for error in event.errors]
    for event, occasion in zip(events, found, strict=True):
        assert str(event["SUMMARY"]) == occasion.entry.title.zh
        assert str(event["UID"]) == f"{occasion.entry.key}-{occasion.date:%Y%m%d}-0@gendan"
        assert event["DTEND"].dt == occasion.ends_at and event["DTSTAMP"].dt == NOW
    (first, *_) = events
    assert first["DTSTART"].dt == found[0].starts_at
    alarms = [alarm["TRIGGER"].dt for alarm in first.walk("VALARM")]
    assert [found[0].starts_at + before for before in alarms] == list(found[0].pings)


def test_an_event_keeps_its_uid_when_days_off_move_its_day() -> None:
    report = next(entry for entry in COMPANY.calendar if entry.key == "report")
    days = {
        day_off: occasions(
            report.model_copy(update={"on_day_off": day_off}),
            WorkTime(COMPANY),
            date(2026, 11, 20),
            date(2026, 12, 3),
        )
        for day_off in OnDayOff
        if day_off is not OnDayOff.SKIP
    }
    assert len({one.date for (one,) in days.values()}) > 1, "the 28th is a Saturday"
    assert {noted(one).uid for (one,) in days.values()} == {"report-20261128-0@gendan"}


def test_lines_end_as_the_rule_says_and_none_is_longer_than_75_octets() -> None:
    (entry, _) = COMPANY.calendar
    events = occasions(entry, WorkTime(COMPANY), date(2026, 12, 1), date(2026, 12, 31))
    content = write([noted(one) for one in events], "en", NOW)

    lines = content.split(b"\r\n")
    assert lines[-1] == b"" and all(len(line) <= 75 for line in lines)
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert all(line.decode() or line == b"" for line in lines)  # no character is cut in two
