"""The reader of `/duty`: who is on duty, when, and who swaps with whom (K5)."""

import re
from datetime import date, timedelta

from bot.grammar.dates import take_day
from bot.grammar.figures import BETWEEN, ENDS
from bot.grammar.leave import COUNTED, LASTS, NAME_WORDS, TO, spelled_out
from bot.grammar.members import role_words
from bot.grammar.orders import take_value
from bot.grammar.reading import Reading, Wrong, build
from bot.wording.vocabulary import Vocabulary
from bot.wording.vocabulary.spelling import fold, key, level
from store.company import Role
from store.hours.words import MONDAY_TO_SUNDAY, parse_duty_time
from store.members.requests import AskSwap, EndDuty, SetDuty, ShowDuty
from store.requests import Request

_SPAN = re.compile(r"[0-2]?[0-9]:[0-5][0-9]\s*-\s*[0-2]?[0-9]:[0-5][0-9]")


def duty(reading: Reading) -> Request:
    """`ROLE NAME WHEN` or `ROLE WHEN NAME`, `ROLE NAME off`, `swap NAME DAY [DAY]`; alone, who is on duty."""
    reading.nothing_below()
    said = reading.rest.strip(BETWEEN + ENDS)
    if not said:
        return ShowDuty()
    word, rest = take_value(reading, "duty", said)
    if word == "swap":
        return _swap(reading, rest)
    words, roles = said.split(), role_words(reading.vocabulary)
    for count in range(min(3, len(words)), 0, -1):
        if (role := roles.get(key(" ".join(words[:count])))) is not None:
            return _duty_of(reading, role, words[count:])
    raise Wrong("role", "role", words[0])


def _duty_of(reading: Reading, role: Role, words: list[str]) -> Request:
    if len(words) > 1 and reading.vocabulary.value_of("duty", words[-1]) == "off":
        return build(EndDuty, {"who": "who"}, role=role, who=" ".join(words[:-1]))
    for count in range(1, min(NAME_WORDS, len(words))):
        for who, said in ((words[:count], words[count:]), (words[-count:], words[:-count])):
            half, days = _half(reading, " ".join(said))
            when = _duty_time(reading, days)
            if when is None or (half and ":" in when):
                continue
            reading.understand("at", " ".join(said) if half else when)
            return build(SetDuty, {"who": "who"}, role=role, who=" ".join(who), when=when, half=half)
    raise Wrong("duty_time", "at", " ".join(words[1:]))


def _half(reading: Reading, said: str) -> tuple[str, str]:
    """明天下午: which half of the day, if one was said, and the rest."""
    for word in sorted(reading.vocabulary.value_words("half"), key=len, reverse=True):
        if level(said).endswith(level(word)) and (rest := said[: -len(word)].strip(BETWEEN)):
            return reading.vocabulary.value_of("half", word) or "", rest
    return "", said


def _duty_time(reading: Reading, said: str) -> str | None:
    """As company.toml writes it: `mon-fri 18:00-08:00`; days may be typed in either language, dates in any form."""
    text = fold(said).strip()
    hours = _SPAN.search(text)
    days = (text[: hours.start()] if hours else text).strip(BETWEEN)
    span = f" {hours[0].replace(' ', '')}" if hours else ""
    days = spelled_out(days)
    first, lasts = _first_day(reading, days), LASTS.fullmatch(level(days))
    if lasts is not None and lasts[1] != "半":
        until = reading.today + timedelta(days=(COUNTED.get(lasts[1]) or int(lasts[1])) - 1)
        days = f"{reading.today.isoformat()}..{until.isoformat()}"
    elif first is not None:
        last = TO.sub("", first[1], count=1)
        end = take_day(last, reading.today, reading.vocabulary.days) if first[1] else None
        if first[1] and (end is None or end[1]):
            return None
        days = first[0].isoformat() + (f"..{end[0].isoformat()}" if end else "")
    else:
        days = _named_days(reading.vocabulary, days)
    try:
        parse_duty_time(days + span)
    except ValueError:
        return None
    return days + span


def _first_day(reading: Reading, said: str) -> tuple[date, str] | None:
    """A day with a figure, or 明天. A day of the week is every week's here."""
    days, text = reading.vocabulary.days, level(said)
    near = any(text.startswith(level(word)) for word in days.near)
    return take_day(said, reading.today, days) if near or any(map(str.isdigit, said)) else None


def _named_days(vocabulary: Vocabulary, said: str) -> str:
    """`周一到周五` as `mon-fri`; what isn't understood stays as it is."""
    if vocabulary.value_of("duty", said) == "daily":
        return "mon-sun"
    parts = []
    for part in re.split(r"[,、]", said):
        ends = [end.strip() for end in re.split(r"-|~|到|至", part)]
        known = [_weekday(vocabulary, end) or end.lower() for end in ends]
        parts.append("-".join(known))
    return ",".join(parts)


def _weekday(vocabulary: Vocabulary, said: str) -> str | None:
    text = key(said)
    for prefix in ("周", "星期", "礼拜"):
        text = text.removeprefix(prefix)
    number = vocabulary.days.week.get(text)
    return MONDAY_TO_SUNDAY[number - 1] if number else None


def _swap(reading: Reading, said: str) -> Request:
    """`NAME DAY`, and the day whose duty is taken in return."""
    words = said.split()
    for count in range(1, min(NAME_WORDS, len(words))):
        found = take_day(" ".join(words[count:]), reading.today, reading.vocabulary.days)
        if found is None:
            continue
        back = take_day(found[1], reading.today, reading.vocabulary.days) if found[1] else None
        if found[1] and back is None:
            raise Wrong("date", "until", found[1])
        who = " ".join(words[:count])
        return build(AskSwap, {"who": "who"}, who=who, day=found[0], back=back[0] if back else None)
    raise Wrong("date", "until", " ".join(words[1:]) or said)
