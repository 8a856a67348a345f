"""The readers of what people ask about themselves, the others and the bot."""

import re
from datetime import date, time, timedelta
from typing import Any

from bot.grammar.chat import PARTS
from bot.grammar.dates import take_day
from bot.grammar.figures import BETWEEN, ENDS
from bot.grammar.orders import take_value
from bot.grammar.reading import Reading, Wrong, build
from bot.wording.vocabulary import LANGUAGES, Vocabulary
from bot.wording.vocabulary.spelling import fold, key, level
from store.company import DESK, Role
from store.hours.words import MONDAY_TO_SUNDAY, parse_duty_time
from store.members.requests import (
    AskSwap,
    ComeBack,
    EndDuty,
    GoAway,
    Help,
    Join,
    ListMembers,
    ListUndelivered,
    SetDuty,
    SetLanguage,
    SetMorning,
    SetRoles,
    SetRoom,
    ShowAway,
    ShowDuty,
    ShowMenu,
    ShowRoles,
    ShowRoom,
    Start,
)
from store.phrases.requests import ListWords
from store.requests import Request

# A sign begins a role where a space or a Chinese character stands before it: Anne-Marie is a name.
_SIGN = re.compile(r"(?:^|\s|(?<=[^\x00-\x7f]))([+-])\s*")
_TIME = re.compile(r"([01]?[0-9]|2[0-3])(?::([0-5][0-9])|[点时](?:([0-5]?[0-9])分?|(半))?)(?![0-9])")
_JOIN = "join"
_SPAN = re.compile(r"[0-2]?[0-9]:[0-5][0-9]\s*-\s*[0-2]?[0-9]:[0-5][0-9]")
_TO = re.compile(r"^\s*(?:\.\.|-|~|到|至)\s*")
NAME_WORDS = 6
"""A day is looked for behind no more words of a name than this."""


def start(reading: Reading) -> Request:
    """What a deep link brings along says where it stood: one of them is for people who want to join."""
    return Join() if fold(reading.rest) == _JOIN else Start()


def menu(reading: Reading) -> Request:
    """Alone all of it; behind it one of its parts: `菜单 投诉退货`, `/menu money`."""
    reading.nothing_below()
    said = level(reading.rest)
    if not said:
        return ShowMenu()
    for part in PARTS:
        named = [reading.vocabulary.button(f"menu_{part}", language) for language in LANGUAGES]
        if said in map(level, (part, *named)):
            return ShowMenu(part=part)
    raise Wrong("usage", None, reading.rest)


def help_(reading: Reading) -> Request:
    reading.nothing_below()
    said = fold(reading.rest).lstrip("/").strip()
    if not said:
        return Help()
    name = reading.vocabulary.command_named(said)
    if name not in reading.commands:
        raise Wrong("unknown_command", "command", reading.rest)
    return Help(command=name)


def language(reading: Reading) -> Request:
    reading.nothing_below()
    if not reading.rest:
        return SetLanguage()
    match reading.vocabulary.value_of("language", reading.rest):
        case "zh":
            return SetLanguage(language="zh")
        case "en":
            return SetLanguage(language="en")
    raise Wrong("language", "language", reading.rest)


def members(reading: Reading) -> Request:
    reading.nothing_more(reading.rest)
    return ListMembers()


def undelivered(reading: Reading) -> Request:
    reading.nothing_more(reading.rest)
    return ListUndelivered()


def words(reading: Reading) -> Request:
    reading.nothing_more(reading.rest)
    return ListWords()


def join(reading: Reading) -> Request:
    reading.nothing_more(reading.rest)
    return Join()


def duty(reading: Reading) -> Request:
    """`ROLE NAME WHEN` or `ROLE WHEN NAME`, `ROLE NAME off`, `swap NAME DAY [DAY]`; alone, who is on duty."""
    reading.nothing_below()
    said = reading.rest.strip(BETWEEN + ENDS)
    if not said:
        return ShowDuty()
    word, rest = take_value(reading, "duty", said)
    if word == "swap":
        return _swap(reading, rest)
    words, roles = said.split(), _role_words(reading.vocabulary)
    for count in range(min(3, len(words)), 0, -1):
        if (role := roles.get(key(" ".join(words[:count])))) is not None:
            return _duty_of(reading, role, words[count:])
    raise Wrong("role", "role", words[0])


def _duty_of(reading: Reading, role: Role, words: list[str]) -> Request:
    if len(words) > 1 and reading.vocabulary.value_of("duty", words[-1]) == "off":
        return build(EndDuty, {"who": "who"}, role=role, who=" ".join(words[:-1]))
    for count in range(1, min(NAME_WORDS, len(words))):
        for who, said in ((words[:count], words[count:]), (words[-count:], words[:-count])):
            when = _duty_time(reading, " ".join(said))
            if when is not None:
                reading.understand("at", when)
                return build(SetDuty, {"who": "who"}, role=role, who=" ".join(who), when=when)
    raise Wrong("duty_time", "at", " ".join(words[1:]))


def _duty_time(reading: Reading, said: str) -> str | None:
    """As company.toml writes it: `mon-fri 18:00-08:00`; days may be typed in either language, dates in any form."""
    text = fold(said).strip()
    hours = _SPAN.search(text)
    days = (text[: hours.start()] if hours else text).strip(BETWEEN)
    span = f" {hours[0].replace(' ', '')}" if hours else ""
    days = _spelled_out(days)
    first, lasts = _first_day(reading, days), _LASTS.fullmatch(level(days))
    if lasts is not None and lasts[1] != "半":
        until = reading.today + timedelta(days=(_COUNTED.get(lasts[1]) or int(lasts[1])) - 1)
        days = f"{reading.today.isoformat()}..{until.isoformat()}"
    elif first is not None:
        last = _TO.sub("", first[1], count=1)
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


def role(reading: Reading) -> Request:
    """`NAME +finance -sales`, `NAME finance`, `NAME off`; a name alone, or nothing, to choose by button."""
    reading.nothing_below()
    said = fold(reading.rest)
    sign = _SIGN.search(said)
    if sign is not None:
        return _roles(reading, reading.rest[: sign.start()].strip(BETWEEN), sign.start())
    name, _, last = reading.rest.strip().rpartition(" ")
    active = reading.vocabulary.value_of("member", last)
    if name and active:
        return build(SetRoles, {"who": "who"}, who=name.strip(BETWEEN), active=active == "on")
    who, added = _named_roles(reading)
    if added:
        return build(SetRoles, {"who": "who"}, who=who, add=added)
    return build(ShowRoles, {"who": "who"}, who=reading.rest.strip(BETWEEN + ENDS))


def _named_roles(reading: Reading) -> tuple[str, tuple[Role, ...]]:
    """Whom the line names, and the roles behind the name as they are called, without a sign: these are added."""
    words, known = (
        re.split(r"[\s,、;]+", fold(reading.rest).strip(BETWEEN + ENDS)),
        _role_words(reading.vocabulary),
    )
    added: list[Role] = []
    while len(words) > 1:
        count = next((n for n in (3, 2, 1) if len(words) > n and key(" ".join(words[-n:])) in known), 0)
        if not count:
            break
        added.insert(0, known[key(" ".join(words[-count:]))])
        words = words[:-count]
    return " ".join(words), tuple(dict.fromkeys(added))


def _roles(reading: Reading, name: str, behind: int) -> Request:
    if not name:
        raise Wrong("missing", "who")
    words = _role_words(reading.vocabulary)
    parts = _SIGN.split(fold(reading.rest)[behind:])[1:]
    changes: dict[str, list[Role]] = {"+": [], "-": []}
    for mark, said in zip(parts[::2], parts[1::2], strict=True):
        found = words.get(key(said.strip(BETWEEN + ENDS)))
        if found is None:
            raise Wrong("role", "role", said.strip())
        changes[mark].append(found)
    return build(SetRoles, {"who": "who"}, who=name, add=tuple(changes["+"]), remove=tuple(changes["-"]))


def room(reading: Reading) -> Request:
    """`desk`, a role, `off`; alone it shows what the room is for."""
    reading.nothing_below()
    said = reading.rest.strip(BETWEEN + ENDS)
    if not said:
        return ShowRoom()
    purpose = reading.vocabulary.value_of("room", said) or _role_words(reading.vocabulary).get(key(said))
    if purpose is None:
        raise Wrong("room", "room", said)
    return SetRoom(purpose=DESK if purpose == DESK else "off" if purpose == "off" else Role(purpose))


def _role_words(vocabulary: Vocabulary) -> dict[str, Role]:
    """Roles by all that they are called, and by their code names."""
    return {word: Role(name) for word, name in vocabulary.role_words.items()}


def away(reading: Reading) -> Request:
    """`UNTIL [SUBSTITUTE]`, `off`; with a name before, for somebody else."""
    reading.nothing_below()
    said = _spelled_out(reading.rest.strip(BETWEEN))
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


def _spelled_out(said: str) -> str:
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
_LASTS = re.compile(
    r"(半|一|两|二|三|四|五|六|七|八|九|十|[1-9][0-9]?)\s*(?:个)?\s*(?:天|days?(?![a-z]))", re.IGNORECASE
)
_WEEKS = re.compile(r"(一|两|二|三|四|[1-9])\s*个?\s*(?:周|星期|礼拜)(?![一二三四五六日天末1-7])")
_WHOLE_WEEK = re.compile(r"(本|这|下)\s*个?\s*(?:周|星期|礼拜)(?![一二三四五六日天末1-7])")
_COUNTED = {word: number for number, word in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}


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
        days = 7 * (_COUNTED.get(weeks[1]) or int(weeks[1]))
        ends = {"since": first if found else None, "until": first + timedelta(days=days - 1)}
        return ends, rest[weeks.end() :].strip(BETWEEN)
    if (lasts := _LASTS.match(level(rest))) is not None:
        rest = rest[lasts.end() :].strip(BETWEEN)
        since = first if found else None
        if lasts[1] == "半":
            return {"since": since, "until": first, "half": "half"}, rest
        days = _COUNTED.get(lasts[1]) or int(lasts[1])
        return {"since": since, "until": first + timedelta(days=days - 1)}, rest
    half, rest = _half(reading, rest)
    if half is not None:
        if half == "pm" and (to := _TO.match(rest)) is not None:
            return _last(reading, first, rest[to.end() :], half)
        return {"since": first, "until": first, "half": half}, rest
    at, after = _hour(rest)
    if found is None:
        return ({"until": first, "at": at}, after) if at else None
    if at is not None:
        return {"since": first, "until": first, "at": at}, after
    if (to := _TO.match(rest)) is not None:
        return _last(reading, first, rest[to.end() :])
    return {"since": first, "until": first}, rest


def _half(reading: Reading, said: str) -> tuple[str | None, str]:
    """The other end of the time may stand at once behind it: 下午到周五."""
    words = reading.vocabulary
    for word in words.value_words("half"):
        if level(said).startswith(level(word)) and _TO.match(said[len(word) :]):
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


def morning(reading: Reading) -> Request:
    """Alone it is switched on."""
    reading.nothing_below()
    if not reading.rest:
        return SetMorning()
    value = reading.vocabulary.value_of("switch", reading.rest)
    if value is None:
        raise Wrong("usage", None, reading.rest)
    return SetMorning(on=value == "on")
