"""The readers of `/report` and `/export`, and the chat table of reports that are handed in."""

import re
from datetime import date, timedelta

from bot.grammar.chat import Asks, Chat, Move
from bot.grammar.dates import is_month, last_of, lately, month_said, take_day
from bot.grammar.figures import BETWEEN
from bot.grammar.orders import take_value
from bot.grammar.reading import About, Reading, Wrong, build
from bot.wording.vocabulary.spelling import fold
from store.collection.requests import ShowRates
from store.exports import KEPT, GetExport
from store.receipts.requests import ShowOwed
from store.reports.requests import (
    HANDED_IN,
    WEEKLY,
    ExplainReport,
    ReceiveReport,
    Report,
    ShowHandedIn,
    ShowReport,
    SubmitReport,
    month_meant,
    shifted,
)
from store.requests import Area, Request
from store.stock.weeks import week_of

NAMED = {"this": 0, "last": -1, "next": 1}
"""Months that are said by where they lie from this one."""
_YEAR = re.compile(r"[0-9]{4}")
_TO = re.compile(r"\s*(?:\.\.|-|~|到|至)\s*")


def report(reading: Reading) -> Request:
    """`KIND [MONTH]`: `2026-11`, `11月`; without one, this month. A month without its year is the last such one. `B1` shows
    one that is handed in, `B1 submit` and `B1 received` do just that."""
    reading.nothing_below()
    if reading.number is not None:
        return _of_one(reading, reading.number)
    kind, _, month = reading.rest.partition(" ")
    if not kind:
        raise Wrong("missing", "report")
    name = reading.vocabulary.value_of("report", kind)
    if name is None:
        raise Wrong("report", "report", kind)
    said = month.strip()
    match Report(name):
        case Report.RATES:
            return ShowRates(month=_month(reading, said) if said else shifted(reading.today, -1))
        case Report.RECEIVABLES:
            return ShowOwed(as_of=last_of(_month(reading, said), reading.today) if said else None)
        case kind if kind in WEEKLY:
            return ShowReport(report=kind, month=_week(reading, said))
        case kind:
            return ShowReport(report=kind, month=_month_of(reading, kind, said))


def _of_one(reading: Reading, number: int) -> Request:
    said = reading.words()
    value, rest = take_value(reading, "handed_in", said)
    if value == "because":
        return build(ExplainReport, {"text": "reason"}, number=number, text=rest)
    match reading.vocabulary.value_of("handed_in", said) if said else "show":
        case "show":
            return ShowHandedIn(number=number)
        case "submit":
            return build(SubmitReport, number=number)
        case "received":
            return build(ReceiveReport, number=number)
        case _:
            raise Wrong("handed_in", "handed_in", said)


def month_word(reading: Reading, said: str) -> str:
    """`2026-11` for a month as people write it; empty for every other word."""
    named = reading.vocabulary.value_of("report_month", said)
    if (named is None or NAMED.get(named) is None) and not is_month(said):
        return ""
    try:
        return f"{_month(reading, said):%Y-%m}"
    except Wrong:
        return ""


def _month(reading: Reading, said: str) -> date:
    named = NAMED.get(reading.vocabulary.value_of("report_month", said) or "") if said else 0
    return month_said(said, reading.today) if named is None else shifted(reading.today, named)


def _month_of(reading: Reading, kind: Report, said: str) -> date:
    """Of what is planned, a month without its year is the nearest such one."""
    if not said:
        return month_meant(kind, reading.today)
    month = _month(reading, said)
    if month < shifted(reading.today, -6) and _is_ahead(kind) and not _YEAR.search(fold(said)):
        return shifted(month, 12)
    return month


def _is_ahead(kind: Report) -> bool:
    return kind in HANDED_IN and HANDED_IN[kind].of > 0


def _week(reading: Reading, said: str) -> date:
    """That of a day, this one unless said; `上周`."""
    if reading.vocabulary.value_of("week", said) == "last":
        return week_of(reading.today) - timedelta(days=7)
    if not said:
        return week_of(reading.today)
    found = take_day(said, reading.today, reading.vocabulary.days)
    if found is None or found[1]:
        raise Wrong("date", "until", said)
    return week_of(lately(said, found[0], reading.today))


def export(reading: Reading) -> Request:
    """`LEDGER [FROM..TO]`: either end may be left out; one day alone is that day. Without a ledger it asks which."""
    reading.nothing_below()
    said = re.split(r"\s+", reading.rest.strip(BETWEEN), maxsplit=1)
    if not said[0]:
        return GetExport()
    ledger = reading.vocabulary.state_of("ledger", said[0])
    if ledger not in KEPT:
        raise Wrong("ledger", "ledger", said[0])
    first, last = _days(reading, said[1] if len(said) > 1 else "")
    return GetExport(ledger=ledger, first=first, last=last)


def _days(reading: Reading, said: str) -> tuple[date | None, date | None]:
    if not said:
        return None, None
    first, rest = take_day(said, reading.today, reading.vocabulary.days) or (None, said)
    joint = _TO.match(fold(rest))
    if joint is None or not rest:
        if first is None or rest:
            raise Wrong("date", "until", said)
        return first, first
    behind = rest[joint.end() :]
    if not behind and first is not None:
        return first, None
    until = take_day(behind, reading.today, reading.vocabulary.days)
    if until is None or until[1] or (first is not None and until[0] < first):
        raise Wrong("date", "until", said)
    return first, until[0]


def _free(reading: Reading, about: About) -> Request | None:
    """What is said in reply to the question why is the answer."""
    said = reading.words()
    if "explain_report" not in about.kinds[:1] or not said:
        return None
    return build(ExplainReport, {"text": "reason"}, number=about.number, text=said)


REPORTS_CHAT = Chat(
    area=Area.REPORTS,
    menu="reports",
    spoken=frozenset({"explain_report"}),
    free=_free,
    moves=(
        Move(
            request=SubmitReport,
            command="report",
            read=report,
            alone=True,
            buttons={"submit_report": None},
            others=(ShowReport, ShowHandedIn, ShowRates, ShowOwed),
        ),
        Move(
            request=ExplainReport,
            command="report",
            asks={"explain_report": Asks("explain_report", "because")},
        ),
        Move(request=ReceiveReport, command="report", buttons={"receive_report": None}),
    ),
)
