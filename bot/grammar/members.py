"""The readers of what people ask about themselves, the others and the bot."""

import re
from datetime import time

from bot.grammar.dates import take_day
from bot.grammar.figures import BETWEEN, ENDS
from bot.grammar.orders import take_value
from bot.grammar.reading import Reading, Wrong, build
from bot.vocabulary import Vocabulary, fold, key
from store.company import DESK, Role
from store.members.requests import (
    ComeBack,
    GoAway,
    Help,
    Join,
    ListMembers,
    ListUndelivered,
    SetLanguage,
    SetMorning,
    SetRoles,
    SetRoom,
    ShowAway,
    ShowDuty,
    ShowRoles,
    ShowRoom,
    Start,
)
from store.requests import Request

# A sign begins a role where a space or a Chinese character stands before it: Anne-Marie is a name.
_SIGN = re.compile(r"(?:^|\s|(?<=[^\x00-\x7f]))([+-])\s*")
_TIME = re.compile(r"([01]?[0-9]|2[0-3])(?::([0-5][0-9])|[点时](?:([0-5]?[0-9])分?|(半))?)(?![0-9])")
_JOIN = "join"
NAME_WORDS = 6
"""A day is looked for behind no more words of a name than this."""


def start(reading: Reading) -> Request:
    """What a deep link brings along says where it stood: one of them is for people who want to join."""
    return Join() if fold(reading.rest) == _JOIN else Start()


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


def join(reading: Reading) -> Request:
    reading.nothing_more(reading.rest)
    return Join()


def duty(reading: Reading) -> Request:
    reading.nothing_more(reading.rest)
    return ShowDuty()


def role(reading: Reading) -> Request:
    """`NAME +finance -sales`, `NAME off`; a name alone, or nothing, to choose by button."""
    reading.nothing_below()
    said = fold(reading.rest)
    sign = _SIGN.search(said)
    if sign is not None:
        return _roles(reading, reading.rest[: sign.start()].strip(BETWEEN), sign.start())
    name, _, last = reading.rest.strip().rpartition(" ")
    active = reading.vocabulary.value_of("member", last)
    if name and active:
        return build(SetRoles, {"who": "who"}, who=name.strip(BETWEEN), active=active == "on")
    return build(ShowRoles, {"who": "who"}, who=reading.rest.strip(BETWEEN + ENDS))


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
    """Roles by their names in either language, and by their code names."""
    return {
        key(word): role
        for role in Role
        for word in (role.value, vocabulary.role(role, "zh"), vocabulary.role(role, "en"))
    }


def away(reading: Reading) -> Request:
    """`UNTIL [SUBSTITUTE]`, `off`; with a name before, for somebody else."""
    reading.nothing_below()
    said = reading.rest.strip(BETWEEN)
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


def _away(reading: Reading, said: str, who: str) -> Request | None:
    """None where the text begins with no day, hour or word for coming back."""
    word, rest = take_value(reading, "away", said)
    if word == "off":
        reading.nothing_more(rest)
        return build(ComeBack, {"who": "who"}, who=who)
    said = rest if word == "until" else said
    found = take_day(said, reading.today, reading.vocabulary.days)
    until, rest = found or (reading.today, said)
    hour = _TIME.match(fold(rest))
    if found is None and hour is None:
        return None
    at = None
    if hour is not None:
        minute = 30 if hour[4] else int(hour[2] or hour[3] or 0)
        at, rest = time(int(hour[1]), minute), rest[hour.end() :].strip(BETWEEN)
    reading.understand("until", f"{until.isoformat()} {at:%H:%M}" if at else until.isoformat())
    substitute = rest.strip(BETWEEN + ENDS)
    return build(GoAway, {"substitute": "substitute"}, until=until, at=at, substitute=substitute, who=who)


def morning(reading: Reading) -> Request:
    """Alone it is switched on."""
    reading.nothing_below()
    if not reading.rest:
        return SetMorning()
    value = reading.vocabulary.value_of("switch", reading.rest)
    if value is None:
        raise Wrong("usage", None, reading.rest)
    return SetMorning(on=value == "on")
