"""The readers of `/away` and `/back`: from when until when somebody is away, and who stands in."""

import re
from datetime import date, time, timedelta
from typing import Any

from bot.grammar.dates import take_day
from bot.grammar.figures import BETWEEN, ENDS
from bot.grammar.orders import take_value
from bot.grammar.reading import Reading, Wrong, build
from bot.wording.vocabulary.spelling import fold, level
from store.members.requests import ComeBack, GoAway, ShowAway
from store.requests import Request

_TIME = re.compile(r"([01]?[0-9]|2[0-3])(?::([0-5][0-9])|[点时](?:([0-5]?[0-9])分?|(半))?)(?![0-9])")
TO = re.compile(r"^\s*(?:\.\.|-|~|到|至)\s*")
NAME_WORDS = 6
"""A day is looked for behind no more words of a name than this."""


def away(reading: Reading) -> Request:
    """`UNTIL [SUBSTITUTE]`, `off`; with a name before, for somebody else."""
    reading.nothing_below()
    said = spelled_out(reading.rest.strip(BETWEEN))
    if not said:
        return ShowAway()
    if request := _away(reading, said, ""):
        return request
    words = said.split()
    for count in range(1, min(NAME_WORDS, len(words))):
        name = " ".join(words[:count])
        if request := _away(reading, " ".join(words[count:]), name.strip(BETWEEN)):
            return request
    raise Wrong("date", "until", words[0])


_DATES = re.compile(
    r"([0-9]{1,2}[./月][0-9]{1,2}[日号]?)\s*[-–—~]\s*((?:[0-9]{1,2}[./月])?[0-9]{1,2})[日号]?(?![0-9:./月])"
)
_COMING = re.compile(r"(今|明)(明|后)(?:两)?天")
_BACKWARDS = re.compile(
    r"^((?:半|[一两二三四五六七八九十]|[0-9]{1,2})\s*个?(?:天|周|星期|礼拜))\s*[,，]?\s*从\s*(\S+?)(?:起|开始)?(?=\s|$)"
)


_BETWEEN_DAYS = re.compile(
    r"(?:(?<=[0-9])|(?<=day)|(?<=tomorrow)|(?<=\b(?:mon|tue|wed|thu|fri|sat|sun)))\s+(?:to|till|until|through)\s+"
    r"(?=[0-9]|(?:next\s+)?(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|tomorrow)",
    re.IGNORECASE,
)
"""12-01 to 12-03, tomorrow until friday."""
_NEXT_TO = re.compile(r"(周|星期|礼拜)([一二三四五六])\s*[、和]?\s*\1([二三四五六日天])")


def spelled_out(said: str) -> str:
    """Both ends as the reader knows them: `12.1-3`, `12月1号-12月3号`, `明后天`, `周三周四`, `3天 从周一`, `从周一 3天`."""
    said = _NEXT_TO.sub(_to_next, said)
    said = _COMING.sub(lambda days: f"{days[1]}天到{days[2]}天", said)
    said = _DATES.sub(
        lambda dates: f"{dates[1]}到{dates[2]}号" if dates[2].isdigit() else f"{dates[1]}到{dates[2]}", said
    )
    said = _BETWEEN_DAYS.sub("到", re.sub(r"^from\s+", "", said, flags=re.IGNORECASE))
    return re.sub(r"^(?:从|自)\s*", "", _BACKWARDS.sub(r"\2 \1", said))


def _to_next(days: re.Match[str]) -> str:
    """周三周五 are not all between."""
    week = "一二三四五六日"
    follows = week.index(days[2]) + 1 == week.index(days[3].replace("天", "日"))
    return f"{days[1]}{days[2]}到{days[1]}{days[3]}" if follows else days[0]


def _away(reading: Reading, said: str, who: str) -> Request | None:
    """None where the text begins with no day, length, hour or word for coming back."""
    word, rest = take_value(reading, "away", said)
    if word == "off":
        reading.nothing_more(rest)
        return build(ComeBack, {"who": "who"}, who=who)
    found = _until(reading, rest) if word == "until" else _leave(reading, said)
    if found is None:
        return None
    times, rest = found
    shown = " – ".join(str(times[name]) for name in ("since", "until") if times.get(name))
    at = times.get("at")
    reading.understand("until", f"{shown} {at:%H:%M}" if at else shown)
    substitute = _STANDS_IN.sub("", rest.strip(BETWEEN + ENDS))
    return build(GoAway, {"substitute": "substitute"}, **times, substitute=substitute, who=who)


_Times = dict[str, Any]
_STANDS_IN = re.compile(r"(?:代班|代办|代)$")
_POINTED = re.compile(r"^([0-9]{1,2})\.([0-9]{1,2})(?![0-9])")
LASTS = re.compile(
    r"(半|一|两|二|三|四|五|六|七|八|九|十|[1-9][0-9]?)\s*(?:个)?\s*(?:天|days?(?![a-z]))", re.IGNORECASE
)
_WEEKS = re.compile(r"(一|两|二|三|四|[1-9])\s*个?\s*(?:周|星期|礼拜)(?![一二三四五六日天末1-7])")
_WHOLE_WEEK = re.compile(r"(本|这|下)\s*个?\s*(?:周|星期|礼拜)(?![一二三四五六日天末1-7])")
COUNTED = {word: number for number, word in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}


def _until(reading: Reading, said: str) -> tuple[_Times, str] | None:
    """From now on: `到 12-03`, `到 15:00`."""
    found = _day(reading, said, reading.today)
    until, rest = found or (reading.today, said)
    at, rest = _hour(rest)
    return ({"until": until, "at": at}, rest) if found or at else None


def _leave(reading: Reading, said: str) -> tuple[_Times, str] | None:
    """`明天`, `12-01到12-03`, `明天下午`, `明天下午到后天上午`, `3天`, `半天`; an hour alone is when it ends today."""
    found = _day(reading, said, reading.today)
    first, rest = found or (reading.today, said)
    if found is None and (week := _WHOLE_WEEK.match(level(said))) is not None:
        monday = reading.today - timedelta(days=reading.today.weekday()) + timedelta(weeks=week[1] == "下")
        span = {"since": max(monday, reading.today), "until": monday + timedelta(days=6)}
        return span, said[week.end() :].strip(BETWEEN)
    rest = re.sub(r"^(?:起|开始)\s*", "", rest)
    if (weeks := _WEEKS.match(level(rest))) is not None:
        days = 7 * (COUNTED.get(weeks[1]) or int(weeks[1]))
        ends = {"since": first if found else None, "until": first + timedelta(days=days - 1)}
        return ends, rest[weeks.end() :].strip(BETWEEN)
    if (lasts := LASTS.match(level(rest))) is not None:
        rest = rest[lasts.end() :].strip(BETWEEN)
        since = first if found else None
        if lasts[1] == "半":
            return {"since": since, "until": first, "half": "half"}, rest
        days = COUNTED.get(lasts[1]) or int(lasts[1])
        return {"since": since, "until": first + timedelta(days=days - 1)}, rest
    half, rest = _half(reading, rest)
    if half is not None:
        if half == "pm" and (to := TO.match(rest)) is not None:
            return _last(reading, first, rest[to.end() :], half)
        return {"since": first, "until": first, "half": half}, rest
    at, after = _hour(rest)
    if found is None:
        return ({"until": first, "at": at}, after) if at else None
    if at is not None:
        return {"since": first, "until": first, "at": at}, after
    if (to := TO.match(rest)) is not None:
        return _last(reading, first, rest[to.end() :])
    return {"since": first, "until": first}, rest


def _half(reading: Reading, said: str) -> tuple[str | None, str]:
    """The other end of the time may stand at once behind it: 下午到周五."""
    words = reading.vocabulary
    for word in words.value_words("half"):
        if level(said).startswith(level(word)) and TO.match(said[len(word) :]):
            return words.value_of("half", word), said[len(word) :]
    return take_value(reading, "half", said)


def _last(reading: Reading, first: date, said: str, half: str = "") -> tuple[_Times, str] | None:
    """The other end: `3号` behind a day is that month's, `下周三` is seen from today."""
    ends = [found for seen in (reading.today, first) if (found := _day(reading, said, seen))]
    found = next((one for one in ends if one[0] >= first), None)
    if found is None:
        raise Wrong("date", "until", said)
    to_half, rest = take_value(reading, "half", found[1])
    at, rest = _hour(rest)
    span = {"since": first, "until": found[0], "at": at}
    halves = {name: value for name, value in (("half", half), ("to_half", to_half)) if value}
    return span | halves, rest


def _day(reading: Reading, said: str, today: date) -> tuple[date, str] | None:
    return take_day(
        _POINTED.sub(r"\1-\2", fold(said)) if _POINTED.match(fold(said)) else said,
        today,
        reading.vocabulary.days,
    )


def _hour(said: str) -> tuple[time | None, str]:
    hour = _TIME.match(level(said))
    if hour is None:
        return None, said
    minute = 30 if hour[4] else int(hour[2] or hour[3] or 0)
    return time(int(hour[1]), minute), said[hour.end() :].strip(BETWEEN)


def back(reading: Reading) -> Request:
    """`销假`; with a name, somebody else's."""
    reading.nothing_below()
    return build(ComeBack, {"who": "who"}, who=reading.rest.strip(BETWEEN + ENDS))
