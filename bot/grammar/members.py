"""The readers of what people ask about themselves, the others and the bot."""

import re

from bot.grammar.chat import PARTS
from bot.grammar.figures import BETWEEN, ENDS
from bot.grammar.reading import Reading, Wrong, build
from bot.wording.vocabulary import LANGUAGES, Vocabulary
from bot.wording.vocabulary.spelling import fold, key, level
from store.company import DESK, Role
from store.members.requests import (
    Help,
    Join,
    ListMembers,
    ListUndelivered,
    SetLanguage,
    SetMorning,
    SetRoles,
    SetRoom,
    ShowMenu,
    ShowRoles,
    ShowRoom,
    Start,
)
from store.phrases.requests import ListWords
from store.requests import Request

# A sign begins a role where a space or a Chinese character stands before it: Anne-Marie is a name.
_SIGN = re.compile(r"(?:^|\s|(?<=[^\x00-\x7f]))([+-])\s*")
_JOIN = "join"


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
        role_words(reading.vocabulary),
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
    words = role_words(reading.vocabulary)
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
    purpose = reading.vocabulary.value_of("room", said) or role_words(reading.vocabulary).get(key(said))
    if purpose is None:
        raise Wrong("room", "room", said)
    return SetRoom(purpose=DESK if purpose == DESK else "off" if purpose == "off" else Role(purpose))


def role_words(vocabulary: Vocabulary) -> dict[str, Role]:
    """Roles by all that they are called, and by their code names."""
    return {word: Role(name) for word, name in vocabulary.role_words.items()}


def morning(reading: Reading) -> Request:
    """Alone it is switched on."""
    reading.nothing_below()
    if not reading.rest:
        return SetMorning()
    value = reading.vocabulary.value_of("switch", reading.rest)
    if value is None:
        raise Wrong("usage", None, reading.rest)
    return SetMorning(on=value == "on")
