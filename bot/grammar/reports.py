"""The reader of `/report`."""

import re
from datetime import date

from bot.grammar.reading import Reading, Wrong
from bot.vocabulary.spelling import fold
from store.reports import Report, ShowReport
from store.requests import Request

_MONTH = re.compile(r"(?:([0-9]{4})\s*[-/.年]\s*)?([0-9]{1,2})\s*月?")
_EARLIEST = 2000


def report(reading: Reading) -> Request:
    """`KIND [MONTH]`: `2026-11`, `11月`; without one, this month. A month without its year is the last such one."""
    reading.nothing_below()
    kind, _, month = reading.rest.partition(" ")
    if not kind:
        raise Wrong("missing", "report")
    name = reading.vocabulary.value_of("report", kind)
    if name is None:
        raise Wrong("report", "report", kind)
    return ShowReport(report=Report(name), month=_month(month.strip(), reading.today))


def _month(said: str, today: date) -> date:
    if not said:
        return today.replace(day=1)
    found = _MONTH.fullmatch(fold(said))
    number = int(found[2]) if found else 0
    year = int(found[1]) if found and found[1] else today.year - (number > today.month)
    if not 1 <= number <= 12 or not _EARLIEST <= year <= today.year + 1:
        raise Wrong("month", "month", said)
    return date(year, number, 1)
