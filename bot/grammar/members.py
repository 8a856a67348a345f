"""The readers of what people ask about themselves, the others and the bot."""

from bot.grammar.reading import Reading, Wrong
from bot.vocabulary import fold
from store.members.requests import Help, LeaveQuestion, ListMembers, ListUndelivered, SetLanguage, Start
from store.requests import Request


def start(reading: Reading) -> Request:
    """Whatever a deep link brings along is for the handler that made the link."""
    return Start()


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


def cancel(reading: Reading) -> Request:
    reading.nothing_more(reading.rest)
    return LeaveQuestion()
